//! What both exports share: the checks before anything is written, the ids, and the line from entry to resource.

use super::choice::{ResourceType, resource_type};
use super::id::ResourceId;
use super::people::People;
use super::stating::{Export, Form, Stating, Target, Targets};
use super::writer::Writer;
use super::{
    about_me, allergy, appointment, care_team, condition, dispensing, document, encounter, family_history, flag,
    immunisation, medication, observation, procedure, related_person, report, service_request, social_care,
};
use crate::consent::{VisibleLine, VisibleRecord, VisibleSection};
use crate::record::{Entry, EntryBody, Sensitivity};
use crate::render::{RenderError, VISIBLE_RECORD_FORMAT};
use std::cell::RefCell;

/// Refuses what must not leave: a format that is not known, lines under a section that is withheld, and anything that
/// statute forbids to share.
pub(super) fn check(record: &VisibleRecord) -> Result<(), RenderError> {
    if record.format != VISIBLE_RECORD_FORMAT {
        return Err(RenderError::Format);
    }
    let restricted = |labels: &Sensitivity| labels.labels().iter().any(|label| label.legally_restricted());
    for section in &record.sections {
        if section.state.shows_nothing() && !(section.lines.is_empty() && section.statements.is_empty()) {
            return Err(RenderError::Withheld);
        }
        let mut entries = section.lines.iter().flat_map(|line| {
            [&line.entry].into_iter().chain(line.statements.iter().filter_map(|statement| statement.entry.as_ref()))
        });
        let mut stated = section.statements.iter().map(|stated| &stated.statement.sensitivity);
        if entries.any(|entry| restricted(&entry.sensitivity)) || stated.any(restricted) {
            return Err(RenderError::Withheld);
        }
    }
    if record.demographics.iter().any(|stated| restricted(&stated.demographics.sensitivity)) {
        return Err(RenderError::Withheld);
    }
    Ok(())
}

/// The export of a record, before anything is written.
pub(super) fn begin(record: &VisibleRecord, form: Form) -> Export<'_> {
    let person = record.person.to_string();
    let patient = ResourceId::of([person.as_str(), "patient"]);
    let mut export = Export {
        form,
        person,
        patient,
        at: record.at,
        targets: Targets::new(),
        people: RefCell::new(People::default()),
    };
    let written = |section: &&VisibleSection| form == Form::UkCore || super::ips::has_resources(section.section);
    let lines = || record.sections.iter().filter(written).flat_map(|section| &section.lines);
    if lines().any(|line| !line.entry.links.is_empty() || line.statements.iter().any(has_links)) {
        export.targets = targets(&export, lines());
    }
    export
}

fn has_links(statement: &crate::consent::VisibleStatement) -> bool {
    statement.entry.as_ref().is_some_and(|entry| !entry.links.is_empty())
}

/// A statement that says the same as its line is found at the line's resource. A summary has the lines' resources alone.
fn targets<'a>(export: &Export<'_>, lines: impl Iterator<Item = &'a VisibleLine>) -> Targets<'a> {
    let mut targets = Targets::new();
    for line in lines {
        let Some(leading) = line.statements.first() else { continue };
        let line_target =
            Target { id: export.id(&leading.provenance, &[]), kind: resource_type(&line.entry, export.form) };
        for statement in &line.statements {
            let from = &statement.provenance;
            let own = statement.entry.as_ref().filter(|_| export.form == Form::UkCore);
            let target = own.map_or(line_target, |entry| Target {
                id: export.id(from, &[]),
                kind: resource_type(entry, export.form),
            });
            targets.insert((from.organisation.as_str(), from.system.as_str(), from.item.as_str()), target);
        }
    }
    targets
}

/// What names this export: the person, the time of the look and what it showed.
pub(super) fn name(record: &VisibleRecord, export: &Export<'_>) -> ResourceId {
    let at = record.at.to_string();
    let form = match export.form {
        Form::UkCore => "uk-core",
        Form::Ips => "ips",
    };
    let mut parts = vec![export.person.as_str(), at.as_str(), form, record.consent.as_str()];
    for section in &record.sections {
        parts.extend([section.section.as_str(), section.state.as_str()]);
        let lines = section.lines.iter().flat_map(|line| &line.statements).map(|statement| &statement.provenance);
        for from in section.statements.iter().map(|stated| &stated.provenance).chain(lines) {
            parts.extend([from.organisation.as_str(), from.system.as_str(), from.item.as_str()]);
        }
    }
    ResourceId::of(parts)
}

/// The labels of everything behind a line.
pub(super) fn labels(line: &VisibleLine) -> Sensitivity {
    let further = line.statements.iter().filter_map(|statement| statement.entry.as_ref());
    let mut labels = line.entry.sensitivity.clone();
    for entry in further.filter(|entry| !entry.sensitivity.is_empty()) {
        labels = labels.union(&entry.sensitivity);
    }
    labels
}

/// Writes the resources of one statement.
pub(super) fn write(w: &mut Writer, s: &Stating<'_, '_>) {
    let entry: &Entry = s.entry;
    s.beyond_opt("Stated by", entry.author.as_ref().map(crate::render::words::participant));
    let contains = match &entry.body {
        EntryBody::Medication(e) => e.ingredients.as_slice(),
        EntryBody::Allergy(e) => e.ingredients.as_slice(),
        _ => &[],
    };
    for ingredient in contains {
        s.beyond("Contains, by the dictionary of medicines", crate::render::words::concept(ingredient));
    }
    match (&entry.body, resource_type(entry, s.export.form)) {
        (EntryBody::Problem(e), ResourceType::FamilyMemberHistory) => family_history::family_history(w, s, e),
        (EntryBody::Problem(e), _) => condition::condition(w, s, e),
        (EntryBody::Allergy(e), _) => allergy::allergy(w, s, e),
        (EntryBody::Medication(e), ResourceType::MedicationRequest) => medication::request(w, s, e),
        (EntryBody::Medication(e), ResourceType::MedicationDispense) => dispensing::dispense(w, s, e),
        (EntryBody::Medication(e), ResourceType::MedicationAdministration) => dispensing::administration(w, s, e),
        (EntryBody::Medication(e), _) => medication::statement(w, s, e),
        (EntryBody::Investigation(e), ResourceType::DiagnosticReport) => report::report(w, s, e),
        (EntryBody::Investigation(e), _) => observation::observation(w, s, e),
        (EntryBody::RelatedPerson(e), _) => related_person::related_person(w, s, e),
        (EntryBody::CareProvider(e), _) => care_team::care_team(w, s, e),
        (EntryBody::Document(e), ResourceType::Composition) => document::composition(w, s, e),
        (EntryBody::Document(e), _) => document::document_reference(w, s, e),
        (EntryBody::Encounter(e), ResourceType::Appointment) => appointment::appointment(w, s, e),
        (EntryBody::Encounter(e), ResourceType::EpisodeOfCare) => appointment::episode(w, s, e),
        (EntryBody::Encounter(e), ResourceType::ServiceRequest) => service_request::referral(w, s, e),
        (EntryBody::Encounter(e), _) => encounter::encounter(w, s, e),
        (EntryBody::Procedure(e), ResourceType::ServiceRequest) => service_request::request(w, s, e),
        (EntryBody::Procedure(e), _) => procedure::procedure(w, s, e),
        (EntryBody::Immunisation(e), _) => immunisation::immunisation(w, s, e),
        (EntryBody::SocialCare(e), _) => social_care::social_care(w, s, e),
        (EntryBody::Alert(e), _) => flag::flag(w, s, e),
        (EntryBody::AboutMe(e), _) => about_me::about_me(w, s, e),
    }
}
