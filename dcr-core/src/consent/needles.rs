//! Finding many names in a text at once, ASCII case apart.

/// How many characters a name must have to be looked for: shorter ones stand in too many words that mean something else.
const SHORTEST: usize = 4;

/// Names to look for, each with what it stands for.
///
/// A text is gone through once, however many names there are. Where four bytes stand that begin a name, the names that
/// begin so are compared.
#[derive(Debug)]
pub(super) struct Needles {
    /// The first four bytes and the whole name in ASCII lower case, and what it stands for. INVARIANT once made: sorted,
    /// none twice.
    names: Vec<(u32, Vec<u8>, usize)>,
    /// One bit for each hash of the first four bytes of a name.
    filter: [u64; 64],
}

impl Needles {
    /// Those of some names that are long enough, each with what it stands for.
    pub(super) fn new<'n>(names: impl IntoIterator<Item = (&'n str, usize)>) -> Self {
        let mut needles = Self { names: Vec::new(), filter: [0; 64] };
        for (name, means) in names {
            let lower = name.to_ascii_lowercase().into_bytes();
            // Four characters are four bytes at least.
            if let (true, Some(begin)) = (name.chars().count() >= SHORTEST, lower.first_chunk::<4>()) {
                let begin = u32::from_be_bytes(*begin);
                needles.names.push((begin, lower, means));
                let (word, bit) = spread(begin);
                if let Some(word) = needles.filter.get_mut(word) {
                    *word |= bit;
                }
            }
        }
        needles.names.sort_unstable();
        needles.names.dedup();
        needles
    }

    pub(super) fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Shows what the names that stand in a text stand for, once for each place.
    pub(super) fn find(&self, text: &str, found: &mut dyn FnMut(usize)) {
        let bytes = text.as_bytes();
        let mut begin = 0u32;
        for (end, byte) in bytes.iter().enumerate() {
            begin = (begin << 8) | u32::from(byte.to_ascii_lowercase());
            let (word, bit) = spread(begin);
            if end < 3 || self.filter.get(word).is_none_or(|word| word & bit == 0) {
                continue;
            }
            let rest = bytes.get(end - 3..).unwrap_or_default();
            let first = self.names.partition_point(|(other, ..)| *other < begin);
            let alike = self.names.iter().skip(first).take_while(|(other, ..)| *other == begin);
            for (_, name, means) in alike {
                if rest.get(..name.len()).is_some_and(|there| there.eq_ignore_ascii_case(name)) {
                    found(*means);
                }
            }
        }
    }
}

/// The place of four bytes in the filter.
fn spread(begin: u32) -> (usize, u64) {
    let hash = begin.wrapping_mul(0x9e37_79b1) >> 20;
    (usize::try_from(hash >> 6).unwrap_or_default(), 1 << (hash & 63))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn found(names: &[(&str, usize)], text: &str) -> Vec<usize> {
        let mut found = BTreeSet::new();
        Needles::new(names.iter().copied()).find(text, &mut |means| {
            found.insert(means);
        });
        found.into_iter().collect()
    }

    #[test]
    fn a_name_is_found_inside_words_ascii_case_apart() {
        let names = [("HIV infection", 1), ("AIDS", 2), ("HIV", 3), ("Été long", 4)];
        assert_eq!(found(&names, "known hiv INFECTION since 2001"), [1]);
        assert_eq!(found(&names, "hearing aids"), [2]);
        assert!(found(&names, "HIV").is_empty());
        assert_eq!(found(&names, "un Été LONG"), [4]);
        assert!(found(&names, "un été long").is_empty());
        assert!(found(&names, "AID").is_empty());
        assert!(Needles::new([("HIV", 3), ("été", 4)]).is_empty());
    }

    /// Four bytes begin a name, and a text shorter than that holds none.
    #[test]
    fn nothing_stands_before_a_text() {
        let names = [("\0\0\0abc", 1)];
        assert!(found(&names, "abc").is_empty());
        assert_eq!(found(&names, "\0\0\0abc"), [1]);
    }

    proptest! {
        #[test]
        fn the_same_is_found_as_by_looking_for_each(
            names in proptest::collection::vec("[aAbé ]{0,7}", 0..8),
            text in "[aAbBé ]{0,40}",
        ) {
            let numbered: Vec<(&str, usize)> = names.iter().map(String::as_str).zip(0..).collect();
            let expected: Vec<usize> = numbered
                .iter()
                .filter(|(name, _)| {
                    name.chars().count() >= 4 && text.to_ascii_lowercase().contains(&name.to_ascii_lowercase())
                })
                .map(|(_, number)| *number)
                .collect();
            prop_assert_eq!(found(&numbered, &text), expected);
        }
    }
}
