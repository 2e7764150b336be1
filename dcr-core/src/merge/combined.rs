//! The combined record: all there is about one person, line by line, with every statement behind each line.

use super::{Later, Provenance};
use crate::identifier::{NhsNumber, PersonKey};
use crate::identity::PersonId;
use crate::record::{Demographics, Directive, Entry, Section, SectionStatement, Sensitivity};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One source's statement of who the person is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SourcedDemographics {
    /// Where it came from.
    pub provenance: Provenance,
    /// What is stated.
    pub demographics: Demographics,
}

/// One directive with its source.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SourcedDirective {
    /// Where it came from.
    pub provenance: Provenance,
    /// The directive.
    pub directive: Directive,
}

/// What one source says of a section as a whole.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SourcedSectionStatement {
    /// Where it came from.
    pub provenance: Provenance,
    /// What is stated.
    pub statement: SectionStatement,
}

/// One source's statement behind a line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LineStatement {
    /// Where it came from.
    pub provenance: Provenance,
    /// What that source states; boxed, because statements are moved about while they are combined.
    pub entry: Box<Entry>,
    /// What became of it since, in a record as it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub later: Option<Later>,
}

/// Something on which the statements behind a line do not agree.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Difference {
    /// What they differ in, such as `status` or `dose`.
    pub aspect: String,
    /// What each organisation says, in the order of the statements: the organisation's code and its word.
    pub said: Vec<(crate::identifier::OdsCode, String)>,
}

/// One line of the record: one fact, with every statement behind it.
///
/// The first statement leads: its entry is what the line shows. There is always at least one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Line {
    pub(super) statements: Vec<LineStatement>,
    pub(super) sensitivity: Sensitivity,
    pub(super) differences: Vec<Difference>,
}

impl Line {
    /// The section that the line stands in.
    #[must_use]
    pub fn section(&self) -> Section {
        // INVARIANT: a line has at least one statement; the fallback is never taken.
        self.statements.first().map_or(Section::Alerts, |statement| statement.entry.section())
    }

    /// The statements, the leading one first.
    #[must_use]
    pub fn statements(&self) -> &[LineStatement] {
        &self.statements
    }

    /// Every label that any of its statements carries: a label on one copy of a fact covers the fact.
    #[must_use]
    pub fn sensitivity(&self) -> &Sensitivity {
        &self.sensitivity
    }

    /// What the statements differ in.
    #[must_use]
    pub fn differences(&self) -> &[Difference] {
        &self.differences
    }

    /// The statements that `keep` names, as a line that has to be folded anew; `None` when it names none.
    pub(crate) fn keep(mut self, keep: impl Fn(&LineStatement) -> bool) -> Option<Self> {
        self.statements.retain(keep);
        (!self.statements.is_empty()).then_some(self)
    }

    /// Adds labels that cover the line for another reason than that its statements carry them.
    pub(crate) fn add_labels(&mut self, labels: &Sensitivity) {
        self.sensitivity = self.sensitivity.union(labels);
    }

    /// The statements, the leading one first.
    pub(crate) fn into_statements(self) -> Vec<LineStatement> {
        self.statements
    }

    /// The line with its entries changed: what they differ in is found anew, so that no difference tells of what an
    /// entry no longer says. The statements keep their order and the line its labels.
    pub(crate) fn with_entries(self, mut change: impl FnMut(Entry) -> Entry) -> Self {
        let change = |statement: LineStatement| LineStatement {
            provenance: statement.provenance,
            entry: Box::new(change(*statement.entry)),
            later: statement.later,
        };
        let statements: Vec<LineStatement> = self.statements.into_iter().map(change).collect();
        let differences = super::differences::differences(&statements);
        Self { statements, sensitivity: self.sensitivity, differences }
    }

    /// The statements, the leading one first, and what they differ in.
    pub(crate) fn into_parts(self) -> (Vec<LineStatement>, Vec<Difference>) {
        (self.statements, self.differences)
    }
}

/// All there is about one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CombinedRecord {
    /// The person.
    pub person: PersonId,
    /// The local persons that were joined, in order.
    pub members: Vec<PersonKey>,
    /// The NHS number that is the person's beyond query: the one that identity joined by or found verified.
    pub nhs_number: Option<NhsNumber>,
    /// What each source says of who the person is, the latest recorded first.
    pub demographics: Vec<SourcedDemographics>,
    /// Every directive that stands, the latest made first.
    pub directives: Vec<SourcedDirective>,
    /// What sources say of a section as a whole, in the order of the sections, inside a section the latest recorded
    /// first.
    pub section_statements: Vec<SourcedSectionStatement>,
    /// The lines in the order of their sections, inside a section the latest first.
    pub lines: Vec<Line>,
}
