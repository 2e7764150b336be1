//! Visits, related people, decisions on sharing, letters and plans.

use super::desk::{Desk, Kind, code_only, coding, concept, quantity};
use crate::calendar::Moment;
use crate::history::{Decision, Relation, Visit};
use crate::json::Object;
use crate::truth::FactCode;
use base64::Engine;
use dcr_core::identifier::system;
use dcr_core::record::Section;

/// Refused upload to the local shared record.
const DISSENT: (&str, &str) = ("416409005", "Refused consent for upload to local shared electronic record");
/// Consent to upload to the local shared record.
const CONSENT: (&str, &str) = ("417528008", "Consent given for upload to local shared electronic record");
/// The recommended summary plan for emergency care and treatment.
const RESPECT: (&str, &str) =
    ("1382601000000107", "ReSPECT (Recommended Summary Plan for Emergency Care and Treatment) form");

impl Desk<'_> {
    pub(super) fn visit(&mut self, number: u32, visit: &Visit) {
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

    pub(super) fn relation(&mut self, relation: &Relation) {
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

    pub(super) fn decision(&mut self) {
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

    pub(super) fn documents(&mut self) {
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

    pub(super) fn document(&mut self, number: u32, when: Moment, (code, term): (&'static str, &str), words: &str) {
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
}
