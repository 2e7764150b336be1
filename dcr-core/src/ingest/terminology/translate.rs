//! What the maps and the dictionary of medicines add to what a source states.

use super::tally::told_system;
use super::{CodeMap, CodeTally, Found, Medicines, Product, ProductKind, Terminology};
use crate::contribution::{Contribution, ContributionBody};
use crate::identifier::{CodedConcept, Coding, system};
use crate::ingest::Unit;
use crate::record::{Concepts, Entry, EntryBody};

/// The code systems of global trade item numbers.
const TRADE_ITEMS: [&str; 2] = ["https://www.gs1.org/gtin", "urn:oid:1.3.160"];

impl Terminology {
    /// Adds to every coded concept of a contribution the codes that the maps give, and to medications and allergies what
    /// the dictionary of medicines knows of them; tells what became of the codes.
    ///
    /// A code that is added stands behind the one that it comes from and names its map in [`Coding::mapped_by`]. The
    /// source's own codes stay as and where they are; to a system of which the source sent a code of its own nothing is
    /// mapped (SNOMED CT and dm+d count as one system); codes that a map gave are not mapped again. So translating twice
    /// is translating once. A concept in words alone is not touched.
    pub fn translate(&self, contribution: &mut Contribution) -> CodeTally {
        let mut tally = CodeTally::default();
        let Some(body) = contribution.body_mut() else { return tally };
        let mut visit = |concept: &mut CodedConcept| self.concept(concept, &mut tally);
        match body {
            ContributionBody::Demographics(demographics) => demographics.concepts(&mut visit),
            ContributionBody::Directive(directive) => directive.concepts(&mut visit),
            ContributionBody::Link(_) => {}
            ContributionBody::Entry(entry) => {
                entry.concepts(&mut visit);
                if let Some(medicines) = self.medicines() {
                    describe(medicines, entry, &mut tally);
                }
            }
        }
        tally
    }

    /// The same for every contribution of a unit.
    pub fn translate_unit(&self, unit: &mut Unit) -> CodeTally {
        let mut tally = CodeTally::default();
        for contribution in &mut unit.contributions {
            tally.add(&self.translate(contribution));
        }
        tally
    }

    fn concept(&self, concept: &mut CodedConcept, tally: &mut CodeTally) {
        let mut added: Vec<(usize, Coding)> = Vec::new();
        let mut unmapped: Vec<&str> = Vec::new();
        for (place, coding) in concept.codings.iter().enumerate().filter(|(_, coding)| is_own(coding)) {
            let mut mapped = false;
            for maps in self.maps_from(&coding.system).chunk_by(|a, b| a.to() == b.to()) {
                let to = maps.first().map_or("", CodeMap::to);
                if concept.codings.iter().any(|sent| is_own(sent) && same_system(&sent.system, to)) {
                    mapped = true;
                    continue;
                }
                match answer(maps, &coding.code) {
                    Answer::Unknown => {}
                    Answer::Ambiguous => CodeTally::count(&mut tally.ambiguous, told_system(&coding.system)),
                    Answer::Target(map, code, display) => {
                        mapped = true;
                        CodeTally::count(&mut tally.mapped, map.mapped_by());
                        added.push((place, given(to, code, display, map.mapped_by())));
                    }
                }
            }
            if !mapped {
                unmapped.push(&coding.system);
            }
        }
        let all = || concept.codings.iter().chain(added.iter().map(|(_, coding)| coding));
        if !all().any(|coding| is_snomed(&coding.system)) {
            for system in unmapped {
                CodeTally::count(&mut tally.unmapped, told_system(system));
            }
        }
        insert(concept, added);
    }
}

/// What the maps from one system to another say of a code.
enum Answer<'a> {
    /// The first map that has it, the target and its words.
    Target(&'a CodeMap, &'a str, Option<&'a str>),
    /// The maps, or one of them, lead to several targets.
    Ambiguous,
    Unknown,
}

fn answer<'a>(maps: &'a [CodeMap], code: &str) -> Answer<'a> {
    let mut agreed = Answer::Unknown;
    for map in maps {
        match (map.find(code), &agreed) {
            (Found::Unknown, _) => {}
            (Found::Target { code, display }, Answer::Unknown) => agreed = Answer::Target(map, code, display),
            (Found::Target { code, .. }, Answer::Target(_, other, _)) if code == *other => {}
            (Found::Target { .. } | Found::Ambiguous, _) => return Answer::Ambiguous,
        }
    }
    agreed
}

fn is_own(coding: &Coding) -> bool {
    coding.mapped_by.is_none()
}

/// SNOMED CT, of which dm+d is a part.
fn is_snomed(system: &str) -> bool {
    // Both are met with a stroke behind them too.
    let system = system.trim_end_matches('/');
    system == system::SNOMED || system == system::DMD
}

