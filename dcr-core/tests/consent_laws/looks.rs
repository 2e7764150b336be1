//! What must hold of every look at a combined record.
use crate::cases;
use crate::consent_support::{agree, held, record, shown};
use dcr_core::consent::{AccessRequest, Decision, Look, Outcome, Plan, Policy, Refusal, decide, look};
use dcr_core::merge::CombinedRecord;
use dcr_core::record::SensitivityLabel;
use dcr_core::register::Register;
use dcr_core::time::Timestamp;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::LazyLock;

const REASON: &str = "found collapsed at home";
const LABELS: [&str; 8] = [
    "restricted",
    "hiv",
    "mental-health",
    "violence",
    "not-for-person",
    "assisted-conception",
    "gender-recognition",
    "unknown-word",
];
const SOURCES: [&str; 4] = ["RBD", "J81001", "E06000059", "RDY"];
const SECTIONS: [&str; 6] = ["problems", "allergies", "medications", "documents", "encounters", "related-people"];

static RULES: LazyLock<Plan> =
    LazyLock::new(|| Plan::new(Policy::dorset_example().unwrap(), Register::dorset_example().unwrap()));

fn ask(request: &AccessRequest, record: &CombinedRecord) -> Look {
    look(&RULES, request, record.clone(), &[])
}

fn seen(request: &AccessRequest, record: &CombinedRecord) -> BTreeSet<String> {
    ask(request, record).visible.as_ref().map(shown).unwrap_or_default()
}

fn time() -> impl Strategy<Value = String> {
    (2023..2029_u32, 1..13_u32).prop_map(|(year, month)| format!("{year}-{month:02}-01T00:00:00Z"))
}

fn scope() -> impl Strategy<Value = Value> {
    let item = (select(&SOURCES[..]), 0..12_usize).prop_map(
        |(source, item)| json!({ "item": { "organisation": source, "system": "PAS", "item": format!("i{item}") } }),
    );
    prop_oneof![
        1 => select(vec!["hide", "do-not-hold"]).prop_map(|mode| json!({ "shared-record": mode })),
        1 => select(vec!["RBD", "RD3", "RDY", "J81001"]).prop_map(|code| json!({ "organisation": code })),
        1 => select(vec!["acute-trust", "gp-practice", "hospital"]).prop_map(|kind| json!({ "organisation-kind": kind })),
        4 => select(&SECTIONS[..]).prop_map(|section| json!({ "section": section })),
        4 => select(&LABELS[..]).prop_map(|label| json!({ "label": label })),
        4 => item,
        1 => select(vec!["TREAT", "ETREAT", "PATRQT"]).prop_map(|purpose| json!({ "purpose": purpose })),
        1 => select(vec!["u1", "U2", ""]).prop_map(|user| json!({ "user": user })),
        1 => Just(json!("not-understood")),
    ]
}

fn directive(effects: Vec<&'static str>) -> impl Strategy<Value = Value> {
    (select(effects), scope(), time(), proptest::option::of(time()), proptest::option::of(time())).prop_map(
        |(effect, scope, made, starts, ends)| {
            let mut directive = json!({ "effect": effect, "scope": scope, "made": made, "authority": "person" });
            starts.into_iter().for_each(|starts| directive["starts"] = json!(starts));
            ends.into_iter().for_each(|ends| directive["ends"] = json!(ends));
            directive
        },
    )
}

