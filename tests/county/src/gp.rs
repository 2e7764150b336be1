//! What the GP practices send: UK Core R4 Bundles, first the record as it stands, then what changes.

use crate::calendar::{Day, Moment, PRESENT};
use crate::dice::Dice;
use crate::history::{Blood, Decision, HeldAllergy, HeldDrug, HeldProblem, History, Relation, Visit};
use crate::hospital::{acute_source, decimal, flag, laboratory_number};
use crate::household::Household;
use crate::json::Object;
use crate::organisations::{Practice, practice_at};
use crate::outbox::{Draft, Outbox};
use crate::rates;
use crate::seen::{Care, Seen, seen};
use crate::truth::{FactCode, TrueFact};
use base64::Engine;
use dcr_core::identifier::system;
use dcr_core::ingest::Format;
use dcr_core::record::Section;

const UK_CORE: &str = "https://fhir.hl7.org.uk/StructureDefinition/";
/// Refused upload to the local shared record.
pub(crate) const DISSENT: (&str, &str) = ("416409005", "Refused consent for upload to local shared electronic record");
/// Consent to upload to the local shared record.
const CONSENT: (&str, &str) = ("417528008", "Consent given for upload to local shared electronic record");
const RESPECT: (&str, &str) =
    ("1382601000000107", "ReSPECT (Recommended Summary Plan for Emergency Care and Treatment) form");

/// Kinds of resources, each with its number in the ids.
#[derive(Debug, Clone, Copy)]
enum Kind {
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
struct Item {
    when: Moment,
    kind: &'static str,
    id: String,
    resource: Object,
}

/// One practice's desk for one person.
struct Desk<'a> {
    practice: &'static Practice,
    seen: Seen,
    history: &'a History,
    items: Vec<Item>,
    facts: Vec<TrueFact>,
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
fn uuid(index: u32, kind: Kind, number: u32) -> String {
    format!("{index:08x}-{:04x}-4dc0-8000-{number:012x}", kind as u16)
}

fn coding(system: &str, code: &str, display: &str) -> Object {
    Object::new().text("system", system).text("code", code).text("display", display)
}

fn concept(system: &str, code: Option<&str>, text: &str) -> Object {
    Object::new().list("coding", code.map(|code| coding(system, code, text))).text("text", text)
}

fn code_only(system: &str, code: &str) -> Object {
    Object::new().list("coding", [Object::new().text("system", system).text("code", code)])
}

fn quantity(value: &str, unit: &str) -> Object {
    Object::new().raw("value", value).text("unit", unit).text("system", system::UCUM).text("code", unit)
}

impl Desk<'_> {
    fn id(&self, kind: Kind, number: u32) -> String {
        uuid(self.history.who.index, kind, number)
    }

    /// A reference in the manner of the practice's system.
    fn reference(&self, kind: &str, id: &str) -> Object {
        let messages = self.practice.source.system == "TPP";
        Object::new().text("reference", &if messages { format!("urn:uuid:{id}") } else { format!("{kind}/{id}") })
    }

    fn host(&self) -> String {
        format!("https://fhir.{}.example", self.practice.source.organisation.to_ascii_lowercase())
    }

    fn subject(&self) -> Object {
        self.reference("Patient", &self.id(Kind::Patient, 0))
    }

    fn push(&mut self, when: Moment, kind: &'static str, id: &str, resource: Object) {
        self.items.push(Item { when, kind, id: id.to_owned(), resource });
    }

