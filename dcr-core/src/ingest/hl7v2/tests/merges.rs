//! ADT: merges, links, moves, and the segments that name who looks after the person.

use super::*;
use crate::contribution::{ContributionStatus, LinkRelation, Statement};
use crate::identifier::SubjectId;
use crate::merge::StatementSet;
use crate::record::*;

const OTHER: &str = "PID|1||456^^^RBD^MR||BROWN^EVE||19700101|F";

fn local(number: &str) -> SubjectId {
    SubjectId::new("RBD", number).unwrap()
}

fn links(unit: &Unit) -> Vec<(SubjectId, LinkRelation, SubjectId)> {
    let link = |c: &Contribution| match &c.parts().body {
        Some(ContributionBody::Link(link)) => {
            Some((c.parts().subject.clone(), link.relation, link.other.subject.clone()))
        }
        _ => None,
    };
    unit.accepted().iter().filter_map(link).collect()
}

/// A message that was sent at this second.
fn at(second: u32, kind: &str, segments: &[&str]) -> Unit {
    let header = format!("MSH|^~\\&|PAS|RBD|||202602031015{second:02}||{kind}|M{second}|P|2.4");
    stream(&[&[header.as_str()], segments].concat().join("\r"))
}

/// What stands under a key after messages, whatever their order.
fn standing(units: &[&Unit], item: &str) -> Contribution {
    let statements = |order: Vec<&Unit>| {
        let all = order.into_iter().flat_map(|unit| unit.accepted().to_vec());
        all.map(|c| Statement::new(c, source().received).unwrap()).collect::<StatementSet>()
    };
    let forward = statements(units.to_vec());
    assert_eq!(forward, statements(units.iter().rev().copied().collect()), "the order of arrival leaves no trace");
    let found = forward.iter().find(|s| s.contribution().key().item.as_str() == item);
    found.unwrap().contribution().clone()
}

#[test]
fn every_merge_event_joins_and_nothing_else_does() {
    for event in ["A18", "A30", "A34", "A36", "A39", "A40", "A46", "A47"] {
        let unit = message(&format!("ADT^{event}"), &[PID, "MRG|456^^^RBD^MR"]);
        assert_eq!(links(&unit), [(local("123"), LinkRelation::Replaces, local("456"))], "{event}");
    }
    for event in ["A08", "A31", "A35", "A41", "A42", "A43", "A44", "A48", "A49", "A50", "A51"] {
        let unit = message(&format!("ADT^{event}"), &[PID, "MRG|456^^^RBD^MR"]);
        assert_eq!(links(&unit), [], "{event}");
    }
}

#[test]
fn a_link_and_an_unlink_are_about_two_persons() {
    let link = message("ADT^A24", &[PID, OTHER]);
    assert_eq!(links(&link), [(local("123"), LinkRelation::Same, local("456"))]);
    // In either order it is one statement, so that the unlink takes its place.
    let unlink = message("ADT^A37", &[OTHER, PID]);
    assert_eq!(links(&unlink), [(local("123"), LinkRelation::Different, local("456"))]);
    assert_eq!(link.items("link/")[0].key(), unlink.items("link/")[0].key());
    // Each PID is its own person's; the few words do not supersede those of a registration.
    assert_eq!(link.item_names(), ["demographics/RBD/123/A24", "demographics/RBD/456/A24", "link/RBD/123/RBD/456"]);
    for segments in [&[PID][..], &[PID, PID]] {
        assert_eq!(message("ADT^A24", segments).reason(), "hl7v2.link.no-other");
        assert_eq!(message("ADT^A37", segments).reason(), "hl7v2.link.no-other");
    }
}

#[test]
fn an_unlink_takes_the_place_of_a_merge_in_any_order_of_arrival() {
    let merge = at(1, "ADT^A40", &[PID, "MRG|456^^^RBD^MR"]);
    let unlink = at(2, "ADT^A37", &[OTHER, PID]);
    let again = at(3, "ADT^A40", &[OTHER, "MRG|123^^^RBD^MR"]);
    let relation = |units: &[&Unit]| match standing(units, "link/RBD/123/RBD/456").parts().body.clone() {
        Some(ContributionBody::Link(link)) => link.relation,
        other => panic!("{other:?}"),
    };
    assert_eq!(relation(&[&merge]), LinkRelation::Replaces);
    assert_eq!(relation(&[&merge, &unlink]), LinkRelation::Different);
    assert_eq!(relation(&[&merge, &unlink, &again]), LinkRelation::Replaces);
}

