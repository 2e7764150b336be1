//! Who took part: references to practitioners, roles, organisations and others, resolved within the input.

use super::datatypes::is_ods;
use super::reader::Reader;
use super::view::View;
use crate::identifier::OdsCode;
use crate::record::{HumanName, Participant};

impl<'t> Reader<'_, 't> {
    /// The participant that a Reference means. The reference's own text stays attached: the model keeps names and
    /// numbers, not the source's addresses of its resources.
    pub(super) fn participant(&self, reference: View<'t>) -> Option<Participant> {
        let mut found = Participant::default();
        if let Some(identifier) = reference.get("identifier") {
            self.reference_identifier(identifier, &mut found);
        }
        if let Some(target) = self.follow(reference) {
            self.fill(target, &mut found, true);
        }
        if let Some(display) = reference.get("display") {
            let told = [found.name.as_deref(), found.organisation_name.as_deref()];
            if told.iter().all(Option::is_none) {
                found.name = self.text(display);
            } else if display.text().is_some_and(|text| told.contains(&Some(text.as_ref()))) {
                display.mark();
            }
        }
        (found != Participant::default()).then_some(found)
    }

    /// The participant of the Reference with this key.
    pub(super) fn participant_at(&self, parent: View<'t>, key: &str) -> Option<Participant> {
        self.participant(parent.get(key)?)
    }

    /// Who asked for something: a Reference in R4, an agent and for whom it acts in STU3.
    pub(super) fn requester(&self, view: View<'t>) -> Option<Participant> {
        let Some(agent) = view.get("agent") else { return self.participant(view) };
        let mut found = self.participant(agent)?;
        self.add_behalf(view, &mut found);
        Some(found)
    }

    /// For whom a participant acts.
    fn add_behalf(&self, element: View<'t>, found: &mut Participant) {
        if let Some(behalf) = self.participant_at(element, "onBehalfOf") {
            found.organisation = found.organisation.take().or(behalf.organisation);
            found.organisation_name = found.organisation_name.take().or(behalf.organisation_name).or(behalf.name);
        }
    }

    /// The participants of the References in the array with this key.
    pub(super) fn participants_at(&self, parent: View<'t>, key: &str) -> Vec<Participant> {
        self.one_or_more(parent, key).into_iter().filter_map(|reference| self.participant(reference)).collect()
    }

    /// The participants of backbone elements such as `performer` whose reference stands under `member`, with their
    /// role under `role`.
    pub(super) fn acting_participants(&self, key: &str, member: &str, role: &str) -> Vec<Participant> {
        let read = |element: View<'t>| {
            let mut found = self.participant_at(element, member)?;
            let role = element.get(role);
            let role = role.and_then(|role| {
                if role.kind() == super::tree::Kind::Array { role.children().next() } else { Some(role) }
            });
            if let Some(words) = role.and_then(|role| self.words(role)) {
                found.role = Some(words);
            }
            self.add_behalf(element, &mut found);
            Some(found)
        };
        self.array_at(self.view, key).into_iter().filter_map(read).collect()
    }

    /// The resources that are told as a part of the one being read.
    pub(super) fn parts(&self) -> impl Iterator<Item = View<'t>> {
        self.bundle.folds.parts(self.view)
    }

    /// Notes that a resource is told as a part of the one being read: whom it is about and what it belongs to are said
    /// by that.
    pub(super) fn mark_told(&self, part: View<'t>) {
        let whom = super::person::subject_reference(part);
        for reference in whom.into_iter().chain(part.items("basedOn")) {
            super::reader::mark_reference(reference);
        }
    }

    /// The words of a CodeableConcept for a place that keeps words only; its codes stay attached.
    pub(super) fn words(&self, concept: View<'t>) -> Option<String> {
        let display = || concept.items("coding").find_map(|coding| coding.get("display"));
        self.text(concept.get("text").or_else(display)?)
    }

    fn reference_identifier(&self, identifier: View<'t>, found: &mut Participant) {
        let named = identifier.text_at("system").unwrap_or_default();
        let Some(value) = identifier.get("value") else { return };
        let Some(text) = value.text() else { return };
        if is_ods(&named) {
            if let Ok(code) = OdsCode::parse(&text) {
                if code.as_str() == text {
                    value.mark();
                    identifier.mark_at("system");
                }
                found.organisation = Some(code);
            } else {
                self.warn("fhir.value.ods-code", value, "the organisation code does not follow its format");
            }
        } else if found.identifier.is_none() {
            found.identifier = Some(format!("{named}|{text}"));
            value.mark();
            identifier.mark_at("system");
        }
    }

    /// Fills in what a resource says of a professional, team or organisation.
    fn fill(&self, target: View<'t>, found: &mut Participant, further: bool) {
        self.note_modifiers(target);
        match target.text_at("resourceType").as_deref() {
            Some("Organization") => self.fill_organisation(target, found),
            Some("Practitioner" | "RelatedPerson" | "Patient") => {
                if found.name.is_none() {
                    found.name = target.items("name").next().and_then(|name| self.shown_name(name));
                }
                if let Some(identifier) = target.items("identifier").find(|i| i.get("value").is_some())
                    && found.identifier.is_none()
                    && target.text_at("resourceType").as_deref() == Some("Practitioner")
                {
                    self.reference_identifier(identifier, found);
                }
            }
            Some("PractitionerRole") => {
                if let Some(role) = target.items("code").next().and_then(|code| self.words(code)) {
                    found.role = found.role.take().or(Some(role));
                }
                for key in ["practitioner", "organization"] {
                    let Some(reference) = target.get(key).filter(|_| further) else { continue };
                    if let Some(inner) = self.follow(reference) {
                        self.fill(inner, found, false);
                    } else if let Some(identifier) = reference.get("identifier") {
                        self.reference_identifier(identifier, found);
                    }
                    let place = if key == "organization" { &mut found.organisation_name } else { &mut found.name };
                    if place.is_none() {
                        *place = self.text_at(reference, "display");
                    }
                }
            }
            Some("CareTeam" | "HealthcareService" | "Location") => {
                found.name = found.name.take().or_else(|| self.text_at(target, "name"));
            }
            _ => {}
        }
    }

    fn fill_organisation(&self, organisation: View<'t>, found: &mut Participant) {
        let identifiers = self.array_at(organisation, "identifier");
        let ods = identifiers.iter().find(|identifier| is_ods(&identifier.text_at("system").unwrap_or_default()));
        if let Some(identifier) = ods
            && found.organisation.is_none()
        {
            self.reference_identifier(*identifier, found);
        }
        if found.organisation_name.is_none() {
            found.organisation_name = self.text_at(organisation, "name");
        }
    }

    /// A HumanName as one text; what the text does not show stays attached.
    fn shown_name(&self, name: View<'t>) -> Option<String> {
        if name.get("text").is_some() {
            return self.text_at(name, "text");
        }
        let title = self.array_at(name, "prefix").into_iter().next().and_then(|title| self.text(title));
        let parts = HumanName {
            family: self.text_at(name, "family"),
            given: self.texts_at(name, "given"),
            prefix: title.into_iter().collect(),
            ..HumanName::default()
        };
        (parts.family.is_some() || !parts.given.is_empty()).then(|| parts.display())
    }

    /// Where a Reference to a Location says that something took place.
    pub(super) fn location(&self, reference: View<'t>) -> Option<String> {
        if let Some(target) = self.follow(reference)
            && let Some(name) = self.text_at(target, "name")
        {
            return Some(name);
        }
        self.text_at(reference, "display")
    }

    /// Notes what changes the meaning of a resource that another one draws on.
    pub(super) fn note_modifiers(&self, target: View<'t>) {
        let in_error = target.text_at("status").as_deref() == Some("entered-in-error");
        if in_error || super::security::modifier(target).is_some() {
            self.not_understood.set(true);
            let message = "a resource that this one draws on carries something that is not understood";
            self.issue(crate::ingest::Severity::Error, "fhir.modifier-extension", target, message);
        }
    }
}
