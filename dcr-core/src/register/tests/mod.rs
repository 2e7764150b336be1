mod admission;
mod faults;

use super::*;
use crate::record::{Purpose, Section};
use crate::time::Timestamp;
use serde_json::{Value, json};

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

/// The usual evidence, from 2020 on.
fn evidence() -> Vec<Value> {
    AdmissionCriteria::USUAL.map(|kind| json!({ "kind": kind, "from": "2020-01-01T00:00:00Z" })).to_vec()
}

fn organisation(code: &str, more: &Value) -> Value {
    let mut organisation = json!({ "code": code, "name": "An organisation", "kind": "hospice", "shares": false,
        "assurance": { "status": "assured", "from": "2020-01-01T00:00:00Z", "evidence": evidence() } });
    for (key, value) in more.as_object().unwrap() {
        organisation[key] = value.clone();
    }
    organisation
}

fn read_with(organisations: &[Value], more: &Value) -> Result<Register, RegisterError> {
    let mut document = json!({ "format": 1, "name": "Test", "version": 1, "organisations": organisations });
    for (key, value) in more.as_object().unwrap() {
        document[key] = value.clone();
    }
    Register::from_json(document.to_string().as_bytes())
}

fn read(organisations: &[Value]) -> Result<Register, RegisterError> {
    read_with(organisations, &json!({}))
}

#[test]
fn the_example_knows_mergers_and_assurance() {
    let register = Register::dorset_example().unwrap();
    let poole = register.organisation("RD3").unwrap();
    assert!(poole.open_at(at("2020-09-30T23:59:59.999Z")));
    assert!(!poole.open_at(at("2020-10-01T00:00:00Z")));
    assert_eq!(register.current("RD3").unwrap().code.as_str(), "R0D");
    assert_eq!(register.current("RBD").unwrap().code.as_str(), "RBD");
    assert!(register.current("XXX").is_none());
    assert!(register.is_or_succeeds("R0D", "RDZ"));
    assert!(register.is_or_succeeds("RDZ", "RDZ"));
    assert!(!register.is_or_succeeds("RDZ", "R0D"));
    let now = at("2026-11-22T09:00:00Z");
    assert!(register.organisation("R0D").unwrap().assurance.holds_at(now));
    assert!(!register.organisation("R0D").unwrap().open_at(at("2020-09-30T00:00:00Z")));
    assert!(!register.organisation("HOSP01").unwrap().assurance.holds_at(now));
    assert!(!poole.assurance.holds_at(now));
    assert_eq!(register.organisations().len(), 25);
    assert!(register.organisation("rbd").is_none(), "a code is never guessed");
    let criteria = AdmissionCriteria::default();
    let states = register.organisations().iter().map(|organisation| organisation.admission(&criteria, now).state);
    let count = |state| states.clone().filter(|other| *other == state).count();
    assert_eq!(count(AdmissionState::Admitted), 21);
    assert_eq!(count(AdmissionState::AdmittedReadOnly), 1);
    assert_eq!(count(AdmissionState::NotAdmitted), 3);
}

#[test]
fn the_example_reaches_across_two_borders() {
    let register = Register::dorset_example().unwrap();
    assert_eq!(register.county(), Some("Dorset"));
    assert!(register.policy_authority().is_none());
    let away: Vec<(&str, &str)> = register
        .organisations()
        .iter()
        .filter(|organisation| register.across_border(organisation))
        .map(|organisation| (organisation.code.as_str(), organisation.county.as_deref().unwrap()))
        .collect();
    assert_eq!(away, [("RHM", "Hampshire"), ("RNZ", "Wiltshire")]);
    let [hampshire, wiltshire] = register.agreements() else { panic!("{:?}", register.agreements()) };
    assert_eq!((hampshire.county.as_str(), wiltshire.county.as_str()), ("Hampshire", "Wiltshire"));
    for agreement in [hampshire, wiltshire] {
        assert!(!agreement.in_force_at(at("2019-12-31T23:59:59.999Z")));
        assert!(agreement.in_force_at(at("2020-01-01T00:00:00Z")));
        for section in Section::ALL {
            let kept = matches!(section, Section::SocialCare | Section::AboutMe);
            assert_eq!(agreement.outward.names(*section, Purpose::Treatment), !kept, "{section}");
            assert!(!agreement.outward.names(*section, Purpose::PatientAdministration), "{section}");
            assert!(agreement.inward.names(*section, Purpose::PatientAdministration), "{section}");
            assert!(!agreement.inward.names(*section, Purpose::Research), "{section}");
        }
    }
}

