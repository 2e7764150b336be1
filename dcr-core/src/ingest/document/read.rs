//! From bytes and their note to one unit.

use super::DocumentNote;
use crate::contribution::{
    Attached, ContentHash, Contribution, ContributionBody, ContributionKey, ContributionParts, ContributionStatus,
    Origin, SourceFormat, Version, canonical_bytes,
};
use crate::identifier::{SourceItemId, SubjectId};
use crate::ingest::attachment::inline;
use crate::ingest::{Fate, Issue, Limits, Severity, Source, Unit};
use crate::narrative::media_type_of;
use crate::record::{
    Demographics, Document, Entry, EntryBody, EntryLink, EntryLinkKind, NhsNumberStatement, Sensitivity,
};

/// Reads one document through its covering note: one unit, accepted or in quarantine.
///
/// The bytes are kept as they came with their SHA-256; the words of plain text, HTML and RTF are read from them whenever they
/// are shown or searched. A unit in quarantine holds the bytes alone: whoever hands it in again hands in the note again.
///
/// ```
/// use dcr_core::identifier::{OdsCode, SourceSystem};
/// use dcr_core::ingest::document::{self, DocumentNote};
/// use dcr_core::ingest::{Limits, Source};
/// use dcr_core::time::Timestamp;
/// let source = Source {
///     organisation: OdsCode::parse("RBD")?,
///     system: SourceSystem::parse("Letters")?,
///     received: Timestamp::parse("2026-11-22T13:34:00Z")?,
/// };
/// let note = DocumentNote::parse(br#"{"format":1,"nhs_number":"9990000018","kind":{"text":"Clinic letter"},
///     "identifier":"L-7","written":"2026-11-20","confidentiality":"normal"}"#)?;
/// let units = document::read(b"Dear doctor,", &note, &source, &Limits::default());
/// assert_eq!(units[0].contributions[1].key().item.as_str(), "document/L-7");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn read(bytes: &[u8], note: &DocumentNote, source: &Source, limits: &Limits) -> Vec<Unit> {
    vec![unit(bytes, note, source, limits).unwrap_or_else(|reason| Unit::quarantined("", bytes, reason))]
}

/// An item of this source: `kind` and a text, hashed where it cannot be an identifier as it is.
fn item_of(kind: &str, text: &str) -> Result<SourceItemId, Issue> {
    let whole = format!("{kind}/{text}");
    let plain = SourceItemId::parse(&whole).ok().filter(|item| item.as_str() == whole);
    plain.map_or_else(
        || {
            SourceItemId::parse(&format!("{kind}/sha256-{}", ContentHash::of(whole.as_bytes())))
                .map_err(|error| Issue::new(Severity::Fatal, error.code(), "", "the document has no usable identifier"))
        },
        Ok,
    )
}

fn unit(bytes: &[u8], note: &DocumentNote, source: &Source, limits: &Limits) -> Result<Unit, Issue> {
    let fatal = |code, message| Issue::new(Severity::Fatal, code, "", message);
    if bytes.is_empty() {
        return Err(fatal("document.empty", "the document has no bytes"));
    }
    if bytes.len() > limits.message_bytes {
        return Err(fatal("document.size", "the document is larger than its limit"));
    }
    let subject = note.subject().ok_or_else(|| fatal("document.person.none", "the note names no person"))?;
    let hash = ContentHash::of(bytes);
    let parts = &note.parts;
    let recorded = parts.recorded.unwrap_or(source.received);
    let item = match &parts.identifier {
        Some(number) => item_of("document", number)?,
        None => item_of("document", &format!("sha256-{hash}"))?,
    };
    let labels = note.sensitivity();
    let mut issues = Vec::new();
    let (who, attached) = person(note, &subject, &labels)?;
    let mut links = Vec::new();
    if let Some(number) = parts.replaces.as_ref().filter(|number| Some(*number) != parts.identifier.as_ref()) {
        links.push(EntryLink { kind: EntryLinkKind::Replaces, item: item_of("document", number)? });
    }
    let mut entry = Entry::new(EntryBody::Document(Document {
        kind: parts.kind.clone(),
        title: parts.title.clone(),
        status: parts.status.clone(),
        written: parts.written.clone(),
        covers: parts.covers.clone(),
        authors: parts.authors.clone(),
        custodian: parts.custodian.clone(),
        identifier: parts.identifier.clone(),
        replaces: parts.replaces.clone(),
        sections: Vec::new(),
        contents: vec![inline(Some(media_type(note, bytes, &mut issues)), bytes)],
    }));
    entry.sensitivity = labels;
    entry.links = links;

    let mut contributions = Vec::new();
    let mut state = |item, version, body, attached| {
        let made = Contribution::new(ContributionParts {
            derived_from: None,
            key: ContributionKey { organisation: source.organisation.clone(), system: source.system.clone(), item },
            version,
            recorded,
            subject: subject.clone(),
            status: ContributionStatus::Current,
            body: Some(body),
            origin: Origin {
                format: SourceFormat::Document,
                message: hash,
                message_id: parts.identifier.clone(),
                place: None,
                mapping: Some(format!("document-note sha256-{}", note.digest())),
            },
            attached,
        });
        made.map(|made| contributions.push(made)).map_err(|error| fatal(error.code(), "the note makes no contribution"))
    };
    if let Some((item, who)) = who {
        let body = ContributionBody::Demographics(Box::new(who));
        state(item, Version::from_time(recorded), body, Vec::new())?;
    }
    let version = parts.version.unwrap_or_else(|| Version::from_time(recorded));
    state(item, version, ContributionBody::Entry(Box::new(entry)), attached)?;
    Ok(Unit {
        place: String::new(),
        original: bytes.to_vec(),
        contributions,
        directory: Vec::new(),
        issues,
        fate: Fate::Accepted,
    })
}