/// A record in the small form. Most have few directives and an unmarked person, so that most looks show something.
fn small() -> impl Strategy<Value = Value> {
    let labels = || prop_oneof![3 => Just(Vec::new()), 1 => subsequence(LABELS.to_vec(), 0..3)];
    let person =
        prop_oneof![8 => Just(Vec::new()), 1 => Just(vec!["restricted"]), 1 => subsequence(LABELS.to_vec(), 0..2)];
    let line = (select(&SECTIONS[..]), select(&SOURCES[..]), labels(), labels());
    let directives = prop_oneof![
        Just(Vec::new()).boxed(),
        proptest::collection::vec(directive(vec!["dissent", "consent"]), 0..4).boxed(),
    ];
    (person, directives, proptest::collection::vec(line, 0..6)).prop_map(|(person, directives, lines)| {
        let lines: Vec<Value> = lines
            .into_iter()
            .enumerate()
            .map(|(index, (section, source, labels, other))| {
                let mut statements =
                    vec![json!({ "source": [source, "PAS", format!("i{}", 2 * index)], "labels": labels })];
                if ["problems", "allergies", "medications"].contains(&section) && source != "RBD" {
                    let item = format!("i{}", 2 * index + 1);
                    statements.push(json!({ "source": ["RBD", "PAS", item], "labels": other }));
                }
                json!({ "section": section, "statements": statements })
            })
            .collect();
        json!({ "demographics": [{ "source": ["RBD", "PAS", "d"], "labels": person }],
            "directives": directives, "lines": lines })
    })
}

fn request() -> impl Strategy<Value = AccessRequest> {
    (
        select(vec!["RBD", "RBD", "R0D", "J81001", "HOSP01", "nowhere"]),
        select(vec!["R8000", "R8000", "S8000:G8000:R8003", "R8014", "R8009", "R1234"]),
        select(vec!["TREAT", "TREAT", "ETREAT", "PATRQT", "HRESCH", "nothing"]),
        select(vec![Some("admission"), Some("referral"), Some("self-claimed"), Some("neighbour"), None]),
        select(vec![None, Some(REASON)]),
        select(vec![None, None, Some(REASON), Some("  "), Some("")]),
    )
        .prop_map(|(organisation, role, purpose, kind, reason, glass)| {
            let at = Timestamp::parse("2026-11-22T09:00:00Z").unwrap();
            let mut request = AccessRequest::new("u1", organisation, role, purpose, at);
            if let Some(kind) = kind {
                request = request.by(kind, reason);
            }
            match glass {
                Some(reason) => request.breaking_glass(reason),
                None => request,
            }
        })
}

fn with_directive(small: &Value, directive: &Value) -> CombinedRecord {
    let mut small = small.clone();
    small["directives"].as_array_mut().unwrap().push(directive.clone());
    record(&small)
}

