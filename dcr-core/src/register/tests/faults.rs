use super::*;

fn fault_with(organisations: &[Value], more: &Value) -> (String, RegisterFault) {
    match read_with(organisations, more).unwrap_err() {
        RegisterError::Invalid { pointer, fault } => (pointer, fault),
        other => panic!("{other}"),
    }
}

const START: &str = "2021-01-01T00:00:00Z";

#[test]
fn an_organisation_that_contradicts_itself_or_another_is_refused_where_it_does() {
    let plain = organisation("AAA", &json!({}));
    let one = |more: Value| vec![plain.clone(), organisation("BBB", &more)];
    let two = |first: Value, second: Value| vec![organisation("CCC", &first), organisation("BBB", &second)];
    let key = |id: &str, more: Value| {
        let mut key = json!({ "id": id, "public": "iojj3XQJ8ZX9UtstPLpdcspnCb8dlBIb83SIAbQPb1w=" });
        key.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        key
    };
    let assurance = |more: Value| {
        let mut assurance = plain["assurance"].clone();
        assurance.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        one(json!({ "assurance": assurance }))
    };
    let mut lapsing = evidence();
    lapsing[3]["until"] = lapsing[3]["from"].clone();
    let no_start = plain["assurance"]["evidence"].clone();
    let cases = [
        (one(json!({ "name": " " })), "1/name", RegisterFault::NameEmpty),
        (one(json!({ "county": "\t" })), "1/county", RegisterFault::CountyEmpty),
        (vec![plain.clone(), plain.clone()], "1/code", RegisterFault::CodeRepeated),
        (vec![plain.clone(), organisation("WITHHELD", &json!({}))], "1/code", RegisterFault::CodeReserved),
        (one(json!({ "opened": START, "closed": START })), "1/closed", RegisterFault::ClosedBeforeOpened),
        (one(json!({ "successor": "AAA" })), "1/successor", RegisterFault::SuccessorOfOpen),
        (one(json!({ "closed": START, "successor": "ZZZ" })), "1/successor", RegisterFault::SuccessorUnknown),
        (
            two(json!({ "closed": START, "successor": "BBB" }), json!({ "closed": START, "successor": "CCC" })),
            "1/successor",
            RegisterFault::SuccessorLoop,
        ),
        (one(json!({ "parent": "ZZZ" })), "1/parent", RegisterFault::ParentUnknown),
        (one(json!({ "parent": "BBB" })), "1/parent", RegisterFault::ParentLoop),
        (two(json!({ "parent": "BBB" }), json!({ "parent": "CCC" })), "1/parent", RegisterFault::ParentLoop),
        (
            one(json!({ "keys": [key("k", json!({})), key("l", json!({})), key("k", json!({}))] })),
            "1/keys/2/id",
            RegisterFault::IdRepeated,
        ),
        (one(json!({ "keys": [key("", json!({}))] })), "1/keys/0/id", RegisterFault::IdForm),
        (one(json!({ "keys": [key("a key", json!({}))] })), "1/keys/0/id", RegisterFault::IdForm),
        (
            one(json!({ "keys": [key("k", json!({ "from": START, "until": START }))] })),
            "1/keys/0/until",
            RegisterFault::EndsBeforeStart,
        ),
        (
            assurance(json!({ "until": "2020-01-01T00:00:00Z" })),
            "1/assurance/until",
            RegisterFault::AssuranceEndsBeforeStart,
        ),
        (assurance(json!({ "evidence": lapsing })), "1/assurance/evidence/3/until", RegisterFault::EndsBeforeStart),
        (
            one(json!({ "assurance": { "status": "assured", "evidence": no_start } })),
            "1/assurance/from",
            RegisterFault::AssuredWithoutStart,
        ),
    ];
    for (organisations, pointer, expected) in cases {
        assert_eq!(fault_with(&organisations, &json!({})), (format!("/organisations/{pointer}"), expected));
    }
}

#[test]
fn assured_without_evidence_is_a_question_for_the_policy() {
    let bare = organisation("AAA", &json!({ "assurance": { "status": "assured", "from": START } }));
    assert_eq!(read(&[bare]).unwrap().organisation("AAA").unwrap().assurance.evidence, []);
    let pending = organisation("AAA", &json!({ "assurance": { "status": "pending" } }));
    assert_eq!(read(&[pending]).unwrap().organisation("AAA").unwrap().assurance.access, Access::Contributes);
}

#[test]
fn a_register_that_contradicts_itself_is_refused_where_it_does() {
    let agreement = |more: Value| {
        let crossing = json!({ "sections": ["problems"], "purposes": ["TREAT"] });
        let mut agreement = json!({ "id": "a", "county": "Hampshire", "outward": crossing, "inward": crossing });
        agreement.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        agreement
    };
    let agreements =
        |more: Value| json!({ "county": "Dorset", "agreements": [agreement(json!({ "id": "b" })), agreement(more)] });
    let research = |purpose: &str| json!({ "sections": [], "purposes": ["TREAT", purpose] });
    let cases = [
        (json!({ "format": 2 }), "/format", RegisterFault::FormatUnknown),
        (json!({ "name": "" }), "/name", RegisterFault::NameEmpty),
        (json!({ "county": " " }), "/county", RegisterFault::CountyEmpty),
        (json!({ "policy_authority": "ZZZ" }), "/policy_authority", RegisterFault::AuthorityUnknown),
        (agreements(json!({ "id": "b" })), "/agreements/1/id", RegisterFault::IdRepeated),
        (agreements(json!({ "id": " " })), "/agreements/1/id", RegisterFault::IdForm),
        (agreements(json!({ "county": "" })), "/agreements/1/county", RegisterFault::CountyEmpty),
        (agreements(json!({ "county": "Dorset" })), "/agreements/1/county", RegisterFault::CountyOwn),
        (
            agreements(json!({ "from": START, "until": "2020-01-01T00:00:00Z" })),
            "/agreements/1/until",
            RegisterFault::EndsBeforeStart,
        ),
        (
            agreements(json!({ "outward": research("HRESCH") })),
            "/agreements/1/outward/purposes/1",
            RegisterFault::SecondaryUse,
        ),
        (
            agreements(json!({ "inward": research("PUBHLTH") })),
            "/agreements/1/inward/purposes/1",
            RegisterFault::SecondaryUse,
        ),
        (
            agreements(json!({ "inward": research("HOPERAT") })),
            "/agreements/1/inward/purposes/1",
            RegisterFault::SecondaryUse,
        ),
    ];
    for (more, pointer, expected) in cases {
        assert_eq!(fault_with(&[organisation("AAA", &json!({}))], &more), (pointer.to_owned(), expected));
    }
    assert!(read_with(&[], &agreements(json!({}))).is_ok());
    let authority = read_with(&[organisation("AAA", &json!({}))], &json!({ "policy_authority": "AAA" })).unwrap();
    assert_eq!(authority.policy_authority().unwrap().code.as_str(), "AAA");
}
