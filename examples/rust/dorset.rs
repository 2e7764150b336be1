//! The main job, from end to end: a county's real messages in, one combined record out, an opt-out honoured, every look
//! accounted for.
//!
//! `cargo run --release --example dorset`

use dcr_core::audit::AuditEvent;
use dcr_core::consent::{AccessRequest, Policy};
use dcr_core::identifier::{NhsNumber, OdsCode, SourceSystem};
use dcr_core::ingest::Format;
use dcr_core::record::{DirectiveAuthority, OptOutMode};
use dcr_core::register::Register;
use dcr_core::time::Timestamp;
use dcr_county::{CountyOptions, Sending, people, sendings};
use dcr_node::{Answer, Input, InputFormat, Node, NodeError, NodeKey, NodeOptions};
use indicatif::{ProgressBar, ProgressStyle};
use std::error::Error;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::Instant;

/// How many messages become durable together.
const BATCH: usize = 500;

fn main() -> Result<(), Box<dyn Error>> {
    let began = Instant::now();
    let folder = tempfile::tempdir()?;
    let key = NodeKey::generate()?;
    let options = NodeOptions {
        organisation: OdsCode::parse("RBD")?,
        register: Register::DORSET_EXAMPLE.to_vec(),
        policy: Policy::DORSET_EXAMPLE.to_vec(),
    };
    let node = Node::create(folder.path(), &options, &key)?;

    let county = CountyOptions::default();
    title(&format!("A county of {} people sends what it holds", county.people));
    load(&node, &county)?;

    let person = people(&county).next().ok_or("the county is empty")?;
    let number = NhsNumber::parse(&person.nhs_number)?;
    let at = Timestamp::parse("2026-11-22T09:30:00Z")?;
    let doctor = AccessRequest::new("5551234", "RBD", "R8000", "TREAT", at).named("Dr A. Bright").by("admission", None);
    let social_worker =
        AccessRequest::new("sw-77", "E06000059", "R8014", "CAREMGT", at).named("M. Hardy").by("caseload", None);
    let hospice = AccessRequest::new("h-1", "HOSP01", "R8001", "TREAT", at).named("N. Wessex").by("referral", None);

    title("What a doctor in the emergency department sees of one person");
    let seen = node.view(&doctor, &number)?;
    println!("{}", seen.to_text().unwrap_or_default());
    let page = std::env::temp_dir().join("dorset-care-record.html");
    std::fs::write(&page, seen.to_html().unwrap_or_default())?;

    title("What her social worker sees");
    tell_sections(&node.view(&social_worker, &number)?);

    title("What a hospice gets that has not yet met the security criteria");
    tell_refusal(&node.view(&hospice, &number)?);

    title("She opts out of the shared record; the same doctor asks again");
    node.opt_out(&number, OptOutMode::Hide, DirectiveAuthority::Person, None, &social_worker)?;
    let after = Timestamp::parse("2026-11-22T11:00:00Z")?;
    let mut asks_again = doctor.clone();
    asks_again.at = after;
    tell_refusal(&node.view(&asks_again, &number)?);

    title("In an emergency the doctor breaks the glass, and says why");
    let emergency = asks_again.breaking_glass("Found collapsed, unconscious, medication not known");
    tell_sections(&node.view(&emergency, &number)?);

    title("Who has looked");
    let officer =
        AccessRequest::new("po-1", "RBD", "R8000", "TREAT", after).named("Privacy officer").by("workgroup", None);
    for event in node.who_saw(&officer, &number)? {
        println!("  {}", account(&event));
    }

    title("The account verifies; a changed byte does not");
    let kept = node.checkpoint()?;
    println!("  as it is:         {}", node.verify_audit(std::slice::from_ref(&kept))?.code());
    node.close()?;
    change_a_byte(folder.path(), &key, &kept)?;

    println!("\nThe page a clinician would see: {}", page.display());
    println!("Everything took {:.1} seconds.", began.elapsed().as_secs_f64());
    Ok(())
}

fn title(words: &str) {
    println!("\n=== {words}\n");
}

