//! What the statements behind a line differ in, in words.

use super::{dates, words};
use crate::merge::Difference;
use crate::time::PartialDateTime;

/// Says its word in place of an organisation that must not be named.
const UNNAMED: &str = "an organisation not named here";

/// `status: RBD says active; J81001 says stopped`.
pub(super) fn difference(difference: &Difference) -> String {
    let said: Vec<String> = difference
        .said
        .iter()
        .map(|(organisation, word)| {
            let organisation = if organisation.is_withheld() { UNNAMED } else { organisation.as_str() };
            format!("{organisation} says {}", spoken(&difference.aspect, word))
        })
        .collect();
    format!("{}: {}", difference.aspect, said.join("; "))
}

fn spoken(aspect: &str, word: &str) -> String {
    match aspect {
        "onset" => PartialDateTime::parse(word).map_or_else(|_| word.to_owned(), |time| dates::partial(&time)),
        "status" | "significance" | "certainty" | "criticality" => words::word(word).to_lowercase(),
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identifier::OdsCode;

    #[test]
    fn each_organisation_says_its_word() {
        let said = |aspect: &str, words: [&str; 2]| {
            let codes = ["RBD", "J81001"].map(|code| OdsCode::parse(code).unwrap());
            let said = codes.into_iter().zip(words.map(str::to_owned)).collect();
            difference(&Difference { aspect: aspect.to_owned(), said })
        };
        assert_eq!(said("status", ["on-hold", "active"]), "status: RBD says on hold; J81001 says active");
        let unnamed =
            Difference { aspect: "status".to_owned(), said: vec![(OdsCode::withheld(), "active".to_owned())] };
        assert_eq!(difference(&unnamed), "status: an organisation not named here says active");
        assert_eq!(said("onset", ["2019", "2020-03-02"]), "onset: RBD says 2019; J81001 says 02-Mar-2020");
    }
}
