//! Which release of FHIR an input is written in.

use super::tree::Kind;
use super::view::View;
use crate::contribution::SourceFormat;

/// A release of FHIR.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Release {
    /// HL7 FHIR R4 (4.0.1).
    R4,
    /// HL7 FHIR STU3 (3.0.1), as Care Connect and GP Connect use it.
    Stu3,
}

impl Release {
    /// The release that profiles name; where none is named, the one whose shape the resources have.
    pub(super) fn of<'t>(root: View<'t>, resources: impl Iterator<Item = View<'t>> + Clone) -> Self {
        let named = std::iter::once(root).chain(resources.clone()).find_map(named);
        named.unwrap_or_else(|| if resources.clone().any(has_shape_of_stu3) { Self::Stu3 } else { Self::R4 })
    }

    /// The format that contributions tell.
    pub(super) const fn format(self) -> SourceFormat {
        match self {
            Self::R4 => SourceFormat::FhirR4,
            Self::Stu3 => SourceFormat::FhirStu3,
        }
    }
}

/// The release that a resource's profiles name: `/STU3/` stands in the profiles of Care Connect and GP Connect, and
/// `/UKCore-` in those of UK Core.
fn named(resource: View<'_>) -> Option<Release> {
    resource.get("meta")?.items("profile").filter_map(View::text).find_map(|profile| {
        if profile.contains("/STU3/") {
            Some(Release::Stu3)
        } else if profile.contains("/UKCore-") {
            Some(Release::R4)
        } else {
            None
        }
    })
}

/// Whether a resource has elements that STU3 has and R4 has not.
///
/// Source: HL7 FHIR R4, the tables "changes since R3" of each resource.
fn has_shape_of_stu3(resource: View<'_>) -> bool {
    let has = |keys: &[&str]| keys.iter().any(|key| resource.get(key).is_some());
    let is_code = |key: &str| resource.get(key).is_some_and(|found| found.kind() == Kind::Text);
    match resource.text_at("resourceType").as_deref() {
        Some("ReferralRequest" | "ProcedureRequest") => true,
        Some("AllergyIntolerance" | "Condition") => {
            has(&["assertedDate"]) || is_code("clinicalStatus") || is_code("verificationStatus")
        }
        Some("MedicationStatement") => has(&["taken", "reasonNotTaken"]),
        Some("Immunization") => has(&["notGiven", "date", "practitioner", "vaccinationProtocol", "explanation"]),
        Some("MedicationRequest" | "Observation" | "DiagnosticReport" | "Procedure") => {
            has(&["context", "related", "comment", "codedDiagnosis", "notDone"])
        }
        Some("DocumentReference") => has(&["indexed", "class"]) || is_code("created"),
        _ => false,
    }
}
