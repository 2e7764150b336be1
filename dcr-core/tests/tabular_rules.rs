//! The rules by which a CSV file's rows become contributions, quarantine or attachments.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

use dcr_core::contribution::{Contribution, ContributionBody, ContributionStatus};
use dcr_core::identifier::{OdsCode, SourceSystem};
use dcr_core::ingest::tabular::{Mapping, read};
use dcr_core::ingest::{Fate, Limits, Severity, Source, Unit};
use dcr_core::record::{EntryBody, RelatedPerson, SocialCare};
use dcr_core::time::Timestamp;

fn source() -> Source {
    Source {
        organisation: OdsCode::parse("838").unwrap(),
        system: SourceSystem::parse("Mosaic").unwrap(),
        received: Timestamp::parse("2026-07-03T09:00:00Z").unwrap(),
    }
}

fn read_as(mapping: &Mapping, bytes: &[u8]) -> Vec<Unit> {
    read(bytes, mapping, &source(), &Limits::default())
}

const CONTACTS_HEADER: &str =
    "LA_Person_Unique_Identifier,NHS_Number,Contact_Name,Relationship,Contact_Role,Telephone\n";

fn contacts(rows: &str) -> Vec<Unit> {
    read_as(&Mapping::council_contacts(), format!("{CONTACTS_HEADER}{rows}").as_bytes())
}

const SERVICE_HEADER: &str = "LA_Code,Reporting_Period_End_Date,NHS_Number,LA_Person_Unique_Identifier,Client_Type,\
    Event_Type,Event_Start_Date,Event_End_Date,Service_Type,Service_Component,Delivery_Mechanism,Dementia\n";

fn services(rows: &str) -> Vec<Unit> {
    read_as(&Mapping::client_level_data(), format!("{SERVICE_HEADER}{rows}").as_bytes())
}

fn social_care(contribution: &Contribution) -> &SocialCare {
    match contribution.parts().body.as_ref().unwrap() {
        ContributionBody::Entry(entry) => match &entry.body {
            EntryBody::SocialCare(entry) => entry,
            _ => panic!("another kind of entry"),
        },
        _ => panic!("no entry"),
    }
}

fn related_person(contribution: &Contribution) -> &RelatedPerson {
    match contribution.parts().body.as_ref().unwrap() {
        ContributionBody::Entry(entry) => match &entry.body {
            EntryBody::RelatedPerson(person) => person,
            _ => panic!("another kind of entry"),
        },
        _ => panic!("no entry"),
    }
}

fn issues(unit: &Unit) -> Vec<(Severity, &str, &str)> {
    unit.issues.iter().map(|issue| (issue.severity, issue.code, issue.place.as_str())).collect()
}

fn quarantine(unit: &Unit) -> &str {
    match &unit.fate {
        Fate::Quarantined(issue) => issue.code,
        Fate::Accepted => panic!("accepted"),
    }
}

#[test]
fn missing_and_repeated_columns_quarantine_the_whole_file() {
    let file = b"LA_Person_Unique_Identifier,NHS_Number,contact_name , CONTACT_NAME\nP1,,A,B\n";
    let units = read_as(&Mapping::council_contacts(), file);
    assert_eq!(units.len(), 1);
    assert_eq!((units[0].place.as_str(), units[0].original.as_slice()), ("file", &file[..]));
    assert_eq!(
        issues(&units[0]),
        [
            (Severity::Fatal, "tabular.header.repeated", "row 1, Contact_Name"),
            (Severity::Fatal, "tabular.header.missing", "row 1, Relationship"),
            (Severity::Fatal, "tabular.header.missing", "row 1, Contact_Role"),
        ]
    );
    assert_eq!(quarantine(&units[0]), "tabular.header.repeated");
}

