//! What the doors to a node share: words in, JSON out. C and Python pass texts through here, so that they cannot differ.

use crate::error::{InputError, NodeError, RulesError};
use crate::input::{Input, InputFormat};
use crate::node::Node;
use crate::receipt::Receipt;
use crate::submit::Prepared;
use crate::view::{Answer, Find, Found};
use dcr_core::audit::{AuditEvent, CouldNotCheck, Tampered, Verdict};
use dcr_core::consent::{AccessRequest, Policy};
use dcr_core::contribution::canonical_bytes;
use dcr_core::identifier::{NhsNumber, OdsCode, SourceSystem};
use dcr_core::ingest::hl7v2::Acknowledgement;
use dcr_core::ingest::terminology::{self, Terminology};
use dcr_core::record::{Directive, DirectiveAuthority, DirectiveEvidence, DirectiveScope, OptOutMode};
use dcr_core::register::Register;
use dcr_core::time::Timestamp;
use serde::Deserialize;
use std::path::Path;
use std::sync::Arc;

/// What goes with an input, in words.
///
/// `format` is `auto`, `hl7v2`, `fhir`, `edifact`, `cda`, `document`, `csv` or `contributions`; `source` is an organisation
/// and its system, such as `RBD/PAS`; `mapping` belongs to `csv`, where it is the name of a built-in mapping or a mapping
/// document, and to `document`, where it is the covering note; `received` is an RFC 3339 instant, and absent means now.
///
/// # Errors
/// [`InputError`] naming the word that cannot be used.
pub fn input(format: &str, source: &str, mapping: Option<&str>, received: Option<&str>) -> Result<Input, NodeError> {
    let format = InputFormat::parse(format, mapping).ok_or(match (format, mapping) {
        ("csv", None) | (_, Some(_)) => InputError::MappingUnknown,
        ("document", None) => InputError::NoteMissing,
        _ => InputError::FormatUnknown,
    })?;
    let (organisation, system) = source.split_once('/').ok_or(InputError::Source)?;
    let mut input = Input::from_source(
        OdsCode::parse(organisation).map_err(InputError::from)?,
        SourceSystem::parse(system).map_err(InputError::from)?,
    )
    .in_format(format);
    input.received = received.map(Timestamp::parse).transpose().map_err(InputError::from)?;
    Ok(input)
}

/// Takes HL7 v2 messages and gives the receipt, and the acknowledgements one behind the other, each segment ended by a
/// carriage return. `control_id` begins every answer's control identifier: one to twelve letters and digits that no other
/// answers share. `at`, an RFC 3339 instant, is the time of the answers; absent means now.
///
/// # Errors
/// [`InputError`] naming the word that cannot be used; else as [`Node::submit_acknowledged`].
pub fn submit_acknowledged(
    node: &Node,
    bytes: &[u8],
    input: &Input,
    control_id: &str,
    at: Option<&str>,
) -> Result<(Receipt, Vec<Vec<u8>>), NodeError> {
    let at = at.map(Timestamp::parse).transpose().map_err(InputError::from)?.map_or_else(crate::node::now, Ok)?;
    let acknowledgement = Acknowledgement::new(control_id, at).map_err(InputError::from)?;
    node.submit_acknowledged(bytes, input, &acknowledgement)
}

/// The contributions that an input gives, as canonical JSON, one a line, without a node: for whoever builds or tests what
/// a source sends. What would go into quarantine gives none. The lines can be submitted in the format `contributions`.
///
/// # Errors
/// As [`input`]; and [`InputError`] when the input cannot be begun.
pub fn read_contributions(bytes: &[u8], input: &Input) -> Result<Vec<u8>, NodeError> {
    let mut lines = Vec::new();
    for contribution in Prepared::new(bytes, input, &Terminology::default())?.contributions() {
        lines.extend(contribution.canonical()?);
        lines.push(b'\n');
    }
    Ok(lines)
}

/// An access request from its JSON document.
///
/// # Errors
/// [`RulesError::Request`] with the place of the fault.
pub fn request(json: &[u8]) -> Result<AccessRequest, NodeError> {
    Ok(AccessRequest::from_json(json).map_err(RulesError::from)?)
}

