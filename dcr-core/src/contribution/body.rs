//! The contribution itself.

use super::{
    Attached, ContentHash, ContributionError, ContributionKey, LinkStatement, Origin, Version, canonical_bytes,
};
use crate::identifier::{PersonKey, SubjectId};
use crate::record::{Demographics, Directive, Entry};
use crate::time::Timestamp;
use crate::vocabulary::closed_vocabulary;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

closed_vocabulary! {
    /// Whether a contribution stands.
    pub enum ContributionStatus {
        /// It stands.
        Current = "current",
        /// It was wrong from the beginning and is not part of the record.
        EnteredInError = "entered-in-error",
        /// The source no longer holds it.
        Deleted = "deleted",
    }
}

/// What a contribution states.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ContributionBody {
    /// Who the person is.
    Demographics(Box<Demographics>),
    /// One entry of the record.
    Entry(Box<Entry>),
    /// A decision about sharing.
    Directive(Directive),
    /// That two local persons are, or are not, one.
    Link(LinkStatement),
}

/// The format number that this version writes and reads.
const FORMAT: u32 = 1;

/// The parts of a contribution, for making one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ContributionParts {
    /// What identifies it across versions.
    pub key: ContributionKey,
    /// Which version it is.
    pub version: Version,
    /// When the source recorded it.
    pub recorded: Timestamp,
    /// Whom it is about, as the source identifies them.
    pub subject: SubjectId,
    /// Whether it stands.
    pub status: ContributionStatus,
    /// What it states; a contribution that does not stand may have lost it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<ContributionBody>,
    /// Where it came from.
    pub origin: Origin,
    /// What of the message had no place in the model.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attached: Vec<Attached>,
}

/// One versioned statement about one person, by one source.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "Written", into = "Written")]
#[schemars(with = "Written")]
pub struct Contribution(ContributionParts);

/// The JSON form.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Contribution")]
struct Written {
    /// The number of this format.
    format: u32,
    /// The contribution.
    contribution: ContributionParts,
}

impl TryFrom<Written> for Contribution {
    type Error = ContributionError;
    fn try_from(written: Written) -> Result<Self, Self::Error> {
        if written.format != FORMAT {
            return Err(ContributionError::Unreadable { line: 0, column: 0 });
        }
        Self::new(written.contribution)
    }
}

impl From<Contribution> for Written {
    fn from(contribution: Contribution) -> Self {
        Self { format: FORMAT, contribution: contribution.0 }
    }
}

/// What is written of a contribution, with its members in canonical order: nothing is left to put in order afterwards.
#[derive(Serialize)]
struct WrittenRef<'a> {
    contribution: PartsRef<'a>,
    format: u32,
}

#[derive(Serialize)]
struct PartsRef<'a> {
    #[serde(skip_serializing_if = "<[Attached]>::is_empty")]
    attached: &'a [Attached],
    #[serde(skip_serializing_if = "Option::is_none")]
    body: &'a Option<ContributionBody>,
    key: &'a ContributionKey,
    origin: &'a Origin,
    recorded: Timestamp,
    status: ContributionStatus,
    subject: &'a SubjectId,
    version: Version,
}

impl<'a> From<&'a ContributionParts> for WrittenRef<'a> {
    fn from(parts: &'a ContributionParts) -> Self {
        // Taken apart, so that a new part cannot be forgotten.
        let ContributionParts { key, version, recorded, subject, status, body, origin, attached } = parts;
        let (version, recorded, status) = (*version, *recorded, *status);
        let contribution = PartsRef { attached, body, key, origin, recorded, status, subject, version };
        Self { contribution, format: FORMAT }
    }
}

impl Contribution {
    /// Makes a contribution of its parts.
    ///
    /// # Errors
    /// [`ContributionError::NoBody`] when a current contribution states nothing.
    pub fn new(parts: ContributionParts) -> Result<Self, ContributionError> {
        if parts.status == ContributionStatus::Current && parts.body.is_none() {
            return Err(ContributionError::NoBody);
        }
        Ok(Self(parts))
    }

    /// The parts.
    #[must_use]
    pub fn parts(&self) -> &ContributionParts {
        &self.0
    }

    /// What it states, to be added to; nothing can be taken away so that a current contribution states nothing.
    pub(crate) fn body_mut(&mut self) -> Option<&mut ContributionBody> {
        self.0.body.as_mut()
    }

    /// The parts, taken out.
    #[must_use]
    pub fn into_parts(self) -> ContributionParts {
        self.0
    }

    /// What identifies it across versions.
    #[must_use]
    pub fn key(&self) -> &ContributionKey {
        &self.0.key
    }

    /// The local person that it is about.
    #[must_use]
    pub fn person(&self) -> PersonKey {
        PersonKey {
            organisation: self.0.key.organisation.clone(),
            system: self.0.key.system.clone(),
            subject: self.0.subject.clone(),
        }
    }

