//! What happened to one person: the facts from which each organisation's sendings are written.

use crate::calendar::{Day, Moment, PRESENT};
use crate::clinical::{ALLERGENS, Allergen, DRUGS, Drug, Kind, PANELS, PROBLEMS, Panel, Problem, REASONS, Reason};
use crate::dice::{Dice, Purpose};
use crate::household::{Household, Who, who};
use crate::names;
use crate::places::Side;
use crate::rates;

/// A problem that a person has.
#[derive(Debug)]
pub(crate) struct HeldProblem {
    /// What.
    pub(crate) what: &'static Problem,
    /// Since when.
    pub(crate) onset: Day,
    /// Until when.
    pub(crate) ended: Option<Day>,
    /// Whether it was never so.
    pub(crate) in_error: bool,
}

/// An allergy that a person has.
#[derive(Debug)]
pub(crate) struct HeldAllergy {
    /// What.
    pub(crate) what: &'static Allergen,
    /// When it was noted.
    pub(crate) noted: Day,
    /// Whether it was never so.
    pub(crate) in_error: bool,
}

/// A drug that a person takes or took.
#[derive(Debug)]
pub(crate) struct HeldDrug {
    /// What.
    pub(crate) what: &'static Drug,
    /// Since when.
    pub(crate) started: Day,
    /// Until when.
    pub(crate) stopped: Option<Day>,
    /// Whether it was never so.
    pub(crate) in_error: bool,
}

/// A blood test.
#[derive(Debug)]
pub(crate) struct Blood {
    /// What was measured.
    pub(crate) panel: &'static Panel,
    /// When the sample was taken.
    pub(crate) taken: Moment,
    /// The values, scaled, in the order of the panel's tests.
    pub(crate) values: Vec<i32>,
    /// The first value as it was first reported, where it was wrong and corrected.
    pub(crate) corrected_from: Option<i32>,
    /// Whether the GP's system holds a copy.
    pub(crate) copied: bool,
}

/// A stay in hospital.
#[derive(Debug)]
pub(crate) struct Admission {
    /// Why.
    pub(crate) reason: &'static Reason,
    /// From when.
    pub(crate) from: Moment,
    /// Until when.
    pub(crate) until: Moment,
    /// Whether it was entered by mistake.
    pub(crate) cancelled: bool,
    /// Whether details were updated during the stay.
    pub(crate) updated: bool,
    /// Whether a letter was written.
    pub(crate) letter: bool,
    /// Blood tests during the stay.
    pub(crate) bloods: Vec<Blood>,
    /// Whether the person died there.
    pub(crate) died: bool,
}

/// A consultation at the practice.
#[derive(Debug)]
pub(crate) struct Visit {
    /// When.
    pub(crate) when: Moment,
    /// Systolic and diastolic pressure, where taken.
    pub(crate) pressure: Option<(i32, i32)>,
}

/// Someone who matters to the person.
#[derive(Debug)]
pub(crate) struct Relation {
    /// Given name.
    pub(crate) given: String,
    /// Family name.
    pub(crate) family: String,
    /// Title.
    pub(crate) title: &'static str,
    /// In words.
    pub(crate) relationship: &'static str,
    /// HL7 table 0063.
    pub(crate) hl7: &'static str,
    /// Whether an unpaid carer.
    pub(crate) carer: bool,
    /// Telephone.
    pub(crate) telephone: String,
}

/// How the person has decided about the shared record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Not at all.
    None,
    /// Opted out by GP code on that day.
    OutAtPractice(Day),
    /// Opted out by GP code and back in by a later one.
    OutAndBackIn(Day, Day),
    /// Opted out at a hospital desk.
    OutAtHospital,
}

