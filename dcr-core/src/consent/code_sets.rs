//! Sets of sensitive codes: what the policy's document says of them, how their members are loaded, and the form in which
//! the rules ask for them.

use crate::record::SensitivityLabel;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How many codes a set may have.
const MOST_CODES: usize = 200_000;

/// The longest code, in bytes.
const LONGEST_CODE: usize = 64;

/// One code of a set: the system and the code, both exactly as the sources write them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetCode {
    /// The code system's URI.
    pub system: String,
    /// The code.
    pub code: String,
}

/// The beginning of codes of a set, for a system whose codes are their own hierarchy, such as Read and ICD-10.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetStem {
    /// The code system's URI.
    pub system: String,
    /// What the codes begin with.
    pub stem: String,
}

/// A set of codes that give a label to whatever carries one of them.
///
/// Sets are shipped without members: these are licensed (TRUD) and are loaded ([`CodeSet::load`]).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeSet {
    /// The set's name, such as that of the reference set that it was loaded from.
    pub name: String,
    /// The label that it gives.
    #[schemars(with = "SensitivityLabel")]
    pub label: String,
    /// Its codes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<SetCode>,
    /// The beginnings of its codes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stems: Vec<SetStem>,
}

/// Why a text is not a list of codes. Nothing of the text is repeated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CodeSetError {
    /// The code system's name is empty: no code of any source would be found.
    #[error("the code system of the code set is empty")]
    SystemEmpty,
    /// The line does not begin with a code.
    #[error(
        "line {line} of the code set does not begin with a code of at most {limit} bytes without white space or quotes"
    )]
    Code {
        /// The line, from 1.
        line: usize,
        /// How long a code can be.
        limit: usize,
    },
    /// There are more codes than a set may have.
    #[error("the code set has more than {limit} codes at line {line}")]
    TooMany {
        /// The line of the first code too many, from 1.
        line: usize,
        /// How many there may be.
        limit: usize,
    },
}

impl CodeSetError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::SystemEmpty => "code-set.system-empty",
            Self::Code { .. } => "code-set.code",
            Self::TooMany { .. } => "code-set.too-many",
        }
    }
}

impl CodeSet {
    /// A set without members.
    #[must_use]
    pub fn new(name: &str, label: &str) -> Self {
        Self { name: name.to_owned(), label: label.to_owned(), codes: Vec::new(), stems: Vec::new() }
    }

    /// Adds the codes of one system from a text with one code a line, and says how many the text has, each counted once.
    ///
    /// Empty lines and lines that begin with `#` are skipped. A tab or a comma ends the code; the rest of the line, its
    /// term, is not read. The codes are kept sorted, so that neither their order in the text nor their being loaded twice
    /// changes the policy's digest.
    ///
    /// # Errors
    /// [`CodeSetError`], and the set stays as it was: the system is empty, a line does not begin with a code (64 bytes at
    /// most; one with white space or quotes in it would never be found in a record), or the set would have more than
    /// 200,000 codes.
    pub fn load(&mut self, system: &str, text: &str) -> Result<usize, CodeSetError> {
        if system.trim().is_empty() {
            return Err(CodeSetError::SystemEmpty);
        }
        let held: BTreeSet<&SetCode> = self.codes.iter().collect();
        let mut read: BTreeSet<&str> = BTreeSet::new();
        let mut new: Vec<SetCode> = Vec::new();
        for (index, line) in text.strip_prefix('\u{feff}').unwrap_or(text).lines().enumerate() {
            let line_number = index.saturating_add(1);
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let code = line.split(['\t', ',']).next().unwrap_or_default().trim();
            if !is_code(code) {
                return Err(CodeSetError::Code { line: line_number, limit: LONGEST_CODE });
            }
            if !read.insert(code) {
                continue;
            }
            let code = SetCode { system: system.to_owned(), code: code.to_owned() };
            if !held.contains(&code) {
                new.push(code);
                if held.len().saturating_add(new.len()) > MOST_CODES {
                    return Err(CodeSetError::TooMany { line: line_number, limit: MOST_CODES });
                }
            }
        }
        let count = read.len();
        self.codes.append(&mut new);
        self.codes.sort_unstable();
        self.codes.dedup();
        Ok(count)
    }
}

