//! The vocabularies of `docs/consent.md`, written out again.

/// The sections of the record.
pub const SECTIONS: [&str; 14] = [
    "demographics",
    "alerts",
    "about-me",
    "problems",
    "allergies",
    "medications",
    "investigations",
    "related-people",
    "care-providers",
    "documents",
    "encounters",
    "procedures",
    "immunisations",
    "social-care",
];

/// The purposes that a policy may permit.
pub const CARE: [&str; 8] = ["TREAT", "ETREAT", "CAREMGT", "PATADMIN", "PATRQT", "FAMRQT", "PWATRNY", "THREAT"];

/// The purposes that no policy may permit.
pub const SECONDARY: [&str; 3] = ["HOPERAT", "PUBHLTH", "HRESCH"];

/// The kinds of organisation.
pub const KINDS: [&str; 10] = [
    "acute-trust",
    "gp-practice",
    "community-trust",
    "ambulance-trust",
    "council",
    "hospice",
    "icb",
    "pharmacy",
    "urgent-care",
    "care-home",
];

/// The kinds of relationship that staff may have.
pub const TIES: [&str; 8] = [
    "registered-patient",
    "referral",
    "admission",
    "caseload",
    "workgroup",
    "colleague-granted",
    "self-claimed",
    "patient-permission",
];

/// The authorities of proxies.
pub const PROXIES: [&str; 3] = ["parental-responsibility", "attorney", "deputy"];

/// Who may vouch for a relationship.
pub const ASSERTERS: [&str; 4] = ["system", "user", "colleague", "person"];

/// What a policy may let an emergency override.
pub const OVERRIDES: [&str; 14] = [
    "relationship",
    "opt-out",
    "not-understood",
    "organisation-dissent",
    "purpose-dissent",
    "user-dissent",
    "section-dissent",
    "item-dissent",
    "label-dissent",
    "label-not-granted",
    "restricted-person",
    "connection",
    "deceased",
    "permission",
];

/// The pieces of evidence for an organisation; the first five are asked where the policy says nothing else.
pub const EVIDENCE: [&str; 7] = [
    "data-security-toolkit",
    "commissioner-registration",
    "sharing-agreement",
    "caldicott-guardian",
    "training",
    "impact-assessment",
    "network",
];

/// The kinds of coded statement.
pub const STATEMENTS: [&str; 7] = [
    "local-sharing",
    "national-sharing",
    "summary-record",
    "secondary-use",
    "electronic-sharing",
    "third-party-sharing",
    "parental-refusal",
];

/// The rules of the requester that deny, in the order of the page.
pub const REQUESTER_RULES: [&str; 9] = [
    "C01-user-unnamed",
    "C02-organisation-unknown",
    "C03-organisation-not-open",
    "C04-organisation-not-assured",
    "C05-role-unknown",
    "C06-purpose-unknown",
    "C07-purpose-secondary-use",
    "C08-purpose-not-permitted",
    "C09-agreement-missing",
];

/// The rules of the relationship that deny: the first that holds fires alone.
pub const RELATIONSHIP_RULES: [&str; 7] = [
    "C12-relationship-missing",
    "C13-relationship-unknown",
    "C14-relationship-not-for-role",
    "C15-relationship-reason-missing",
    "C17-relationship-not-vouched",
    "C18-relationship-evidence-missing",
    "C19-relationship-expired",
];

/// The rules of the person that deny, after C20.
pub const PERSON_RULES: [&str; 18] = [
    "C21-do-not-hold",
    "C22-opt-out",
    "C23-not-understood",
    "C24-person-never-shown",
    "C25-person-restricted",
    "C26-organisation-dissent",
    "C27-organisation-kind-dissent",
    "C28-purpose-dissent",
    "C29-user-dissent",
    "C30-team-dissent",
    "C31-not-the-person",
    "C32-proxy-dissent",
    "C33-own-record",
    "C34-relative",
    "C35-colleague",
    "C36-deceased",
    "C37-permission-refused",
    "C38-permission-missing",
];

/// C20, of whom nothing else is asked.
pub const NOT_FOUND: &str = "C20-person-not-found";

/// How many characters of a text can be seen.
pub fn visible_characters(text: &str) -> i64 {
    let hidden = |c: char| {
        c.is_whitespace() || c.is_control() || ('\u{200b}'..='\u{200f}').contains(&c) || "\u{2060}\u{feff}".contains(c)
    };
    text.chars().filter(|c| !hidden(*c)).count() as i64
}

/// Without outer ASCII white space and in small letters: two ids are the same when this is equal.
pub fn folded(text: &str) -> String {
    text.trim_matches([' ', '\t', '\n', '\x0c', '\r']).to_ascii_lowercase()
}
