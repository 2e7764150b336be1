//! DG1: diagnoses.

use super::allergy::key_of;
use super::concept::system_of;
use super::context::Context;
use super::draft::Drafts;
use super::message::Segment;
use crate::contribution::{ContributionBody, ContributionStatus};
use crate::ingest::Severity;
use crate::record::{Entry, EntryBody, Period, Problem, ProblemCategory, Sensitivity, SensitivityLabel};

/// One entry for each DG1 segment that says what was diagnosed.
pub(super) fn map(context: &Context<'_>, drafts: &mut Drafts) {
    for dg1 in context.named("DG1") {
        let Some(problem) = read(dg1) else { continue };
        let date = dg1.field(5).peek();
        let item = context.own_item("problem", &[key_of(&problem.code), date]);
        let mut entry = Entry::new(EntryBody::Problem(problem));
        entry.sensitivity = confidential(dg1);
        // DG1-21, table 0206: the diagnosis is taken back.
        let deleted = dg1.field(21).read(|code| match code {
            "D" => Some(true),
            "A" | "U" => Some(false),
            _ => None,
        });
        let status = if deleted == Some(true) { ContributionStatus::Deleted } else { ContributionStatus::Current };
        let body = ContributionBody::Entry(Box::new(entry));
        drafts.add(context, dg1, item, status, context.recorded, body);
    }
}

fn read(dg1: Segment<'_>) -> Option<Problem> {
    let words = dg1.field(4);
    let mut code = match dg1.field(3).concept() {
        Some(code) => code,
        None if words.has_value() => crate::identifier::CodedConcept::default(),
        None => return None,
    };
    dg1.field(1).mark();
    let unnamed = dg1.field(3).part(3).is_absent();
    if let Some(coding) = code.codings.first_mut().filter(|_| unnamed)
        && let Some(method) = dg1.field(2).text()
    {
        coding.system = system_of(&method).to_owned();
    }
    if code.text.is_none() {
        code.text = words.whole();
    }
    Some(Problem {
        status: None,
        // Table 0052. An admitting diagnosis is one made at an encounter, but not its final one: its code stays attached.
        category: match dg1.field(6).peek() {
            "W" => dg1.field(6).read(|_| Some(ProblemCategory::Suspected)),
            "F" => dg1.field(6).read(|_| Some(ProblemCategory::EncounterDiagnosis)),
            "A" => Some(ProblemCategory::EncounterDiagnosis),
            _ => None,
        },
        significance: None,
        episodicity: None,
        severity: None,
        body_site: None,
        period: Period::default(),
        noted: dg1.field(5).date_time(),
        asserter: dg1.field(16).professional("diagnosing clinician"),
        notes: Vec::new(),
        code,
    })
}

/// DG1-18: whether the diagnosis is confidential; a word that is not known restricts.
fn confidential(dg1: Segment<'_>) -> Sensitivity {
    let field = dg1.field(18);
    match field.text().as_deref() {
        None | Some("N") => Sensitivity::NONE,
        Some("Y") => Sensitivity::NONE.with(SensitivityLabel::Restricted),
        Some(other) => {
            field.issue(
                Severity::Warning,
                "hl7v2.confidentiality.unknown",
                "the confidentiality is not known; it withholds",
            );
            Sensitivity::NONE.with(SensitivityLabel::from(other))
        }
    }
}
