//! PID and PD1: who the person is, and who looks after them.

use super::context::Context;
use super::draft::{Drafts, Joined, item_id};
use super::link::Event;
use super::message::Segment;
use super::subject::Identifiers;
use super::value::Value;
use crate::contribution::ContributionBody;
use crate::identifier::OdsCode;
use crate::ingest::Severity;
use crate::record::{
    CareProvider, CareProviderRole, Death, Demographics, EntryBody, Gender, NameUse, NhsNumberStatement, Participant,
    Period, VerificationStatus,
};

/// The demographics of the person, and the care providers that PD1 names.
///
/// A result, a letter, a merge, a link or a move names its person in fewer words than a registration does. So that its
/// words do not supersede those of a registration they have an item of their own, which ends in the message's kind.
pub(super) fn map(context: &Context<'_>, pid: Segment<'_>, identifiers: &Identifiers, drafts: &mut Drafts) -> usize {
    pid.field(1).mark();
    let mut demographics = Demographics {
        nhs_numbers: nhs_numbers(pid, identifiers),
        identifiers: identifiers.local_ids().filter(|id| **id != context.subject).cloned().collect(),
        names: pid.field(5).repeats().filter_map(Value::name).collect(),
        birth_date: pid.field(7).birth_date(),
        gender: gender(pid.field(8)),
        death: death(pid),
        addresses: pid.field(11).repeats().filter_map(Value::address).collect(),
        contacts: pid.field(13).repeats().flat_map(Value::contacts).collect(),
        ethnicity: pid.field(22).concept(),
        languages: pid.field(15).concept().into_iter().collect(),
        marital_status: pid.field(16).concept(),
        religion: pid.field(17).concept(),
        ..Demographics::default()
    };
    demographics.names.extend(pid.field(9).repeats().filter_map(Value::name).map(|mut name| {
        name.name_use.get_or_insert(NameUse::from("alias"));
        name
    }));
    demographics.contacts.extend(pid.field(14).repeats().flat_map(Value::contacts).map(|mut contact| {
        contact.contact_use.get_or_insert("WPN".to_owned());
        contact
    }));
    let pd1 = context.first("PD1");
    let providers = pd1.map(|pd1| providers(pd1, &mut demographics)).unwrap_or_default();

    let status = context.standing();
    let registration =
        context.kind == "ADT" && context.first("MRG").is_none() && Event::of(&context.trigger) == Event::Plain;
    let (namespace, value) = (context.subject.namespace(), context.subject.value());
    let item = if registration {
        item_id(&["demographics", namespace, value], Joined::All)
    } else {
        let aside = if context.kind == "ADT" { &context.trigger } else { &context.kind };
        item_id(&["demographics", namespace, value, aside], Joined::All)
    };
    let body = ContributionBody::Demographics(Box::new(demographics));
    let draft = drafts.add(context, pid, item, status, context.recorded, body);
    if let Some(pd1) = pd1 {
        drafts.claim(pd1, draft);
        for (word, provider) in providers {
            let item = context.own_item("care-provider", &[word]);
            context.add_entry(drafts, pd1, item, EntryBody::CareProvider(provider));
        }
        drafts.claim(pd1, draft);
    }
    draft
}

fn nhs_numbers(pid: Segment<'_>, identifiers: &Identifiers) -> Vec<NhsNumberStatement> {
    let trace = pid.field(32);
    let mut verification = None;
    // The status is about one number: with two it cannot be said which.
    if identifiers.nhs_numbers.len() == 1 {
        verification = trace.read(|code| match VerificationStatus::from(code) {
            VerificationStatus::Other(_) => None,
            known => Some(known),
        });
        if verification.is_none() && trace.has_value() {
            trace.issue(
                Severity::Note,
                "hl7v2.code.unknown",
                "the identity reliability code is no NHS number trace status and stays attached",
            );
        }
    }
    identifiers
        .nhs_numbers
        .iter()
        .map(|number| NhsNumberStatement { number: number.clone(), verification: verification.clone() })
        .collect()
}

/// Gender (HL7 table 0001; NHS Data Model and Dictionary PERSON STATED GENDER CODE).
fn gender(field: Value<'_>) -> Option<Gender> {
    let gender = field.read(|code| match code.to_ascii_uppercase().as_str() {
        "M" | "1" => Some(Gender::Male),
        "F" | "2" => Some(Gender::Female),
        "O" | "A" | "I" | "9" => Some(Gender::Indeterminate),
        "U" | "X" | "0" => Some(Gender::Unknown),
        _ => None,
    });
    if gender.is_none() && field.has_value() {
        field.issue(Severity::Warning, "hl7v2.code.unknown", "the gender code is not known and stays attached");
    }
    gender
}

fn death(pid: Segment<'_>) -> Option<Death> {
    let indicator = pid.field(30);
    if let Some(when) = pid.field(29).date_time() {
        indicator.mark_if("Y");
        return Some(Death::On(when));
    }
    indicator.read(|word| match word {
        "Y" => Some(Death::Dead),
        // A time of death that could not be read outweighs the word that there is none.
        "N" if !pid.field(29).has_value() => Some(Death::Alive),
        _ => None,
    })
}

fn providers(pd1: Segment<'_>, demographics: &mut Demographics) -> Vec<(&'static str, CareProvider)> {
    let mut providers = Vec::new();
    let provider = |role, name: Option<String>, member| CareProvider {
        role,
        name,
        members: vec![member],
        reasons: Vec::new(),
        status: None,
        period: Period::default(),
        notes: Vec::new(),
    };
    let practice = pd1.field(3);
    let name = practice.part(1).whole();
    let code = [3, 10].into_iter().find_map(|number| practice.part(number).read(|text| OdsCode::parse(text).ok()));
    if name.is_some() || code.is_some() {
        demographics.practice.clone_from(&code);
        let member = Participant { organisation: code, organisation_name: name.clone(), ..Participant::default() };
        providers.push(("registered-practice", provider(CareProviderRole::RegisteredPractice, name, member)));
    }
    if let Some(gp) = pd1.field(4).professional("general practitioner") {
        demographics.gp = Some(gp.clone());
        providers.push(("usual-gp", provider(CareProviderRole::UsualGp, None, gp)));
    }
    providers
}
