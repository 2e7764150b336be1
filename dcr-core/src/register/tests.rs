use super::*;
use crate::time::Timestamp;
use serde_json::{Value, json};

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

fn organisation(code: &str, more: &Value) -> Value {
    let criteria = json!({ "data_security_toolkit": true, "commissioner_registration": true,
        "sharing_agreement": true, "caldicott_guardian": true, "training": true });
    let mut organisation = json!({ "code": code, "name": "An organisation", "kind": "hospice", "shares": false,
        "assurance": { "status": "assured", "from": "2020-01-01T00:00:00Z", "criteria": criteria } });
    for (key, value) in more.as_object().unwrap() {
        organisation[key] = value.clone();
    }
    organisation
}

fn read(organisations: &[Value]) -> Result<Register, RegisterError> {
    let document = json!({ "format": 1, "name": "Test", "version": 1, "organisations": organisations });
    Register::from_json(document.to_string().as_bytes())
}

fn fault(organisations: &[Value]) -> (String, RegisterFault) {
    match read(organisations).unwrap_err() {
        RegisterError::Invalid { pointer, fault } => (pointer, fault),
        other => panic!("{other}"),
    }
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
    assert_eq!(register.organisations().len(), 23);
    assert!(register.organisation("rbd").is_none(), "a code is never guessed");
}

#[test]
fn assurance_has_a_beginning_and_an_end() {
    let register = read(&[organisation("AAA", &json!({}))]).unwrap();
    let mut assurance = register.organisation("AAA").unwrap().assurance.clone();
    assurance.until = Some(at("2021-01-01T00:00:00Z"));
    assert!(!assurance.holds_at(at("2019-12-31T23:59:59.999Z")));
    assert!(assurance.holds_at(at("2020-01-01T00:00:00Z")));
    assert!(!assurance.holds_at(at("2021-01-01T00:00:00Z")));
    for status in [AssuranceStatus::Pending, AssuranceStatus::Suspended, AssuranceStatus::Withdrawn] {
        assert!(!Assurance { status, ..assurance.clone() }.holds_at(at("2020-06-01T00:00:00Z")), "{status}");
    }
}

#[test]
fn what_contradicts_itself_is_refused_where_it_does() {
    let closed = "2021-01-01T00:00:00Z";
    let plain = organisation("AAA", &json!({}));
    let cases = [
        (vec![organisation("AAA", &json!({ "name": " " }))], "/organisations/0/name", RegisterFault::NameEmpty),
        (vec![plain.clone(), plain.clone()], "/organisations/1/code", RegisterFault::CodeRepeated),
        (
            vec![organisation("AAA", &json!({ "opened": closed, "closed": closed }))],
            "/organisations/0/closed",
            RegisterFault::ClosedBeforeOpened,
        ),
        (
            vec![plain.clone(), organisation("BBB", &json!({ "successor": "AAA" }))],
            "/organisations/1/successor",
            RegisterFault::SuccessorOfOpen,
        ),
        (
            vec![organisation("BBB", &json!({ "closed": closed, "successor": "ZZZ" }))],
            "/organisations/0/successor",
            RegisterFault::SuccessorUnknown,
        ),
        (
            vec![
                organisation("CCC", &json!({ "closed": closed, "successor": "BBB" })),
                organisation("BBB", &json!({ "closed": closed, "successor": "CCC" })),
            ],
            "/organisations/1/successor",
            RegisterFault::SuccessorLoop,
        ),
    ];
    for (organisations, pointer, expected) in cases {
        assert_eq!(fault(&organisations), (pointer.to_owned(), expected));
    }
}

#[test]
fn assured_means_every_criterion() {
    for criterion in
        ["data_security_toolkit", "commissioner_registration", "sharing_agreement", "caldicott_guardian", "training"]
    {
        let mut hospice = organisation("AAA", &json!({}));
        hospice["assurance"]["criteria"][criterion] = json!(false);
        assert_eq!(
            fault(&[hospice.clone()]),
            ("/organisations/0/assurance/criteria".to_owned(), RegisterFault::AssuredWithoutCriteria)
        );
        hospice["assurance"]["status"] = json!("pending");
        assert!(read(&[hospice]).is_ok());
    }
    let mut hospice = organisation("AAA", &json!({}));
    hospice["assurance"]["until"] = json!("2020-01-01T00:00:00Z");
    assert_eq!(fault(&[hospice.clone()]).1, RegisterFault::AssuranceEndsBeforeStart);
    hospice["assurance"] = json!({ "status": "assured", "criteria": hospice["assurance"]["criteria"] });
    assert_eq!(fault(&[hospice]).1, RegisterFault::AssuredWithoutStart);
}

#[test]
fn unknown_words_and_fields_are_refused_without_being_repeated() {
    for more in [json!({ "kind": "sekret" }), json!({ "sekret": 1 }), json!({ "code": "sek ret" })] {
        let error = read(&[organisation("AAA", &more)]).unwrap_err();
        assert_eq!(error.code(), "register.unreadable");
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
    assert!(Register::schema().contains("\"gp-practice\""));
}
