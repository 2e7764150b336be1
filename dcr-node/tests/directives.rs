//! Directives recorded at a node, their history, and who may read it.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod support;

use dcr_core::audit::{AuditDecision, AuditKind};
use dcr_core::consent::AccessRequest;
use dcr_core::contribution::{ContentHash, ContributionStatus};
use dcr_core::identifier::{OdsCode, SourceItemId, SourceSystem};
use dcr_core::record::{
    Directive, DirectiveAuthority, DirectiveEffect, DirectiveEvidence, DirectiveScope, OptOutMode, Purpose, Section,
    SensitivityLabel, Visit,
};
use dcr_core::time::{PartialDateTime, Timestamp};
use dcr_node::{DirectiveState, InputFormat, Node, door};
use serde_json::{Value, json};
use support::{NOON, clinician, demographics, input, line, nhs_number, populated};

fn node() -> (tempfile::TempDir, Node) {
    let folder = tempfile::tempdir().unwrap();
    let node = populated(folder.path(), 6, 3);
    (folder, node)
}

/// A clinician of the node's organisation, so many hours after noon.
fn later(hours: i64) -> AccessRequest {
    let noon = Timestamp::parse(NOON).unwrap();
    AccessRequest { at: Timestamp::from_millis(noon.millis() + hours * 3_600_000).unwrap(), ..clinician() }
}

/// A clinician of another organisation with the person in their care.
fn elsewhere() -> AccessRequest {
    AccessRequest { organisation: "RDY".to_owned(), ..later(6) }
}

fn directive(effect: DirectiveEffect, scope: DirectiveScope, by: &AccessRequest) -> Directive {
    Directive {
        effect,
        scope,
        made: by.at,
        starts: None,
        ends: None,
        visit: None,
        authority: DirectiveAuthority::Person,
        evidence: None,
        statement: None,
        original: None,
    }
}

fn dissent(scope: DirectiveScope, by: &AccessRequest) -> Directive {
    directive(DirectiveEffect::Dissent, scope, by)
}

fn hide() -> DirectiveScope {
    DirectiveScope::SharedRecord(OptOutMode::Hide)
}

fn evidence(dated: Option<&str>) -> DirectiveEvidence {
    DirectiveEvidence {
        statement: "Lasting power of attorney, seen".to_owned(),
        dated: dated.map(|text| PartialDateTime::parse(text).unwrap()),
        by: Some("A Relative".to_owned()),
        ends: Some(Timestamp::parse("2030-01-01T00:00:00Z").unwrap()),
        competent: true,
    }
}

/// Effect, status and whether it stands, of each state.
fn told(states: &[DirectiveState]) -> Vec<(Option<&str>, ContributionStatus, bool)> {
    let effect = |state: &DirectiveState| state.directive.as_ref().map(|found| found.effect.as_str());
    states.iter().map(|state| (effect(state), state.status, state.stands)).collect()
}

const CURRENT: ContributionStatus = ContributionStatus::Current;
const DELETED: ContributionStatus = ContributionStatus::Deleted;

#[test]
fn every_scope_passes_through_whole() {
    let (_folder, node) = node();
    let number = nhs_number(1);
    let visit = Visit {
        organisation: OdsCode::parse("RBD").unwrap(),
        system: SourceSystem::parse("PAS").unwrap(),
        item: SourceItemId::parse("visit/1").unwrap(),
    };
    let scopes = [
        DirectiveScope::Organisation(OdsCode::parse("RDZ").unwrap()),
        DirectiveScope::OrganisationKind("council".to_owned()),
        DirectiveScope::Section(Section::SocialCare),
        DirectiveScope::Item {
            organisation: OdsCode::parse("RBD").unwrap(),
            system: SourceSystem::parse("PAS").unwrap(),
            item: SourceItemId::parse("entry/1/0").unwrap(),
        },
        DirectiveScope::Label(SensitivityLabel::MentalHealth),
        DirectiveScope::Purpose(Purpose::FamilyRequest),
        DirectiveScope::User("666000111222".to_owned()),
        DirectiveScope::Team("Falls team".to_owned()),
        DirectiveScope::Proxy(DirectiveAuthority::ParentalResponsibility),
    ];
    let mut recorded = Vec::new();
    for (hours, scope) in (1..).zip(scopes) {
        let mut directive = dissent(scope, &later(hours));
        directive.visit = (hours % 2 == 0).then(|| visit.clone());
        if hours % 3 == 0 {
            directive.authority = DirectiveAuthority::Deputy;
            directive.evidence = Some(evidence(Some("2026-03")));
        }
        node.record_directive(&number, &directive, &later(hours)).unwrap();
        recorded.push(directive);
    }
    recorded.reverse();
    let states = node.directives(&number, &later(12)).unwrap();
    assert!(states.iter().all(|state| state.stands && state.status == CURRENT));
    assert_eq!(states.iter().map(|state| state.directive.clone().unwrap()).collect::<Vec<_>>(), recorded);
    assert!(states.iter().all(|state| state.provenance.system.as_str() == "DCR"));
}