#[test]
fn a_swap_gives_each_person_their_own_bed() {
    let pv1 = |place: &str, before: &str, visit: &str| format!("PV1|1|I|{place}|||{before}{}{visit}", "|".repeat(13));
    let unit = message(
        "ADT^A17",
        &["EVN|A17|20260203", PID, &pv1("WARD1", "WARD2", "V1"), OTHER, &pv1("WARD2", "WARD1", "V2")],
    );
    for (visit, person, place) in [("V1", "123", "WARD1"), ("V2", "456", "WARD2")] {
        let found = unit.items(&format!("encounter/{visit}"));
        assert_eq!(found[0].parts().subject, local(person));
        let EntryBody::Encounter(encounter) = &entry(found[0]).body else { panic!() };
        assert_eq!(encounter.moves.last().unwrap().location, place);
        assert_eq!(encounter.moves.len(), 2);
    }
}

const PV1: &str = "PV1|1|I|WARD1||||||||||||||||V77|||||||||||||||||||||||||20260202|";

#[test]
fn a_moved_visit_leaves_the_wrong_person_in_any_order_of_arrival() {
    let wrong = at(1, "ADT^A01", &[OTHER, PV1]);
    let moved = at(2, "ADT^A45", &[PID, "MRG|456^^^RBD^MR||||V77", PV1]);
    assert_eq!(moved.issue_places("hl7v2.visit.moved"), ["MRG"]);
    assert_eq!(standing(&[&wrong], "encounter/V77").parts().subject, local("456"));
    let stands = standing(&[&wrong, &moved], "encounter/V77");
    assert_eq!((stands.parts().subject.clone(), stands.parts().status), (local("123"), ContributionStatus::Current));

    // With a new number the old one is taken back, and its key never stands again for what was said before.
    let renumbered = at(2, "ADT^A45", &[PID, "MRG|456^^^RBD^MR||||V77", &PV1.replace("V77", "V78")]);
    let old = standing(&[&wrong, &renumbered], "encounter/V77");
    assert_eq!((old.parts().subject.clone(), old.parts().status), (local("456"), ContributionStatus::Deleted));
    let new = renumbered.items("encounter/V78")[0];
    assert_eq!(new.parts().subject, local("123"));
    assert_eq!(entry(new).links[0].item.as_str(), "encounter/V77");
}

#[test]
fn several_visits_are_moved_by_one_message() {
    let unit = message(
        "ADT^A45",
        &[PID, "MRG|456^^^RBD^MR||||V77", PV1, "MRG|456^^^RBD^MR||||V80", &PV1.replace("V77", "V81")],
    );
    assert_eq!(unit.items("encounter/").len(), 3);
    assert_eq!(unit.items("encounter/V80")[0].parts().status, ContributionStatus::Deleted);
    assert_eq!(unit.items("encounter/V81")[0].parts().subject, local("123"));
}

#[test]
fn a_visit_gets_another_number() {
    for event in ["A42", "A50"] {
        let unit = message(&format!("ADT^{event}"), &[PID, "MRG|123^^^RBD^MR||||V70", PV1]);
        assert_eq!(unit.items("encounter/V70")[0].parts().status, ContributionStatus::Deleted, "{event}");
        assert_eq!(unit.items("encounter/V77")[0].parts().status, ContributionStatus::Current, "{event}");
        assert!(unit.issue_places("hl7v2.visit.moved").is_empty());
    }
    // A bare number says nothing of the visit that stays: what is known of it stands.
    let bare = format!("PV1|1|I{}V77", "|".repeat(17));
    let unit = message("ADT^A42", &[PID, "MRG|123^^^RBD^MR||||V70", &bare]);
    assert!(unit.items("encounter/V77").is_empty());
    assert_eq!(unit.items("encounter/V70").len(), 1);
    for segments in [&[PID, "MRG|123^^^RBD^MR||||V70"][..], &[PID, "MRG|123^^^RBD^MR", PV1]] {
        let unit = message("ADT^A50", segments);
        assert!(unit.items("encounter/").is_empty());
        assert_eq!(unit.issue_places("hl7v2.visit.no-number"), ["MRG"]);
    }
}

#[test]
fn what_the_model_cannot_say_of_a_move_is_told_and_attached() {
    let mrg = "MRG|456^^^RBD^MR||ACC1";
    for (event, code, severity) in [
        ("A43", "hl7v2.move.not-in-model", Severity::Error),
        ("A44", "hl7v2.move.not-in-model", Severity::Error),
        ("A35", "hl7v2.account.not-in-model", Severity::Note),
        ("A41", "hl7v2.account.not-in-model", Severity::Note),
        ("A49", "hl7v2.account.not-in-model", Severity::Note),
    ] {
        let unit = message(&format!("ADT^{event}"), &[PID, mrg]);
        let issue = unit.issues.iter().find(|issue| issue.code == code).unwrap();
        assert_eq!((issue.severity, issue.place.as_str()), (severity, "MRG"), "{event}");
        assert!(unit.attached().contains(&format!("MRG={mrg}")), "{event}");
        assert_eq!(unit.item_names(), [format!("demographics/RBD/123/{event}")]);
    }
}

