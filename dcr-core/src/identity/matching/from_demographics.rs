//! Particulars from the demographics that a source states.

use super::particulars::Particulars;
use crate::record::{ContactKind, Demographics, Gender, HumanName, NameUse};

impl Particulars {
    /// The particulars of one local person from its statements of demographics.
    ///
    /// The order of the statements does not matter: they are taken in the order of their content. Within a statement the
    /// usual name and the present address stand first, as its source ordered them.
    #[must_use]
    pub fn of_demographics<'d>(statements: impl IntoIterator<Item = &'d Demographics>) -> Self {
        let mut statements: Vec<&Demographics> = statements.into_iter().collect();
        statements.sort_unstable();
        let mut stated = Self::new();
        for demographics in statements {
            stated.add_demographics(demographics);
        }
        stated
    }

    fn add_demographics(&mut self, demographics: &Demographics) {
        for number in &demographics.nhs_numbers {
            let verification = number.verification.as_ref().map_or("", |status| status.as_str());
            self.add_nhs_number(number.number.as_str(), verification);
        }
        for name in &demographics.names {
            self.add_name(name);
        }
        if let Some(date) = &demographics.birth_date {
            self.add_birth_date(date.date_text());
        }
        match &demographics.gender {
            Some(Gender::Male) => self.add_gender("male"),
            Some(Gender::Female) => self.add_gender("female"),
            _ => {}
        }
        for address in &demographics.addresses {
            let line = address.lines.join(" ");
            let postcode = address.postcode.as_ref().map(|postcode| postcode.as_str());
            let postcode = postcode.or(address.postcode_text.as_deref()).unwrap_or_default();
            self.add_address(&line, postcode, address.uprn.as_ref().map_or("", |uprn| uprn.as_str()));
        }
        for contact in &demographics.contacts {
            match contact.kind {
                ContactKind::Phone | ContactKind::Mobile | ContactKind::Sms => self.add_phone(&contact.value),
                ContactKind::Email => self.add_email(&contact.value),
                _ => {}
            }
        }
        if let Some(practice) = &demographics.practice {
            self.set_practice(practice.as_str());
        }
    }

    fn add_name(&mut self, name: &HumanName) {
        let former = matches!(name.name_use, Some(NameUse::Old | NameUse::Maiden));
        if let Some(family) = &name.family {
            if former {
                self.add_former_family_name(family);
            } else {
                self.add_family_name(family);
            }
        }
        if !matches!(name.name_use, Some(NameUse::Anonymous)) && !name.given.is_empty() {
            self.add_given_names(&name.given.join(" "));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identifier::{NhsNumber, Postcode};
    use crate::identity::matching::{Guard, MatchModel, Outcome, compare};
    use crate::record::{Address, NhsNumberStatement, VerificationStatus};
    use crate::time::PartialDateTime;

    fn anne(number: bool, given: &str) -> Demographics {
        Demographics {
            nhs_numbers: number
                .then(|| NhsNumberStatement {
                    number: NhsNumber::parse("9990000018").unwrap(),
                    verification: Some(VerificationStatus::Verified),
                })
                .into_iter()
                .collect(),
            names: vec![HumanName {
                given: given.split(' ').map(str::to_owned).collect(),
                family: Some("O'Brien".to_owned()),
                ..HumanName::default()
            }],
            birth_date: PartialDateTime::parse("1944-03-05").ok(),
            gender: Some(Gender::Female),
            addresses: vec![Address {
                lines: vec!["14 High Street".to_owned()],
                postcode: Postcode::parse("DT1 1XJ").ok(),
                ..Address::default()
            }],
            ..Demographics::default()
        }
    }

    #[test]
    fn statements_count_in_any_order() {
        let (one, other) = (anne(true, "Anne Marie"), Demographics { names: Vec::new(), ..anne(false, "") });
        assert_eq!(Particulars::of_demographics([&one, &other]), Particulars::of_demographics([&other, &one]));
    }

    #[test]
    fn one_person_links_and_a_twin_goes_to_a_person() {
        let model = MatchModel::english();
        let of = |number, given| Particulars::of_demographics([&anne(number, given)]);
        let same = compare(&of(true, "Anne Marie"), &of(false, "ANN"), &model);
        assert_eq!((same.outcome, same.guards.is_empty()), (Outcome::Link, true));
        let twin = compare(&of(true, "Anne Marie"), &of(true, "Rose"), &model);
        assert_eq!(twin.outcome, Outcome::Possible);
        assert!(twin.guards.has(Guard::Twins) && twin.guards.has(Guard::NumberInQuery));
    }
}
