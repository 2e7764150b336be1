//! A node: making, opening, filling, asking, closing.

use crate::answer::dcr_answer;
use crate::bytes::{dcr_bytes, output, slice, text};
use crate::guard::call;
use crate::status::{
    DCR_ERROR_KEY, DCR_ERROR_NULL_POINTER, DCR_ERROR_PANIC, DCR_ERROR_POISONED, Failure, dcr_error, dcr_status,
};
use ::dcr_node::{Node, NodeKey, door};
use std::ffi::c_char;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

/// How many bytes a node's key has.
pub const DCR_NODE_KEY_LEN: usize = 32;

/// One organisation's node: a folder. Owned by the caller.
#[allow(non_camel_case_types, reason = "the name that C sees")]
#[derive(Debug)]
pub struct dcr_node {
    node: Node,
    panicked: AtomicBool,
}

/// Runs one call on a node; after a panic in one, every later call is refused.
///
/// # Safety
/// `node` is NULL or a node that was not closed; `error` is NULL or valid for writing.
pub(crate) unsafe fn with_node(
    node: *const dcr_node,
    error: *mut *mut dcr_error,
    run: impl FnOnce(&Node) -> Result<(), Failure>,
) -> dcr_status {
    // SAFETY: NULL or valid by the caller's promise.
    let node = unsafe { node.as_ref() };
    let guarded = || {
        let node = node.ok_or_else(|| Failure::new(DCR_ERROR_NULL_POINTER, "ffi.null-pointer", "node is NULL"))?;
        if node.panicked.load(Ordering::Acquire) {
            return Err(Failure::new(DCR_ERROR_POISONED, "ffi.poisoned", "the node panicked before; close it"));
        }
        run(&node.node)
    };
    // SAFETY: the caller's promise is passed on.
    let status = unsafe { call(error, guarded) };
    if let (DCR_ERROR_PANIC, Some(node)) = (status, node) {
        node.panicked.store(true, Ordering::Release);
    }
    status
}