proptest! {
    #![proptest_config(cases())]

    /// Whatever is forbidden in addition, and whatever is added that nobody can read, never shows more.
    #[test]
    fn a_dissent_never_shows_more(small in small(), request in request(), dissent in directive(vec!["dissent"])) {
        let more = seen(&request, &with_directive(&small, &dissent));
        prop_assert!(more.is_subset(&seen(&request, &record(&small))));
    }

    /// A consent alone opens nothing: where nothing is forbidden, it changes nothing that is shown.
    #[test]
    fn a_consent_opens_nothing_of_its_own(small in small(), request in request(), consent in directive(vec!["consent"])) {
        let mut silent = small;
        silent["directives"] = json!([]);
        let with = seen(&request, &with_directive(&silent, &consent));
        prop_assert!(with.is_subset(&seen(&request, &record(&silent))));
    }

    #[test]
    fn less_of_a_tie_never_shows_more(small in small(), request in request()) {
        let record = record(&small);
        let whole = seen(&request, &record);
        let without = AccessRequest { relationship: None, ..request.clone() };
        prop_assert!(seen(&without, &record).is_subset(&whole));
        let calm = AccessRequest { break_glass: None, ..request };
        prop_assert!(seen(&calm, &record).is_subset(&whole));
    }

    #[test]
    fn what_statute_restricts_is_never_shown(small in small(), request in request()) {
        let look = ask(&request, &record(&small));
        for line in look.visible.iter().flat_map(|visible| &visible.sections).flat_map(|section| &section.lines) {
            prop_assert!(!line.entry.sensitivity.labels().iter().any(SensitivityLabel::legally_restricted));
            for entry in line.statements.iter().filter_map(|statement| statement.entry.as_ref()) {
                prop_assert!(!entry.sensitivity.labels().iter().any(SensitivityLabel::legally_restricted));
            }
        }
    }

    /// Nothing is shown that is not held, the states say what is shown, and deciding alone decides alike.
    #[test]
    fn the_visible_record_is_part_of_the_combined_one(small in small(), request in request()) {
        let record = record(&small);
        let look = ask(&request, &record);
        prop_assert_eq!(&decide(&RULES, &request, &record), &look.decision);
        if let Some(visible) = &look.visible {
            agree(&look.decision, visible);
            let (masked, sourced): (BTreeSet<String>, BTreeSet<String>) =
                shown(visible).into_iter().partition(|name| name.starts_with("WITHHELD/"));
            let held = held(&record);
            prop_assert!(sourced.is_subset(&held) && sourced.len() + masked.len() <= held.len());
        }
    }

    #[test]
    fn a_word_that_nobody_knows_denies(small in small(), request in request(), word in "\\PC{0,12}") {
        let record = record(&small);
        prop_assume!(!["RBD", "R8000", "TREAT"].contains(&word.as_str()));
        for unknown in [
            AccessRequest { organisation: format!("{word}?"), ..request.clone() },
            AccessRequest { role: format!("{word}?"), ..request.clone() },
            AccessRequest { purpose: format!("{word}?"), ..request.clone() },
        ] {
            let decision = decide(&RULES, &unknown, &record);
            prop_assert_eq!(decision.refusal(), Some(Refusal::NotPermitted));
        }
    }

    /// An emergency that is not accepted is no emergency.
    #[test]
    fn an_emergency_without_a_reason_is_none(small in small(), request in request(), reason in "[ \\t\\n\u{200b}]{0,40}") {
        let record = record(&small);
        let blank = ask(&AccessRequest { break_glass: None, ..request.clone() }.breaking_glass(&reason), &record);
        let none = ask(&AccessRequest { break_glass: None, ..request }, &record);
        prop_assert_eq!(&blank.visible, &none.visible);
        prop_assert_eq!(blank.decision.outcome(), none.decision.outcome());
        prop_assert_eq!(blank.decision.obligations(), none.decision.obligations());
    }

    #[test]
    fn the_order_of_what_is_held_leaves_no_trace(small in small(), request in request(), turn in 0..8_usize) {
        let mut record = record(&small);
        let look = ask(&request, &record);
        let directives = record.directives.len().max(1);
        record.directives.rotate_left(turn % directives);
        prop_assert_eq!(&ask(&request, &record), &look);
        record.directives.reverse();
        prop_assert_eq!(&ask(&request, &record), &look);
    }

    /// To the requester, a person who is not theirs to see and one who is not known are byte for byte the same.
    #[test]
    fn a_refusal_does_not_tell_that_there_is_someone(small in small(), request in request()) {
        let decision = decide(&RULES, &request, &record(&small));
        let nobody = Decision::not_found(&RULES, &request);
        if decision.outcome() == Outcome::Deny {
            prop_assert_eq!(decision.outward().canonical().unwrap(), nobody.outward().canonical().unwrap());
        }
    }

    /// Nothing in a restricted person's visible record tells where they are.
    #[test]
    fn a_restricted_person_is_shown_without_a_place(small in small(), request in request()) {
        let mut restricted = small;
        restricted["demographics"][0]["labels"] = json!(["restricted"]);
        let calm = AccessRequest { break_glass: None, ..request.clone() };
        prop_assert!(ask(&calm, &record(&restricted)).visible.is_none());
        if let Some(visible) = ask(&request.breaking_glass(REASON), &record(&restricted)).visible {
            let people = serde_json::to_string(&(&visible.demographics, &visible.sections)).unwrap();
            prop_assert!(!people.to_lowercase().contains("secret"), "{}", people);
            prop_assert!(!people.contains("J81001") && !people.contains("E06000059"), "{}", people);
        }
    }
}
