//! What systems elsewhere published, through a node: nothing panics, nothing vanishes, everything that is known renders.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout, reason = "tests")]

mod support;

use dcr_core::identifier::NhsNumber;
use dcr_county::nhs_number;
use dcr_node::{Find, InputFormat, Node};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
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
    let mut shown = 0;
    for number in known {
        let answer = node.view(&emergency(), number).unwrap();
        let told: Value = serde_json::from_str(&answer.to_json().unwrap()).unwrap();
        assert_eq!(told["permitted"].as_bool(), Some(answer.permitted()));
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

/// The tags that a page is made of: whatever else stands in one came from the data.
const OWN_TAGS: &[&str] = &[
    "!doctype", "b", "bdi", "html", "head", "meta", "title", "style", "body", "main", "header", "footer", "section",
    "article", "nav", "h1", "h2", "h3", "h4", "p", "span", "strong", "em", "small", "ul", "ol", "li", "dl", "dt", "dd",
    "div", "table", "caption", "thead", "tbody", "tr", "th", "td", "time", "details", "summary", "a", "abbr", "br",
    "pre",
];

/// Gives every Patient without an NHS number one of the test range, so that what is about them can be looked at.
fn give_numbers(value: &mut Value, given: &mut BTreeMap<String, String>) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| give_numbers(item, given)),
        Value::Object(members) => {
            if members.get("resourceType").is_some_and(|kind| kind == "Patient") {
                let id = members.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
                let next = u32::try_from(given.len()).unwrap();
                let number = given.entry(id).or_insert_with(|| nhs_number(next));
                let stated = json!({"system": "https://fhir.nhs.uk/Id/nhs-number", "value": number});
                let identifiers = members.entry("identifier").or_insert_with(|| json!([]));
                if let Some(identifiers) = identifiers.as_array_mut()
                    && !identifiers.iter().any(|known| known["system"] == stated["system"])
                {
                    identifiers.push(stated);
                }
            }
            members.values_mut().for_each(|member| give_numbers(member, given));
        }
        _ => {}
    }
}

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

/// Most of the published Patients have no NHS number; with one, whatever is about them must render.
#[test]
fn published_fhir_resources_render_for_people_with_a_number() {
    for (folder, least) in FHIR.iter().zip([1, 5, 12]) {
        let Some(path) = shared_data(folder) else {
            println!("skipped: {folder} is not beside the repository");
            continue;
        };
        let place = tempfile::tempdir().unwrap();
        let node = create(&place.path().join("node"));
        let mut given = BTreeMap::new();
        for file in files(&path) {
            let Ok(mut value) = serde_json::from_slice::<Value>(&std::fs::read(&file).unwrap()) else { continue };
            // Published consents mostly say what this model cannot, and then everything is withheld.
            if value["resourceType"] == "Consent" {
                continue;
            }
            give_numbers(&mut value, &mut given);
            node.submit(value.to_string().as_bytes(), &input("J81001", "EMIS", InputFormat::Fhir)).unwrap();
        }
        let known: BTreeSet<NhsNumber> = given.values().map(|number| NhsNumber::parse(number).unwrap()).collect();
        let shown = renders(&node, &known);
        println!("{folder}: {shown} of {} people shown", known.len());
        assert!(shown >= least, "{folder}: {shown} shown");
    }
}
