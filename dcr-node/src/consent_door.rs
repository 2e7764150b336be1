//! What the doors to the consent rules share, without a node: JSON documents in, JSON out. C and Python pass texts through
//! here, so that they cannot differ.

mod matrix;
mod summary;

pub use matrix::{Matrix, matrix};
pub use summary::{VerdictSummary, fired, places};

use crate::door;
use crate::error::{InputError, NodeError, RulesError};
use crate::node::Node;
use dcr_core::consent::{AccessRequest, ConsentRecord, PersonFacts, Plan, Policy, RecordDecision, Verdict};
use dcr_core::contribution::canonical_bytes;
use dcr_core::identifier::OdsCode;
use dcr_core::log::{KeyName, NoteSigner, SignatureKind};
use dcr_core::register::{Admission, Register};
use dcr_core::time::Timestamp;
use serde::Serialize;

/// A person's record in its small form, with what the rules read of it made ready once for any number of decisions.
#[derive(Debug, Clone)]
pub struct Person {
    record: ConsentRecord,
    facts: PersonFacts,
}

impl Person {
    /// Reads a record from its JSON document (`docs/consent-record.schema.json`).
    ///
    /// # Errors
    /// [`InputError::ConsentRecord`] when the document is not one.
    pub fn from_json(json: &[u8]) -> Result<Self, NodeError> {
        let record = ConsentRecord::from_json(json).map_err(InputError::from)?;
        let facts = PersonFacts::of_small(&record);
        Ok(Self { record, facts })
    }
}

/// To whom a decision is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForWhom {
    /// The account: everything.
    Account,
    /// The requester: what they may know.
    Requester,
}

/// Reads a policy; an absent one is the ready one for Dorset.
fn policy(json: Option<&[u8]>) -> Result<Policy, NodeError> {
    Ok(Policy::from_json(json.unwrap_or(Policy::DORSET_EXAMPLE)).map_err(RulesError::from)?)
}

/// Compiles a policy and a register, each from its JSON document; an absent one is the ready one for Dorset.
///
/// # Errors
/// [`RulesError::Policy`] or [`RulesError::Register`] when a document cannot be used.
pub fn plan(policy_json: Option<&[u8]>, register_json: Option<&[u8]>) -> Result<Plan, NodeError> {
    let register = register_json.unwrap_or(Register::DORSET_EXAMPLE);
    Ok(Plan::new(policy(policy_json)?, Register::from_json(register).map_err(RulesError::from)?))
}

/// The digest of a policy, as every decision names it.
///
/// # Errors
/// [`RulesError::Policy`] when the document is not a policy.
pub fn policy_digest(policy_json: &[u8]) -> Result<String, NodeError> {
    Ok(policy(Some(policy_json))?.digest().to_string())
}

/// Signs a policy with an Ed25519 key, given by its 32-byte seed, under the id that the register gives the key. The answer
/// is the signed note (C2SP) that [`set_policy`] takes.
///
/// # Errors
/// [`RulesError::Policy`] when the document is not a policy, [`RulesError::PolicySignature`] when its name cannot stand on
/// one line, [`RulesError::SigningKey`] when the id or the seed cannot be those of a key.
pub fn sign_policy(policy_json: &[u8], key_id: &str, seed: &[u8]) -> Result<Vec<u8>, NodeError> {
    let name = KeyName::parse(key_id).map_err(|_| RulesError::SigningKey)?;
    let seed: &[u8; 32] = seed.try_into().map_err(|_| RulesError::SigningKey)?;
    let signer = NoteSigner::from_seed(name, SignatureKind::Ed25519, seed).map_err(|_| RulesError::SigningKey)?;
    Ok(dcr_core::consent::sign_policy(&policy(Some(policy_json))?, &signer).map_err(RulesError::from)?)
}

/// Decides as far as that can be said without the lines of the record; `None` for a person who is not known.
#[must_use]
pub fn decide(plan: &Plan, request: &AccessRequest, person: Option<&Person>) -> Verdict {
    plan.decide(request, person.map(|person| &person.facts))
}

