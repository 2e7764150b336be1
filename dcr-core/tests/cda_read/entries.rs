//! Coded entries: which become facts, and which never do.

use super::*;
use dcr_core::contribution::Statement;
use dcr_core::identity::resolve;
use dcr_core::merge::combine;

#[test]
fn a_diagnosis_becomes_a_problem_told_of_in_the_document() {
    let unit = read(DISCHARGE);
    let found = bodies!(&unit, Problem);
    assert_eq!(found.len(), 1, "the negated one is no fact");
    let (entry, problem) = found[0];
    assert_eq!(problem.code.code_in(system::SNOMED), Some("385093006"));
    assert_eq!(problem.code.code_in(system::ICD10), Some("J18.9"));
    assert_eq!(problem.code.text.as_deref(), Some("Community acquired pneumonia"));
    assert_eq!(problem.category, Some(ProblemCategory::EncounterDiagnosis));
    assert_eq!(problem.period.start.as_ref().unwrap().as_str(), "2026-01-30");
    assert_eq!(entry.links[0].kind, EntryLinkKind::DocumentedIn);
    assert_eq!(entry.links[0].item.as_str(), "cda/set/411910CF-1A76-4330-98FE-C345DDEE5553");
    assert!(items(&unit).contains(&"cda/entry/cda/set/411910CF-1A76-4330-98FE-C345DDEE5553/5D2A|1"));
}

/// The codes of the problems that stand once these documents have been received.
fn standing(documents: &[&str]) -> Vec<String> {
    let statements: Vec<Statement> = documents
        .iter()
        .flat_map(|document| read(document).contributions)
        .map(|found| Statement::new(found, Timestamp::parse("2026-11-22T13:34:00Z").unwrap()).unwrap())
        .collect();
    let people = resolve(&statements).clusters;
    assert_eq!(people.len(), 1);
    let record = combine(&people[0], statements.into_iter().collect());
    let said = record.lines.iter().flat_map(|line| line.statements());
    said.filter_map(|said| match &said.entry.body {
        EntryBody::Problem(found) => found.code.code_in(system::SNOMED).map(str::to_owned),
        _ => None,
    })
    .collect()
}

#[test]
fn what_a_later_version_of_a_document_no_longer_states_stands_no_longer() {
    let later = DISCHARGE.replace("<versionNumber value=\"2\"/>", "<versionNumber value=\"3\"/>");
    let other = later.replace("385093006", "195967001");
    // The diagnosis has another number and meaning in the later version.
    let other = other.replace("5D2A", "5D2B");
    assert_ne!(other, later);
    assert_eq!(standing(&[DISCHARGE]), ["385093006"]);
    assert_eq!(standing(&[DISCHARGE, &later]), ["385093006"]);
    for documents in [[DISCHARGE, &other], [&other, DISCHARGE]] {
        assert_eq!(standing(&documents), ["195967001"]);
    }
    let unit = read(DISCHARGE);
    let document = holder(&unit).0.key().item.clone();
    let derived = |found: &Contribution| found.parts().derived_from.clone();
    let from: Vec<_> = unit.contributions.iter().filter_map(derived).collect();
    assert_eq!(from, vec![document; from.len()]);
    assert_eq!(from.len(), items(&unit).iter().filter(|item| item.starts_with("cda/entry/")).count());
}

#[test]
fn what_is_negated_absent_taken_back_planned_or_about_another_is_no_fact() {
    for (attributes, content, code) in [
        ("negationInd='true'", "", "cda.entry.negated"),
        ("negationInd='perhaps'", "", "cda.entry.negated"),
        ("nullFlavor='NI'", "", "cda.entry.absent"),
        ("moodCode='GOL'", "", "cda.entry.mood"),
        ("", "<statusCode code='nullified'/>", "cda.entry.status"),
        ("", "<statusCode code='cancelled'/>", "cda.entry.status"),
        ("", "<subject><relatedSubject classCode='PRS'/></subject>", "cda.entry.subject"),
    ] {
        let unit = with_problem(attributes, content);
        assert_eq!(codes(&unit), [code], "{attributes}{content}");
        assert!(bodies!(&unit, Problem).is_empty(), "{attributes}{content}");
        assert!(attached(&unit).iter().any(|(_, content)| content.contains("195967001")), "{attributes}{content}");
    }
    assert_eq!(bodies!(&with_problem("negationInd='false' moodCode='EVN'", ""), Problem).len(), 1);
}

