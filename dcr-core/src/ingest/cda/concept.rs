//! CD, CE and CV: concepts with their codes and words.

use super::code_system::uri;
use super::element::Element;
use super::narrative::Pointers;
use crate::identifier::{CodedConcept, Coding};

/// The most translations of one concept that are read; the rest stays attached.
const MOST_TRANSLATIONS: usize = 32;

/// A concept, used: its code, its translations, and the words that it was coded from.
///
/// A null flavour on a concept says that the code is not known; only where it says that there is no fitting code (`OTH`,
/// `UNC`) do its words and its translations state anything.
///
/// Source: HL7 v3 data types, CD.
pub(super) fn concept<'t>(element: Element<'t>, pointers: &Pointers<'t>) -> Option<CodedConcept> {
    if !matches!(element.null_flavour(), None | Some("OTH" | "UNC")) {
        return None;
    }
    let mut concept = CodedConcept::default();
    concept.codings.extend(coding(element));
    for translation in element.all("translation").take(MOST_TRANSLATIONS) {
        concept.codings.extend(coding(translation));
    }
    concept.text = element.child("originalText").and_then(|text| pointers.words(text));
    if concept.text.is_none() && concept.codings.is_empty() {
        concept.text = element.take("displayName");
    }
    (!concept.is_empty()).then_some(concept)
}

/// The concept of the child of this name, used.
pub(super) fn concept_at<'t>(parent: Element<'t>, name: &'static str, pointers: &Pointers<'t>) -> Option<CodedConcept> {
    concept(parent.any_child(name)?, pointers)
}

fn coding(element: Element<'_>) -> Option<Coding> {
    let code = element.take("code")?;
    let system = match element.take("codeSystem") {
        Some(oid) => uri(&oid),
        None => element.take("codeSystemName").unwrap_or_default(),
    };
    Some(Coding {
        system,
        code,
        display: element.take("displayName"),
        version: element.take("codeSystemVersion"),
        mapped_by: None,
    })
}

/// The words of a concept for a place that keeps words only; its codes stay attached.
pub(super) fn words<'t>(element: Element<'t>, pointers: &Pointers<'t>) -> Option<String> {
    element.take("displayName").or_else(|| pointers.words(element.child("originalText")?))
}

/// Whether a concept's qualifiers leave its meaning a fact about the person: they say where, which side, how severe. Any
/// other may say that it is absent, only possible, or someone else's.
///
/// Source: SNOMED CT concept model attributes.
pub(super) fn only_refined(element: Element<'_>) -> bool {
    element.children().filter(|child| child.name() == "qualifier").all(|qualifier| {
        let name = qualifier.any_child("name").and_then(|name| name.attribute("code"));
        matches!(
            name,
            // Laterality, severity, finding site, episodicity, clinical course, associated morphology.
            Some("272741003" | "246112005" | "363698007" | "246456000" | "263502005" | "116676008")
        )
    })
}
