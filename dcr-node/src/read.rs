//! From bytes to units, by format.

use crate::error::{InputError, NodeError};
use crate::input::InputFormat;
use dcr_core::contribution::Contribution;
use dcr_core::ingest::document::{self, DocumentNote};
use dcr_core::ingest::tabular::{self, Mapping};
use dcr_core::ingest::{Fate, Issue, Limits, Severity, Source, Unit, cda, edifact, fhir, hl7v2};
use std::borrow::Cow;

/// Reads an input whose format is settled.
pub(crate) fn read(
    bytes: &[u8],
    format: &InputFormat,
    source: &Source,
    limits: &Limits,
) -> Result<Vec<Unit>, NodeError> {
    match format {
        InputFormat::Contributions => Ok(read_contributions(bytes, source, limits)),
        InputFormat::Tabular { mapping } => {
            let mapping = mapping_of(mapping)?;
            Ok(tabular::read(bytes, &mapping, source, limits))
        }
        InputFormat::Hl7v2 => Ok(hl7v2::read(bytes, source, limits)),
        InputFormat::Fhir => Ok(fhir::read(bytes, source, limits)),
        InputFormat::Edifact => Ok(edifact::read(bytes, source, limits)),
        InputFormat::Cda => Ok(cda::read(bytes, source, limits)),
        InputFormat::Document { note } => {
            let note = DocumentNote::parse(note.as_bytes()).map_err(InputError::from)?;
            Ok(document::read(bytes, &note, source, limits))
        }
        InputFormat::Auto => Err(InputError::FormatUnknown.into()),
    }
}

/// A mapping by its built-in name, or from its document.
fn mapping_of(text: &str) -> Result<Cow<'static, Mapping>, NodeError> {
    if text.trim_start().starts_with('{') {
        return Ok(Cow::Owned(Mapping::parse(text.as_bytes()).map_err(InputError::from)?));
    }
    Ok(Cow::Borrowed(Mapping::built_in(text).ok_or(InputError::MappingUnknown)?))
}

/// Contributions in canonical JSON, one a line; empty lines are passed over.
fn read_contributions(bytes: &[u8], source: &Source, limits: &Limits) -> Vec<Unit> {
    let refuse = |place: String, line: &[u8], code, message| {
        Unit::quarantined(place, line, Issue::new(Severity::Fatal, code, "", message))
    };
    if bytes.len() > limits.message_bytes {
        return vec![refuse("input".to_owned(), bytes, "contribution.too-long", "the input is longer than the limit")];
    }
    let lines = bytes.split(|byte| *byte == b'\n').zip(1_u64..).filter(|(line, _)| !line.trim_ascii().is_empty());
    lines
        .map(|(line, number)| {
            let place = format!("line {number}");
            match Contribution::from_canonical(line) {
                Err(error) => refuse(place, line, error.code(), "the line is not a contribution in canonical form"),
                Ok(read) if read.key().organisation != source.organisation || read.key().system != source.system => {
                    refuse(place, line, "contribution.other-source", "the contribution is stated by another source")
                }
                Ok(read) => Unit {
                    place,
                    original: line.to_vec(),
                    contributions: vec![read],
                    directory: Vec::new(),
                    issues: Vec::new(),
                    fate: Fate::Accepted,
                },
            }
        })
        .collect()
}
