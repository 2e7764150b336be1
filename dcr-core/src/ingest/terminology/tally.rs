//! What became of codes, counted by code system.

use std::collections::BTreeMap;

/// The longest name of a code system that is told.
const LONGEST_NAME: usize = 200;

/// How many consecutive digits a code system's name may have: fewer than an NHS number.
const MOST_DIGITS: usize = 9;

/// What became of codes: counts by map and by code system, never a code and nothing of a person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CodeTally {
    /// Codes that a map gave a target, by map and version.
    pub mapped: BTreeMap<String, u64>,
    /// Codes to which the maps give different targets, so that none was taken, by code system.
    pub ambiguous: BTreeMap<String, u64>,
    /// Codes of concepts that have neither a SNOMED CT nor a dm+d code, and to which no map gives a target, by code system.
    pub unmapped: BTreeMap<String, u64>,
}

impl CodeTally {
    /// Adds what another counted.
    pub fn add(&mut self, other: &Self) {
        for (into, from) in [
            (&mut self.mapped, &other.mapped),
            (&mut self.ambiguous, &other.ambiguous),
            (&mut self.unmapped, &other.unmapped),
        ] {
            for (name, count) in from {
                *into.entry(name.clone()).or_default() += count;
            }
        }
    }

    pub(super) fn count(counts: &mut BTreeMap<String, u64>, name: &str) {
        match counts.get_mut(name) {
            Some(count) => *count += 1,
            None => drop(counts.insert(name.to_owned(), 1)),
        }
    }
}

/// The name under which codes of a system are counted.
///
/// A source's own name for a system can be any text, and a message whose fields are shifted has a person's in its place:
/// only a URI or an OID without a long run of digits is told as it is, and every other name counts as `local`.
pub(super) fn told_system(system: &str) -> &str {
    let uri = ["http://", "https://", "urn:"].iter().any(|scheme| system.starts_with(scheme));
    let oid = system.contains('.') && system.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let plain = system.len() <= LONGEST_NAME && system.bytes().all(|byte| byte.is_ascii_graphic());
    let run = system.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or_default();
    if (uri || oid) && plain && run <= MOST_DIGITS { system } else { "local" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_systems_name_is_told_only_where_it_cannot_be_about_a_person() {
        for told in ["http://read.info/readv2", "urn:oid:2.16.840.1.113883.2.1.3.2.4.15", "2.16.840.1.113883.6.96"] {
            assert_eq!(told_system(told), told);
        }
        for other in ["L", "Durdle", "9990000018", "1.9990000018", "http://x/9990000018", "http://x/Dora Durdle", ""] {
            assert_eq!(told_system(other), "local", "{other}");
        }
    }

    #[test]
    fn tallies_add_up() {
        let mut one = CodeTally::default();
        CodeTally::count(&mut one.unmapped, "local");
        let mut two = one.clone();
        CodeTally::count(&mut two.unmapped, "local");
        CodeTally::count(&mut two.mapped, "a@1");
        one.add(&two);
        assert_eq!((one.unmapped["local"], one.mapped["a@1"], one.ambiguous.len()), (3, 1, 0));
    }
}
