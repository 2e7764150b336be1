//! By whose authority a Consent was given, and what that rests on.

use super::consent_scope::own_authority;
use super::exact::{Whom, code, target};
use super::reader::Reader;
use super::tree::Kind;
use super::view::View;
use crate::record::{DirectiveAuthority, DirectiveEvidence};
use crate::time::{PartialDateTime, Timestamp};

const ROLE_CODE: &str = "http://terminology.hl7.org/CodeSystem/v3-RoleCode";

/// By whose authority.
#[derive(Debug)]
pub(super) struct By {
    pub(super) authority: DirectiveAuthority,
    pub(super) evidence: Option<DirectiveEvidence>,
    /// Somebody who acts for the person agreed, and it cannot be told by what authority. No agreement can rest on that,
    /// and a directive has no word for it; a refusal holds whoever made it.
    pub(super) unclear: bool,
}

/// One who agreed.
#[derive(Debug, PartialEq, Eq)]
enum Agreed {
    /// By this authority, which ends before the instant.
    As(DirectiveAuthority, Option<Timestamp>),
    /// A professional or an organisation: whose decision it was is not said.
    NotSaid,
    /// Someone else, by an authority that cannot be told.
    Unclear,
}

/// Reads who agreed; `made` is when.
pub(super) fn by(reader: &Reader<'_, '_>, made: Timestamp, competent: bool) -> By {
    let performers = reader.view.get("performer");
    let malformed = performers.is_some_and(|found| found.kind() != Kind::Array);
    let whom = Whom::of(reader);
    let all: Vec<Agreed> =
        reader.view.items("performer").map(|reference| agreed(reader, &whom, reference, made)).collect();
    let same = |one: &Agreed, other: &Agreed| match (one, other) {
        (Agreed::As(one, _), Agreed::As(other, _)) => one == other,
        _ => false,
    };
    let first = all.first().filter(|first| all.iter().all(|other| same(first, other)));
    let authority = match first {
        Some(Agreed::As(authority, _)) => *authority,
        _ => DirectiveAuthority::NotStated,
    };
    let for_the_person = |agreed: &Agreed| match agreed {
        Agreed::As(authority, _) => *authority != DirectiveAuthority::Person,
        Agreed::NotSaid => false,
        Agreed::Unclear => true,
    };
    let ends = all.iter().filter_map(|agreed| if let Agreed::As(_, ends) = agreed { *ends } else { None }).min();
    By {
        authority,
        evidence: evidence(reader, &whom, ends, competent),
        unclear: malformed || (first.is_none() && all.iter().any(for_the_person)),
    }
}

fn agreed<'t>(reader: &Reader<'_, 't>, whom: &Whom<'t>, reference: View<'t>, made: Timestamp) -> Agreed {
    if whom.is(reader, reference) {
        return Agreed::As(DirectiveAuthority::Person, None);
    }
    let Some(target) = target(reader, reference) else { return Agreed::Unclear };
    match (target.kind.as_deref(), target.found) {
        (Some("RelatedPerson"), found) => {
            found.and_then(|found| related(reader, whom, found, made)).unwrap_or(Agreed::Unclear)
        }
        (Some("PractitionerRole"), Some(found)) if target.contained => {
            best_interest(found, made).unwrap_or(Agreed::NotSaid)
        }
        (Some("Patient"), _) => Agreed::Unclear,
        _ => Agreed::NotSaid,
    }
}

/// The authority that a relationship gives, where it says one and that one holds.
fn related<'t>(reader: &Reader<'_, 't>, whom: &Whom<'t>, found: View<'t>, made: Timestamp) -> Option<Agreed> {
    let active = found.get("active").is_none_or(|active| active.boolean() == Some(true));
    if !active || !whom.is(reader, found.get("patient")?) {
        return None;
    }
    let mut authorities: Vec<DirectiveAuthority> = found.items("relationship").filter_map(own_authority).collect();
    if authorities.is_empty() {
        authorities =
            found.items("relationship").flat_map(|concept| concept.items("coding")).filter_map(known).collect();
    }
    let first = authorities.first().copied().filter(|first| first.is_proxy())?;
    if authorities.iter().any(|other| *other != first) {
        return None;
    }
    Some(Agreed::As(first, validity(found, made)?))
}

/// What a relationship of HL7's own words gives.
///
/// Source: HL7 v3 RoleCode: parent, guardian, power of attorney, healthcare power of attorney.
fn known(coding: View<'_>) -> Option<DirectiveAuthority> {
    let (system, code) = code(coding)?;
    match code.as_str() {
        "PRN" | "GUARD" if system == ROLE_CODE => Some(DirectiveAuthority::ParentalResponsibility),
        "POWATT" | "HPOWATT" if system == ROLE_CODE => Some(DirectiveAuthority::Attorney),
        _ => None,
    }
}

/// A clinician's decision in the person's best interest, as an export states it.
fn best_interest(found: View<'_>, made: Timestamp) -> Option<Agreed> {
    let mut codes = found.items("code").filter_map(own_authority);
    let best = codes.next() == Some(DirectiveAuthority::BestInterest) && codes.next().is_none();
    let ends = validity(found, made)?;
    best.then_some(Agreed::As(DirectiveAuthority::BestInterest, ends))
}

/// Before which instant a role holds; `None` where it cannot be told that it held at `made`.
fn validity(found: View<'_>, made: Timestamp) -> Option<Option<Timestamp>> {
    let Some(period) = found.get("period") else { return Some(None) };
    let read = |key: &str| match period.get(key) {
        None => Some(None),
        Some(date) => PartialDateTime::parse(&date.text()?).ok().map(|date| Some(date.earliest())),
    };
    let (start, end) = (read("start")?, read("end")?);
    start.is_none_or(|start| start <= made).then_some(end)
}

/// What the consent rests on: the paper that it names, when that was made or seen, and with whom it was verified. A paper
/// without a date of its own has that of its verification, else that of the Consent.
fn evidence<'t>(
    reader: &Reader<'_, 't>,
    whom: &Whom<'t>,
    ends: Option<Timestamp>,
    competent: bool,
) -> Option<DirectiveEvidence> {
    let view = reader.view;
    let attachment = view.get("sourceAttachment");
    let title = attachment.and_then(|attachment| attachment.text_at("title"));
    let statement = title.or_else(|| view.at(&["sourceReference", "display"])?.text())?.into_owned();
    let mut verified = view.items("verification");
    let verification = verified.next().filter(|_| verified.next().is_none());
    let dates = [
        attachment.and_then(|attachment| attachment.get("creation").or_else(|| attachment.get("_creation"))),
        verification.and_then(|verification| verification.get("verificationDate")),
        view.get("dateTime"),
    ];
    // The first that is stated settles it: one that cannot be read leaves the paper without a date.
    let dated = dates.into_iter().flatten().next();
    let with = verification.and_then(|verification| verification.at(&["verifiedWith", "display"])?.text());
    let mut performers = view.items("performer");
    let alone = performers.next().filter(|_| performers.next().is_none());
    let named = || alone.filter(|alone| !whom.is(reader, *alone)).and_then(|alone| alone.text_at("display"));
    Some(DirectiveEvidence {
        statement,
        dated: dated.and_then(View::text).and_then(|text| PartialDateTime::parse(&text).ok()),
        by: with.or_else(named).map(std::borrow::Cow::into_owned),
        ends,
        competent,
    })
}
