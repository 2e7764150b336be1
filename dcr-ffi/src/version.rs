//! Versions.

use std::ffi::c_char;

/// The version of this binary interface; counts up when something is changed or removed. Compare it with
/// `dcr_abi_version()`.
pub const DCR_ABI_VERSION: u32 = 2;

/// The version of the binary interface that the library has. A program compiled against another `DCR_ABI_VERSION` must
/// not go on.
#[unsafe(no_mangle)]
pub extern "C" fn dcr_abi_version() -> u32 {
    DCR_ABI_VERSION
}

/// The version of the library, such as `0.1.0`: a text with a terminating NUL that is never freed.
#[unsafe(no_mangle)]
pub extern "C" fn dcr_version() -> *const c_char {
    const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "\0");
    VERSION.as_ptr().cast()
}
