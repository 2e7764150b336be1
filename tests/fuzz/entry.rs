//! What each fuzz target does with its bytes. The same functions run in the stable replay,
//! `dcr-core/tests/fuzz_corpus.rs`, so that nothing here needs a fuzzer to be checked.
//!
//! Each function panics where an invariant is broken, and otherwise tells whether its bytes were read as anything.

use dcr_core::audit::AuditEvent;
use dcr_core::consent::{AccessRequest, ConsentRecord, Decision, Outcome, PersonFacts, Plan, Policy, decide_record};
use dcr_core::contribution::{ContentHash, Contribution};
use dcr_core::identifier::{NhsNumber, OdsCode, Postcode, SourceItemId, SourceSystem, SubjectId, Uprn};
use dcr_core::ingest::document::DocumentNote;
use dcr_core::ingest::fhir;
use dcr_core::ingest::hl7v2::{Acknowledgement, MessageView, acknowledge, messages};
use dcr_core::ingest::tabular::{self, Mapping};
use dcr_core::ingest::terminology::{
    CodeMap, Found, MapDescriptor, Medicines, Terminology, load, read_concept_map, read_map,
};
use dcr_core::ingest::{Fate, Format, Limits, Severity, Source, Unit};
use dcr_core::log::{
    Checkpoint, KeyName, LeafCommitment, NoteSigner, SignatureKind, SignedCheckpoint, SignedNote, TreeFrontier,
    TreeHash, VerifierKey, bundle_leaves, entry_bundle,
};
use dcr_core::narrative;
use dcr_core::record::{Decimal, SensitivityLabel};
use dcr_core::register::Register;
use dcr_core::time::{PartialDateTime, Timestamp};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// An entry.
pub(crate) type Run = fn(&[u8]) -> bool;

/// Every target and its entry.
pub(crate) const ENTRIES: &[(&str, Run)] = &[
    ("cda", cda),
    ("code_map", code_map),
    ("concept_map", concept_map),
    ("contribution", contribution),
    ("dmd", dmd),
    ("document", document),
    ("edifact", edifact),
    ("fhir", fhir),
    ("fhir_lines", fhir),
    ("fhir_xml", fhir_xml),
    ("hl7v2", hl7v2),
    ("html", html),
    ("log", log),
    ("mapping", mapping),
    ("note", note),
    ("rtf", rtf),
    ("rules", rules),
    ("scalars", scalars),
    ("tabular", tabular),
];

fn source() -> Source {
    Source {
        organisation: OdsCode::parse("838").expect("a code"),
        system: SourceSystem::parse("Fuzz").expect("a name"),
        received: Timestamp::parse("2026-07-03T09:00:00Z").expect("an instant"),
    }
}

/// A CSV file, read through both built-in mappings.
pub(crate) fn tabular(data: &[u8]) -> bool {
    static BUILT_IN: LazyLock<[Mapping; 2]> =
        LazyLock::new(|| [Mapping::client_level_data(), Mapping::council_contacts()]);
    let read = |mapping: &Mapping| check_units(data, |bytes| tabular::read(bytes, mapping, &source(), &small()));
    BUILT_IN.each_ref().map(read).contains(&true)
}

/// FHIR in JSON, resources one a line or XML; where it is one JSON text, it is printed as what it says.
pub(crate) fn fhir(data: &[u8]) -> bool {
    if let Ok(tree) = fhir::Tree::parse(data, &small()) {
        assert_eq!(tree.bytes(), data);
        let compact = tree.root().compact();
        let again = fhir::Tree::parse(compact.as_bytes(), &small()).expect("what was printed");
        assert_eq!((again.values(), again.root().compact()), (tree.values(), compact.clone()));
    }
    check_units(data, |bytes| fhir::read(bytes, &source(), &small()))
}

/// FHIR in XML, which is as JSON what it is as XML.
pub(crate) fn fhir_xml(data: &[u8]) -> bool {
    if let Ok(json) = fhir::xml_to_json(data, &small()) {
        let boundless = Limits { message_bytes: usize::MAX, ..small() };
        let tree = fhir::Tree::parse(json.as_bytes(), &boundless);
        assert!(!matches!(tree, Err(fhir::JsonError::Syntax { .. } | fhir::JsonError::Escape { .. })));
    }
    fhir(data)
}

