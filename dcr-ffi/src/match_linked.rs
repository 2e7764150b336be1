//! What came of matching tables.

use crate::bytes::{dcr_bytes, give_if_wanted, output, slice, text};
use crate::guard::call;
use crate::status::{DCR_ERROR_INPUT, DCR_ERROR_NULL_POINTER, Failure, dcr_error, dcr_status};
use ::dcr_node::NodeError;
use ::dcr_node::match_door::{LinkedTables, Texts};
use dcr_core::identity::matching::Outcome;
use std::ffi::c_char;
use std::mem::MaybeUninit;

/// What came of matching tables. Owned by the caller.
#[allow(non_camel_case_types, reason = "the name that C sees")]
#[derive(Debug)]
pub struct dcr_linked(pub(crate) LinkedTables);

/// A pair goes no further.
pub const DCR_MATCH_NONE: i32 = 0;
/// A pair is possible: a person looks at it.
pub const DCR_MATCH_POSSIBLE: i32 = 1;
/// A pair is linked.
pub const DCR_MATCH_LINK: i32 = 2;

/// A pair of rows that is possible or linked.
#[allow(non_camel_case_types, reason = "the name that C sees")]
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct dcr_linked_pair {
    /// The earlier row.
    pub left: u32,
    /// The later row.
    pub right: u32,
    /// The score in hundredths of a bit.
    pub score: i32,
    /// The score as it ranks: with a guard below the threshold of linking.
    pub rank: i32,
    /// What follows from the pair alone: one of the `DCR_MATCH_` outcomes.
    pub outcome: i32,
    /// The guards it meets: bit `n` for the guard at place `n` of the list in `docs/identity.md`, from I50 on.
    pub guards: u32,
    /// 1 where the two are in one cluster, else 0.
    pub joined: i32,
    /// 1 where a person should look at it, else 0.
    pub review: i32,
}

/// What was found, as a caller passed it in.
///
/// # Safety
/// `linked` is NULL or was not freed.
unsafe fn linked_of<'a>(linked: *const dcr_linked) -> Result<&'a LinkedTables, Failure> {
    // SAFETY: NULL or valid by the caller's promise.
    let linked = unsafe { linked.as_ref() };
    linked
        .map(|linked| &linked.0)
        .ok_or_else(|| Failure::new(DCR_ERROR_NULL_POINTER, "ffi.null-pointer", "linked is NULL"))
}

/// The caller's array for exactly `needed` values.
///
/// # Safety
/// `out` is valid for writing `len` values for the whole call, or NULL with `len` 0.
unsafe fn array<'a, T>(out: *mut T, len: usize, needed: usize) -> Result<&'a mut [MaybeUninit<T>], Failure> {
    if len != needed {
        let told = format!("out has room for {len} values; there are {needed}");
        return Err(Failure::new(DCR_ERROR_INPUT, "match-table.room", told));
    }
    if needed == 0 {
        return Ok(&mut []);
    }
    if out.is_null() {
        return Err(Failure::new(DCR_ERROR_NULL_POINTER, "ffi.null-pointer", "out is NULL"));
    }
    // SAFETY: not NULL, and valid for writing `len` values by the caller's promise; MaybeUninit makes no claim on what is
    // there, and `len` values exist in memory already, so that their size cannot overflow.
    Ok(unsafe { std::slice::from_raw_parts_mut(out.cast::<MaybeUninit<T>>(), len) })
}

/// How many rows there are, of both tables together; 0 where `linked` is NULL.
///
/// # Safety
/// `linked` is NULL or was not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_linked_rows(linked: *const dcr_linked) -> usize {
    // SAFETY: NULL or valid by the caller's promise.
    unsafe { linked.as_ref() }.map_or(0, |linked| linked.0.found().cluster_of.len())
}

/// How many pairs are possible or linked; 0 where `linked` is NULL.
///
/// # Safety
/// `linked` is NULL or was not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_linked_pair_count(linked: *const dcr_linked) -> usize {
    // SAFETY: NULL or valid by the caller's promise.
    unsafe { linked.as_ref() }.map_or(0, |linked| linked.0.found().pairs.len())
}

/// Writes for each row the row by which its cluster is named into the caller's array of `dcr_linked_rows` numbers.
///
/// # Safety
/// `linked` was not freed; `out` is valid for writing `len` numbers; `error` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_linked_clusters(
    linked: *const dcr_linked,
    out: *mut u32,
    len: usize,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = || {
        // SAFETY: the caller's promise is passed on.
        let clusters = &unsafe { linked_of(linked) }?.found().cluster_of;
        // SAFETY: the caller's promise is passed on.
        let out = unsafe { array(out, len, clusters.len()) }?;
        for (place, cluster) in out.iter_mut().zip(clusters) {
            place.write(*cluster);
        }
        Ok(())
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { call(error, run) }
}

