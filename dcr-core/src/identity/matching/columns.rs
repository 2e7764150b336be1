//! What several statements say of one local person, as far as matching reads it: small enough to be kept beside the
//! statements, and all that is needed to compare without them.

use super::particulars::Particulars;
use crate::contribution::{ContributionBody, Statement, Withdrawals};
use crate::identifier::PersonKey;
use crate::record::{Address, Contact, Demographics, HumanName};
use serde::{Deserialize, Serialize};

/// What the statements about one local person say of who it is, in the order of their content: the order in which they came
/// leaves no trace.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StatedColumns(Vec<Demographics>);

// Whoever prints one for a log must not find a person in it.
impl std::fmt::Debug for StatedColumns {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StatedColumns(..)")
    }
}

impl StatedColumns {
    /// What the statements that stand say of a local person; `None` where they say nothing of who it is.
    #[must_use]
    pub fn of(statements: &[Statement], person: &PersonKey) -> Option<Self> {
        let withdrawals = Withdrawals::of(statements.iter());
        let stands = |statement: &&Statement| statement.is_current() && !withdrawals.withdraw(statement);
        let about = |statement: &&Statement| statement.contribution().person() == *person;
        Self::of_standing(statements.iter().filter(about).filter(stands))
    }

    /// The same of the statements about one local person that stand.
    pub(in crate::identity) fn of_standing<'s>(statements: impl Iterator<Item = &'s Statement>) -> Option<Self> {
        let stated = statements.filter_map(|statement| match &statement.contribution().parts().body {
            Some(ContributionBody::Demographics(demographics)) => Some(compared(demographics)),
            _ => None,
        });
        let mut stated: Vec<Demographics> = stated.collect();
        stated.sort_unstable();
        stated.dedup();
        (!stated.is_empty()).then_some(Self(stated))
    }

    /// What they say, normalised for comparing.
    #[must_use]
    pub fn particulars(&self) -> Particulars {
        Particulars::of_demographics(&self.0)
    }
}

/// What of demographics is compared.
fn compared(stated: &Demographics) -> Demographics {
    let name = |name: &HumanName| HumanName { prefix: Vec::new(), suffix: Vec::new(), text: None, ..name.clone() };
    let address = |address: &Address| Address { address_use: None, start: None, end: None, ..address.clone() };
    let contact = |contact: &Contact| Contact { contact_use: None, ..contact.clone() };
    Demographics {
        nhs_numbers: stated.nhs_numbers.clone(),
        names: stated.names.iter().map(name).collect(),
        birth_date: stated.birth_date.clone(),
        gender: stated.gender.clone(),
        addresses: stated.addresses.iter().map(address).collect(),
        contacts: stated.contacts.iter().map(contact).collect(),
        practice: stated.practice.clone(),
        ..Demographics::default()
    }
}
