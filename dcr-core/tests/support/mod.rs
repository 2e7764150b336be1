//! Small makers of statements for tests.

#![allow(
    clippy::unwrap_used,
    dead_code,
    unreachable_pub,
    reason = "test support: a failure here is the test's failure"
)]

use dcr_core::contribution::{
    ContentHash, Contribution, ContributionBody, ContributionKey, ContributionParts, ContributionStatus, LinkRelation,
    LinkStatement, Origin, SourceFormat, Statement, Version,
};
use dcr_core::identifier::{
    CodedConcept, Coding, NhsNumber, OdsCode, PersonKey, SourceItemId, SourceSystem, SubjectId, system,
};
use dcr_core::record::{
    Demographics, Entry, EntryBody, HumanName, NhsNumberStatement, Problem, ProblemStatus, VerificationStatus,
};
use dcr_core::time::{PartialDateTime, Timestamp};

pub fn time(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

/// A local person of a system `PAS`.
pub fn person(organisation: &str, id: &str) -> PersonKey {
    PersonKey {
        organisation: OdsCode::parse(organisation).unwrap(),
        system: SourceSystem::parse("PAS").unwrap(),
        subject: SubjectId::new(SubjectId::LOCAL, id).unwrap(),
    }
}

pub fn statement_of(
    person: &PersonKey,
    item: &str,
    version: u64,
    status: ContributionStatus,
    body: Option<ContributionBody>,
) -> Statement {
    let contribution = Contribution::new(ContributionParts {
        key: ContributionKey {
            organisation: person.organisation.clone(),
            system: person.system.clone(),
            item: SourceItemId::parse(item).unwrap(),
        },
        version: Version::new(version).unwrap(),
        derived_from: None,
        recorded: time("2026-01-01T00:00:00Z"),
        subject: person.subject.clone(),
        status,
        body,
        origin: Origin {
            format: SourceFormat::Direct,
            message: ContentHash::of(item.as_bytes()),
            message_id: None,
            place: None,
            mapping: None,
        },
        attached: Vec::new(),
    })
    .unwrap();
    Statement::new(contribution, time("2026-01-02T00:00:00Z")).unwrap()
}

pub fn current(person: &PersonKey, item: &str, body: ContributionBody) -> Statement {
    statement_of(person, item, 1, ContributionStatus::Current, Some(body))
}

/// Who a local person is: NHS number, given names, family name, date of birth.
pub fn demographics(person: &PersonKey, number: Option<&str>, names: (&str, &str), birth_date: &str) -> Statement {
    stated(person, number, None, names, birth_date)
}

/// The same with a number that the source has traced.
pub fn verified(person: &PersonKey, number: &str, names: (&str, &str), birth_date: &str) -> Statement {
    stated(person, Some(number), Some(VerificationStatus::Verified), names, birth_date)
}

fn stated(
    person: &PersonKey,
    number: Option<&str>,
    verification: Option<VerificationStatus>,
    (given, family): (&str, &str),
    birth_date: &str,
) -> Statement {
    let demographics = Demographics {
        nhs_numbers: number
            .map(|number| NhsNumberStatement { number: NhsNumber::parse(number).unwrap(), verification })
            .into_iter()
            .collect(),
        names: vec![HumanName {
            family: Some(family.to_owned()),
            given: given.split_whitespace().map(str::to_owned).collect(),
            ..HumanName::default()
        }],
        birth_date: PartialDateTime::parse(birth_date).ok(),
        ..Demographics::default()
    };
    current(
        person,
        &format!("demographics/{}", person.subject.value()),
        ContributionBody::Demographics(Box::new(demographics)),
    )
}

/// Who a local person is, with what a test changes.
pub fn about(statement: &Statement, change: impl FnOnce(&mut Demographics)) -> Statement {
    let mut parts = statement.contribution().clone().into_parts();
    if let Some(ContributionBody::Demographics(stated)) = &mut parts.body {
        change(stated);
    }
    Statement::new(Contribution::new(parts).unwrap(), statement.received()).unwrap()
}

/// The local person of a system `PAS` who is known there by an NHS number alone.
pub fn known_by_number(organisation: &str, number: &str) -> PersonKey {
    PersonKey { subject: SubjectId::new(SubjectId::NHS_NUMBER, number).unwrap(), ..person(organisation, "0") }
}

pub fn link(subject: &PersonKey, other: &PersonKey, relation: LinkRelation) -> Statement {
    current(
        subject,
        &format!("link/{}/{}/{}", subject.subject.value(), other.organisation, other.subject.value()),
        ContributionBody::Link(LinkStatement::new(other.clone(), relation)),
    )
}

pub fn problem(person: &PersonKey, item: &str, code: &str, status: ProblemStatus, onset: Option<&str>) -> Statement {
    let mut problem = Problem {
        code: CodedConcept::from_coding(Coding::new(system::SNOMED, code)),
        status: Some(status),
        category: None,
        significance: None,
        episodicity: None,
        severity: None,
        body_site: None,
        period: dcr_core::record::Period::default(),
        noted: None,
        asserter: None,
        notes: Vec::new(),
    };
    problem.period.start = onset.map(|onset| PartialDateTime::parse(onset).unwrap());
    current(person, item, ContributionBody::Entry(Box::new(Entry::new(EntryBody::Problem(problem)))))
}
