//! Inputs that cannot be used: each has its own stable code, and the right one is taken afterwards.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod support;

use dcr_core::identifier::{NhsNumber, OdsCode, PersonKey, SourceSystem, SubjectId};
use dcr_core::ingest::{Limits, Severity};
use dcr_node::{Find, InputFormat, Node, NodeKey, Receipt};
use std::path::Path;
use support::{create, csv, doctor, input, key, number};

const NUMBER: &str = "9990000018";

/// An update of who the person is.
fn message(pid: &str, more: &str) -> Vec<u8> {
    format!("MSH|^~\\&|PAS|RBD|DCR|DCR|20261101080000||ADT^A31^ADT_A05|C1|P|2.4\rEVN|A31|20261101080000\r{pid}\r{more}")
        .into_bytes()
}

const PID: &str = "PID|1||2000001^^^RBD^MR~9990000018^^^NHS^NH||Quibble^Anne||19440305|F";

fn bundle(birth_date: &str, more: &str) -> Vec<u8> {
    format!(
        r#"{{"resourceType":"Bundle","type":"collection","entry":[{{"fullUrl":"https://a.example/Patient/p1","resource":{{"resourceType":"Patient","id":"p1","identifier":[{{"system":"https://fhir.nhs.uk/Id/nhs-number","value":"9990000018"}}],"name":[{{"family":"Quibble","given":["Anne"]}}],"birthDate":"{birth_date}"{more}}}}}]}}"#
    )
    .into_bytes()
}

const CONTACTS: &str = "LA_Code,LA_Person_Unique_Identifier,NHS_Number,Contact_Name,Relationship,Contact_Role\r\n\
                        E06000059,DC1,9990000018,Ms Joan Quibble,Daughter,Carer\r\n";

struct Bench {
    _folder: tempfile::TempDir,
    node: Node,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let node = create(&folder.path().join("node"));
        Self { _folder: folder, node }
    }

    fn submit(&self, bytes: &[u8], format: InputFormat) -> Receipt {
        let (organisation, system) = match &format {
            InputFormat::Tabular { .. } => ("E06000059", "ASC"),
            InputFormat::Fhir => ("J81001", "EMIS"),
            _ => ("RBD", "PAS"),
        };
        self.node.submit(bytes, &input(organisation, system, format)).unwrap()
    }

    /// Nothing was taken, and the reason why the first unit went into quarantine.
    fn refused(&self, bytes: &[u8], format: InputFormat) -> &'static str {
        let receipt = self.submit(bytes, format);
        assert_eq!((receipt.accepted, receipt.contributions), (0, 0), "{}", receipt.to_json());
        assert!(receipt.quarantined > 0);
        assert_eq!(receipt.quarantine.len() as u64, receipt.quarantined);
        receipt.issues.iter().find(|issue| issue.issue.severity == Severity::Fatal).unwrap().issue.code
    }

    /// Everything was taken, with these issues.
    fn taken(&self, bytes: &[u8], format: InputFormat) -> Vec<&'static str> {
        let receipt = self.submit(bytes, format);
        assert_eq!((receipt.quarantined, receipt.accepted > 0), (0, true), "{}", receipt.to_json());
        let noted = receipt.issues.iter().filter(|issue| issue.issue.severity > Severity::Note);
        noted.map(|issue| issue.issue.code).collect()
    }
}