#[test]
fn files_that_are_no_table_are_quarantined() {
    let mapping = Mapping::council_contacts();
    assert_eq!(quarantine(&read_as(&mapping, b"")[0]), "tabular.file.empty");
    assert_eq!(quarantine(&read_as(&mapping, b"\xff\xfe\0\xd8L\0")[0]), "tabular.file.encoding");
    assert_eq!(quarantine(&read_as(&mapping, b"\"LA_Person,NHS\nP1,\n")[0]), "tabular.file.header");
    let small = Limits { message_bytes: 10, ..Limits::default() };
    assert_eq!(quarantine(&read(CONTACTS_HEADER.as_bytes(), &mapping, &source(), &small)[0]), "tabular.file.size");
    let narrow = Limits { repeats: 5, ..Limits::default() };
    assert_eq!(quarantine(&read(CONTACTS_HEADER.as_bytes(), &mapping, &source(), &narrow)[0]), "tabular.file.columns");
    assert_eq!(read_as(&mapping, CONTACTS_HEADER.as_bytes()), []);
}

#[test]
fn a_long_header_over_many_short_rows_cannot_exhaust_memory() {
    let mut file = CONTACTS_HEADER.trim_end().to_owned();
    file.push_str(&format!(",{}\n", "x".repeat(10_000)));
    file.push_str(&"1\n".repeat(10_000));
    let limits = Limits { message_bytes: file.len(), ..Limits::default() };
    let units = read(file.as_bytes(), &Mapping::council_contacts(), &source(), &limits);
    assert_eq!((units.len(), quarantine(&units[0])), (1, "tabular.file.size"));
}

#[test]
fn header_names_are_matched_without_case_space_or_order_after_a_byte_order_mark() {
    let file = b"\xef\xbb\xbf CONTACT_role,la_person_unique_identifier,NHS_Number,Contact_Name,Relationship\r\n\
        next of KIN,P1,NULL,Ann Example,Daughter\r\n";
    let units = read_as(&Mapping::council_contacts(), file);
    assert_eq!((units.len(), units[0].place.as_str()), (1, "row 2"));
    assert_eq!(units[0].original, file, "a unit's original is the header row and the row as they came");
    let person = related_person(&units[0].contributions[0]);
    assert_eq!(person.roles[0].as_str(), "next-of-kin");
    assert_eq!(person.names[0].text.as_deref(), Some("Ann Example"));
    assert!(units[0].contributions[0].parts().attached.is_empty());
}

#[test]
fn rows_that_cannot_be_used_are_quarantined_alone() {
    let units = contacts(
        "P1,,A,B\nP2,,Ann,Friend,Advocate,01305 000000\n,,Ann,Friend,Advocate,\n,9990000019,Ann,,,\nP3,,,,Carer,\n",
    );
    let fates: Vec<Option<&str>> = units
        .iter()
        .map(|unit| match &unit.fate {
            Fate::Quarantined(issue) => Some(issue.code),
            Fate::Accepted => None,
        })
        .collect();
    assert_eq!(
        fates,
        [
            Some("tabular.row.cells"),
            None,
            Some("tabular.row.no-person"),
            Some("tabular.row.no-person"),
            Some("tabular.row.states-nothing")
        ]
    );
    assert_eq!(units[2].original, format!("{CONTACTS_HEADER},,Ann,Friend,Advocate,\n").as_bytes());
    assert!(units[2].contributions.is_empty());
}

#[test]
fn an_unclosed_quote_never_puts_other_peoples_rows_into_one_record() {
    let units =
        contacts("P1,,Ann,Friend,Advocate,\"01305\nP2,,Bob,Friend,Advocate,01306\nP3,,Cy,Friend,Advocate,\"01307\"\n");
    assert!(units.iter().all(|unit| unit.contributions.is_empty()), "{units:?}");
    assert_eq!(quarantine(&units[0]), "tabular.row.quoting");
    let kept: Vec<u8> = units.iter().flat_map(|unit| unit.original[CONTACTS_HEADER.len()..].to_vec()).collect();
    assert!(String::from_utf8(kept).unwrap().contains("P3,,Cy"), "nothing is lost");
}

