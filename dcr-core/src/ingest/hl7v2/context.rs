//! What every mapper needs to know about the message that it reads.

use super::draft::{Draft, Drafts, Joined, item_id};
use super::message::{Message, Segment};
use crate::contribution::{ContributionBody, ContributionStatus};
use crate::identifier::{SourceItemId, SubjectId};
use crate::ingest::{Issue, Severity, Source};
use crate::record::{Entry, EntryBody, Sensitivity};
use crate::time::{PartialDateTime, Timestamp};
use std::ops::Range;

/// The part of a message that is about one person.
#[derive(Debug)]
pub(super) struct Context<'m> {
    pub(super) message: &'m Message<'m>,
    pub(super) source: &'m Source,
    /// Message type and trigger event (MSH-9), such as `ADT` and `A01`.
    pub(super) kind: String,
    pub(super) trigger: String,
    pub(super) subject: SubjectId,
    /// When the message was recorded: EVN-2, else MSH-7, else when it was received.
    pub(super) recorded: Timestamp,
    /// The EVN segment.
    pub(super) event: Option<Segment<'m>>,
    /// When the event was recorded, as precise as stated: EVN-2, else MSH-7.
    pub(super) recorded_text: Option<PartialDateTime>,
    /// The segments, by their numbers. A message about one person is theirs from its header on, in whatever order its
    /// segments stand; with several, each part begins with its PID.
    pub(super) segments: Range<usize>,
}

impl<'m> Context<'m> {
    /// The segments with this name.
    pub(super) fn named(&self, name: &'static str) -> impl Iterator<Item = Segment<'m>> + use<'m> {
        let message = self.message;
        self.segments.clone().map(move |number| message.segment(number)).filter(move |segment| segment.is(name))
    }

    /// The first segment with this name.
    pub(super) fn first(&self, name: &'static str) -> Option<Segment<'m>> {
        self.named(name).next()
    }

    /// All segments.
    pub(super) fn all(&self) -> impl Iterator<Item = Segment<'m>> + use<'m> {
        let message = self.message;
        self.segments.clone().map(move |number| message.segment(number))
    }

    /// The parts of an item identifier for something of this person.
    pub(super) fn own_item(&self, kind: &str, parts: &[&str]) -> SourceItemId {
        let mut all = vec![kind, self.subject.namespace(), self.subject.value()];
        all.extend_from_slice(parts);
        item_id(&all, Joined::All)
    }

    /// Whether what the message says of the person stands: a person whom the source deletes (A29) takes it along.
    pub(super) fn standing(&self) -> ContributionStatus {
        match (self.kind.as_str(), self.trigger.as_str()) {
            ("ADT", "A29") => ContributionStatus::Deleted,
            _ => ContributionStatus::Current,
        }
    }

    /// Adds an entry that was recorded with the message.
    pub(super) fn add_entry(
        &self,
        drafts: &mut Drafts,
        segment: Segment<'m>,
        item: SourceItemId,
        body: EntryBody,
    ) -> usize {
        let body = ContributionBody::Entry(Box::new(Entry::new(body)));
        drafts.add(self, segment, item, self.standing(), self.recorded, body)
    }

    /// Notes something unusual about a segment.
    pub(super) fn issue(&self, segment: Segment<'m>, severity: Severity, code: &'static str, message: &'static str) {
        self.message.issue(Issue::new(severity, code, segment.place_text(), message));
    }
}

impl Draft {
    /// Marks what it states with more labels.
    pub(super) fn restrict(&mut self, labels: &Sensitivity) {
        match &mut self.body {
            Some(ContributionBody::Entry(entry)) => entry.sensitivity = entry.sensitivity.union(labels),
            Some(ContributionBody::Demographics(demographics)) => {
                demographics.sensitivity = demographics.sensitivity.union(labels);
            }
            Some(ContributionBody::Section(_) | ContributionBody::Directive(_) | ContributionBody::Link(_)) | None => {}
        }
    }
}
