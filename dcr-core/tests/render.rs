//! The visible record as JSON, text and HTML: golden pages, and properties that hold for any record.
//!
//! The golden pages lie in `tests/render`; `DCR_WRITE_SNAPSHOTS=1 cargo test -p dcr-core --test render` writes them
//! anew, and the change is read before it is committed.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::string_slice,
    clippy::indexing_slicing,
    reason = "a test says what failed by stopping"
)]

use dcr_core::consent::VisibleRecord;
use dcr_core::render::{html, json, text};
use proptest::prelude::*;
use serde_json::Value;
use std::path::PathBuf;

const RECORDS: [&str; 3] = ["full", "overridden", "empty"];

fn path(file: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/render").join(file)
}

fn value(name: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path(&format!("{name}.json"))).unwrap()).unwrap()
}

fn record(name: &str) -> VisibleRecord {
    serde_json::from_value(value(name)).unwrap()
}

fn golden(file: &str, made: &str) {
    if std::env::var_os("DCR_WRITE_SNAPSHOTS").is_some() {
        std::fs::write(path(file), made).unwrap();
    }
    let kept = std::fs::read_to_string(path(file)).unwrap();
    let line = kept.lines().zip(made.lines()).position(|(kept, made)| kept != made);
    assert!(kept == made, "{file} differs from line {:?}", line.map(|line| line + 1));
}

#[test]
fn pages_are_as_they_were() {
    for name in RECORDS {
        let record = record(name);
        golden(&format!("{name}.txt"), &text(&record));
        golden(&format!("{name}.html"), &html(&record));
    }
}

#[test]
fn json_is_canonical_and_says_everything() {
    for name in RECORDS {
        let bytes = json(&record(name)).unwrap();
        assert_eq!(serde_json::from_slice::<Value>(&bytes).unwrap(), value(name));
        assert_eq!(serde_json::from_slice::<VisibleRecord>(&bytes).unwrap(), record(name));
        let past = name == "overridden";
        assert!(bytes.starts_with(if past { br#"{"as_at":{"held":"# } else { br#"{"at":"2026-11-2"# }));
    }
}

#[test]
fn a_source_that_must_not_be_named_has_neither_code_nor_system() {
    let mut named = value("full");
    let lines = named["sections"].as_array_mut().unwrap().iter_mut().find(|section| section["section"] == "problems");
    for statement in lines.unwrap()["lines"][0]["statements"].as_array_mut().unwrap() {
        statement["organisation_name"] = "an organisation that is not named here".into();
        statement["provenance"]["organisation"] = "WITHHELD".into();
        statement["provenance"]["system"] = "WITHHELD".into();
        statement["provenance"]["item"] = "withheld-1".into();
    }
    let record: VisibleRecord = serde_json::from_value(named).unwrap();
    for page in [text(&record), html(&record)] {
        let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(page.contains("an organisation that is not named here; recorded "), "{page}");
        assert!(!page.contains("WITHHELD") && !page.contains("withheld-1"));
    }
}

#[test]
fn json_of_another_format_is_refused() {
    let mut record = record("empty");
    record.format = 2;
    assert_eq!(json(&record).unwrap_err().code(), "render.format");
}

#[test]
fn lines_of_a_withheld_section_never_leave() {
    let mut record = record("full");
    let alerts = record.sections.iter_mut().find(|section| !section.lines.is_empty()).unwrap();
    alerts.state = dcr_core::consent::SectionState::Withheld;
    let said = record.sections.iter_mut().find(|section| !section.statements.is_empty()).unwrap();
    said.state = dcr_core::consent::SectionState::Withheld;
    said.lines.clear();
    assert_eq!(json(&record).unwrap_err().code(), "render.withheld");
    assert!(!text(&record).contains("Ended allergies") && !html(&record).contains("Ended allergies"));
    assert!(!text(&record).contains("Anaphylaxis to penicillin"));
    assert!(!html(&record).contains("Anaphylaxis to penicillin"));
}

#[test]
fn what_is_absent_is_told_apart_in_words() {
    let full = text(&record("full"));
    for words in [
        "Some of this section is withheld from you.",
        "Withheld from you. Whether anything is recorded here is not told.",
        "last heard less than an hour ago",
        "last heard 3 hours ago",
        "Dorset HealthCare (RDY): not connected",
        "Consent: Limited:",
    ] {
        assert!(full.contains(words), "{words}");
    }
    let page = html(&record("empty"));
    assert!(page.contains("Nothing recorded by any source that is connected."));
    assert!(page.contains("Shared: no directive"));
}

/// Every start tag has its end tag in the right order, and ids are unique and every in-page link leads to one.
fn well_formed(page: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut ids: Vec<&str> = Vec::new();
    let mut links: Vec<&str> = Vec::new();
    let mut rest = page.strip_prefix("<!DOCTYPE html>\n").unwrap();
    while let Some((_, tail)) = rest.split_once('<') {
        let (tag, tail) = tail.split_once('>').unwrap();
        rest = tail;
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name));
            continue;
        }
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        assert!(name.bytes().all(|b| b.is_ascii_alphanumeric()), "<{tag}>");
        let mut parts = attributes.split('"');
        while let (Some(attribute), Some(value)) = (parts.next(), parts.next()) {
            match attribute.trim() {
                "id=" => ids.push(value),
                "href=" => links.push(value.strip_prefix('#').unwrap()),
                "class=" | "lang=" | "aria-label=" | "aria-labelledby=" | "role=" | "scope=" | "content=" | "name="
                | "http-equiv=" | "charset=" => {}
                other => panic!("an attribute {other}"),
            }
        }
        if name != "meta" {
            open.push(name);
        }
    }
    assert_eq!(open, Vec::<&str>::new());
    assert!(links.iter().all(|link| ids.contains(link)), "{links:?}");
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count);
}

