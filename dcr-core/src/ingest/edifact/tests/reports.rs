//! What a report becomes.

use super::*;
use crate::contribution::{ContributionStatus, SourceFormat};
use crate::identifier::system;
use crate::record::{
    EntryLinkKind, Gender, Interpretation, InvestigationKind, Quantity, ReferenceRange, ResultStatus, ResultValue,
};

const FERRITIN: &str = "GIS+N'INV+MQ+42R4.:911::Serum ferritin'RSL+NV+11++:::ng/mL+LO'RFF+ASL:1'\
    S20+20'RND+U+12+200'";

fn quantity(value: &str, unit: &str, comparator: Option<&str>) -> ResultValue {
    ResultValue::Quantity(Quantity {
        comparator: comparator.map(str::to_owned),
        value: crate::record::Decimal::parse(value).unwrap(),
        unit: Some(unit.to_owned()),
        unit_code: None,
    })
}

fn range(low: Option<&str>, high: Option<&str>, text: Option<&str>) -> ReferenceRange {
    let decimal = |text: &str| crate::record::Decimal::parse(text).unwrap();
    ReferenceRange { low: low.map(decimal), high: high.map(decimal), text: text.map(str::to_owned) }
}

#[test]
fn the_patient_becomes_demographics_with_an_item_of_their_own() {
    let unit = tests_of(FERRITIN);
    let contribution = &unit.contributions[0];
    let parts = contribution.parts();
    assert_eq!(parts.key.item.as_str(), "demographics/nhs-number/9990000018/MEDRPT");
    assert_eq!((parts.subject.namespace(), parts.subject.value()), ("nhs-number", "9990000018"));
    assert_eq!(parts.recorded.to_string(), "2026-03-02T15:41:00.000Z");
    let person = demographics(contribution);
    assert_eq!(person.nhs_numbers[0].number.as_str(), "9990000018");
    assert_eq!(person.identifiers[0].namespace(), "000000004400001");
    assert_eq!(person.identifiers[0].value(), "Z77553311");
    let name = &person.names[0];
    assert_eq!(name.family.as_deref(), Some("EXAMPLE"));
    assert_eq!((name.given.join(" "), name.prefix.join(" ")), ("ANN B".to_owned(), "MRS".to_owned()));
    assert_eq!(person.birth_date.as_ref().unwrap().as_str(), "1945-07-30");
    assert_eq!(person.gender, Some(Gender::Female));
    assert_eq!(person.addresses[0].lines, ["FLAT1", "1 HIGH WEST STREET", "DORCHESTER"]);
    assert_eq!(person.addresses[0].postcode.as_ref().unwrap().as_str(), "DT1 1XJ");
}

#[test]
fn what_has_no_place_stays_attached_to_the_person() {
    let unit = tests_of(FERRITIN);
    assert_eq!(
        attached(&unit.contributions[0]),
        [
            ("UNB-2.2", "80"),
            ("UNB-3", "000000024600002:80"),
            ("UNB-4", "260302:1751"),
            ("UNB-7", "MEDRPT"),
            ("UNB-9", "1"),
            ("S01[3]", "S01+01"),
            ("NAD[3]", "NAD+MR+J81000:901"),
            ("SPR[3]", "SPR+ORG"),
        ]
    );
    assert_eq!(attached(&unit.contributions[1]), []);
    assert_eq!(unit.issues, []);
}

#[test]
fn a_result_that_stands_alone_is_an_investigation() {
    let unit = tests_of(FERRITIN);
    assert_eq!(unit.contributions.len(), 2);
    let parts = unit.contributions[1].parts();
    assert_eq!(parts.key.item.as_str(), "investigation/nhs-number/9990000018/CH000037KA/42R4.");
    assert_eq!(parts.origin.format, SourceFormat::Edifact);
    assert_eq!(parts.origin.message_id.as_deref(), Some("1015/1"));
    let test = investigation(&unit.contributions[1]);
    assert_eq!(test.code.code_in(system::READ_V2), Some("42R4."));
    assert_eq!(test.code.words(), "Serum ferritin");
    assert_eq!(test.kind, Some(InvestigationKind::Laboratory));
    assert_eq!(test.filler_number.as_deref(), Some("15/CH000037K/1"));
    assert_eq!(test.reported.as_ref().unwrap().as_str(), "2026-03-02T15:41");
    assert_eq!(test.observed.as_ref().unwrap().as_str(), "2026-03-01T09:01");
    let [measurement] = test.measurements.as_slice() else { panic!("one measurement") };
    assert_eq!(measurement.value, Some(quantity("11", "ng/mL", None)));
    assert_eq!(measurement.interpretations, [Interpretation::Low]);
    assert_eq!(measurement.ranges, [range(Some("12"), Some("200"), None)]);
}

