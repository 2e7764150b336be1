//! HL7 v2 messages (ER7 encoding) to contributions.
//!
//! A stream is parted into messages: bare, one after another, in MLLP frames or in batch wrappers, with CR, LF or both as
//! terminators. A message becomes a flat index over its text; no tree is built. The mappers read it through views that
//! note which values were used; whatever is left is attached, in the largest parts of which nothing was used, to the
//! contribution of its segment, or else to the person's demographics. So nothing is lost by construction, and
//! [`coverage`] counts it.
//!
//! What is mapped: of every message with a PID segment who the person is; of ADT messages related people, encounters,
//! allergies, diagnoses, care providers and merges; of ORU messages investigations and the documents in them; of MDM
//! messages documents; and the consent to share of HL7 UK's ZU8 segment wherever it stands. A message that does not say
//! whom it is about goes into quarantine.
//!
//! Source: HL7 v2.5.1; HL7 UK A.3 (v2.4 with later pre-adoptions); both read leniently where practice is.

mod acknowledge;
mod allergy;
mod batch;
mod charset;
mod clinical;
mod concept;
mod content;
mod context;
mod date_time;
mod delimiters;
mod demographics;
mod directive;
mod document;
mod draft;
mod encounter;
mod escape;
mod investigation;
mod link;
mod message;
mod observation;
mod order;
mod people;
mod problem;
mod procedure;
mod read;
mod related_person;
mod result;
mod role;
mod sensitivity;
mod split;
mod subject;
mod susceptibility;
mod value;
mod view;
mod visit;

#[cfg(test)]
mod tests;

use super::{Limits, Source, Unit};
pub use acknowledge::{Acknowledgement, AcknowledgementError, acknowledge};
pub use view::{MessageView, messages};

/// Reads a stream of messages: one unit for each, in order, and one for every stretch of bytes that is no message.
///
/// The units' originals are the stream without frame marks, blank lines and batch wrapper segments. A message that
/// cannot be used is a unit in quarantine with the reason; this function itself never fails. Where the trailer of a batch
/// or file does not agree with what came, the last message before it carries an issue; a trailer of nothing at all is a
/// unit in quarantine of its own.
#[must_use]
pub fn read(bytes: &[u8], source: &Source, limits: &Limits) -> Vec<Unit> {
    read::units(bytes, source, limits).into_iter().map(|(unit, _)| unit).collect()
}

/// What became of the values of one message. A value is an innermost part that is not absent: a field, component or
/// subcomponent; the segment names and the two fields of a header that name the separators are none.
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
