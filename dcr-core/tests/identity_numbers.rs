//! Numbers that replace others, local identifiers, and what a person is asked to settle.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failure is the test's failure")]

mod support;

use dcr_core::contribution::{ContributionBody, ContributionStatus, LinkRelation, Statement};
use dcr_core::identifier::{NhsNumber, PersonKey, SubjectId};
use dcr_core::identity::matching::MatchModel;
use dcr_core::identity::{
    Evidence, HeldReason, IdentityQuery, QueryKind, Resolution, number_of, resolve, resolve_with,
};
use dcr_core::record::{NhsNumberStatement, VerificationStatus};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::LazyLock;
use support::{about, demographics, known_by_number, link, person, statement_of, verified};

const OLD: &str = "9990000018";
const NEW: &str = "9990000026";
const NEWER: &str = "9990000034";
const ANNE: (&str, &str) = ("Anne", "O'Brien");
const JOHN: (&str, &str) = ("John", "Smith");

fn number(text: &str) -> NhsNumber {
    NhsNumber::parse(text).unwrap()
}

fn members(resolution: &Resolution, text: &str) -> Vec<PersonKey> {
    resolution.by_nhs_number(&number(text)).map(|cluster| cluster.members.clone()).unwrap_or_default()
}

fn query(one: &PersonKey, other: &PersonKey, kind: QueryKind, about: Option<&str>) -> IdentityQuery {
    IdentityQuery::between(one, other, kind, about.map(number))
}

/// That a source's person of one number replaced that of another.
fn replaces(new: &str, old: &str) -> Statement {
    link(&known_by_number("RDZ", new), &known_by_number("RDZ", old), LinkRelation::Replaces)
}

/// The practice has the new number, the hospital still the old one.
fn superseded(hospital_names: (&str, &str)) -> (PersonKey, PersonKey, Vec<Statement>) {
    let (practice, hospital) = (person("J81001", "a"), person("RBD", "1"));
    let statements = vec![
        verified(&practice, NEW, ANNE, "1944-03-05"),
        verified(&hospital, OLD, hospital_names, "1944-03-05"),
        replaces(NEW, OLD),
    ];
    (practice, hospital, statements)
}

#[test]
fn a_superseded_number_finds_whose_it_is_now() {
    let (practice, hospital, statements) = superseded(ANNE);
    let found = resolve(&statements);
    assert_eq!(members(&found, NEW), [practice, hospital]);
    assert_eq!(members(&found, OLD), members(&found, NEW));
    let cluster = found.by_nhs_number(&number(OLD)).unwrap();
    assert_eq!((cluster.nhs_number.clone(), cluster.former_numbers.clone()), (Some(number(NEW)), vec![number(OLD)]));
    assert_eq!(found.queries, []);
    // Taken back, both are what they were.
    let apart = resolve(&statements[..2]);
    assert_eq!(members(&apart, OLD).len() + members(&apart, NEW).len(), 2);
    assert!(apart.by_nhs_number(&number(OLD)).unwrap().former_numbers.is_empty());
}

#[test]
fn a_number_that_somebody_else_states_is_not_superseded() {
    // The source merged a wrong number away: it is John's.
    let (practice, hospital, statements) = superseded(JOHN);
    let found = resolve(&statements);
    assert_eq!((members(&found, NEW), members(&found, OLD)), (vec![practice], vec![hospital]));
    let (new, old) = (known_by_number("RDZ", NEW), known_by_number("RDZ", OLD));
    assert_eq!(found.queries, [query(&new, &old, QueryKind::SupersededNumber, Some(OLD))]);
}

#[test]
fn numbers_that_are_said_to_be_two_people_are_severed() {
    let (practice, hospital, mut statements) = superseded(ANNE);
    let (new, old) = (known_by_number("RDZ", NEW), known_by_number("RDZ", OLD));
    statements.push(link(&known_by_number("R0D", OLD), &known_by_number("R0D", NEW), LinkRelation::Different));
    let found = resolve(&statements);
    assert_eq!((members(&found, NEW), members(&found, OLD)), (vec![practice], vec![hospital]));
    assert_eq!(found.queries, []);
    assert_eq!(found.by_person(&new).unwrap().members, [new]);
    assert_eq!(found.by_person(&old).unwrap().members, [old]);
}