fn is_code(text: &str) -> bool {
    let fits = |c: char| !c.is_whitespace() && !c.is_control() && c != '"';
    !text.is_empty() && text.len() <= LONGEST_CODE && text.chars().all(fits)
}

/// The sets of a policy, compiled for asking which labels a code gives.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct CodeSets {
    /// INVARIANT: sorted, no label twice.
    labels: Vec<SensitivityLabel>,
    /// INVARIANT: sorted by system, no system twice.
    systems: Vec<SystemSets>,
    /// Of the codes of every system.
    filter: Filter,
    /// One bit for each byte that a stem of any system begins with; all of them where a stem is empty.
    stems_begin: [u64; 4],
}

/// The members of all sets in one system.
#[derive(Debug, Clone, PartialEq, Eq)]
struct SystemSets {
    system: String,
    /// INVARIANT: sorted by text, then by label, none twice. So are the stems.
    codes: Vec<Member>,
    stems: Vec<Member>,
    /// How long the stems are, each length once.
    stem_lengths: Vec<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Member {
    text: String,
    /// The label's place in the list of labels.
    label: usize,
}

impl CodeSets {
    /// Compiles the sets of a policy's document. The same label in several sets is one label.
    pub(super) fn new(sets: &[CodeSet]) -> Self {
        let label = |set: &CodeSet| SensitivityLabel::from(set.label.as_str());
        let labels: Vec<SensitivityLabel> = sets.iter().map(label).collect::<BTreeSet<_>>().into_iter().collect();
        let place = |set: &CodeSet| labels.binary_search(&label(set)).unwrap_or_default();
        let member = |text: &str, label| Member { text: text.to_owned(), label };
        let mut by_system: BTreeMap<&str, (BTreeSet<Member>, BTreeSet<Member>)> = BTreeMap::new();
        for set in sets {
            let place = place(set);
            for of in &set.codes {
                by_system.entry(&of.system).or_default().0.insert(member(&of.code, place));
            }
            for of in &set.stems {
                by_system.entry(&of.system).or_default().1.insert(member(&of.stem, place));
            }
        }
        let mut filter = Filter::for_members(by_system.values().map(|(codes, _)| codes.len()).sum());
        let mut stems_begin = [0; 4];
        for (codes, stems) in by_system.values() {
            codes.iter().for_each(|code| filter.add(&code.text));
            for stem in stems {
                match stem.text.as_bytes().first() {
                    Some(byte) => add_byte(&mut stems_begin, *byte),
                    None => stems_begin = [u64::MAX; 4],
                }
            }
        }
        let systems = by_system.into_iter().map(|(system, (codes, stems))| {
            SystemSets::new(system, codes.into_iter().collect(), stems.into_iter().collect())
        });
        Self { systems: systems.collect(), labels, filter, stems_begin }
    }

    /// Whether there are no sets, and so no labels. A set without members still has its label.
    pub(super) fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// The labels that any set gives, sorted.
    pub(super) fn labels(&self) -> &[SensitivityLabel] {
        &self.labels
    }

    /// The place of a label in [`Self::labels`], if a set gives it.
    pub(super) fn place_of(&self, label: &SensitivityLabel) -> Option<usize> {
        self.labels.binary_search(label).ok()
    }

