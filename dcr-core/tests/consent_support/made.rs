//! Policies, requests and records made at random, with every member that they can have. The times lie about one
//! instant, so that windows begin and end around the look.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    dead_code,
    unused_imports,
    unreachable_pub,
    reason = "test support: a failure here is the test's failure"
)]

#[path = "made_records.rs"]
mod records;
#[path = "made_requests.rs"]
mod requests;

pub use records::{aimed, directive, record, sensitivity};
pub use requests::request;

use dcr_core::consent::{
    AccessRequest, ConsentRecord, Outcome, Plan, Policy, RecordDecision, Rule, SectionState, decide_record,
};
use dcr_core::identifier::NhsNumber;
use dcr_core::record::{Section, SharingStatement};
use dcr_core::register::Register;
use dcr_core::time::Timestamp;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::LazyLock;

pub const REASON: &str = "found collapsed at home, nobody else to ask";
pub const NUMBER: &str = "9434765919";
pub(crate) const HOUR: i64 = 3_600_000;
/// Hours before and after the look; those after the first half lie after it.
pub(crate) const NEAR: [i64; 16] =
    [-20_000, -4_400, -800, -721, -169, -72, -48, -24, -12, -1, 0, 1, 12, 24, 500, 9_000];
pub(crate) const CODES: [(&str, &str, &str); 6] = [
    ("http://snomed.info/sct", "86406008", "HIV infection"),
    ("http://read.info/readv2", "43C3.", "HIV positive"),
    ("http://read.info/readv2", "14XD.", "History of abuse"),
    ("http://snomed.info/sct", "63487001", "Assisted fertilisation"),
    ("http://snomed.info/sct", "38341003", "Hypertension"),
    ("urn:local", "86406008", "Something else"),
];
pub const LABELS: [&str; 17] = [
    "restricted",
    "very-restricted",
    "not-for-person",
    "third-party",
    "sexual-health",
    "hiv",
    "mental-health",
    "substance-use",
    "violence",
    "termination",
    "location",
    "assisted-conception",
    "gender-recognition",
    "safeguarding",
    "awaiting-review",
    "local-word",
    "unknown-word",
];
const OVERRIDES: [&str; 14] = [
    "relationship",
    "opt-out",
    "not-understood",
    "organisation-dissent",
    "purpose-dissent",
    "user-dissent",
    "section-dissent",
    "item-dissent",
    "label-dissent",
    "label-not-granted",
    "restricted-person",
    "connection",
    "deceased",
    "permission",
];

/// A policy, a request and a record.
#[derive(Clone)]
pub struct Case {
    pub policy: Value,
    pub request: AccessRequest,
    pub record: ConsentRecord,
}

impl std::fmt::Debug for Case {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "policy {}\nrequest {}\nrecord {}", self.policy, json!(self.request), json!(self.record))
    }
}

impl Case {
    pub fn plan(&self) -> Plan {
        plan(&self.policy)
    }

    pub fn with(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut changed = self.clone();
        change(&mut changed);
        changed
    }

    pub fn decide(&self, plan: &Plan) -> RecordDecision {
        decide_record(plan, &self.request, Some(&self.record))
    }

    pub fn told(&self, plan: &Plan) -> BTreeSet<String> {
        told(&self.decide(plan))
    }
}

/// Everything that an answer lets be known: that the look is permitted, each statement, its source, a section's words,
/// that there is anything in a section, and that nothing of it is withheld.
pub fn told(decided: &RecordDecision) -> BTreeSet<String> {
    let decision = &decided.decision;
    if decision.outcome() == Outcome::Deny {
        return BTreeSet::new();
    }
    let coded = decision.rules().iter().filter(|fired| fired.rule == Rule::CodedOnly);
    let coded: Vec<Section> = coded.flat_map(|fired| fired.sections.clone()).collect();
    let mut told = BTreeSet::from(["a look".to_owned()]);
    told.extend(decided.shown.iter().cloned());
    let sourced = decided.shown.iter().filter(|name| !decided.unsourced.contains(name));
    told.extend(sourced.map(|name| format!("the source of {name}")));
    for decided in decision.sections() {
        let section = decided.section;
        let shows = matches!(decided.state, SectionState::Shown | SectionState::PartlyWithheld);
        if shows || decided.state == SectionState::Held {
            told.insert(format!("something in {section}"));
        }
        if shows && !coded.contains(&section) {
            told.insert(format!("the words of {section}"));
        }
        if matches!(decided.state, SectionState::Shown | SectionState::NothingRecorded) {
            told.insert(format!("the whole of {section}"));
        }
    }
    told
}

/// Fails where one answer lets anything be known that the other does not.
pub fn no_more(less: &BTreeSet<String>, whole: &BTreeSet<String>) -> Result<(), TestCaseError> {
    let more: Vec<&String> = less.difference(whole).collect();
    prop_assert!(more.is_empty(), "reveals {more:?}");
    Ok(())
}

pub fn policy_of(document: &Value) -> Policy {
    Policy::new(serde_json::from_value(document.clone()).unwrap()).unwrap()
}

pub fn plan(policy: &Value) -> Plan {
    Plan::new(policy_of(policy), REGISTER.clone())
}

