//! VXU: immunisations.

use super::*;
use crate::contribution::ContributionStatus;
use crate::record::*;

const RXA: &str =
    "RXA|0|1|20260202||88^Influenza^CVX|0.5|mL||00^new record|N1^GREEN^JO|||||B123|20270101|CSL^Seqirus^MVX";

fn immunisation(segments: &[&str]) -> (Unit, Immunisation) {
    let unit = message("VXU^V04", &[&[PID], segments].concat());
    let body = only!(unit, "immunisation/", EntryBody::Immunisation);
    (unit, body)
}

#[test]
fn a_vaccination_is_read() {
    let (unit, body) = immunisation(&[
        "ORC|RE|P5|F5|||||||||C1^WHITE^SUE",
        RXA,
        "RXR|IM^intramuscular|LD^left arm",
        "OBX|1|NM|30973-2^Dose number^LN||2||||||F",
        "OBX|2|CE|30956-7^Vaccine type^LN||88^Influenza||||||F",
    ]);
    assert_eq!(unit.items("immunisation/F5/88").len(), 1);
    assert_eq!(body.vaccine.words(), "Influenza");
    assert_eq!(body.status, Some(ImmunisationStatus::Completed));
    assert_eq!(body.given.as_ref().unwrap().as_str(), "2026-02-02");
    assert_eq!((body.dose.as_deref(), body.batch.as_deref()), (Some("2"), Some("B123")));
    assert_eq!(body.manufacturer.as_deref(), Some("Seqirus"));
    assert_eq!(body.route.as_ref().unwrap().words(), "intramuscular");
    assert_eq!(body.site.as_ref().unwrap().words(), "left arm");
    let names: Vec<_> = body.performers.iter().filter_map(|p| p.name.as_deref()).collect();
    assert_eq!(names, ["JO GREEN", "SUE WHITE"]);
    assert_eq!(body.notes, ["0.5 mL", "new record", "Vaccine type: Influenza"]);
    assert!(unit.attached().contains(&"OBX[2]-5.1=88".to_owned()), "{:?}", unit.attached());
}

#[test]
fn a_vaccine_that_was_refused_was_not_given() {
    let (_, body) = immunisation(&[&format!("{RXA}|03^patient decision||RE")]);
    assert_eq!(body.status, Some(ImmunisationStatus::NotDone));
    assert_eq!(body.status_reason.as_ref().unwrap().words(), "patient decision");
    let (unit, _) = immunisation(&[&format!("{RXA}||||D")]);
    assert_eq!(unit.items("immunisation/")[0].parts().status, ContributionStatus::Deleted);
    let unit = message("VXU^V04", &[PID, &RXA.replace("88^Influenza", "998^No vaccine")]);
    assert!(unit.items("immunisation/").is_empty());
    assert_eq!(unit.issue_places("hl7v2.vaccination.none"), ["RXA"]);
}

#[test]
fn a_history_without_orders_is_known_by_person_vaccine_and_date() {
    let unit = message(
        "VXU^V04",
        &[PID, "OBX|1|NM|8302-2^Height^LN||120|cm", "ORC|RE||9999", RXA, &RXA.replace("20260202", "20250202")],
    );
    let names: Vec<_> = unit.items("immunisation/").iter().map(|c| c.key().item.as_str()).collect();
    assert_eq!(names, ["immunisation/RBD/123/88/20260202", "immunisation/RBD/123/88/20250202"]);
    assert_eq!(unit.items("result/RBD/123/8302-2").len(), 1, "what stands before is about the person");
}
