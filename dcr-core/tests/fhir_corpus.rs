//! FHIR from public projects: nothing of it is lost, and nothing of it panics.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test stops at what it did not expect and says what it skips"
)]

use dcr_core::contribution::{Contribution, ContributionStatus};
use dcr_core::identifier::{OdsCode, SourceSystem};
use dcr_core::ingest::{Fate, Limits, Source, Unit, fhir};
use dcr_core::time::Timestamp;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

fn source() -> Source {
    Source {
        organisation: OdsCode::parse("RBD").unwrap(),
        system: SourceSystem::parse("PAS").unwrap(),
        received: Timestamp::parse("2026-11-22T13:34:00Z").unwrap(),
    }
}

/// The files of a folder of the shared data; none, and a word about it, where the data is absent.
fn files(folder: &str) -> Vec<(String, Vec<u8>)> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/fhir").join(folder);
    let Ok(listed) = std::fs::read_dir(&path) else {
        println!("skipped: no shared data for {folder}");
        return Vec::new();
    };
    let mut files: Vec<(String, Vec<u8>)> = listed
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(&path).unwrap()))
        .collect();
    files.sort();
    files
}

/// Every leaf below a value: its pointer, and its value as text.
fn leaves(value: &Value, pointer: &str, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (key, value) in members {
                leaves(value, &format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1")), found);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for (index, value) in items.iter().enumerate() {
                leaves(value, &format!("{pointer}/{index}"), found);
            }
        }
        Value::String(text) => found.push((pointer.to_owned(), text.clone())),
        other => found.push((pointer.to_owned(), other.to_string())),
    }
}

/// Every resource of an input, Bundles opened.
fn resources<'v>(value: &'v Value, pointer: &str, found: &mut Vec<(String, &'v Value)>) {
    if value["resourceType"] == "Bundle" {
        for (index, entry) in value["entry"].as_array().into_iter().flatten().enumerate() {
            if let Some(resource) = entry.get("resource") {
                resources(resource, &format!("{pointer}/entry/{index}/resource"), found);
            }
        }
    } else {
        found.push((pointer.to_owned(), value));
    }
}

/// Leaves whose meaning the model keeps in its own words rather than in the source's text: a reviewed list.
const IN_OTHER_WORDS: &[&str] = &[
    // The system of a code that is FHIR's own.
    "/clinicalStatus/coding/*/system",
    "/verificationStatus/coding/*/system",
    "/category/*/coding/*/system",
    "/interpretation/*/coding/*/system",
    "/component/*/interpretation/*/coding/*/system",
    // Which extension it was, where its value has a field of its own.
    "/extension/*/url",
    "/extension/*/extension/*/url",
    "/identifier/*/extension/*/url",
    "/contact/*/extension/*/url",
    "/hospitalization/extension/*/url",
    "/clinicalStatus/extension/*/url",
    "/clinicalStatus/extension/*/extension/*/url",
    "/contained/*/extension/*/url",
    "/contained/*/extension/*/extension/*/url",
    "/dispenseRequest/quantity/extension/*/url",
    // What another problem or result is to this one, as the kind of a link.
    "/extension/*/extension/*/valueCode",
    "/related/*/type",
    "/interpretation/coding/*/system",
    // Alive or dead; the kind of link; the sensitivity label; `phone` that a use makes `mobile`.
    "/deceasedBoolean",
    "/link/*/type",
    "/securityLabel/*/coding/*/system",
    "/securityLabel/*/coding/*/code",
    "/telecom/*/system",
    "/contact/*/telecom/*/system",
];

/// Identifier systems that a field's type says.
const KNOWN_SYSTEMS: &[&str] = &[
    "https://fhir.nhs.uk/id/nhs-number",
    "https://fhir.nhs.uk/id/ods-organization-code",
    "https://fhir.nhs.uk/id/ods-site-code",
];

