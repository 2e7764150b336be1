//! The queue of identity, two local persons side by side, decisions and their undoing.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod support;

use dcr_core::audit::{AuditDecision, AuditKind};
use dcr_core::consent::AccessRequest;
use dcr_core::contribution::LinkRelation;
use dcr_core::identifier::{OdsCode, PersonKey, SourceSystem, SubjectId};
use dcr_core::identity::QueryKind;
use dcr_core::record::{DirectiveAuthority, OptOutMode};
use dcr_core::time::Timestamp;
use dcr_node::{Find, IdentityDecision, Node, ReviewPage, StoreError};
use serde_json::{Value, json};
use support::wishes::{database, files, rows};
use support::{NOON, clinician, create, input, key, line, nhs_number};

const HOSPITAL: (&str, &str) = ("RBD", "PAS");
const PRACTICE: (&str, &str) = ("J81001", "GP");
const COUNCIL: (&str, &str) = ("E06000059", "ASC");

/// The local person whom a source's lines are about.
fn local(source: (&str, &str), person: u32) -> PersonKey {
    PersonKey {
        organisation: OdsCode::parse(source.0).unwrap(),
        system: SourceSystem::parse(source.1).unwrap(),
        subject: SubjectId::new(source.1, &format!("{}", 100_000 + person)).unwrap(),
    }
}

/// Who a local person is: names, date of birth, and the number of the n-th made-up person.
fn states(node: &Node, source: (&str, &str), person: u32, who: (&str, &str, &str), number: Option<(u32, &str)>) {
    states_more(node, source, person, who, number, &json!({}));
}

fn states_more(
    node: &Node,
    source: (&str, &str),
    person: u32,
    (given, family, birth_date): (&str, &str, &str),
    number: Option<(u32, &str)>,
    more: &Value,
) {
    let numbers: Vec<Value> = number
        .iter()
        .map(|(number, verification)| json!({ "number": nhs_number(*number), "verification": verification }))
        .collect();
    let mut demographics = json!({
        "nhs_numbers": numbers, "names": [{ "family": family, "given": [given] }], "birth_date": birth_date,
    });
    for (name, member) in more.as_object().unwrap() {
        demographics[name] = member.clone();
    }
    let body = json!({ "demographics": demographics });
    let receipt = node.submit(&line(source, person, &format!("patient/{person}"), 1, &body), &input(source)).unwrap();
    assert_eq!((receipt.accepted, receipt.contributions), (1, 1));
}

const ANNE: (&str, &str, &str) = ("Anneliese", "Quibbleworth", "1944-03-05");
const MARY: (&str, &str, &str) = ("Marigold", "Quibbleworth", "1944-03-05");

/// The practice has Anne verified under the first number; the hospital has her twin under it.
fn node() -> (tempfile::TempDir, Node) {
    let folder = tempfile::tempdir().unwrap();
    let node = create(folder.path());
    states(&node, PRACTICE, 1, ANNE, Some((1, "01")));
    states(&node, HOSPITAL, 1, MARY, Some((1, "03")));
    (folder, node)
}

fn pair() -> (PersonKey, PersonKey) {
    (local(HOSPITAL, 1), local(PRACTICE, 1))
}

/// Someone of the node's records department.
fn clerk() -> AccessRequest {
    AccessRequest::new("777000111222", "RBD", "R8008", "PATADMIN", Timestamp::parse(NOON).unwrap())
        .named("Mr Bo Quill")
        .by("registered-patient", None)
}

fn page(node: &Node) -> ReviewPage {
    node.identity_review(&clerk(), None, 100).unwrap()
}

fn kinds(node: &Node) -> Vec<QueryKind> {
    page(node).items.iter().map(|item| item.query.kind).collect()
}

fn found(node: &Node, person: &PersonKey) -> Option<String> {
    node.find(&clinician(), &Find::Person(person.clone())).unwrap().map(|found| found.person.to_string())
}

fn decide(node: &Node, decision: IdentityDecision) -> Result<(), dcr_node::NodeError> {
    let (one, other) = pair();
    node.identity_decide(&clerk(), &one, &other, decision, "Seen both, with papers")
}

fn events(node: &Node, kind: AuditKind) -> Vec<AuditDecision> {
    let events = node.who_saw(&clinician(), &nhs_number(1)).unwrap();
    events
        .iter()
        .map(|event| event.parts())
        .filter(|parts| parts.kind == kind)
        .map(|parts| parts.outcome.decision)
        .collect()
}