/// EDIFACT interchanges; each unit is read again from its original as the same.
pub(crate) fn edifact(data: &[u8]) -> bool {
    let read = |bytes: &[u8]| dcr_core::ingest::edifact::read(bytes, &source(), &small());
    for unit in read(data) {
        let again = read(&unit.original);
        assert_eq!(again.len(), 1, "one unit's original is one unit");
        for again in again {
            assert_eq!((&again.original, &again.contributions), (&unit.original, &unit.contributions));
        }
    }
    check_units(data, read)
}

/// A CDA document.
pub(crate) fn cda(data: &[u8]) -> bool {
    check_units(data, |bytes| dcr_core::ingest::cda::read(bytes, &source(), &small()))
}

/// A covering note, and after a NUL byte the document that it is about.
pub(crate) fn document(data: &[u8]) -> bool {
    let mut parts = data.splitn(2, |byte| *byte == 0);
    let (json, bytes) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let Ok(note) = DocumentNote::parse(json) else { return false };
    assert_eq!(DocumentNote::parse(json).map(|again| again.digest()), Ok(note.digest()));
    check_units(bytes, |bytes| dcr_core::ingest::document::read(bytes, &note, &source(), &small()))
}

/// HTML to words.
pub(crate) fn html(data: &[u8]) -> bool {
    let text = String::from_utf8_lossy(data);
    let words = narrative::words_of_html(&text);
    assert!(words.len() <= 3 * text.len(), "more words than markup");
    assert_eq!(words, words.trim());
    let attached = narrative::words_of_attachment("text/html", data);
    assert!(attached.is_none_or(|words| words.len() <= narrative::LONGEST + 64));
    !words.is_empty()
}

/// RTF to words.
pub(crate) fn rtf(data: &[u8]) -> bool {
    let Some(words) = narrative::words_of_rtf(data) else { return false };
    assert!(words.len() <= 3 * data.len(), "more words than document");
    true
}

/// HL7 v2 messages.
pub(crate) fn hl7v2(data: &[u8]) -> bool {
    static REPLY: LazyLock<Acknowledgement> =
        LazyLock::new(|| Acknowledgement::new("F", source().received).expect("a beginning"));
    for message in messages(data) {
        if let Ok(view) = MessageView::read(message, &small()) {
            assert_eq!(view.to_bytes(), message, "what was read is written again");
        }
    }
    let units = dcr_core::ingest::hl7v2::read(data, &source(), &small());
    let answers = acknowledge(&units, &REPLY);
    assert_eq!(answers.len(), units.len(), "one answer a message");
    for (answer, unit) in answers.iter().zip(&units) {
        assert!(answer.len() <= unit.original.len() + 64 * 1024, "an answer is bounded");
        let read = dcr_core::ingest::hl7v2::read(answer, &source(), &small());
        // A message about nobody: that it is read so far shows that its header is legal.
        let reason =
            |unit: &Unit| matches!(&unit.fate, Fate::Quarantined(why) if why.code == "hl7v2.message.no-person");
        assert!(read.len() == 1 && read.iter().all(reason), "an answer is one legal message");
    }
    check_units(data, |bytes| dcr_core::ingest::hl7v2::read(bytes, &source(), &small()))
}

/// A mapping document, and after a NUL byte a CSV file that is read through it.
pub(crate) fn mapping(data: &[u8]) -> bool {
    let mut parts = data.splitn(2, |byte| *byte == 0);
    let (json, csv) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let Ok(mapping) = Mapping::parse(json) else { return false };
    let again = Mapping::parse(json).expect("the same document");
    assert_eq!(mapping.digest(), again.digest());
    check_units(csv, |bytes| tabular::read(bytes, &mapping, &source(), &small()))
}

/// A map as a table: with its descriptor on the first line, or one of the NHS's two.
pub(crate) fn code_map(data: &[u8]) -> bool {
    let mut any = false;
    if let Ok(loaded) = load(&[("map.csv", data)]) {
        any = true;
        loaded.maps().iter().for_each(check_map);
        assert_eq!(load(&[("map.csv", data)]).map(|again| again.digest()), Ok(loaded.digest()));
    }
    for descriptor in [MapDescriptor::read_v2_to_snomed("1"), MapDescriptor::ctv3_to_snomed("1")] {
        if let Ok(map) = read_map(&descriptor.expect("a descriptor"), data) {
            any = true;
            check_map(&map);
        }
    }
    any
}

