use super::*;
use dcr_core::identity::matching::Outcome;
use std::sync::atomic::{AtomicUsize, Ordering};

const CLIENTS: &str = include_str!("../../../tests/vectors/matching/clients.csv");

/// The rows of the vector that `keep` keeps, as a table.
fn clients(keep: impl Fn(&str) -> bool) -> Arc<MatchTable> {
    let mut lines = CLIENTS.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    let rows: Vec<Vec<&str>> =
        lines.map(|line| line.split(',').collect()).filter(|row: &Vec<&str>| keep(row[0])).collect();
    let mut table = MatchTable::new(rows.len()).unwrap();
    for (place, field) in header.iter().enumerate() {
        let column: Vec<String> = rows.iter().map(|row| row[place].to_owned()).collect();
        table.add(field, rows.len(), Box::new(column)).unwrap();
    }
    Arc::new(table)
}

fn everything() -> Linking<'static> {
    Linking::of(clients(|_| true))
}

#[test]
fn a_table_is_matched_with_itself() {
    let model = MatchModel::english();
    let linked = link(&everything(), &model).unwrap();
    let cluster_of = &linked.found().cluster_of;
    assert_eq!(cluster_of[0], cluster_of[1], "the same woman");
    assert_ne!(cluster_of[0], cluster_of[3], "her twin has another number");
    assert_eq!(cluster_of[4], cluster_of[5], "Bill is William");
    assert_ne!(cluster_of[4], cluster_of[6], "father and son");
    assert_ne!(cluster_of[7], cluster_of[8], "BABY is no name");
    assert!(linked.review().iter().any(|pair| (pair.left, pair.right) == (7, 8)), "a person looks at it");
    for threads in [0, 2, 5, usize::MAX] {
        let again = link(&Linking { threads, ..everything() }, &model).unwrap();
        assert_eq!(again.found(), linked.found());
    }
}

#[test]
fn two_tables_are_matched_with_one_another_alone() {
    let council = |source: &str| source == "10B";
    let (table, other) = (clients(council), clients(|source| !council(source)));
    let second = table.rows();
    let linked = link(&Linking { other: Some(other), ..Linking::of(table) }, &MatchModel::english()).unwrap();
    assert_eq!(linked.second(), Some(second));
    let pairs = &linked.found().pairs;
    assert!(!pairs.is_empty());
    assert!(pairs.iter().all(|pair| (pair.left as usize) < second && pair.right as usize >= second));
}

#[test]
fn what_is_explained_is_what_was_scored() {
    let linked = link(&everything(), &MatchModel::english()).unwrap();
    for pair in &linked.found().pairs {
        let explained = linked.explain(pair.left, pair.right).unwrap();
        assert_eq!((explained.score, explained.outcome, explained.joined), (pair.score, pair.outcome, pair.joined));
        let sum: i32 = explained.waterfall.iter().map(|weighed| weighed.weight).sum();
        assert_eq!(sum - explained.household_cap, pair.score);
        assert_eq!(linked.tell_explained(pair.right, pair.left, "text").unwrap(), explained.text);
    }
    assert_eq!(linked.explain(0, 99).unwrap_err().code(), "match-table.row-unknown");
}

