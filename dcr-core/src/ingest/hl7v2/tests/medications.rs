//! RDE, RDS, RGV, RAS and OMP: medications.

use super::*;
use crate::contribution::ContributionStatus;
use crate::identifier::system;
use crate::record::*;

const RXE: &str = "RXE||322236009^Paracetamol 500mg tablets^DMD|2||TAB^tablet||^after food|||100|TAB^tablet|3";
const TQ1: &str = "TQ1|1||QDS&four times a day||||20260202|20260209";
const RXR: &str = "RXR|PO^oral";

fn prescribed(segments: &[&str]) -> (Unit, Medication) {
    let unit = message("RDE^O11", &[&[PID], segments].concat());
    let body = only!(unit, "medication/P9", EntryBody::Medication);
    (unit, body)
}

#[test]
fn a_prescription_is_read() {
    let orc = "ORC|NW|P9|F9||SC||||202602020900|||C1^WHITE^SUE";
    let (unit, body) = prescribed(&[orc, RXE, TQ1, RXR, "NTE|1||swallow whole"]);
    assert_eq!(body.drug.code_in(system::DMD), Some("322236009"));
    assert_eq!(body.status, Some(MedicationStatus::Active));
    assert_eq!(body.course, Some(MedicationCourse::Repeat), "it may be filled again");
    assert_eq!(body.supply.repeats_allowed, Some(3));
    let dosage = &body.dosages[0];
    assert_eq!(dosage.text.as_deref(), Some("after food"));
    assert_eq!((dosage.amount.as_ref().unwrap().as_str(), dosage.unit.as_deref()), ("2", Some("tablet")));
    assert_eq!(dosage.frequency.as_deref(), Some("four times a day"));
    assert_eq!(dosage.route.as_ref().unwrap().words(), "oral");
    assert_eq!(body.quantity.as_deref(), Some("100 tablet"));
    assert_eq!(body.period.start.as_ref().unwrap().as_str(), "2026-02-02");
    assert_eq!(body.period.end.as_ref().unwrap().as_str(), "2026-02-09");
    assert_eq!(body.authored.as_ref().unwrap().as_str(), "2026-02-02T09:00");
    assert_eq!(body.prescriber.as_ref().unwrap().name.as_deref(), Some("SUE WHITE"));
    assert_eq!(body.notes, ["swallow whole"]);
    assert_eq!(unit.items("medication/")[0].parts().recorded.to_string(), "2026-02-02T09:00:00.000Z");
}

#[test]
fn an_older_prescription_keeps_its_timing_in_one_value() {
    let rxe = RXE.replace("RXE||", "RXE|^BD&0800,2000^^20260202^20260203^PRN^^with water|");
    let (_, body) = prescribed(&["ORC|NW|P9", &rxe]);
    let dosage = &body.dosages[0];
    assert_eq!(dosage.frequency.as_deref(), Some("BD 0800,2000"));
    assert_eq!(dosage.as_needed, Some(true));
    assert_eq!(dosage.text.as_deref(), Some("after food\nwith water"));
    assert_eq!(body.period.end.as_ref().unwrap().as_str(), "2026-02-03");
}

#[test]
fn an_order_is_held_stopped_and_cancelled_under_its_number() {
    let status = |orc: &str| prescribed(&[orc, RXE]).1.status;
    for (orc, expected) in [
        ("ORC|NW|P9", MedicationStatus::Active),
        ("ORC|XO|P9", MedicationStatus::Active),
        ("ORC|HD|P9", MedicationStatus::OnHold),
        ("ORC|RL|P9", MedicationStatus::Active),
        ("ORC|DC|P9|||SC", MedicationStatus::Stopped),
        ("ORC|CA|P9", MedicationStatus::Cancelled),
        ("ORC|SC|P9|||CM", MedicationStatus::Completed),
        ("ORC|SC|P9|||DC", MedicationStatus::Stopped),
    ] {
        assert_eq!(status(orc), Some(expected), "{orc}");
    }
    assert_eq!(status("ORC||P9"), None, "nothing is said, nothing is claimed");
    let (_, body) = prescribed(&[&format!("ORC|DC|P9{}R1^rash", "|".repeat(14)), RXE]);
    assert_eq!(body.status_reason.as_ref().unwrap().words(), "rash");
}

