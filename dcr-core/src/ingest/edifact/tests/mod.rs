//! Messages read from beginning to end.

mod faults;
mod reports;
mod streams;

use super::read;
use crate::contribution::{Contribution, ContributionBody};
use crate::identifier::{OdsCode, SourceSystem};
use crate::ingest::{Fate, Limits, Severity, Source, Unit};
use crate::record::{Demographics, Entry, EntryBody, Investigation};
use crate::time::Timestamp;

const ADVICE: &str = "UNA:+.? '";
const BEGIN: &str = "UNB+UNOC:3+000000004400001:80+000000024600002:80+260302:1751+1015++MEDRPT++1'";
const END: &str = "UNZ+1+1015'";

const PARTIES: &str = "S01+01'NAD+PO+G3380314:900++SCOTT'SPR+PRO'S01+01'NAD+PO+J81000:901'SPR+ORG'\
    S01+01'NAD+MR+J81000:901'SPR+ORG'S01+01'NAD+SLA+++Haematology'SPR+DPT'\
    S01+01'NAD+SLA+RBD:903++DORSET COUNTY HOSPITAL'SPR+ORG'";

const PATIENT: &str = "S06+06'RFF+SSI:Z77553311'ADR++US:FLAT1:1 HIGH WEST STREET:DORCHESTER++DT1 1XJ'\
    S07+07'PNA+PAT+9990000018:OPI+++SU:EXAMPLE+FO:ANN+MI:B+TI:MRS'DTM+329:19450730:102'PDI+2'";

const SPECIMEN: &str = "S16+16'SEQ++1'SPC+TSP+:::VENOUS BLOOD'RFF+STI:CH000037KA'DTM+SCO:202603010901:203'\
    DTM+SRI:202603011201:203'";

fn source() -> Source {
    Source {
        organisation: OdsCode::parse("RBD").unwrap(),
        system: SourceSystem::parse("LIMS").unwrap(),
        received: Timestamp::parse("2026-03-03T09:00:00Z").unwrap(),
    }
}

/// A message with a right count and reference.
fn message(reference: &str, body: &str) -> String {
    let text = format!("UNH+{reference}+MEDRPT:0:1:RT:NHS003'BGM+LSR'DTM+137:202603021541:203'{body}");
    // A released terminator ends nothing.
    let count = text.replace("?'", "").matches('\'').count() + 1;
    format!("{text}UNT+{count}+{reference}'")
}

/// The body of a report about one person with one specimen.
fn report(head: &str, patient: &str, tests: &str) -> String {
    format!("{PARTIES}S02+02'{head}{patient}{SPECIMEN}{tests}")
}

const HEAD: &str = "GIS+N'RFF+SRI:15/CH000037K/1'STS++UN'DTM+ISR:202603021541:203'";

fn interchange(body: &str) -> String {
    format!("{ADVICE}{BEGIN}{}{END}", message("1", body))
}

fn units(text: &str) -> Vec<Unit> {
    read(text.as_bytes(), &source(), &Limits::default())
}

/// The one accepted unit of an interchange with this body.
fn accepted(body: &str) -> Unit {
    let mut units = units(&interchange(body));
    assert_eq!(units.len(), 1);
    let unit = units.remove(0);
    assert_eq!(unit.fate, Fate::Accepted, "{:?}", unit.issues);
    unit
}

/// A report with these tests.
fn tests_of(tests: &str) -> Unit {
    accepted(&report(HEAD, PATIENT, tests))
}

fn quarantine(unit: &Unit) -> &'static str {
    match &unit.fate {
        Fate::Quarantined(issue) => issue.code,
        Fate::Accepted => "accepted",
    }
}

fn issues(unit: &Unit) -> Vec<(Severity, &'static str, &str)> {
    unit.issues.iter().map(|issue| (issue.severity, issue.code, issue.place.as_str())).collect()
}

fn demographics(contribution: &Contribution) -> &Demographics {
    match contribution.parts().body.as_ref() {
        Some(ContributionBody::Demographics(demographics)) => demographics,
        _ => panic!("no demographics"),
    }
}

fn entry(contribution: &Contribution) -> &Entry {
    match contribution.parts().body.as_ref() {
        Some(ContributionBody::Entry(entry)) => entry,
        _ => panic!("no entry"),
    }
}

fn investigation(contribution: &Contribution) -> &Investigation {
    match &entry(contribution).body {
        EntryBody::Investigation(investigation) => investigation,
        _ => panic!("no investigation"),
    }
}

fn attached(contribution: &Contribution) -> Vec<(&str, &str)> {
    contribution.parts().attached.iter().map(|one| (one.place.as_str(), one.content.as_str())).collect()
}
