//! Reading one resource: its elements, and what was wrong with them.

use super::bundle::{Bundle, Slot};
use super::person;
use super::view::View;
use crate::identifier::SourceItemId;
use crate::ingest::{Issue, Severity};
use crate::record::{EntryLink, EntryLinkKind, Period};
use crate::time::{PartialDateTime, Precision};
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;

/// One resource being read.
#[derive(Debug)]
pub(super) struct Reader<'r, 't> {
    pub(super) bundle: &'r Bundle<'t>,
    pub(super) view: View<'t>,
    pub(super) issues: RefCell<Vec<Issue>>,
    pub(super) links: RefCell<Vec<EntryLink>>,
    /// Something was met that changes the meaning in a way that is not understood.
    pub(super) not_understood: Cell<bool>,
    /// Where in the tree the resources inside this one stand, by their ids.
    contained: OnceCell<HashMap<String, u32>>,
}

impl<'r, 't> Reader<'r, 't> {
    pub(super) fn new(bundle: &'r Bundle<'t>, view: View<'t>) -> Self {
        Self {
            bundle,
            view,
            issues: RefCell::default(),
            links: RefCell::default(),
            not_understood: Cell::new(false),
            contained: OnceCell::new(),
        }
    }

    pub(super) fn issue(&self, severity: Severity, code: &'static str, view: View<'t>, message: &'static str) {
        self.issues.borrow_mut().push(Issue::new(severity, code, view.place(), message));
    }

    /// A value that could not be used as meant; it stays attached.
    pub(super) fn warn(&self, code: &'static str, view: View<'t>, message: &'static str) {
        self.issue(Severity::Warning, code, view, message);
    }

    /// A string, used.
    pub(super) fn text(&self, view: View<'t>) -> Option<String> {
        let Some(text) = view.text() else {
            self.warn("fhir.value.text", view, "a string was expected");
            return None;
        };
        view.mark();
        Some(text.into_owned())
    }

    /// The string with this key, used.
    pub(super) fn text_at(&self, parent: View<'t>, key: &str) -> Option<String> {
        self.text(parent.get(key)?)
    }

    /// The strings of the array with this key, used.
    pub(super) fn texts_at(&self, parent: View<'t>, key: &str) -> Vec<String> {
        self.array_at(parent, key)
            .into_iter()
            .filter(|item| item.text().is_some())
            .filter_map(|item| self.text(item))
            .collect()
    }

