//! What is added to what a source states, and what is never touched.

use super::*;
use crate::contribution::Contribution;
use crate::contribution::ContributionBody;
use crate::identifier::{CodedConcept, Coding, system};
use crate::ingest::terminology::CodeTally;
use crate::record::{Concepts, EntryBody};
use proptest::prelude::*;
use serde_json::{Value, json};

fn contribution(body: &Value) -> Contribution {
    serde_json::from_value(json!({"format": 1, "contribution": {
        "key": {"organisation": "J81001", "system": "GP", "item": "1"}, "version": 1,
        "recorded": "2026-11-22T13:34:00Z", "subject": {"namespace": "GP", "value": "1"}, "status": "current",
        "body": body,
        "origin": {"format": "direct", "message": "ab530a13e45914982b79f9b7e3fba994cfd1f3fb22f71cea1afbf02b460c6d1d"},
    }}))
    .unwrap()
}

fn problem(codings: &Value) -> Contribution {
    contribution(&json!({"entry": {"body": {"problem": {"code": {"codings": codings}}}}}))
}

fn medication(drug: &Value) -> Contribution {
    contribution(&json!({"entry": {"body": {"medication": {"drug": drug}}}}))
}

/// The entry's body as JSON after translation, and the tally; translating again changes nothing.
fn translated(mut contribution: Contribution) -> (Value, CodeTally) {
    let tally = terminology().translate(&mut contribution);
    let mut again = contribution.clone();
    terminology().translate(&mut again);
    assert_eq!(again, contribution, "translating twice is translating once");
    let written = serde_json::to_value(&contribution).unwrap();
    (written["contribution"]["body"]["entry"]["body"].clone(), tally)
}

#[test]
fn a_mapped_code_stands_behind_the_sources_own_and_names_its_map() {
    let own = json!({"system": system::READ_V2, "code": "C10", "display": "Diabetes"});
    let other = json!({"system": "EMISTEST", "code": "77"});
    let (body, tally) = translated(problem(&json!([own, other])));
    assert_eq!(
        body["problem"]["code"]["codings"],
        json!([own, {"system": system::SNOMED, "code": "73211009", "mapped_by": "rcsctmap2@20200401000001"}, other])
    );
    assert_eq!(tally.mapped.iter().collect::<Vec<_>>(), [(&"rcsctmap2@20200401000001".to_owned(), &1)]);
    assert_eq!(tally.unmapped.len(), 0, "the concept has a SNOMED CT code");
}

#[test]
fn a_snomed_code_that_the_source_sent_is_never_contradicted() {
    for sent in [system::SNOMED, system::DMD, "https://dmd.nhs.uk/"] {
        let codings = json!([{"system": system::READ_V2, "code": "C10.."}, {"system": sent, "code": "38341003"}]);
        let (body, tally) = translated(problem(&codings));
        assert_eq!((&body["problem"]["code"]["codings"], tally), (&codings, CodeTally::default()));
    }
}

#[test]
fn ambiguous_and_unknown_codes_are_counted_and_not_mapped() {
    let codings = json!([{"system": system::READ_V2, "code": "G20.."}]);
    let (body, tally) = translated(problem(&codings));
    assert_eq!(body["problem"]["code"]["codings"], codings);
    assert_eq!((tally.ambiguous[system::READ_V2], tally.unmapped[system::READ_V2]), (1, 1));
    let codings = json!([{"system": "Durdle", "code": "9990000018"}, {"system": system::CTV3, "code": "zzzzz"}]);
    let (_, tally) = translated(problem(&codings));
    let told: Vec<_> = tally.unmapped.iter().map(|(system, count)| (system.as_str(), *count)).collect();
    assert_eq!(told, [(system::CTV3, 1), ("local", 1)]);
}

#[test]
fn maps_that_disagree_give_nothing() {
    let descriptor = |name: &str| {
        let own = local("").replace("poole-pas", name).replace("\"PAS\"", "\"LAB\"");
        MapDescriptor::from_json(own.as_bytes()).unwrap()
    };
    let map = |name, rows: &str| read_map(&descriptor(name), format!("Code,SNOMED,Term\n{rows}").as_bytes()).unwrap();
    let maps = vec![map("a", "x,73211009,\ny,73211009,\n"), map("b", "x,38341003,\ny,73211009,Diabetes\n")];
    let terminology = Terminology::new(maps, None).unwrap();
    let mut read = problem(&json!([{"system": "LAB", "code": "x"}]));
    assert_eq!(terminology.translate(&mut read).ambiguous["local"], 1);
    assert_eq!(read, problem(&json!([{"system": "LAB", "code": "x"}])));
    let mut read = problem(&json!([{"system": "LAB", "code": "y"}]));
    assert_eq!(terminology.translate(&mut read).mapped["a@2026-04"], 1);
}

