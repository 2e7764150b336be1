//! The register, the policy, the connected sources, and how much the node holds.

use crate::account::{Account, plain_outcome};
use crate::error::NodeError;
use crate::node::Node;
use crate::store::Work;
use dcr_core::audit::AuditKind;
use dcr_core::consent::{AccessRequest, Policy, SourceConnection};
use dcr_core::register::Register;
use serde::Serialize;

/// How much a node holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Stats {
    /// Contributions, all versions counted.
    pub contributions: u64,
    /// Local persons: one person at several sources counts several times.
    pub local_persons: u64,
    /// Messages taken.
    pub messages: u64,
    /// Units in quarantine.
    pub quarantined: u64,
    /// Events in the audit log.
    pub audit_events: u64,
}

impl Node {
    /// Puts another policy in force, from its JSON document. The change is accounted for.
    ///
    /// # Errors
    /// [`crate::RulesError::Policy`] when the document is not a policy: the one in force stays.
    pub fn set_policy(&self, policy: &[u8], by: &AccessRequest) -> Result<(), NodeError> {
        self.change_rules(by, |work| work.put_policy(policy))
    }

    /// Puts another register in force, from its JSON document. The change is accounted for.
    ///
    /// # Errors
    /// [`crate::RulesError`] when the document is not a register that names this node's organisation: the one in force
    /// stays.
    pub fn set_register(&self, register: &[u8], by: &AccessRequest) -> Result<(), NodeError> {
        self.change_rules(by, |work| work.put_register(register))
    }

    fn change_rules(
        &self,
        by: &AccessRequest,
        change: impl FnOnce(&Work<'_>) -> Result<(), NodeError>,
    ) -> Result<(), NodeError> {
        self.write(|work| {
            change(work)?;
            let rules = work.rules()?;
            let account = Account {
                kind: AuditKind::PolicyChange,
                node: &rules.organisation,
                request: by,
                person: None,
                number: None,
                outcome: plain_outcome(true, rules.policy.digest()),
            };
            account.write(work)?;
            Ok(())
        })
    }

    /// The policy in force.
    ///
    /// # Errors
    /// [`crate::StoreError`] when the store cannot be read.
    pub fn policy(&self) -> Result<Policy, NodeError> {
        self.read(|work| Ok(work.rules()?.policy.clone()))
    }

    /// The register in force.
    ///
    /// # Errors
    /// [`crate::StoreError`] when the store cannot be read.
    pub fn register(&self) -> Result<Register, NodeError> {
        self.read(|work| Ok(work.rules()?.register.clone()))
    }

    /// The sources that anything ever came from, and when it last did.
    ///
    /// # Errors
    /// [`crate::StoreError`] when the store cannot be read.
    pub fn connections(&self) -> Result<Vec<SourceConnection>, NodeError> {
        self.read(|work| work.connections())
    }

    /// How much the node holds.
    ///
    /// # Errors
    /// [`crate::StoreError`] when the store cannot be read.
    pub fn stats(&self) -> Result<Stats, NodeError> {
        self.read(|work| {
            Ok(Stats {
                contributions: work.count("SELECT count(*) FROM contribution")?,
                local_persons: work.count("SELECT count(*) FROM person")?,
                messages: work.count("SELECT count(*) FROM message")?,
                quarantined: work.count("SELECT count(*) FROM quarantine")?,
                audit_events: work.count("SELECT count(*) FROM audit")?,
            })
        })
    }
}