#[test]
fn the_subject_is_the_local_person_and_the_nhs_number_is_a_statement() {
    let units = contacts("P1,999 000 0026,Ann,Friend,Advocate,\n,9990000026,Ann,Friend,Advocate,\n");
    let subject = |unit: &Unit| {
        let subject = &unit.contributions[0].parts().subject;
        (subject.namespace().to_owned(), subject.value().to_owned())
    };
    assert_eq!(subject(&units[0]), ("cld".to_owned(), "P1".to_owned()));
    assert_eq!(subject(&units[1]), ("nhs-number".to_owned(), "9990000026".to_owned()));
    match units[0].contributions[1].parts().body.as_ref().unwrap() {
        ContributionBody::Demographics(person) => assert_eq!(person.nhs_numbers[0].number.as_str(), "9990000026"),
        _ => panic!("no demographics"),
    }
}

#[test]
fn clinical_entries_and_what_matters_to_the_person_are_outputs_too() {
    let output = |name: &str, states: &str| {
        format!(
            r#"{{"when":[{{"column":"Kind","equals":["{name}"]}}],"item":{{"name":"{name}","parts":[{{"column":"What"}}]}},
            "states":{states}}}"#
        )
    };
    let what = r#"{"text":{"column":"What"}}"#;
    let outputs = [
        output(
            "problem",
            &format!(
                r#"{{"problem":{{"code":{what},"status":{{"column":"Status"}},
            "period":{{"start":{{"column":"Since"}}}},"notes":[{{"column":"Note"}}]}}}}"#
            ),
        ),
        output(
            "allergy",
            &format!(
                r#"{{"allergy":{{"code":{what},"criticality":{{"column":"Status"}},
            "reactions":[{{"text":{{"column":"Note"}}}}],"noted":{{"column":"Since"}}}}}}"#
            ),
        ),
        output(
            "drug",
            &format!(
                r#"{{"medication":{{"drug":{what},"status":{{"column":"Status"}},
            "dose":{{"column":"Note"}},"period":{{"start":{{"column":"Since"}}}}}}}}"#
            ),
        ),
        output(
            "wish",
            r#"{"about-me":{"most_important":{"column":"What"},"supported_by":{"column":"Note"},
            "written":{"column":"Since"}}}"#,
        ),
    ];
    let mapping = Mapping::parse(
        format!(
            r#"{{"format":1,"name":"c","version":"1",
            "header":{{"required":["ID","Kind","What","Status","Since","Note"]}},"dates":["YYYY-MM-DD"],
            "subject":{{"local_id":{{"column":"ID"}},"namespace":{{"constant":"X"}}}},"version_by":"received",
            "outputs":[{}]}}"#,
            outputs.join(",")
        )
        .as_bytes(),
    )
    .unwrap();
    let rows = "ID,Kind,What,Status,Since,Note\nP1,problem,Asthma,active,2020-01-02,mild\n\
        P1,allergy,Penicillin,high,2021-01-02,Rash\nP1,drug,Salbutamol,active,2022-01-02,two puffs\n\
        P1,wish,My dog,,2023-01-02,Ann\nP1,wish,,,2023-01-02,Ann\n";
    let units = read_as(&mapping, rows.as_bytes());
    let body = |at: usize| match units[at].contributions[0].parts().body.as_ref() {
        Some(ContributionBody::Entry(entry)) => entry.body.clone(),
        _ => panic!("no entry"),
    };
    let EntryBody::Problem(problem) = body(0) else { panic!("no problem") };
    assert_eq!((problem.code.words(), problem.notes.join("")), ("Asthma", "mild".to_owned()));
    assert_eq!(problem.period.start.unwrap().as_str(), "2020-01-02");
    let EntryBody::Allergy(allergy) = body(1) else { panic!("no allergy") };
    assert_eq!((allergy.code.words(), allergy.criticality.unwrap().as_str()), ("Penicillin", "high"));
    assert_eq!(allergy.reactions[0].manifestations[0].words(), "Rash");
    let EntryBody::Medication(drug) = body(2) else { panic!("no medication") };
    assert_eq!((drug.drug.words(), drug.dosages[0].text.as_deref()), ("Salbutamol", Some("two puffs")));
    let EntryBody::AboutMe(wish) = body(3) else { panic!("not about the person") };
    assert_eq!((wish.most_important.as_deref(), wish.supported_by.as_deref()), (Some("My dog"), Some("Ann")));
    assert_eq!(quarantine(&units[4]), "tabular.row.states-nothing");
    assert!(units[..4].iter().all(|unit| unit.contributions[0].parts().attached.is_empty()));
}

