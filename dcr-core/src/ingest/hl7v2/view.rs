//! A message for looking into: for whoever routes or files messages before they are read.

use super::charset;
use super::delimiters::Delimiters;
use super::message::{Message, Segment};
use super::split::{PieceKind, split};
use crate::ingest::{Issue, Limits};
use encoding_rs::{Encoding, UTF_8};

/// The messages of a stream, each with its own bytes and in order, without frame marks, blank lines, batch wrappers and
/// what belongs to no message.
///
/// Here is no word of what is wrong with the stream; [`super::read`] tells it.
#[must_use]
pub fn messages(stream: &[u8]) -> Vec<&[u8]> {
    let pieces = split(stream).into_iter();
    pieces.filter(|piece| matches!(piece.kind, PieceKind::Message | PieceKind::Cut)).map(|piece| piece.bytes).collect()
}

/// One message as it came, indexed and not interpreted.
///
/// Made in one pass over the bytes, with two allocations beside its text; reading a field decodes that field alone.
/// Positions are counted as the standard counts them, from 1.
///
/// ```
/// use dcr_core::ingest::{Limits, hl7v2::MessageView};
/// let bytes = b"MSH|^~\\&|PAS|RBD|||2026||ADT^A31|M1|P|2.4\rPID|||123^^^RBD~456||O\\T\\SMITH^ANN\r";
/// let message = MessageView::read(bytes, &Limits::default()).unwrap();
/// assert_eq!(message.text("MSH", 9, 2).as_deref(), Some("A31"));
/// assert_eq!(message.text("PID", 5, 1).as_deref(), Some("O&SMITH"));
/// assert_eq!(message.raw("PID", 3), Some("123^^^RBD~456"));
/// assert_eq!(message.raw("PV1", 3), None);
/// assert_eq!(message.to_bytes(), bytes);
/// ```
#[derive(Debug)]
pub struct MessageView<'b>(Message<'b>);

impl<'b> MessageView<'b> {
    /// Indexes one message, which begins with its header segment, in the character set that MSH-18 names.
    ///
    /// # Errors
    /// The issue for which [`super::read`] would put the message into quarantine: no header or illegal separators, a
    /// character set that cannot be read, or more than the limits allow.
    pub fn read(message: &'b [u8], limits: &Limits) -> Result<Self, Issue> {
        let delimiters = Delimiters::read(message)?;
        let decoded = charset::decode(message, delimiters.field)?;
        Message::index(decoded.text, delimiters, decoded.encoding, limits).map(Self)
    }

    /// The names of the segments in order; an empty one for a line that is no segment.
    pub fn segments(&self) -> impl Iterator<Item = &str> {
        self.0.segments().map(Segment::name)
    }

    fn first(&self, segment: &str) -> Option<Segment<'_>> {
        self.0.segments().find(|found| found.name() == segment)
    }

    /// A field of the first segment with this name, as it came; `None` where there is no such segment, empty where the
    /// segment does not have the field.
    #[must_use]
    pub fn raw(&self, segment: &str, field: usize) -> Option<&str> {
        Some(self.first(segment)?.field(field).raw())
    }

    /// The first value of a component of a field of the first segment with this name, with its escapes resolved; `None`
    /// where there is none, or it says that it has no value (`""`).
    #[must_use]
    pub fn text(&self, segment: &str, field: usize, component: usize) -> Option<String> {
        self.first(segment)?.field(field).part(component).text()
    }

    /// The message written anew from its index, in its own separators, terminators and character set: the bytes that
    /// were read.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let text = &*self.0.text;
        let mut written = String::with_capacity(text.len());
        let mut end = 0;
        for segment in self.0.segments() {
            // What stands between segments is their terminators and blank lines.
            written.push_str(text.get(end..segment.start()).unwrap_or_default());
            segment.write(&mut written);
            end = segment.end();
        }
        written.push_str(text.get(end..).unwrap_or_default());
        encoded(written, self.0.encoding)
    }
}

fn encoded(text: String, encoding: &'static Encoding) -> Vec<u8> {
    if encoding == UTF_8 { text.into_bytes() } else { encoding.encode(&text).0.into_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn messages_of_a_stream_are_parted_without_reading_them() {
        let stream = b"\x0bFHS|^~\\&\rMSH|1\rPID|1\r\x1c\rstray\rMSH|2\r";
        assert_eq!(messages(stream), [&b"MSH|1\rPID|1\r"[..], b"MSH|2\r"]);
    }

    #[test]
    fn a_view_tells_what_stands_where() {
        let view = MessageView::read(b"MSH|^~\\&|A\rPID|||\"\"\rno segment\rPV1|1", &Limits::default()).unwrap();
        assert_eq!(view.segments().collect::<Vec<_>>(), ["MSH", "PID", "", "PV1"]);
        assert_eq!((view.raw("PID", 3), view.raw("PID", 30), view.raw("AL1", 1)), (Some("\"\""), Some(""), None));
        assert_eq!((view.text("PID", 3, 1), view.raw("MSH", 2)), (None, Some("^~\\&")));
        assert_eq!(MessageView::read(b"PID|1", &Limits::default()).unwrap_err().code, "hl7v2.message.no-header");
    }

    proptest! {
        #[test]
        fn what_was_read_is_written_again(
            set in prop::sample::select(vec!["", "UNICODE UTF-8", "8859/1", "8859/5", "ASCII", "WINDOWS-1252"]),
            body in prop::collection::vec(prop_oneof![
                prop::sample::select(&b"|^~\\&\r\n\"PIDAB1"[..]), any::<u8>()], 0..200),
        ) {
            let mut bytes = format!("MSH|^~\\&|{}{set}\r", "|".repeat(15)).into_bytes();
            bytes.extend(body);
            if let Ok(view) = MessageView::read(&bytes, &Limits::default()) {
                prop_assert_eq!(view.to_bytes(), bytes);
            }
        }
    }
}
