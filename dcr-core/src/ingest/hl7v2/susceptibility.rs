//! Which results are part of which: the antibiotics tried on an organism, and whatever else looks into a result further.
//!
//! A laboratory says so in one of three ways: by an order of its own whose OBR-26 names the result that it looks into; by a
//! dotted subid (OBX-4 `1.2` inside of `1`); or by the subid of the organism on an observation whose flag is that of a
//! susceptibility (HL7 table 0078).

use super::investigation::Prepared;
use super::message::Segment;
use crate::identifier::SourceItemId;
use std::collections::BTreeMap;

/// What is part of what, by the number of an order in its message and of a result in its order.
#[derive(Debug, Default)]
pub(super) struct Parents {
    inside: BTreeMap<(usize, usize), usize>,
    parts: BTreeMap<(usize, usize), Vec<usize>>,
    orders: BTreeMap<(usize, usize), Vec<SourceItemId>>,
}

impl Parents {
    /// Looks through the orders of one person in one message, and tells those that look further into a result so.
    pub(super) fn find(prepared: &mut [Prepared<'_>]) -> Self {
        let mut found = Self::default();
        let mut results: BTreeMap<(&str, &str, &str), (usize, usize)> = BTreeMap::new();
        for (number, one) in prepared.iter().enumerate() {
            found.by_subid(number, one);
            let numbers = [3, 2].map(|field| one.order.request.field(field).part(1).peek());
            for (at, group) in one.groups.results.iter().enumerate() {
                for stated in numbers.into_iter().filter(|stated| !stated.is_empty()) {
                    results.entry((stated, group.code, group.subid)).or_insert((number, at));
                }
            }
        }
        let mut resolved = Vec::new();
        for (number, one) in prepared.iter().enumerate() {
            let obr = one.order.request;
            let (code, subid) = (obr.field(26).part(1).peek(), obr.field(26).part(2).peek());
            // OBR-29: the parent order by the placer's and the filler's number.
            let numbers = [obr.field(29).part(2).peek(), obr.field(29).part(1).peek()];
            let place = numbers.into_iter().filter(|stated| !stated.is_empty() && !code.is_empty());
            let place = place.filter_map(|stated| results.get(&(stated, code, subid)).copied()).next();
            if let Some((order, at)) = place.filter(|(order, _)| *order != number) {
                resolved.push((number, order, at));
            }
        }
        for (child, order, at) in resolved {
            let parent = prepared.get(order).and_then(|one| {
                let group = one.groups.results.get(at)?;
                Some(super::result::item_under(&one.item, group.code, group.subid))
            });
            if let Some(one) = prepared.get_mut(child) {
                one.parent = parent;
                let obr = one.order.request;
                obr.field(26).part(1).first_used();
                obr.field(26).part(2).first_used();
                obr.field(29).part(1).first_used();
                obr.field(29).part(2).first_used();
                found.orders.entry((order, at)).or_default().push(one.item.clone());
            }
        }
        found
    }

    fn by_subid(&mut self, number: usize, one: &Prepared<'_>) {
        let mut any: BTreeMap<&str, usize> = BTreeMap::new();
        let mut coded: BTreeMap<&str, usize> = BTreeMap::new();
        for (at, group) in one.groups.results.iter().enumerate() {
            let Some((obx, _)) = group.parts.first() else { continue };
            let dotted = group.subid.rsplit_once('.').and_then(|(before, _)| any.get(before));
            let flagged = || if is_susceptibility(*obx) { coded.get(group.subid) } else { None };
            if !group.subid.is_empty()
                && let Some(parent) = dotted.or_else(flagged).copied()
            {
                self.inside.insert((number, at), parent);
                self.parts.entry((number, parent)).or_default().push(at);
            }
            any.entry(group.subid).or_insert(at);
            if matches!(obx.field(2).peek(), "CE" | "CWE" | "CNE") && !is_susceptibility(*obx) {
                coded.entry(group.subid).or_insert(at);
            }
        }
    }

    /// The result of the same order that a result is part of.
    pub(super) fn inside(&self, order: usize, result: usize) -> Option<usize> {
        self.inside.get(&(order, result)).copied()
    }

    /// The results of the same order that are part of a result, in order.
    pub(super) fn parts(&self, order: usize, result: usize) -> &[usize] {
        self.parts.get(&(order, result)).map(Vec::as_slice).unwrap_or_default()
    }

    /// The other orders that look into a result further.
    pub(super) fn orders(&self, order: usize, result: usize) -> &[SourceItemId] {
        self.orders.get(&(order, result)).map(Vec::as_slice).unwrap_or_default()
    }
}

/// HL7 table 0078: how an organism answers to an antibiotic.
fn is_susceptibility(obx: Segment<'_>) -> bool {
    obx.field(8)
        .repeats()
        .any(|flag| matches!(flag.peek(), "S" | "R" | "I" | "MS" | "VS" | "SDD" | "NS" | "SYN-R" | "SYN-S"))
}
