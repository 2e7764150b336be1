//! From bytes to units.

use super::bundle::{Bundle, Slot};
use super::map::{is_modelled, is_supporting};
use super::ndjson;
use super::original::part;
use super::person::{self, NoPerson};
use super::statements::{Draft, statements};
use super::tree::Tree;
use super::view::View;
use super::xml;
use crate::contribution::{
    Attached, ContentHash, Contribution, ContributionBody, ContributionKey, ContributionParts, Origin,
};
use crate::identifier::SubjectId;
use crate::ingest::{Fate, Issue, Limits, Severity, Source, Unit};
use std::collections::{BTreeMap, BTreeSet};

/// Reads one FHIR R4 resource or Bundle in JSON: one unit for each person that it is about, and one quarantined unit
/// for each resource that is about nobody who can be told.
///
/// Nothing is lost: every value of every resource is in a contribution's model, attached to a contribution, or in the
/// original of a quarantined unit.
///
/// ```
/// use dcr_core::identifier::{OdsCode, SourceSystem};
/// use dcr_core::ingest::{Limits, Source, fhir};
/// use dcr_core::time::Timestamp;
/// let source = Source {
///     organisation: OdsCode::parse("RBD")?,
///     system: SourceSystem::parse("PAS")?,
///     received: Timestamp::parse("2026-11-22T13:34:00Z")?,
/// };
/// let patient = br#"{"resourceType":"Patient","id":"1","birthDate":"1950-02-28"}"#;
/// let units = fhir::read(patient, &source, &Limits::default());
/// assert_eq!(units.len(), 1);
/// assert_eq!(units[0].contributions[0].key().item.as_str(), "Patient/1");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn read(bytes: &[u8], source: &Source, limits: &Limits) -> Vec<Unit> {
    if xml::is_xml(bytes) {
        return read_xml(bytes, source, limits);
    }
    let error = match Tree::parse(bytes, limits) {
        Ok(tree) => return units(&tree, bytes, source, limits, true),
        Err(error) => error,
    };
    ndjson::read(bytes, source, limits).unwrap_or_else(|| {
        let reason = Issue::new(Severity::Fatal, error.code(), error.place(), error.message());
        vec![Unit::quarantined("", bytes, reason)]
    })
}

fn read_xml(bytes: &[u8], source: &Source, limits: &Limits) -> Vec<Unit> {
    let refused =
        |code, place, message| vec![Unit::quarantined("", bytes, Issue::new(Severity::Fatal, code, place, message))];
    let converted = match xml::convert(bytes, limits) {
        Ok(converted) => converted,
        Err(error) => return refused(error.code(), String::new(), error.message()),
    };
    // What was within the limit as XML is so as JSON, whose keys and brackets take more.
    let boundless = Limits { message_bytes: usize::MAX, ..*limits };
    match Tree::parse(converted.json.as_bytes(), &boundless) {
        Ok(mut tree) => {
            tree.came = Some((converted.text, converted.spans));
            units(&tree, bytes, source, limits, true)
        }
        Err(error) => refused(error.code(), error.place(), error.message()),
    }
}

/// The units of a tree; `whole` says that all of the bytes are in it.
pub(super) fn units(tree: &Tree<'_>, bytes: &[u8], source: &Source, limits: &Limits, whole: bool) -> Vec<Unit> {
    let root = View::root(tree);
    if !tree.lines && root.text_at("resourceType").is_none() {
        let reason = Issue::new(Severity::Fatal, "fhir.resource.none", "", "the input is not a FHIR resource");
        return vec![Unit::quarantined("", bytes, reason)];
    }
    let bundle = Bundle::new(root, limits);
    let sorting = Sorting::of(&bundle);
    sorting.units(&bundle, bytes, source, whole)
}

/// The resources of one person.
struct Person {
    subject: SubjectId,
    slots: Vec<usize>,
}

/// What was read of a person.
struct Stated {
    person: Person,
    drafts: Vec<Draft>,
    issues: Vec<Issue>,
    /// The resources about nobody that references were followed to.
    followed: BTreeSet<usize>,
}