#[test]
fn two_successors_and_circles_are_not_followed() {
    let (_, hospital, mut statements) = superseded(ANNE);
    statements.push(verified(&person("RDY", "9"), NEWER, ANNE, "1944-03-05"));
    statements.push(replaces(NEWER, OLD));
    let found = resolve(&statements);
    assert_eq!(members(&found, OLD), [hospital]);
    assert_eq!(found.queries.iter().map(|query| query.kind).collect::<Vec<_>>(), [QueryKind::SupersededNumber; 2]);

    let (_, hospital, mut statements) = superseded(ANNE);
    statements.push(link(&known_by_number("R0D", OLD), &known_by_number("R0D", NEW), LinkRelation::Replaces));
    let found = resolve(&statements);
    assert_eq!(members(&found, OLD), [hospital]);
    assert_eq!(found.queries.len(), 2);
}

#[test]
fn numbers_are_followed_from_one_to_the_next_as_far_as_everyone_agrees() {
    let (practice, hospital, mut statements) = superseded(ANNE);
    let last = person("RDY", "9");
    statements.push(verified(&last, NEWER, ANNE, "1944-03-05"));
    statements.push(replaces(NEWER, NEW));
    let found = resolve(&statements);
    assert_eq!(members(&found, OLD), [practice.clone(), hospital.clone(), last.clone()]);
    assert_eq!(found.by_nhs_number(&number(OLD)).unwrap().former_numbers, [number(OLD), number(NEW)]);
    // The last is somebody else: the chain ends before.
    statements[3] = verified(&last, NEWER, JOHN, "1971-09-30");
    let found = resolve(&statements);
    assert_eq!((members(&found, OLD), members(&found, NEWER)), (vec![practice, hospital], vec![last]));
}

/// A hospital that knows one person by two local numbers, of whom it registered each.
fn known_twice(other: Statement) -> Vec<Statement> {
    let (one, two) = (person("RBD", "1"), person("RBD", "2"));
    let both = about(&verified(&one, NEW, ANNE, "1944-03-05"), |stated| stated.identifiers.push(two.subject));
    vec![both, other]
}

#[test]
fn one_sources_local_identifiers_join_inside_it_and_nowhere_else() {
    let (one, two) = (person("RBD", "1"), person("RBD", "2"));
    let found = resolve(&known_twice(demographics(&two, None, ("A", "Obrien"), "")));
    assert_eq!(members(&found, NEW), [one.clone(), two.clone()]);
    let evidence = &found.by_person(&one).unwrap().evidence;
    assert_eq!(evidence, &[Evidence::LocalIdentifier { left: one.clone(), right: two }]);
    let elsewhere = person("RDY", "2");
    let found = resolve(&known_twice(demographics(&elsewhere, None, ANNE, "1944-03-05")));
    assert_eq!(members(&found, NEW), [one]);
}

#[test]
fn a_local_identifier_of_somebody_else_is_a_query() {
    let (one, two) = (person("RBD", "1"), person("RBD", "2"));
    for other in [
        demographics(&two, None, JOHN, "1971-09-30"),
        demographics(&two, None, ("Mary", "O'Brien"), "1944-03-05"), // twin
        demographics(&two, None, ANNE, "1971-09-30"),                // daughter
        verified(&two, OLD, ANNE, "1944-03-05"),
    ] {
        let mut statements = known_twice(other);
        let found = resolve(&statements);
        assert_eq!(members(&found, NEW), std::slice::from_ref(&one));
        assert_eq!(found.queries, [query(&one, &two, QueryKind::LocalIdentifier, None)]);
        statements.push(link(&two, &one, LinkRelation::Different));
        assert_eq!(resolve(&statements).queries, []);
    }
}

#[test]
fn a_number_that_its_own_source_doubts_does_not_count_among_several() {
    let (practice, hospital) = (person("J81001", "a"), person("RBD", "1"));
    let doubted = |status: VerificationStatus| {
        let numbers = vec![NhsNumberStatement { number: number(NEW), verification: Some(status) }];
        about(&demographics(&hospital, None, JOHN, "1971-09-30"), |stated| stated.nhs_numbers = numbers)
    };
    let stated = demographics(&practice, Some(NEW), ANNE, "1944-03-05");
    let found = resolve([&stated, &doubted(VerificationStatus::NeedsResolving)]);
    assert_eq!(members(&found, NEW), [practice]);
    assert_eq!(members(&resolve([&stated, &doubted(VerificationStatus::NotTraced)]), NEW), []);
    assert_eq!(members(&resolve([&doubted(VerificationStatus::NoMatch)]), NEW), std::slice::from_ref(&hospital));
}