/// An NHS number from text.
///
/// # Errors
/// [`InputError::Identifier`] when it is none.
pub fn nhs_number(text: &str) -> Result<NhsNumber, NodeError> {
    Ok(NhsNumber::parse(text).map_err(InputError::from)?)
}

/// Makes a node; an absent register or policy is the ready one for Dorset.
///
/// # Errors
/// As [`Node::create`].
pub fn create(
    folder: &Path,
    organisation: &str,
    register: Option<&[u8]>,
    policy: Option<&[u8]>,
    key: &crate::NodeKey,
) -> Result<Node, NodeError> {
    let options = crate::NodeOptions {
        organisation: OdsCode::parse(organisation).map_err(InputError::from)?,
        register: register.unwrap_or(Register::DORSET_EXAMPLE).to_vec(),
        policy: policy.unwrap_or(Policy::DORSET_EXAMPLE).to_vec(),
    };
    Node::create(folder, &options, key)
}

/// An opt-out, in words.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OptOut {
    nhs_number: NhsNumber,
    mode: OptOutMode,
    authority: DirectiveAuthority,
    #[serde(default)]
    evidence: Option<DirectiveEvidence>,
    by: AccessRequest,
}

/// Records an opt-out from its JSON document: `nhs_number`, `mode` (`hide` or `do-not-hold`), `authority` (`person`,
/// `parental-responsibility`, `attorney`, `deputy`, `best-interest` or `not-stated`), optionally `evidence`, and `by`, the access
/// request of who records it. The answer is JSON and says what was erased: `local_persons`, `contributions`, `messages`,
/// `quarantined` and `complete`.
///
/// # Errors
/// [`InputError::Document`] when the document cannot be read; else as [`Node::opt_out`].
pub fn opt_out(node: &Node, json: &[u8]) -> Result<String, NodeError> {
    let asked: OptOut = read(json)?;
    Ok(node.opt_out(&asked.nhs_number, asked.mode, asked.authority, asked.evidence, &asked.by)?.to_json())
}

/// A withdrawal, in words.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Withdrawal {
    nhs_number: NhsNumber,
    scope: DirectiveScope,
    by: AccessRequest,
}

/// Withdraws a directive that was recorded at this node, from a JSON document: `nhs_number`, `scope` and `by`.
///
/// # Errors
/// [`InputError::Document`] when the document cannot be read; else as [`Node::withdraw_directive`].
pub fn withdraw_directive(node: &Node, json: &[u8]) -> Result<(), NodeError> {
    let asked: Withdrawal = read(json)?;
    node.withdraw_directive(&asked.nhs_number, &asked.scope, &asked.by)
}

/// A directive to be recorded, in words.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Recorded {
    nhs_number: NhsNumber,
    directive: Directive,
    by: AccessRequest,
}

/// Records a directive from a JSON document: `nhs_number`, `directive` (as `docs/contribution.schema.json` describes one)
/// and `by`, the access request of who records it. What was erased for it, as JSON.
///
/// # Errors
/// [`InputError::Document`] when the document cannot be read; else as [`Node::record_directive`].
pub fn record_directive(node: &Node, json: &[u8]) -> Result<String, NodeError> {
    let asked: Recorded = read(json)?;
    Ok(node.record_directive(&asked.nhs_number, &asked.directive, &asked.by)?.to_json())
}

/// Every directive about a person, in every version, as a JSON array of [`crate::DirectiveState`], the latest made first;
/// empty for someone who is not known or not the requester's to ask about.
///
/// # Errors
/// As [`Node::directives`].
pub fn directives(node: &Node, request: &AccessRequest, number: &NhsNumber) -> Result<String, NodeError> {
    let states = node.directives(number, request)?;
    Ok(String::from_utf8_lossy(&canonical_bytes(&states)?).into_owned())
}

/// The directives that stand, as a FHIR R4 Bundle of UK Core Consents.
///
/// # Errors
/// As [`Node::consent_fhir`].
pub fn consent_fhir(node: &Node, request: &AccessRequest, number: &NhsNumber) -> Result<Vec<u8>, NodeError> {
    node.consent_fhir(number, request)
}

