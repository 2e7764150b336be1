//! What cannot be used, and what is told.

use super::*;

const TEST: &str = "GIS+N'INV+MQ+1:911'RSL+NV+4++:::g/L'RFF+ASL:1'";

fn refused(body: &str) -> &'static str {
    quarantine(&units(&interchange(body))[0])
}

#[test]
fn a_person_whom_nothing_identifies_is_quarantined() {
    let nameless = PATIENT.replace("9990000018:OPI", "").replace("RFF+SSI:Z77553311'", "");
    assert_eq!(refused(&report(HEAD, &nameless, TEST)), "edifact.person.no-identifier");
    let wrong = nameless.replace("PNA+PAT+", "PNA+PAT+9990000019:OPI");
    let unit = units(&interchange(&report(HEAD, &wrong, TEST))).remove(0);
    assert_eq!(quarantine(&unit), "edifact.person.no-identifier");
    assert!(issues(&unit).contains(&(Severity::Warning, "identifier.check-digit", "PNA-2.1")));
    assert_eq!(refused(PARTIES), "edifact.message.no-person");
    // Results before anyone is named are nobody's.
    assert_eq!(refused(&format!("S02+02'{HEAD}{SPECIMEN}{TEST}{PATIENT}")), "edifact.person.no-identifier");
}

#[test]
fn results_behind_another_name_are_never_the_first_persons() {
    let other = "PNA+PAT+9990000026:OPI+++SU:OTHER'";
    let unit = accepted(&report(HEAD, PATIENT, &format!("{TEST}{other}{TEST}")));
    let subjects: Vec<_> = unit.contributions.iter().map(|one| one.parts().subject.value()).collect();
    assert_eq!(subjects, ["9990000018", "9990000018", "9990000026", "9990000026"]);
}

#[test]
fn an_nhs_number_that_cannot_be_one_stays_attached() {
    let unit = accepted(&report(HEAD, &PATIENT.replace("9990000018", "9990000019"), TEST));
    assert_eq!(unit.contributions[0].parts().subject.value(), "Z77553311");
    assert!(attached(&unit.contributions[0]).contains(&("PNA-2", "9990000019:OPI")));
}

#[test]
fn a_report_that_changes_an_earlier_one_in_an_unknown_way_is_quarantined() {
    assert_eq!(refused(&report(&HEAD.replace("GIS+N", "GIS+D"), PATIENT, TEST)), "edifact.indicator.unknown");
    assert_eq!(refused(&report(HEAD, PATIENT, &TEST.replace("GIS+N", "GIS+C"))), "edifact.indicator.unknown");
}

#[test]
fn messages_that_may_have_run_together_are_quarantined() {
    let text = interchange(&report(HEAD, PATIENT, TEST));
    let joined = text.replace("UNH+1+", "UNH+2+");
    assert_eq!(quarantine(&units(&joined)[0]), "edifact.message.reference");
}

#[test]
fn another_kind_of_message_is_quarantined() {
    let text = format!("{ADVICE}{BEGIN}UNH+1+NHSACK:D:1:NH:NHS001'BGM+AKR'UNT+3+1'{END}");
    assert_eq!(quarantine(&units(&text)[0]), "edifact.message.type");
    let other = interchange(&report(HEAD, PATIENT, TEST)).replace("NHS003", "NHS009");
    assert_eq!(issues(&units(&other)[0]), [(Severity::Warning, "edifact.message.version", "UNH")]);
}

#[test]
fn wrong_counts_are_told_and_nothing_is_lost() {
    let text = interchange(&report(HEAD, PATIENT, TEST));
    let right = units(&text).remove(0);
    let count = text.split("UNT+").nth(1).and_then(|rest| rest.split('+').next()).unwrap().to_owned();
    let wrong = units(&text.replace(&format!("UNT+{count}+"), "UNT+7+").replace("UNZ+1+", "UNZ+2+")).remove(0);
    assert_eq!(
        issues(&wrong),
        [(Severity::Warning, "edifact.interchange.count", "UNZ"), (Severity::Warning, "edifact.message.count", "UNT"),]
    );
    assert_eq!(wrong.contributions.len(), right.contributions.len());
    assert!(attached(&wrong.contributions[0]).contains(&("UNZ-1", "2")));
}