/// A FHIR ConceptMap.
pub(crate) fn concept_map(data: &[u8]) -> bool {
    let Ok(maps) = read_concept_map(data) else { return false };
    maps.iter().for_each(check_map);
    Terminology::new(maps, None).is_ok()
}

/// A file of the dictionary of medicines and devices, or several parted by a NUL byte.
pub(crate) fn dmd(data: &[u8]) -> bool {
    let files: Vec<&[u8]> = data.split(|byte| *byte == 0).collect();
    let Ok(read) = Medicines::read("1", &files) else { return false };
    let turned: Vec<&[u8]> = files.iter().rev().copied().collect();
    assert_eq!(Medicines::read("1", &turned).map(|again| again.digest()), Ok(read.digest()));
    // A product takes 24 bytes and its name, a pair of codes 16: less than the tags around them.
    assert!(read.summary().bytes <= 2 * data.len() as u64);
    true
}

/// Rows are accounted for, take no more memory than a multiple of the file, and give what they were asked.
fn check_map(map: &CodeMap) {
    let summary = map.summary();
    let left_out = summary.superseded + summary.inactive + summary.unassured + summary.untargeted;
    assert!(summary.used + left_out <= summary.rows);
    assert!(summary.ambiguous <= summary.used);
    for code in ["C10..", "C10", "C10..00", "1", "a"] {
        if let Found::Target { code: target, .. } = map.find(code) {
            assert!(!target.is_empty() && summary.used > 0);
        }
    }
}

/// A contribution's JSON.
pub(crate) fn contribution(data: &[u8]) -> bool {
    let Ok(read) = Contribution::from_json(data) else { return false };
    check_contribution(&read);
    if let Ok(canonical) = Contribution::from_canonical(data) {
        assert_eq!(canonical.canonical().expect("canonical bytes"), data);
    }
    true
}

/// Identifiers, times, decimals and hashes: what is read prints as something that reads as the same.
pub(crate) fn scalars(data: &[u8]) -> bool {
    let mut any = Format::detect(data).is_some();
    let Ok(text) = std::str::from_utf8(data) else { return any };
    macro_rules! reads_back {
        ($($read:expr),+) => { $(
            if let Ok(value) = $read(text) {
                any = true;
                assert_eq!($read(&value.to_string()).as_ref(), Ok(&value));
            }
        )+ };
    }
    reads_back!(
        NhsNumber::parse,
        OdsCode::parse,
        Postcode::parse,
        Uprn::parse,
        Decimal::parse,
        PartialDateTime::parse,
        Timestamp::parse
    );
    if let Some(hash) = ContentHash::parse(text) {
        any = true;
        assert_eq!(hash.to_string(), text);
    }
    if let Ok(subject) = SubjectId::new("PAS", text) {
        assert_eq!(SubjectId::new("PAS", subject.value()).as_ref(), Ok(&subject));
        assert_eq!(SourceItemId::parse(text).as_ref().map(SourceItemId::as_str), Ok(subject.value()));
        assert_eq!(SourceSystem::parse(text).as_ref().map(SourceSystem::as_str), Ok(subject.value()));
    }
    any
}

/// A signed note, perhaps a checkpoint of a known log, or a verifier key.
pub(crate) fn note(data: &[u8]) -> bool {
    static KEY: LazyLock<NoteSigner> = LazyLock::new(|| {
        let name = KeyName::parse(LOG).expect("a name");
        NoteSigner::from_seed(name, SignatureKind::Ed25519, &std::array::from_fn(|index| index as u8)).expect("a key")
    });
    const LOG: &str = "dorset.example/rbd/audit";
    if let Ok(key) = std::str::from_utf8(data).map_err(drop).and_then(|text| VerifierKey::parse(text).map_err(drop)) {
        assert_eq!(key.to_string().as_bytes(), data);
        return true;
    }
    let Ok(note) = SignedNote::parse(data) else { return false };
    assert_eq!(note.to_string().as_bytes(), data);
    if let Ok(checkpoint) = Checkpoint::parse(note.text()) {
        assert_eq!(checkpoint.to_string(), note.text());
    }
    let trusted = [KEY.verifier().clone()];
    if let Ok(signed) = SignedCheckpoint::open(data, LOG, &trusted) {
        assert!(note.verify(&trusted).is_ok());
        assert_eq!((signed.note(), signed.checkpoint().origin()), (&note, LOG));
    }
    true
}

