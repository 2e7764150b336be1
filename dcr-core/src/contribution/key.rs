//! What identifies a contribution across its versions.

use crate::identifier::{OdsCode, SourceItemId, SourceSystem};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The organisation, its source system and the source's own identifier of the item.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ContributionKey {
    /// The organisation that states it.
    pub organisation: OdsCode,
    /// The source system inside the organisation.
    pub system: SourceSystem,
    /// The source's own identifier of the item.
    pub item: SourceItemId,
}