#[test]
fn a_consent_without_good_authority_is_refused_and_a_dissent_never_is() {
    let (_folder, node) = node();
    let number = nhs_number(1);
    let by = later(1);
    let mut given = directive(DirectiveEffect::Consent, hide(), &by);
    for (authority, evidence, good) in [
        (DirectiveAuthority::Person, None, true),
        (DirectiveAuthority::NotStated, None, true),
        (DirectiveAuthority::Attorney, None, false),
        (DirectiveAuthority::Attorney, Some(evidence(None)), false),
        (DirectiveAuthority::Attorney, Some(evidence(Some("2027"))), false),
        (DirectiveAuthority::BestInterest, Some(evidence(Some("2026-01-01"))), true),
    ] {
        given.authority = authority;
        given.evidence = evidence;
        given.effect = DirectiveEffect::Consent;
        let before = node.directives(&number, &by).unwrap().len();
        let done = node.record_directive(&number, &given, &by);
        assert_eq!(done.err().map(|error| error.code()), (!good).then_some("node.directive.authority"), "{authority}");
        assert_eq!(node.directives(&number, &by).unwrap().len(), before + usize::from(good));
        given.effect = DirectiveEffect::Dissent;
        node.record_directive(&number, &given, &by).unwrap();
        node.withdraw_directive(&number, &hide(), &by).unwrap();
    }
}

#[test]
fn a_consent_that_ends_leaves_the_dissent_standing() {
    let (_folder, node) = node();
    let number = nhs_number(1);
    node.record_directive(&number, &dissent(hide(), &later(1)), &later(1)).unwrap();
    assert!(!node.view(&later(2), &number).unwrap().permitted());
    let mut given = directive(DirectiveEffect::Consent, hide(), &later(2));
    given.ends = Some(later(4).at);
    node.record_directive(&number, &given, &later(2)).unwrap();
    assert!(node.view(&later(3), &number).unwrap().permitted());
    assert!(!node.view(&later(4), &number).unwrap().permitted());
    // One of the parents does not take the place of the person's own.
    let mut parents = dissent(hide(), &later(5));
    parents.authority = DirectiveAuthority::ParentalResponsibility;
    node.record_directive(&number, &parents, &later(5)).unwrap();
    let states = node.directives(&number, &later(6)).unwrap();
    assert_eq!(
        told(&states),
        [(Some("dissent"), CURRENT, true), (Some("consent"), CURRENT, true), (Some("dissent"), CURRENT, true)]
    );
    node.withdraw_directive(&number, &hide(), &later(6)).unwrap();
    assert!(node.view(&later(7), &number).unwrap().permitted());
    assert!(node.directives(&number, &later(7)).unwrap().iter().all(|state| !state.stands));
}

