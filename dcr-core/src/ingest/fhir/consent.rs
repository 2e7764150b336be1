//! Consent: directives about sharing.
//!
//! A Consent is read only where a directive can say the whole of it. Everything else that is in force becomes a
//! directive that is not understood, which withholds until someone has read it.

use super::reader::{Reader, end_of};
use super::security::{Asked, asked};
use super::tree::Kind;
use super::view::View;
use crate::contribution::ContributionStatus;
use crate::ingest::Severity;
use crate::record::{Directive, DirectiveAuthority, DirectiveEffect, DirectiveScope, OptOutMode, Purpose};
use crate::time::Timestamp;

/// What a Consent may carry without saying more than a directive: everything else makes it not understood.
const ELEMENTS: &[&str] = &[
    "resourceType",
    "id",
    "meta",
    "text",
    "language",
    "contained",
    "extension",
    "identifier",
    "status",
    "scope",
    "category",
    "patient",
    "dateTime",
    "performer",
    "organization",
    "sourceAttachment",
    "sourceReference",
    "policy",
    "policyRule",
    "provision",
];
const PROVISION_ELEMENTS: &[&str] = &["id", "extension", "type", "period", "actor", "securityLabel", "purpose"];

const ACT_CODE: &str = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
const ACT_REASON: &str = "http://terminology.hl7.org/CodeSystem/v3-ActReason";
const SCOPE: &str = "http://terminology.hl7.org/CodeSystem/consentscope";
const PARTICIPATION: &str = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";

struct Meaning {
    effect: DirectiveEffect,
    scope: DirectiveScope,
    starts: Option<Timestamp>,
    ends: Option<Timestamp>,
}

/// Reads a Consent; `recorded` stands in for a missing `dateTime`.
pub(super) fn consent(reader: &Reader<'_, '_>, recorded: Timestamp) -> (ContributionStatus, Directive) {
    let view = reader.view;
    let status = match view.text_at("status").as_deref() {
        Some("draft" | "proposed" | "rejected" | "inactive") => ContributionStatus::Deleted,
        Some("entered-in-error") => ContributionStatus::EnteredInError,
        // An unknown status may be in force.
        _ => ContributionStatus::Current,
    };
    let meaning = if view.text_at("status").as_deref() == Some("active") { meaning(reader) } else { None };
    let understood = meaning.is_some() && !reader.not_understood.get();
    let meaning = meaning.filter(|_| understood).unwrap_or(Meaning {
        effect: DirectiveEffect::Dissent,
        scope: DirectiveScope::NotUnderstood,
        starts: None,
        ends: None,
    });
    if !understood && status == ContributionStatus::Current {
        let message = "the consent says more than can be read; everything is withheld until someone has read it";
        reader.issue(Severity::Error, "fhir.consent.not-understood", view, message);
    }
    let by_patient = |reference: View<'_>| {
        let text = reference.text_at("reference");
        text.is_some() && text == view.at(&["patient", "reference"]).and_then(View::text)
    };
    let performers = reader.array_at(view, "performer");
    let by_person = !performers.is_empty() && performers.into_iter().all(by_patient);
    let original = reader.array_at(view, "category").into_iter().next().and_then(|category| reader.concept(category));
    let directive = Directive {
        effect: meaning.effect,
        scope: meaning.scope,
        made: view.get("dateTime").and_then(|date| reader.peek_date(date)).map_or(recorded, |date| date.earliest()),
        starts: meaning.starts,
        ends: meaning.ends,
        authority: if by_person { DirectiveAuthority::Person } else { DirectiveAuthority::NotStated },
        evidence: None,
        original,
    };
    (status, directive)
}

/// Whether an object has no member but these; a `_name` beside a name may carry an extension, which changes nothing.
fn only(view: View<'_>, allowed: &[&str]) -> bool {
    view.kind() == Kind::Object
        && view.children().all(|child| {
            let key = child.key().unwrap_or_default();
            allowed.contains(&key.strip_prefix('_').unwrap_or(&key))
        })
}

/// The only coding of a CodeableConcept, as system and code.
fn only_code(concept: View<'_>) -> Option<(String, String)> {
    let mut codings = concept.items("coding");
    let (first, second) = (codings.next()?, codings.next());
    let pair = || Some((first.text_at("system")?.into_owned(), first.text_at("code")?.into_owned()));
    if second.is_none() { pair() } else { None }
}

/// The only item of an array, `Ok(None)` where there is no such element.
fn only_item<'t>(parent: View<'t>, key: &str) -> Result<Option<View<'t>>, ()> {
    let Some(found) = parent.get(key) else { return Ok(None) };
    let mut items = found.children();
    match (found.kind(), items.next(), items.next()) {
        (Kind::Array, Some(item), None) => Ok(Some(item)),
        _ => Err(()),
    }
}

