//! The keys by which an organisation signs.

use super::within;
use crate::time::Timestamp;
use crate::vocabulary::read_text;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The text is not the public key of an organisation. The text is not repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a sound Ed25519 public key of 32 bytes in base64")]
pub struct PublicKeyError;

impl PublicKeyError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        "register.public-key"
    }
}

/// An Ed25519 public key (RFC 8032); in JSON, its 32 bytes in base64 (RFC 4648 section 4, with padding).
#[derive(Clone, Copy, PartialEq, Eq, JsonSchema)]
#[schemars(with = "String", description = "Ed25519 public key: 32 bytes in base64")]
pub struct PublicKey([u8; 32]);

impl PublicKey {
    /// Reads 32 bytes in base64, in their one spelling.
    ///
    /// # Errors
    /// [`PublicKeyError`] when the text is anything else, or the key is one of the points of small order, for which
    /// anybody can make signatures. That the bytes are a point at all shows when a signature is checked.
    pub fn parse(text: &str) -> Result<Self, PublicKeyError> {
        let bytes = STANDARD.decode(text).map_err(|_| PublicKeyError)?;
        Self::from_bytes(bytes.try_into().map_err(|_| PublicKeyError)?)
    }

    /// From the 32 bytes.
    ///
    /// # Errors
    /// [`PublicKeyError`] when the key is one of the points of small order.
    pub fn from_bytes(bytes: [u8; 32]) -> Result<Self, PublicKeyError> {
        if is_of_small_order(bytes) { Err(PublicKeyError) } else { Ok(Self(bytes)) }
    }

    /// The 32 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// The coordinates y of the points of order 8, little endian.
const ORDER_8: [[u8; 32]; 2] = [
    [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf,
        0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
    ],
    [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20,
        0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
    ],
];

/// Whether y is 0, 1, p - 1 or that of a point of order 8, also where it is written as p or p + 1.
fn is_of_small_order(mut y: [u8; 32]) -> bool {
    let [first, between @ .., last] = &mut y;
    // The top bit is the sign of x.
    *last &= 0x7f;
    let all = |byte: u8| between.iter().all(|other| *other == byte);
    match (*first, *last) {
        (0 | 1, 0) if all(0) => true,
        (0xec..=0xee, 0x7f) if all(0xff) => true,
        _ => ORDER_8.contains(&y),
    }
}

impl std::fmt::Display for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&STANDARD.encode(self.0))
    }
}

impl std::fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PublicKey({self})")
    }
}

impl Serialize for PublicKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PublicKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read_text(deserializer, Self::parse)
    }
}

/// A key by which an organisation signs, and when it may be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OrganisationKey {
    /// The key's name on signed notes: not empty, without white space or `+`.
    pub id: String,
    /// The public key.
    pub public: PublicKey,
    /// From this instant on; absent means since before the register.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Timestamp>,
    /// Before this instant; absent means for good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

impl OrganisationKey {
    /// Whether it may be used at an instant.
    #[must_use]
    pub fn valid_at(&self, at: Timestamp) -> bool {
        within(self.from, self.until, at)
    }
}
