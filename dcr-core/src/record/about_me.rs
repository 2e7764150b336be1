//! "About me": what matters to the person, in their own words.

use crate::time::PartialDateTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the person wants those who care for them to know.
///
/// Source: PRSB About Me Information Standard v1.2.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AboutMe {
    /// What is most important to me.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most_important: Option<String>,
    /// People who are important to me.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub important_people: Option<String>,
    /// How I communicate and how to communicate with me.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub communication: Option<String>,
    /// Please do and please don't.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub please_do_and_do_not: Option<String>,
    /// My wellness.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wellness: Option<String>,
    /// How and when to support me.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub support: Option<String>,
    /// Also worth knowing about me.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub also_worth_knowing: Option<String>,
    /// Who supported me to write this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supported_by: Option<String>,
    /// When it was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written: Option<PartialDateTime>,
}