type Person = (Option<(SourceItemId, Demographics)>, Vec<Attached>);

/// Who the person is, as the note says. A note with nothing but a number states that number alone, under an item of its
/// own, so that it never supersedes what a fuller note said. Of a labelled document nothing that says where the person is
/// becomes a statement of its own: it stays attached to the document.
fn person(note: &DocumentNote, subject: &SubjectId, labels: &Sensitivity) -> Result<Person, Issue> {
    let mut known_by = format!("{}/{}", subject.namespace(), subject.value());
    let mut attached = Vec::new();
    let (kind, mut who) = match &note.parts.demographics {
        None => ("document/person-number", Demographics::default()),
        Some(who) if labels.is_empty() => ("document/demographics", who.clone()),
        Some(who) => {
            let mut who = who.clone();
            for (name, value) in [
                ("addresses", canonical_bytes(&std::mem::take(&mut who.addresses))),
                ("contacts", canonical_bytes(&std::mem::take(&mut who.contacts))),
                ("practice", canonical_bytes(&who.practice.take())),
                ("gp", canonical_bytes(&who.gp.take())),
            ] {
                let content = value.ok().and_then(|json| String::from_utf8(json).ok()).unwrap_or_default();
                if content != "[]" && content != "null" {
                    attached.push(Attached { place: format!("note/demographics/{name}"), content });
                }
            }
            ("document/demographics-in-part", who)
        }
    };
    if let Some(number) = &note.parts.nhs_number {
        if note.parts.demographics.is_none() {
            known_by = format!("{known_by}/{}", number.as_str());
        }
        if !who.nhs_numbers.iter().any(|stated| &stated.number == number) {
            who.nhs_numbers.insert(0, NhsNumberStatement { number: number.clone(), verification: None });
        }
    }
    let stated =
        (who != Demographics::default()).then(|| Ok::<_, Issue>((item_of(kind, &known_by)?, who))).transpose()?;
    Ok((stated, attached))
}

/// The media type: as stated, unless the bytes say that it cannot be; else as the bytes tell.
fn media_type(note: &DocumentNote, bytes: &[u8], issues: &mut Vec<Issue>) -> String {
    const UNKNOWN: &str = "application/octet-stream";
    let told = media_type_of(bytes);
    let is_text =
        || std::str::from_utf8(bytes).is_ok_and(|text| !text.chars().any(|c| c.is_control() && !c.is_whitespace()));
    match note.parts.media_type.as_deref() {
        Some(stated @ ("application/pdf" | "application/rtf" | "text/rtf")) if told != Some(stated) => {
            let rtf = stated == "text/rtf" && told == Some("application/rtf");
            if rtf {
                return stated.to_owned();
            }
            let message = "the bytes are not of the kind that the note says; they are kept as they came";
            issues.push(Issue::new(Severity::Warning, "document.media-type", "note/media_type", message));
            told.unwrap_or(UNKNOWN).to_owned()
        }
        Some(stated) => stated.to_owned(),
        None => told.unwrap_or(if is_text() { "text/plain" } else { UNKNOWN }).to_owned(),
    }
}