#[test]
fn two_codes_with_one_target_add_it_once() {
    let codings = json!([{"system": system::READ_V2, "code": "C10.."}, {"system": system::CTV3, "code": "C10.."}]);
    let (body, _) = translated(problem(&codings));
    let codings = body["problem"]["code"]["codings"].as_array().unwrap();
    assert_eq!(
        codings.iter().map(|coding| coding["code"].as_str().unwrap()).collect::<Vec<_>>(),
        ["C10..", "73211009", "C10.."]
    );
}

fn codes(concept: &Value) -> Vec<(&str, &str)> {
    let codings = concept["codings"].as_array().unwrap();
    codings.iter().map(|c| (c["code"].as_str().unwrap(), c["mapped_by"].as_str().unwrap_or("own"))).collect()
}

const DICTIONARY: &str = "dm+d@2026-11-16";

#[test]
fn a_medication_gains_its_product_its_moiety_and_its_ingredients() {
    let drug = json!({"codings": [{"system": system::DMD, "code": "111000", "display": "Panadol"}]});
    let (body, tally) = translated(medication(&drug));
    let drug = &body["medication"]["drug"];
    assert_eq!(codes(drug), [("111000", "own"), ("322236009", DICTIONARY), ("90332006", DICTIONARY)]);
    assert!(drug["codings"].as_array().unwrap().iter().all(|coding| coding["system"] == system::DMD));
    assert_eq!(
        body["medication"]["ingredients"],
        json!([{"codings": [
            {"system": system::SNOMED, "code": "387517004", "display": "Paracetamol", "mapped_by": DICTIONARY}
        ]}])
    );
    assert_eq!(tally.mapped[DICTIONARY], 1);
    let (body, _) =
        translated(medication(&json!({"codings": [{"system": "https://www.gs1.org/gtin", "code": "05000283101086"}]})));
    assert_eq!(
        codes(&body["medication"]["drug"]),
        [("05000283101086", "own"), ("222000", DICTIONARY), ("322236009", DICTIONARY), ("90332006", DICTIONARY)]
    );
}

#[test]
fn a_replaced_code_gains_the_current_one() {
    let (body, _) = translated(medication(&json!({"codings": [{"system": system::SNOMED, "code": "12345"}]})));
    let drug = &body["medication"]["drug"];
    assert_eq!(codes(drug), [("12345", "own"), ("322236009", DICTIONARY), ("90332006", DICTIONARY)]);
    assert_eq!(drug["codings"][1]["display"], "Paracetamol 500mg tablets");
}

#[test]
fn a_code_without_words_is_named_before_anything_broader() {
    let drug = json!({"codings": [{"system": system::SNOMED, "code": "322236009"}]});
    let (body, _) = translated(medication(&drug));
    let concept: CodedConcept = serde_json::from_value(body["medication"]["drug"].clone()).unwrap();
    assert_eq!(concept.words(), "Paracetamol 500mg tablets");
    assert_eq!(concept.codings[0], Coding::new(system::SNOMED, "322236009"), "the source's own is as it came");
    assert_eq!(concept.codings.len(), 3);
}

#[test]
fn a_drug_in_words_alone_is_not_guessed() {
    let drug = json!({"text": "Paracetamol 500mg tablets"});
    let (body, tally) = translated(medication(&drug));
    assert_eq!(body["medication"], json!({"drug": drug}));
    assert_eq!(tally, CodeTally::default());
}

