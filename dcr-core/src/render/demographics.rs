//! Who the person is: what leads, by whom it is stated, and where other sources differ.

use super::{dates, page::source_words, words};
use crate::consent::VisibleDemographics;
use crate::identifier::NhsNumber;
use crate::record::{Death, Demographics, Gender, HumanName, NhsNumberStatement, VerificationStatus};
use crate::time::Timestamp;

/// One value and every source that states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stated {
    /// The value.
    pub(super) value: String,
    /// The sources, each with its system and time.
    pub(super) sources: Vec<String>,
}

/// One detail of the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Detail {
    /// What it is.
    pub(super) label: &'static str,
    /// What the leading source that speaks of it states.
    pub(super) leading: Stated,
    /// Whether the source that leads on the whole leaves this detail unsaid, so that another's is shown.
    pub(super) elsewhere: bool,
    /// What other sources state otherwise.
    pub(super) others: Vec<Stated>,
    /// Whether the others contradict; sources number a person each in their own way, which is no contradiction.
    pub(super) differs: bool,
}

/// What identifies the person at a glance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Banner {
    /// Family name in capitals, given names, title.
    pub(super) name: String,
    /// Date of birth and age at the time of the look, or at death.
    pub(super) born: Option<String>,
    /// That the person died, where any source says so.
    pub(super) died: Option<String>,
    /// Gender.
    pub(super) gender: Option<String>,
    /// Every NHS number that any source states, the leading one first.
    pub(super) nhs_numbers: Vec<String>,
    /// The present address.
    pub(super) address: Option<String>,
    /// What must be known before anything is said or sent.
    pub(super) warnings: Vec<String>,
}

type Reading = fn(&Demographics) -> Option<String>;

const DETAILS: [(&str, bool, Reading); 18] = [
    ("Name", true, |d| d.names.first().map(HumanName::display)),
    ("Other names", true, |d| joined(d.names.iter().skip(1).map(named))),
    ("Date of birth", true, |d| d.birth_date.as_ref().map(dates::partial)),
    ("Gender", true, |d| d.gender.as_ref().map(gender)),
    ("NHS number", true, |d| joined(d.nhs_numbers.iter().map(nhs_number))),
    ("Death", true, |d| d.death.as_ref().map(death)),
    ("Address", true, |d| joined(d.addresses.iter().map(words::address))),
    ("Contact", true, |d| joined(d.contacts.iter().map(words::contact))),
    ("GP practice", true, |d| d.practice.as_ref().map(ToString::to_string)),
    ("Usual GP", true, |d| d.gp.as_ref().map(words::participant)),
    ("Language", true, |d| words::concepts(&d.languages)),
    ("Interpreter", true, |d| d.interpreter_needed.map(interpreter)),
    ("Contact preferences", true, |d| words::concepts(&d.contact_preferences)),
    ("Death notification", true, |d| d.death_notification.as_ref().map(words::concept)),
    ("Residential status", true, |d| d.residential_status.as_ref().map(words::concept)),
    ("Ethnic category", true, |d| d.ethnicity.as_ref().map(words::concept)),
    ("Marital status and religion", true, |d| joined(d.marital_status.iter().chain(&d.religion).map(words::concept))),
    ("Local numbers", false, |d| joined(d.identifiers.iter().map(|id| format!("{} {}", id.namespace(), id.value())))),
];

/// Every detail that any source states.
pub(super) fn details(all: &[VisibleDemographics]) -> Vec<Detail> {
    DETAILS.iter().filter_map(|(label, differs, read)| detail(all, label, *differs, *read)).collect()
}

fn detail(all: &[VisibleDemographics], label: &'static str, differs: bool, read: Reading) -> Option<Detail> {
    let mut values: Vec<Stated> = Vec::new();
    for source in all {
        let Some(value) = read(&source.demographics).filter(|value| !value.trim().is_empty()) else { continue };
        let by = source_words(&source.organisation_name, &source.provenance);
        match values.iter_mut().find(|stated| alike(&stated.value, &value)) {
            Some(stated) => stated.sources.push(by),
            None => values.push(Stated { value, sources: vec![by] }),
        }
    }
    let elsewhere = all.first().is_some_and(|first| read(&first.demographics).is_none());
    let mut values = values.into_iter();
    Some(Detail { label, leading: values.next()?, elsewhere, others: values.collect(), differs })
}

/// Whether two values differ in no more than case, spaces and punctuation.
fn alike(one: &str, other: &str) -> bool {
    let letters =
        |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect() };
    one == other || (letters(one) == letters(other) && !letters(one).is_empty())
}

/// The banner: each part from the first source that states it.
pub(super) fn banner(all: &[VisibleDemographics], at: Timestamp) -> Banner {
    let first = |read: Reading| {
        all.iter().find_map(|source| read(&source.demographics).filter(|value| !value.trim().is_empty()))
    };
    let birth = all.iter().find_map(|source| source.demographics.birth_date.as_ref());
    let death = all.iter().find_map(|source| match &source.demographics.death {
        None | Some(Death::Alive) => None,
        Some(death) => Some((death, source.organisation_name.as_str())),
    });
    let born = birth.map(|birth| {
        let age = match death {
            None => dates::age(birth, at).map(|age| format!(" ({age})")),
            Some((Death::On(day), _)) => dates::age_at(birth, day).map(|age| format!(" (died aged {age})")),
            Some(_) => None,
        };
        format!("{}{}", dates::partial(birth), age.unwrap_or_default())
    });
    let died = death.map(|(death, by)| match death {
        Death::On(day) => format!("Died {}, says {by}", dates::partial(day)),
        _ => format!("Died, date not stated, says {by}"),
    });
    let mut nhs_numbers: Vec<String> = Vec::new();
    for number in all.iter().flat_map(|source| &source.demographics.nhs_numbers) {
        let shown = number.number.spaced();
        if !nhs_numbers.contains(&shown) {
            nhs_numbers.push(shown);
        }
    }
    let nameless = if all.is_empty() { "Name not shown" } else { "Name not stated" };
    Banner {
        name: first(|d| d.names.first().map(HumanName::display)).unwrap_or_else(|| nameless.to_owned()),
        born,
        died,
        gender: first(|d| d.gender.as_ref().map(gender)),
        address: first(|d| d.addresses.first().map(words::address)),
        warnings: warnings(all, &nhs_numbers),
        nhs_numbers,
    }
}

