//! Consent: what the person, or someone with authority for them, decided about sharing.

use super::datatypes::{Said, ours as coded};
use super::id::ResourceId;
use super::meta::{Profiles, act_code, meta};
use super::narrative;
use super::system;
use super::writer::Writer;
use crate::identifier::{self, CodedConcept, Coding, NhsNumber, ours};
use crate::merge::SourcedDirective;
use crate::record::{
    Directive, DirectiveAuthority, DirectiveEffect, DirectiveScope, OptOutMode, Sensitivity, SensitivityLabel,
};
use crate::register::OrganisationKind;

const SCOPE: &str = "http://terminology.hl7.org/CodeSystem/consentscope";
const ACT_REASON: &str = "http://terminology.hl7.org/CodeSystem/v3-ActReason";
const PARTICIPATION: &str = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";
const ROLE_CODE: &str = "http://terminology.hl7.org/CodeSystem/v3-RoleCode";

/// Directives about one person as a Bundle of type `collection` of UK Core Consents, in JSON.
///
/// Each Consent is read back by [`crate::ingest::fhir::read`] as the same directive. What FHIR cannot say whole (a
/// directive for one visit, one that could not be read) stands in the Consent's text beside a modifier extension and
/// without a provision: whoever does not read the words must not act on it, and reading it back gives a directive that is
/// not understood. The same directives always give the same bytes.
///
/// The visible record holds no directives, so who may see these is for the caller to settle.
#[must_use]
pub fn consent_bundle(directives: &[SourcedDirective], person: &NhsNumber) -> Vec<u8> {
    let ids: Vec<ResourceId> = directives.iter().map(id).collect();
    let name = ResourceId::of(["consents"].into_iter().chain(ids.iter().map(ResourceId::as_str)));
    let mut w = Writer::with_capacity(256 + 2048 * directives.len());
    w.item(|w| {
        w.ours("resourceType", "Bundle");
        w.text("id", name.as_str());
        w.object("meta", |w| Profiles::uk_core("Bundle").write(w, false));
        w.ours("type", "collection");
        w.items("entry", directives.iter().zip(&ids), |w, (sourced, id)| {
            w.url("fullUrl", id);
            w.object("resource", |w| consent(w, sourced, *id, person));
        });
    });
    w.finish().into_bytes()
}

/// A Consent is named by the item that it comes from and its version.
fn id(sourced: &SourcedDirective) -> ResourceId {
    let from = &sourced.provenance;
    let version = from.version.number().to_string();
    ResourceId::of([from.organisation.as_str(), from.system.as_str(), from.item.as_str(), "consent", version.as_str()])
}

/// Writes one directive.
fn consent(w: &mut Writer, sourced: &SourcedDirective, id: ResourceId, person: &NhsNumber) {
    let directive = &sourced.directive;
    let beyond = beyond(directive);
    w.ours("resourceType", "Consent");
    w.text("id", id.as_str());
    meta(w, &sourced.provenance, "", Profiles::uk_core("Consent"), false, &Sensitivity::NONE, false);
    if !beyond.is_empty() {
        narrative::additional(w, &beyond);
    }
    w.array("contained", |w| {
        performer(w, directive, person);
        if beyond.is_empty() {
            actor(w, &directive.scope, person);
        }
    });
    w.items("modifierExtension", beyond.first(), |w, _| {
        w.ours("url", ours::BEYOND);
        w.ours("valueString", "FHIR has no element for all of this decision; the text says it");
    });
    w.ours("status", "active");
    w.ours_concept("scope", SCOPE, "patient-privacy");
    category(w, sourced);
    w.object("patient", |w| patient(w, person));
    w.instant("dateTime", directive.made);
    w.array("performer", |w| match directive.authority {
        DirectiveAuthority::NotStated => {}
        DirectiveAuthority::Person => w.item(|w| patient(w, person)),
        _ => w.item(|w| w.ours("reference", "#performer")),
    });
    w.items("organization", [()], |w, ()| {
        logical(w, "Organization", identifier::system::ODS_ORGANISATION, sourced.provenance.organisation.as_str());
    });
    evidence(w, directive);
    decision(w, directive, beyond.is_empty());
}

