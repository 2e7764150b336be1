//! A node in a temporary folder, the simulated county's sendings into it, and who looks.
#![allow(dead_code, reason = "each program uses a part")]
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "test support, not an interface"
)]

use dcr_core::consent::{AccessRequest, Policy};
use dcr_core::identifier::{NhsNumber, OdsCode, PersonKey, SourceSystem, SubjectId};
use dcr_core::ingest::{Format, Limits, Source, Unit, fhir, hl7v2, tabular};
use dcr_core::register::Register;
use dcr_core::time::Timestamp;
use dcr_county::{CountyOptions, LocalIdentity, Sending, TruePerson, Window, windows};
use dcr_node::{Input, InputFormat, Node, NodeKey, NodeOptions, Receipt};
use std::path::{Path, PathBuf};

/// The time of every look.
pub const NOON: &str = "2026-11-22T12:00:00Z";

/// Longer than any batch takes, and short enough that a batch stays in memory.
const BATCH: usize = 400;

pub fn key() -> NodeKey {
    NodeKey::from_bytes([7; 32])
}

pub fn time(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

pub fn number(text: &str) -> NhsNumber {
    NhsNumber::parse(text).unwrap()
}

/// A new node of Dorset County Hospital in a folder.
pub fn create(folder: &Path) -> Node {
    create_under(folder, &key())
}

/// The same under this key.
pub fn create_under(folder: &Path, key: &NodeKey) -> Node {
    let options = NodeOptions {
        organisation: OdsCode::parse("RBD").unwrap(),
        register: Register::DORSET_EXAMPLE.to_vec(),
        policy: Policy::DORSET_EXAMPLE.to_vec(),
    };
    Node::create(folder, &options, key).unwrap()
}

/// A doctor of the hospital with the person admitted.
pub fn doctor() -> AccessRequest {
    AccessRequest::new("555000111222", "RBD", "R8000", "TREAT", time(NOON)).named("Dr Ada Marsh").by("admission", None)
}

/// The same in an emergency, which overrides an opt-out.
pub fn emergency() -> AccessRequest {
    doctor().breaking_glass("Unconscious in the emergency department")
}

/// A source that sends in this format.
pub fn input(organisation: &str, system: &str, format: InputFormat) -> Input {
    Input::from_source(OdsCode::parse(organisation).unwrap(), SourceSystem::parse(system).unwrap())
        .in_format(format)
        .received_at(time("2026-11-01T09:00:00Z"))
}

pub fn csv(mapping: &str) -> InputFormat {
    InputFormat::Tabular { mapping: mapping.to_owned() }
}

/// What goes with a sending; everything is received at one time, so that the order of arrival alone differs.
pub fn input_of(sending: &Sending) -> Input {
    let format = match (sending.format, sending.mapping) {
        (Format::Fhir, _) => InputFormat::Fhir,
        (Format::Tabular, Some(mapping)) => csv(mapping),
        _ => InputFormat::Hl7v2,
    };
    input(sending.organisation, sending.system, format)
}

/// A county as its sendings in the order of arrival and its people.
pub fn county(people: u32) -> (Vec<Sending>, Vec<TruePerson>) {
    let (mut sendings, mut truth) = (Vec::new(), Vec::new());
    for Window { sendings: more, people } in windows(&CountyOptions { seed: 1, people }) {
        sendings.extend(more);
        truth.extend(people);
    }
    (sendings, truth)
}

/// Submits in batches.
pub fn load<'a>(node: &Node, sendings: impl IntoIterator<Item = &'a Sending>) -> Vec<Receipt> {
    let sendings: Vec<&Sending> = sendings.into_iter().collect();
    let batches = sendings.chunks(BATCH);
    batches
        .flat_map(|batch| node.submit_all(batch.iter().map(|sending| (&sending.bytes, input_of(sending)))).unwrap())
        .collect()
}

/// The units that ingest reads in what a source sent.
pub fn read(sending: &Sending, bytes: &[u8]) -> Vec<Unit> {
    let input = input_of(sending);
    let source = Source { organisation: input.organisation, system: input.system, received: input.received.unwrap() };
    let limits = Limits::default();
    match (sending.format, sending.mapping) {
        (Format::Fhir, _) => fhir::read(bytes, &source, &limits),
        (Format::Hl7v2, _) => hl7v2::read(bytes, &source, &limits),
        (_, mapping) => tabular::read(bytes, tabular::Mapping::built_in(mapping.unwrap()).unwrap(), &source, &limits),
    }
}

/// The local person that an identity of the truth is to the node.
pub fn person_key(identity: &LocalIdentity) -> PersonKey {
    PersonKey {
        organisation: OdsCode::parse(identity.organisation).unwrap(),
        system: SourceSystem::parse(identity.system).unwrap(),
        subject: SubjectId::new(identity.namespace, &identity.value).unwrap(),
    }
}

/// Draws that are the same on every machine (xorshift64*).
pub struct Draws(u64);

impl Draws {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below this one.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let drawn = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(drawn).unwrap() % bound.max(1)
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

/// A folder of the inputs that people elsewhere published, where they lie beside the repository.
pub fn shared_data(folder: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(folder);
    path.is_dir().then_some(path)
}

/// Every file below a folder, in order.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

/// The bytes with one to three faults: a bit turned, a stretch lost, doubled or overwritten, the end cut off.
pub fn damaged(bytes: &[u8], draws: &mut Draws) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=draws.below(3) {
        let at = draws.below(bytes.len());
        let end = (at + 1 + draws.below(20)).min(bytes.len());
        match draws.below(6) {
            0 if !bytes.is_empty() => bytes[at] ^= 1 << draws.below(8),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let stretch = bytes[at..end].to_vec();
                bytes.splice(at..at, stretch);
            }
            3 => bytes[at..end].fill(b"|^~&\r\n\",{}[]0\xff"[draws.below(14)]),
            4 => bytes.truncate(at),
            _ => drop(bytes.splice(at..at, *b"|^~\\&\r")),
        }
    }
    bytes
}
