//! Everything that a host has loaded, as one thing with one digest.

use super::{CodeMap, MapSummary, Medicines, MedicinesSummary, TerminologyError};
use crate::contribution::ContentHash;
use serde::Serialize;

/// What a terminology holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TerminologySummary<'a> {
    /// The terminology's digest.
    pub digest: ContentHash,
    /// Each map and what became of its rows, in order.
    pub maps: Vec<MapTold<'a>>,
    /// The dictionary of medicines, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub medicines: Option<MedicinesTold<'a>>,
}

/// One map and what became of its rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MapTold<'a> {
    /// What is told with every code that it gives: `name@version`.
    pub map: &'a str,
    /// The code system that it maps from.
    pub from: &'a str,
    /// The code system that it maps to.
    pub to: &'a str,
    /// What became of its rows.
    #[serde(flatten)]
    pub summary: MapSummary,
}

/// The dictionary of medicines and what was read of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MedicinesTold<'a> {
    /// What is told with every code that it gives: `dm+d@` and the release.
    pub map: &'a str,
    /// What was read.
    #[serde(flatten)]
    pub summary: &'a MedicinesSummary,
}

/// The maps and medicines by which codes are translated.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Terminology {
    /// In the order of from, to, name and version.
    maps: Vec<CodeMap>,
    medicines: Option<Medicines>,
}

impl Terminology {
    /// Whether nothing is loaded, so that no code is ever added.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.maps.is_empty() && self.medicines.is_none()
    }

    /// With these maps and, where there is one, a release of the dictionary of medicines. The order of the maps does not
    /// count.
    ///
    /// # Errors
    /// [`TerminologyError::Twice`] when two maps of one name are between the same code systems: of two versions of a map
    /// one must be chosen.
    pub fn new(mut maps: Vec<CodeMap>, medicines: Option<Medicines>) -> Result<Self, TerminologyError> {
        fn order(map: &CodeMap) -> (&str, &str, &str) {
            (map.from(), map.to(), map.name())
        }
        maps.sort_by(|a, b| order(a).cmp(&order(b)));
        if maps.windows(2).any(|pair| matches!(pair, [a, b] if order(a) == order(b))) {
            return Err(TerminologyError::Twice);
        }
        Ok(Self { maps, medicines })
    }

    /// The maps, ordered by the system they map from, the system they map to, and their names.
    #[must_use]
    pub fn maps(&self) -> &[CodeMap] {
        &self.maps
    }

    /// What it holds.
    #[must_use]
    pub fn summary(&self) -> TerminologySummary<'_> {
        let told = |map| MapTold {
            map: CodeMap::mapped_by(map),
            from: map.from(),
            to: map.to(),
            summary: CodeMap::summary(map),
        };
        TerminologySummary {
            digest: self.digest(),
            maps: self.maps.iter().map(told).collect(),
            medicines: self.medicines().map(|held| MedicinesTold { map: held.mapped_by(), summary: held.summary() }),
        }
    }

    /// The maps from a code system.
    pub(super) fn maps_from(&self, system: &str) -> &[CodeMap] {
        let first = self.maps.partition_point(|map| map.from() < system);
        let rest = self.maps.get(first..).unwrap_or_default();
        rest.get(..rest.partition_point(|map| map.from() == system)).unwrap_or_default()
    }

    /// The dictionary of medicines.
    #[must_use]
    pub fn medicines(&self) -> Option<&Medicines> {
        self.medicines.as_ref()
    }

    /// The SHA-256 over the digests of all maps and of the medicines: two terminologies with one digest translate alike.
    #[must_use]
    pub fn digest(&self) -> ContentHash {
        let mut digests = Vec::new();
        for map in &self.maps {
            digests.extend_from_slice(map.digest().as_bytes());
        }
        // A map's digest cannot stand in the place of the medicines'.
        digests.push(u8::from(self.medicines.is_some()));
        if let Some(medicines) = &self.medicines {
            digests.extend_from_slice(medicines.digest().as_bytes());
        }
        ContentHash::of(&digests)
    }
}