fn meaning(reader: &Reader<'_, '_>) -> Option<Meaning> {
    let view = reader.view;
    let scope = only_code(view.get("scope")?)?;
    if !only(view, ELEMENTS) || scope != (SCOPE.to_owned(), "patient-privacy".to_owned()) || !known_categories(view) {
        return None;
    }
    let base = match view.get("policyRule") {
        None => None,
        Some(rule) => match only_code(rule)? {
            (system, code) if system == ACT_CODE && code == "OPTIN" => Some(DirectiveEffect::Consent),
            (system, code) if system == ACT_CODE && code == "OPTOUT" => Some(DirectiveEffect::Dissent),
            _ => return None,
        },
    };
    let whole = DirectiveScope::SharedRecord(OptOutMode::Hide);
    let Some(provision) = view.get("provision") else {
        return Some(Meaning { effect: base?, scope: whole, starts: None, ends: None });
    };
    if !only(provision, PROVISION_ELEMENTS) {
        return None;
    }
    let stated = match provision.get("type").map(View::text) {
        None => None,
        Some(Some(word)) if word == "deny" => Some(DirectiveEffect::Dissent),
        Some(Some(word)) if word == "permit" => Some(DirectiveEffect::Consent),
        Some(_) => return None,
    };
    let scope = provision_scope(reader, provision)?;
    let effect = match (base, stated) {
        (None, Some(stated)) => stated,
        (Some(base), None) if scope.is_none() => base,
        (Some(base), Some(stated)) if base == stated && (stated == DirectiveEffect::Consent || scope.is_none()) => {
            stated
        }
        // An agreement with exceptions: the exception is what restricts.
        (Some(DirectiveEffect::Consent), Some(DirectiveEffect::Dissent)) if scope.is_some() => DirectiveEffect::Dissent,
        _ => return None,
    };
    let (starts, ends) = period(provision, effect)?;
    Some(Meaning { effect, scope: scope.unwrap_or(whole), starts, ends })
}

/// Categories that only say that this is a consent about information.
fn known_categories(view: View<'_>) -> bool {
    let known = |concept: View<'_>| {
        only_code(concept).is_some_and(|(system, code)| {
            (system == ACT_CODE && matches!(code.as_str(), "INFA" | "IDSCL"))
                || (system == "http://loinc.org" && matches!(code.as_str(), "59284-0" | "57016-8"))
        })
    };
    let mut categories = view.items("category").peekable();
    categories.peek().is_some() && categories.all(known)
}

/// What a provision is restricted to: `Some(None)` where it is not restricted, `None` where that cannot be read.
fn provision_scope<'t>(reader: &Reader<'_, 't>, provision: View<'t>) -> Option<Option<DirectiveScope>> {
    let actor = only_item(provision, "actor").ok()?;
    let label = only_item(provision, "securityLabel").ok()?;
    let purpose = only_item(provision, "purpose").ok()?;
    match (actor, label, purpose) {
        (None, None, None) => Some(None),
        (Some(actor), None, None) => {
            // Only a receiver: a custodian, for instance, would mean the data that it holds.
            let (system, role) = only_code(actor.get("role")?)?;
            if system != PARTICIPATION
                || !matches!(role.as_str(), "PRCP" | "IRCP")
                || !only(actor, &["id", "role", "reference"])
            {
                return None;
            }
            receiver(reader, actor.get("reference")?).map(|code| Some(DirectiveScope::Organisation(code)))
        }
        (None, Some(label), None) => match asked(&label.text_at("system")?, &label.text_at("code")?) {
            Asked::Label(crate::record::SensitivityLabel::Other(_)) | Asked::Nothing => None,
            Asked::Label(label) => Some(Some(DirectiveScope::Label(label))),
        },
        (None, None, Some(purpose)) => {
            let system = purpose.text_at("system")?;
            let known = Purpose::parse(&purpose.text_at("code")?).filter(|_| system == ACT_REASON)?;
            Some(Some(DirectiveScope::Purpose(known)))
        }
        _ => None,
    }
}

/// The organisation that an actor is; a person or a role at an organisation is less than the organisation.
fn receiver<'t>(reader: &Reader<'_, 't>, reference: View<'t>) -> Option<crate::identifier::OdsCode> {
    let named = reference.at(&["identifier", "system"]).and_then(View::text);
    if named.is_some_and(|system| super::datatypes::is_ods(&system)) {
        let value = reference.at(&["identifier", "value"]).and_then(View::text)?;
        return crate::identifier::OdsCode::parse(&value).ok();
    }
    let found = reader.follow(reference)?;
    if found.text_at("resourceType").as_deref() != Some("Organization") {
        return None;
    }
    let mut codes = found
        .items("identifier")
        .filter(|identifier| identifier.text_at("system").is_some_and(|system| super::datatypes::is_ods(&system)));
    let code = codes.next()?.text_at("value")?;
    if codes.next().is_some() { None } else { crate::identifier::OdsCode::parse(&code).ok() }
}

/// From when until when it holds; `None` where that cannot be read. A refusal lasts to the end of the last day that is named; an agreement only to its
/// beginning, because whether that day is meant is not certain.
fn period(provision: View<'_>, effect: DirectiveEffect) -> Option<(Option<Timestamp>, Option<Timestamp>)> {
    let Some(period) = provision.get("period") else { return Some((None, None)) };
    if !only(period, &["id", "extension", "start", "end"]) {
        return None;
    }
    let read = |key: &str| match period.get(key) {
        None => Some(None),
        Some(date) => crate::time::PartialDateTime::parse(&date.text()?).ok().map(Some),
    };
    let (start, end) = (read("start")?, read("end")?);
    let ends = end.map(|end| if effect == DirectiveEffect::Dissent { end_of(&end) } else { end.earliest() });
    Some((start.map(|start| start.earliest()), ends))
}