#[test]
fn what_an_act_around_it_says_holds_for_what_it_holds() {
    let act = |attributes: &str| {
        with_section(&format!(
            "<entry><act {attributes}><statusCode code='active'/><entryRelationship typeCode='SUBJ'><observation>\
             <code code='ASSERTION'/><value xsi:type='CD' code='1' codeSystem='2.16.840.1.113883.6.96'/></observation>\
             </entryRelationship></act></entry>"
        ))
    };
    let unit = act("");
    assert_eq!(bodies!(&unit, Problem)[0].1.status, Some(ProblemStatus::Active));
    assert!(bodies!(&act("negationInd='true'"), Problem).is_empty());
    // The relation itself may deny.
    let relation = with_section(
        "<entry><act><entryRelationship typeCode='SUBJ' negationInd='true'><observation><code code='ASSERTION'/>\
         <value xsi:type='CD' code='1' codeSystem='2.16.840.1.113883.6.96'/></observation></entryRelationship></act></entry>",
    );
    assert!(bodies!(&relation, Problem).is_empty());
}

#[test]
fn a_value_without_a_code_or_with_a_changed_meaning_is_no_fact() {
    let with_value = |value: &str| {
        with_section(&format!("<entry><observation><code code='ASSERTION'/>{value}</observation></entry>"))
    };
    for value in [
        "<value xsi:type='CD' nullFlavor='UNK' code='195967001' codeSystem='2.16.840.1.113883.6.96'/>",
        "<value xsi:type='CD' code='1' codeSystem='2.16.840.1.113883.6.96'><qualifier><name code='408729009'/>\
         <value code='410516002'/></qualifier></value>",
        "<value xsi:type='PQ' value='5' unit='mmol/L'/>",
        "<value xsi:type='CD' code='DENOM' codeSystem='2.16.840.1.113883.5.4'/>",
    ] {
        let unit = with_value(value);
        assert!(bodies!(&unit, Problem).is_empty(), "{value}");
        assert_eq!(codes(&unit), ["cda.entry.not-modelled"], "{value}");
    }
    let unit = with_value("<value xsi:type='CD' nullFlavor='OTH'><originalText>Sore elbow</originalText></value>");
    assert_eq!(bodies!(&unit, Problem)[0].1.code.words(), "Sore elbow");
    let unit = with_value(
        "<value xsi:type='CD' code='1' codeSystem='1.2.3'><qualifier><name code='272741003'/><value code='7771000'/></qualifier></value>",
    );
    assert_eq!(bodies!(&unit, Problem)[0].1.code.codings[0].system, "urn:oid:1.2.3");
}

#[test]
fn certainty_and_standing_are_read_from_the_statements_about_a_statement() {
    let remark = |code: &str, value: &str| {
        with_problem(
            "",
            &format!(
                "<entryRelationship typeCode='REFR'><observation><code code='{code}'/><value xsi:type='CD' code='{value}'/></observation></entryRelationship>"
            ),
        )
    };
    let problem =
        |unit: &Unit| bodies!(unit, Problem).first().map(|(_, found)| (found.status.clone(), found.category.clone()));
    assert_eq!(problem(&remark("33999-4", "413322009")), Some((Some(ProblemStatus::Resolved), None)));
    assert_eq!(problem(&remark("x", "415684004")), Some((None, Some(ProblemCategory::Suspected))));
    assert_eq!(problem(&remark("x", "410516002")), None);
    let over = with_problem("", "<effectiveTime><low value='2020'/><high value='2021'/></effectiveTime>");
    assert_eq!(problem(&over), Some((Some(ProblemStatus::Resolved), None)));
}

