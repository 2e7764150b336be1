//! Groups and notices, case by case.

#![allow(clippy::needless_pass_by_value, reason = "cases are written as they are made")]

use super::*;
use crate::contribution::{SourceFormat, Version};
use crate::identifier::{OdsCode, SourceItemId, SourceSystem};
use serde_json::{Value, json};

const NOW: &str = "2026-06-01T12:00:00Z";

fn provenance(organisation: &str, item: usize, recorded: &str) -> Provenance {
    Provenance {
        organisation: OdsCode::parse(organisation).unwrap(),
        system: SourceSystem::parse("PAS").unwrap(),
        item: SourceItemId::parse(&format!("item/{item}")).unwrap(),
        version: Version::new(1).unwrap(),
        recorded: Timestamp::parse(recorded).unwrap(),
        received: Timestamp::parse(recorded).unwrap(),
        format: SourceFormat::FhirR4,
    }
}

/// A statement: who, when recorded, what kind, what it says.
type Said = (&'static str, &'static str, &'static str, Value);

fn arranged(lines: &[Vec<Said>]) -> Vec<Arrangement> {
    let made: Vec<Vec<(Provenance, Entry)>> = lines
        .iter()
        .enumerate()
        .map(|(place, statements)| {
            let made = statements.iter().enumerate().map(|(index, (who, recorded, kind, body))| {
                let entry = Entry::new(serde_json::from_value(json!({ *kind: body })).unwrap());
                (provenance(who, place * 10 + index, &format!("{recorded}T09:00:00Z")), entry)
            });
            made.collect()
        })
        .collect();
    let shown: Vec<LineShown<'_>> = made
        .iter()
        .map(|line| {
            let mut statements = line.iter().map(|(provenance, entry)| (provenance, entry));
            LineShown::new(statements.next().unwrap(), statements)
        })
        .collect();
    arrange(&shown, Timestamp::parse(NOW).unwrap())
}

fn group(statements: Vec<Said>) -> Option<&'static str> {
    arranged(&[statements])[0].group.map(LineGroup::as_str)
}

fn notices(lines: &[Vec<Said>]) -> Vec<Vec<&'static str>> {
    let told = |arrangement: Arrangement| arrangement.notices.iter().map(|notice| notice.kind.as_str()).collect();
    arranged(lines).into_iter().map(told).collect()
}

fn code(code: &str) -> Value {
    json!({ "codings": [{ "system": "http://snomed.info/sct", "code": code }] })
}

fn problem(who: &'static str, more: Value) -> Said {
    (who, "2026-01-01", "problem", with(json!({ "code": code("73211009") }), more))
}

fn with(mut value: Value, more: Value) -> Value {
    for (name, member) in more.as_object().unwrap() {
        value[name] = member.clone();
    }
    value
}

fn drug(who: &'static str, recorded: &'static str, drug: &str, more: Value) -> Said {
    (who, recorded, "medication", with(json!({ "drug": code(drug) }), more))
}

#[test]
fn a_problem_is_active_as_soon_as_one_source_says_so() {
    let resolved = || problem("RBD", json!({ "status": "resolved" }));
    let mention = || problem("RBD", json!({ "category": "encounter-diagnosis" }));
    assert_eq!(group(vec![resolved()]), Some("past"));
    assert_eq!(group(vec![resolved(), problem("J81001", json!({ "status": "active" }))]), Some("active"));
    assert_eq!(group(vec![problem("J81001", json!({}))]), Some("active"));
    assert_eq!(group(vec![problem("J81001", json!({ "period": { "end": "2026-05" } }))]), Some("past"));
    assert_eq!(group(vec![problem("J81001", json!({ "period": { "end": "2026-06" } }))]), Some("active"));
    assert_eq!(group(vec![problem("J81001", json!({ "significance": "minor" }))]), Some("minor"));
    let major = problem("RBD", json!({ "status": "active", "significance": "major" }));
    assert_eq!(group(vec![problem("J81001", json!({ "significance": "minor" })), major]), Some("active"));
    assert_eq!(group(vec![mention(), mention()]), Some("mentioned"));
    assert_eq!(group(vec![mention(), resolved()]), Some("past"));
    for (category, expected) in
        [("family-history", "family-history"), ("suspected", "suspected"), ("refuted", "refuted")]
    {
        assert_eq!(group(vec![problem("RBD", json!({ "category": category, "status": "active" }))]), Some(expected));
    }
}

