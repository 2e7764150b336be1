//! Every format through the node: told by its bytes where it can be, kept, shown and tried again.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod support;

use dcr_core::identifier::NhsNumber;
use dcr_core::ingest::DirectoryAction;
use dcr_node::{Input, InputFormat, Node, door};
use support::{SOURCES, clinician, create, input};

const CDA: &[u8] = br#"<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3"><id root="1.2.3" extension="8"/>
<code code="734163000" codeSystem="2.16.840.1.113883.6.96" displayName="Care plan"/><title>Clinic letter of the quay</title>
<effectiveTime value="20260203"/><recordTarget><patientRole><id root="2.16.840.1.113883.2.1.4.1" extension="9990000018"/>
<patient><name><given>Ann</given><family>Quay</family></name></patient></patientRole></recordTarget><component>
<structuredBody><component><section><title>Plan</title><text>See again in spring</text></section></component>
</structuredBody></component></ClinicalDocument>"#;

const EDIFACT: &[u8] = b"UNB+UNOC:3+000000004400001:80+000000024600002:80+260302:1751+1015++MEDRPT++1'\
UNH+1+MEDRPT:0:1:RT:NHS003'BGM+LSR'DTM+137:202603021541:203'S01+01'NAD+PO+G3380314:900++SCOTT'SPR+PRO'S01+01'\
NAD+MR+J81000:901'SPR+ORG'S01+01'NAD+SLA+++LABORATORY'SPR+ORG'S02+02'GIS+N'RFF+SRI:15/1'STS++UN'\
DTM+ISR:202603021541:203'S06+06'RFF+SSI:Z7'S07+07'PNA+PAT+9990000018:OPI+++SU:QUAY+FO:ANN'DTM+329:19450730:102'PDI+2'\
S16+16'SEQ++1'SPC+TSP+:::BLOOD'RFF+STI:CH1A'DTM+SCO:202603010901:203'GIS+N'INV+MQ+423..:911::Haemoglobin'\
RSL+NV+13.10++g/dl'RFF+ASL:1'UNT+33+1'UNZ+1+1015'";

const FHIR_XML: &[u8] = br#"<Patient xmlns="http://hl7.org/fhir"><id value="7"/><identifier>
<system value="https://fhir.nhs.uk/Id/nhs-number"/><value value="9990000018"/></identifier>
<name><family value="Quay"/><given value="Ann"/></name><birthDate value="1945-07-30"/></Patient>"#;

const NOTE: &str = r#"{"format":1,"nhs_number":"9990000018","demographics":{"names":[{"family":"Quay"}]},
"kind":{"text":"Clinic letter"},"title":"Letter from the harbour clinic","identifier":"L-7","media_type":"text/plain",
"confidentiality":"normal"}"#;

const STAFF: &[u8] = b"MSH|^~\\&|PAS|RBD|DCR|DCR|20260203142000||MFN^M02|1|P|2.4\rMFI|PRA^Practitioners|PAS|UPD|||AL\r\
MFE|MAD|1|20260101|C1^White^RBD|CE\rSTF|C1^White^RBD|C1^^^RBD|WHITE^SUE^^^DR|P|F\r";

fn auto() -> Input {
    input(SOURCES[0]).in_format(InputFormat::Auto)
}

fn node() -> (tempfile::TempDir, Node) {
    let folder = tempfile::tempdir().unwrap();
    let node = create(&folder.path().join("node"));
    (folder, node)
}

fn shown(node: &Node) -> String {
    let number = NhsNumber::parse("9990000018").unwrap();
    node.view(&clinician(), &number).unwrap().to_text().unwrap()
}

#[test]
fn what_has_a_mark_is_told_by_it_and_shown() {
    let (_folder, node) = node();
    for (bytes, words) in [(CDA, "Clinic letter of the quay"), (EDIFACT, "13.10"), (FHIR_XML, "QUAY, Ann")] {
        let receipt = node.submit(bytes, &auto()).unwrap();
        assert_eq!((receipt.accepted, receipt.quarantined), (1, 0), "{}", receipt.to_json());
        assert!(shown(&node).contains(words), "{words} in {}", shown(&node));
    }
}