#[test]
fn a_border_is_crossed_by_whoever_states_another_county() {
    let home = organisation("AAA", &json!({}));
    let own = organisation("BBB", &json!({ "county": "Dorset" }));
    let away = organisation("CCC", &json!({ "county": "dorset" }));
    let across = |county: &Value| {
        let register = read_with(&[home.clone(), own.clone(), away.clone()], county).unwrap();
        ["AAA", "BBB", "CCC"].map(|code| register.across_border(register.organisation(code).unwrap()))
    };
    assert_eq!(across(&json!({ "county": "Dorset" })), [false, false, true]);
    assert_eq!(across(&json!({})), [false, true, true]);
}

#[test]
fn an_agreement_ends() {
    let nothing = json!({ "sections": [], "purposes": [] });
    let agreement = json!({ "id": "a", "county": "Hampshire", "until": "2027-01-01T00:00:00Z", "outward": nothing, "inward": nothing });
    let register = read_with(&[], &json!({ "agreements": [agreement] })).unwrap();
    let [agreement] = register.agreements() else { panic!() };
    assert!(agreement.in_force_at(at("2026-12-31T23:59:59.999Z")));
    assert!(!agreement.in_force_at(at("2027-01-01T00:00:00Z")));
}

#[test]
fn an_organisation_answers_for_what_it_took_over_and_what_it_is_part_of() {
    let closed = "2021-01-01T00:00:00Z";
    let register = read(&[
        organisation("OLD2", &json!({ "closed": closed, "successor": "OLD1" })),
        organisation("OLD1", &json!({ "closed": closed, "successor": "TRUST" })),
        organisation("TRUST", &json!({ "parent": "GROUP" })),
        organisation("GROUP", &json!({})),
        organisation("OLDGROUP", &json!({ "closed": closed, "successor": "GROUP" })),
        organisation("WARD", &json!({ "parent": "TRUST" })),
        organisation("SIBLING", &json!({ "parent": "TRUST" })),
        // What was taken over was part of something else, which nobody took over.
        organisation("OLDWARD", &json!({ "closed": closed, "successor": "WARD", "parent": "OTHER" })),
        organisation("OTHER", &json!({})),
    ])
    .unwrap();
    let answers = |code: &str| -> Vec<&str> {
        register.answers_to(register.organisation(code).unwrap()).into_iter().map(|code| code.as_str()).collect()
    };
    assert_eq!(answers("WARD"), ["GROUP", "OLD1", "OLD2", "OLDGROUP", "OLDWARD", "TRUST", "WARD"]);
    assert_eq!(answers("TRUST"), ["GROUP", "OLD1", "OLD2", "OLDGROUP", "TRUST"]);
    assert_eq!(answers("GROUP"), ["GROUP", "OLDGROUP"]);
    assert_eq!(answers("OLD1"), ["OLD1", "OLD2"]);
    assert_eq!(answers("OTHER"), ["OTHER"]);
    let ward = register.organisation("WARD").unwrap();
    for named in register.organisations() {
        let listed = answers("WARD").contains(&named.code.as_str());
        assert_eq!(register.answers_for(ward, named.code.as_str()), listed, "{}", named.code);
    }
    assert!(!register.answers_for(ward, "NOWHERE"));
}

#[test]
fn succession_and_belonging_may_run_in_a_ring() {
    let register = read(&[
        organisation("AAA", &json!({ "closed": "2021-01-01T00:00:00Z", "successor": "BBB" })),
        organisation("BBB", &json!({ "parent": "AAA" })),
    ])
    .unwrap();
    let answers = register.answers_to(register.organisation("BBB").unwrap());
    assert_eq!(answers.into_iter().map(|code| code.as_str()).collect::<Vec<_>>(), ["AAA", "BBB"]);
}

#[test]
fn assurance_has_a_beginning_and_an_end() {
    let register = read(&[organisation("AAA", &json!({}))]).unwrap();
    let mut assurance = register.organisation("AAA").unwrap().assurance.clone();
    assurance.until = Some(at("2021-01-01T00:00:00Z"));
    assert!(!assurance.holds_at(at("2019-12-31T23:59:59.999Z")));
    assert!(assurance.holds_at(at("2020-01-01T00:00:00Z")));
    assert!(!assurance.holds_at(at("2021-01-01T00:00:00Z")));
    assert!(!Assurance { from: None, ..assurance.clone() }.holds_at(at("2020-06-01T00:00:00Z")));
    for status in [AssuranceStatus::Pending, AssuranceStatus::Suspended, AssuranceStatus::Withdrawn] {
        assert!(!Assurance { status, ..assurance.clone() }.holds_at(at("2020-06-01T00:00:00Z")), "{status}");
    }
}

