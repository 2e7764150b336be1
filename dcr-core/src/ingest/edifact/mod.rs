//! GP pathology, radiology and screening reports in UN/EDIFACT to contributions.
//!
//! A stream is parted into messages, each with the envelope of its interchange, so that a unit's original is an interchange
//! of one message that is read again as the same. A message becomes a flat index over its text; its segment groups are
//! parties, reports, persons, specimens and tests. The mappers read it through views that note which values were used;
//! whatever is left is attached, in the largest parts of which nothing was used. So nothing is lost by construction, and
//! [`coverage`] counts it.
//!
//! A group of tests with its results becomes one investigation, and so does a result that stands alone. A message whose
//! beginning and end do not belong together, that says of a person nothing that identifies them, or that changes an earlier
//! one in a way that its published form does not explain, goes into quarantine.
//!
//! Source: ISO 9735 (UN/EDIFACT syntax); MEDRPT in the forms NHS002, NHS003 (ISB 1557) and NHS004 (bowel cancer screening)
//! and NHSRSR in the form NHS002 (radiology), as the NHS's published examples show them.

mod charset;
mod codes;
mod draft;
mod investigation;
mod measurement;
mod message;
mod parties;
mod parts;
mod patient;
mod read;
mod service;
mod specimen;
mod split;
mod text;
mod value;

#[cfg(test)]
mod tests;

use super::{Limits, Source, Unit};

/// Reads a stream of interchanges: one unit for each message, in order, and one for every stretch of bytes that is none.
///
/// A unit's original is its interchange's service string advice, header and trailer around the message; where the trailer
/// counted the messages rightly it counts one. A message that cannot be used is a unit in quarantine with the reason; this
/// function itself never fails.
#[must_use]
pub fn read(bytes: &[u8], source: &Source, limits: &Limits) -> Vec<Unit> {
    read::units(bytes, source, limits).into_iter().map(|(unit, _)| unit).collect()
}

/// What became of the values of one message with its envelope. A value is a component that is not blank; tags are none, and
/// what is no segment at all is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coverage {
    /// How many values found their place in the model.
    pub used: usize,
    /// How many stay attached as they came.
    pub attached: usize,
}

/// What became of the values of each message of a stream, in the order of [`read`]; of a unit in quarantine nothing is
/// used or attached.
#[must_use]
pub fn coverage(bytes: &[u8], source: &Source, limits: &Limits) -> Vec<Coverage> {
    let units = read::units(bytes, source, limits);
    units.into_iter().map(|(_, tally)| Coverage { used: tally.used, attached: tally.attached }).collect()
}
