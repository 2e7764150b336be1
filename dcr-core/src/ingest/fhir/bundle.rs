//! The resources of an input, and how they refer to one another.

use super::composition::{self, Documented};
use super::folds::Folds;
use super::person;
use super::release::Release;
use super::security::{self, Wrapping};
use super::tree::Kind;
use super::view::View;
use crate::identifier::{NhsNumber, SourceItemId, SubjectId};
use crate::ingest::Limits;
use crate::time::{PartialDateTime, Timestamp};
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeSet, HashMap};

/// One resource of the input with what its Bundle says of it.
#[derive(Debug, Clone)]
pub(super) struct Slot<'t> {
    /// The resource; absent for an entry that only tells of a deletion.
    pub(super) resource: Option<View<'t>>,
    /// The Bundle entry that holds it.
    pub(super) entry: Option<View<'t>>,
    /// `Bundle.entry.fullUrl`.
    pub(super) full_url: Option<String>,
    /// The resource's type; empty where it says none.
    pub(super) kind: String,
    /// The resource's logical id, where it has one that can be kept.
    pub(super) id: Option<String>,
    /// The Bundle that holds it: its place in [`Bundle::wrappers`].
    pub(super) wrapper: Option<usize>,
    /// Whether the entry's request is a DELETE (HL7 FHIR R4, 3.1.0.11).
    pub(super) deleted: bool,
    /// For a Patient: the NHS numbers that it states.
    pub(super) nhs_numbers: BTreeSet<NhsNumber>,
    /// For a Patient: the person that it is.
    pub(super) patient: Option<SubjectId>,
}

#[derive(Debug, Clone, Copy)]
enum Found {
    One(usize),
    /// Several servers' resources under one type and id.
    Ambiguous,
}

/// The resources of an input, findable by what a reference says.
#[derive(Debug)]
pub(super) struct Bundle<'t> {
    pub(super) root: View<'t>,
    pub(super) slots: Vec<Slot<'t>>,
    /// The Bundles met.
    pub(super) wrappers: Vec<View<'t>>,
    /// For each of these, the Bundle that it stands in, and the entry that holds it there.
    pub(super) nested: Vec<Option<(usize, View<'t>)>>,
    /// What those Bundles say of all that they hold.
    pub(super) wrapping: Wrapping,
    documented: OnceCell<HashMap<u32, Documented>>,
    /// The release that the input is written in.
    pub(super) release: Release,
    /// Which resources are told as a part of another.
    pub(super) folds: Folds,
    by_url: HashMap<String, usize>,
    by_id: HashMap<String, Found>,
    any_ambiguous: bool,
    by_number: HashMap<NhsNumber, Found>,
    /// The resources that references were followed to since this was last taken.
    followed: RefCell<BTreeSet<usize>>,
    /// What following references may still cost, so that many references to one large resource stay bounded.
    budget: Cell<usize>,
    /// How many bytes the parts of the persons may have together: each has what the Bundles say of all.
    pub(super) originals: usize,
}

