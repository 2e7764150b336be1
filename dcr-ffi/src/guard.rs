//! The boundary: no panic crosses it.

use crate::status::{DCR_ERROR_PANIC, DCR_OK, Failure, dcr_error, dcr_status};
use ::dcr_node::NodeError;
use std::panic::{AssertUnwindSafe, catch_unwind};

impl From<NodeError> for Failure {
    fn from(error: NodeError) -> Self {
        Self::of(error.code(), error.to_string())
    }
}

/// Runs one call. A failure or a panic becomes a status and, if asked for, an error object.
///
/// # Safety
/// `error` is NULL or valid for writing one pointer.
pub(crate) unsafe fn call(error: *mut *mut dcr_error, run: impl FnOnce() -> Result<(), Failure>) -> dcr_status {
    // Unwind safety: a node that panicked is poisoned by its own lock, and outputs are written last.
    let failure = match catch_unwind(AssertUnwindSafe(run)) {
        Ok(Ok(())) => return DCR_OK,
        Ok(Err(failure)) => failure,
        Err(_) => Failure::new(DCR_ERROR_PANIC, "ffi.panic", "the library panicked; close the object"),
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { failure.give(error) }
}