#[test]
fn an_allergy_is_past_only_when_every_source_says_so() {
    let allergy = |more| ("RBD", "2026-01-01", "allergy", with(json!({ "code": code("294505008") }), more));
    assert_eq!(group(vec![allergy(json!({}))]), Some("active"));
    assert_eq!(
        group(vec![allergy(json!({ "status": "resolved" })), allergy(json!({ "status": "active" }))]),
        Some("active")
    );
    assert_eq!(
        group(vec![allergy(json!({ "status": "resolved" })), allergy(json!({ "status": "refuted" }))]),
        Some("past")
    );
    assert_eq!(group(vec![allergy(json!({ "status": "refuted" }))]), Some("refuted"));
    assert_eq!(group(vec![allergy(json!({ "categories": ["none-known"] }))]), Some("none-known"));
}

#[test]
fn a_medicine_stands_with_its_course_while_any_source_says_that_it_is_taken() {
    let taken = |more| drug("J81001", "2026-01-01", "1", more);
    for (course, expected) in [
        ("repeat", "repeat"),
        ("repeat-dispensing", "repeat"),
        ("acute", "acute"),
        ("inpatient", "hospital"),
        ("discharge", "hospital"),
        ("over-the-counter", "over-the-counter"),
        ("administration", "given"),
        ("dispense", "given"),
    ] {
        assert_eq!(group(vec![taken(json!({ "course": course }))]), Some(expected), "{course}");
    }
    let repeat = || taken(json!({ "course": "repeat", "status": "active" }));
    assert_eq!(group(vec![taken(json!({ "course": "discharge", "status": "stopped" })), repeat()]), Some("repeat"));
    assert_eq!(group(vec![taken(json!({ "course": "repeat", "status": "stopped" }))]), Some("past"));
    assert_eq!(group(vec![taken(json!({ "period": { "end": "2026-05-31" } }))]), Some("past"));
    assert_eq!(group(vec![taken(json!({ "period": { "start": "2026-06-02" } }))]), Some("planned"));
    assert_eq!(group(vec![taken(json!({ "status": "intended" }))]), Some("planned"));
    assert_eq!(group(vec![taken(json!({}))]), Some("active"));
}

#[test]
fn plans_for_emergencies_and_the_end_of_life_stand_first_while_they_hold() {
    let alert = |more| ("RBD", "2026-01-01", "alert", with(json!({ "code": code("1382601000000107") }), more));
    assert_eq!(group(vec![alert(json!({}))]), Some("foremost"));
    assert_eq!(group(vec![alert(json!({ "status": "inactive" }))]), Some("past"));
    let document = |kind: &str, more| ("RBD", "2026-01-01", "document", with(json!({ "kind": code(kind) }), more));
    assert_eq!(group(vec![document("736366004", json!({}))]), Some("foremost"));
    assert_eq!(group(vec![document("736366004", json!({ "status": "superseded" }))]), Some("superseded"));
    assert_eq!(group(vec![document("823681000000100", json!({}))]), Some("active"));
    let replaced = arranged(&[
        vec![document("736366004", json!({ "identifier": "A" }))],
        vec![document("736366004", json!({ "identifier": "B", "replaces": "A" }))],
    ]);
    assert_eq!(
        replaced.iter().map(|found| found.group.unwrap().as_str()).collect::<Vec<_>>(),
        ["superseded", "foremost"]
    );
}

#[test]
fn encounters_and_care_stand_where_they_are_in_time() {
    let encounter = |more| ("RBD", "2026-01-01", "encounter", with(json!({ "kind": "inpatient" }), more));
    for (said, expected) in [
        (json!({ "period": { "start": "2026-05-30" } }), "active"),
        (json!({ "period": { "start": "2026-05-30", "end": "2026-05-31" } }), "past"),
        (json!({ "period": { "start": "2026-06-30" } }), "planned"),
        (json!({ "status": "planned" }), "planned"),
        (json!({ "status": "no-show", "period": { "start": "2026-06-30" } }), "cancelled"),
        (json!({ "status": "in-progress", "period": { "end": "2026-05-31" } }), "active"),
        (json!({ "status": "finished" }), "past"),
    ] {
        assert_eq!(group(vec![encounter(said.clone())]), Some(expected), "{said}");
    }
    let care =
        |more| ("E06000059", "2026-01-01", "social-care", with(json!({ "kind": "service", "what": code("1") }), more));
    for (said, expected) in [
        (json!({}), "active"),
        (json!({ "status": "cancelled" }), "cancelled"),
        (json!({ "status": "active", "period": { "end": "2026-01-01" } }), "past"),
        (json!({ "period": { "start": "2026-07" } }), "planned"),
    ] {
        assert_eq!(group(vec![care(said.clone())]), Some(expected), "{said}");
    }
}