#[test]
fn a_decision_joins_keeps_apart_and_is_taken_back() {
    let model = MatchModel::english();
    let decided = |decisions| link(&Linking { decisions: Some(decisions), ..everything() }, &model);
    let cluster_of = |decisions| decided(decisions).unwrap().found().cluster_of.clone();
    let before = cluster_of("[]");
    let joined = cluster_of(r#"[{"left": 7, "right": {"source": "10B", "local_id": "C5"}, "decision": "same"}]"#);
    assert_eq!(joined[7], joined[8]);
    let apart = cluster_of(r#"[{"left": 4, "right": 5, "decision": "different"}]"#);
    assert_ne!(apart[4], apart[5]);
    assert_eq!(cluster_of("[]"), before);
    for (decisions, code) in [
        (r#"[{"left": 99, "right": 5, "decision": "same"}]"#, "match-table.decision-row"),
        (r#"[{"left": 4, "right": 5, "decision": "perhaps"}]"#, "node.input.document"),
        ("{}", "node.input.document"),
    ] {
        assert_eq!(decided(decisions).unwrap_err().code(), code);
    }
}

#[test]
fn local_ids_of_two_tables_without_sources_tie_nobody() {
    let table = |given: &str, family: &str| {
        let column = |text: &str| Box::new(vec![text.to_owned()]);
        let mut table = MatchTable::new(1).unwrap();
        table.add("local_id", 1, column("1")).unwrap();
        table.add("given_name", 1, column(given)).unwrap();
        table.add("family_name", 1, column(family)).unwrap();
        Arc::new(table)
    };
    let other = Some(table("Rosamund", "Trembath"));
    let linked = link(&Linking { other, ..Linking::of(table("Zebedee", "Fossett")) }, &MatchModel::english()).unwrap();
    assert_eq!(linked.found().cluster_of, [0, 1]);
}

#[test]
fn whoever_hears_of_it_may_break_it_off() {
    let heard = AtomicUsize::new(0);
    let steps = AtomicUsize::new(0);
    let hears = |step: Step| {
        steps.fetch_add(usize::from(!step.told().0.is_empty()), Ordering::Relaxed);
        ControlFlow::Continue(())
    };
    link(&Linking { hears: Some(&hears), ..everything() }, &MatchModel::english()).unwrap();
    let all = steps.into_inner();
    assert!(all > 2);
    for most in 0..all {
        heard.store(0, Ordering::Relaxed);
        let hears = |_: Step| match heard.fetch_add(1, Ordering::Relaxed) {
            before if before == most => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        };
        let broken = link(&Linking { hears: Some(&hears), ..everything() }, &MatchModel::english()).unwrap_err();
        assert_eq!(broken.code(), "match-table.broken-off");
        assert_eq!(heard.load(Ordering::Relaxed), most + 1, "whoever broke it off hears no more");
    }
}

#[test]
fn what_cannot_be_matched_is_told_with_its_place() {
    let mut table = MatchTable::new(2).unwrap();
    let column = || Box::new(vec!["1".to_owned(), "2".to_owned()]);
    let unknown = table.add("surname", 2, column()).unwrap_err();
    assert_eq!(
        (unknown.code(), unknown.to_string().as_str()),
        ("match-table.field-unknown", "field surname: not known")
    );
    assert_eq!(table.add("uprn", 3, column()).unwrap_err().code(), "match-table.length");
    table.add("local_id", 2, column()).unwrap();
    let nothing = link(&Linking::of(Arc::new(table)), &MatchModel::english()).unwrap_err();
    assert_eq!(nothing.code(), "match-table.nothing-to-compare");
    assert_eq!(model("{").unwrap_err().code(), "match-model.json");
    let few = train(&clients(|_| true), None, &MatchModel::english(), 1, None).unwrap_err();
    assert_eq!(few.code(), "train.too-few");
}

#[test]
fn what_was_found_is_told_in_every_form() {
    let linked = link(&everything(), &MatchModel::english()).unwrap();
    let read = |form| serde_json::from_str::<serde_json::Value>(&linked.tell(form).unwrap()).unwrap();
    let summary = read("summary");
    assert_eq!(summary["rows"], 14);
    assert_eq!(summary["model"], linked.found().model.digest());
    assert_eq!(read("clusters").as_array().unwrap().len(), 14);
    assert_eq!(read("pairs").as_array().unwrap().len(), summary["pairs"]);
    assert_eq!(read("review").as_array().unwrap().len(), summary["review"]);
    assert_eq!(model(&linked.tell("model").unwrap()).unwrap(), linked.found().model);
    assert_eq!(linked.tell("poem").unwrap_err().code(), "node.input.format");
    assert!(linked.found().pairs.iter().any(|pair| pair.outcome == Outcome::Link));
}

#[test]
fn what_was_found_is_evaluated_against_the_truth() {
    let linked = link(&everything(), &MatchModel::english()).unwrap();
    let person = ["a", "a", "a", "b", "c", "c", "d", "e", "e", "f", "f", "f", "", ""];
    let truth: Vec<&str> = person.to_vec();
    let found = linked.evaluate(truth.len(), &truth).unwrap();
    assert_eq!(found.true_pairs(), 3 + 1 + 1 + 3);
    let points = found.points();
    assert!(points.windows(2).all(|pair| pair[0].threshold > pair[1].threshold));
    assert!(points[0].true_joins > 0 && points[0].precision == 1_000_000, "{points:?}");
    let recommended = found.recommend(0).unwrap();
    let told: serde_json::Value = serde_json::from_str(&found.to_json(0).unwrap()).unwrap();
    assert_eq!(told["recommended"]["link"], recommended.link);
    assert_eq!(told["points"].as_array().unwrap().len(), points.len());
    assert!(found.svg().starts_with("<svg"));
    assert_eq!(linked.evaluate(13, &truth).unwrap_err().code(), "match-table.truth");

    let council = |source: &str| source == "10B";
    let (table, other) = (clients(council), clients(|source| !council(source)));
    let linked = link(&Linking { other: Some(other), ..Linking::of(table) }, &MatchModel::english()).unwrap();
    let truth = vec!["a", "a", "c", "d", "e", "f", "", "a", "b", "c", "e", "f", "f", ""];
    assert_eq!(linked.evaluate(14, &truth).unwrap().true_pairs(), 2 + 1 + 1 + 2);
}

#[test]
fn scores_are_evaluated_by_themselves() {
    let found = evaluate_scores(&[400, 300, 300, 200, 200, 100], &[1, 1, 1, 0, 1, 0], 5).unwrap();
    assert_eq!(found.recommend(0).unwrap().link, 300);
    assert_eq!(found.points()[2].recall, 800_000);
    assert_eq!(evaluate_scores(&[1], &[], 0).unwrap_err().code(), "match-table.truth");
}

#[test]
fn a_pair_that_was_decided_leaves_the_queue() {
    let decisions = r#"[{"left": 7, "right": 8, "decision": "different"}]"#;
    let model = MatchModel::english();
    let linked = link(&Linking { decisions: Some(decisions), ..everything() }, &model).unwrap();
    let waits = |linked: &LinkedTables| linked.review().iter().any(|pair| (pair.left, pair.right) == (7, 8));
    assert!(!waits(&linked) && waits(&link(&everything(), &model).unwrap()));
    let ranks: Vec<i32> = linked.review().iter().map(|pair| pair.rank).collect();
    assert!(ranks.is_sorted_by(|x, y| x >= y), "the likeliest first: {ranks:?}");
}

/// A column without a text in it, however long.
struct Nothing;

impl dcr_core::identity::matching::TextColumn for Nothing {
    fn text(&self, _row: usize) -> &str {
        ""
    }
}

#[test]
fn reading_a_long_table_is_told_and_may_be_broken_off() {
    let mut table = MatchTable::new(200_000).unwrap();
    table.add("family_name", 200_000, Box::new(Nothing)).unwrap();
    let table = Arc::new(table);
    let heard = std::cell::RefCell::new(Vec::new());
    let hears = |step: Step| {
        heard.borrow_mut().push(step);
        if step == Step::Read(200_000) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let broken = link(&Linking { hears: Some(&hears), ..Linking::of(table) }, &MatchModel::english()).unwrap_err();
    assert_eq!(broken.code(), "match-table.broken-off");
    assert_eq!(heard.into_inner(), [Step::Read(100_000), Step::Read(200_000)]);
}
