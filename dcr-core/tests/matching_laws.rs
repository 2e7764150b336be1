//! Laws of matching, over small populations of rows that resemble one another as badly as can be.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use dcr_core::identity::matching::{
    Decision, Field, Guards, LinkOptions, MatchModel, Matcher, Outcome, Particulars, Relation, RowKey, Table, compare,
    fits, link_table,
};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// The columns of a row, in the order of [`FIELDS`].
type Columns = [String; 10];

const FIELDS: [Field; 10] = [
    Field::NhsNumber,
    Field::NhsVerification,
    Field::GivenName,
    Field::FamilyName,
    Field::FormerFamilyName,
    Field::BirthDate,
    Field::Gender,
    Field::Address,
    Field::Postcode,
    Field::Phone,
];

fn one_of(values: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::sample::select(values).prop_map(str::to_owned)
}

fn columns() -> impl Strategy<Value = Columns> {
    (
        one_of(&["", "", "9990000018", "9990000026", "9990000019", "9990000034"]),
        one_of(&["", "01", "02"]),
        one_of(&["", "John", "JOHN PAUL", "Jon", "Jack", "BABY", "J", "Paul John", "Joan"]),
        one_of(&["Fossett", "FOSSETT", "Fosset", "Fossett-Trent", "Trent", "John", "Unknown", ""]),
        one_of(&["", "", "", "Fossett", "Trent"]),
        one_of(&["1950-03-12", "1950-12-03", "1950-03-13", "1980-03-12", "1950", "", "1900-01-01", "1985-07-30"]),
        one_of(&["male", "female", ""]),
        one_of(&["14 High Street, Poole", "14 HIGH ST", "Flat 2, 14 High Street", "3 Church Lane", ""]),
        one_of(&["BH15 1AB", "BH15 1AB", "BH15 1AA", "DT1 1XJ", ""]),
        one_of(&["", "01202 123456", "+44 1202 123456", "07700 900123"]),
    )
        .prop_map(|(a, b, c, d, e, f, g, h, i, j)| [a, b, c, d, e, f, g, h, i, j])
}

fn particulars(columns: &Columns) -> Particulars {
    let [number, verification, given, family, former, date, gender, address, postcode, phone] = columns;
    let mut stated = Particulars::new();
    stated.add_nhs_number(number, verification);
    stated.add_given_names(given);
    stated.add_family_name(family);
    stated.add_former_family_name(former);
    stated.add_birth_date(date);
    stated.add_gender(gender);
    stated.add_address(address, postcode, "");
    stated.add_phone(phone);
    stated
}

fn key(row: usize) -> RowKey {
    RowKey::new("RBD", &format!("{row}"))
}

fn matcher(rows: &[Columns], order: &[usize], decisions: &[Decision], model: &MatchModel) -> Matcher {
    let mut matcher = Matcher::new(model.clone());
    for decision in decisions {
        matcher.decide(decision);
    }
    for row in order {
        matcher.insert(key(*row), &particulars(&rows[*row]));
    }
    matcher
}

type Clusters = BTreeSet<BTreeSet<String>>;

fn clusters_of(matcher: &Matcher) -> Clusters {
    let texts = |members: Vec<&RowKey>| members.into_iter().map(|key| key.as_str().to_owned()).collect();
    matcher.clusters().into_iter().map(texts).collect()
}

/// The clusters of the whole table at once, its rows in some order.
fn batch(rows: &[Columns], order: &[usize], decisions: &[Decision], model: &MatchModel, threads: usize) -> Clusters {
    let columns: Vec<Vec<String>> =
        (0..FIELDS.len()).map(|field| order.iter().map(|row| rows[*row][field].clone()).collect()).collect();
    let source: Vec<String> = order.iter().map(|_| "RBD".to_owned()).collect();
    let ids: Vec<String> = order.iter().map(usize::to_string).collect();
    let mut table = Table::new(order.len()).with(Field::Source, &source).with(Field::LocalId, &ids);
    for (field, column) in FIELDS.into_iter().zip(&columns) {
        table = table.with(field, column);
    }
    let linked = link_table(&table, model, &LinkOptions { threads, learn: false, decisions, ..LinkOptions::default() });
    let mut clusters: BTreeMap<u32, BTreeSet<String>> = BTreeMap::new();
    for (row, cluster) in order.iter().zip(&linked.cluster_of) {
        clusters.entry(*cluster).or_default().insert(key(*row).as_str().to_owned());
    }
    clusters.into_values().collect()
}

