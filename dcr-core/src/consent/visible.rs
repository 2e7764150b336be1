//! The visible record: what one request may see, and how plainly it may be told what it may not.

use super::WithheldClass;
use crate::identifier::{OdsCode, SourceSystem};
use crate::identity::PersonId;
use crate::merge::{AsAt, Difference, Later, LineGroup, LineShown, Notice, Provenance, arrange};
use crate::record::{Demographics, Entry, Section, SectionStatement};
use crate::time::Timestamp;
use crate::vocabulary::closed_vocabulary;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

closed_vocabulary! {
    /// Why a section shows what it shows: absent is not empty.
    pub enum SectionState {
        /// Lines are shown and none is withheld.
        Shown = "shown",
        /// Lines are shown and something is withheld.
        PartlyWithheld = "partly-withheld",
        /// The section is withheld, or everything in it: whether anything is held is not told.
        Withheld = "withheld",
        /// Something is held that could be shown; the reader's role is told no more than that.
        Held = "held",
        /// Every connected source was asked and nothing is recorded.
        NothingRecorded = "nothing-recorded",
    }
}

impl SectionState {
    /// Whether no line of such a section is shown although something may be held.
    #[must_use]
    pub const fn shows_nothing(self) -> bool {
        matches!(self, Self::Withheld | Self::Held)
    }
}

closed_vocabulary! {
    /// Whether a source is heard from. It is about the source, never about the person.
    pub enum ConnectionState {
        /// Messages have come from it.
        Connected = "connected",
        /// It is in the register, but nothing has ever come from it.
        NotConnected = "not-connected",
    }
}

closed_vocabulary! {
    /// The state of consent that the reader must know of.
    pub enum ConsentState {
        /// No directive limits sharing.
        Shared = "shared",
        /// Directives withhold something from this reader.
        Limited = "limited",
        /// The person opted out, and an emergency overrode it for this look.
        OptedOutOverridden = "opted-out-overridden",
    }
}

/// When a source was last heard from, as the node knows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceConnection {
    /// The organisation.
    pub organisation: OdsCode,
    /// Its source system.
    pub system: SourceSystem,
    /// When anything last came from it, about anyone.
    pub last_heard: Timestamp,
}

/// One source as the reader is told of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceState {
    /// The organisation.
    pub organisation: OdsCode,
    /// Its name, from the register.
    pub name: String,
    /// Its source system; absent for an organisation that is not connected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<SourceSystem>,
    /// Whether it is heard from.
    pub state: ConnectionState,
    /// When anything last came from it, about anyone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_heard: Option<Timestamp>,
    /// How many whole hours before the look that was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours_ago: Option<u64>,
}

/// What one source says of who the person is, as far as it may be seen.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VisibleDemographics {
    /// Where it came from.
    pub provenance: Provenance,
    /// The source's organisation by name, from the register.
    pub organisation_name: String,
    /// What is stated.
    pub demographics: Demographics,
}

/// One source's statement behind a visible line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VisibleStatement {
    /// Where it came from.
    pub provenance: Provenance,
    /// The source's organisation by name, from the register.
    pub organisation_name: String,
    /// What this source states, where it differs from the line's entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<Entry>,
    /// What became of the statement since, in a record as it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub later: Option<Later>,
}

/// One line that may be seen.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VisibleLine {
    /// What the line shows.
    pub entry: Entry,
    /// Every statement behind it that may be seen, the leading one first.
    pub statements: Vec<VisibleStatement>,
    /// What the statements differ in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub differences: Vec<Difference>,
    /// The group of its section in which it stands, where the section has groups.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<LineGroup>,
    /// What has to be read with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<Notice>,
}

impl VisibleLine {
    /// Each statement that may be seen, with what it states, the leading one first.
    pub fn stated(&self) -> impl Iterator<Item = (&Provenance, &Entry)> {
        self.statements.iter().map(|statement| (&statement.provenance, statement.entry.as_ref().unwrap_or(&self.entry)))
    }

    /// The line as it is arranged among others.
    fn shown(&self) -> Option<LineShown<'_>> {
        let mut stated = self.stated();
        Some(LineShown::new(stated.next()?, stated))
    }
}

/// Gives lines their groups and notices, as they hold at a time, and puts the groups of each section in order.
pub(super) fn arranged(lines: &mut Vec<(Section, VisibleLine)>, at: Timestamp) {
    // INVARIANT: a visible line has at least one statement.
    lines.retain(|(_, line)| !line.statements.is_empty());
    let shown: Vec<LineShown<'_>> = lines.iter().filter_map(|(_, line)| line.shown()).collect();
    let arrangements = arrange(&shown, at);
    for ((_, line), arrangement) in lines.iter_mut().zip(arrangements) {
        line.group = arrangement.group;
        line.notices = arrangement.notices;
    }
    lines.sort_by_key(|(section, line)| (*section, line.group.unwrap_or(LineGroup::Active)));
}

/// What one source says of a section as a whole, where that may be seen.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VisibleSectionStatement {
    /// Where it came from.
    pub provenance: Provenance,
    /// The source's organisation by name, from the register.
    pub organisation_name: String,
    /// What is stated.
    pub statement: SectionStatement,
}

/// One section as one request may see it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VisibleSection {
    /// The section.
    pub section: Section,
    /// Why it shows what it shows.
    pub state: SectionState,
    /// Why something in it is withheld, as far as the policy lets readers be told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withheld: Vec<WithheldClass>,
    /// What sources say of the section as a whole, the latest first; empty when the section is withheld.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub statements: Vec<VisibleSectionStatement>,
    /// The lines, group by group, in each the latest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<VisibleLine>,
}

/// The visible record: what one request may see of one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VisibleRecord {
    /// The number of this format, 1.
    pub format: u32,
    /// The person, by a name that means nothing outside the record.
    pub person: PersonId,
    /// The time of the look.
    pub at: Timestamp,
    /// The moment for which the record is shown, where that is not the present.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_at: Option<AsAt>,
    /// The state of consent.
    pub consent: ConsentState,
    /// Who the person is, the latest statement first; empty when the section is withheld.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub demographics: Vec<VisibleDemographics>,
    /// Every section of the record, in order, [`Section::Demographics`] excepted.
    pub sections: Vec<VisibleSection>,
    /// Every organisation of the register that shares, and whether it is heard from.
    pub sources: Vec<SourceState>,
}