#[test]
fn an_allergy_to_a_medicine_gains_its_ingredients() {
    let allergy = |code: &str| {
        let code = json!({"codings": [{"system": system::SNOMED, "code": code, "display": "as sent"}]});
        translated(contribution(&json!({"entry": {"body": {"allergy": {"code": code}}}}))).0["allergy"].clone()
    };
    let names = |allergy: &Value| -> Vec<String> {
        let contained = allergy["ingredients"].as_array().unwrap().iter();
        contained.map(|one| one["codings"][0]["display"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&allergy("322341003")), ["Codeine phosphate", "Paracetamol"]);
    assert_eq!(names(&allergy("387517004")), ["Paracetamol"], "an ingredient contains itself");
    assert_eq!(
        allergy("195967001"),
        json!({"code": {"codings": [
            {"system": system::SNOMED, "code": "195967001", "display": "as sent"}
        ]}})
    );
}

#[test]
fn every_place_of_every_kind_of_entry_is_visited() {
    // Each concept that serde can read somewhere in the model is one that the visitor meets.
    let one = json!({"codings": [{"system": system::READ_V2, "code": "C10.."}]});
    let bodies = [
        json!({"problem": {"code": one, "severity": one, "body_site": one}}),
        json!({"allergy": {"code": one, "reactions": [{"manifestations": [one, one]}]}}),
        json!({"medication": {"drug": one, "dosages": [{"route": one}], "reasons": [one], "status_reason": one}}),
        json!({"investigation": {"code": one, "specimens": [{"kind": one}], "measurements": [
            {"code": one, "method": one, "value": {"coded": one}}, {"code": one, "value": {"absent": one}}]}}),
        json!({"related-person": {"relationship": one}}),
        json!({"care-provider": {"role": "team", "reasons": [one]}}),
        json!({"document": {"kind": one, "sections": [{"code": one, "text": "x"}]}}),
        json!({"encounter": {"kind": "inpatient", "service": one, "reasons": [one], "admission": one, "discharge": one}}),
        json!({"procedure": {"code": one, "body_sites": [one], "reasons": [one], "outcome": one}}),
        json!({"immunisation": {"vaccine": one, "procedure": one, "status_reason": one, "route": one, "site": one,
            "diseases": [one]}}),
        json!({"social-care": {"kind": "need", "what": one, "component": one, "reason": one, "outcome": one}}),
        json!({"alert": {"code": one}}),
        json!({"about-me": {}}),
    ];
    let terminology = Terminology::new(vec![read_2()], None).unwrap();
    let mut whole = vec![
        json!({"demographics": {"ethnicity": one, "languages": [one], "marital_status": one, "religion": one}}),
        json!({"directive": {"effect": "dissent", "scope": {"shared-record": "hide"}, "made": "2026-01-01T00:00:00Z",
            "authority": "person", "original": one}}),
    ];
    whole.extend(bodies.map(|body| json!({"entry": {"body": body}})));
    for body in whole {
        let stated = body.to_string().matches("C10..").count() as u64;
        let mut read = contribution(&body);
        let tally = terminology.translate(&mut read);
        assert_eq!(tally.mapped.values().sum::<u64>(), stated, "{body}");
        let written = serde_json::to_value(&read).unwrap().to_string();
        assert_eq!(written.matches("73211009").count() as u64, stated, "{body}");
    }
}

fn any_coding() -> impl Strategy<Value = Coding> {
    let system = prop::sample::select(vec![system::READ_V2, system::CTV3, system::SNOMED, system::DMD, "local"]);
    let code =
        prop::sample::select(vec!["C10..", "G20..", "C10", "322236009", "111000", "12345", "222000", "73211009"]);
    let display = prop::option::of(Just("words".to_owned()));
    (system, code, display).prop_map(|(system, code, display)| Coding { display, ..Coding::new(system, code) })
}

proptest! {
    #[test]
    fn the_sources_own_codes_stay_in_order_and_translating_twice_is_once(
        codings in prop::collection::vec(any_coding(), 0..5), text in prop::option::of(Just("as told".to_owned())), drug in any::<bool>()
    ) {
        let concept = serde_json::to_value(CodedConcept { codings: codings.clone(), text }).unwrap();
        let mut read = if drug { medication(&concept) } else { problem(&json!(codings)) };
        let before = read.clone();
        let terminology = terminology();
        terminology.translate(&mut read);
        let once = read.clone();
        terminology.translate(&mut read);
        prop_assert_eq!(&read, &once);
        let Some(ContributionBody::Entry(entry)) = read.body_mut() else { panic!() };
        entry.concepts(&mut |concept| concept.codings.retain(|coding| coding.mapped_by.is_none()));
        if let EntryBody::Medication(medication) = &mut entry.body {
            medication.ingredients.clear();
        }
        prop_assert_eq!(read, before);
    }
}
