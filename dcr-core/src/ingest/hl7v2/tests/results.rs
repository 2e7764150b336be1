//! ORU: investigations.

use super::*;
use crate::contribution::ContributionStatus;
use crate::identifier::system;
use crate::record::*;

const OBR: &str =
    "OBR|1|P1|F1|UE^Urea and electrolytes^LOCAL|||20260202|||||||||C1^WHITE^SUE||||||20260203093000||CH|F";

fn ordered(segments: &[&str]) -> (Unit, Investigation) {
    let unit = message("ORU^R01", &[&[PID, OBR], segments].concat());
    let body = only!(unit, "investigation/F1/UE", EntryBody::Investigation);
    assert!(body.measurements.is_empty(), "results are contributions of their own");
    (unit, body)
}

fn body(contribution: &Contribution) -> &Investigation {
    match &entry(contribution).body {
        EntryBody::Investigation(body) => body,
        other => panic!("another kind: {other:?}"),
    }
}

fn results(unit: &Unit) -> Vec<&Investigation> {
    unit.items("result/").into_iter().map(body).collect()
}

fn links<'a>(unit: &'a Unit, start: &str, kind: &EntryLinkKind) -> Vec<&'a str> {
    let all = &entry(unit.items(start)[0]).links;
    all.iter().filter(|link| &link.kind == kind).map(|link| link.item.as_str()).collect()
}

