//! What one resource states: its contributions, before what is left of it is attached.

use super::bundle::{Bundle, Slot};
use super::reader::{Reader, item_of};
use super::release::Release;
use super::view::View;
use super::{consent, gp_consent, list, map, patient};
use crate::contribution::{Attached, ContentHash, ContributionBody, ContributionStatus, Version};
use crate::identifier::{CodedConcept, SourceItemId, SubjectId};
use crate::ingest::{Issue, Severity, Source};
use crate::record::{Directive, Entry, EntryBody, EntryLink, EntryLinkKind, Sensitivity, SharingStatement};
use crate::time::{PartialDateTime, Timestamp};
use std::collections::BTreeSet;

/// A contribution to be.
#[derive(Debug)]
pub(super) struct Draft {
    /// The resource that it was read from.
    pub(super) slot: usize,
    pub(super) item: SourceItemId,
    pub(super) version: Version,
    /// The item that it was derived from.
    pub(super) derived_from: Option<SourceItemId>,
    pub(super) recorded: Timestamp,
    pub(super) subject: SubjectId,
    pub(super) status: ContributionStatus,
    pub(super) body: Option<ContributionBody>,
    pub(super) attached: Vec<Attached>,
}

/// Where a resource states when it was recorded, besides `meta.lastUpdated`.
const RECORDED: &[&str] = &["recordedDate", "authoredOn", "dateAsserted", "issued", "dateTime", "date", "recorded"];

/// Reads one resource of a person.
pub(super) fn statements(
    bundle: &Bundle<'_>,
    at: usize,
    slot: &Slot<'_>,
    subject: &SubjectId,
    source: &Source,
    drafts: &mut Vec<Draft>,
    issues: &mut Vec<Issue>,
) {
    let Some(item) = item_of(bundle, slot) else { return };
    let (version, recorded) = times(bundle, slot, source, issues);
    let mut stating = Stating { at, item, version, recorded, subject, drafts };
    let Some(view) = slot.resource else {
        stating.push("", ContributionStatus::Deleted, None);
        return;
    };
    if bundle.folds.teller(at).is_some() {
        return;
    }
    if slot.kind == "List" {
        let reader = Reader::new(bundle, view);
        stating.list(&reader, slot);
        issues.append(&mut reader.issues.take());
        return;
    }
    if !map::is_modelled(&slot.kind) {
        return;
    }
    note_identity(bundle, slot, view, issues);
    let reader = Reader::new(bundle, view);
    mark_subject(view, &slot.kind);
    let status = map::status(view, &slot.kind, slot.deleted);
    match slot.kind.as_str() {
        "Patient" => stating.patient(&reader, slot, source, status),
        "Consent" => {
            // A consent's own labels have no place in a directive and stay attached.
            reader.sensitivity(slot.entry, false);
            let (status, directives) = consent::consent(&reader, source, recorded);
            let status = if slot.deleted { ContributionStatus::Deleted } else { status };
            for (index, directive) in directives.into_iter().enumerate() {
                let derived = if index == 0 { String::new() } else { format!("provision/{index}") };
                stating.push(&derived, status, Some(ContributionBody::Directive(directive)));
            }
        }
        kind => stating.entry(&reader, slot, kind, status),
    }
    issues.append(&mut reader.issues.take());
}

/// Tells where an item's identity is weaker than an id.
fn note_identity(bundle: &Bundle<'_>, slot: &Slot<'_>, view: View<'_>, issues: &mut Vec<Issue>) {
    match &slot.id {
        None => issues.push(Issue::new(
            Severity::Note,
            "fhir.id.none",
            view.place(),
            "the resource has no id that can be kept; another identifier or its content stands in",
        )),
        Some(id) if bundle.is_ambiguous(&slot.kind, id) => issues.push(Issue::new(
            Severity::Note,
            "fhir.id.ambiguous",
            view.place(),
            "several resources of different servers have this id; the full URL stands in",
        )),
        Some(_) => {}
    }
}

/// The reference that says whom a resource is about is kept as the contribution's subject.
fn mark_subject(view: View<'_>, kind: &str) {
    if kind != "Patient"
        && let Some(reference) = super::person::subject_reference(view)
    {
        super::reader::mark_reference(reference);
    }
}

/// The version that the resource implies, and when it was recorded.
fn times(bundle: &Bundle<'_>, slot: &Slot<'_>, source: &Source, issues: &mut Vec<Issue>) -> (Version, Timestamp) {
    let read =
        |view: View<'_>| view.text().and_then(|text| PartialDateTime::parse(&text).ok()).map(|date| date.earliest());
    let stated = slot.resource.and_then(|resource| resource.at(&["meta", "lastUpdated"]));
    let updated = stated.and_then(read);
    if let (Some(view), None) = (stated, updated) {
        let message = "a date or time was expected";
        issues.push(Issue::new(Severity::Warning, "fhir.value.date", view.place(), message));
    }
    let updated =
        updated.or_else(|| slot.entry.and_then(|entry| entry.at(&["response", "lastModified"])).and_then(read));
    let fallback = bundle.timestamp(slot).unwrap_or(source.received);
    let own = || slot.resource.and_then(|resource| RECORDED.iter().find_map(|key| resource.get(key).and_then(read)));
    (Version::from_time(updated.unwrap_or(fallback)), updated.or_else(own).unwrap_or(fallback))
}

