//! A node: the record as it was, and what changed.

use crate::answer::dcr_answer;
use crate::bytes::{dcr_bytes, output, text};
use crate::node::{dcr_node, with_node};
use crate::status::{dcr_error, dcr_status};
use ::dcr_node::{Node, record_door};
use std::ffi::c_char;

/// Asks to see the record of the person with an NHS number as it was: by what was known at an instant (RFC 3339), by what
/// held at an instant, or both. NULL with length 0 is no instant; with neither it is the present. Who may see it is decided
/// by the present. A refusal is an answer, not an error; the account of the look is durable when this returns.
///
/// # Safety
/// `node` is a node that was not closed; every text is valid for reading its length; `answer` is valid for writing;
/// `error` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_node_view_as_at(
    node: *const dcr_node,
    request_json: *const c_char,
    request_json_len: usize,
    nhs_number: *const c_char,
    nhs_number_len: usize,
    known: *const c_char,
    known_len: usize,
    held: *const c_char,
    held_len: usize,
    answer: *mut *mut dcr_answer,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = |node: &Node| {
        // SAFETY: the caller's promise is passed on.
        let (request, number, known, held, answer) = unsafe {
            (
                text(request_json, request_json_len, "request_json")?,
                text(nhs_number, nhs_number_len, "nhs_number")?,
                text(known, known_len, "known")?,
                text(held, held_len, "held")?,
                output(answer, "answer")?,
            )
        };
        let [known, held] = [known, held].map(|instant| Some(instant).filter(|instant| !instant.is_empty()));
        let given = record_door::view_as_at(node, request.as_bytes(), number, known, held)?;
        answer.write(Box::into_raw(Box::new(dcr_answer(given))));
        Ok(())
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { with_node(node, error, run) }
}

/// Asks what changed in the record of the person with an NHS number since an instant (RFC 3339), as JSON: `audit`,
/// `decision`, `permitted` and, where permitted, `changes` (`docs/changes.schema.json`). The account of the look is durable
/// when this returns.
///
/// # Safety
/// `node` is a node that was not closed; every text is valid for reading its length; `changes` is valid for writing;
/// `error` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_node_changes(
    node: *const dcr_node,
    request_json: *const c_char,
    request_json_len: usize,
    nhs_number: *const c_char,
    nhs_number_len: usize,
    since: *const c_char,
    since_len: usize,
    changes: *mut dcr_bytes,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = |node: &Node| {
        // SAFETY: the caller's promise is passed on.
        let (request, number, since, changes) = unsafe {
            (
                text(request_json, request_json_len, "request_json")?,
                text(nhs_number, nhs_number_len, "nhs_number")?,
                text(since, since_len, "since")?,
                output(changes, "changes")?,
            )
        };
        changes.write(dcr_bytes::give(record_door::changes(node, request.as_bytes(), number, since)?.into_bytes()));
        Ok(())
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { with_node(node, error, run) }
}

/// Asks what changed in the records of a caseload, from a JSON document: `nhs_numbers`, `since` (RFC 3339) and `by`, the
/// access request of who asks. The answer is a JSON array of those whose record may be seen and changed: `nhs_number` and
/// `answer`, which is as `dcr_node_changes` tells it. Each person asked about has an account of their own.
///
/// # Safety
/// `node` is a node that was not closed; `caseload_json` is valid for reading its length; `changes` is valid for writing;
/// `error` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_node_caseload_changes(
    node: *const dcr_node,
    caseload_json: *const c_char,
    caseload_json_len: usize,
    changes: *mut dcr_bytes,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = |node: &Node| {
        // SAFETY: the caller's promise is passed on.
        let (caseload, changes) =
            unsafe { (text(caseload_json, caseload_json_len, "caseload_json")?, output(changes, "changes")?) };
        changes.write(dcr_bytes::give(record_door::caseload_changes(node, caseload.as_bytes())?.into_bytes()));
        Ok(())
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { with_node(node, error, run) }
}
