//! What has to be read together, in words: what is stated, and no advice.

use crate::contribution::ContributionKey;
use crate::merge::{Notice, NoticeKind};

/// A notice as a sentence. `told` gives the words of another line that is shown.
pub(super) fn notice(notice: &Notice, told: impl Fn(&ContributionKey) -> Option<String>) -> String {
    let words = match notice.kind {
        NoticeKind::StartedByHospital => "Stated by a hospital; the practice's list shown here does not have it",
        NoticeKind::StoppedByHospital => "A hospital states that it was stopped, after the practice last recorded it",
        NoticeKind::ChangedByHospital => {
            "A hospital states another product or dose, after the practice last recorded it"
        }
        NoticeKind::SameIngredient => "Another line lists the same ingredient",
        NoticeKind::ListedAsAllergy => "It, or an ingredient of it, is listed as an allergy",
        NoticeKind::ListedAsMedication => "It, or an ingredient of it, is on the list of medicines",
        NoticeKind::AllergyListed => "One source states that no allergy is known, and an allergy is listed",
        NoticeKind::OtherPractice => "Another registered practice is stated",
    };
    let others: Vec<String> = notice.lines.iter().filter_map(told).collect();
    if others.is_empty() { format!("{words}.") } else { format!("{words}: {}.", others.join("; ")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identifier::{OdsCode, SourceItemId, SourceSystem};

    #[test]
    fn a_notice_names_the_lines_that_are_shown() {
        let line = ContributionKey {
            organisation: OdsCode::parse("RBD").unwrap(),
            system: SourceSystem::parse("PAS").unwrap(),
            item: SourceItemId::parse("a1").unwrap(),
        };
        let said = Notice { kind: NoticeKind::ListedAsAllergy, lines: vec![line] };
        let shown = "It, or an ingredient of it, is listed as an allergy: Penicillin.";
        assert_eq!(notice(&said, |_| Some("Penicillin".to_owned())), shown);
        assert_eq!(notice(&said, |_| None), "It, or an ingredient of it, is listed as an allergy.");
    }
}