#[test]
fn superseded_and_withdrawn_versions_are_told_the_latest_first() {
    let (_folder, node) = node();
    let number = nhs_number(2);
    node.opt_out(&number, OptOutMode::Hide, DirectiveAuthority::Person, None, &later(1)).unwrap();
    node.opt_out(&number, OptOutMode::DoNotHold, DirectiveAuthority::Person, None, &later(2)).unwrap();
    let states = node.directives(&number, &later(3)).unwrap();
    assert_eq!(told(&states), [(Some("dissent"), CURRENT, true), (Some("dissent"), CURRENT, false)]);
    assert_eq!(states[0].directive.as_ref().unwrap().scope, DirectiveScope::SharedRecord(OptOutMode::DoNotHold));
    node.withdraw_directive(&number, &hide(), &later(4)).unwrap();
    // What was held is erased: nobody is known by the number until a source says again who they are.
    assert_eq!(node.directives(&number, &later(5)).unwrap(), []);
    for source in [("RBD", "PAS"), ("RDY", "RIO")] {
        node.submit(&demographics(source, 2, 2), &input(source)).unwrap();
    }
    let states = node.directives(&number, &later(5)).unwrap();
    assert_eq!(
        told(&states),
        [(None, DELETED, false), (Some("dissent"), CURRENT, false), (Some("dissent"), CURRENT, false)]
    );
    assert!(states[0].provenance.version > states[1].provenance.version);
    assert!(states[0].provenance.item == states[2].provenance.item);

    // A source's own, corrected and taken back, beside those of the node.
    let stated = |version: u64, scope: &str| {
        let body = json!({ "directive": { "effect": "dissent", "scope": { "section": scope }, "made": "2026-01-01T00:00:00Z",
            "authority": "not-stated" } });
        line(("RDY", "RIO"), 2, "consent/2", version, &body)
    };
    node.submit(&stated(3, "problems"), &input(("RDY", "RIO"))).unwrap();
    node.submit(&stated(2, "documents"), &input(("RDY", "RIO"))).unwrap();
    let states = node.directives(&number, &later(6)).unwrap();
    assert_eq!(states.len(), 5);
    let own: Vec<_> = states.iter().filter(|state| state.provenance.organisation.as_str() == "RDY").collect();
    assert_eq!(own.iter().map(|state| state.stands).collect::<Vec<_>>(), [true, false]);
    assert_eq!(own[0].directive.as_ref().unwrap().scope, DirectiveScope::Section(Section::Problems));
    // The directives of nobody else are among them.
    assert_eq!(node.directives(&nhs_number(3), &later(6)).unwrap(), []);
}

#[test]
fn who_may_not_look_reads_nothing_and_every_reading_is_accounted_for() {
    let (_folder, node) = node();
    let number = nhs_number(1);
    let user = DirectiveScope::User("555000111222".to_owned());
    node.record_directive(&number, &dissent(DirectiveScope::Section(Section::Problems), &later(1)), &later(1)).unwrap();
    let own = node.directives(&number, &later(1)).unwrap();
    assert_eq!(own.len(), 1, "the organisation that keeps it");
    assert_eq!(node.directives(&number, &elsewhere()).unwrap(), [], "a scope that hints at what it hides");
    let kind = DirectiveScope::OrganisationKind("hospice".to_owned());
    node.record_directive(&number, &dissent(kind.clone(), &later(1)), &later(1)).unwrap();
    let told = node.directives(&number, &elsewhere()).unwrap();
    assert_eq!(told.iter().map(|state| &state.directive.as_ref().unwrap().scope).collect::<Vec<_>>(), [&kind]);

    node.record_directive(&number, &dissent(hide(), &later(2)), &later(2)).unwrap();
    assert_eq!(node.directives(&number, &later(3)).unwrap().len(), 3, "the organisation that looks after the wish");
    let unknown = nhs_number(500);
    for (request, why) in [
        (elsewhere(), "another organisation"),
        (AccessRequest { relationship: None, ..later(3) }, "no relationship"),
        (AccessRequest::new("1", "NOWHERE", "R8000", "TREAT", later(3).at), "an organisation that is not known"),
    ] {
        assert_eq!(node.directives(&number, &request).unwrap(), [], "{why}");
        assert_eq!(node.directives(&unknown, &request).unwrap(), [], "{why}");
        let bundle = node.consent_fhir(&number, &request).unwrap();
        assert_eq!(bundle, node.consent_fhir(&unknown, &request).unwrap(), "{why}");
        assert!(!String::from_utf8(bundle).unwrap().contains("entry"), "{why}");
    }
    // Who is refused by name does not learn of it, whatever else is refused.
    node.record_directive(&number, &dissent(user, &later(4)), &later(4)).unwrap();
    assert_eq!(node.directives(&number, &later(5)).unwrap(), []);

    let colleague = AccessRequest { user: dcr_core::consent::User { id: "2".to_owned(), ..later(5).user }, ..later(5) };
    let json = door::directives(&node, &colleague, &number).unwrap();
    let events = node.who_saw(&colleague, &number).unwrap();
    let readings: Vec<_> = events
        .iter()
        .map(|event| event.parts())
        .filter(|parts| matches!(parts.kind, AuditKind::AuditReading | AuditKind::Export))
        .map(|parts| (parts.kind, parts.outcome.decision, parts.outcome.shown))
        .collect();
    let denied = [(AuditKind::AuditReading, AuditDecision::Deny, None), (AuditKind::Export, AuditDecision::Deny, None)];
    assert_eq!(readings.len(), 4 + 3 * 2 + 1 + 1);
    for pair in readings[4..10].chunks(2) {
        assert_eq!(pair, denied);
    }
    assert!(readings[..4].iter().all(|(_, decision, shown)| *decision == AuditDecision::Permit && shown.is_some()));
    assert_eq!(readings[10], denied[0]);
    // The account holds the digest of exactly what was handed out.
    let shown = Some(ContentHash::of(json.as_bytes()));
    assert_eq!(readings[11], (AuditKind::AuditReading, AuditDecision::Permit, shown));
}

