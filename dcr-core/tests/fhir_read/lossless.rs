//! What other readers of FHIR lose or alter, one test a fault.

use super::*;
use dcr_core::ingest::fhir::{Kind, Tree};

fn attached(units: &[Unit]) -> Vec<(String, String)> {
    let parts = |c: &Contribution| c.parts().attached.clone();
    units.iter().flat_map(|unit| unit.contributions.iter().flat_map(parts)).map(|p| (p.place, p.content)).collect()
}

fn patient(members: &str) -> Vec<Unit> {
    read_text(&format!(r#"{{"resourceType":"Patient","id":"1",{members}}}"#))
}

fn keeps(members: &str, place: &str, content: &str) {
    let found = attached(&patient(members));
    assert!(found.contains(&(place.to_owned(), content.to_owned())), "{members}: {found:?}");
}

#[test]
fn unknown_members_stay_as_they_are_written() {
    keeps(r#""vendor":{ "a":[1 ,2] }"#, "/vendor", r#"{ "a":[1 ,2] }"#);
    keeps(r#""name":[{"family":"A","vendor":null}]"#, "/name/0/vendor", "null");
}

#[test]
fn a_decimal_keeps_its_last_nought_and_all_its_digits() {
    for number in ["1.10", "48.10", "1.000000000000000000000000001", "-0.0", "1E+2", "100000000000000000000000"] {
        keeps(&format!(r#""vendor":{number}"#), "/vendor", number);
    }
    let observation = json!({ "resourceType": "Observation", "id": "o", "status": "final", "code": { "text": "Na" },
        "subject": { "reference": "Patient/1" } });
    let text = observation.to_string().replacen('{', r#"{"valueQuantity":{"value":1.10,"unit":"mmol/L"},"#, 1);
    let unit = only(read_text(&text));
    let EntryBody::Investigation(found) = &entry(&unit, "Observation/o").body else { panic!("no result") };
    let Some(ResultValue::Quantity(quantity)) = &found.measurements[0].value else { panic!("no quantity") };
    assert_eq!(quantity.value.to_string(), "1.10");
}

#[test]
fn a_choice_alone_in_an_item_and_shadows_and_padding_are_kept() {
    keeps(r#""payload":[{"contentString":"a"},{}]"#, "/payload", r#"[{"contentString":"a"},{}]"#);
    keeps(r#""birthDate":"1950-01-01","_birthDate":{"id":"b"}"#, "/_birthDate", r#"{"id":"b"}"#);
    let name = r#""name":[{"given":["A",null,"C"],"_given":[null,{"id":"x"},null]}]"#;
    keeps(name, "/name/0/_given", r#"[null,{"id":"x"},null]"#);
    keeps(name, "/name/0/given/1", "null");
}

#[test]
fn duplicate_keys_lone_surrogates_and_other_encodings_are_refused() {
    let utf_16: Vec<u8> = "\u{feff}{}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (bytes, code) in [
        (br#"{"resourceType":"Patient","id":"1","id":"2"}"#.to_vec(), "fhir.json.duplicate-key"),
        (br#"{"resourceType":"Patient","\u0069d":"1","id":"2"}"#.to_vec(), "fhir.json.duplicate-key"),
        (br#"{"resourceType":"Patient","id":"\ud800"}"#.to_vec(), "fhir.json.escape"),
        (br#"{"resourceType":"Patient","id":"\ude00\ud83d"}"#.to_vec(), "fhir.json.escape"),
        (b"{\"resourceType\":\"Patient\",\"id\":\"\0\"}".to_vec(), "fhir.json.syntax"),
        (utf_16, "fhir.json.encoding"),
        (b"{\"resourceType\":\"Patient\",\"id\":\"\xed\xa0\x80\"}".to_vec(), "fhir.json.encoding"),
    ] {
        let unit = only(fhir::read(&bytes, &source(), &Limits::default()));
        assert_eq!((unit.issues[0].code, &unit.original), (code, &bytes));
    }
}

/// The library's feature that keeps numbers as text changes what other crates of the same build read; it is never on.
#[test]
fn the_librarys_own_numbers_are_left_alone() {
    let value: Value = serde_json::from_str("1.10").unwrap();
    assert_eq!(value.to_string(), "1.1");
    let tree = Tree::parse(b"1.10", &Limits::default()).unwrap();
    assert_eq!((tree.root().kind(), tree.root().number()), (Kind::Number, Some("1.10")));
}

#[test]
fn what_changes_the_meaning_withholds_at_any_depth() {
    let not_understood = SensitivityLabel::from("not-understood");
    let modifier = json!([{ "url": "https://example.org/not", "valueBoolean": true }]);
    let condition = |path: &[&str]| {
        let mut resource = json!({ "resourceType": "Condition", "id": "c", "subject": { "reference": "Patient/1" },
            "code": { "text": "Asthma", "coding": [{ "code": "1", "system": "s" }] },
            "contained": [{ "resourceType": "Basic", "id": "b" }], "stage": [{ "summary": { "text": "s" } }] });
        let mut at = &mut resource;
        for key in path {
            at = match key.parse::<usize>() {
                Ok(index) => &mut at[index],
                Err(_) => &mut at[*key],
            };
        }
        *at = modifier.clone();
        resource
    };
    for path in [
        ["modifierExtension"].as_slice(),
        &["code", "coding", "0", "modifierExtension"],
        &["stage", "0", "summary", "modifierExtension"],
        &["contained", "0", "modifierExtension"],
        &["implicitRules"],
        &["contained", "0", "implicitRules"],
        &["_implicitRules"],
    ] {
        let unit = only(read(&condition(path)));
        assert!(entry(&unit, "Condition/c").sensitivity.labels().contains(&not_understood), "{path:?}");
        let place = format!("/{}", path.join("/"));
        let kept = attached(std::slice::from_ref(&unit)).into_iter().find(|(at, _)| place.starts_with(at.as_str()));
        assert!(kept.unwrap().1.contains("example.org/not"), "{path:?}");
    }
}

#[test]
fn what_is_hostile_takes_no_more_time_than_its_size() {
    // What is quadratic in any of these does not end within the patience of whoever runs this.
    let million = "0,".repeat(99_999) + "0";
    let keys: Vec<String> = (0..99_999).map(|n| format!("\"k{n}\":0")).collect();
    for text in [
        format!(r#"{{"resourceType":"Patient","id":"1","a":[{million}]}}"#),
        format!(r#"{{"resourceType":"Patient","id":"1",{}}}"#, keys[..99_990].join(",")),
        format!(r#"{{"resourceType":"Patient","id":"1","a":{}}}"#, "9".repeat(4_000_000)),
        format!(r#"{{"resourceType":"Patient","id":"1","a":"{}"}}"#, "\\\"".repeat(2_000_000)),
        format!(r#"{{"resourceType":"Patient","id":"1","a":{}1{}}}"#, "[".repeat(50), "]".repeat(50)),
    ] {
        assert_eq!(only(read_text(&text)).fate, Fate::Accepted);
    }
    let deep = format!(r#"{{"resourceType":"Patient","a":{}"#, "[".repeat(5_000_000));
    assert_eq!(only(read_text(&deep)).issues[0].code, "fhir.limit.depth");
}
