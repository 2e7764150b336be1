//! Whom a message is about: identifiers of the type CX.

use super::value::Value;
use crate::identifier::{IdentifierError, NhsNumber, OdsCode, SubjectId};
use crate::ingest::Severity;
use std::collections::BTreeSet;

/// The identifiers of one person as a message states them.
#[derive(Debug, Default)]
pub(super) struct Identifiers {
    /// NHS numbers that pass modulus 11, each once.
    pub(super) nhs_numbers: Vec<NhsNumber>,
    /// Local identifiers, each once, in order.
    local: Vec<(u8, SubjectId)>,
    /// What is known already, so that a field of many repeats costs no more than its length.
    seen_numbers: BTreeSet<NhsNumber>,
    seen_local: BTreeSet<SubjectId>,
}

impl Identifiers {
    /// Reads every repeat of the given fields.
    pub(super) fn read<'m>(fields: impl IntoIterator<Item = Value<'m>>, organisation: &OdsCode) -> Self {
        let mut identifiers = Self::default();
        for repeat in fields.into_iter().flat_map(Value::repeats) {
            if is_nhs_number(repeat) {
                identifiers.nhs_number(repeat);
            } else {
                identifiers.local(repeat, organisation);
            }
        }
        identifiers
    }

    fn nhs_number(&mut self, repeat: Value<'_>) {
        let mut error = None;
        let read = repeat.part(1).read(|text| NhsNumber::parse(text).map_err(|wrong| error = Some(wrong)).ok());
        match (read, error) {
            (Some(number), _) => {
                repeat.part(4).part(1).mark();
                repeat.part(5).mark();
                if self.seen_numbers.insert(number.clone()) {
                    self.nhs_numbers.push(number);
                }
            }
            (None, Some(error)) => unusable(repeat, &error, "an NHS number cannot be one and was not used"),
            (None, None) => {}
        }
    }

    fn local(&mut self, repeat: Value<'_>, organisation: &OdsCode) {
        let authority = repeat.part(4);
        let named = [authority.part(1), authority.part(2), repeat.part(6).part(1)];
        let namespace = named.into_iter().find(|value| !value.peek().is_empty());
        let spelled = namespace.and_then(|value| value.read(|text| Some(text.to_owned())));
        let spelled = spelled.unwrap_or_else(|| SubjectId::LOCAL.to_owned());
        let mut error = None;
        let read = repeat.part(1).read(|text| SubjectId::new(&spelled, text).map_err(|wrong| error = Some(wrong)).ok());
        match (read, error) {
            (Some(id), _) => {
                let kind = match repeat.part(5).peek() {
                    "MR" | "MRN" => 0,
                    "PI" => 2,
                    "PT" | "PK" => 4,
                    "" => 6,
                    "SS" | "DL" | "PPN" | "NI" | "AN" | "VN" | "BC" => 10,
                    _ => 8,
                };
                let rank = if spelled.eq_ignore_ascii_case(organisation.as_str()) { kind } else { kind + 1 };
                if self.seen_local.insert(id.clone()) {
                    self.local.push((rank, id));
                }
            }
            (None, Some(error)) => unusable(repeat, &error, "a person identifier cannot be one and was not used"),
            (None, None) => {}
        }
    }

    /// By what the source knows the person: its medical record or patient number, else another local number, else the
    /// NHS number.
    pub(super) fn subject(&self) -> Option<SubjectId> {
        // The first of the lowest rank: stable over the order of what ranks higher.
        self.local.iter().min_by_key(|(rank, _)| *rank).map(|(_, id)| id.clone()).or_else(|| {
            self.nhs_numbers.first().and_then(|number| SubjectId::new(SubjectId::NHS_NUMBER, number.as_str()).ok())
        })
    }

    /// Every local identifier.
    pub(super) fn local_ids(&self) -> impl Iterator<Item = &SubjectId> {
        self.local.iter().map(|(_, id)| id)
    }
}

fn unusable(repeat: Value<'_>, error: &IdentifierError, message: &'static str) {
    repeat.part(1).issue(Severity::Warning, error.code(), message);
}

/// Whether an identifier says that it is an NHS number.
///
/// Met in data: `^^^NHS^NH` (HL7 UK), `^^^NHS` (ITK), `^^^NHSNBR^NHSNMBR` (Cerner), and the number's object identifier.
pub(super) fn is_nhs_number(repeat: Value<'_>) -> bool {
    let authority = repeat.part(4);
    let kind = repeat.part(5).peek().to_ascii_uppercase();
    let named = matches!(authority.part(1).peek().to_ascii_uppercase().as_str(), "NHS" | "NHSNBR" | "NHSNMBR")
        || authority.part(2).peek() == "2.16.840.1.113883.2.1.4.1";
    match kind.as_str() {
        "NH" | "NHS" | "NHSNBR" | "NHSNMBR" => true,
        "MR" | "MRN" | "AN" | "VN" => false,
        _ => named,
    }
}
