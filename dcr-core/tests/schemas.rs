//! The published JSON Schemas are those of the Rust types.
//!
//! `DCR_WRITE_SCHEMAS=1 cargo test -p dcr-core --test schemas` writes them anew after a change of the types.

use std::path::PathBuf;

fn fresh(file: &str, made: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs").join(file);
    if std::env::var_os("DCR_WRITE_SCHEMAS").is_some() {
        std::fs::write(&path, made).ok();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == made, "docs/{file} is stale: DCR_WRITE_SCHEMAS=1 cargo test -p dcr-core --test schemas");
}

#[test]
fn the_contribution_schema_is_fresh() {
    let made = dcr_core::contribution::contribution_schema();
    assert!(made.contains("\"title\": \"Contribution\""));
    fresh("contribution.schema.json", &made);
}

#[test]
fn the_changes_schema_is_fresh() {
    let made = dcr_core::consent::Changes::schema();
    assert!(made.contains("\"title\": \"Changes\""));
    fresh("changes.schema.json", &made);
}

#[test]
fn the_story_schema_is_fresh() {
    let made = dcr_core::render::Story::schema();
    assert!(made.contains("\"title\": \"Story\""));
    fresh("story.schema.json", &made);
}

#[test]
fn the_visible_record_schema_is_fresh() {
    let made = dcr_core::render::visible_record_schema();
    assert!(made.contains("\"title\": \"VisibleRecord\""));
    fresh("visible-record.schema.json", &made);
}

#[test]
fn the_mapping_schema_is_fresh() {
    fresh("mapping.schema.json", &dcr_core::ingest::tabular::mapping_schema());
}

#[test]
fn the_document_note_schema_is_fresh() {
    fresh("document-note.schema.json", &dcr_core::ingest::document::document_note_schema());
}

#[test]
fn the_policy_schema_is_fresh() {
    fresh("policy.schema.json", &dcr_core::consent::Policy::schema());
}

#[test]
fn the_register_schema_is_fresh() {
    fresh("register.schema.json", &dcr_core::register::Register::schema());
}

#[test]
fn the_access_request_schema_is_fresh() {
    fresh("access-request.schema.json", &dcr_core::consent::AccessRequest::schema());
}

#[test]
fn the_map_descriptor_schema_is_fresh() {
    fresh("map-descriptor.schema.json", &dcr_core::ingest::terminology::MapDescriptor::schema());
}

#[test]
fn the_consent_record_schema_is_fresh() {
    let made = dcr_core::consent::ConsentRecord::schema();
    assert!(made.contains("\"title\": \"ConsentRecord\""));
    fresh("consent-record.schema.json", &made);
}
