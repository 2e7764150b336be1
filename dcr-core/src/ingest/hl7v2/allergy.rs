//! AL1: allergies.

use super::context::Context;
use super::draft::Drafts;
use super::value::Value;
use crate::identifier::CodedConcept;
use crate::record::{Allergy, AllergyCategory, EntryBody, Period, Reaction};

/// One entry for each AL1 segment that says what the allergy is to.
pub(super) fn map(context: &Context<'_>, drafts: &mut Drafts) {
    for al1 in context.named("AL1") {
        let Some(code) = al1.field(3).concept() else { continue };
        al1.field(1).mark();
        let mut reaction = Reaction {
            manifestations: al1
                .field(5)
                .repeats()
                .filter_map(Value::whole)
                .map(|words| CodedConcept::from_text(&words))
                .collect(),
            ..Reaction::default()
        };
        reaction.severity = severity(al1.field(4));
        let allergy = Allergy {
            status: None,
            certainty: None,
            categories: al1.field(2).read(category).into_iter().collect(),
            criticality: None,
            reactions: if reaction == Reaction::default() { Vec::new() } else { vec![reaction] },
            period: Period::default(),
            noted: al1.field(6).date_time(),
            asserter: None,
            ingredients: Vec::new(),
            notes: Vec::new(),
            code,
        };
        let item = context.own_item("allergy", &[key_of(&allergy.code)]);
        context.add_entry(drafts, al1, item, EntryBody::Allergy(allergy));
    }
}

/// What tells one concept from another: its code, else its words.
pub(super) fn key_of(concept: &CodedConcept) -> &str {
    concept.codings.first().map_or(concept.words(), |coding| coding.code.as_str())
}

/// HL7 table 0127.
fn category(code: &str) -> Option<AllergyCategory> {
    Some(match code {
        "DA" => AllergyCategory::Medication,
        "FA" => AllergyCategory::Food,
        "EA" | "PA" | "AA" | "LA" => AllergyCategory::Environment,
        _ => return None,
    })
}

/// HL7 table 0128 in words; words that the source gives stand as they came.
fn severity(field: Value<'_>) -> Option<String> {
    let code = field.text()?;
    Some(field.part(2).whole().unwrap_or_else(|| match code.as_str() {
        "SV" => "severe".to_owned(),
        "MO" => "moderate".to_owned(),
        "MI" => "mild".to_owned(),
        "U" => "unknown".to_owned(),
        _ => code,
    }))
}
