//! The code lists of the messages.

use super::value::Value;
use crate::identifier::{CodedConcept, Coding, system};
use crate::record::{Interpretation, ResultStatus};

/// The system of a code list by its number (data element 1131).
///
/// Source: the NHS lists 911 (five-byte Read, version 2) and 921 (SNOMED CT). Another list keeps its name.
pub(super) fn system_of(list: &str) -> &str {
    match list {
        "911" => system::READ_V2,
        "921" => system::SNOMED,
        "" => "local",
        other => other,
    }
}

/// What something is, from a code, its list and its words.
pub(super) fn concept(code: Value<'_>, list: Value<'_>, words: Option<String>) -> Option<CodedConcept> {
    let coding = code.text().map(|code| {
        let list = list.text().unwrap_or_default();
        Coding::new(system_of(&list), &code)
    });
    let concept = CodedConcept { codings: coding.into_iter().collect(), text: words };
    (!concept.is_empty()).then_some(concept)
}

/// What a status says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Status {
    /// How settled the result is; `None` where the sender does not specify it.
    Known(Option<ResultStatus>),
    /// The result was wrong and must not be shown.
    EnteredInError,
}

/// The status of a report or a test (STS-2).
///
/// Source: the report status codes PR, SR and UN and the test status codes RE, PR, FI, AM, CO, CA, EN and UN of NHS003;
/// `VR`, verified report, of the radiology message. A word that is not known is kept.
pub(super) fn status(code: &str) -> Status {
    Status::Known(Some(match code {
        "UN" => return Status::Known(None),
        "EN" => return Status::EnteredInError,
        "RE" => ResultStatus::Registered,
        "PR" => ResultStatus::Preliminary,
        "SR" => ResultStatus::Appended,
        "FI" | "VR" => ResultStatus::Final,
        "AM" => ResultStatus::Amended,
        "CO" => ResultStatus::Corrected,
        "CA" => ResultStatus::Cancelled,
        other => ResultStatus::from(other),
    }))
}

/// The deviation of a result (RSL-5). Outside the range in either direction (`OR`) is abnormal; potentially abnormal (`PA`)
/// has no word in HL7's list and is kept, as is any other.
pub(super) fn interpretation(code: &str) -> Interpretation {
    match code {
        "HI" => Interpretation::High,
        "LO" => Interpretation::Low,
        "OR" => Interpretation::Abnormal,
        other => Interpretation::from(other),
    }
}

/// The comparator of a number (data element 6321); `None` for a code that is not known.
pub(super) fn comparator(code: &str) -> Option<&'static str> {
    Some(match code {
        "5" => ">=",
        "6" => ">",
        "7" => "<",
        "8" => "<=",
        _ => return None,
    })
}
