//! Bytes across the boundary, in both directions.

use crate::status::{DCR_ERROR_NULL_POINTER, DCR_ERROR_UTF8, Failure};

/// Bytes that the library returns. End them with `dcr_bytes_free`.
#[allow(non_camel_case_types, reason = "the name that C sees")]
#[repr(C)]
#[derive(Debug)]
pub struct dcr_bytes {
    /// The first byte; NULL when there are none.
    pub data: *mut u8,
    /// How many bytes.
    pub len: usize,
}

impl dcr_bytes {
    /// Hands bytes to the caller.
    pub(crate) fn give(bytes: Vec<u8>) -> Self {
        if bytes.is_empty() {
            return Self { data: std::ptr::null_mut(), len: 0 };
        }
        let boxed = bytes.into_boxed_slice();
        let len = boxed.len();
        Self { data: Box::into_raw(boxed).cast(), len }
    }
}

/// Ends bytes that the library returned, and sets them to NULL and 0. NULL is allowed, and so are bytes that were ended.
///
/// # Safety
/// `bytes` is NULL or points to a `dcr_bytes` that is all zero or was written by the library.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_bytes_free(bytes: *mut dcr_bytes) {
    // SAFETY: NULL or valid by the caller's promise.
    let Some(bytes) = (unsafe { bytes.as_mut() }) else { return };
    if !bytes.data.is_null() {
        let slice = std::ptr::slice_from_raw_parts_mut(bytes.data, bytes.len);
        // SAFETY: `data` and `len` came from a boxed slice in `give` and are freed once: they are cleared below.
        drop(unsafe { Box::from_raw(slice) });
    }
    bytes.data = std::ptr::null_mut();
    bytes.len = 0;
}

/// The bytes or other values that a caller passed in; NULL with length 0 is empty.
///
/// # Safety
/// `data` is valid for reading `len` values for the whole call, or NULL with `len` 0.
pub(crate) unsafe fn slice<'a, T>(data: *const T, len: usize, what: &'static str) -> Result<&'a [T], Failure> {
    if len == 0 {
        return Ok(&[]);
    }
    if data.is_null() || len.checked_mul(size_of::<T>()).is_none_or(|bytes| isize::try_from(bytes).is_err()) {
        return Err(Failure::new(
            DCR_ERROR_NULL_POINTER,
            "ffi.null-pointer",
            format!("{what} is NULL or impossibly long"),
        ));
    }
    // SAFETY: not NULL, and valid for reading `len` values by the caller's promise.
    Ok(unsafe { std::slice::from_raw_parts(data, len) })
}

/// The text a caller passed in; NULL with length 0 is empty.
///
/// # Safety
/// As [`slice`].
pub(crate) unsafe fn text<'a>(
    data: *const std::ffi::c_char,
    len: usize,
    what: &'static str,
) -> Result<&'a str, Failure> {
    // SAFETY: the caller's promise is passed on.
    let bytes = unsafe { slice(data.cast(), len, what) }?;
    std::str::from_utf8(bytes).map_err(|_| Failure::new(DCR_ERROR_UTF8, "ffi.utf8", format!("{what} is not UTF-8")))
}

/// The place a caller gave for an output.
///
/// # Safety
/// `out` is NULL or valid for writing one value for the whole call.
pub(crate) unsafe fn output<'a, T>(
    out: *mut T,
    what: &'static str,
) -> Result<&'a mut std::mem::MaybeUninit<T>, Failure> {
    // SAFETY: NULL or valid for writing by the caller's promise; MaybeUninit makes no claim on what is there.
    unsafe { out.cast::<std::mem::MaybeUninit<T>>().as_mut() }
        .ok_or_else(|| Failure::new(DCR_ERROR_NULL_POINTER, "ffi.null-pointer", format!("{what} is NULL")))
}

/// The caller's place for an answer that it may not want: NULL drops the answer.
///
/// # Safety
/// As [`output`].
pub(crate) unsafe fn give_if_wanted(out: *mut dcr_bytes, answer: String) {
    // SAFETY: NULL or valid for writing by the caller's promise; MaybeUninit makes no claim on what is there.
    if let Some(out) = unsafe { out.cast::<std::mem::MaybeUninit<dcr_bytes>>().as_mut() } {
        out.write(dcr_bytes::give(answer.into_bytes()));
    }
}
