//! Bundles: the Patient with the resources of one day, in the manner of the practice's system.

use super::UK_CORE;
use super::desk::{Desk, Item, Kind, coding};
use crate::calendar::{Day, Moment, PRESENT};
use crate::dice::Dice;
use crate::json::Object;
use crate::outbox::{Draft, Outbox};
use crate::rates;
use crate::truth::FactCode;
use dcr_core::identifier::system;
use dcr_core::ingest::Format;
use dcr_core::record::Section;

impl Desk<'_> {
    pub(super) fn patient(&self, when: Moment, version: u32) -> Object {
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
    pub(super) fn loaded(&self) -> Moment {
        let place = i32::try_from(self.history.who.index % 30).unwrap_or(0);
        let joined = Day::of(2025, 1, 6).plus(place).max(self.history.who.birth.plus(10)).at(22 * 60);
        // Someone who died before the practice joined is sent all the same.
        joined.min(PRESENT.at(0))
    }

    pub(super) fn bundles(mut self, dice: &mut Dice, outbox: &mut Outbox) {
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

    pub(super) fn bundle(&self, when: Moment, version: u32, group: Vec<Item>) -> String {
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
