//! ORU: investigations.

use super::*;
use crate::contribution::ContributionStatus;
use crate::identifier::system;
use crate::record::*;

const OBR: &str =
    "OBR|1|P1|F1|UE^Urea and electrolytes^LOCAL|||20260202|||||||||C1^WHITE^SUE||||||20260203093000||CH|F";

fn investigation(segments: &[&str]) -> (Unit, Investigation) {
    let unit = message("ORU^R01", &[&[PID, OBR], segments].concat());
    let body = only!(unit, "investigation/F1/UE", EntryBody::Investigation);
    (unit, body)
}

fn values(segments: &[&str]) -> Vec<ResultValue> {
    investigation(segments).1.measurements.into_iter().filter_map(|m| m.value).collect()
}

fn quantity(comparator: Option<&str>, value: &str, unit: Option<&str>) -> ResultValue {
    ResultValue::Quantity(Quantity {
        comparator: comparator.map(str::to_owned),
        value: Decimal::parse(value).unwrap(),
        unit: unit.map(str::to_owned),
        unit_code: None,
    })
}

#[test]
fn an_order_is_read() {
    let (unit, body) = investigation(&[
        "NTE|1||Note on the order",
        "OBX|1|NM|K^Potassium^LOCAL||5.10|mmol/L^^UCUM|3.5-5.3|H|||C|||202602020815",
        "NTE|1||Note on~the value",
        "SPM|1|S1&LAB^S2&LAB||BLD^Blood|||||||||||||20260202|20260202",
    ]);
    assert_eq!(body.status, Some(ResultStatus::Final));
    assert_eq!(body.kind, Some(InvestigationKind::Laboratory));
    assert_eq!((body.placer_number.as_deref(), body.filler_number.as_deref()), (Some("P1"), Some("F1")));
    assert_eq!(body.notes, ["Note on the order"]);
    assert_eq!(body.requester.as_ref().unwrap().name.as_deref(), Some("SUE WHITE"));
    assert_eq!(body.specimens[0].identifier.as_deref(), Some("S2"));
    let potassium = &body.measurements[0];
    assert_eq!(potassium.notes, ["Note on\nthe value"]);
    assert_eq!(potassium.status, Some(ResultStatus::Corrected));
    assert_eq!(potassium.interpretations, [Interpretation::High]);
    assert_eq!(potassium.ranges[0].high.as_ref().unwrap().as_str(), "5.3");
    assert_eq!(potassium.observed.as_ref().unwrap().as_str(), "2026-02-02T08:15");
    let Some(ResultValue::Quantity(value)) = &potassium.value else { panic!() };
    assert_eq!(value.value.as_str(), "5.10", "precision is kept");
    assert_eq!(value.unit_code.as_deref(), Some(format!("{}|mmol/L", system::UCUM).as_str()));
    let parts = unit.items("investigation/")[0].parts();
    assert_eq!(parts.recorded.to_string(), "2026-02-03T09:30:00.000Z", "OBR-22");
    assert_eq!(parts.version, crate::contribution::Version::from_time("2026-02-03T10:15:30Z".parse().unwrap()));
}