#[test]
fn a_test_without_a_code_stays_attached() {
    let unit = tests_of(&format!("{TEST}GIS+N'INV+MQ'RSL+NV+5++:::g/L'RFF+ASL:1'"));
    assert_eq!(issues(&unit), [(Severity::Error, "edifact.investigation.no-code", "GIS[3]")]);
    assert_eq!(unit.contributions.len(), 2);
    let unit = tests_of("GIS+N'INV+MQ'RSL+NV+5++:::g/L'RFF+ASL:1'");
    assert_eq!(unit.contributions.len(), 1);
    assert!(attached(&unit.contributions[0]).contains(&("RSL", "RSL+NV+5++:::g/L")));
    assert!(attached(&unit.contributions[0]).contains(&("DTM[2]", "DTM+ISR:202603021541:203")));
}

#[test]
fn a_reference_to_what_is_not_there_is_told() {
    let unit = tests_of("GIS+N'INV+MQ+1:911'RSL+NV+4++:::g/L'RFF+ARL:7'");
    assert_eq!(issues(&unit), [(Severity::Warning, "edifact.result.no-group", "RFF[4]")]);
    assert!(attached(&unit.contributions[1]).contains(&("RFF[4]", "RFF+ARL:7")));
    let unit = tests_of("GIS+N'INV+MQ+1:911'RSL+NV+4++:::g/L'RFF+ASL:7'");
    assert_eq!(issues(&unit), [(Severity::Warning, "edifact.result.no-specimen", "RFF[4]")]);
    assert_eq!(investigation(&unit.contributions[1]).specimens, []);
}

#[test]
fn a_report_without_results_says_who_the_person_is() {
    let unit = accepted(&format!("{PARTIES}S02+02'{HEAD}{PATIENT}"));
    assert_eq!(issues(&unit), [(Severity::Note, "edifact.report.no-results", "UNH")]);
    assert_eq!(unit.contributions.len(), 1);
}

#[test]
fn a_terminator_that_is_not_released_leaves_a_segment_attached() {
    let unit = accepted(&report(HEAD, PATIENT, TEST).replace("DORSET COUNTY", "ST ANN'S"));
    assert_eq!(issues(&unit), [(Severity::Warning, "edifact.segment.malformed", "segment 19")]);
    assert!(attached(&unit.contributions[0]).contains(&("segment 19", "S HOSPITAL")));
}

#[test]
fn a_time_after_it_was_received_is_told() {
    let unit = accepted(&report(&HEAD.replace("202603021541", "202703021541"), PATIENT, TEST));
    assert_eq!(issues(&unit), [(Severity::Warning, "edifact.time.future", "DTM[2]")]);
}

#[test]
fn a_test_interchange_is_told() {
    let text = interchange(&report(HEAD, PATIENT, TEST)).replace("MEDRPT++1'", "MEDRPT++1++1'");
    assert_eq!(issues(&units(&text)[0]), [(Severity::Note, "edifact.interchange.test", "UNB")]);
}

#[test]
fn no_issue_says_what_a_message_held() {
    let text = interchange(&report(HEAD, PATIENT, TEST))
        .replace("9990000018", "SECRET1")
        .replace("19450730", "SECRET2")
        .replace("PDI+2", "PDI+SECRET3")
        .replace("NV+4", "NV+SECRET4");
    let unit = &units(&text)[0];
    assert_eq!(unit.issues.len(), 4);
    assert!(!format!("{:?}", (&unit.issues, &unit.fate)).contains("SECRET"));
}

#[test]
fn a_few_words_are_not_repeated_in_thousands_of_tests() {
    let patient = format!("{PATIENT}S10+10'CIN+UN'FTX+CID+++{}'", "x".repeat(10_000));
    let tests: String = (0..2000).map(|number| format!("GIS+N'INV+MQ+{number}:911'RFF+ASL:1'")).collect();
    let body = report(HEAD, &patient, &tests);
    let unit = accepted(&body);
    let size: usize = unit.contributions.iter().map(|one| one.canonical().unwrap().len()).sum();
    assert_eq!(unit.contributions.len(), 2001);
    assert!(size < body.len() * 40, "{size} of {}", body.len());
    assert!(attached(&unit.contributions[1]).iter().any(|(place, _)| *place == "FTX"), "{:?}", unit.issues);
}
