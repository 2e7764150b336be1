//! The signature of a policy: a C2SP signed note over its name, version and digest.

use super::Policy;
use crate::identifier::OdsCode;
use crate::log::{KeyName, LogError, NoteSigner, SignatureKind, SignedNote, VerifierKey};
use crate::register::Register;
use crate::time::Timestamp;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The first line of what is signed: what it is, and the version of this form.
const FORM: &str = "dcr.policy/v1";

/// Why a policy cannot be signed, or a signature on it is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PolicySignatureError {
    /// The policy's name has a line break or another control character, so that it has no line of its own.
    #[error("the policy's name cannot stand on one line")]
    Name,
    /// The key cannot sign notes.
    #[error("the key cannot sign a policy")]
    SigningKey,
    /// The register names no organisation that signs policies.
    #[error("the register names no organisation that signs policies")]
    NoAuthority,
    /// The bytes are not a signed note.
    #[error("the bytes are not a signed note")]
    NotANote,
    /// The note is signed, and is about another policy, another version or something else.
    #[error("the note is not about this policy")]
    OtherPolicy,
    /// No key of the authority that is valid at the time has signed the note.
    #[error("no key of the policy's authority that is valid at the time has signed the note")]
    NoValidKey,
    /// A signature that claims to be by a valid key is wrong.
    #[error("a signature that claims to be by a valid key is wrong")]
    Signature,
}

impl PolicySignatureError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Name => "policy-signature.name",
            Self::SigningKey => "policy-signature.signing-key",
            Self::NoAuthority => "policy-signature.no-authority",
            Self::NotANote => "policy-signature.not-a-note",
            Self::OtherPolicy => "policy-signature.other-policy",
            Self::NoValidKey => "policy-signature.no-valid-key",
            Self::Signature => "policy-signature.signature",
        }
    }
}

/// By whom a policy was found to be signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedBy {
    /// The organisation.
    pub organisation: OdsCode,
    /// The id of its key; of several that signed, the one whose signature stands first.
    pub key: String,
}

/// Signs a policy; the signer's name is the id of the organisation's key in the register. The answer is the note.
///
/// # Errors
/// [`PolicySignatureError::Name`] when the policy's name cannot stand on one line, [`PolicySignatureError::SigningKey`]
/// when the key is a witness's.
pub fn sign_policy(policy: &Policy, signer: &NoteSigner) -> Result<Vec<u8>, PolicySignatureError> {
    let note = SignedNote::sign(text(policy)?, signer).map_err(|_| PolicySignatureError::SigningKey)?;
    Ok(note.to_string().into_bytes())
}

/// Checks that the organisation that the register names as `policy_authority` has signed this very policy with a key of
/// its own that is valid at `at`.
///
/// Signatures by other keys, expired ones included, are ignored.
///
/// # Errors
/// [`PolicySignatureError`]: the policy is not to be put in force.
pub fn verify_policy(
    policy: &Policy,
    note: &[u8],
    register: &Register,
    at: Timestamp,
) -> Result<SignedBy, PolicySignatureError> {
    let authority = register.policy_authority().ok_or(PolicySignatureError::NoAuthority)?;
    let note = SignedNote::parse(note).map_err(|_| PolicySignatureError::NotANote)?;
    let mut trusted = Vec::new();
    // A closed organisation signs nothing, whatever its keys say.
    for key in authority.keys.iter().filter(|key| authority.open_at(at) && key.valid_at(at)) {
        // INVARIANT: the register took the id only because it can be a key's name.
        let name = KeyName::parse(&key.id).map_err(|_| PolicySignatureError::NoValidKey)?;
        trusted.push(VerifierKey::new(name, SignatureKind::Ed25519, *key.public.as_bytes()));
    }
    let verified = note.verify(&trusted).map_err(|error| match error {
        LogError::Unsigned => PolicySignatureError::NoValidKey,
        _ => PolicySignatureError::Signature,
    })?;
    // The note's text means something only from here on.
    if note.text() != text(policy)? {
        return Err(PolicySignatureError::OtherPolicy);
    }
    let first = verified.first().ok_or(PolicySignatureError::NoValidKey)?;
    Ok(SignedBy { organisation: authority.code.clone(), key: first.key.name().as_str().to_owned() })
}

