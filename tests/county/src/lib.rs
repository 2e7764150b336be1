//! A simulated county: what each organisation would send, and the truth beside it.
//!
//! From a seed and a number of people the county writes HL7 v2 messages of three trusts, FHIR UK Core Bundles of twelve
//! GP practices and CSV extracts of two councils, with the errors that such sources make: names mistyped, days and months
//! exchanged, NHS numbers missing, wrong or another person's, messages late, doubled and out of order, results corrected
//! and entries withdrawn. Beside them stands the truth: who each person is, which local identities are theirs, and what
//! the combined record must come to hold.
//!
//! The same seed gives the same bytes on every machine. Everything about person `i` follows from the seed and the block
//! of sixteen people that `i` lies in, so a county of 800,000 streams in the memory of one window of 256 people, and a
//! larger county begins with the people of a smaller one. A window is a backlog of its people's messages over about two
//! years; from one window to the next the time begins again, as when feeds are connected practice by practice.
//!
//! Beside the feeds, [`matching`] writes plain rows about people for engines that match them, harder than the feeds are.
//!
//! Persons 0, 1 and 2 are scripted and without errors: a woman of 82 with a full record, a person opted out by GP code,
//! and a person whom the council knows without an NHS number.
//!
//! ```
//! use dcr_county::{CountyOptions, people, sendings};
//! let options = CountyOptions { seed: 1, people: 20 };
//! assert_eq!(people(&options).count(), 20);
//! assert!(sendings(&options).any(|sending| sending.organisation == "RBD"));
//! ```
#![forbid(unsafe_code)]

mod calendar;
mod clinical;
mod council;
mod demonstration;
mod dice;
mod gp;
mod history;
mod hl7;
mod hospital;
mod household;
mod json;
pub mod matching;
mod names;
mod nhs_number;
mod organisations;
mod outbox;
mod places;
mod rates;
mod seen;
mod truth;
mod window;

use dcr_core::ingest::Format;
use dcr_core::time::Timestamp;

pub use council::{CLIENT_LEVEL_DATA_COLUMNS, CONTACTS_COLUMNS};
pub use nhs_number::{MOST_PEOPLE, nhs_number};
pub use truth::{FactCode, LocalIdentity, NhsNumberStated, TrueFact, TrueName, TruePerson};

/// Which county, and how large.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CountyOptions {
    /// The seed.
    pub seed: u64,
    /// How many people; more than [`MOST_PEOPLE`] are cut to that.
    pub people: u32,
}

impl Default for CountyOptions {
    fn default() -> Self {
        Self { seed: 1, people: 1000 }
    }
}

/// What one organisation sends at one time: a message, a Bundle, or a CSV with its header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sending {
    /// ODS code, or GSS code for a council.
    pub organisation: &'static str,
    /// The source system.
    pub system: &'static str,
    /// The format.
    pub format: Format,
    /// For CSV, the mapping that reads it: `client-level-data` or `council-contacts`.
    pub mapping: Option<&'static str>,
    /// When it left its source. Not the order of the stream: some are overtaken.
    pub sent: Timestamp,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// Up to 256 consecutive people: what their sources send, in the order of arrival, and the truth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// Sendings in the order of arrival.
    pub sendings: Vec<Sending>,
    /// People by index.
    pub people: Vec<TruePerson>,
}

/// The county, window by window.
pub fn windows(options: &CountyOptions) -> impl Iterator<Item = Window> + use<> {
    let options = CountyOptions { people: options.people.min(MOST_PEOPLE), ..*options };
    (0..window::window_count(options.people)).map(move |number| window::window(options, number))
}

/// What the organisations send, in the order of arrival.
pub fn sendings(options: &CountyOptions) -> impl Iterator<Item = Sending> + use<> {
    windows(options).flat_map(|window| window.sendings)
}

/// The truth, person by person.
pub fn people(options: &CountyOptions) -> impl Iterator<Item = TruePerson> + use<> {
    windows(options).flat_map(|window| window.people)
}