fn is_in_other_words(pointer: &str) -> bool {
    let parts: Vec<&str> = pointer.split('/').collect();
    IN_OTHER_WORDS.iter().any(|pattern| {
        let wanted: Vec<&str> = pattern.split('/').collect();
        wanted.len() == parts.len() && wanted.iter().zip(&parts).all(|(wanted, part)| *wanted == "*" || wanted == part)
    })
}

/// What the units keep, in the three ways of keeping.
#[derive(Default)]
struct Kept {
    /// Every value of every contribution, in lower case, without attachments.
    values: BTreeSet<String>,
    all_values: String,
    /// Those that are numbers: the independent reading does not keep how a number was written.
    numbers: BTreeSet<u64>,
    /// Attachments by the place of their resource and their place in it.
    own: BTreeMap<(String, String), String>,
    /// Attachments of resources without a contribution, by `Type/id#place`; a file may give two resources one id.
    held: BTreeMap<String, Vec<String>>,
    holders: BTreeSet<String>,
    quarantined: Vec<Value>,
}

impl Kept {
    fn of(units: &[Unit]) -> Self {
        let mut kept = Self::default();
        for unit in units {
            if matches!(unit.fate, Fate::Quarantined(_)) {
                // An original is one resource or Bundle, or several one after the other.
                for value in serde_json::Deserializer::from_slice(&unit.original).into_iter::<Value>() {
                    let value = value.unwrap();
                    let mut held = Vec::new();
                    resources(&value, "", &mut held);
                    kept.quarantined.extend(held.into_iter().map(|(_, resource)| resource.clone()));
                }
                continue;
            }
            for contribution in &unit.contributions {
                let parts = contribution.parts();
                let origin = parts.origin.place.clone().unwrap_or_default();
                for part in &parts.attached {
                    kept.own.insert((origin.clone(), part.place.clone()), part.content.clone());
                    kept.held.entry(part.place.clone()).or_default().push(part.content.clone());
                    kept.holders.extend(part.place.split_once('#').map(|(holder, _)| holder.to_owned()));
                }
                let mut bare = parts.clone();
                bare.attached.clear();
                let mut values = Vec::new();
                leaves(&serde_json::to_value(&bare).unwrap(), "", &mut values);
                for (_, value) in values {
                    let value = value.to_lowercase();
                    kept.all_values.push_str(&value);
                    kept.all_values.push('\n');
                    kept.values.extend(value.split(['|', '/', ' ', '(', ')', ',', ';']).map(str::to_owned));
                    kept.values.extend(value.split_once('|').map(|(_, after)| after.to_owned()));
                    kept.numbers.extend(value.parse().ok().map(f64::to_bits));
                    kept.values.insert(value);
                }
            }
        }
        kept
    }

    /// In a model: a short text only as a whole value, a longer one as a part of one too.
    fn models(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        let number = text.parse().ok().map(f64::to_bits);
        self.values.contains(&text)
            || number.is_some_and(|number| self.numbers.contains(&number))
            || (text.len() > 3 && self.all_values.contains(&text))
    }

    fn attaches(&self, origin: &str, url: &str, resource: &Value, pointer: &str) -> bool {
        let (kind, id) = (resource["resourceType"].as_str(), resource["id"].as_str());
        let holder = format!("{}/{}#", kind.unwrap_or_default(), id.unwrap_or_default());
        let mut prefix = pointer.to_owned();
        loop {
            let own = self.own.get(&(origin.to_owned(), prefix.clone()));
            let held = self.held.get(&format!("{holder}{prefix}")).into_iter().flatten();
            let placed = self.held.get(&format!("{origin}#{prefix}")).into_iter().flatten();
            let addressed = self.held.get(&format!("{url}#{prefix}")).into_iter().flatten();
            let stands =
                |content: &String| resource.pointer(&prefix) == Some(&serde_json::from_str::<Value>(content).unwrap());
            if own.into_iter().chain(held).chain(placed).chain(addressed).any(stands) {
                return true;
            }
            match prefix.rfind('/') {
                Some(at) => prefix.truncate(at),
                None => return false,
            }
        }
    }
}

