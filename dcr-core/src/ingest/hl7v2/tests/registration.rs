//! ADT: who the person is, related people, encounters, allergies, diagnoses, merges.

use super::*;
use crate::contribution::{ContributionStatus, LinkRelation};
use crate::identifier::{SubjectId, system};
use crate::record::*;

#[test]
fn every_variant_of_the_nhs_number_is_recognised() {
    for variant in ["^^^NHS^NH", "^^^NHS", "^^^NHSNBR^NHSNMBR", "^^^&2.16.840.1.113883.2.1.4.1&ISO", "^^^X^NH"] {
        let pid = format!("PID|||123^^^RBD^MR~9990000018{variant}");
        let unit = message("ADT^A28", &[&pid]);
        assert_eq!(unit.demographics().nhs_numbers[0].number.as_str(), "9990000018", "{variant}");
        assert_eq!(unit.contributions[0].parts().subject, SubjectId::new("RBD", "123").unwrap());
    }
    for variant in ["^^^RBD^MR", "^^^NHS^MR", "", "^^^USSSA^SS"] {
        let unit = message("ADT^A28", &[&format!("PID|||9990000018{variant}")]);
        assert_eq!(unit.demographics().nhs_numbers, [], "{variant}");
    }
    let unit = message("ADT^A28", &["PID|||123||||||||||||||||9990000018"]);
    assert_eq!(unit.demographics().nhs_numbers, [], "PID-19 is never an NHS number");
}

#[test]
fn an_nhs_number_that_cannot_be_one_stays_attached() {
    let unit = message("ADT^A28", &["PID|||123^^^RBD^MR~9990000019^^^NHS^NH"]);
    assert_eq!(unit.demographics().nhs_numbers, []);
    assert_eq!(unit.issue_places("identifier.check-digit"), ["PID-3[2].1"]);
    assert!(unit.attached().contains(&"PID-3[2]=9990000019^^^NHS^NH".to_owned()), "{:?}", unit.attached());
    // Nor does it name the person.
    let alone = message("ADT^A28", &["PID|||9990000019^^^NHS^NH"]);
    assert_eq!(alone.reason(), "hl7v2.person.no-identifier");
}

#[test]
fn a_person_without_a_local_number_is_known_by_nhs_number() {
    let unit = message("ADT^A28", &["PID|||9990000018^^^NHS^NH||||||||||||||||||||||||||||||01"]);
    assert_eq!(unit.contributions[0].parts().subject, SubjectId::new(SubjectId::NHS_NUMBER, "9990000018").unwrap());
    let unit = message("ADT^A28", &["PID||9990000018^^^NHS^NH|||||||||||||||||||||||||||||02"]);
    assert_eq!(unit.demographics().nhs_numbers[0].verification, None, "PID-31 is not PID-32");
    let pid = format!("PID|||9990000018^^^NHS^NH{}01", "|".repeat(29));
    let unit = message("ADT^A28", &[&pid]);
    assert_eq!(unit.demographics().nhs_numbers[0].verification, Some(VerificationStatus::Verified));
    let unit = message("ADT^A28", &[&pid.replace("|01", "|US")]);
    assert_eq!(unit.demographics().nhs_numbers[0].verification, None);
    assert_eq!(unit.issue_places("hl7v2.code.unknown"), ["PID-32"]);
}

#[test]
fn the_organisations_own_medical_record_number_names_the_person() {
    let subject = |pid: &str| message("ADT^A28", &[pid]).contributions[0].parts().subject.clone();
    let own = SubjectId::new("RBD", "123").unwrap();
    assert_eq!(subject("PID|||777^^^R0D^MR~88^^^X^SS~123^^^RBD^MR"), own);
    assert_eq!(subject("PID|||123^^^RBD^MR~88^^^X^SS~777^^^R0D^MR"), own);
    assert_eq!(subject("PID||123|"), SubjectId::new(SubjectId::LOCAL, "123").unwrap());
    assert_eq!(subject("PID||||123^^^RBD"), own);
}

