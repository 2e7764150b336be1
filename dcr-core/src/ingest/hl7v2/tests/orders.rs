//! ORM, OML, OMG and OUL: what was asked for, and results by specimen.

use super::*;
use crate::contribution::ContributionStatus;
use crate::record::*;

const OBR: &str = "OBR|1|P1||UE^Urea and electrolytes^LOCAL||||||||||||C1^WHITE^SUE";

fn order(kind: &str, orc: &str) -> (Unit, Investigation) {
    let unit = message(kind, &[PID, orc, OBR]);
    let body = only!(unit, "order/P1/UE", EntryBody::Investigation);
    (unit, body)
}

#[test]
fn a_request_is_an_investigation_without_a_result() {
    for kind in ["ORM^O01", "OML^O21", "OMG^O19"] {
        let (unit, body) = order(kind, "ORC|NW|P1|||SC||||202602020900|||C1^WHITE^SUE");
        assert_eq!(body.status, Some(ResultStatus::Registered));
        assert!(body.measurements.is_empty());
        assert_eq!(body.requester.as_ref().unwrap().name.as_deref(), Some("SUE WHITE"));
        let parts = unit.items("order/")[0].parts();
        assert_eq!(parts.recorded.to_string(), "2026-02-02T09:00:00.000Z", "ORC-9");
        assert_eq!(parts.status, ContributionStatus::Current);
    }
    let (_, body) = order("ORM^O01", "ORC|NW|P1");
    assert_eq!(body.status, Some(ResultStatus::Registered));
}

#[test]
fn a_request_is_called_off_by_its_event_or_its_status() {
    let status = |orc: &str| order("ORM^O01", orc).1.status.unwrap();
    for event in ["CA", "OC", "CR", "DC", "OD", "DR", "UA"] {
        assert_eq!(status(&format!("ORC|{event}|P1|||SC")), ResultStatus::Cancelled, "{event}");
    }
    assert_eq!(status("ORC|SC|P1|||CA"), ResultStatus::Cancelled);
    assert_eq!(status("ORC|SC|P1|||A"), ResultStatus::Partial);
    assert_eq!(status("ORC|SC|P1|||HD").as_str(), "on-hold");
    assert_eq!(status("ORC|SC|P1|||CM").as_str(), "completed");
    // An event that is not known stays attached.
    let (unit, body) = order("ORM^O01", "ORC|ZZ|P1");
    assert_eq!(body.status, Some(ResultStatus::Registered));
    assert!(unit.attached().contains(&"ORC-1=ZZ".to_owned()), "{:?}", unit.attached());
}

#[test]
fn answers_beside_a_request_and_its_reasons_are_kept() {
    let unit = message(
        "OML^O21",
        &[
            PID,
            "ORC|NW|P1",
            &format!("{OBR}|||||||||||||||R1^Chest pain"),
            "NTE|1||urgent",
            "DG1|1||J45^Asthma^I10|||F",
            "OBX|1|ST|FAST^Fasting||yes||||||O",
            "SPM|1|S1||BLD^Blood",
        ],
    );
    let body = only!(unit, "order/P1/UE", EntryBody::Investigation);
    assert_eq!(body.notes, ["Chest pain", "urgent"]);
    assert_eq!(body.specimens[0].kind.as_ref().unwrap().words(), "Blood");
    let answer = only!(unit, "result/order/P1/UE/FAST", EntryBody::Investigation);
    assert_eq!(answer.measurements[0].value, Some(ResultValue::Text("yes".to_owned())));
    assert_eq!(unit.items("problem/").len(), 1);
    assert!(unit.attached().contains(&"OBR-31.1=R1".to_owned()), "the code of what is shown in words");
}

#[test]
fn a_specimen_before_its_orders_is_theirs() {
    let unit = message(
        "OUL^R22",
        &[
            PID,
            "SPM|1|S1||BLD^Blood",
            "SAC||S1",
            "OBR|1||F1|K^Potassium",
            "ORC|RE||F1",
            "OBX|1|NM|K||5",
            "OBR|2||F2|NA^Sodium",
            "SPM|2|S2||UR^Urine",
            "OBR|3||F3|UC^Culture",
            "OBX|1|ST|UC||none",
        ],
    );
    let specimen = |item: &str| match &entry(unit.items(item)[0]).body {
        EntryBody::Investigation(body) => body.specimens[0].kind.as_ref().unwrap().words().to_owned(),
        other => panic!("{other:?}"),
    };
    assert_eq!(specimen("investigation/F1/K"), "Blood");
    assert_eq!(specimen("investigation/F2/NA"), "Blood");
    assert_eq!(specimen("investigation/F3/UC"), "Urine");
    assert_eq!(unit.items("result/").len(), 2);
}
