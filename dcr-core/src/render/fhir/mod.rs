//! The visible record as FHIR R4: a collection of UK Core resources ([`uk_core_bundle`]) and an International Patient
//! Summary ([`ips_document`]); and, apart from it, what the person decided about sharing ([`consent_bundle`]).
//!
//! The input is what one request may see, so an export can never say more than the screen did. What a source sent as a
//! decimal leaves with the same digits, a code beside the source's own one is marked as mapped, and every statement says
//! where it came from. What FHIR has no element for stands in the resource's text, whose status then is `additional`.
//! The mapping is written down in `docs/mapping-export.md`.
//!
//! Source: HL7 FHIR R4 (4.0.1); UK Core R4; HL7 International Patient Summary 2.0.0.

mod about_me;
mod allergy;
mod appointment;
mod bundle;
mod care_team;
mod choice;
mod condition;
mod consent;
mod datatypes;
mod dispensing;
mod document;
mod encounter;
mod export;
mod family_history;
mod flag;
mod id;
mod immunisation;
mod ips;
mod list;
mod medication;
mod meta;
mod narrative;
mod observation;
mod patient;
mod people;
mod procedure;
mod provenance;
mod related_person;
mod report;
mod section;
mod service_request;
mod social_care;
mod specimen;
mod stating;
mod system;
mod times;
mod writer;

pub use bundle::uk_core_bundle;
pub use consent::consent_bundle;
pub use ips::ips_document;