    /// The canonical bytes: RFC 8785 JSON.
    ///
    /// # Errors
    /// [`ContributionError::Canonical`] when a value has no JSON form; none of the model's types can hold one.
    pub fn canonical(&self) -> Result<Vec<u8>, ContributionError> {
        Ok(canonical_bytes(&WrittenRef::from(&self.0))?)
    }

    /// The SHA-256 of the canonical bytes.
    ///
    /// # Errors
    /// As [`Contribution::canonical`].
    pub fn content_hash(&self) -> Result<ContentHash, ContributionError> {
        Ok(ContentHash::of(&self.canonical()?))
    }

    /// Reads canonical bytes.
    ///
    /// # Errors
    /// [`ContributionError::Unreadable`] with the place of the fault when the bytes are not a contribution of a format
    /// that this version knows, [`ContributionError::NotCanonical`] when they are one in another spelling.
    pub fn from_canonical(bytes: &[u8]) -> Result<Self, ContributionError> {
        let read = Self::from_json(bytes)?;
        if read.canonical()? == bytes { Ok(read) } else { Err(ContributionError::NotCanonical) }
    }

    /// Reads a contribution in any JSON spelling; used on bytes whose hash is checked in another way.
    ///
    /// # Errors
    /// [`ContributionError::Unreadable`] with the place of the fault.
    pub fn from_json(bytes: &[u8]) -> Result<Self, ContributionError> {
        // Known to be UTF-8 as a whole, the texts in it need not be looked at one by one.
        let read = match std::str::from_utf8(bytes) {
            Ok(text) => serde_json::from_str(text),
            Err(_) => serde_json::from_slice(bytes),
        };
        read.map_err(|error| ContributionError::Unreadable { line: error.line(), column: error.column() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contribution::SourceFormat;
    use crate::identifier::{OdsCode, SourceItemId, SourceSystem};

    fn example() -> Contribution {
        Contribution::new(ContributionParts {
            key: ContributionKey {
                organisation: OdsCode::parse("RBD").unwrap(),
                system: SourceSystem::parse("PAS").unwrap(),
                item: SourceItemId::parse("demographics/1").unwrap(),
            },
            version: Version::new(3).unwrap(),
            recorded: Timestamp::parse("2026-11-22T13:34:00Z").unwrap(),
            subject: SubjectId::new("RBD", "1").unwrap(),
            status: ContributionStatus::Current,
            body: Some(ContributionBody::Demographics(Box::default())),
            origin: Origin {
                format: SourceFormat::Direct,
                message: ContentHash::of(b"message"),
                message_id: None,
                place: None,
                mapping: None,
            },
            attached: Vec::new(),
        })
        .unwrap()
    }

    #[test]
    fn canonical_bytes_are_fixed_and_read_back() {
        let bytes = example().canonical().unwrap();
        assert_eq!(
            String::from_utf8(bytes.clone()).unwrap(),
            concat!(
                r#"{"contribution":{"body":{"demographics":{}},"#,
                r#""key":{"item":"demographics/1","organisation":"RBD","system":"PAS"},"#,
                r#""origin":{"format":"direct","#,
                r#""message":"ab530a13e45914982b79f9b7e3fba994cfd1f3fb22f71cea1afbf02b460c6d1d"},"#,
                r#""recorded":"2026-11-22T13:34:00.000Z","status":"current","#,
                r#""subject":{"namespace":"RBD","value":"1"},"version":3},"format":1}"#
            )
        );
        assert_eq!(Contribution::from_canonical(&bytes).unwrap(), example());
    }

    #[test]
    fn other_spellings_formats_and_fields_are_refused() {
        let text = String::from_utf8(example().canonical().unwrap()).unwrap();
        let code = |text: String| Contribution::from_canonical(text.as_bytes()).unwrap_err().code();
        assert_eq!(code(text.replace(":3}", ": 3}")), "contribution.not-canonical");
        assert_eq!(code(text.replace("\"format\":1", "\"format\":2")), "contribution.unreadable");
        assert_eq!(code(text.replace("\"version\":3", "\"version\":3,\"zeal\":1")), "contribution.unreadable");
        assert_eq!(code(text.replace("\"current\"", "\"fresh\"")), "contribution.unreadable");
        assert_eq!(code(text.replace("\"demographics\":{}", "\"other\":{}")), "contribution.unreadable");
    }

    #[test]
    fn a_current_contribution_states_something() {
        let mut parts = example().into_parts();
        parts.body = None;
        assert_eq!(Contribution::new(parts.clone()).unwrap_err(), ContributionError::NoBody);
        parts.status = ContributionStatus::Deleted;
        assert!(Contribution::new(parts).is_ok());
    }
}
