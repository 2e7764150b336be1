//! SIU and REF: appointments and referrals.

use super::*;
use crate::contribution::ContributionStatus;
use crate::record::*;

const SCH: &str =
    "SCH|PL1|FI1|||||R1^Follow-up|CL^Clinic|||^^^20260301093000^20260301100000|||||D1^BLACK^TOM|||||||||Booked";

fn appointment(event: &str, sch: &str) -> (Unit, Encounter) {
    let unit = message(
        &format!("SIU^{event}"),
        &[
            sch,
            "NTE|1||bring your medicines",
            PID,
            "PV1|1|O|||||C1^WHITE^SUE",
            "RGS|1",
            "AIS|1|A|ECHO^Echocardiogram|20260301093000",
            "AIL|1|A|OPD^Room 2^^RBD",
            "AIP|1|A|C2^GREY^IAN|CAR^Cardiologist||20260301093000",
        ],
    );
    let body = only!(unit, "appointment/FI1", EntryBody::Encounter);
    (unit, body)
}

#[test]
fn an_appointment_is_read() {
    let (unit, body) = appointment("S12", SCH);
    assert_eq!(body.kind, EncounterKind::Appointment);
    assert_eq!(body.status, Some(EncounterStatus::Planned));
    assert_eq!(body.visit_number.as_deref(), Some("FI1"));
    assert_eq!(body.period.start.as_ref().unwrap().as_str(), "2026-03-01T09:30:00");
    assert_eq!(body.period.end.as_ref().unwrap().as_str(), "2026-03-01T10:00:00");
    assert_eq!(body.service.as_ref().unwrap().words(), "Echocardiogram");
    assert_eq!(body.reasons[0].words(), "Follow-up");
    assert_eq!(body.moves[0].location, "OPD, Room 2, RBD");
    let took_part: Vec<_> =
        body.participants.iter().map(|p| (p.name.as_deref().unwrap(), p.role.as_deref().unwrap())).collect();
    assert_eq!(
        took_part,
        [("IAN GREY", "Cardiologist"), ("TOM BLACK", "contact at the service"), ("SUE WHITE", "attending")]
    );
    assert_eq!(body.notes, ["bring your medicines"]);
    assert!(unit.issue_places("hl7v2.message.partial").is_empty());
}

#[test]
fn an_appointment_is_moved_cancelled_missed_and_deleted_under_its_number() {
    let status = |event: &str, sch: &str| appointment(event, sch).1.status.unwrap();
    assert_eq!(status("S13", SCH), EncounterStatus::Planned);
    assert_eq!(status("S15", SCH), EncounterStatus::Cancelled, "the event outweighs the status");
    assert_eq!(status("S16", SCH), EncounterStatus::Cancelled);
    assert_eq!(status("S26", SCH), EncounterStatus::NoShow);
    for (word, expected) in [
        ("Arrived", EncounterStatus::Arrived),
        ("Started", EncounterStatus::InProgress),
        ("Complete", EncounterStatus::Finished),
        ("Noshow", EncounterStatus::NoShow),
        ("Cancelled", EncounterStatus::Cancelled),
    ] {
        assert_eq!(status("S14", &SCH.replace("Booked", word)), expected);
    }
    let (unit, body) = appointment("S17", SCH);
    assert_eq!(unit.items("appointment/")[0].parts().status, ContributionStatus::Deleted);
    assert_eq!(body.status, Some(EncounterStatus::Cancelled));
    let (_, body) = appointment("S15", &SCH.replace("||||R1", "|||W^Weather|R1"));
    assert!(body.notes.contains(&"Weather".to_owned()), "why");
}

#[test]
fn newer_messages_state_the_time_in_a_segment_of_its_own() {
    let sch = SCH.replace("^^^20260301093000^20260301100000", "");
    let unit = message("SIU^S12", &[&sch, "TQ1|1||||||20260301093000|20260301100000", PID]);
    let body = only!(unit, "appointment/FI1", EntryBody::Encounter);
    assert_eq!(body.period.end.as_ref().unwrap().as_str(), "2026-03-01T10:00:00");
}

const RF1: &str = "RF1|P^Pending|R^Routine|CAR^Cardiology|||REF7|20260201|20260301||BR^Breathless|EXT9";

#[test]
fn a_referral_is_an_encounter_with_what_goes_along() {
    let unit = message(
        "REF^I12",
        &[
            RF1,
            "PRD|RP^Referring provider|WHITE^SUE^^^DR|||||G123^GMC",
            "PRD|RT^Referred to|GREY^IAN|||020 7946 0000|||||Heart Clinic",
            PID,
            "DG1|1||J45^Asthma^I10|||F",
            "AL1|1|DA|P^Penicillin",
            "OBR|1||F1|ECG^ECG",
            "OBX|1|ST|ECG||normal||||||F",
        ],
    );
    let body = only!(unit, "referral/REF7", EntryBody::Encounter);
    assert_eq!((body.kind, body.status), (EncounterKind::Referral, Some(EncounterStatus::Planned)));
    assert_eq!(body.service.as_ref().unwrap().words(), "Cardiology");
    assert_eq!(body.reasons[0].words(), "Breathless");
    assert_eq!(body.priority.as_deref(), Some("Routine"));
    assert_eq!(body.period.start.as_ref().unwrap().as_str(), "2026-02-01");
    let [referrer, to] = body.participants.as_slice() else { panic!("{:?}", body.participants) };
    assert_eq!(
        (referrer.name.as_deref(), referrer.role.as_deref()),
        (Some("DR SUE WHITE"), Some("Referring provider"))
    );
    assert_eq!(referrer.identifier.as_deref(), Some("GMC|G123"));
    assert_eq!((to.name.as_deref(), to.organisation_name.as_deref()), (Some("IAN GREY"), Some("Heart Clinic")));
    assert_eq!(to.contact.as_deref(), Some("020 7946 0000"));
    for part in ["problem/", "allergy/", "investigation/F1/ECG", "result/F1/ECG/ECG"] {
        assert_eq!(unit.items(part).len(), 1, "{part}");
    }
}

#[test]
fn a_referral_is_accepted_rejected_and_cancelled() {
    let status = |event: &str, rf1: &str| {
        let unit = message(&format!("REF^{event}"), &[rf1, PID]);
        only!(unit, "referral/REF7", EntryBody::Encounter).status.unwrap()
    };
    assert_eq!(status("I14", RF1), EncounterStatus::Cancelled);
    assert_eq!(status("I13", &RF1.replace("P^Pending", "R")).as_str(), "rejected");
    assert_eq!(status("I13", &RF1.replace("P^Pending", "E")).as_str(), "expired");
    assert_eq!(status("I13", &RF1.replace("P^Pending", "A")), EncounterStatus::Planned);
    let unit = message("REF^I12", &["RF1|P", PID]);
    assert_eq!(unit.issue_places("hl7v2.referral.no-key"), ["RF1"]);
}