fn decisions(most: usize) -> impl Strategy<Value = Vec<(usize, usize, bool)>> {
    prop::collection::vec((0..12_usize, 0..12_usize, any::<bool>()), 0..most)
}

fn decided(stated: &[(usize, usize, bool)]) -> Vec<Decision> {
    let decision = |(a, b, same): &(usize, usize, bool)| Decision {
        left: key(*a),
        right: key(*b),
        relation: if *same { Relation::Same } else { Relation::Different },
    };
    stated.iter().filter(|(a, b, _)| a != b).map(decision).collect()
}

/// The model with blocks of three rows at most, so that caps are met.
fn narrow() -> MatchModel {
    let text = MatchModel::english().to_json().replace("\"block_limit\":400", "\"block_limit\":3");
    let model = MatchModel::from_json(&text).unwrap();
    assert_eq!(model.block_limit(), 3);
    model
}

fn number_of(columns: &Columns) -> Option<(&str, bool)> {
    let [number, verification, ..] = columns;
    let valid = matches!(number.as_str(), "9990000018" | "9990000026" | "9990000034");
    valid.then_some((number.as_str(), verification == "01"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn scores_are_symmetric(a in columns(), b in columns()) {
        let model = MatchModel::english();
        prop_assert_eq!(compare(&particulars(&a), &particulars(&b), &model), compare(&particulars(&b), &particulars(&a), &model));
    }

    #[test]
    fn the_score_is_the_sum_of_its_evidence(a in columns(), b in columns()) {
        let found = compare(&particulars(&a), &particulars(&b), &MatchModel::english());
        let sum: i32 = found.evidence.iter().map(|item| item.weight).sum();
        prop_assert_eq!(found.score, sum - found.household_cap);
        prop_assert!(found.outcome != Outcome::Link || found.guards.is_empty());
        prop_assert!(found.text().contains("score"));
    }

    #[test]
    fn evidence_of_agreement_never_lowers_a_score(a in columns(), b in columns(), field in 0..FIELDS.len()) {
        let model = MatchModel::english();
        let mut without = b.clone();
        without[field].clear();
        let mut with = b;
        with[field].clone_from(&a[field]);
        // An address is its line and its postcode; a verification says nothing without a number.
        if field == 7 || field == 8 {
            for part in [7, 8] {
                without[part].clear();
                with[part].clone_from(&a[part]);
            }
        }
        let score = |b: &Columns| compare(&particulars(&a), &particulars(b), &model).score;
        prop_assert!(score(&with) >= score(&without), "{} < {}", score(&with), score(&without));
    }

    #[test]
    fn order_threads_and_arrival_do_not_matter(
        rows in prop::collection::vec(columns(), 2..12),
        shuffle in any::<prop::sample::Index>(),
        stated in decisions(3),
        capped in any::<bool>(),
    ) {
        let model = if capped { narrow() } else { MatchModel::english() };
        let decisions = decided(&stated);
        let forward: Vec<usize> = (0..rows.len()).collect();
        let mut other = forward.clone();
        other.rotate_left(shuffle.index(rows.len()));
        other.reverse();
        let whole = batch(&rows, &forward, &decisions, &model, 1);
        prop_assert_eq!(&batch(&rows, &other, &decisions, &model, 2), &whole);
        let arrived = matcher(&rows, &forward, &decisions, &model);
        let otherwise = matcher(&rows, &other, &decisions, &model);
        prop_assert_eq!(&clusters_of(&arrived), &whole);
        prop_assert_eq!(&clusters_of(&otherwise), &whole);
        prop_assert_eq!(arrived.review(), otherwise.review());
        prop_assert_eq!(arrived.left_out(), otherwise.left_out());
    }

    #[test]
    fn what_is_taken_back_has_never_been(
        rows in prop::collection::vec(columns(), 3..12),
        passing in prop::collection::vec(columns(), 1..4),
        stated in decisions(3),
        undone in decisions(3),
        capped in any::<bool>(),
    ) {
        let model = if capped { narrow() } else { MatchModel::english() };
        let decisions = decided(&stated);
        let order: Vec<usize> = (0..rows.len()).collect();
        let plain = matcher(&rows, &order, &decisions, &model);
        let mut troubled = matcher(&rows, &order, &decisions, &model);
        for (number, row) in passing.iter().enumerate() {
            troubled.insert(key(100 + number), &particulars(row));
            troubled.insert(key(0), &particulars(row));
        }
        for decision in decided(&undone).into_iter().filter(|decision| !decisions.contains(decision)) {
            troubled.decide(&decision);
            prop_assert!(troubled.undo(&decision));
            prop_assert!(!troubled.undo(&decision));
        }
        for number in 0..passing.len() {
            prop_assert!(troubled.remove(&key(100 + number)));
        }
        troubled.insert(key(0), &particulars(&rows[0]));
        prop_assert_eq!(clusters_of(&troubled), clusters_of(&plain));
        prop_assert_eq!(troubled.review(), plain.review());
        prop_assert_eq!(troubled.left_out(), plain.left_out());
    }

    #[test]
    fn numbers_and_decisions_keep_apart(rows in prop::collection::vec(columns(), 2..12), stated in decisions(4)) {
        let decisions = decided(&stated);
        let order: Vec<usize> = (0..rows.len()).collect();
        let matcher = matcher(&rows, &order, &decisions, &MatchModel::english());
        for row in &order {
            let cluster: BTreeSet<&str> = matcher.cluster_of(&key(*row)).into_iter().map(RowKey::as_str).collect();
            prop_assert!(cluster.contains(key(*row).as_str()));
            let numbers = order.iter().filter(|row| cluster.contains(key(**row).as_str())).filter_map(|row| number_of(&rows[*row]));
            let verified: BTreeSet<&str> = numbers.clone().filter(|(_, verified)| *verified).map(|(number, _)| number).collect();
            prop_assert!(verified.len() <= 1);
            if decisions.is_empty() {
                let valid: BTreeSet<&str> = numbers.map(|(number, _)| number).collect();
                prop_assert!(valid.len() <= 1);
            }
            for decision in decisions.iter().filter(|decision| decision.relation == Relation::Different) {
                prop_assert!(!(cluster.contains(decision.left.as_str()) && cluster.contains(decision.right.as_str())));
            }
        }
    }

    /// One row against persons is the same matching: whom an index of them finds, and one of them at most links.
    #[test]
    fn a_row_fits_the_persons_whom_an_index_finds(
        rows in prop::collection::vec(columns(), 0..10),
        row in columns(),
    ) {
        let (model, order) = (MatchModel::english(), (0..rows.len()).collect::<Vec<_>>());
        let stated = particulars(&row);
        let persons: Vec<Vec<Particulars>> = rows.iter().map(|row| vec![particulars(row)]).collect();
        let found = fits(&stated, &persons, &model);
        let told: BTreeMap<String, i32> =
            found.iter().map(|fit| (key(fit.person).as_str().to_owned(), fit.comparison.score)).collect();
        let indexed = matcher(&rows, &order, &[], &model).find(&stated);
        let indexed: BTreeMap<String, i32> =
            indexed.iter().map(|found| (found.key.as_str().to_owned(), found.comparison.score)).collect();
        prop_assert_eq!(&told, &indexed);
        let linked: Vec<_> = found.iter().filter(|fit| fit.outcome == Outcome::Link).collect();
        prop_assert!(linked.len() <= 1);
        for fit in linked {
            prop_assert_eq!((fit.comparison.outcome, fit.comparison.guards), (Outcome::Link, Guards::NONE));
        }
        // All of them as one person: the best of them counts, and none may contradict the row for it to link.
        let together = fits(&stated, &[persons.concat()], &model);
        prop_assert_eq!(together.len(), usize::from(!found.is_empty()));
        for fit in together {
            let best = found.iter().map(|fit| (fit.comparison.outcome, fit.comparison.score)).max();
            prop_assert_eq!(Some((fit.comparison.outcome, fit.comparison.score)), best);
        }
        // In any order of the persons the same one links.
        let backwards: Vec<Vec<Particulars>> = persons.iter().rev().cloned().collect();
        let who = |fits: &[dcr_core::identity::matching::Fit]| {
            fits.iter().find(|fit| fit.outcome == Outcome::Link).map(|fit| fit.person)
        };
        prop_assert_eq!(who(&fits(&stated, &backwards, &model)).map(|at| rows.len() - 1 - at), who(&found));
    }
}
