//! Batch and file wrappers: what their trailers say of how much there is.

use crate::ingest::{Issue, Severity};

/// How many messages and batches came so far, for comparing with the trailers.
///
/// Source: HL7 v2.5.1 chapter 2, sections 2.10.3 and 2.15.2 to 2.15.7. Either kind of wrapper may be missing.
#[derive(Debug, Default)]
pub(super) struct Batches {
    /// Messages since the last header or trailer of a batch.
    messages: usize,
    /// Batches since the last header or trailer of a file.
    batches: usize,
    /// Messages since the last header or trailer of a file that stand in no batch.
    loose: usize,
    in_batch: bool,
    in_file: bool,
}

/// A wrapper segment that does not agree with what came.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Disagreement {
    pub(super) issue: Issue,
    /// Whether not one message came of what it wraps, so that none can tell it.
    pub(super) empty: bool,
}

impl Batches {
    /// Counts a message.
    pub(super) fn message(&mut self) {
        self.messages += 1;
        self.loose += usize::from(!self.in_batch);
    }

    /// Reads a wrapper segment; other bytes say nothing.
    pub(super) fn wrapper(&mut self, bytes: &[u8]) -> Option<Disagreement> {
        let bytes = bytes.get(super::split::lead(bytes)..).unwrap_or_default();
        let (name, rest) = bytes.split_at_checked(3)?;
        match name {
            b"FHS" => {
                let cut = self.end();
                (self.in_file, self.batches, self.loose, self.messages) = (true, 0, 0, 0);
                cut
            }
            b"BHS" => {
                let cut = self.in_batch.then(|| self.cut("BHS"));
                (self.in_batch, self.messages) = (true, 0);
                cut
            }
            b"BTS" => {
                let found = compare("BTS-1", rest, self.messages, self.messages == 0);
                self.loose = 0;
                (self.in_batch, self.messages, self.batches) = (false, 0, self.batches + 1);
                found
            }
            b"FTS" => {
                let cut = self.in_batch.then(|| self.cut("BHS"));
                // Messages without a batch around them are one.
                let batches = self.batches + usize::from(self.in_batch || self.loose > 0);
                let found = compare("FTS-1", rest, batches, batches == 0);
                *self = Self::default();
                cut.or(found)
            }
            _ => None,
        }
    }

    /// What the end of the stream leaves open.
    pub(super) fn end(&mut self) -> Option<Disagreement> {
        let cut = if self.in_batch {
            Some(self.cut("BHS"))
        } else if self.in_file {
            Some(self.cut("FHS"))
        } else {
            None
        };
        *self = Self::default();
        cut
    }

    fn cut(&self, place: &str) -> Disagreement {
        let message = "the batch or file has no trailer: it may be cut short";
        let empty = if place == "BHS" { self.messages == 0 } else { self.batches == 0 && self.loose == 0 };
        Disagreement { issue: Issue::new(Severity::Warning, "hl7v2.batch.cut", place, message), empty }
    }
}

/// Compares the count in a trailer's first field; one that is not stated agrees with everything.
fn compare(place: &str, rest: &[u8], found: usize, empty: bool) -> Option<Disagreement> {
    let (separator, fields) = rest.split_first()?;
    let field = fields.split(|b| b == separator || matches!(b, b'\r' | b'\n')).next().unwrap_or_default();
    let stated = field.trim_ascii();
    if stated.is_empty() || matches!(separator, b'\r' | b'\n') {
        return None;
    }
    let count = std::str::from_utf8(stated).ok().and_then(|text| text.parse::<usize>().ok());
    if count == Some(found) {
        return None;
    }
    let message = "the trailer's count is not that of what came: something may be missing";
    Some(Disagreement { issue: Issue::new(Severity::Warning, "hl7v2.batch.count", place, message), empty })
}
