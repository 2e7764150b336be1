//! What is left of each kind of entry.

use super::values::{amount, dosage, number, one_of, range, value};
use super::{all_coded, all_known, coded, concept, known, participant, participants, period};
use crate::record::{
    AboutMe, Alert, Allergy, CareProvider, Document, Encounter, EncounterTopic, EntryBody, Immunisation, Investigation,
    Measurement, Medication, MedicationIssue, MedicationSupply, Problem, Procedure, Reaction, RelatedPerson,
    SocialCare, Specimen,
};

/// Source: HL7 FHIR R4, request-status, event-status and care-team-status.
const STATES: [&str; 16] = [
    "proposed",
    "draft",
    "active",
    "on-hold",
    "suspended",
    "inactive",
    "revoked",
    "completed",
    "stopped",
    "cancelled",
    "entered-in-error",
    "unknown",
    "in-progress",
    "not-done",
    "preparation",
    "declined",
];

/// Source: HL7 FHIR R4, reaction-event-severity.
const SEVERITIES: [&str; 3] = ["mild", "moderate", "severe"];

/// Source: HL7 FHIR R4, request-priority.
const PRIORITIES: [&str; 4] = ["routine", "urgent", "asap", "stat"];

/// Source: Adult Social Care Client Level Data specification, Client Type.
const CLIENT_TYPES: [&str; 2] = ["Service User", "Carer"];

pub(super) fn body(body: EntryBody) -> EntryBody {
    match body {
        EntryBody::Problem(e) => EntryBody::Problem(problem(e)),
        EntryBody::Allergy(e) => EntryBody::Allergy(allergy(e)),
        EntryBody::Medication(e) => EntryBody::Medication(medication(e)),
        EntryBody::Investigation(e) => EntryBody::Investigation(investigation(e)),
        EntryBody::RelatedPerson(e) => EntryBody::RelatedPerson(related_person(e)),
        EntryBody::CareProvider(e) => EntryBody::CareProvider(care_provider(e)),
        EntryBody::Document(e) => EntryBody::Document(document(e)),
        EntryBody::Encounter(e) => EntryBody::Encounter(encounter(e)),
        EntryBody::Procedure(e) => EntryBody::Procedure(procedure(e)),
        EntryBody::Immunisation(e) => EntryBody::Immunisation(immunisation(e)),
        EntryBody::SocialCare(e) => EntryBody::SocialCare(social_care(e)),
        EntryBody::Alert(e) => EntryBody::Alert(alert(e)),
        EntryBody::AboutMe(e) => EntryBody::AboutMe(about_me(e)),
    }
}

fn problem(of: Problem) -> Problem {
    let Problem {
        code,
        status,
        category,
        significance,
        episodicity,
        severity,
        body_site,
        period: held,
        noted,
        asserter,
        notes: _,
    } = of;
    Problem {
        code: concept(code),
        status: status.map(known),
        category: category.map(known),
        significance: significance.map(known),
        episodicity: episodicity.map(known),
        severity: severity.and_then(coded),
        body_site: body_site.and_then(coded),
        period: period(held),
        noted,
        asserter: asserter.and_then(participant),
        notes: Vec::new(),
    }
}

fn allergy(of: Allergy) -> Allergy {
    let Allergy {
        code,
        status,
        certainty,
        categories,
        criticality,
        reactions,
        period: held,
        noted,
        asserter,
        ingredients,
        notes: _,
    } = of;
    Allergy {
        code: concept(code),
        status: status.map(known),
        certainty: certainty.map(known),
        categories: all_known(categories),
        criticality: criticality.map(known),
        reactions: reactions.into_iter().filter_map(reaction).collect(),
        period: period(held),
        noted,
        asserter: asserter.and_then(participant),
        ingredients: all_coded(ingredients),
        notes: Vec::new(),
    }
}

fn reaction(of: Reaction) -> Option<Reaction> {
    let Reaction { manifestations, severity, onset, description: _ } = of;
    let kept = Reaction {
        manifestations: all_coded(manifestations),
        severity: severity.and_then(|word| one_of(word, &SEVERITIES)),
        onset,
        description: None,
    };
    (kept != Reaction::default()).then_some(kept)
}

