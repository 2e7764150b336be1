//! Which resources are told as a part of another.
//!
//! GP Connect states one course of a medication as a MedicationStatement, the MedicationRequest that plans it and one
//! MedicationRequest for each issue; and one consultation as an Encounter and Lists of Lists. A reader wants one line
//! for the course and one for the consultation, so these are folded into the statement and the Encounter.
//!
//! Source: GP Connect Access Record Structured, medications and consultations.

use super::bundle::Bundle;
use super::person::subject_reference;
use super::release::Release;
use super::view::View;
use std::collections::BTreeMap;

/// SNOMED CT: the List that is one consultation.
const CONSULTATION: &str = "325851000000107";

/// How deep Lists of one consultation lie: consultation, topic, category.
const DEPTH: usize = 3;

/// Which resources of an input are told as a part of another, by their places among its resources.
#[derive(Debug, Default)]
pub(super) struct Folds {
    /// The resource that tells it.
    into: BTreeMap<usize, usize>,
    /// What a resource tells besides itself, in the input's order, by the values that the resources are.
    parts: BTreeMap<u32, Vec<u32>>,
}

impl Folds {
    /// Finds them. Only resources of one person that stand are folded.
    pub(super) fn of(bundle: &Bundle<'_>) -> Self {
        let mut folds = Self::default();
        if bundle.release == Release::Stu3 {
            folds.courses(bundle);
            folds.consultations(bundle);
        }
        folds
    }

    /// The resource that tells this one as a part of itself.
    pub(super) fn teller(&self, at: usize) -> Option<usize> {
        self.into.get(&at).copied()
    }

    /// What this resource tells besides itself.
    pub(super) fn parts<'t>(&self, teller: View<'t>) -> impl Iterator<Item = View<'t>> {
        let parts = self.parts.get(&teller.id()).map_or(&[][..], Vec::as_slice);
        parts.iter().map(move |part| teller.elsewhere(*part))
    }

    fn fold(&mut self, bundle: &Bundle<'_>, part: usize, teller: usize) -> bool {
        let value = |at: usize| bundle.slot(at).and_then(|slot| slot.resource).map(View::id);
        let (Some(part_value), Some(teller_value)) = (value(part), value(teller)) else { return false };
        if part == teller || self.into.contains_key(&part) {
            return false;
        }
        self.into.insert(part, teller);
        self.parts.entry(teller_value).or_default().push(part_value);
        true
    }

    fn courses(&mut self, bundle: &Bundle<'_>) {
        for (at, statement) in standing(bundle, "MedicationStatement") {
            let named = ["medicationReference", "medicationCodeableConcept"];
            if named.iter().all(|key| statement.get(key).is_none()) {
                continue;
            }
            for plan in references(bundle, statement, "basedOn") {
                if is_request(bundle, plan, statement) {
                    self.fold(bundle, plan, at);
                }
            }
        }
        for (at, order) in standing(bundle, "MedicationRequest") {
            let teller = references(bundle, order, "basedOn").find_map(|plan| self.teller(plan));
            let of_one_person = |teller: usize| {
                bundle.slot(teller).and_then(|slot| slot.resource).is_some_and(|told| same_person(told, order))
            };
            if let Some(teller) = teller.filter(|teller| of_one_person(*teller)) {
                self.fold(bundle, at, teller);
            }
        }
    }

    fn consultations(&mut self, bundle: &Bundle<'_>) {
        for (at, list) in standing(bundle, "List") {
            let is_consultation = list.get("code").is_some_and(|code| {
                code.items("coding").any(|coding| coding.text_at("code").as_deref() == Some(CONSULTATION))
            });
            let encounter = list.get("encounter").and_then(|reference| found(bundle, reference));
            let Some(encounter) = encounter.filter(|_| is_consultation) else { continue };
            let tells = bundle.slot(encounter).filter(|slot| slot.kind == "Encounter").and_then(|slot| slot.resource);
            if tells.is_none_or(|told| !same_person(told, list)) || !self.fold(bundle, at, encounter) {
                continue;
            }
            let mut open = vec![(list, 1)];
            while let Some((list, depth)) = open.pop() {
                let inner = list.items("entry").filter_map(|entry| found(bundle, entry.get("item")?));
                for inner in inner {
                    let nested = bundle.slot(inner).filter(|slot| slot.kind == "List").and_then(|slot| slot.resource);
                    if let Some(nested) = nested.filter(|nested| depth < DEPTH && same_person(*nested, list))
                        && self.fold(bundle, inner, encounter)
                    {
                        open.push((nested, depth + 1));
                    }
                }
            }
        }
    }
}

/// The resources of a type that are not said to be wrong.
fn standing<'b, 't>(bundle: &'b Bundle<'t>, kind: &'b str) -> impl Iterator<Item = (usize, View<'t>)> + 'b {
    bundle.slots.iter().enumerate().filter(move |(_, slot)| slot.kind == kind && !slot.deleted).filter_map(
        |(at, slot)| {
            let resource = slot.resource?;
            (resource.text_at("status").as_deref() != Some("entered-in-error")).then_some((at, resource))
        },
    )
}

fn found(bundle: &Bundle<'_>, reference: View<'_>) -> Option<usize> {
    bundle.find(&reference.text_at("reference")?)
}

fn references<'b, 't>(bundle: &'b Bundle<'t>, resource: View<'t>, key: &'b str) -> impl Iterator<Item = usize> + 'b {
    resource.items(key).filter_map(|reference| found(bundle, reference))
}

fn is_request(bundle: &Bundle<'_>, at: usize, statement: View<'_>) -> bool {
    bundle.slot(at).is_some_and(|slot| {
        slot.kind == "MedicationRequest"
            && !slot.deleted
            && slot.resource.is_some_and(|request| {
                request.text_at("status").as_deref() != Some("entered-in-error") && same_person(request, statement)
            })
    })
}

/// Whether two resources name one person in the same words.
fn same_person(one: View<'_>, other: View<'_>) -> bool {
    let subject = |resource: View<'_>| {
        subject_reference(resource).and_then(|found| found.get("reference")?.text().map(std::borrow::Cow::into_owned))
    };
    match (subject(one), subject(other)) {
        (Some(one), Some(other)) => one == other,
        _ => false,
    }
}
