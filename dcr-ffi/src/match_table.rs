//! Matching whole tables: tables, what is matched, training and evaluating.

use crate::bytes::{dcr_bytes, give_if_wanted, output, slice, text};
use crate::guard::call;
use crate::match_linked::dcr_linked;
use crate::node::given;
use crate::status::{DCR_ERROR_INPUT, DCR_ERROR_NULL_POINTER, Failure, dcr_error, dcr_status};
use ::dcr_node::NodeError;
use ::dcr_node::match_door::{self, Linking, MatchTable, Step, Texts};
use dcr_core::identity::matching::MatchModel;
use std::ffi::{c_char, c_void};
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, PoisonError};

/// A table that is matched, by columns. Owned by the caller; it may be freed once it was matched.
#[allow(non_camel_case_types, reason = "the name that C sees")]
#[derive(Debug)]
pub struct dcr_match_table(Mutex<Arc<MatchTable>>);

impl dcr_match_table {
    pub(crate) fn shared(&self) -> Arc<MatchTable> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Rows were read: `done` is how many so far.
pub const DCR_MATCH_READ: i32 = 1;
/// Pairs were compared: `done` is of how many rules of blocking.
pub const DCR_MATCH_COMPARED: i32 = 2;
/// Clusters were made.
pub const DCR_MATCH_CLUSTERED: i32 = 3;

/// Told by `dcr_link_table` how far it has come: one of the `DCR_MATCH_` steps and its count. 0 goes on, anything else breaks
/// it off with the error `match-table.broken-off`.
///
/// It runs on the calling thread and must return: no exception and no `longjmp` may leave it.
#[allow(non_camel_case_types, reason = "the name that C sees")]
pub type dcr_match_progress = Option<unsafe extern "C" fn(user: *mut c_void, step: i32, done: u64) -> i32>;

/// The table that a caller passed in.
///
/// # Safety
/// `table` is NULL or a table that was not freed.
pub(crate) unsafe fn table_of<'a>(table: *const dcr_match_table) -> Result<&'a dcr_match_table, Failure> {
    // SAFETY: NULL or valid by the caller's promise.
    unsafe { table.as_ref() }.ok_or_else(|| Failure::new(DCR_ERROR_NULL_POINTER, "ffi.null-pointer", "table is NULL"))
}

/// The second table, which may be absent.
///
/// # Safety
/// As [`table_of`].
unsafe fn other_of(other: *const dcr_match_table) -> Option<Arc<MatchTable>> {
    // SAFETY: NULL or valid by the caller's promise.
    unsafe { other.as_ref() }.map(dcr_match_table::shared)
}

/// The model that a caller passed in; absent is the one that is shipped.
///
/// # Safety
/// As [`text`].
unsafe fn model_of(json: *const c_char, len: usize) -> Result<MatchModel, Failure> {
    // SAFETY: the caller's promise is passed on.
    let json = unsafe { text(json, len, "model_json") }?;
    Ok(given(json).map_or_else(|| Ok(MatchModel::english()), match_door::model)?)
}

/// Makes a table of `rows` rows, without columns yet.
///
/// # Safety
/// `table` is valid for writing; `error` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_match_table_new(
    rows: usize,
    table: *mut *mut dcr_match_table,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = || {
        // SAFETY: the caller's promise is passed on.
        let table = unsafe { output(table, "table") }?;
        let made = dcr_match_table(Mutex::new(Arc::new(MatchTable::new(rows)?)));
        table.write(Box::into_raw(Box::new(made)));
        Ok(())
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { call(error, run) }
}

/// Adds a column: the texts of a field (`given_name`, `birth_date`, ... as `docs/identity.md` lists them) in one buffer, text
/// `n` from `offsets[n]` to `offsets[n + 1]`, one offset more than there are rows; the layout of Arrow's large strings. An
/// absent text is an empty one. The texts are copied. Several columns of one field are read in their order. While something
/// that was found in the table is not freed, nothing can be added to it.
///
/// # Safety
/// `table` is a table that was not freed and that no other thread uses; `field` is valid for reading `field_len` bytes;
/// `data` is valid for reading `data_len` bytes and `offsets` for reading `offsets_len` numbers; `error` is NULL or valid for
/// writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_match_table_add(
    table: *mut dcr_match_table,
    field: *const c_char,
    field_len: usize,
    data: *const u8,
    data_len: usize,
    offsets: *const u64,
    offsets_len: usize,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = || {
        // SAFETY: the caller's promise is passed on.
        let (table, field, data, offsets) = unsafe {
            (
                table_of(table)?,
                text(field, field_len, "field")?,
                slice(data, data_len, "data")?,
                slice(offsets, offsets_len, "offsets")?,
            )
        };
        match_door::field_of(field)?;
        let texts = Texts::of(field, data, offsets).map_err(NodeError::from)?;
        let mut shared = table.0.lock().unwrap_or_else(PoisonError::into_inner);
        // What is being matched on another thread keeps the table as it was.
        let table = Arc::get_mut(&mut shared)
            .ok_or_else(|| Failure::new(DCR_ERROR_INPUT, "match-table.in-use", "the table was matched already"))?;
        Ok(table.add(field, texts.rows(), Box::new(texts))?)
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { call(error, run) }
}

/// Ends a table. NULL is allowed.
///
/// # Safety
/// `table` is NULL or a table that was not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_match_table_free(table: *mut dcr_match_table) {
    if !table.is_null() {
        // SAFETY: it came from Box::into_raw and is freed once, by the caller's promise.
        drop(unsafe { Box::from_raw(table) });
    }
}

