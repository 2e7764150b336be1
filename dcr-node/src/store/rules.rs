//! The register, the policy and whose node this is.

use super::{Work, damaged};
use crate::error::{NodeError, RulesError};
use dcr_core::consent::Policy;
use dcr_core::identifier::OdsCode;
use dcr_core::register::Register;
use rusqlite::OptionalExtension;
use std::sync::Arc;

/// What every decision of this node goes by.
pub(crate) struct Rules {
    pub(crate) organisation: OdsCode,
    pub(crate) register: Register,
    pub(crate) policy: Policy,
}

/// Rules that were read before, with what tells whether the store still holds the same.
///
/// Every write of a sealed value has a new random nonce, so the nonces name what was read.
pub(super) struct RememberedRules {
    nonces: (Vec<u8>, Vec<u8>),
    rules: Arc<Rules>,
}

impl Work<'_> {
    /// Checks and keeps the register and the policy.
    pub(crate) fn put_rules(&self, register: &[u8], policy: &[u8]) -> Result<(), NodeError> {
        self.put_register(register)?;
        self.put_policy(policy)
    }

    pub(crate) fn put_register(&self, register: &[u8]) -> Result<(), NodeError> {
        let read = Register::from_json(register).map_err(RulesError::from)?;
        if read.organisation(self.organisation()?.as_str()).is_none() {
            return Err(RulesError::OwnOrganisation.into());
        }
        self.put_meta("register", register)
    }

    pub(crate) fn put_policy(&self, policy: &[u8]) -> Result<(), NodeError> {
        Policy::from_json(policy).map_err(RulesError::from)?;
        self.put_meta("policy", policy)
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
            register: Register::from_json(&register).map_err(RulesError::from)?,
            policy: Policy::from_json(&policy).map_err(RulesError::from)?,
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
