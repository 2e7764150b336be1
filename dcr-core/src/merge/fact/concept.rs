//! Whether two sources name one concept (M10, M11), and the keys by which those that might are found.

use super::keys::{Keys, hash};
use crate::identifier::{CodedConcept, Coding, system};

/// What is known of two concepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sameness {
    Same,
    Different,
    Unknown,
}

/// The code systems in the order in which they are asked; SNOMED CT and dm+d have one numbering.
fn class(name: &str) -> u8 {
    match name {
        system::SNOMED | system::DMD => 0,
        system::READ_V2 => 1,
        system::CTV3 => 2,
        system::LOINC => 3,
        system::OPCS4 => 4,
        system::ICD10 => 5,
        _ => OTHER,
    }
}

const OTHER: u8 = 6;

/// Whether the codes of a system mean the same whoever writes them.
fn is_common(name: &str) -> bool {
    ["http://", "https://", "urn:"].iter().any(|prefix| name.starts_with(prefix))
}

/// The place of a coding among the systems: its class, and of the systems without a class its name.
fn place(coding: &Coding) -> (u8, &str) {
    let class = class(&coding.system);
    (class, if class == OTHER { &coding.system } else { "" })
}

/// Compares two concepts, of which `one_organisation` says whether one organisation states both.
pub(super) fn sameness(a: &CodedConcept, b: &CodedConcept, one_organisation: bool) -> Sameness {
    let mut decides: Option<((u8, &str), bool)> = None;
    for ours in &a.codings {
        let of = place(ours);
        for theirs in &b.codings {
            if place(theirs) != of || !(one_organisation || of.0 < OTHER || is_common(of.1)) {
                continue;
            }
            let equal = ours.code == theirs.code;
            decides = match decides {
                Some((first, shared)) if first == of => Some((first, shared || equal)),
                Some((first, shared)) if first < of => Some((first, shared)),
                _ => Some((of, equal)),
            };
        }
    }
    match decides {
        Some((_, true)) => Sameness::Same,
        Some((_, false)) => Sameness::Different,
        None if share_words(a, b) => Sameness::Same,
        None => Sameness::Unknown,
    }
}

/// Whether two codes are one, whoever writes them.
pub(super) fn one_code(a: &Coding, b: &Coding) -> bool {
    let of = place(a);
    of == place(b) && (of.0 < OTHER || is_common(of.1)) && a.code == b.code
}

/// Whether both are stated and are different concepts.
pub(super) fn are_different(a: Option<&CodedConcept>, b: Option<&CodedConcept>, one_organisation: bool) -> bool {
    a.zip(b).is_some_and(|(a, b)| sameness(a, b, one_organisation) == Sameness::Different)
}

/// Whether a text or display of the one equals a text or display of the other.
pub(super) fn share_words(a: &CodedConcept, b: &CodedConcept) -> bool {
    told(a).any(|ours| told(b).any(|theirs| same_words(ours, theirs)))
}

fn told(concept: &CodedConcept) -> impl Iterator<Item = &str> {
    concept.text.as_deref().into_iter().chain(concept.codings.iter().filter_map(|coding| coding.display.as_deref()))
}

fn is_space(letter: char) -> bool {
    matches!(letter, ' ' | '\t' | '\n' | '\r' | '\u{a0}')
}

/// A number that a source gives to an order, a specimen, a visit or a document, as such numbers are compared (M33);
/// nothing where there is none.
pub(super) fn number(stated: &str) -> Option<String> {
    let kept = stated.trim_matches(is_space);
    (!kept.is_empty()).then(|| kept.to_ascii_lowercase())
}

/// Whether both state a number and it is one.
pub(super) fn same_number(a: Option<&str>, b: Option<&str>) -> bool {
    let (a, b) = (a.unwrap_or_default().trim_matches(is_space), b.unwrap_or_default().trim_matches(is_space));
    !a.is_empty() && a.eq_ignore_ascii_case(b)
}

/// The letters of words as they are compared (M10); nothing where there are no words.
fn letters(words: &str) -> impl Iterator<Item = char> {
    let parts = words.split(is_space).filter(|part| !part.is_empty()).enumerate();
    parts.flat_map(|(place, part)| {
        (place > 0).then_some(' ').into_iter().chain(part.chars().flat_map(char::to_lowercase))
    })
}

/// Words as they are compared.
pub(super) fn words_key(words: &str) -> String {
    letters(words).collect()
}

/// Words that are stated: nothing where there are none.
pub(super) fn stated(words: Option<&str>) -> Option<&str> {
    words.filter(|words| has_words(words))
}

