//! What Rust makes of the exemplar in tests/vectors/exemplar: `agree FOLDER EXEMPLAR OUT`.
//!
//! It uses the library's own types and not the words that C and Python share, so that those are compared too.

use dcr_core::consent::AccessRequest;
use dcr_core::identifier::{NhsNumber, OdsCode, SourceSystem};
use dcr_core::merge::AsAt;
use dcr_core::time::Timestamp;
use dcr_node::{Input, InputFormat, Node, NodeKey, door};
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

/// When two of the four messages had been received.
const BEFORE: &str = "2026-07-03T18:00:00.000Z";

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, exemplar, out] = arguments.as_slice() else { return Err("agree FOLDER EXEMPLAR OUT".into()) };
    let (exemplar, out) = (Path::new(exemplar), Path::new(out));
    let text = |name: &str| std::fs::read_to_string(exemplar.join(name));
    let keep = |name: String, bytes: &[u8]| std::fs::write(out.join(name), bytes);

    let node = Node::open(Path::new(folder), &NodeKey::from_hex(&text("key.hex")?)?)?;
    for line in text("inputs.txt")?.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        let [name, format, source, mapping, received] = words.as_slice() else { return Err("inputs.txt".into()) };
        let (organisation, system) = source.split_once('/').ok_or("source")?;
        let format = match *format {
            "hl7v2" => InputFormat::Hl7v2,
            "fhir" => InputFormat::Fhir,
            "csv" => InputFormat::Tabular { mapping: (*mapping).to_owned() },
            _ => return Err("format".into()),
        };
        let input = Input::from_source(OdsCode::parse(organisation)?, SourceSystem::parse(system)?)
            .in_format(format)
            .received_at(Timestamp::parse(received)?);
        let bytes = std::fs::read(exemplar.join(name))?;
        keep(format!("{name}.contributions"), &door::read_contributions(&bytes, &input)?)?;
        keep(format!("{name}.receipt"), node.submit(&bytes, &input)?.to_json().as_bytes())?;
    }

    let request = AccessRequest::from_json(text("request.json")?.as_bytes())?;
    let number = NhsNumber::parse(text("nhs-number.txt")?.trim())?;
    let answer = node.view(&request, &number)?;
    keep("record".to_owned(), answer.shown().unwrap_or_default())?;
    keep("decision".to_owned(), &answer.decision().canonical()?)?;
    keep("answer".to_owned(), answer.to_json()?.as_bytes())?;
    let mut leaf = String::new();
    for byte in node.audit_leaf(answer.audit_index())? {
        write!(leaf, "{byte:02x}")?;
    }
    keep("audit-leaf".to_owned(), format!("{leaf}\n").as_bytes())?;
    keep("story".to_owned(), &answer.to_story()?.unwrap_or_default())?;
    let before = Timestamp::parse(BEFORE)?;
    let past = node.view_as_at(&request, &number, &AsAt { known: Some(before), held: Some(before) })?;
    keep("past".to_owned(), past.shown().unwrap_or_default())?;
    keep("changes".to_owned(), node.changes(&request, &number, before)?.to_json()?.as_bytes())?;
    Ok(node.close()?)
}
