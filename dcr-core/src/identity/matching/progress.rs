//! How far matching has come, and who may break it off.

use super::block::BlockKind;
use std::convert::Infallible;
use std::ops::ControlFlow;

/// How far a table has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Rows were read.
    Read {
        /// How many so far.
        rows: usize,
    },
    /// The blocks of one kind were compared.
    Compared {
        /// Which kind.
        kind: BlockKind,
    },
    /// Clusters were made.
    Clustered,
}

/// Who hears on the calling thread how far the work has come, and may break it off there.
pub(super) type Told<'t, B> = dyn Fn(Progress) -> ControlFlow<B> + 't;

/// Hears, and never breaks off.
pub(super) fn go_on(_: Progress) -> ControlFlow<Infallible> {
    ControlFlow::Continue(())
}
