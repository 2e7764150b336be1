//! What cannot be read, and what is never lost.

use super::*;

fn reason(xml: &str) -> &'static str {
    match read(xml).fate {
        Fate::Quarantined(issue) => issue.code,
        Fate::Accepted => "accepted",
    }
}

#[test]
fn what_cannot_be_read_goes_whole_into_quarantine() {
    let person = "<id root=\"2.16.840.1.113883.2.1.4.1\" extension=\"9990000026\"/>";
    for (xml, code) in [
        (String::new(), "xml.syntax"),
        ("<ClinicalDocument/>".to_owned(), "cda.root"),
        (ATTACHED.replace("<recordTarget>", "<other>").replace("</recordTarget>", "</other>"), "cda.person.none"),
        (ATTACHED.replace(person, ""), "cda.person.none"),
        (ATTACHED.replace(person, "<id nullFlavor='NI'/>"), "cda.person.none"),
        (ATTACHED.replace("9990000026", "9990000027"), "cda.person.none"),
        (
            ATTACHED.replace("</recordTarget>", "</recordTarget><recordTarget><patientRole/></recordTarget>"),
            "cda.person.several",
        ),
        (format!("<!DOCTYPE x [<!ENTITY a \"b\">]>{ATTACHED}"), "xml.document-type"),
        (ATTACHED.replace("Clinic letter", "&lol9;"), "xml.entity"),
        (ATTACHED.replace("</title>", ""), "xml.syntax"),
        (format!("{}{}", "<a>".repeat(100), "</a>".repeat(100)), "xml.depth"),
    ] {
        assert_eq!(reason(&xml), code);
        let unit = read(&xml);
        assert!(unit.contributions.is_empty() && unit.original == xml.as_bytes());
    }
    assert_eq!(reason(ATTACHED), "accepted");
}

#[test]
fn faults_tell_no_personal_data() {
    for xml in [ATTACHED.replace("9990000026", "9990000027"), ATTACHED.replace("Clinic letter", "&lol9;")] {
        let told = format!("{:?}", read(&xml).issues);
        for secret in ["999000", "Quay", "lol9"] {
            assert!(!told.contains(secret), "{told}");
        }
    }
}

/// Every value of the document, element texts and attributes, is in a model or attached.
#[test]
fn nothing_of_a_document_is_lost() {
    for xml in [DISCHARGE, ATTACHED] {
        let unit = read(xml);
        let mut held = String::new();
        for contribution in &unit.contributions {
            held.push_str(&String::from_utf8(contribution.canonical().unwrap()).unwrap().replace("\\\"", "\""));
        }
        // A family name is shown in upper case.
        let held = held.to_lowercase();
        // Values that are said in other words: times as ISO 8601, codes as words, systems as URIs.
        let in_other_words = |value: &str| {
            value.len() >= 4 && value.bytes().all(|b| b.is_ascii_digit() || b == b'+')
                || value.starts_with("2.16.840.1.113883.")
                || [
                    "L",
                    "H",
                    "2",
                    "N",
                    "V",
                    "IMP",
                    "B64",
                    "UNK",
                    "NI",
                    "active",
                    "completed",
                    "tel:01632960001",
                    "tel:07700900001",
                    "RPLC",
                    "APND",
                ]
                .contains(&value)
        };
        let lost: Vec<&str> = values(xml)
            .into_iter()
            .filter(|value| !held.contains(&value.to_lowercase()) && !in_other_words(value))
            .collect();
        assert!(lost.is_empty(), "{lost:?}");
    }
}

/// The attribute values and texts of a document without comments, found without the reader.
fn values(xml: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for part in xml.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap();
        if !tag.starts_with('?') {
            found.extend(
                tag.split('"')
                    .skip(1)
                    .step_by(2)
                    .filter(|value| !value.starts_with("urn:") && !value.starts_with("http")),
            );
        }
        found.extend(text.split_whitespace());
    }
    found.retain(|value| !value.is_empty());
    found
}
