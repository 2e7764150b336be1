//! Directives leave as UK Core Consents and come back as they were, or not understood; never wider, never narrower.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test says what failed by stopping")]

use dcr_core::contribution::{ContributionBody, ContributionStatus, SourceFormat, Version};
use dcr_core::identifier::{CodedConcept, Coding, NhsNumber, OdsCode, SourceItemId, SourceSystem, SubjectId};
use dcr_core::ingest::{Fate, Limits, Source, fhir};
use dcr_core::merge::{Provenance, SourcedDirective};
use dcr_core::record::{
    Directive, DirectiveAuthority, DirectiveEffect, DirectiveEvidence, DirectiveScope, OptOutMode, Purpose, Section,
    SensitivityLabel, SharingStatement, Visit,
};
use dcr_core::register::OrganisationKind;
use dcr_core::render::fhir::consent_bundle;
use dcr_core::time::{PartialDateTime, Timestamp};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

fn number() -> NhsNumber {
    NhsNumber::parse("9990000018").unwrap()
}

fn sourced(directive: Directive) -> SourcedDirective {
    let at = Timestamp::parse("2026-11-22T13:34:00Z").unwrap();
    SourcedDirective {
        provenance: Provenance {
            organisation: OdsCode::parse("RBD").unwrap(),
            system: SourceSystem::parse("PAS").unwrap(),
            item: SourceItemId::parse("Consent/1").unwrap(),
            version: Version::from_time(at),
            recorded: at,
            received: at,
            format: SourceFormat::Direct,
        },
        directive,
    }
}

/// What another node reads of the export.
fn returned(directive: &Directive) -> Directive {
    let bytes = consent_bundle(&[sourced(directive.clone())], &number());
    let source = Source {
        organisation: OdsCode::parse("RDZ").unwrap(),
        system: SourceSystem::parse("EPR").unwrap(),
        received: Timestamp::parse("2027-01-01T00:00:00Z").unwrap(),
    };
    let units = fhir::read(&bytes, &source, &Limits::default());
    assert_eq!(units.len(), 1, "{}", String::from_utf8_lossy(&bytes));
    assert_eq!(units[0].fate, Fate::Accepted);
    let [only] = units[0].contributions.as_slice() else { panic!("{units:#?}") };
    let parts = only.parts();
    assert_eq!(parts.status, ContributionStatus::Current);
    assert_eq!((parts.subject.namespace(), parts.subject.value()), (SubjectId::NHS_NUMBER, number().as_str()));
    match &parts.body {
        Some(ContributionBody::Directive(directive)) => directive.clone(),
        other => panic!("{other:?}"),
    }
}

fn instant() -> impl Strategy<Value = Timestamp> {
    (-60_000_000_000_000_i64..250_000_000_000_000).prop_map(|millis| Timestamp::from_millis(millis).unwrap())
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("555000111222".to_owned()),
        "[A-Za-z0-9 _.-]{0,12}",
        any::<String>(),
        Just(" \u{200b}".to_owned()),
        Just("a\u{1}b".to_owned()),
    ]
}

fn authority() -> impl Strategy<Value = DirectiveAuthority> {
    select(DirectiveAuthority::ALL)
}

fn item() -> impl Strategy<Value = (OdsCode, SourceSystem, SourceItemId)> {
    let text = || prop_oneof!["[A-Za-z0-9/:%é .-]{1,20}", Just("a:b%2F/ç".to_owned())];
    (select(vec!["RBD", "RDZ", "J81001"]), text(), text()).prop_filter_map("an identifier", |(code, system, item)| {
        Some((OdsCode::parse(code).ok()?, SourceSystem::parse(&system).ok()?, SourceItemId::parse(&item).ok()?))
    })
}

fn scope() -> impl Strategy<Value = DirectiveScope> {
    let labels: Vec<SensitivityLabel> = ["restricted", "very-restricted", "not-for-person", "third-party", "hiv"]
        .into_iter()
        .chain([
            "mental-health",
            "termination",
            "gender-recognition",
            "awaiting-review",
            "something-else",
            "http://x|y",
        ])
        .map(SensitivityLabel::from)
        .collect();
    prop_oneof![
        select(OptOutMode::ALL).prop_map(DirectiveScope::SharedRecord),
        select(vec!["RBD", "RDZ", "J81001"])
            .prop_map(|code| DirectiveScope::Organisation(OdsCode::parse(code).unwrap())),
        select(OrganisationKind::ALL).prop_map(|kind| DirectiveScope::OrganisationKind(kind.to_string())),
        name().prop_map(DirectiveScope::OrganisationKind),
        select(Section::ALL).prop_map(DirectiveScope::Section),
        item().prop_map(|(organisation, system, item)| DirectiveScope::Item { organisation, system, item }),
        select(labels).prop_map(DirectiveScope::Label),
        select(Purpose::ALL).prop_map(DirectiveScope::Purpose),
        name().prop_map(DirectiveScope::User),
        name().prop_map(DirectiveScope::Team),
        authority().prop_map(DirectiveScope::Proxy),
        Just(DirectiveScope::NotUnderstood),
    ]
}