#[test]
fn a_document_comes_with_its_note() {
    let (_folder, node) = node();
    let with = |note: &str| input(SOURCES[0]).in_format(InputFormat::Document { note: note.to_owned() });
    let receipt = node.submit(b"She walks well again.", &with(NOTE)).unwrap();
    assert_eq!((receipt.accepted, receipt.quarantined), (1, 0), "{}", receipt.to_json());
    assert!(shown(&node).contains("Letter from the harbour clinic"));
    assert_eq!(node.submit(b"x", &with("{}")).unwrap_err().code(), "document.note.unreadable");
    let words = |format, beside| door::input(format, "RBD/PAS", beside, None).map(|_| ()).unwrap_err().code();
    assert_eq!(words("document", None), "node.input.note");
    assert_eq!(words("cda", Some("client-level-data")), "node.input.mapping");
    assert_eq!(words("pdf", None), "node.input.format");
}

#[test]
fn what_is_quarantined_in_any_format_can_be_tried_again() {
    let (_folder, node) = node();
    let note = InputFormat::Document { note: NOTE.replace("9990000018", "").replace("\"nhs_number\":\"\",", "") };
    let inputs = [
        (b"<ClinicalDocument xmlns=\"urn:hl7-org:v3\"/>".as_slice(), auto()),
        (b"UNB+UNOC:3'".as_slice(), auto()),
        (b"<Patient".as_slice(), auto()),
        (b"nobody's".as_slice(), input(SOURCES[0]).in_format(note)),
    ];
    for (bytes, input) in &inputs {
        let receipt = match node.submit(bytes, input) {
            Ok(receipt) => receipt,
            // A note about nobody is refused before anything is read.
            Err(error) => {
                assert!(error.code().starts_with("document.note"), "{}", error.code());
                continue;
            }
        };
        assert_eq!((receipt.accepted, receipt.quarantined), (0, 1), "{}", receipt.to_json());
        let id = receipt.quarantine[0];
        assert_eq!(node.replay(id).unwrap().quarantine, [id]);
        assert_eq!(node.quarantined_bytes(id).unwrap(), *bytes);
    }
}

#[test]
fn the_directory_holds_what_was_stated_last() {
    let (folder, node) = node();
    let receipt = node.submit(STAFF, &auto()).unwrap();
    assert_eq!((receipt.accepted, receipt.contributions, receipt.quarantined), (1, 0, 0), "{}", receipt.to_json());
    let [white] = node.directory().unwrap().try_into().unwrap();
    assert_eq!((white.entry.identifier.value.as_str(), white.entry.name.as_deref()), ("C1", Some("DR SUE WHITE")));
    let text = String::from_utf8(STAFF.to_vec()).unwrap();
    let later = text.replace("20260203142000", "20260303142000").replace("WHITE^SUE", "BLACK^SUE");
    let earlier = text.replace("20260203142000", "20260103142000").replace("WHITE^SUE", "GREEN^SUE");
    for bytes in [&later, &earlier, &later] {
        node.submit(bytes.as_bytes(), &auto()).unwrap();
    }
    let [black] = node.directory().unwrap().try_into().unwrap();
    assert_eq!(black.entry.name.as_deref(), Some("DR SUE BLACK"));
    let gone = text.replace("20260203142000", "20260403142000").replace("MFE|MAD", "MFE|MDC");
    node.submit(gone.as_bytes(), &auto()).unwrap();
    assert_eq!(node.directory().unwrap()[0].entry.action, DirectoryAction::Deactivate);
    node.close().unwrap();
    for file in std::fs::read_dir(folder.path().join("node")).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(5).any(|window| window.eq_ignore_ascii_case(b"black")), "a name in the clear");
    }
}
