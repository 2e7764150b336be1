//! The rules of the mapping, one test each.

mod acknowledgement;
mod documents;
mod faults;
mod merges;
mod registration;
mod results;
mod sharing;
mod wrappers;

use super::read;
use crate::contribution::{Attached, Contribution, ContributionBody};
use crate::identifier::{OdsCode, SourceSystem};
use crate::ingest::{Fate, Limits, Severity, Source, Unit};
use crate::record::{Demographics, Entry};
use crate::time::Timestamp;

fn source() -> Source {
    Source {
        organisation: OdsCode::parse("RBD").unwrap(),
        system: SourceSystem::parse("PAS").unwrap(),
        received: Timestamp::parse("2026-11-22T13:00:00Z").unwrap(),
    }
}

/// Reads one message of these segments behind a header.
fn message(kind: &str, segments: &[&str]) -> Unit {
    let header = format!("MSH|^~\\&|PAS|RBD|||20260203101530||{kind}|M1|P|2.4||||||UNICODE UTF-8");
    stream(&[&[header.as_str()], segments].concat().join("\r"))
}

fn stream(text: &str) -> Unit {
    let mut units = read(text.as_bytes(), &source(), &Limits::default());
    assert_eq!(units.len(), 1);
    units.remove(0)
}

const PID: &str = "PID|1||123^^^RBD^MR~9990000018^^^NHS^NH||SMITH^ANN^MARY^^MRS^^L||19650203|F";

impl Unit {
    fn accepted(&self) -> &[Contribution] {
        assert_eq!(self.fate, Fate::Accepted);
        &self.contributions
    }

    fn reason(&self) -> &'static str {
        assert!(self.contributions.is_empty());
        match &self.fate {
            Fate::Quarantined(issue) => issue.code,
            Fate::Accepted => panic!("the unit was accepted"),
        }
    }

    fn demographics(&self) -> &Demographics {
        let found = self.accepted().iter().find_map(|c| match &c.parts().body {
            Some(ContributionBody::Demographics(demographics)) => Some(demographics),
            _ => None,
        });
        found.unwrap()
    }

    /// The contributions whose item begins so.
    fn items(&self, start: &str) -> Vec<&Contribution> {
        self.accepted().iter().filter(|c| c.key().item.as_str().starts_with(start)).collect()
    }

    fn item_names(&self) -> Vec<&str> {
        self.accepted().iter().map(|c| c.key().item.as_str()).collect()
    }

    fn issue_places(&self, code: &str) -> Vec<&str> {
        self.issues.iter().filter(|issue| issue.code == code).map(|issue| issue.place.as_str()).collect()
    }

    /// Everything attached, as `place=content`.
    fn attached(&self) -> Vec<String> {
        let all = self.accepted().iter().flat_map(|c| &c.parts().attached);
        all.filter(|a| !a.place.starts_with("MSH"))
            .map(|Attached { place, content }| format!("{place}={content}"))
            .collect()
    }
}

fn entry(contribution: &Contribution) -> &Entry {
    match &contribution.parts().body {
        Some(ContributionBody::Entry(entry)) => entry,
        other => panic!("not an entry: {other:?}"),
    }
}

/// The body of the only item that begins so, through a pattern.
macro_rules! only {
    ($unit:expr, $start:literal, $kind:path) => {{
        let found = $unit.items($start);
        assert_eq!(found.len(), 1, "{:?}", $unit.item_names());
        match &crate::ingest::hl7v2::tests::entry(found[0]).body {
            $kind(body) => body.clone(),
            other => panic!("another kind: {other:?}"),
        }
    }};
}
use only;
