//! One practice's desk for one person: what its system writes, and how resources name one another.

use crate::calendar::Moment;
use crate::dice::Dice;
use crate::history::History;
use crate::hospital::{acute_source, laboratory_number};
use crate::household::Household;
use crate::json::Object;
use crate::organisations::{Practice, practice_at};
use crate::outbox::Outbox;
use crate::seen::{Care, Seen, seen};
use crate::truth::{FactCode, TrueFact};
use dcr_core::identifier::system;
use dcr_core::record::Section;

/// Kinds of resources, each with its number in the ids.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    Patient = 1,
    Condition,
    Allergy,
    Drug,
    Observation,
    Report,
    Encounter,
    Related,
    Document,
    Flag,
    Immunisation,
    Bundle,
    Header,
}

/// One version of one resource.
pub(super) struct Item {
    pub(super) when: Moment,
    pub(super) kind: &'static str,
    pub(super) id: String,
    pub(super) resource: Object,
}

/// One practice's desk for one person.
pub(super) struct Desk<'a> {
    pub(super) practice: &'static Practice,
    pub(super) seen: Seen,
    pub(super) history: &'a History,
    pub(super) items: Vec<Item>,
    pub(super) facts: Vec<TrueFact>,
}

/// Writes what the practice sends about the person.
pub(crate) fn send(history: &History, household: &Household, dice: &mut Dice, outbox: &mut Outbox) {
    let practice = practice_at(household.practice);
    let local = ("fhir/Patient", uuid(history.who.index, Kind::Patient, 0));
    let seen = seen(practice.source, Care::Practice, local, (&history.who, household), history.scripted, dice);
    outbox.identities.push(seen.identity());
    let mut desk = Desk { practice, seen, history, items: Vec::new(), facts: Vec::new() };
    for (number, problem) in (0..).zip(&history.problems) {
        desk.problem(number, problem);
    }
    for (number, allergy) in (0..).zip(&history.allergies) {
        desk.allergy(number, allergy);
    }
    for (number, drug) in (0..).zip(&history.drugs) {
        desk.drug(number, drug);
    }
    for (number, visit) in (0..).zip(&history.visits) {
        desk.visit(number, visit);
    }
    if let Some(relation) = &history.relation {
        desk.relation(relation);
    }
    desk.decision();
    desk.documents();
    let laboratory = acute_source(household.town.side);
    let stays = history.admissions.iter().filter(|stay| !stay.cancelled).flat_map(|stay| &stay.bloods);
    for (number, blood) in (0..).zip(history.bloods.iter().chain(stays).filter(|blood| blood.copied)) {
        desk.report(number, blood, &laboratory_number(laboratory, history.who.index, blood));
    }
    desk.immunisation();
    desk.bundles(dice, outbox);
}

/// An id of the form of a random UUID (RFC 9562) that depends on the person, the kind and the number alone.
pub(super) fn uuid(index: u32, kind: Kind, number: u32) -> String {
    format!("{index:08x}-{:04x}-4dc0-8000-{number:012x}", kind as u16)
}

pub(super) fn coding(system: &str, code: &str, display: &str) -> Object {
    Object::new().text("system", system).text("code", code).text("display", display)
}

pub(super) fn concept(system: &str, code: Option<&str>, text: &str) -> Object {
    Object::new().list("coding", code.map(|code| coding(system, code, text))).text("text", text)
}

pub(super) fn code_only(system: &str, code: &str) -> Object {
    Object::new().list("coding", [Object::new().text("system", system).text("code", code)])
}

pub(super) fn quantity(value: &str, unit: &str) -> Object {
    Object::new().raw("value", value).text("unit", unit).text("system", system::UCUM).text("code", unit)
}

impl Desk<'_> {
    pub(super) fn id(&self, kind: Kind, number: u32) -> String {
        uuid(self.history.who.index, kind, number)
    }

    /// A reference in the manner of the practice's system.
    pub(super) fn reference(&self, kind: &str, id: &str) -> Object {
        let messages = self.practice.source.system == "TPP";
        Object::new().text("reference", &if messages { format!("urn:uuid:{id}") } else { format!("{kind}/{id}") })
    }

    pub(super) fn host(&self) -> String {
        format!("https://fhir.{}.example", self.practice.source.organisation.to_ascii_lowercase())
    }

    pub(super) fn subject(&self) -> Object {
        self.reference("Patient", &self.id(Kind::Patient, 0))
    }

    pub(super) fn organisation(&self) -> Object {
        let code =
            Object::new().text("system", system::ODS_ORGANISATION).text("value", self.practice.source.organisation);
        Object::new().object("identifier", code).text("display", self.practice.name)
    }

    pub(super) fn push(&mut self, when: Moment, kind: &'static str, id: &str, resource: Object) {
        self.items.push(Item { when, kind, id: id.to_owned(), resource });
    }

    pub(super) fn fact(
        &mut self,
        section: Section,
        code: FactCode,
        status: Option<&'static str>,
        retracted: bool,
        id: String,
    ) {
        let Practice { source, .. } = self.practice;
        let (organisation, system) = (source.organisation, source.system);
        let reference = Some(id);
        self.facts.push(TrueFact {
            section,
            organisation,
            system,
            code,
            status,
            retracted,
            reference,
            laboratory_number: None,
            value: None,
        });
    }
}
