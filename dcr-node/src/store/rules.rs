//! The register, the policy and whose node this is.

use super::{Work, damaged};
use crate::error::{NodeError, RulesError};
use crate::node::now;
use dcr_core::consent::{Plan, Policy, verify_policy};
use dcr_core::identifier::OdsCode;
use dcr_core::register::{Access, AdmissionCriteria, Register};
use rusqlite::OptionalExtension;
use std::sync::Arc;

/// What every decision of this node goes by.
pub(crate) struct Rules {
    pub(crate) organisation: OdsCode,
    pub(crate) plan: Plan,
}

impl Rules {
    /// Which evidence an organisation must have.
    pub(crate) fn admission_criteria(&self) -> AdmissionCriteria {
        *self.plan.policy().admission_criteria()
    }

    /// Whether what an organisation sends waits in quarantine because it may only look. One that is not in the register
    /// is none of those: what it sends is kept, as it always was.
    pub(crate) fn is_read_only(&self, organisation: &OdsCode) -> bool {
        let found = self.plan.register().organisation(organisation.as_str());
        found.is_some_and(|organisation| organisation.assurance.access == Access::ReadOnly)
    }
}

/// The name of the setting that holds the note that signs the policy in force.
const POLICY_NOTE: &str = "policy-note";

/// Rules that were read before, with what tells whether the store still holds the same.
///
/// Every write of a sealed value has a new random nonce, so the nonces name what was read.
pub(super) struct RememberedRules {
    nonces: (Vec<u8>, Vec<u8>),
    rules: Arc<Rules>,
}

impl Work<'_> {
    /// Checks and keeps the register and the policy.
    pub(crate) fn put_rules(&self, register: &[u8], policy: &[u8], note: Option<&[u8]>) -> Result<(), NodeError> {
        self.put_register(register)?;
        self.put_policy(policy, note)
    }

    pub(crate) fn put_register(&self, register: &[u8]) -> Result<(), NodeError> {
        let read = Register::from_json(register).map_err(RulesError::from)?;
        if read.organisation(self.organisation()?.as_str()).is_none() {
            return Err(RulesError::OwnOrganisation.into());
        }
        self.put_meta("register", register)
    }

    /// Checks and keeps a policy and the note that signs it. Where the register in force names who signs policies, one
    /// without a note is refused; a note is checked wherever there is one, at the time of this computer's clock.
    pub(crate) fn put_policy(&self, policy: &[u8], note: Option<&[u8]>) -> Result<(), NodeError> {
        let read = Policy::from_json(policy).map_err(RulesError::from)?;
        let register = self.meta("register")?.ok_or_else(|| damaged("meta"))?;
        let register = Register::from_json(&register).map_err(RulesError::from)?;
        match note {
            Some(note) => {
                verify_policy(&read, note, &register, now()?).map_err(RulesError::from)?;
            }
            None if register.policy_authority().is_some() => return Err(RulesError::PolicyUnsigned.into()),
            None => {}
        }
        self.put_meta("policy", policy)?;
        match note {
            Some(note) => self.put_meta(POLICY_NOTE, note),
            None => self.drop_meta(POLICY_NOTE),
        }
    }

    /// The note that signs the policy in force; `None` where it was put in force without one.
    pub(crate) fn policy_note(&self) -> Result<Option<Vec<u8>>, NodeError> {
        self.meta(POLICY_NOTE)
    }

    pub(crate) fn organisation(&self) -> Result<OdsCode, NodeError> {
        let code = self.meta("organisation")?.ok_or_else(|| damaged("meta"))?;
        std::str::from_utf8(&code).ok().and_then(|code| OdsCode::parse(code).ok()).ok_or_else(|| damaged("meta"))
    }

    /// The rules in force; read again only where the store holds others than before.
    pub(crate) fn rules(&mut self) -> Result<Arc<Rules>, NodeError> {
        let nonces = (self.nonce("register")?, self.nonce("policy")?);
        if let Some(remembered) = self.rules.as_ref().filter(|remembered| remembered.nonces == nonces) {
            return Ok(Arc::clone(&remembered.rules));
        }
        let register = self.meta("register")?.ok_or_else(|| damaged("meta"))?;
        let policy = self.meta("policy")?.ok_or_else(|| damaged("meta"))?;
        let rules = Arc::new(Rules {
            organisation: self.organisation()?,
            plan: Plan::new(
                Policy::from_json(&policy).map_err(RulesError::from)?,
                Register::from_json(&register).map_err(RulesError::from)?,
            ),
        });
        *self.rules = Some(RememberedRules { nonces, rules: Arc::clone(&rules) });
        Ok(rules)
    }

    fn nonce(&self, name: &'static str) -> Result<Vec<u8>, NodeError> {
        self.sql
            .prepare_cached("SELECT substr(value, 1, 12) FROM meta WHERE name = ?1")?
            .query_row([name], |row| row.get(0))
            .optional()?
            .ok_or_else(|| damaged("meta"))
    }
}
