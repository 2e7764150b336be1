//! DocumentReference: letters, plans and reports as files; and what it shares with Composition.

use super::reader::Reader;
use super::tree::Kind;
use super::view::View;
use crate::identifier::CodedConcept;
use crate::record::{Document, DocumentStatus, EntryBody, EntryLinkKind, Participant, Period};

/// Who keeps the document: FHIR allows an organisation alone, so a name by itself is the organisation's.
pub(super) fn custodian(reader: &Reader<'_, '_>) -> Option<Participant> {
    let mut found = reader.participant_at(reader.view, "custodian")?;
    if found.organisation.is_none() && found.organisation_name.is_none() && found.identifier.is_none() {
        found.organisation_name = found.name.take();
    }
    Some(found)
}

/// Reads a DocumentReference.
pub(super) fn document(reader: &Reader<'_, '_>) -> Option<EntryBody> {
    let view = reader.view;
    let attachments: Vec<View<'_>> =
        reader.array_at(view, "content").into_iter().filter_map(|content| content.get("attachment")).collect();
    let title = reader
        .text_at(view, "description")
        .or_else(|| attachments.iter().find_map(|attachment| reader.text_at(*attachment, "title")));
    let kind = reader
        .concept_at(view, "type")
        .or_else(|| reader.concepts_at(view, "category").into_iter().next())
        .or_else(|| title.as_deref().map(CodedConcept::from_text))?;
    let contents = attachments.iter().filter_map(|attachment| reader.attachment(*attachment)).collect();
    let context = view.get("context");
    if let Some(context) = context {
        // One Reference in STU3, any number in R4.
        match context.get("encounter").filter(|found| found.kind() == Kind::Object) {
            Some(one) => reader.link(&EntryLinkKind::During, one),
            None => reader.links_at(&EntryLinkKind::During, context, "encounter"),
        }
        reader.links_at(&EntryLinkKind::RelatedTo, context, "related");
    }
    let replaces = relations(reader, &["target"], "");
    let mut authors = reader.participants_at(view, "author");
    authors.extend(reader.participant_at(view, "authenticator").map(|signed| in_role(signed, "authenticator")));
    let number = view.at(&["masterIdentifier", "value"]);
    Some(EntryBody::Document(Document {
        kind,
        title,
        status: status(reader),
        written: written(reader, &attachments),
        covers: context.map_or_else(Period::default, |context| reader.period_at(context, "period")),
        authors,
        custodian: custodian(reader),
        identifier: number.and_then(|number| reader.text(number)).or_else(|| reader.identifier_value(|_, _| true)),
        replaces,
        sections: Vec::new(),
        contents,
    }))
}

fn status(reader: &Reader<'_, '_>) -> Option<DocumentStatus> {
    let settled = reader.text_at(reader.view, "docStatus");
    // A superseded document must read as such, however settled it once was.
    match reader.view.text_at("status").as_deref() {
        Some("superseded") => Some(DocumentStatus::Superseded),
        Some("current") | None => settled
            .map(|word| DocumentStatus::from(word.as_str()))
            .or_else(|| reader.text_at(reader.view, "status").map(|word| DocumentStatus::from(word.as_str()))),
        Some(word) => Some(DocumentStatus::from(word)),
    }
}

/// When the document was written: when its attachment was created, else what is said of the reference to it (`date` in R4,
/// `created` and `indexed` in STU3), which may be years later.
fn written<'t>(reader: &Reader<'_, 't>, attachments: &[View<'t>]) -> Option<crate::time::PartialDateTime> {
    let created = attachments.iter().find_map(|attachment| attachment.get("creation"));
    created
        .and_then(|created| reader.date(created))
        .or_else(|| ["date", "created", "indexed"].iter().find_map(|key| reader.date_at(reader.view, key)))
}

/// Those who attested a Composition, with how they did: `attester (legal)`. The code for how stays attached.
pub(super) fn attesters(reader: &Reader<'_, '_>) -> Vec<Participant> {
    let read = |attester: View<'_>| {
        let mode = attester.get("mode");
        // One code in R4, any number in STU3.
        let mode = mode.and_then(|mode| if mode.kind() == Kind::Array { mode.children().next() } else { Some(mode) });
        let signed = reader.participant_at(attester, "party")?;
        let role = match mode.and_then(View::text) {
            Some(mode) => format!("attester ({mode})"),
            None => "attester".to_owned(),
        };
        Some(in_role(signed, &role))
    };
    reader.array_at(reader.view, "attester").into_iter().filter_map(read).collect()
}

/// The participant in this role; one that has a role of their own keeps it beside.
fn in_role(mut participant: Participant, role: &str) -> Participant {
    participant.role = Some(match participant.role {
        Some(own) => format!("{role}, {own}"),
        None => role.to_owned(),
    });
    participant
}

/// Links to the documents that this one replaces, adds to, signs or was made of, under one of the keys `targets` or, by
/// number, under `numbered`. The number of a document that is replaced is given back.
///
/// Source: HL7 FHIR R4, document-relationship-type.
pub(super) fn relations(reader: &Reader<'_, '_>, targets: &[&str], numbered: &str) -> Option<String> {
    let mut replaced = None;
    for relation in reader.array_at(reader.view, "relatesTo") {
        let kind = match relation.text_at("code").as_deref() {
            Some("replaces") => EntryLinkKind::Replaces,
            Some("appends") => EntryLinkKind::PartOf,
            Some("transforms" | "signs") => EntryLinkKind::RelatedTo,
            _ => continue,
        };
        if let Some(reference) = targets.iter().find_map(|key| relation.get(key))
            && reader.referenced_item(reference).is_some()
        {
            // What the link does not tell apart stays attached.
            if kind == EntryLinkKind::Replaces {
                relation.mark_at("code");
            }
            reader.link(&kind, reference);
        }
        if kind == EntryLinkKind::Replaces
            && replaced.is_none()
            && let Some(number) = relation.at(&[numbered, "value"])
        {
            relation.mark_at("code");
            replaced = reader.text(number);
        }
    }
    replaced
}
