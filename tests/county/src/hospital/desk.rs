//! One trust's desk for one person: messages in order, and the facts in them.

use crate::calendar::{Moment, PRESENT};
use crate::dice::Dice;
use crate::history::{Decision, History};
use crate::hl7::{COUNTY_HOSPITAL, HEALTHCARE, Style, UNIVERSITY_HOSPITALS, segment};
use crate::household::Household;
use crate::organisations::{R0D, RBD, RDY, Source, practice_at};
use crate::outbox::{Draft, Outbox};
use crate::places::Side;
use crate::rates;
use crate::seen::{Care, Seen, seen};
use crate::truth::{FactCode, TrueFact};
use dcr_core::ingest::Format;
use dcr_core::record::Section;

/// One trust's desk for one person: writes messages in order and keeps the facts.
pub(super) struct Desk<'a> {
    pub(super) style: &'static Style,
    pub(super) seen: Seen,
    pub(super) history: &'a History,
    pub(super) practice: &'static str,
    pub(super) sequence: u32,
    pub(super) outbox: &'a mut Outbox,
    pub(super) dice: &'a mut Dice,
}

/// The acute trust that a place looks to.
pub(crate) fn acute_source(side: Side) -> Source {
    match side {
        Side::West => RBD,
        Side::Middle | Side::East => R0D,
    }
}

/// Writes what every trust sends about the person.
pub(crate) fn send(history: &History, household: &Household, dice: &mut Dice, outbox: &mut Outbox) {
    let index = history.who.index;
    if history.acute && acute_source(household.town.side) == R0D {
        let local = (R0D, "R0D", university_number(index));
        Desk::open(&UNIVERSITY_HOSPITALS, local, (history, household), dice, outbox).acute();
    } else if history.acute {
        Desk::open(&COUNTY_HOSPITAL, (RBD, "RBD", county_number(index)), (history, household), dice, outbox).acute();
    }
    if history.both_acute {
        let local = (RBD, "RBD", county_number(index));
        Desk::open(&COUNTY_HOSPITAL, local, (history, household), dice, outbox).registration("A28");
    }
    if history.community.is_some() {
        let local = (RDY, "RDY MRN", (6_000_000 + index).to_string());
        Desk::open(&HEALTHCARE, local, (history, household), dice, outbox).community();
    }
}

/// The local number at Dorset County Hospital. The factor and the prime modulus make it injective below the modulus.
fn county_number(index: u32) -> String {
    (2_000_000 + u64::from(index) * 7_919 % 1_000_003).to_string()
}

/// The local number at University Hospitals Dorset.
fn university_number(index: u32) -> String {
    format!("U{:07}", u64::from(index) * 5_939 % 1_000_003)
}

impl<'a> Desk<'a> {
    pub(super) fn open(
        style: &'static Style,
        (source, namespace, value): (Source, &'static str, String),
        (history, household): (&'a History, &Household),
        dice: &'a mut Dice,
        outbox: &'a mut Outbox,
    ) -> Self {
        let seen = seen(source, Care::Hospital, (namespace, value), (&history.who, household), history.scripted, dice);
        outbox.identities.push(seen.identity());
        let practice = practice_at(household.practice).source.organisation;
        Self { style, seen, history, practice, sequence: 0, outbox, dice }
    }

    pub(super) fn first_contact(&self) -> Moment {
        let history = self.history;
        let admitted = history.admissions.iter().map(|admission| admission.from);
        let earliest = admitted.chain(history.bloods.iter().map(|blood| blood.taken)).min();
        let written = history.community.iter().flatten().copied().min();
        let present = PRESENT.at(0).plus_days(-400);
        earliest.or(written).unwrap_or(present).plus_days(-3)
    }

    pub(super) fn acute(&mut self) {
        let history = self.history;
        self.legacy_number();
        self.registration("A28");
        for blood in &history.bloods {
            self.blood(blood, None);
        }
        for admission in &history.admissions {
            self.admission(admission);
        }
        if !history.scripted && self.dice.chance(150) {
            self.registration("A31");
        }
        self.second_number();
    }

    pub(super) fn community(&mut self) {
        self.registration("A28");
        for when in self.history.community.iter().flatten() {
            self.letter(
                *when,
                "Community nursing assessment",
                &[
                    "Seen at home by the community nursing team.",
                    "Skin intact, mobilising with a frame. Plan: review in six weeks.",
                ],
            );
        }
        if !self.history.scripted && self.dice.chance(150) {
            self.registration("A31");
        }
    }

    pub(super) fn pid(&self, with_death: bool) -> String {
        let died = self.history.died.filter(|_| with_death);
        self.style.pid(&self.seen, self.seen.birth.hl7(), died)
    }

    pub(super) fn post(&mut self, kind: &str, when: Moment, sent: Moment, segments: &[String]) {
        self.sequence += 1;
        let control = format!("{}{:06}{:04}", self.style.organisation, self.history.who.index, self.sequence);
        let late = !self.history.scripted && self.dice.chance(rates::LATE);
        let sent = if late { sent.plus_days(self.dice.between(1, 30)) } else { sent.plus(self.dice.between(1, 15)) };
        let bytes = self.style.message(kind, &control, when, segments);
        self.outbox.drafts.push(Draft { sent, source: self.seen.source, format: Format::Hl7v2, bytes });
    }

    pub(super) fn fact(
        &mut self,
        section: Section,
        code: FactCode,
        status: Option<&'static str>,
        retracted: bool,
        reference: Option<String>,
    ) {
        self.outbox.facts.push(TrueFact {
            section,
            organisation: self.seen.source.organisation,
            system: self.seen.source.system,
            code,
            status,
            retracted,
            reference,
            laboratory_number: None,
            value: None,
        });
    }

    pub(super) fn consent(&self) -> Option<String> {
        let own = acute_desk(self.style);
        (own && self.history.decision == Decision::OutAtHospital).then(|| segment("ZU8", &[(2, "2".into())]))
    }
}

/// Whether a desk writes ZU8: the two acute trusts do.
fn acute_desk(style: &Style) -> bool {
    style.organisation != "RDY"
}

pub(super) fn evn(event: &str, when: Moment) -> String {
    segment("EVN", &[(1, event.to_owned()), (2, when.hl7())])
}