#[test]
fn a_number_in_query_is_listed_compared_and_accounted_for() {
    let (_folder, node) = node();
    let (one, other) = pair();
    let listed = page(&node);
    assert_eq!((listed.items.len(), listed.next, listed.complete), (1, None, true));
    let query = &listed.items[0].query;
    let smaller = one.clone().min(other.clone());
    assert_eq!((query.kind, &query.left, &query.nhs_number), (QueryKind::NhsNumber, &smaller, &Some(nhs_number(1))));
    assert_eq!(page(&node), listed, "the order is stable");
    // Under the practice's person, whose number it is, and whoever reads the account by it.
    assert_eq!(events(&node, AuditKind::IdentityReview).len(), 2);

    let seen = node.identity_compare(&clerk(), &other, &one).unwrap().unwrap();
    assert_eq!((seen.left.person.clone(), seen.joined, seen.queries.len()), (smaller, false, 1));
    let (hospital, practice) =
        if seen.left.person == one { (&seen.left, &seen.right) } else { (&seen.right, &seen.left) };
    assert_eq!((practice.nhs_number.clone(), hospital.nhs_number.clone()), (Some(nhs_number(1)), None));
    let given = |person: &dcr_node::ComparedPerson| person.demographics[0].demographics.names[0].given[0].clone();
    assert_eq!((given(practice), given(hospital)), ("Anneliese".to_owned(), "Marigold".to_owned()));
    assert_eq!(events(&node, AuditKind::IdentityReview).len(), 3);
    let debug = format!("{seen:?}{:?}", seen.left);
    assert!(!debug.contains("Quibbleworth") && !debug.contains("999"));
}

#[test]
fn a_decision_joins_and_undone_leaves_no_trace() {
    let (_folder, node) = node();
    let (one, other) = pair();
    let look = |node: &Node| support::wishes::record(node, &nhs_number(1));
    let before = (look(&node), found(&node, &one), found(&node, &other));
    decide(&node, IdentityDecision::Same).unwrap();
    assert_eq!(found(&node, &one), found(&node, &other));
    assert_ne!(look(&node), before.0);
    assert_eq!(kinds(&node), []);
    let seen = node.identity_compare(&clerk(), &one, &other).unwrap().unwrap();
    let decision = seen.decision.unwrap();
    assert!(seen.joined && seen.evidence.len() == 1);
    assert_eq!((decision.relation, decision.role.as_str()), (LinkRelation::Same, "R8008"));
    assert_eq!((decision.reason.as_str(), decision.at), ("Seen both, with papers", clerk().at));

    assert_eq!(decide(&node, IdentityDecision::Different).unwrap_err().code(), "node.identity.decided");
    node.identity_undo(&clerk(), &other, &one).unwrap();
    assert_eq!((look(&node), found(&node, &one), found(&node, &other)), before);
    assert_eq!(kinds(&node), [QueryKind::NhsNumber]);
    assert_eq!(node.identity_undo(&clerk(), &one, &other).unwrap_err().code(), "node.identity.undecided");
    // Decided anew, with the same clock.
    decide(&node, IdentityDecision::Same).unwrap();
    assert_eq!(found(&node, &one), found(&node, &other));
    let told = events(&node, AuditKind::LinkDecision);
    let (permit, deny) = (AuditDecision::Permit, AuditDecision::Deny);
    // Once joined, the account of the number is that of both.
    assert_eq!(told, [permit, permit, deny, deny, permit, permit, deny, deny, permit, permit]);
}

#[test]
fn those_decided_to_be_two_are_a_confusion_until_the_number_is_put_right() {
    let (_folder, node) = node();
    decide(&node, IdentityDecision::Different).unwrap();
    assert_eq!(kinds(&node), [QueryKind::Confusion]);
    let body = json!({ "demographics": { "names": [{ "family": MARY.1, "given": [MARY.0] }], "birth_date": MARY.2 } });
    node.submit(&line(HOSPITAL, 1, "patient/1", 2, &body), &input(HOSPITAL)).unwrap();
    assert_eq!(kinds(&node), []);
    // A later statement of their own source that they are one does not lift what a person decided.
    states(&node, HOSPITAL, 2, MARY, None);
    decide_of(&node, &local(HOSPITAL, 1), &local(HOSPITAL, 2), IdentityDecision::Different).unwrap();
    node.submit(&line(HOSPITAL, 1, "merge", 3, &support::wishes::link("replaces", 2)), &input(HOSPITAL)).unwrap();
    assert_ne!(found(&node, &local(HOSPITAL, 1)), found(&node, &local(HOSPITAL, 2)));
    assert_eq!(kinds(&node), [], "it was decided of these very two");
}

