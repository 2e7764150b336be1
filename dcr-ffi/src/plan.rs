//! A policy and a register as one plan, and what requests are decided on by it: no node, no storage.

use crate::bytes::{dcr_bytes, output, text};
use crate::guard::call;
use crate::node::given;
use crate::status::{DCR_ERROR_NULL_POINTER, Failure, dcr_error, dcr_status};
use ::dcr_node::consent_door::{self, ForWhom, Person};
use ::dcr_node::{NodeError, door};
use dcr_core::consent::{AccessRequest, Plan};
use std::ffi::c_char;

/// A policy and a register, compiled together. Owned by the caller; never changed, so that any number of threads may
/// decide by it at once.
#[allow(non_camel_case_types, reason = "the name that C sees")]
#[derive(Debug)]
pub struct dcr_plan(pub(crate) Plan);

/// An access request, read once. Owned by the caller; never changed.
#[allow(non_camel_case_types, reason = "the name that C sees")]
#[derive(Debug)]
pub struct dcr_request(pub(crate) AccessRequest);

/// A person's record in its small form, read once. Owned by the caller; never changed.
#[allow(non_camel_case_types, reason = "the name that C sees")]
#[derive(Debug)]
pub struct dcr_person(pub(crate) Person);

const _: () = {
    const fn both<T: Send + Sync>() {}
    both::<dcr_plan>();
    both::<dcr_request>();
    both::<dcr_person>();
};

/// What a caller passed in as an object that must be there.
///
/// # Safety
/// `object` is NULL or an object that is not freed during the call.
pub(crate) unsafe fn object<'a, T>(object: *const T, what: &'static str) -> Result<&'a T, Failure> {
    // SAFETY: NULL or valid by the caller's promise.
    unsafe { object.as_ref() }
        .ok_or_else(|| Failure::new(DCR_ERROR_NULL_POINTER, "ffi.null-pointer", format!("{what} is NULL")))
}

/// Compiles a policy and a register, each a JSON document; NULL with length 0 is the ready one for Dorset.
///
/// # Safety
/// Every text is valid for reading its length; `out` is valid for writing; `error` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_plan_new(
    policy_json: *const c_char,
    policy_json_len: usize,
    register_json: *const c_char,
    register_json_len: usize,
    out: *mut *mut dcr_plan,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = || {
        // SAFETY: the caller's promise is passed on.
        let (policy, register, out) = unsafe {
            (
                text(policy_json, policy_json_len, "policy_json")?,
                text(register_json, register_json_len, "register_json")?,
                output(out, "out")?,
            )
        };
        let plan = consent_door::plan(given(policy).map(str::as_bytes), given(register).map(str::as_bytes))?;
        out.write(Box::into_raw(Box::new(dcr_plan(plan))));
        Ok(())
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { call(error, run) }
}

/// Ends a plan. NULL is allowed.
///
/// # Safety
/// `plan` is NULL or a plan that was not freed and that no other thread uses.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_plan_free(plan: *mut dcr_plan) {
    if !plan.is_null() {
        // SAFETY: it came from Box::into_raw and is freed once, by the caller's promise.
        drop(unsafe { Box::from_raw(plan) });
    }
}

/// Reads an access request from its JSON document (`docs/access-request.schema.json`).
///
/// # Safety
/// `request_json` is valid for reading its length; `out` is valid for writing; `error` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_request_new(
    request_json: *const c_char,
    request_json_len: usize,
    out: *mut *mut dcr_request,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = || {
        // SAFETY: the caller's promise is passed on.
        let (json, out) = unsafe { (text(request_json, request_json_len, "request_json")?, output(out, "out")?) };
        out.write(Box::into_raw(Box::new(dcr_request(door::request(json.as_bytes())?))));
        Ok(())
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { call(error, run) }
}

/// Ends a request. NULL is allowed.
///
/// # Safety
/// `request` is NULL or a request that was not freed and that no other thread uses.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_request_free(request: *mut dcr_request) {
    if !request.is_null() {
        // SAFETY: it came from Box::into_raw and is freed once, by the caller's promise.
        drop(unsafe { Box::from_raw(request) });
    }
}

/// Reads a person's record in its small form from its JSON document (`docs/consent-record.schema.json`): what the rules
/// need to know of it, and no clinical content.
///
/// # Safety
/// `record_json` is valid for reading its length; `out` is valid for writing; `error` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_person_new(
    record_json: *const c_char,
    record_json_len: usize,
    out: *mut *mut dcr_person,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = || {
        // SAFETY: the caller's promise is passed on.
        let (json, out) = unsafe { (text(record_json, record_json_len, "record_json")?, output(out, "out")?) };
        out.write(Box::into_raw(Box::new(dcr_person(Person::from_json(json.as_bytes())?))));
        Ok(())
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { call(error, run) }
}