/// A reference by an identifier alone.
fn logical(w: &mut Writer, kind: &'static str, system: &'static str, value: &str) {
    w.ours("type", kind);
    w.object("identifier", |w| {
        w.ours("system", system);
        w.text("value", value);
    });
}

fn patient(w: &mut Writer, person: &NhsNumber) {
    logical(w, "Patient", identifier::system::NHS_NUMBER, person.as_str());
}

/// That it is about information; that it is a directive, with the statement that it was read from; and competence.
fn category(w: &mut Writer, sourced: &SourcedDirective) {
    let directive = &sourced.directive;
    let said = Said { organisation: sourced.provenance.organisation.as_str() };
    let word = directive.statement.map_or(ours::DIRECTIVE_PLAIN, |statement| statement.as_str());
    let mut stated: CodedConcept = directive.original.clone().unwrap_or_default();
    stated.codings.insert(0, Coding::new(ours::DIRECTIVE, word));
    w.array("category", |w| {
        w.item(|w| w.ours_coding(system::ACT_CODE, "INFA"));
        w.item(|w| said.concept_parts(w, &stated));
        if directive.evidence.as_ref().is_some_and(|evidence| evidence.competent) {
            w.item(|w| w.ours_coding(ours::DIRECTIVE, ours::DIRECTIVE_COMPETENT));
        }
    });
}

/// The one who agreed, where that is not the person: who they are is not told, only by what authority, and until when.
fn performer(w: &mut Writer, directive: &Directive, person: &NhsNumber) {
    let ends = directive.evidence.as_ref().and_then(|evidence| evidence.ends);
    let authority = directive.authority;
    let valid = |w: &mut Writer| {
        if let Some(ends) = ends {
            w.object("period", |w| w.instant("end", ends));
        }
    };
    if authority.is_proxy() {
        w.item(|w| {
            related(w, "performer", authority, person);
            valid(w);
        });
    } else if authority == DirectiveAuthority::BestInterest {
        w.item(|w| {
            w.ours("resourceType", "PractitionerRole");
            w.ours("id", "performer");
            w.items("code", [()], |w, ()| w.ours_coding(ours::AUTHORITY, authority.as_str()));
            valid(w);
        });
    }
}

/// Someone who acts for the person by an authority. HL7 has no code for a deputy.
fn related(w: &mut Writer, id: &'static str, authority: DirectiveAuthority, person: &NhsNumber) {
    let code = match authority {
        DirectiveAuthority::ParentalResponsibility => Some("GUARD"),
        DirectiveAuthority::Attorney => Some("HPOWATT"),
        _ => None,
    };
    w.ours("resourceType", "RelatedPerson");
    w.ours("id", id);
    w.object("patient", |w| patient(w, person));
    w.items("relationship", [()], |w, ()| {
        w.array("coding", |w| {
            if let Some(code) = code {
                w.item(|w| coded(w, ROLE_CODE, code));
            }
            w.item(|w| coded(w, ours::AUTHORITY, authority.as_str()));
        });
    });
}

/// The resource that stands for whoever a directive is about, where no identifier does.
fn actor(w: &mut Writer, scope: &DirectiveScope, person: &NhsNumber) {
    match scope {
        DirectiveScope::OrganisationKind(kind) => w.item(|w| {
            w.ours("resourceType", "Organization");
            w.ours("id", "actor");
            w.items("type", [kind], |w, kind| {
                w.items("coding", [kind], |w, kind| {
                    w.ours("system", ours::ORGANISATION_KIND);
                    w.code("code", kind);
                });
            });
            w.text("name", &ours::kind_name(kind));
        }),
        DirectiveScope::Team(team) => w.item(|w| {
            w.ours("resourceType", "CareTeam");
            w.ours("id", "actor");
            w.text("name", team);
        }),
        DirectiveScope::Proxy(authority) => w.item(|w| related(w, "actor", *authority, person)),
        _ => {}
    }
}

