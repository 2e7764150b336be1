//! The answer to a request to see a record.

use crate::bytes::{dcr_bytes, output, text};
use crate::guard::call;
use crate::status::{DCR_ERROR_NULL_POINTER, Failure, dcr_error, dcr_status};
use ::dcr_node::door;
use std::ffi::c_char;

/// The answer to a request to see a record. Owned by the caller.
#[allow(non_camel_case_types, reason = "the name that C sees")]
#[derive(Debug)]
pub struct dcr_answer(pub(crate) ::dcr_node::Answer);

/// 1 where the look was permitted, 0 where it was refused or `answer` is NULL.
///
/// # Safety
/// `answer` is NULL or an answer that was not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_answer_permitted(answer: *const dcr_answer) -> i32 {
    // SAFETY: NULL or valid by the caller's promise.
    i32::from(unsafe { answer.as_ref() }.is_some_and(|answer| answer.0.permitted()))
}

/// The place of this look in the node's audit log; 0 where `answer` is NULL.
///
/// # Safety
/// `answer` is NULL or an answer that was not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_answer_audit_index(answer: *const dcr_answer) -> u64 {
    // SAFETY: NULL or valid by the caller's promise.
    unsafe { answer.as_ref() }.map_or(0, |answer| answer.0.audit_index())
}

/// The answer in a form: `json` (the whole answer), `record` (the visible record as canonical JSON), `decision` (what the
/// requester may be told, as canonical JSON), `text`, `html`, `fhir` (a Bundle of UK Core R4 resources) `ips` (an
/// International Patient Summary) or `story` (by encounter, by problem and along time, as JSON). Of a refused look all but `json` and `decision` are empty.
///
/// # Safety
/// `answer` is an answer that was not freed; `form` is valid for reading `form_len` bytes; `out` is valid for writing;
/// `error` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_answer_render(
    answer: *const dcr_answer,
    form: *const c_char,
    form_len: usize,
    out: *mut dcr_bytes,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = || {
        // SAFETY: NULL or valid by the caller's promise.
        let answer = unsafe { answer.as_ref() }
            .ok_or_else(|| Failure::new(DCR_ERROR_NULL_POINTER, "ffi.null-pointer", "answer is NULL"))?;
        // SAFETY: the caller's promise is passed on.
        let (form, out) = unsafe { (text(form, form_len, "form")?, output(out, "out")?) };
        out.write(dcr_bytes::give(door::answer(&answer.0, form)?));
        Ok(())
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { call(error, run) }
}

/// Ends an answer. NULL is allowed.
///
/// # Safety
/// `answer` is NULL or an answer that was not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_answer_free(answer: *mut dcr_answer) {
    if !answer.is_null() {
        // SAFETY: it came from Box::into_raw and is freed once, by the caller's promise.
        drop(unsafe { Box::from_raw(answer) });
    }
}