fn decide_of(
    node: &Node,
    one: &PersonKey,
    other: &PersonKey,
    decision: IdentityDecision,
) -> Result<(), dcr_node::NodeError> {
    node.identity_decide(&clerk(), one, other, decision, "Asked the ward")
}

#[test]
fn two_numbers_are_not_joined_by_a_decision_either() {
    let (_folder, node) = node();
    states(&node, COUNCIL, 1, ANNE, Some((2, "01")));
    let (practice, council) = (local(PRACTICE, 1), local(COUNCIL, 1));
    decide_of(&node, &practice, &council, IdentityDecision::Same).unwrap();
    assert_ne!(found(&node, &practice), found(&node, &council));
    assert_eq!(kinds(&node), [QueryKind::NhsNumber, QueryKind::RefusedLink]);
    node.identity_undo(&clerk(), &practice, &council).unwrap();
    assert_eq!(kinds(&node), [QueryKind::NhsNumber]);
}

#[test]
fn who_may_not_review_sees_and_changes_nothing_and_is_accounted_for() {
    let (_folder, node) = node();
    let (one, other) = pair();
    let before = node.stats().unwrap();
    let personal = AccessRequest { purpose: "PATRQT".to_owned(), role: "person".to_owned(), ..clerk() };
    let refused = [
        AccessRequest { organisation: "RDY".to_owned(), ..clinician() },
        AccessRequest { role: "R0000".to_owned(), ..clerk() },
        AccessRequest { purpose: "HRESCH".to_owned(), ..clerk() },
        personal.by("person-themself", None),
    ];
    for by in &refused {
        let code = "node.request.not-permitted";
        assert_eq!(node.identity_review(by, None, 10).unwrap_err().code(), code);
        assert_eq!(node.identity_compare(by, &one, &other).unwrap(), None);
        assert_eq!(node.identity_decide(by, &one, &other, IdentityDecision::Same, "x").unwrap_err().code(), code);
        assert_eq!(node.identity_undo(by, &one, &other).unwrap_err().code(), code);
    }
    let after = node.stats().unwrap();
    // One for the queue, two each for the comparison, the decision and its undoing.
    assert_eq!(after.audit_events - before.audit_events, 7 * refused.len() as u64);
    assert_eq!(after.contributions, before.contributions);
    for reason in ["", " \u{7} ", &"x".repeat(2_001)] {
        let refused = node.identity_decide(&clerk(), &one, &other, IdentityDecision::Same, reason);
        assert_eq!(refused.unwrap_err().code(), "node.identity.reason");
    }
}