/// The paper, when it was made or seen, and who acted.
fn evidence(w: &mut Writer, directive: &Directive) {
    let Some(evidence) = &directive.evidence else { return };
    w.object("sourceAttachment", |w| {
        w.text("title", &evidence.statement);
        match &evidence.dated {
            Some(dated) => w.date_time("creation", dated),
            // Without this, the paper would seem to be of the day of the Consent.
            None => w.object("_creation", |w| w.absent("unknown")),
        }
    });
    w.items("verification", &evidence.by, |w, by| {
        w.boolean("verified", true);
        w.object("verifiedWith", |w| w.text("display", by));
    });
}

/// The decision: a base of its own where it is about the whole record, for good; else a departure from the county's
/// policy.
fn decision(w: &mut Writer, directive: &Directive, sayable: bool) {
    let whole = directive.scope == DirectiveScope::SharedRecord(OptOutMode::Hide);
    if sayable && whole && directive.starts.is_none() && directive.ends.is_none() {
        let code = if directive.effect == DirectiveEffect::Dissent { "OPTOUT" } else { "OPTIN" };
        return w.ours_concept("policyRule", system::ACT_CODE, code);
    }
    w.items("policy", [()], |w, ()| w.ours("uri", ours::POLICY));
    if !sayable {
        return;
    }
    w.object("provision", |w| {
        w.items("provision", [directive], |w, directive| {
            w.ours("type", if directive.effect == DirectiveEffect::Dissent { "deny" } else { "permit" });
            w.object("period", |w| {
                for (key, at) in [("start", directive.starts), ("end", directive.ends)] {
                    if let Some(at) = at {
                        w.instant(key, at);
                    }
                }
            });
            condition(w, &directive.scope);
        });
    });
}

/// What a provision is restricted to.
fn condition(w: &mut Writer, scope: &DirectiveScope) {
    let receiver = |w: &mut Writer, reference: &dyn Fn(&mut Writer)| {
        w.items("actor", [()], |w, ()| {
            w.ours_concept("role", PARTICIPATION, "PRCP");
            w.object("reference", reference);
        });
    };
    match scope {
        DirectiveScope::SharedRecord(OptOutMode::Hide) | DirectiveScope::NotUnderstood => {}
        DirectiveScope::SharedRecord(OptOutMode::DoNotHold) => {
            w.items("action", [()], |w, ()| w.ours_coding(ours::ACTION, ours::ACTION_HOLD));
        }
        DirectiveScope::Organisation(code) => {
            receiver(w, &|w| logical(w, "Organization", identifier::system::ODS_ORGANISATION, code.as_str()));
        }
        DirectiveScope::User(user) => {
            let smartcard = user.len() == 12 && user.bytes().all(|byte| byte.is_ascii_digit());
            let system = if smartcard { identifier::system::SDS_USER } else { ours::USER };
            receiver(w, &|w| logical(w, "Practitioner", system, user));
        }
        DirectiveScope::OrganisationKind(_) | DirectiveScope::Team(_) | DirectiveScope::Proxy(_) => {
            receiver(w, &|w| w.ours("reference", "#actor"));
        }
        DirectiveScope::Section(section) => w.array("class", |w| {
            w.item(|w| match section.heading_code() {
                Some(code) => coded(w, system::HEADINGS, code),
                None => coded(w, ours::SECTION, section.as_str()),
            });
        }),
        DirectiveScope::Item { organisation, system, item } => w.items("data", [()], |w, ()| {
            w.ours("meaning", "instance");
            w.object("reference", |w| {
                w.object("identifier", |w| {
                    w.ours("system", system::URI);
                    w.plain("value", |uri| {
                        super::system::source(uri, organisation.as_str(), system.as_str(), Some(item.as_str()));
                    });
                });
            });
        }),
        DirectiveScope::Label(label) => w.items("securityLabel", [label], |w, label| match act_code(label) {
            Some(code) => coded(w, system::ACT_CODE, code),
            None => {
                w.ours("system", system::SENSITIVITY);
                w.code("code", label.as_str());
            }
        }),
        DirectiveScope::Purpose(purpose) => {
            w.array("purpose", |w| w.item(|w| coded(w, ACT_REASON, purpose.as_str())));
        }
    }
}

