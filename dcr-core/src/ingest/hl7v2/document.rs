//! TXA and OBX of a document message: documents.

use super::allergy::key_of;
use super::content;
use super::context::Context;
use super::draft::{Drafts, Joined, item_id};
use super::encounter;
use super::message::Segment;
use super::observation::{self, TakenBack};
use super::sensitivity::{bounded, label};
use super::value::Value;
use crate::contribution::{ContributionBody, ContributionStatus};
use crate::identifier::CodedConcept;
use crate::ingest::Severity;
use crate::record::{
    Document, DocumentContent, DocumentSection, DocumentStatus, Entry, EntryBody, EntryLink, EntryLinkKind, Period,
};

/// The document of the message.
///
/// Source: HL7 v2.5.1 chapter 9. A notice of a changed status or text that does not bring the text (T03, T07) would supersede
/// the document by one without words, so it stays attached to the person.
pub(super) fn map(context: &Context<'_>, drafts: &mut Drafts) {
    let Some(txa) = context.first("TXA") else { return };
    let observations: Vec<_> = context.named("OBX").collect();
    if observations.is_empty() && matches!(context.trigger.as_str(), "T03" | "T07") {
        context.issue(
            txa,
            Severity::Note,
            "hl7v2.message.partial",
            "a notice without the document's text stays attached",
        );
        return;
    }
    let mut document = header(context, txa);
    let mut sensitivity = txa.field(18).confidentiality();
    contents(context, &observations, &mut document);
    let checks = observations.iter().flat_map(|obx| obx.field(13).repeats()).filter_map(Value::text);
    sensitivity = sensitivity.union(&bounded(checks.map(|code| label(&code)).collect()));
    let mut status = ContributionStatus::Current;
    match txa.field(19).text().as_deref() {
        Some("CA") => {
            document.status = Some(DocumentStatus::Cancelled);
            status = ContributionStatus::Deleted;
        }
        Some("OB") => document.status = Some(DocumentStatus::Superseded),
        Some("AV") | None => {}
        // Unavailable for care, or a word that is not known: not to be shown as if it were available.
        Some(other) => sensitivity = sensitivity.with(label(&format!("availability-{other}"))),
    }
    if context.trigger == "T11" {
        document.status = Some(DocumentStatus::Cancelled);
        status = ContributionStatus::Deleted;
    }
    let item = match &document.identifier {
        Some(number) => item_id(&["document", number], Joined::All),
        None => {
            let written = document.written.as_ref().map(|written| written.as_str()).unwrap_or_default();
            context.own_item("document", &[key_of(&document.kind), written])
        }
    };
    let recorded = context.recorded;
    let mut entry = Entry::new(EntryBody::Document(document));
    entry.sensitivity = sensitivity;
    entry.links = links(context, txa);
    let body = ContributionBody::Entry(Box::new(entry));
    let draft = drafts.add(context, txa, item, status, recorded, body);
    for segment in context.all().filter(|segment| matches!(segment.name(), "ORC" | "OBR" | "OBX" | "NTE" | "CON")) {
        drafts.claim(segment, draft);
    }
}

/// The number of a document (EI): its first part that is not empty.
fn number(value: Value<'_>) -> Option<String> {
    [1, 3, 2].into_iter().find_map(|part| value.part(part).text())
}

fn links(context: &Context<'_>, txa: Segment<'_>) -> Vec<EntryLink> {
    let during = context.first("PV1").and_then(|pv1| encounter::item(context, pv1));
    let mut links: Vec<_> = during.map(|item| EntryLink { kind: EntryLinkKind::During, item }).into_iter().collect();
    if let Some(parent) = number(txa.field(13)) {
        let kind = match context.trigger.as_str() {
            "T09" | "T10" => EntryLinkKind::Replaces,
            "T05" | "T06" => EntryLinkKind::PartOf,
            _ => EntryLinkKind::RelatedTo,
        };
        links.push(EntryLink { kind, item: item_id(&["document", &parent], Joined::All) });
    }
    links
}