fn medication(of: Medication) -> Medication {
    let Medication {
        drug,
        status,
        course,
        dosages,
        period: held,
        authored,
        last_issued,
        review_due,
        quantity,
        reasons,
        status_reason,
        prescriber,
        ingredients,
        notes: _,
        supply: supplied,
    } = of;
    Medication {
        drug: concept(drug),
        status: status.map(known),
        course: course.map(known),
        dosages: dosages.into_iter().filter_map(dosage).collect(),
        period: period(held),
        authored,
        last_issued,
        review_due,
        quantity: quantity.and_then(amount),
        reasons: all_coded(reasons),
        status_reason: status_reason.and_then(coded),
        prescriber: prescriber.and_then(participant),
        ingredients: all_coded(ingredients),
        notes: Vec::new(),
        supply: supply(supplied),
    }
}

fn supply(of: MedicationSupply) -> MedicationSupply {
    let MedicationSupply { agency, repeats_allowed, repeats_issued, duration, dosage_changed, status_changed, issues } =
        of;
    MedicationSupply {
        agency: agency.and_then(coded),
        repeats_allowed,
        repeats_issued,
        duration: duration.and_then(amount),
        dosage_changed,
        status_changed,
        issues: issues.into_iter().map(issue).collect(),
    }
}

fn issue(of: MedicationIssue) -> MedicationIssue {
    let MedicationIssue { issued, status, period: held, quantity, dosages, prescriber, notes: _ } = of;
    MedicationIssue {
        issued,
        status: status.and_then(|word| one_of(word, &STATES)),
        period: period(held),
        quantity: quantity.and_then(amount),
        dosages: dosages.into_iter().filter_map(dosage).collect(),
        prescriber: prescriber.and_then(participant),
        notes: Vec::new(),
    }
}

fn investigation(of: Investigation) -> Investigation {
    let Investigation {
        code,
        kind,
        status,
        placer_number: _,
        filler_number: _,
        observed,
        reported,
        specimens,
        measurements,
        conclusion: _,
        requester,
        performers,
        notes: _,
    } = of;
    Investigation {
        code: concept(code),
        kind: kind.map(known),
        status: status.map(known),
        placer_number: None,
        filler_number: None,
        observed,
        reported,
        specimens: specimens.into_iter().filter_map(specimen).collect(),
        measurements: measurements.into_iter().map(measurement).collect(),
        conclusion: None,
        requester: requester.and_then(participant),
        performers: participants(performers),
        notes: Vec::new(),
    }
}

fn specimen(of: Specimen) -> Option<Specimen> {
    let Specimen { identifier: _, kind, collected, received } = of;
    let kept = Specimen { identifier: None, kind: kind.and_then(coded), collected, received };
    (kept != Specimen::default()).then_some(kept)
}

