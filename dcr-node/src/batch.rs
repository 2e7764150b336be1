//! Taking many inputs, in groups that each become durable, with word of how far it has come.

use crate::error::NodeError;
use crate::input::Input;
use crate::node::Node;
use crate::receipt::Receipt;
use crate::submit::{Occasion, Prepared};
use serde::Serialize;
use std::ops::ControlFlow;

/// How many inputs become durable together, at most.
const GROUP_INPUTS: usize = 64;

/// How many bytes become durable together before a group is closed.
const GROUP_BYTES: usize = 8 << 20;

/// How far a batch has come. Everything it tells of is durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Progress {
    /// How many inputs were done.
    pub inputs: u64,
    /// How many of those could not even be begun.
    pub refused: u64,
    /// How many units were accepted.
    pub accepted: u64,
    /// How many units went into quarantine.
    pub quarantined: u64,
}

/// What became of one input of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum BatchOutcome {
    /// It was taken; its unusable units are in quarantine.
    Taken(Receipt),
    /// It could not even be begun, and nothing of it is kept.
    Refused {
        /// The stable code of the reason.
        code: &'static str,
        /// The reason in words.
        message: String,
    },
}

/// What became of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct BatchReceipt {
    /// How far it came.
    pub progress: Progress,
    /// Whether it was stopped before its end.
    pub stopped: bool,
    /// What became of each input, in order.
    pub outcomes: Vec<BatchOutcome>,
}

impl BatchReceipt {
    /// The receipt as JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Numbers and texts alone, which always print.
        serde_json::to_string(self).unwrap_or_default()
    }

    fn add(&mut self, outcome: BatchOutcome) {
        self.progress.inputs += 1;
        match &outcome {
            BatchOutcome::Taken(receipt) => {
                self.progress.accepted += receipt.accepted;
                self.progress.quarantined += receipt.quarantined;
            }
            BatchOutcome::Refused { .. } => self.progress.refused += 1,
        }
        self.outcomes.push(outcome);
    }
}

impl Node {
    /// Takes many inputs one after another, some dozens in one transaction, and after each transaction tells how far it
    /// has come; `progress` may stop the batch there. It runs outside every transaction, so it may call the node.
    ///
    /// An input that cannot even be begun is told in the receipt and does not hold up the others. The same batch again
    /// changes nothing, so that one that was interrupted is simply handed in once more.
    ///
    /// # Errors
    /// [`crate::StoreError`] when something cannot be kept. What `progress` was told of before is durable.
    pub fn submit_batch<B: AsRef<[u8]>>(
        &self,
        inputs: impl IntoIterator<Item = (B, Input)>,
        mut progress: impl FnMut(&Progress) -> ControlFlow<()>,
    ) -> Result<BatchReceipt, NodeError> {
        let terminology = self.terminology();
        let mut batch = BatchReceipt::default();
        let mut inputs = inputs.into_iter();
        loop {
            let mut group = Vec::new();
            let mut bytes = 0;
            for (data, input) in inputs.by_ref() {
                bytes += data.as_ref().len();
                group.push(Prepared::new(data.as_ref(), &input, &terminology));
                if group.len() == GROUP_INPUTS || bytes >= GROUP_BYTES {
                    break;
                }
            }
            if group.is_empty() {
                return Ok(batch);
            }
            for outcome in self.keep_group(&mut group)? {
                batch.add(outcome);
            }
            if progress(&batch.progress).is_break() {
                batch.stopped = inputs.next().is_some();
                return Ok(batch);
            }
        }
    }

    fn keep_group(&self, group: &mut [Result<Prepared, NodeError>]) -> Result<Vec<BatchOutcome>, NodeError> {
        self.write(|work| {
            group
                .iter_mut()
                .map(|prepared| match prepared {
                    Ok(prepared) => Ok(BatchOutcome::Taken(prepared.keep(work, Occasion::Received)?)),
                    Err(reason @ NodeError::Input(_)) => {
                        Ok(BatchOutcome::Refused { code: reason.code(), message: reason.to_string() })
                    }
                    Err(other) => Err(other.clone()),
                })
                .collect()
        })
    }
}
