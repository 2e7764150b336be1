//! Consent: directives about sharing.
//!
//! A Consent is read only where directives can say the whole of it. Everything else that is in force becomes a
//! directive that is not understood, which withholds until someone has read it.
//!
//! Two ways of writing one are read. Either the root provision is the rule, of the type that it states; or it restricts
//! nothing, and each provision inside it is an exception of its own to the base that `policyRule` or the root's type
//! states. Exceptions to exceptions are not read, nor are exceptions of both types together.
//!
//! Source: HL7 FHIR R4, Consent.

use super::consent_authority::by;
use super::consent_scope::scope;
use super::exact::{code, only, only_code};
use super::reader::{Reader, end_of};
use super::tree::Kind;
use super::view::View;
use crate::contribution::ContributionStatus;
use crate::identifier::{CodedConcept, ours};
use crate::ingest::{Severity, Source};
use crate::record::{Directive, DirectiveEffect, DirectiveScope, OptOutMode, SharingStatement};
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
    "verification",
    "provision",
];
const PROVISION_ELEMENTS: &[&str] =
    &["id", "extension", "type", "period", "actor", "action", "securityLabel", "purpose", "class", "code", "data"];
/// The elements of a root provision that restricts nothing.
const FRAME_ELEMENTS: &[&str] = &["id", "extension", "type", "provision"];

const ACT_CODE: &str = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
const SCOPE: &str = "http://terminology.hl7.org/CodeSystem/consentscope";

struct Meaning {
    effect: DirectiveEffect,
    scope: DirectiveScope,
    starts: Option<Timestamp>,
    ends: Option<Timestamp>,
}

/// What the categories say besides that this is a consent about information.
#[derive(Default)]
struct Category<'t> {
    /// The concept that an export of this library writes for what the directive was read from.
    own: Option<(View<'t>, Option<SharingStatement>)>,
    competent: bool,
}

/// Reads a Consent: at least one directive; `recorded` stands in for a missing `dateTime`.
pub(super) fn consent(
    reader: &Reader<'_, '_>,
    source: &Source,
    recorded: Timestamp,
) -> (ContributionStatus, Vec<Directive>) {
    let view = reader.view;
    let status = match view.text_at("status").as_deref() {
        Some("draft" | "proposed" | "rejected" | "inactive") => ContributionStatus::Deleted,
        Some("entered-in-error") => ContributionStatus::EnteredInError,
        // An unknown status may be in force.
        _ => ContributionStatus::Current,
    };
    let date = view.get("dateTime");
    let dated = date.and_then(|date| reader.peek_date(date));
    let made = dated.as_ref().map_or(recorded, |date| date.earliest());
    let category = category(view);
    let by = by(reader, made, category.as_ref().is_some_and(|category| category.competent));
    let meanings = if view.text_at("status").as_deref() == Some("active") { meanings(reader, source) } else { None };
    let meanings = meanings.filter(|meanings| {
        let opens = meanings.iter().any(|meaning| meaning.effect == DirectiveEffect::Consent);
        category.as_ref().is_some_and(|category| !category.competent || by.evidence.is_some())
            && !(by.unclear && opens)
            && date.is_some() == dated.is_some()
            && reader.bundle.spend(repeated(view).saturating_mul(meanings.len().saturating_sub(1)))
            && !reader.not_understood.get()
    });
    let meanings = meanings.unwrap_or_else(|| {
        if status == ContributionStatus::Current {
            let message = "the consent says more than can be read; everything is withheld until someone has read it";
            reader.issue(Severity::Error, "fhir.consent.not-understood", view, message);
        }
        let scope = DirectiveScope::NotUnderstood;
        vec![Meaning { effect: DirectiveEffect::Dissent, scope, starts: None, ends: None }]
    });
    let own = category.and_then(|category| category.own);
    let original = original(reader, own.map(|(concept, _)| concept));
    let directive = |meaning: Meaning| Directive {
        effect: meaning.effect,
        scope: meaning.scope,
        made,
        starts: meaning.starts,
        ends: meaning.ends,
        visit: None,
        authority: by.authority,
        evidence: by.evidence.clone(),
        statement: own.and_then(|(_, statement)| statement),
        original: original.clone(),
    };
    (status, meanings.into_iter().map(directive).collect())
}

/// How long what each directive of a Consent repeats is in it.
fn repeated(view: View<'_>) -> usize {
    let parts = ["category", "performer", "sourceAttachment", "sourceReference", "verification"];
    parts.iter().filter_map(|key| view.get(key)).map(|part| part.raw().len()).sum()
}

