//! Reading an input without a node.

use crate::bytes::{dcr_bytes, output, slice, text};
use crate::guard::call;
use crate::node::given;
use crate::status::{dcr_error, dcr_status};
use ::dcr_node::door;
use std::ffi::c_char;

/// Tells in `lines` the contributions that an input gives, as canonical JSON, one a line, without a node: for whoever
/// builds or tests what a source sends. What would go into quarantine gives none. The lines can be submitted in the format
/// `contributions`. The other parameters are those of `dcr_node_submit`.
///
/// # Safety
/// Every text and `data` are valid for reading their lengths; `lines` is valid for writing; `error` is NULL or valid for
/// writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_read_contributions(
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
    lines: *mut dcr_bytes,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = || {
        // SAFETY: the caller's promise is passed on.
        let (data, format, source, mapping, received, lines) = unsafe {
            (
                slice(data, data_len, "data")?,
                text(format, format_len, "format")?,
                text(source, source_len, "source")?,
                text(mapping, mapping_len, "mapping")?,
                text(received, received_len, "received")?,
                output(lines, "lines")?,
            )
        };
        let input = door::input(format, source, given(mapping), given(received))?;
        lines.write(dcr_bytes::give(door::read_contributions(data, &input)?));
        Ok(())
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { call(error, run) }
}