/// The log's binary forms: an entry bundle, a frontier, a leaf.
pub(crate) fn log(data: &[u8]) -> bool {
    let mut any = false;
    if let Ok(leaves) = bundle_leaves(data) {
        any = true;
        assert_eq!(entry_bundle(&leaves).expect("leaves of a bundle"), data);
    }
    if let Ok(frontier) = TreeFrontier::from_bytes(data) {
        any = true;
        assert_eq!(frontier.to_bytes(), data);
        let mut grown = frontier.clone();
        if grown.append(TreeHash::of_leaf(b"one more")).is_ok() {
            assert_ne!(grown.root(), frontier.root());
            assert_eq!(TreeFrontier::from_bytes(&grown.to_bytes()).as_ref(), Ok(&grown));
        }
    }
    if let Ok(leaf) = LeafCommitment::from_bytes(data) {
        any = true;
        assert_eq!(leaf.to_bytes().as_slice(), data);
    }
    any
}

/// The documents that rules are read from and accounted in: policy, register, access request, audit event; and a record
/// as the rules of consent read it, which is decided on.
pub(crate) fn rules(data: &[u8]) -> bool {
    let mut any = false;
    if let Ok(policy) = Policy::from_json(data) {
        any = true;
        let printed = serde_json::to_vec(policy.document()).expect("JSON");
        assert_eq!(Policy::from_json(&printed).as_ref(), Ok(&policy));
    }
    if let Ok(register) = Register::from_json(data) {
        any = true;
        assert_eq!(Register::from_json(data).map(|again| again.digest()), Ok(register.digest()));
    }
    if let Ok(request) = AccessRequest::from_json(data) {
        any = true;
        let printed = serde_json::to_vec(&request).expect("JSON");
        assert_eq!(AccessRequest::from_json(&printed).as_ref(), Ok(&request));
    }
    if let Ok(record) = ConsentRecord::from_json(data) {
        any = true;
        let printed = serde_json::to_vec(&record).expect("JSON");
        assert_eq!(ConsentRecord::from_json(&printed).as_ref(), Ok(&record));
        check_decisions(&record);
    }
    if let Ok(event) = AuditEvent::from_canonical(data) {
        any = true;
        assert_eq!(event.canonical().expect("canonical bytes"), data);
    }
    any
}

/// One organisation with all the evidence that either example policy asks for.
const REGISTER: &str = r#"{"format": 1, "name": "Fuzz", "version": 1, "county": "Dorset", "organisations": [
    {"code": "RBD", "name": "One", "kind": "acute-trust", "shares": true, "assurance": {"status": "assured",
        "from": "2018-01-01T00:00:00Z", "evidence": [
            {"kind": "data-security-toolkit", "from": "2018-01-01T00:00:00Z"},
            {"kind": "commissioner-registration", "from": "2018-01-01T00:00:00Z"},
            {"kind": "sharing-agreement", "from": "2018-01-01T00:00:00Z"},
            {"kind": "caldicott-guardian", "from": "2018-01-01T00:00:00Z"},
            {"kind": "training", "from": "2018-01-01T00:00:00Z"},
            {"kind": "impact-assessment", "from": "2018-01-01T00:00:00Z"},
            {"kind": "network", "from": "2018-01-01T00:00:00Z"}]}}], "agreements": []}"#;

/// A doctor's look, one in an emergency, the person's own and an office's: each has what either example policy asks for.
const REQUESTS: [&str; 4] = [
    r#"{"user": {"id": "u1"}, "organisation": "RBD", "role": "R8000", "purpose": "TREAT", "permission": "given",
        "at": "2026-11-22T09:00:00Z", "relationship": {"kind": "registered-patient"}}"#,
    r#"{"user": {"id": "u1"}, "organisation": "RBD", "role": "R8000", "purpose": "ETREAT",
        "at": "2026-11-22T09:00:00Z",
        "break_glass": {"reason": "found collapsed at home, nobody else to ask", "code": "scr-1"}}"#,
    r#"{"user": {"id": "u1", "nhs_number": "9434765919"}, "organisation": "RBD", "role": "person", "purpose": "PATRQT",
        "at": "2026-11-22T09:00:00Z", "relationship": {"kind": "person-themself"}}"#,
    r#"{"user": {"id": "u1"}, "organisation": "RBD", "role": "R8010", "purpose": "PATADMIN", "permission": "given",
        "at": "2026-11-22T09:00:00Z", "relationship": {"kind": "registered-patient"}}"#,
];

