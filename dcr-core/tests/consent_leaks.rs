//! Records that differ only in what is withheld look alike, byte for byte, in every form: no total, no order and no number
//! tells of what is hidden.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failure here is the test's failure")]

mod consent_support;
#[path = "consent_support/made.rs"]
mod made;

use consent_support::combined;
use dcr_core::consent::{AccessRequest, Decision, Look, Outcome, Plan, look};
use dcr_core::render::fhir::{ips_document, uk_core_bundle};
use dcr_core::render::{html, json, text};
use made::{case, later, number, plan};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

const SECTIONS: [&str; 6] = ["problems", "allergies", "medications", "investigations", "documents", "encounters"];
const YEARS: [&str; 4] = ["2001-02-03", "2012-04-05", "2020-06-07", "2026-08-09"];
const RECORDED: [&str; 3] = ["2026-01-01T00:00:00.000Z", "2026-05-01T00:00:00.000Z", "2026-11-01T00:00:00.000Z"];

/// A statement, by its source, its item, a label, and which date and time recorded.
fn statement(organisation: &str, item: &str, labels: &[&str], dates: (usize, usize)) -> Value {
    json!({
        "source": [organisation, "PAS", item],
        "labels": labels,
        "dated": YEARS[dates.0],
        "recorded": RECORDED[dates.1],
    })
}

/// Something hidden: in which section, how, and which date and time recorded.
type Hidden = (usize, usize, (usize, usize));

fn hidden() -> impl Strategy<Value = Vec<Hidden>> {
    vec((0..SECTIONS.len(), 0..3_usize, (0..YEARS.len(), 0..RECORDED.len())), 0..12)
}

/// What is shown: of each section its lines, and of each line the dates of its two statements.
type Visible = Vec<(usize, [(usize, usize); 2])>;

fn visible() -> impl Strategy<Value = Visible> {
    let dates = || (0..YEARS.len(), 0..RECORDED.len());
    vec((0..SECTIONS.len(), [dates(), dates()]), 0..10)
}

/// A record with what is shown and what is hidden. Every section has a line that is hidden by its label and one that is
/// hidden as an item, so that what is hidden besides changes no state and no reason.
fn record(visible: &Visible, hidden: &[Hidden], marks: &[&str]) -> Value {
    let mut lines: Vec<Value> = Vec::new();
    for (number, (section, [first, second])) in visible.iter().enumerate() {
        let mut statements = vec![statement("RBD", &format!("v{number}"), &[], *first)];
        if *section < 3 {
            statements.push(statement("J81001", &format!("v{number}"), &[], *second));
        }
        lines.push(json!({ "section": SECTIONS[*section], "statements": statements }));
    }
    for (number, section) in SECTIONS.iter().enumerate() {
        let labelled = statement("RBD", &format!("l{number}"), &["violence", "third-party"], (1, 1));
        let dissented = statement("E06000059", &format!("h{number}"), &[], (2, 0));
        lines.push(json!({ "section": section, "statements": [labelled] }));
        lines.push(json!({ "section": section, "statements": [dissented] }));
    }
    for (number, (section, how, dates)) in hidden.iter().enumerate() {
        let item = format!("h{}", number + SECTIONS.len());
        let into = visible.iter().position(|(of, _)| of == section && *section < 3);
        match (how, into) {
            // One more statement of a line of which others are shown; of one source there is one at most.
            (0, Some(line)) if lines[line]["statements"].as_array().unwrap().len() < 3 => {
                lines[line]["statements"].as_array_mut().unwrap().push(statement("E06000059", &item, &[], *dates));
            }
            (1, _) => {
                let labelled = statement("RBD", &format!("x{number}"), &["violence"], *dates);
                lines.push(json!({ "section": SECTIONS[*section], "statements": [labelled] }));
            }
            _ => {
                let dissented = statement("E06000059", &item, &[], *dates);
                lines.push(json!({ "section": SECTIONS[*section], "statements": [dissented] }));
            }
        }
    }
    // The words make the fact, so they must not depend on how many lines stand before.
    for line in &mut lines {
        let name = line["statements"][0]["source"][2].clone();
        line["words"] = name;
    }
    let directives: Vec<Value> = (0..SECTIONS.len() + 12)
        .map(|item| {
            let scope = json!({ "item": { "organisation": "E06000059", "system": "PAS", "item": format!("h{item}") } });
            json!({ "effect": "dissent", "scope": scope, "made": "2024-03-01T00:00:00.000Z", "authority": "person" })
        })
        .collect();
    json!({
        "nhs_number": made::NUMBER,
        "demographics": [{ "source": ["RBD", "PAS", "d1"], "labels": marks }],
        "directives": directives,
        "lines": lines,
    })
}

fn request(role: &str, kind: &str, purpose: &str) -> AccessRequest {
    let mut request = AccessRequest::new("user-1", "RBD", role, purpose, made::at()).by(kind, None);
    if let Some(tie) = &mut request.relationship {
        tie.evidence = Some("letter 4711".to_owned());
        tie.established = Some(later(made::at(), -1));
        tie.authority = (kind == "proxy").then(|| "attorney".to_owned());
    }
    request.user.nhs_number = (kind == "person-themself").then(|| number(made::NUMBER));
    request
}

