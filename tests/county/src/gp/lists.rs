//! The lists of a record: problems, allergies, drugs and vaccinations, version by version.

use super::UK_CORE;
use super::desk::{Desk, Kind, code_only, concept};
use crate::calendar::{Day, Moment, PRESENT};
use crate::history::{HeldAllergy, HeldDrug, HeldProblem};
use crate::json::Object;
use crate::truth::FactCode;
use dcr_core::identifier::system;
use dcr_core::record::Section;

impl Desk<'_> {
    pub(super) fn problem(&mut self, number: u32, held: &HeldProblem) {
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

    pub(super) fn allergy(&mut self, number: u32, held: &HeldAllergy) {
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
    pub(super) fn drug(&mut self, number: u32, held: &HeldDrug) {
        let id = self.id(Kind::Drug, number);
        let statement = self.practice.source.system == "EMIS";
        let kind = if statement { "MedicationStatement" } else { "MedicationRequest" };
        let build = |desk: &Self, when: Moment, version: u32, status: &str, stopped: Option<Day>| {
            let mut resource = Object::resource(kind, &id, &when.iso(), version).text("status", status);
            if !statement {
                resource = resource.text("intent", "order");
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

    pub(super) fn immunisation(&mut self) {
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
}
