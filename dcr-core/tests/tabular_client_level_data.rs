//! Adult Social Care Client Level Data: what identifies an event, which import wins, who cares for whom.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

use dcr_core::contribution::{Contribution, ContributionBody, Statement};
use dcr_core::identifier::{OdsCode, SourceSystem};
use dcr_core::ingest::tabular::{Mapping, read};
use dcr_core::ingest::{Limits, Source};
use dcr_core::record::{EntryBody, RelatedPersonRole, SocialCare, SocialCareKind};
use dcr_core::time::Timestamp;
use proptest::prelude::*;
use std::collections::BTreeMap;

const HEADER: &str = "LA_Code,Reporting_Period_End_Date,NHS_Number,LA_Person_Unique_Identifier,Client_Type,Event_Type,\
    Event_Start_Date,Event_End_Date,Event_Outcome,Request_Route_of_Access,Assessment_Type,Service_Type,Service_Component,\
    Delivery_Mechanism,Review_Reason,Adult_1_Linked_Person_ID,Adult_2_Linked_Person_ID,Unit_Cost\n";

fn import(received: &str, rows: &str) -> Vec<Contribution> {
    let source = Source {
        organisation: OdsCode::parse("838").unwrap(),
        system: SourceSystem::parse("Mosaic").unwrap(),
        received: Timestamp::parse(received).unwrap(),
    };
    let file = format!("{HEADER}{rows}");
    let units = read(file.as_bytes(), Mapping::built_in("client-level-data").unwrap(), &source, &Limits::default());
    units.into_iter().flat_map(|unit| unit.contributions).collect()
}

const NOW: &str = "2026-07-03T09:00:00Z";

fn entries(contributions: &[Contribution]) -> Vec<EntryBody> {
    let entry = |one: &Contribution| match one.parts().body.as_ref() {
        Some(ContributionBody::Entry(entry)) => Some(entry.body.clone()),
        _ => None,
    };
    contributions.iter().filter_map(entry).collect()
}

fn social_care(contributions: &[Contribution]) -> Vec<SocialCare> {
    let care = |body| match body {
        EntryBody::SocialCare(care) => Some(care),
        _ => None,
    };
    entries(contributions).into_iter().filter_map(care).collect()
}

#[test]
fn every_event_type_is_social_care() {
    let read = social_care(&import(
        NOW,
        "838,2026-06-30,,P1,Service User,Request,2026-04-01,,Signposting,Community,,,,,,,,\n\
         838,2026-06-30,,P1,Service User,Assessment,2026-04-02,,,,Long Term Assessment,,,,,,,\n\
         838,2026-06-30,,P1,Service User,Service,2026-04-03,,,,,Long Term Support: Community,Home Support,Direct Payment,,,,21.50\n\
         838,2026-06-30,,P1,Service User,Review,2026-04-04,,No change,,,,,,Planned,,,\n",
    ));
    let told: Vec<_> = read.iter().map(|care| (care.kind.clone(), care.what.words())).collect();
    assert_eq!(
        told,
        [
            (SocialCareKind::Request, "Request for support"),
            (SocialCareKind::Assessment, "Long Term Assessment"),
            (SocialCareKind::Service, "Long Term Support: Community"),
            (SocialCareKind::Review, "Review of support"),
        ]
    );
    assert_eq!(read[2].component.as_ref().unwrap().words(), "Home Support");
    assert_eq!(read[2].delivery.as_deref(), Some("Direct Payment"));
}

#[test]
fn columns_of_a_later_release_stay_attached() {
    let read = import(NOW, "838,2026-06-30,,P1,Service User,Service,2026-04-03,,,,,Community,Home,,,,,21.50\n");
    let attached = &read[0].parts().attached;
    assert_eq!((attached[0].place.as_str(), attached[0].content.as_str()), ("column Unit_Cost", "21.50"));
}

#[test]
fn a_client_without_an_nhs_number_is_known_by_the_councils_number_alone() {
    let read = import(NOW, "838,2026-06-30,,P1,Service User,Request,2026-04-01,,,Community,,,,,,,,\n");
    for one in &read {
        assert_eq!((one.parts().subject.namespace(), one.parts().subject.value()), ("838", "P1"));
        if let Some(ContributionBody::Demographics(person)) = &one.parts().body {
            assert!(person.nhs_numbers.is_empty());
        }
    }
}

#[test]
fn carers_are_linked_to_those_whom_they_care_for() {
    let read = import(NOW, "838,2026-06-30,,C1,Carer,Assessment,2026-04-01,,,,Carer Assessment,,,,,P1,P2,\n");
    let cared_for: Vec<_> = entries(&read)
        .into_iter()
        .filter_map(|body| match body {
            EntryBody::RelatedPerson(person) => Some(person),
            _ => None,
        })
        .map(|person| (person.roles, person.identifier.unwrap()))
        .map(|(roles, id)| (roles, id.namespace().to_owned(), id.value().to_owned()))
        .collect();
    let person = |id: &str| (vec![RelatedPersonRole::CaredFor], "838".to_owned(), id.to_owned());
    assert_eq!(cared_for, [person("P1"), person("P2")]);
}

/// The statement that wins for each key, whatever came first.
fn standing(imports: &[Vec<Contribution>]) -> BTreeMap<String, Contribution> {
    let mut standing: BTreeMap<String, Statement> = BTreeMap::new();
    for contribution in imports.iter().flatten() {
        let statement = Statement::new(contribution.clone(), contribution.parts().recorded).unwrap();
        let key = contribution.key().item.as_str().to_owned();
        match standing.get(&key) {
            Some(known) if known.rank() >= statement.rank() => {}
            _ => drop(standing.insert(key, statement)),
        }
    }
    standing.into_iter().map(|(key, statement)| (key, statement.into_contribution())).collect()
}

proptest! {
    /// The later reporting period wins over the earlier one, in whatever order the imports came, and the end of a service
    /// makes no other service of it.
    #[test]
    fn the_latest_import_wins_whatever_came_first(order in Just([0, 1, 2]).prop_shuffle()) {
        let import = |period: &str, end: &str, outcome: &str| {
            let row = format!(
                "838,{period},,P1,Service User,Service,2026-04-03,{end},{outcome},,,Community,Home,,,,,\n"
            );
            self::import(NOW, &row)
        };
        let imports = [
            import("2026-03-31", "", "first"),
            import("2026-06-30", "", "second"),
            import("2026-09-30", "2026-08-01", "third"),
        ];
        let came: Vec<_> = order.iter().map(|at| imports[*at].clone()).collect();
        let standing: Vec<_> = standing(&came).into_values().collect();
        let services = social_care(&standing);
        prop_assert_eq!(services.len(), 1);
        prop_assert_eq!(services[0].outcome.as_ref().unwrap().words(), "third");
        prop_assert_eq!(services[0].period.end.as_ref().unwrap().as_str(), "2026-08-01");
    }
}
