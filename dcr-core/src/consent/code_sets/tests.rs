use super::*;
use proptest::prelude::*;
use std::fmt::Write;

const SNOMED: &str = "http://snomed.info/sct";
const ICD10: &str = "http://hl7.org/fhir/sid/icd-10";

fn set(name: &str, label: &str, codes: &[(&str, &str)], stems: &[(&str, &str)]) -> CodeSet {
    CodeSet {
        codes: codes.iter().map(|(system, code)| SetCode { system: (*system).into(), code: (*code).into() }).collect(),
        stems: stems.iter().map(|(system, stem)| SetStem { system: (*system).into(), stem: (*stem).into() }).collect(),
        ..CodeSet::new(name, label)
    }
}

fn words(sets: &CodeSets, system: &str, code: &str) -> BTreeSet<String> {
    sets.labels_of(system, code).map(|label| label.as_str().to_owned()).collect()
}

#[test]
fn a_text_of_codes_is_read_line_by_line() {
    let mut read = CodeSet::new("HIV", "hiv");
    let text = "\u{feff}# from the reference set\r\n86406008\tHuman immunodeficiency virus infection\r\n\r\n \n\
                62479008,AIDS, an old word\n86406008\n  165816005  ,HIV positive";
    assert_eq!(read.load(SNOMED, text), Ok(3));
    let codes: Vec<&str> = read.codes.iter().map(|code| code.code.as_str()).collect();
    assert_eq!(codes, ["165816005", "62479008", "86406008"]);
    assert!(read.codes.iter().all(|code| code.system == SNOMED));
    // The same text again, in another order: nothing changes.
    let before = read.clone();
    assert_eq!(read.load(SNOMED, "86406008\n62479008\n165816005"), Ok(3));
    assert_eq!(read, before);
    assert_eq!(read.load(ICD10, "B20"), Ok(1));
    assert_eq!(read.codes.first().map(|code| code.system.as_str()), Some(ICD10));
}

#[test]
fn what_is_no_code_is_refused_by_its_line_and_changes_nothing() {
    let long = "1".repeat(65);
    for text in ["864 06008", "86406008\n\u{a0}\n,no code", long.as_str(), "\"86406008\",HIV", "86406008\u{7}"] {
        let mut read = CodeSet::new("HIV", "hiv");
        let line = text.lines().count();
        let error = read.load(SNOMED, text).unwrap_err();
        assert_eq!(error, CodeSetError::Code { line, limit: 64 }, "{text}");
        assert_eq!(error.code(), "code-set.code");
        assert!(!error.to_string().contains("86406008"));
        assert!(read.codes.is_empty());
    }
    let mut read = CodeSet::new("HIV", "hiv");
    assert_eq!(read.load(SNOMED, &"1".repeat(64)), Ok(1));
    assert_eq!(read.load(" ", "1").unwrap_err().code(), "code-set.system-empty");
}

#[test]
fn a_set_has_two_hundred_thousand_codes_at_most() {
    let mut text = String::new();
    for code in 0..200_000 {
        writeln!(text, "{code}").unwrap();
    }
    let mut read = CodeSet::new("large", "hiv");
    assert_eq!(read.load(SNOMED, &text), Ok(200_000));
    assert_eq!(read.load(SNOMED, "7\n199999"), Ok(2));
    let error = read.load(SNOMED, "7\nmore").unwrap_err();
    assert_eq!(error, CodeSetError::TooMany { line: 2, limit: 200_000 });
    assert_eq!((error.code(), read.codes.len()), ("code-set.too-many", 200_000));
    let sets = CodeSets::new(&[read]);
    assert_eq!(words(&sets, SNOMED, "199999"), ["hiv".to_owned()].into());
    assert!(words(&sets, SNOMED, "200000").is_empty());
}