/// The resources by whom they are about.
struct Sorting {
    persons: Vec<Person>,
    /// Resources about nobody in particular: they go with the first person.
    shared: Vec<usize>,
    /// Resources that should be about a person, and why none can be told.
    homeless: Vec<(usize, Issue)>,
}

impl Sorting {
    fn of(bundle: &Bundle<'_>) -> Self {
        let mut sorting = Self { persons: Vec::new(), shared: Vec::new(), homeless: Vec::new() };
        let mut known: BTreeMap<SubjectId, usize> = BTreeMap::new();
        let mut waiting = Vec::new();
        for (at, slot) in bundle.slots.iter().enumerate() {
            let found = if slot.resource.is_none() {
                deleted_subject(slot)
            } else if is_modelled(&slot.kind) {
                person::subject(bundle, slot)
            } else if is_supporting(&slot.kind) {
                Err(NoPerson::NotSaid)
            } else {
                person::only_person_named(bundle, slot).ok_or(NoPerson::NotSaid)
            };
            match found {
                Ok(subject) => {
                    let count = sorting.persons.len();
                    let index = *known.entry(subject.clone()).or_insert(count);
                    if index == count {
                        sorting.persons.push(Person { subject, slots: Vec::new() });
                    }
                    if let Some(person) = sorting.persons.get_mut(index) {
                        person.slots.push(at);
                    }
                }
                Err(_) if slot.resource.is_none() => waiting.push(at),
                Err(reason) if is_modelled(&slot.kind) => sorting.homeless.push((at, no_person(slot, reason))),
                Err(_) => sorting.shared.push(at),
            }
        }
        // Whom a deletion is about is not said; where the input is about one person, it is them.
        for at in waiting {
            match sorting.persons.as_mut_slice() {
                [person] => person.slots.push(at),
                _ => {
                    let reason = bundle.slot(at).map(|slot| no_person(slot, NoPerson::NotSaid));
                    sorting.homeless.extend(reason.map(|reason| (at, reason)));
                }
            }
        }
        sorting
    }

    fn units(mut self, bundle: &Bundle<'_>, bytes: &[u8], source: &Source, whole: bool) -> Vec<Unit> {
        let hash = ContentHash::of(bytes);
        // Every resource is read before any remainder is taken: a shared resource may be used by several.
        let mut read: Vec<Stated> = Vec::new();
        for person in self.persons.drain(..) {
            bundle.take_followed();
            let mut drafts = Vec::new();
            let mut issues = if read.is_empty() { bundle.wrapping.issues.clone() } else { Vec::new() };
            for at in &person.slots {
                if let Some(slot) = bundle.slot(*at) {
                    statements(bundle, *at, slot, &person.subject, source, &mut drafts, &mut issues);
                }
            }
            // What is about nobody and was followed to belongs to each person's part.
            let followed = bundle.take_followed().into_iter().filter(|at| self.shared.binary_search(at).is_ok());
            let followed = followed.collect();
            read.push(Stated { person, drafts, issues, followed });
        }
        let alone = whole && read.len() == 1;
        // Where the input is about one person, the original has the Bundle around their resources too.
        let mut wrapped = alone;
        let mut room = bundle.originals;
        let mut part_of = |slots: BTreeSet<usize>| {
            let original = part(bundle, &slots);
            room = room.checked_sub(original.len())?;
            Some(original)
        };
        let mut units = Vec::new();
        // What nobody's resources lead to goes with the first person of whom there is a contribution.
        let mut shared = std::mem::take(&mut self.shared);
        let followed: BTreeSet<usize> = read.iter().flat_map(|stated| stated.followed.iter().copied()).collect();
        shared.retain(|at| !followed.contains(at));
        for Stated { person, drafts, issues, followed } in read {
            if drafts.is_empty() {
                let slots = person.slots.iter().chain(&followed).copied().collect();
                let original = if alone { Some(bytes.to_vec()) } else { part_of(slots) };
                let Some(original) = original else { return parts_too_large(bytes) };
                units.push(nothing_modelled(bundle, &person, issues, &original));
                continue;
            }
            let mut extra: BTreeSet<usize> = std::mem::take(&mut shared).into_iter().collect();
            extra.extend(followed);
            let wrapper = if std::mem::replace(&mut wrapped, true) { Vec::new() } else { wrapper_remainder(bundle) };
            let slots = person.slots.iter().chain(&extra).copied().collect();
            let original = if alone { Some(bytes.to_vec()) } else { part_of(slots) };
            let Some(original) = original else { return parts_too_large(bytes) };
            let mut unit = accepted(bundle, &person, drafts, issues, &extra, source, hash);
            if let (Some(first), false) = (unit.contributions.first_mut(), wrapper.is_empty()) {
                attach(first, wrapper);
            }
            unit.original = original;
            units.push(unit);
        }
        if units.is_empty() {
            return vec![nobody(&self.homeless, bytes)];
        }
        for at in shared {
            let reason = |slot: &Slot<'_>| {
                let message = "the resource is about no person who can be told";
                Issue::new(Severity::Fatal, "fhir.person.none", place(slot), message)
            };
            self.homeless.extend(bundle.slot(at).map(|slot| (at, reason(slot))));
        }
        for (at, reason) in self.homeless {
            let Some(original) = part_of(BTreeSet::from([at])) else { return parts_too_large(bytes) };
            units.push(Unit::quarantined(reason.place.clone(), &original, reason));
        }
        units
    }
}