#[test]
fn an_order_for_someone_in_a_bed_is_inpatient() {
    let orc = format!("ORC|NW|P9{}I", "|".repeat(27));
    assert_eq!(prescribed(&[&orc, RXE]).1.course, Some(MedicationCourse::Inpatient));
    assert_eq!(prescribed(&["PV1|1|I", "ORC|NW|P9", RXE]).1.course, Some(MedicationCourse::Inpatient));
    assert_eq!(prescribed(&["ORC|NW|P9", &RXE.replace("|3", "")]).1.course, None);
}

#[test]
fn a_request_that_no_pharmacy_has_encoded_is_a_prescription_too() {
    for kind in ["OMP^O09", "ORM^O01"] {
        let rxo = "RXO|A1^Amoxicillin|250|500|mg^milligram|CAP^capsule||^twice a day||||14|CAP^capsule|0|D1^BLACK^TOM";
        let unit = message(kind, &[PID, "ORC|NW|P9", rxo, RXR]);
        let body = only!(unit, "medication/P9", EntryBody::Medication);
        assert_eq!(body.drug.words(), "Amoxicillin");
        assert_eq!(body.dosages[0].amount.as_ref().unwrap().as_str(), "250");
        assert_eq!(body.quantity.as_deref(), Some("14 capsule"));
        assert_eq!(body.prescriber.as_ref().unwrap().name.as_deref(), Some("TOM BLACK"));
        assert!(unit.attached().contains(&"RXO-3=500".to_owned()), "{:?}", unit.attached());
    }
}

#[test]
fn what_is_dispensed_is_based_on_what_was_prescribed() {
    let unit = message(
        "RDS^O13",
        &[PID, "ORC|RE|P9|F9", RXE, RXR, "RXD|1|322236009^Paracetamol 500mg tablets^DMD|202602030800|100|TAB^tablet"],
    );
    let found = unit.items("dispense/P9/1/202602030800");
    let EntryBody::Medication(body) = &entry(found[0]).body else { panic!() };
    assert_eq!(body.course, Some(MedicationCourse::Dispense));
    assert_eq!(body.status, Some(MedicationStatus::Completed));
    assert_eq!(body.quantity.as_deref(), Some("100 tablet"));
    assert_eq!(body.dosages[0].text.as_deref(), Some("after food"));
    let link = &entry(found[0]).links[0];
    assert_eq!((&link.kind, link.item.as_str()), (&EntryLinkKind::BasedOn, "medication/P9"));
}

#[test]
fn each_administration_is_an_entry() {
    let rxa =
        |rest: &str| format!("RXA|0|1|202602030800|202602030805|A1^Amoxicillin|250|mg^milligram|||N1^GREEN^JO{rest}");
    let given = |rest: &str| {
        let unit = message("RAS^O17", &[PID, "ORC|RE|P9", &rxa(rest), RXR]);
        let found = unit.items("administration/P9/1/202602030800")[0].clone();
        let EntryBody::Medication(body) = entry(&found).body.clone() else { panic!() };
        (found, body)
    };
    let (found, body) = given("");
    assert_eq!(body.course, Some(MedicationCourse::Administration));
    assert_eq!(body.status, Some(MedicationStatus::Completed));
    assert_eq!(body.period.end.as_ref().unwrap().as_str(), "2026-02-03T08:05");
    assert_eq!(body.dosages[0].unit.as_deref(), Some("milligram"));
    assert_eq!(entry(&found).author.as_ref().unwrap().name.as_deref(), Some("JO GREEN"));
    let (_, body) = given("||||||||N^nausea||RE");
    assert_eq!(body.status, Some(MedicationStatus::NotTaken));
    assert_eq!(body.status_reason.as_ref().unwrap().words(), "nausea");
    assert_eq!(given("|||||||||||D").0.parts().status, ContributionStatus::Deleted);

    let unit = message("RGV^O15", &[PID, "ORC|RE|P9", "RXG|1||^QDS|A1^Amoxicillin|250||mg", RXR]);
    let due = only!(unit, "medication-due/P9/1/A1", EntryBody::Medication);
    assert_eq!((due.status, due.course), (Some(MedicationStatus::Intended), Some(MedicationCourse::Inpatient)));
    assert_eq!(due.dosages[0].frequency.as_deref(), Some("QDS"));
}

#[test]
fn an_order_without_a_drug_stays_attached() {
    let unit = message("RDE^O11", &[PID, "ORC|NW|P9", "RXE|||2"]);
    assert!(unit.items("medication/").is_empty());
    assert_eq!(unit.issue_places("hl7v2.medication.no-drug"), ["RXE"]);
    assert!(unit.attached().contains(&"RXE=RXE|||2".to_owned()));
}
