//! What another policy would change for people who are held here, before it is put in force.

use crate::account::{Account, plain_outcome};
use crate::directive::may_ask;
use crate::error::{NodeError, RulesError};
use crate::node::Node;
use dcr_core::audit::AuditKind;
use dcr_core::consent::{AccessRequest, ConsentRecord, Effect, Plan, Policy, what_if};
use dcr_core::identifier::NhsNumber;
use dcr_core::identity::PersonId;
use serde::Serialize;

/// What a change would do to one request for one person's record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PersonEffect {
    /// The person, by a name that means nothing outside the record.
    pub person: PersonId,
    /// Which of the requests, from 0.
    pub request: usize,
    /// What changes.
    pub effect: Effect,
}

/// Whom a change would affect.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct WhatIf {
    /// How many people were asked about and are known.
    pub people: usize,
    /// How many of the numbers nobody is known by.
    pub unknown: usize,
    /// How many looks were compared.
    pub looks: usize,
    /// Those that would change, by person and request, in the order in which they were asked about.
    pub changed: Vec<PersonEffect>,
    /// How many of those would show something that is not shown now.
    pub revealing: usize,
}

impl WhatIf {
    /// As JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Numbers and words alone, which always print.
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl Node {
    /// Tells what another policy would change, for each request and each person with one of the numbers. Nothing is put in
    /// force and no record is shown; that somebody asked is accounted for, one event for each person.
    ///
    /// # Errors
    /// [`RulesError::Policy`] when the document is not a policy; [`RulesError::NotPermitted`] when `by` may not look at any
    /// record.
    pub fn what_if(
        &self,
        policy: &[u8],
        requests: &[AccessRequest],
        numbers: &[NhsNumber],
        by: &AccessRequest,
    ) -> Result<WhatIf, NodeError> {
        let proposed = Policy::from_json(policy).map_err(RulesError::from)?;
        let told = self.write(|work| {
            let rules = work.rules()?;
            let permitted = may_ask(&rules, by);
            let outcome = || plain_outcome(permitted, rules.plan.policy().digest());
            let mut told = WhatIf::default();
            let after = Plan::new(proposed, rules.plan.register().clone());
            for number in numbers {
                let person = work.person_of_number(number)?;
                let account = Account {
                    kind: AuditKind::PolicyTrial,
                    node: &rules.organisation,
                    request: by,
                    person: person.as_ref().map(|person| person.cluster.id),
                    number: Some(number),
                    outcome: outcome(),
                };
                account.write(work)?;
                let Some(person) = person else {
                    told.unknown += 1;
                    continue;
                };
                told.people += 1;
                if !permitted {
                    continue;
                }
                let record = ConsentRecord::from(&person.record);
                for (place, request) in requests.iter().enumerate() {
                    let effect = what_if(&rules.plan, &after, request, &record);
                    told.looks += 1;
                    told.revealing += usize::from(effect.reveals());
                    if effect.changes() {
                        told.changed.push(PersonEffect { person: person.cluster.id, request: place, effect });
                    }
                }
            }
            Ok(permitted.then_some(told))
        })?;
        Ok(told.ok_or(RulesError::NotPermitted)?)
    }
}