#[test]
fn every_type_of_value_has_its_place() {
    for (obx, value) in [
        ("NM|X||98.00|mg", quantity(None, "98.00", Some("mg"))),
        ("NM|X||<15|mg", quantity(Some("<"), "15", Some("mg"))),
        ("NM|X||unsuitable", ResultValue::Text("unsuitable".to_owned())),
        ("SN|X||>^100|mg", quantity(Some(">"), "100", Some("mg"))),
        ("SN|X||^7", quantity(None, "7", None)),
        ("SN|X||^2^+", ResultValue::Text("2+".to_owned())),
        ("ST|X||A&E ^ unescaped", ResultValue::Text("A&E ^ unescaped".to_owned())),
        ("CE|X||260385009^Negative^SCT", {
            let mut coding = crate::identifier::Coding::new(system::SNOMED, "260385009");
            coding.display = Some("Negative".to_owned());
            ResultValue::Coded(crate::identifier::CodedConcept::from_coding(coding))
        }),
        ("DT|X||20260102", ResultValue::Time("2026-01-02".parse().unwrap())),
        ("TS|X||202601020304", ResultValue::Time("2026-01-02T03:04".parse().unwrap())),
        ("TM|X||0304", ResultValue::Text("0304".to_owned())),
        ("|X||28|%", quantity(None, "28", Some("%"))),
        ("|X||untyped", ResultValue::Text("untyped".to_owned())),
        ("XPN|X||A^B", ResultValue::Text("A^B".to_owned())),
    ] {
        assert_eq!(values(&[&format!("OBX|1|{obx}")]), [value], "{obx}");
    }
    let ResultValue::Ratio(one, many) = values(&["OBX|1|SN|X||^1^:^128"]).remove(0) else { panic!() };
    assert_eq!((one.value.as_str(), many.value.as_str()), ("1", "128"));
    let ResultValue::Range(Some(low), Some(high)) = values(&["OBX|1|SN|X||^10^-^20"]).remove(0) else { panic!() };
    assert_eq!((low.value.as_str(), high.value.as_str()), ("10", "20"));
    assert_eq!(values(&["OBX|1|NM|X||1~2"]), [quantity(None, "1", None), quantity(None, "2", None)]);
    assert_eq!(values(&["OBX|1|NM|X||\"\""]), []);
    assert_eq!(values(&["OBX|1|DT|X||20261301"]), []);
}

#[test]
fn lines_of_one_report_become_one_value() {
    let value = values(&[
        "OBX|1|TX|R^Report||First line||||||F",
        "OBX|2|TX|R^Report||||||||F",
        "OBX|3|TX|R^Report||  indented \\T\\ last||||||F",
        "OBX|4|TX|C^Conclusion||Other||||||F",
    ]);
    assert_eq!(
        value,
        [ResultValue::Text("First line\n\n  indented & last".to_owned()), ResultValue::Text("Other".to_owned())]
    );
    // Lines counted by subid go on; another status does not.
    let value =
        values(&["OBX|1|TX|R|1|one", "OBX|2|TX|R|2|two", "OBX|3|TX|R|7|seven", "OBX|4|TX|R|7|corrected||||||C"]);
    assert_eq!(value.len(), 3);
    // Words that are a value each do not run together.
    assert_eq!(values(&["OBX|1|ST|R||one", "OBX|2|ST|R||two"]).len(), 2);
}

#[test]
fn what_was_taken_back_is_no_value() {
    let wrong = "OBX|1|NM|K||9.9|mmol/L|||||W";
    let deleted = "OBX|2|NM|NA||140||||||D";
    let (unit, body) = investigation(&[wrong, "NTE|1||about the wrong one", deleted, "OBX|3|NM|CL||100||||||F"]);
    assert_eq!(body.measurements.len(), 1);
    assert_eq!(unit.issue_places("hl7v2.observation.taken-back"), ["OBX[1]", "OBX[2]"]);
    let attached = unit.attached();
    for whole in [format!("OBX[1]={wrong}"), format!("OBX[2]={deleted}"), "NTE=NTE|1||about the wrong one".to_owned()] {
        assert!(attached.contains(&whole), "{attached:?}");
    }
    let status = |segments: &[&str]| investigation(segments).0.items("investigation/")[0].parts().status;
    assert_eq!(status(&[wrong, deleted]), ContributionStatus::EnteredInError);
    assert_eq!(status(&[deleted]), ContributionStatus::Deleted);
    assert_eq!(status(&[]), ContributionStatus::Current);
}