/// An input whose Bundles say so much of all that they hold that repeating it for each person would exhaust the host.
fn parts_too_large(bytes: &[u8]) -> Vec<Unit> {
    let message = "the parts of the persons are together larger than their limit";
    vec![Unit::quarantined("", bytes, Issue::new(Severity::Fatal, "fhir.limit.parts", "", message))]
}

/// The place of a resource in the input.
fn place(slot: &Slot<'_>) -> String {
    slot.resource.or(slot.entry).map(View::place).unwrap_or_default()
}

/// The Patient that a deletion names; the resources of others are found by their persons.
fn deleted_subject(slot: &Slot<'_>) -> Result<SubjectId, NoPerson> {
    let id = slot.id.as_deref().filter(|_| slot.kind == "Patient").ok_or(NoPerson::NotSaid)?;
    SubjectId::new(person::PATIENT, id).map_err(|_| NoPerson::NotSaid)
}

fn no_person(slot: &Slot<'_>, reason: NoPerson) -> Issue {
    let (code, message) = match reason {
        NoPerson::NotSaid => ("fhir.subject.none", "the resource does not say whom it is about"),
        NoPerson::NotFound => ("fhir.subject.unknown", "whom the resource is about cannot be told"),
        NoPerson::Contradiction => {
            ("fhir.subject.contradiction", "the person referred to has another NHS number than the reference")
        }
    };
    Issue::new(Severity::Fatal, code, place(slot), message)
}

/// An input about nobody: whole into quarantine.
fn nobody(homeless: &[(usize, Issue)], bytes: &[u8]) -> Unit {
    let none = Issue::new(Severity::Fatal, "fhir.person.none", "", "the input is about no person who can be told");
    let reason = homeless.first().map_or(none, |(_, issue)| issue.clone());
    let mut unit = Unit::quarantined("", bytes, reason);
    unit.issues.extend(homeless.iter().skip(1).map(|(_, issue)| issue.clone()));
    unit
}

/// A person of whom nothing that was sent has a place in the model.
fn nothing_modelled(bundle: &Bundle<'_>, person: &Person, issues: Vec<Issue>, original: &[u8]) -> Unit {
    let first = person.slots.first().and_then(|at| bundle.slot(*at));
    let place = first.map(place).unwrap_or_default();
    let message = "nothing that was sent about the person has a place in the model";
    let reason = Issue::new(Severity::Fatal, "fhir.resource.not-modelled", place.clone(), message);
    let mut unit = Unit::quarantined(place, original, reason);
    unit.issues.extend(issues);
    unit
}

/// What the Bundles say around their resources.
fn wrapper_remainder(bundle: &Bundle<'_>) -> Vec<Attached> {
    let mut resources: Vec<u32> = bundle.slots.iter().filter_map(|slot| slot.resource).map(View::id).collect();
    resources.sort_unstable();
    bundle.root.mark_at("resourceType");
    bundle.root.remainder("Bundle#", &resources)
}