    /// The items of the array with this key; anything else under that key is told and stays attached.
    pub(super) fn array_at(&self, parent: View<'t>, key: &str) -> Vec<View<'t>> {
        let Some(found) = parent.get(key) else { return Vec::new() };
        if found.kind() != super::tree::Kind::Array {
            self.warn("fhir.value.array", found, "an array was expected");
            return Vec::new();
        }
        found.children().collect()
    }

    /// The truth value with this key, used.
    pub(super) fn boolean_at(&self, parent: View<'t>, key: &str) -> Option<bool> {
        let found = parent.get(key)?;
        let value = found.boolean();
        match value {
            Some(_) => found.mark(),
            None => self.warn("fhir.value.boolean", found, "true or false was expected"),
        }
        value
    }

    /// A date or time without using it.
    pub(super) fn peek_date(&self, view: View<'t>) -> Option<PartialDateTime> {
        let read = view.text().and_then(|text| PartialDateTime::parse(&text).ok());
        if read.is_none() {
            self.warn("fhir.value.date", view, "a date or time was expected");
        }
        read
    }

    /// A date or time, used.
    pub(super) fn date(&self, view: View<'t>) -> Option<PartialDateTime> {
        let read = self.peek_date(view)?;
        view.mark();
        Some(read)
    }

    /// The date or time with this key, used.
    pub(super) fn date_at(&self, parent: View<'t>, key: &str) -> Option<PartialDateTime> {
        self.date(parent.get(key)?)
    }

    /// The period with this key, used.
    pub(super) fn period_at(&self, parent: View<'t>, key: &str) -> Period {
        parent
            .get(key)
            .map(|period| Period { start: self.date_at(period, "start"), end: self.date_at(period, "end") })
            .unwrap_or_default()
    }

    /// A choice of date and period, such as `onset[x]`, used.
    pub(super) fn date_or_period(&self, prefix: &str) -> Period {
        match self.date_at(self.view, &format!("{prefix}DateTime")) {
            Some(start) => Period { start: Some(start), end: None },
            None => self.period_at(self.view, &format!("{prefix}Period")),
        }
    }

    /// The texts of the annotations under `note`, used.
    pub(super) fn notes(&self) -> Vec<String> {
        self.notes_of(self.view)
    }

    /// The texts of the annotations of another resource, used.
    pub(super) fn notes_of(&self, view: View<'t>) -> Vec<String> {
        self.array_at(view, "note").into_iter().filter_map(|note| self.text_at(note, "text")).collect()
    }

    /// The value of an extension with this URL.
    pub(super) fn extension(parent: View<'t>, url: &str) -> Option<View<'t>> {
        parent.items("extension").find(|extension| extension.text_at("url").as_deref() == Some(url))
    }

    /// The resource inside this one that has this id.
    fn contained(&self, id: &str) -> Option<View<'t>> {
        let named = |inner: View<'t>| Some((inner.text_at("id")?.into_owned(), inner.id()));
        let all = self.contained.get_or_init(|| self.view.items("contained").filter_map(named).collect());
        all.get(id).map(|at| self.view.elsewhere(*at))
    }

    /// The resource that a reference means, in this resource's `contained` or in the input.
    pub(super) fn follow(&self, reference: View<'t>) -> Option<View<'t>> {
        let text = reference.text_at("reference")?;
        let found = if text.starts_with('#') { None } else { Some(self.bundle.find(&text)?) };
        let target = match text.strip_prefix('#') {
            Some(id) => self.contained(id)?,
            None => self.bundle.slot(found?)?.resource?,
        };
        if !self.bundle.spend(target.raw().len()) {
            self.warn("fhir.limit.references", reference, "references lead to more than the limit allows");
            return None;
        }
        if let Some(at) = found {
            self.bundle.follow(at);
        }
        Some(target)
    }

    /// The item that a reference means: the key of another contribution of this source.
    pub(super) fn referenced_item(&self, reference: View<'t>) -> Option<SourceItemId> {
        let text = reference.text_at("reference")?;
        let told = |at| self.bundle.folds.teller(at).unwrap_or(at);
        if let Some(slot) = self.bundle.find(&text).map(told).and_then(|at| self.bundle.slot(at)) {
            // Without an id the whole resource may have to be hashed.
            let cost = if slot.id.is_some() { 0 } else { slot.resource.map_or(0, |resource| resource.raw().len()) };
            if !self.bundle.spend(cost) {
                return None;
            }
            return item_of(self.bundle, slot);
        }
        match super::bundle::typed_reference(&text)? {
            ("", typed) => SourceItemId::parse(typed).ok(),
            _ => None,
        }
    }

    /// The resource that tells the one that a reference means as a part of itself.
    fn teller(&self, reference: View<'t>) -> Option<View<'t>> {
        let at = self.bundle.find(&reference.text_at("reference")?)?;
        self.bundle.slot(self.bundle.folds.teller(at)?)?.resource
    }

    /// Whether a reference means a resource that is told as a part of the one being read.
    pub(super) fn is_own_part(&self, reference: View<'t>) -> bool {
        self.teller(reference).is_some_and(|teller| teller.id() == self.view.id())
    }

    /// A link to the entry that a reference means; the reference is used.
    pub(super) fn link(&self, kind: &EntryLinkKind, reference: View<'t>) {
        if self.is_own_part(reference) {
            return;
        }
        if let Some(item) = self.referenced_item(reference) {
            // Where another resource tells the one that is meant, the reference itself says more than the link.
            if self.teller(reference).is_none() {
                mark_reference(reference);
            }
            self.links.borrow_mut().push(EntryLink { kind: kind.clone(), item });
        }
    }

    /// A link for the reference with this key.
    pub(super) fn link_at(&self, kind: &EntryLinkKind, parent: View<'t>, key: &str) {
        if let Some(reference) = parent.get(key) {
            self.link(kind, reference);
        }
    }

    /// A link for each reference of the array with this key.
    pub(super) fn links_at(&self, kind: &EntryLinkKind, parent: View<'t>, key: &str) {
        for reference in self.one_or_more(parent, key) {
            self.link(kind, reference);
        }
    }

    /// A boolean element that turns the meaning round when it is true, and that the model cannot say.
    pub(super) fn refuse_when_true(&self, key: &str) {
        if let Some(found) = self.view.get(key)
            && found.boolean() != Some(false)
        {
            self.not_understood.set(true);
            let message = "an element that changes the meaning is not understood";
            self.issue(Severity::Error, "fhir.modifier-element", found, message);
        }
    }
}

/// Notes that a literal reference has its place in the model; one to a version stays attached for the version's sake.
pub(super) fn mark_reference(reference: View<'_>) {
    if let Some(text) = reference.get("reference")
        && text.text().is_some_and(|text| !text.contains("/_history/"))
    {
        text.mark();
    }
}

/// The item identifier of a resource: `Type/id`, or what stands in for a missing or ambiguous id.
pub(super) fn item_of(bundle: &Bundle<'_>, slot: &Slot<'_>) -> Option<SourceItemId> {
    if let Some(id) = &slot.id {
        if bundle.is_ambiguous(&slot.kind, id) {
            return slot.full_url.as_deref().and_then(|url| SourceItemId::parse(url).ok());
        }
        return SourceItemId::parse(&format!("{}/{id}", slot.kind)).ok();
    }
    let uuid = slot.full_url.as_deref().and_then(|url| url.strip_prefix("urn:uuid:"));
    if let Some(item) = uuid.and_then(|uuid| SourceItemId::parse(&format!("{}/{uuid}", slot.kind)).ok()) {
        return Some(item);
    }
    let resource = slot.resource?;
    let identifier = person::first_identifier(resource)
        .and_then(|identifier| SourceItemId::parse(&format!("{}/{identifier}", slot.kind)).ok());
    identifier.or_else(|| {
        let hash = crate::contribution::ContentHash::of(resource.raw().as_bytes());
        SourceItemId::parse(&format!("{}/sha256-{hash}", slot.kind)).ok()
    })
}

/// The first instant after the stated period, or the instant itself where a time of day is stated to the second.
pub(super) fn end_of(date: &PartialDateTime) -> crate::time::Timestamp {
    let earliest = date.earliest();
    let next = |text: String| PartialDateTime::parse(&text).map_or(earliest, |next| next.earliest());
    let day = chrono::NaiveDate::parse_from_str(date.date_text(), "%Y-%m-%d").ok();
    let number = |part: Option<&str>| part.and_then(|part| part.parse::<u32>().ok()).unwrap_or_default();
    let mut parts = date.date_text().split('-');
    let (year, month) = (number(parts.next()), number(parts.next()));
    match date.precision() {
        Precision::Year => next(format!("{:04}", year + 1)),
        Precision::Month if month == 12 => next(format!("{:04}-01", year + 1)),
        Precision::Month => next(format!("{year:04}-{:02}", month + 1)),
        Precision::Day => day.and_then(|day| day.succ_opt()).map_or(earliest, |day| next(day.to_string())),
        Precision::Minute => crate::time::Timestamp::from_millis(earliest.millis() + 60_000).unwrap_or(earliest),
        Precision::Second => earliest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stated_period_ends_where_the_next_begins() {
        for (date, end) in [
            ("2025", "2026-01-01T00:00:00.000Z"),
            ("2025-12", "2026-01-01T00:00:00.000Z"),
            ("2025-05", "2025-05-31T23:00:00.000Z"),
            ("2025-10-26", "2025-10-27T00:00:00.000Z"),
            ("2025-01-01T10:00", "2025-01-01T10:01:00.000Z"),
            ("2025-01-01T10:00:00Z", "2025-01-01T10:00:00.000Z"),
        ] {
            assert_eq!(end_of(&PartialDateTime::parse(date).unwrap()).to_string(), end, "{date}");
        }
    }
}