#[test]
fn a_key_is_32_bytes_in_their_one_spelling_and_not_anybodys() {
    let text = "iojj3XQJ8ZX9UtstPLpdcspnCb8dlBIb83SIAbQPb1w=";
    let key = PublicKey::parse(text).unwrap();
    assert_eq!((key.to_string().as_str(), key.as_bytes()[0]), (text, 0x8a));
    let unpadded = text.trim_end_matches('=');
    for text in ["", unpadded, "AAAA", "not base64", &text.replace('=', " "), &format!("{text}\n")] {
        assert_eq!(PublicKey::parse(text).unwrap_err().code(), "register.public-key", "{text}");
    }
    let with = |first: u8, between: u8, last: u8| {
        let mut bytes = [between; 32];
        (bytes[0], bytes[31]) = (first, last);
        bytes
    };
    for (first, between, last) in [(0, 0, 0), (1, 0, 0x80), (0xec, 0xff, 0x7f), (0xed, 0xff, 0xff), (0xee, 0xff, 0x7f)]
    {
        assert_eq!(PublicKey::from_bytes(with(first, between, last)), Err(PublicKeyError), "{first}");
    }
    assert!(PublicKey::parse("JuiVj8KyJ7BFw/SJ8u+Y8NXfrAXTxjM5sTgCiG1T/IU=").is_err(), "a point of order 8");
    assert!(PublicKey::parse("xxdqcD1N2E+6PAt2DRBnDyogU/osOczGTsf9d5KsA3o=").is_err(), "the other point of order 8");
    assert!(PublicKey::from_bytes(with(2, 0, 0)).is_ok());
    assert!(PublicKey::from_bytes(with(0xeb, 0xff, 0x7f)).is_ok());
}

#[test]
fn a_key_has_its_time() {
    let key = json!({ "id": "k", "public": "iojj3XQJ8ZX9UtstPLpdcspnCb8dlBIb83SIAbQPb1w=",
        "from": "2020-01-01T00:00:00Z", "until": "2021-01-01T00:00:00Z" });
    let register = read(&[organisation("AAA", &json!({ "keys": [key] }))]).unwrap();
    let [key] = register.organisation("AAA").unwrap().keys.as_slice() else { panic!() };
    let valid =
        ["2019-12-31T23:59:59.999Z", "2020-01-01T00:00:00Z", "2020-12-31T23:59:59.999Z", "2021-01-01T00:00:00Z"]
            .map(|time| key.valid_at(at(time)));
    assert_eq!(valid, [false, true, true, false]);
}

#[test]
fn unknown_words_and_fields_are_refused_without_being_repeated() {
    let assurance = |evidence: Value| json!({ "assurance": { "status": "pending", "evidence": [evidence] } });
    for more in [
        json!({ "kind": "sekret" }),
        json!({ "sekret": 1 }),
        json!({ "code": "sek ret" }),
        json!({ "keys": [{ "id": "k", "public": "sekret" }] }),
        json!({ "assurance": { "status": "pending", "access": "sekret" } }),
        assurance(json!({ "kind": "sekret", "from": "2020-01-01T00:00:00Z" })),
        assurance(json!({ "kind": "training" })),
    ] {
        let error = read(&[organisation("AAA", &more)]).unwrap_err();
        assert_eq!(error.code(), "register.unreadable", "{more}");
        assert!(!format!("{error} {error:?}").contains("sek"), "{error:?}");
    }
    let newer = br#"{"format":2,"name":"x","version":1,"organisations":[]}"#;
    assert_eq!(Register::from_json(newer).unwrap_err().code(), "register.invalid");
}

#[test]
fn the_digest_is_of_what_is_stated_not_of_how_it_is_written() {
    let document = json!({ "format": 1, "name": "Test", "version": 1, "organisations": [] });
    let pretty = serde_json::to_string_pretty(&document).unwrap();
    let register = Register::from_json(pretty.as_bytes()).unwrap();
    assert_eq!(register.digest(), read(&[]).unwrap().digest());
    assert_ne!(register.digest(), read(&[organisation("AAA", &json!({}))]).unwrap().digest());
    assert_ne!(register.digest(), read_with(&[], &json!({ "county": "Dorset" })).unwrap().digest());
    assert_eq!(register.digest(), read_with(&[], &json!({ "agreements": [] })).unwrap().digest());
    assert!(Register::schema().contains("\"gp-practice\""));
    assert!(Register::schema().contains("\"caldicott-guardian\""));
}
