//! Which local persons are joined, held and kept apart.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failure is the test's failure")]

mod support;

use dcr_core::contribution::{LinkRelation, Statement};
use dcr_core::identifier::{NhsNumber, PersonKey};
use dcr_core::identity::{HeldReason, RefusedLink, Resolution, resolve};
use proptest::prelude::*;
use support::{demographics, link, person, verified};

const NUMBER: &str = "9990000018";
const OTHER: &str = "9990000026";
const ANNE: (&str, &str) = ("Anne", "O'Brien");

fn members(resolution: &Resolution, number: &str) -> Vec<PersonKey> {
    let number = NhsNumber::parse(number).unwrap();
    resolution.by_nhs_number(&number).map(|cluster| cluster.members.clone()).unwrap_or_default()
}

fn held(resolution: &Resolution) -> Vec<(PersonKey, HeldReason)> {
    resolution.held.iter().map(|held| (held.person.clone(), held.reason)).collect()
}

#[test]
fn one_number_joins_those_who_pass_the_cross_check() {
    let (hospital, practice) = (person("RBD", "1"), person("J81001", "a"));
    let statements = [
        demographics(&hospital, Some(NUMBER), ANNE, "1944-03-05"),
        verified(&practice, NUMBER, ("ANNE MARIE", "OBRIEN"), "1944-03-05"),
    ];
    let found = resolve(&statements);
    assert_eq!(members(&found, NUMBER), [practice, hospital]);
    assert_eq!(held(&found), []);
}

#[test]
fn a_client_without_a_number_is_held_and_never_guessed() {
    let (practice, council) = (person("J81001", "a"), person("E06000059", "77"));
    let statements =
        [verified(&practice, NUMBER, ANNE, "1944-03-05"), demographics(&council, None, ANNE, "1944-03-05")];
    let found = resolve(&statements);
    assert_eq!(members(&found, NUMBER), [practice]);
    assert_eq!(held(&found), [(council, HeldReason::NoNhsNumber)]);
}

#[test]
fn a_number_that_disagrees_with_everything_else_is_a_query() {
    let (hospital, practice, council) = (person("RBD", "1"), person("J81001", "a"), person("E06000059", "77"));
    let statements = [
        demographics(&hospital, Some(NUMBER), ("Mary", "O'Brien"), "1944-03-05"), // her twin, under her number
        verified(&practice, NUMBER, ANNE, "1944-03-05"),
        demographics(&council, Some(NUMBER), ANNE, "1944-03-05"),
    ];
    let found = resolve(&statements);
    assert_eq!(members(&found, NUMBER), [council, practice]);
    assert_eq!(held(&found), [(hospital, HeldReason::NhsNumberInQuery)]);
}

#[test]
fn a_number_that_nobody_holds_beyond_query_finds_nobody() {
    let (hospital, practice) = (person("RBD", "1"), person("J81001", "a"));
    let statements = [
        demographics(&hospital, Some(NUMBER), ("Mary", "Smith"), "1971-09-30"),
        demographics(&practice, Some(NUMBER), ANNE, "1944-03-05"),
    ];
    let found = resolve(&statements);
    assert_eq!(members(&found, NUMBER), []);
    assert_eq!(held(&found), [(practice, HeldReason::NhsNumberInQuery), (hospital, HeldReason::NhsNumberInQuery)]);
}

#[test]
fn a_merge_message_joins_local_numbers_and_brings_the_number_along() {
    let (survivor, merged) = (person("RBD", "1"), person("RBD", "2"));
    let statements = [
        verified(&survivor, NUMBER, ANNE, "1944-03-05"),
        demographics(&merged, None, ("A", "Obrien"), ""),
        link(&survivor, &merged, LinkRelation::Replaces),
    ];
    let found = resolve(&statements);
    assert_eq!(members(&found, NUMBER), [survivor, merged]);
}

#[test]
fn two_numbers_never_join_whatever_a_link_says() {
    let (one, two) = (person("RBD", "1"), person("RBD", "2"));
    let statements = [
        verified(&one, NUMBER, ANNE, "1944-03-05"),
        verified(&two, OTHER, ANNE, "1944-03-05"),
        link(&one, &two, LinkRelation::Replaces),
    ];
    let found = resolve(&statements);
    assert_eq!(members(&found, NUMBER), std::slice::from_ref(&one));
    assert_eq!(members(&found, OTHER), std::slice::from_ref(&two));
    assert_eq!(found.refused, [RefusedLink { left: one, right: two }]);
}

#[test]
fn an_unlink_wins_over_a_shared_number_and_a_link() {
    let (one, two, three) = (person("J81001", "a"), person("RBD", "1"), person("RBD", "2"));
    let statements = [
        verified(&one, NUMBER, ANNE, "1944-03-05"),
        demographics(&two, Some(NUMBER), ANNE, "1944-03-05"),
        demographics(&three, None, ANNE, "1944-03-05"),
        link(&one, &two, LinkRelation::Different),
        link(&three, &one, LinkRelation::Different),
        link(&one, &three, LinkRelation::Same),
    ];
    let found = resolve(&statements);
    assert_eq!(members(&found, NUMBER), std::slice::from_ref(&one));
    assert_eq!(held(&found), [(two, HeldReason::KeptApart), (three.clone(), HeldReason::NoNhsNumber)]);
    assert_eq!(found.refused, [RefusedLink { left: one, right: three }]);
}