fn attach(contribution: &mut Contribution, parts: Vec<Attached>) {
    let mut all = contribution.clone().into_parts();
    all.attached.extend(parts);
    if let Ok(with) = Contribution::new(all) {
        *contribution = with;
    }
}

/// The unit of one person: every resource's remainder goes to its own contribution, or to the one that holds what has
/// none.
fn accepted(
    bundle: &Bundle<'_>,
    person: &Person,
    mut drafts: Vec<Draft>,
    mut issues: Vec<Issue>,
    shared: &BTreeSet<usize>,
    source: &Source,
    hash: ContentHash,
) -> Unit {
    let is_demographics = |draft: &Draft| matches!(draft.body, Some(ContributionBody::Demographics(_)));
    let holder = drafts.iter().position(is_demographics).unwrap_or(0);
    let mut owners: BTreeMap<usize, usize> = BTreeMap::new();
    for (index, draft) in drafts.iter().enumerate() {
        owners.entry(draft.slot).or_insert(index);
    }
    let mut held = Vec::new();
    for at in person.slots.iter().chain(shared) {
        let Some(slot) = bundle.slot(*at) else { continue };
        let Some(view) = slot.resource else { continue };
        if let Some(owner) = owners.get(at) {
            view.mark_at("resourceType");
            if let Some(draft) = drafts.get_mut(*owner) {
                if slot.id.as_deref().is_some_and(|id| draft.item.as_str().ends_with(id)) {
                    view.mark_at("id");
                }
                draft.attached.extend(view.remainder("", &[]));
            }
            continue;
        }
        if view.any_used() {
            view.mark_at("resourceType");
            view.mark_at("id");
        } else if bundle.folds.teller(*at).is_none() && !is_supporting(&slot.kind) && !is_modelled(&slot.kind) {
            let message = "resources of this type have no place in the model; it is attached whole";
            issues.push(Issue::new(Severity::Note, "fhir.resource.not-modelled", view.place(), message));
        }
        let teller = bundle.folds.teller(*at).and_then(|teller| owners.get(&teller).copied());
        // A resource is named by its type and id, or its full URL, which one person's part keeps; by its place in the
        // input where it has neither.
        let prefix = match &slot.id {
            Some(id) if !bundle.is_ambiguous(&slot.kind, id) => format!("{}/{id}#", slot.kind),
            _ => match slot.full_url.as_deref().filter(|url| bundle.find(url) == Some(*at)) {
                Some(url) => format!("{url}#"),
                None => format!("{}#", place(slot)),
            },
        };
        // What is told as a part of another resource leaves its remainder there.
        match teller.and_then(|teller| drafts.get_mut(teller)) {
            Some(draft) => draft.attached.extend(view.remainder(&prefix, &[])),
            None => held.extend(view.remainder(&prefix, &[])),
        }
    }
    if let Some(draft) = drafts.get_mut(holder) {
        draft.attached.extend(held);
    }
    let mut contributions = Vec::new();
    for draft in drafts {
        let place = bundle.slot(draft.slot).map(place);
        let parts = ContributionParts {
            key: ContributionKey {
                organisation: source.organisation.clone(),
                system: source.system.clone(),
                item: draft.item,
            },
            version: draft.version,
            derived_from: draft.derived_from,
            recorded: draft.recorded,
            subject: draft.subject,
            status: draft.status,
            body: draft.body,
            origin: Origin {
                format: bundle.release.format(),
                message: hash,
                message_id: bundle.slot(draft.slot).and_then(|slot| bundle.identifier(slot)),
                place: place.clone(),
                mapping: None,
            },
            attached: draft.attached,
        };
        match Contribution::new(parts) {
            Ok(contribution) => contributions.push(contribution),
            Err(error) => {
                let message = "the resource makes no contribution";
                issues.push(Issue::new(Severity::Error, error.code(), place.unwrap_or_default(), message));
            }
        }
    }
    let place = person.slots.first().and_then(|at| bundle.slot(*at)).map(place).unwrap_or_default();
    Unit { place, original: Vec::new(), contributions, directory: Vec::new(), issues, fate: Fate::Accepted }
}
