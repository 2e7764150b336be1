//! A stream of bytes parted into messages.

use memchr::memchr2_iter;

/// What a piece of the stream is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PieceKind {
    /// One message, from its header to the end of its last segment.
    Message,
    /// A message in an MLLP frame whose end never came: it may be cut short.
    Cut,
    /// Bytes that belong to no message.
    Stray,
    /// Framing bytes, blank lines and batch wrapper segments.
    Wrapper,
}

/// A piece of the stream; the pieces tile it without gap or overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece<'a> {
    /// What it is.
    pub(super) kind: PieceKind,
    /// Its bytes.
    pub(super) bytes: &'a [u8],
}

const FRAME_START: u8 = 0x0b;
const FRAME_END: u8 = 0x1c;

/// Parts a stream: MLLP frames (HL7 v2.5.1 appendix C), batch wrappers (chapter 2, section 2.10.3: FHS, BHS, BTS, FTS) and bare
/// messages one after another, with CR, LF or both as terminators.
pub(super) fn split(stream: &[u8]) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = stream;
    while !rest.is_empty() {
        let marks = rest.iter().take_while(|&&b| matches!(b, FRAME_START | FRAME_END)).count();
        if marks > 0 {
            let (marks, after) = rest.split_at(marks);
            pieces.push(Piece { kind: PieceKind::Wrapper, bytes: marks });
            let framed = marks.last() == Some(&FRAME_START);
            let end = memchr::memchr2(FRAME_START, FRAME_END, after).unwrap_or(after.len());
            let (inside, beyond) = after.split_at(end);
            lines(inside, framed && beyond.first() != Some(&FRAME_END), &mut pieces);
            rest = beyond;
        } else {
            let end = memchr::memchr2(FRAME_START, FRAME_END, rest).unwrap_or(rest.len());
            let (inside, beyond) = rest.split_at(end);
            // Without a start mark the end mark is all the framing there is; without either there is none.
            lines(inside, false, &mut pieces);
            rest = beyond;
        }
    }
    pieces
}

/// Parts bytes without frame marks into messages by their headers; `cut` tells that the last one may lack its end.
fn lines<'a>(bytes: &'a [u8], cut: bool, pieces: &mut Vec<Piece<'a>>) {
    let mut open: Option<PieceKind> = None;
    let mut start = 0;
    let mut line = 0;
    let first_new = pieces.len();
    let ends = memchr2_iter(b'\r', b'\n', bytes).map(|at| at + 1).chain(std::iter::once(bytes.len()));
    for end in ends {
        let text = bytes.get(line..end).unwrap_or_default();
        let kind = line_kind(text);
        // A blank line inside a message stays with it; whether it was inside is known when the message ends.
        let begins = match (kind, open) {
            (LineKind::Header | LineKind::Batch, _) => true,
            (LineKind::Blank, _) => false,
            (LineKind::Other, None | Some(PieceKind::Wrapper)) => true,
            (LineKind::Other, Some(_)) => false,
        };
        if begins {
            close(bytes.get(start..line).unwrap_or_default(), open, pieces);
            // A header begins its message even behind a byte order mark or blanks, as where files were joined.
            start = if matches!(kind, LineKind::Header) { line + lead(text) } else { line };
            close(bytes.get(line..start).unwrap_or_default(), None, pieces);
            open = Some(match kind {
                LineKind::Header => PieceKind::Message,
                LineKind::Batch => PieceKind::Wrapper,
                LineKind::Blank | LineKind::Other => PieceKind::Stray,
            });
        }
        line = end;
    }
    close(bytes.get(start..).unwrap_or_default(), open, pieces);
    if cut
        && let Some(last) =
            pieces.get_mut(first_new..).and_then(|new| new.iter_mut().rfind(|piece| piece.kind == PieceKind::Message))
    {
        last.kind = PieceKind::Cut;
    }
}

/// Ends a piece: the blank lines behind a message are no part of it.
fn close<'a>(bytes: &'a [u8], open: Option<PieceKind>, pieces: &mut Vec<Piece<'a>>) {
    let mut push = |kind, bytes: &'a [u8]| {
        if !bytes.is_empty() {
            pieces.push(Piece { kind, bytes });
        }
    };
    let Some(kind @ (PieceKind::Message | PieceKind::Stray)) = open else {
        return push(PieceKind::Wrapper, bytes);
    };
    let content = bytes.len() - bytes.iter().rev().take_while(|b| matches!(b, b'\r' | b'\n')).count();
    let after = bytes.get(content..).unwrap_or_default();
    let terminator = if after.starts_with(b"\r\n") { 2 } else { after.len().min(1) };
    let (piece, blank) = bytes.split_at(content + terminator);
    push(kind, piece);
    push(PieceKind::Wrapper, blank);
}