/// What of a file is neither in a model, nor attached, nor in a quarantined original.
fn lost(bytes: &[u8], units: &[Unit]) -> Vec<String> {
    let whole: Value = serde_json::from_slice(bytes).unwrap();
    let mut all = Vec::new();
    resources(&whole, "", &mut all);
    let kept = Kept::of(units);
    let mut lost = Vec::new();
    for (origin, resource) in all {
        let entry = origin.strip_suffix("/resource").and_then(|entry| whole.pointer(entry));
        let url = entry.and_then(|entry| entry["fullUrl"].as_str()).unwrap_or_default();
        let quarantined = kept.quarantined.contains(resource);
        let part = |key: &str| resource[key].as_str().unwrap_or_default();
        let name = format!("{}/{}", part("resourceType"), part("id"));
        let mut found = Vec::new();
        leaves(resource, "", &mut found);
        for (pointer, text) in found {
            let target = text.rsplit('/').next().unwrap_or_default().trim_start_matches("urn:uuid:");
            let told_by_place = ["/resourceType", "/id"].contains(&pointer.as_str()) && kept.holders.contains(&name);
            let is_kept = quarantined
                || kept.models(&text)
                || (pointer.ends_with("/reference") && kept.models(target))
                || kept.attaches(&origin, url, resource, &pointer)
                || told_by_place
                || KNOWN_SYSTEMS.contains(&text.to_lowercase().as_str())
                || is_in_other_words(&pointer);
            if !is_kept {
                lost.push(format!("{origin} {} {pointer} = {text}", resource["resourceType"]));
            }
        }
    }
    lost
}

fn nothing_is_lost_of(folder: &str) -> [usize; 3] {
    let [mut accepted, mut quarantined, mut contributions] = [0; 3];
    let mut all_lost = Vec::new();
    for (name, bytes) in files(folder) {
        let units = fhir::read(&bytes, &source(), &Limits::default());
        assert!(!units.is_empty(), "{name}");
        for unit in &units {
            match &unit.fate {
                Fate::Accepted => accepted += 1,
                Fate::Quarantined(_) => quarantined += 1,
            }
            assert!(!unit.original.is_empty(), "{name}");
            contributions += unit.contributions.len();
            for contribution in &unit.contributions {
                let canonical = contribution.canonical().unwrap();
                assert_eq!(&Contribution::from_canonical(&canonical).unwrap(), contribution, "{name}");
                let parts = contribution.parts();
                assert!(parts.body.is_some() || parts.status != ContributionStatus::Current, "{name}");
            }
        }
        all_lost.extend(lost(&bytes, &units).into_iter().map(|what| format!("{name}: {what}")));
    }
    let shown: Vec<&String> = all_lost.iter().take(40).collect();
    assert!(all_lost.is_empty(), "{} lost: {shown:#?}", all_lost.len());
    [accepted, quarantined, contributions]
}

#[test]
fn nothing_of_the_uk_core_examples_is_lost() {
    let counts = nothing_is_lost_of("ukcore-examples");
    println!("UK Core: accepted, quarantined, contributions: {counts:?}");
}

#[test]
fn nothing_of_the_standards_own_examples_is_lost() {
    let counts = nothing_is_lost_of("hl7-r4-examples");
    println!("HL7 R4: accepted, quarantined, contributions: {counts:?}");
}

#[test]
fn nothing_of_whole_patient_bundles_is_lost() {
    let counts = nothing_is_lost_of("synthea-r4");
    println!("Synthea: accepted, quarantined, contributions: {counts:?}");
}

#[test]
fn nothing_of_whole_gp_records_is_lost() {
    let counts = nothing_is_lost_of("gpconnect-stu3");
    println!("GP Connect STU3: accepted, quarantined, contributions: {counts:?}");
}
