//! What a map is and how its table is read: one JSON document.

use super::TerminologyError;
use crate::identifier::system;
use schemars::JsonSchema;
use serde::Deserialize;

/// The format number that this version reads.
const FORMAT: u32 = 1;

/// The longest name, version or code system of a map.
const LONGEST: usize = 200;

/// What stands between the cells of a map's table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MapDelimiter {
    /// A comma; cells may be quoted (RFC 4180).
    #[default]
    Comma,
    /// A tab; quotation marks are characters like any other.
    Tab,
    /// A semicolon; cells may be quoted.
    Semicolon,
}

/// The names of the columns. `code` and `target` must be there; a column that is named must be there.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MapColumns {
    /// The code that is mapped.
    pub code: String,
    /// The code that it is mapped to.
    pub target: String,
    /// Which of the code's terms the row is about.
    #[serde(default)]
    pub term: Option<String>,
    /// The words for the target.
    #[serde(default)]
    pub display: Option<String>,
    /// Whether a clinician assured the row: `1`, `true` or `yes`, else `0`, `false`, `no` or nothing.
    #[serde(default)]
    pub assured: Option<String>,
    /// Whether the row is in force: written as `assured` is.
    #[serde(default)]
    pub active: Option<String>,
    /// What names a row across its revisions, of which the latest counts; needs `date`.
    #[serde(default)]
    pub revision_of: Option<String>,
    /// The date of a revision: `YYYYMMDD`, with or without hyphens, points or strokes.
    #[serde(default)]
    pub date: Option<String>,
}

/// What a map is and how its table is read.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "MapDescriptor")]
pub struct MapDescriptor {
    /// The number of this format: 1.
    pub format: u32,
    /// The map's name: 1 to 64 letters, digits, hyphens, points and underscores. Told with every code that it gives.
    pub name: String,
    /// The map's own version: written as the name is. Told with every code that it gives.
    pub version: String,
    /// The code system that it maps from, as it stands in codings.
    pub from: String,
    /// The code system that it maps to.
    pub to: String,
    /// What the map is, for people.
    #[serde(default)]
    pub description: Option<String>,
    /// What stands between cells.
    #[serde(default)]
    pub delimiter: MapDelimiter,
    /// The columns' names.
    pub columns: MapColumns,
    /// Use rows that nobody assured too.
    #[serde(default)]
    pub use_unassured: bool,
    /// Use rows that are no longer in force too.
    #[serde(default)]
    pub use_inactive: bool,
    /// The term that is meant where a source gives a code alone. Where it is not said, a code whose terms are mapped to
    /// different targets is ambiguous.
    #[serde(default)]
    pub default_term: Option<String>,
}

impl MapDescriptor {
    /// Reads and checks a descriptor.
    ///
    /// # Errors
    /// [`TerminologyError::Document`] or [`TerminologyError::Member`].
    pub fn from_json(json: &[u8]) -> Result<Self, TerminologyError> {
        let read: Self = serde_json::from_slice(json)
            .map_err(|error| TerminologyError::Document { line: error.line(), column: error.column() })?;
        read.check()?;
        Ok(read)
    }

    /// The JSON Schema (draft 2020-12) of a descriptor, as pretty JSON text with a final line break.
    #[must_use]
    pub fn schema() -> String {
        crate::schema::text::<Self>()
    }

    /// The NHS Data Migration map of Read v2 to SNOMED CT, `rcsctmap2_uk_<version>.txt`.
    ///
    /// # Errors
    /// [`TerminologyError::Member`] when the version cannot be one.
    pub fn read_v2_to_snomed(version: &str) -> Result<Self, TerminologyError> {
        let columns = MapColumns {
            code: "ReadCode".to_owned(),
            target: "ConceptId".to_owned(),
            term: Some("TermCode".to_owned()),
            display: None,
            assured: Some("IS_ASSURED".to_owned()),
            active: Some("MapStatus".to_owned()),
            revision_of: Some("MapId".to_owned()),
            date: Some("EffectiveDate".to_owned()),
        };
        Self::to_snomed("rcsctmap2", version, system::READ_V2, columns)
    }

    /// The NHS Data Migration map of CTV3 to SNOMED CT, `ctv3sctmap2_uk_<version>.txt`.
    ///
    /// # Errors
    /// [`TerminologyError::Member`] when the version cannot be one.
    pub fn ctv3_to_snomed(version: &str) -> Result<Self, TerminologyError> {
        let columns = MapColumns {
            code: "CTV3_CONCEPTID".to_owned(),
            target: "SCT_CONCEPTID".to_owned(),
            term: Some("CTV3_TERMID".to_owned()),
            display: None,
            assured: Some("IS_ASSURED".to_owned()),
            active: Some("MAPSTATUS".to_owned()),
            revision_of: Some("MAPID".to_owned()),
            date: Some("EFFECTIVEDATE".to_owned()),
        };
        Self::to_snomed("ctv3sctmap2", version, system::CTV3, columns)
    }

    fn to_snomed(name: &str, version: &str, from: &str, columns: MapColumns) -> Result<Self, TerminologyError> {
        let descriptor = Self {
            format: FORMAT,
            name: name.to_owned(),
            version: version.to_owned(),
            from: from.to_owned(),
            to: system::SNOMED.to_owned(),
            description: None,
            delimiter: MapDelimiter::Tab,
            columns,
            use_unassured: false,
            use_inactive: false,
            default_term: None,
        };
        descriptor.check()?;
        Ok(descriptor)
    }

    fn check(&self) -> Result<(), TerminologyError> {
        let wrong = |member| Err(TerminologyError::Member { member });
        if self.format != FORMAT {
            return wrong("format");
        }
        if !is_name(&self.name) {
            return wrong("name");
        }
        if !is_name(&self.version) {
            return wrong("version");
        }
        if !is_system(&self.from) {
            return wrong("from");
        }
        if !is_system(&self.to) || self.to == self.from {
            return wrong("to");
        }
        if self.columns.revision_of.is_some() != self.columns.date.is_some() {
            return wrong("columns.date");
        }
        if self.default_term.is_some() && self.columns.term.is_none() {
            return wrong("default_term");
        }
        Ok(())
    }
}

/// Whether a text can name a map or its version: `name@version` must stay readable.
pub(super) fn is_name(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_'))
}

/// Whether a text can name a code system.
pub(super) fn is_system(text: &str) -> bool {
    (1..=LONGEST).contains(&text.len()) && text.trim() == text && !text.chars().any(char::is_control)
}
