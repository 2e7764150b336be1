//! The UK's own extensions, under the names that each release gives them.
//!
//! Source: UK Core R4 (`Extension-UKCore-<Name>`); Care Connect and GP Connect STU3
//! (`Extension-CareConnect-<Name>-1`, `Extension-CareConnect-GPC-<Name>-1`).

use super::reader::Reader;
use super::view::View;
use crate::identifier::CodedConcept;
use crate::time::PartialDateTime;

/// Whether a URL is that of the UK extension with this name.
fn is_named(url: &str, name: &str) -> bool {
    if let Some(rest) = url.strip_prefix("https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-") {
        return rest == name;
    }
    let stu3 =
        ["https://fhir.hl7.org.uk/STU3/", "https://fhir.nhs.uk/STU3/"].iter().find_map(|base| url.strip_prefix(base));
    let rest = stu3.and_then(|rest| rest.strip_prefix("StructureDefinition/Extension-CareConnect-"));
    rest.is_some_and(|rest| rest.strip_prefix("GPC-").unwrap_or(rest).strip_suffix("-1") == Some(name))
}

impl<'t> Reader<'_, 't> {
    /// The UK extensions with this name.
    pub(super) fn uk_extensions(parent: View<'t>, name: &str) -> impl Iterator<Item = View<'t>> {
        parent.items("extension").filter(move |found| found.text_at("url").is_some_and(|url| is_named(&url, name)))
    }

    /// The first UK extension with one of these names.
    pub(super) fn uk_extension(parent: View<'t>, names: &[&str]) -> Option<View<'t>> {
        names.iter().find_map(|name| Self::uk_extensions(parent, name).next())
    }

    /// The CodeableConcept that a UK extension carries, used.
    pub(super) fn uk_concept(&self, parent: View<'t>, names: &[&str]) -> Option<CodedConcept> {
        let extension = Self::uk_extension(parent, names)?;
        let concept = self.concept_at(extension, "valueCodeableConcept")?;
        extension.mark_at("url");
        Some(concept)
    }

    /// The date that a UK extension carries, used.
    pub(super) fn uk_date(&self, parent: View<'t>, names: &[&str]) -> Option<PartialDateTime> {
        let extension = Self::uk_extension(parent, names)?;
        let date = self.date_at(extension, "valueDateTime")?;
        extension.mark_at("url");
        Some(date)
    }

    /// A part of a complex extension, by its short URL.
    pub(super) fn part(&self, extension: View<'t>, url: &str) -> Option<View<'t>> {
        let part = Self::extension(extension, url)?;
        part.mark_at("url");
        extension.mark_at("url");
        Some(part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_release_names_an_extension_in_its_own_way() {
        for url in [
            "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-PrescriptionType",
            "https://fhir.nhs.uk/STU3/StructureDefinition/Extension-CareConnect-GPC-PrescriptionType-1",
            "https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-CareConnect-PrescriptionType-1",
        ] {
            assert!(is_named(url, "PrescriptionType"), "{url}");
            assert!(!is_named(url, "Prescription"), "{url}");
        }
        assert!(!is_named("https://example.org/Extension-UKCore-PrescriptionType", "PrescriptionType"));
    }
}
