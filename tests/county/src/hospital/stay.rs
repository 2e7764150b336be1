//! Stays in hospital, and letters.

use super::desk::{Desk, evn};
use crate::calendar::Moment;
use crate::history::Admission;
use crate::hl7::{escape, segment};
use crate::truth::{FactCode, TrueFact};
use dcr_core::identifier::system;
use dcr_core::record::Section;

const CONSULTANTS: &[&str] = &[
    "C9000011^Hargreaves^Anne^^^Dr",
    "C9000022^Osei^Kwame^^^Mr",
    "C9000033^Lindqvist^Maja^^^Dr",
    "C9000044^Tregear^David^^^Dr",
    "C9000055^Bose^Anjali^^^Miss",
    "C9000066^Farnham^Giles^^^Mr",
];

impl Desk<'_> {
    pub(super) fn next_of_kin(&self) -> Option<String> {
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

    pub(super) fn allergies(&self) -> Vec<String> {
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

    pub(super) fn admission(&mut self, admission: &Admission) {
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
        let encounter = FactCode::words("inpatient");
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
            // Before the shortest stay ends.
            let when = admission.from.plus(75);
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
    pub(super) fn standing_facts(&mut self) {
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

    /// MDM^T02: a letter with its words.
    pub(super) fn letter(&mut self, when: Moment, title: &str, lines: &[&str]) {
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
