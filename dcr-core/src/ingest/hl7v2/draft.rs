//! Contributions in the making, and what of their message is left over.

use super::context::Context;
use super::message::{Message, Segment};
use super::value::Value;
use crate::contribution::{
    Attached, ContentHash, Contribution, ContributionBody, ContributionKey, ContributionParts, ContributionStatus,
    Origin, SourceFormat, Version,
};
use crate::identifier::{SourceItemId, SubjectId};
use crate::ingest::Source;
use crate::record::Sensitivity;
use crate::time::Timestamp;
use std::collections::BTreeMap;

/// What this reader's mapping is called in a contribution's origin; the number rises when its meaning changes.
pub(super) const MAPPING: &str = "hl7v2/1";

/// One contribution in the making.
#[derive(Debug)]
pub(super) struct Draft {
    item: SourceItemId,
    subject: SubjectId,
    recorded: Timestamp,
    status: ContributionStatus,
    /// Nothing where the source takes back what it once stated.
    pub(super) body: Option<ContributionBody>,
    place: String,
    attached: Vec<Attached>,
}

/// The contributions of one message, and which of its segments belong to which of them.
#[derive(Debug)]
pub(super) struct Drafts {
    list: Vec<Draft>,
    /// For each segment the draft that it belongs to.
    owners: Vec<Option<usize>>,
    /// For each key the draft that had it first, and how many there are.
    keys: BTreeMap<SourceItemId, (usize, usize)>,
    /// For each person the labels for everything about them.
    labels: BTreeMap<SubjectId, Sensitivity>,
}

impl Drafts {
    pub(super) fn new(message: &Message<'_>) -> Self {
        Self { list: Vec::new(), owners: vec![None; message.len()], keys: BTreeMap::new(), labels: BTreeMap::new() }
    }

    /// Adds a contribution that a segment states.
    ///
    /// The same fact twice in one message is one contribution; another fact under the same key gets a number.
    pub(super) fn add(
        &mut self,
        context: &Context<'_>,
        segment: Segment<'_>,
        item: SourceItemId,
        status: ContributionStatus,
        recorded: Timestamp,
        body: ContributionBody,
    ) -> usize {
        self.add_about(context.subject.clone(), segment, item, status, recorded, Some(body))
    }

    /// Takes back what the source stated of a person under a key, whoever the message itself is about.
    pub(super) fn take_back(
        &mut self,
        subject: SubjectId,
        segment: Segment<'_>,
        item: SourceItemId,
        recorded: Timestamp,
    ) -> usize {
        self.add_about(subject, segment, item, ContributionStatus::Deleted, recorded, None)
    }

    /// Adds a contribution about a person who need not be the one whose part of the message states it.
    pub(super) fn add_about(
        &mut self,
        subject: SubjectId,
        segment: Segment<'_>,
        item: SourceItemId,
        status: ContributionStatus,
        recorded: Timestamp,
        body: Option<ContributionBody>,
    ) -> usize {
        let next = self.list.len();
        let mut item = item;
        if let Some((first, count)) = self.keys.get_mut(&item) {
            let same = self
                .list
                .get(*first)
                .is_some_and(|known| known.body == body && known.status == status && known.subject == subject);
            if same {
                let first = *first;
                self.claim(segment, first);
                return first;
            }
            *count += 1;
            item = item_id(&[item.as_str(), &count.to_string()], Joined::First);
        } else {
            self.keys.insert(item.clone(), (next, 1));
        }
        self.list.push(Draft {
            item,
            subject,
            recorded,
            status,
            body,
            place: segment.place_text(),
            attached: Vec::new(),
        });
        self.claim(segment, next);
        next
    }

    /// Gives a segment to a draft: what of it no mapper uses is attached there.
    pub(super) fn claim(&mut self, segment: Segment<'_>, draft: usize) {
        if let Some(owner) = self.owners.get_mut(segment.number) {
            *owner = Some(draft);
        }
    }

    /// The identifier that a draft was given.
    pub(super) fn item(&self, draft: usize) -> Option<&SourceItemId> {
        self.list.get(draft).map(|draft| &draft.item)
    }

    /// The draft that a segment belongs to.
    pub(super) fn owner(&self, segment: Segment<'_>) -> Option<usize> {
        self.owners.get(segment.number).copied().flatten()
    }

    /// Marks everything that the message says of a person with more labels.
    pub(super) fn restrict(&mut self, subject: &SubjectId, labels: &Sensitivity) {
        if !labels.is_empty() {
            let known = self.labels.entry(subject.clone()).or_default();
            *known = known.union(labels);
        }
    }