/// The register of the vectors, its organisations with every kind of evidence that an example policy asks for.
pub static REGISTER_DOCUMENT: LazyLock<Value> = LazyLock::new(|| {
    let mut register = file("register.json");
    for organisation in register["organisations"].as_array_mut().unwrap() {
        for kind in ["impact-assessment", "network"] {
            let piece = json!({ "kind": kind, "from": "2018-01-01T00:00:00.000Z" });
            organisation["assurance"]["evidence"].as_array_mut().unwrap().push(piece);
        }
    }
    register
});

pub static REGISTER: LazyLock<Register> = LazyLock::new(|| register_of(&REGISTER_DOCUMENT));

pub fn register_of(document: &Value) -> Register {
    Register::from_json(document.to_string().as_bytes()).unwrap()
}

/// The policies of the vectors and the two examples.
static POLICIES: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let mut policies = file("combinations.json")["policies"].as_array().unwrap().clone();
    policies.push(file("rules.json")["policy"].clone());
    policies.extend([dorset(), strict()]);
    policies
});

pub fn dorset() -> Value {
    serde_json::from_slice(Policy::DORSET_EXAMPLE).unwrap()
}

pub fn strict() -> Value {
    serde_json::from_slice(Policy::STRICT_EXAMPLE).unwrap()
}

fn file(name: &str) -> Value {
    let path = format!("{}/../tests/vectors/consent/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

pub fn at() -> Timestamp {
    Timestamp::parse("2026-11-22T09:00:00Z").unwrap()
}

pub fn later(from: Timestamp, millis: i64) -> Timestamp {
    Timestamp::from_millis(from.millis() + millis).unwrap()
}

pub fn number(text: &str) -> NhsNumber {
    NhsNumber::parse(text).unwrap()
}

pub(crate) fn near() -> impl Strategy<Value = Timestamp> {
    (select(&NEAR[..]), -1..2_i64).prop_map(|(hours, millis)| later(at(), hours * HOUR + millis))
}

fn words(all: &'static [&'static str]) -> impl Strategy<Value = Value> {
    subsequence(all, 0..=all.len()).prop_map(|words| json!(words))
}

/// Some members of a policy, set otherwise; each change leaves the policy without contradiction.
fn change() -> impl Strategy<Value = Value> {
    const KINDS: [&str; 4] = ["admission", "referral", "registered-patient", "proxy"];
    const PURPOSES: [&str; 4] = ["TREAT", "ETREAT", "PATADMIN", "PATRQT"];
    const TELLS: [&str; 6] = ["role", "agreement", "wish", "protected", "not-for-person", "embargo"];
    let sections = || subsequence(Section::ALL, 0..6).prop_map(|sections| json!(sections));
    let rule = || select(vec!["flag", "deny"]);
    let sets = json!([
        { "name": "HIV", "label": "hiv", "codes": [{ "system": CODES[0].0, "code": CODES[0].1 }],
            "stems": [{ "system": CODES[1].0, "stem": "43C" }] },
        { "name": "Violence", "label": "violence", "stems": [{ "system": CODES[2].0, "stem": "14X" }] },
        { "name": "Conception", "label": "assisted-conception",
            "codes": [{ "system": CODES[3].0, "code": CODES[3].1 }] },
    ]);
    prop_oneof![
        words(&OVERRIDES).prop_map(|overrides| json!({ "break_glass": { "overrides": overrides } })),
        subsequence(&LABELS[..15], 0..5).prop_map(|labels| json!({ "break_glass": { "never_opens": labels } })),
        (any::<bool>(), words(&KINDS))
            .prop_map(|(required, exempt)| json!({ "permission_to_view": { "required": required, "exempt": exempt } })),
        (select(vec!["denied", "reduced"]), sections())
            .prop_map(|(view, keeps)| json!({ "restricted_person": { "view": view, "keeps": keeps } })),
        (words(&PURPOSES), select(vec![0, 24, 168]))
            .prop_map(|(purposes, hours)| json!({ "embargo": { "purposes": purposes, "hours": hours } })),
        (words(&PURPOSES), select(vec![0, 1, 30]))
            .prop_map(|(purposes, days)| json!({ "deceased": { "purposes": purposes, "after_days": days } })),
        (rule(), rule(), rule()).prop_map(|(own, relative, colleague)| {
            json!({ "connections": { "self": own, "relative": relative, "colleague": colleague } })
        }),
        subsequence(SharingStatement::ALL, 0..=7).prop_map(|statements| json!({ "coded_statements": statements })),
        select(vec![1, 12, 24]).prop_map(|hours| json!({ "one_visit_hours": hours })),
        subsequence(&TELLS[..], 0..=4).prop_map(|tells| json!({ "tells": tells })),
        Just(json!({ "relationships": null })),
        Just(json!({ "code_sets": sets })),
    ]
}

pub fn policy() -> impl Strategy<Value = Value> {
    (select(&POLICIES[..]), prop::collection::vec(change(), 0..4))
        .prop_map(|(policy, changes)| changes.iter().fold(policy, crate::consent_support::patched))
}

pub fn case() -> impl Strategy<Value = Case> {
    (policy(), request(), record()).prop_map(|(policy, request, record)| Case { policy, request, record })
}

/// Another order of the same, by a number that tells which.
pub fn shuffle<T>(list: &mut [T], seed: &mut u64) {
    for place in (1..list.len()).rev() {
        *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        list.swap(place, usize::try_from(*seed >> 33).unwrap() % (place + 1));
    }
}
