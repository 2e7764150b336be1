//! Which statements a later version of what they were derived from has taken back.

use super::{ContributionKey, Statement, Version};
use crate::identifier::{OdsCode, SourceItemId, SourceSystem};
use std::collections::BTreeMap;

type Item<'a> = (&'a OdsCode, &'a SourceSystem, &'a SourceItemId);

/// What is derived from an item of a source (the contacts that a Patient resource names, the directive that a code
/// makes) stands no longer than the version of that item that it came with: a later version states all that is derived
/// from it anew, and whatever it leaves out is withdrawn.
///
/// A function of the statements that stand for their keys, so the order of arrival leaves no trace.
#[derive(Debug, Default)]
pub(crate) struct Withdrawals<'a>(BTreeMap<Item<'a>, Option<Version>>);

impl<'a> Withdrawals<'a> {
    /// From the statements that stand, one for each key.
    pub(crate) fn of(statements: impl Iterator<Item = &'a Statement> + Clone) -> Self {
        // An item that is not held has no version: of those derived from it none withdraws another.
        let named = statements.clone().filter_map(|statement| {
            let parts = statement.contribution().parts();
            let item = parts.derived_from.as_ref()?;
            Some(((&parts.key.organisation, &parts.key.system, item), None))
        });
        let mut versions: BTreeMap<Item<'a>, Option<Version>> = named.collect();
        if !versions.is_empty() {
            for statement in statements {
                let ContributionKey { organisation, system, item } = statement.contribution().key();
                if let Some(version) = versions.get_mut(&(organisation, system, item)) {
                    *version = Some(statement.contribution().parts().version);
                }
            }
        }
        Self(versions)
    }

    /// Whether a statement is withdrawn. What is derived from an item that is not held stands.
    pub(crate) fn withdraw(&self, statement: &Statement) -> bool {
        let parts = statement.contribution().parts();
        let item = parts.derived_from.as_ref();
        let latest = item.and_then(|item| self.0.get(&(&parts.key.organisation, &parts.key.system, item)));
        latest.copied().flatten().is_some_and(|latest| latest > parts.version)
    }
}

#[cfg(test)]
mod tests {
    use super::Withdrawals;
    use crate::contribution::{Contribution, Statement};
    use crate::time::Timestamp;
    use serde_json::json;

    fn derived(item: &str, version: u64, from: Option<&str>) -> Statement {
        let contribution = json!({ "format": 1, "contribution": {
            "key": { "organisation": "RBD", "system": "PAS", "item": item },
            "version": version,
            "derived_from": from,
            "recorded": "2026-01-01T00:00:00.000Z",
            "subject": { "namespace": "local", "value": "1" },
            "status": "current",
            "body": { "demographics": {} },
            "origin": { "format": "direct", "message": "0".repeat(64) },
            "attached": [],
        }});
        let contribution = Contribution::from_json(contribution.to_string().as_bytes()).unwrap();
        Statement::new(contribution, Timestamp::MIN).unwrap()
    }

    #[test]
    fn what_is_derived_from_an_item_that_is_not_held_does_not_withdraw_its_siblings() {
        let mut statements = vec![derived("a", 1, Some("parent")), derived("b", 2, Some("parent"))];
        let withdrawn = |statements: &[Statement]| {
            let withdrawals = Withdrawals::of(statements.iter());
            statements.iter().map(|statement| withdrawals.withdraw(statement)).collect::<Vec<_>>()
        };
        assert_eq!(withdrawn(&statements), [false, false]);
        statements.push(derived("parent", 2, None));
        assert_eq!(withdrawn(&statements), [true, false, false]);
    }
}