fn evidence() -> impl Strategy<Value = DirectiveEvidence> {
    let dates = vec!["2026", "2026-02", "2026-02-03", "2026-02-03T10:30:00Z", "2026-02-03T10:30:15.25+01:00"];
    let dated = option::of(select(dates).prop_map(|date| PartialDateTime::parse(date).unwrap()));
    (name(), dated, option::of(name()), option::of(instant()), any::<bool>())
        .prop_map(|(statement, dated, by, ends, competent)| DirectiveEvidence { statement, dated, by, ends, competent })
}

fn directive() -> impl Strategy<Value = Directive> {
    let coded = select(vec![
        ("http://snomed.info/sct", "416409005"),
        ("http://read.info/ctv3", "XaXbY"),
        ("http://terminology.hl7.org/CodeSystem/v3-ActCode", "INFA"),
    ]);
    let original = option::of((coded, option::of(Just("Refused")))).prop_map(|found| {
        found.map(|((system, code), text)| CodedConcept {
            codings: vec![Coding::new(system, code)],
            text: text.map(str::to_owned),
        })
    });
    let visit = option::weighted(0.1, item())
        .prop_map(|found| found.map(|(organisation, system, item)| Visit { organisation, system, item }));
    let statement = option::of(select(SharingStatement::ALL));
    let times = (instant(), option::of(instant()), option::of(instant()));
    (select(DirectiveEffect::ALL), scope(), times, visit, authority(), option::of(evidence()), statement, original)
        .prop_map(|(effect, scope, (made, starts, ends), visit, authority, evidence, statement, original)| Directive {
            effect,
            scope,
            made,
            starts,
            ends,
            visit,
            authority,
            evidence,
            statement,
            original,
        })
}

/// Whether FHIR can say the whole of a directive: from what `docs/mapping-export.md` says, not from the code.
fn is_sayable(directive: &Directive) -> bool {
    let kept = |text: &str| {
        let bad = |c: char| (c < ' ' && !"\t\r\n".contains(c)) || matches!(c, '\u{fffe}' | '\u{ffff}');
        !text.trim().is_empty() && !text.contains(bad)
    };
    let scope = match &directive.scope {
        DirectiveScope::NotUnderstood => false,
        DirectiveScope::OrganisationKind(kind) => OrganisationKind::ALL.iter().any(|known| known.as_str() == kind),
        DirectiveScope::User(name) | DirectiveScope::Team(name) => kept(name),
        DirectiveScope::Proxy(authority) => {
            ["parental-responsibility", "attorney", "deputy"].contains(&authority.as_str())
        }
        DirectiveScope::Label(label) => !matches!(label, SensitivityLabel::Other(_)),
        _ => true,
    };
    let acts = !matches!(directive.authority, DirectiveAuthority::Person | DirectiveAuthority::NotStated);
    let evidence = directive.evidence.as_ref().is_none_or(|evidence| {
        kept(&evidence.statement) && evidence.by.as_deref().is_none_or(kept) && (evidence.ends.is_none() || acts)
    });
    let in_time = directive.starts.zip(directive.ends).is_none_or(|(starts, ends)| starts <= ends);
    scope && evidence && in_time && directive.visit.is_none()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn a_directive_comes_back_as_it_was_or_not_understood(directive in directive()) {
        let back = returned(&directive);
        if is_sayable(&directive) {
            prop_assert_eq!(&back, &directive);
        } else {
            prop_assert_eq!((back.effect, &back.scope), (DirectiveEffect::Dissent, &DirectiveScope::NotUnderstood));
            prop_assert_eq!((back.starts, back.ends), (None, None));
            // What it was read from settles whether it counts.
            prop_assert_eq!((back.statement, back.made), (directive.statement, directive.made));
        }
    }
}

fn plain(scope: DirectiveScope) -> Directive {
    Directive {
        effect: DirectiveEffect::Dissent,
        scope,
        made: Timestamp::parse("2026-01-02T03:04:05.678Z").unwrap(),
        starts: None,
        ends: None,
        visit: None,
        authority: DirectiveAuthority::Person,
        evidence: None,
        statement: None,
        original: None,
    }
}

fn exported(directive: Directive) -> Value {
    let bundle: Value = serde_json::from_slice(&consent_bundle(&[sourced(directive)], &number())).unwrap();
    assert_eq!(bundle["type"], "collection");
    assert_eq!(bundle["entry"].as_array().unwrap().len(), 1);
    bundle["entry"][0]["resource"].clone()
}

