//! Each contradiction in a policy, and where it is found.

use crate::made::dorset;
use dcr_core::consent::{Policy, PolicyError, PolicyFault};
use serde_json::{Value, json};

type Change = fn(&mut Value);

/// Each contradiction: what is changed in the Dorset example, where it is found, and what it is.
const FAULTS: &[(Change, &str, PolicyFault)] = &[
    (|p| p["format"] = json!(2), "/format", PolicyFault::FormatUnknown),
    (|p| p["name"] = json!(" "), "/name", PolicyFault::NameEmpty),
    // Unknown words, in each place that has words.
    (|p| p["purposes"][1] = json!("FUN"), "/purposes/1", PolicyFault::WordUnknown),
    (|p| p["roles"][0]["sections"][1] = json!("all"), "/roles/0/sections/1", PolicyFault::WordUnknown),
    (|p| p["roles"][9]["existence"][0] = json!("all"), "/roles/9/existence/0", PolicyFault::WordUnknown),
    (|p| p["roles"][11]["coded"][1] = json!("all"), "/roles/11/coded/1", PolicyFault::WordUnknown),
    (|p| p["roles"][0]["relationships"][1] = json!("friend"), "/roles/0/relationships/1", PolicyFault::WordUnknown),
    (|p| p["break_glass"]["purposes"][0] = json!("FUN"), "/break_glass/purposes/0", PolicyFault::WordUnknown),
    (|p| p["break_glass"]["overrides"][1] = json!("law"), "/break_glass/overrides/1", PolicyFault::WordUnknown),
    (
        |p| p["break_glass"]["never_opens"][2] = json!("violense"),
        "/break_glass/never_opens/2",
        PolicyFault::WordUnknown,
    ),
    (|p| p["break_glass"]["codes"][0] = json!("scr-9"), "/break_glass/codes/0", PolicyFault::WordUnknown),
    (|p| p["relationships"][1]["kind"] = json!("friend"), "/relationships/1/kind", PolicyFault::WordUnknown),
    (
        |p| p["relationships"][1]["asserted_by"][0] = json!("robot"),
        "/relationships/1/asserted_by/0",
        PolicyFault::WordUnknown,
    ),
    (|p| p["relationships"][6]["codes"][0] = json!("mim-99"), "/relationships/6/codes/0", PolicyFault::WordUnknown),
    (
        |p| p["permission_to_view"]["exempt"] = json!(["friend"]),
        "/permission_to_view/exempt/0",
        PolicyFault::WordUnknown,
    ),
    (|p| p["admission"]["evidence"][0] = json!("trust"), "/admission/evidence/0", PolicyFault::WordUnknown),
    (|p| p["admission"]["kinds"][1]["kind"] = json!("hospital"), "/admission/kinds/1/kind", PolicyFault::WordUnknown),
    (
        |p| p["admission"]["kinds"][1]["evidence"][0] = json!("trust"),
        "/admission/kinds/1/evidence/0",
        PolicyFault::WordUnknown,
    ),
    (|p| p["restricted_person"]["view"] = json!("open"), "/restricted_person/view", PolicyFault::WordUnknown),
    (|p| p["restricted_person"]["keeps"][0] = json!("all"), "/restricted_person/keeps/0", PolicyFault::WordUnknown),
    (|p| p["embargo"]["purposes"][0] = json!("FUN"), "/embargo/purposes/0", PolicyFault::WordUnknown),
    (|p| p["deceased"]["purposes"][0] = json!("FUN"), "/deceased/purposes/0", PolicyFault::WordUnknown),
    (|p| p["connections"]["self"] = json!("allow"), "/connections/self", PolicyFault::WordUnknown),
    (|p| p["connections"]["relative"] = json!("allow"), "/connections/relative", PolicyFault::WordUnknown),
    (|p| p["connections"]["colleague"] = json!("allow"), "/connections/colleague", PolicyFault::WordUnknown),
    (|p| p["coded_statements"][0] = json!("gossip"), "/coded_statements/0", PolicyFault::WordUnknown),
    (|p| p["tells"][0] = json!("why"), "/tells/0", PolicyFault::WordUnknown),
    // A word twice.
    (|p| p["purposes"][1] = json!("TREAT"), "/purposes/1", PolicyFault::WordRepeated),
    (|p| p["roles"][0]["sections"][2] = json!("alerts"), "/roles/0/sections/2", PolicyFault::WordRepeated),
    (|p| p["roles"][0]["labels"][1] = json!("restricted"), "/roles/0/labels/1", PolicyFault::WordRepeated),
    (
        |p| p["roles"][0]["relationships"][1] = json!("registered-patient"),
        "/roles/0/relationships/1",
        PolicyFault::WordRepeated,
    ),
    (|p| p["break_glass"]["roles"][1] = json!("R8000"), "/break_glass/roles/1", PolicyFault::WordRepeated),
    (
        |p| p["break_glass"]["overrides"][1] = json!("relationship"),
        "/break_glass/overrides/1",
        PolicyFault::WordRepeated,
    ),
    (
        |p| p["relationships"][1]["kind"] = json!("registered-patient"),
        "/relationships/1/kind",
        PolicyFault::WordRepeated,
    ),
    (|p| p["admission"]["kinds"][1]["kind"] = json!("hospice"), "/admission/kinds/1/kind", PolicyFault::WordRepeated),
    (|p| p["tells"] = json!(["role", "role"]), "/tells/1", PolicyFault::WordRepeated),
    // Roles.
    (|p| p["roles"][1]["code"] = json!("R8000"), "/roles/1/code", PolicyFault::WordRepeated),
    (|p| p["roles"][1]["code"] = json!("doctor"), "/roles/1/code", PolicyFault::RoleForm),
    (|p| p["roles"][1]["code"] = json!("S8000:R8000"), "/roles/1/code", PolicyFault::RoleForm),
    (|p| p["roles"][1]["name"] = json!(""), "/roles/1/name", PolicyFault::NameEmpty),
    (|p| p["break_glass"]["roles"][0] = json!("R8017"), "/break_glass/roles/0", PolicyFault::RoleUndefined),
    (|p| p["roles"][7]["sections"] = json!([]), "/roles/7/sections", PolicyFault::RoleWithoutSections),
    (|p| p["roles"][7]["relationships"] = json!([]), "/roles/7/relationships", PolicyFault::RoleWithoutRelationships),
    (|p| p["roles"][0]["coded"] = json!(["problems"]), "/roles/0/coded/0", PolicyFault::DetailRepeated),
    (|p| p["roles"][0]["existence"] = json!(["problems"]), "/roles/0/existence/0", PolicyFault::DetailRepeated),
    (|p| p["roles"][11]["existence"] = json!(["problems"]), "/roles/11/existence/0", PolicyFault::DetailRepeated),
    (
        |p| {
            p["roles"][7]["sections"] = json!([]);
            p["roles"][7]["coded"] = json!(["demographics"]);
        },
        "/roles/7/coded/0",
        PolicyFault::DetailNotForSection,
    ),
    (|p| p["roles"][7]["coded"] = json!(["about-me"]), "/roles/7/coded/0", PolicyFault::DetailNotForSection),
    // Labels.
    (
        |p| p["roles"][0]["labels"][1] = json!("assisted-conception"),
        "/roles/0/labels/1",
        PolicyFault::LegallyRestricted,
    ),
    (|p| p["roles"][0]["labels"][1] = json!("gender-recognition"), "/roles/0/labels/1", PolicyFault::LegallyRestricted),
    (|p| p["roles"][0]["labels"][1] = json!("not-for-person"), "/roles/0/labels/1", PolicyFault::LabelNotGrantable),
    (|p| p["roles"][0]["labels"][1] = json!("awaiting-review"), "/roles/0/labels/1", PolicyFault::LabelNotGrantable),
    (|p| p["roles"][0]["labels"][1] = json!(" "), "/roles/0/labels/1", PolicyFault::LabelEmpty),
    // Purposes.
    (|p| p["purposes"][1] = json!("HOPERAT"), "/purposes/1", PolicyFault::SecondaryUse),
    (|p| p["purposes"][1] = json!("PUBHLTH"), "/purposes/1", PolicyFault::SecondaryUse),
    (|p| p["purposes"][1] = json!("HRESCH"), "/purposes/1", PolicyFault::SecondaryUse),
    (|p| p["break_glass"]["purposes"][1] = json!("HRESCH"), "/break_glass/purposes/1", PolicyFault::SecondaryUse),
    (|p| p["embargo"]["purposes"][1] = json!("PUBHLTH"), "/embargo/purposes/1", PolicyFault::SecondaryUse),
    (|p| p["deceased"]["purposes"][1] = json!("HOPERAT"), "/deceased/purposes/1", PolicyFault::SecondaryUse),
    (
        |p| p["purposes"] = json!(["TREAT", "PATRQT", "FAMRQT", "PWATRNY"]),
        "/break_glass/purposes/1",
        PolicyFault::PurposeNotPermitted,
    ),
    (
        |p| p["purposes"] = json!(["TREAT", "ETREAT", "THREAT", "PATRQT"]),
        "/embargo/purposes/1",
        PolicyFault::PurposeNotPermitted,
    ),
    (
        |p| p["purposes"] = json!(["TREAT", "ETREAT", "THREAT", "PATRQT", "FAMRQT", "PWATRNY"]),
        "/deceased/purposes/2",
        PolicyFault::PurposeNotPermitted,
    ),
    // Relationships.
    (
        |p| drop(p["relationships"].as_array_mut().unwrap().remove(1)),
        "/roles/0/relationships/1",
        PolicyFault::RelationshipWithoutTerms,
    ),
    (
        |p| p["roles"][0]["relationships"][1] = json!("person-themself"),
        "/roles/0/relationships/1",
        PolicyFault::RelationshipNotForRole,
    ),
    (
        |p| p["roles"][0]["relationships"][1] = json!("proxy"),
        "/roles/0/relationships/1",
        PolicyFault::RelationshipNotForRole,
    ),
    (
        |p| p["roles"][12]["relationships"] = json!(["proxy"]),
        "/roles/12/relationships/0",
        PolicyFault::RelationshipNotForRole,
    ),
    (
        |p| p["roles"][13]["relationships"] = json!(["proxy", "referral"]),
        "/roles/13/relationships/1",
        PolicyFault::RelationshipNotForRole,
    ),
    (|p| p["relationships"][1]["asserted_by"] = json!([]), "/relationships/1/asserted_by", PolicyFault::NobodyVouches),
    (|p| p["relationships"][1]["expires_hours"] = json!(0), "/relationships/1/expires_hours", PolicyFault::NoTime),
    (|p| p["relationships"][1]["codes"] = json!(["mim-01"]), "/relationships/1/codes/0", PolicyFault::ReasonNotForThis),
    (
        |p| p["relationships"][6]["codes"] = json!(["mim-01", "scr-5"]),
        "/relationships/6/codes/1",
        PolicyFault::ReasonNotForThis,
    ),
    (
        |p| p["relationships"][6] = json!({ "kind": "self-claimed", "asserted_by": ["user"], "code_required": true }),
        "/relationships/6/code_required",
        PolicyFault::NoReasonAccepted,
    ),
    (
        |p| p["relationships"][1]["code_required"] = json!(true),
        "/relationships/1/code_required",
        PolicyFault::NoReasonAccepted,
    ),
    // Reasons and times.
    (|p| p["self_claim_reason_characters"] = json!(0), "/self_claim_reason_characters", PolicyFault::ReasonTooShort),
    (
        |p| p["break_glass"]["reason_characters"] = json!(0),
        "/break_glass/reason_characters",
        PolicyFault::ReasonTooShort,
    ),
    (|p| p["break_glass"]["codes"][0] = json!("scr-4"), "/break_glass/codes/0", PolicyFault::ReasonNotForThis),
    (|p| p["break_glass"]["codes"][1] = json!("scr-6"), "/break_glass/codes/1", PolicyFault::ReasonNotForThis),
    (
        |p| {
            p["break_glass"]["codes"] = json!([]);
            p["break_glass"]["code_required"] = json!(true);
        },
        "/break_glass/code_required",
        PolicyFault::NoReasonAccepted,
    ),
    (|p| p["one_visit_hours"] = json!(0), "/one_visit_hours", PolicyFault::NoTime),
    // Code sets.
    (|p| p["code_sets"][1]["name"] = p["code_sets"][0]["name"].clone(), "/code_sets/1/name", PolicyFault::WordRepeated),
    (|p| p["code_sets"][1]["name"] = json!(""), "/code_sets/1/name", PolicyFault::NameEmpty),
    (|p| p["code_sets"][1]["label"] = json!(" "), "/code_sets/1/label", PolicyFault::LabelEmpty),
    (|p| p["code_sets"][1]["label"] = json!("not-for-person"), "/code_sets/1/label", PolicyFault::LabelNotGrantable),
    (|p| p["code_sets"][1]["label"] = json!("awaiting-review"), "/code_sets/1/label", PolicyFault::LabelNotGrantable),
    (
        |p| p["code_sets"][1]["codes"] = json!([{ "system": "s", "code": "" }]),
        "/code_sets/1/codes/0/code",
        PolicyFault::NameEmpty,
    ),
    (
        |p| p["code_sets"][1]["codes"] = json!([{ "system": "", "code": "c" }]),
        "/code_sets/1/codes/0/system",
        PolicyFault::NameEmpty,
    ),
    (
        |p| p["code_sets"][1]["stems"] = json!([{ "system": "s", "stem": "" }]),
        "/code_sets/1/stems/0/stem",
        PolicyFault::NameEmpty,
    ),
    (
        |p| p["code_sets"][1]["stems"] = json!([{ "system": "", "stem": "c" }]),
        "/code_sets/1/stems/0/system",
        PolicyFault::NameEmpty,
    ),
    // What the requester is told.
    (|p| p["tells"] = json!(["role", "law"]), "/tells/1", PolicyFault::TellsTooMuch),
    (
        |p| p["tells"] = json!(["role", "agreement", "wish", "protected", "embargo"]),
        "/tells",
        PolicyFault::TellsTooMuch,
    ),
];