    fn fact(&mut self, section: Section, code: FactCode, status: Option<&'static str>, retracted: bool, id: String) {
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
        });
    }

    fn problem(&mut self, number: u32, held: &HeldProblem) {
        let id = self.id(Kind::Condition, number);
        let build = |desk: &Self, when: Moment, version: u32, ended: Option<Day>, in_error: bool| {
            let mut resource = Object::resource("Condition", &id, &when.iso(), version);
            if !in_error {
                let word = if ended.is_some() { "resolved" } else { "active" };
                let status = code_only("http://terminology.hl7.org/CodeSystem/condition-clinical", word);
                resource = resource.object("clinicalStatus", status);
            }
            let word = if in_error { "entered-in-error" } else { "confirmed" };
            let verification = code_only("http://terminology.hl7.org/CodeSystem/condition-ver-status", word);
            let category = code_only("http://terminology.hl7.org/CodeSystem/condition-category", "problem-list-item");
            resource
                .object("verificationStatus", verification)
                .list("category", [category])
                .object("code", concept(system::SNOMED, Some(held.what.snomed), held.what.term))
                .object("subject", desk.subject())
                .text("onsetDateTime", &held.onset.iso())
                .maybe("abatementDateTime", ended.map(Day::iso).as_deref())
                .text("recordedDate", &held.onset.iso())
        };
        let noted = held.onset.at(600);
        let first = build(self, noted, 1, None, false);
        self.push(noted, "Condition", &id, first);
        if let Some(ended) = held.ended {
            let when = ended.at(601);
            let second = build(self, when, 2, Some(ended), false);
            self.push(when, "Condition", &id, second);
        }
        if held.in_error {
            let when = held.ended.unwrap_or(held.onset).at(602).plus_days(40).min(PRESENT.at(602));
            let last = build(self, when, 3, held.ended, true);
            self.push(when, "Condition", &id, last);
        }
        let status = if held.ended.is_some() { "resolved" } else { "active" };
        let code = FactCode::coded(system::SNOMED, held.what.snomed, held.what.term);
        self.fact(Section::Problems, code, (!held.in_error).then_some(status), held.in_error, id);
    }

    fn allergy(&mut self, number: u32, held: &HeldAllergy) {
        let id = self.id(Kind::Allergy, number);
        let build = |desk: &Self, when: Moment, version: u32, in_error: bool| {
            let mut resource = Object::resource("AllergyIntolerance", &id, &when.iso(), version);
            if !in_error {
                let status = code_only("http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", "active");
                resource = resource.object("clinicalStatus", status);
            }
            let word = if in_error { "entered-in-error" } else { "confirmed" };
            let verification = code_only("http://terminology.hl7.org/CodeSystem/allergyintolerance-verification", word);
            let manifestation = Object::new().text("text", held.what.reaction);
            resource
                .object("verificationStatus", verification)
                .texts("category", [held.what.category])
                .object("code", concept(system::SNOMED, held.what.snomed, held.what.term))
                .object("patient", desk.subject())
                .text("recordedDate", &held.noted.iso())
                .list("reaction", [Object::new().list("manifestation", [manifestation])])
        };
        let when = held.noted.at(610);
        let first = build(self, when, 1, false);
        self.push(when, "AllergyIntolerance", &id, first);
        if held.in_error {
            let when = when.plus_days(30).min(PRESENT.at(610));
            let last = build(self, when, 2, true);
            self.push(when, "AllergyIntolerance", &id, last);
        }
        let code = FactCode::maybe(system::SNOMED, held.what.snomed, held.what.term);
        self.fact(Section::Allergies, code, (!held.in_error).then_some("active"), held.in_error, id);
    }

    /// A MedicationStatement from practices on EMIS, a MedicationRequest from those on TPP.
    fn drug(&mut self, number: u32, held: &HeldDrug) {
        let id = self.id(Kind::Drug, number);
        let statement = self.practice.source.system == "EMIS";
        let kind = if statement { "MedicationStatement" } else { "MedicationRequest" };
        let build = |desk: &Self, when: Moment, version: u32, status: &str, stopped: Option<Day>| {
            let mut resource = Object::resource(kind, &id, &when.iso(), version).text("status", status);
            if !statement {
                resource = resource.text("intent", "plan");
            }
            let resource = resource
                .object("medicationCodeableConcept", concept(system::DMD, held.what.dmd, held.what.name))
                .object("subject", desk.subject());
            let dosage = [Object::new().text("text", held.what.dose)];
            let started = held.started.iso();
            let ended = stopped.map(Day::iso);
            let period = Object::new().text("start", &started).maybe("end", ended.as_deref());
            if statement {
                resource.object("effectivePeriod", period).text("dateAsserted", &started).list("dosage", dosage)
            } else {
                let dispense = Object::new().object("validityPeriod", period);
                resource
                    .text("authoredOn", &started)
                    .list("dosageInstruction", dosage)
                    .object("dispenseRequest", dispense)
            }
        };
        let when = held.started.at(620);
        let first = build(self, when, 1, "active", None);
        self.push(when, kind, &id, first);
        if let Some(stopped) = held.stopped {
            let when = stopped.at(621);
            let second = build(self, when, 2, "stopped", Some(stopped));
            self.push(when, kind, &id, second);
        }
        if held.in_error {
            let when = held.stopped.unwrap_or(held.started).at(622).plus_days(10).min(PRESENT.at(622));
            let last = build(self, when, 3, "entered-in-error", held.stopped);
            self.push(when, kind, &id, last);
        }
        let status = if held.stopped.is_some() { "stopped" } else { "active" };
        let code = FactCode::maybe(system::DMD, held.what.dmd, held.what.name);
        self.fact(Section::Medications, code, (!held.in_error).then_some(status), held.in_error, id);
    }

    fn visit(&mut self, number: u32, visit: &Visit) {
        let id = self.id(Kind::Encounter, number);
        let class = coding("http://terminology.hl7.org/CodeSystem/v3-ActCode", "AMB", "ambulatory");
        let doctor = Object::new().object("individual", Object::new().text("display", self.practice.doctor));
        let until = visit.when.plus(12).iso();
        let encounter = Object::resource("Encounter", &id, &until, 1)
            .text("status", "finished")
            .object("class", class)
            .list("type", [Object::new().text("text", "GP consultation")])
            .object("subject", self.subject())
            .list("participant", [doctor])
            .object("period", Object::new().text("start", &visit.when.iso()).text("end", &until))
            .object("serviceProvider", self.organisation());
        self.push(visit.when, "Encounter", &id, encounter);
        self.fact(Section::Encounters, FactCode::words("GP consultation"), Some("finished"), false, id.clone());
        let Some((systolic, diastolic)) = visit.pressure else { return };
        let encounter = self.reference("Encounter", &id);
        let id = self.id(Kind::Observation, 1000 + number);
        let part = |code, display, value: i32| {
            Object::new()
                .object("code", concept(system::SNOMED, Some(code), display))
                .object("valueQuantity", quantity(&value.to_string(), "mm[Hg]"))
        };
        let pressure = Object::resource("Observation", &id, &visit.when.iso(), 1)
            .text("status", "final")
            .list("category", [code_only("http://terminology.hl7.org/CodeSystem/observation-category", "vital-signs")])
            .object("code", concept(system::SNOMED, Some("75367002"), "Blood pressure"))
            .object("subject", self.subject())
            .object("encounter", encounter)
            .text("effectiveDateTime", &visit.when.iso())
            .list(
                "component",
                [
                    part("271649006", "Systolic blood pressure", systolic),
                    part("271650006", "Diastolic blood pressure", diastolic),
                ],
            );
        self.push(visit.when, "Observation", &id, pressure);
        let code = FactCode::coded(system::SNOMED, "75367002", "Blood pressure");
        self.fact(Section::Investigations, code, Some("final"), false, id);
    }

    fn organisation(&self) -> Object {
        let code =
            Object::new().text("system", system::ODS_ORGANISATION).text("value", self.practice.source.organisation);
        Object::new().object("identifier", code).text("display", self.practice.name)
    }

    fn relation(&mut self, relation: &Relation) {
        let id = self.id(Kind::Related, 0);
        let role = match relation.relationship {
            "Spouse" => ("SPS", "spouse"),
            "Daughter" => ("DAUC", "daughter"),
            "Son" => ("SONC", "son"),
            "Parent" => ("PRN", "parent"),
            "Sibling" => ("SIB", "sibling"),
            _ => ("CHILD", "child"),
        };
        let mut roles = vec![
            Object::new()
                .list("coding", [coding("http://terminology.hl7.org/CodeSystem/v3-RoleCode", role.0, role.1)])
                .text("text", relation.relationship),
            Object::new().list("coding", [coding("http://terminology.hl7.org/CodeSystem/v2-0131", "N", "Next-of-Kin")]),
        ];
        if relation.carer {
            let system = "https://fhir.hl7.org.uk/CodeSystem/UKCore-AdditionalPersonRelationshipRole";
            roles.push(Object::new().list("coding", [coding(system, "Carer", "Carer")]));
        }
        let name = Object::new()
            .text("use", "official")
            .text("family", &relation.family)
            .texts("given", [relation.given.as_str()])
            .texts("prefix", [relation.title]);
        let when = self.loaded();
        let resource = Object::resource("RelatedPerson", &id, &when.iso(), 1)
            .raw("active", "true")
            .object("patient", self.subject())
            .list("relationship", roles)
            .list("name", [name])
            .list("telecom", [Object::new().text("system", "phone").text("value", &relation.telephone)]);
        self.push(when, "RelatedPerson", &id, resource);
        self.fact(Section::RelatedPeople, FactCode::words(relation.relationship), None, false, id);
    }

    fn decision(&mut self) {
        let codes = match self.history.decision {
            Decision::OutAtPractice(day) => vec![(day, DISSENT)],
            Decision::OutAndBackIn(out, back) => vec![(out, DISSENT), (back, CONSENT)],
            Decision::None | Decision::OutAtHospital => Vec::new(),
        };
        for (number, (day, (code, term))) in (0..).zip(codes) {
            let id = self.id(Kind::Observation, 2000 + number);
            let when = day.at(630);
            let resource = Object::resource("Observation", &id, &when.iso(), 1)
                .text("status", "final")
                .object("code", concept(system::SNOMED, Some(code), term))
                .object("subject", self.subject())
                .text("effectiveDateTime", &when.iso());
            self.push(when, "Observation", &id, resource);
        }
    }

    fn documents(&mut self) {
        let letters = self.history.admissions.iter().filter(|stay| stay.letter && !stay.cancelled);
        for (number, stay) in (0..).zip(letters) {
            let words = format!("Discharge summary. Admitted with: {}.", stay.reason.term);
            let kind = ("373942005", "Discharge summary");
            self.document(number, stay.until.plus_days(2), kind, &words);
        }
        if let Some(day) = self.history.respect {
            self.document(
                100,
                day.at(640),
                RESPECT,
                "Focus on comfort and symptom control. Admit for reversible illness. Not for CPR.",
            );
            let id = self.id(Kind::Flag, 0);
            let when = day.at(640);
            let category = code_only("http://terminology.hl7.org/CodeSystem/flag-category", "advance-directive");
            let flag = Object::resource("Flag", &id, &when.iso(), 1)
                .text("status", "active")
                .list("category", [category])
                .object("code", concept(system::SNOMED, Some(RESPECT.0), RESPECT.1))
                .object("subject", self.subject())
                .object("period", Object::new().text("start", &day.iso()));
            self.push(when, "Flag", &id, flag);
            let code = FactCode::coded(system::SNOMED, RESPECT.0, RESPECT.1);
            self.fact(Section::Alerts, code, Some("active"), false, id);
        }
    }

    fn document(&mut self, number: u32, when: Moment, (code, term): (&'static str, &str), words: &str) {
        let id = self.id(Kind::Document, number);
        let data = base64::engine::general_purpose::STANDARD.encode(words);
        let attachment = Object::new().text("contentType", "text/plain").text("data", &data).text("title", term);
        let resource = Object::resource("DocumentReference", &id, &when.iso(), 1)
            .text("status", "current")
            .object("type", concept(system::SNOMED, Some(code), term))
            .object("subject", self.subject())
            .text("date", &when.iso())
            .list("content", [Object::new().object("attachment", attachment)]);
        self.push(when, "DocumentReference", &id, resource);
        self.fact(Section::Documents, FactCode::coded(system::SNOMED, code, term), Some("current"), false, id);
    }

    /// The practice's copy of a hospital laboratory's result.
    fn report(&mut self, number: u32, blood: &Blood, laboratory_number: &str) {
        let when = blood.taken.plus(26 * 60);
        let status = if blood.corrected_from.is_some() { "corrected" } else { "final" };
        let category = || code_only("http://terminology.hl7.org/CodeSystem/observation-category", "laboratory");
        let mut results = Vec::new();
        for (place, (test, value)) in (0..).zip(blood.panel.tests.iter().zip(&blood.values)) {
            let id = self.id(Kind::Observation, 10_000 + number * 16 + place);
            let mut resource = Object::resource("Observation", &id, &when.iso(), 1)
                .text("status", status)
                .list("category", [category()])
                .object("code", concept(system::SNOMED, test.snomed, test.term))
                .object("subject", self.subject())
                .text("effectiveDateTime", &blood.taken.iso())
                .object("valueQuantity", quantity(&decimal(*value, test.decimals), test.unit));
            let flag = flag(test, *value);
            if !flag.is_empty() {
                let system = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation";
                resource = resource.list("interpretation", [code_only(system, flag)]);
            }
            let bound = |value| quantity(&decimal(value, test.decimals), test.unit);
            let range = Object::new().object("low", bound(test.range.0)).object("high", bound(test.range.1));
            self.push(when, "Observation", &id, resource.list("referenceRange", [range]));
            results.push(self.reference("Observation", &id));
        }
        let id = self.id(Kind::Report, number);
        let identifier = Object::new()
            .text("system", "https://laboratory.example/Id/report-number")
            .text("value", laboratory_number);
        let report = Object::resource("DiagnosticReport", &id, &when.iso(), 1)
            .list("identifier", [identifier])
            .text("status", status)
            .list("category", [code_only("http://terminology.hl7.org/CodeSystem/v2-0074", "LAB")])
            .object("code", concept(system::SNOMED, blood.panel.snomed, blood.panel.term))
            .object("subject", self.subject())
            .text("effectiveDateTime", &blood.taken.iso())
            .text("issued", &when.iso())
            .list("result", results);
        self.push(when, "DiagnosticReport", &id, report);
        let code = FactCode::maybe(system::SNOMED, blood.panel.snomed, blood.panel.term);
        self.fact(Section::Investigations, code, Some(status), false, id);
        if let Some(fact) = self.facts.last_mut() {
            fact.laboratory_number = Some(laboratory_number.to_owned());
        }
    }

    fn immunisation(&mut self) {
        let given = Day::of(2025, 10, 6).plus(i32::try_from(self.history.who.index % 40).unwrap_or(0));
        if self.history.who.age() < 65 || self.history.died.is_some_and(|died| died < given) {
            return;
        }
        let id = self.id(Kind::Immunisation, 0);
        let when = given.at(650);
        let procedure = Object::new()
            .text("url", &format!("{UK_CORE}Extension-UKCore-VaccinationProcedure"))
            .object("valueCodeableConcept", concept(system::SNOMED, Some("86198006"), "Influenza vaccination"));
        let resource = Object::resource("Immunization", &id, &when.iso(), 1)
            .list("extension", [procedure])
            .text("status", "completed")
            .object("vaccineCode", Object::new().text("text", "Influenza vaccine"))
            .object("patient", self.subject())
            .text("occurrenceDateTime", &given.iso())
            .raw("primarySource", "true");
        self.push(when, "Immunization", &id, resource);
        self.fact(Section::Immunisations, FactCode::words("Influenza vaccine"), Some("completed"), false, id);
    }

    fn patient(&self, when: Moment, version: u32) -> Object {
        let seen = &self.seen;
        let mut identifiers = Vec::new();
        if let Some(number) = &seen.number {
            let (code, display) = if seen.verified() {
                ("01", "Number present and verified")
            } else {
                ("02", "Number present but not traced")
            };
            let system = "https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatusEngland";
            let status = Object::new()
                .text("url", &format!("{UK_CORE}Extension-UKCore-NHSNumberVerificationStatus"))
                .object("valueCodeableConcept", Object::new().list("coding", [coding(system, code, display)]));
            let number =
                Object::new().list("extension", [status]).text("system", system::NHS_NUMBER).text("value", number);
            identifiers.push(number);
        }
        let local = format!("{}/Id/local-patient-identifier", self.host());
        identifiers.push(Object::new().text("system", &local).text("value", &seen.value));
        let mut names = vec![
            Object::new()
                .text("use", "official")
                .text("family", &seen.family)
                .texts("given", seen.given.iter().map(String::as_str))
                .texts("prefix", [seen.title]),
        ];
        if let Some(maiden) = &self.history.who.maiden {
            names.push(Object::new().text("use", "maiden").text("family", maiden).texts("given", [seen.first()]));
        }
        let address = Object::new()
            .text("use", "home")
            .texts("line", [seen.home.line.as_str()])
            .text("city", seen.home.town)
            .text("postalCode", &seen.home.postcode);
        let died = self.history.died.filter(|died| died.at(1439) <= when);
        Object::resource("Patient", &self.id(Kind::Patient, 0), &when.iso(), version)
            .list("identifier", identifiers)
            .raw("active", if died.is_some() { "false" } else { "true" })
            .list("name", names)
            .list("telecom", [Object::new().text("system", "phone").text("value", &seen.telephone)])
            .text("gender", if seen.female { "female" } else { "male" })
            .text("birthDate", &seen.birth.iso())
            .maybe("deceasedDateTime", died.map(Day::iso).as_deref())
            .list("address", [address])
            .list("generalPractitioner", [self.organisation()])
            .object("managingOrganization", self.organisation())
    }

    /// When the practice first sent the person's record: one practice after the other in the winter of 2025.
    fn loaded(&self) -> Moment {
        let place = i32::try_from(self.history.who.index % 30).unwrap_or(0);
        let joined = Day::of(2025, 1, 6).plus(place).max(self.history.who.birth.plus(10)).at(22 * 60);
        // Someone who died before the practice joined is sent all the same.
        joined.min(PRESENT.at(0))
    }

    fn bundles(mut self, dice: &mut Dice, outbox: &mut Outbox) {
        let loaded = self.loaded();
        if let Some(died) = self.history.died
            && died.at(1439) > loaded
        {
            // The death is told in a Bundle of its own; the Patient in it says so.
            let when = died.plus(3).at(540);
            let id = self.id(Kind::Encounter, 900);
            let class = coding("http://terminology.hl7.org/CodeSystem/v3-ActCode", "VR", "virtual");
            let note = Object::resource("Encounter", &id, &when.iso(), 1)
                .text("status", "finished")
                .object("class", class)
                .list("type", [Object::new().text("text", "Notification of death")])
                .object("subject", self.subject())
                .object("period", Object::new().text("start", &when.iso()).text("end", &when.iso()));
            self.push(when, "Encounter", &id, note);
            self.fact(Section::Encounters, FactCode::words("Notification of death"), Some("finished"), false, id);
        }
        let mut items = std::mem::take(&mut self.items);
        items.sort_by_key(|item| item.when);
        let mut groups: Vec<(Moment, Vec<Item>)> = vec![(loaded, Vec::new())];
        for item in items {
            match groups.last_mut() {
                Some((sent, group)) if item.when <= *sent || item.when.day() == sent.day() => {
                    // Of two versions of one resource in one Bundle only the later is sent.
                    group.retain(|other| other.id != item.id);
                    *sent = item.when.max(*sent);
                    group.push(item);
                }
                _ => groups.push((item.when, vec![item])),
            }
        }
        for (version, (when, group)) in (1..).zip(groups) {
            let when = when.plus(5);
            let late = !self.history.scripted && dice.chance(rates::LATE);
            let sent = if late { when.plus_days(dice.between(1, 30)) } else { when.plus(dice.between(1, 60)) };
            let bytes = self.bundle(when, version, group).into_bytes();
            outbox.drafts.push(Draft { sent, source: self.practice.source, format: Format::Fhir, bytes });
        }
        outbox.facts.append(&mut self.facts);
    }

    fn bundle(&self, when: Moment, version: u32, group: Vec<Item>) -> String {
        let messages = self.practice.source.system == "TPP";
        let host = self.host();
        let entry = |kind: &str, id: &str, resource: Object| {
            let full = if messages { format!("urn:uuid:{id}") } else { format!("{host}/{kind}/{id}") };
            Object::new().text("fullUrl", &full).object("resource", resource)
        };
        let mut entries = Vec::new();
        if messages {
            let id = self.id(Kind::Header, version);
            let header = Object::resource("MessageHeader", &id, &when.iso(), 1)
                .text("eventUri", "https://fhir.nhs.uk/Id/record-changed")
                .object("sender", self.organisation())
                .object("source", Object::new().text("name", self.practice.source.system).text("endpoint", &host))
                .list("focus", [self.subject()]);
            entries.push(entry("MessageHeader", &id, header));
        }
        entries.push(entry("Patient", &self.id(Kind::Patient, 0), self.patient(when, version)));
        entries.extend(group.into_iter().map(|item| entry(item.kind, &item.id, item.resource)));
        let mut text = Object::resource("Bundle", &self.id(Kind::Bundle, version), &when.iso(), 1)
            .text("type", if messages { "message" } else { "collection" })
            .text("timestamp", &when.iso())
            .list("entry", entries)
            .close();
        text.push('\n');
        text
    }
}
