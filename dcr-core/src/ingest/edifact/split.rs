//! A stream to messages, each with the envelope that makes it an interchange of its own.

use super::service::Service;
use crate::ingest::{Issue, Severity};
use std::borrow::Cow;
use std::ops::Range;

/// What a piece of a stream is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum PieceKind {
    /// A message from its UNH to its UNT.
    Message,
    /// A message that has no UNT: it may be cut short.
    Cut,
    /// Bytes that belong to no message.
    Stray,
    /// Everything from a service string advice that cannot be read.
    Unreadable(Issue),
}

/// One message of a stream, or bytes that are none.
#[derive(Debug)]
pub(super) struct Piece<'b> {
    pub(super) kind: PieceKind,
    pub(super) service: Service,
    /// The message with its interchange's advice, header and trailer and its group's; a trailer whose count was right
    /// counts one.
    pub(super) parts: Vec<Cow<'b, [u8]>>,
    /// What is wrong with the envelope.
    pub(super) issues: Vec<Issue>,
}

impl Piece<'_> {
    /// How many bytes [`Piece::original`] has.
    pub(super) fn len(&self) -> usize {
        self.parts.iter().map(|part| part.len()).sum()
    }

    /// The bytes that are read again as this one message.
    pub(super) fn original(&self) -> Vec<u8> {
        self.parts.concat()
    }
}

/// Parts a stream into its messages.
pub(super) fn split(bytes: &[u8]) -> Vec<Piece<'_>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut splitter = Splitter { bytes, service: Service::DEFAULT, ..Splitter::default() };
    splitter.run();
    splitter.pieces
}

#[derive(Default)]
struct Splitter<'b> {
    bytes: &'b [u8],
    service: Service,
    advice: Option<Range<usize>>,
    header: Option<Range<usize>>,
    group: Option<Range<usize>>,
    /// Where the open message began.
    open: Option<usize>,
    /// Where bytes that belong to no message began.
    stray: Option<usize>,
    pieces: Vec<Piece<'b>>,
    /// The first piece of the open interchange, and of the open group.
    first: usize,
    first_of_group: usize,
    /// How many groups the open interchange has.
    groups: usize,
}

impl Default for Service {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl<'b> Splitter<'b> {
    fn run(&mut self) {
        let mut at = self.blank(0);
        while at < self.bytes.len() {
            let tag = self.bytes.get(at..at.saturating_add(3)).unwrap_or_default();
            let end = match tag {
                b"UNA" => match self.advice(at) {
                    Some(end) => end,
                    None => return,
                },
                _ => self.blank(self.segment_end(at)),
            };
            match tag {
                b"UNA" => {}
                b"UNB" => {
                    self.close_message(at, PieceKind::Cut);
                    // An advice stands directly before its header.
                    if self.header.is_some() {
                        self.close_interchange(None);
                    }
                    self.header = Some(at..end);
                }
                b"UNG" => {
                    self.close_message(at, PieceKind::Cut);
                    self.close_group(None);
                    self.group = Some(at..end);
                    self.groups += 1;
                }
                b"UNE" => {
                    self.close_message(at, PieceKind::Cut);
                    self.close_group(Some(&(at..end)));
                }
                b"UNZ" => {
                    self.close_message(at, PieceKind::Cut);
                    self.close_interchange(Some(&(at..end)));
                }
                b"UNH" => {
                    self.close_message(at, PieceKind::Cut);
                    self.open = Some(at);
                }
                b"UNT" if self.open.is_some() => self.close_message(end, PieceKind::Message),
                _ if self.open.is_none() => {
                    self.stray.get_or_insert(at);
                }
                _ => {}
            }
            at = end;
        }
        self.close_message(at, PieceKind::Cut);
        if !self.is_closed() {
            self.close_interchange(None);
        }
    }

    fn is_closed(&self) -> bool {
        self.header.is_none() && self.advice.is_none() && self.first == self.pieces.len()
    }

    /// Reads an advice; `None` when it cannot be read, so that nothing behind it can.
    fn advice(&mut self, at: usize) -> Option<usize> {
        self.close_message(at, PieceKind::Cut);
        if !self.is_closed() {
            self.close_interchange(None);
        }
        let rest = self.bytes.get(at..).unwrap_or_default();
        match Service::read(rest) {
            Ok((service, length)) => {
                self.service = service;
                let end = self.blank(at + length);
                self.advice = Some(at..end);
                Some(end)
            }
            Err(issue) => {
                self.pieces.push(Piece {
                    kind: PieceKind::Unreadable(issue),
                    service: Service::DEFAULT,
                    parts: vec![Cow::Borrowed(rest)],
                    issues: Vec::new(),
                });
                None
            }
        }
    }

    /// Where the segment that begins here ends, its terminator included.
    fn segment_end(&self, start: usize) -> usize {
        let release = self.service.release.unwrap_or(self.service.terminator);
        let mut at = start;
        loop {
            let rest = self.bytes.get(at..).unwrap_or_default();
            let Some(found) = memchr::memchr2(self.service.terminator, release, rest) else { return self.bytes.len() };
            at += found;
            if self.bytes.get(at) == Some(&self.service.terminator) {
                return at + 1;
            }
            at += 2;
        }
    }

    /// Where the white space that begins here ends.
    fn blank(&self, start: usize) -> usize {
        let rest = self.bytes.get(start..).unwrap_or_default();
        self.bytes.len() - rest.trim_ascii_start().len()
    }

    fn borrowed(&self, range: Option<&Range<usize>>) -> Option<Cow<'b, [u8]>> {
        range.and_then(|range| self.bytes.get(range.clone())).map(Cow::Borrowed)
    }