#[test]
fn the_section_tells_whose_problem_and_of_what_kind_it_is() {
    let in_section = |code: &str| {
        let unit = with_section(&format!(
            "<code code='{code}'/><entry><observation><code code='195967001' \
            codeSystem='2.16.840.1.113883.6.96'/></observation></entry><entry><observation><code code='ASSERTION'/>\
            <value xsi:type='CD' code='1' codeSystem='2.16.840.1.113883.6.96'/></observation></entry>"
        ));
        bodies!(&unit, Problem).iter().map(|(_, found)| found.category.clone()).collect::<Vec<_>>()
    };
    assert_eq!(in_section("10157-6"), [Some(ProblemCategory::FamilyHistory)]);
    assert_eq!(
        in_section("29308-4"),
        [Some(ProblemCategory::EncounterDiagnosis), Some(ProblemCategory::EncounterDiagnosis)]
    );
    assert_eq!(in_section("other"), [None]);
}

#[test]
fn an_allergy_becomes_an_allergy_to_its_agent() {
    let unit = read(DISCHARGE);
    let found = bodies!(&unit, Allergy);
    assert_eq!(found.len(), 1);
    let (_, allergy) = found[0];
    assert_eq!((allergy.code.code_in(system::SNOMED), allergy.code.words()), (Some("764146007"), "Penicillin"));
    assert_eq!(allergy.status.as_ref().unwrap().as_str(), "active");
    assert_eq!(allergy.categories[0].as_str(), "medication");
    assert_eq!(allergy.reactions[0].manifestations[0].words(), "Eruption of skin");
    assert_eq!(allergy.reactions[0].severity.as_deref(), Some("Moderate"));
    let none = with_section(
        "<entry><observation><code code='ASSERTION'/><value xsi:type='CD' code='716186003' \
        codeSystem='2.16.840.1.113883.6.96' displayName='No known allergy'/></observation></entry>",
    );
    assert_eq!(bodies!(&none, Allergy)[0].1.categories[0].as_str(), "none-known");
    // Without an agent nothing says what to.
    let unsaid = with_section(
        "<entry><observation><code code='x'/><value xsi:type='CD' code='416098002'/></observation></entry>",
    );
    assert!(bodies!(&unsaid, Allergy).is_empty() && bodies!(&unsaid, Problem).is_empty());
}

#[test]
fn a_drug_becomes_a_medication() {
    let unit = read(DISCHARGE);
    let found = bodies!(&unit, Medication);
    let (_, drug) = found[0];
    assert_eq!(drug.drug.words(), "Doxycycline 100mg capsules");
    assert_eq!(
        (drug.status.as_ref(), drug.course.as_ref()),
        (Some(&MedicationStatus::Active), Some(&MedicationCourse::Discharge))
    );
    let dosage = &drug.dosages[0];
    assert_eq!(dosage.text.as_deref(), Some("Doxycycline 100 mg capsules, one a day"));
    assert_eq!((dosage.amount.as_ref().unwrap().as_str(), dosage.unit.as_deref()), ("100", Some("mg")));
    assert_eq!(dosage.frequency.as_deref(), Some("every 24 hours"));
    assert_eq!(dosage.route.as_ref().unwrap().words(), "Oral");
    assert_eq!(drug.period.end.as_ref().unwrap().as_str(), "2026-02-08");
    // A vaccine given is no drug taken.
    let vaccine = "<code code='11369-6'/><entry><substanceAdministration><consumable><manufacturedProduct><manufacturedMaterial>\
        <code code='1' codeSystem='2.16.840.1.113883.6.96'/></manufacturedMaterial></manufacturedProduct></consumable></substanceAdministration></entry>";
    assert!(bodies!(&with_section(vaccine), Medication).is_empty());
    let elsewhere = vaccine
        .replace("11369-6", "x")
        .replace("<consumable>", "<templateId root='2.16.840.1.113883.10.20.22.4.52'/><consumable>");
    assert!(bodies!(&with_section(&elsewhere), Medication).is_empty());
    let not_taken = vaccine
        .replace("11369-6", "10160-0")
        .replace("<substanceAdministration>", "<substanceAdministration negationInd='true'>");
    assert!(bodies!(&with_section(&not_taken), Medication).is_empty());
}

#[test]
fn entries_that_share_an_identifier_stay_apart() {
    let one = "<entry><observation><id root='9'/><code code='ASSERTION'/><value xsi:type='CD' code='1' codeSystem='2.16.840.1.113883.6.96'/></observation></entry>";
    let unit = with_section(&format!("{one}{one}"));
    assert_eq!(items(&unit)[2..], ["cda/entry/cda/document/1.2/9", "cda/entry/cda/document/1.2/9#2"]);
}
