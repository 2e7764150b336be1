//! Which mapper reads which kind of message, beyond registrations.

use super::context::Context;
use super::document;
use super::draft::Drafts;
use super::investigation::{self, Told};

/// Whether more of a kind of message (MSH-9) has a place in the model than who the person is.
pub(super) fn is_known(kind: &str) -> bool {
    matches!(kind, "ORU" | "OUL" | "ORM" | "OML" | "OMG" | "MDM")
}

/// What a message that is no registration states about the person.
pub(super) fn map(context: &Context<'_>, drafts: &mut Drafts) {
    match context.kind.as_str() {
        "ORU" | "OUL" => investigation::map(context, Told::Results, drafts),
        "ORM" | "OML" | "OMG" => investigation::map(context, Told::Requests, drafts),
        "MDM" => document::map(context, drafts),
        _ => {}
    }
}