/// What is signed: three lines.
fn text(policy: &Policy) -> Result<String, PolicySignatureError> {
    let document = policy.document();
    if document.name.chars().any(char::is_control) {
        return Err(PolicySignatureError::Name);
    }
    let digest = STANDARD.encode(policy.digest().as_bytes());
    Ok(format!("{FORM}\n{} v{}\n{digest}\n", document.name, document.version))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::register::{OrganisationKey, PublicKey, RegisterDocument};

    const AUTHORITY: &str = "QVV";

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    fn now() -> Timestamp {
        at("2026-11-22T09:00:00Z")
    }

    fn signer_of(id: &str, kind: SignatureKind, seed: u8) -> NoteSigner {
        NoteSigner::from_seed(KeyName::parse(id).unwrap(), kind, &[seed; 32]).unwrap()
    }

    fn signer(id: &str, seed: u8) -> NoteSigner {
        signer_of(id, SignatureKind::Ed25519, seed)
    }

    fn key(id: &str, seed: u8, from: Option<&str>, until: Option<&str>) -> OrganisationKey {
        let public = PublicKey::from_bytes(*signer(id, seed).verifier().public()).unwrap();
        OrganisationKey { id: id.to_owned(), public, from: from.map(at), until: until.map(at) }
    }

    fn document() -> RegisterDocument {
        serde_json::from_slice(Register::DORSET_EXAMPLE).unwrap()
    }

    fn register(keys: Vec<OrganisationKey>) -> Register {
        let mut document = document();
        document.policy_authority = Some(OdsCode::parse(AUTHORITY).unwrap());
        document.organisations.iter_mut().find(|one| one.code.as_str() == AUTHORITY).unwrap().keys = keys;
        Register::new(document).unwrap()
    }

    fn policy() -> Policy {
        Policy::dorset_example().unwrap()
    }

    fn policy_version(version: u32) -> Policy {
        let mut document = policy().document().clone();
        document.version = version;
        Policy::new(document).unwrap()
    }

    #[test]
    fn a_policy_is_signed_in_three_lines() {
        let policy = policy();
        let note = String::from_utf8(sign_policy(&policy, &signer("icb/2026", 1)).unwrap()).unwrap();
        let digest = STANDARD.encode(policy.digest().as_bytes());
        let text = format!("dcr.policy/v1\nDorset (example) v2\n{digest}\n");
        let (signed, signature) = note.split_once("\n\n").unwrap();
        assert_eq!(format!("{signed}\n"), text);
        assert!(signature.starts_with("— icb/2026 "));
        let signed = verify_policy(&policy, note.as_bytes(), &register(vec![key("icb/2026", 1, None, None)]), now());
        assert_eq!(
            signed.unwrap(),
            SignedBy { organisation: OdsCode::parse(AUTHORITY).unwrap(), key: "icb/2026".to_owned() }
        );
    }

    #[test]
    fn every_changed_bit_of_a_note_is_noticed() {
        let (policy, register) = (policy(), register(vec![key("k", 1, None, None)]));
        let note = sign_policy(&policy, &signer("k", 1)).unwrap();
        for place in 0..note.len() {
            for bit in 0..8 {
                let mut tampered = note.clone();
                tampered[place] ^= 1 << bit;
                assert!(verify_policy(&policy, &tampered, &register, now()).is_err(), "byte {place}, bit {bit}");
            }
        }
        for length in 0..note.len() {
            assert!(verify_policy(&policy, &note[..length], &register, now()).is_err(), "length {length}");
        }
    }

    #[test]
    fn each_reason_to_refuse_has_its_code() {
        let (policy, own) = (policy(), register(vec![key("k", 1, None, None)]));
        let note = sign_policy(&policy, &signer("k", 1)).unwrap();
        let refused = |policy: &Policy, note: &[u8], register: &Register| {
            verify_policy(policy, note, register, now()).unwrap_err().code()
        };
        let without = Register::new(document()).unwrap();
        assert_eq!(refused(&policy, &note, &without), "policy-signature.no-authority");
        assert_eq!(refused(&policy, b"signed, honestly", &own), "policy-signature.not-a-note");
        assert_eq!(refused(&policy_version(3), &note, &own), "policy-signature.other-policy");
        let words = SignedNote::sign("The Dorset policy\n".to_owned(), &signer("k", 1)).unwrap().to_string();
        assert_eq!(refused(&policy, words.as_bytes(), &own), "policy-signature.other-policy");
        let text = String::from_utf8(note.clone()).unwrap();
        assert_eq!(refused(&policy, text.replace(" v2\n", " v3\n").as_bytes(), &own), "policy-signature.signature");
        assert_eq!(refused(&policy, &note, &register(vec![])), "policy-signature.no-valid-key");
        // The same name on another key, and another name on the same key.
        assert_eq!(refused(&policy, &note, &register(vec![key("k", 2, None, None)])), "policy-signature.no-valid-key");
        assert_eq!(refused(&policy, &note, &register(vec![key("l", 1, None, None)])), "policy-signature.no-valid-key");
        let witness = signer_of("k", SignatureKind::Cosignature, 1);
        assert_eq!(sign_policy(&policy, &witness).unwrap_err().code(), "policy-signature.signing-key");
    }

    #[test]
    fn a_key_signs_in_its_time_alone() {
        let policy = policy();
        let note = sign_policy(&policy, &signer("k", 1)).unwrap();
        let register = register(vec![key("k", 1, Some("2025-01-01T00:00:00Z"), Some("2026-01-01T00:00:00Z"))]);
        let verify = |time| verify_policy(&policy, &note, &register, at(time)).map(|signed| signed.key);
        assert_eq!(verify("2024-12-31T23:59:59.999Z"), Err(PolicySignatureError::NoValidKey));
        assert_eq!(verify("2025-01-01T00:00:00Z"), Ok("k".to_owned()));
        assert_eq!(verify("2025-12-31T23:59:59.999Z"), Ok("k".to_owned()));
        assert_eq!(verify("2026-01-01T00:00:00Z"), Err(PolicySignatureError::NoValidKey));
    }

    #[test]
    fn nobody_else_signs_for_the_authority() {
        let policy = policy();
        let note = sign_policy(&policy, &signer("k", 1)).unwrap();
        let mut document = document();
        document.policy_authority = Some(OdsCode::parse(AUTHORITY).unwrap());
        document.organisations.iter_mut().find(|one| one.code.as_str() == "RBD").unwrap().keys =
            vec![key("k", 1, None, None)];
        let register = Register::new(document).unwrap();
        assert_eq!(verify_policy(&policy, &note, &register, now()), Err(PolicySignatureError::NoValidKey));
    }

    #[test]
    fn a_closed_authority_signs_nothing() {
        let policy = policy();
        let note = sign_policy(&policy, &signer("k", 1)).unwrap();
        let mut document = document();
        let authority = document.organisations.iter_mut().find(|one| one.code.as_str() == AUTHORITY).unwrap();
        authority.keys = vec![key("k", 1, None, None)];
        authority.closed = Some(now());
        document.policy_authority = Some(OdsCode::parse(AUTHORITY).unwrap());
        let register = Register::new(document).unwrap();
        let before = at("2026-11-22T08:59:59.999Z");
        assert!(verify_policy(&policy, &note, &register, before).is_ok());
        assert_eq!(verify_policy(&policy, &note, &register, now()), Err(PolicySignatureError::NoValidKey));
    }

    #[test]
    fn a_key_may_be_followed_by_the_next() {
        let policy = policy();
        let register = register(vec![key("new", 2, None, None), key("old", 1, None, Some("2026-01-01T00:00:00Z"))]);
        let old = String::from_utf8(sign_policy(&policy, &signer("old", 1)).unwrap()).unwrap();
        let new = String::from_utf8(sign_policy(&policy, &signer("new", 2)).unwrap()).unwrap();
        let both = format!("{old}{}", new.rsplit_once("\n\n").unwrap().1);
        assert_eq!(verify_policy(&policy, both.as_bytes(), &register, now()).unwrap().key, "new");
        let then = at("2025-06-01T00:00:00Z");
        assert_eq!(verify_policy(&policy, both.as_bytes(), &register, then).unwrap().key, "old");
        assert_eq!(verify_policy(&policy, old.as_bytes(), &register, now()), Err(PolicySignatureError::NoValidKey));
    }

    #[test]
    fn a_name_of_several_lines_is_not_signed() {
        let mut document = policy().document().clone();
        document.name = "Dorset v1\nAAAA".to_owned();
        let policy = Policy::new(document).unwrap();
        assert_eq!(sign_policy(&policy, &signer("k", 1)), Err(PolicySignatureError::Name));
        let register = register(vec![key("k", 1, None, None)]);
        let note = SignedNote::sign("dcr.policy/v1\nDorset v1\nAAAA v1\n".to_owned(), &signer("k", 1)).unwrap();
        let refused = verify_policy(&policy, note.to_string().as_bytes(), &register, now());
        assert_eq!(refused, Err(PolicySignatureError::Name));
    }
}
