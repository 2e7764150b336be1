//! What the hospitals and the community trust send.

use crate::calendar::Moment;
use crate::clinical::Test;
use crate::dice::Dice;
use crate::history::{Admission, Blood, Decision, History};
use crate::hl7::{COUNTY_HOSPITAL, HEALTHCARE, Style, UNIVERSITY_HOSPITALS, escape, segment};
use crate::household::Household;
use crate::organisations::{R0D, RBD, RDY, Source, practice_at};
use crate::outbox::{Draft, Outbox};
use crate::places::Side;
use crate::rates;
use crate::seen::{Care, Seen, seen};
use crate::truth::{FactCode, TrueFact};
use dcr_core::identifier::system;
use dcr_core::ingest::Format;
use dcr_core::record::Section;

const CONSULTANTS: &[&str] = &[
    "C9000011^Hargreaves^Anne^^^Dr",
    "C9000022^Osei^Kwame^^^Mr",
    "C9000033^Lindqvist^Maja^^^Dr",
    "C9000044^Tregear^David^^^Dr",
    "C9000055^Bose^Anjali^^^Miss",
    "C9000066^Farnham^Giles^^^Mr",
];

/// One trust's desk for one person: writes messages in order and keeps the facts.
struct Desk<'a> {
    style: &'static Style,
    seen: Seen,
    history: &'a History,
    practice: &'static str,
    sequence: u32,
    outbox: &'a mut Outbox,
    dice: &'a mut Dice,
}

/// The number that an acute trust's laboratory gives the person's blood test taken at this moment.
pub(crate) fn laboratory_number(source: Source, index: u32, blood: &Blood) -> String {
    format!("{}{}{index:06}{}", source.organisation, blood.taken.hl7(), blood.panel.local)
}

/// The acute trust that a place looks to.
pub(crate) fn acute_source(side: Side) -> Source {
    match side {
        Side::West => RBD,
        Side::Middle | Side::East => R0D,
    }
}

/// A scaled whole number as decimal text.
pub(crate) fn decimal(value: i32, decimals: u32) -> String {
    let scale = 10_i32.pow(decimals);
    if decimals == 0 {
        return value.to_string();
    }
    format!("{}.{:02$}", value / scale, value % scale, usize::try_from(decimals).unwrap_or(0))
}

