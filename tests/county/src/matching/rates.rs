//! How often each thing happens in the rows for matching, per mille unless it says otherwise. Integers only.

/// A family name of two names joined by a hyphen, before any marriage.
pub(super) const DOUBLE_BARRELLED: u32 = 12;
/// People whom most call by a short form, among those whose name has one.
pub(super) const CALLED_BY_SHORT_FORM: u32 = 180;
/// Births that are twins.
pub(super) const TWIN_BIRTHS: u32 = 22;
/// Sons with their father's first name.
pub(super) const SON_NAMED_AS_FATHER: u32 = 25;
/// Daughters with their mother's first name.
pub(super) const DAUGHTER_NAMED_AS_MOTHER: u32 = 7;
/// People with an earlier NHS number that some source still holds.
pub(super) const OLD_NUMBER: u32 = 4;
/// Rows of such people that hold it.
pub(super) const OLD_NUMBER_HELD: u32 = 350;

/// Per ten thousand rows with a number: a number that fails modulus 11.
pub(super) const FAILING_NUMBER: u32 = 35;
/// Per ten thousand rows with a number: the number of another of the household, or of a neighbour.
pub(super) const RELATIVES_NUMBER: u32 = 17;
/// Per ten thousand rows of twins with a number: the other twin's number.
pub(super) const TWINS_NUMBER: u32 = 120;
/// Per ten thousand rows with a number: a number that was issued again, or a stranger's.
pub(super) const STRANGERS_NUMBER: u32 = 2;

/// Hospital rows of those born in the last fifteen years that were made at birth and never named.
pub(super) const NEWBORN: u32 = 55;
/// Per ten thousand hospital and community rows: an unknown patient.
pub(super) const UNKNOWN: u32 = 9;

/// The family name before marriage, though the row is from after it.
pub(super) const STILL_FORMER: u32 = 60;
/// One of two names joined by a hyphen left out.
pub(super) const HALF_OF_DOUBLE: u32 = 120;
/// Given and family name exchanged, where the culture's order is unsure; else the tenth part per ten thousand.
pub(super) const NAMES_EXCHANGED: u32 = 55;
/// Another spelling of a name that is written in several ways.
pub(super) const OTHER_SPELLING: u32 = 130;
/// A short form that is not the person's usual one.
pub(super) const ODD_SHORT_FORM: u32 = 12;
/// People known by a second given name.
pub(super) const KNOWN_BY_SECOND: u32 = 40;

/// What one kind of source leaves out and gets wrong.
#[derive(Debug)]
pub(super) struct Habits {
    /// No NHS number.
    pub(super) without_number: u32,
    /// A given or family name mistyped, each.
    pub(super) name_mistyped: u32,
    /// The date of birth mistyped.
    pub(super) date_mistyped: u32,
    /// 1 January of the right year.
    pub(super) first_of_january: u32,
    /// 1 January 1900 or 1901.
    pub(super) year_1900: u32,
    /// Only the year, or year and month.
    pub(super) date_partial: u32,
    /// No date of birth.
    pub(super) date_missing: u32,
    /// The gender wrong.
    pub(super) gender_wrong: u32,
    /// No gender, or unknown.
    pub(super) gender_missing: u32,
    /// The usual short form as given name.
    pub(super) called: u32,
    /// Middle names written in full; else an initial in one of seven, else none.
    pub(super) middle_names: u32,
    /// Only the initial of the given name.
    pub(super) initial_only: u32,
    /// The former family name stated.
    pub(super) former_stated: u32,
    /// An address from before the row's time.
    pub(super) old_address: u32,
    /// No address.
    pub(super) address_missing: u32,
    /// No postcode.
    pub(super) postcode_missing: u32,
    /// The postcode mistyped.
    pub(super) postcode_mistyped: u32,
    /// A UPRN.
    pub(super) uprn: u32,
    /// A telephone number.
    pub(super) phone: u32,
    /// An email address, of those who have one.
    pub(super) email: u32,
    /// The GP practice.
    pub(super) practice: u32,
    /// The same person again under another local id.
    pub(super) doubled: u32,
    /// How old a row can be, in years.
    pub(super) oldest: u32,
    /// Everything in capital letters.
    pub(super) capitals: bool,
}

/// GP practices.
pub(super) const PRACTICE: Habits = Habits {
    without_number: 4,
    name_mistyped: 6,
    date_mistyped: 4,
    first_of_january: 1,
    year_1900: 0,
    date_partial: 0,
    date_missing: 0,
    gender_wrong: 2,
    gender_missing: 1,
    called: 60,
    middle_names: 850,
    initial_only: 0,
    former_stated: 300,
    old_address: 35,
    address_missing: 3,
    postcode_missing: 5,
    postcode_mistyped: 6,
    uprn: 550,
    phone: 900,
    email: 500,
    practice: 1000,
    doubled: 0,
    oldest: 2,
    capitals: false,
};

/// Hospital trusts.
pub(super) const HOSPITAL: Habits = Habits {
    without_number: 58,
    name_mistyped: 18,
    date_mistyped: 13,
    first_of_january: 4,
    year_1900: 1,
    date_partial: 1,
    date_missing: 3,
    gender_wrong: 4,
    gender_missing: 4,
    called: 170,
    middle_names: 480,
    initial_only: 4,
    former_stated: 120,
    old_address: 60,
    address_missing: 12,
    postcode_missing: 20,
    postcode_mistyped: 11,
    uprn: 200,
    phone: 760,
    email: 200,
    practice: 880,
    doubled: 20,
    oldest: 14,
    capitals: true,
};

/// The community trust.
pub(super) const COMMUNITY: Habits = Habits {
    without_number: 75,
    name_mistyped: 20,
    date_mistyped: 15,
    first_of_january: 6,
    year_1900: 1,
    date_partial: 3,
    date_missing: 8,
    gender_wrong: 5,
    gender_missing: 10,
    called: 260,
    middle_names: 250,
    initial_only: 6,
    former_stated: 60,
    old_address: 60,
    address_missing: 15,
    postcode_missing: 25,
    postcode_mistyped: 14,
    uprn: 350,
    phone: 800,
    email: 220,
    practice: 800,
    doubled: 15,
    oldest: 8,
    capitals: false,
};

/// Councils.
pub(super) const COUNCIL: Habits = Habits {
    without_number: 340,
    name_mistyped: 28,
    date_mistyped: 22,
    first_of_january: 12,
    year_1900: 3,
    date_partial: 8,
    date_missing: 45,
    gender_wrong: 6,
    gender_missing: 35,
    called: 420,
    middle_names: 180,
    initial_only: 9,
    former_stated: 40,
    old_address: 50,
    address_missing: 15,
    postcode_missing: 20,
    postcode_mistyped: 12,
    uprn: 820,
    phone: 700,
    email: 300,
    practice: 350,
    doubled: 25,
    oldest: 10,
    capitals: true,
};