#[test]
fn a_bad_message_has_its_own_code_and_the_right_one_is_taken_afterwards() {
    let bench = Bench::new();
    let mut framed = b"\x0b".to_vec();
    framed.extend(message(PID, ""));
    let repeats = PID.replace("2000001^^^RBD^MR", &vec!["2000001^^^RBD^MR"; 100_001].join("~"));
    let mut oversized = message(PID, "NTE|1||");
    oversized.resize(Limits::default().message_bytes + 1, b'x');
    let foreign = String::from_utf8(message(PID, "")).unwrap().replace("|P|2.4", "|P|2.4||||||KS X 1001");
    let foreign = foreign.replace("Anne", "An\u{f1}e");
    for (bytes, code) in [
        (framed, "hl7v2.frame.cut"),
        (oversized, "hl7v2.limit.bytes"),
        (message(&repeats, ""), "hl7v2.limit.repeats"),
        (b"PID|1||2000001^^^RBD^MR\r".to_vec(), "hl7v2.message.no-header"),
        (b"MSH||~\\&|PAS|RBD\rPID|1\r".to_vec(), "hl7v2.delimiters.illegal"),
        (message("ZZZ|1", ""), "hl7v2.message.no-person"),
        (message("PID|1||||Quibble^Anne", ""), "hl7v2.person.no-identifier"),
        (foreign.into_bytes(), "hl7v2.charset.unsupported"),
    ] {
        assert_eq!(bench.refused(&bytes, InputFormat::Hl7v2), code);
    }
    // What is wrong in a part costs that part alone.
    let month_thirteen = PID.replace("19440305", "19441305");
    assert_eq!(bench.taken(&message(&month_thirteen, ""), InputFormat::Hl7v2), ["time.range"]);
    let wrong_modulus = PID.replace(NUMBER, "9990000019");
    assert_eq!(bench.taken(&message(&wrong_modulus, ""), InputFormat::Hl7v2), ["identifier.check-digit"]);
    let latin: Vec<u8> = message(PID, "").into_iter().map(|byte| if byte == b'Q' { 0xd6 } else { byte }).collect();
    assert_eq!(bench.taken(&latin, InputFormat::Hl7v2), ["hl7v2.charset.unnamed"]);
    // Put right and sent again, later.
    let right = String::from_utf8(message(PID, "")).unwrap().replace("20261101080000", "20261101083000");
    assert_eq!(bench.taken(right.as_bytes(), InputFormat::Hl7v2), [""; 0]);
    assert!(bench.node.view(&doctor(), &number(NUMBER)).unwrap().permitted());
}