#[test]
fn a_discharge_that_is_called_off_leaves_no_end() {
    let pv1 = format!("PV1|1|I|WARD1{}V77{}19^Home{}20260203", "|".repeat(16), "|".repeat(17), "|".repeat(9));
    let read = |event: &str, evn: &str| {
        let unit = message(&format!("ADT^{event}"), &[evn, PID, &pv1]);
        (only!(unit, "encounter/V77", EntryBody::Encounter), unit)
    };
    let (left, _) = read("A03", "EVN|A03|20260203");
    assert_eq!(left.period.end.as_ref().unwrap().as_str(), "2026-02-03");
    assert!(left.discharge.is_some());
    let (back, unit) = read("A13", "EVN|A13|20260203");
    assert_eq!((back.status, back.period.end, back.discharge), (Some(EncounterStatus::InProgress), None, None));
    assert!(unit.attached().contains(&"PV1-45=20260203".to_owned()), "{:?}", unit.attached());
    // A discharge without its time in the visit was when the event occurred.
    let unit = message("ADT^A03", &["EVN|A03|20260203||||202602030900", PID, PV1]);
    let left = only!(unit, "encounter/V77", EntryBody::Encounter);
    assert_eq!(left.period.end.unwrap().as_str(), "2026-02-03T09:00");
}

#[test]
fn procedures_are_read_with_those_who_did_them() {
    let unit = message(
        "ADT^A01",
        &[
            PID,
            "PR1|1|OPCS4|H22.9^Colonoscopy||202602031140||20|||||C1^WHITE^SUE|||K51^Colitis^I10",
            "ROL|R1|AD|SU^Scrub nurse|N1^GREY^JO",
            "PR1|2||^Stitches|^|20260203||||||||||||||PR9|D",
        ],
    );
    let colonoscopy = only!(unit, "procedure/RBD/123/H22.9/202602031140", EntryBody::Procedure);
    assert_eq!(colonoscopy.code.code_in(crate::identifier::system::OPCS4), Some("H22.9"));
    assert_eq!(colonoscopy.performed.start.unwrap().as_str(), "2026-02-03T11:40");
    let performers: Vec<_> = colonoscopy.performers.iter().map(|p| (p.name.as_deref(), p.role.as_deref())).collect();
    assert_eq!(
        performers,
        [(Some("SUE WHITE"), Some("procedure practitioner")), (Some("JO GREY"), Some("Scrub nurse"))]
    );
    assert_eq!(colonoscopy.reasons[0].words(), "Colitis");
    assert_eq!(unit.items("procedure/PR9")[0].parts().status, ContributionStatus::Deleted);
    assert!(unit.items("care-provider/").is_empty());
}

#[test]
fn roles_are_of_the_person_or_of_the_visit() {
    let unit = message(
        "ADT^A01",
        &[
            PID,
            "ROL|R1|AD|PP^Primary care provider|G1^GREEN^JO|20200101",
            "ROL|R2|DE|CP^Consulting provider|C9^GONE^SAM",
            PV1,
            "ROL|R3|AD|AT^Attending|C1^WHITE^SUE",
            "ROL|R4|UN|RP|C2^BLACK^TOM",
        ],
    );
    let gp = only!(unit, "care-provider/RBD/123/PP/", EntryBody::CareProvider);
    assert_eq!((gp.role, gp.members[0].name.as_deref()), (CareProviderRole::UsualGp, Some("JO GREEN")));
    assert_eq!(gp.period.start.unwrap().as_str(), "2020-01-01");
    assert_eq!(unit.items("care-provider/RBD/123/CP/")[0].parts().status, ContributionStatus::Deleted);
    let encounter = only!(unit, "encounter/V77", EntryBody::Encounter);
    let names: Vec<_> = encounter.participants.iter().filter_map(|p| p.name.as_deref()).collect();
    assert_eq!(names, ["SUE WHITE"]);
    assert!(unit.attached().contains(&"ROL[4]=ROL|R4|UN|RP|C2^BLACK^TOM".to_owned()), "{:?}", unit.attached());
}

