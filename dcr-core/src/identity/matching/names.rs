//! Names of persons as they are compared.

use super::word::Word;

/// A given name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct GivenName {
    /// The name, folded.
    pub word: Word,
    /// Whether it stands first in a stated name, and is not a middle name.
    pub first: bool,
}

/// What part of a family name a word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum FamilyPart {
    /// A whole name in use.
    Whole,
    /// A whole name of former times.
    Former,
    /// A part of a double-barrelled name.
    Part,
}

/// A family name or a part of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct FamilyName {
    /// The name, folded.
    pub word: Word,
    /// What part it is.
    pub part: FamilyPart,
}

/// Words that stand where no name is known, wherever they stand in the given names.
const PLACEHOLDERS: &[&str] = &[
    "anon",
    "anonymous",
    "babe",
    "baby",
    "babyboy",
    "babygirl",
    "infant",
    "newborn",
    "noname",
    "notknown",
    "quad",
    "tbc",
    "triplet",
    "twin",
    "twini",
    "twinii",
    "twinone",
    "twintwo",
    "unk",
    "unknown",
    "unnamed",
    "xx",
    "xxx",
];

/// Words that are a placeholder when they stand first.
const FIRST_PLACEHOLDERS: &[&str] = &[
    "b", "boy", "daughter", "female", "girl", "male", "man", "mother", "na", "nil", "none", "not", "son", "test",
    "woman",
];

/// Names that go with a faith or a sex rather than with a person; behind another given name they are not compared.
const SHARED: &[&str] = &[
    "bano", "begum", "bibi", "devi", "kaur", "khanam", "khatoon", "khatun", "kumar", "kumari", "mohammed", "muhammad",
    "singh",
];

const TITLES: &[&str] =
    &["dame", "dr", "lady", "lord", "master", "miss", "mr", "mrs", "ms", "mstr", "mx", "prof", "rev", "sir"];

const FAMILY_PLACEHOLDERS: &[&str] = &[
    "anon",
    "anonymous",
    "na",
    "nil",
    "noname",
    "none",
    "notknown",
    "notstated",
    "surname",
    "tbc",
    "unk",
    "unknown",
    "unnamed",
    "xx",
    "xxx",
];

/// Words of a family name that are no name alone.
const PARTICLES: &[&str] = &[
    "al", "ap", "bin", "binti", "da", "das", "de", "del", "della", "den", "der", "di", "dos", "du", "el", "fitz",
    "ibn", "la", "las", "le", "los", "mac", "mc", "o", "san", "st", "ter", "van", "von",
];

const SUFFIXES: &[&str] = &["jnr", "jr", "junior", "senior", "snr", "sr"];

fn is_in(list: &[&str], word: Word) -> bool {
    list.binary_search_by(|known| known.as_bytes().cmp(word.as_bytes())).is_ok()
}

/// The words of a text between spaces and punctuation other than apostrophes, full stops and hyphens, folded.
fn words(text: &str) -> impl Iterator<Item = Word> {
    text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '/' | '(' | ')' | ';' | '"' | '_'))
        .map(Word::fold)
        .filter(|word| !word.is_empty())
}

/// Adds the given names of one stated name; `true` when they are a placeholder (`BABY`, `TWIN 1`, `UNKNOWN`), which is
/// then not taken for a name.
pub(super) fn add_given(text: &str, names: &mut Vec<GivenName>) -> bool {
    let before = names.len();
    let mut first = true;
    for word in words(text) {
        if first && is_in(TITLES, word) && word.len() < text.trim().len() {
            continue;
        }
        let digits = word.as_bytes().iter().all(u8::is_ascii_digit);
        let placeholder = is_in(PLACEHOLDERS, word)
            || word.as_bytes().strip_prefix(b"twin").is_some_and(|rest| rest.iter().all(u8::is_ascii_digit))
            || (first && word.len() > 1 && is_in(FIRST_PLACEHOLDERS, word))
            || (first && digits);
        if placeholder {
            names.truncate(before);
            return true;
        }
        let shared = !first && is_in(SHARED, word);
        if !digits && !shared && !names.iter().any(|known| known.word == word && known.first == first) {
            names.push(GivenName { word, first });
        }
        first = false;
    }
    false
}

/// Whether the given names of one stated name are a placeholder.
pub(in crate::identity) fn is_given_placeholder(text: &str) -> bool {
    add_given(text, &mut Vec::new())
}

/// Whether a family name is a placeholder.
pub(in crate::identity) fn is_family_placeholder(text: &str) -> bool {
    add_family(text, false, &mut Vec::new())
}

