//! How a page says that it shows the past.

use super::dates;
use crate::merge::{AsAt, Later};

/// The sentence at the head of a record as it was; nothing for the present.
pub(super) fn words(as_at: Option<&AsAt>) -> Option<String> {
    let as_at = as_at?;
    let known = as_at.known.map(|known| format!("what was known on {}", dates::instant(known)));
    let held = as_at.held.map(|held| format!("what held or had happened on {}", dates::instant(held)));
    let parts: Vec<String> = known.into_iter().chain(held).collect();
    (!parts.is_empty()).then(|| format!("This is not the present record. It shows {}.", parts.join(", and of that ")))
}

/// What became of a statement since.
pub(super) const fn since(later: Later) -> &'static str {
    match later {
        Later::Changed => "its source has since stated something else",
        Later::Withdrawn => "its source has since taken it back",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;

    #[test]
    fn a_page_of_the_past_says_so() {
        let at = |text| Some(Timestamp::parse(text).unwrap());
        let (known, held) = (at("2026-01-02T10:00:00Z"), at("2020-07-01T10:00:00Z"));
        assert_eq!(words(None), None);
        assert_eq!(words(Some(&AsAt::default())), None);
        assert_eq!(
            words(Some(&AsAt { known, held: None })).unwrap(),
            "This is not the present record. It shows what was known on 02-Jan-2026 10:00 GMT."
        );
        assert_eq!(
            words(Some(&AsAt { known, held })).unwrap(),
            "This is not the present record. It shows what was known on 02-Jan-2026 10:00 GMT, and of that what held or had \
             happened on 01-Jul-2020 11:00 BST."
        );
    }
}
