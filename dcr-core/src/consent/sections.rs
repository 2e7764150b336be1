//! Which sections are open, in what detail, and what the rules about sections and lines did where.

use super::mask::Mask;
use super::requester::Asker;
use super::{Override, Rule, RuleYield, Verdict};
use crate::record::Section;

/// Sections whose words give away where a person is in ways that cannot be taken out of them.
const GIVE_AWAY_PLACE: [Section; 2] = [Section::Documents, Section::SocialCare];

/// The sections that are open, by the detail in which the role sees them. No section is in two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Open {
    pub(super) full: Mask,
    pub(super) coded: Mask,
    pub(super) existence: Mask,
}

impl Open {
    pub(super) const fn any(self) -> Mask {
        self.full.or(self.coded).or(self.existence)
    }
}

/// The first rule about sections and lines; those after it are about nothing else.
const FIRST: u32 = Rule::SectionNotInAgreement.place();
const RULES: usize = Rule::ALL.len() - FIRST as usize;
/// What these rules may yield, in the order in which it is listed.
const YIELDS: [RuleYield; 3] = [RuleYield::Withholds, RuleYield::Reduces, RuleYield::Overridden];

/// What the rules about sections and lines did, and in which sections.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Found([[Mask; YIELDS.len()]; RULES]);

impl Found {
    pub(super) fn fire(&mut self, rule: Rule, yielded: RuleYield, section: Section) {
        self.add(rule, yielded, Mask::of([section]));
    }

    fn add(&mut self, rule: Rule, yielded: RuleYield, sections: Mask) {
        let row = rule.place().checked_sub(FIRST).and_then(|place| self.0.get_mut(usize::try_from(place).ok()?));
        let place = YIELDS.iter().position(|one| *one == yielded);
        if let Some(found) = row.and_then(|row| row.get_mut(place?)) {
            *found = found.or(sections);
        }
    }

    /// What fired, in the order of the rules, with its sections.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Rule, RuleYield, Mask)> {
        let rules = Rule::ALL.get(FIRST as usize..).unwrap_or_default();
        rules.iter().zip(self.0).flat_map(|(rule, row)| {
            YIELDS
                .into_iter()
                .zip(row)
                .filter(|(_, sections)| !sections.is_empty())
                .map(|(yielded, sections)| (*rule, yielded, sections))
        })
    }

    /// The rules that yielded this somewhere, each a bit at its place.
    pub(super) fn rules_that(&self, yielded: RuleYield) -> u64 {
        let Some(place) = YIELDS.iter().position(|one| *one == yielded) else { return 0 };
        let somewhere = |row: &[Mask; YIELDS.len()]| row.get(place).is_some_and(|sections| !sections.is_empty());
        self.0.iter().zip(FIRST..).filter(|(row, _)| somewhere(row)).fold(0, |bits, (_, rule)| bits | (1 << rule))
    }

    /// The reasons for which something in a section is withheld.
    pub(super) fn classes(&self, section: Section) -> Mask {
        let withholding =
            self.iter().filter(|(_, yielded, sections)| *yielded == RuleYield::Withholds && sections.has(section));
        Mask::of(withholding.filter_map(|(rule, _, _)| rule.class()))
    }
}

/// Opens the sections of a permitted look.
pub(super) fn open(asker: &Asker<'_>, verdict: &mut Verdict) {
    let role = asker.role;
    let all = Mask::of(Section::ALL.iter().copied());
    let crosses = if asker.organisation.across_border() {
        asker.organisation.outward(asker.purpose, verdict.at.millis()).unwrap_or(Mask::NONE)
    } else {
        all
    };
    let seen = role.full.or(role.coded).or(role.existence);
    verdict.found.add(Rule::SectionNotInAgreement, RuleYield::Withholds, all.without(crosses));
    verdict.found.add(Rule::SectionNotForRole, RuleYield::Withholds, crosses.without(seen));
    let asked = crosses.and(seen);
    let mut open = asked;
    let dissented = verdict.stage.sections.and(asked);
    if !dissented.is_empty() {
        let overridden = asker.overrides.has(Override::SectionDissent);
        if overridden {
            verdict.overrode.add(Override::SectionDissent);
        } else {
            open = open.without(dissented);
        }
        let yielded = if overridden { RuleYield::Overridden } else { RuleYield::Withholds };
        verdict.found.add(Rule::SectionDissent, yielded, dissented);
    }
    if verdict.stage.restricted_view {
        let places = Mask::of(GIVE_AWAY_PLACE).and(asked);
        verdict.found.add(Rule::RestrictedView, RuleYield::Withholds, places);
        open = open.without(places);
    }
    verdict.open = Open { full: role.full.and(open), coded: role.coded.and(open), existence: role.existence.and(open) };
}