#[test]
fn what_disagrees_is_asked_until_it_is_decided() {
    let (practice, hospital, council) = (person("J81001", "a"), person("RBD", "1"), person("E06000059", "77"));
    let mut statements = vec![
        verified(&practice, NEW, ANNE, "1944-03-05"),
        demographics(&hospital, Some(NEW), ("Mary", "O'Brien"), "1944-03-05"),
        demographics(&council, Some(NEW), JOHN, "1971-09-30"),
    ];
    let asked = |other: &PersonKey, kind| query(&practice, other, kind, Some(NEW));
    let kind = QueryKind::NhsNumber;
    assert_eq!(resolve(&statements).queries, [asked(&council, kind), asked(&hospital, kind)]);
    statements.push(link(&hospital, &practice, LinkRelation::Same));
    assert_eq!(resolve(&statements).queries, [asked(&council, kind)]);
    statements.push(link(&council, &practice, LinkRelation::Different));
    assert_eq!(resolve(&statements).queries, [asked(&council, QueryKind::Confusion)]);
    // Nobody's number: each group is asked about beside one before it.
    let nobodys = [
        demographics(&practice, Some(NEW), ANNE, "1944-03-05"),
        demographics(&hospital, Some(NEW), ("Mary", "Taylor"), "1950-01-01"),
        demographics(&council, Some(NEW), JOHN, "1971-09-30"),
    ];
    let beside = |other: &PersonKey| query(&council, other, kind, Some(NEW));
    assert_eq!(resolve(&nobodys).queries, [beside(&practice), beside(&hospital)]);
}

#[test]
fn a_refused_link_and_several_numbers_are_asked_about() {
    let (one, two) = (person("RBD", "1"), person("RBD", "2"));
    let mut statements = vec![
        verified(&one, NEW, ANNE, "1944-03-05"),
        verified(&two, OLD, ANNE, "1944-03-05"),
        link(&one, &two, LinkRelation::Replaces),
    ];
    let found = resolve(&statements);
    assert_eq!(found.queries, [query(&two, &one, QueryKind::RefusedLink, None)]);
    statements.push(link(&two, &one, LinkRelation::Different));
    assert_eq!(resolve(&statements).queries, []);
    let several = about(&statements[0], |stated| {
        stated.nhs_numbers.push(NhsNumberStatement { number: number(OLD), verification: None });
    });
    let found = resolve([&several]);
    assert_eq!(found.queries[0].kind, QueryKind::SeveralNhsNumbers);
    assert_eq!((&found.queries[0].left, &found.queries[0].right), (&one, &None));
    assert_eq!(found.held[0].reason, HeldReason::SeveralNhsNumbers);
}

const ORGANISATIONS: [&str; 4] = ["RBD", "R0D", "J81001", "E06000059"];
const NUMBERS: [&str; 3] = [OLD, NEW, NEWER];

fn alike<'s>(statements: impl IntoIterator<Item = &'s Statement>) -> Resolution {
    static MODEL: LazyLock<MatchModel> = LazyLock::new(MatchModel::english);
    resolve_with(statements, Some(&MODEL))
}

fn any_person() -> impl Strategy<Value = PersonKey> {
    prop_oneof![
        4 => (0..4_usize, 0..3_u8).prop_map(|(organisation, id)| person(ORGANISATIONS[organisation], &id.to_string())),
        1 => (0..2_usize, 0..3_usize).prop_map(|(organisation, n)| known_by_number(ORGANISATIONS[organisation], NUMBERS[n])),
    ]
}

fn any_statements() -> impl Strategy<Value = Vec<Statement>> {
    let demographic = (any_person(), 0..5_usize, 0..4_usize, 0..4_usize, any::<bool>(), proptest::option::of(0..3_u8))
        .prop_map(|(who, n, names, birth_date, traced, identifier)| {
            let names = [ANNE, ("Mary", "O'Brien"), ("A", "Obrien"), JOHN][names];
            let birth_date = ["1944-03-05", "1944-05-03", "1971-09-30", ""][birth_date];
            let stated = match NUMBERS.get(n) {
                Some(number) if traced => verified(&who, number, names, birth_date),
                number => demographics(&who, number.copied(), names, birth_date),
            };
            about(&stated, |stated| {
                stated.identifiers.extend(identifier.map(|id| SubjectId::new("local", &id.to_string()).unwrap()));
            })
        });
    let links = (any_person(), any_person(), 0..3_usize)
        .prop_map(|(one, other, relation)| link(&one, &other, LinkRelation::ALL[relation]));
    (proptest::collection::vec(demographic, 0..10), proptest::collection::vec(links, 0..6)).prop_map(
        |(people, links)| {
            people.into_iter().chain(links).collect::<dcr_core::merge::StatementSet>().iter().cloned().collect()
        },
    )
}