fn header(context: &Context<'_>, txa: Segment<'_>) -> Document {
    txa.field(1).mark();
    let mut authors = txa.field(9).professionals("author");
    authors.extend(txa.field(5).professionals("provider"));
    authors.extend(txa.field(22).professionals("authenticator"));
    Document {
        kind: txa.field(2).concept().unwrap_or_default(),
        title: None,
        status: txa.field(17).read(|code| {
            // HL7 table 0271.
            Some(match code {
                "AU" | "LA" => DocumentStatus::Final,
                "DI" | "IN" | "IP" | "PA" => DocumentStatus::Preliminary,
                "DO" => DocumentStatus::Current,
                _ => return None,
            })
        }),
        written: txa.field(6).date_time().or_else(|| txa.field(4).date_time()),
        covers: Period::default(),
        authors,
        custodian: None,
        identifier: number(txa.field(12)),
        replaces: match context.trigger.as_str() {
            "T09" | "T10" => number(txa.field(13)),
            _ => None,
        },
        sections: Vec::new(),
        contents: Vec::new(),
    }
}

/// The words under their headings and the bytes of the observations.
fn contents(context: &Context<'_>, observations: &[Segment<'_>], document: &mut Document) {
    let mut sections: Vec<(&str, DocumentSection)> = Vec::new();
    let mut encapsulated = Vec::new();
    for &obx in observations {
        if observation::taken_back(obx) != TakenBack::No {
            context.issue(
                obx,
                Severity::Warning,
                "hl7v2.observation.taken-back",
                "the observation was taken back; it stays attached and is not shown as a value",
            );
            continue;
        }
        let kind = obx.field(2).peek();
        if matches!(kind, "ED" | "RP") {
            encapsulated.push(obx);
            continue;
        }
        let Some(words) = words(obx, kind) else { continue };
        obx.field(1).mark();
        obx.field(2).mark();
        obx.field(11).mark_if("F");
        let heading = obx.field(3).raw();
        match sections.last_mut() {
            Some((last, section)) if *last == heading => {
                obx.field(3).mark();
                section.text.push('\n');
                section.text.push_str(&words);
            }
            _ => {
                let code = obx.field(3).concept();
                let title = code.as_ref().map(CodedConcept::words).map(str::to_owned);
                sections.push((heading, DocumentSection { title, code, text: words, depth: 0 }));
            }
        }
    }
    document.contents = content::read_all(&encapsulated);
    for obx in encapsulated.iter().filter(|obx| obx.field(5).leaves().any(Value::used)) {
        obx.field(1).mark();
        obx.field(2).mark();
    }
    if document.kind.is_empty() {
        document.kind = sections.first().and_then(|(_, section)| section.code.clone()).unwrap_or_default();
    }
    match sections.as_slice() {
        [(_, only)] => {
            document.title.clone_from(&only.title);
            document.contents.insert(0, DocumentContent::Text(only.text.clone()));
        }
        _ => document.sections = sections.into_iter().map(|(_, section)| section).collect(),
    }
}

fn words(obx: Segment<'_>, kind: &str) -> Option<String> {
    let value = obx.field(5);
    match kind {
        "CE" | "CWE" | "CNE" | "CF" => {
            let words: Vec<_> = value.concepts().iter().map(|concept| concept.words().to_owned()).collect();
            (!words.is_empty()).then(|| words.join("\n"))
        }
        "NM" | "SN" => {
            let number: Vec<_> = value.repeats().flat_map(Value::children).filter_map(Value::text).collect();
            if number.is_empty() {
                return None;
            }
            let unit = obx.field(6).part(1).whole();
            Some(number.into_iter().chain(unit).collect::<Vec<_>>().join(" "))
        }
        _ => value.lines(),
    }
}
