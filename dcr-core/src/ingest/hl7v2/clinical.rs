//! Which mapper reads which kind of message, beyond registrations.

use super::context::Context;
use super::draft::Drafts;
use super::investigation::{self, Told};
use super::{allergy, appointment, document, pharmacy, problem, procedure, referral, related_person, vaccination};

/// Whether more of a kind of message (MSH-9) has a place in the model than who the person is.
pub(super) fn is_known(kind: &str) -> bool {
    matches!(
        kind,
        "ORU" | "OUL" | "MDM" | "ORM" | "OML" | "OMG" | "OMP" | "RDE" | "RDS" | "RGV" | "RAS" | "REF" | "SIU" | "VXU"
    )
}

/// What a message that is no registration states about the person.
pub(super) fn map(context: &Context<'_>, drafts: &mut Drafts) {
    if !is_known(&context.kind) {
        return;
    }
    related_person::map(context, drafts);
    allergy::map(context, drafts);
    problem::map(context, drafts);
    procedure::map(context, drafts);
    match context.kind.as_str() {
        "ORU" | "OUL" => investigation::map(context, Told::Results, drafts),
        "ORM" => {
            investigation::map(context, Told::Requests, drafts);
            pharmacy::map(context, drafts);
        }
        "OML" | "OMG" => investigation::map(context, Told::Requests, drafts),
        "MDM" => document::map(context, drafts),
        "VXU" => vaccination::map(context, drafts),
        "REF" => {
            referral::map(context, drafts);
            investigation::map(context, Told::Results, drafts);
        }
        "SIU" => {
            appointment::map(context, drafts);
            investigation::map(context, Told::Results, drafts);
        }
        _ => pharmacy::map(context, drafts),
    }
}
