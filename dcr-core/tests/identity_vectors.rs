//! Matching against its vectors: the core answers as the reference rules, which are written from `docs/identity.md` alone.
//!
//! `DCR_IDENTITY_VECTORS` may name further files of the same form, by spaces, such as those that
//! `tests/reference/make_identity_vectors.py --pairs 100000 FILE` writes.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failure here is the test's failure")]

use dcr_core::identity::matching::{
    Decision, Field, LinkOptions, MatchModel, Matcher, Particulars, Relation, RowKey, Table, block_keys, compare,
    link_table,
};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/identity")
}

/// The vectors that are kept, and those that the environment names.
fn files() -> Vec<(PathBuf, Value)> {
    let kept = ["cases.json", "pairs.json", "tables.json"].map(|name| folder().join(name));
    let further = std::env::var("DCR_IDENTITY_VECTORS").unwrap_or_default();
    let further = further.split_whitespace().map(PathBuf::from);
    let read = |path: PathBuf| {
        let value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        (path, value)
    };
    kept.into_iter().chain(further).map(read).collect()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn place(value: &Value) -> usize {
    usize::try_from(value.as_u64().unwrap()).unwrap()
}

/// What a column holds, and which value of the field it is: the first or the second.
type Column = (Field, u8);

/// A row: the text of each column.
type Row = BTreeMap<Column, String>;

fn rows(file: &Value) -> Vec<Row> {
    let column = |name: &Value| match name.as_str().unwrap().split_once('/') {
        Some((name, second)) => (Field::parse(name).unwrap(), second.parse().unwrap()),
        None => (Field::parse(name.as_str().unwrap()).unwrap(), 1),
    };
    let columns: Vec<Column> = list(&file["columns"]).iter().map(column).collect();
    let row = |values: &Value| {
        let texts = list(values).iter().map(|text| text.as_str().unwrap().to_owned());
        let row: Row = columns.iter().copied().zip(texts).collect();
        assert_eq!(row.len(), columns.len());
        row
    };
    list(&file["rows"]).iter().map(row).collect()
}

fn particulars(row: &Row) -> Particulars {
    let text = |field, which| row.get(&(field, which)).map_or("", String::as_str);
    let mut stated = Particulars::new();
    for which in [1, 2] {
        stated.add_nhs_number(text(Field::NhsNumber, which), text(Field::NhsVerification, 1));
        stated.add_given_names(text(Field::GivenName, which));
        stated.add_family_name(text(Field::FamilyName, which));
        stated.add_birth_date(text(Field::BirthDate, which));
        stated.add_gender(text(Field::Gender, which));
        stated.add_address(text(Field::Address, which), text(Field::Postcode, which), text(Field::Uprn, which));
        stated.add_phone(text(Field::Phone, which));
        stated.add_email(text(Field::Email, which));
        stated.add_identifier(text(Field::Identifier, which));
    }
    stated.add_former_family_name(text(Field::FormerFamilyName, 1));
    stated.set_practice(text(Field::Practice, 1));
    stated
}

fn model(name: &str) -> MatchModel {
    match name {
        "english" => MatchModel::english(),
        "thorough" => MatchModel::english().thorough(true),
        "narrow" => {
            let text = MatchModel::english().to_json().replace("\"block_limit\":400", "\"block_limit\":4");
            MatchModel::from_json(&text).unwrap()
        }
        other => panic!("no model is called {other}"),
    }
}

fn answer(left: &Particulars, right: &Particulars, model: &MatchModel) -> Value {
    let found = compare(left, right, model);
    let levels = found.evidence.iter().filter(|item| !item.level.is_missing());
    let levels: BTreeMap<&str, i32> = levels.map(|item| (item.level.key(), item.weight)).collect();
    json!({
        "levels": levels,
        "over_cap": found.household_cap,
        "score": found.score,
        "rank": found.rank(model),
        "guards": found.guards.iter().map(|guard| guard.key()).collect::<Vec<_>>(),
        "outcome": found.outcome,
    })
}

/// What a row states, without what is empty.
fn shown(row: &Row) -> Vec<&str> {
    row.iter()
        .filter(|(column, text)| column.0 > Field::LocalId && !text.is_empty())
        .map(|(_, text)| text.as_str())
        .collect()
}

/// The members of two answers that differ.
fn differing(core: &Value, page: &Value) -> String {
    let members = core.as_object().unwrap().iter().filter(|(name, value)| page[name.as_str()] != **value);
    members.map(|(name, value)| format!("{name}: the core {value}, the page {}\n", page[name.as_str()])).collect()
}

/// Fails with the first few of what differs and their number.
fn none_differ(differences: &[String], asked: usize) {
    let shown = differences.iter().take(20).map(String::as_str).collect::<Vec<_>>().join("\n");
    assert!(differences.is_empty(), "{} of {asked} differ:\n{shown}", differences.len());
}

#[test]
fn each_pair_is_compared_as_the_reference_rules_do() {
    let (mut differences, mut asked) = (Vec::new(), 0);
    let english = MatchModel::english();
    for (path, file) in files() {
        let rows = rows(&file);
        for pair in list(&file["pairs"]) {
            let [left, right] = [0, 1].map(|side| &rows[place(&pair["rows"][side])]);
            let mut expected = pair.clone();
            for told in ["rows", "case"] {
                expected.as_object_mut().unwrap().remove(told);
            }
            let (one, other) = (particulars(left), particulars(right));
            for got in [answer(&one, &other, &english), answer(&other, &one, &english)] {
                if got != expected {
                    let differing = differing(&got, &expected);
                    differences.push(format!("{path:?}\n{:?}\n{:?}\n{differing}", shown(left), shown(right)));
                }
            }
            asked += 1;
        }
    }
    none_differ(&differences, asked);
    assert!(asked > 1_800, "{asked}");
}

#[test]
fn each_row_has_the_block_keys_of_the_reference_rules() {
    let (mut differences, mut asked) = (Vec::new(), 0);
    for (path, file) in files() {
        for (row, keys) in rows(&file).iter().zip(list(&file["keys"])) {
            for (name, expected) in keys.as_object().unwrap() {
                let got = block_keys(&particulars(row), &model(name));
                let got: Vec<String> = got.iter().map(|key| format!("{:016x}", key.0)).collect();
                if json!(got) != *expected {
                    differences
                        .push(format!("{path:?}\n{:?} {name}\nthe core {got:?}\nthe page {expected}", shown(row)));
                }
                asked += 1;
            }
        }
    }
    none_differ(&differences, asked);
    assert!(asked > 300, "{asked}");
}

fn key(row: &Row) -> RowKey {
    RowKey::new(&row[&(Field::Source, 1)], &row[&(Field::LocalId, 1)])
}

fn decisions(stated: &Value, rows: &[&Row]) -> Vec<Decision> {
    let decision = |stated: &Value| Decision {
        left: key(rows[place(&stated[0])]),
        right: key(rows[place(&stated[1])]),
        relation: if stated[2] == "same" { Relation::Same } else { Relation::Different },
    };
    list(stated).iter().map(decision).collect()
}

#[test]
fn each_table_is_matched_as_the_reference_rules_do() {
    let (mut differences, mut asked) = (Vec::new(), 0);
    for (path, file) in files() {
        let rows = rows(&file);
        for (number, table) in list(&file["tables"]).iter().enumerate() {
            let members: Vec<_> = list(&table["rows"]).iter().map(|row| &rows[place(row)]).collect();
            // The columns of a table hold the lines of one address: no row of a table has a second one.
            let one = |column: &&Column| **column != (Field::Address, 2) && **column != (Field::Postcode, 2);
            let texts = |column: &Column| members.iter().map(|row| row[column].as_str()).collect();
            let columns: Vec<(Field, Vec<&str>)> =
                rows[0].keys().filter(one).map(|column| (column.0, texts(column))).collect();
            let mut read = Table::new(members.len());
            for (field, column) in &columns {
                read = read.with(*field, column);
            }
            let (model, decisions) =
                (model(table["model"].as_str().unwrap()), decisions(&table["decisions"], &members));
            let learn = table["learn"] == true;
            let options = LinkOptions { learn, decisions: &decisions, ..LinkOptions::default() };
            let linked = link_table(&read, &model, &options);
            let pair = |pair: &dcr_core::identity::matching::LinkedPair| {
                json!([
                    [pair.left, pair.right],
                    pair.score,
                    pair.rank,
                    pair.outcome,
                    pair.guards.iter().map(|guard| guard.key()).collect::<Vec<_>>(),
                    pair.joined,
                    pair.refused,
                ])
            };
            let left_out = linked.left_out.iter().map(|block| json!([format!("{:016x}", block.key.0), block.rows]));
            let got = json!({
                "cluster_of": linked.cluster_of,
                "pairs": linked.pairs.iter().map(pair).collect::<Vec<_>>(),
                "left_out": left_out.collect::<Vec<_>>(),
                "compared": linked.scored,
            });
            for (name, got) in got.as_object().unwrap() {
                let expected = &table[name];
                if got == expected {
                    continue;
                }
                let (ours, theirs): (BTreeSet<String>, BTreeSet<String>) = (
                    list(got).iter().map(Value::to_string).collect(),
                    list(expected).iter().map(Value::to_string).collect(),
                );
                let core: Vec<_> = ours.difference(&theirs).collect();
                let page: Vec<_> = theirs.difference(&ours).collect();
                differences.push(format!("{path:?} table {number} {name}: the core {core:?}, the page {page:?}"));
            }
            asked += 1;
            // Rows that come one by one end in the same clusters. Those that share a key are one row there.
            let keys: BTreeSet<RowKey> = members.iter().map(|row| key(row)).collect();
            if !learn && keys.len() == members.len() {
                let mut matcher = Matcher::new(model);
                for row in members.iter().rev() {
                    matcher.insert(key(row), &particulars(row));
                }
                decisions.iter().for_each(|decision| matcher.decide(decision));
                let clusters: BTreeSet<BTreeSet<&str>> = matcher
                    .clusters()
                    .into_iter()
                    .map(|members| members.into_iter().map(RowKey::as_str).collect())
                    .collect();
                let keys: Vec<RowKey> = members.iter().map(|row| key(row)).collect();
                let mut expected: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
                for (row, cluster) in list(&table["cluster_of"]).iter().enumerate() {
                    expected.entry(place(cluster)).or_default().insert(keys[row].as_str());
                }
                if clusters != expected.into_values().collect() {
                    differences.push(format!("{path:?} table {number}: a matcher's clusters differ"));
                }
            }
        }
    }
    none_differ(&differences, asked);
    assert!(asked >= 40, "{asked}");
}
