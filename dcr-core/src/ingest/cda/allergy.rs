//! Allergy observations.

use super::concept::{concept, only_refined};
use super::datatypes::{period, time};
use super::element::Element;
use super::entries::refused;
use super::narrative::Pointers;
use super::participant::participant;
use super::problem::{Certain, certainty, remarks, status};
use crate::identifier::CodedConcept;
use crate::record::{Allergy, AllergyCategory, AllergyStatus, Certainty, Criticality, Period, Reaction};

/// The templates of allergy observations: C-CDA R2.1, and IHE PCC Allergies and Intolerances.
const TEMPLATES: [&str; 2] = ["2.16.840.1.113883.10.20.22.4.7", "1.3.6.1.4.1.19376.1.5.3.1.4.6"];

/// To what kind of thing an allergy is, by the code of the observation's value.
///
/// Source: C-CDA R2.1, Allergy and Intolerance Type; SNOMED CT.
fn kind_of(code: &str) -> Option<Option<AllergyCategory>> {
    Some(match code {
        "416098002" | "59037007" | "419511003" => Some(AllergyCategory::Medication),
        "414285001" | "235719002" | "418471000" => Some(AllergyCategory::Food),
        "426232007" => Some(AllergyCategory::Environment),
        "420134006" | "419199007" | "418038007" | "106190000" => None,
        _ => return None,
    })
}

/// Whether a code says that no allergy is known.
fn none_known(code: &str) -> bool {
    matches!(code, "716186003" | "409137002" | "429625007" | "428607008" | "160244002")
}

/// The allergy that an observation states; `None` where it states none.
pub(super) fn allergy<'t>(observation: Element<'t>, concern: Option<&str>, pointers: &Pointers<'t>) -> Option<Allergy> {
    let value = observation.any_child("value").filter(|value| matches!(value.kind(), "CD" | "CE" | "CV"))?;
    let said = value.attribute("code").unwrap_or_default();
    let templates = observation.all("templateId").filter_map(|template| template.attribute("root"));
    let is_allergy = templates.into_iter().any(|root| TEMPLATES.contains(&root)) || kind_of(said).is_some();
    if !(is_allergy || none_known(said)) || !only_refined(value) || certainty(observation) == Some(Certain::Absent) {
        return None;
    }
    let agent = observation
        .all("participant")
        .filter(|participant| participant.attribute("typeCode") == Some("CSM"))
        .find_map(|participant| agent(participant, pointers));
    let (code, categories) = if none_known(said) {
        (concept(value, pointers)?, vec![AllergyCategory::NoneKnown])
    } else {
        // The kind of allergy is told by the category; its own code and words stay attached.
        (agent?, kind_of(said).flatten().into_iter().collect())
    };
    let status = status(observation).map(|word| match word {
        "55561003" | "active" => AllergyStatus::Active,
        "73425007" | "inactive" => AllergyStatus::Inactive,
        "413322009" | "resolved" => AllergyStatus::Resolved,
        other => AllergyStatus::from(other),
    });
    let active = (concern == Some("active")).then_some(AllergyStatus::Active);
    let author = observation.child("author");
    Some(Allergy {
        code,
        ingredients: Vec::new(),
        status: status.or(active),
        certainty: (certainty(observation) == Some(Certain::Possible)).then_some(Certainty::Unconfirmed),
        categories,
        criticality: criticality(observation),
        reactions: reactions(observation, pointers),
        period: observation.child("effectiveTime").map_or_else(Period::default, period),
        noted: author.and_then(|author| author.child("time")).and_then(time),
        asserter: author.and_then(|author| author.child("assignedAuthor")).and_then(|role| participant(role, pointers)),
        notes: Vec::new(),
    })
}

/// What the allergy is to.
fn agent<'t>(participant: Element<'t>, pointers: &Pointers<'t>) -> Option<CodedConcept> {
    let entity = participant.at(&["participantRole", "playingEntity"])?;
    let mut found = entity.any_child("code").and_then(|code| concept(code, pointers)).unwrap_or_default();
    if found.text.is_none() {
        found.text = entity.child("name").and_then(Element::take_words);
    }
    (!found.is_empty()).then_some(found)
}

/// Source: C-CDA R2.1, Criticality Observation: LOINC 82606-5.
fn criticality(observation: Element<'_>) -> Option<Criticality> {
    remarks(observation).find_map(|(_, remark)| {
        if remark.child("code")?.attribute("code") != Some("82606-5") || refused(remark).is_some() {
            return None;
        }
        Some(match remark.child("value")?.attribute("code")? {
            "CRITL" => Criticality::Low,
            "CRITH" => Criticality::High,
            "CRITU" => Criticality::UnableToAssess,
            _ => return None,
        })
    })
}

/// What happened: statements that manifest the allergy.
fn reactions<'t>(observation: Element<'t>, pointers: &Pointers<'t>) -> Vec<Reaction> {
    let manifested = remarks(observation)
        .filter(|(relation, remark)| relation.attribute("typeCode") == Some("MFST") && refused(*remark).is_none());
    manifested
        .filter_map(|(_, remark)| {
            let value = remark.any_child("value").filter(|value| only_refined(*value))?;
            let severity = remarks(remark).find_map(|(_, grade)| {
                let is_severity = grade.child("code")?.attribute("code") == Some("SEV");
                let value = grade.child("value").filter(|_| is_severity && refused(grade).is_none())?;
                super::concept::words(value, pointers)
            });
            Some(Reaction {
                manifestations: vec![concept(value, pointers)?],
                severity,
                onset: remark.child("effectiveTime").and_then(|when| period(when).start),
                description: None,
            })
        })
        .collect()
}
