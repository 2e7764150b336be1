//! A node: directives, the account, quarantine.

use crate::bytes::{dcr_bytes, give_if_wanted, output, slice, text};
use crate::node::{dcr_node, with_node};
use crate::status::{Failure, dcr_error, dcr_status};
use ::dcr_node::{Node, NodeError, QuarantineId, door};
use std::ffi::c_char;

/// Runs a call that gives back one text.
///
/// # Safety
/// As [`with_node`]; `out` is valid for writing.
unsafe fn tell(
    node: *const dcr_node,
    out: *mut dcr_bytes,
    error: *mut *mut dcr_error,
    run: impl FnOnce(&Node) -> Result<Vec<u8>, NodeError>,
) -> dcr_status {
    let run = |node: &Node| {
        // SAFETY: the caller's promise is passed on.
        let out = unsafe { output(out, "out") }?;
        out.write(dcr_bytes::give(run(node)?));
        Ok(())
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { with_node(node, error, run) }
}

/// Records that a person opts out of the shared record, from a JSON document: `nhs_number`, `mode` (`hide` or
/// `do-not-hold`), `authority` (`person`, `parental-responsibility`, `attorney`, `deputy`, `best-interest` or `not-stated`),
/// optionally `evidence`, and `by`, the access request of who records it. `erased` is given what was erased because of it, as
/// a JSON object; NULL where nobody wants to know.
///
/// # Safety
/// `node` is a node that was not closed; `opt_out_json` is valid for reading its length; `erased` and `error` are NULL or
/// valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_node_opt_out(
    node: *const dcr_node,
    opt_out_json: *const c_char,
    opt_out_json_len: usize,
    erased: *mut dcr_bytes,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = |node: &Node| {
        // SAFETY: the caller's promise is passed on.
        let json = unsafe { text(opt_out_json, opt_out_json_len, "opt_out_json") }?;
        let told = door::opt_out(node, json.as_bytes())?;
        // SAFETY: the caller's promise is passed on.
        unsafe { give_if_wanted(erased, told) };
        Ok(())
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { with_node(node, error, run) }
}

/// Withdraws a directive that was recorded at this node, from a JSON document: `nhs_number`, `scope` and `by`.
///
/// # Safety
/// `node` is a node that was not closed; `withdrawal_json` is valid for reading its length; `error` is NULL or valid for
/// writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_node_withdraw_directive(
    node: *const dcr_node,
    withdrawal_json: *const c_char,
    withdrawal_json_len: usize,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = |node: &Node| {
        // SAFETY: the caller's promise is passed on.
        let json = unsafe { text(withdrawal_json, withdrawal_json_len, "withdrawal_json") }?;
        Ok(door::withdraw_directive(node, json.as_bytes())?)
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { with_node(node, error, run) }
}

/// Every event about the person with an NHS number, as a JSON array of audit events, the first first; this reading becomes
/// an event itself and is not among them.
///
/// # Safety
/// `node` is a node that was not closed; every text is valid for reading its length; `events` is valid for writing;
/// `error` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_node_who_saw(
    node: *const dcr_node,
    request_json: *const c_char,
    request_json_len: usize,
    nhs_number: *const c_char,
    nhs_number_len: usize,
    events: *mut dcr_bytes,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = |node: &Node| {
        // SAFETY: the caller's promise is passed on.
        let (request, number, events) = unsafe {
            (
                text(request_json, request_json_len, "request_json")?,
                text(nhs_number, nhs_number_len, "nhs_number")?,
                output(events, "events")?,
            )
        };
        let told = door::who_saw(node, &door::request(request.as_bytes())?, &door::nhs_number(number)?)?;
        events.write(dcr_bytes::give(told.into_bytes()));
        Ok(())
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { with_node(node, error, run) }
}

/// Checks the whole audit log and tells the verdict as JSON: `code`, `intact`, and more where the verdict has it. A verdict
/// against the log is not an error of the call.
///
/// `kept` is a checkpoint that was kept elsewhere, or NULL with length 0; without one, a log that was rolled back looks
/// intact.
///
/// # Safety
/// `node` is a node that was not closed; `kept` is valid for reading its length; `verdict` is valid for writing; `error`
/// is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_node_verify_audit(
    node: *const dcr_node,
    kept: *const u8,
    kept_len: usize,
    verdict: *mut dcr_bytes,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = |node: &Node| {
        // SAFETY: the caller's promise is passed on.
        let (kept, verdict) = unsafe { (slice(kept, kept_len, "kept")?, output(verdict, "verdict")?) };
        let kept: Vec<Vec<u8>> = Some(kept.to_vec()).filter(|kept| !kept.is_empty()).into_iter().collect();
        verdict.write(dcr_bytes::give(door::verify_audit(node, &kept)?.into_bytes()));
        Ok::<(), Failure>(())
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { with_node(node, error, run) }
}

/// The present checkpoint of the audit log: a signed note (C2SP) for others to keep.
///
/// # Safety
/// `node` is a node that was not closed; `note` is valid for writing; `error` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_node_checkpoint(
    node: *const dcr_node,
    note: *mut dcr_bytes,
    error: *mut *mut dcr_error,
) -> dcr_status {
    // SAFETY: the caller's promise is passed on.
    unsafe { tell(node, note, error, Node::checkpoint) }
}

