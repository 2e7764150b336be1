//! A node: who is one person, and what people settle.

use crate::bytes::{dcr_bytes, output, text};
use crate::node::{dcr_node, with_node};
use crate::status::{dcr_error, dcr_status};
use ::dcr_node::{Node, door, identity_door};
use std::ffi::c_char;

/// What identity could not settle and a person has to, as JSON: `items`, `next` (absent at the end) and `complete`. `after` is
/// the `next` of the page before, 0 for the first; a page has at most `limit` items, and at most 100. Only those are listed
/// whom the requester may see; every person listed is accounted for.
///
/// # Safety
/// `node` is a node that was not closed; `request_json` is valid for reading its length; `page` is valid for writing; `error`
/// is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_node_identity_review(
    node: *const dcr_node,
    request_json: *const c_char,
    request_json_len: usize,
    after: u64,
    limit: usize,
    page: *mut dcr_bytes,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = |node: &Node| {
        // SAFETY: the caller's promise is passed on.
        let (request, page) = unsafe { (text(request_json, request_json_len, "request_json")?, output(page, "page")?) };
        let told = identity_door::review(node, &door::request(request.as_bytes())?, after, limit)?;
        page.write(dcr_bytes::give(told.into_bytes()));
        Ok(())
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { with_node(node, error, run) }
}

/// Shows two local persons side by side, from a JSON document: `one`, `other` (each `organisation`, `system` and `subject`) and
/// `by`, the access request of who asks. The answer is JSON, `null` where they are not the requester's to compare. The look
/// is accounted for under both.
///
/// # Safety
/// `node` is a node that was not closed; `pair_json` is valid for reading its length; `comparison` is valid for writing;
/// `error` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_node_identity_compare(
    node: *const dcr_node,
    pair_json: *const c_char,
    pair_json_len: usize,
    comparison: *mut dcr_bytes,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = |node: &Node| {
        // SAFETY: the caller's promise is passed on.
        let (pair, comparison) =
            unsafe { (text(pair_json, pair_json_len, "pair_json")?, output(comparison, "comparison")?) };
        let told = identity_door::compare(node, pair.as_bytes())?;
        comparison.write(dcr_bytes::give(told.into_bytes()));
        Ok(())
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { with_node(node, error, run) }
}

/// Decides that two local persons are one or two, from a JSON document: `one`, `other`, `decision` (`same` or `different`),
/// `reason` and `by`. The decision is a statement of the node's organisation, and is accounted for under both.
///
/// # Safety
/// `node` is a node that was not closed; `decision_json` is valid for reading its length; `error` is NULL or valid for
/// writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_node_identity_decide(
    node: *const dcr_node,
    decision_json: *const c_char,
    decision_json_len: usize,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = |node: &Node| {
        // SAFETY: the caller's promise is passed on.
        let decision = unsafe { text(decision_json, decision_json_len, "decision_json") }?;
        Ok(identity_door::decide(node, decision.as_bytes())?)
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { with_node(node, error, run) }
}

/// Takes back what was decided at this node about two local persons, from a JSON document: `one`, `other` and `by`. The record
/// is then as if it had never been decided.
///
/// # Safety
/// `node` is a node that was not closed; `pair_json` is valid for reading its length; `error` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_node_identity_undo(
    node: *const dcr_node,
    pair_json: *const c_char,
    pair_json_len: usize,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = |node: &Node| {
        // SAFETY: the caller's promise is passed on.
        let pair = unsafe { text(pair_json, pair_json_len, "pair_json") }?;
        Ok(identity_door::undo(node, pair.as_bytes())?)
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { with_node(node, error, run) }
}

/// Puts a model of matching in force: its JSON document, `english` for the one that is shipped; NULL with length 0 is none, as
/// in a new node. `by_json` is the access request of who changes it. The change is accounted for. Whoever was held before
/// waits for `dcr_node_settle_matches`.
///
/// # Safety
/// `node` is a node that was not closed; every text is valid for reading its length; `error` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_node_set_match_model(
    node: *const dcr_node,
    model_json: *const c_char,
    model_json_len: usize,
    by_json: *const c_char,
    by_json_len: usize,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = |node: &Node| {
        // SAFETY: the caller's promise is passed on.
        let (model, by) =
            unsafe { (text(model_json, model_json_len, "model_json")?, text(by_json, by_json_len, "by_json")?) };
        let model = Some(model).filter(|model| !model.is_empty());
        Ok(identity_door::set_match_model(node, model, by.as_bytes())?)
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { with_node(node, error, run) }
}

/// The model of matching in force as its JSON document, `null` where there is none.
///
/// # Safety
/// `node` is a node that was not closed; `model` is valid for writing; `error` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_node_match_model(
    node: *const dcr_node,
    model: *mut dcr_bytes,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = |node: &Node| {
        // SAFETY: the caller's promise is passed on.
        let model = unsafe { output(model, "model") }?;
        model.write(dcr_bytes::give(identity_door::match_model(node)?.into_bytes()));
        Ok(())
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { with_node(node, error, run) }
}

/// Compares up to `most` of the local persons who wait for it since another model of matching came into force, and tells how
/// many are left: call it until none are.
///
/// # Safety
/// `node` is a node that was not closed; `left` is valid for writing; `error` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_node_settle_matches(
    node: *const dcr_node,
    most: usize,
    left: *mut u64,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = |node: &Node| {
        // SAFETY: the caller's promise is passed on.
        let left = unsafe { output(left, "left") }?;
        left.write(node.settle_matches(most)?);
        Ok(())
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { with_node(node, error, run) }
}

/// Forgets what matching found, so that `dcr_node_settle_matches` finds it anew.
///
/// # Safety
/// `node` is a node that was not closed; `error` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_node_rebuild_matches(node: *const dcr_node, error: *mut *mut dcr_error) -> dcr_status {
    let run = |node: &Node| Ok(node.rebuild_matches()?);
    // SAFETY: the caller's promise is passed on.
    unsafe { with_node(node, error, run) }
}
