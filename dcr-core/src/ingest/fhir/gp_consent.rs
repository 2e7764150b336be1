//! The GP codes by which people refuse or agree to a local shared record.
//!
//! Only these bear on this record. Codes about national records and about uses beyond care (Summary Care Record, type 1
//! opt-out) are ordinary entries: they say nothing about a local record.

use super::view::View;
use crate::identifier::{CodedConcept, Coding, system};
use crate::record::{Directive, DirectiveAuthority, DirectiveEffect, DirectiveScope, OptOutMode};
use crate::time::Timestamp;

fn effect(coding: &Coding) -> Option<DirectiveEffect> {
    match (coding.system.as_str(), coding.code.as_str()) {
        (system::SNOMED, "416409005") => Some(DirectiveEffect::Dissent),
        (system::SNOMED, "417528008") => Some(DirectiveEffect::Consent),
        // A Read code's meaning does not hang on how its system is spelled, and a refusal must not be missed.
        (_, "93C1." | "93C1" | "93C1.00" | "XaKRw") => Some(DirectiveEffect::Dissent),
        _ => None,
    }
}

/// What the codes of an entry decide about sharing.
///
/// A refusal holds whatever else the entry says. An agreement holds only where the entry says nothing that could turn
/// it round: a value, a component, or a status that is not settled.
pub(super) fn directive(
    code: &CodedConcept,
    resource: View<'_>,
    understood: bool,
    made: Timestamp,
) -> Option<Directive> {
    let effects: Vec<DirectiveEffect> = code.codings.iter().filter_map(effect).collect();
    let effect = if effects.contains(&DirectiveEffect::Dissent) {
        DirectiveEffect::Dissent
    } else if effects.contains(&DirectiveEffect::Consent) && understood && says_no_more(resource) {
        DirectiveEffect::Consent
    } else {
        return None;
    };
    Some(Directive {
        effect,
        scope: DirectiveScope::SharedRecord(OptOutMode::Hide),
        made,
        starts: None,
        ends: None,
        authority: DirectiveAuthority::NotStated,
        evidence: None,
        original: Some(code.clone()),
    })
}

/// Whether the codes agree to a local shared record.
pub(super) fn agrees(code: &CodedConcept) -> bool {
    code.codings.iter().filter_map(effect).any(|effect| effect == DirectiveEffect::Consent)
}

fn says_no_more(resource: View<'_>) -> bool {
    let has_value = resource.children().any(|child| {
        let key = child.key().unwrap_or_default();
        key.starts_with("value") || key == "component" || key == "dataAbsentReason" || key == "abatementDateTime"
    });
    let settled = match resource.text_at("status").as_deref() {
        None | Some("final" | "amended" | "corrected") => true,
        Some(_) => false,
    };
    let confirmed = resource.get("verificationStatus").is_none_or(|status| {
        status.items("coding").all(|coding| coding.text_at("code").as_deref() == Some("confirmed"))
    });
    !has_value && settled && confirmed
}
