//! The mapping: its document, how it is checked, and those that are built in.

use super::MappingError;
use super::column::ColumnName;
use super::date_format::DateFormat;
use super::output::{Condition, Output};
use super::subject::SubjectFields;
use super::value::{WordList, fold};
use crate::contribution::{ContentHash, canonical_bytes};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// The format number that this version reads.
const FORMAT: u32 = 1;

/// The most bytes of a mapping.
const LARGEST: usize = 1 << 20;

const CLIENT_LEVEL_DATA: &[u8] = include_bytes!("mappings/client-level-data.json");
const COUNCIL_CONTACTS: &[u8] = include_bytes!("mappings/council-contacts.json");

/// How the rows of one kind of CSV file are read; a checked mapping document.
#[derive(Debug, Clone)]
pub struct Mapping {
    document: Document,
    digest: ContentHash,
}

/// The mapping document.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Mapping")]
pub(super) struct Document {
    /// The number of this format: 1.
    format: u32,
    /// The mapping's name: 1 to 64 lower-case letters, digits and hyphens. It is part of every item's identifier, so
    /// it must not change between imports of the same kind of file.
    pub(super) name: String,
    /// The mapping's own version.
    pub(super) version: String,
    /// What the file is, for people.
    #[serde(default, rename = "description")]
    _description: Option<String>,
    /// What stands between cells. Where it is not said, that of comma, tab, semicolon and vertical bar by which the most
    /// of the mapping's columns stand in the header, the first of them where several do.
    #[serde(default)]
    pub(super) delimiter: Option<Delimiter>,
    /// The character set. Where it is not said, UTF-8, and a row that is not is read as windows-1252. A byte order mark at
    /// the beginning of a file is believed before this.
    #[serde(default)]
    pub(super) encoding: Option<Encoding>,
    /// Which sheet of a workbook is read; where it is not said, the first.
    #[serde(default)]
    pub(super) sheet: Option<String>,
    /// The columns that the mapping knows.
    pub(super) header: Header,
    /// How dates are written, tried in order.
    pub(super) dates: Vec<DateFormat>,
    /// Words that mean that a cell says nothing, compared without case; an empty cell always does.
    #[serde(default)]
    absent: WordList,
    /// Whom a row is about.
    pub(super) subject: SubjectFields,
    /// What tells a later import from an earlier one.
    pub(super) version_by: VersionBy,
    /// What a row states, in order; what no output uses is attached to the first that applies.
    pub(super) outputs: Vec<Output>,
    /// Columns that outputs compare with words, and those words; worked out, never written.
    #[serde(skip)]
    pub(super) compared: BTreeMap<ColumnName, BTreeSet<String>>,
}

/// What stands between cells.
#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Delimiter {
    /// A comma.
    #[default]
    Comma,
    /// A tab.
    Tab,
    /// A semicolon.
    Semicolon,
    /// A vertical bar.
    Bar,
}

/// A character set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
pub(super) enum Encoding {
    /// UTF-8; a row that is not goes into quarantine.
    #[serde(rename = "utf-8")]
    Utf8,
    /// Windows-1252, the character set of western European Windows.
    #[serde(rename = "windows-1252")]
    Windows1252,
    /// UTF-16, the lower byte first.
    #[serde(rename = "utf-16le")]
    Utf16le,
    /// UTF-16, the higher byte first.
    #[serde(rename = "utf-16be")]
    Utf16be,
}

impl Delimiter {
    /// Every delimiter, in the order in which they are tried.
    pub(super) const ALL: [Self; 4] = [Self::Comma, Self::Tab, Self::Semicolon, Self::Bar];

    /// Its byte.
    pub(super) const fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Tab => b'\t',
            Self::Semicolon => b';',
            Self::Bar => b'|',
        }
    }
}

/// The columns that a mapping knows. A file may have others; their cells are attached.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Header {
    /// Columns without which a file is not read at all.
    pub(super) required: Vec<ColumnName>,
    /// Columns that a file may lack.
    #[serde(default)]
    optional: Vec<ColumnName>,
}

impl Header {
    /// Every column.
    pub(super) fn columns(&self) -> impl Iterator<Item = &ColumnName> {
        self.required.iter().chain(&self.optional)
    }
}

/// What tells a later import from an earlier one.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum VersionBy {
    /// A date column, such as the end of the reporting period.
    Column(ColumnName),
    /// The time at which the file was received.
    #[default]
    Received,
}

impl Document {
    /// Whether a trimmed cell means that nothing is said.
    pub(super) fn is_absent(&self, text: &str) -> bool {
        self.absent.has(text)
    }
}