#[derive(Clone, Copy)]
enum LineKind {
    Header,
    Batch,
    Blank,
    Other,
}

/// How many bytes of a line stand before what it says: byte order marks and blanks.
pub(super) fn lead(line: &[u8]) -> usize {
    let mut rest = line;
    while let Some(after) =
        rest.strip_prefix(b"\xef\xbb\xbf").or_else(|| rest.strip_prefix(b" ")).or_else(|| rest.strip_prefix(b"\t"))
    {
        rest = after;
    }
    line.len() - rest.len()
}

fn line_kind(line: &[u8]) -> LineKind {
    let line = line.get(lead(line)..).unwrap_or_default();
    let ends = |rest: &[u8]| rest.first().is_none_or(|b| !b.is_ascii_alphanumeric());
    match line {
        [b'M', b'S', b'H', rest @ ..] if ends(rest) => LineKind::Header,
        [b'F' | b'B', b'H' | b'T', b'S', rest @ ..] if ends(rest) => LineKind::Batch,
        _ if line.iter().all(u8::is_ascii_whitespace) => LineKind::Blank,
        _ => LineKind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(stream: &[u8]) -> Vec<(PieceKind, &[u8])> {
        let pieces = split(stream);
        assert_eq!(pieces.iter().map(|p| p.bytes).collect::<Vec<_>>().concat(), stream, "the pieces tile the stream");
        pieces.iter().filter(|p| p.kind != PieceKind::Wrapper).map(|p| (p.kind, p.bytes)).collect()
    }

    #[test]
    fn every_terminator_and_blank_lines_part_messages() {
        for end in ["\r", "\n", "\r\n"] {
            let one = format!("MSH|^~\\&|A{end}PID|1{end}");
            let stream = format!("{end}{one}{end}{end}{one}");
            assert_eq!(messages(stream.as_bytes()), [(PieceKind::Message, one.as_bytes()); 2]);
        }
    }

    #[test]
    fn frames_and_batch_wrappers_are_no_part_of_messages() {
        let stream = b"\x0bMSH|1\rPID|1\r\x1c\r\x0bMSH|2\r\x1c\r";
        assert_eq!(messages(stream), [(PieceKind::Message, &b"MSH|1\rPID|1\r"[..]), (PieceKind::Message, b"MSH|2\r")]);
        let batch = b"\xef\xbb\xbfFHS|^~\\&\rBHS|^~\\&\rMSH|1\rPID|1\rMSH|2\rBTS|2\rFTS|1\r";
        assert_eq!(messages(batch), [(PieceKind::Message, &b"MSH|1\rPID|1\r"[..]), (PieceKind::Message, b"MSH|2\r")]);
    }

    #[test]
    fn a_frame_without_end_is_cut_and_bytes_without_header_are_stray() {
        assert_eq!(messages(b"\x0bMSH|1\rPID|9"), [(PieceKind::Cut, &b"MSH|1\rPID|9"[..])]);
        assert_eq!(
            messages(b"\x0bMSH|1\r\x0bMSH|2\r\x1c\r"),
            [(PieceKind::Cut, &b"MSH|1\r"[..]), (PieceKind::Message, b"MSH|2\r")]
        );
        assert_eq!(messages(b"PID|1\rMSH|1"), [(PieceKind::Stray, &b"PID|1\r"[..]), (PieceKind::Message, b"MSH|1")]);
        assert_eq!(messages(b"BTS|1\rPID|1"), [(PieceKind::Stray, &b"PID|1"[..])]);
        assert_eq!(messages(b""), []);
        assert_eq!(messages(b"\r\n \r\n"), []);
    }

    #[test]
    fn a_header_behind_a_byte_order_mark_or_blanks_begins_a_message() {
        let stream = b"\xef\xbb\xbfMSH|1\nPID|1\n\xef\xbb\xbf MSH|2\n";
        assert_eq!(messages(stream), [(PieceKind::Message, &b"MSH|1\nPID|1\n"[..]), (PieceKind::Message, b"MSH|2\n")]);
    }

    #[test]
    fn a_blank_line_inside_a_message_stays_in_it() {
        let stream = b"MSH|1\r\n\r\nPID|1\r\n\r\n";
        assert_eq!(messages(stream), [(PieceKind::Message, &b"MSH|1\r\n\r\nPID|1\r\n"[..])]);
    }
}