#[test]
fn parties_become_the_requester_and_the_performers() {
    let unit = tests_of(FERRITIN);
    let test = investigation(&unit.contributions[1]);
    let requester = test.requester.as_ref().unwrap();
    assert_eq!(requester.name.as_deref(), Some("SCOTT"));
    assert_eq!(requester.identifier.as_deref(), Some("https://fhir.hl7.org.uk/Id/gmp-number|G3380314"));
    assert_eq!(requester.organisation.as_ref().unwrap().as_str(), "J81000");
    let [laboratory] = test.performers.as_slice() else { panic!("one performer") };
    assert_eq!(laboratory.name.as_deref(), Some("Haematology"));
    assert_eq!(laboratory.organisation.as_ref().unwrap().as_str(), "RBD");
    assert_eq!(laboratory.organisation_name.as_deref(), Some("DORSET COUNTY HOSPITAL"));
    let unit =
        accepted(&report(HEAD, PATIENT, FERRITIN).replace("S02", "S01+01'NAD+SLA+C1234567:902++DR LAB'SPR+PRO'S02"));
    let reporter = &investigation(&unit.contributions[1]).performers[1];
    assert_eq!(reporter.role.as_deref(), Some("reporter"));
    assert_eq!(reporter.identifier.as_deref(), Some("https://fhir.hl7.org.uk/Id/consultant-code|C1234567"));
}

#[test]
fn the_specimen_has_its_kind_number_times_and_comments() {
    let more = "QTY+SVO:10+:::mL'SPC+FS+F'FTX+SPC+++Haemolysed'";
    let unit = accepted(&format!("{PARTIES}S02+02'{HEAD}{PATIENT}{SPECIMEN}{more}{FERRITIN}"));
    let test = investigation(&unit.contributions[1]);
    let specimen = &test.specimens[0];
    assert_eq!(specimen.identifier.as_deref(), Some("CH000037KA"));
    assert_eq!(specimen.kind.as_ref().unwrap().words(), "VENOUS BLOOD");
    assert_eq!(specimen.collected.as_ref().unwrap().as_str(), "2026-03-01T09:01");
    assert_eq!(specimen.received.as_ref().unwrap().as_str(), "2026-03-01T12:01");
    assert_eq!(test.notes, ["Fasting specimen", "Haemolysed"]);
    assert_eq!(attached(&unit.contributions[1]), [("QTY", "QTY+SVO:10+:::mL")]);
}

#[test]
fn clinical_information_is_a_note_of_every_investigation() {
    let patient = format!("{PATIENT}S10+10'CIN+UN'FTX+CID+++TIRED ALL THE TIME, LOW Hb'FTX+CID+++COELIAC'");
    let tests = format!("{FERRITIN}GIS+N'INV+MQ+44I5.:911::Serum sodium'RSL+NV+136++:::mmol/L'RFF+ASL:1'");
    let unit = accepted(&report(HEAD, &patient, &tests));
    for contribution in &unit.contributions[1..] {
        let notes = &investigation(contribution).notes;
        assert_eq!(notes, &["Clinical information: TIRED ALL THE TIME, LOW Hb\nCOELIAC"]);
    }
    assert_eq!(unit.contributions.len(), 3);
}

const GROUP: &str = "GIS+N'INV+MQ+424..:911::Full blood count'SEQ++1'FTX+SPC+++Film seen'RFF+ASL:1'\
    GIS+N'INV+MQ+423..:911::Haemoglobin estimation'RSL+NV+13.10++:::g/dL'RFF+ARL:1'S20+20'RND+U+11.5+16.5'\
    GIS+N'INV+MQ+42P..:911::Platelet count'RSL+NV+497++:::10*9/L+HI'RFF+ARL:1'";

#[test]
fn a_group_holds_its_results() {
    let unit = tests_of(GROUP);
    assert_eq!(unit.contributions.len(), 2);
    let group = investigation(&unit.contributions[1]);
    assert_eq!(group.code.words(), "Full blood count");
    assert_eq!(group.notes, ["Film seen"]);
    let read: Vec<_> = group.measurements.iter().map(|one| (one.code.words(), one.value.clone().unwrap())).collect();
    assert_eq!(
        read,
        [
            ("Haemoglobin estimation", quantity("13.10", "g/dL", None)),
            ("Platelet count", quantity("497", "10*9/L", None))
        ]
    );
    assert_eq!(attached(&unit.contributions[1]), []);
}

