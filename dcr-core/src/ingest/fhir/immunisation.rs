//! Immunization: vaccinations, given or not.

use super::reader::Reader;
use crate::record::{EntryBody, EntryLinkKind, Immunisation, ImmunisationStatus};

const PROCEDURE: &str = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-VaccinationProcedure";

/// Reads an Immunization; of several protocols applied, the first is read.
pub(super) fn immunisation(reader: &Reader<'_, '_>) -> Option<EntryBody> {
    let view = reader.view;
    reader.refuse_when_true("isSubpotent");
    let vaccine = reader.concept_at(view, "vaccineCode")?;
    let protocol = reader.array_at(view, "protocolApplied").into_iter().next();
    let dose = protocol.and_then(|protocol| {
        let number = protocol.get("doseNumberPositiveInt").filter(|number| number.number().is_some());
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
    Some(EntryBody::Immunisation(Immunisation {
        vaccine,
        procedure: reader.extension_concept(view, PROCEDURE),
        status: reader.text_at(view, "status").map(|word| ImmunisationStatus::from(word.as_str())),
        status_reason: reader.concept_at(view, "statusReason"),
        given: reader.date_at(view, "occurrenceDateTime"),
        dose,
        batch: reader.text_at(view, "lotNumber"),
        manufacturer,
        route: reader.concept_at(view, "route"),
        site: reader.concept_at(view, "site"),
        diseases: protocol.map(|protocol| reader.concepts_at(protocol, "targetDisease")).unwrap_or_default(),
        performers: reader.acting_participants("performer", "actor", "function"),
        notes: reader.notes(),
    }))
}
