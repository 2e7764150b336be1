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

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "tests")]
mod tests {
    use super::*;
    use crate::node::{dcr_node_close, dcr_node_create, with_node};
    use crate::status::{DCR_ERROR_POISONED, dcr_error_free, dcr_error_status};

    #[test]
    fn a_panic_becomes_a_status_and_an_error() {
        let mut error = std::ptr::null_mut();
        // SAFETY: `error` is valid for writing, and what it receives is freed once.
        unsafe {
            assert_eq!(call(&raw mut error, || panic!("on purpose")), DCR_ERROR_PANIC);
            assert_eq!(dcr_error_status(error), DCR_ERROR_PANIC);
            dcr_error_free(error);
            assert_eq!(call(std::ptr::null_mut(), || panic!("on purpose")), DCR_ERROR_PANIC);
        }
    }

    #[test]
    fn a_node_that_panicked_refuses_everything_after() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().to_str().unwrap();
        let (none, mut node, nobody) = (std::ptr::null(), std::ptr::null_mut(), std::ptr::null_mut());
        let (key, rbd) = ([7; 32], "RBD");
        // SAFETY: every pointer is valid for its length, `node` is closed once, and no error is asked for.
        unsafe {
            let (folder, organisation) = ((path.as_ptr().cast(), path.len()), (rbd.as_ptr().cast(), rbd.len()));
            let made = dcr_node_create(
                folder.0,
                folder.1,
                organisation.0,
                organisation.1,
                none,
                0,
                none,
                0,
                key.as_ptr(),
                &raw mut node,
                nobody,
            );
            assert_eq!(made, DCR_OK);
            assert_eq!(with_node(node, nobody, |_| Ok(())), DCR_OK);
            assert_eq!(with_node(node, nobody, |_| panic!("on purpose")), DCR_ERROR_PANIC);
            assert_eq!(with_node(node, nobody, |_| Ok(())), DCR_ERROR_POISONED);
            assert_eq!(dcr_node_close(node, nobody), DCR_OK);
        }
    }
}