/// Everything that happened to one person.
#[derive(Debug)]
pub(crate) struct History {
    /// Who.
    pub(crate) who: Who,
    /// Date of death.
    pub(crate) died: Option<Day>,
    /// Problems.
    pub(crate) problems: Vec<HeldProblem>,
    /// Allergies.
    pub(crate) allergies: Vec<HeldAllergy>,
    /// Drugs.
    pub(crate) drugs: Vec<HeldDrug>,
    /// Visits to the practice.
    pub(crate) visits: Vec<Visit>,
    /// Blood tests that the practice asked for.
    pub(crate) bloods: Vec<Blood>,
    /// Whether the acute hospital of the side knows the person.
    pub(crate) acute: bool,
    /// Whether the acute hospital of the other side knows the person as well.
    pub(crate) both_acute: bool,
    /// Stays in the acute hospital.
    pub(crate) admissions: Vec<Admission>,
    /// Whether the community trust knows the person, and letters that it wrote.
    pub(crate) community: Option<Vec<Moment>>,
    /// Whether the council helps the person, and since when.
    pub(crate) council: Option<Day>,
    /// Someone who matters.
    pub(crate) relation: Option<Relation>,
    /// Decision on sharing.
    pub(crate) decision: Decision,
    /// A ReSPECT form (treatment wishes in an emergency), since when.
    pub(crate) respect: Option<Day>,
    /// Whether the person is scripted: nothing about them goes wrong that the script does not say.
    pub(crate) scripted: bool,
}

/// Draws what happened to the person at a place of a household.
pub(crate) fn history(seed: u64, household: &Household, place: u32) -> History {
    let who_is = who(seed, household, place);
    let mut dice = Dice::new(seed, Purpose::History, u64::from(who_is.index));
    let age = who_is.age();
    let died = (age > 65 && dice.chance(25)).then(|| PRESENT.plus(-dice.between(20, 400)));
    let last = died.unwrap_or(PRESENT);
    let problems = draw_problems(&who_is, last, &mut dice);
    let drugs = draw_drugs(&problems, last, &mut dice);
    let allergies = draw_allergies(&who_is, last, &mut dice);
    let visits = draw_visits(&who_is, last, &mut dice);
    let acute = dice.chance(400 + u32::try_from(age).unwrap_or(0) * 5);
    let bloods =
        if acute && age > 15 { draw_outpatient_bloods(&problems, &drugs, age, last, &mut dice) } else { Vec::new() };
    let admissions = if acute { draw_admissions(&who_is, died, &mut dice) } else { Vec::new() };
    let community = dice.chance(if age > 70 { 380 } else { 110 }).then(|| {
        let letters = dice.below(3);
        (0..letters).map(|_| last.plus(-dice.between(1, 700)).at(dice.between(8 * 60, 17 * 60))).collect()
    });
    let council_rate = if household.care_home {
        800
    } else if age > 74 {
        330
    } else if age > 17 {
        35
    } else {
        0
    };
    let council = dice.chance(council_rate).then(|| last.plus(-dice.between(60, 900)));
    let relation = draw_relation(seed, household, place, &who_is, &mut dice);
    let decided = last.plus(-dice.between(100, 1200));
    let decision = match dice.below(1000) {
        roll if roll < rates::OPTED_OUT_AT_GP => Decision::OutAtPractice(decided),
        roll if roll < rates::OPTED_OUT_AT_GP + rates::OPTED_BACK_IN => {
            Decision::OutAndBackIn(decided, decided.plus(dice.between(10, 90)))
        }
        roll if acute && roll < rates::OPTED_OUT_AT_GP + rates::OPTED_BACK_IN + rates::OPTED_OUT_AT_HOSPITAL => {
            Decision::OutAtHospital
        }
        _ => Decision::None,
    };
    let respect = (age > 80 && dice.chance(120)).then(|| last.plus(-dice.between(30, 500)));
    let both_acute = acute && household.town.side != Side::West && dice.chance(60);
    History {
        who: who_is,
        died,
        problems,
        allergies,
        drugs,
        visits,
        bloods,
        acute,
        both_acute,
        admissions,
        community,
        council,
        relation,
        decision,
        respect,
        scripted: false,
    }
}

