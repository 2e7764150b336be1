//! Status codes, and the error object behind them.

use dcr_core::ErrorFamily;
use std::ffi::c_char;

/// What became of a call: 0 is success, everything else an error. Numbers are never used again for something else; a
/// caller must survive one that it does not know.
#[allow(non_camel_case_types, reason = "the name that C sees")]
pub type dcr_status = i32;

/// Success.
pub const DCR_OK: dcr_status = 0;
/// A pointer is NULL that must not be.
pub const DCR_ERROR_NULL_POINTER: dcr_status = 1;
/// A text is not UTF-8.
pub const DCR_ERROR_UTF8: dcr_status = 2;
/// The library panicked; the object must be closed.
pub const DCR_ERROR_PANIC: dcr_status = 3;
/// The library panicked in this object before; it must be closed.
pub const DCR_ERROR_POISONED: dcr_status = 4;
/// A value given by the caller cannot be used.
pub const DCR_ERROR_INPUT: dcr_status = 10;
/// A register, a policy or an access request cannot be read.
pub const DCR_ERROR_RULES: dcr_status = 11;
/// The node's folder or database: missing, not ours, full, busy, damaged.
pub const DCR_ERROR_STORE: dcr_status = 12;
/// The node's key is wrong or malformed.
pub const DCR_ERROR_KEY: dcr_status = 13;
/// The audit cannot be written or read.
pub const DCR_ERROR_AUDIT: dcr_status = 14;
/// A fault of the library itself.
pub const DCR_ERROR_INTERNAL: dcr_status = 15;

/// An error: a status, a stable code and a message without personal data. Owned by the caller.
#[allow(non_camel_case_types, reason = "the name that C sees")]
#[derive(Debug)]
pub struct dcr_error {
    status: dcr_status,
    code: String,
    message: String,
}

/// A failure on its way to the boundary.
#[derive(Debug)]
pub(crate) struct Failure(dcr_error);

impl Failure {
    pub(crate) fn new(status: dcr_status, code: &str, message: impl Into<String>) -> Self {
        Self(dcr_error { status, code: code.to_owned(), message: message.into() })
    }

    /// A failure of one of the library's error families, by its stable code.
    pub(crate) fn of(code: &str, message: impl Into<String>) -> Self {
        let status = match ErrorFamily::of_code(code) {
            ErrorFamily::Input => DCR_ERROR_INPUT,
            ErrorFamily::Rules => DCR_ERROR_RULES,
            ErrorFamily::Store => DCR_ERROR_STORE,
            ErrorFamily::Key => DCR_ERROR_KEY,
            ErrorFamily::Audit => DCR_ERROR_AUDIT,
            ErrorFamily::Internal => DCR_ERROR_INTERNAL,
        };
        Self::new(status, code, message)
    }

    /// Hands the error object to the caller, if it asked for one.
    ///
    /// # Safety
    /// `out` is NULL or valid for writing one pointer.
    pub(crate) unsafe fn give(self, out: *mut *mut dcr_error) -> dcr_status {
        let status = self.0.status;
        if !out.is_null() {
            // SAFETY: not NULL, and valid for writing by the caller's promise.
            unsafe { out.write(Box::into_raw(Box::new(self.0))) };
        }
        status
    }
}

/// A fixed name of a status, such as `DCR_ERROR_STORE`; `DCR_ERROR` for one that is not known. Never NULL, never freed.
#[unsafe(no_mangle)]
pub extern "C" fn dcr_status_name(status: dcr_status) -> *const c_char {
    let name = match status {
        DCR_OK => c"DCR_OK",
        DCR_ERROR_NULL_POINTER => c"DCR_ERROR_NULL_POINTER",
        DCR_ERROR_UTF8 => c"DCR_ERROR_UTF8",
        DCR_ERROR_PANIC => c"DCR_ERROR_PANIC",
        DCR_ERROR_POISONED => c"DCR_ERROR_POISONED",
        DCR_ERROR_INPUT => c"DCR_ERROR_INPUT",
        DCR_ERROR_RULES => c"DCR_ERROR_RULES",
        DCR_ERROR_STORE => c"DCR_ERROR_STORE",
        DCR_ERROR_KEY => c"DCR_ERROR_KEY",
        DCR_ERROR_AUDIT => c"DCR_ERROR_AUDIT",
        DCR_ERROR_INTERNAL => c"DCR_ERROR_INTERNAL",
        _ => c"DCR_ERROR",
    };
    name.as_ptr()
}

/// The status of an error; `DCR_OK` for NULL.
///
/// # Safety
/// `error` is NULL or an error that the library gave and that was not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_error_status(error: *const dcr_error) -> dcr_status {
    // SAFETY: NULL or valid by the caller's promise.
    unsafe { error.as_ref() }.map_or(DCR_OK, |error| error.status)
}

/// The stable code of an error, such as `node.store.full`: UTF-8 without NUL, its length written to `len`. It lives as
/// long as the error. NULL and 0 for NULL.
///
/// # Safety
/// `error` is NULL or an error that the library gave and that was not freed; `len` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_error_code(error: *const dcr_error, len: *mut usize) -> *const c_char {
    // SAFETY: the caller's promise is passed on.
    unsafe { text_of(error, len, |error| &error.code) }
}

/// The message of an error, without personal data: UTF-8 without NUL, its length written to `len`. It lives as long as
/// the error. NULL and 0 for NULL.
///
/// # Safety
/// `error` is NULL or an error that the library gave and that was not freed; `len` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_error_message(error: *const dcr_error, len: *mut usize) -> *const c_char {
    // SAFETY: the caller's promise is passed on.
    unsafe { text_of(error, len, |error| &error.message) }
}

unsafe fn text_of(error: *const dcr_error, len: *mut usize, pick: fn(&dcr_error) -> &String) -> *const c_char {
    // SAFETY: NULL or valid by the caller's promise.
    let text = unsafe { error.as_ref() }.map(pick);
    if !len.is_null() {
        // SAFETY: not NULL, and valid for writing by the caller's promise.
        unsafe { len.write(text.map_or(0, String::len)) };
    }
    text.map_or(std::ptr::null(), |text| text.as_ptr().cast())
}

/// Ends an error. NULL is allowed.
///
/// # Safety
/// `error` is NULL or an error that the library gave and that was not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_error_free(error: *mut dcr_error) {
    if !error.is_null() {
        // SAFETY: it came from Box::into_raw and is freed once, by the caller's promise.
        drop(unsafe { Box::from_raw(error) });
    }
}
