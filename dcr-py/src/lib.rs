//! The Python extension module of the Dorset Care Record.
//!
//! This crate holds no rule: every method hands its words to `dcr-node` and hands the result back. The package's face is
//! the Python code beside it, `python/dcr`.
#![allow(clippy::needless_pass_by_value, reason = "Python's arguments are handed over by value")]

mod answer;
mod arrow_column;
mod arrow_table;
mod consent;
mod error;
mod matching;
mod node;
mod read;

/// The Dorset Care Record's extension module; use the package `dcr`.
#[pyo3::pymodule]
mod _dcr {
    #[pymodule_export]
    use crate::answer::Answer;
    #[pymodule_export]
    use crate::arrow_table::ArrowTable;
    #[pymodule_export]
    use crate::consent::{Person, Plan, Request, Verdict, Verdicts, policy_digest, ready_policy, sign_policy};
    #[pymodule_export]
    use crate::error::{AuditError, DcrError, InputError, InternalError, KeyError, RulesError, StoreError};
    #[pymodule_export]
    use crate::matching::{Evaluated, Linked, MatchModel, MatchTable, evaluate_scores, link_table, train};
    #[pymodule_export]
    use crate::node::{Node, NodeKey};
    #[pymodule_export]
    use crate::read::read_contributions;

    #[pymodule_export]
    #[expect(non_upper_case_globals, reason = "the name that Python sees")]
    const __version__: &str = env!("CARGO_PKG_VERSION");
}
