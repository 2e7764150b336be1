//! A node: the rows of a table against the persons whom it holds.

use crate::bytes::{dcr_bytes, output, text};
use crate::match_table::{dcr_match_table, table_of};
use crate::node::{dcr_node, with_node};
use crate::status::{dcr_error, dcr_status};
use ::dcr_node::{Node, door, identity_door};
use std::ffi::c_char;

/// Matches the rows of a table with the persons whom the node holds, by the model of matching in force, and tells in `matches`
/// as JSON `complete` (whether everyone held was compared; if not, `dcr_node_settle_matches` has work left), `model` and `rows`:
/// each with `row`, `outcome` (`link`, `possible`, `none`) and, where it fits somebody, `person`, `score` and, where they have
/// one, `nhs_number`. Whoever is not the requester's to see looks like nobody. Every row is accounted for, under each person
/// whom it fits. `request_json` is an access request.
///
/// # Safety
/// `node` is a node that was not closed; `table` is a table that was not freed; `request_json` is valid for reading its length;
/// `matches` is valid for writing; `error` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_node_match_table(
    node: *const dcr_node,
    table: *const dcr_match_table,
    request_json: *const c_char,
    request_json_len: usize,
    matches: *mut dcr_bytes,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = |node: &Node| {
        // SAFETY: the caller's promise is passed on.
        let (table, request, matches) = unsafe {
            (table_of(table)?, text(request_json, request_json_len, "request_json")?, output(matches, "matches")?)
        };
        let told = identity_door::match_table(node, &door::request(request.as_bytes())?, &table.shared())?;
        matches.write(dcr_bytes::give(told.into_bytes()));
        Ok(())
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { with_node(node, error, run) }
}

/// How a row of a table and a person whom it fits compare, as JSON: `outcome`, `score`, `guards`, `household_cap`, `waterfall`
/// and `text`; `null` where it fits nobody of that name whom the requester may see. `person` is the name that
/// `dcr_node_match_table` gave. Accounted for as the row is there.
///
/// # Safety
/// `node` is a node that was not closed; `table` is a table that was not freed; every text is valid for reading its length;
/// `explained` is valid for writing; `error` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_node_explain_match(
    node: *const dcr_node,
    table: *const dcr_match_table,
    request_json: *const c_char,
    request_json_len: usize,
    row: u32,
    person: *const c_char,
    person_len: usize,
    explained: *mut dcr_bytes,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = |node: &Node| {
        // SAFETY: the caller's promise is passed on.
        let (table, request, person, explained) = unsafe {
            (
                table_of(table)?,
                text(request_json, request_json_len, "request_json")?,
                text(person, person_len, "person")?,
                output(explained, "explained")?,
            )
        };
        let request = door::request(request.as_bytes())?;
        let told = identity_door::explain_match(node, &request, &table.shared(), row, person)?;
        explained.write(dcr_bytes::give(told.into_bytes()));
        Ok(())
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { with_node(node, error, run) }
}