/// The leaf of the audit event with a number, such as the one that a whole answer carries: 44 bytes, the salted
/// commitment to the event that the log's tree is built of. It tells nothing of the event.
///
/// # Safety
/// `node` is a node that was not closed; `leaf` is valid for writing; `error` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_node_audit_leaf(
    node: *const dcr_node,
    index: u64,
    leaf: *mut dcr_bytes,
    error: *mut *mut dcr_error,
) -> dcr_status {
    // SAFETY: the caller's promise is passed on.
    unsafe { tell(node, leaf, error, |node| node.audit_leaf(index)) }
}

/// Everything in quarantine as a JSON array, the oldest first.
///
/// # Safety
/// `node` is a node that was not closed; `list` is valid for writing; `error` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_node_quarantine(
    node: *const dcr_node,
    list: *mut dcr_bytes,
    error: *mut *mut dcr_error,
) -> dcr_status {
    // SAFETY: the caller's promise is passed on.
    unsafe { tell(node, list, error, |node| door::quarantine(node).map(String::into_bytes)) }
}

/// The bytes of a unit in quarantine, as they came.
///
/// # Safety
/// `node` is a node that was not closed; `bytes` is valid for writing; `error` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_node_quarantined_bytes(
    node: *const dcr_node,
    id: i64,
    bytes: *mut dcr_bytes,
    error: *mut *mut dcr_error,
) -> dcr_status {
    // SAFETY: the caller's promise is passed on.
    unsafe { tell(node, bytes, error, |node| node.quarantined_bytes(QuarantineId::new(id))) }
}

/// Tries a unit in quarantine again and tells in `receipt` what became of it.
///
/// # Safety
/// `node` is a node that was not closed; `receipt` is valid for writing; `error` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_node_replay(
    node: *const dcr_node,
    id: i64,
    receipt: *mut dcr_bytes,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = |node: &Node| Ok(node.replay(QuarantineId::new(id))?.to_json().into_bytes());
    // SAFETY: the caller's promise is passed on.
    unsafe { tell(node, receipt, error, run) }
}

/// How much the node holds, as JSON.
///
/// # Safety
/// `node` is a node that was not closed; `stats` is valid for writing; `error` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_node_stats(
    node: *const dcr_node,
    stats: *mut dcr_bytes,
    error: *mut *mut dcr_error,
) -> dcr_status {
    // SAFETY: the caller's promise is passed on.
    unsafe { tell(node, stats, error, |node| door::stats(node).map(String::into_bytes)) }
}
