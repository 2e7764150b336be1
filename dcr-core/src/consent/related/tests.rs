use super::*;
use crate::consent::{CodeSet, ConsentRecordLine, SetCode, SetStem};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const SNOMED: &str = "http://snomed.info/sct";
const ICD10: &str = "http://hl7.org/fhir/sid/icd-10";

/// Sets of HIV, of sexual health by stem, of one label that has no members.
fn sets() -> CodeSets {
    let code = |code: &str| SetCode { system: SNOMED.to_owned(), code: code.to_owned() };
    CodeSets::new(&[
        CodeSet { codes: vec![code("86406008"), code("165816005")], ..CodeSet::new("HIV", "hiv") },
        CodeSet {
            stems: vec![SetStem { system: ICD10.to_owned(), stem: "A54".to_owned() }],
            ..CodeSet::new("STI", "sexual-health")
        },
        CodeSet::new("loaded by nobody", "violence"),
    ])
}

/// A line of one statement of the item `name`; `more` are members of it.
fn line(name: &str, more: &Value) -> Value {
    lines_of(&[(["RBD", "PAS", name], more)])
}

fn lines_of(statements: &[([&str; 3], &Value)]) -> Value {
    let statements: Vec<Value> = statements
        .iter()
        .map(|(source, more)| {
            let mut statement = json!({ "source": source, "labels": [] });
            for (name, value) in more.as_object().unwrap() {
                statement[name.as_str()] = value.clone();
            }
            statement
        })
        .collect();
    json!({ "section": "problems", "statements": statements })
}

/// What is added to each line that gets any, as the line's place and the labels in one text.
fn added(lines: &[Value]) -> Vec<(usize, String)> {
    let lines: Vec<ConsentRecordLine> =
        lines.iter().map(|line| serde_json::from_value(line.clone()).unwrap()).collect();
    labels(&sets(), &lines)
        .into_iter()
        .map(|added| {
            (added.line, added.labels.labels().iter().map(SensitivityLabel::as_str).collect::<Vec<_>>().join(" "))
        })
        .collect()
}

fn hiv(more: &Value) -> Value {
    let mut coded = json!({ "codes": [[SNOMED, "86406008"]] });
    for (name, value) in more.as_object().unwrap() {
        coded[name.as_str()] = value.clone();
    }
    coded
}

fn is(expected: &[(usize, &str)]) -> Vec<(usize, String)> {
    expected.iter().map(|(line, labels)| (*line, (*labels).to_owned())).collect()
}

#[test]
fn s1_a_code_of_a_set_gives_its_label() {
    let lines = [
        line("a", &hiv(&json!({}))),
        line("b", &json!({ "codes": [[SNOMED, "1"], [ICD10, "A54.2"]] })),
        line("c", &json!({ "codes": [[ICD10, "86406008"], [SNOMED, "864060080"]] })),
        // Any statement of the line, and whatever it codes.
        lines_of(&[
            (["RBD", "PAS", "d"], &json!({})),
            (["J81001", "EMIS", "d"], &json!({ "further": [{ "codes": [[SNOMED, "165816005"]] }] })),
        ]),
        // The source says so itself.
        line("e", &hiv(&json!({ "labels": ["hiv"] }))),
        line("f", &json!({ "codes": [[SNOMED, "86406008"], [ICD10, "A54"]] })),
    ];
    assert_eq!(added(&lines), is(&[(0, "hiv"), (1, "sexual-health"), (3, "hiv"), (5, "sexual-health hiv")]));
}

#[test]
fn without_sets_or_labelled_lines_nothing_is_added() {
    let lines: Vec<ConsentRecordLine> =
        vec![serde_json::from_value(line("a", &hiv(&json!({ "labels": ["hiv"] })))).unwrap()];
    assert_eq!(labels(&CodeSets::default(), &lines), []);
    // A label that is of no set ties nothing together.
    let parts = json!({ "links": [["part-of", "a"]], "words": ["named so"] });
    assert_eq!(added(&[line("a", &json!({ "labels": ["location"], "names": ["named so"] })), line("b", &parts)]), []);
}

#[test]
fn s2_parts_of_a_labelled_line_and_their_parts_have_its_label() {
    let part_of = |item: &str| json!({ "links": [["part-of", item]] });
    let lines = [
        line("report", &hiv(&json!({ "links": [["has-part", "result"]] }))),
        line("result", &json!({})),
        line("comment", &part_of("result")),
        line("deeper", &part_of("comment")),
        line("other", &part_of("elsewhere")),
        // Of another organisation or system: another item.
        lines_of(&[(["RBD", "LIMS", "x"], &part_of("report"))]),
        lines_of(&[(["J81001", "PAS", "y"], &part_of("report"))]),
    ];
    assert_eq!(added(&lines), is(&[(0, "hiv"), (1, "hiv"), (2, "hiv"), (3, "hiv")]));
    // What it is a part of has the label as one that hangs together, and gives it no further.
    let upward = [
        line("result", &hiv(&part_of("report"))),
        line("report", &part_of("visit")),
        line("visit", &json!({})),
        line("sibling", &part_of("report")),
    ];
    assert_eq!(added(&upward), is(&[(0, "hiv"), (1, "hiv")]));
}