fn requests() -> Vec<AccessRequest> {
    vec![
        request("R8000", "admission", "TREAT"),
        request("R8000", "admission", "TREAT").breaking_glass(made::REASON),
        request("R8007", "admission", "TREAT"),
        request("R8010", "admission", "PATADMIN"),
        request("R8006", "referral", "PATADMIN"),
        request("person", "person-themself", "PATRQT"),
        request("proxy", "proxy", "PWATRNY"),
    ]
}

/// Everything that leaves: the decision as it is told, in bytes and sentences, and the record in five forms.
fn forms(look: &Look) -> Vec<(&'static str, String)> {
    let utf8 = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let outward = look.decision.outward();
    let mut forms = vec![("decision", utf8(outward.canonical().unwrap())), ("sentences", outward.explain().join("\n"))];
    if let Some(visible) = &look.visible {
        forms.push(("json", utf8(json(visible).unwrap())));
        forms.push(("text", text(visible)));
        forms.push(("html", html(visible)));
        forms.push(("fhir", utf8(uk_core_bundle(visible).unwrap())));
        forms.push(("ips", utf8(ips_document(visible).unwrap())));
    }
    forms
}

/// The Dorset example, with restricted people shown reduced: in some sections local sources without their names, in the
/// others not at all.
fn reduced() -> Plan {
    let mut policy = made::dorset();
    policy["restricted_person"] = json!({ "view": "reduced", "keeps": ["problems", "allergies", "medications"] });
    plan(&policy)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_hidden_leaves_no_trace_in_any_form(
        visible in visible(),
        one in hidden(),
        other in hidden(),
        marks in select(vec![Vec::new(), vec!["restricted"]]),
    ) {
        let plan = reduced();
        let (one, other) =
            (combined(&record(&visible, &one, &marks)), combined(&record(&visible, &other, &marks)));
        for request in requests() {
            let (one, other) = (look(&plan, &request, one.clone(), &[]), look(&plan, &request, other.clone(), &[]));
            prop_assert_eq!(one.decision.outcome(), Outcome::Permit, "{}", request.role);
            for ((form, one), (_, other)) in forms(&one).iter().zip(forms(&other)) {
                prop_assert_eq!(one, &other, "{} for {}", form, request.role);
            }
            prop_assert_eq!(one.visible, other.visible);
        }
    }

    /// Neither a refusal's bytes nor how many there are tells of the person, nor of whether there is one.
    #[test]
    fn a_refusal_is_the_same_whoever_the_person_is(case in case(), other in case()) {
        let plan = case.plan();
        let refused = Decision::not_found(&plan, &case.request);
        let nobody = forms(&Look { decision: refused, visible: None });
        for record in [&case.record, &other.record] {
            let record = combined(&serde_json::to_value(record).unwrap());
            let look = look(&plan, &case.request, record, &[]);
            if look.decision.outcome() == Outcome::Deny {
                prop_assert!(look.visible.is_none());
                prop_assert_eq!(&forms(&look), &nobody);
            }
        }
    }
}

/// The hunt can find something: what is shown changes what leaves, and what is hidden changes the account.
#[test]
fn what_is_shown_and_what_is_hidden_make_a_difference_where_they_should() {
    let plan = reduced();
    let doctor = &requests()[0];
    let seen = |visible: &Visible, hidden: &[Hidden]| look(&plan, doctor, combined(&record(visible, hidden, &[])), &[]);
    let some = vec![(0, [(0, 0), (1, 1)])];
    let (nothing, something) = (seen(&Vec::new(), &[]), seen(&some, &[]));
    assert_ne!(forms(&nothing)[2], forms(&something)[2]);
    let hidden = combined(&record(&some, &[(0, 0, (3, 2))], &[]));
    let longest = hidden.lines.iter().map(|line| line.statements().len()).max();
    assert_eq!(longest, Some(3), "the hidden statement stands in the line that is shown");
    assert_eq!(seen(&some, &[(0, 0, (3, 2))]).visible, something.visible);
}

/// A line whose latest statement is withheld stands where what is left of it stands.
#[test]
fn the_place_of_a_line_does_not_tell_when_a_hidden_statement_was() {
    let plan = reduced();
    // Of two problems the second is the later; a hidden statement of the first is later than both.
    let visible = vec![(0, [(0, 0), (0, 0)]), (0, [(1, 0), (1, 0)])];
    let items = |hidden: &[Hidden]| -> Vec<String> {
        let look = look(&plan, &requests()[0], combined(&record(&visible, hidden, &[])), &[]);
        let sections = look.visible.unwrap().sections;
        let lines = sections.into_iter().flat_map(|section| section.lines);
        lines.map(|line| line.statements[0].provenance.item.to_string()).collect()
    };
    assert_eq!(items(&[]), ["v1", "v0"]);
    assert_eq!(items(&[(0, 0, (3, 2))]), ["v1", "v0"]);
}
