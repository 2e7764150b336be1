//! Immunization: vaccinations, given or not.

use super::reader::Reader;
use crate::identifier::CodedConcept;
use crate::record::{EntryBody, EntryLinkKind, Immunisation, ImmunisationStatus};

/// Reads an Immunization; of several protocols applied, the first is read.
pub(super) fn immunisation(reader: &Reader<'_, '_>) -> Option<EntryBody> {
    let view = reader.view;
    reader.refuse_when_true("isSubpotent");
    let vaccine = reader.concept_at(view, "vaccineCode")?;
    let mut protocols = reader.array_at(view, "protocolApplied");
    protocols.extend(reader.array_at(view, "vaccinationProtocol"));
    let protocol = protocols.into_iter().next();
    let dose = protocol.and_then(|protocol| {
        let number = protocol.get("doseNumberPositiveInt").or_else(|| protocol.get("doseSequence"));
        let number = number.filter(|number| number.number().is_some());
        match number {
            Some(number) => {
                number.mark();
                Some(number.raw().to_owned())
            }
            None => reader.text_at(protocol, "doseNumberString"),
        }
    });
    let manufacturer = view.get("manufacturer").and_then(|reference| {
        let organisation = reader.follow(reference);
        let named = organisation.and_then(|organisation| reader.text_at(organisation, "name"));
        named.or_else(|| reader.text_at(reference, "display"))
    });
    reader.link_at(&EntryLinkKind::During, view, "encounter");
    let mut performers = reader.acting_participants("performer", "actor", "function");
    performers.extend(reader.acting_participants("practitioner", "actor", "role"));
    Some(EntryBody::Immunisation(Immunisation {
        vaccine,
        procedure: reader.uk_concept(view, &["VaccinationProcedure"]),
        status: status(reader),
        status_reason: status_reason(reader),
        given: reader.date_at(view, "occurrenceDateTime").or_else(|| reader.date_at(view, "date")),
        dose,
        batch: reader.text_at(view, "lotNumber"),
        manufacturer,
        route: reader.concept_at(view, "route"),
        site: reader.concept_at(view, "site"),
        diseases: protocol.map(|protocol| reader.concepts_at(protocol, "targetDisease")).unwrap_or_default(),
        performers,
        notes: reader.notes(),
    }))
}

/// The status; STU3 says apart from it that nothing was given, and what was not given never reads as given.
fn status(reader: &Reader<'_, '_>) -> Option<ImmunisationStatus> {
    let status = reader.text_at(reader.view, "status").map(|word| ImmunisationStatus::from(word.as_str()));
    let Some(not_given) = reader.view.get("notGiven") else { return status };
    match not_given.boolean() {
        Some(true) => {
            not_given.mark();
            Some(ImmunisationStatus::NotDone)
        }
        Some(false) => status,
        None => {
            reader.refuse_when_true("notGiven");
            status
        }
    }
}

/// Why it was not given.
fn status_reason(reader: &Reader<'_, '_>) -> Option<CodedConcept> {
    let stu3 = || {
        let why_not = reader.view.get("explanation")?;
        reader.array_at(why_not, "reasonNotGiven").into_iter().next().and_then(|reason| reader.concept(reason))
    };
    reader.concept_at(reader.view, "statusReason").or_else(stu3)
}
