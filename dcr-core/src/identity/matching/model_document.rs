//! A model as plain JSON.

use super::frequency::FrequencyTable;
use super::guard::{Guard, Guards};
use super::level::{LEVELS, Level};
use super::model::{LevelWeight, MatchModel, Thresholds};
use super::word::Word;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// The format that is written and read.
const FORMAT: &str = "dcr-match-model/1";

/// Why a text is no model. The places are JSON pointers.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// Not the JSON of a model.
    #[error("the model is not the JSON of one: {reason} (line {line}, column {column})")]
    Json {
        /// What is wrong.
        reason: String,
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// Another format.
    #[error("/format: the model's format is not dcr-match-model/1")]
    Format,
    /// A key that is not known.
    #[error("{place}: not known")]
    Unknown {
        /// Where.
        place: String,
    },
    /// A number out of its range.
    #[error("{place}: out of range")]
    Range {
        /// Where.
        place: String,
    },
    /// Something that must be there is not.
    #[error("{place}: missing")]
    Missing {
        /// Where.
        place: String,
    },
    /// Agreement that speaks against, or is weaker than a lesser one.
    #[error("{place}: agreement must not weigh less than nothing")]
    Negative {
        /// Where.
        place: String,
    },
}

impl ModelError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Json { .. } => "match-model.json",
            Self::Format => "match-model.format",
            Self::Unknown { .. } => "match-model.unknown",
            Self::Range { .. } => "match-model.range",
            Self::Missing { .. } => "match-model.missing",
            Self::Negative { .. } => "match-model.negative",
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    format: String,
    name: String,
    link: i32,
    possible: i32,
    household_cap: i32,
    margin: i32,
    known_at: i32,
    frequent_at: i32,
    rare_at: i32,
    block_limit: u32,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    thorough: bool,
    guards: Vec<String>,
    weights: BTreeMap<String, Weight>,
    given: Names,
    family: Names,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    crowded: BTreeMap<String, i32>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Weight {
    weight: i32,
    #[serde(default, skip_serializing_if = "is_none")]
    frequency: u8,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands the field over by reference")]
fn is_none(frequency: &u8) -> bool {
    *frequency == 0
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    unlisted: i32,
    names: BTreeMap<String, i32>,
}

impl Names {
    fn of(table: &FrequencyTable) -> Self {
        let names = table.names.iter().map(|(name, surprise)| (name.as_str().to_owned(), *surprise)).collect();
        Self { unlisted: table.unlisted, names }
    }

    fn read(self, place: &str) -> Result<FrequencyTable, ModelError> {
        in_range(self.unlisted, 0, 6400, || format!("{place}/unlisted"))?;
        let mut names = BTreeMap::new();
        for (name, surprise) in self.names {
            let at = || format!("{place}/names/{name}");
            in_range(surprise, 0, 6400, at)?;
            let word = Word::fold(&name);
            if word.is_empty() || word.as_str() != name {
                return Err(ModelError::Unknown { place: at() });
            }
            names.insert(word, surprise);
        }
        Ok(FrequencyTable { unlisted: self.unlisted, names })
    }
}

fn in_range(number: i32, least: i32, most: i32, place: impl FnOnce() -> String) -> Result<(), ModelError> {
    if (least..=most).contains(&number) { Ok(()) } else { Err(ModelError::Range { place: place() }) }
}

impl MatchModel {
    /// The model as JSON: keys in order, integers only, the same text for the same model.
    ///
    /// It holds no person's row, but tables learned from rows list the names met three times and more, and crowded
    /// values as hashes that can be guessed: keep such a model as you keep the rows.
    #[must_use]
    pub fn to_json(&self) -> String {
        let weights = Level::ALL.iter().filter(|level| !level.is_missing()).map(|level| {
            let LevelWeight { weight, frequency } = self.weight(*level);
            (level.key().to_owned(), Weight { weight, frequency })
        });
        let document = Document {
            format: FORMAT.to_owned(),
            name: self.name.clone(),
            link: self.thresholds.link,
            possible: self.thresholds.possible,
            household_cap: self.household_cap,
            margin: self.margin,
            known_at: self.known_at,
            frequent_at: self.frequent_at,
            rare_at: self.rare_at,
            block_limit: self.block_limit,
            thorough: self.thorough,
            guards: self.guards.iter().map(|guard| guard.key().to_owned()).collect(),
            weights: weights.collect(),
            given: Names::of(&self.given),
            family: Names::of(&self.family),
            crowded: self.crowded.iter().map(|(entry, loss)| (format!("{entry:016x}"), *loss)).collect(),
        };
        // Maps of texts and integers always have a JSON form.
        serde_json::to_string(&document).unwrap_or_default()
    }

    /// Reads a model.
    ///
    /// # Errors
    /// [`ModelError`] with the place, when it is not one: unknown or missing levels and guards, numbers out of range,
    /// agreement that weighs less than nothing.
    pub fn from_json(text: &str) -> Result<Self, ModelError> {
        let document: Document = serde_json::from_str(text).map_err(|error| ModelError::Json {
            // serde's words may repeat what stands in the text, so only the kind is told.
            reason: format!("{:?}", error.classify()).to_lowercase(),
            line: error.line(),
            column: error.column(),
        })?;
        if document.format != FORMAT {
            return Err(ModelError::Format);
        }
        let range = |number, least, most, name: &str| in_range(number, least, most, || format!("/{name}"));
        range(document.link, 0, 10_000, "link")?;
        range(document.possible, 0, document.link, "possible")?;
        range(document.household_cap, 0, 10_000, "household_cap")?;
        range(document.margin, 0, 10_000, "margin")?;
        range(document.known_at, 0, 6400, "known_at")?;
        range(document.frequent_at, 0, 12_800, "frequent_at")?;
        range(document.rare_at, 0, 12_800, "rare_at")?;
        range(i32::try_from(document.block_limit).unwrap_or(-1), 2, 100_000, "block_limit")?;
        let mut guards = Guards::NONE;
        for (number, key) in document.guards.iter().enumerate() {
            let known = Guard::ALL.iter().find(|guard| guard.key() == key);
            guards = guards.with(*known.ok_or_else(|| ModelError::Unknown { place: format!("/guards/{number}") })?);
        }
        let mut crowded = HashMap::default();
        for (entry, loss) in document.crowded {
            let place = || format!("/crowded/{entry}");
            in_range(loss, 0, 6400, place)?;
            let number = u64::from_str_radix(&entry, 16).ok().filter(|_| entry.len() == 16);
            crowded.insert(number.ok_or_else(|| ModelError::Unknown { place: place() })?, loss);
        }
        Ok(Self {
            name: document.name,
            thresholds: Thresholds { link: document.link, possible: document.possible },
            weights: read_weights(&document.weights)?,
            guards,
            household_cap: document.household_cap,
            margin: document.margin,
            known_at: document.known_at,
            frequent_at: document.frequent_at,
            rare_at: document.rare_at,
            block_limit: document.block_limit,
            thorough: document.thorough,
            given: document.given.read("/given")?,
            family: document.family.read("/family")?,
            crowded,
        })
    }
}

fn read_weights(stated: &BTreeMap<String, Weight>) -> Result<[LevelWeight; LEVELS], ModelError> {
    let mut weights = [LevelWeight::default(); LEVELS];
    for (key, stated) in stated {
        let place = || format!("/weights/{key}");
        let level = Level::parse(key).filter(|level| !level.is_missing());
        let level = level.ok_or_else(|| ModelError::Unknown { place: place() })?;
        in_range(stated.weight, -5000, 5000, place)?;
        in_range(i32::from(stated.frequency), 0, 100, place)?;
        if level.agrees() && stated.weight < 0 {
            return Err(ModelError::Negative { place: place() });
        }
        if let Some(slot) = weights.get_mut(level.index()) {
            *slot = LevelWeight { weight: stated.weight, frequency: stated.frequency };
        }
    }
    for level in Level::ALL.iter().filter(|level| !level.is_missing()) {
        if !stated.contains_key(level.key()) {
            return Err(ModelError::Missing { place: format!("/weights/{}", level.key()) });
        }
    }
    Ok(weights)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_restored_whole() {
        let mut model = MatchModel::english();
        model.crowded.insert(0xab, 120);
        let text = model.to_json();
        let read = MatchModel::from_json(&text).unwrap();
        assert_eq!(read, model);
        assert_eq!(read.to_json(), text);
        assert_eq!(read.digest(), model.digest());
        assert_ne!(model.clone().with_thresholds(3000, 10).digest(), model.digest());
    }

    #[test]
    fn what_is_wrong_is_located() {
        let text = MatchModel::english().to_json();
        for (from, to, code, place) in [
            ("\"link\":", "\"links\":", "match-model.json", "line 1"),
            ("dcr-match-model/1", "dcr-match-model/9", "match-model.format", "/format"),
            ("\"given.exact\"", "\"given.exactly\"", "match-model.unknown", "/weights/given.exactly"),
            ("\"margin\":400", "\"margin\":-1", "match-model.range", "/margin"),
            ("\"twins\"", "\"triplets\"", "match-model.unknown", "/guards/3"),
            (
                "\"gender.equal\":{\"weight\":95}",
                "\"gender.equal\":{\"weight\":-95}",
                "match-model.negative",
                "/weights/gender.equal",
            ),
            ("\"gender.equal\":{\"weight\":95},", "", "match-model.missing", "/weights/gender.equal"),
            ("\"smith\":", "\"Smith\":", "match-model.unknown", "/family/names/Smith"),
        ] {
            assert!(text.contains(from), "{from}");
            let error = MatchModel::from_json(&text.replace(from, to)).unwrap_err();
            assert_eq!(error.code(), code);
            assert!(error.to_string().contains(place), "{error}");
        }
    }
}
