//! What systems elsewhere published, through a node: nothing panics, nothing vanishes, everything that is known renders.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout, reason = "tests")]

mod support;

use dcr_core::identifier::NhsNumber;
use dcr_node::{Find, InputFormat, Node};
use std::collections::BTreeSet;
use std::path::Path;
use support::{create, emergency, files, input, shared_data};

/// Every NHS number that stands in some bytes, as ten digits or in groups of three, three and four.
fn numbers(bytes: &[u8]) -> BTreeSet<NhsNumber> {
    let text = String::from_utf8_lossy(bytes);
    let runs = text.split(|c: char| !(c.is_ascii_digit() || c == ' ' || c == '-'));
    let mut found = BTreeSet::new();
    for run in runs {
        let parts: Vec<&str> = run.split([' ', '-']).filter(|part| !part.is_empty()).collect();
        found.extend(parts.iter().filter(|part| part.len() == 10).filter_map(|part| NhsNumber::parse(part).ok()));
        found.extend(parts.windows(3).filter_map(|three| NhsNumber::parse(&three.concat()).ok()));
    }
    found
}

/// The tags of a page, without what stands between them.
fn tags(page: &str) -> BTreeSet<String> {
    let tag = |part: &str| part.split(['>', ' ']).next().unwrap_or_default().to_ascii_lowercase();
    page.split('<').skip(1).map(tag).collect()
}

/// The folders of FHIR R4; the folder of STU3 is another version of the standard.
const FHIR: &[&str] = &["fhir/ukcore-examples", "fhir/hl7-r4-examples", "fhir/synthea-r4"];

/// Submits every file of a folder; the units accepted and refused, and the numbers met.
fn submitted(node: &Node, folder: &Path, format: &InputFormat, known: &mut BTreeSet<NhsNumber>) -> (u64, u64) {
    let (mut accepted, mut refused) = (0, 0);
    for file in files(folder) {
        let bytes = std::fs::read(&file).unwrap();
        let before = node.stats().unwrap();
        let receipt = node.submit(&bytes, &input("RBD", "PAS", format.clone())).unwrap();
        assert!(receipt.accepted + receipt.quarantined > 0 || bytes.trim_ascii().is_empty(), "{}", file.display());
        let after = node.stats().unwrap();
        assert_eq!(after.messages - before.messages, receipt.accepted - receipt.repeated, "{}", file.display());
        assert_eq!(after.contributions - before.contributions, receipt.contributions);
        for id in &receipt.quarantine {
            assert!(!node.quarantined_bytes(*id).unwrap().is_empty());
        }
        accepted += receipt.accepted;
        refused += receipt.quarantined;
        known.extend(numbers(&bytes));
    }
    (accepted, refused)
}

fn renders(node: &Node, known: &BTreeSet<NhsNumber>) -> usize {
    // The tags of a page of nobody's data: whatever else stands in a page came from the data.
    let mut shown = 0;
    for number in known {
        let answer = node.view(&emergency(), number).unwrap();
        let json: serde_json::Value = serde_json::from_str(&answer.to_json().unwrap()).unwrap();
        assert_eq!(json["permitted"].as_bool(), Some(answer.permitted()));
        if let (Some(text), Some(page)) = (answer.to_text(), answer.to_html()) {
            assert!(!text.is_empty() && !text.chars().any(|c| c.is_control() && c != '\n'));
            for tag in tags(&page) {
                assert!(OWN_TAGS.contains(&tag.trim_start_matches('/')), "a page has the tag {tag}");
            }
            assert!(!page.to_ascii_lowercase().contains("javascript:"));
            shown += 1;
        }
        assert_eq!(answer.permitted(), node.find(&emergency(), &Find::NhsNumber(number.clone())).unwrap().is_some());
    }
    shown
}

/// The tags that a page is made of.
const OWN_TAGS: &[&str] = &[
    "!doctype", "b", "bdi", "html", "head", "meta", "title", "style", "body", "main", "header", "footer", "section",
    "article", "nav", "h1", "h2", "h3", "h4", "p", "span", "strong", "em", "small", "ul", "ol", "li", "dl", "dt", "dd",
    "div", "table", "caption", "thead", "tbody", "tr", "th", "td", "time", "details", "summary", "a", "abbr", "br",
    "pre",
];

fn run(folders: &[&str], format: &InputFormat) {
    for folder in folders {
        let Some(path) = shared_data(folder) else {
            println!("skipped: {folder} is not beside the repository");
            continue;
        };
        let place = tempfile::tempdir().unwrap();
        let node = create(&place.path().join("node"));
        let mut known = BTreeSet::new();
        let (accepted, refused) = submitted(&node, &path, format, &mut known);
        let shown = renders(&node, &known);
        println!("{folder}: {accepted} accepted, {refused} refused, {shown} of {} numbers shown", known.len());
        assert!(accepted > 0);
    }
}

#[test]
fn published_hl7_v2_messages_go_through() {
    run(&["hl7v2"], &InputFormat::Hl7v2);
}

#[test]
fn published_fhir_resources_go_through() {
    run(FHIR, &InputFormat::Fhir);
}
