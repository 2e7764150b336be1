//! The scripted people at the head of every county, for demonstrations: persons 0, 1 and 2.

use crate::calendar::{Day, Moment};
use crate::clinical::{ALLERGENS, DRUGS, PANELS, PROBLEMS, REASONS};
use crate::dice::Dice;
use crate::history::{Admission, Blood, Decision, HeldAllergy, HeldDrug, HeldProblem, History, Relation, Visit};
use crate::household::Household;
use crate::places::{Home, TOWNS, Town};

/// Whether a person of this index is scripted, and whether the council knows them without an NHS number.
pub(crate) fn is_scripted(index: u32) -> bool {
    index < 3
}

/// Person 2 has no NHS number at the council.
pub(crate) fn without_number_at_council(index: u32) -> bool {
    index == 2
}

/// The scripted household around its person: Dorchester, on the side of Dorset County Hospital.
pub(crate) fn set_household(household: &mut Household, dice: &mut Dice) {
    if let Some(town) = TOWNS.iter().find(|town| town.name == "Dorchester") {
        let town: &'static Town = town;
        household.town = town;
        household.home = Home::new(town, dice);
        household.practice = 0;
    }
}

/// Writes the script over what was drawn.
pub(crate) fn script(history: &mut History, dice: &mut Dice) {
    history.scripted = true;
    history.died = None;
    history.both_acute = false;
    match history.who.index {
        0 => doris(history),
        1 => {
            history.decision = Decision::OutAtPractice(Day::of(2025, 3, 14));
            history.acute = true;
            history.bloods =
                PANELS.iter().take(1).map(|panel| blood(panel, Day::of(2025, 11, 5).at(560), None)).collect();
            history.problems.truncate(3);
        }
        _ => {
            history.decision = Decision::None;
            history.council = Some(Day::of(2025, 2, 10));
            history.acute = dice.chance(1000);
        }
    }
}

fn blood(panel: &'static crate::clinical::Panel, taken: Moment, values: Option<&[i32]>) -> Blood {
    let middle = panel.tests.iter().map(|test| (test.range.0 + test.range.1) / 2).collect();
    Blood { panel, taken, values: values.map_or(middle, <[i32]>::to_vec), corrected_from: None, copied: true }
}

/// Person 0: 82, diabetes, atrial fibrillation on warfarin, allergic to penicillin; a fall, a stay at Dorset County
/// Hospital, bloods that the practice holds as well, a letter, a daughter who cares for her, a package of care, ReSPECT.
fn doris(history: &mut History) {
    let who = &mut history.who;
    who.female = true;
    who.birth = Day::of(1943, 9, 21);
    who.title = "Mrs";
    who.given = vec!["Doris".to_owned(), "May".to_owned()];
    who.family = "Loveless".to_owned();
    who.maiden = Some("Guppy".to_owned());
    let problem = |snomed: &str, onset| {
        let what = PROBLEMS.iter().find(|problem| problem.snomed == snomed)?;
        Some(HeldProblem { what, onset, ended: None, in_error: false })
    };
    history.problems = [
        problem("44054006", Day::of(2004, 5, 11)),
        problem("38341003", Day::of(2001, 2, 6)),
        problem("49436004", Day::of(2017, 10, 2)),
        problem("64859006", Day::of(2019, 6, 20)),
    ]
    .into_iter()
    .flatten()
    .collect();
    let drug = |name: &str, started| {
        let what = DRUGS.iter().find(|drug| drug.name.starts_with(name))?;
        Some(HeldDrug { what, started, stopped: None, in_error: false })
    };
    history.drugs = [
        drug("Metformin", Day::of(2004, 6, 1)),
        drug("Warfarin", Day::of(2017, 10, 9)),
        drug("Bisoprolol", Day::of(2017, 10, 9)),
        drug("Amlodipine", Day::of(2012, 3, 3)),
        drug("Alendronic", Day::of(2019, 6, 24)),
    ]
    .into_iter()
    .flatten()
    .collect();
    let penicillin = ALLERGENS.iter().find(|allergen| allergen.snomed == Some("91936005"));
    history.allergies =
        penicillin.map(|what| HeldAllergy { what, noted: Day::of(1988, 4, 12), in_error: false }).into_iter().collect();
    history.visits = vec![Visit { when: Day::of(2025, 9, 16).at(610), pressure: Some((148, 82)) }];
    let admitted = Day::of(2026, 2, 3).at(14 * 60 + 20);
    let panel = |local: &str| PANELS.iter().find(|panel| panel.local == local);
    history.bloods =
        panel("HBA1C").map(|panel| blood(panel, Day::of(2025, 9, 16).at(630), Some(&[61]))).into_iter().collect();
    let values: [(&str, &[i32]); 3] = [("UE", &[138, 44, 91, 112]), ("FBC", &[104, 98, 231, 884]), ("INR", &[34])];
    let bloods = values
        .into_iter()
        .filter_map(|(local, values)| Some(blood(panel(local)?, admitted.plus(55), Some(values))))
        .collect();
    history.acute = true;
    history.admissions = REASONS
        .iter()
        .take(1)
        .map(|reason| Admission {
            reason,
            from: admitted,
            until: Day::of(2026, 2, 14).at(11 * 60),
            cancelled: false,
            updated: true,
            letter: true,
            bloods: Vec::new(),
            died: false,
        })
        .collect();
    if let Some(admission) = history.admissions.first_mut() {
        admission.bloods = bloods;
    }
    history.community = Some(vec![Day::of(2026, 2, 20).at(10 * 60)]);
    history.council = Some(Day::of(2026, 2, 10));
    history.relation = Some(Relation {
        given: "Carol".to_owned(),
        family: "Hansford".to_owned(),
        title: "Mrs",
        relationship: "Daughter",
        hl7: "CHD",
        carer: true,
        telephone: "07700900123".to_owned(),
    });
    history.decision = Decision::None;
    history.respect = Some(Day::of(2026, 2, 24));
}