fn meanings(reader: &Reader<'_, '_>, source: &Source) -> Option<Vec<Meaning>> {
    let view = reader.view;
    let scope = only_code(view.get("scope")?)?;
    if !only(view, ELEMENTS) || scope != (SCOPE.to_owned(), "patient-privacy".to_owned()) || !is_verified(view) {
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
    let Some(root) = view.get("provision") else {
        let scope = DirectiveScope::SharedRecord(OptOutMode::Hide);
        return Some(vec![Meaning { effect: base?, scope, starts: None, ends: None }]);
    };
    match root.get("provision") {
        None => Some(vec![rule(reader, source, base, root)?]),
        Some(exceptions) => self::exceptions(reader, source, base, (root, exceptions)),
    }
}

/// The exceptions inside a root provision that restricts nothing: all of them, or none is understood.
fn exceptions<'t>(
    reader: &Reader<'_, 't>,
    source: &Source,
    base: Option<DirectiveEffect>,
    (root, exceptions): (View<'t>, View<'t>),
) -> Option<Vec<Meaning>> {
    if !only(root, FRAME_ELEMENTS) || exceptions.kind() != Kind::Array {
        return None;
    }
    let base = match (base, effect(root)?) {
        (Some(base), Some(stated)) if base != stated => return None,
        (base, stated) => base.or(stated),
    };
    // What is refused but for an exception is more than a directive can say.
    if base == Some(DirectiveEffect::Dissent) {
        return None;
    }
    let each = exceptions.children().map(|exception| {
        effect(exception)??;
        rule(reader, source, base, exception)
    });
    let meanings: Vec<Meaning> = each.collect::<Option<_>>()?;
    let first = meanings.first()?.effect;
    meanings.iter().all(|meaning| meaning.effect == first).then_some(meanings)
}

/// The effect of a provision's type; `Some(None)` where it states none, `None` where that cannot be read.
#[allow(clippy::option_option, reason = "what is not stated is not what cannot be read")]
fn effect(provision: View<'_>) -> Option<Option<DirectiveEffect>> {
    match provision.get("type").map(View::text) {
        None => Some(None),
        Some(Some(word)) if word == "deny" => Some(Some(DirectiveEffect::Dissent)),
        Some(Some(word)) if word == "permit" => Some(Some(DirectiveEffect::Consent)),
        Some(_) => None,
    }
}

/// A provision without others inside it, as a departure from its base.
fn rule<'t>(
    reader: &Reader<'_, 't>,
    source: &Source,
    base: Option<DirectiveEffect>,
    provision: View<'t>,
) -> Option<Meaning> {
    if !only(provision, PROVISION_ELEMENTS) {
        return None;
    }
    let scope = scope(reader, source, provision)?;
    // A base of its own goes on where a provision's time does not reach.
    let unbounded = scope.is_none() && provision.get("period").is_none();
    let effect = match (base, effect(provision)?) {
        (None, Some(stated)) => stated,
        (Some(base), None) if unbounded => base,
        (Some(base), Some(stated)) if base == stated && (stated == DirectiveEffect::Consent || unbounded) => stated,
        // An agreement with exceptions: the exception is what restricts.
        (Some(DirectiveEffect::Consent), Some(DirectiveEffect::Dissent)) if scope.is_some() => DirectiveEffect::Dissent,
        _ => return None,
    };
    let (starts, ends) = period(provision, effect)?;
    Some(Meaning { effect, scope: scope.unwrap_or(DirectiveScope::SharedRecord(OptOutMode::Hide)), starts, ends })
}

/// Categories that only say that this is a consent about information, and what an export of this library says there.
fn category(view: View<'_>) -> Option<Category<'_>> {
    let mut found = Category::default();
    let mut categories = view.items("category").peekable();
    categories.peek()?;
    for concept in categories {
        let first = code(concept.items("coding").next()?)?;
        if first.0 == ours::DIRECTIVE {
            match first.1.as_str() {
                ours::DIRECTIVE_COMPETENT => found.competent = true,
                _ if found.own.is_some() => return None,
                ours::DIRECTIVE_PLAIN => found.own = Some((concept, None)),
                word => found.own = Some((concept, Some(SharingStatement::parse(word)?))),
            }
            continue;
        }
        let (system, code) = only_code(concept)?;
        let known = (system == ACT_CODE && matches!(code.as_str(), "INFA" | "IDSCL"))
            || (system == "http://loinc.org" && matches!(code.as_str(), "59284-0" | "57016-8"));
        if !known {
            return None;
        }
    }
    Some(found)
}

/// The statement as its source coded it: beside the code of an export's own, else the first category.
fn original(reader: &Reader<'_, '_>, own: Option<View<'_>>) -> Option<CodedConcept> {
    let own_id = own.map(View::id);
    let mut categories = reader.array_at(reader.view, "category").into_iter();
    let found = categories.find(|category| own_id.is_none_or(|id| id == category.id()))?;
    let mut concept = reader.concept(found)?;
    concept.codings.retain(|coding| own.is_none() || coding.system != ours::DIRECTIVE);
    (!concept.is_empty()).then_some(concept)
}

/// Whether nothing of the Consent waits for someone to verify it.
fn is_verified(view: View<'_>) -> bool {
    let verified = |verification: View<'_>| {
        only(verification, &["id", "extension", "verified", "verifiedWith", "verificationDate"])
            && verification.get("verified").and_then(View::boolean) == Some(true)
    };
    view.get("verification").is_none_or(|all| all.kind() == Kind::Array && all.children().all(verified))
}

/// From when until when it holds; `None` where that cannot be read. A refusal lasts to the end of the last day that is
/// named; an agreement only to its beginning, because whether that day is meant is not certain.
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