#[test]
fn demographics_are_read() {
    let unit = message(
        "ADT^A31",
        &[
            concat!(
                r"PID|1||123^^^RBD^MR||O'NEILL^ANN^MARY JANE^III^MRS^BSC^L~OLDNAME^ANN^^^^^M||19650203000000|2|",
                r"BELL^ANN||1&High Street^Flat 2^Dorchester^Dorset^dt11xj^GBR^H~PO BOX 1^^^^nowhere^^C||",
                r"01305 000000^PRN^PH~^NET^Internet^ann@example.org|07700 900000^^CP|EN^English|M^Married|C22|",
                r"||||A^White British^HL70189|||||||20260101|Y"
            ),
            r"PD1|||The Surgery^^J81001|G123^GREEN^JO^^^DR^^^GMC",
        ],
    );
    let d = unit.demographics();
    assert_eq!(d.names[0].display(), "O'NEILL, ANN MARY JANE (MRS)");
    assert_eq!((d.names[0].given.len(), d.names[0].suffix.as_slice()), (3, &["III".to_owned(), "BSC".to_owned()][..]));
    assert_eq!(d.names[0].name_use, Some(NameUse::Official));
    assert_eq!(d.names[1].name_use, Some(NameUse::Maiden));
    assert_eq!(d.names[2].name_use, Some(NameUse::from("alias")));
    assert_eq!(d.birth_date.as_ref().unwrap().as_str(), "1965-02-03");
    assert_eq!(d.gender, Some(Gender::Female));
    assert_eq!(d.addresses[0].lines, ["1 High Street", "Flat 2", "Dorchester", "Dorset"]);
    assert_eq!(d.addresses[0].postcode.as_ref().unwrap().as_str(), "DT1 1XJ");
    assert_eq!(d.addresses[0].address_use, Some(AddressUse::Home));
    assert_eq!(d.addresses[1].postcode_text.as_deref(), Some("nowhere"));
    let contacts: Vec<_> = d.contacts.iter().map(|c| (c.kind.as_str(), c.value.as_str())).collect();
    assert_eq!(contacts, [("phone", "01305 000000"), ("email", "ann@example.org"), ("mobile", "07700 900000")]);
    assert_eq!(d.contacts[2].contact_use.as_deref(), Some("WPN"));
    assert_eq!(d.ethnicity.as_ref().unwrap().codings[0].code, "A");
    assert_eq!(d.languages[0].words(), "English");
    assert_eq!(d.marital_status.as_ref().unwrap().words(), "Married");
    assert_eq!(d.religion.as_ref().unwrap().codings[0].code, "C22");
    assert_eq!(d.death, Some(Death::On("2026-01-01".parse().unwrap())));
    assert_eq!(d.practice.as_ref().unwrap().as_str(), "J81001");
    let gp = d.gp.as_ref().unwrap();
    assert_eq!((gp.name.as_deref(), gp.identifier.as_deref()), (Some("DR JO GREEN"), Some("GMC|G123")));
    assert_eq!(
        unit.item_names(),
        ["demographics/RBD/123", "care-provider/RBD/123/registered-practice", "care-provider/RBD/123/usual-gp"]
    );
    let provider = only!(unit, "care-provider/RBD/123/registered-practice", EntryBody::CareProvider);
    assert_eq!(provider.name.as_deref(), Some("The Surgery"));
    // What the model has no place for stays, down to the innermost part.
    assert_eq!(unit.attached(), ["PID-3.5=MR", "PID-11.6=GBR"]);
}

#[test]
fn a_month_13_is_told_and_attached() {
    let unit = message("ADT^A31", &["PID|||123^^^RBD||SMITH||196513121515|M"]);
    assert_eq!(unit.demographics().birth_date, None);
    assert_eq!(unit.issue_places("time.range"), ["PID-7"]);
    assert_eq!(unit.attached(), ["PID-7=196513121515"]);
}

#[test]
fn explicitly_empty_stays_told_from_absent() {
    let unit = message("ADT^A31", &["PID|||123^^^RBD||SMITH||\"\"|||||\"\"|"]);
    assert_eq!(unit.demographics().birth_date, None);
    assert_eq!(unit.attached(), ["PID-7=\"\"", "PID-12=\"\""]);
    assert!(unit.issue_places("time.format").is_empty());
}

#[test]
fn times_come_from_the_message() {
    let unit = message("ADT^A31", &["EVN|A31|20260203090000+0000", PID]);
    let parts = unit.contributions[0].parts();
    assert_eq!(parts.recorded.to_string(), "2026-02-03T09:00:00.000Z");
    assert_eq!(parts.version, crate::contribution::Version::from_time("2026-02-03T10:15:30Z".parse().unwrap()));
    assert_eq!(parts.origin.message_id.as_deref(), Some("M1"));
    assert_eq!(parts.origin.message, crate::contribution::ContentHash::of(&unit.original));
    let bare = stream("MSH|^~\\&|||||||ADT^A31\rPID|||1");
    assert_eq!(bare.contributions[0].parts().recorded, source().received);
}

