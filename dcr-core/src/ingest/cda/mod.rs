//! HL7 CDA R2: one clinical document about one person, in XML.
//!
//! The document becomes a [`Document`](crate::record::Document) with its sections' words, its header and its attachments;
//! the person in its header becomes demographics; the coded problems, allergies and drugs of its entries become entries of
//! their own, each linked to the document. What is negated, or has a null flavour, is never a fact. Everything that no
//! mapping used stays attached to the document, exactly as it was written.
//!
//! A document type definition is refused, so there are no entities to expand; nesting, names and attributes are bounded.
//!
//! Source: HL7 Clinical Document Architecture, Release 2 (2005); the NHS Interoperability Toolkit's and C-CDA's code
//! systems and templates, where they tell what an entry is.

mod allergy;
mod code_system;
mod concept;
mod datatypes;
mod element;
mod encounter;
mod entries;
mod header;
mod medication;
mod narrative;
mod participant;
mod person;
mod problem;
mod read;
mod sections;
mod sensitivity;
mod tree;

pub use read::read;
pub use tree::XmlError;
