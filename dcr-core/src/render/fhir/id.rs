//! Names of resources that depend on nothing but what they name.

use ring::digest::{Context, SHA256};

/// A resource's id: a UUID made of a hash, in lower case.
///
/// Source: RFC 9562 section 5.8 (version 8) and appendix B.2, a name-based UUID over SHA-256.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct ResourceId([u8; 36]);

impl ResourceId {
    /// The id of what these parts name; different parts never name the same.
    pub(super) fn of<'a>(parts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut hash = Context::new(&SHA256);
        for part in parts {
            // Without the length, ("ab", "c") and ("a", "bc") would be one name.
            hash.update(&(part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        Self::from_hash(hash.finish().as_ref())
    }

    fn from_hash(hash: &[u8]) -> Self {
        const DIGITS: [u8; 16] = *b"0123456789abcdef";
        let mut text = [b'-'; 36];
        let places = (0..36).filter(|place| !matches!(place, 8 | 13 | 18 | 23));
        let nibbles = hash.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        for (count, (place, nibble)) in places.zip(nibbles).enumerate() {
            let nibble = match count {
                12 => 8,
                16 => 8 | (nibble & 3),
                _ => nibble,
            };
            if let (Some(to), Some(digit)) = (text.get_mut(place), DIGITS.get(usize::from(nibble))) {
                *to = *digit;
            }
        }
        Self(text)
    }

    pub(super) fn as_str(&self) -> &str {
        // Sixteen digits and a dash, all ASCII.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The id as `Bundle.entry.fullUrl` and as references write it.
    pub(super) fn url(&self) -> String {
        format!("urn:uuid:{}", self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_a_version_8_uuid_of_its_parts() {
        let id = ResourceId::of(["a", "bc"]);
        assert_eq!(id.as_str().len(), 36);
        assert_eq!(id.as_str().get(14..15), Some("8"));
        assert!(matches!(id.as_str().get(19..20), Some("8" | "9" | "a" | "b")), "{}", id.as_str());
        assert_eq!(id, ResourceId::of(["a", "bc"]));
        assert_ne!(id, ResourceId::of(["ab", "c"]));
        assert_eq!(id.url(), format!("urn:uuid:{}", id.as_str()));
    }
}
