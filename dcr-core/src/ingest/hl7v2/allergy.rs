//! AL1 and IAM: allergies.

use super::context::Context;
use super::draft::Drafts;
use super::message::Segment;
use super::value::Value;
use crate::contribution::{ContributionBody, ContributionStatus};
use crate::identifier::CodedConcept;
use crate::ingest::Severity;
use crate::record::{
    Allergy, AllergyCategory, AllergyStatus, Certainty, Entry, EntryBody, Participant, Period, Reaction,
};

/// One entry for each AL1 and IAM segment that says what the allergy is to.
pub(super) fn map(context: &Context<'_>, drafts: &mut Drafts) {
    for iam in context.named("IAM") {
        adverse_reaction(context, iam, drafts);
    }
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

/// IAM: an allergy that is added, updated or taken back by its own identifier (IAM-7, with the action of IAM-6).
///
/// Source: HL7 v2.5.1 chapter 3, section 3.4.7.
fn adverse_reaction(context: &Context<'_>, iam: Segment<'_>, drafts: &mut Drafts) {
    let Some(code) = iam.field(3).concept() else { return };
    iam.field(1).mark();
    let mut reaction = Reaction {
        manifestations: iam.field(5).repeats().filter_map(Value::whole).map(|t| CodedConcept::from_text(&t)).collect(),
        ..Reaction::default()
    };
    reaction.severity = severity(iam.field(4));
    let stands = iam.field(17).read(clinical_status);
    if stands.is_none() && iam.field(17).has_value() {
        iam.field(17).issue(
            Severity::Warning,
            "hl7v2.code.unknown",
            "the clinical status of the allergy is not known and stays attached",
        );
    }
    let action = iam.field(6).read(|code| match code {
        "A" | "U" => Some(false),
        "D" => Some(true),
        _ => None,
    });
    let status = match (action, &stands) {
        (Some(true), _) => ContributionStatus::Deleted,
        (_, Some(Stands::Erroneous)) => ContributionStatus::EnteredInError,
        _ => ContributionStatus::Current,
    };
    let asserter = iam.field(14).name().map(|name| Participant {
        name: Some(name.display()),
        role: Some("reported by".to_owned()),
        ..Participant::default()
    });
    let (allergy_status, certainty) = match stands {
        Some(Stands::Stated(status, certainty)) => (status, certainty),
        _ => (None, None),
    };
    let own = iam.field(7).part(1).text();
    let allergy = Allergy {
        status: allergy_status,
        certainty,
        categories: iam.field(2).read(category).into_iter().collect(),
        criticality: None,
        reactions: if reaction == Reaction::default() { Vec::new() } else { vec![reaction] },
        period: Period { start: iam.field(11).date_time(), end: None },
        noted: iam.field(13).date_time(),
        asserter,
        notes: Vec::new(),
        ingredients: Vec::new(),
        code,
    };
    let item = match own {
        Some(own) => context.own_item("allergy", &["iam", &own]),
        None => context.own_item("allergy", &[key_of(&allergy.code)]),
    };
    let body = ContributionBody::Entry(Box::new(Entry::new(EntryBody::Allergy(allergy))));
    drafts.add(context, iam, item, status, context.recorded, body);
}

/// What IAM-17 says of an allergy.
enum Stands {
    Stated(Option<AllergyStatus>, Option<Certainty>),
    Erroneous,
}

/// HL7 table 0438.
fn clinical_status(code: &str) -> Option<Stands> {
    Some(match code {
        "U" | "P" | "S" => Stands::Stated(None, Some(Certainty::Unconfirmed)),
        "C" => Stands::Stated(None, Some(Certainty::Confirmed)),
        "I" => Stands::Stated(Some(AllergyStatus::Inactive), Some(Certainty::Confirmed)),
        "D" => Stands::Stated(None, Some(Certainty::from("doubt-raised"))),
        "E" => Stands::Erroneous,
        _ => return None,
    })
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
