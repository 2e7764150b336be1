//! From the policy's document to the policy: every word known, nothing contradictory.

use super::mask::{Bit, LabelSet, Mask, is_known};
use super::policy::{Policy, Role, is_role};
use super::{Override, PolicyDocument, PolicyError, PolicyFault, RelationshipKind, RolePolicy};
use crate::contribution::{ContentHash, canonical_bytes};
use crate::record::{Purpose, Section, SensitivityLabel};

/// The number of the policy's format that this version reads.
const FORMAT: u32 = 1;

impl Policy {
    /// The policy that a document states.
    ///
    /// # Errors
    /// [`PolicyError::Invalid`] when the document contradicts itself or uses a word that this version does not know.
    pub fn new(document: PolicyDocument) -> Result<Self, PolicyError> {
        if document.format != FORMAT {
            return Err(invalid("/format", PolicyFault::FormatUnknown));
        }
        not_blank(&document.name, "/name")?;
        let purposes = words(&document.purposes, "/purposes", Purpose::parse, |purpose| {
            if is_secondary_use(purpose) { Err(PolicyFault::SecondaryUse) } else { Ok(()) }
        })?;
        if document.self_claim_reason_characters == 0 {
            return Err(invalid("/self_claim_reason_characters", PolicyFault::ReasonTooShort));
        }
        let mut roles = Vec::with_capacity(document.roles.len());
        for (index, role) in document.roles.iter().enumerate() {
            let compiled = compile_role(role, index)?;
            if roles.iter().any(|other: &Role| other.code == compiled.code) {
                return Err(invalid(&format!("/roles/{index}/code"), PolicyFault::WordRepeated));
            }
            roles.push(compiled);
        }
        let glass = &document.break_glass;
        for (index, code) in glass.roles.iter().enumerate() {
            let fail = |fault| invalid(&format!("/break_glass/roles/{index}"), fault);
            let role = roles.iter_mut().find(|role| role.code == *code);
            let role = role.ok_or_else(|| fail(PolicyFault::RoleUndefined))?;
            if role.breaks_glass {
                return Err(fail(PolicyFault::WordRepeated));
            }
            role.breaks_glass = true;
        }
        let break_glass_purposes = words(&glass.purposes, "/break_glass/purposes", Purpose::parse, |purpose| {
            if purposes.has(purpose) { Ok(()) } else { Err(PolicyFault::PurposeNotPermitted) }
        })?;
        if glass.reason_characters == 0 {
            return Err(invalid("/break_glass/reason_characters", PolicyFault::ReasonTooShort));
        }
        let overrides = words(&glass.overrides, "/break_glass/overrides", Override::parse, |_| Ok(()))?;
        // A misspelt label here would leave open what was meant to stay closed.
        let never_opens = labels(&glass.never_opens, "/break_glass/never_opens", |label| {
            if is_known(label) { Ok(()) } else { Err(PolicyFault::WordUnknown) }
        })?;
        roles.sort_by(|a, b| a.code.cmp(&b.code));
        let digest = ContentHash::of(&canonical_bytes(&document)?);
        Ok(Self { document, digest, purposes, roles, break_glass_purposes, overrides, never_opens })
    }
}

fn compile_role(role: &RolePolicy, index: usize) -> Result<Role, PolicyError> {
    let at = |field: &str| format!("/roles/{index}/{field}");
    if !is_role(&role.code) {
        return Err(invalid(&at("code"), PolicyFault::RoleForm));
    }
    not_blank(&role.name, &at("name"))?;
    Ok(Role {
        code: role.code.clone(),
        sections: words(&role.sections, &at("sections"), Section::parse, |_| Ok(()))?,
        relationships: words(&role.relationships, &at("relationships"), RelationshipKind::parse, |_| Ok(()))?,
        labels: labels(&role.labels, &at("labels"), |label| match label {
            label if label.legally_restricted() => Err(PolicyFault::LegallyRestricted),
            SensitivityLabel::NotForPerson => Err(PolicyFault::LabelNotGrantable),
            _ => Ok(()),
        })?,
        breaks_glass: false,
    })
}

/// Purposes beyond the person's own care: named in the vocabulary so that they can be refused by name.
pub(super) fn is_secondary_use(purpose: Purpose) -> bool {
    match purpose {
        Purpose::HealthcareOperations | Purpose::PublicHealth | Purpose::Research => true,
        Purpose::Treatment
        | Purpose::EmergencyTreatment
        | Purpose::CareManagement
        | Purpose::PatientAdministration
        | Purpose::PatientRequest
        | Purpose::ThreatMitigation => false,
    }
}

fn words<W: Bit>(
    texts: &[String],
    pointer: &str,
    parse: impl Fn(&str) -> Option<W>,
    check: impl Fn(W) -> Result<(), PolicyFault>,
) -> Result<Mask, PolicyError> {
    let mut mask = Mask::NONE;
    for (index, text) in texts.iter().enumerate() {
        let fail = |fault| invalid(&format!("{pointer}/{index}"), fault);
        let word = parse(text).ok_or_else(|| fail(PolicyFault::WordUnknown))?;
        if mask.has(word) {
            return Err(fail(PolicyFault::WordRepeated));
        }
        check(word).map_err(fail)?;
        mask.add(word);
    }
    Ok(mask)
}

fn labels(
    texts: &[String],
    pointer: &str,
    check: impl Fn(&SensitivityLabel) -> Result<(), PolicyFault>,
) -> Result<LabelSet, PolicyError> {
    let mut set = LabelSet::default();
    for (index, text) in texts.iter().enumerate() {
        let fail = |fault| invalid(&format!("{pointer}/{index}"), fault);
        let label = SensitivityLabel::from(text.as_str());
        if text.trim().is_empty() {
            return Err(fail(PolicyFault::LabelEmpty));
        }
        if set.has(&label) {
            return Err(fail(PolicyFault::WordRepeated));
        }
        check(&label).map_err(fail)?;
        set.add(&label);
    }
    Ok(set)
}

fn not_blank(text: &str, pointer: &str) -> Result<(), PolicyError> {
    if text.trim().is_empty() { Err(invalid(pointer, PolicyFault::NameEmpty)) } else { Ok(()) }
}

fn invalid(pointer: &str, fault: PolicyFault) -> PolicyError {
    PolicyError::Invalid { pointer: pointer.to_owned(), fault }
}