/// Whatever a record says: nothing that statute restricts is shown, a refusal is that of nobody, and the stages before the
/// lines say the same without them.
fn check_decisions(record: &ConsentRecord) {
    static PLANS: LazyLock<[Plan; 2]> = LazyLock::new(|| {
        [Policy::dorset_example(), Policy::strict_example()].map(|policy| {
            let register = Register::from_json(REGISTER.as_bytes()).expect("a register");
            Plan::new(policy.expect("an example"), register)
        })
    });
    static LOOKS: LazyLock<[AccessRequest; 4]> =
        LazyLock::new(|| REQUESTS.map(|json| AccessRequest::from_json(json.as_bytes()).expect("a request")));
    let restricted = |labels: &[SensitivityLabel]| labels.iter().any(SensitivityLabel::legally_restricted);
    // A name may stand in several lines, so that only one that stands in restricted lines alone must not be shown.
    let lines =
        || record.lines.iter().map(|line| (line, line.statements.iter().any(|one| restricted(one.labels.labels()))));
    let names = |of: bool| {
        let lines = lines().filter(move |(_, restricted)| *restricted == of);
        lines.flat_map(|(line, _)| line.statements.iter().map(|one| one.source.name()))
    };
    let others = record.demographics.iter().map(|one| one.source.name());
    let said = record.section_statements.iter().map(|one| one.source.name());
    let free: BTreeSet<String> = names(false).chain(others).chain(said).collect();
    let never: Vec<String> = names(true).filter(|name| !free.contains(name)).collect();
    let facts = PersonFacts::of_small(record);
    for plan in &*PLANS {
        for request in &*LOOKS {
            let decided = decide_record(plan, request, Some(record));
            assert!(never.iter().all(|name| !decided.shown.contains(name)), "what statute restricts is shown");
            let verdict = plan.decide(request, Some(&facts));
            assert_eq!(
                (verdict.outcome(), verdict.refusal()),
                (decided.decision.outcome(), decided.decision.refusal())
            );
            if decided.decision.outcome() == Outcome::Deny {
                assert!(decided.shown.is_empty());
                let nobody = Decision::not_found(plan, request);
                assert_eq!(decided.decision.outward(), nobody.outward(), "a refusal tells of the person");
            }
        }
    }
}

/// Bounds small enough that a fuzzer reaches them.
fn small() -> Limits {
    Limits { message_bytes: 1 << 16, depth: 32, repeats: 200 }
}

/// What holds of every reader's units, and that the same bytes give the same units; tells whether any was accepted.
fn check_units(data: &[u8], read: impl Fn(&[u8]) -> Vec<Unit>) -> bool {
    let units = read(data);
    assert_eq!(units, read(data));
    for unit in &units {
        let fatal = unit.issues.iter().any(|issue| issue.severity == Severity::Fatal);
        match &unit.fate {
            Fate::Accepted => assert!(!fatal, "an accepted unit has a fatal issue"),
            Fate::Quarantined(reason) => {
                assert!(unit.contributions.is_empty(), "a quarantined unit has contributions");
                assert!(unit.directory.is_empty(), "a quarantined unit has directory entries");
                assert!(unit.issues.contains(reason), "the reason is not among the issues");
            }
        }
        unit.contributions.iter().for_each(check_contribution);
    }
    units.iter().any(|unit| !unit.contributions.is_empty() || !unit.directory.is_empty())
}

fn check_contribution(contribution: &Contribution) {
    let bytes = contribution.canonical().expect("canonical bytes");
    assert_eq!(&Contribution::from_canonical(&bytes).expect("what was printed"), contribution);
    assert_eq!(contribution.content_hash().expect("a hash"), ContentHash::of(&bytes));
}
