//! The exceptions, one for each family of errors.

use dcr_core::ErrorFamily;
use dcr_node::NodeError;
use pyo3::exceptions::PyException;
use pyo3::prelude::*;

macro_rules! exception {
    ($name:ident, $base:ty, $doc:literal) => {
        pyo3::create_exception!(dcr, $name, $base, $doc);
    };
}

exception!(DcrError, PyException, "Any error of the library; `code` is its stable code.");
exception!(InputError, DcrError, "A value given by the caller cannot be used.");
exception!(RulesError, DcrError, "A register, a policy or an access request cannot be read or does not allow this.");
exception!(StoreError, DcrError, "The node's folder or database: missing, not ours, full, busy, damaged.");
exception!(KeyError, DcrError, "The node's key is wrong or malformed.");
exception!(AuditError, DcrError, "The audit cannot be written or read; nothing was shown.");
exception!(InternalError, DcrError, "A fault of the library itself.");

/// The exception of a stable code.
pub(crate) fn raise(code: &str, message: String) -> PyErr {
    let error = match ErrorFamily::of_code(code) {
        ErrorFamily::Input => InputError::new_err(message),
        ErrorFamily::Rules => RulesError::new_err(message),
        ErrorFamily::Store => StoreError::new_err(message),
        ErrorFamily::Key => KeyError::new_err(message),
        ErrorFamily::Audit => AuditError::new_err(message),
        ErrorFamily::Internal => InternalError::new_err(message),
    };
    match Python::attach(|python| error.value(python).setattr("code", code)) {
        Ok(()) => error,
        Err(other) => other,
    }
}

/// Runs some work of the library; a panic becomes an [`InternalError`].
pub(crate) fn guarded<T>(run: impl FnOnce() -> Result<T, NodeError>) -> PyResult<T> {
    guarded_here(|| run().map_err(raised))
}

/// The same where the work speaks with Python.
pub(crate) fn guarded_here<T>(run: impl FnOnce() -> PyResult<T>) -> PyResult<T> {
    // A node that panicked is poisoned by its own lock and refuses everything after.
    match std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)) {
        Ok(result) => result,
        Err(_) => Err(raise("python.panic", "the library panicked; close the node".to_owned())),
    }
}

/// The exception of an error of the node.
pub(crate) fn raised(error: NodeError) -> PyErr {
    raise(error.code(), error.to_string())
}