fn values(segments: &[&str]) -> Vec<ResultValue> {
    let unit = ordered(segments).0;
    results(&unit).into_iter().flat_map(|r| &r.measurements).filter_map(|m| m.value.clone()).collect()
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
fn an_order_and_its_result_are_read() {
    let (unit, order) = ordered(&[
        "NTE|1||Note on the order",
        "OBX|1|NM|K^Potassium^LOCAL||5.10|mmol/L^^UCUM|3.5-5.3|H|||C|||202602020815||C2^BLACK^TOM|M1^Method||||||Lab^^^^^CQC^^^^L77",
        "NTE|1||Note on~the value",
        "SPM|1|S1&LAB^S2&LAB||BLD^Blood|||||||||||||20260202|20260202",
    ]);
    assert_eq!(order.status, Some(ResultStatus::Final));
    assert_eq!(order.kind, Some(InvestigationKind::Laboratory));
    assert_eq!((order.placer_number.as_deref(), order.filler_number.as_deref()), (Some("P1"), Some("F1")));
    assert_eq!(order.notes, ["Note on the order"]);
    assert_eq!(order.requester.as_ref().unwrap().name.as_deref(), Some("SUE WHITE"));
    assert_eq!(order.specimens[0].identifier.as_deref(), Some("S2"));
    assert_eq!(order.observed.as_ref().unwrap().as_str(), "2026-02-02");

    let result = only!(unit, "result/F1/UE/K", EntryBody::Investigation);
    assert_eq!(result.code.words(), "Potassium");
    assert_eq!(result.kind, Some(InvestigationKind::Laboratory));
    assert_eq!(result.status, Some(ResultStatus::Corrected));
    assert_eq!(result.observed.as_ref().unwrap().as_str(), "2026-02-02T08:15");
    assert_eq!(result.reported.as_ref().unwrap().as_str(), "2026-02-03T09:30:00");
    let names: Vec<_> =
        result.performers.iter().map(|p| p.name.as_ref().or(p.organisation_name.as_ref()).unwrap()).collect();
    assert_eq!(names, ["TOM BLACK", "Lab"]);
    assert_eq!(result.performers[1].identifier.as_deref(), Some("CQC|L77"));
    let potassium = &result.measurements[0];
    assert_eq!(potassium.notes, ["Note on\nthe value"]);
    assert_eq!((&potassium.status, &potassium.observed), (&None, &None), "said once, of the whole");
    assert_eq!(potassium.method.as_ref().unwrap().words(), "Method");
    assert_eq!(potassium.interpretations, [Interpretation::High]);
    assert_eq!(potassium.ranges[0].high.as_ref().unwrap().as_str(), "5.3");
    let Some(ResultValue::Quantity(value)) = &potassium.value else { panic!() };
    assert_eq!(value.value.as_str(), "5.10", "precision is kept");
    assert_eq!(value.unit_code.as_deref(), Some(format!("{}|mmol/L", system::UCUM).as_str()));

    assert_eq!(links(&unit, "investigation/", &EntryLinkKind::HasPart), ["result/F1/UE/K"]);
    assert_eq!(links(&unit, "investigation/", &EntryLinkKind::BasedOn), ["order/P1/UE"]);
    assert_eq!(links(&unit, "result/", &EntryLinkKind::PartOf), ["investigation/F1/UE"]);
    for item in ["investigation/", "result/"] {
        let parts = unit.items(item)[0].parts();
        assert_eq!(parts.recorded.to_string(), "2026-02-03T09:30:00.000Z", "OBR-22");
        assert_eq!(parts.version, crate::contribution::Version::from_time("2026-02-03T10:15:30Z".parse().unwrap()));
    }
}

#[test]
fn those_who_took_part_are_performers() {
    let people = "I1&RED&ANN~I2^PINK^BEA|A1&BLUE&CAL|T1&GOLD&DOT";
    let obr = format!("OBR|1|P1|F1|UE^Urea||||||CO1^GREY^ED{}{people}", "|".repeat(22));
    let unit = message("ORU^R01", &[PID, &obr]);
    let order = only!(unit, "investigation/", EntryBody::Investigation);
    let told: Vec<_> =
        order.performers.iter().map(|p| (p.name.as_deref().unwrap(), p.role.as_deref().unwrap())).collect();
    assert_eq!(
        told,
        [
            ("ANN RED", "interpreter"),
            ("BEA PINK", "interpreter"),
            ("CAL BLUE", "assistant"),
            ("DOT GOLD", "technician"),
            ("ED GREY", "collector")
        ]
    );
}

#[test]
fn a_specimen_and_its_time_come_from_spm_or_else_from_the_order() {
    let obr = OBR.replace("|||||||||C1", "|||||||202602021200|BLD&Blood&LOCAL|C1");
    let unit = message("ORU^R01", &[PID, &obr]);
    let order = only!(unit, "investigation/", EntryBody::Investigation);
    assert_eq!(order.specimens[0].kind.as_ref().unwrap().words(), "Blood");
    assert_eq!(order.specimens[0].received.as_ref().unwrap().as_str(), "2026-02-02T12:00");
    let spm = "SPM|1|S1||BLD^Blood|||||||||||||20260201^20260202";
    let unit = message("ORU^R01", &[PID, &OBR.replace("|||20260202|", "||||"), spm, "OBX|1|NM|K||1"]);
    assert_eq!(results(&unit)[0].observed.as_ref().unwrap().as_str(), "2026-02-01");
    // A time without a zone is UK local time; one with a zone is kept with it.
    let unit = message("ORU^R01", &[PID, &OBR.replace("|20260203093000|", "|20260703093000|")]);
    assert_eq!(unit.items("investigation/")[0].parts().recorded.to_string(), "2026-07-03T08:30:00.000Z");
    let unit = message("ORU^R01", &[PID, &OBR.replace("|20260203093000|", "|20260703093000+0000|")]);
    assert_eq!(unit.items("investigation/")[0].parts().recorded.to_string(), "2026-07-03T09:30:00.000Z");
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
    let segments = ["OBX|1|TX|R|1|one", "OBX|2|TX|R|2|two", "OBX|3|TX|R|7|seven", "OBX|4|TX|R|7|corrected||||||C"];
    assert_eq!(values(&segments).len(), 3);
    let unit = ordered(&segments).0;
    let names: Vec<_> = unit.items("result/").iter().map(|c| c.key().item.as_str()).collect();
    assert_eq!(names, ["result/F1/UE/R/sub/1", "result/F1/UE/R/sub/7"]);
    // Words that are a value each do not run together.
    assert_eq!(values(&["OBX|1|ST|R||one", "OBX|2|ST|R||two"]).len(), 2);
}

#[test]
fn what_was_taken_back_is_no_value() {
    let wrong = "OBX|1|NM|K||9.9|mmol/L|||||W";
    let deleted = "OBX|2|NM|NA||140||||||D";
    let unit = ordered(&[wrong, "NTE|1||about the wrong one", deleted, "OBX|3|NM|CL||100||||||F"]).0;
    let stands: Vec<_> = unit.items("result/").iter().map(|c| (c.key().item.as_str(), c.parts().status)).collect();
    assert_eq!(
        stands,
        [
            ("result/F1/UE/K", ContributionStatus::EnteredInError),
            ("result/F1/UE/NA", ContributionStatus::Deleted),
            ("result/F1/UE/CL", ContributionStatus::Current)
        ]
    );
    assert!(results(&unit)[0].measurements.is_empty() && results(&unit)[1].measurements.is_empty());
    assert_eq!(unit.issue_places("hl7v2.observation.taken-back"), ["OBX[1]", "OBX[2]"]);
    let attached = unit.attached();
    for part in ["OBX[1]-5=9.9", "OBX[2]-5=140", "NTE=NTE|1||about the wrong one"] {
        assert!(attached.contains(&part.to_owned()), "{attached:?}");
    }
    let status = |segments: &[&str]| ordered(segments).0.items("investigation/")[0].parts().status;
    assert_eq!(status(&[wrong, deleted]), ContributionStatus::EnteredInError, "the order was another person's");
    assert_eq!(status(&[deleted]), ContributionStatus::Current, "the order was made");
    assert_eq!(status(&[]), ContributionStatus::Current);
}

/// What stands of the results, whatever order the messages come in: the highest of each key.
fn stands(messages: &[(&str, &[&str])]) -> Vec<(String, Option<ResultValue>)> {
    let mut highest: std::collections::BTreeMap<String, crate::contribution::Statement> = Default::default();
    for (sent, segments) in messages {
        let header = format!("MSH|^~\\&|LAB|RBD|||{sent}||ORU^R01|M1|P|2.4");
        let unit = stream(&[&[header.as_str(), PID, OBR], *segments].concat().join("\r"));
        for contribution in unit.accepted() {
            let new = crate::contribution::Statement::new(contribution.clone(), source().received).unwrap();
            let key = contribution.key().item.to_string();
            match highest.get(&key) {
                Some(known) if known.rank() >= new.rank() => {}
                _ => drop(highest.insert(key, new)),
            }
        }
    }
    let current = highest.into_iter().filter(|(key, found)| key.starts_with("result/") && found.is_current());
    current
        .map(|(key, found)| {
            let value = body(found.contribution()).measurements[0].value.clone();
            (key, value)
        })
        .collect()
}

#[test]
fn a_later_message_with_some_results_hides_none_of_the_others() {
    let first: (&str, &[&str]) = (
        "20260203090000",
        &["OBX|1|NM|K||5.1|||||||", "OBX|2|NM|NA||||||||I", "OBX|3|NM|CL||100||||||P", "OBX|4|NM|UR||7||||||F"],
    );
    let second: (&str, &[&str]) = ("20260203100000", &["OBX|1|NM|NA||140||||||F"]);
    let third: (&str, &[&str]) = ("20260203110000", &["OBX|1|NM|K||4.1||||||C", "OBX|2|NM|UR||||||||D"]);
    let expected = [
        ("result/F1/UE/CL".to_owned(), Some(quantity(None, "100", None))),
        ("result/F1/UE/K".to_owned(), Some(quantity(None, "4.1", None))),
        ("result/F1/UE/NA".to_owned(), Some(quantity(None, "140", None))),
    ];
    for order in [[first, second, third], [third, second, first], [second, first, third], [third, first, second]] {
        assert_eq!(stands(&order), expected);
        assert_eq!(stands(&[order, order].concat()), expected);
    }
}

#[test]
fn a_cancelled_order_and_a_result_that_could_not_be_obtained_are_told() {
    let unit = message("ORU^R01", &[PID, &OBR.replace("|CH|F", "|CH|X"), "OBX|1|NM|K||||||||X"]);
    assert_eq!(only!(unit, "investigation/", EntryBody::Investigation).status, Some(ResultStatus::Cancelled));
    assert_eq!(results(&unit)[0].status, Some(ResultStatus::Cancelled));
    assert_eq!(unit.items("result/")[0].parts().status, ContributionStatus::Current);
}

#[test]
fn an_observation_outside_of_an_order_is_known_by_person_and_time() {
    let unit = message("ORU^R01", &[PID, "OBX|1|NM|8310-5^Temp^LN||37.2|Cel|||||F|||202602031000", "NTE|1||ear"]);
    let result = only!(unit, "result/RBD/123/8310-5/202602031000", EntryBody::Investigation);
    assert_eq!(result.measurements[0].notes, ["ear"]);
    assert!(entry(unit.items("result/")[0]).links.is_empty());
    let unit = message("ORU^R01", &[PID, "OBX|1|NM|8310-5^Temp^LN||37.2|Cel|||||F"]);
    assert_eq!(unit.items("result/RBD/123/8310-5/2026-02-03T10:15:30").len(), 1, "else the time of the message");
}

#[test]
fn a_note_behind_something_else_is_not_about_the_observation() {
    let obx = "OBX|1|NM|8310-5^Temp^LN||37.2|Cel";
    let prt = "PRT|1|AD||RO|C1^WHITE^SUE";
    let notes = |segments: &[&str]| {
        let unit = message("ORU^R01", &[&[PID], segments].concat());
        results(&unit)[0].measurements[0].notes.clone()
    };
    for before in [&[][..], &[OBR]] {
        assert_eq!(notes(&[before, &[obx, "NTE|1||ear"]].concat()), ["ear"]);
        assert_eq!(notes(&[before, &[obx, prt, "NTE|1||ear"]].concat()), ["ear"]);
        assert!(notes(&[before, &[obx, "ZAB|1", "NTE|1||other"]].concat()).is_empty());
    }
}

#[test]
fn an_organism_carries_its_susceptibilities() {
    // An order of its own that names the result it looks into.
    let parent = "OBR|1|P1|F1|CULT^Culture|||20260202|||||||||||||||||MB|F";
    let child = |filler: &str, subid: &str| {
        format!(
            "OBR|2||{filler}|SENS^Susceptibility|||20260202|||||||||||||||||MB|F|ORG&Organism^{subid}^E. coli|||P1^F1"
        )
    };
    let unit = message(
        "ORU^R01",
        &[
            PID,
            parent,
            "OBX|1|CE|ORG^Organism|1|ECOLI^E. coli||||||F",
            "OBX|2|CE|ORG^Organism|2|STAPH^S. aureus||||||F",
            &child("F1", "1"),
            "OBX|1|SN|AMP^Ampicillin||>^32|mg/L||R|||F",
            "OBX|2|ST|GEN^Gentamicin||S|||S|||F",
            &child("F1", "2"),
            "OBX|1|ST|AMP^Ampicillin||S|||S|||F",
        ],
    );
    let organism = "result/F1/CULT/ORG/sub/1";
    assert_eq!(links(&unit, organism, &EntryLinkKind::HasPart), ["investigation/F1/SENS/of/ORG/1"]);
    let panel = "investigation/F1/SENS/of/ORG/1";
    assert_eq!(links(&unit, panel, &EntryLinkKind::PartOf), [organism]);
    assert_eq!(
        links(&unit, panel, &EntryLinkKind::HasPart),
        ["result/F1/SENS/of/ORG/1/AMP", "result/F1/SENS/of/ORG/1/GEN"],
        "in the order of display"
    );
    let ampicillin = only!(unit, "result/F1/SENS/of/ORG/1/AMP", EntryBody::Investigation);
    assert_eq!(ampicillin.measurements[0].interpretations, [Interpretation::Resistant]);
    let other = only!(unit, "result/F1/SENS/of/ORG/2/AMP", EntryBody::Investigation);
    assert_eq!(other.measurements[0].interpretations, [Interpretation::Susceptible]);

    // The subid of the organism, or one inside of it.
    for subids in ["1", "1.1"] {
        let unit = message(
            "ORU^R01",
            &[
                PID,
                parent,
                "OBX|1|CE|ORG^Organism|1|ECOLI^E. coli||||||F",
                &format!("OBX|2|ST|AMP^Ampicillin|{subids}|R|||R|||F"),
                "OBX|3|ST|COM^Comment||seen",
            ],
        );
        let antibiotic = format!("result/F1/CULT/AMP/sub/{subids}");
        assert_eq!(links(&unit, organism, &EntryLinkKind::HasPart), [antibiotic.as_str()]);
        assert_eq!(links(&unit, &antibiotic, &EntryLinkKind::PartOf), ["investigation/F1/CULT", organism]);
        assert_eq!(
            links(&unit, "investigation/F1/CULT", &EntryLinkKind::HasPart),
            [organism, "result/F1/CULT/COM"],
            "what is part of the organism is named there"
        );
    }
    // Something else in the parent's field changes no key.
    let unit = message("ORU^R01", &[PID, &format!("{OBR}|F"), "OBX|1|NM|K||1"]);
    assert_eq!(unit.items("investigation/F1/UE")[0].key().item.as_str(), "investigation/F1/UE");
    // A parent that is elsewhere is not guessed.
    let unit = message("ORU^R01", &[PID, &child("F1", "1"), "OBX|1|ST|AMP||S|||S"]);
    assert!(links(&unit, "investigation/", &EntryLinkKind::PartOf).is_empty());
    assert!(unit.attached().contains(&"OBR-29=P1^F1".to_owned()), "{:?}", unit.attached());
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
    // Each result of an order has the labels of the whole.
    let unit = message("ORU^R01", &[PID, &orc("HIV"), OBR, "OBX|1|NM|K||1||||||F", "OBX|2|NM|NA||1||||||F||STAFF"]);
    for result in unit.items("result/") {
        let staff = SensitivityLabel::Other("STAFF".to_owned());
        assert_eq!(entry(result).sensitivity.labels(), [SensitivityLabel::Hiv, staff]);
    }
}

/// The labels of an order stand on every contribution that is made of it, and on none of another order.
#[test]
fn whatever_an_order_makes_carries_its_labels() {
    let orc = |code: &str| format!("ORC|RE{}{code}", "|".repeat(27));
    let obr = |number: &str| format!("OBR|1|P{number}|F{number}|HIV1^HIV antibody^L|||20260203");
    let unit = message(
        "ORU^R01",
        &[
            PID,
            &orc("HIV"),
            &obr("1"),
            "OBX|1|CE|AB^Antibody^L||POS^Positive^L||||||F",
            "OBX|2|NM|VL^Viral load^L|1|40||||||F",
            "OBX|3|TX|COM^Comment^L||Repeat in a month||||||F",
            "OBX|4|ED|PDF^Report^L||LAB^AP^PDF^BASE64^JVBERi0xLjQ=||||||F",
            &orc("N"),
            &obr("2"),
            "OBX|1|NM|K^Potassium^L||4.1||||||F",
        ],
    );
    let labelled = |order: &str| {
        let made = unit.accepted().iter().filter(|c| c.key().item.as_str().contains(order));
        made.map(|c| entry(c).sensitivity.labels().to_vec()).collect::<Vec<_>>()
    };
    assert_eq!(labelled("F1"), vec![vec![SensitivityLabel::Hiv]; 5], "{:?}", unit.item_names());
    assert_eq!(labelled("F2"), vec![vec![]; 2], "{:?}", unit.item_names());
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
    let names: Vec<_> = unit.items("").iter().skip(1).map(|c| c.key().item.as_str()).collect();
    assert_eq!(names, ["investigation/F1/UE", "result/F1/UE/K", "result/F1/UE/K/2"], "the same fact twice is one");
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

fn content(unit: &Unit) -> Vec<DocumentContent> {
    only!(unit, "document/", EntryBody::Document).contents
}

#[test]
fn a_document_in_pieces_is_put_together() {
    let whole = |unit: &Unit| match content(unit).as_slice() {
        [DocumentContent::Inline { base64, media_type, .. }] => (base64.clone(), media_type.clone()),
        other => panic!("not one: {other:?}"),
    };
    let expected = ("JVBERi0xLjQgdGVzdA==".to_owned(), "application/pdf".to_owned());
    let obx = |subid: &str, data: &str| format!("OBX|1|ED|PDF^Report|{subid}|{data}||||||F");
    // Repeats, with and without the type; one observation after another, counted or not; cut anywhere.
    for repeats in [
        "^application^PDF^Base64^JVBERi0~^application^PDF^Base64^xLjQgdGVzdA==",
        "^application^PDF^Base64^JVBERi0~^^^^xLjQgdGVzdA",
        "^application^PDF^Base64^JVBERi0~xLjQgdGVzdA==",
    ] {
        let unit = message("ORU^R01", &[PID, OBR, &obx("", repeats)]);
        assert_eq!(whole(&unit), expected, "{repeats}");
        assert!(unit.attached().iter().all(|part| !part.starts_with("OBX-5")), "{:?}", unit.attached());
    }
    for subid in ["", "1"] {
        let parts = ["^application^PDF^Base64^JVBERi0", "^application^PDF^Base64^xLjQgdGVzdA=="];
        let unit = message("ORU^R01", &[PID, OBR, &obx(subid, parts[0]), &obx(subid, parts[1])]);
        assert_eq!(whole(&unit), expected);
    }
    // "{\rtf1}" is a document of its own, and so is a second PDF.
    let rtf = obx("", "^application^RTF^Base64^e1xydGYxfQ==");
    let pdf = obx("", "^application^PDF^Base64^JVBERi0xLjQgdGVzdA==");
    let unit = message("ORU^R01", &[PID, OBR, &pdf, &pdf, &rtf]);
    let kinds: Vec<_> = content(&unit)
        .into_iter()
        .map(|c| match c {
            DocumentContent::Inline { media_type, .. } => media_type,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(kinds, ["application/pdf", "application/pdf", "application/rtf"]);
}

#[test]
fn words_and_pointers_are_documents_too() {
    let unit = message("ORU^R01", &[PID, OBR, "OBX|1|ED|L^Letter||^TEXT^plain^Base64^RGVhciBkb2N0b3I="]);
    assert_eq!(content(&unit), [DocumentContent::Text("Dear doctor".to_owned())]);
    let unit = message("ORU^R01", &[PID, OBR, "OBX|1|RP|I^Image||https://pacs.example/1^^image^JPEG||||||F"]);
    let link = DocumentContent::Link {
        media_type: Some("image/jpeg".to_owned()),
        address: "https://pacs.example/1".to_owned(),
        hash: None,
    };
    assert_eq!(content(&unit), [link]);
    let document = |status: &str| {
        let obx = format!("OBX|1|RP|I^Image||https://pacs.example/1||||||{status}");
        message("ORU^R01", &[PID, OBR, &obx]).items("document/")[0].parts().status
    };
    assert_eq!(document("D"), ContributionStatus::Deleted);
    assert_eq!(document("W"), ContributionStatus::EnteredInError);
    assert_eq!(document("C"), ContributionStatus::Current);
}
