//! The register, the policy, the connected sources, and how much the node holds.

use crate::account::{Account, plain_outcome};
use crate::error::{NodeError, RulesError};
use crate::node::Node;
use crate::store::Work;
use dcr_core::audit::AuditKind;
use dcr_core::consent::{AccessRequest, Policy, SourceConnection};
use dcr_core::identifier::OdsCode;
use dcr_core::register::{Admission, Register};
use dcr_core::time::Timestamp;
use serde::Serialize;

/// The erased are few, and have an index.
const HELD: &str = "SELECT (SELECT count(*) FROM contribution) - (SELECT count(*) FROM contribution WHERE stands = 2)";

/// Without the rows that are nobody.
const LOCAL_PERSONS: &str = "SELECT (SELECT count(*) FROM person) - (SELECT count(*) FROM identity_decision)";

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
    /// [`RulesError::Policy`] when the document is not a policy, [`RulesError::PolicyUnsigned`] when the register names
    /// an organisation that signs policies: the one in force stays.
    pub fn set_policy(&self, policy: &[u8], by: &AccessRequest) -> Result<(), NodeError> {
        self.change_rules(by, |work| work.put_policy(policy, None))
    }

    /// Puts another policy in force that the register's `policy_authority` has signed: its JSON document and the signed
    /// note ([`dcr_core::consent::sign_policy`]). Whether the key is valid is asked of this computer's clock. The change
    /// is accounted for.
    ///
    /// # Errors
    /// [`RulesError::Policy`] when the document is not a policy, [`RulesError::PolicySignature`] when the signature is
    /// not accepted or the register names nobody who could sign: the one in force stays.
    pub fn set_signed_policy(&self, policy: &[u8], note: &[u8], by: &AccessRequest) -> Result<(), NodeError> {
        self.change_rules(by, |work| work.put_policy(policy, Some(note)))
    }

    /// Puts another register in force, from its JSON document. The change is accounted for. The policy stays in force,
    /// also where the new register asks for a signature that it does not have: it is the next that needs one.
    ///
    /// # Errors
    /// [`RulesError`] when the document is not a register that names this node's organisation: the one in force stays.
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
                outcome: plain_outcome(true, rules.plan.policy().digest()),
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
        self.read(|work| Ok(work.rules()?.plan.policy().clone()))
    }

    /// The signed note by which the policy in force was accepted; `None` where it needed none.
    ///
    /// # Errors
    /// [`crate::StoreError`] when the store cannot be read.
    pub fn policy_note(&self) -> Result<Option<Vec<u8>>, NodeError> {
        self.read(|work| work.policy_note())
    }

    /// Whether an organisation is admitted at an instant by the register and the policy in force, what it lacks, and until
    /// when the answer holds.
    ///
    /// # Errors
    /// [`RulesError::OrganisationUnknown`] when the register has no organisation of this code.
    pub fn admission(&self, code: &OdsCode, at: Timestamp) -> Result<Admission, NodeError> {
        self.read(|work| {
            let rules = work.rules()?;
            let organisation =
                rules.plan.register().organisation(code.as_str()).ok_or(RulesError::OrganisationUnknown)?;
            Ok(organisation.admission(&rules.admission_criteria(), at))
        })
    }

    /// The register in force.
    ///
    /// # Errors
    /// [`crate::StoreError`] when the store cannot be read.
    pub fn register(&self) -> Result<Register, NodeError> {
        self.read(|work| Ok(work.rules()?.plan.register().clone()))
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
                contributions: work.count(HELD)?,
                local_persons: work.count(LOCAL_PERSONS)?,
                messages: work.count("SELECT count(*) FROM message")?,
                quarantined: work.count("SELECT count(*) FROM quarantine")?,
                audit_events: work.count("SELECT count(*) FROM audit")?,
            })
        })
    }
}
