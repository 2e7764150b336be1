//! MRG: one local person was merged into another.

use super::context::Context;
use super::draft::Drafts;
use super::subject::{Identifiers, is_nhs_number};
use super::value::Value;
use crate::contribution::{ContributionBody, ContributionStatus, LinkRelation, LinkStatement};
use crate::identifier::PersonKey;
use crate::ingest::{Issue, Severity};

/// Whether an event merges persons or changes a person's identifier, so that MRG-1 is never used again.
///
/// Source: HL7 v2.5.1 chapter 3. Merges of accounts and visits (A41, A42, A44, A45, A49, A50) are not about persons.
fn merges_persons(trigger: &str) -> bool {
    matches!(trigger, "A18" | "A34" | "A36" | "A39" | "A40" | "A46" | "A47")
}

/// The statement that the person of MRG-1 is now the person of PID-3.
///
/// # Errors
/// The reason for quarantine, when a merge does not say whom it merges: a merge that is only half understood would leave
/// two people where the source has one.
pub(super) fn map(context: &Context<'_>, drafts: &mut Drafts) -> Result<(), Issue> {
    if context.kind != "ADT" || !merges_persons(&context.trigger) {
        return Ok(());
    }
    let mut found = false;
    let organisation = &context.source.organisation;
    for mrg in context.named("MRG") {
        let repeats = || [mrg.field(1), mrg.field(4)].into_iter().flat_map(Value::repeats);
        // Every local identifier that was merged is a local person of its own; an NHS number only where there is none.
        let local = Identifiers::read(repeats().filter(|repeat| !is_nhs_number(*repeat)), organisation);
        let mut others: Vec<_> = local.local_ids().cloned().collect();
        if others.is_empty() {
            others.extend(Identifiers::read(repeats().take(1), organisation).subject());
        }
        for other in others {
            found = true;
            if other == context.subject {
                context.issue(mrg, Severity::Warning, "hl7v2.merge.self", "the merge names one person twice");
                continue;
            }
            let item = context.own_item("link", &[other.namespace(), other.value()]);
            let link = LinkStatement {
                other: PersonKey {
                    organisation: context.source.organisation.clone(),
                    system: context.source.system.clone(),
                    subject: other,
                },
                relation: LinkRelation::Replaces,
                reason: None,
            };
            drafts.add(context, mrg, item, ContributionStatus::Current, context.recorded, ContributionBody::Link(link));
        }
    }
    if found {
        return Ok(());
    }
    Err(Issue::new(Severity::Fatal, "hl7v2.merge.no-prior", "MRG-1", "the merge does not say which person was merged"))
}