#[test]
fn s2_starts_from_a_label_that_the_source_states() {
    let lines = [
        line("a", &json!({ "labels": ["violence", "location"] })),
        line("b", &json!({ "links": [["part-of", "a"]], "labels": ["location"] })),
        line("c", &json!({ "links": [["part-of", "b"]] })),
    ];
    assert_eq!(added(&lines), is(&[(1, "violence"), (2, "violence")]));
}

#[test]
fn s3_links_of_any_kind_and_either_way_give_the_label_one_step() {
    let lines = [
        line("a", &hiv(&json!({ "links": [["because-of", "b"], ["some-new-kind", "missing"]] }))),
        line("b", &json!({ "links": [["during", "c"]] })),
        line("c", &json!({})),
        line("d", &json!({ "links": [["some-new-kind", "a"]] })),
        line("e", &json!({ "links": [["related-to", "d"]] })),
        lines_of(&[(["RBD", "LIMS", "f"], &json!({ "links": [["related-to", "a"]] }))]),
    ];
    assert_eq!(added(&lines), is(&[(0, "hiv"), (1, "hiv"), (3, "hiv")]));
}

#[test]
fn s3_starts_from_parts_as_well() {
    let lines = [
        line("a", &hiv(&json!({}))),
        line("part", &json!({ "links": [["part-of", "a"], ["during", "visit"]] })),
        line("visit", &json!({ "links": [["during", "ward"]] })),
        line("ward", &json!({})),
    ];
    assert_eq!(added(&lines), is(&[(0, "hiv"), (1, "hiv"), (2, "hiv")]));
}

#[test]
fn s4_lines_that_name_it_have_the_label() {
    let named = json!({ "names": ["HIV infection", "AIDS", "HIV"] });
    let words = |words: &[&str]| json!({ "words": words });
    let lines = [
        line("a", &hiv(&named)),
        line("b", &words(&["nothing", "known hiv INFECTION"])),
        line("c", &words(&["HIV"])),
        line("d", &words(&["hearing aids"])),
        line("e", &words(&["aid s"])),
        lines_of(&[(["J81001", "EMIS", "f"], &words(&["AIDS"]))]),
        line("g", &json!({ "links": [["part-of", "b"], ["related-to", "d"]] })),
    ];
    // What names it gives the label no further.
    assert_eq!(added(&lines), is(&[(0, "hiv"), (1, "hiv"), (3, "hiv"), (5, "hiv")]));
}

#[test]
fn s4_the_names_are_those_of_the_code_of_the_set_or_of_the_entry_that_its_source_labels() {
    let reason = json!([{ "codes": [[SNOMED, "165816005"]], "names": ["Positive test"] },
        { "codes": [[SNOMED, "2"]], "names": ["Tiredness"] }]);
    let lines = [
        line("a", &json!({ "codes": [[SNOMED, "1"]], "names": ["Consultation"], "further": reason })),
        line("b", &json!({ "words": ["consultation on tiredness"] })),
        line("c", &json!({ "words": ["positive test in May"] })),
        line("d", &json!({ "labels": ["violence"], "names": ["Injury of arm"], "further": reason })),
        line("e", &json!({ "words": ["injury of arm"] })),
        line("f", &json!({ "words": ["tiredness"] })),
    ];
    assert_eq!(added(&lines), is(&[(0, "hiv"), (2, "hiv"), (3, "hiv"), (4, "violence")]));
}

#[test]
fn s4_starts_neither_from_parts_nor_from_neighbours() {
    let lines = [
        line("a", &hiv(&json!({}))),
        line("part", &json!({ "links": [["part-of", "a"]], "names": ["Viral load"] })),
        line("near", &json!({ "links": [["related-to", "a"]], "names": ["Tiredness"] })),
        line("b", &json!({ "words": ["viral load and tiredness"] })),
    ];
    assert_eq!(added(&lines), is(&[(0, "hiv"), (1, "hiv"), (2, "hiv")]));
}

#[test]
fn labels_go_their_ways_apart() {
    let lines = [
        line("a", &hiv(&json!({ "links": [["related-to", "b"]] }))),
        line("b", &json!({ "codes": [[ICD10, "A54"]] })),
        line("c", &json!({ "links": [["part-of", "b"]] })),
    ];
    assert_eq!(added(&lines), is(&[(0, "sexual-health hiv"), (1, "sexual-health hiv"), (2, "sexual-health")]));
}