impl Mapping {
    /// Reads and checks a mapping document.
    ///
    /// # Errors
    /// [`MappingError`] with the place of the fault.
    pub fn parse(json: &[u8]) -> Result<Self, MappingError> {
        if json.len() > LARGEST {
            return Err(MappingError::Size);
        }
        let unreadable =
            |error: serde_json::Error| MappingError::Unreadable { line: error.line(), column: error.column() };
        let mut document: Document = serde_json::from_slice(json).map_err(unreadable)?;
        let written: Json = serde_json::from_slice(json).map_err(unreadable)?;
        document.check(&written)?;
        for condition in document.outputs.iter().flat_map(|output| &output.when) {
            if let Condition::Equals(condition) = condition {
                let words = document.compared.entry(condition.column.clone()).or_default();
                words.extend(condition.equals.folded().iter().cloned());
            }
        }
        // A JSON value that was just read always prints.
        let digest = ContentHash::of(&canonical_bytes(&written).unwrap_or_default());
        Ok(Self { document, digest })
    }

    /// The Adult Social Care Client Level Data return: one row for each request, assessment, service or review.
    #[must_use]
    pub fn client_level_data() -> Self {
        Self::checked_in(CLIENT_LEVEL_DATA)
    }

    /// A council's list of the people who matter to its clients: next of kin, carers, attorneys.
    #[must_use]
    pub fn council_contacts() -> Self {
        Self::checked_in(COUNCIL_CONTACTS)
    }

    /// The built-in mapping with this name.
    #[must_use]
    pub fn built_in(name: &str) -> Option<&'static Self> {
        // Constants that take long to read, so that they are read once.
        static BUILT_IN: LazyLock<[Mapping; 2]> =
            LazyLock::new(|| [Mapping::client_level_data(), Mapping::council_contacts()]);
        BUILT_IN.iter().find(|built| built.name() == name)
    }

    /// The mapping's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.document.name
    }

    /// The mapping's own version.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.document.version
    }

    /// The SHA-256 of the document's canonical JSON, so that layout and order of members do not count.
    #[must_use]
    pub fn digest(&self) -> ContentHash {
        self.digest
    }

    /// The checked document.
    pub(super) fn document(&self) -> &Document {
        &self.document
    }

    fn checked_in(json: &[u8]) -> Self {
        // Tests read every checked-in document; one that could not be read would quarantine every row.
        Self::parse(json).unwrap_or_else(|_| Self { document: Document::default(), digest: ContentHash::of(json) })
    }
}

/// The JSON Schema (draft 2020-12) of a mapping document, as pretty JSON text with a final line break.
#[must_use]
pub fn mapping_schema() -> String {
    crate::schema::text::<Document>()
}

impl Document {
    fn check(&self, written: &Json) -> Result<(), MappingError> {
        if self.format != FORMAT {
            return Err(MappingError::Format);
        }
        if !is_name(&self.name) {
            return Err(MappingError::Name { place: "/name".to_owned() });
        }
        let mut declared = BTreeSet::new();
        for (list, names) in [("required", &self.header.required), ("optional", &self.header.optional)] {
            for (index, name) in names.iter().enumerate() {
                if fold(name).is_empty() || !declared.insert(fold(name)) {
                    return Err(MappingError::HeaderColumn { place: format!("/header/{list}/{index}") });
                }
            }
        }
        for (index, format) in self.dates.iter().enumerate() {
            if self.dates.iter().take(index).any(|earlier| earlier.contradicts(format)) {
                return Err(MappingError::AmbiguousDates { place: format!("/dates/{index}") });
            }
        }
        if self.outputs.is_empty() {
            return Err(MappingError::Empty { place: "/outputs".to_owned() });
        }
        for (index, output) in self.outputs.iter().enumerate() {
            if !is_name(&output.item.name) {
                return Err(MappingError::Name { place: format!("/outputs/{index}/item/name") });
            }
        }
        let declared: BTreeSet<&str> = self.header.columns().map(|column| &**column).collect();
        ["subject", "version_by", "outputs"].iter().try_for_each(|member| {
            written.get(member).map_or(Ok(()), |json| check_columns(json, &format!("/{member}"), &declared))
        })
    }
}

/// Everywhere in a mapping a member `column` names one column, and `columns` a list of them.
fn check_columns(json: &Json, place: &str, declared: &BTreeSet<&str>) -> Result<(), MappingError> {
    let check_name = |name: &Json, place: String| match name.as_str() {
        Some(name) if !declared.contains(name) => Err(MappingError::UnknownColumn { place }),
        _ => Ok(()),
    };
    match json {
        Json::Array(items) => items
            .iter()
            .enumerate()
            .try_for_each(|(index, item)| check_columns(item, &format!("{place}/{index}"), declared)),
        Json::Object(members) => members.iter().try_for_each(|(member, json)| {
            let place = format!("{place}/{member}");
            match (member.as_str(), json) {
                ("words", _) => Ok(()),
                ("column", name) => check_name(name, place),
                ("columns", Json::Array(names)) => {
                    names.iter().enumerate().try_for_each(|(index, name)| check_name(name, format!("{place}/{index}")))
                }
                _ => check_columns(json, &place, declared),
            }
        }),
        _ => Ok(()),
    }
}

fn is_name(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}
