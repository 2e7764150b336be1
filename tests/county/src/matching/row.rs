//! A row about a person, with the truth about it.

/// A row as a matching engine gets it, except for [`Row::person`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// The row's place in the file, from 0.
    pub row_id: u64,
    /// ODS code of the organisation, or GSS code of a council.
    pub source: String,
    /// Unique in the source.
    pub local_id: String,
    /// As the source has it; may fail modulus 11, be another person's, or be empty.
    pub nhs_number: String,
    /// NHS number status indicator, 01 to 08, or empty.
    pub nhs_verification: String,
    /// All given names, by spaces.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// Family name before, where the source states one.
    pub former_family_name: String,
    /// `YYYY-MM-DD`, `YYYY-MM`, `YYYY` or empty.
    pub birth_date: String,
    /// `male`, `female`, `other`, `unknown` or empty.
    pub gender: String,
    /// House and street, mostly with the town, in one line.
    pub address: String,
    /// As the source has it.
    pub postcode: String,
    /// Unique Property Reference Number or empty.
    pub uprn: String,
    /// Telephone number as written.
    pub phone: String,
    /// Email address.
    pub email: String,
    /// The code of the GP practice.
    pub practice: String,
    /// The truth: the index of the person.
    pub person: u32,
}

/// The columns of the file of rows.
pub const ROW_COLUMNS: [&str; 17] = [
    "row_id",
    "source",
    "local_id",
    "nhs_number",
    "nhs_verification",
    "given_name",
    "family_name",
    "former_family_name",
    "birth_date",
    "gender",
    "address",
    "postcode",
    "uprn",
    "phone",
    "email",
    "practice",
    "person",
];

/// The columns of the file of cases.
pub const CASE_COLUMNS: [&str; 3] = ["row_id", "case", "group"];

impl Row {
    /// The row's fields in the order of [`ROW_COLUMNS`].
    #[must_use]
    pub fn fields(&self) -> [String; 17] {
        [
            self.row_id.to_string(),
            self.source.clone(),
            self.local_id.clone(),
            self.nhs_number.clone(),
            self.nhs_verification.clone(),
            self.given_name.clone(),
            self.family_name.clone(),
            self.former_family_name.clone(),
            self.birth_date.clone(),
            self.gender.clone(),
            self.address.clone(),
            self.postcode.clone(),
            self.uprn.clone(),
            self.phone.clone(),
            self.email.clone(),
            self.practice.clone(),
            self.person.to_string(),
        ]
    }
}

/// Why a row is hard to match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Case {
    /// The person is a twin; the group is the index of the first twin.
    Twin,
    /// Another of the household has the same first given name and family name; the group is the household's first index.
    Namesake,
    /// The person lives in a care home; the group is the home's first index.
    CareHome,
    /// The person lives with others; the group is the household's first index.
    Household,
    /// The row states the number of a relative or a neighbour; the group is that person's index.
    WrongNumber,
    /// The row states the number of a stranger, as when a number is issued again; the group is that person's index.
    ReissuedNumber,
    /// The row states the number that the person had before; the group is the person's index.
    OldNumber,
    /// The row states the person's number so that it fails modulus 11; the group is the person's index.
    FailingNumber,
    /// The row has no name of the person: BABY, TWIN 1, UNKNOWN; the group is the person's index.
    PlaceholderName,
    /// The row has 1 January for a date of birth that is not known; the group is the person's index.
    PlaceholderDate,
}

impl Case {
    /// Every case.
    pub const ALL: [Self; 10] = [
        Self::Twin,
        Self::Namesake,
        Self::CareHome,
        Self::Household,
        Self::WrongNumber,
        Self::ReissuedNumber,
        Self::OldNumber,
        Self::FailingNumber,
        Self::PlaceholderName,
        Self::PlaceholderDate,
    ];

    /// The word in the file of cases.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Twin => "twin",
            Self::Namesake => "namesake",
            Self::CareHome => "care-home",
            Self::Household => "household",
            Self::WrongNumber => "wrong-number",
            Self::ReissuedNumber => "reissued-number",
            Self::OldNumber => "old-number",
            Self::FailingNumber => "failing-number",
            Self::PlaceholderName => "placeholder-name",
            Self::PlaceholderDate => "placeholder-date",
        }
    }
}

/// A row with what makes it hard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelledRow {
    /// The row.
    pub row: Row,
    /// Its cases, each with a number that rows of one group share.
    pub cases: Vec<(Case, u32)>,
}