#[test]
fn a_group_in_a_group_is_a_part_of_it() {
    let inner = "GIS+N'INV+MQ+42J..:911::Differential'SEQ++2'RFF+ARL:1'\
        GIS+N'INV+MQ+42M..:911::Lymphocytes'RSL+NV+2.2++:::10*9/L'RFF+ARL:2'";
    let unit = tests_of(&format!("{GROUP}{inner}"));
    let [_, outer, inner] = unit.contributions.as_slice() else { panic!("two groups") };
    assert_eq!(investigation(outer).measurements.len(), 2);
    assert_eq!(investigation(inner).measurements[0].code.words(), "Lymphocytes");
    assert_eq!(investigation(inner).specimens[0].identifier.as_deref(), Some("CH000037KA"));
    let link = &entry(inner).links[0];
    assert_eq!((&link.kind, &link.item), (&EntryLinkKind::PartOf, &outer.key().item));
}

#[test]
fn each_test_has_the_specimen_that_it_names() {
    let second = "S16+16'SEQ++2'SPC+TSP+T016:920'RFF+STI:CH000037KB'DTM+SCO:20260302:102'";
    let tests = format!("{second}{FERRITIN}GIS+N'INV+MQ+44I5.:911'RSL+NV+136++mmol/L'RFF+ASL:2'");
    let unit = tests_of(&tests);
    let number = |at: usize| investigation(&unit.contributions[at]).specimens[0].identifier.clone().unwrap();
    assert_eq!((number(1).as_str(), number(2).as_str()), ("CH000037KA", "CH000037KB"));
    let kind = investigation(&unit.contributions[2]).specimens[0].kind.clone().unwrap();
    assert_eq!((kind.codings[0].system.as_str(), kind.codings[0].code.as_str()), ("920", "T016"));
}

fn value(rsl: &str) -> (Option<ResultValue>, Vec<Interpretation>) {
    let unit = tests_of(&format!("GIS+N'INV+MQ+44I5.:911::Sodium'{rsl}RFF+ASL:1'"));
    let measurement = investigation(&unit.contributions[1]).measurements[0].clone();
    (measurement.value, measurement.interpretations)
}

#[test]
fn numbers_keep_their_digits_comparators_and_units() {
    for (code, comparator) in [("5", ">="), ("6", ">"), ("7", "<"), ("8", "<=")] {
        let read = value(&format!("RSL+NV+0.10:{code}++:::mmol/L'")).0;
        assert_eq!(read, Some(quantity("0.10", "mmol/L", Some(comparator))));
    }
    assert_eq!(value("RSL+NV+<5++:::mmol/L'").0, Some(quantity("5", "mmol/L", Some("<"))));
    assert_eq!(value("RSL+NV+16.7++g/dl'").0, Some(quantity("16.7", "g/dl", None)));
    let words = |text: &str| Some(ResultValue::Text(text.to_owned()));
    assert_eq!(value("RSL+NV+trace++:::mmol/L'").0, words("trace"));
    assert_eq!(value("RSL+NV+4:9++:::mmol/L'").0, words("4 (9)"));
    let Some(ResultValue::Range(Some(low), Some(high))) = value("RSL+NV+5+10+:::/hpf'").0 else { panic!("a range") };
    assert_eq!((low.value.as_str(), high.value.as_str(), high.unit.as_deref()), ("5", "10", Some("/hpf")));
    assert_eq!(value("RSL+NV+5+many+:::/hpf'").0, words("5 many /hpf"));
}

#[test]
fn a_result_may_be_a_code_or_words() {
    let Some(ResultValue::Coded(concept)) = value("RSL+CV+::375211000000108:921::Test normal'").0 else {
        panic!("a code")
    };
    assert_eq!(concept.code_in(system::SNOMED), Some("375211000000108"));
    assert_eq!(concept.words(), "Test normal");
    let (words, interpretations) = value("RSL+++++PA'FTX+RIT+++NEGATIVE'");
    assert_eq!(words, Some(ResultValue::Text("NEGATIVE".to_owned())));
    assert_eq!(interpretations, [Interpretation::from("PA")]);
    assert_eq!(value("RSL+NV+4++:::g/L+OR'").1, [Interpretation::Abnormal]);
}

#[test]
fn words_beside_a_value_are_notes_of_it() {
    let unit = tests_of("GIS+N'INV+MQ+1:911'RSL+NV+4++:::g/L'FTX+RIT+++seen twice'FTX+SPC+++Please repeat'RFF+ASL:1'");
    assert_eq!(investigation(&unit.contributions[1]).measurements[0].notes, ["seen twice", "Please repeat"]);
}