fn load(node: &Node, county: &CountyOptions) -> Result<(), Box<dyn Error>> {
    let bar = ProgressBar::new(u64::from(county.people) * 9);
    bar.set_style(ProgressStyle::with_template("{bar:40} {pos} messages, {per_sec}")?);
    let began = Instant::now();
    let (mut messages, mut accepted, mut quarantined, mut contributions, mut issues) = (0_u64, 0, 0, 0, 0);
    let mut batch = Vec::with_capacity(BATCH);
    let mut all = sendings(county).peekable();
    while let Some(sending) = all.next() {
        batch.push(input(sending)?);
        if batch.len() == BATCH || all.peek().is_none() {
            messages += u64::try_from(batch.len())?;
            for receipt in node.submit_all(batch.drain(..))? {
                accepted += receipt.accepted;
                quarantined += receipt.quarantined;
                contributions += receipt.contributions;
                issues += receipt.issues.len();
            }
            bar.set_position(messages);
        }
    }
    bar.finish_and_clear();
    println!(
        "  {messages} messages: {accepted} units accepted, {quarantined} in quarantine; {contributions} contributions, \
         {issues} located issues; {:.1} seconds",
        began.elapsed().as_secs_f64()
    );
    Ok(())
}

fn input(sending: Sending) -> Result<(Vec<u8>, Input), Box<dyn Error>> {
    let format = match (sending.format, sending.mapping) {
        (Format::Hl7v2, _) => InputFormat::Hl7v2,
        (Format::Fhir, _) => InputFormat::Fhir,
        (Format::Tabular, Some(mapping)) => InputFormat::Tabular { mapping: mapping.to_owned() },
        _ => InputFormat::Auto,
    };
    let source = Input::from_source(OdsCode::parse(sending.organisation)?, SourceSystem::parse(sending.system)?);
    Ok((sending.bytes, source.in_format(format).received_at(sending.sent)))
}

fn tell_sections(answer: &Answer) {
    let decision = answer.decision();
    println!("  {}; consent: {}", decision.outcome, decision.consent.map_or("", |consent| consent.as_str()));
    for decided in &decision.sections {
        println!("  {:<55} {}", decided.section.title(), decided.state);
    }
    for obligation in &decision.obligations {
        println!("  what must follow: {obligation}");
    }
}

fn tell_refusal(answer: &Answer) {
    let decision = answer.decision();
    println!("  {}: {}", decision.outcome, decision.refusal.map_or("", |refusal| refusal.as_str()));
    for reason in &decision.reasons {
        println!("  because {} ({})", reason.text, reason.rule);
    }
}

fn account(event: &AuditEvent) -> String {
    let parts = event.parts();
    let name = parts.who.name.as_ref().map_or("", |name| name.as_str());
    let reason = parts.why.reason.as_ref().map_or(String::new(), |reason| format!(", saying: {}", reason.as_str()));
    format!("{} {}: {} ({}){reason}", parts.when, name, parts.kind, parts.outcome.decision)
}

/// Changes one byte of an audit entry on disk, as someone might who wants a look forgotten.
fn change_a_byte(folder: &Path, key: &NodeKey, kept: &[u8]) -> Result<(), Box<dyn Error>> {
    let store = folder.join("node.db");
    let mut file = std::fs::File::options().read(true).write(true).open(&store)?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    // The database may keep stale copies of a page beside the one in force: the byte is changed in every copy.
    let leaf = b"dcr-leaf-v1\n";
    let first = bytes.windows(44).find(|window| window.starts_with(leaf)).ok_or("no audit entry on disk")?.to_vec();
    for at in (0..bytes.len()).filter(|at| bytes.get(*at..).is_some_and(|rest| rest.starts_with(&first))) {
        let changed = bytes.get(at + 20).copied().unwrap_or_default() ^ 1;
        file.seek(SeekFrom::Start(u64::try_from(at + 20)?))?;
        file.write_all(&[changed])?;
    }
    drop(file);
    match Node::open(folder, key).and_then(|node| node.verify_audit(std::slice::from_ref(&kept.to_vec()))) {
        Ok(verdict) if verdict.is_intact() => return Err("the changed byte was not found".into()),
        Ok(verdict) => println!("  one byte changed: {}", verdict.code()),
        Err(error) => println!("  one byte changed: {}", NodeError::code(&error)),
    }
    Ok(())
}