fn draw_problems(who: &Who, last: Day, dice: &mut Dice) -> Vec<HeldProblem> {
    let age = who.age();
    let mut held = Vec::new();
    for problem in PROBLEMS {
        let fits = match problem.sex {
            'F' => who.female,
            'M' => !who.female,
            _ => true,
        };
        if age < problem.from_age || !fits || !dice.chance(problem.per_mille * 2 / 3) {
            continue;
        }
        let days = (age - problem.from_age).clamp(0, 25) * 365 + 200;
        let onset = last.plus(-dice.between(30, days.max(60))).max(who.birth);
        let ended = (!problem.lasting && dice.chance(800)).then(|| onset.plus(dice.between(7, 200)).min(last));
        held.push(HeldProblem { what: problem, onset, ended, in_error: dice.chance(rates::ENTERED_IN_ERROR) });
    }
    held
}

fn draw_drugs(problems: &[HeldProblem], last: Day, dice: &mut Dice) -> Vec<HeldDrug> {
    let mut held: Vec<HeldDrug> = Vec::new();
    for problem in problems.iter().filter(|problem| !problem.in_error) {
        for what in problem.what.drugs.iter().filter_map(|place| DRUGS.get(*place)) {
            if held.iter().any(|other| other.what.name == what.name) {
                continue;
            }
            let started = problem.onset.plus(dice.between(0, 20)).min(last);
            let stopped = match problem.ended {
                Some(ended) => Some(ended.max(started)),
                None => dice.chance(120).then(|| started.plus(dice.between(30, 900)).min(last)),
            };
            held.push(HeldDrug { what, started, stopped, in_error: dice.chance(rates::ENTERED_IN_ERROR) });
        }
    }
    held
}

fn draw_allergies(who: &Who, last: Day, dice: &mut Dice) -> Vec<HeldAllergy> {
    if who.age() < 2 || !dice.chance(150) {
        return Vec::new();
    }
    let noted = last.plus(-dice.between(20, 7000)).max(who.birth);
    vec![HeldAllergy { what: dice.pick_early(ALLERGENS), noted, in_error: dice.chance(rates::ENTERED_IN_ERROR) }]
}

fn draw_visits(who: &Who, last: Day, dice: &mut Dice) -> Vec<Visit> {
    let age = who.age();
    let most = if age > 65 { 8 } else { 4 };
    let count = dice.below(most + 1);
    let mut visits: Vec<Visit> = (0..count)
        .map(|_| {
            let day = last.plus(-dice.between(3, 700)).max(who.birth.plus(1));
            let when = day.at(dice.between(8 * 60, 18 * 60));
            let pressure = (age > 30 && dice.chance(600)).then(|| (dice.between(105, 170), dice.between(60, 98)));
            Visit { when, pressure }
        })
        .collect();
    visits.sort_by_key(|visit| visit.when);
    visits
}

/// A blood test with values around the range; one in six of the values lies outside.
pub(crate) fn draw_blood(panel: &'static Panel, taken: Moment, dice: &mut Dice) -> Blood {
    let values: Vec<i32> = panel
        .tests
        .iter()
        .map(|test| {
            let (low, high) = test.range;
            let spread = (high - low) / 3 + 1;
            if dice.chance(160) { dice.between(high, high + 2 * spread) } else { dice.between(low, high) }
        })
        .collect();
    let corrected_from = dice
        .chance(rates::RESULT_CORRECTED)
        .then(|| values.first().map(|value| value * 2 + dice.between(1, 5)))
        .flatten();
    Blood { panel, taken, values, corrected_from, copied: dice.chance(rates::COPIED_TO_GP) }
}