#[test]
fn adverse_reactions_carry_their_own_identifier_and_status() {
    let iam = |rest: &str| format!("IAM|1|DA^Drug|91936005^Penicillin allergy^SCT|SV|Rash|{rest}");
    let unit =
        message("ADT^A60", &[PID, &iam("A|I7||||2019||202001|JONES^BOB|||C"), &iam("D|I8"), &iam("U|I9||||||||||E")]);
    let found = unit.items("allergy/RBD/123/iam/");
    let status: Vec<_> = found.iter().map(|c| c.parts().status).collect();
    use ContributionStatus::{Current, Deleted, EnteredInError};
    assert_eq!(status, [Current, Deleted, EnteredInError]);
    let EntryBody::Allergy(allergy) = &entry(found[0]).body else { panic!() };
    assert_eq!(allergy.certainty, Some(Certainty::Confirmed));
    assert_eq!(allergy.period.start.as_ref().unwrap().as_str(), "2019");
    assert_eq!(allergy.noted.as_ref().unwrap().as_str(), "2020-01");
    assert_eq!(allergy.asserter.as_ref().unwrap().name.as_deref(), Some("JONES, BOB"));
    assert_eq!(allergy.categories, [AllergyCategory::Medication]);
    assert_eq!(allergy.reactions[0].severity.as_deref(), Some("severe"));
}

#[test]
fn messages_of_the_oldest_versions_are_read() {
    let unit = stream(concat!(
        "MSH|^~\\&|PAS|RBD|||19980203||ADT|M1|P|2.1\r",
        "EVN|A01|199802031015\r",
        "PID|1|EXT9|12345^6^M10||SMITH||19310203|M|||1 HIGH ST^^POOLE^DORSET^BH15 1AA||01202 000000\r",
        "PV1|1|I|W1^R2^B3||||C1^WHITE^SUE||||||||||||V5\r",
        "DG1|1|I9|410.9|INFARCTION\r",
        "PR1|1|O|K40|BYPASS|19980204"
    ));
    let d = unit.demographics();
    assert_eq!(unit.contributions[0].parts().subject, SubjectId::new(SubjectId::LOCAL, "12345").unwrap());
    assert_eq!((d.names[0].family.as_deref(), d.names[0].given.len()), (Some("SMITH"), 0));
    assert_eq!(d.addresses[0].postcode.as_ref().unwrap().as_str(), "BH15 1AA");
    assert_eq!(d.contacts[0].value, "01202 000000");
    let encounter = only!(unit, "encounter/V5", EntryBody::Encounter);
    assert_eq!(
        (encounter.status, encounter.moves[0].location.as_str()),
        (Some(EncounterStatus::InProgress), "W1, R2, B3")
    );
    assert_eq!(only!(unit, "problem/", EntryBody::Problem).code.text.as_deref(), Some("INFARCTION"));
    assert_eq!(only!(unit, "procedure/", EntryBody::Procedure).code.text.as_deref(), Some("BYPASS"));
}

#[test]
fn segments_in_another_order_are_the_only_persons_or_nobodys() {
    let unit = message("ADT^A01", &[PV1, "AL1|1|DA|P^Penicillin", PID]);
    assert_eq!(unit.items("encounter/V77")[0].parts().subject, local("123"));
    assert_eq!(unit.items("allergy/RBD/123/P").len(), 1);
    assert_eq!(unit.issue_places("hl7v2.segment.order"), ["PV1"]);
    let unit = message("ADT^A17", &[PV1, PID, OTHER]);
    assert_eq!(unit.reason(), "hl7v2.segment.order");
}

#[test]
fn sequence_numbers_order_messages_of_one_second() {
    let version = |time: &str, number: &str| {
        let unit = stream(&format!("MSH|^~\\&|||||{time}||ADT^A31|M1|P|2.4|{number}\r{PID}"));
        unit.contributions[0].parts().version
    };
    for time in ["20260203", "202602031015", "20260203101530"] {
        assert!(version(time, "7") < version(time, "8"), "{time}");
        assert!(version(time, "") < version(time, "8"), "{time}");
    }
    assert!(version("20260203101530", "999") < version("20260203101531", ""));
    assert_eq!(version("20260203101530.5", "7"), version("20260203101530.5", "8"));
    for nothing in ["0", "-1", "x"] {
        assert_eq!(version("20260203101530", nothing), version("20260203101530", ""));
    }
}

#[test]
fn a_deleted_person_takes_along_what_the_message_says_of_them() {
    let unit = message("ADT^A29", &[PID, "PD1|||The Surgery^^J81001|G1^GREEN^JO", "ROL|R1|AD|PP|G1^GREEN^JO"]);
    assert_eq!(unit.item_names().len(), 4);
    assert!(unit.accepted().iter().all(|c| c.parts().status == ContributionStatus::Deleted));
}

#[test]
fn a_consent_form_is_told_and_attached() {
    let unit = message("ADT^A31", &[PID, "CON|1|001|||||||||R"]);
    assert_eq!(unit.issue_places("hl7v2.consent.form"), ["CON"]);
    assert!(unit.attached().contains(&"CON=CON|1|001|||||||||R".to_owned()));
    assert!(unit.items("directive/").is_empty());
}
