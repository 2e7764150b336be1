//! A verdict as numbers, and the names of its bits.

use crate::bytes::output;
use crate::guard::call;
use crate::plan::{dcr_person, dcr_plan, dcr_request, object};
use crate::status::{dcr_error, dcr_status};
use ::dcr_node::consent_door::{self, VerdictSummary};
use dcr_core::consent::{Obligation, Override, Rule, RuleYield, Verdict};
use dcr_core::record::Section;
use std::ffi::c_char;

/// The look is refused.
pub const DCR_DENY: u32 = 0;
/// The look is permitted.
pub const DCR_PERMIT: u32 = 1;
/// Nothing is refused.
pub const DCR_REFUSAL_NONE: u32 = 0;
/// The requester may not look, whoever the person is: the reasons may be told.
pub const DCR_REFUSAL_NOT_PERMITTED: u32 = 1;
/// There is no such person, or they are not the requester's to see: the two must look the same.
pub const DCR_REFUSAL_NOT_AVAILABLE: u32 = 2;

/// A decision as far as it can be said without the lines of the record. Words are bits: bit n is the word that the function
/// named for them gives for place n.
#[allow(non_camel_case_types, reason = "the name that C sees")]
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct dcr_verdict {
    /// `DCR_DENY` or `DCR_PERMIT`.
    pub outcome: u32,
    /// `DCR_REFUSAL_NONE`, `DCR_REFUSAL_NOT_PERMITTED` or `DCR_REFUSAL_NOT_AVAILABLE`.
    pub refusal: u32,
    /// What must follow (`dcr_obligation_name`).
    pub obligations: u32,
    /// What the emergency overrode (`dcr_override_name`).
    pub overrides: u32,
    /// The sections that are open in full (`dcr_section_name`).
    pub full: u32,
    /// The sections of which the codes alone are open.
    pub coded: u32,
    /// The sections of which it is told alone that they hold something.
    pub existence: u32,
    /// Always 0.
    pub reserved: u32,
    /// The rules that permit to go on (`dcr_rule_name`).
    pub permits: u64,
    /// The rules that deny the look.
    pub denies: u64,
    /// The rules that withhold something.
    pub withholds: u64,
    /// The rules that let part be shown with less in it.
    pub reduces: u64,
    /// The rules that the emergency overrode.
    pub overridden: u64,
    /// The rules by which something that was asked for is left out of account.
    pub ignored: u64,
    /// The rules that change nothing and alert the privacy officer.
    pub flags: u64,
    /// The first instant at which the same request may be answered otherwise, in milliseconds since 1970; `INT64_MAX` where
    /// there is none. Not for the requester: it could tell of what is hidden.
    pub valid_until: i64,
}

impl From<&Verdict> for dcr_verdict {
    fn from(verdict: &Verdict) -> Self {
        let VerdictSummary { permitted, refusal, obligations, overrides, sections, valid_until } =
            VerdictSummary::of(verdict);
        let [full, coded, existence] = sections;
        Self {
            outcome: if permitted { DCR_PERMIT } else { DCR_DENY },
            refusal,
            obligations,
            overrides,
            full,
            coded,
            existence,
            reserved: 0,
            permits: verdict.rules_that(RuleYield::Permits),
            denies: verdict.rules_that(RuleYield::Denies),
            withholds: verdict.rules_that(RuleYield::Withholds),
            reduces: verdict.rules_that(RuleYield::Reduces),
            overridden: verdict.rules_that(RuleYield::Overridden),
            ignored: verdict.rules_that(RuleYield::Ignored),
            flags: verdict.rules_that(RuleYield::Flags),
            valid_until: valid_until.unwrap_or(i64::MAX),
        }
    }
}

/// Decides on a request for a person's record as far as that can be said without its lines. `person` may be NULL: nobody was
/// found. It takes about a microsecond, and nothing is kept of it.
///
/// # Safety
/// `plan`, `request` and `person` were not freed, and `person` may be NULL; `verdict` is valid for writing; `error` is NULL
/// or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_plan_decide(
    plan: *const dcr_plan,
    request: *const dcr_request,
    person: *const dcr_person,
    verdict: *mut dcr_verdict,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = || {
        // SAFETY: the caller's promise is passed on.
        let (plan, request, person, verdict) = unsafe {
            (object(plan, "plan")?, object(request, "request")?, person.as_ref(), output(verdict, "verdict")?)
        };
        let decided = consent_door::decide(&plan.0, &request.0, person.map(|person| &person.0));
        verdict.write(dcr_verdict::from(&decided));
        Ok(())
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { call(error, run) }
}

/// Room for a name and the NUL that ends it: the compiler refuses a longer one.
const ROOM: usize = 48;

/// A name as C reads it.
#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler, which refuses an index outside")]
const fn ended(name: &str) -> [u8; ROOM] {
    let (name, mut text, mut at) = (name.as_bytes(), [0; ROOM], 0);
    assert!(name.len() < ROOM);
    while at < name.len() {
        text[at] = name[at];
        at += 1;
    }
    text
}

/// The names of a vocabulary, in its order, each ended by NUL.
macro_rules! names {
    ($vocabulary:ty) => {{
        static NAMES: [[u8; ROOM]; <$vocabulary>::ALL.len()] = {
            let (mut names, mut at) = ([[0; ROOM]; <$vocabulary>::ALL.len()], 0);
            while at < names.len() {
                #[expect(
                    clippy::indexing_slicing,
                    reason = "evaluated by the compiler, which refuses an index outside"
                )]
                {
                    names[at] = ended(<$vocabulary>::ALL[at].as_str());
                }
                at += 1;
            }
            names
        };
        &NAMES
    }};
}

fn name_at(names: &'static [[u8; ROOM]], place: u32) -> *const c_char {
    let name = usize::try_from(place).ok().and_then(|place| names.get(place));
    name.map_or(std::ptr::null(), |name| name.as_ptr().cast())
}

/// The stable name of the rule of a bit, such as `C22-opt-out`; NULL past the last. Never freed.
#[unsafe(no_mangle)]
pub extern "C" fn dcr_rule_name(place: u32) -> *const c_char {
    name_at(names!(Rule), place)
}

/// The name of the section of a bit, such as `problems`; NULL past the last. Never freed.
#[unsafe(no_mangle)]
pub extern "C" fn dcr_section_name(place: u32) -> *const c_char {
    name_at(names!(Section), place)
}

/// The name of the obligation of a bit, such as `tell-person`; NULL past the last. Never freed.
#[unsafe(no_mangle)]
pub extern "C" fn dcr_obligation_name(place: u32) -> *const c_char {
    name_at(names!(Obligation), place)
}

/// The name of what an emergency overrode, of a bit, such as `opt-out`; NULL past the last. Never freed.
#[unsafe(no_mangle)]
pub extern "C" fn dcr_override_name(place: u32) -> *const c_char {
    name_at(names!(Override), place)
}