#[test]
fn confidential_results_are_labelled() {
    let labels = |segments: &[&str]| {
        let unit = message("ORU^R01", &[&[PID], segments].concat());
        entry(unit.items("investigation/")[0]).sensitivity.labels().to_vec()
    };
    let orc = |code: &str| format!("ORC|RE{}{code}", "|".repeat(27));
    assert_eq!(labels(&[&orc("V"), OBR]), [SensitivityLabel::VeryRestricted]);
    assert_eq!(labels(&[&orc("HIV"), OBR]), [SensitivityLabel::Hiv]);
    assert_eq!(labels(&[&orc("U"), OBR]), []);
    assert_eq!(labels(&[&orc("ODD"), OBR]), [SensitivityLabel::Other("ODD".to_owned())]);
    assert_eq!(labels(&[OBR, "OBX|1|NM|K||1||||||F||STAFFONLY"]), [SensitivityLabel::Other("STAFFONLY".to_owned())]);
}

#[test]
fn results_of_two_people_in_one_message_stay_apart() {
    let unit = message(
        "ORU^R01",
        &[PID, OBR, "OBX|1|NM|K||1", "PID|||999^^^RBD^MR", &OBR.replace("F1", "F2"), "OBX|1|NM|K||2"],
    );
    let subject = |item: &str| unit.items(item)[0].parts().subject.value().to_owned();
    assert_eq!((subject("investigation/F1/UE"), subject("investigation/F2/UE")), ("123".to_owned(), "999".to_owned()));
    let second = message("ORU^R01", &[PID, OBR, "PID|||^^^RBD^MR", OBR]);
    assert_eq!(second.reason(), "hl7v2.person.no-identifier");
}

#[test]
fn a_result_hangs_together_with_its_encounter_and_repeats_get_a_number() {
    let pv1 = format!("PV1|1|I{}V77", "|".repeat(17));
    let unit = message("ORU^R01", &[PID, &pv1, OBR, "OBX|1|NM|K||1", OBR, "OBX|1|NM|K||2", OBR, "OBX|1|NM|K||1"]);
    let names: Vec<_> = unit.items("investigation/").iter().map(|c| c.key().item.as_str().to_owned()).collect();
    assert_eq!(names, ["investigation/F1/UE", "investigation/F1/UE/2"], "the same fact twice is one");
    let link = &entry(unit.items("investigation/")[0]).links[0];
    assert_eq!((&link.kind, link.item.as_str()), (&EntryLinkKind::During, "encounter/V77"));
    assert_eq!(unit.item_names()[0], "demographics/RBD/123/ORU");
}

#[test]
fn a_pdf_becomes_a_document_of_the_investigation() {
    // "%PDF-1.4 test" in base64.
    let ed = "OBX|1|ED|PDF^Report^LOCAL||LAB^application^PDF^Base64^JVBERi0xLjQgdGVzdA==||||||F";
    let unit = message("ORU^R01", &[PID, OBR, ed]);
    let document = only!(unit, "document/", EntryBody::Document);
    let DocumentContent::Inline { media_type, base64, sha256, size } = &document.contents[0] else { panic!() };
    assert_eq!((media_type.as_str(), base64.as_str(), *size), ("application/pdf", "JVBERi0xLjQgdGVzdA==", 13));
    assert_eq!(sha256, &crate::contribution::ContentHash::of(b"%PDF-1.4 test").to_string());
    let found = unit.items("document/");
    assert_eq!(entry(found[0]).links[0].item.as_str(), "investigation/F1/UE");

    for (wrong, code) in [
        (ed.replace("JVBERi0xLjQgdGVzdA==", ""), "hl7v2.document.empty"),
        (ed.replace("JVBERi0xLjQgdGVzdA==", "###"), "hl7v2.document.encoding"),
        (ed.replace("JVBERi0xLjQgdGVzdA==", "bm8gcGRm"), "hl7v2.document.content"),
        (ed.replace("Base64", "Base63"), "hl7v2.document.encoding"),
    ] {
        let unit = message("ORU^R01", &[PID, OBR, &wrong]);
        assert!(unit.items("document/").is_empty());
        assert_eq!(unit.issue_places(code), ["OBX-5"], "{wrong}");
        assert!(unit.attached().contains(&format!("OBX={wrong}")), "{:?}", unit.attached());
    }
}
