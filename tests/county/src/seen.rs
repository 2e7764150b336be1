//! One person as one source sees them: the truth with that source's errors in it.

use crate::calendar::Day;
use crate::dice::Dice;
use crate::household::{Household, Who};
use crate::names;
use crate::nhs_number::{failing_number, nhs_number};
use crate::organisations::Source;
use crate::places::Home;
use crate::rates;
use crate::truth::{LocalIdentity, NhsNumberStated};

/// What kind of source it is, which decides its errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Care {
    /// A hospital or community trust.
    Hospital,
    /// A GP practice: the best demographics.
    Practice,
    /// A council.
    Council,
}

/// One person as one source sees them.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    /// The source.
    pub(crate) source: Source,
    /// Namespace of the local number.
    pub(crate) namespace: &'static str,
    /// The local number.
    pub(crate) value: String,
    /// What it says of the NHS number.
    pub(crate) stated: NhsNumberStated,
    /// The NHS number as written, if any.
    pub(crate) number: Option<String>,
    /// Family name.
    pub(crate) family: String,
    /// Given names.
    pub(crate) given: Vec<String>,
    /// Title.
    pub(crate) title: &'static str,
    /// Whether written down as a woman or girl.
    pub(crate) female: bool,
    /// Date of birth.
    pub(crate) birth: Day,
    /// Address.
    pub(crate) home: Home,
    /// Telephone.
    pub(crate) telephone: String,
}

/// Draws how a source sees a person; a careful source makes no errors.
pub(crate) fn seen(
    source: Source,
    care: Care,
    local: (&'static str, String),
    (who, household): (&Who, &Household),
    careful: bool,
    dice: &mut Dice,
) -> Seen {
    let without = match care {
        Care::Hospital => rates::HOSPITAL_WITHOUT_NUMBER,
        Care::Practice => rates::PRACTICE_WITHOUT_NUMBER,
        Care::Council => rates::COUNCIL_WITHOUT_NUMBER,
    };
    let mut seen = Seen {
        source,
        namespace: local.0,
        value: local.1,
        stated: NhsNumberStated::Right,
        number: Some(who.nhs_number.clone()),
        family: who.family.clone(),
        given: who.given.clone(),
        title: who.title,
        female: who.female,
        birth: who.birth,
        home: household.home.clone(),
        telephone: who.telephone.clone(),
    };
    if careful {
        return seen;
    }
    let roll = dice.below(1000);
    let wrong = if care == Care::Practice { 1 } else { rates::ANOTHERS_NUMBER };
    let failing = if care == Care::Practice { 0 } else { rates::FAILING_NUMBER };
    seen.stated = match roll {
        _ if roll < without => NhsNumberStated::Missing,
        _ if roll < without + wrong => NhsNumberStated::AnotherPersons(who.index ^ 1),
        _ if roll < without + wrong + failing => NhsNumberStated::Failing,
        _ => NhsNumberStated::Right,
    };
    seen.number = match seen.stated {
        NhsNumberStated::Right => seen.number,
        NhsNumberStated::AnotherPersons(index) => Some(nhs_number(index)),
        NhsNumberStated::Failing => Some(failing_number(who.index)),
        NhsNumberStated::Missing => None,
    };
    // A practice makes a third of the errors that others make.
    let ease = if care == Care::Practice { 3 } else { 1 };
    if let Some(maiden) = &who.maiden
        && dice.chance(rates::FORMER_NAME / ease)
    {
        seen.family.clone_from(maiden);
    }
    if dice.chance(rates::NAME_TYPO / ease) {
        seen.family = names::mistyped(&seen.family, dice);
    }
    if let Some(first) = seen.given.first_mut() {
        if let Some(nickname) = names::nickname(first)
            && dice.chance(rates::NICKNAME / ease)
        {
            nickname.clone_into(first);
        } else if dice.chance(rates::NAME_TYPO / ease) {
            *first = names::mistyped(first, dice);
        }
    }
    if dice.chance(300) {
        seen.given.truncate(1);
    }
    if let Some(swapped) = who.birth.swapped()
        && dice.chance(rates::DAY_MONTH_SWAP / ease)
    {
        seen.birth = swapped;
    } else if dice.chance(rates::WRONG_YEAR / ease) {
        seen.birth = who.birth.plus(if dice.chance(500) { 365 } else { -365 });
    }
    if dice.chance(rates::WRONG_GENDER / ease) {
        seen.female = !seen.female;
    }
    if dice.chance(rates::OLD_ADDRESS / ease) {
        seen.home = household.former_home.clone();
    }
    if dice.chance(rates::POSTCODE_TYPO / ease) {
        seen.home.postcode = seen.home.postcode_mistyped(dice);
    }
    seen
}

impl Seen {
    /// The identity as the truth tells of it.
    pub(crate) fn identity(&self) -> LocalIdentity {
        LocalIdentity {
            organisation: self.source.organisation,
            system: self.source.system,
            namespace: self.namespace,
            value: self.value.clone(),
            nhs_number: self.stated,
            merged_into: None,
        }
    }

    /// Whether the source takes the number for verified: it traced the person's own one.
    pub(crate) fn verified(&self) -> bool {
        self.stated == NhsNumberStated::Right
    }

    /// The first given name.
    pub(crate) fn first(&self) -> &str {
        self.given.first().map_or("", String::as_str)
    }
}
