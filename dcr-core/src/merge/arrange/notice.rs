//! What has to be read together: what one line says and another does not (M51 to M59).

use super::LineShown;
use super::group::LineGroup;
use super::medication;
use crate::contribution::ContributionKey;
use crate::record::{CareProviderRole, EntryBody};
use crate::time::Timestamp;
use crate::vocabulary::closed_vocabulary;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

closed_vocabulary! {
    /// What has to be read together. Each is a difference between what is stated, and no advice.
    pub enum NoticeKind {
        /// A hospital gives the medicine; the practice's list that is shown does not have it.
        StartedByHospital = "started-by-hospital",
        /// A hospital stopped it after the practice last recorded that it is taken.
        StoppedByHospital = "stopped-by-hospital",
        /// A hospital gives another product or dose than the practice recorded before.
        ChangedByHospital = "changed-by-hospital",
        /// Another line of the list contains the same ingredient.
        SameIngredient = "same-ingredient",
        /// The medicine, or an ingredient of it, is listed as an allergy.
        ListedAsAllergy = "listed-as-allergy",
        /// What the allergy is to, or an ingredient of it, is on the list of medicines.
        ListedAsMedication = "listed-as-medication",
        /// A source states that no allergy is known, and an allergy is listed.
        AllergyListed = "allergy-listed",
        /// Another registered practice is stated.
        OtherPractice = "other-practice",
    }
}

/// One notice of a line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// What has to be read together.
    pub kind: NoticeKind,
    /// The other lines it is about, by the statements that lead them, in the order of the record, at most 20; empty where it
    /// is about this line's own statements.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<ContributionKey>,
}

/// How many other lines a notice names.
const MOST: usize = 20;

/// The notices of each line.
pub(super) fn notices(lines: &[LineShown<'_>], groups: &[Option<LineGroup>], at: Timestamp) -> Vec<Vec<Notice>> {
    let mut found: Vec<BTreeMap<NoticeKind, BTreeSet<usize>>> = vec![BTreeMap::new(); lines.len()];
    let mut note = |line: usize, kind: NoticeKind, other: Option<usize>| {
        if let Some(found) = found.get_mut(line) {
            found.entry(kind).or_default().extend(other);
        }
    };
    let of = |place: usize| groups.get(place).copied().flatten();
    let practice_seen = medication::a_practice_lists(lines);
    // What is on the list of medicines, and what is listed as an allergy, by each substance.
    let mut taken: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    let mut reacted: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    let (mut none_known, mut allergies, mut practices) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for (place, line) in lines.iter().enumerate() {
        for body in line.bodies() {
            match body {
                EntryBody::Medication(drug) if medication::is_on_the_list(of(place)) => {
                    for code in medication::substances(&drug.drug, &drug.ingredients) {
                        taken.entry(code).or_default().insert(place);
                    }
                }
                EntryBody::Allergy(allergy) if of(place) == Some(LineGroup::Active) => {
                    for code in medication::substances(&allergy.code, &allergy.ingredients) {
                        reacted.entry(code).or_default().insert(place);
                    }
                }
                _ => {}
            }
        }
        match line.bodies().next() {
            Some(EntryBody::Medication(_)) => {
                if let Some(kind) = medication::not_yet_acted_on(line, practice_seen, at) {
                    note(place, kind, None);
                }
            }
            Some(EntryBody::Allergy(_)) => match of(place) {
                Some(LineGroup::NoneKnown) => {
                    none_known.insert(place);
                }
                Some(LineGroup::Active) => {
                    allergies.insert(place);
                }
                _ => {}
            },
            Some(EntryBody::CareProvider(provider))
                if provider.role == CareProviderRole::RegisteredPractice && of(place) == Some(LineGroup::Active) =>
            {
                practices.insert(place);
            }
            _ => {}
        }
    }
    for (code, medicines) in &taken {
        each_with(medicines, medicines, |place, other| note(place, NoticeKind::SameIngredient, Some(other)));
        if let Some(allergies) = reacted.get(code) {
            each_with(medicines, allergies, |place, other| note(place, NoticeKind::ListedAsAllergy, Some(other)));
            each_with(allergies, medicines, |place, other| note(place, NoticeKind::ListedAsMedication, Some(other)));
        }
    }
    each_with(&none_known, &allergies, |place, other| note(place, NoticeKind::AllergyListed, Some(other)));
    each_with(&practices, &practices, |place, other| note(place, NoticeKind::OtherPractice, Some(other)));
    let told = |notices: BTreeMap<NoticeKind, BTreeSet<usize>>| {
        let told = notices.into_iter().map(|(kind, others)| Notice {
            kind,
            lines: others.into_iter().take(MOST).filter_map(|other| lines.get(other)?.key()).collect(),
        });
        told.collect()
    };
    found.into_iter().map(told).collect()
}

/// Each of the places with each of the others, of which the first count: what one source lists a thousand times must not
/// be told a million times.
fn each_with(places: &BTreeSet<usize>, others: &BTreeSet<usize>, mut note: impl FnMut(usize, usize)) {
    for place in places {
        for other in others.iter().filter(|other| *other != place).take(MOST) {
            note(*place, *other);
        }
    }
}