type Protection = (&'static str, fn(&Node));

/// Whoever is protected, in each way.
fn protections() -> Vec<Protection> {
    fn marked(node: &Node, source: (&str, &str), number: (u32, &str), who: (&str, &str, &str), label: &str) {
        states_more(node, source, 9, who, Some(number), &json!({ "sensitivity": [label] }));
    }
    vec![
        ("opted out", |node| {
            let by = clinician();
            node.opt_out(&nhs_number(1), OptOutMode::Hide, DirectiveAuthority::Person, None, &by).unwrap();
        }),
        // The mark stands with another member of the practice's cluster, with one who only claims the number, and with one
        // whose details are those of the hospital's twin.
        ("a member is marked", |node| marked(node, ("RDY", "RIO"), (1, "01"), ANNE, "restricted")),
        ("a member is marked very restricted", |node| marked(node, ("RDY", "RIO"), (1, "03"), ANNE, "very-restricted")),
        ("a claimant is marked", |node| marked(node, COUNCIL, (1, "03"), ("Hal", "Corfe", "1980-01-01"), "restricted")),
        ("a mark that is not known", |node| marked(node, ("RDY", "RIO"), (1, "01"), ANNE, "new-mark")),
    ]
}

#[test]
fn whoever_is_protected_is_neither_listed_nor_compared_nor_decided_about() {
    for (what, protect) in protections() {
        let (_folder, node) = node();
        states(&node, ("RDZ", "PAS"), 5, ("Barnaby", "Durdle", "1950-01-01"), Some((5, "03")));
        states(&node, COUNCIL, 5, ("Ebenezer", "Corfe", "1970-09-09"), Some((5, "03")));
        assert_eq!(kinds(&node).len(), 2, "{what}");
        protect(&node);
        let (one, other) = pair();
        let listed = page(&node);
        assert_eq!(listed.items.len(), 1, "{what}");
        assert_eq!(listed.items[0].query.nhs_number, Some(nhs_number(5)), "{what}");
        // As of somebody who is not known; nor beside others, nor in an emergency.
        let stranger = local(HOSPITAL, 77);
        let alone = local(COUNCIL, 5);
        let urgent = clerk().breaking_glass("Unconscious in the emergency department");
        for (left, right) in [(&one, &other), (&one, &alone), (&alone, &other), (&alone, &stranger), (&alone, &alone)] {
            for by in [&clerk(), &urgent] {
                assert_eq!(node.identity_compare(by, left, right).unwrap(), None, "{what}");
                let refused = node.identity_decide(by, left, right, IdentityDecision::Same, "Because");
                assert_eq!(refused.unwrap_err().code(), "node.identity.not-to-compare", "{what}");
            }
        }
    }
}

#[test]
fn a_mark_on_one_member_or_claimant_closes_the_record_of_the_number() {
    for (what, protect) in protections() {
        let (_folder, node) = node();
        assert!(node.view(&clinician(), &nhs_number(1)).unwrap().permitted(), "{what}");
        protect(&node);
        let by = AccessRequest { role: "R8010".to_owned(), ..clerk() };
        assert!(!node.view(&by, &nhs_number(1)).unwrap().permitted(), "{what}");
    }
}

#[test]
fn the_queue_is_paged_without_gaps_or_repeats() {
    let folder = tempfile::tempdir().unwrap();
    let node = create(folder.path());
    for person in 1..=7 {
        states(&node, PRACTICE, person, ANNE, Some((person, "01")));
        states(&node, HOSPITAL, person, MARY, Some((person, "03")));
    }
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = node.identity_review(&clerk(), after, 3).unwrap();
        assert!(page.items.len() <= 3);
        seen.extend(page.items.iter().map(|item| item.query.clone()));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let whole: Vec<_> = page(&node).items.into_iter().map(|item| item.query).collect();
    assert_eq!((seen.len(), &seen), (7, &whole));
}

#[test]
fn one_source_is_asked_about_several_numbers_and_a_shared_local_identifier() {
    let folder = tempfile::tempdir().unwrap();
    let node = create(folder.path());
    let several = json!({ "nhs_numbers": [{ "number": nhs_number(1) }, { "number": nhs_number(2) }] });
    states_more(&node, HOSPITAL, 1, ANNE, None, &several);
    states(&node, HOSPITAL, 2, ANNE, None);
    let known_as = json!({ "identifiers": [{ "namespace": "PAS", "value": "100002" }] });
    states_more(&node, HOSPITAL, 3, ANNE, Some((3, "01")), &known_as);
    assert_eq!(found(&node, &local(HOSPITAL, 2)), found(&node, &local(HOSPITAL, 3)), "joined, whichever came first");
    states_more(&node, HOSPITAL, 4, ("Hal", "Corfe", "1980-01-01"), None, &known_as);
    assert_eq!(kinds(&node), [QueryKind::SeveralNhsNumbers, QueryKind::LocalIdentifier]);
}

#[test]
fn a_superseded_number_opens_the_record_and_what_was_said_under_it_holds() {
    let (_folder, node) = node();
    let by_number = |number: u32| json!({ "namespace": "nhs-number", "value": nhs_number(number).as_str() });
    states(&node, COUNCIL, 3, ANNE, Some((3, "01")));
    let body = json!({ "link": {
        "other": { "organisation": "RDZ", "system": "PAS", "subject": by_number(3) }, "relation": "replaces",
    } });
    let changed = json!({ "subject": by_number(1) });
    let source = ("RDZ", "PAS");
    let merge = support::wishes::stated(source, 1, "merge", 1, &changed, &body);
    node.submit(&merge, &input(source)).unwrap();
    assert_eq!(found(&node, &local(COUNCIL, 3)), found(&node, &local(PRACTICE, 1)));
    let named = node.find(&clinician(), &Find::NhsNumber(nhs_number(3))).unwrap().unwrap();
    assert_eq!(named.nhs_number, Some(nhs_number(1)));
    node.opt_out(&nhs_number(3), OptOutMode::Hide, DirectiveAuthority::Person, None, &clinician()).unwrap();
    for number in [1, 3] {
        assert!(!node.view(&clinician(), &nhs_number(number)).unwrap().permitted());
    }
}

#[test]
fn what_was_decided_about_someone_who_is_not_held_is_erased() {
    let (folder, node) = node();
    decide(&node, IdentityDecision::Different).unwrap();
    let held =
        |folder: &tempfile::TempDir| rows(folder.path(), "SELECT body FROM contribution WHERE length(body) > 0").len();
    let before = held(&folder);
    node.opt_out(&nhs_number(1), OptOutMode::DoNotHold, DirectiveAuthority::Person, None, &clinician()).unwrap();
    // The practice's statement and the decision are gone, the wish is new. The hospital only states the number.
    assert_eq!(held(&folder), before - 1);
    assert_eq!(kinds(&node), []);
    assert!(rows(folder.path(), "SELECT 1 FROM identity_query").is_empty());
}

/// What was decided at another node about two local persons here.
fn decided_elsewhere(relation: &str, one: &PersonKey, other: &PersonKey) -> Vec<u8> {
    let body =
        json!({ "link": { "of": one, "other": other, "relation": relation, "reason": "Seen", "role": "R8008" } });
    let changed = json!({ "subject": { "namespace": "identity-decision", "value": "7" } });
    support::wishes::stated(("RDY", "DCR"), 1, "identity/7", 1, &changed, &body)
}

#[test]
fn what_was_decided_at_another_node_counts_here_and_names_nobody_who_is_not_held() {
    let (_folder, node) = node();
    let (one, other) = pair();
    let elsewhere = ("RDY", "DCR");
    let people = node.stats().unwrap().local_persons;
    node.submit(&decided_elsewhere("same", &one, &other), &input(elsewhere)).unwrap();
    assert_eq!(found(&node, &one), found(&node, &other));
    assert_eq!(node.stats().unwrap().local_persons, people);
    let seen = node.identity_compare(&clerk(), &one, &other).unwrap().unwrap();
    assert!(seen.joined && seen.decision.is_none(), "it stands there and is undone there");
    // Here it is decided otherwise: whoever keeps apart is stronger.
    decide(&node, IdentityDecision::Different).unwrap();
    assert_ne!(found(&node, &one), found(&node, &other));

    let (_folder, node) = self::node();
    node.opt_out(&nhs_number(1), OptOutMode::DoNotHold, DirectiveAuthority::Person, None, &clinician()).unwrap();
    let receipt = node.submit(&decided_elsewhere("different", &one, &other), &input(elsewhere)).unwrap();
    assert_eq!((receipt.not_held, receipt.contributions), (1, 0));
}

#[test]
fn nothing_of_the_queue_is_readable_on_disk() {
    let (folder, node) = node();
    decide(&node, IdentityDecision::Different).unwrap();
    assert_eq!(kinds(&node).len(), 1);
    node.close().unwrap();
    let files = files(folder.path());
    let words = ["Quibbleworth", "Marigold", "Seen both", "100001", "9990000"];
    for word in words {
        assert!(!files.windows(word.len()).any(|window| window == word.as_bytes()), "{word}");
    }
}

#[test]
fn a_store_of_the_format_before_is_brought_up_to_date() {
    let (folder, node) = node();
    let listed = page(&node);
    node.close().unwrap();
    let connection = database(folder.path());
    connection
        .execute_batch(
            "DROP TABLE identity_statement; DROP TABLE person_identifier; DROP TABLE identity_touched;
             DROP TABLE identity_query; DROP TABLE identity_decision; DROP TABLE match_person; DROP TABLE match_block;
             DROP TABLE match_pair; DROP TABLE match_pending; PRAGMA user_version = 2;",
        )
        .unwrap();
    drop(connection);
    let node = Node::open(folder.path(), &key()).unwrap();
    assert_eq!(page(&node), listed);
    assert_eq!(rows(folder.path(), "PRAGMA user_version"), [[rusqlite::types::Value::Integer(3)]]);
    node.close().unwrap();
    database(folder.path()).pragma_update(None, "user_version", 4).unwrap();
    let newer = Node::open(folder.path(), &key()).unwrap_err();
    assert!(matches!(newer, dcr_node::NodeError::Store(StoreError::Newer { found: 4, known: 3 })));
}
