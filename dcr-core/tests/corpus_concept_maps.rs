//! UK Core's concept maps, as they are published.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod corpus_support;

use corpus_support::{files, shared, snapshot};
use dcr_core::ingest::terminology::load;

#[test]
fn every_published_map_is_read_and_none_that_is_retired_is_used() {
    let Some(folder) = shared("fhir/ukcore-definitions/conceptmaps") else { return };
    let mut lines = Vec::new();
    for (name, bytes) in files(&folder) {
        let xml = std::str::from_utf8(&bytes).unwrap();
        let loaded = load(&[(&name, &bytes)]).unwrap();
        let rows: u64 = loaded.maps().iter().map(|map| map.summary().rows).sum();
        assert_eq!(rows, xml.matches("<equivalence").count() as u64, "{name}");
        let active = xml.contains("<status value=\"active\"");
        assert_eq!(loaded.maps().iter().any(|map| map.summary().used > 0), active, "{name}");
        let in_force = xml.replacen("<status value=\"retired\"", "<status value=\"active\"", 1);
        for map in load(&[(&name, &in_force)]).unwrap().maps() {
            let summary = map.summary();
            lines.push((
                name.clone(),
                format!("{} -> {}: {} rows, {} used", map.from(), map.to(), summary.rows, summary.used),
            ));
        }
    }
    assert_eq!(lines.len(), 4);
    snapshot("concept_maps", lines);
}
