//! How often each error and each event happens, per mille. Integers only, so that every machine agrees.

/// Sent again, byte for byte, by an interface engine that lost the acknowledgement.
pub(crate) const SENT_TWICE: u32 = 15;
/// Overtaken by up to [`FURTHEST`] later sendings.
pub(crate) const OUT_OF_ORDER: u32 = 20;
/// How many sendings an overtaken one falls back at most.
pub(crate) const FURTHEST: i32 = 20;
/// Held back for 1 to 30 days before it was sent.
pub(crate) const LATE: u32 = 10;
/// A registration with month 13 in its date of birth, as in the ITK's own sample.
pub(crate) const MONTH_THIRTEEN: u32 = 5;

/// A family or given name with two letters exchanged, one doubled or one lost.
pub(crate) const NAME_TYPO: u32 = 25;
/// A nickname in place of the given name, among those who have one.
pub(crate) const NICKNAME: u32 = 60;
/// The family name from before marriage, among those who have one.
pub(crate) const FORMER_NAME: u32 = 120;
/// Day and month of birth exchanged, where that is another day.
pub(crate) const DAY_MONTH_SWAP: u32 = 15;
/// The year of birth wrong by one.
pub(crate) const WRONG_YEAR: u32 = 4;
/// The gender wrong.
pub(crate) const WRONG_GENDER: u32 = 3;
/// The address from before the last move.
pub(crate) const OLD_ADDRESS: u32 = 40;
/// One letter of the postcode wrong.
pub(crate) const POSTCODE_TYPO: u32 = 10;

/// No NHS number at a hospital.
pub(crate) const HOSPITAL_WITHOUT_NUMBER: u32 = 30;
/// No NHS number at a GP practice: new registrations only.
pub(crate) const PRACTICE_WITHOUT_NUMBER: u32 = 2;
/// No NHS number at a council.
pub(crate) const COUNCIL_WITHOUT_NUMBER: u32 = 300;
/// A number that fails modulus 11.
pub(crate) const FAILING_NUMBER: u32 = 4;
/// A valid number that is another person's: the neighbour in index, so a spouse, a sibling or a twin.
pub(crate) const ANOTHERS_NUMBER: u32 = 2;

/// A person registered twice at one hospital under two local numbers.
pub(crate) const TWO_LOCAL_NUMBERS: u32 = 15;
/// Of those, the ones whom the hospital found and merged (A40).
pub(crate) const FOUND_AND_MERGED: u32 = 600;
/// A person of the east whose record began at Poole (RD3) or Royal Bournemouth (RDZ) and was merged (A40).
pub(crate) const FROM_CLOSED_TRUST: u32 = 120;

/// An admission entered by mistake and cancelled (A11).
pub(crate) const ADMISSION_CANCELLED: u32 = 20;
/// A result that is corrected after it was final (status C).
pub(crate) const RESULT_CORRECTED: u32 = 40;
/// A hospital result whose copy the GP system holds as well.
pub(crate) const COPIED_TO_GP: u32 = 550;
/// A GP entry later marked as entered in error.
pub(crate) const ENTERED_IN_ERROR: u32 = 12;

/// Opted out of the shared record by GP code.
pub(crate) const OPTED_OUT_AT_GP: u32 = 12;
/// Opted out by GP code, and back in by a later code.
pub(crate) const OPTED_BACK_IN: u32 = 3;
/// Opted out at a hospital desk (ZU8).
pub(crate) const OPTED_OUT_AT_HOSPITAL: u32 = 5;

/// Two children of a household, among those with two or more, are twins.
pub(crate) const TWINS: u32 = 40;
/// A block of sixteen people that is one care home, all at one address.
pub(crate) const CARE_HOME: u32 = 25;
/// A council's row that the next extract holds again, word for word.
pub(crate) const ROW_REPEATED: u32 = 80;
