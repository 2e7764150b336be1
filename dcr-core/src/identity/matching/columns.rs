//! What several statements say of one local person, as the columns that matching reads: small enough to be kept beside the
//! statements, and complete enough to be compared without them.

use super::particulars::Particulars;
use crate::contribution::{ContributionBody, Statement, Withdrawals};
use crate::identifier::PersonKey;
use crate::record::{Address, AddressUse, ContactKind, Demographics, HumanName, NameUse};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

/// The columns of one local person, each value as its source wrote it and once. Statements that were recorded later come
/// first, inside a statement the order is the source's, so that the columns depend on the statements alone.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatedColumns {
    /// NHS numbers and how far each was traced.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    nhs_numbers: Vec<(String, String)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    given: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    family: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    former_family: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    birth_dates: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    genders: Vec<String>,
    /// Line, postcode, UPRN.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    addresses: Vec<(String, String, String)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    phones: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    emails: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    practice: Option<String>,
}

// Whoever prints one for a log must not find a person in it.
impl std::fmt::Debug for StatedColumns {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StatedColumns(..)")
    }
}

fn once<T: PartialEq>(values: &mut Vec<T>, value: T) {
    if !values.contains(&value) {
        values.push(value);
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
        let mut stated: Vec<(&Statement, &Demographics)> = statements
            .filter_map(|statement| match &statement.contribution().parts().body {
                Some(ContributionBody::Demographics(demographics)) => Some((statement, &**demographics)),
                _ => None,
            })
            .collect();
        stated.sort_by_key(|(statement, _)| {
            let parts = statement.contribution().parts();
            (Reverse(parts.recorded), &parts.key.item)
        });
        let mut columns = (!stated.is_empty()).then(Self::default)?;
        for (_, demographics) in stated {
            columns.add(demographics);
        }
        Some(columns)
    }

    fn add(&mut self, stated: &Demographics) {
        for number in &stated.nhs_numbers {
            let verification = number.verification.as_ref().map_or("", |status| status.as_str());
            once(&mut self.nhs_numbers, (number.number.as_str().to_owned(), verification.to_owned()));
        }
        for name in &stated.names {
            self.name(name);
        }
        self.birth_dates.extend(
            stated
                .birth_date
                .iter()
                .map(|date| date.date_text().to_owned())
                .filter(|d| !self.birth_dates.contains(d))
                .collect::<Vec<_>>(),
        );
        if let Some(gender) = &stated.gender {
            once(&mut self.genders, gender.as_str().to_owned());
        }
        for address in stated.addresses.iter().filter(|address| is_home(address)) {
            let postcode = address.postcode.as_ref().map(|postcode| postcode.as_str());
            let postcode = postcode.or(address.postcode_text.as_deref()).unwrap_or_default();
            let uprn = address.uprn.as_ref().map(|uprn| uprn.as_str().to_owned()).unwrap_or_default();
            once(&mut self.addresses, (address.lines.join(", "), postcode.to_owned(), uprn));
        }
        for contact in &stated.contacts {
            match contact.kind {
                ContactKind::Phone | ContactKind::Mobile | ContactKind::Sms => {
                    once(&mut self.phones, contact.value.clone());
                }
                ContactKind::Email => once(&mut self.emails, contact.value.clone()),
                ContactKind::Fax | ContactKind::Other(_) => {}
            }
        }
        if self.practice.is_none() {
            self.practice = stated.practice.as_ref().map(|practice| practice.as_str().to_owned());
        }
    }

    fn name(&mut self, name: &HumanName) {
        if name.name_use == Some(NameUse::Anonymous) {
            return;
        }
        let former = matches!(name.name_use, Some(NameUse::Old | NameUse::Maiden));
        if !name.given.is_empty() {
            once(&mut self.given, name.given.join(" "));
        }
        if let Some(family) = &name.family {
            once(if former { &mut self.former_family } else { &mut self.family }, family.clone());
        }
    }

    /// What they say, normalised for comparing.
    #[must_use]
    pub fn particulars(&self) -> Particulars {
        let mut stated = Particulars::new();
        for (number, verification) in &self.nhs_numbers {
            stated.add_nhs_number(number, verification);
        }
        self.given.iter().for_each(|names| stated.add_given_names(names));
        self.family.iter().for_each(|name| stated.add_family_name(name));
        self.former_family.iter().for_each(|name| stated.add_former_family_name(name));
        self.birth_dates.iter().for_each(|date| stated.add_birth_date(date));
        self.genders.iter().for_each(|gender| stated.add_gender(gender));
        self.addresses.iter().for_each(|(line, postcode, uprn)| stated.add_address(line, postcode, uprn));
        self.phones.iter().for_each(|phone| stated.add_phone(phone));
        self.emails.iter().for_each(|email| stated.add_email(email));
        if let Some(practice) = &self.practice {
            stated.set_practice(practice);
        }
        stated
    }
}

/// Whether a person is known by an address: where they work or are billed says little of who they are.
fn is_home(address: &Address) -> bool {
    !matches!(address.address_use, Some(AddressUse::Work | AddressUse::Billing))
}
