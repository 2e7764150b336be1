//! Matching by likeness: which model is in force, and bringing what it finds up to date.

use crate::account::{Account, plain_outcome};
use crate::error::NodeError;
use crate::node::Node;
use dcr_core::audit::AuditKind;
use dcr_core::consent::AccessRequest;
use dcr_core::identity::matching::MatchModel;

impl Node {
    /// Puts a model of matching in force, or none: a new node has none, and then identity goes by numbers, local identifiers
    /// and statements alone. The change is accounted for.
    ///
    /// From then on every local person whose demographics come or change is compared with those who share a block, in the
    /// transaction that keeps the contribution. Whoever was held before waits for [`Node::settle_matches`].
    ///
    /// # Errors
    /// [`crate::StoreError`] when the store cannot be written: the one in force stays.
    pub fn set_match_model(&self, model: Option<&MatchModel>, by: &AccessRequest) -> Result<(), NodeError> {
        self.write(|work| {
            work.put_match_model(model)?;
            let rules = work.rules()?;
            let account = Account {
                kind: AuditKind::PolicyChange,
                node: &rules.organisation,
                request: by,
                person: None,
                number: None,
                outcome: plain_outcome(true, rules.plan.policy().digest()),
            };
            account.write(work)?;
            Ok(())
        })
    }

    /// The model of matching in force.
    ///
    /// # Errors
    /// [`crate::StoreError`] when the store cannot be read.
    pub fn match_model(&self) -> Result<Option<MatchModel>, NodeError> {
        self.read(|work| Ok(work.match_model()?.map(|model| MatchModel::clone(&model))))
    }

    /// Compares up to `most` of the local persons who wait for it since another model came into force, or since
    /// [`Node::rebuild_matches`]; how many are left. A host calls it until none are: a call is one transaction, and what
    /// was done stays done.
    ///
    /// # Errors
    /// [`crate::StoreError`] when the store cannot be written: nothing of this call was done.
    pub fn settle_matches(&self, most: usize) -> Result<u64, NodeError> {
        self.write(|work| work.settle_pending_matches(most))
    }

    /// Forgets what matching found, so that [`Node::settle_matches`] finds it anew: the same, unless the cache was damaged or
    /// a block has become too crowded since.
    ///
    /// # Errors
    /// [`crate::StoreError`] when the store cannot be written.
    pub fn rebuild_matches(&self) -> Result<(), NodeError> {
        self.write(|work| work.forget_matches())
    }
}
