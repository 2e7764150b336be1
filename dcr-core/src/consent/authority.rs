//! On what a consent must rest in order to count.

use super::facts::{ALWAYS, NEVER};
use super::requester::letters;
use crate::record::{Directive, DirectiveAuthority};
use crate::time::Timestamp;

/// Whether a consent may count at an instant for its authority's sake: it is that of the person, or not stated; or that of
/// a proxy or a clinician, with evidence that has visible words, a date that has begun, and no end that has come.
///
/// Source: `docs/consent.md` D5.
#[must_use]
pub fn has_good_authority(directive: &Directive, at: Timestamp) -> bool {
    let (from, until) = good_authority(directive);
    from <= at.millis() && at.millis() < until
}

/// From when until when the authority of a consent is good, in milliseconds.
pub(super) fn good_authority(directive: &Directive) -> (i64, i64) {
    match directive.authority {
        DirectiveAuthority::Person | DirectiveAuthority::NotStated => (ALWAYS, NEVER),
        DirectiveAuthority::ParentalResponsibility
        | DirectiveAuthority::Attorney
        | DirectiveAuthority::Deputy
        | DirectiveAuthority::BestInterest => {
            let evidence = directive.evidence.as_ref().filter(|evidence| letters(&evidence.statement) > 0);
            let dated = evidence.and_then(|evidence| evidence.dated.as_ref());
            match (dated, evidence.and_then(|evidence| evidence.ends)) {
                (Some(dated), ends) => (dated.earliest().millis(), ends.map_or(NEVER, Timestamp::millis)),
                (None, _) => (NEVER, ALWAYS),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{DirectiveEffect, DirectiveEvidence, DirectiveScope, OptOutMode};
    use crate::time::PartialDateTime;

    #[test]
    fn a_proxys_consent_needs_evidence_that_is_in_date() {
        let at = Timestamp::parse("2026-06-01T00:00:00Z").unwrap();
        let evidence = |statement: &str, dated: Option<&str>, ends: Option<&str>| DirectiveEvidence {
            statement: statement.to_owned(),
            dated: dated.map(|text| PartialDateTime::parse(text).unwrap()),
            by: None,
            ends: ends.map(|text| Timestamp::parse(text).unwrap()),
            competent: false,
        };
        for (evidence, good) in [
            (None, false),
            (Some(evidence("seen", Some("2026"), None)), true),
            (Some(evidence("seen", Some("2026-06-01T01:00:00+01:00"), Some("2026-06-01T00:00:00.001Z"))), true),
            (Some(evidence("seen", Some("2026-06-01T00:00:00.001Z"), None)), false),
            (Some(evidence("seen", Some("2026"), Some("2026-06-01T00:00:00Z"))), false),
            (Some(evidence("seen", None, None)), false),
            (Some(evidence(" \u{200b}\t", Some("2026"), None)), false),
        ] {
            let mut directive = Directive {
                effect: DirectiveEffect::Consent,
                scope: DirectiveScope::SharedRecord(OptOutMode::Hide),
                made: at,
                starts: None,
                ends: None,
                visit: None,
                authority: DirectiveAuthority::Person,
                evidence,
                statement: None,
                original: None,
            };
            for authority in DirectiveAuthority::ALL {
                directive.authority = *authority;
                let needed = !matches!(authority, DirectiveAuthority::Person | DirectiveAuthority::NotStated);
                assert_eq!(has_good_authority(&directive, at), good || !needed, "{directive:?}");
            }
        }
    }
}
