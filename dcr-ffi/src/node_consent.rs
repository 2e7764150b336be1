//! A node: the rules in force, and what a person decided.

use crate::bytes::{dcr_bytes, give_if_wanted, output, slice, text};
use crate::node::{dcr_node, given, with_node};
use crate::status::{dcr_error, dcr_status};
use ::dcr_node::{Node, consent_door, door};
use std::ffi::c_char;

/// Puts another policy in force, from its JSON document. `note` is its signature, a signed note (C2SP), where the register
/// names an organisation that signs policies; NULL with length 0 is none. `by_json` is the access request of who changes
/// it. The change is accounted for; after a failure the policy in force stays.
///
/// # Safety
/// `node` is a node that was not closed; every text and `note` are valid for reading their lengths; `error` is NULL or valid
/// for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_node_set_policy(
    node: *const dcr_node,
    policy_json: *const c_char,
    policy_json_len: usize,
    note: *const u8,
    note_len: usize,
    by_json: *const c_char,
    by_json_len: usize,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = |node: &Node| {
        // SAFETY: the caller's promise is passed on.
        let (policy, note, by) = unsafe {
            (
                text(policy_json, policy_json_len, "policy_json")?,
                slice(note, note_len, "note")?,
                text(by_json, by_json_len, "by_json")?,
            )
        };
        let note = Some(note).filter(|note| !note.is_empty());
        Ok(consent_door::set_policy(node, policy.as_bytes(), note, by.as_bytes())?)
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { with_node(node, error, run) }
}

/// Puts another register in force, from its JSON document. `by_json` is the access request of who changes it. The change is
/// accounted for; after a failure the register in force stays.
///
/// # Safety
/// `node` is a node that was not closed; every text is valid for reading its length; `error` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_node_set_register(
    node: *const dcr_node,
    register_json: *const c_char,
    register_json_len: usize,
    by_json: *const c_char,
    by_json_len: usize,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = |node: &Node| {
        // SAFETY: the caller's promise is passed on.
        let (register, by) = unsafe {
            (text(register_json, register_json_len, "register_json")?, text(by_json, by_json_len, "by_json")?)
        };
        Ok(consent_door::set_register(node, register.as_bytes(), by.as_bytes())?)
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { with_node(node, error, run) }
}

/// Whether an organisation is admitted at an instant (RFC 3339) by the register and the policy in force, as JSON like that
/// of `dcr_plan_admission`.
///
/// # Safety
/// `node` is a node that was not closed; every text is valid for reading its length; `admission` is valid for writing;
/// `error` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_node_admission(
    node: *const dcr_node,
    organisation: *const c_char,
    organisation_len: usize,
    at: *const c_char,
    at_len: usize,
    admission: *mut dcr_bytes,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = |node: &Node| {
        // SAFETY: the caller's promise is passed on.
        let (organisation, at, admission) = unsafe {
            (
                text(organisation, organisation_len, "organisation")?,
                text(at, at_len, "at")?,
                output(admission, "admission")?,
            )
        };
        admission.write(dcr_bytes::give(consent_door::node_admission(node, organisation, at)?));
        Ok(())
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { with_node(node, error, run) }
}

/// Records a directive of a person, from a JSON document: `nhs_number`, `directive` (as `docs/contribution.schema.json`
/// describes one) and `by`, the access request of who records it. `erased` is given what was erased because of it, as a JSON
/// object; NULL where nobody wants to know.
///
/// # Safety
/// `node` is a node that was not closed; `directive_json` is valid for reading its length; `erased` and `error` are NULL or
/// valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_node_record_directive(
    node: *const dcr_node,
    directive_json: *const c_char,
    directive_json_len: usize,
    erased: *mut dcr_bytes,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = |node: &Node| {
        // SAFETY: the caller's promise is passed on.
        let json = unsafe { text(directive_json, directive_json_len, "directive_json") }?;
        let told = door::record_directive(node, json.as_bytes())?;
        // SAFETY: the caller's promise is passed on.
        unsafe { give_if_wanted(erased, told) };
        Ok(())
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { with_node(node, error, run) }
}

