//! What a register must not say.

use super::{
    Agreement, AssuranceStatus, Crossing, Organisation, OrganisationKey, Register, RegisterDocument, RegisterError,
    RegisterFault,
};
use crate::identifier::OdsCode;
use crate::log::KeyName;
use crate::record::Purpose;
use crate::time::Timestamp;

pub(super) fn invalid(pointer: String, fault: RegisterFault) -> RegisterError {
    RegisterError::Invalid { pointer, fault }
}

/// Checks everything that needs no looking up of other organisations, but for the policy's authority.
pub(super) fn document(document: &RegisterDocument) -> Result<(), RegisterError> {
    county(document.county.as_deref(), "/county")?;
    if let Some(authority) = &document.policy_authority
        && !document.organisations.iter().any(|organisation| organisation.code == *authority)
    {
        return Err(invalid("/policy_authority".to_owned(), RegisterFault::AuthorityUnknown));
    }
    for (index, one) in document.organisations.iter().enumerate() {
        organisation(one, &format!("/organisations/{index}"))?;
    }
    once(document.agreements.iter().map(|agreement| agreement.id.as_str()), "/agreements")?;
    for (index, one) in document.agreements.iter().enumerate() {
        agreement(one, document.county.as_deref(), &format!("/agreements/{index}"))?;
    }
    Ok(())
}

fn organisation(organisation: &Organisation, place: &str) -> Result<(), RegisterError> {
    let fail = |field: &str, fault| Err(invalid(format!("{place}/{field}"), fault));
    if organisation.code.is_withheld() {
        return fail("code", RegisterFault::CodeReserved);
    }
    if organisation.name.trim().is_empty() {
        return fail("name", RegisterFault::NameEmpty);
    }
    county(organisation.county.as_deref(), &format!("{place}/county"))?;
    if ends_before_start(organisation.opened, organisation.closed) {
        return fail("closed", RegisterFault::ClosedBeforeOpened);
    }
    if organisation.successor.is_some() && organisation.closed.is_none() {
        return fail("successor", RegisterFault::SuccessorOfOpen);
    }
    once(organisation.keys.iter().map(|key| key.id.as_str()), &format!("{place}/keys"))?;
    for (index, one) in organisation.keys.iter().enumerate() {
        key(one, &format!("{place}/keys/{index}"))?;
    }
    let assurance = &organisation.assurance;
    if assurance.status == AssuranceStatus::Assured && assurance.from.is_none() {
        return fail("assurance/from", RegisterFault::AssuredWithoutStart);
    }
    if ends_before_start(assurance.from, assurance.until) {
        return fail("assurance/until", RegisterFault::AssuranceEndsBeforeStart);
    }
    for (index, evidence) in assurance.evidence.iter().enumerate() {
        if ends_before_start(Some(evidence.from), evidence.until) {
            return fail(&format!("assurance/evidence/{index}/until"), RegisterFault::EndsBeforeStart);
        }
    }
    Ok(())
}

fn key(key: &OrganisationKey, place: &str) -> Result<(), RegisterError> {
    if KeyName::parse(&key.id).is_err() {
        return Err(invalid(format!("{place}/id"), RegisterFault::IdForm));
    }
    if ends_before_start(key.from, key.until) {
        return Err(invalid(format!("{place}/until"), RegisterFault::EndsBeforeStart));
    }
    Ok(())
}

fn agreement(agreement: &Agreement, own: Option<&str>, place: &str) -> Result<(), RegisterError> {
    if agreement.id.trim().is_empty() {
        return Err(invalid(format!("{place}/id"), RegisterFault::IdForm));
    }
    county(Some(&agreement.county), &format!("{place}/county"))?;
    if own == Some(agreement.county.as_str()) {
        return Err(invalid(format!("{place}/county"), RegisterFault::CountyOwn));
    }
    if ends_before_start(agreement.from, agreement.until) {
        return Err(invalid(format!("{place}/until"), RegisterFault::EndsBeforeStart));
    }
    crossing(&agreement.outward, &format!("{place}/outward"))?;
    crossing(&agreement.inward, &format!("{place}/inward"))
}

fn crossing(crossing: &Crossing, place: &str) -> Result<(), RegisterError> {
    for (index, purpose) in crossing.purposes.iter().enumerate() {
        if matches!(purpose, Purpose::HealthcareOperations | Purpose::PublicHealth | Purpose::Research) {
            return Err(invalid(format!("{place}/purposes/{index}"), RegisterFault::SecondaryUse));
        }
    }
    Ok(())
}

fn county(county: Option<&str>, place: &str) -> Result<(), RegisterError> {
    match county {
        Some(county) if county.trim().is_empty() => Err(invalid(place.to_owned(), RegisterFault::CountyEmpty)),
        _ => Ok(()),
    }
}

/// Checks that no identifier of a list stands twice.
fn once<'a>(ids: impl Iterator<Item = &'a str>, place: &str) -> Result<(), RegisterError> {
    let mut ids: Vec<(&str, usize)> = ids.enumerate().map(|(index, id)| (id, index)).collect();
    ids.sort_unstable();
    let repeated = ids.iter().zip(ids.iter().skip(1)).filter(|(one, next)| one.0 == next.0).map(|(_, next)| next.1);
    match repeated.min() {
        None => Ok(()),
        Some(index) => Err(invalid(format!("{place}/{index}/id"), RegisterFault::IdRepeated)),
    }
}

fn ends_before_start(from: Option<Timestamp>, until: Option<Timestamp>) -> bool {
    from.zip(until).is_some_and(|(from, until)| until <= from)
}

impl Register {
    /// Checks what organisations say of one another; `places` tells where in the document each one stands.
    pub(super) fn check_links(&self, places: &[usize]) -> Result<(), RegisterError> {
        for (organisation, place) in self.organisations.iter().zip(places) {
            let at = |field: &str, fault| invalid(format!("/organisations/{place}/{field}"), fault);
            self.check_chain(
                organisation,
                |at| at.successor.as_ref(),
                || at("successor", RegisterFault::SuccessorUnknown),
                || at("successor", RegisterFault::SuccessorLoop),
            )?;
            self.check_chain(
                organisation,
                |at| at.parent.as_ref(),
                || at("parent", RegisterFault::ParentUnknown),
                || at("parent", RegisterFault::ParentLoop),
            )?;
        }
        Ok(())
    }

    fn check_chain(
        &self,
        from: &Organisation,
        next: impl Fn(&Organisation) -> Option<&OdsCode>,
        unknown: impl Fn() -> RegisterError,
        endless: impl Fn() -> RegisterError,
    ) -> Result<(), RegisterError> {
        let mut at = from;
        // A chain without a loop is shorter than the register.
        for _ in 0..self.organisations.len() {
            let Some(code) = next(at) else { return Ok(()) };
            at = self.organisation(code.as_str()).ok_or_else(&unknown)?;
        }
        Err(endless())
    }
}