/// Erases what is held about everyone whose wish not to be held has come into effect by `at`, an RFC 3339 instant; absent
/// means now. What was erased, as JSON.
///
/// # Errors
/// [`InputError::Time`] when the instant is none; else as [`Node::erase_due`].
pub fn erase_due(node: &Node, at: Option<&str>) -> Result<String, NodeError> {
    let at = at.map(Timestamp::parse).transpose().map_err(InputError::from)?.map_or_else(crate::node::now, Ok)?;
    Ok(node.erase_due(at)?.to_json())
}

/// A policy to be tried, in words.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tried {
    policy: Box<serde_json::value::RawValue>,
    requests: Vec<AccessRequest>,
    nhs_numbers: Vec<NhsNumber>,
    by: AccessRequest,
}

/// Tells whom another policy would affect, from a JSON document: `policy`, `requests`, `nhs_numbers` and `by`. The answer as
/// JSON: `people`, `unknown`, `looks`, `revealing` and `changed`.
///
/// # Errors
/// [`InputError::Document`] when the document cannot be read; else as [`Node::what_if`].
pub fn what_if(node: &Node, json: &[u8]) -> Result<String, NodeError> {
    let asked: Tried = read(json)?;
    let told = node.what_if(asked.policy.get().as_bytes(), &asked.requests, &asked.nhs_numbers, &asked.by)?;
    Ok(told.to_json())
}

pub(crate) fn read<'a, T: Deserialize<'a>>(json: &'a [u8]) -> Result<T, NodeError> {
    serde_json::from_slice(json)
        .map_err(|error| InputError::Document { line: error.line(), column: error.column() }.into())
}

/// Searches by NHS number and tells who was found as JSON: `null`, or `person` and `nhs_number`.
///
/// # Errors
/// As [`Node::find`].
pub fn find(node: &Node, request: &AccessRequest, number: &NhsNumber) -> Result<String, NodeError> {
    let found = node.find(request, &Find::NhsNumber(number.clone()))?;
    Ok(found.map_or_else(
        || serde_json::Value::Null.to_string(),
        |Found { person, nhs_number }| serde_json::json!({ "nhs_number": nhs_number, "person": person }).to_string(),
    ))
}

/// The account of every look at a person as a JSON array of audit events.
///
/// # Errors
/// As [`Node::who_saw`].
pub fn who_saw(node: &Node, request: &AccessRequest, number: &NhsNumber) -> Result<String, NodeError> {
    let events = node.who_saw(request, number)?;
    let events: Result<Vec<Vec<u8>>, _> = events.iter().map(AuditEvent::canonical).collect();
    let events = events.map_err(crate::AuditFailure::from)?;
    let texts: Vec<_> = events.iter().map(|event| String::from_utf8_lossy(event)).collect();
    Ok(format!("[{}]", texts.join(",")))
}

/// Checks the audit, with the checkpoints that were kept elsewhere, and tells the verdict as JSON: `code`, `intact`, and
/// where the verdict has them `size`, `erased`, `anchored`, `at`, `to`, `agreed` and `since`.
///
/// # Errors
/// As [`Node::verify_audit`].
pub fn verify_audit(node: &Node, kept: &[Vec<u8>]) -> Result<String, NodeError> {
    let verdict = node.verify_audit(kept)?;
    let mut told = serde_json::json!({ "code": verdict.code(), "intact": verdict.is_intact() });
    let mut tell = |name: &str, number: Option<u64>| {
        if let (Some(number), Some(object)) = (number, told.as_object_mut()) {
            object.insert(name.to_owned(), number.into());
        }
    };
    match verdict {
        Verdict::Intact { size, erased, anchored } => {
            tell("size", Some(size));
            tell("erased", Some(erased));
            tell("anchored", anchored);
        }
        Verdict::CouldNotCheck(why) => match why {
            CouldNotCheck::KeptCheckpoint { place } => tell("at", u64::try_from(place).ok()),
            CouldNotCheck::Entry { index }
            | CouldNotCheck::Leaf { index }
            | CouldNotCheck::Event { index }
            | CouldNotCheck::NotYetSigned { index } => tell("at", Some(index)),
            _ => {}
        },
        Verdict::Tampered(what) => match what {
            Tampered::Body { index } | Tampered::Sequence { index } | Tampered::Missing { index } => {
                tell("at", Some(index));
            }
            Tampered::Root { from, to } => {
                tell("at", Some(from));
                tell("to", Some(to));
            }
            _ => {}
        },
        Verdict::RolledBackOrForked { agreed, since } => {
            tell("agreed", Some(agreed));
            tell("since", Some(since));
        }
    }
    Ok(told.to_string())
}