/// The whole decision in words, where FHIR cannot say it; nothing where it can.
fn beyond(directive: &Directive) -> Vec<(&'static str, String)> {
    let in_time = match (directive.starts, directive.ends) {
        (Some(starts), Some(ends)) => starts <= ends,
        _ => true,
    };
    if directive.visit.is_none() && in_time && is_sayable(&directive.scope) && is_evidence_sayable(directive) {
        return Vec::new();
    }
    let mut words = vec![("Decision", directive.effect.to_string()), ("About", about(&directive.scope))];
    words.extend(directive.starts.map(|at| ("From", at.to_string())));
    words.extend(directive.ends.map(|at| ("Until", at.to_string())));
    words.extend(
        directive
            .visit
            .as_ref()
            .map(|visit| ("Only for the visit", format!("{} of {} {}", visit.item, visit.organisation, visit.system))),
    );
    if let Some(evidence) = &directive.evidence {
        words.push(("Evidence", evidence.statement.clone()));
        words.extend(evidence.by.iter().map(|by| ("By", by.clone())));
        words.extend(evidence.ends.map(|at| ("Evidence until", at.to_string())));
    }
    words
}

fn is_sayable(scope: &DirectiveScope) -> bool {
    match scope {
        DirectiveScope::NotUnderstood => false,
        DirectiveScope::OrganisationKind(kind) => OrganisationKind::parse(kind).is_some(),
        DirectiveScope::User(name) | DirectiveScope::Team(name) => is_kept(name),
        DirectiveScope::Proxy(authority) => authority.is_proxy(),
        DirectiveScope::Label(label) => !matches!(label, SensitivityLabel::Other(_)),
        _ => true,
    }
}

fn is_evidence_sayable(directive: &Directive) -> bool {
    let has_role = directive.authority.is_proxy() || directive.authority == DirectiveAuthority::BestInterest;
    directive.evidence.as_ref().is_none_or(|evidence| {
        is_kept(&evidence.statement)
            && evidence.by.as_deref().is_none_or(is_kept)
            && (evidence.ends.is_none() || has_role)
    })
}

/// Whether a text leaves as it is: FHIR has no empty strings and not every character.
fn is_kept(text: &str) -> bool {
    let allowed = |c: char| matches!(c, '\t' | '\n' | '\r') || (c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}'));
    !text.trim().is_empty() && text.chars().all(allowed)
}

fn about(scope: &DirectiveScope) -> String {
    match scope {
        DirectiveScope::SharedRecord(mode) => format!("the shared record ({mode})"),
        DirectiveScope::Organisation(code) => format!("showing to the organisation {code}"),
        DirectiveScope::OrganisationKind(kind) => format!("showing to organisations of the kind {kind}"),
        DirectiveScope::Section(section) => format!("the section {}", section.title()),
        DirectiveScope::Item { organisation, system, item } => format!("the item {item} of {organisation} {system}"),
        DirectiveScope::Label(label) => format!("what carries the label {}", label.as_str()),
        DirectiveScope::Purpose(purpose) => format!("the purpose {purpose}"),
        DirectiveScope::User(user) => format!("showing to the user {user}"),
        DirectiveScope::Team(team) => format!("showing to the team {team}"),
        DirectiveScope::Proxy(authority) => format!("views of those who act by {authority}"),
        DirectiveScope::NotUnderstood => "a decision that could not be read".to_owned(),
    }
}