#[test]
fn ranges_are_limits_or_words() {
    let read = |range: &str| {
        let unit = tests_of(&format!("GIS+N'INV+MQ+1:911'RSL+NV+4++:::g/L'RFF+ASL:1'{range}"));
        investigation(&unit.contributions[1]).measurements[0].ranges.clone()
    };
    assert_eq!(read("S20+20'RND+U+10+200'"), [range(Some("10"), Some("200"), None)]);
    assert_eq!(read("S20+20'RND+U++999'"), [range(None, Some("999"), None)]);
    assert_eq!(read("S20+20'RND+U+1.0+2+g/L'"), [range(Some("1.0"), Some("2"), Some("1.0 - 2 g/L"))]);
    assert_eq!(read("S20+20'RND+U+1+2+mg/L'"), [range(None, None, Some("1 - 2 mg/L"))]);
    assert_eq!(
        read("S20+20'RND+U+10+200'FTX+RPD+++Upper age - 45 years:Sex - Female'S20+20'RND+U+15+150'"),
        [
            range(Some("10"), Some("200"), Some("Upper age - 45 years\nSex - Female")),
            range(Some("15"), Some("150"), None)
        ]
    );
}

#[test]
fn a_complex_range_in_words_is_a_range() {
    let unit = tests_of("GIS+N'INV+MQ+1:911'RSL+NV+4++:::g/L'FTX+CRR+++fasting below 6'RFF+ASL:1'");
    let ranges = &investigation(&unit.contributions[1]).measurements[0].ranges;
    assert_eq!(ranges, &[range(None, None, Some("fasting below 6"))]);
}

#[test]
fn the_status_is_the_tests_own_or_else_the_reports() {
    let read = |report_status: &str, own: &str| {
        let head = HEAD.replace("STS++UN", &format!("STS++{report_status}"));
        let tests = format!("GIS+N'INV+MQ+1:911'RSL+NV+4++:::g/L'{own}RFF+ASL:1'");
        let unit = accepted(&report(&head, PATIENT, &tests));
        let contribution = &unit.contributions[1];
        (investigation(contribution).status.clone(), contribution.parts().status)
    };
    let current = |status| (Some(status), ContributionStatus::Current);
    assert_eq!(read("UN", ""), (None, ContributionStatus::Current));
    assert_eq!(read("PR", ""), current(ResultStatus::Preliminary));
    assert_eq!(read("SR", ""), current(ResultStatus::Appended));
    assert_eq!(read("UN", "STS++FI'"), current(ResultStatus::Final));
    assert_eq!(read("PR", "STS++CO'"), current(ResultStatus::Corrected));
    assert_eq!(read("UN", "STS++AM'"), current(ResultStatus::Amended));
    assert_eq!(read("UN", "STS++CA'"), current(ResultStatus::Cancelled));
    assert_eq!(read("UN", "STS++ZZ'"), current(ResultStatus::from("ZZ")));
    assert_eq!(read("UN", "STS++EN'"), (None, ContributionStatus::EnteredInError));
    assert_eq!(read("EN", ""), (None, ContributionStatus::EnteredInError));
}

#[test]
fn a_result_of_a_group_that_was_taken_back_is_not_shown() {
    let tests = GROUP.replace("RSL+NV+497++:::10*9/L+HI'", "RSL+NV+497++:::10*9/L+HI'STS++EN'");
    let unit = tests_of(&tests);
    assert_eq!(issues(&unit), [(Severity::Warning, "edifact.result.taken-back", "INV[3]")]);
    let group = &unit.contributions[1];
    assert_eq!(investigation(group).measurements.len(), 1);
    let kept: Vec<_> = attached(group).into_iter().map(|(_, content)| content).collect();
    assert_eq!(kept, ["GIS+N", "INV+MQ+42P..:911::Platelet count", "RSL+NV+497++:::10*9/L+HI", "STS++EN", "RFF+ARL:1"]);
}

#[test]
fn a_report_that_is_issued_again_supersedes_and_a_supplementary_one_does_not() {
    let issue = |number: &str, status: &str, time: &str| {
        let head = format!("GIS+N'RFF+SRI:{number}'STS++{status}'DTM+ISR:{time}:203'");
        accepted(&report(&head, PATIENT, FERRITIN)).contributions[1].clone()
    };
    let (first, again) = (issue("A1", "PR", "202603010800"), issue("A2", "UN", "202603020800"));
    assert_eq!(first.key(), again.key());
    assert!(first.parts().version < again.parts().version);
    let more = issue("A3", "SR", "202603020900");
    assert_ne!(more.key(), again.key());
}

