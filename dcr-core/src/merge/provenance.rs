//! Where a statement came from.

use crate::contribution::{ContributionBody, ContributionKey, SourceFormat, Statement, Version};
use crate::identifier::{OdsCode, SourceItemId, SourceSystem};
use crate::time::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where a statement came from: organisation, system, item, version, when recorded and when received.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Provenance {
    /// The organisation that states it.
    pub organisation: OdsCode,
    /// Its source system.
    pub system: SourceSystem,
    /// The source's identifier of the item.
    pub item: SourceItemId,
    /// Which version.
    pub version: Version,
    /// When the source recorded it.
    pub recorded: Timestamp,
    /// When a node first received it.
    pub received: Timestamp,
    /// In what format it came.
    pub format: SourceFormat,
}

impl Provenance {
    /// The key of the contribution that it names.
    #[must_use]
    pub fn key(&self) -> ContributionKey {
        ContributionKey {
            organisation: self.organisation.clone(),
            system: self.system.clone(),
            item: self.item.clone(),
        }
    }

    /// The provenance of a statement.
    #[must_use]
    pub fn of(statement: &Statement) -> Self {
        let parts = statement.contribution().parts();
        Self {
            organisation: parts.key.organisation.clone(),
            system: parts.key.system.clone(),
            item: parts.key.item.clone(),
            version: parts.version,
            recorded: parts.recorded,
            received: statement.received(),
            format: parts.origin.format.clone(),
        }
    }

    /// The provenance of a statement, and what it states.
    pub(super) fn and_body(statement: Statement) -> (Self, Option<ContributionBody>) {
        let received = statement.received();
        let parts = statement.into_contribution().into_parts();
        let provenance = Self {
            organisation: parts.key.organisation,
            system: parts.key.system,
            item: parts.key.item,
            version: parts.version,
            recorded: parts.recorded,
            received,
            format: parts.origin.format,
        };
        (provenance, parts.body)
    }
}
