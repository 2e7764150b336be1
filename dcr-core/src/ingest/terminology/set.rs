//! Everything that a host has loaded, as one thing with one digest.

use super::{CodeMap, Medicines, TerminologyError};
use crate::contribution::ContentHash;

/// The maps and medicines by which codes are translated.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Terminology {
    /// In the order of from, to, name and version.
    maps: Vec<CodeMap>,
    medicines: Option<Medicines>,
}

impl Terminology {
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