#[test]
fn nobody_is_joined_through_one_who_is_kept_apart() {
    // The second's names are alike both the first's and the third's, whose names are not alike.
    let (first, second, third) = (person("J81001", "a"), person("RBD", "1"), person("RDY", "9"));
    let statements = [
        verified(&first, NUMBER, ("Annette", "O'Brien"), "1944-03-05"),
        demographics(&second, Some(NUMBER), ("Ann", "O'Brien"), "1944-03-05"),
        demographics(&third, Some(NUMBER), ("Anna", "O'Brien"), "1944-03-05"),
        link(&first, &second, LinkRelation::Different),
    ];
    let found = resolve(&statements);
    assert_eq!(members(&found, NUMBER), [first]);
    assert_eq!(held(&found), [(second, HeldReason::KeptApart), (third, HeldReason::KeptApart)]);
    assert_eq!(found.clusters.len(), 2);
}

#[test]
fn a_record_between_twins_ties_them_not_together() {
    let (hospital, practice, council) = (person("RBD", "1"), person("J81001", "a"), person("E06000059", "77"));
    let mut statements = vec![
        verified(&practice, NUMBER, ANNE, "1944-03-05"),
        demographics(&hospital, Some(NUMBER), ("Alice", "O'Brien"), "1944-03-05"),
        demographics(&council, Some(NUMBER), ("A", "O'Brien"), "1944-03-05"),
    ];
    // The initial is hers who has the number verified; where nobody has, it is nobody's.
    let found = resolve(&statements);
    assert_eq!(members(&found, NUMBER), [council, practice.clone()]);
    assert_eq!(held(&found), [(hospital, HeldReason::NhsNumberInQuery)]);
    statements[0] = demographics(&practice, Some(NUMBER), ANNE, "1944-03-05");
    let found = resolve(&statements);
    assert_eq!((members(&found, NUMBER), found.clusters.len(), found.queries.len()), (vec![], 3, 2));
}

#[test]
fn a_source_that_states_two_numbers_of_one_person_is_held() {
    let (practice, hospital) = (person("J81001", "a"), person("RBD", "1"));
    let mut both = demographics(&hospital, Some(NUMBER), ANNE, "1944-03-05").contribution().clone().into_parts();
    if let Some(dcr_core::contribution::ContributionBody::Demographics(stated)) = &mut both.body {
        stated.nhs_numbers.push(dcr_core::record::NhsNumberStatement {
            number: NhsNumber::parse(OTHER).unwrap(),
            verification: None,
        });
    }
    let both = dcr_core::contribution::Contribution::new(both).unwrap();
    let both = Statement::new(both, support::time("2026-01-02T00:00:00Z")).unwrap();
    let found = resolve([&verified(&practice, NUMBER, ANNE, "1944-03-05"), &both]);
    assert_eq!(members(&found, NUMBER), [practice]);
    assert_eq!(held(&found), [(hospital, HeldReason::SeveralNhsNumbers)]);
}

fn any_statements() -> impl Strategy<Value = Vec<Statement>> {
    let organisations = ["RBD", "R0D", "J81001", "E06000059"];
    let demographic = (0..4_usize, 0..3_u8, 0..4_usize, 0..4_usize, 0..4_usize, any::<bool>()).prop_map(
        move |(organisation, id, number, names, birth_date, traced)| {
            let who = person(organisations[organisation], &id.to_string());
            let names = [ANNE, ("Mary", "O'Brien"), ("A", "Obrien"), ("John", "Smith")][names];
            let birth_date = ["1944-03-05", "1944-05-03", "1971-09-30", ""][birth_date];
            match [Some(NUMBER), Some(OTHER), Some(NUMBER), None][number] {
                Some(number) if traced => verified(&who, number, names, birth_date),
                number => demographics(&who, number, names, birth_date),
            }
        },
    );
    let links = (0..4_usize, 0..3_u8, 0..4_usize, 0..3_u8, 0..3_usize).prop_map(move |(o1, id1, o2, id2, relation)| {
        let relation = LinkRelation::ALL[relation];
        link(&person(organisations[o1], &id1.to_string()), &person(organisations[o2], &id2.to_string()), relation)
    });
    (proptest::collection::vec(demographic, 0..10), proptest::collection::vec(links, 0..5)).prop_map(
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
        prop_assert_eq!(resolve(&statements), resolve(shuffled));
    }

    #[test]
    fn nobody_is_lost_doubled_or_given_two_numbers(statements in any_statements()) {
        let found = resolve(&statements);
        let mut named: Vec<PersonKey> = statements.iter().map(|s| s.contribution().person()).collect();
        for statement in &statements {
            if let Some(dcr_core::contribution::ContributionBody::Link(link)) = &statement.contribution().parts().body {
                named.push(link.other.clone());
            }
        }
        named.sort();
        named.dedup();
        let mut clustered: Vec<PersonKey> = found.clusters.iter().flat_map(|c| c.members.clone()).collect();
        clustered.sort();
        prop_assert_eq!(clustered, named);
        for number in [NUMBER, OTHER] {
            let number = NhsNumber::parse(number).unwrap();
            prop_assert!(found.clusters.iter().filter(|c| c.nhs_number.as_ref() == Some(&number)).count() <= 1);
        }
    }

    #[test]
    fn those_kept_apart_are_never_in_one_cluster(statements in any_statements()) {
        let found = resolve(&statements);
        for statement in &statements {
            if let Some(dcr_core::contribution::ContributionBody::Link(link)) = &statement.contribution().parts().body {
                let subject = statement.contribution().person();
                if link.relation == LinkRelation::Different && subject != link.other {
                    let cluster = found.by_person(&subject).unwrap();
                    prop_assert!(!cluster.members.contains(&link.other));
                }
            }
        }
    }
}