#[test]
fn each_contradiction_is_refused_where_it_is() {
    for (change, pointer, fault) in FAULTS {
        let mut policy = dorset();
        change(&mut policy);
        let error = Policy::from_json(policy.to_string().as_bytes()).map(|_| ());
        let expected = PolicyError::Invalid { pointer: (*pointer).to_owned(), fault: *fault };
        assert_eq!(error, Err(expected), "{pointer}: {fault}");
    }
    let tested = |fault: &&PolicyFault| FAULTS.iter().any(|(_, _, tested)| tested == *fault);
    assert_eq!(PolicyFault::ALL.iter().filter(tested).count(), PolicyFault::ALL.len(), "a fault is not in the table");
}

#[test]
fn what_is_not_of_the_shape_is_unreadable() {
    for change in [
        (|p| p["sekret"] = json!(1)) as Change,
        |p| p["roles"][0]["sekret"] = json!(1),
        |p| p["break_glass"]["sekret"] = json!(1),
        |p| p["one_visit_hours"] = json!(-1),
        |p| p["one_visit_hours"] = json!("1"),
        |p| drop(p.as_object_mut().unwrap().remove("break_glass")),
    ] {
        let mut policy = dorset();
        change(&mut policy);
        let error = Policy::from_json(policy.to_string().as_bytes()).unwrap_err();
        assert_eq!(error.code(), "policy.unreadable");
        assert!(!error.to_string().contains("sekret"));
    }
}