/// Adds one stated family name; `true` when it is a placeholder.
pub(super) fn add_family(text: &str, former: bool, names: &mut Vec<FamilyName>) -> bool {
    let mut whole = Word::default();
    let mut parts: [Word; 4] = [Word::default(); 4];
    let mut count = 0;
    for word in
        text.split(|c: char| c.is_whitespace() || matches!(c, '-' | ',' | '/' | '(' | ')' | '\u{2010}'..='\u{2015}'))
    {
        let word = Word::fold(word);
        if word.is_empty() || is_in(SUFFIXES, word) {
            continue;
        }
        whole.append(word.as_str());
        if word.letters() >= 3 && !is_in(PARTICLES, word) {
            if let Some(place) = parts.get_mut(count) {
                *place = word;
            }
            count += 1;
        }
    }
    if whole.is_empty() {
        return false;
    }
    if is_in(FAMILY_PLACEHOLDERS, whole) {
        return true;
    }
    let mut add = |word: Word, part: FamilyPart| match names.iter_mut().find(|known| known.word == word) {
        Some(known) => known.part = known.part.min(part),
        None => names.push(FamilyName { word, part }),
    };
    add(whole, if former { FamilyPart::Former } else { FamilyPart::Whole });
    if count >= 2 {
        parts.iter().take(count).filter(|part| !part.is_empty()).for_each(|&part| add(part, FamilyPart::Part));
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(text: &str) -> Option<Vec<String>> {
        let mut names = Vec::new();
        let placeholder = add_given(text, &mut names);
        (!placeholder).then(|| {
            names.iter().map(|name| format!("{}{}", if name.first { "" } else { "+" }, name.word.as_str())).collect()
        })
    }

    #[test]
    fn lists_are_sorted_for_looking_up() {
        for list in [PLACEHOLDERS, FIRST_PLACEHOLDERS, SHARED, TITLES, FAMILY_PLACEHOLDERS, PARTICLES, SUFFIXES] {
            assert!(list.is_sorted());
        }
    }

    #[test]
    fn given_names_are_parted_and_placeholders_told() {
        assert_eq!(given("Anne-Marie Jane").unwrap(), ["annemarie", "+jane"]);
        assert_eq!(given("Mr John P").unwrap(), ["john", "+p"]);
        assert_eq!(given("Gurpreet Singh").unwrap(), ["gurpreet"]);
        assert_eq!(given("J. P.").unwrap(), ["j", "+p"]);
        assert_eq!(given("B").unwrap(), ["b"]);
        assert_eq!(given("").unwrap(), [""; 0]);
        for placeholder in
            ["BABY", "Baby Boy", "TWIN 1", "Twin2", "UNKNOWN", "boy", "Infant of Mary", "Sarah Baby", "1"]
        {
            assert_eq!(given(placeholder), None, "{placeholder}");
        }
    }

    #[test]
    fn family_names_keep_their_wholes_and_parts() {
        let family = |text, former| {
            let mut names = Vec::new();
            assert!(!add_family(text, former, &mut names));
            names.iter().map(|name| (name.word.as_str().to_owned(), name.part)).collect::<Vec<_>>()
        };
        let whole = |text: &str| vec![(text.to_owned(), FamilyPart::Whole)];
        assert_eq!(family("O'Brien", false), whole("obrien"));
        assert_eq!(family("Mc Donald", false), whole("mcdonald"));
        assert_eq!(family("van der Berg Jr", false), whole("vanderberg"));
        assert_eq!(
            family("Smith-Jones", false),
            [
                ("smithjones".to_owned(), FamilyPart::Whole),
                ("smith".to_owned(), FamilyPart::Part),
                ("jones".to_owned(), FamilyPart::Part)
            ]
        );
        assert_eq!(family("Taylor", true), [("taylor".to_owned(), FamilyPart::Former)]);
        assert!(add_family("Unknown", false, &mut Vec::new()));
        // A part that is stated as a name of its own is one, and counts once; letters are counted, not bytes.
        let mut names = Vec::new();
        for (text, former) in [("Mary Smith", false), ("Smith", true), ("Mary", false), ("Smith", true)] {
            assert!(!add_family(text, former, &mut names));
        }
        let parts: Vec<FamilyPart> = names.iter().map(|name| name.part).collect();
        assert_eq!(parts, [FamilyPart::Whole, FamilyPart::Whole, FamilyPart::Former]);
        assert_eq!(family("\u{660e}-Smithe", false), whole("\u{660e}smithe"));
    }
}
