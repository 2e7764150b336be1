//! List: what a source says of a section as a whole.
//!
//! Source: UK Core List; GP Connect Access Record Structured, List, with `emptyReason` and the extension
//! ListWarningCode.

use super::reader::Reader;
use super::view::View;
use crate::record::{EmptyReason, Section, SectionStatement, SectionWarning};

/// Which section a list's code means, by SNOMED CT (UK edition), GP Connect's own codes for lists of what hangs
/// together with a consultation or problem, and LOINC document sections.
fn section_of(code: &str) -> Option<Section> {
    let related = ["consultations-", "problems-"].iter().find_map(|prefix| code.strip_prefix(prefix));
    if let Some(rest) = related {
        return Some(match rest.split('-').next()? {
            "medications" => Section::Medications,
            "allergies" => Section::Allergies,
            "immunisations" => Section::Immunisations,
            "investigations" | "uncategorised" => Section::Investigations,
            "problems" | "linked" => Section::Problems,
            "consultations" | "outbound" => Section::Encounters,
            "diary" => Section::Procedures,
            "documents" => Section::Documents,
            _ => return None,
        });
    }
    Some(match code {
        "933361000000108" | "10160-0" => Section::Medications,
        "1102181000000102" | "11369-6" => Section::Immunisations,
        "792931000000107" | "1149501000000101" | "46240-8" => Section::Encounters,
        "717711000000103" | "11450-4" => Section::Problems,
        "887191000000108" | "826501000000100" | "30954-2" => Section::Investigations,
        "886921000000105" | "1103671000000101" | "48765-2" => Section::Allergies,
        "714311000000108" | "47519-4" => Section::Procedures,
        "735324008" | "34109-9" => Section::Documents,
        _ => return None,
    })
}

/// The code of a list that stands for a section, and the section.
pub(super) fn section<'t>(list: View<'t>) -> Option<(std::borrow::Cow<'t, str>, Section)> {
    if list.text_at("mode").as_deref() == Some("changes") {
        return None;
    }
    list.get("code")?.items("coding").find_map(|coding| {
        let code = coding.text_at("code")?;
        let section = section_of(&code)?;
        Some((code, section))
    })
}

/// Reads a list that stands for a section; its sensitivity is for the caller to add.
pub(super) fn statement(reader: &Reader<'_, '_>, section: Section) -> Option<SectionStatement> {
    let view = reader.view;
    let heading = reader.concept_at(view, "code")?;
    if let Some(title) = view.get("title").filter(|title| title.text().as_deref() == Some(heading.words())) {
        title.mark();
    }
    let has_entries = view.items("entry").next().is_some();
    let empty = view.get("emptyReason").and_then(|reason| {
        if has_entries {
            reader.warn("fhir.list.not-empty", reason, "the list says why it is empty and is not");
            return None;
        }
        let coded = reader.known_code(reason, "", |code| Some(EmptyReason::from(code)));
        coded.or_else(|| reader.words(reason).map(|words| EmptyReason::from(words.as_str())))
    });
    let warnings = Reader::uk_extensions(view, "ListWarningCode").filter_map(|extension| {
        // GP Connect gives a code, UK Core a concept.
        let coded = || {
            let concept = extension.get("valueCodeableConcept")?;
            let known = reader.known_code(concept, "ListWarningCode", |code| Some(SectionWarning::from(code)));
            known.or_else(|| reader.words(concept).map(|words| SectionWarning::from(words.as_str())))
        };
        let word = reader.text_at(extension, "valueCode").map(|word| SectionWarning::from(word.as_str()));
        let found = word.or_else(coded)?;
        extension.mark_at("url");
        Some(found)
    });
    let mut warnings: Vec<SectionWarning> = warnings.collect();
    warnings.sort();
    warnings.dedup();
    Some(SectionStatement {
        section,
        heading,
        empty,
        warnings,
        notes: reader.notes(),
        as_at: reader.date_at(view, "date"),
        sensitivity: crate::record::Sensitivity::NONE,
    })
}