fn warnings(all: &[VisibleDemographics], nhs_numbers: &[String]) -> Vec<String> {
    let mut warnings = Vec::new();
    let differing: Vec<String> = details(all)
        .into_iter()
        .filter(|detail| detail.differs && !detail.others.is_empty())
        .map(|detail| if detail.label == "NHS number" { detail.label.to_owned() } else { detail.label.to_lowercase() })
        .collect();
    if !differing.is_empty() {
        warnings.push(format!("Sources differ on: {}; see Person demographics", differing.join(", ")));
    }
    if nhs_numbers.len() > 1 {
        warnings.push("Sources state more than one NHS number".to_owned());
    }
    let mut labels: Vec<String> = all
        .iter()
        .flat_map(|source| source.demographics.sensitivity.labels())
        .map(|label| words::word(label.as_str()))
        .collect();
    labels.sort();
    labels.dedup();
    if !labels.is_empty() {
        warnings.push(format!("This person is marked as sensitive: {}", labels.join("; ")));
    }
    if all.iter().any(|source| source.demographics.interpreter_needed == Some(true)) {
        warnings.push("Interpreter needed".to_owned());
    }
    warnings
}

fn joined(parts: impl Iterator<Item = String>) -> Option<String> {
    let parts: Vec<String> = parts.filter(|part| !part.trim().is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

fn named(name: &HumanName) -> String {
    match &name.name_use {
        Some(used) => format!("{} ({})", name.display(), words::word(used.as_str()).to_lowercase()),
        None => name.display(),
    }
}

fn gender(gender: &Gender) -> String {
    match gender {
        Gender::Indeterminate => "Indeterminate or other".to_owned(),
        Gender::Unknown => "Not known".to_owned(),
        other => words::word(other.as_str()),
    }
}

fn nhs_number(statement: &NhsNumberStatement) -> String {
    let number = NhsNumber::spaced(&statement.number);
    match &statement.verification {
        Some(status) => format!("{number} ({})", verification(status)),
        None => number,
    }
}

/// The words of the NHS number status indicator.
fn verification(status: &VerificationStatus) -> &str {
    match status {
        VerificationStatus::Verified => "verified",
        VerificationStatus::NotTraced => "not traced",
        VerificationStatus::TraceRequired => "trace required",
        VerificationStatus::NoMatch => "trace found no match or several",
        VerificationStatus::NeedsResolving => "trace needs to be resolved",
        VerificationStatus::InProgress => "trace in progress",
        VerificationStatus::NotRequired => "trace not required",
        VerificationStatus::Postponed => "trace postponed",
        VerificationStatus::Other(other) => other,
    }
}

fn death(death: &Death) -> String {
    match death {
        Death::Dead => "Died, date not stated".to_owned(),
        Death::On(day) => format!("Died {}", dates::partial(day)),
        Death::Alive => "Said to be alive".to_owned(),
    }
}

fn interpreter(needed: bool) -> String {
    if needed { "Needed" } else { "Not needed" }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contribution::{SourceFormat, Version};
    use crate::identifier::{OdsCode, SourceItemId, SourceSystem};
    use crate::merge::Provenance;
    use crate::record::Demographics;
    use crate::time::Timestamp;

    #[test]
    fn spelling_is_no_difference() {
        assert!(alike("12 High Street, Poole, BH15 2JB", "12 HIGH STREET Poole BH15 2JB"));
        assert!(!alike("12 High Street", "14 High Street"));
        assert!(!alike("+", "-"));
    }

    #[test]
    fn a_name_that_no_source_states_is_not_told_as_withheld() {
        let nameless = VisibleDemographics {
            provenance: Provenance {
                organisation: OdsCode::parse("E06000059").unwrap(),
                system: SourceSystem::parse("ASC").unwrap(),
                item: SourceItemId::parse("demographics/1").unwrap(),
                version: Version::new(1).unwrap(),
                recorded: Timestamp::MIN,
                received: Timestamp::MIN,
                format: SourceFormat::Tabular,
            },
            organisation_name: "Dorset Council".to_owned(),
            demographics: Demographics::default(),
        };
        assert_eq!(banner(std::slice::from_ref(&nameless), Timestamp::MIN).name, "Name not stated");
        let mut blank = nameless.clone();
        blank.demographics.names = vec![HumanName::default()];
        let mut named = nameless;
        named.demographics.names = vec![HumanName { family: Some("Durdle".to_owned()), ..HumanName::default() }];
        assert_eq!(banner(&[blank, named], Timestamp::MIN).name, "DURDLE");
        assert_eq!(banner(&[], Timestamp::MIN).name, "Name not shown");
    }
}