fn decided(plan: &Plan, request: &AccessRequest, person: Option<&Person>) -> RecordDecision {
    dcr_core::consent::decide_record(plan, request, person.map(|person| &person.record))
}

/// The whole decision on a record, for the account, as canonical JSON: `decision`, `shown` and `unsourced`.
///
/// # Errors
/// None in practice: a decision has a JSON form.
pub fn decide_record(plan: &Plan, request: &AccessRequest, person: Option<&Person>) -> Result<Vec<u8>, NodeError> {
    Ok(decided(plan, request, person).canonical()?)
}

/// The decision in sentences, as a JSON array of texts.
///
/// # Errors
/// None in practice: texts have a JSON form.
pub fn explain(
    plan: &Plan,
    request: &AccessRequest,
    person: Option<&Person>,
    told_to: ForWhom,
) -> Result<Vec<u8>, NodeError> {
    let decision = decided(plan, request, person).decision;
    let sentences = match told_to {
        ForWhom::Account => decision.explain(plan),
        ForWhom::Requester => decision.outward().explain(),
    };
    Ok(canonical_bytes(&sentences)?)
}

/// What a change of the rules would change for one request for one record, as canonical JSON: for those who settle the
/// policy, never for a requester.
///
/// # Errors
/// None in practice: an effect has a JSON form.
pub fn what_if(before: &Plan, after: &Plan, request: &AccessRequest, person: &Person) -> Result<Vec<u8>, NodeError> {
    Ok(canonical_bytes(&dcr_core::consent::what_if(before, after, request, &person.record))?)
}

/// Whether an organisation is admitted, with the same in sentences.
#[derive(Serialize)]
struct ToldAdmission {
    admission: Admission,
    sentences: Vec<String>,
}

fn told(admission: Admission) -> Result<Vec<u8>, NodeError> {
    let sentences = admission.sentences();
    Ok(canonical_bytes(&ToldAdmission { admission, sentences })?)
}

/// Whether an organisation is admitted at an instant (RFC 3339), as canonical JSON: `admission`, and `sentences`, the same
/// in words.
///
/// # Errors
/// [`InputError`] when the code or the instant is none; [`RulesError::OrganisationUnknown`] when the register has no
/// organisation of this code.
pub fn admission(plan: &Plan, code: &str, at: &str) -> Result<Vec<u8>, NodeError> {
    let (code, at) = code_and_instant(code, at)?;
    let organisation = plan.register().organisation(code.as_str()).ok_or(RulesError::OrganisationUnknown)?;
    told(organisation.admission(plan.policy().admission_criteria(), at))
}

/// The same by the register and the policy that are in force at a node.
///
/// # Errors
/// As [`admission`] and [`Node::admission`].
pub fn node_admission(node: &Node, code: &str, at: &str) -> Result<Vec<u8>, NodeError> {
    let (code, at) = code_and_instant(code, at)?;
    told(node.admission(&code, at)?)
}

fn code_and_instant(code: &str, at: &str) -> Result<(OdsCode, Timestamp), NodeError> {
    Ok((OdsCode::parse(code).map_err(InputError::from)?, Timestamp::parse(at).map_err(InputError::from)?))
}

/// Puts another policy in force at a node; `note` is its signature, where the register asks for one, and `by` the access
/// request of who changes it.
///
/// # Errors
/// As [`door::request`], [`Node::set_policy`] and [`Node::set_signed_policy`].
pub fn set_policy(node: &Node, policy_json: &[u8], note: Option<&[u8]>, by: &[u8]) -> Result<(), NodeError> {
    let by = door::request(by)?;
    match note {
        Some(note) => node.set_signed_policy(policy_json, note, &by),
        None => node.set_policy(policy_json, &by),
    }
}

/// Puts another register in force at a node; `by` is the access request of who changes it.
///
/// # Errors
/// As [`door::request`] and [`Node::set_register`].
pub fn set_register(node: &Node, register_json: &[u8], by: &[u8]) -> Result<(), NodeError> {
    node.set_register(register_json, &door::request(by)?)
}