/// What a directive that a code makes is derived under; the kind of its statement follows where it is not about a local
/// shared record.
const DIRECTIVE: &str = "directive";

struct Stating<'s> {
    at: usize,
    item: SourceItemId,
    version: Version,
    recorded: Timestamp,
    subject: &'s SubjectId,
    drafts: &'s mut Vec<Draft>,
}

impl Stating<'_> {
    /// A contribution under the resource's item identifier, or under one that is derived from it.
    fn push(&mut self, derived: &str, status: ContributionStatus, body: Option<ContributionBody>) {
        let whole = match (derived, derived.strip_prefix(DIRECTIVE)) {
            ("", _) => self.item.to_string(),
            (_, Some(kind)) => format!("{DIRECTIVE}/{}{kind}", self.item),
            (part, None) => format!("{}/{part}", self.item),
        };
        let hashed = || {
            let hash = ContentHash::of(whole.as_bytes());
            SourceItemId::parse(&format!("sha256-{hash}")).unwrap_or_else(|_| self.item.clone())
        };
        let item = SourceItemId::parse(&whole).unwrap_or_else(|_| hashed());
        self.drafts.push(Draft {
            slot: self.at,
            item,
            version: self.version,
            derived_from: (!derived.is_empty()).then(|| self.item.clone()),
            recorded: self.recorded,
            subject: self.subject.clone(),
            status,
            body,
            attached: Vec::new(),
        });
    }

    /// A list that stands for a section, and the entries that stand inside it.
    fn list(&mut self, reader: &Reader<'_, '_>, slot: &Slot<'_>) {
        let Some((code, section)) = list::section(reader.view) else { return };
        let labels = reader.sensitivity(slot.entry, true);
        let Some(mut said) = list::statement(reader, section) else { return };
        mark_subject(reader.view, &slot.kind);
        if reader.bundle.release == Release::Stu3 {
            self.item = self.list_item(&code);
        }
        let status = map::status(reader.view, &slot.kind, slot.deleted);
        let inner: Vec<View<'_>> = reader.array_at(reader.view, "contained");
        said.sensitivity = reader.with_understanding(labels.clone());
        self.push("", status, Some(ContributionBody::Section(said)));
        for view in inner {
            let (Some(kind), Some(id)) = (view.text_at("resourceType"), view.text_at("id")) else { continue };
            let whom = super::person::subject_reference(view)
                .map(|whom| super::person::referenced_subject(reader.bundle, reader.view, whom));
            if whom.is_some_and(|whom| whom.as_ref() != Ok(self.subject)) {
                let message = "a resource inside the list is about someone else, or it cannot be told about whom";
                reader.issue(Severity::Error, "fhir.subject.contradiction", view, message);
                continue;
            }
            let inside = Reader::new(reader.bundle, view);
            let own = inside.sensitivity(None, true).union(&labels);
            if let Some(body) = map::entry(&inside, &kind) {
                mark_subject(view, &kind);
                view.mark_at("resourceType");
                view.mark_at("id");
                let sensitivity = inside.with_understanding(own);
                let entry = Entry { body, sensitivity, author: None, links: each_once(inside.links.take()) };
                let status =
                    if status == ContributionStatus::Current { map::status(view, &kind, false) } else { status };
                self.push(&format!("{kind}/{id}"), status, Some(ContributionBody::Entry(Box::new(entry))));
            }
            reader.issues.borrow_mut().append(&mut inside.issues.take());
        }
    }

    /// GP Connect makes its lists anew for every answer, so what a practice says of a section is known by the person and
    /// the list's code, and the next answer supersedes it.
    fn list_item(&self, code: &str) -> SourceItemId {
        let taken = |item: &SourceItemId| self.drafts.iter().any(|draft| draft.item == *item);
        let item = SourceItemId::parse(&format!("List/{code}/{}", self.subject.value())).ok();
        item.filter(|item| !taken(item)).unwrap_or_else(|| self.item.clone())
    }

    fn patient(&mut self, reader: &Reader<'_, '_>, slot: &Slot<'_>, source: &Source, status: ContributionStatus) {
        // A label on the Patient, and whatever in it is not understood, marks the person and not one statement.
        let labels = reader.sensitivity(slot.entry, true);
        let mut parts = patient::patient(reader, slot, source);
        parts.demographics.sensitivity = reader.with_understanding(labels);
        if !parts.demographics.sensitivity.is_empty() {
            let message = "the person is marked as sensitive, so everything about them is withheld as the mark says";
            reader.issue(Severity::Note, "fhir.patient.restricted", reader.view, message);
        }
        self.push("", status, Some(ContributionBody::Demographics(Box::new(parts.demographics))));
        for (part, related) in parts.related {
            self.push(&part, status, Some(entry_of(EntryBody::RelatedPerson(related))));
        }
        for (part, provider) in parts.providers {
            self.push(&part, status, Some(entry_of(EntryBody::CareProvider(provider))));
        }
        for (part, subject, link) in parts.links {
            self.push(&part, status, Some(ContributionBody::Link(link)));
            if let Some(draft) = self.drafts.last_mut() {
                draft.subject = subject;
            }
        }
    }

    fn entry(&mut self, reader: &Reader<'_, '_>, slot: &Slot<'_>, kind: &str, status: ContributionStatus) {
        let mut labels = with_parts(reader, reader.sensitivity(slot.entry, true));
        if let Some(documented) = reader.bundle.documented(reader.view) {
            // What a document tells is shown no more freely than the document.
            labels = labels.union(&documented.labels);
            let link = |item: &SourceItemId| EntryLink { kind: EntryLinkKind::DocumentedIn, item: item.clone() };
            reader.links.borrow_mut().extend(documented.documents.iter().map(link));
        }
        let mut bodies = map::entries(reader, kind).into_iter();
        let Some((_, body)) = bodies.next() else {
            if status == ContributionStatus::Current {
                reader.view.unmark_all();
                let message = "the resource does not say what an entry cannot do without; it is attached whole";
                reader.issue(Severity::Error, "fhir.item.unusable", reader.view, message);
            } else {
                self.push("", status, None);
            }
            return;
        };
        let directives = match &body {
            EntryBody::Investigation(found) => self.gp_directives(reader, &found.code, found.observed.as_ref()),
            EntryBody::Problem(found) => {
                self.gp_directives(reader, &found.code, found.period.start.as_ref().or(found.noted.as_ref()))
            }
            _ => Vec::new(),
        };
        let further: Vec<(String, EntryBody)> = bodies.collect();
        let sensitivity = reader.with_understanding(labels);
        for (part, _) in further.iter().filter(|(_, body)| matches!(body, EntryBody::Document(_))) {
            if let Ok(item) = SourceItemId::parse(&format!("{}/{part}", self.item)) {
                reader.links.borrow_mut().push(EntryLink { kind: EntryLinkKind::DocumentedIn, item });
            }
        }
        let links = each_once(reader.links.take());
        let entry = Entry { body, sensitivity: sensitivity.clone(), author: None, links };
        self.push("", status, Some(ContributionBody::Entry(Box::new(entry))));
        for (part, body) in further {
            let entry = Entry { sensitivity: sensitivity.clone(), ..Entry::new(body) };
            self.push(&part, status, Some(ContributionBody::Entry(Box::new(entry))));
        }
        for (statement, directive) in directives {
            let derived = match statement {
                SharingStatement::LocalSharing => DIRECTIVE.to_owned(),
                other => format!("{DIRECTIVE}/{other}"),
            };
            self.push(&derived, status, Some(ContributionBody::Directive(directive)));
        }
    }

    fn gp_directives(
        &self,
        reader: &Reader<'_, '_>,
        code: &CodedConcept,
        when: Option<&PartialDateTime>,
    ) -> Vec<(SharingStatement, Directive)> {
        let made = when.map_or(self.recorded, PartialDateTime::earliest);
        let found = gp_consent::directives(code, reader.view, !reader.not_understood.get(), made);
        if found.is_empty() && gp_consent::agrees(code) {
            let message = "a code that agrees to sharing stands with more than can be read; it opens nothing";
            reader.issue(Severity::Error, "fhir.consent.not-understood", reader.view, message);
        }
        found
    }
}

/// The labels with those of the resources that are told as a part of this one.
fn with_parts(reader: &Reader<'_, '_>, labels: Sensitivity) -> Sensitivity {
    reader.parts().fold(labels, |labels, part| {
        let part = Reader::new(reader.bundle, part);
        let found = part.sensitivity(None, true);
        if part.not_understood.get() {
            reader.not_understood.set(true);
        }
        reader.issues.borrow_mut().append(&mut part.issues.take());
        labels.union(&found)
    })
}

/// The same in the same order, without repeats.
fn each_once(links: Vec<EntryLink>) -> Vec<EntryLink> {
    let mut seen = BTreeSet::new();
    links.into_iter().filter(|link| seen.insert(link.clone())).collect()
}

fn entry_of(body: EntryBody) -> ContributionBody {
    ContributionBody::Entry(Box::new(Entry::new(body)))
}