#[test]
fn codes_are_found_exactly_and_stems_by_their_beginning() {
    let sets = CodeSets::new(&[
        set("a", "hiv", &[(SNOMED, "86406008")], &[(ICD10, "B20"), (ICD10, "B2")]),
        set("b", "sexual-health", &[(SNOMED, "86406008"), (ICD10, "A54")], &[]),
        set("c", "county-label", &[], &[(ICD10, "B20.1")]),
    ]);
    let expect = |labels: &[&str]| labels.iter().map(|label| (*label).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(words(&sets, SNOMED, "86406008"), expect(&["hiv", "sexual-health"]));
    assert_eq!(words(&sets, SNOMED, "864060081"), expect(&[]));
    assert_eq!(words(&sets, SNOMED, "8640600"), expect(&[]));
    assert_eq!(words(&sets, "http://snomed.info/sct/", "86406008"), expect(&[]));
    assert_eq!(words(&sets, ICD10, "B20.1"), expect(&["hiv", "county-label"]));
    assert_eq!(words(&sets, ICD10, "B24"), expect(&["hiv"]));
    assert_eq!(words(&sets, ICD10, "B"), expect(&[]));
    assert_eq!(words(&sets, ICD10, "A54"), expect(&["sexual-health"]));
    assert_eq!(words(&sets, ICD10, "A54.1"), expect(&[]));
    assert_eq!(sets.labels().len(), 3);
}

/// That is what makes asking every code of a record cheap: the members are looked through for hardly any.
#[test]
fn nearly_every_code_of_no_set_is_turned_away_at_once() {
    let code = |number: usize| (100_000_000 + number * 7).to_string();
    let mut large = set("a", "hiv", &[], &[(ICD10, "B2"), (SNOMED, "Z")]);
    large.codes = (0..4_000).map(|number| SetCode { system: SNOMED.into(), code: code(number) }).collect();
    let sets = CodeSets::new(&[large]);
    assert!((0..4_000).all(|number| sets.may_have(&code(number))));
    assert!(sets.may_have("B24") && sets.may_have("Z"));
    let others = (4_000..24_000).filter(|number| sets.may_have(&code(*number))).count();
    assert!(others < 500, "{others} of 20,000");
}

#[test]
fn without_sets_there_are_no_labels_and_without_members_there_are() {
    assert!(CodeSets::new(&[]).is_empty());
    let sets = CodeSets::new(&[CodeSet::new("empty", "hiv"), CodeSet::new("other", "hiv")]);
    assert!(!sets.is_empty());
    assert_eq!(sets.labels(), [SensitivityLabel::Hiv]);
    assert_eq!(sets.labels_of(SNOMED, "1").count(), 0);
}

#[test]
fn the_document_refuses_what_it_does_not_know() {
    let read: CodeSet = serde_json::from_str(r#"{"name":"HIV","label":"hiv"}"#).unwrap();
    assert_eq!(read, CodeSet::new("HIV", "hiv"));
    assert_eq!(serde_json::to_string(&read).unwrap(), r#"{"name":"HIV","label":"hiv"}"#);
    for wrong in [r#"{"name":"HIV"}"#, r#"{"name":"a","label":"b","more":1}"#] {
        assert!(serde_json::from_str::<CodeSet>(wrong).is_err(), "{wrong}");
    }
}

proptest! {
    #[test]
    fn the_compiled_sets_answer_as_the_document_says(
        members in proptest::collection::vec((0usize..3, 0usize..2, "[ab.é]{0,9}", any::<bool>()), 0..40),
        asked in proptest::collection::vec((0usize..3, "[ab.é]{0,11}"), 20),
    ) {
        let systems = ["urn:one", "urn:two", "urn:three"];
        let mut sets = [CodeSet::new("a", "hiv"), CodeSet::new("b", "mental-health")];
        for (system, label, text, is_stem) in members {
            let (system, set) = (systems[system].to_owned(), &mut sets[label]);
            if is_stem {
                set.stems.push(SetStem { system, stem: text });
            } else {
                set.codes.push(SetCode { system, code: text });
            }
        }
        let compiled = CodeSets::new(&sets);
        let held = sets.iter().flat_map(|set| set.codes.iter().map(|of| (systems_place(&systems, &of.system), of.code.clone())));
        for (system, code) in asked.into_iter().chain(held.collect::<Vec<_>>()) {
            let system = systems[system];
            let expected: BTreeSet<String> = sets
                .iter()
                .filter(|set| {
                    set.codes.iter().any(|of| of.system == system && of.code == code)
                        || set.stems.iter().any(|of| of.system == system && code.starts_with(&of.stem))
                })
                .map(|set| set.label.clone())
                .collect();
            prop_assert_eq!(words(&compiled, system, &code), expected);
        }
    }
}

fn systems_place(systems: &[&str], system: &str) -> usize {
    systems.iter().position(|other| *other == system).unwrap()
}