/// Every directive about the person with an NHS number, in every version, as a JSON array, the latest made first; empty for
/// someone who is not known or not the requester's to ask about. The reading is accounted for.
///
/// # Safety
/// `node` is a node that was not closed; every text is valid for reading its length; `directives` is valid for writing;
/// `error` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_node_directives(
    node: *const dcr_node,
    request_json: *const c_char,
    request_json_len: usize,
    nhs_number: *const c_char,
    nhs_number_len: usize,
    directives: *mut dcr_bytes,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = |node: &Node| {
        // SAFETY: the caller's promise is passed on.
        let (request, number, directives) = unsafe {
            (
                text(request_json, request_json_len, "request_json")?,
                text(nhs_number, nhs_number_len, "nhs_number")?,
                output(directives, "directives")?,
            )
        };
        let told = door::directives(node, &door::request(request.as_bytes())?, &door::nhs_number(number)?)?;
        directives.write(dcr_bytes::give(told.into_bytes()));
        Ok(())
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { with_node(node, error, run) }
}

/// The directives of the person with an NHS number that stand, as a FHIR R4 Bundle of UK Core Consents in JSON. The reading
/// is accounted for.
///
/// # Safety
/// `node` is a node that was not closed; every text is valid for reading its length; `bundle` is valid for writing; `error`
/// is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_node_consent_fhir(
    node: *const dcr_node,
    request_json: *const c_char,
    request_json_len: usize,
    nhs_number: *const c_char,
    nhs_number_len: usize,
    bundle: *mut dcr_bytes,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = |node: &Node| {
        // SAFETY: the caller's promise is passed on.
        let (request, number, bundle) = unsafe {
            (
                text(request_json, request_json_len, "request_json")?,
                text(nhs_number, nhs_number_len, "nhs_number")?,
                output(bundle, "bundle")?,
            )
        };
        let told = door::consent_fhir(node, &door::request(request.as_bytes())?, &door::nhs_number(number)?)?;
        bundle.write(dcr_bytes::give(told));
        Ok(())
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { with_node(node, error, run) }
}

/// Erases what is held about everyone whose wish not to be held has come into effect by `at`, an RFC 3339 instant; NULL with
/// length 0 is now. The node does this by itself when it is opened and after whatever it writes. `erased` is given what was
/// erased, as a JSON object; NULL where nobody wants to know.
///
/// # Safety
/// `node` is a node that was not closed; `at` is valid for reading its length; `erased` and `error` are NULL or valid for
/// writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_node_erase_due(
    node: *const dcr_node,
    at: *const c_char,
    at_len: usize,
    erased: *mut dcr_bytes,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = |node: &Node| {
        // SAFETY: the caller's promise is passed on.
        let at = unsafe { text(at, at_len, "at") }?;
        let told = door::erase_due(node, given(at))?;
        // SAFETY: the caller's promise is passed on.
        unsafe { give_if_wanted(erased, told) };
        Ok(())
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { with_node(node, error, run) }
}

/// Tells whom another policy would affect, from a JSON document: `policy`, `requests`, `nhs_numbers` and `by`, the access
/// request of who asks. `effects` is given a JSON object: `people`, `unknown`, `looks`, `revealing` and `changed`. Nothing is
/// put in force and no record is shown; that somebody asked is accounted for, for each person.
///
/// # Safety
/// `node` is a node that was not closed; `what_if_json` is valid for reading its length; `effects` is valid for writing;
/// `error` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_node_what_if(
    node: *const dcr_node,
    what_if_json: *const c_char,
    what_if_json_len: usize,
    effects: *mut dcr_bytes,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = |node: &Node| {
        // SAFETY: the caller's promise is passed on.
        let (json, effects) =
            unsafe { (text(what_if_json, what_if_json_len, "what_if_json")?, output(effects, "effects")?) };
        effects.write(dcr_bytes::give(door::what_if(node, json.as_bytes())?.into_bytes()));
        Ok(())
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { with_node(node, error, run) }
}