/// Whether there are words at all.
pub(in crate::merge) fn has_words(words: &str) -> bool {
    letters(words).next().is_some()
}

pub(in crate::merge) fn same_words(a: &str, b: &str) -> bool {
    if a == b {
        return letters(a).next().is_some();
    }
    letters(a).next().is_some() && letters(a).eq(letters(b))
}

/// The number of words, equal for words that are the same; nothing for none.
pub(super) fn words_hash(of: u64, words: &str) -> Option<u64> {
    letters(words).next()?;
    let mut bytes = [0; 4];
    Some(letters(words).fold(of, |so_far, letter| hash(so_far, letter.encode_utf8(&mut bytes).as_bytes())))
}

/// Adds the keys of a concept: two that are the same share one.
pub(super) fn keys(keys: &mut Keys, of: u64, concept: &CodedConcept, organisation: &str) {
    for coding in &concept.codings {
        let (class, name) = place(coding);
        let mut key = hash(of, &[class]);
        if class == OTHER {
            key = hash(key, name.as_bytes());
            if !is_common(name) {
                key = hash(key, organisation.as_bytes());
            }
        }
        keys.add(hash(key, coding.code.as_bytes()));
    }
    for words in told(concept) {
        keys.add_some(words_hash(of, words));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn concept(codings: &[(&str, &str)], text: Option<&str>) -> CodedConcept {
        CodedConcept {
            codings: codings.iter().map(|(system, code)| Coding::new(system, code)).collect(),
            text: text.map(str::to_owned),
        }
    }

    fn compared(a: &CodedConcept, b: &CodedConcept) -> [Sameness; 2] {
        let found = [false, true].map(|one_organisation| sameness(a, b, one_organisation));
        assert_eq!(found, [false, true].map(|one_organisation| sameness(b, a, one_organisation)), "not symmetric");
        found
    }

    #[test]
    fn the_first_code_system_that_both_have_decides_and_words_are_asked_last() {
        use Sameness::{Different, Same, Unknown};
        let snomed = concept(&[(system::SNOMED, "73211009")], Some("Diabetes"));
        let dmd = concept(&[(system::DMD, "73211009")], None);
        assert_eq!(compared(&snomed, &dmd), [Same, Same]);
        let read = concept(&[(system::READ_V2, "C10..")], Some("  DIABETES\t"));
        assert_eq!(compared(&snomed, &read), [Same, Same]);
        assert_eq!(compared(&dmd, &read), [Unknown, Unknown]);
        let both = concept(&[(system::ICD10, "E14"), (system::SNOMED, "44054006")], None);
        let classified = concept(&[(system::SNOMED, "73211009"), (system::ICD10, "E14")], None);
        assert_eq!(compared(&both, &classified), [Different, Different]);
        assert_eq!(compared(&both, &concept(&[(system::ICD10, "E14")], None)), [Same, Same]);
        assert_eq!(compared(&snomed, &concept(&[(system::SNOMED, "44054006")], Some("Diabetes"))), [Different; 2]);
        assert_eq!(compared(&concept(&[], None), &concept(&[], Some(" "))), [Unknown; 2]);
    }

    #[test]
    fn a_local_code_means_something_in_one_organisation_alone() {
        let local = concept(&[("PAS", "A1")], None);
        assert_eq!(compared(&local, &local), [Sameness::Unknown, Sameness::Same]);
        let agreed = concept(&[("urn:oid:1.2", "A1")], None);
        assert_eq!(compared(&agreed, &agreed), [Sameness::Same; 2]);
        let other = concept(&[("urn:oid:1.2", "A2")], None);
        assert_eq!(compared(&agreed, &other), [Sameness::Different; 2]);
    }

    #[test]
    fn concepts_that_are_the_same_share_a_key() {
        let several = [
            concept(&[(system::SNOMED, "73211009")], Some("Diabetes")),
            concept(&[(system::DMD, "73211009")], Some("Zuckerkrankheit")),
            concept(&[(system::READ_V2, "C10..")], Some("diabetes")),
            concept(&[("PAS", "A1")], Some("Sugar")),
            concept(&[("PAS", "A1")], None),
        ];
        for a in &several {
            for b in &several {
                let keys_of = |concept| {
                    let mut found = Keys::default();
                    keys(&mut found, 1, concept, "RBD");
                    found
                };
                if sameness(a, b, true) == Sameness::Same {
                    assert!(keys_of(a).shares(&keys_of(b)), "{a:?} {b:?}");
                }
            }
        }
    }
}
