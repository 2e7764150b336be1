//! FHIR R4 JSON: Synthea's whole-patient Bundles.

use crate::measure::{peak, seconds};
use crate::{hash_all, source, tell};
use dcr_core::ingest::{Limits, fhir};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::hint::black_box;
use std::path::Path;

/// The cheapest honest split: a Bundle's entries, the resources left as they are.
#[derive(Deserialize, Serialize)]
struct Split<'a> {
    #[serde(rename = "resourceType")]
    resource_type: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    #[serde(borrow)]
    entry: Vec<SplitEntry<'a>>,
}

#[derive(Deserialize, Serialize)]
struct SplitEntry<'a> {
    #[serde(rename = "fullUrl", borrow)]
    full_url: &'a RawValue,
    #[serde(borrow)]
    resource: &'a RawValue,
    #[serde(borrow)]
    request: &'a RawValue,
}

pub fn run(folder: &Path) {
    let mut files: Vec<_> = std::fs::read_dir(folder).expect("Synthea's folder").flatten().collect();
    files.sort_by_key(std::fs::DirEntry::file_name);
    let bundles: Vec<Vec<u8>> = files.iter().map(|file| std::fs::read(file.path()).expect("a file")).collect();
    let bytes: usize = bundles.iter().map(Vec::len).sum();
    let largest = bundles.iter().max_by_key(|bundle| bundle.len()).expect("a Bundle");
    let of_input = |peak: usize| Some(peak as f64 / largest.len() as f64);
    let megabytes = |seconds: f64| bytes as f64 / 1e6 / seconds;

    let work = "FHIR R4 JSON, lossless parse and re-emit";
    let each = |run: &dyn Fn(&[u8])| megabytes(seconds(|| bundles.iter().for_each(|bundle| run(bundle))));
    let limits = Limits::default();
    let tree = |bundle: &[u8]| {
        let tree = fhir::Tree::parse(bundle, &limits).expect("JSON");
        black_box(tree.bytes().to_vec());
    };
    tell(work, "dcr", each(&tree), "MB/s", of_input(peak(|| tree(largest))));
    let value = |bundle: &[u8]| {
        let value: serde_json::Value = serde_json::from_slice(bundle).expect("JSON");
        black_box(serde_json::to_vec(&value).expect("it prints"));
    };
    tell(work, "serde_json Value (digits lost)", each(&value), "MB/s", of_input(peak(|| value(largest))));
    let split = |bundle: &[u8]| {
        let split: Split<'_> = serde_json::from_slice(bundle).expect("a Bundle");
        black_box(serde_json::to_vec(&split).expect("it prints"));
    };
    tell(work, "serde RawValue split", each(&split), "MB/s", of_input(peak(|| split(largest))));

    let work = "FHIR R4 JSON to contributions";
    let source = source();
    let ours = |bundle: &[u8]| hash_all(&fhir::read(bundle, &source, &limits));
    tell(work, "dcr", each(&ours), "MB/s", of_input(peak(|| ours(largest))));
    let parse = |bundle: &[u8]| {
        black_box(serde_json::from_slice::<serde_json::Value>(bundle).expect("JSON"));
    };
    tell(work, "serde_json Value, parse alone", each(&parse), "MB/s", of_input(peak(|| parse(largest))));
}
