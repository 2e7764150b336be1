//! Registrations and their updates, second numbers, and merges.

use super::desk::{Desk, evn};
use crate::calendar::PRESENT;
use crate::hl7::segment;
use crate::rates;

impl Desk<'_> {
    /// A person of the east whose record began at a trust that has closed: one message under the old number, then its merge.
    pub(super) fn legacy_number(&mut self) {
        if self.style.organisation != "R0D" || self.history.scripted || !self.dice.chance(rates::FROM_CLOSED_TRUST) {
            return;
        }
        let closed = if self.dice.chance(500) { "RD3" } else { "RDZ" };
        let old = format!("{}{:07}", if closed == "RD3" { "P" } else { "B" }, self.seen.value.trim_start_matches('U'));
        self.merged(closed, &old);
    }

    /// A person registered twice; most second numbers are found and merged.
    pub(super) fn second_number(&mut self) {
        if self.history.scripted || !self.dice.chance(rates::TWO_LOCAL_NUMBERS) {
            return;
        }
        let second = format!("9{}", self.seen.value.trim_start_matches('U'));
        let namespace = self.seen.namespace;
        if self.dice.chance(rates::FOUND_AND_MERGED) {
            self.merged(namespace, &second);
        } else {
            let own = (self.seen.namespace, self.seen.value.clone());
            (self.seen.namespace, self.seen.value) = (namespace, second);
            self.outbox.identities.push(self.seen.identity());
            self.registration("A28");
            (self.seen.namespace, self.seen.value) = own;
        }
    }

    /// Registers the person under another number, then merges that number into the present one (A40).
    pub(super) fn merged(&mut self, namespace: &'static str, value: &str) {
        let own = (self.seen.namespace, self.seen.value.clone());
        (self.seen.namespace, self.seen.value) = (namespace, value.to_owned());
        let mut identity = self.seen.identity();
        identity.merged_into = Some(own.1.clone());
        self.outbox.identities.push(identity);
        self.registration("A28");
        (self.seen.namespace, self.seen.value) = own;
        let when = self.first_contact().plus_days(1);
        let mrg = segment("MRG", &[(1, format!("{value}^^^{namespace}^{}", self.style.local_type))]);
        let pid = self.pid(false);
        self.post("ADT^A40^ADT_A39", when, when, &[evn("A40", when), pid, mrg]);
    }

    /// A28 or A31: who the person is, without anything clinical. Now and then month 13, as the ITK's own sample has it.
    pub(super) fn registration(&mut self, event: &'static str) {
        let when = match event {
            "A31" => PRESENT.plus(-self.dice.between(1, 200)).at(self.dice.between(480, 1080)),
            _ => self.first_contact(),
        };
        let mut birth = self.seen.birth.hl7();
        if !self.history.scripted && self.dice.chance(rates::MONTH_THIRTEEN) {
            birth.replace_range(4..6, "13");
        }
        let pid = self.style.pid(&self.seen, birth, self.history.died.filter(|_| event == "A31"));
        let pd1 = segment("PD1", &[(3, format!("GP PRACTICE^^{}", self.practice))]);
        let pv1 = segment("PV1", &[(1, "1".into()), (2, "N".into())]);
        let mut segments = vec![evn(event, when), pid, pd1, pv1];
        segments.extend(self.consent());
        self.post(&format!("ADT^{event}^ADT_A05"), when, when, &segments);
    }
}