#[test]
fn an_nhs_number_that_no_output_states_stays_attached() {
    let mapping = Mapping::parse(
        br#"{"format":1,"name":"a","version":"1","header":{"required":["ID","NHS","Alert"]},"dates":[],
        "subject":{"local_id":{"column":"ID"},"namespace":{"constant":"X"},"nhs_number":{"column":"NHS"}},
        "version_by":"received","outputs":[{"item":{"name":"alert"},
        "states":{"alert":{"code":{"text":{"column":"Alert"}}}}}]}"#,
    )
    .unwrap();
    let units = read_as(&mapping, b"ID,NHS,Alert,\nP1,9990000018,Dog,7\n");
    let attached = &units[0].contributions[0].parts().attached;
    let attached: Vec<(&str, &str)> = attached.iter().map(|a| (a.place.as_str(), a.content.as_str())).collect();
    assert_eq!(attached, [("column NHS", "9990000018"), ("column 4", "7")]);
}

#[test]
fn values_that_cannot_be_used_are_attached_as_they_came_with_a_warning() {
    let units = contacts("P1, 9990000019 ,Ann,Friend,Best friend,\n");
    assert_eq!(
        issues(&units[0]),
        [
            (Severity::Warning, "identifier.check-digit", "row 2, NHS_Number"),
            (Severity::Warning, "tabular.value.word", "row 2, Contact_Role"),
        ]
    );
    let attached = &units[0].contributions[0].parts().attached;
    assert_eq!(attached[0].content, " 9990000019 ");
    assert_eq!(attached[1].content, "Best friend");
    assert!(related_person(&units[0].contributions[0]).roles.is_empty());

    let units = services("838,2026-06-30,,P1,Service User,Service,2026-13-01,,Long Term,Home,,\n");
    assert_eq!(issues(&units[0]), [(Severity::Warning, "time.range", "row 2, Event_Start_Date")]);
    assert_eq!(units[0].contributions[0].parts().attached[0].content, "2026-13-01");
}

#[test]
fn no_issue_says_what_a_cell_held() {
    let units = services(
        "838,Secret1,,P1,x,Service,Secret2,,a,b,c,\n838,2026-06-30,Secret3,P1,x,Secret4,Secret5,,,,,\nSecret6",
    );
    let told = format!("{:?}", units.iter().map(|unit| (&unit.issues, &unit.fate)).collect::<Vec<_>>());
    assert!(!told.contains("Secret"), "{told}");
    assert_eq!(units.len(), 3);
}

#[test]
fn an_event_type_that_no_output_knows_is_told_and_kept() {
    let units = services("838,2026-06-30,,P1,Service User,Outing,2026-05-01,,,,,\n");
    assert_eq!(
        issues(&units[0]),
        [
            (Severity::Warning, "tabular.value.unmatched", "row 2, Client_Type"),
            (Severity::Warning, "tabular.value.unmatched", "row 2, Event_Type"),
        ]
    );
    let first = units[0].contributions[0].parts();
    assert!(matches!(first.body, Some(ContributionBody::Demographics(_))));
    let attached: Vec<&str> = first.attached.iter().map(|attached| attached.content.as_str()).collect();
    assert_eq!(attached, ["Service User", "Outing", "2026-05-01"]);
}

