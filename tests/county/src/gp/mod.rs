//! What the GP practices send: UK Core R4 Bundles, first the record as it stands, then what changes.

mod bundle;
mod contacts;
mod desk;
mod lists;
mod result;

pub(crate) use desk::send;

const UK_CORE: &str = "https://fhir.hl7.org.uk/StructureDefinition/";