#[test]
fn a_restricted_persons_directives_are_nobodys_to_read() {
    let folder = tempfile::tempdir().unwrap();
    let node = support::create(folder.path());
    let mut stated: Value = serde_json::from_slice(&demographics(("RBD", "PAS"), 4, 1)).unwrap();
    stated["contribution"]["body"]["demographics"]["sensitivity"] = json!(["very-restricted"]);
    let contribution: dcr_core::contribution::Contribution = serde_json::from_value(stated).unwrap();
    node.submit(&contribution.canonical().unwrap(), &input(("RBD", "PAS"))).unwrap();
    node.record_directive(&nhs_number(4), &dissent(hide(), &later(1)), &later(1)).unwrap();
    assert_eq!(node.directives(&nhs_number(4), &later(2)).unwrap(), []);
}

#[test]
fn a_dissent_under_the_number_of_someone_not_joined_is_told_while_it_counts() {
    let (_folder, node) = node();
    let number = nhs_number(1);
    // The same number with other details: identity does not join them, and the dissent counts all the same.
    let mut other: Value = serde_json::from_slice(&demographics(("RDZ", "EPR"), 1, 1)).unwrap();
    let body = &mut other["contribution"]["body"]["demographics"];
    body["birth_date"] = "1901-01-01".into();
    body["names"] = json!([{ "family": "Nobody", "given": ["Else"] }]);
    let contribution: dcr_core::contribution::Contribution = serde_json::from_value(other).unwrap();
    node.submit(&contribution.canonical().unwrap(), &input(("RDZ", "EPR"))).unwrap();
    for (item, effect) in [("consent/1", "dissent"), ("consent/2", "consent")] {
        let body = json!({ "directive": { "effect": effect, "scope": { "section": "problems" },
            "made": "2026-01-01T00:00:00Z", "authority": "person" } });
        node.submit(&line(("RDZ", "EPR"), 1, item, 1, &body), &input(("RDZ", "EPR"))).unwrap();
    }
    let states = node.directives(&number, &later(1)).unwrap();
    assert_eq!(told(&states), [(Some("dissent"), CURRENT, true)]);
}

#[test]
fn the_doors_take_and_give_documents() {
    let (folder, node) = node();
    let number = nhs_number(1);
    let by = later(1);
    let mut document = json!({ "nhs_number": number, "by": by, "directive": {
        "effect": "consent", "scope": { "team": "Falls team" }, "made": NOON, "authority": "deputy" } });
    let refused = door::record_directive(&node, document.to_string().as_bytes()).unwrap_err();
    assert_eq!(refused.code(), "node.directive.authority");
    document["directive"]["evidence"] = json!({ "statement": "Order of the court, seen", "dated": "2026-02-03" });
    door::record_directive(&node, document.to_string().as_bytes()).unwrap();
    document["more"] = json!(1);
    let unreadable = door::record_directive(&node, document.to_string().as_bytes()).unwrap_err();
    assert_eq!(unreadable.code(), "node.input.document");

    let states: Value = serde_json::from_str(&door::directives(&node, &by, &number).unwrap()).unwrap();
    assert_eq!(states.as_array().unwrap().len(), 1);
    assert_eq!(states[0]["directive"]["scope"], json!({ "team": "Falls team" }));
    assert_eq!((&states[0]["stands"], &states[0]["status"]), (&json!(true), &json!("current")));
    assert_eq!(states[0]["provenance"]["organisation"], "RBD");

    // What leaves as FHIR says the same at another node.
    let bundle = door::consent_fhir(&node, &by, &number).unwrap();
    let second = folder.path().join("second");
    let other = populated(&second, 6, 1);
    let mut fhir = input(("RDY", "RIO"));
    fhir = fhir.in_format(InputFormat::Fhir);
    other.submit(&bundle, &fhir).unwrap();
    let back = other.directives(&number, &by).unwrap();
    assert_eq!(back.len(), 1);
    assert!(back[0].stands);
    assert_eq!(back[0].directive, node.directives(&number, &by).unwrap()[0].directive);
    assert_eq!(door::directives(&node, &by, &nhs_number(500)).unwrap(), "[]");
}