proptest! {
    #[test]
    fn order_leaves_no_trace(statements in any_statements(), seed in any::<u64>()) {
        let mut shuffled: Vec<&Statement> = statements.iter().collect();
        let count = shuffled.len() as u64;
        for index in 0..shuffled.len() {
            let other = usize::try_from((seed.rotate_left(index as u32) ^ index as u64) % count).unwrap();
            shuffled.swap(index, other);
        }
        prop_assert_eq!(alike(&statements), alike(shuffled.iter().copied()));
        prop_assert_eq!(resolve(&statements), resolve(shuffled));
    }

    #[test]
    fn no_cluster_has_two_numbers(statements in any_statements()) {
        for found in [resolve(&statements), alike(&statements)] {
        for cluster in found.clusters.iter().filter(|cluster| cluster.members.len() > 1) {
            let mut stated: BTreeSet<_> = cluster.members.iter().filter_map(number_of).collect();
            for statement in &statements {
                if let Some(ContributionBody::Demographics(demographics)) = &statement.contribution().parts().body
                    && cluster.members.contains(&statement.contribution().person())
                {
                    stated.extend(demographics.nhs_numbers.iter().map(|stated| stated.number.clone()));
                }
            }
            // One number, or such as replaced one another; several only of one local person, who is held.
            let one = stated.len() <= 1 || stated.iter().all(|number| cluster.has_number(number));
            let replaced = statements.iter().any(|statement| matches!(
                &statement.contribution().parts().body,
                Some(ContributionBody::Link(link)) if link.relation == LinkRelation::Replaces
            ));
            prop_assert!(one || replaced, "{:?}", stated.len());
        }
        for text in NUMBERS {
            prop_assert!(found.clusters.iter().filter(|cluster| cluster.has_number(&number(text))).count() <= 1);
        }
        }
    }

    #[test]
    fn likeness_adds_to_what_was_settled_and_parts_nobody(statements in any_statements()) {
        let found = alike(&statements);
        for settled in resolve(&statements).clusters {
            let cluster = found.by_person(&settled.members[0]).unwrap();
            prop_assert!(settled.members.iter().all(|member| cluster.members.contains(member)));
            prop_assert!(settled.nhs_number.is_none() || cluster.nhs_number == settled.nhs_number);
        }
        for statement in &statements {
            if let Some(ContributionBody::Link(link)) = &statement.contribution().parts().body
                && link.relation == LinkRelation::Different
                && link.other != statement.contribution().person()
            {
                prop_assert!(!found.by_person(&link.other).unwrap().members.contains(&statement.contribution().person()));
            }
        }
    }

    #[test]
    fn a_statement_that_is_taken_back_leaves_no_trace(
        statements in any_statements(),
        one in any_person(),
        other in any_person(),
        relation in 0..3_usize,
    ) {
        let known = |person: &PersonKey| statements.iter().any(|statement| statement.contribution().person() == *person);
        prop_assume!(known(&one));
        let item = format!("decision/{}/{}", one.subject.value(), other.subject.value());
        let made = link(&one, &other, LinkRelation::ALL[relation]);
        let body = made.contribution().parts().body.clone();
        let made = statement_of(&one, &item, 1, ContributionStatus::Current, body);
        let taken_back = statement_of(&one, &item, 2, ContributionStatus::Deleted, None);
        let set: dcr_core::merge::StatementSet = statements.iter().cloned().chain([made, taken_back]).collect();
        prop_assert_eq!(resolve(set.iter()), resolve(&statements));
        prop_assert_eq!(alike(set.iter()), alike(&statements));
    }

    #[test]
    fn whoever_is_in_query_is_asked_about(statements in any_statements()) {
        let found = resolve(&statements);
        for held in found.held.iter().filter(|held| held.reason != HeldReason::NoNhsNumber) {
            let cluster = found.by_person(&held.person).unwrap();
            let asked = |key: &PersonKey| found.queries.iter().any(|q| q.left == *key || q.right.as_ref() == Some(key));
            prop_assert!(cluster.members.iter().any(asked));
        }
    }
}