/// Matches a table with itself, or with `other` where it is not NULL: then only rows of one with rows of the other, those of
/// `other` numbered on from the rows of `table`.
///
/// `model_json` is a model's JSON document; NULL with length 0 is the one that is shipped, `english`. `decisions_json`, which
/// may be absent too, is an array of what persons decided: objects of `left`, `right` (the number of a row, or an object of
/// `source` and `local_id`) and `decision` (`same` or `different`). At most `threads` threads work, 0 counts as 1; the
/// result does not depend on it. `progress`, which may be NULL, is called with `user`.
///
/// # Safety
/// `table` and `other` are tables that were not freed, `other` may be NULL; every text is valid for reading its length;
/// `progress` is NULL or can be called with `user`; `linked` is valid for writing; `error` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_link_table(
    table: *const dcr_match_table,
    other: *const dcr_match_table,
    model_json: *const c_char,
    model_json_len: usize,
    decisions_json: *const c_char,
    decisions_json_len: usize,
    threads: usize,
    progress: dcr_match_progress,
    user: *mut c_void,
    linked: *mut *mut dcr_linked,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = || {
        // SAFETY: the caller's promise is passed on.
        let (table, other, model, decisions, linked) = unsafe {
            (
                table_of(table)?.shared(),
                other_of(other),
                model_of(model_json, model_json_len)?,
                text(decisions_json, decisions_json_len, "decisions_json")?,
                output(linked, "linked")?,
            )
        };
        let told = |step: Step| {
            let (step, done) = match step {
                Step::Read(rows) => (DCR_MATCH_READ, rows),
                Step::Compared(rules) => (DCR_MATCH_COMPARED, rules),
                Step::Clustered => (DCR_MATCH_CLUSTERED, 1),
            };
            // SAFETY: it can be called with `user` by the caller's promise.
            match progress.map_or(0, |call| unsafe { call(user, step, done) }) {
                0 => ControlFlow::Continue(()),
                _ => ControlFlow::Break(()),
            }
        };
        let linking = Linking { table, other, decisions: given(decisions), threads, hears: Some(&told) };
        linked.write(Box::into_raw(Box::new(dcr_linked(match_door::link(&linking, &model)?))));
        Ok(())
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { call(error, run) }
}

/// Trains a model on the rows of a table, or of two that are to be matched with one another, without labels. `base_json` is
/// the model whose weights it begins from; NULL with length 0 is `english`. About `pairs` pairs are looked at, 0 for the
/// usual number. `model` takes the trained model as JSON, `report`, which may be NULL, what was found: `candidates`,
/// `matches`, `rounds` and the model's `digest`.
///
/// # Safety
/// `table` and `other` are tables that were not freed, `other` may be NULL; `base_json` is valid for reading its length;
/// `model` is valid for writing; `report` and `error` are NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_match_train(
    table: *const dcr_match_table,
    other: *const dcr_match_table,
    base_json: *const c_char,
    base_json_len: usize,
    threads: usize,
    pairs: u64,
    model: *mut dcr_bytes,
    report: *mut dcr_bytes,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = || {
        // SAFETY: the caller's promise is passed on.
        let (table, other, base, model) = unsafe {
            (table_of(table)?.shared(), other_of(other), model_of(base_json, base_json_len)?, output(model, "model")?)
        };
        let pairs = Some(pairs).filter(|pairs| *pairs > 0);
        let (trained, told) = match_door::train(&table, other.as_deref(), &base, threads, pairs)?;
        let told = told.to_json()?;
        model.write(dcr_bytes::give(trained.to_json().into_bytes()));
        // SAFETY: the caller's promise is passed on.
        unsafe { give_if_wanted(report, told) };
        Ok(())
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { call(error, run) }
}

/// Evaluates scores of pairs of which it is known whether they are of one person: `same[n]` is 0 where the pair of `ranks[n]`
/// is not. `true_pairs` is how many pairs of one person there are, those that were never compared too. `report` takes JSON:
/// the `points` (`threshold`, `true_joins`, `false_joins`, `precision` and `recall` in a million) and the `recommended`
/// thresholds for a rate of `false_joins` in a million; `svg`, which may be NULL, a plot.
///
/// # Safety
/// `ranks` and `same` are valid for reading `len` values; `report` is valid for writing; `svg` and `error` are NULL or valid
/// for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dcr_match_evaluate_scores(
    ranks: *const i32,
    same: *const u8,
    len: usize,
    true_pairs: u64,
    false_joins: u64,
    report: *mut dcr_bytes,
    svg: *mut dcr_bytes,
    error: *mut *mut dcr_error,
) -> dcr_status {
    let run = || {
        // SAFETY: the caller's promise is passed on.
        let (ranks, same, report) =
            unsafe { (slice(ranks, len, "ranks")?, slice(same, len, "same")?, output(report, "report")?) };
        let found = match_door::evaluate_scores(ranks, same, true_pairs)?;
        report.write(dcr_bytes::give(found.to_json(false_joins)?.into_bytes()));
        // SAFETY: the caller's promise is passed on.
        unsafe { give_if_wanted(svg, found.svg()) };
        Ok(())
    };
    // SAFETY: the caller's promise is passed on.
    unsafe { call(error, run) }
}
