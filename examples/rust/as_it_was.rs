//! A ward round: the record as it was known in the morning, what changed since, and the stay as one story.
//!
//! Everybody in it is made up.
#![allow(clippy::print_stdout, reason = "an example tells what it does")]

use dcr_core::consent::{AccessRequest, Policy};
use dcr_core::identifier::{NhsNumber, OdsCode, SourceSystem};
use dcr_core::merge::AsAt;
use dcr_core::register::Register;
use dcr_core::time::Timestamp;
use dcr_node::{Input, Node, NodeKey, NodeOptions};
use std::error::Error;

const PERSON: &str = "PID|1||9990000018^^^NHS^NH~D100001^^^RBD^PI||DURDLE^DOROTHEA^^^MRS||19400201|F\r";
const STAY: &str = "PV1|1|I|WARD7^1^2|||||C1^MARSH^ADA|||||||||||V1|||||||||||||||||||||||||20260703083000";

fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let options = NodeOptions {
        organisation: OdsCode::parse("RBD")?,
        register: Register::DORSET_EXAMPLE.to_vec(),
        policy: Policy::DORSET_EXAMPLE.to_vec(),
    };
    let node = Node::create(folder.path(), &options, &NodeKey::generate()?)?;
    let hospital = Input::from_source(OdsCode::parse("RBD")?, SourceSystem::parse("PAS")?);
    let admission =
        format!("MSH|^~\\&|PAS|RBD|DCR|DCR|20260703090000||ADT^A01|A1|P|2.4\rEVN|A01|20260703085900\r{PERSON}{STAY}\r");
    let discharge = format!(
        "MSH|^~\\&|PAS|RBD|DCR|DCR|20260705150000||ADT^A03|A2|P|2.4\rEVN|A03|20260705150000\r{PERSON}{STAY}|20260705143000\r\
         AL1|1|DA|^PENICILLIN|SV|RASH\r"
    );
    for (message, received) in [(admission, "2026-07-03T09:00:01Z"), (discharge, "2026-07-05T15:00:01Z")] {
        node.submit(message.as_bytes(), &hospital.clone().received_at(Timestamp::parse(received)?))?;
    }

    let doctor = AccessRequest::new("dr-1", "RBD", "R8000", "TREAT", Timestamp::parse("2026-07-06T09:00:00Z")?)
        .by("admission", None);
    let number = NhsNumber::parse("999 000 0018")?;
    let morning = Timestamp::parse("2026-07-03T10:00:00Z")?;

    let then = node.view_as_at(&doctor, &number, &AsAt { known: Some(morning), held: None })?;
    println!("What was known on the morning of the admission:\n{}", then.to_text().unwrap_or_default());

    let since = node.changes(&doctor, &number, morning)?;
    println!("What changed since:");
    for change in since.changes.iter().flat_map(|changes| &changes.changes) {
        println!("  {} in {}", change.kind.as_str(), change.section.as_str());
    }

    let story = node.view(&doctor, &number)?.to_story()?.unwrap_or_default();
    println!("The story: {}", String::from_utf8_lossy(&story));
    Ok(node.close()?)
}
