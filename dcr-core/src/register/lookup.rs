//! Asking the register.

use super::{Agreement, Organisation, Register};
use crate::contribution::ContentHash;
use crate::identifier::OdsCode;

impl Register {
    /// What it is the register of.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its version.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.version
    }

    /// The hash of the canonical bytes of its document.
    #[must_use]
    pub fn digest(&self) -> ContentHash {
        self.digest
    }

    /// The county whose register it is.
    #[must_use]
    pub fn county(&self) -> Option<&str> {
        self.county.as_deref()
    }

    /// The organisation whose signature a policy needs; `None` where a policy needs none.
    #[must_use]
    pub fn policy_authority(&self) -> Option<&Organisation> {
        // INVARIANT: the authority is in the register.
        self.policy_authority.as_ref().and_then(|code| self.organisation(code.as_str()))
    }

    /// The agreements with other counties, in the order of the document.
    #[must_use]
    pub fn agreements(&self) -> &[Agreement] {
        &self.agreements
    }

    /// Whether an organisation belongs to another county: it states one, and it is not exactly the register's.
    #[must_use]
    pub fn across_border(&self, organisation: &Organisation) -> bool {
        organisation.county.is_some() && organisation.county != self.county
    }

    /// The organisations in the order of their codes.
    #[must_use]
    pub fn organisations(&self) -> &[Organisation] {
        &self.organisations
    }

    /// The organisation with exactly this code, or `None`: a code is never guessed.
    #[must_use]
    pub fn organisation(&self, code: &str) -> Option<&Organisation> {
        let place = self.organisations.binary_search_by(|organisation| organisation.code.as_str().cmp(code)).ok()?;
        self.organisations.get(place)
    }

    /// The name that readers are told: the organisation's, or its code where the register does not know it.
    #[must_use]
    pub fn name_of<'a>(&'a self, code: &'a OdsCode) -> &'a str {
        self.organisation(code.as_str()).map_or(code.as_str(), |organisation| &organisation.name)
    }

    /// The organisation that an organisation has become, over every successor; itself where it has none.
    #[must_use]
    pub fn current(&self, code: &str) -> Option<&Organisation> {
        let mut at = self.organisation(code)?;
        // INVARIANT: successors are known and do not loop, so this ends.
        while let Some(next) = at.successor.as_ref().and_then(|successor| self.organisation(successor.as_str())) {
            at = next;
        }
        Some(at)
    }

    /// Whether `organisation` is `named` or took over from it, however many successions ago.
    ///
    /// What a person forbade an organisation, they forbade whoever took it over.
    #[must_use]
    pub fn is_or_succeeds(&self, organisation: &str, named: &str) -> bool {
        if organisation == named {
            return true;
        }
        let mut at = self.organisation(named);
        while let Some(successor) = at.and_then(|named| named.successor.as_ref()) {
            if successor.as_str() == organisation {
                return true;
            }
            at = self.organisation(successor.as_str());
        }
        false
    }
    /// Whether what a person forbade `named` concerns `organisation`: it is that organisation or part of it, over any
    /// number of steps, or it or what it is part of took over from it, however many successions ago.
    #[must_use]
    pub fn answers_for(&self, organisation: &Organisation, named: &str) -> bool {
        let mut at = Some(organisation);
        // INVARIANT: parents do not loop, so this ends.
        while let Some(part) = at {
            if self.is_or_succeeds(part.code.as_str(), named) {
                return true;
            }
            at = part.parent.as_ref().and_then(|parent| self.organisation(parent.as_str()));
        }
        false
    }

    /// Every code by which a dissent concerns an organisation ([`Register::answers_for`]), in order.
    #[must_use]
    pub fn answers_to(&self, organisation: &Organisation) -> Vec<&OdsCode> {
        let codes = self.organisations.iter().map(|named| &named.code);
        codes.filter(|named| self.answers_for(organisation, named.as_str())).collect()
    }
}
