//! "About me" out of a row.

use super::parts::read_text;
use super::reading::Reading;
use super::value::{Column, Value};
use crate::record::AboutMe;
use schemars::JsonSchema;
use serde::Deserialize;

/// Where what matters to the person stands in a row.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AboutMeFields {
    /// What is most important to me.
    #[serde(default)]
    most_important: Option<Value>,
    /// People who are important to me.
    #[serde(default)]
    important_people: Option<Value>,
    /// How I communicate and how to communicate with me.
    #[serde(default)]
    communication: Option<Value>,
    /// Please do and please don't.
    #[serde(default)]
    please_do_and_do_not: Option<Value>,
    /// My wellness.
    #[serde(default)]
    wellness: Option<Value>,
    /// How and when to support me.
    #[serde(default)]
    support: Option<Value>,
    /// Also worth knowing about me.
    #[serde(default)]
    also_worth_knowing: Option<Value>,
    /// Who supported me to write this.
    #[serde(default)]
    supported_by: Option<Value>,
    /// When it was written.
    #[serde(default)]
    written: Option<Column>,
}

impl AboutMeFields {
    /// What the person says; `None` when the row says nothing of it but when and with whom it was written.
    pub(super) fn read(&self, reading: &mut Reading<'_>) -> Option<AboutMe> {
        let said = reading.if_said(|reading| AboutMe {
            most_important: read_text(reading, self.most_important.as_ref()),
            important_people: read_text(reading, self.important_people.as_ref()),
            communication: read_text(reading, self.communication.as_ref()),
            please_do_and_do_not: read_text(reading, self.please_do_and_do_not.as_ref()),
            wellness: read_text(reading, self.wellness.as_ref()),
            support: read_text(reading, self.support.as_ref()),
            also_worth_knowing: read_text(reading, self.also_worth_knowing.as_ref()),
            ..AboutMe::default()
        })?;
        Some(AboutMe {
            supported_by: read_text(reading, self.supported_by.as_ref()),
            written: self.written.as_ref().and_then(|column| reading.date(column)),
            ..said
        })
    }
}
