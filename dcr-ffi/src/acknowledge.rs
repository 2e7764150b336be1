//! Taking HL7 v2 messages and answering their sender.

use crate::bytes::{dcr_bytes, output, slice, text};
use crate::node::{dcr_node, given, with_node};
use crate::status::{dcr_error, dcr_status};
use ::dcr_node::{Node, door};
use std::ffi::c_char;

/// Takes HL7 v2 messages as `dcr_node_submit` does, and tells in `acknowledgements` what to answer their sender: an ACK
/// message for each message, in order, one behind the other, each segment ended by a carriage return. What they accept is
/// durable.
///
/// `control_id` begins every answer's control identifier (MSH-10): one to twelve letters and digits that no other answers
/// share. `answered` is the time of the answers, an RFC 3339 instant; NULL with length 0 is now.
///
/// # Safety
/// `node` is a node that was not closed; every text and `data` are valid for reading their lengths; `receipt` and
/// `acknowledgements` are valid for writing; `error` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_node_submit_acknowledged(
    node: *const dcr_node,
    data: *const u8,
    data_len: usize,
    source: *const c_char,
    source_len: usize,
    received: *const c_char,
    received_len: usize,
    control_id: *const c_char,
    control_id_len: usize,
    answered: *const c_char,
    answered_len: usize,
    receipt: *mut dcr_bytes,
    acknowledgements: *mut dcr_bytes,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = |node: &Node| {
        // SAFETY: the caller's promise is passed on.
        let (data, source, received, control_id, answered, receipt, acknowledgements) = unsafe {
            (
                slice(data, data_len, "data")?,
                text(source, source_len, "source")?,
                text(received, received_len, "received")?,
                text(control_id, control_id_len, "control_id")?,
                text(answered, answered_len, "answered")?,
                output(receipt, "receipt")?,
                output(acknowledgements, "acknowledgements")?,
            )
        };
        let input = door::input("hl7v2", source, None, given(received))?;
        let (told, answers) = door::submit_acknowledged(node, data, &input, control_id, given(answered))?;
        receipt.write(dcr_bytes::give(told.to_json().into_bytes()));
        acknowledgements.write(dcr_bytes::give(answers.concat()));
        Ok(())
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { with_node(node, error, run) }
}