    /// Ends the open message, or the stray bytes, here; of both only one can be.
    fn close_message(&mut self, end: usize, kind: PieceKind) {
        let (start, kind) = match (self.open.take(), self.stray.take()) {
            (Some(start), _) => (start, kind),
            (None, Some(start)) => (start, PieceKind::Stray),
            (None, None) => return,
        };
        self.push(kind, Some(&(start..end)));
    }

    fn push(&mut self, kind: PieceKind, body: Option<&Range<usize>>) {
        let parts = [self.advice.as_ref(), self.header.as_ref(), self.group.as_ref(), body];
        let parts = parts.into_iter().filter_map(|range| self.borrowed(range)).collect();
        self.pieces.push(Piece { kind, service: self.service, parts, issues: Vec::new() });
    }

    /// Ends the open group: its messages get its trailer.
    fn close_group(&mut self, trailer: Option<&Range<usize>>) {
        if self.group.is_some() || trailer.is_some() {
            if self.pieces.len() == self.first_of_group {
                self.push(PieceKind::Stray, None);
            }
            let group = self.group.take();
            let header = self.borrowed(group.as_ref());
            let counted = self.messages(self.first_of_group);
            self.add_trailer(self.first_of_group, trailer, header.as_deref(), counted, &GROUP);
        }
        self.first_of_group = self.pieces.len();
    }

    /// Ends the open interchange: its messages get its trailer.
    fn close_interchange(&mut self, trailer: Option<&Range<usize>>) {
        self.close_group(None);
        if self.pieces.len() == self.first {
            self.push(PieceKind::Stray, None);
        }
        let header = self.header.take();
        let header = self.borrowed(header.as_ref());
        let groups = std::mem::take(&mut self.groups);
        let counted = if groups > 0 { groups } else { self.messages(self.first) };
        self.add_trailer(self.first, trailer, header.as_deref(), counted, &INTERCHANGE);
        self.first = self.pieces.len();
        self.first_of_group = self.pieces.len();
        self.advice = None;
        self.service = Service::DEFAULT;
    }

    /// How many messages there are from this piece on.
    fn messages(&self, first: usize) -> usize {
        let pieces = self.pieces.get(first..).unwrap_or_default();
        pieces.iter().filter(|piece| matches!(piece.kind, PieceKind::Message | PieceKind::Cut)).count()
    }

    /// Gives every piece from this one on a trailer and says what is wrong with it.
    fn add_trailer(
        &mut self,
        first: usize,
        trailer: Option<&Range<usize>>,
        header: Option<&[u8]>,
        counted: usize,
        envelope: &Envelope,
    ) {
        let service = self.service;
        let mut issues = Vec::new();
        let mut warn = |code, place: &str, message| {
            issues.push(Issue::new(Severity::Warning, code, place, message));
        };
        let trailer = self.borrowed(trailer);
        let trailer = match (trailer, header) {
            (None, None) => {
                warn(envelope.no_header, envelope.header, "the message does not stand in an interchange");
                None
            }
            (None, Some(_)) => {
                warn(envelope.no_trailer, envelope.trailer, "the envelope has no end: messages may be missing");
                None
            }
            (Some(trailer), header) => {
                let reference = header.and_then(|header| element(header, 5, service)).unwrap_or_default();
                if element(&trailer, 2, service).unwrap_or_default() != reference {
                    warn(
                        envelope.reference,
                        envelope.trailer,
                        "the end of the envelope has not the reference of its beginning",
                    );
                }
                let count = element(&trailer, 1, service).and_then(|text| std::str::from_utf8(text).ok());
                if count.and_then(|text| text.trim().parse::<usize>().ok()) == Some(counted) {
                    Some(if counted > 1 { counting_one(trailer, service) } else { trailer })
                } else {
                    warn(envelope.count, envelope.trailer, "the envelope does not hold as many messages as it counts");
                    Some(trailer)
                }
            }
        };
        for piece in self.pieces.iter_mut().skip(first) {
            piece.parts.extend(trailer.clone());
            piece.issues.extend(issues.iter().cloned());
        }
    }
}

/// The names and codes of one kind of envelope.
struct Envelope {
    header: &'static str,
    trailer: &'static str,
    no_header: &'static str,
    no_trailer: &'static str,
    reference: &'static str,
    count: &'static str,
}

const INTERCHANGE: Envelope = Envelope {
    header: "UNB",
    trailer: "UNZ",
    no_header: "edifact.interchange.no-header",
    no_trailer: "edifact.interchange.no-trailer",
    reference: "edifact.interchange.reference",
    count: "edifact.interchange.count",
};

const GROUP: Envelope = Envelope {
    header: "UNG",
    trailer: "UNE",
    no_header: "edifact.group.no-header",
    no_trailer: "edifact.group.no-trailer",
    reference: "edifact.group.reference",
    count: "edifact.group.count",
};

/// Where an element of a service segment stands; references and counts have no released characters.
fn element_range(segment: &[u8], number: usize, service: Service) -> Option<Range<usize>> {
    let mut start = 0;
    for (at, part) in segment.split(|byte| *byte == service.element || *byte == service.terminator).enumerate() {
        if at == number {
            return Some(start..start + part.len());
        }
        start += part.len() + 1;
    }
    None
}

fn element(segment: &[u8], number: usize, service: Service) -> Option<&[u8]> {
    element_range(segment, number, service).and_then(|range| segment.get(range))
}

/// The trailer of one message, so that the message by itself is counted rightly.
fn counting_one(trailer: Cow<'_, [u8]>, service: Service) -> Cow<'_, [u8]> {
    match element_range(&trailer, 1, service) {
        Some(range) => {
            let mut rewritten = trailer.into_owned();
            rewritten.splice(range, *b"1");
            Cow::Owned(rewritten)
        }
        None => trailer,
    }
}