#[test]
fn pages_are_well_formed_and_need_nothing_else() {
    for name in RECORDS {
        let page = html(&record(name));
        well_formed(&page);
        for never in ["<script", "<img", "<link", "<iframe", "<form", "src=", "url(", "@import", " on", " style="] {
            let found = page.match_indices(never).find(|(at, _)| {
                // Words may say " on"; inside a tag nothing may.
                never != " on" || page[..*at].rfind('<') > page[..*at].rfind('>')
            });
            assert_eq!(found, None, "{never}");
        }
    }
}

#[test]
fn headings_go_down_one_step_at_a_time() {
    for name in RECORDS {
        let page = html(&record(name));
        let levels: Vec<u32> =
            page.match_indices("<h").filter_map(|(at, _)| page[at + 2..].chars().next()?.to_digit(10)).collect();
        assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1);
        assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");
    }
}

#[test]
fn every_statement_names_its_organisation_and_time() {
    let record = record("full");
    let (page, plain) = (html(&record), text(&record));
    let statements: usize =
        record.sections.iter().flat_map(|section| &section.lines).map(|line| line.statements.len()).sum();
    assert_eq!(count(&page, "<p class=\"source\">Source: ") + count(&page, "Also stated by: "), statements + 3);
    let said: usize = record.sections.iter().map(|section| section.statements.len()).sum();
    assert_eq!(count(&plain, "Source: ") + count(&plain, "Also stated by: "), statements + said + 3);
    assert!(said > 0);
    assert!(page.contains("Source: Royal Bournemouth Hospital (RBD), CRIS, recorded 12-Mar-2026 10:20 GMT"));
    assert!(plain.contains("The Quay Surgery (J81001), EMIS, recorded 04-Jul-2026 00:30 BST"));
}

fn count(text: &str, words: &str) -> usize {
    text.matches(words).count()
}

#[test]
fn a_hostile_name_stays_words() {
    let mut value = value("full");
    value["demographics"][0]["demographics"]["names"][0]["family"] =
        Value::from("<script>alert(\"1\")</script>\u{202e}' onload='x");
    let record: VisibleRecord = serde_json::from_value(value).unwrap();
    let page = html(&record);
    well_formed(&page);
    // Capitals come from the name's display form.
    assert!(page.contains(
        "<h1>&lt;SCRIPT&gt;ALERT(&quot;1&quot;)&lt;/SCRIPT&gt;[U+202E]&#39; ONLOAD=&#39;X, Maria Siân (Mrs)</h1>"
    ));
    assert!(text(&record).contains("[U+202E]"));
}

/// Puts a text in the place of every string that the record still reads with, and counts how many took it.
fn poison(value: &Value, whole: &mut Value, place: &mut Vec<String>, hostile: &str) -> usize {
    match value {
        Value::String(_) => {
            let pointer: String = place.iter().map(|step| format!("/{step}")).collect();
            let before = whole.pointer(&pointer).cloned().unwrap();
            *whole.pointer_mut(&pointer).unwrap() = Value::from(hostile);
            if serde_json::from_value::<VisibleRecord>(whole.clone()).is_ok() {
                return 1;
            }
            *whole.pointer_mut(&pointer).unwrap() = before;
            0
        }
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(index, item)| {
                place.push(index.to_string());
                let took = poison(item, whole, place, hostile);
                place.pop();
                took
            })
            .sum(),
        Value::Object(fields) => fields
            .iter()
            .map(|(name, field)| {
                place.push(name.replace('~', "~0").replace('/', "~1"));
                let took = poison(field, whole, place, hostile);
                place.pop();
                took
            })
            .sum(),
        _ => 0,
    }
}

fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("<script>alert(1)</script>".to_owned()),
        Just("\"><img src=x onerror=alert(1)>".to_owned()),
        Just("' onmouseover='x".to_owned()),
        Just("</style><style>*{display:none}".to_owned()),
        Just("<!--".to_owned()),
        Just("]]>".to_owned()),
        Just("&lt;&#60;".to_owned()),
        Just("\u{202e}\u{2066}\u{2069}\u{200f}".to_owned()),
        Just("\r\n\n\t\u{0}\u{1b}[31m\u{7f}\u{9b}".to_owned()),
        Just("\u{2028}\u{feff}\u{e0041}".to_owned()),
        "\\PC{0,120}",
        any::<String>(),
    ];
    proptest::collection::vec(piece, 1..4).prop_map(|pieces| pieces.concat())
}

fn misleads(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_hostile_gets_through(hostile in hostile()) {
        for name in ["full", "overridden"] {
            let mut whole = value(name);
            let took = poison(&whole.clone(), &mut whole, &mut Vec::new(), &hostile);
            prop_assert!(took > 60, "only {} texts took it", took);
            let record: VisibleRecord = serde_json::from_value(whole).unwrap();
            let page = html(&record);
            well_formed(&page);
            prop_assert!(!page.chars().any(misleads));
            prop_assert!(!page.contains("<script") && !page.contains("<img") && !page.contains("<!--"));
            prop_assert_eq!(page.matches("<style>").count(), 1);
            let plain = text(&record);
            prop_assert!(!plain.chars().any(misleads));
            prop_assert!(plain.lines().all(|line| line.chars().count() <= 100));
            prop_assert_eq!(&page, &html(&record.clone()));
            prop_assert_eq!(&plain, &text(&record.clone()));
        }
    }
}
