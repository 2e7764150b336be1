//! FHIR R4 in JSON: a Bundle of any type, or one resource, UK Core or plain.
//!
//! The JSON is read without loss: numbers stay text, duplicate keys are refused, and every value that no mapping used
//! stays attached, exactly as it was written, to the contribution of its resource. What cannot be understood and bears
//! on what may be shown (modifier extensions, unknown security labels, consents that say more than a directive can)
//! withholds.
//!
//! Source: HL7 FHIR R4 (4.0.1); UK Core R4.

mod allergy;
mod appointment;
mod attachment;
mod bundle;
mod care_plan;
mod care_team;
mod composition;
mod condition;
mod consent;
mod consent_authority;
mod consent_scope;
mod consultation;
mod datatypes;
mod dispensing;
mod document;
mod encounter;
mod exact;
mod family_history;
mod flag;
mod folds;
mod gp_consent;
mod imaging_study;
mod immunisation;
mod issues;
mod json;
mod list;
mod map;
mod medication;
mod ndjson;
mod observation;
mod original;
mod participant;
mod patient;
mod person;
mod procedure;
mod quantity;
mod read;
mod reader;
mod related_person;
mod release;
mod report;
mod request;
mod security;
mod statements;
mod tree;
mod uk_extension;
mod view;
mod xml;
mod xml_json;
mod xml_names;

pub use json::JsonError;
pub use read::read;
pub use tree::{Kind, Tree};
pub use view::View;
pub use xml::{XmlError, xml_to_json};
