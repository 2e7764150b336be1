//! Matching by what is stated of persons, where no identifier ties them: normalise, block, compare, guard, cluster.
//!
//! A false join is worse than a miss: what is likely two persons, or too little known, goes to a person whatever its score.
//! Everything that counts is an integer, weights in hundredths of a bit, so that scores are the same on every machine. The
//! rules stand in `docs/identity.md`.
//!
//! ```
//! use dcr_core::identity::matching::{MatchModel, Outcome, Particulars, compare};
//!
//! let mut left = Particulars::new();
//! left.add_given_names("William");
//! left.add_family_name("Fossett");
//! left.add_birth_date("1951-03-12");
//! left.add_address("14 High Street, Dorchester", "DT1 1XJ", "");
//! let mut right = Particulars::new();
//! right.add_given_names("BILL");
//! right.add_family_name("FOSSETT");
//! right.add_birth_date("1951-03-12");
//! right.add_address("14 HIGH ST", "DT11XJ", "");
//! let found = compare(&left, &right, &MatchModel::english());
//! assert_eq!(found.outcome, Outcome::Link);
//! println!("{}", found.text());
//! ```

mod address;
mod against;
mod birth_date;
mod block;
mod cluster;
mod columns;
mod comparators;
mod comparison;
mod decision;
mod english;
mod evaluate;
mod few;
mod frequency;
mod from_demographics;
mod guard;
mod learn;
mod level;
mod lexicon;
mod link;
mod matcher;
mod matcher_view;
mod model;
mod model_document;
mod names;
mod number;
mod pairs;
mod particulars;
mod progress;
mod roots;
mod row;
mod score;
mod similarity;
mod table;
mod train;
mod word;

pub use address::Place;
pub use against::{Fit, fits};
pub use birth_date::BirthDate;
pub use block::{BlockKey, BlockKind, block_keys};
pub use cluster::Refusal;
pub use columns::StatedColumns;
pub use comparison::{Comparison, Evidence, compare};
pub use decision::{Decision, Relation, RowKey};
pub use evaluate::{Evaluation, LabelledPair, Point, evaluate};
pub use few::OneAgainst;
pub(super) use few::{Alike, Member, alike};
pub use frequency::FrequencyTable;
pub use guard::{Guard, Guards};
pub use level::{Comparator, Level};
pub use link::{LinkOptions, Linked, LinkedPair, Pairing, link_table, link_table_while};
pub use matcher::{Found, Matcher, ReviewPair};
pub use model::{Crowd, LevelWeight, MatchModel, Thresholds};
pub use model_document::ModelError;
pub(super) use names::{is_family_placeholder, is_given_placeholder};
pub use pairs::LeftOut;
pub use particulars::{ComparedGender, Particulars, StatedNumber};
pub use progress::Progress;
pub use score::Outcome;
pub use table::{Field, Table, TextBuffer, TextBufferFull, TextColumn};
pub use train::{TrainError, TrainOptions, Trained, train};
pub use word::Word;
