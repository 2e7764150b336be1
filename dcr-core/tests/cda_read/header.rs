//! The header: which document, about whom, by whom.

use super::*;

#[test]
fn the_header_says_which_document_it_is() {
    let unit = read(DISCHARGE);
    assert_eq!(unit.fate, Fate::Accepted);
    let (contribution, entry, document) = holder(&unit);
    assert_eq!(contribution.key().item.as_str(), "cda/set/411910CF-1A76-4330-98FE-C345DDEE5553");
    assert_eq!(contribution.parts().version.number(), 2);
    assert_eq!(contribution.parts().recorded.to_string(), "2026-02-03T09:30:00.000Z");
    assert_eq!(document.identifier.as_deref(), Some("A709A442-3CF4-476E-8377-376500E829C9"));
    assert_eq!(
        (document.kind.code_in(system::SNOMED), document.kind.words()),
        (Some("373942005"), "Discharge summary")
    );
    assert_eq!(document.title.as_deref(), Some("Discharge summary: Ward 7"));
    assert_eq!(document.written.as_ref().unwrap().as_str(), "2026-02-03T09:30+00:00");
    assert_eq!(document.covers.start.as_ref().unwrap().as_str(), "2026-01-30");
    assert_eq!(document.status.as_ref().unwrap().as_str(), "final");
    let people: Vec<_> = document.authors.iter().map(|who| (who.name.as_deref(), who.role.as_deref())).collect();
    assert_eq!(
        people,
        [
            (Some("RASTALL, Paul (Dr)"), Some("General Medical Practitioner")),
            (Some("COLE, Ann (Dr)"), Some("legal authenticator"))
        ]
    );
    assert_eq!(document.authors[0].identifier.as_deref(), Some("1.2.826.0.1285.0.2.0.65|123456789012"));
    let custodian = document.custodian.as_ref().unwrap();
    assert_eq!(custodian.organisation.as_ref().unwrap().as_str(), "RBD");
    assert_eq!(custodian.organisation_name.as_deref(), Some("Dorset County Hospital"));
    assert!(entry.sensitivity.is_empty());
}

#[test]
fn the_person_becomes_demographics() {
    let unit = read(DISCHARGE);
    let who = demographics(&unit);
    assert_eq!(unit.contributions[0].key().item.as_str(), "cda/demographics/RBD:Dorset County Hospital/D123456");
    assert_eq!(unit.contributions[0].parts().subject.value(), "D123456");
    assert_eq!(who.nhs_numbers[0].number.as_str(), "9990000018");
    assert_eq!(who.names[0].name_use, Some(NameUse::Usual));
    assert_eq!(who.names[0].given, ["Siân", "Mair"]);
    assert_eq!((who.birth_date.as_ref().unwrap().as_str(), who.gender.as_ref()), ("1950-02-28", Some(&Gender::Female)));
    assert_eq!(who.addresses[0].lines, ["1 Harbour Road", "Dorchester"]);
    assert_eq!(who.addresses[0].postcode.as_ref().unwrap().as_str(), "DT1 1AA");
    let contacts: Vec<_> = who.contacts.iter().map(|found| (found.kind.as_str(), found.value.as_str())).collect();
    assert_eq!(contacts, [("phone", "01632960001"), ("mobile", "07700900001")]);
    assert_eq!(who.practice.as_ref().unwrap().as_str(), "J81010");
    // A null flavour is absent, not a word.
    assert_eq!(who.ethnicity, None);
}

#[test]
fn without_a_local_number_the_nhs_number_says_who_it_is() {
    let unit = read(ATTACHED);
    assert_eq!(unit.contributions[0].parts().subject.namespace(), "nhs-number");
    // A local number is used only with the name of whoever gave it.
    let unsaid = read(&DISCHARGE.replace(" assigningAuthorityName=\"RBD:Dorset County Hospital\"", ""));
    assert_eq!(unsaid.contributions[0].parts().subject.namespace(), "nhs-number");
    assert_eq!(demographics(&unit).names[0].text.as_deref(), Some("Jo Quay"));
}

#[test]
fn an_uncounted_document_stands_under_its_own_number() {
    let unit = read(ATTACHED);
    let (contribution, entry, document) = holder(&unit);
    assert_eq!(contribution.key().item.as_str(), "cda/document/1.2.3|8");
    assert_eq!(contribution.parts().version, dcr_core::contribution::Version::from_time(contribution.parts().recorded));
    assert_eq!(entry.links.len(), 1);
    assert_eq!((&entry.links[0].kind, entry.links[0].item.as_str()), (&EntryLinkKind::PartOf, "cda/document/1.2.3|7"));
    assert_eq!(document.replaces, None);
}

#[test]
fn what_a_document_replaces_is_linked_or_is_its_own_earlier_version() {
    let unit = read(DISCHARGE);
    let (_, entry, document) = holder(&unit);
    assert_eq!(document.replaces.as_deref(), Some("0B9C4E9E-0000-4E0B-8000-0000000000AA"));
    assert!(entry.links.iter().all(|link| link.kind == EntryLinkKind::During));
    let other = DISCHARGE.replacen("<setId root=\"411910CF", "<setId root=\"511910CF", 1);
    let unit = read(&other);
    let (_, entry, _) = holder(&unit);
    let replaced = entry.links.iter().find(|link| link.kind == EntryLinkKind::Replaces).unwrap();
    assert_eq!(replaced.item.as_str(), "cda/set/411910CF-1A76-4330-98FE-C345DDEE5553");
}

#[test]
fn the_encounter_is_an_entry_of_its_own() {
    let unit = read(DISCHARGE);
    let found = bodies!(&unit, Encounter);
    let (_, encounter) = found[0];
    assert_eq!(encounter.kind, EncounterKind::Inpatient);
    assert_eq!(encounter.period.start.as_ref().unwrap().as_str(), "2026-01-30T10:15");
    assert_eq!(encounter.moves[0].location, "Ward 7");
    assert_eq!(encounter.discharge.as_ref().unwrap().codings[0].code, "1");
    let (_, entry, _) = holder(&unit);
    assert_eq!(entry.links[0].item.as_str(), "cda/encounter/2.16.840.1.113883.2.1.3.2.4.18.46|V-77");
}

#[test]
fn a_restricted_document_gives_no_place_away() {
    let unit = read(ATTACHED);
    assert_eq!(holder(&unit).1.sensitivity.labels(), [SensitivityLabel::VeryRestricted]);
    let who = demographics(&unit);
    assert!(who.addresses.is_empty() && who.sensitivity.is_empty());
    assert_eq!(items(&unit)[0], "cda/demographics-in-part/nhs-number/9990000026");
    assert!(attached(&unit).contains(&("/ClinicalDocument/recordTarget/patientRole/addr", "<addr>2 Quay</addr>")));
    for (code, label) in [("code='R'", "restricted"), ("code='XYZ'", "XYZ"), ("nullFlavor='NI'", "not-understood")] {
        let unit = read(&ATTACHED.replace("code=\"V\"", code));
        assert_eq!(holder(&unit).1.sensitivity.labels()[0].as_str(), label);
    }
}
