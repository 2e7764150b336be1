//! What sources say of a section as a whole, in words.

use super::page::{Notice, source_words};
use super::{dates, words};
use crate::consent::VisibleSection;
use crate::record::{EmptyReason, SectionStatement, SectionWarning};

/// One notice for each statement; none for a section that is withheld.
pub(super) fn said(section: &VisibleSection) -> Vec<Notice> {
    if section.state.shows_nothing() {
        return Vec::new();
    }
    let notice = |said: &crate::consent::VisibleSectionStatement| {
        let source = source_words(&said.organisation_name, &said.provenance);
        Notice { words: format!("{} Source: {source}", sentence(&said.statement)), limits: limits(&said.statement) }
    };
    section.statements.iter().map(notice).collect()
}

/// Whether a reader must not take the section for all there is.
fn limits(said: &SectionStatement) -> bool {
    let settled = matches!(said.empty, None | Some(EmptyReason::NothingRecorded | EmptyReason::NilKnown));
    !said.warnings.is_empty() || !settled
}

fn sentence(said: &SectionStatement) -> String {
    let heading = words::concept(&said.heading);
    let empty = said.empty.as_ref().map(|reason| match reason {
        EmptyReason::NothingRecorded => "nothing is recorded there".to_owned(),
        EmptyReason::NilKnown => "there is nothing, the source says".to_owned(),
        EmptyReason::NotAsked => "it was not asked".to_owned(),
        EmptyReason::Withheld => "the source withholds it".to_owned(),
        EmptyReason::Unavailable => "the source could not give it".to_owned(),
        EmptyReason::NotStarted => "not begun yet".to_owned(),
        EmptyReason::Closed => "no longer kept".to_owned(),
        EmptyReason::Other(word) => format!("empty ({word})"),
    });
    let warnings = said.warnings.iter().map(|warning| match warning {
        SectionWarning::ConfidentialItems => "items are left out because they are confidential".to_owned(),
        SectionWarning::DataInTransit => {
            "the record is still on its way from another practice; items may be missing".to_owned()
        }
        SectionWarning::DataAwaitingFiling => "items wait to be filed and are missing".to_owned(),
        SectionWarning::Other(word) => format!("the source warns: {word}"),
    });
    let mut parts: Vec<String> = empty.into_iter().chain(warnings).collect();
    parts.extend(said.notes.iter().map(|note| format!("\"{note}\"")));
    let as_at = said.as_at.as_ref().map(|when| format!(" (as at {})", dates::partial(when))).unwrap_or_default();
    format!("{heading}{as_at}: {}.", parts.join("; "))
}
