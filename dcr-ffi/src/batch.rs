//! Taking many inputs at once.

use crate::bytes::{dcr_bytes, output, slice, text};
use crate::node::{dcr_node, given, with_node};
use crate::status::{Failure, dcr_error, dcr_status};
use ::dcr_node::{Node, Progress, door};
use std::ffi::{c_char, c_void};
use std::ops::ControlFlow;

/// One input of a batch.
#[allow(non_camel_case_types, reason = "the name that C sees")]
#[repr(C)]
#[derive(Debug)]
pub struct dcr_input {
    /// The first byte; NULL when there are none.
    pub data: *const u8,
    /// How many bytes.
    pub len: usize,
}

/// Told by `dcr_node_submit_batch` how far it has come: inputs done, of those the ones that could not be begun, units
/// accepted, units in quarantine. All of it is durable. 0 goes on, anything else stops the batch there.
///
/// It runs on the calling thread, may call the node, and must return: no exception and no `longjmp` may leave it.
#[allow(non_camel_case_types, reason = "the name that C sees")]
pub type dcr_progress =
    Option<unsafe extern "C" fn(user: *mut c_void, inputs: u64, refused: u64, accepted: u64, quarantined: u64) -> i32>;

/// The inputs that a caller passed in.
///
/// # Safety
/// `inputs` is NULL with `len` 0 or valid for reading `len` inputs, each of which is valid for reading its bytes.
unsafe fn inputs_of<'a>(inputs: *const dcr_input, len: usize) -> Result<Vec<&'a [u8]>, Failure> {
    // SAFETY: the caller's promise is passed on.
    let inputs = unsafe { slice(inputs, len, "inputs") }?;
    // SAFETY: each is valid for reading its bytes by the caller's promise.
    inputs.iter().map(|input| unsafe { slice(input.data, input.len, "an input's data") }).collect()
}

/// Takes many inputs of one format and one source, some dozens in one transaction, and tells in `receipt` as JSON what
/// became of each. `progress`, which may be NULL, is called with `user` after each transaction.
///
/// An input that cannot even be begun is told in the receipt and does not hold up the others. The same batch again changes
/// nothing. The other parameters are those of `dcr_node_submit`.
///
/// # Safety
/// `node` is a node that was not closed; `inputs` is valid for reading `inputs_len` inputs and each of them for reading its
/// bytes; every text is valid for reading its length; `progress` is NULL or can be called with `user`; `receipt` is valid
/// for writing; `error` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_node_submit_batch(
    node: *const dcr_node,
    inputs: *const dcr_input,
    inputs_len: usize,
    format: *const c_char,
    format_len: usize,
    source: *const c_char,
    source_len: usize,
    mapping: *const c_char,
    mapping_len: usize,
    received: *const c_char,
    received_len: usize,
    progress: dcr_progress,
    user: *mut c_void,
    receipt: *mut dcr_bytes,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = |node: &Node| {
        // SAFETY: the caller's promise is passed on.
        let (inputs, format, source, mapping, received, receipt) = unsafe {
            (
                inputs_of(inputs, inputs_len)?,
                text(format, format_len, "format")?,
                text(source, source_len, "source")?,
                text(mapping, mapping_len, "mapping")?,
                text(received, received_len, "received")?,
                output(receipt, "receipt")?,
            )
        };
        let input = door::input(format, source, given(mapping), given(received))?;
        let told = |done: &Progress| match progress {
            // SAFETY: it can be called with `user` by the caller's promise.
            Some(call) => match unsafe { call(user, done.inputs, done.refused, done.accepted, done.quarantined) } {
                0 => ControlFlow::Continue(()),
                _ => ControlFlow::Break(()),
            },
            None => ControlFlow::Continue(()),
        };
        let batch = node.submit_batch(inputs.into_iter().map(|bytes| (bytes, input.clone())), told)?;
        receipt.write(dcr_bytes::give(batch.to_json().into_bytes()));
        Ok(())
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { with_node(node, error, run) }
}