/// Writes the pairs in the order of their rows into the caller's array of `dcr_linked_pair_count` pairs.
///
/// # Safety
/// `linked` was not freed; `out` is valid for writing `len` pairs; `error` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_linked_pairs(
    linked: *const dcr_linked,
    out: *mut dcr_linked_pair,
    len: usize,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = || {
        // SAFETY: the caller's promise is passed on.
        let pairs = &unsafe { linked_of(linked) }?.found().pairs;
        // SAFETY: the caller's promise is passed on.
        let out = unsafe { array(out, len, pairs.len()) }?;
        for (place, pair) in out.iter_mut().zip(pairs) {
            place.write(dcr_linked_pair {
                left: pair.left,
                right: pair.right,
                score: pair.score,
                rank: pair.rank,
                outcome: match pair.outcome {
                    Outcome::None => DCR_MATCH_NONE,
                    Outcome::Possible => DCR_MATCH_POSSIBLE,
                    Outcome::Link => DCR_MATCH_LINK,
                },
                guards: u32::from(pair.guards.bits()),
                joined: i32::from(pair.joined),
                review: i32::from(pair.needs_review()),
            });
        }
        Ok(())
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { call(error, run) }
}

/// What was found, in a form, as JSON: `summary` (how many of what, and which blocks were too crowded to compare), `clusters`,
/// `pairs`, `review` (what a person should look at, the highest rank first), or `model` for the model that was used, with
/// what was learned from the tables.
///
/// # Safety
/// `linked` was not freed; `form` is valid for reading `form_len` bytes; `out` is valid for writing; `error` is NULL or valid
/// for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_linked_tell(
    linked: *const dcr_linked,
    form: *const c_char,
    form_len: usize,
    out: *mut dcr_bytes,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = || {
        // SAFETY: the caller's promise is passed on.
        let (linked, form, out) = unsafe { (linked_of(linked)?, text(form, form_len, "form")?, output(out, "out")?) };
        out.write(dcr_bytes::give(linked.tell(form)?.into_bytes()));
        Ok(())
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { call(error, run) }
}

/// How two rows compare, piece by piece, in a form: `json` or `text`. It repeats nothing that the rows state.
///
/// # Safety
/// `linked` was not freed; `form` is valid for reading `form_len` bytes; `out` is valid for writing; `error` is NULL or valid
/// for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_linked_explain(
    linked: *const dcr_linked,
    left: u32,
    right: u32,
    form: *const c_char,
    form_len: usize,
    out: *mut dcr_bytes,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = || {
        // SAFETY: the caller's promise is passed on.
        let (linked, form, out) = unsafe { (linked_of(linked)?, text(form, form_len, "form")?, output(out, "out")?) };
        out.write(dcr_bytes::give(linked.tell_explained(left, right, form)?.into_bytes()));
        Ok(())
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { call(error, run) }
}

/// Evaluates what was found against the truth: for each row a name of the person, as a column of `dcr_match_table_add`, empty
/// where it is not known. `report` and `svg` are those of `dcr_match_evaluate_scores`.
///
/// # Safety
/// `linked` was not freed; `data` is valid for reading `data_len` bytes and `offsets` for reading `offsets_len` numbers;
/// `report` is valid for writing; `svg` and `error` are NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_linked_evaluate(
    linked: *const dcr_linked,
    data: *const u8,
    data_len: usize,
    offsets: *const u64,
    offsets_len: usize,
    false_joins: u64,
    report: *mut dcr_bytes,
    svg: *mut dcr_bytes,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = || {
        // SAFETY: the caller's promise is passed on.
        let (linked, data, offsets, report) = unsafe {
            (
                linked_of(linked)?,
                slice(data, data_len, "data")?,
                slice(offsets, offsets_len, "offsets")?,
                output(report, "report")?,
            )
        };
        let person = Texts::of("person", data, offsets).map_err(NodeError::from)?;
        let found = linked.evaluate(person.rows(), &person)?;
        report.write(dcr_bytes::give(found.to_json(false_joins)?.into_bytes()));
        // SAFETY: the caller's promise is passed on.
        unsafe { give_if_wanted(svg, found.svg()) };
        Ok(())
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { call(error, run) }
}

/// Ends what came of matching. NULL is allowed.
///
/// # Safety
/// `linked` is NULL or was not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_linked_free(linked: *mut dcr_linked) {
    if !linked.is_null() {
        // SAFETY: it came from Box::into_raw and is freed once, by the caller's promise.
        drop(unsafe { Box::from_raw(linked) });
    }
}
