//! The practice's copies of laboratory results.

use super::desk::{Desk, Kind, code_only, concept, quantity};
use crate::history::Blood;
use crate::hospital::{decimal, flag};
use crate::json::Object;
use crate::truth::FactCode;
use dcr_core::identifier::system;
use dcr_core::record::Section;

impl Desk<'_> {
    /// The practice's copy of a hospital laboratory's result.
    pub(super) fn report(&mut self, number: u32, blood: &Blood, laboratory_number: &str) {
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
            let code = FactCode::maybe(system::SNOMED, test.snomed, test.term);
            self.fact(Section::Investigations, code, Some(status), false, id);
            if let Some(fact) = self.facts.last_mut() {
                fact.value = Some(decimal(*value, test.decimals));
            }
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
}