impl<'t> Bundle<'t> {
    /// Splits an input into its resources; a Bundle inside a Bundle is opened too.
    pub(super) fn new(root: View<'t>, limits: &Limits) -> Self {
        let mut bundle = Self {
            root,
            slots: Vec::new(),
            wrappers: Vec::new(),
            nested: Vec::new(),
            followed: RefCell::default(),
            wrapping: Wrapping::default(),
            documented: OnceCell::new(),
            release: Release::R4,
            folds: Folds::default(),
            by_url: HashMap::new(),
            by_id: HashMap::new(),
            any_ambiguous: false,
            by_number: HashMap::new(),
            budget: Cell::new(limits.message_bytes),
            originals: limits.message_bytes.saturating_mul(4),
        };
        // Of resources one a line, the root is an array that is not in the text.
        let mut open: Vec<(View<'t>, Option<(usize, View<'t>)>)> = match root.kind() {
            Kind::Array => root.children().map(|line| (line, None)).collect(),
            _ => vec![(root, None)],
        };
        open.reverse();
        while let Some((resource, holder)) = open.pop() {
            if is_bundle(resource) {
                let wrapper = bundle.wrappers.len();
                bundle.wrappers.push(resource);
                bundle.nested.push(holder);
                let mut inner = Vec::new();
                for entry in resource.items("entry") {
                    match entry.get("resource") {
                        Some(resource) => inner.push((resource, Some((wrapper, entry)))),
                        None => bundle.add(None, Some((wrapper, entry))),
                    }
                }
                open.extend(inner.into_iter().rev());
            } else {
                bundle.add(Some(resource), holder);
            }
        }
        bundle.release = Release::of(root, bundle.slots.iter().filter_map(|slot| slot.resource));
        bundle.know_patients();
        bundle.folds = Folds::of(&bundle);
        bundle.wrapping = security::wrapping(&bundle);
        bundle
    }

    /// The outermost Bundle around a resource.
    fn around(&self, slot: &Slot<'t>) -> Option<View<'t>> {
        let mut wrapper = slot.wrapper?;
        while let Some((outer, _)) = self.nested.get(wrapper)? {
            wrapper = *outer;
        }
        self.wrappers.get(wrapper).copied()
    }

    /// `Bundle.timestamp` of the Bundle that a resource came in.
    pub(super) fn timestamp(&self, slot: &Slot<'t>) -> Option<Timestamp> {
        let text = self.around(slot)?.text_at("timestamp")?;
        PartialDateTime::parse(&text).ok().map(|time| time.earliest())
    }

    /// `Bundle.identifier.value` of the Bundle that a resource came in.
    pub(super) fn identifier(&self, slot: &Slot<'t>) -> Option<String> {
        let text = self.around(slot)?.at(&["identifier", "value"])?.text()?;
        SourceItemId::parse(&text).is_ok().then(|| text.into_owned())
    }

    /// Which person each Patient is, once it is known which ids are ambiguous.
    fn know_patients(&mut self) {
        let known: Vec<(usize, Option<SubjectId>)> = self
            .slots
            .iter()
            .enumerate()
            .filter(|(_, slot)| slot.kind == "Patient")
            .map(|(at, slot)| (at, person::patient_subject(self, slot)))
            .collect();
        for (at, subject) in known {
            let Some(slot) = self.slots.get_mut(at) else { continue };
            slot.patient = subject;
            for number in &slot.nhs_numbers {
                let found = self.by_number.entry(number.clone()).or_insert(Found::One(at));
                if !matches!(found, Found::One(first) if *first == at) {
                    *found = Found::Ambiguous;
                }
            }
        }
    }

    /// The only Patient of the input that states this NHS number.
    pub(super) fn patient_with(&self, number: &NhsNumber) -> Option<&SubjectId> {
        match self.by_number.get(number)? {
            Found::One(at) => self.slot(*at)?.patient.as_ref(),
            Found::Ambiguous => None,
        }
    }

    fn add(&mut self, resource: Option<View<'t>>, holder: Option<(usize, View<'t>)>) {
        let (wrapper, entry) = holder.unzip();
        let full_url = entry.and_then(|entry| entry.text_at("fullUrl")).map(std::borrow::Cow::into_owned);
        let method = entry.and_then(|entry| entry.at(&["request", "method"])).and_then(View::text);
        let deleted = method.as_deref() == Some("DELETE");
        let mut kind = resource.and_then(|r| r.text_at("resourceType")).unwrap_or_default().into_owned();
        let mut id = resource.and_then(|r| r.text_at("id")).map(std::borrow::Cow::into_owned);
        if resource.is_none() {
            if !deleted {
                return;
            }
            let url = entry.and_then(|entry| entry.at(&["request", "url"])).and_then(View::text).unwrap_or_default();
            let relative = typed_reference(&url).filter(|(base, _)| base.is_empty());
            if let Some((type_name, found_id)) = relative.and_then(|(_, typed)| typed.split_once('/')) {
                (kind, id) = (type_name.to_owned(), Some(found_id.to_owned()));
            }
        }
        let id = id.filter(|id| SourceItemId::parse(&format!("{kind}/{id}")).is_ok() && id.trim() == id);
        let place = self.slots.len();
        if resource.is_some() {
            if let Some(url) = &full_url {
                self.by_url.entry(url.clone()).or_insert(place);
            }
            if let Some(id) = &id {
                let known = self.by_id.get(&format!("{kind}/{id}")).copied();
                let found = match known {
                    None => Found::One(place),
                    Some(Found::One(first))
                        if self.slot(first).and_then(|slot| slot.full_url.as_ref()) == full_url.as_ref() =>
                    {
                        Found::One(first)
                    }
                    Some(_) => {
                        self.any_ambiguous = true;
                        Found::Ambiguous
                    }
                };
                self.by_id.insert(format!("{kind}/{id}"), found);
            }
        }
        let nhs_numbers = resource.filter(|_| kind == "Patient").map(person::nhs_numbers).unwrap_or_default();
        self.slots.push(Slot { resource, entry, full_url, kind, id, wrapper, deleted, nhs_numbers, patient: None });
    }

    /// What the documents of the input say of a resource.
    pub(super) fn documented(&self, resource: View<'t>) -> Option<&Documented> {
        self.documented.get_or_init(|| composition::documented(self)).get(&resource.id())
    }

    pub(super) fn slot(&self, at: usize) -> Option<&Slot<'t>> {
        self.slots.get(at)
    }

    /// Whether several servers' resources stand under this type and id.
    pub(super) fn is_ambiguous(&self, kind: &str, id: &str) -> bool {
        self.any_ambiguous && matches!(self.by_id.get(&format!("{kind}/{id}")), Some(Found::Ambiguous))
    }

    /// The resource of this input that a reference means (HL7 FHIR R4, 2.3.0.3).
    pub(super) fn find(&self, reference: &str) -> Option<usize> {
        if let Some(at) = self.by_url.get(reference) {
            return Some(*at);
        }
        let (base, typed) = typed_reference(reference)?;
        if !base.is_empty() {
            return self.by_url.get(&format!("{base}{typed}")).copied();
        }
        match self.by_id.get(typed)? {
            Found::One(at) => Some(*at),
            Found::Ambiguous => None,
        }
    }

    /// Notes that a reference was followed to a resource.
    pub(super) fn follow(&self, at: usize) {
        self.followed.borrow_mut().insert(at);
    }

    /// The resources that references were followed to since this was last asked.
    pub(super) fn take_followed(&self) -> BTreeSet<usize> {
        self.followed.take()
    }

    /// Whether a cost is still within what following references may cost in all.
    pub(super) fn spend(&self, cost: usize) -> bool {
        let left = self.budget.get().checked_sub(cost);
        self.budget.set(left.unwrap_or(0));
        left.is_some()
    }
}