#[test]
fn a_bad_resource_has_its_own_code_and_the_right_one_is_taken_afterwards() {
    let bench = Bench::new();
    let right = bundle("1944-03-05", "");
    let deep = format!(r#","x":{}1{}"#, "[".repeat(65), "]".repeat(65));
    let wide = format!(r#","x":[{}1]"#, "1,".repeat(100_001));
    let mut latin = right.clone();
    let at = latin.iter().position(|byte| *byte == b'Q').unwrap();
    latin[at] = 0xd6;
    let mut oversized = right.clone();
    oversized.resize(Limits::default().message_bytes + 1, b' ');
    for (bytes, code) in [
        (right[..right.len() / 2].to_vec(), "fhir.json.syntax"),
        (oversized, "fhir.limit.size"),
        (bundle("1944-03-05", &deep), "fhir.limit.depth"),
        (bundle("1944-03-05", &wide), "fhir.limit.repeats"),
        (latin, "fhir.json.encoding"),
        (bundle("1944-03-05", r#","birthDate":"1944-03-06""#), "fhir.json.duplicate-key"),
        (bundle("1944-03-05", r#","gender":"\ud800""#), "fhir.json.escape"),
        (b"{\"a\":1}".to_vec(), "fhir.resource.none"),
    ] {
        assert_eq!(bench.refused(&bytes, InputFormat::Fhir), code);
    }
    assert_eq!(bench.taken(&bundle("1944-13-05", ""), InputFormat::Fhir), ["fhir.value.date"]);
    let wrong_modulus = String::from_utf8(right.clone()).unwrap().replace(NUMBER, "9990000019");
    assert_eq!(bench.taken(wrong_modulus.as_bytes(), InputFormat::Fhir), ["identifier.check-digit"]);
    assert_eq!(bench.taken(&right, InputFormat::Fhir), [""; 0]);
    assert!(bench.node.view(&doctor(), &number(NUMBER)).unwrap().permitted());
}

/// Two Patients of one Bundle under one id may be two people: neither is guessed to be the other.
#[test]
fn one_id_twice_is_never_one_person_by_guess() {
    let bench = Bench::new();
    let patient = |number: &str, family: &str, url: &str| {
        format!(
            r#"{{"fullUrl":"{url}","resource":{{"resourceType":"Patient","id":"p1","identifier":[{{"system":"https://fhir.nhs.uk/Id/nhs-number","value":"{number}"}}],"name":[{{"family":"{family}"}}],"birthDate":"1944-03-05"}}}}"#
        )
    };
    let twice = format!(
        r#"{{"resourceType":"Bundle","type":"collection","entry":[{},{}]}}"#,
        patient("9990000018", "Quibble", "https://a.example/Patient/p1"),
        patient("9990000026", "Marsh", "https://b.example/Patient/p1"),
    );
    let receipt = bench.submit(twice.as_bytes(), InputFormat::Fhir);
    assert!(receipt.issues.iter().any(|issue| issue.issue.code == "fhir.id.ambiguous"), "{}", receipt.to_json());
    let found = |number: &str| {
        let number = NhsNumber::parse(number).unwrap();
        bench.node.find(&doctor(), &Find::NhsNumber(number)).unwrap().map(|found| found.person)
    };
    assert!(found("9990000018").is_none() || found("9990000018") != found("9990000026"));
    let bare = PersonKey {
        organisation: OdsCode::parse("J81001").unwrap(),
        system: SourceSystem::parse("EMIS").unwrap(),
        subject: SubjectId::new("fhir/Patient", "p1").unwrap(),
    };
    assert_eq!(bench.node.find(&doctor(), &Find::Person(bare)).unwrap(), None);
}

#[test]
fn a_bad_file_has_its_own_code_and_the_right_one_is_taken_afterwards() {
    let bench = Bench::new();
    let contacts = || csv("council-contacts");
    let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(CONTACTS.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let half_a_letter = wide[..wide.len() - 1].to_vec();
    let mut oversized = CONTACTS.as_bytes().to_vec();
    oversized.resize(Limits::default().message_bytes + 1, b'x');
    for (bytes, code) in [
        (Vec::new(), "tabular.file.empty"),
        (oversized, "tabular.file.size"),
        (half_a_letter, "tabular.file.encoding"),
        ([&b"A,"[..]].concat().repeat(100_001), "tabular.file.columns"),
        (CONTACTS.replace("Relationship,", "").into_bytes(), "tabular.header.missing"),
        (CONTACTS.replace("LA_Code", "NHS_Number").into_bytes(), "tabular.header.repeated"),
        (CONTACTS.replace(",", ";").into_bytes(), "tabular.header.missing"),
        (CONTACTS.replace(",Carer", "").into_bytes(), "tabular.row.cells"),
        (CONTACTS.replace(",Carer", ",\"Carer").into_bytes(), "tabular.row.quoting"),
        (CONTACTS.replace("DC1,9990000018", ",").into_bytes(), "tabular.row.no-person"),
    ] {
        assert_eq!(bench.refused(&bytes, contacts()), code);
    }
    let wrong_modulus = CONTACTS.replace(NUMBER, "9990000019");
    assert_eq!(bench.taken(wrong_modulus.as_bytes(), contacts()), ["identifier.check-digit"]);
    assert_eq!(bench.taken(CONTACTS.as_bytes(), contacts()), [""; 0]);
}

#[test]
fn what_is_handed_in_wrongly_is_told_at_once_and_keeps_nothing() {
    let bench = Bench::new();
    let submit = |bytes: &[u8], format| bench.node.submit(bytes, &input("RBD", "PAS", format)).map_err(|e| e.code());
    assert_eq!(submit(b"LA_Code,NHS_Number", InputFormat::Auto).unwrap_err(), "node.input.format");
    assert_eq!(submit(b"", InputFormat::Auto).unwrap_err(), "node.input.format");
    assert_eq!(submit(CONTACTS.as_bytes(), csv("no-such-mapping")).unwrap_err(), "node.input.mapping");
    assert_eq!(submit(CONTACTS.as_bytes(), csv("{")).unwrap_err(), "tabular.mapping.unreadable");
    assert_eq!(bench.node.stats().unwrap().messages, 0);
    // One input that cannot be begun takes the whole batch with it.
    let batch = [
        (message(PID, ""), input("RBD", "PAS", InputFormat::Hl7v2)),
        (b"?".to_vec(), input("RBD", "PAS", InputFormat::Auto)),
    ];
    assert_eq!(bench.node.submit_all(batch).unwrap_err().code(), "node.input.format");
    let stats = bench.node.stats().unwrap();
    assert_eq!((stats.messages, stats.contributions, stats.quarantined), (0, 0, 0));
    assert_eq!(submit(&message(PID, ""), InputFormat::Auto).unwrap().accepted, 1);
}

#[test]
fn a_store_that_is_not_ours_and_a_wrong_key_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let open = |folder: &Path, key: &NodeKey| Node::open(folder, key).unwrap_err().code();
    assert_eq!(open(folder.path(), &key()), "node.store.missing");
    let foreign = folder.path().join("foreign");
    std::fs::create_dir(&foreign).unwrap();
    std::fs::write(foreign.join("node.db"), b"SQLite format 3\0 and then something else").unwrap();
    assert_eq!(open(&foreign, &key()), "node.store.foreign");
    let ours = folder.path().join("ours");
    create(&ours).close().unwrap();
    assert_eq!(open(&ours, &NodeKey::from_bytes([8; 32])), "node.key.wrong");
    assert_eq!(NodeKey::from_hex("7f").unwrap_err().code(), "node.key.format");
    let node = Node::open(&ours, &key()).unwrap();
    assert_eq!(node.submit(&message(PID, ""), &input("RBD", "PAS", InputFormat::Auto)).unwrap().accepted, 1);
    assert!(node.view(&doctor(), &number(NUMBER)).unwrap().permitted());
}

const FOLDER: &str = "DCR_END_TO_END_FOLDER";

#[test]
#[ignore = "run as a process by another test"]
fn child_meets_the_limit() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let node = Node::open(Path::new(&folder), &key()).unwrap();
    let failed = (0..).find_map(|count: u32| {
        let pid = PID.replace("2000001", &format!("{}", 3_000_000 + count)).replace("~9990000018^^^NHS^NH", "");
        node.submit(&message(&pid, ""), &input("RBD", "PAS", InputFormat::Hl7v2)).err()
    });
    // SQLite tells a limit on the length of files as an error of writing.
    assert_eq!(failed.unwrap().code(), "node.store.io");
    assert_eq!(node.stats().unwrap_err().code(), "node.store.poisoned");
}

/// A limit on the length of files stands in for a full disk.
#[cfg(unix)]
#[test]
fn after_a_full_disk_the_node_opens_again_and_takes_the_message() {
    let folder = tempfile::tempdir().unwrap();
    let node = create(folder.path());
    assert_eq!(node.submit(&message(PID, ""), &input("RBD", "PAS", InputFormat::Hl7v2)).unwrap().accepted, 1);
    node.close().unwrap();
    let status = std::process::Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 1024; exec \"$0\" \"$@\""])
        .arg(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "child_meets_the_limit", "--test-threads=1"])
        .env(FOLDER, folder.path())
        .status()
        .unwrap();
    assert!(status.success());
    let node = Node::open(folder.path(), &key()).unwrap();
    let before = node.stats().unwrap();
    assert_eq!(before.messages, before.local_persons);
    assert!(node.view(&doctor(), &number(NUMBER)).unwrap().permitted());
    let other = PID.replace("2000001", "2000002").replace(NUMBER, "9990000026");
    assert_eq!(node.submit(&message(&other, ""), &input("RBD", "PAS", InputFormat::Hl7v2)).unwrap().contributions, 1);
}
