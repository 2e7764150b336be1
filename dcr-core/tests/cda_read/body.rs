//! The body: sections and files.

use super::*;

#[test]
fn sections_keep_their_headings_depth_and_words() {
    let unit = read(DISCHARGE);
    let (_, _, document) = holder(&unit);
    let sections: Vec<(&str, u8, &str)> =
        document.sections.iter().map(|s| (s.title.as_deref().unwrap(), s.depth, s.text.as_str())).collect();
    assert_eq!(
        sections,
        [
            ("Diagnoses", 0, "- Community acquired pneumonia\n- No pulmonary embolism"),
            ("Severity", 1, "CURB-65 score\n2"),
            ("Allergies", 0, "Agent | Reaction | Severity\nPenicillin |  | Moderate"),
            ("Medications on discharge", 0, "Doxycycline 100 mg capsules, one a day"),
        ]
    );
    assert_eq!(document.sections[0].code.as_ref().unwrap().code_in(system::LOINC), Some("29308-4"));
    // The markup of the narrative stays as it came.
    assert!(
        attached(&unit).iter().any(|(place, content)| place.ends_with("section[1]/text") || content.contains("<list>"))
    );
}

#[test]
fn a_section_labels_the_document_and_its_own_entries() {
    let entry = "<entry><observation><code code='ASSERTION'/><value xsi:type='CD' code='1' codeSystem='2.16.840.1.113883.6.96'/>\
                 </observation></entry>";
    let unit = with_section(&format!(
        "<confidentialityCode code='PSY'/>{entry}</section></component><component><section>{entry}"
    ));
    assert_eq!(holder(&unit).1.sensitivity.labels(), [SensitivityLabel::MentalHealth]);
    let labels: Vec<usize> =
        bodies!(&unit, Problem).iter().map(|(entry, _)| entry.sensitivity.labels().len()).collect();
    assert_eq!(labels, [1, 0]);
}

#[test]
fn a_file_is_kept_by_hash_and_read_where_its_kind_is_known() {
    let unit = read(ATTACHED);
    let (_, _, document) = holder(&unit);
    let DocumentContent::Inline { media_type, size, .. } = &document.contents[0] else { panic!("{document:?}") };
    assert_eq!((media_type.as_str(), *size), ("application/rtf", 23));
    assert_eq!(document.contents[0].words().as_deref(), Some("Seen in clinic."));
    let broken = read(&ATTACHED.replace("e1xydGYx", "e1x?dGYx"));
    assert_eq!(codes(&broken), ["cda.value.base64"]);
    assert!(holder(&broken).2.contents.is_empty());
    assert!(attached(&broken).iter().any(|(place, _)| *place == "/ClinicalDocument/component"));
    let elsewhere = ATTACHED.replace(
        "representation=\"B64\">e1xydGYxIFNlZW4gaW4gY2xpbmljLn0=",
        "><reference value='https://example.org/l.rtf'/>",
    );
    let unit = read(&elsewhere);
    assert!(
        matches!(&holder(&unit).2.contents[0], DocumentContent::Link { address, .. } if address == "https://example.org/l.rtf")
    );
    let hashed = read(&ATTACHED.replace("representation=", "integrityCheck=\"AAAA\" representation="));
    assert_eq!(codes(&hashed), ["cda.attachment.hash"]);
}

#[test]
fn an_image_of_a_section_becomes_a_content() {
    let unit = with_section(
        "<text>See <renderMultiMedia referencedObject='i'/></text><entry><observationMedia classCode='OBS' moodCode='EVN'>\
        <value xsi:type='ED' mediaType='image/png' representation='B64'>iVBORw0KGgo=</value></observationMedia></entry>",
    );
    let (_, _, document) = holder(&unit);
    assert_eq!(document.sections[0].text, "See [image]");
    assert!(matches!(&document.contents[0], DocumentContent::Inline { media_type, .. } if media_type == "image/png"));
}