fn is_bundle(view: View<'_>) -> bool {
    view.text_at("resourceType").as_deref() == Some("Bundle")
}

/// The base and the `Type/id` of a literal reference, without its version; `None` for anything else.
pub(super) fn typed_reference(reference: &str) -> Option<(&str, &str)> {
    let plain = reference.split_once("/_history/").map_or(reference, |(before, _)| before);
    let (rest, id) = plain.rsplit_once('/')?;
    let kind = rest.rsplit_once('/').map_or(rest, |(_, kind)| kind);
    let base = rest.strip_suffix(kind)?;
    let is_type = kind.starts_with(|c: char| c.is_ascii_uppercase()) && kind.bytes().all(|b| b.is_ascii_alphabetic());
    let is_id = !id.is_empty() && !id.contains(['#', '?', ' ']);
    let is_base = base.is_empty() || base.starts_with("http://") || base.starts_with("https://");
    if is_type && is_id && is_base { Some((base, plain.strip_prefix(base)?)) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_parted_into_base_type_and_id() {
        for (reference, parts) in [
            ("Patient/1", Some(("", "Patient/1"))),
            ("Patient/1/_history/2", Some(("", "Patient/1"))),
            ("https://a.example/fhir/Patient/1", Some(("https://a.example/fhir/", "Patient/1"))),
            ("#p", None),
            ("urn:uuid:1", None),
            ("Patient/", None),
            ("Patient?identifier=1", None),
            ("patient/1", None),
        ] {
            assert_eq!(typed_reference(reference), parts, "{reference}");
        }
    }
}