/// `H`, `L` or nothing.
pub(crate) fn flag(test: &Test, value: i32) -> &'static str {
    match value {
        _ if value > test.range.1 => "H",
        _ if value < test.range.0 => "L",
        _ => "",
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
    fn open(
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

    fn first_contact(&self) -> Moment {
        let history = self.history;
        let admitted = history.admissions.iter().map(|admission| admission.from);
        let earliest = admitted.chain(history.bloods.iter().map(|blood| blood.taken)).min();
        let written = history.community.iter().flatten().copied().min();
        let present = crate::calendar::PRESENT.at(0).plus_days(-400);
        earliest.or(written).unwrap_or(present).plus_days(-3)
    }

    fn acute(&mut self) {
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

    fn community(&mut self) {
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

    /// A person of the east whose record began at a trust that has closed: one message under the old number, then its merge.
    fn legacy_number(&mut self) {
        if self.style.organisation != "R0D" || self.history.scripted || !self.dice.chance(rates::FROM_CLOSED_TRUST) {
            return;
        }
        let closed = if self.dice.chance(500) { "RD3" } else { "RDZ" };
        let old = format!("{}{:07}", if closed == "RD3" { "P" } else { "B" }, self.seen.value.trim_start_matches('U'));
        self.merged(closed, &old);
    }

    /// A person registered twice; most second numbers are found and merged.
    fn second_number(&mut self) {
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
    fn merged(&mut self, namespace: &'static str, value: &str) {
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

    fn pid(&self, with_death: bool) -> String {
        let died = self.history.died.filter(|_| with_death);
        self.style.pid(&self.seen, self.seen.birth.hl7(), died)
    }

    fn post(&mut self, kind: &str, when: Moment, sent: Moment, segments: &[String]) {
        self.sequence += 1;
        let control = format!("{}{:06}{:04}", self.style.organisation, self.history.who.index, self.sequence);
        let late = !self.history.scripted && self.dice.chance(rates::LATE);
        let sent = if late { sent.plus_days(self.dice.between(1, 30)) } else { sent.plus(self.dice.between(1, 15)) };
        let bytes = self.style.message(kind, &control, when, segments);
        self.outbox.drafts.push(Draft { sent, source: self.seen.source, format: Format::Hl7v2, bytes });
    }

    fn fact(
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
        });
    }

    /// A28 or A31: who the person is, without anything clinical. Now and then month 13, as the ITK's own sample has it.
    fn registration(&mut self, event: &'static str) {
        let when = match event {
            "A31" => crate::calendar::PRESENT.plus(-self.dice.between(1, 200)).at(self.dice.between(480, 1080)),
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

    fn consent(&self) -> Option<String> {
        let own = acute_desk(self.style);
        (own && self.history.decision == Decision::OutAtHospital).then(|| segment("ZU8", &[(2, "2".into())]))
    }

    fn next_of_kin(&self) -> Option<String> {
        let relation = self.history.relation.as_ref()?;
        let name = format!("{}^{}^^^{}^^L", escape(&relation.family), escape(&relation.given), relation.title);
        Some(segment(
            "NK1",
            &[
                (1, "1".into()),
                (2, name),
                (3, format!("{}^{}", relation.hl7, relation.relationship)),
                (5, relation.telephone.clone()),
                (7, "N^Next of kin".into()),
            ],
        ))
    }

    fn allergies(&self) -> Vec<String> {
        let standing = self.history.allergies.iter().filter(|allergy| !allergy.in_error);
        (1..)
            .zip(standing)
            .map(|(number, allergy)| {
                let what = match allergy.what.snomed {
                    Some(code) => format!("{code}^{}^SCT", allergy.what.term),
                    None => format!("^{}", allergy.what.term),
                };
                segment(
                    "AL1",
                    &[
                        (1, number.to_string()),
                        (2, allergy.what.hl7.into()),
                        (3, what),
                        (5, allergy.what.reaction.into()),
                        (6, allergy.noted.hl7()),
                    ],
                )
            })
            .collect()
    }

    fn admission(&mut self, admission: &Admission) {
        let visit = format!("V{}{:06}", admission.from.hl7(), self.history.who.index);
        let consultant = *self.dice.pick(CONSULTANTS);
        let ward = format!(
            "WARD {}^BAY {}^BED {}^{}",
            self.dice.between(1, 30),
            self.dice.between(1, 6),
            self.dice.between(1, 6),
            self.style.organisation
        );
        let stay = |over: bool, died: bool| {
            let mut fields = vec![
                (1, "1".to_owned()),
                (2, "I".to_owned()),
                (3, ward.clone()),
                (4, "21".to_owned()),
                (7, consultant.to_owned()),
                (10, escape(admission.reason.service)),
                (19, visit.clone()),
                (44, admission.from.hl7()),
            ];
            if over {
                fields.extend([(36, if died { "4" } else { "1" }.to_owned()), (45, admission.until.hl7())]);
            }
            segment("PV1", &fields)
        };
        let dg1 = segment(
            "DG1",
            &[
                (1, "1".into()),
                (3, format!("{}^{}^I10", admission.reason.icd10, admission.reason.term)),
                (5, admission.from.hl7()),
                (6, "W".into()),
            ],
        );
        let admit = |desk: &Self, event: &str, when: Moment| {
            let mut segments = vec![evn(event, when), desk.pid(false)];
            segments.extend(desk.next_of_kin());
            segments.push(stay(false, false));
            segments.extend(desk.allergies());
            segments.push(dg1.clone());
            segments.extend(desk.consent());
            segments
        };
        let segments = admit(self, "A01", admission.from);
        self.post("ADT^A01^ADT_A01", admission.from, admission.from, &segments);
        let encounter = FactCode::words("Inpatient stay");
        self.standing_facts();
        if admission.cancelled {
            let when = admission.from.plus(45);
            let segments = [evn("A11", when), self.pid(false), stay(false, false)];
            self.post("ADT^A11^ADT_A09", when, when, &segments);
            return self.fact(Section::Encounters, encounter, Some("cancelled"), true, Some(visit));
        }
        self.fact(Section::Encounters, encounter, Some("finished"), false, Some(visit.clone()));
        let diagnosis = FactCode::coded(system::ICD10, admission.reason.icd10, admission.reason.term);
        self.fact(Section::Problems, diagnosis, None, false, Some(visit.clone()));
        if admission.updated {
            let when = admission.from.plus(190);
            let segments = admit(self, "A08", when);
            self.post("ADT^A08^ADT_A01", when, when, &segments);
        }
        let pv1 = stay(false, false);
        for blood in &admission.bloods {
            self.blood(blood, Some(&pv1));
        }
        let mut segments = vec![evn("A03", admission.until), self.pid(admission.died)];
        segments.extend([stay(true, admission.died), dg1.clone()]);
        self.post("ADT^A03^ADT_A03", admission.until, admission.until, &segments);
        if admission.letter {
            let told = format!("Admitted with: {}.", admission.reason.term);
            let end = if admission.died {
                "The patient died during this admission."
            } else {
                "Discharged home. GP to review in two weeks."
            };
            self.letter(admission.until.plus(180), "Discharge summary", &[&told, end]);
        }
    }

    /// The facts that ride on every admission, once.
    fn standing_facts(&mut self) {
        let own = self.seen.source.organisation;
        if self.outbox.facts.iter().any(|fact| fact.section == Section::RelatedPeople && fact.organisation == own) {
            return;
        }
        if let Some(relation) = &self.history.relation {
            self.fact(Section::RelatedPeople, FactCode::words(relation.relationship), None, false, None);
        }
        for allergy in self.history.allergies.iter().filter(|allergy| !allergy.in_error) {
            let known = |fact: &TrueFact| fact.section == Section::Allergies && fact.organisation == own;
            if !self.outbox.facts.iter().any(known) {
                let code = FactCode::maybe(system::SNOMED, allergy.what.snomed, allergy.what.term);
                self.fact(Section::Allergies, code, None, false, None);
            }
        }
    }

    /// An ORU with the first values, and another with the corrected ones where they were wrong.
    fn blood(&mut self, blood: &Blood, pv1: Option<&String>) {
        let number = laboratory_number(self.seen.source, self.history.who.index, blood);
        let reported = blood.taken.plus(self.dice.between(90, 600));
        if let Some(wrong) = blood.corrected_from {
            self.report(blood, pv1, &number, (reported, "F", Some(wrong)));
            self.report(blood, pv1, &number, (reported.plus(300), "C", None));
        } else {
            self.report(blood, pv1, &number, (reported, "F", None));
        }
        self.outbox.facts.push(TrueFact {
            section: Section::Investigations,
            organisation: self.seen.source.organisation,
            system: self.seen.source.system,
            code: FactCode::coded(self.laboratory(), blood.panel.local, blood.panel.term),
            status: Some(if blood.corrected_from.is_some() { "corrected" } else { "final" }),
            retracted: false,
            reference: Some(number.clone()),
            laboratory_number: Some(number),
        });
    }

    fn laboratory(&self) -> &'static str {
        if self.style.organisation == "RBD" { "RBDLAB" } else { "WinPath" }
    }

    fn report(
        &mut self,
        blood: &Blood,
        pv1: Option<&String>,
        number: &str,
        (reported, status, first): (Moment, &str, Option<i32>),
    ) {
        let laboratory = self.laboratory();
        let mut segments = vec![self.pid(false)];
        segments.extend(pv1.cloned());
        let order = format!("O{number}");
        segments.push(segment("ORC", &[(1, "RE".into()), (2, order.clone()), (3, number.to_owned())]));
        segments.push(segment(
            "OBR",
            &[
                (1, "1".into()),
                (2, order),
                (3, number.to_owned()),
                (4, format!("{}^{}^{laboratory}", blood.panel.local, blood.panel.term)),
                (7, blood.taken.hl7()),
                (15, "BLD^Blood".into()),
                (22, reported.hl7()),
                (24, "LAB".into()),
                (25, status.to_owned()),
            ],
        ));
        for (place, (test, value)) in (1..).zip(blood.panel.tests.iter().zip(&blood.values)) {
            let value = first.filter(|_| place == 1).unwrap_or(*value);
            // Only Dorset County Hospital's laboratory sends SNOMED CT beside its own code.
            let mapped = test.snomed.filter(|_| laboratory == "RBDLAB");
            let mapped = mapped.map_or(String::new(), |code| format!("^{code}^{}^SCT", test.term));
            let (low, high) = (decimal(test.range.0, test.decimals), decimal(test.range.1, test.decimals));
            segments.push(segment(
                "OBX",
                &[
                    (1, place.to_string()),
                    (2, "NM".into()),
                    (3, format!("{}^{}^{laboratory}{mapped}", test.local, test.term)),
                    (5, decimal(value, test.decimals)),
                    (6, test.unit.into()),
                    (7, format!("{low} - {high}")),
                    (8, flag(test, value).into()),
                    (11, status.to_owned()),
                    (14, blood.taken.hl7()),
                ],
            ));
        }
        self.post("ORU^R01^ORU_R01", reported, reported, &segments);
    }

    /// MDM^T02: a letter with its words.
    fn letter(&mut self, when: Moment, title: &str, lines: &[&str]) {
        let number = format!("D{}{}{:06}", self.style.organisation, when.hl7(), self.history.who.index);
        let author = *self.dice.pick(CONSULTANTS);
        let (code, term) = if title == "Discharge summary" { ("DS", "Discharge summary") } else { ("CN", title) };
        let txa = segment(
            "TXA",
            &[
                (1, "1".into()),
                (2, format!("{code}^{term}")),
                (3, "TX".into()),
                (4, when.hl7()),
                (9, author.to_owned()),
                (12, number.clone()),
                (17, "LA".into()),
                (19, "AV".into()),
            ],
        );
        let pv1 = segment("PV1", &[(1, "1".into()), (2, "O".into())]);
        let mut segments = vec![evn("T02", when), self.pid(false), pv1, txa];
        segments.extend((1..).zip(lines).map(|(place, line): (u32, &&str)| {
            segment(
                "OBX",
                &[
                    (1, place.to_string()),
                    (2, "TX".into()),
                    (3, format!("{code}^{term}")),
                    (5, escape(line)),
                    (11, "F".into()),
                ],
            )
        }));
        self.post("MDM^T02^MDM_T02", when, when, &segments);
        self.fact(Section::Documents, FactCode::words(term), Some("final"), false, Some(number));
    }
}

/// Whether a desk writes ZU8: the two acute trusts do.
fn acute_desk(style: &Style) -> bool {
    style.organisation != "RDY"
}

fn evn(event: &str, when: Moment) -> String {
    segment("EVN", &[(1, event.to_owned()), (2, when.hl7())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scaled_numbers_keep_their_zeros() {
        assert_eq!(decimal(480, 2), "4.80");
        assert_eq!(decimal(505, 1), "50.5");
        assert_eq!(decimal(98, 0), "98");
        assert_eq!(decimal(27, 2), "0.27");
    }
}
