//! Procedure: what was done to the person.

use super::choice::ResourceType;
use super::meta::Profiles;
use super::stating::Stating;
use super::writer::Writer;
use crate::record::{EntryLinkKind, Procedure, ProcedureStatus};

/// Writes a procedure.
pub(super) fn procedure(w: &mut Writer, s: &Stating<'_, '_>, procedure: &Procedure) {
    let said = s.said();
    let profiles = Profiles::uk_core("Procedure").and_ips("Procedure");
    s.resource(w, ResourceType::Procedure, s.id, profiles, |w| {
        s.links_at(w, "basedOn", &EntryLinkKind::BasedOn, &[ResourceType::CarePlan, ResourceType::ServiceRequest]);
        s.links_at(w, "partOf", &EntryLinkKind::PartOf, &[ResourceType::Procedure, ResourceType::Observation]);
        match &procedure.status {
            Some(ProcedureStatus::Other(word)) => {
                s.beyond("Status", word.as_str());
                w.ours("status", "unknown");
            }
            // A summary has no place for a request.
            Some(ProcedureStatus::Requested) => {
                s.beyond("Status", "requested");
                w.ours("status", "preparation");
            }
            Some(status) => w.text("status", status.as_str()),
            None => w.ours("status", "unknown"),
        }
        said.concept_required(w, "code", &procedure.code);
        s.subject(w, "subject");
        s.encounter(w, "encounter");
        let before = w.len();
        w.date_or_period("performedDateTime", "performedPeriod", &procedure.performed);
        if w.len() == before && s.ips() {
            w.object("_performedDateTime", |w| w.absent("unknown"));
        }
        w.array("performer", |w| {
            for who in &procedure.performers {
                w.item(|w| s.participant(w, "actor", who, true));
            }
        });
        said.concepts(w, "reasonCode", &procedure.reasons);
        s.links_at(
            w,
            "reasonReference",
            &EntryLinkKind::BecauseOf,
            &[
                ResourceType::Condition,
                ResourceType::Observation,
                ResourceType::Procedure,
                ResourceType::DiagnosticReport,
                ResourceType::DocumentReference,
            ],
        );
        said.concepts(w, "bodySite", &procedure.body_sites);
        said.concept_opt(w, "outcome", procedure.outcome.as_ref());
        s.links_at(
            w,
            "report",
            &EntryLinkKind::DocumentedIn,
            &[ResourceType::DiagnosticReport, ResourceType::DocumentReference, ResourceType::Composition],
        );
        w.notes(&procedure.notes);
    });
}
