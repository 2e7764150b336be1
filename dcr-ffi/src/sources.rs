//! What sources send: the codes they use, the directory they state, how well they deliver.

use crate::bytes::{dcr_bytes, output, slice, text};
use crate::node::{dcr_node, with_node};
use crate::status::{Failure, dcr_error, dcr_status};
use ::dcr_node::{Node, door};
use std::ffi::c_char;

/// One file with its name, without a folder.
#[allow(non_camel_case_types, reason = "the name that C sees")]
#[repr(C)]
#[derive(Debug)]
pub struct dcr_file {
    /// The name's first byte, UTF-8.
    pub name: *const c_char,
    /// How many bytes the name has.
    pub name_len: usize,
    /// The content's first byte; NULL when there is none.
    pub data: *const u8,
    /// How many bytes the content has.
    pub len: usize,
}

/// The files that a caller passed in.
///
/// # Safety
/// `files` is NULL with `len` 0 or valid for reading `len` files, each of which is valid for reading its bytes.
unsafe fn files_of<'a>(files: *const dcr_file, len: usize) -> Result<Vec<(&'a str, &'a [u8])>, Failure> {
    // SAFETY: the caller's promise is passed on.
    let files = unsafe { slice(files, len, "files") }?;
    let read = |file: &dcr_file| {
        // SAFETY: each is valid for reading its bytes by the caller's promise.
        unsafe { Ok((text(file.name, file.name_len, "a file's name")?, slice(file.data, file.len, "a file's data")?)) }
    };
    files.iter().map(read).collect()
}

/// Translates the codes of whatever is received from now on by these files: the NHS maps of Read v2 and CTV3 to SNOMED CT,
/// FHIR ConceptMaps, maps of one's own, and the files of a dm+d release; `docs/mapping-terminology.md` says how each is told
/// by its name and content. `summary` tells as JSON what was read. The node does not keep them: hand them in after each
/// opening, before anything is submitted.
///
/// # Safety
/// `node` is a node that was not closed; `files` is valid for reading `files_len` files and each of them for reading its
/// bytes; `summary` is valid for writing; `error` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_node_use_terminology(
    node: *const dcr_node,
    files: *const dcr_file,
    files_len: usize,
    summary: *mut dcr_bytes,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = |node: &Node| {
        // SAFETY: the caller's promise is passed on.
        let (files, summary) = unsafe { (files_of(files, files_len)?, output(summary, "summary")?) };
        let terminology = door::terminology(&files)?;
        let told = door::terminology_summary(&terminology);
        node.use_terminology(terminology);
        summary.write(dcr_bytes::give(told.into_bytes()));
        Ok(())
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { with_node(node, error, run) }
}

/// How well each source delivered from one day to another, both included and written `YYYY-MM-DD` (in UTC), as `json` or
/// `text`: counts without anything about a person.
///
/// # Safety
/// `node` is a node that was not closed; every text is valid for reading its length; `report` is valid for writing; `error`
/// is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_node_quality(
    node: *const dcr_node,
    since: *const c_char,
    since_len: usize,
    until: *const c_char,
    until_len: usize,
    form: *const c_char,
    form_len: usize,
    report: *mut dcr_bytes,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = |node: &Node| {
        // SAFETY: the caller's promise is passed on.
        let (since, until, form, report) = unsafe {
            (
                text(since, since_len, "since")?,
                text(until, until_len, "until")?,
                text(form, form_len, "form")?,
                output(report, "report")?,
            )
        };
        report.write(dcr_bytes::give(door::quality(node, since, until, form)?.into_bytes()));
        Ok(())
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { with_node(node, error, run) }
}

/// What sources state of staff, places and organisations, as a JSON array: of each the statement recorded last.
///
/// # Safety
/// `node` is a node that was not closed; `list` is valid for writing; `error` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_node_directory(
    node: *const dcr_node,
    list: *mut dcr_bytes,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = |node: &Node| {
        // SAFETY: the caller's promise is passed on.
        let list = unsafe { output(list, "list") }?;
        list.write(dcr_bytes::give(door::directory(node)?.into_bytes()));
        Ok(())
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { with_node(node, error, run) }
}