fn same_system(one: &str, other: &str) -> bool {
    one == other || (is_snomed(one) && is_snomed(other))
}

fn given(system: &str, code: &str, display: Option<&str>, mapped_by: &str) -> Coding {
    Coding {
        system: system.to_owned(),
        code: code.to_owned(),
        display: display.map(str::to_owned),
        version: None,
        mapped_by: Some(mapped_by.to_owned()),
    }
}

/// Puts each coding behind the one that it comes from, in order, unless the concept has the code already. Where the source
/// gave no words at all, its own code is no reason: with words behind it, a broader code's are not taken for its own.
fn insert(concept: &mut CodedConcept, added: Vec<(usize, Coding)>) {
    let wordless = concept.text.is_none() && concept.codings.iter().all(|c| !is_own(c) || c.display.is_none());
    let mut fresh: Vec<(usize, Coding)> = Vec::with_capacity(added.len());
    for (place, coding) in added {
        let held = |other: &Coding| {
            let named = other.display.is_some() || coding.display.is_none();
            same_system(&other.system, &coding.system) && other.code == coding.code && (named || !wordless)
        };
        if !concept.codings.iter().any(held) && !fresh.iter().any(|(_, other)| held(other)) {
            fresh.push((place, coding));
        }
    }
    for (place, coding) in fresh.into_iter().rev() {
        concept.codings.insert((place + 1).min(concept.codings.len()), coding);
    }
}

/// Adds to a medication or an allergy what the dictionary knows of its codes: the current code of one that was replaced,
/// the virtual product and the therapeutic moiety, and the ingredients.
fn describe(medicines: &Medicines, entry: &mut Entry, tally: &mut CodeTally) {
    let (concept, ingredients) = match &mut entry.body {
        EntryBody::Medication(medication) => (&mut medication.drug, &mut medication.ingredients),
        EntryBody::Allergy(allergy) => (&mut allergy.code, &mut allergy.ingredients),
        EntryBody::Problem(_)
        | EntryBody::Investigation(_)
        | EntryBody::RelatedPerson(_)
        | EntryBody::CareProvider(_)
        | EntryBody::Document(_)
        | EntryBody::Encounter(_)
        | EntryBody::Procedure(_)
        | EntryBody::Immunisation(_)
        | EntryBody::SocialCare(_)
        | EntryBody::Alert(_)
        | EntryBody::AboutMe(_) => return,
    };
    let known = |own: bool| {
        let codings = concept.codings.iter().enumerate().filter(move |(_, coding)| is_own(coding) == own);
        codings.filter_map(|(place, coding)| Some((place, named(medicines, coding)?))).collect::<Vec<_>>()
    };
    // What a map gave counts only where the source's own codes name no product.
    let mut products = known(true);
    if products.is_empty() {
        products = known(false);
    }
    if products.is_empty() {
        return;
    }
    CodeTally::count(&mut tally.mapped, medicines.mapped_by());
    let contained = products.iter().map(|(_, product)| medicines.ingredients(product.id));
    if ingredients.is_empty()
        && let Some(contained) = contained.into_iter().find(|contained| !contained.is_empty())
    {
        *ingredients = contained
            .iter()
            .map(|substance| CodedConcept::from_coding(as_coding(medicines, substance, system::SNOMED)))
            .collect();
    }
    let mut added = Vec::new();
    for (place, product) in products {
        let Some(coding) = concept.codings.get(place) else { continue };
        let system = if is_snomed(&coding.system) { coding.system.as_str() } else { system::DMD };
        let kinds = [ProductKind::VirtualProduct, ProductKind::TherapeuticMoiety];
        let broader = kinds.iter().filter_map(|kind| medicines.as_kind(product.id, *kind));
        added.extend(std::iter::once(product).chain(broader).map(|p| (place, as_coding(medicines, &p, system))));
    }
    insert(concept, added);
}

/// The product that a code names; of what the dictionary itself added, nothing is asked again.
fn named<'a>(medicines: &'a Medicines, coding: &Coding) -> Option<Product<'a>> {
    let by_dictionary = |by: &str| by.split_once('@').is_some_and(|(name, _)| name == Medicines::NAME);
    if coding.mapped_by.as_deref().is_some_and(by_dictionary) {
        return None;
    }
    let number = || coding.code.trim().parse().ok();
    if is_snomed(&coding.system) {
        medicines.current(number()?)
    } else if TRADE_ITEMS.contains(&coding.system.as_str()) {
        medicines.pack_with(number()?)
    } else {
        None
    }
}

fn as_coding(medicines: &Medicines, product: &Product<'_>, system: &str) -> Coding {
    given(system, &product.id.to_string(), Some(product.name), medicines.mapped_by())
}