#[test]
fn a_directive_is_a_uk_core_consent() {
    let resource = exported(plain(DirectiveScope::Organisation(OdsCode::parse("RDZ").unwrap())));
    assert_eq!(resource["resourceType"], "Consent");
    assert_eq!(resource["meta"]["profile"], json!(["https://fhir.hl7.org.uk/StructureDefinition/UKCore-Consent"]));
    assert_eq!(resource["meta"]["lastUpdated"], "2026-11-22T13:34:00.000Z");
    assert_eq!(resource["status"], "active");
    assert_eq!(resource["scope"]["coding"][0]["code"], "patient-privacy");
    assert_eq!(resource["category"][0]["coding"][0]["code"], "INFA");
    let person = json!({ "type": "Patient",
        "identifier": { "system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990000018" } });
    assert_eq!((&resource["patient"], &resource["performer"]), (&person, &json!([person])));
    assert_eq!(resource["dateTime"], "2026-01-02T03:04:05.678Z");
    assert_eq!(resource["organization"][0]["identifier"]["value"], "RBD");
    assert_eq!(resource["policy"], json!([{ "uri": "urn:x-dcr:policy" }]));
    // A type stands in a nested provision alone, as R4 asks.
    assert_eq!(resource["provision"].as_object().unwrap().keys().collect::<Vec<_>>(), ["provision"]);
    let rule = &resource["provision"]["provision"][0];
    assert_eq!(rule["type"], "deny");
    assert_eq!(rule["actor"][0]["role"]["coding"][0]["code"], "PRCP");
    assert_eq!(rule["actor"][0]["reference"]["identifier"]["value"], "RDZ");
    assert!(resource.get("modifierExtension").is_none() && resource.get("text").is_none());

    let whole = exported(plain(DirectiveScope::SharedRecord(OptOutMode::Hide)));
    assert_eq!(whole["policyRule"]["coding"][0]["code"], "OPTOUT");
    assert!(whole.get("provision").is_none() && whole.get("policy").is_none());
    let smartcard = exported(plain(DirectiveScope::User("555000111222".to_owned())));
    let user = &smartcard["provision"]["provision"][0]["actor"][0]["reference"]["identifier"];
    assert_eq!(user["system"], "https://fhir.nhs.uk/Id/sds-user-id");
    let other = exported(plain(DirectiveScope::User("amarsh".to_owned())));
    let user = &other["provision"]["provision"][0]["actor"][0]["reference"]["identifier"];
    assert_eq!(user["system"], "urn:x-dcr:user");
}

#[test]
fn what_fhir_cannot_say_of_a_directive_stands_in_the_text_and_nobody_may_act_on_the_rest() {
    let mut directive = plain(DirectiveScope::Section(Section::Problems));
    directive.visit = Some(Visit {
        organisation: OdsCode::parse("RBD").unwrap(),
        system: SourceSystem::parse("PAS").unwrap(),
        item: SourceItemId::parse("Encounter/<7>").unwrap(),
    });
    let resource = exported(directive);
    assert_eq!(resource["modifierExtension"][0]["url"], "urn:x-dcr:beyond");
    assert!(resource.get("provision").is_none() && resource.get("policyRule").is_none());
    let words = resource["text"]["div"].as_str().unwrap();
    assert!(words.contains("the section Problems and issues"), "{words}");
    assert!(words.contains("Only for the visit: Encounter/&lt;7&gt; of RBD PAS"), "{words}");
}

/// One directive of every scope: what HL7's own validator reads too.
#[test]
fn one_of_every_scope_comes_back() {
    let all: Vec<SourcedDirective> = serde_json::from_str(include_str!("fhir_export/directives.json")).unwrap();
    let mut not_said = 0;
    for stated in all {
        let back = returned(&stated.directive);
        if back != stated.directive {
            assert_eq!(back.scope, DirectiveScope::NotUnderstood);
            not_said += 1;
        }
    }
    // The one for a visit.
    assert_eq!(not_said, 1);
}

#[test]
fn a_time_of_day_without_seconds_keeps_its_instant() {
    let mut directive = plain(DirectiveScope::SharedRecord(OptOutMode::Hide));
    directive.authority = DirectiveAuthority::Attorney;
    directive.evidence = Some(DirectiveEvidence {
        statement: "Lasting power of attorney, seen".to_owned(),
        dated: Some(PartialDateTime::parse("2026-07-01T10:30").unwrap()),
        by: Some("A Relative".to_owned()),
        ends: None,
        competent: false,
    });
    let back = returned(&directive).evidence.unwrap();
    assert_eq!(back.dated.as_ref().unwrap().as_str(), "2026-07-01T10:30:00+01:00");
    assert_eq!(back.dated.unwrap().earliest(), directive.evidence.unwrap().dated.unwrap().earliest());
}

#[test]
fn the_same_directives_give_the_same_bytes() {
    let all = || [sourced(plain(DirectiveScope::NotUnderstood)), sourced(plain(DirectiveScope::Team("A".to_owned())))];
    assert_eq!(consent_bundle(&all(), &number()), consent_bundle(&all(), &number()));
    let empty: Value = serde_json::from_slice(&consent_bundle(&[], &number())).unwrap();
    assert!(empty.get("entry").is_none() && !empty.to_string().contains("9990000018"));
}
