//! The GP codes by which people refuse or agree to the sharing of their record.
//!
//! Each makes a directive that names the kind of statement it was read from. Which kinds bear on this record is the
//! county's policy, and by default those alone that are about a local shared record.
//!
//! Source: `docs/consent.md` D8.

use super::view::View;
use crate::identifier::{CodedConcept, Coding, system};
use crate::record::{Directive, DirectiveAuthority, DirectiveEffect, DirectiveScope, OptOutMode, SharingStatement};
use crate::time::Timestamp;

/// The codes that state one thing.
struct Row {
    statement: SharingStatement,
    effect: DirectiveEffect,
    /// Read version 2 without the dots that fill a code up, and CTV3.
    read: &'static [&'static str],
    snomed: &'static [&'static str],
}

const fn row(
    statement: SharingStatement,
    effect: DirectiveEffect,
    read: &'static [&'static str],
    snomed: &'static [&'static str],
) -> Row {
    Row { statement, effect, read, snomed }
}

const ROWS: &[Row] = &[
    row(SharingStatement::LocalSharing, DirectiveEffect::Dissent, &["93C1", "XaKRw"], &["416409005"]),
    row(SharingStatement::LocalSharing, DirectiveEffect::Consent, &["93C0", "XaKRv"], &["417528008"]),
    row(SharingStatement::NationalSharing, DirectiveEffect::Dissent, &["93C3", "XaKRy"], &["416308001"]),
    row(SharingStatement::NationalSharing, DirectiveEffect::Consent, &["93C2", "XaKRx"], &["417370002"]),
    row(SharingStatement::SummaryRecord, DirectiveEffect::Dissent, &["9Ndo", "XaXj6"], &[]),
    row(
        SharingStatement::SummaryRecord,
        DirectiveEffect::Consent,
        &["9Ndl", "9Ndm", "9Ndn", "XaXbX", "XaXbY", "XaXbZ"],
        &[],
    ),
    row(
        SharingStatement::SecondaryUse,
        DirectiveEffect::Dissent,
        &["9Nu0", "9Nu4", "XaZ89", "XaaVL"],
        &["827241000000103"],
    ),
    row(SharingStatement::ElectronicSharing, DirectiveEffect::Dissent, &["9Nd1", "XaKII"], &[]),
    row(SharingStatement::ElectronicSharing, DirectiveEffect::Consent, &["9Nd7"], &["425691002"]),
    row(
        SharingStatement::ThirdPartySharing,
        DirectiveEffect::Dissent,
        &["9NdH", "9NdJ", "XaNwT", "XaNwU"],
        &["320011000000108"],
    ),
    row(SharingStatement::ThirdPartySharing, DirectiveEffect::Consent, &["XaNwR"], &["319951000000105"]),
    row(SharingStatement::ParentalRefusal, DirectiveEffect::Dissent, &["9Ndb", "XaX1u"], &[]),
];

impl Row {
    fn says(&self, coding: &Coding) -> bool {
        let read = || {
            // A Read code's meaning does not hang on how its system is spelled, and a refusal must not be missed; an
            // agreement opens, so its system must be the one that is known.
            let known = matches!(coding.system.as_str(), system::READ_V2 | system::CTV3);
            (known || self.effect == DirectiveEffect::Dissent) && self.read.contains(&bare(&coding.code))
        };
        (coding.system == system::SNOMED && self.snomed.contains(&coding.code.as_str())) || read()
    }
}

/// A Read code without the two characters that choose one of its terms, and without the dots that fill it up.
fn bare(code: &str) -> &str {
    let is_term = |term: &str| term.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let code = match code.split_at_checked(5) {
        Some((code, term)) if term.len() == 2 && is_term(term) => code,
        _ => code,
    };
    code.trim_end_matches('.')
}

/// What the codes of an entry say of sharing.
fn said(code: &CodedConcept) -> impl Iterator<Item = &'static Row> {
    ROWS.iter().filter(|row| code.codings.iter().any(|coding| row.says(coding)))
}

/// What the codes of an entry decide about sharing: a directive for each kind of statement.
///
/// A refusal holds whatever else the entry says. An agreement holds only where the entry says nothing that could turn
/// it round: a refusal, a value, a component, or a status that is not settled.
pub(super) fn directives(
    code: &CodedConcept,
    resource: View<'_>,
    understood: bool,
    made: Timestamp,
) -> Vec<(SharingStatement, Directive)> {
    let refused = said(code).any(|row| row.effect == DirectiveEffect::Dissent);
    let effect = if refused {
        DirectiveEffect::Dissent
    } else if understood && says_no_more(resource) {
        DirectiveEffect::Consent
    } else {
        return Vec::new();
    };
    let directive = |row: &Row| Directive {
        effect,
        scope: DirectiveScope::SharedRecord(OptOutMode::Hide),
        made,
        starts: None,
        ends: None,
        visit: None,
        authority: match row.statement {
            SharingStatement::ParentalRefusal => DirectiveAuthority::ParentalResponsibility,
            _ => DirectiveAuthority::NotStated,
        },
        evidence: None,
        statement: Some(row.statement),
        original: Some(code.clone()),
    };
    said(code).filter(|row| row.effect == effect).map(|row| (row.statement, directive(row))).collect()
}

/// Whether the codes agree to sharing.
pub(super) fn agrees(code: &CodedConcept) -> bool {
    said(code).any(|row| row.effect == DirectiveEffect::Consent)
}

fn says_no_more(resource: View<'_>) -> bool {
    let has_value = resource.children().any(|child| {
        let key = child.key().unwrap_or_default();
        key.starts_with("value") || key == "component" || key == "dataAbsentReason" || key == "abatementDateTime"
    });
    let settled = match resource.text_at("status").as_deref() {
        None | Some("final" | "amended" | "corrected") => true,
        Some(_) => false,
    };
    let confirmed = resource.get("verificationStatus").is_none_or(|status| {
        status.items("coding").all(|coding| coding.text_at("code").as_deref() == Some("confirmed"))
    });
    !has_value && settled && confirmed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_read_code_is_known_in_every_length() {
        for (code, expected) in [
            ("93C1.", "93C1"),
            ("93C1", "93C1"),
            ("93C1.00", "93C1"),
            ("93C1.11", "93C1"),
            ("XaKRw", "XaKRw"),
            ("XaKRw00", "XaKRw"),
            ("93C1x", "93C1x"),
            ("é93C1.0", "é93C1.0"),
            ("", ""),
        ] {
            assert_eq!(bare(code), expected, "{code}");
        }
    }

    #[test]
    fn no_code_stands_in_two_rows() {
        let mut all: Vec<&str> = ROWS.iter().flat_map(|row| row.read.iter().chain(row.snomed).copied()).collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!((all.len(), count), (38, 38));
    }
}
