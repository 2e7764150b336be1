//! ROL: who looks after the person.

use super::context::Context;
use super::draft::Drafts;
use super::message::Segment;
use crate::contribution::{ContributionBody, ContributionStatus};
use crate::ingest::Severity;
use crate::record::{CareProvider, CareProviderRole, Entry, EntryBody, Participant, Period};

/// One care provider for each ROL segment that stands behind the person's own segments.
///
/// Behind a procedure (PR1) a ROL names those who did it, and behind a visit (PV1) those who took part: these are read
/// with the procedure and the encounter.
///
/// Source: HL7 v2.5.1 chapter 15, section 15.4.7, and table 0443.
pub(super) fn map(context: &Context<'_>, drafts: &mut Drafts) {
    let of_the_person = context.all().take_while(|segment| !matches!(segment.name(), "PV1" | "PR1" | "DG1" | "IN1"));
    for rol in of_the_person.filter(|segment| segment.name() == "ROL") {
        let role = rol.field(3);
        let word = match role.peek() {
            "" => continue,
            code => code.to_owned(),
        };
        let deleted = taken_back(rol);
        let members = participants(rol);
        if members.is_empty() {
            continue;
        }
        role.part(1).mark();
        let first = members.first().and_then(|m| m.identifier.clone().or_else(|| m.name.clone())).unwrap_or_default();
        let kind = match word.to_ascii_uppercase().as_str() {
            "PP" | "FHCP" => CareProviderRole::UsualGp,
            "AT" => CareProviderRole::Consultant,
            other => CareProviderRole::from(other),
        };
        let provider = CareProvider {
            role: kind,
            name: None,
            members,
            reasons: rol.field(8).concept().into_iter().collect(),
            status: None,
            period: Period { start: rol.field(5).date_time(), end: rol.field(6).date_time() },
            notes: Vec::new(),
        };
        let item = context.own_item("care-provider", &[&word, &first]);
        let status = if deleted { ContributionStatus::Deleted } else { context.standing() };
        let body = ContributionBody::Entry(Box::new(Entry::new(EntryBody::CareProvider(provider))));
        drafts.add(context, rol, item, status, context.recorded, body);
    }
}

/// ROL-2, table 0287: whether the role is taken back.
fn taken_back(rol: Segment<'_>) -> bool {
    let action = rol.field(2);
    let known = action.read(|code| match code {
        "AD" | "CO" | "LI" | "UC" | "UP" | "A" | "U" => Some(false),
        _ if ended(rol) => Some(true),
        _ => None,
    });
    if known.is_none() && action.has_value() {
        action.issue(Severity::Warning, "hl7v2.code.unknown", "the action on the role is not known and stays attached");
    }
    known == Some(true)
}

/// Whether ROL-2 ends the role; nothing is noted as used.
pub(super) fn ended(rol: Segment<'_>) -> bool {
    matches!(rol.field(2).peek(), "DE" | "UN" | "D")
}

/// Those who take part in a visit in a role that has not ended.
pub(super) fn of_the_visit(rol: Segment<'_>) -> Vec<Participant> {
    taken_back(rol);
    participants(rol)
}

/// Those whom a ROL segment names, in the role that it gives them.
pub(super) fn participants(rol: Segment<'_>) -> Vec<Participant> {
    let role = rol.field(3);
    let people: Vec<_> = rol.field(4).repeats().filter(|person| person.has_value()).collect();
    if people.is_empty() {
        return Vec::new();
    }
    let named = role.part(2).whole().or_else(|| role.text());
    people.into_iter().filter_map(|person| person.professional(named.as_deref().unwrap_or("role"))).collect()
}
