//! Signed notes: C2SP signed-note.

use super::note_key::KeyId;
use super::{KeyName, LogError, NoteSigner, SignatureKind, VerifierKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The longest note that is read, in bytes.
const LONGEST_NOTE: usize = 1_000_000;
/// The most signatures that are read; the standard asks for at least 16.
const MOST_SIGNATURES: usize = 100;

/// One signature line of a note, by a known or an unknown key.
#[derive(Debug, Clone, PartialEq, Eq)]
struct NoteSignature {
    name: KeyName,
    id: KeyId,
    signature: Vec<u8>,
}

/// A text and the signatures on it, in the order in which they stand.
///
/// The text means nothing until [`SignedNote::verify`] has found a signature by a trusted key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedNote {
    text: String,
    signatures: Vec<NoteSignature>,
}

/// A trusted key whose signature on a note is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VerifiedSignature<'a> {
    /// The key.
    pub key: &'a VerifierKey,
    /// For a cosignature, when it was made: seconds since 1970-01-01T00:00:00Z.
    pub time: Option<u64>,
}

impl SignedNote {
    /// Signs a text.
    ///
    /// # Errors
    /// [`LogError::NoteFormat`] when the text does not end in a line feed or has another control character,
    /// [`LogError::NoteLength`] when it is too long, [`LogError::SigningKey`] when the key is a witness's.
    pub fn sign(text: String, signer: &NoteSigner) -> Result<Self, LogError> {
        if signer.verifier().kind() != SignatureKind::Ed25519 {
            return Err(LogError::SigningKey);
        }
        if !text.ends_with('\n') {
            return Err(LogError::NoteFormat);
        }
        let signature = line(signer, signer.sign(&text));
        let note = Self { text, signatures: vec![signature] };
        // Whoever reads the note holds it to the same rules, so it is read once here.
        Self::parse(note.to_string().as_bytes())
    }

    /// Adds a witness's cosignature, made at `time` in seconds since 1970-01-01T00:00:00Z.
    ///
    /// The caller has checked that the text is a checkpoint that is consistent with every one the witness has seen.
    ///
    /// # Errors
    /// [`LogError::SigningKey`] when the key is not a witness's or the time is above 2^63 - 1,
    /// [`LogError::NoteLength`] when the note has no room for one more.
    pub fn cosign(&mut self, witness: &NoteSigner, time: u64) -> Result<(), LogError> {
        if witness.verifier().kind() != SignatureKind::Cosignature || i64::try_from(time).is_err() {
            return Err(LogError::SigningKey);
        }
        if self.signatures.len() >= MOST_SIGNATURES {
            return Err(LogError::NoteLength);
        }
        self.signatures.push(line(witness, witness.cosign(&self.text, time)));
        Ok(())
    }

    /// Reads a note. Its signatures are not checked yet.
    ///
    /// # Errors
    /// [`LogError::NoteLength`] above 1,000,000 bytes or 100 signatures, [`LogError::NoteFormat`] when the bytes are
    /// not a signed note.
    pub fn parse(bytes: &[u8]) -> Result<Self, LogError> {
        if bytes.len() > LONGEST_NOTE {
            return Err(LogError::NoteLength);
        }
        let note = std::str::from_utf8(bytes).map_err(|_| LogError::NoteFormat)?;
        if note.contains(|c: char| c < ' ' && c != '\n') {
            return Err(LogError::NoteFormat);
        }
        // The text keeps the first of the two line feeds; the last empty line divides.
        let divide = note.rfind("\n\n").ok_or(LogError::NoteFormat)?;
        let (text, lines) = note.split_at_checked(divide + 1).ok_or(LogError::NoteFormat)?;
        let lines = lines.strip_prefix('\n').and_then(|lines| lines.strip_suffix('\n')).ok_or(LogError::NoteFormat)?;
        let mut signatures = Vec::new();
        for line in lines.split('\n') {
            if signatures.len() >= MOST_SIGNATURES {
                return Err(LogError::NoteLength);
            }
            signatures.push(NoteSignature::parse(line)?);
        }
        Ok(Self { text: text.to_owned(), signatures })
    }

    /// The text, which ends in a line feed. Not to be trusted before [`SignedNote::verify`].
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The names on the signature lines, in order. Not to be trusted before [`SignedNote::verify`].
    pub fn signers(&self) -> impl Iterator<Item = &KeyName> {
        self.signatures.iter().map(|signature| &signature.name)
    }

    /// Checks every signature whose key is among `trusted`, and ignores those of other keys.
    ///
    /// The answer is not empty, follows the order of the signatures and names a key once.
    ///
    /// # Errors
    /// [`LogError::Unsigned`] when no trusted key has signed, [`LogError::Signature`] when a signature that claims to
    /// be by a trusted key is wrong, whatever else is right.
    pub fn verify<'a>(&self, trusted: &'a [VerifierKey]) -> Result<Vec<VerifiedSignature<'a>>, LogError> {
        let mut verified: Vec<VerifiedSignature<'a>> = Vec::new();
        for line in &self.signatures {
            for key in trusted.iter().filter(|key| *key.name() == line.name && key.id() == line.id) {
                let time = key.check(&self.text, &line.signature)?;
                if !verified.iter().any(|known| known.key == key) {
                    verified.push(VerifiedSignature { key, time });
                }
            }
        }
        if verified.is_empty() { Err(LogError::Unsigned) } else { Ok(verified) }
    }
}

/// The note as it is stored and sent.
impl std::fmt::Display for SignedNote {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}", self.text)?;
        for line in &self.signatures {
            let bytes = [line.id.as_slice(), &line.signature].concat();
            writeln!(f, "— {} {}", line.name.as_str(), STANDARD.encode(bytes))?;
        }
        Ok(())
    }
}

fn line(signer: &NoteSigner, signature: Vec<u8>) -> NoteSignature {
    NoteSignature { name: signer.verifier().name().clone(), id: signer.verifier().id(), signature }
}

impl NoteSignature {
    fn parse(line: &str) -> Result<Self, LogError> {
        let (name, encoded) =
            line.strip_prefix("— ").and_then(|rest| rest.split_once(' ')).ok_or(LogError::NoteFormat)?;
        // Strict base64: one spelling for one signature, so that what is read is written back byte for byte.
        let bytes = STANDARD.decode(encoded).map_err(|_| LogError::NoteFormat)?;
        match bytes.split_first_chunk() {
            Some((id, signature)) if !signature.is_empty() => {
                let name = KeyName::parse(name).map_err(|_| LogError::NoteFormat)?;
                Ok(Self { name, id: *id, signature: signature.to_vec() })
            }
            _ => Err(LogError::NoteFormat),
        }
    }
}
