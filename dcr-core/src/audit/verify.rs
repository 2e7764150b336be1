//! The checking of a whole audit log.

use super::{AuditEvent, CouldNotCheck, Tampered, Verdict};
use crate::log::{Checkpoint, LeafCommitment, LogError, Salt, SignedCheckpoint, TreeFrontier, TreeHash, VerifierKey};

/// The body of an entry, as the store holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoredBody {
    /// It is there.
    Held {
        /// The salt that its leaf commits to it with.
        salt: Salt,
        /// Its bytes.
        bytes: Vec<u8>,
    },
    /// It was erased for good, and its salt with it.
    Erased,
    /// It is there but fails its seal: what is stored is not what was stored.
    Damaged,
}

/// One entry of an audit log, as the store holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEntry {
    /// The leaf's bytes.
    pub leaf: Vec<u8>,
    /// The body.
    pub body: StoredBody,
}

/// What an audit log is checked against.
#[derive(Debug, Clone, Copy)]
pub struct AuditLog<'a> {
    /// The log's name.
    pub origin: &'a str,
    /// The log's keys: the present one and those it had before.
    pub keys: &'a [VerifierKey],
    /// The log's own present checkpoint, as a signed note.
    pub checkpoint: &'a [u8],
    /// Earlier checkpoints of this log that someone else has kept, or this node elsewhere: signed notes in any order.
    pub kept: &'a [Vec<u8>],
}

/// Checks a whole audit log: every entry, from the first to the last, never a sample.
///
/// Each body must open its leaf and carry its place as its sequence number; the leaves together must give the root that
/// the checkpoint signs, and at the size of every kept checkpoint the root that it signs. An erased body is counted and
/// is no fault. An entry that the store cannot read is `Err` and ends the checking, as does what was found against the
/// log; a finding comes before anything else that could not be checked.
pub fn verify_audit_log<E>(log: &AuditLog<'_>, entries: impl IntoIterator<Item = Result<StoredEntry, E>>) -> Verdict {
    let checkpoint = match log.open(log.checkpoint) {
        Ok(checkpoint) => checkpoint,
        Err(LogError::Signature) => return Verdict::Tampered(Tampered::Checkpoint),
        Err(LogError::Unsigned) => return Verdict::CouldNotCheck(CouldNotCheck::CheckpointUnsigned),
        Err(LogError::CheckpointOrigin) => return Verdict::CouldNotCheck(CouldNotCheck::CheckpointOrigin),
        Err(_) => return Verdict::CouldNotCheck(CouldNotCheck::Checkpoint),
    };
    let (kept, mut doubt) = log.kept_roots();
    let mut anchors = Anchors::new(kept);
    let mut tree = TreeFrontier::new();
    let mut erased = 0;
    anchors.compare(&tree);
    for entry in entries {
        let index = tree.size();
        if index == checkpoint.size() {
            doubt = doubt.or(Some(CouldNotCheck::NotYetSigned { index }));
            break;
        }
        let Ok(entry) = entry else { return Verdict::CouldNotCheck(CouldNotCheck::Entry { index }) };
        match check_entry(&entry, index) {
            Ok(Entry::Checked) => (),
            Ok(Entry::Erased) => erased += 1,
            Ok(Entry::Unknown(unknown)) => doubt = doubt.or(Some(unknown)),
            Err(tampered) => return Verdict::Tampered(tampered),
        }
        if tree.append(TreeHash::of_leaf(&entry.leaf)).is_err() {
            return Verdict::CouldNotCheck(CouldNotCheck::Entry { index });
        }
        anchors.compare(&tree);
    }
    if tree.size() < checkpoint.size() {
        return Verdict::Tampered(Tampered::Missing { index: tree.size() });
    }
    if tree.root() != checkpoint.root() {
        let to = anchors.broken.unwrap_or(checkpoint.size());
        return Verdict::Tampered(Tampered::Root { from: anchors.agreed.unwrap_or(0), to });
    }
    if let Some(since) = anchors.broken.or(anchors.beyond()) {
        return Verdict::RolledBackOrForked { agreed: anchors.agreed.unwrap_or(0), since };
    }
    match doubt {
        Some(doubt) => Verdict::CouldNotCheck(doubt),
        None => Verdict::Intact { size: tree.size(), erased, anchored: anchors.agreed },
    }
}

impl AuditLog<'_> {
    fn open(&self, note: &[u8]) -> Result<Checkpoint, LogError> {
        SignedCheckpoint::open(note, self.origin, self.keys).map(|signed| signed.checkpoint().clone())
    }

    /// The kept sizes and roots, and the first kept checkpoint that cannot be used.
    fn kept_roots(&self) -> (Vec<(u64, TreeHash)>, Option<CouldNotCheck>) {
        let (mut kept, mut doubt) = (Vec::new(), None);
        for (place, note) in self.kept.iter().enumerate() {
            match self.open(note) {
                Ok(checkpoint) => kept.push((checkpoint.size(), checkpoint.root())),
                Err(_) => doubt = doubt.or(Some(CouldNotCheck::KeptCheckpoint { place })),
            }
        }
        (kept, doubt)
    }
}

enum Entry {
    Checked,
    Erased,
    Unknown(CouldNotCheck),
}

fn check_entry(entry: &StoredEntry, index: u64) -> Result<Entry, Tampered> {
    let (salt, bytes) = match &entry.body {
        StoredBody::Damaged => return Err(Tampered::Body { index }),
        StoredBody::Erased => return Ok(Entry::Erased),
        StoredBody::Held { salt, bytes } => (salt, bytes),
    };
    let Ok(leaf) = LeafCommitment::from_bytes(&entry.leaf) else {
        return Ok(Entry::Unknown(CouldNotCheck::Leaf { index }));
    };
    if !leaf.opens(salt, bytes) {
        return Err(Tampered::Body { index });
    }
    match AuditEvent::from_canonical(bytes) {
        Ok(event) if event.parts().sequence.number() == index => Ok(Entry::Checked),
        Ok(_) => Err(Tampered::Sequence { index }),
        Err(_) => Ok(Entry::Unknown(CouldNotCheck::Event { index })),
    }
}

/// The kept checkpoints, met in the order of their sizes as the tree grows.
struct Anchors {
    /// Those still to come, the smallest last.
    coming: Vec<(u64, TreeHash)>,
    /// The size of the largest that the tree has agreed with, before the first break.
    agreed: Option<u64>,
    /// The size of the first that the tree has not agreed with.
    broken: Option<u64>,
}

impl Anchors {
    fn new(mut kept: Vec<(u64, TreeHash)>) -> Self {
        kept.sort_unstable_by(|a, b| b.cmp(a));
        Self { coming: kept, agreed: None, broken: None }
    }

    fn compare(&mut self, tree: &TreeFrontier) {
        while let Some((size, root)) = self.coming.pop_if(|(size, _)| *size <= tree.size()) {
            if root != tree.root() {
                self.broken = self.broken.or(Some(size));
            } else if self.broken.is_none() {
                self.agreed = Some(size);
            }
        }
    }

    /// The size of the smallest kept checkpoint that the tree has not reached.
    fn beyond(&self) -> Option<u64> {
        self.coming.last().map(|(size, _)| *size)
    }
}