#[test]
fn a_service_without_its_type_is_an_error_and_its_cells_are_kept() {
    let units = services("838,2026-06-30,,P1,Service User,Service,2026-05-01,,,Home,,\n");
    assert_eq!(issues(&units[0])[0], (Severity::Error, "tabular.output.incomplete", "row 2, service"));
    let attached = &units[0].contributions[0].parts().attached;
    let attached: Vec<&str> = attached.iter().map(|attached| attached.content.as_str()).collect();
    assert_eq!(attached, ["Service User", "Service", "2026-05-01", "Home"]);
}

#[test]
fn one_service_has_one_key_however_its_end_dates_and_words_change() {
    let first = services("838,2026-03-31,,P1,Service User,Service,2026-02-01,,Long Term,Home Care,Managed,\n");
    let later = services("838,30/06/2026,,P1,service user,Service,1/2/2026,2026-06-01,Long  Term,HOME CARE,Managed,\n");
    assert_eq!(first[0].contributions[0].key(), later[0].contributions[0].key());
    assert!(first[0].contributions[0].parts().version < later[0].contributions[0].parts().version);
    assert_eq!(social_care(&later[0].contributions[0]).period.end.as_ref().unwrap().as_str(), "2026-06-01");
    for other in [
        "839,2026-03-31,,P1,Service User,Service,2026-02-01,,Long Term,Home Care,Managed,\n",
        "838,2026-03-31,,P2,Service User,Service,2026-02-01,,Long Term,Home Care,Managed,\n",
        "838,2026-03-31,,P1,Carer,Service,2026-02-01,,Long Term,Home Care,Managed,\n",
        "838,2026-03-31,,P1,Service User,Service,2026-02-02,,Long Term,Home Care,Managed,\n",
        "838,2026-03-31,,P1,Service User,Service,2026-02-01,,Short Term,Home Care,Managed,\n",
        "838,2026-03-31,,P1,Service User,Service,2026-02-01,,Long Term,Day Care,Managed,\n",
        "838,2026-03-31,,P1,Service User,Service,2026-02-01,,Long Term,Home Care,Direct Payment,\n",
    ] {
        assert_ne!(services(other)[0].contributions[0].key(), first[0].contributions[0].key(), "{other}");
    }
}

#[test]
fn a_long_key_is_hashed() {
    let component = "x".repeat(300);
    let row =
        |tail: &str| format!("838,2026-03-31,,P1,Service User,Service,2026-02-01,,Long Term,{component}{tail},,\n");
    let key = |tail: &str| services(&row(tail))[0].contributions[0].key().item.as_str().to_owned();
    assert_eq!(key("").len(), "client-level-data/service/sha256/".len() + 64);
    assert!(key("").starts_with("client-level-data/service/sha256/"));
    assert_ne!(key(""), key("y"));
}

#[test]
fn a_row_without_a_readable_reporting_period_is_quarantined() {
    let units = services("838,,,P1,Service User,Service,2026-02-01,,Long Term,,,\n");
    assert_eq!(quarantine(&units[0]), "tabular.row.version");
    assert_eq!(issues(&units[0]), [(Severity::Fatal, "tabular.row.version", "row 2, Reporting_Period_End_Date")]);
}

