//! Contributions in the making, and what of their message is left over.

use super::message::{Message, Segment};
use crate::contribution::{
    Attached, ContentHash, Contribution, ContributionBody, ContributionKey, ContributionParts, ContributionStatus,
    Origin, SourceFormat, Version,
};
use crate::identifier::{SourceItemId, SubjectId};
use crate::ingest::Source;
use crate::time::Timestamp;
use std::collections::BTreeMap;

/// What this reader's mapping is called in a contribution's origin; the number rises when its meaning changes.
const MAPPING: &str = "edifact/1";

/// One contribution in the making.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) item: SourceItemId,
    pub(super) subject: SubjectId,
    pub(super) version: Version,
    pub(super) recorded: Timestamp,
    pub(super) status: ContributionStatus,
    pub(super) body: ContributionBody,
}

/// How many innermost values of a message were used, and how many attached.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) used: usize,
    pub(super) attached: usize,
}

/// The contributions of one message, and which of its segments belong to which of them.
#[derive(Debug)]
pub(super) struct Drafts {
    list: Vec<(Draft, String, Vec<Attached>)>,
    /// For each segment the draft that it belongs to.
    owners: Vec<Option<usize>>,
    /// For each key the draft that had it first, and how many there are.
    keys: BTreeMap<SourceItemId, (usize, usize)>,
}

impl Drafts {
    pub(super) fn new(message: &Message<'_>) -> Self {
        Self { list: Vec::new(), owners: vec![None; message.len()], keys: BTreeMap::new() }
    }

    /// Adds a contribution that a segment states.
    ///
    /// The same fact twice in one message is one contribution; another fact under the same key gets a number.
    pub(super) fn add(&mut self, segment: Segment<'_>, mut draft: Draft) -> usize {
        let next = self.list.len();
        if let Some((first, count)) = self.keys.get_mut(&draft.item) {
            let same = self.list.get(*first).is_some_and(|(known, _, _)| {
                known.body == draft.body && known.status == draft.status && known.subject == draft.subject
            });
            if same {
                return *first;
            }
            *count += 1;
            draft.item = item_id(Some(draft.item.as_str()), &[&count.to_string()]);
        } else {
            self.keys.insert(draft.item.clone(), (next, 1));
        }
        self.list.push((draft, segment.place(), Vec::new()));
        next
    }

    /// Gives segments to a draft: what of them no mapper uses is attached there.
    pub(super) fn claim(&mut self, segments: &[Segment<'_>], draft: usize) {
        for segment in segments {
            if let Some(owner) = self.owners.get_mut(segment.number) {
                *owner = Some(draft);
            }
        }
    }

    /// Attaches everything that no mapper used and makes the contributions.
    ///
    /// `fallback` gives the draft for a segment that none claimed.
    pub(super) fn finish(
        mut self,
        message: &Message<'_>,
        source: &Source,
        original: &[u8],
        message_id: Option<&str>,
        fallback: impl Fn(Segment<'_>) -> usize,
    ) -> (Vec<Contribution>, Tally) {
        let mut tally = Tally::default();
        for segment in message.segments() {
            let owner = self.owners.get(segment.number).copied().flatten().unwrap_or_else(|| fallback(segment));
            if let Some((_, _, attached)) = self.list.get_mut(owner) {
                leftovers(segment, attached, &mut tally);
            }
        }
        let hash = ContentHash::of(original);
        let contributions = self.list.into_iter().filter_map(|(draft, place, attached)| {
            Contribution::new(ContributionParts {
                key: ContributionKey {
                    organisation: source.organisation.clone(),
                    system: source.system.clone(),
                    item: draft.item,
                },
                version: draft.version,
                recorded: draft.recorded,
                subject: draft.subject,
                status: draft.status,
                body: Some(draft.body),
                origin: Origin {
                    format: SourceFormat::Edifact,
                    message: hash,
                    message_id: message_id.map(str::to_owned),
                    place: Some(place),
                    mapping: Some(MAPPING.to_owned()),
                },
                attached,
            })
            // A contribution with a body is never refused.
            .ok()
        });
        (contributions.collect(), tally)
    }
}

/// Attaches what of a segment was not used, in the largest parts of which nothing was.
fn leftovers(segment: Segment<'_>, attached: &mut Vec<Attached>, tally: &mut Tally) {
    let mut attach = |place: String, content: &str| attached.push(Attached { place, content: content.to_owned() });
    if segment.tag().is_empty() {
        tally.attached += 1;
        attach(segment.place(), segment.raw());
        return;
    }
    let used = segment.leaves().filter(|leaf| leaf.used()).count();
    let unused = segment.leaves().count() - used;
    tally.used += used;
    tally.attached += unused;
    if unused == 0 {
        return;
    }
    if used == 0 {
        attach(segment.place(), segment.raw());
        return;
    }
    for element in 1..=segment.elements() {
        let leaves = || segment.components(element).filter(|leaf| leaf.has_value());
        if !leaves().any(|leaf| leaf.used()) {
            if leaves().next().is_some() {
                attach(format!("{}-{element}", segment.place()), segment.element_raw(element));
            }
            continue;
        }
        leaves().filter(|leaf| !leaf.used()).for_each(|leaf| attach(leaf.place(), leaf.raw()));
    }
}

/// The most bytes of an item identifier that are kept as they are.
const LONGEST: usize = 512;

/// An item identifier of its parts, joined by `/`, their own slashes written `%2F`; before them another identifier, if
/// there is one. One that is too long or has characters that it cannot have keeps its first part and the SHA-256 of the
/// whole.
pub(super) fn item_id(before: Option<&str>, parts: &[&str]) -> SourceItemId {
    let mut text = before.unwrap_or_default().to_owned();
    for (at, part) in parts.iter().enumerate() {
        if at > 0 || before.is_some() {
            text.push('/');
        }
        text.push_str(&part.trim().replace('%', "%25").replace('/', "%2F"));
    }
    if text.len() <= LONGEST
        && let Ok(id) = SourceItemId::parse(&text)
    {
        return id;
    }
    let hash = ContentHash::of(text.as_bytes());
    let kind = text.split('/').next().filter(|kind| kind.len() < 64 && !kind.is_empty()).unwrap_or("item");
    let kind: String = kind.chars().filter(|c| !c.is_control()).collect();
    // A hash in hexadecimal is always an identifier, so that this ends at once.
    SourceItemId::parse(&format!("{kind}/sha256-{hash}"))
        .unwrap_or_else(|_| item_id(None, &["item", &hash.to_string()]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn item_ids_are_unambiguous_and_bounded() {
        assert_eq!(item_id(None, &["investigation", "1/2", "c%"]).as_str(), "investigation/1%2F2/c%25");
        assert_eq!(item_id(Some("a/b"), &["2"]).as_str(), "a/b/2");
        let long = item_id(None, &["investigation", &"x".repeat(600)]);
        assert!(long.as_str().starts_with("investigation/sha256-"));
        assert_ne!(long, item_id(None, &["investigation", &"y".repeat(600)]));
        assert!(item_id(None, &["a\u{0}b", "c"]).as_str().starts_with("ab/sha256-"));
    }
}