#[test]
fn without_a_specimens_number_the_reports_number_and_day_tell_results_apart() {
    let unit = accepted(&report(HEAD, PATIENT, FERRITIN).replace("RFF+STI:CH000037KA'", ""));
    let item = unit.contributions[1].key().item.as_str().to_owned();
    assert_eq!(item, "investigation/nhs-number/9990000018/15%2FCH000037K%2F1/2026-03-02/42R4.");
}

#[test]
fn a_person_without_an_nhs_number_is_known_by_the_senders_number() {
    let unit = accepted(&report(HEAD, &PATIENT.replace("9990000018:OPI", ""), FERRITIN));
    let subject = &unit.contributions[1].parts().subject;
    assert_eq!((subject.namespace(), subject.value()), ("000000004400001", "Z77553311"));
}

#[test]
fn several_reports_about_several_people_are_kept_apart() {
    let other = PATIENT.replace("9990000018", "9990000026").replace("Z77553311", "Z2");
    let body = format!("{}S02+02'{HEAD}{other}{SPECIMEN}{GROUP}", report(HEAD, PATIENT, FERRITIN));
    let unit = accepted(&body);
    let told: Vec<_> = unit
        .contributions
        .iter()
        .map(|one| (one.parts().subject.value(), one.key().item.as_str().split('/').next().unwrap()))
        .collect();
    assert_eq!(
        told,
        [
            ("9990000018", "demographics"),
            ("9990000018", "investigation"),
            ("9990000026", "demographics"),
            ("9990000026", "investigation"),
        ]
    );
}

#[test]
fn several_subjects_of_one_report_share_what_it_says() {
    let again = PATIENT.replace("SU:EXAMPLE", "SU:SAMPLE");
    let unit = accepted(&report(HEAD, PATIENT, &format!("{FERRITIN}{again}{SPECIMEN}{GROUP}")));
    let reported = unit.contributions.iter().filter(|one| matches!(one.parts().body, Some(ContributionBody::Entry(_))));
    let numbers: Vec<_> = reported.map(|one| investigation(one).filler_number.clone().unwrap()).collect();
    assert_eq!(numbers, ["15/CH000037K/1", "15/CH000037K/1"]);
}

#[test]
fn radiology_has_its_own_groups() {
    let body = "BGM+RRR'DTM+137:202603021402:203'NAD+PO+J81000:901++Example Medical Centre'SPR+ORG'\
        NAD+PO+G9105856:900++DR EXAMPLE'SPR+PRO'NAD+RRP+++READER Ann (C1)'SEQ++1'SPR+PRO'\
        NAD+SRA+++General Radiology'SPR+DPT'S02+02'RFF+SRI:84272256'DTM+ISR:202603021346:203'\
        S05+05'PNA+PAT+9990000018:OPI+US++SU:EXAMPLE+FO:ANN'RFF+RPI:80817340'ADR+::CU+US:THE INN++EX31 4AX'\
        DTM+329:19580507:102'PDI+2'S10+10'INV+RS+XPELV:ZZZ::XR Pelvis'S11+11'STS++VR'DTM+AIC:202603011435:203'\
        DTM+RIV:202603021346:203'FTX+RIT+++Both hips are normal.:No change.'REL+RRP+VR'RFF+AHL:1'";
    let count = body.matches('\'').count() + 2;
    let text = format!("UNH+1+NHSRSR:D:1:NH:NHS002'{body}UNT+{count}+1'");
    let units = units(&text);
    assert_eq!(issues(&units[0]), [(Severity::Warning, "edifact.interchange.no-header", "UNB")]);
    let [person, report] = units[0].contributions.as_slice() else { panic!("a person and a report") };
    assert_eq!(demographics(person).identifiers[0].namespace(), "local");
    let report = investigation(report);
    assert_eq!(
        (report.kind.clone(), report.status.clone()),
        (Some(InvestigationKind::Imaging), Some(ResultStatus::Final))
    );
    assert_eq!(report.observed.as_ref().unwrap().as_str(), "2026-03-01T14:35");
    assert_eq!(report.measurements[0].value, Some(ResultValue::Text("Both hips are normal.\nNo change.".to_owned())));
    assert_eq!(report.requester.as_ref().unwrap().organisation_name.as_deref(), Some("Example Medical Centre"));
    let performers: Vec<_> = report.performers.iter().map(|one| one.name.as_deref().unwrap()).collect();
    assert_eq!(performers, ["General Radiology", "READER Ann (C1)"]);
}