/// Everything in quarantine as a JSON array, the oldest first.
///
/// # Errors
/// As [`Node::quarantine`].
pub fn quarantine(node: &Node) -> Result<String, NodeError> {
    // Numbers and texts alone, which always print.
    Ok(serde_json::to_string(&node.quarantine()?).unwrap_or_default())
}

/// How much the node holds, as JSON.
///
/// # Errors
/// As [`Node::stats`].
pub fn stats(node: &Node) -> Result<String, NodeError> {
    // Numbers alone, which always print.
    Ok(serde_json::to_string(&node.stats()?).unwrap_or_default())
}

/// What sources state of staff, places and organisations, as a JSON array.
///
/// # Errors
/// As [`Node::directory`].
pub fn directory(node: &Node) -> Result<String, NodeError> {
    // Numbers and texts alone, which always print.
    Ok(serde_json::to_string(&node.directory()?).unwrap_or_default())
}

/// Reads files of codes, each with its name, as [`terminology::load`] tells them, for [`Node::use_terminology`].
///
/// # Errors
/// [`InputError::Terminology`] with the number of the file, from 1, and the place of the fault.
pub fn terminology<N: AsRef<str>, B: AsRef<[u8]>>(files: &[(N, B)]) -> Result<Arc<Terminology>, NodeError> {
    Ok(Arc::new(terminology::load(files).map_err(InputError::from)?))
}

/// What a terminology holds, as JSON: its digest, each map with what became of its rows, and the dictionary of medicines.
#[must_use]
pub fn terminology_summary(terminology: &Terminology) -> String {
    // Numbers and texts alone, which always print.
    serde_json::to_string(&terminology.summary()).unwrap_or_default()
}

/// How well sources delivered from one day to another, both included and written `YYYY-MM-DD` (in UTC), as `json` or
/// `text`.
///
/// # Errors
/// [`InputError::Time`] for a day that is none, [`InputError::FormatUnknown`] for another form; else as
/// [`Node::quality`].
pub fn quality(node: &Node, since: &str, until: &str, form: &str) -> Result<String, NodeError> {
    let day = |day: &str| Timestamp::parse(&format!("{day}T00:00:00Z")).map_err(InputError::from);
    let report = node.quality(day(since)?, day(until)?)?;
    match form {
        "json" => Ok(report.to_json()),
        "text" => Ok(report.to_text()),
        _ => Err(InputError::FormatUnknown.into()),
    }
}

/// The answer in a form: `json` (the whole answer), `record` (the visible record's canonical JSON), `decision` (what the
/// requester may be told), `text`, `html`, `fhir` (a UK Core R4 Bundle) `ips` (an International Patient Summary) or
/// `story` (by encounter, by problem and along time, as JSON). A refused look has no record to render: all but `json` and `decision` are empty then.
///
/// # Errors
/// [`InputError::FormatUnknown`] for another word.
pub fn answer(answer: &Answer, form: &str) -> Result<Vec<u8>, NodeError> {
    match form {
        "json" => Ok(answer.to_json()?.into_bytes()),
        "record" => Ok(answer.shown().unwrap_or_default().to_vec()),
        "decision" => Ok(answer.decision().canonical()?),
        "text" => Ok(answer.to_text().unwrap_or_default().into_bytes()),
        "html" => Ok(answer.to_html().unwrap_or_default().into_bytes()),
        "fhir" => Ok(answer.to_fhir()?.unwrap_or_default()),
        "ips" => Ok(answer.to_ips()?.unwrap_or_default()),
        "story" => Ok(answer.to_story()?.unwrap_or_default()),
        _ => Err(InputError::FormatUnknown.into()),
    }
}
