//! A hospital's interface team: what would a message become, take a morning's feed with progress, answer the sender, look
//! at what could not be used and try it again, report how well the source delivers, and hand the record on as FHIR.
//!
//! `cargo run --example feeds`. Everybody in it is made up.

use dcr_core::consent::{AccessRequest, Policy};
use dcr_core::identifier::{NhsNumber, OdsCode, SourceSystem};
use dcr_core::ingest::hl7v2::Acknowledgement;
use dcr_core::register::Register;
use dcr_core::time::Timestamp;
use dcr_node::{Input, Node, NodeKey, NodeOptions, door};
use std::ops::ControlFlow;

const ADMISSION: &[u8] = b"MSH|^~\\&|PAS|RBD|DCR|DCR|20260703090000||ADT^A01|A1|P|2.4\r\
    EVN|A01|20260703085900\r\
    PID|1||9990000018^^^NHS^NH~D100001^^^RBD^PI||DURDLE^DOROTHEA^^^MRS||19400201|F\r\
    PV1|1|I|WARD7^1^2|||||C1^MARSH^ADA|||||||||||V1\r";

const RESULT: &[u8] = b"MSH|^~\\&|LIMS|RBD|DCR|DCR|20260703120000||ORU^R01|R1|P|2.4\r\
    PID|1||9990000018^^^NHS^NH~D100001^^^RBD^PI||DURDLE^DOROTHEA^^^MRS||19400201|F\r\
    OBR|1|P1|F1|FBC^FULL BLOOD COUNT^L|||202607030800\r\
    OBX|1|NM|HB^HAEMOGLOBIN^L||118|g/L|115-165|N|||F\r";

/// Nobody is named in it.
const NOBODY: &[u8] = b"MSH|^~\\&|PAS|RBD|DCR|DCR|20260703091500||ADT^A01|A2|P|2.4\rEVN|A01|20260703091400\r";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let options = NodeOptions {
        organisation: OdsCode::parse("RBD")?,
        register: Register::DORSET_EXAMPLE.to_vec(),
        policy: Policy::DORSET_EXAMPLE.to_vec(),
    };
    let node = Node::create(folder.path(), &options, &NodeKey::generate()?)?;
    let received = Timestamp::parse("2026-07-03T12:05:00Z")?;
    let source = Input::from_source(OdsCode::parse("RBD")?, SourceSystem::parse("PAS")?).received_at(received);

    let lines = door::read_contributions(RESULT, &source)?;
    println!("The result would become {} contributions.", lines.split(|byte| *byte == b'\n').count() - 1);

    let feed = [ADMISSION, NOBODY, RESULT].map(|message| (message, source.clone()));
    let batch = node.submit_batch(feed, |done| {
        println!("{} inputs done: {} accepted, {} in quarantine", done.inputs, done.accepted, done.quarantined);
        ControlFlow::Continue(())
    })?;
    assert_eq!((batch.progress.accepted, batch.progress.quarantined), (2, 1));

    let (_, answers) = node.submit_acknowledged(NOBODY, &source, &Acknowledgement::new("DCR1", received)?)?;
    for answer in answers {
        println!("The sender of the broken message is answered:\n{}", String::from_utf8(answer)?.replace('\r', "\n"));
    }

    for unit in node.quarantine()? {
        println!("In quarantine: {} from {}/{}: {}", unit.id.number(), unit.organisation, unit.system, unit.code);
        assert_eq!(node.quarantined_bytes(unit.id)?, NOBODY);
        println!("Tried again: {} accepted", node.replay(unit.id)?.accepted);
    }

    println!("{}", node.quality(received, received)?.to_text());

    let at = Timestamp::parse("2026-07-03T13:00:00Z")?;
    let doctor = AccessRequest::new("dr-1", "RBD", "R8000", "TREAT", at).by("admission", None);
    let answer = node.view(&doctor, &NhsNumber::parse("9990000018")?)?;
    let (bundle, summary) = (answer.to_fhir()?.unwrap_or_default(), answer.to_ips()?.unwrap_or_default());
    println!("As UK Core FHIR: {} bytes. As International Patient Summary: {} bytes.", bundle.len(), summary.len());
    assert!(bundle.starts_with(b"{") && summary.starts_with(b"{"));
    Ok(())
}
