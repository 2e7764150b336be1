//! Agreements with other counties: what may cross the border, and for what.

use super::within;
use crate::record::{Purpose, Section};
use crate::time::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What may cross the border one way: these sections, for these purposes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Crossing {
    /// The sections.
    pub sections: Vec<Section>,
    /// The purposes; none beyond the person's own care.
    pub purposes: Vec<Purpose>,
}

impl Crossing {
    /// Whether it names the purpose.
    #[must_use]
    pub fn names_purpose(&self, purpose: Purpose) -> bool {
        self.purposes.contains(&purpose)
    }

    /// Whether it names the section together with the purpose.
    #[must_use]
    pub fn names(&self, section: Section, purpose: Purpose) -> bool {
        self.names_purpose(purpose) && self.sections.contains(&section)
    }
}

/// An agreement with another county.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Agreement {
    /// Its identifier, once in a register.
    pub id: String,
    /// The other county, as its organisations state it.
    pub county: String,
    /// In force from this instant on; absent means since before the register.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Timestamp>,
    /// In force before this instant; absent means for good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// What that county's organisations may see of what this county's hold.
    pub outward: Crossing,
    /// What of that county's organisations may be shown here.
    pub inward: Crossing,
}

impl Agreement {
    /// Whether it is in force at an instant.
    #[must_use]
    pub fn in_force_at(&self, at: Timestamp) -> bool {
        within(self.from, self.until, at)
    }
}
