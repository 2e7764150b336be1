//! The segment groups of a message: parties, reports, their subjects, specimens and tests.

use super::message::{Message, Segment};

/// The segments of one group, in order.
pub(super) type Group<'m> = Vec<Segment<'m>>;

/// The body of a message, parted.
#[derive(Debug, Default)]
pub(super) struct Parts<'m> {
    /// BGM and what stands with it.
    pub(super) header: Group<'m>,
    /// Each NAD and what stands with it (S01).
    pub(super) parties: Vec<Group<'m>>,
    pub(super) reports: Vec<Report<'m>>,
}

/// One service report (S02).
#[derive(Debug, Default)]
pub(super) struct Report<'m> {
    pub(super) own: Group<'m>,
    pub(super) subjects: Vec<Subject<'m>>,
}

/// One person whom a report is about (S06 and S07, or S05).
#[derive(Debug, Default)]
pub(super) struct Subject<'m> {
    /// The first segment that belongs to this person.
    pub(super) first: usize,
    pub(super) own: Group<'m>,
    /// Why the service was asked for (S10).
    pub(super) clinical: Group<'m>,
    pub(super) specimens: Vec<Group<'m>>,
    pub(super) tests: Vec<Test<'m>>,
}

/// One investigation or result (S18, which begins with GIS; in radiology S10 with INV, and S11).
#[derive(Debug, Default)]
pub(super) struct Test<'m> {
    pub(super) own: Group<'m>,
    /// What values are expected (S20).
    pub(super) ranges: Vec<Group<'m>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    Header,
    Party,
    Report,
    Subject,
    Clinical,
    Specimen,
    Test,
    Range,
}

/// Parts a message's body.
///
/// What follows a patient's name belongs to that patient until the next: nothing of one person is ever put to another.
///
/// Source: MEDRPT in the variants NHS002, NHS003 and NHS004, as their published examples show it; NHSRSR (radiology) has
/// parties without S01, S05 for the patient, and the investigation in S10 and S11.
pub(super) fn part<'m>(message: &'m Message<'m>) -> Parts<'m> {
    let mut parter = Parter { parts: Parts::default(), at: At::Header };
    for segment in message.segments() {
        if !matches!(segment.tag(), "UNB" | "UNG" | "UNH" | "UNT" | "UNE" | "UNZ") {
            parter.take(segment);
        }
    }
    parter.parts
}

struct Parter<'m> {
    parts: Parts<'m>,
    at: At,
}

impl<'m> Parter<'m> {
    fn take(&mut self, segment: Segment<'m>) {
        let before_subject = matches!(self.at, At::Header | At::Party | At::Report);
        match segment.tag() {
            "S01" => self.begin_party(),
            "NAD" if matches!(self.at, At::Header | At::Party) => {
                let named = self.parts.parties.last().is_none_or(|party| has(party, "NAD"));
                if self.at == At::Header || named {
                    self.begin_party();
                }
            }
            "S02" => {
                self.parts.reports.push(Report::default());
                self.at = At::Report;
            }
            "S05" | "S06" => self.begin_subject(segment),
            "S07" | "PNA" => {
                let named = self.subject().is_none_or(|subject| has(&subject.own, "PNA"));
                // Behind results a name is another person's, whether or not a name stood before them.
                if named || matches!(self.at, At::Specimen | At::Test | At::Range) {
                    self.begin_subject(segment);
                } else {
                    self.at = At::Subject;
                }
            }
            "S10" => self.at = At::Clinical,
            "S16" => {
                if let Some(subject) = self.subject_or_new(segment) {
                    subject.specimens.push(Vec::new());
                }
                self.at = At::Specimen;
            }
            "GIS" if !before_subject => self.begin_test(segment),
            "INV" => {
                let open = matches!(self.at, At::Test) && self.test().is_some_and(|test| !has(&test.own, "INV"));
                if !open {
                    self.begin_test(segment);
                }
            }
            "S11" if self.test().is_some() => self.at = At::Test,
            "S20" if self.test().is_some() => {
                if let Some(test) = self.subject_or_new(segment).and_then(|subject| subject.tests.last_mut()) {
                    test.ranges.push(Vec::new());
                }
                self.at = At::Range;
            }
            _ => {}
        }
        if let Some(group) = self.group(segment) {
            group.push(segment);
        }
    }

    fn begin_party(&mut self) {
        self.parts.parties.push(Vec::new());
        self.at = At::Party;
    }

    fn begin_subject(&mut self, segment: Segment<'m>) {
        let subject = Subject { first: segment.number, ..Subject::default() };
        match self.parts.reports.last_mut() {
            Some(report) => report.subjects.push(subject),
            None => self.parts.reports.push(Report { own: Vec::new(), subjects: vec![subject] }),
        }
        self.at = At::Subject;
    }

    fn begin_test(&mut self, segment: Segment<'m>) {
        if let Some(subject) = self.subject_or_new(segment) {
            subject.tests.push(Test::default());
        }
        self.at = At::Test;
    }

    fn subject(&self) -> Option<&Subject<'m>> {
        self.parts.reports.last().and_then(|report| report.subjects.last())
    }

    fn test(&self) -> Option<&Test<'m>> {
        self.subject().and_then(|subject| subject.tests.last())
    }

    /// The open subject; what stands before any has one that nobody names, so that the message is refused.
    fn subject_or_new(&mut self, segment: Segment<'m>) -> Option<&mut Subject<'m>> {
        if self.subject().is_none() {
            let at = self.at;
            self.begin_subject(segment);
            self.at = at;
        }
        self.parts.reports.last_mut()?.subjects.last_mut()
    }

    fn group(&mut self, segment: Segment<'m>) -> Option<&mut Group<'m>> {
        match self.at {
            At::Header => Some(&mut self.parts.header),
            At::Party => self.parts.parties.last_mut(),
            At::Report => self.parts.reports.last_mut().map(|report| &mut report.own),
            At::Subject => Some(&mut self.subject_or_new(segment)?.own),
            At::Clinical => Some(&mut self.subject_or_new(segment)?.clinical),
            At::Specimen => self.subject_or_new(segment)?.specimens.last_mut(),
            At::Test => Some(&mut self.subject_or_new(segment)?.tests.last_mut()?.own),
            At::Range => self.subject_or_new(segment)?.tests.last_mut()?.ranges.last_mut(),
        }
    }
}

/// Whether a group has a segment with this tag.
pub(super) fn has(group: &[Segment<'_>], tag: &str) -> bool {
    group.iter().any(|segment| segment.tag() == tag)
}

/// The segments of a group with this tag.
pub(super) fn all<'g, 'm>(group: &'g [Segment<'m>], tag: &'static str) -> impl Iterator<Item = Segment<'m>> + 'g {
    group.iter().copied().filter(move |segment| segment.tag() == tag)
}

/// The first segment of a group with this tag whose first value is this word.
pub(super) fn qualified<'m>(group: &[Segment<'m>], tag: &'static str, word: &str) -> Option<Segment<'m>> {
    all(group, tag).find(|segment| segment.value(1, 1).peek() == word)
}
