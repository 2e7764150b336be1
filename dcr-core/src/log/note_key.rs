//! Keys of signed notes: C2SP signed-note, "Verifier keys" and "Signature types"; C2SP tlog-cosignature.

use super::LogError;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::digest::{Context, SHA256};
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};

/// What a signature says, which is also the type byte of its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SignatureKind {
    /// Type 0x01: an Ed25519 signature over the note's text, as the log itself signs.
    Ed25519,
    /// Type 0x04: a timestamped Ed25519 cosignature over a checkpoint, as a witness signs.
    Cosignature,
}

impl SignatureKind {
    const fn byte(self) -> u8 {
        match self {
            Self::Ed25519 => 1,
            Self::Cosignature => 4,
        }
    }
}

/// The name of a key: not empty, without white space or `+`; by custom a URL without its scheme.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyName(String);

/// The longest key name that is read, in bytes.
const LONGEST_NAME: usize = 1024;

impl KeyName {
    /// Reads a name.
    ///
    /// # Errors
    /// [`LogError::KeyName`] when it is empty, longer than 1,024 bytes or has a character that a name cannot have.
    pub fn parse(text: &str) -> Result<Self, LogError> {
        let wrong = |c: char| c.is_whitespace() || c == '+' || c < ' ';
        if text.is_empty() || text.len() > LONGEST_NAME || text.contains(wrong) {
            return Err(LogError::KeyName);
        }
        Ok(Self(text.to_owned()))
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The first four bytes of SHA-256 over the name, a line feed, the type byte and the public key.
pub(super) type KeyId = [u8; 4];

/// A key that signatures on notes are checked with.
///
/// ```
/// use dcr_core::log::VerifierKey;
/// let key = VerifierKey::parse("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")?;
/// assert_eq!(key.name().as_str(), "example.com/foo");
/// # Ok::<(), dcr_core::log::LogError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: KeyName,
    id: KeyId,
    kind: SignatureKind,
    public: [u8; 32],
}

impl VerifierKey {
    /// A key from its parts.
    #[must_use]
    pub fn new(name: KeyName, kind: SignatureKind, public: [u8; 32]) -> Self {
        let mut context = Context::new(&SHA256);
        context.update(name.as_str().as_bytes());
        context.update(&[b'\n', kind.byte()]);
        context.update(&public);
        let mut id = KeyId::default();
        for (to, from) in id.iter_mut().zip(context.finish().as_ref()) {
            *to = *from;
        }
        Self { name, id, kind, public }
    }

    /// Reads `name+id+key`: the id as eight lower-case hexadecimal digits, the type byte and public key in base64.
    ///
    /// # Errors
    /// [`LogError::VerifierKey`] when the text is not such a key, its id is not that of the name and key, or its type
    /// is unknown; [`LogError::KeyName`] for the name.
    pub fn parse(text: &str) -> Result<Self, LogError> {
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(LogError::VerifierKey);
        };
        let material = STANDARD.decode(key).map_err(|_| LogError::VerifierKey)?;
        let (kind, public) = match material.split_first() {
            Some((1, public)) => (SignatureKind::Ed25519, public),
            Some((4, public)) => (SignatureKind::Cosignature, public),
            _ => return Err(LogError::VerifierKey),
        };
        let public = public.try_into().map_err(|_| LogError::VerifierKey)?;
        let read = Self::new(KeyName::parse(name)?, kind, public);
        if read.id_text() == id { Ok(read) } else { Err(LogError::VerifierKey) }
    }

    /// The key's name.
    #[must_use]
    pub fn name(&self) -> &KeyName {
        &self.name
    }

    /// What this key's signatures say.
    #[must_use]
    pub fn kind(&self) -> SignatureKind {
        self.kind
    }

    /// The 32 bytes of the Ed25519 public key.
    #[must_use]
    pub fn public(&self) -> &[u8; 32] {
        &self.public
    }

    pub(super) fn id(&self) -> KeyId {
        self.id
    }

    fn id_text(&self) -> String {
        format!("{:08x}", u32::from_be_bytes(self.id))
    }

    /// Checks what follows the key id in a signature line.
    pub(super) fn check(&self, text: &str, signature: &[u8]) -> Result<Option<u64>, LogError> {
        let key = UnparsedPublicKey::new(&ED25519, self.public);
        match self.kind {
            SignatureKind::Ed25519 => {
                key.verify(text.as_bytes(), signature).map_err(|_| LogError::Signature)?;
                Ok(None)
            }
            SignatureKind::Cosignature => {
                let (time, signature) = signature.split_first_chunk::<8>().ok_or(LogError::Signature)?;
                let time = u64::from_be_bytes(*time);
                if i64::try_from(time).is_err() {
                    return Err(LogError::Signature);
                }
                key.verify(cosigned(text, time).as_bytes(), signature).map_err(|_| LogError::Signature)?;
                Ok(Some(time))
            }
        }
    }
}

impl std::fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut material = vec![self.kind.byte()];
        material.extend(self.public);
        write!(f, "{}+{}+{}", self.name.as_str(), self.id_text(), STANDARD.encode(material))
    }
}

/// The message that a cosignature signs: C2SP tlog-cosignature, "Ed25519 signed message".
fn cosigned(text: &str, time: u64) -> String {
    format!("cosignature/v1\ntime {time}\n{text}")
}

/// A key that signs notes.
///
/// One seed serves one name and one kind: a log's key never cosigns, and a witness's key never signs a log.
pub struct NoteSigner {
    pair: Ed25519KeyPair,
    verifier: VerifierKey,
}

impl NoteSigner {
    /// A key from its 32-byte seed (RFC 8032 section 5.1.5).
    ///
    /// # Errors
    /// [`LogError::SigningKey`] when the seed is not taken.
    pub fn from_seed(name: KeyName, kind: SignatureKind, seed: &[u8; 32]) -> Result<Self, LogError> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| LogError::SigningKey)?;
        let public = pair.public_key().as_ref().try_into().map_err(|_| LogError::SigningKey)?;
        Ok(Self { pair, verifier: VerifierKey::new(name, kind, public) })
    }

    /// The key that checks its signatures.
    #[must_use]
    pub fn verifier(&self) -> &VerifierKey {
        &self.verifier
    }

    pub(super) fn sign(&self, text: &str) -> Vec<u8> {
        self.pair.sign(text.as_bytes()).as_ref().to_vec()
    }

    pub(super) fn cosign(&self, text: &str, time: u64) -> Vec<u8> {
        let mut signature = time.to_be_bytes().to_vec();
        signature.extend(self.pair.sign(cosigned(text, time).as_bytes()).as_ref());
        signature
    }
}

impl std::fmt::Debug for NoteSigner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NoteSigner({})", self.verifier)
    }
}
