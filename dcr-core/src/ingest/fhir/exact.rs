//! Reading what may say no more than is understood.

use super::bundle::typed_reference;
use super::person;
use super::reader::Reader;
use super::security;
use super::tree::Kind;
use super::view::View;
use crate::identifier::SubjectId;
use std::borrow::Cow;

/// Whether an object has no member but these; a `_name` beside a name may carry an extension, which changes nothing.
pub(super) fn only(view: View<'_>, allowed: &[&str]) -> bool {
    view.kind() == Kind::Object
        && view.children().all(|child| {
            let key = child.key().unwrap_or_default();
            allowed.contains(&key.strip_prefix('_').unwrap_or(&key))
        })
}

/// The system and code of a Coding.
pub(super) fn code(coding: View<'_>) -> Option<(String, String)> {
    Some((coding.text_at("system")?.into_owned(), coding.text_at("code")?.into_owned()))
}

/// The only coding of a CodeableConcept, as system and code.
pub(super) fn only_code(concept: View<'_>) -> Option<(String, String)> {
    let mut codings = concept.items("coding");
    let (first, second) = (codings.next()?, codings.next());
    if second.is_none() { code(first) } else { None }
}

/// The only item of an array, `Ok(None)` where there is no such element.
pub(super) fn only_item<'t>(parent: View<'t>, key: &str) -> Result<Option<View<'t>>, ()> {
    let Some(found) = parent.get(key) else { return Ok(None) };
    let mut items = found.children();
    match (found.kind(), items.next(), items.next()) {
        (Kind::Array, Some(item), None) => Ok(Some(item)),
        _ => Err(()),
    }
}

/// What a reference means, as far as it can be told.
#[derive(Debug)]
pub(super) struct Target<'t> {
    /// The type of resource, where the reference or the resource says it.
    pub(super) kind: Option<String>,
    /// The resource, where it came along.
    pub(super) found: Option<View<'t>>,
    /// The system and value of the identifier that the reference states.
    pub(super) identifier: Option<(String, String)>,
    /// Whether the resource stands inside the one that refers to it.
    pub(super) contained: bool,
}

/// Begins the URL of a resource type, which a reference may state in full.
const TYPES: &str = "http://hl7.org/fhir/StructureDefinition/";

/// What a reference means; `None` where it contradicts itself or leads to a resource whose meaning an extension changes.
pub(super) fn target<'t>(reader: &Reader<'_, 't>, reference: View<'t>) -> Option<Target<'t>> {
    let text = reference.text_at("reference");
    let found = reader.follow(reference);
    if found.is_some_and(|found| security::modifier(found).is_some()) {
        return None;
    }
    let stated = reference.text_at("type").map(|kind| kind.strip_prefix(TYPES).unwrap_or(&kind).to_owned());
    let literal = text.as_deref().and_then(typed_reference).and_then(|(_, typed)| typed.split('/').next());
    let own = found.and_then(|found| found.text_at("resourceType"));
    let mut kinds = [stated, literal.map(str::to_owned), own.map(Cow::into_owned)].into_iter().flatten();
    let kind = kinds.next();
    if kinds.any(|other| Some(&other) != kind.as_ref()) {
        return None;
    }
    let identifier = match reference.get("identifier") {
        None => None,
        Some(identifier) => {
            Some((identifier.text_at("system")?.into_owned(), identifier.text_at("value")?.into_owned()))
        }
    };
    let contained = text.is_some_and(|text| text.starts_with('#'));
    Some(Target { kind, found, identifier, contained })
}

/// The person whom a Consent is about.
#[derive(Debug)]
pub(super) struct Whom<'t> {
    text: Option<Cow<'t, str>>,
    subject: Option<SubjectId>,
}

impl<'t> Whom<'t> {
    /// The person whom the resource that is read is about.
    pub(super) fn of(reader: &Reader<'_, 't>) -> Self {
        let patient = reader.view.get("patient");
        Self {
            text: patient.and_then(|patient| patient.text_at("reference")),
            subject: patient.and_then(|patient| subject(reader, patient)),
        }
    }

    /// Whether a reference of the resource means them.
    pub(super) fn is(&self, reader: &Reader<'_, 't>, reference: View<'t>) -> bool {
        (self.text.is_some() && self.text == reference.text_at("reference"))
            || subject(reader, reference).is_some_and(|other| self.is_subject(&other))
    }

    /// Whether a subject is theirs.
    pub(super) fn is_subject(&self, other: &SubjectId) -> bool {
        self.subject.as_ref() == Some(other)
    }
}

/// The person whom a reference means. One inside the resource is followed, and so paid for: there may be many.
fn subject<'t>(reader: &Reader<'_, 't>, reference: View<'t>) -> Option<SubjectId> {
    if !reference.text_at("reference").is_some_and(|text| text.starts_with('#')) {
        return person::referenced_subject(reader.bundle, reader.view, reference).ok();
    }
    let found = reader.follow(reference).filter(|found| found.text_at("resourceType").as_deref() == Some("Patient"))?;
    let number = person::nhs_numbers(found).into_iter().next()?;
    SubjectId::new(SubjectId::NHS_NUMBER, number.as_str()).ok()
}