    /// Attaches everything that no mapper used and makes the contributions.
    ///
    /// `fallback` gives the draft for a segment that none claimed. Returned beside them is how many values were used
    /// and how many attached.
    pub(super) fn finish(
        mut self,
        message: &Message<'_>,
        source: &Source,
        original: &[u8],
        message_id: Option<&str>,
        version: Version,
        fallback: impl Fn(Segment<'_>) -> usize,
    ) -> (Vec<Contribution>, Tally) {
        let mut tally = Tally::default();
        for segment in message.segments() {
            let owner = self.owner(segment).unwrap_or_else(|| fallback(segment));
            if let Some(draft) = self.list.get_mut(owner) {
                leftovers(segment, &mut draft.attached, &mut tally);
            }
        }
        for draft in &mut self.list {
            if let Some(labels) = self.labels.get(&draft.subject) {
                draft.restrict(labels);
            }
        }
        let hash = ContentHash::of(original);
        let mut contributions = Vec::with_capacity(self.list.len());
        contributions.extend(self.list.into_iter().filter_map(|draft| {
            Contribution::new(ContributionParts {
                key: ContributionKey {
                    organisation: source.organisation.clone(),
                    system: source.system.clone(),
                    item: draft.item,
                },
                version,
                derived_from: None,
                recorded: draft.recorded,
                subject: draft.subject,
                status: draft.status,
                body: draft.body,
                origin: Origin {
                    format: SourceFormat::Hl7v2,
                    message: hash,
                    message_id: message_id.map(str::to_owned),
                    place: Some(draft.place),
                    mapping: Some(MAPPING.to_owned()),
                },
                attached: draft.attached,
            })
            // A contribution with a body is never refused.
            .ok()
        }));
        (contributions, tally)
    }
}

/// How many innermost values of a message were used, and how many attached.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) used: usize,
    pub(super) attached: usize,
}

/// Attaches what of a segment was not used, in the largest parts of which nothing was.
pub(super) fn leftovers(segment: Segment<'_>, attached: &mut Vec<Attached>, tally: &mut Tally) {
    if segment.name().is_empty() {
        tally.attached += 1;
        attached.push(Attached { place: segment.place_text(), content: segment.raw().to_owned() });
        return;
    }
    let (used, unused) = segment.tally();
    tally.used += used;
    tally.attached += unused;
    if unused == 0 {
        return;
    }
    // A header is never attached whole: its first two fields are how the message is written, not what it says.
    if used == 0 && segment.name() != "MSH" {
        attached.push(Attached { place: segment.place_text(), content: segment.raw().to_owned() });
        return;
    }
    for field in segment.fields() {
        unused_parts(field, attached);
    }
}

fn unused_parts(value: Value<'_>, attached: &mut Vec<Attached>) {
    let (used, unused) = value.tally();
    if unused == 0 {
        return;
    }
    if used == 0 || value.is_leaf() {
        attached.push(Attached { place: value.place_text(), content: value.raw().to_owned() });
        return;
    }
    for child in value.children() {
        unused_parts(child, attached);
    }
}

/// How the parts of an item identifier are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joined {
    /// Every part is a value: its own slashes are written `%2F`.
    All,
    /// The first part is already joined.
    First,
}

/// The most bytes of an item identifier that are kept as they are.
const LONGEST: usize = 512;

/// An item identifier of its parts, joined by `/`; one that is too long or has characters that it cannot have keeps its
/// first part and the SHA-256 of the whole.
pub(super) fn item_id(parts: &[&str], joined: Joined) -> SourceItemId {
    let mut text = String::new();
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            text.push('/');
        }
        if at == 0 && joined == Joined::First {
            text.push_str(part);
        } else {
            for (piece, mark) in pieces(part.trim()) {
                text.push_str(piece);
                text.push_str(mark);
            }
        }
    }
    if text.len() <= LONGEST
        && let Ok(id) = SourceItemId::parse(&text)
    {
        return id;
    }
    let hash = ContentHash::of(text.as_bytes());
    let kind = text.split('/').next().filter(|kind| kind.len() < 64 && !kind.is_empty()).unwrap_or("item");
    let kind: String = kind.chars().filter(|c| !c.is_control()).collect();
    SourceItemId::parse(&format!("{kind}/sha256-{hash}")).unwrap_or_else(|_| fallback_id(&hash))
}

/// The pieces of a part before each `%` and `/`, each with what stands for that character.
fn pieces(part: &str) -> impl Iterator<Item = (&str, &'static str)> {
    part.split_inclusive(['%', '/']).map(|piece| {
        if let Some(piece) = piece.strip_suffix('%') {
            (piece, "%25")
        } else if let Some(piece) = piece.strip_suffix('/') {
            (piece, "%2F")
        } else {
            (piece, "")
        }
    })
}

/// A hash in hexadecimal is always an identifier; the recursion ends at once.
fn fallback_id(hash: &ContentHash) -> SourceItemId {
    item_id(&["item", &hash.to_string()], Joined::All)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn item_ids_are_unambiguous_and_bounded() {
        assert_eq!(item_id(&["problem", "a/b", "c%"], Joined::All).as_str(), "problem/a%2Fb/c%25");
        assert_ne!(item_id(&["x", "a/b", "c"], Joined::All), item_id(&["x", "a", "b/c"], Joined::All));
        let long = item_id(&["problem", &"x".repeat(600)], Joined::All);
        assert!(long.as_str().starts_with("problem/sha256-") && long.as_str().len() == 15 + 64);
        assert_ne!(long, item_id(&["problem", &"y".repeat(600)], Joined::All));
        assert!(item_id(&["a\u{0}b", "c"], Joined::All).as_str().starts_with("ab/sha256-"));
        assert!(item_id(&["\u{0}"], Joined::All).as_str().contains("sha256-"));
    }
}