#[test]
fn what_a_hospital_did_stands_out_until_the_practice_records_anew() {
    let repeat = |recorded| {
        let said = json!({ "course": "repeat", "status": "active", "dosages": [{ "text": "One daily" }] });
        drug("J81001", recorded, "1", said)
    };
    let discharge = |more| drug("RBD", "2026-05-01", "1", with(json!({ "course": "discharge" }), more));
    let stopped = || discharge(json!({ "status": "stopped" }));
    assert_eq!(notices(&[vec![stopped(), repeat("2026-04-01")]]), [["stopped-by-hospital"]]);
    assert_eq!(notices(&[vec![stopped(), repeat("2026-05-02")]]), [[""; 0]]);
    assert_eq!(notices(&[vec![discharge(json!({ "status": "completed" })), repeat("2026-04-01")]]), [[""; 0]]);
    let two = || discharge(json!({ "dosages": [{ "text": "TWO daily" }] }));
    assert_eq!(notices(&[vec![two(), repeat("2026-04-01")]]), [["changed-by-hospital"]]);
    let same = discharge(json!({ "dosages": [{ "text": "one  DAILY" }] }));
    assert_eq!(notices(&[vec![same, repeat("2026-04-01")]]), [[""; 0]]);
    // Alone it says nothing of the practice; beside the practice's list it is missing from it.
    assert_eq!(notices(&[vec![two()]]), [[""; 0]]);
    let other = vec![drug("J81001", "2026-01-01", "2", json!({ "course": "repeat" }))];
    assert_eq!(notices(&[vec![two()], other]), [vec!["started-by-hospital"], vec![]]);
}

#[test]
fn an_allergy_and_a_medicine_of_one_ingredient_name_each_other() {
    let penicillin =
        || vec![("RBD", "2026-01-01", "allergy", json!({ "code": code("9"), "ingredients": [code("7")] }))];
    let taken = |drug_code, more| {
        vec![drug("J81001", "2026-01-01", drug_code, with(json!({ "ingredients": [code("7")] }), more))]
    };
    let found = arranged(&[penicillin(), taken("1", json!({})), taken("2", json!({ "status": "stopped" }))]);
    let told = |place: usize| &found[place].notices;
    assert_eq!(told(0)[0].kind, NoticeKind::ListedAsMedication);
    assert_eq!(told(0)[0].lines[0].item.as_str(), "item/10");
    assert_eq!(told(1)[0].kind, NoticeKind::ListedAsAllergy);
    assert_eq!(told(1)[0].lines[0].item.as_str(), "item/0");
    assert_eq!((told(0).len(), told(1).len(), told(2).len()), (1, 1, 0), "what was stopped is not on the list");
    assert_eq!(notices(&[taken("1", json!({})), taken("2", json!({}))]), [["same-ingredient"], ["same-ingredient"]]);
}

#[test]
fn none_known_and_a_second_practice_are_contradictions() {
    let none =
        vec![("RBD", "2026-01-01", "allergy", json!({ "code": code("716186003"), "categories": ["none-known"] }))];
    let allergy = vec![("J81001", "2026-01-01", "allergy", json!({ "code": code("9") }))];
    assert_eq!(notices(&[none.clone(), allergy]), [vec!["allergy-listed"], vec![]]);
    assert_eq!(notices(&[none]), [[""; 0]]);
    let practice = |end: Option<&str>| {
        let period = end.map_or(json!({}), |end| json!({ "end": end }));
        vec![("RBD", "2026-01-01", "care-provider", json!({ "role": "registered-practice", "period": period }))]
    };
    assert_eq!(notices(&[practice(None), practice(None)]), [["other-practice"], ["other-practice"]]);
    assert_eq!(notices(&[practice(None), practice(Some("2020"))]), [[""; 0]; 2]);
}

#[test]
fn what_is_listed_many_times_is_told_a_bounded_number_of_times() {
    let lines: Vec<Vec<Said>> = (0..60).map(|_| vec![drug("J81001", "2026-01-01", "1", json!({}))]).collect();
    assert!(arranged(&lines).iter().all(|line| line.notices[0].lines.len() == 20));
}