fn measurement(of: Measurement) -> Measurement {
    let Measurement { code, value: found, interpretations, ranges, status, observed, method, group, notes: _ } = of;
    Measurement {
        code: concept(code),
        value: found.map(value),
        interpretations: all_known(interpretations),
        ranges: ranges.into_iter().filter_map(range).collect(),
        status: status.map(known),
        observed,
        method: method.and_then(coded),
        group: group.filter(|group| group.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')),
        notes: Vec::new(),
    }
}

/// A relative is not asked what may be told of them: their date of birth and their numbers go with their name.
fn related_person(of: RelatedPerson) -> RelatedPerson {
    let RelatedPerson {
        names: _,
        relationship,
        roles,
        addresses: _,
        contacts: _,
        birth_date: _,
        nhs_number: _,
        identifier: _,
        period: held,
        authority: _,
        rank,
        notes: _,
    } = of;
    RelatedPerson {
        relationship: relationship.and_then(coded),
        roles: all_known(roles),
        period: period(held),
        rank,
        ..RelatedPerson::default()
    }
}

fn care_provider(of: CareProvider) -> CareProvider {
    let CareProvider { role, name: _, members, reasons, status, period: held, notes: _ } = of;
    CareProvider {
        role: known(role),
        name: None,
        members: participants(members),
        reasons: all_coded(reasons),
        status: status.and_then(|word| one_of(word, &STATES)),
        period: period(held),
        notes: Vec::new(),
    }
}

fn document(of: Document) -> Document {
    let Document {
        kind,
        title: _,
        status,
        written,
        covers,
        authors,
        custodian,
        identifier: _,
        replaces: _,
        sections: _,
        contents: _,
    } = of;
    Document {
        kind: concept(kind),
        title: None,
        status: status.map(known),
        written,
        covers: period(covers),
        authors: participants(authors),
        custodian: custodian.and_then(participant),
        identifier: None,
        replaces: None,
        sections: Vec::new(),
        contents: Vec::new(),
    }
}

fn encounter(of: Encounter) -> Encounter {
    let Encounter {
        kind,
        status,
        visit_number: _,
        period: held,
        service,
        reasons,
        moves: _,
        participants: present,
        admission,
        discharge,
        expected_end,
        notes: _,
        priority,
        topics,
    } = of;
    Encounter {
        kind: known(kind),
        status: status.map(known),
        visit_number: None,
        period: period(held),
        service: service.and_then(coded),
        reasons: all_coded(reasons),
        moves: Vec::new(),
        participants: participants(present),
        admission: admission.and_then(coded),
        discharge: discharge.and_then(coded),
        expected_end,
        notes: Vec::new(),
        priority: priority.and_then(|word| one_of(word, &PRIORITIES)),
        topics: topics.into_iter().filter_map(topic).collect(),
    }
}

fn topic(of: EncounterTopic) -> Option<EncounterTopic> {
    let EncounterTopic { title: _, problems, heading: _, items, notes: _ } = of;
    let kept = EncounterTopic { problems, items, ..EncounterTopic::default() };
    (kept != EncounterTopic::default()).then_some(kept)
}

fn procedure(of: Procedure) -> Procedure {
    let Procedure { code, status, performed, body_sites, reasons, outcome, performers, notes: _ } = of;
    Procedure {
        code: concept(code),
        status: status.map(known),
        performed: period(performed),
        body_sites: all_coded(body_sites),
        reasons: all_coded(reasons),
        outcome: outcome.and_then(coded),
        performers: participants(performers),
        notes: Vec::new(),
    }
}

fn immunisation(of: Immunisation) -> Immunisation {
    let Immunisation {
        vaccine,
        procedure,
        status,
        status_reason,
        given,
        dose,
        batch: _,
        manufacturer: _,
        route,
        site,
        diseases,
        performers,
        notes: _,
    } = of;
    Immunisation {
        vaccine: concept(vaccine),
        procedure: procedure.and_then(coded),
        status: status.map(known),
        status_reason: status_reason.and_then(coded),
        given,
        dose: dose.and_then(number),
        batch: None,
        manufacturer: None,
        route: route.and_then(coded),
        site: site.and_then(coded),
        diseases: all_coded(diseases),
        performers: participants(performers),
        notes: Vec::new(),
    }
}

fn social_care(of: SocialCare) -> SocialCare {
    let SocialCare {
        kind,
        what,
        component,
        status,
        period: held,
        client_type,
        reason,
        outcome,
        delivery: _,
        provider,
        worker,
        description: _,
        details: _,
        notes: _,
    } = of;
    SocialCare {
        kind: known(kind),
        what: concept(what),
        component: component.and_then(coded),
        status: status.map(known),
        period: period(held),
        client_type: client_type.and_then(|word| one_of(word, &CLIENT_TYPES)),
        reason: reason.and_then(coded),
        outcome: outcome.and_then(coded),
        delivery: None,
        provider: provider.and_then(participant),
        worker: worker.and_then(participant),
        description: None,
        details: std::collections::BTreeMap::new(),
        notes: Vec::new(),
    }
}

fn alert(of: Alert) -> Alert {
    let Alert { code, kind, status, period: held, author, notes: _ } = of;
    Alert {
        code: concept(code),
        kind: kind.map(known),
        status: status.map(known),
        period: period(held),
        author: author.and_then(participant),
        notes: Vec::new(),
    }
}

/// It is the person's own words throughout; no policy can show the section coded.
fn about_me(of: AboutMe) -> AboutMe {
    let AboutMe {
        most_important: _,
        important_people: _,
        communication: _,
        please_do_and_do_not: _,
        wellness: _,
        support: _,
        also_worth_knowing: _,
        supported_by: _,
        written,
    } = of;
    AboutMe { written, ..AboutMe::default() }
}
