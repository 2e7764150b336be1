//! Object identifiers of code systems as the URIs that the record uses.

use crate::identifier::system;

/// The URI of a code system, or `urn:oid:` and the identifier where the record has no other name for it.
///
/// Source: HL7 FHIR R4, 4.3.0 (code systems' OIDs); NHS Data Standards, OID register (2.16.840.1.113883.2.1.3.2.4.x).
pub(super) fn uri(oid: &str) -> String {
    let known = match oid {
        "2.16.840.1.113883.6.96" | "2.16.840.1.113883.2.1.3.2.4.15" => system::SNOMED,
        "2.16.840.1.113883.2.1.3.2.4.14" | "2.16.840.1.113883.2.1.6.2" => system::READ_V2,
        "2.16.840.1.113883.2.1.3.2.4.30" | "2.16.840.1.113883.2.1.6.3" => system::CTV3,
        "2.16.840.1.113883.6.3" | "2.16.840.1.113883.2.1.3.2.4.17.317" => system::ICD10,
        "2.16.840.1.113883.6.90" => "http://hl7.org/fhir/sid/icd-10-cm",
        "2.16.840.1.113883.6.103" => "http://hl7.org/fhir/sid/icd-9-cm",
        "2.16.840.1.113883.2.1.4.5" => system::OPCS4,
        "2.16.840.1.113883.6.1" => system::LOINC,
        "2.16.840.1.113883.6.8" => system::UCUM,
        "2.16.840.1.113883.2.1.6.15" => system::DMD,
        "2.16.840.1.113883.6.88" => "http://www.nlm.nih.gov/research/umls/rxnorm",
        "2.16.840.1.113883.6.73" => "http://www.whocc.no/atc",
        "2.16.840.1.113883.5.4" => "http://terminology.hl7.org/CodeSystem/v3-ActCode",
        "2.16.840.1.113883.5.25" => "http://terminology.hl7.org/CodeSystem/v3-Confidentiality",
        "2.16.840.1.113883.5.112" => "http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration",
        _ => return format!("urn:oid:{oid}"),
    };
    known.to_owned()
}

/// Whether a code system names diseases, findings and situations.
pub(super) fn is_clinical(uri: &str) -> bool {
    matches!(uri, system::SNOMED | system::ICD10 | system::READ_V2 | system::CTV3)
        || uri.starts_with("http://hl7.org/fhir/sid/icd-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_systems_of_the_nhs_and_of_hl7_have_one_name() {
        assert_eq!(uri("2.16.840.1.113883.2.1.3.2.4.15"), uri("2.16.840.1.113883.6.96"));
        assert_eq!(uri("1.2.3"), "urn:oid:1.2.3");
        assert!(is_clinical(&uri("2.16.840.1.113883.6.3")) && !is_clinical(&uri("2.16.840.1.113883.6.1")));
    }
}