#[test]
fn related_people_have_roles_and_a_stable_key() {
    let first = "NK1|1|JONES^BOB|SPO^Spouse|1 High St^^^^DT1 1XJ|01305 1|01305 2|N^Next of kin|20200101||||||||1960";
    let second = "NK1|2|JONES^EVE|EMC^Emergency contact";
    let unit = message("ADT^A01", &[PID, first, second]);
    let found = unit.items("related-person/RBD/123/");
    let EntryBody::RelatedPerson(bob) = &entry(found[0]).body else { panic!() };
    assert_eq!(bob.roles, [RelatedPersonRole::NextOfKin]);
    assert_eq!(bob.relationship.as_ref().unwrap().words(), "Spouse");
    assert_eq!(bob.contacts.len(), 2);
    assert_eq!(bob.birth_date.as_ref().unwrap().as_str(), "1960");
    assert_eq!(bob.period.start.as_ref().unwrap().as_str(), "2020-01-01");
    let EntryBody::RelatedPerson(eve) = &entry(found[1]).body else { panic!() };
    assert_eq!(eve.roles, [RelatedPersonRole::EmergencyContact]);
    let swapped = message("ADT^A08", &[PID, &second.replace("NK1|2", "NK1|1"), &first.replace("NK1|1", "NK1|2")]);
    assert_eq!(swapped.items("related-person/")[1].key(), found[0].key());
}

const PV1: &str =
    "PV1|1|I|WARD1^ROOM2^BED3^RBD|E||WARD0|C1^WHITE^SUE^^^DR^^^GMC|||MED|||||||||V77|||||||||||||||||||||||||20260202|";

#[test]
fn events_say_where_an_encounter_stands() {
    use ContributionStatus::{Current, Deleted};
    for (events, status, stands) in [
        ("A01 A02 A06 A07 A12 A13 A17 A22 A25 A26 A52", Current, Some(EncounterStatus::InProgress)),
        ("A04", Current, Some(EncounterStatus::Arrived)),
        ("A05 A14", Current, Some(EncounterStatus::Planned)),
        ("A03", Current, Some(EncounterStatus::Finished)),
        ("A21 A53", Current, Some(EncounterStatus::OnLeave)),
        ("A08 A09 A10 A15 A16 A28 A31 A32 A33 A54 A55 A60 A61 A62", Current, None),
        ("A11 A27 A38", Deleted, Some(EncounterStatus::Cancelled)),
        ("A23", Deleted, None),
    ] {
        for event in events.split(' ') {
            let unit = message(&format!("ADT^{event}"), &[PID, PV1]);
            assert_eq!(unit.items("encounter/V77")[0].parts().status, status, "{event}");
            let encounter = only!(unit, "encounter/V77", EntryBody::Encounter);
            assert_eq!(encounter.status, stands, "{event}");
            assert_eq!(encounter.kind, EncounterKind::Inpatient);
        }
    }
    let discharged = message("ADT^A08", &[PID, &format!("{PV1}20260204")]);
    let encounter = only!(discharged, "encounter/V77", EntryBody::Encounter);
    assert_eq!(encounter.status, Some(EncounterStatus::Finished));
    let unknown = message("ADT^A99", &[PID, PV1]);
    assert!(unknown.items("encounter/").is_empty());
    assert_eq!(unknown.issue_places("hl7v2.event.unknown"), ["PV1"]);
    assert!(unknown.attached().contains(&format!("PV1={PV1}")));
}

#[test]
fn a_transfer_ends_one_stay_and_begins_another() {
    let unit = message("ADT^A02", &["EVN|A02|20260203||||202602030930", PID, PV1, "PV2|||^Chest pain||||||20260210"]);
    let encounter = only!(unit, "encounter/V77", EntryBody::Encounter);
    let moves: Vec<_> = encounter.moves.iter().map(|m| m.location.as_str()).collect();
    assert_eq!(moves, ["WARD0", "WARD1, ROOM2, BED3, RBD"]);
    assert_eq!(encounter.moves[0].period.end, encounter.moves[1].period.start);
    assert_eq!(encounter.moves[1].period.start.as_ref().unwrap().as_str(), "2026-02-03T09:30");
    assert_eq!(encounter.participants[0].name.as_deref(), Some("DR SUE WHITE"));
    assert_eq!(encounter.reasons[0].words(), "Chest pain");
    assert_eq!(encounter.expected_end.as_ref().unwrap().as_str(), "2026-02-10");
    assert_eq!(encounter.period.start.as_ref().unwrap().as_str(), "2026-02-02");
}

#[test]
fn an_encounter_without_a_key_and_a_structural_one_stay_attached() {
    let unit = message("ADT^A01", &[PID, "PV1|1|O|CLINIC"]);
    assert_eq!(unit.issue_places("hl7v2.encounter.no-key"), ["PV1"]);
    assert!(unit.attached().contains(&"PV1=PV1|1|O|CLINIC".to_owned()));
    let unit = message("ADT^A31", &[PID, "PV1||N"]);
    assert!(unit.issues.is_empty(), "{:?}", unit.issues);
}