fn draw_outpatient_bloods(
    problems: &[HeldProblem],
    drugs: &[HeldDrug],
    age: i32,
    last: Day,
    dice: &mut Dice,
) -> Vec<Blood> {
    let diabetic =
        problems.iter().any(|problem| !problem.in_error && matches!(problem.what.snomed, "44054006" | "46635009"));
    let warfarin = drugs.iter().any(|drug| drug.what.name.starts_with("Warfarin"));
    let count = dice.below(if age > 60 { 8 } else { 4 });
    (0..count)
        .map(|_| {
            let panel = dice.pick_early(PANELS);
            let suits = match panel.kind {
                Kind::General => true,
                Kind::Diabetes => diabetic,
                Kind::Warfarin => warfarin,
            };
            let panel = if suits { panel } else { PANELS.first().unwrap_or(panel) };
            let taken = last.plus(-dice.between(2, 700)).at(dice.between(8 * 60, 12 * 60));
            draw_blood(panel, taken, dice)
        })
        .collect()
}

fn draw_admissions(who: &Who, died: Option<Day>, dice: &mut Dice) -> Vec<Admission> {
    let age = who.age();
    let reasons: Vec<&'static Reason> = REASONS
        .iter()
        .filter(|reason| (reason.from_age..=reason.to_age).contains(&age) && (reason.sex == 'A' || who.female))
        .collect();
    let rate = match age {
        71.. => 700,
        41..71 => 380,
        _ => 220,
    };
    let count = u32::from(dice.chance(rate)) + u32::from(dice.chance(rate / 2));
    if reasons.is_empty() {
        return Vec::new();
    }
    let last = died.unwrap_or(PRESENT);
    let mut admissions: Vec<Admission> = (0..count)
        .map(|_| {
            let reason = *dice.pick(&reasons);
            let from = last.plus(-dice.between(30, 650)).max(who.birth).at(dice.between(0, 1439));
            let until = from.plus_days(dice.between(reason.nights.0, reason.nights.1)).plus(dice.between(120, 600));
            let panels = dice.below(3);
            let bloods = (0..panels)
                .filter_map(|panel| PANELS.get(usize::try_from(panel).unwrap_or(0)))
                .map(|panel| draw_blood(panel, from.plus(dice.between(20, 100)), dice))
                .collect();
            Admission {
                reason,
                from,
                until,
                cancelled: dice.chance(rates::ADMISSION_CANCELLED),
                updated: dice.chance(350),
                letter: dice.chance(850),
                bloods,
                died: false,
            }
        })
        .collect();
    if let Some(died) = died
        && let Some(admission) = admissions.first_mut()
        && dice.chance(500)
    {
        admission.from = died.plus(-dice.between(1, 12)).at(dice.between(0, 1439));
        admission.until = died.at(dice.between(60, 1380));
        admission.cancelled = false;
        admission.died = true;
    }
    admissions.sort_by_key(|admission| admission.from);
    admissions
}

fn draw_relation(seed: u64, household: &Household, place: u32, own: &Who, dice: &mut Dice) -> Option<Relation> {
    let carer = own.age() > 74 && dice.chance(400);
    if household.size > 1 {
        let other = who(seed, household, if place == 0 { 1 } else { 0 });
        let (relationship, hl7) = match (place, own.age()) {
            (0 | 1, _) => ("Spouse", "SPO"),
            (_, 0..18) => ("Parent", "PAR"),
            _ => ("Child", "CHD"),
        };
        let given = other.first().to_owned();
        return Some(Relation {
            given,
            family: other.family,
            title: other.title,
            relationship,
            hl7,
            carer,
            telephone: other.telephone,
        });
    }
    dice.chance(850).then(|| {
        let daughter = dice.chance(500);
        Relation {
            given: (*dice.pick_early(if daughter { names::FEMALE } else { names::MALE })).to_owned(),
            family: own.family.clone(),
            title: if daughter { "Mrs" } else { "Mr" },
            relationship: if own.age() < 45 {
                "Sibling"
            } else if daughter {
                "Daughter"
            } else {
                "Son"
            },
            hl7: if own.age() < 45 { "SIB" } else { "CHD" },
            carer,
            telephone: format!("07700900{:03}", dice.below(1000)),
        }
    })
}
