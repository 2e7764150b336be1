//! ServiceRequest (R4), ReferralRequest and ProcedureRequest (STU3): what was asked for.
//!
//! A referral is a contact with a service that is to come, so it stands among the encounters; anything else that is
//! asked for (a test, a recall, an entry of the practice's diary) stands among the procedures and says that it is not
//! done yet.

use super::medication::prescriber;
use super::reader::Reader;
use crate::identifier::system;
use crate::record::{
    Encounter, EncounterKind, EncounterStatus, EntryBody, EntryLinkKind, Participant, Period, Procedure,
    ProcedureStatus,
};

/// SNOMED CT codes of the categories that are referrals: patient referral, referral to service.
const REFERRALS: &[&str] = &["3457005", "103696004", "306206005"];

/// An encounter of which nothing but its kind is known.
pub(super) fn encounter_of(kind: EncounterKind) -> Encounter {
    Encounter {
        kind,
        status: None,
        visit_number: None,
        period: Period::default(),
        service: None,
        reasons: Vec::new(),
        moves: Vec::new(),
        participants: Vec::new(),
        admission: None,
        discharge: None,
        expected_end: None,
        notes: Vec::new(),
        priority: None,
        topics: Vec::new(),
    }
}

/// Reads a ServiceRequest.
pub(super) fn service_request(reader: &Reader<'_, '_>) -> Option<EntryBody> {
    reader.refuse_when_true("doNotPerform");
    let is_referral = reader.view.items("category").any(|category| {
        category.text_at("text").is_some_and(|text| text.to_lowercase().contains("referral"))
            || category.items("coding").any(|coding| {
                coding.text_at("system").as_deref() == Some(system::SNOMED)
                    && coding.text_at("code").is_some_and(|code| REFERRALS.contains(&code.as_ref()))
            })
    });
    if is_referral { referral(reader) } else { request(reader) }
}

/// Reads a ReferralRequest, or a ServiceRequest that is a referral.
pub(super) fn referral(reader: &Reader<'_, '_>) -> Option<EntryBody> {
    let view = reader.view;
    links(reader);
    let mut notes: Vec<String> = reader.text_at(view, "description").into_iter().collect();
    notes.extend(reader.notes());
    let with_role = |role: &str, mut who: Participant| {
        who.role = who.role.or_else(|| Some(role.to_owned()));
        who
    };
    let mut participants: Vec<Participant> =
        prescriber(reader, view).map(|who| with_role("requester", who)).into_iter().collect();
    for key in ["recipient", "performer"] {
        participants.extend(reader.participants_at(view, key).into_iter().map(|who| with_role("recipient", who)));
    }
    let mut reasons = reader.concepts_at(view, "reasonCode");
    let specialty = view.get("specialty").and_then(|_| reader.concept_at(view, "specialty"));
    let requested = reader.one_or_more(view, "serviceRequested").into_iter().next().and_then(|c| reader.concept(c));
    let asked = reader.concept_at(view, "code").or(requested).or(specialty);
    let service =
        asked.or_else(|| reader.one_or_more(view, "performerType").into_iter().next().and_then(|c| reader.concept(c)));
    if service.is_none() && reasons.is_empty() && participants.is_empty() && notes.is_empty() {
        return None;
    }
    // Some sources say what is asked for as the only reason.
    let service = service.or_else(|| if reasons.len() == 1 { reasons.pop() } else { None });
    Some(EntryBody::Encounter(Encounter {
        status: status(reader).map(|word| match word.as_str() {
            "draft" | "active" => EncounterStatus::Planned,
            "completed" => EncounterStatus::Finished,
            "revoked" | "cancelled" => EncounterStatus::Cancelled,
            word => EncounterStatus::from(word),
        }),
        visit_number: reader
            .identifier_value(|named, _| named.ends_with("/ubr-number") || named.ends_with("/UBRN"))
            .or_else(|| reader.identifier_value(|named, kind| named.is_empty() && kind.is_empty())),
        period: Period { start: reader.date_at(view, "authoredOn"), end: None },
        service,
        reasons,
        participants,
        notes,
        priority: reader.text_at(view, "priority"),
        ..encounter_of(EncounterKind::Referral)
    }))
}

/// Reads a ProcedureRequest, or a ServiceRequest that is no referral.
pub(super) fn request(reader: &Reader<'_, '_>) -> Option<EntryBody> {
    let view = reader.view;
    let code = reader.concept_at(view, "code")?;
    links(reader);
    let occurrence = reader.date_or_period("occurrence");
    let authored = view.get("authoredOn").and_then(|date| reader.peek_date(date));
    let performed = if occurrence.is_empty() {
        if let (Some(found), true) = (view.get("authoredOn"), authored.is_some()) {
            found.mark();
        }
        Period { start: authored, end: None }
    } else {
        occurrence
    };
    let mut performers: Vec<Participant> = prescriber(reader, view)
        .map(|mut who| {
            who.role = who.role.or_else(|| Some("requester".to_owned()));
            who
        })
        .into_iter()
        .collect();
    performers.extend(reader.participants_at(view, "performer"));
    let mut notes = reader.notes();
    notes.extend(reader.text_at(view, "patientInstruction"));
    // An urgent request must not read as any other.
    if let Some(priority) = view.get("priority").filter(|priority| priority.text().as_deref() != Some("routine")) {
        notes.extend(reader.text(priority).map(|word| format!("Priority: {word}")));
    }
    Some(EntryBody::Procedure(Procedure {
        code,
        status: status(reader).map(|word| match word.as_str() {
            "draft" | "active" => ProcedureStatus::Requested,
            "on-hold" | "suspended" => ProcedureStatus::OnHold,
            "revoked" | "cancelled" => ProcedureStatus::NotDone,
            word => ProcedureStatus::from(word),
        }),
        performed,
        body_sites: reader.concepts_at(view, "bodySite"),
        reasons: reader.concepts_at(view, "reasonCode"),
        outcome: None,
        performers,
        notes,
    }))
}

/// The status in the source's word; one that the model turns into its own stays attached.
fn status(reader: &Reader<'_, '_>) -> Option<String> {
    let view = reader.view.get("status")?;
    let word = view.text()?.into_owned();
    if !matches!(word.as_str(), "draft" | "active" | "completed" | "revoked" | "cancelled" | "suspended") {
        view.mark();
    }
    Some(word)
}

fn links(reader: &Reader<'_, '_>) {
    let view = reader.view;
    for key in ["encounter", "context"] {
        reader.link_at(&EntryLinkKind::During, view, key);
    }
    reader.links_at(&EntryLinkKind::BasedOn, view, "basedOn");
    reader.links_at(&EntryLinkKind::Replaces, view, "replaces");
    reader.links_at(&EntryLinkKind::BecauseOf, view, "reasonReference");
    for key in ["supportingInfo", "supportingInformation"] {
        reader.links_at(&EntryLinkKind::RelatedTo, view, key);
    }
}