/// Small records of few items, codes, links and words, so that they hang together often.
fn any_lines() -> impl Strategy<Value = Vec<Value>> {
    let code = prop_oneof![Just(None), Just(Some("86406008")), Just(Some("165816005")), Just(Some("1"))];
    let label =
        prop_oneof![3 => Just(None), 1 => Just(Some("violence")), 1 => Just(Some("hiv")), 1 => Just(Some("location"))];
    let link = (prop_oneof![Just("part-of"), Just("has-part"), Just("during")], 0usize..9);
    let words = prop_oneof![2 => Just(None), 1 => Just(Some("alpha")), 1 => Just(Some("beta beta"))];
    let statement = (code, label, proptest::collection::vec(link, 0..3), words.clone(), words);
    proptest::collection::vec(statement, 1..9).prop_map(|statements| {
        statements
            .into_iter()
            .enumerate()
            .map(|(place, (code, label, links, name, words))| {
                let links: Vec<Value> = links.into_iter().map(|(kind, to)| json!([kind, format!("i{to}")])).collect();
                let codes: Vec<Value> = code.into_iter().map(|code| json!([SNOMED, code])).collect();
                line(
                    &format!("i{place}"),
                    &json!({ "codes": codes, "labels": Vec::from_iter(label), "links": links,
                        "names": Vec::from_iter(name), "words": Vec::from_iter(words) }),
                )
            })
            .collect()
    })
}

/// The same by the words of the rules alone, one label at a time, without indexes.
fn by_the_words_of_the_rules(lines: &[Value]) -> Vec<(usize, String)> {
    let of = |line: usize| &lines[line]["statements"][0];
    let has = |line: usize, member: &str, value: &str| {
        of(line)[member].as_array().unwrap().iter().any(|held| held == value || held[1] == value)
    };
    let links = |from: usize, to: usize, kinds: &[&str]| {
        let held = of(from)["links"].as_array().unwrap();
        held.iter().any(|link| link[1] == of(to)["source"][2] && kinds.iter().any(|kind| link[0] == *kind))
    };
    let all = 0..lines.len();
    let mut found: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for label in ["sexual-health", "hiv", "violence"] {
        let coded = |line: usize| label == "hiv" && (has(line, "codes", "86406008") || has(line, "codes", "165816005"));
        let direct: Vec<usize> = all.clone().filter(|&line| coded(line) || has(line, "labels", label)).collect();
        let mut with_parts = direct.clone();
        loop {
            let next = all.clone().find(|&part| {
                let is_part = |whole: usize| links(part, whole, &["part-of"]) || links(whole, part, &["has-part"]);
                !with_parts.contains(&part) && with_parts.iter().any(|&whole| is_part(whole))
            });
            match next {
                Some(part) => with_parts.push(part),
                None => break,
            }
        }
        let any = ["part-of", "has-part", "during"];
        let near = |line: usize| with_parts.iter().any(|&other| links(line, other, &any) || links(other, line, &any));
        let names = |line: usize| {
            let held = of(line)["words"].as_array().unwrap();
            held.iter().any(|word| direct.iter().any(|&other| has(other, "names", word.as_str().unwrap())))
        };
        for line in all.clone() {
            let labelled = with_parts.contains(&line) || near(line) || names(line);
            if labelled && !has(line, "labels", label) {
                found.entry(line).or_default().push(label);
            }
        }
    }
    found.into_iter().map(|(line, labels)| (line, labels.join(" "))).collect()
}

proptest! {
    #[test]
    fn the_labels_are_those_of_the_rules_words(lines in any_lines()) {
        prop_assert_eq!(added(&lines), by_the_words_of_the_rules(&lines));
    }

    #[test]
    fn the_order_of_lines_does_not_matter(lines in any_lines(), seed in any::<u64>()) {
        let mut order: Vec<usize> = (0..lines.len()).collect();
        order.sort_by_key(|place| (*place as u64 + 1).wrapping_mul(seed | 1));
        let moved: Vec<Value> = order.iter().map(|place| lines[*place].clone()).collect();
        let mut back: Vec<_> = added(&moved).into_iter().map(|(line, labels)| (order[line], labels)).collect();
        back.sort();
        prop_assert_eq!(back, added(&lines));
    }

    #[test]
    fn one_more_code_never_takes_a_label_away(lines in any_lines(), at in any::<prop::sample::Index>(), code in 0usize..3) {
        let before = added(&lines);
        let mut more = lines;
        let at = at.index(more.len());
        let code = [[SNOMED, "86406008"], [ICD10, "A54.9"], [SNOMED, "7"]][code];
        more[at]["statements"][0]["codes"].as_array_mut().unwrap().push(json!(code));
        let after: BTreeMap<usize, String> = added(&more).into_iter().collect();
        for (line, labels) in before {
            for label in labels.split(' ') {
                prop_assert!(after[&line].split(' ').any(|other| other == label), "line {} loses {}", line, label);
            }
        }
    }
}