/// A text that may be absent: NULL with length 0 is.
pub(crate) fn given(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

/// The key a caller passed in.
///
/// # Safety
/// `key` is NULL or valid for reading `DCR_NODE_KEY_LEN` bytes.
unsafe fn key_of(key: *const u8) -> Result<NodeKey, Failure> {
    // SAFETY: the caller's promise is passed on.
    let bytes = unsafe { slice(key, DCR_NODE_KEY_LEN, "key") }?;
    let bytes: [u8; DCR_NODE_KEY_LEN] =
        bytes.try_into().map_err(|_| Failure::new(DCR_ERROR_KEY, "node.key.format", "the key has another length"))?;
    Ok(NodeKey::from_bytes(bytes))
}

/// Writes a new random key of `DCR_NODE_KEY_LEN` bytes. Keep it where the node's folder is not; a lost key cannot be
/// replaced.
///
/// # Safety
/// `key` is valid for writing `DCR_NODE_KEY_LEN` bytes; `error` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_node_key_generate(key: *mut u8, error: *mut *mut dcr_error) -> dcr_status {
    let run = || {
        // SAFETY: the caller's promise is passed on.
        let out = unsafe { output(key.cast::<[u8; DCR_NODE_KEY_LEN]>(), "key") }?;
        out.write(*NodeKey::generate()?.expose_bytes());
        Ok(())
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { call(error, run) }
}

/// Makes a node in a folder and opens it; the folder is made where there is none. `register_json` and `policy_json` are
/// JSON documents; NULL with length 0 is the ready one for Dorset. `key` has `DCR_NODE_KEY_LEN` bytes.
///
/// # Safety
/// Every text is valid for reading its length; `key` for reading `DCR_NODE_KEY_LEN` bytes; `out` for writing; `error` is
/// NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_node_create(
    folder: *const c_char,
    folder_len: usize,
    organisation: *const c_char,
    organisation_len: usize,
    register_json: *const c_char,
    register_json_len: usize,
    policy_json: *const c_char,
    policy_json_len: usize,
    key: *const u8,
    out: *mut *mut dcr_node,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = || {
        // SAFETY: the caller's promise is passed on.
        let (folder, organisation, register, policy, key, out) = unsafe {
            (
                text(folder, folder_len, "folder")?,
                text(organisation, organisation_len, "organisation")?,
                text(register_json, register_json_len, "register_json")?,
                text(policy_json, policy_json_len, "policy_json")?,
                key_of(key)?,
                output(out, "out")?,
            )
        };
        let node = door::create(
            Path::new(folder),
            organisation,
            given(register).map(str::as_bytes),
            given(policy).map(str::as_bytes),
            &key,
        )?;
        out.write(Box::into_raw(Box::new(dcr_node { node, panicked: AtomicBool::new(false) })));
        Ok(())
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { call(error, run) }
}

/// Opens the node in a folder. `key` has `DCR_NODE_KEY_LEN` bytes and is the one that it was made with.
///
/// # Safety
/// `folder` is valid for reading its length; `key` for reading `DCR_NODE_KEY_LEN` bytes; `out` for writing; `error` is
/// NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_node_open(
    folder: *const c_char,
    folder_len: usize,
    key: *const u8,
    out: *mut *mut dcr_node,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = || {
        // SAFETY: the caller's promise is passed on.
        let (folder, key, out) = unsafe { (text(folder, folder_len, "folder")?, key_of(key)?, output(out, "out")?) };
        let node = Node::open(Path::new(folder), &key)?;
        out.write(Box::into_raw(Box::new(dcr_node { node, panicked: AtomicBool::new(false) })));
        Ok(())
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { call(error, run) }
}

/// Closes a node and ends the object, whatever the status says. NULL is allowed.
///
/// # Safety
/// `node` is NULL or a node that was not closed and that no other thread uses; `error` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_node_close(node: *mut dcr_node, error: *mut *mut dcr_error) -> dcr_status {
    let run = || {
        if node.is_null() {
            return Ok(());
        }
        // SAFETY: it came from Box::into_raw and is ended once, by the caller's promise.
        let node = unsafe { Box::from_raw(node) };
        node.node.close()?;
        Ok(())
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { call(error, run) }
}

/// Takes an input and tells in `receipt` as JSON what became of it; when this returns success, everything that the
/// receipt tells of is durable.
///
/// `format` is `auto`, `hl7v2`, `fhir`, `edifact`, `cda`, `document`, `csv` (also TSV and XLSX) or `contributions`; `source`
/// is an organisation and its system, such as `RBD/PAS`; `mapping` belongs to `csv`: the name of a built-in mapping
/// (`client-level-data`, `council-contacts`) or a mapping document, and to `document`: its covering note
/// (`docs/document-note.schema.json`); `received` is an RFC 3339 instant. NULL with length 0 is an absent mapping, and now.
///
/// # Safety
/// `node` is a node that was not closed; every text and `data` are valid for reading their lengths; `receipt` is valid for
/// writing; `error` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_node_submit(
    node: *const dcr_node,
    data: *const u8,
    data_len: usize,
    format: *const c_char,
    format_len: usize,
    source: *const c_char,
    source_len: usize,
    mapping: *const c_char,
    mapping_len: usize,
    received: *const c_char,
    received_len: usize,
    receipt: *mut dcr_bytes,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = |node: &Node| {
        // SAFETY: the caller's promise is passed on.
        let (data, format, source, mapping, received, receipt) = unsafe {
            (
                slice(data, data_len, "data")?,
                text(format, format_len, "format")?,
                text(source, source_len, "source")?,
                text(mapping, mapping_len, "mapping")?,
                text(received, received_len, "received")?,
                output(receipt, "receipt")?,
            )
        };
        let input = door::input(format, source, given(mapping), given(received))?;
        receipt.write(dcr_bytes::give(node.submit(data, &input)?.to_json().into_bytes()));
        Ok(())
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { with_node(node, error, run) }
}

/// Searches for a person by NHS number and tells in `found` as JSON who was found: `null`, or `person` and `nhs_number`.
/// Someone whose record is not the requester's to see is not found. `request_json` is an access request.
///
/// # Safety
/// `node` is a node that was not closed; every text is valid for reading its length; `found` is valid for writing; `error`
/// is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_node_find(
    node: *const dcr_node,
    request_json: *const c_char,
    request_json_len: usize,
    nhs_number: *const c_char,
    nhs_number_len: usize,
    found: *mut dcr_bytes,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = |node: &Node| {
        // SAFETY: the caller's promise is passed on.
        let (request, number, found) = unsafe {
            (
                text(request_json, request_json_len, "request_json")?,
                text(nhs_number, nhs_number_len, "nhs_number")?,
                output(found, "found")?,
            )
        };
        let told = door::find(node, &door::request(request.as_bytes())?, &door::nhs_number(number)?)?;
        found.write(dcr_bytes::give(told.into_bytes()));
        Ok(())
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { with_node(node, error, run) }
}

/// Asks to see the record of the person with an NHS number. A refusal is an answer, not an error. The account of the look
/// is durable when this returns; where it cannot be written this fails and nothing is shown.
///
/// # Safety
/// `node` is a node that was not closed; every text is valid for reading its length; `answer` is valid for writing;
/// `error` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_node_view(
    node: *const dcr_node,
    request_json: *const c_char,
    request_json_len: usize,
    nhs_number: *const c_char,
    nhs_number_len: usize,
    answer: *mut *mut dcr_answer,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = |node: &Node| {
        // SAFETY: the caller's promise is passed on.
        let (request, number, answer) = unsafe {
            (
                text(request_json, request_json_len, "request_json")?,
                text(nhs_number, nhs_number_len, "nhs_number")?,
                output(answer, "answer")?,
            )
        };
        let given = node.view(&door::request(request.as_bytes())?, &door::nhs_number(number)?)?;
        answer.write(Box::into_raw(Box::new(dcr_answer(given))));
        Ok(())
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { with_node(node, error, run) }
}