/// Ends a person. NULL is allowed.
///
/// # Safety
/// `person` is NULL or a person that was not freed and that no other thread uses.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_person_free(person: *mut dcr_person) {
    if !person.is_null() {
        // SAFETY: it came from Box::into_raw and is freed once, by the caller's promise.
        drop(unsafe { Box::from_raw(person) });
    }
}

/// Runs a call on a plan that gives back one text.
///
/// # Safety
/// `plan` is NULL or a plan that was not freed; `out` is NULL or valid for writing; `error` is NULL or valid for writing.
unsafe fn tell(
    plan: *const dcr_plan,
    out: *mut dcr_bytes,
    what: &'static str,
    error: *mut *mut dcr_error,
    run: impl FnOnce(&Plan) -> Result<Result<Vec<u8>, NodeError>, Failure>,
) -> dcr_status {
    let run = || {
        // SAFETY: the caller's promise is passed on.
        let (plan, out) = unsafe { (object(plan, "plan")?, output(out, what)?) };
        out.write(dcr_bytes::give(run(&plan.0)??));
        Ok(())
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { call(error, run) }
}

/// The whole decision on a record as canonical JSON, for the account and not for the requester: `decision`, `shown` (the
/// statements that are shown, each `organisation/system/item`) and `unsourced` (those of them that are shown without their
/// source). `person` may be NULL: nobody was found.
///
/// # Safety
/// `plan`, `request` and `person` were not freed, and `person` may be NULL; `decision` is valid for writing; `error` is
/// NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_plan_decide_record(
    plan: *const dcr_plan,
    request: *const dcr_request,
    person: *const dcr_person,
    decision: *mut dcr_bytes,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = |plan: &Plan| {
        // SAFETY: the caller's promise is passed on.
        let (request, person) = unsafe { (object(request, "request")?, person.as_ref()) };
        Ok(consent_door::decide_record(plan, &request.0, person.map(|person| &person.0)))
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { tell(plan, decision, "decision", error, run) }
}

/// Tell everything, for the account.
pub const DCR_FOR_ACCOUNT: u32 = 0;
/// Tell what the requester may know.
pub const DCR_FOR_REQUESTER: u32 = 1;

/// The decision in sentences, as a JSON array of texts. `for_whom` is `DCR_FOR_ACCOUNT` or `DCR_FOR_REQUESTER`; `person`
/// may be NULL: nobody was found.
///
/// # Safety
/// `plan`, `request` and `person` were not freed, and `person` may be NULL; `sentences` is valid for writing; `error` is
/// NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_plan_explain(
    plan: *const dcr_plan,
    request: *const dcr_request,
    person: *const dcr_person,
    for_whom: u32,
    sentences: *mut dcr_bytes,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = |plan: &Plan| {
        // SAFETY: the caller's promise is passed on.
        let (request, person) = unsafe { (object(request, "request")?, person.as_ref()) };
        // Whatever is not said to be for the account is told as to a requester, who may know less.
        let told_to = if for_whom == DCR_FOR_ACCOUNT { ForWhom::Account } else { ForWhom::Requester };
        Ok(consent_door::explain(plan, &request.0, person.map(|person| &person.0), told_to))
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { tell(plan, sentences, "sentences", error, run) }
}

/// What another policy or register would change for one request for one record, as JSON: `before`, `after`, and where they
/// differ `sections`, `rules_gained` and `rules_lost`. It is for those who settle the policy, never for a requester.
///
/// # Safety
/// `before`, `after`, `request` and `person` were not freed; `effect` is valid for writing; `error` is NULL or valid for
/// writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_plan_what_if(
    before: *const dcr_plan,
    after: *const dcr_plan,
    request: *const dcr_request,
    person: *const dcr_person,
    effect: *mut dcr_bytes,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = |before: &Plan| {
        // SAFETY: the caller's promise is passed on.
        let (after, request, person) =
            unsafe { (object(after, "after")?, object(request, "request")?, object(person, "person")?) };
        Ok(consent_door::what_if(before, &after.0, &request.0, &person.0))
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { tell(before, effect, "effect", error, run) }
}

/// Whether an organisation is admitted at an instant (RFC 3339), as JSON: `admission`, with what it lacks and until when the
/// answer holds, and `sentences`, the same in words.
///
/// # Safety
/// `plan` was not freed; every text is valid for reading its length; `admission` is valid for writing; `error` is NULL or
/// valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_plan_admission(
    plan: *const dcr_plan,
    organisation: *const c_char,
    organisation_len: usize,
    at: *const c_char,
    at_len: usize,
    admission: *mut dcr_bytes,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = |plan: &Plan| {
        // SAFETY: the caller's promise is passed on.
        let (organisation, at) =
            unsafe { (text(organisation, organisation_len, "organisation")?, text(at, at_len, "at")?) };
        Ok(consent_door::admission(plan, organisation, at))
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { tell(plan, admission, "admission", error, run) }
}