#[test]
fn allergies_and_diagnoses_are_read() {
    let unit = message(
        "ADT^A01",
        &[
            PID,
            "AL1|1|DA|91936005^Penicillin allergy^SCT|SV|Rash~Swelling|20200101",
            "AL1|2|MC|^Latex",
            "DG1|1|I10|I21.9^Acute myocardial infarction||20260202|W||||||||||C1^WHITE",
            "DG1|2||J45^Asthma^I10||20200101|F||||||||||||Y",
            "DG1|3||^Fall^|^At home||A|||||||||||||||D",
        ],
    );
    let penicillin = only!(unit, "allergy/RBD/123/91936005", EntryBody::Allergy);
    assert_eq!(penicillin.code.code_in(system::SNOMED), Some("91936005"));
    assert_eq!(penicillin.categories, [AllergyCategory::Medication]);
    assert_eq!(penicillin.reactions[0].severity.as_deref(), Some("severe"));
    assert_eq!(penicillin.reactions[0].manifestations.len(), 2);
    let latex = only!(unit, "allergy/RBD/123/Latex", EntryBody::Allergy);
    assert!(latex.categories.is_empty());
    assert!(unit.attached().contains(&"AL1[2]-2=MC".to_owned()));

    let infarction = only!(unit, "problem/RBD/123/I21.9/20260202", EntryBody::Problem);
    assert_eq!(infarction.category, Some(ProblemCategory::Suspected));
    assert_eq!(infarction.code.code_in(system::ICD10), Some("I21.9"));
    let asthma = unit.items("problem/RBD/123/J45");
    assert_eq!(entry(asthma[0]).sensitivity.labels(), [SensitivityLabel::Restricted]);
    let fall = unit.items("problem/RBD/123/Fall");
    assert_eq!(fall[0].parts().status, ContributionStatus::Deleted);
}

#[test]
fn a_merge_names_the_survivor_and_the_other() {
    let unit = message("ADT^A40", &[PID, "MRG|456^^^RBD^MR~9990000026^^^NHS^NH"]);
    let links = unit.items("link/RBD/123/RBD/456");
    let Some(ContributionBody::Link(link)) = &links[0].parts().body else { panic!() };
    assert_eq!(link.relation, LinkRelation::Replaces);
    assert_eq!(link.other.subject, SubjectId::new("RBD", "456").unwrap());
    assert_eq!(links[0].parts().subject, SubjectId::new("RBD", "123").unwrap());
    assert!(unit.attached().contains(&"MRG-1[2]=9990000026^^^NHS^NH".to_owned()));
    // The few words of a merge do not supersede those of a registration.
    assert_eq!(unit.item_names()[0], "demographics/RBD/123/A40");

    for merge in [&["MRG|"][..], &[]] {
        let segments = [&[PID], merge].concat();
        assert_eq!(message("ADT^A40", &segments).reason(), "hl7v2.merge.no-prior");
    }
    let itself = message("ADT^A40", &[PID, "MRG|123^^^RBD^MR"]);
    assert!(itself.items("link/").is_empty());
    assert_eq!(itself.issue_places("hl7v2.merge.self"), ["MRG"]);
}

#[test]
fn several_merges_in_one_message_stay_apart() {
    let unit = message("ADT^A40", &[PID, "MRG|456^^^RBD", "PID|||789^^^RBD", "MRG|790^^^RBD"]);
    assert_eq!(unit.items("link/RBD/123/RBD/456").len(), 1);
    assert_eq!(unit.items("link/RBD/789/RBD/790").len(), 1);
    assert_eq!(unit.items("link/").len(), 2);
}

#[test]
fn other_messages_give_their_person_and_keep_the_rest() {
    let unit = message("SIU^S12", &["SCH|1|2", PID, "AIS|1||CLINIC", "ZZZ|a^b"]);
    assert_eq!(unit.item_names(), ["demographics/RBD/123/SIU"]);
    assert_eq!(unit.issue_places("hl7v2.message.partial"), ["MSH-9"]);
    let attached = unit.attached();
    for whole in ["SCH=SCH|1|2", "AIS=AIS|1||CLINIC", "ZZZ=ZZZ|a^b"] {
        assert!(attached.contains(&whole.to_owned()), "{attached:?}");
    }
}

#[test]
fn repeated_segments_are_told_apart_by_number() {
    let unit = message("ADT^A01", &[PID, "IN1|1|A", "IN1|2|B"]);
    let attached = unit.attached();
    assert!(attached.contains(&"IN1[1]=IN1|1|A".to_owned()) && attached.contains(&"IN1[2]=IN1|2|B".to_owned()));
}