#[test]
fn the_last_of_several_rows_about_one_item_wins() {
    let row = |end: &str| format!("838,2026-06-30,,P1,Service User,Service,2026-02-01,{end},Long Term,Home,Managed,\n");
    let units = services(&[row("2026-03-01"), row("2026-03-02"), row("2026-03-02"), row("2026-03-01")].concat());
    let ends: Vec<(String, String)> = units
        .iter()
        .flat_map(|unit| &unit.contributions)
        .filter(|contribution| contribution.key().item.as_str().contains("/service/"))
        .map(|service| {
            let end = social_care(service).period.end.as_ref().unwrap().to_string();
            (service.parts().recorded.to_string(), end)
        })
        .collect();
    let expected = [
        ("2026-07-03T09:00:00.000Z", "2026-03-01"),
        ("2026-07-03T09:00:00.001Z", "2026-03-02"),
        ("2026-07-03T09:00:00.002Z", "2026-03-01"),
    ];
    assert_eq!(ends, expected.map(|(recorded, end)| (recorded.to_owned(), end.to_owned())));
    let noted: Vec<usize> = units.iter().map(|unit| unit.issues.len()).collect();
    assert_eq!(noted, [0, 1, 1, 1]);
    assert_eq!(issues(&units[2]), [(Severity::Note, "tabular.row.repeated", "row 4")]);
    // The third row says nothing that the second did not, and the person is stated once.
    assert_eq!(units.iter().map(|unit| unit.contributions.len()).collect::<Vec<_>>(), [2, 1, 0, 1]);
}

#[test]
fn an_alert_is_raised_by_yes_and_withdrawn_by_no() {
    let row = |word: &str| format!("838,2026-06-30,,P1,Service User,Service,2026-02-01,,Long Term,,,{word}\n");
    let alert = |word: &str| -> Option<(String, ContributionStatus)> {
        let units = services(&row(word));
        let found = units[0].contributions.iter().find(|c| c.key().item.as_str().contains("/dementia/"))?;
        Some((found.key().item.as_str().to_owned(), found.parts().status))
    };
    let item = "client-level-data/dementia/838/P1".to_owned();
    assert_eq!(alert("yes"), Some((item.clone(), ContributionStatus::Current)));
    assert_eq!(alert("No"), Some((item, ContributionStatus::Deleted)));
    assert_eq!(alert("Suspected"), None);
    assert_eq!(social_care(&services(&row("Suspected"))[0].contributions[0]).details["Dementia"], "Suspected");
}

#[test]
fn a_row_in_windows_1252_is_read_and_noted() {
    let mut file = CONTACTS_HEADER.as_bytes().to_vec();
    file.extend(b"P1,,Zo\xeb,Friend,Advocate,\nP2,,Zo\xc3\xab,Friend,Advocate,\n");
    let units = read_as(&Mapping::council_contacts(), &file);
    for unit in &units {
        assert_eq!(related_person(&unit.contributions[0]).names[0].text.as_deref(), Some("Zoë"));
    }
    assert_eq!(issues(&units[0]), [(Severity::Note, "tabular.row.encoding", "row 2")]);
    assert_eq!(issues(&units[1]), []);
}

#[test]
fn tabs_and_semicolons_divide_where_the_mapping_says_so() {
    for (word, mark) in [("tab", "\t"), ("semicolon", ";")] {
        let json = format!(
            r#"{{"format":1,"name":"a","version":"1","delimiter":"{word}","header":{{"required":["ID","Team"]}},
            "dates":[],"subject":{{"local_id":{{"column":"ID"}},"namespace":{{"constant":"X"}}}},
            "version_by":"received","outputs":[{{"item":{{"name":"team"}},"sensitivity":["mental-health"],
            "states":{{"care-provider":{{"role":{{"constant":"team"}},"name":{{"column":"Team"}}}}}}}}]}}"#
        );
        let mapping = Mapping::parse(json.as_bytes()).unwrap();
        let units = read_as(&mapping, format!("ID{mark}Team\nP1{mark}East, West\n").as_bytes());
        match units[0].contributions[0].parts().body.as_ref().unwrap() {
            ContributionBody::Entry(entry) => {
                assert!(
                    matches!(&entry.body, EntryBody::CareProvider(team) if team.name.as_deref() == Some("East, West"))
                );
                assert_eq!(entry.sensitivity.labels()[0].as_str(), "mental-health");
            }
            _ => panic!("no entry"),
        }
    }
}