    #[cfg(test)]
    /// The labels that a code gives; one that several members give comes several times.
    pub(super) fn labels_of<'s>(&'s self, system: &str, code: &str) -> impl Iterator<Item = &'s SensitivityLabel> {
        self.places_of(system, code).filter_map(|place| self.labels.get(place))
    }

    /// The same, each label by its place in [`Self::labels`].
    pub(super) fn places_of(&self, system: &str, code: &str) -> impl Iterator<Item = usize> {
        let found = if self.may_have(code) { self.system(system) } else { None };
        found.into_iter().flat_map(move |of| of.places_of(code))
    }

    /// Whether a code can be of any set: nearly every code of a record is of none, and this says so without touching the
    /// members.
    fn may_have(&self, code: &str) -> bool {
        has_byte(&self.stems_begin, code.as_bytes().first().copied().unwrap_or_default()) || self.filter.may_have(code)
    }

    fn system(&self, system: &str) -> Option<&SystemSets> {
        let place = self.systems.binary_search_by(|of| of.system.as_str().cmp(system)).ok()?;
        self.systems.get(place)
    }
}

fn add_byte(bytes: &mut [u64; 4], byte: u8) {
    if let Some(word) = bytes.get_mut(usize::from(byte >> 6)) {
        *word |= 1 << (byte & 63);
    }
}

fn has_byte(bytes: &[u64; 4], byte: u8) -> bool {
    bytes.get(usize::from(byte >> 6)).is_some_and(|word| word & (1 << (byte & 63)) != 0)
}

impl SystemSets {
    fn new(system: &str, codes: Vec<Member>, stems: Vec<Member>) -> Self {
        let lengths: BTreeSet<usize> = stems.iter().map(|stem| stem.text.len()).collect();
        Self { system: system.to_owned(), codes, stems, stem_lengths: lengths.into_iter().collect() }
    }

    fn places_of(&self, code: &str) -> impl Iterator<Item = usize> {
        let begins = self.stem_lengths.iter().filter_map(|&length| code.get(..length));
        let stems = begins.flat_map(move |begin| with_text(&self.stems, begin));
        with_text(&self.codes, code).iter().chain(stems).map(|member| member.label)
    }
}

/// The members that are this text; there are as many as it has labels.
fn with_text<'m>(members: &'m [Member], text: &str) -> &'m [Member] {
    let from = members.partition_point(|member| member.text.as_str() < text);
    let to = members.partition_point(|member| member.text.as_str() <= text);
    members.get(from..to).unwrap_or_default()
}

/// Which texts are surely not among the members.
///
/// A blocked Bloom filter: two bits of one word for each member.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Filter {
    /// INVARIANT: none, or as many words as a power of two.
    words: Vec<u64>,
}

impl Filter {
    fn for_members(count: usize) -> Self {
        Self { words: vec![0; (count / 4).next_power_of_two()] }
    }

    fn add(&mut self, text: &str) {
        let (place, bits) = self.spread(text);
        if let Some(word) = self.words.get_mut(place) {
            *word |= bits;
        }
    }

    fn may_have(&self, text: &str) -> bool {
        let (place, bits) = self.spread(text);
        self.words.get(place).is_some_and(|word| word & bits == bits)
    }

    /// The word of a text, and its bits there.
    fn spread(&self, text: &str) -> (usize, u64) {
        // An odd number close to 2^64 divided by the golden ratio: multiplying by it spreads every bit upwards.
        const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;
        let (eights, rest) = text.as_bytes().as_chunks::<8>();
        let last = rest.iter().fold(rest.len() as u64, |sum, byte| (sum << 8) | u64::from(*byte));
        let eights = eights.iter().map(|eight| u64::from_le_bytes(*eight));
        let hash = eights.chain([last]).fold(0u64, |hash, eight| {
            let mixed = (hash ^ eight).wrapping_mul(SPREAD);
            mixed ^ (mixed >> 32)
        });
        let bits = (1 << (hash & 63)) | (1 << ((hash >> 6) & 63));
        let words = self.words.len() as u64;
        (usize::try_from((hash >> 12) & (words.saturating_sub(1))).unwrap_or_default(), bits)
    }
}

#[cfg(test)]
mod tests;
