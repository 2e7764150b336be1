//! From the policy's document to the policy: every word known, nothing contradictory.

use super::check::{invalid, labels, not_blank, not_zero, words};
use super::code_sets::CodeSets;
use super::code_table::CodeTable;
use super::mask::{Mask, is_known};
use super::policy::{Connections, Deceased, Emergency, PERSON_ROLE, PROXY_ROLE, Policy, Role, Terms, is_role};
use super::{
    AccessReason, ConnectionRule, Override, PolicyDocument, PolicyError, PolicyFault, RelationshipKind,
    RelationshipTerms, RestrictedPersonView, RolePolicy, WithheldClass,
};
use crate::contribution::{ContentHash, canonical_bytes};
use crate::record::{Purpose, Section, SensitivityLabel, SharingStatement};
use crate::register::{AdmissionCriteria, EvidenceKind, OrganisationKind};

/// The number of the policy's format that this version reads.
const FORMAT: u32 = 1;
const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
/// How many hours a consent for one visit lasts at most, where the policy does not say.
const ONE_VISIT_HOURS: u32 = 24;
/// At least so many reasons besides the law stay untold, so that silence does not tell which it is.
const UNTOLD: usize = 2;

/// The purposes of the person's own view and of the views of those who act for them.
pub(super) const PERSONAL_PURPOSES: [Purpose; 3] =
    [Purpose::PatientRequest, Purpose::FamilyRequest, Purpose::AttorneyRequest];

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
        not_zero(document.self_claim_reason_characters, "/self_claim_reason_characters", PolicyFault::ReasonTooShort)?;
        let mut roles = Vec::with_capacity(document.roles.len());
        for (index, role) in document.roles.iter().enumerate() {
            let compiled = compile_role(role, index)?;
            if roles.iter().any(|other: &Role| other.code == compiled.code) {
                return Err(invalid(&format!("/roles/{index}/code"), PolicyFault::WordRepeated));
            }
            roles.push(compiled);
        }
        let terms = all_terms(&document)?;
        let emergency = emergency(&document, &mut roles, purposes)?;
        let embargo = document.embargo.as_ref();
        let embargo_purposes = match embargo {
            Some(embargo) => permitted(&embargo.purposes, "/embargo/purposes", purposes)?,
            None => Mask::NONE,
        };
        let deceased = match &document.deceased {
            None => None,
            Some(deceased) => Some(Deceased {
                purposes: permitted(&deceased.purposes, "/deceased/purposes", purposes)?,
                after_millis: i64::from(deceased.after_days).saturating_mul(DAY),
            }),
        };
        let permission_exempt = match &document.permission_to_view {
            None => None,
            Some(permission) => {
                let exempt =
                    words(&permission.exempt, "/permission_to_view/exempt", RelationshipKind::parse, |_| Ok(()))?;
                permission.required.then_some(exempt)
            }
        };
        let (restricted_reduced, restricted_keeps) = match &document.restricted_person {
            None => (false, Mask::NONE),
            Some(restricted) => (
                word(&restricted.view, "/restricted_person/view", RestrictedPersonView::parse)?
                    == RestrictedPersonView::Reduced,
                words(&restricted.keeps, "/restricted_person/keeps", Section::parse, |_| Ok(()))?,
            ),
        };
        let coded_statements = match &document.coded_statements {
            None => Mask::of([SharingStatement::LocalSharing]),
            Some(stated) => words(stated, "/coded_statements", SharingStatement::parse, |_| Ok(()))?,
        };
        let one_visit_hours = document.one_visit_hours.unwrap_or(ONE_VISIT_HOURS);
        not_zero(one_visit_hours, "/one_visit_hours", PolicyFault::NoTime)?;
        roles.sort_by(|a, b| a.code.cmp(&b.code));
        Ok(Self {
            purposes,
            role_places: CodeTable::of(roles.iter().map(|role| role.code.as_str())),
            roles,
            emergency,
            self_claim_reason_characters: document.self_claim_reason_characters,
            terms,
            permission_exempt,
            admission: admission(&document)?,
            restricted_reduced,
            restricted_keeps,
            code_sets: code_sets(&document)?,
            embargo_purposes,
            embargo_millis: embargo.map(|embargo| i64::from(embargo.hours).saturating_mul(HOUR)),
            deceased,
            connections: connections(&document)?,
            coded_statements,
            one_visit_millis: i64::from(one_visit_hours).saturating_mul(HOUR),
            tells: tells(&document)?,
            digest: ContentHash::of(&canonical_bytes(&document)?),
            document,
        })
    }
}

fn compile_role(role: &RolePolicy, index: usize) -> Result<Role, PolicyError> {
    let at = |field: &str| format!("/roles/{index}/{field}");
    if !is_role(&role.code) {
        return Err(invalid(&at("code"), PolicyFault::RoleForm));
    }
    not_blank(&role.name, &at("name"))?;
    let full = words(&role.sections, &at("sections"), Section::parse, |_| Ok(()))?;
    let coded = words(&role.coded, &at("coded"), Section::parse, |section| match section {
        // Who the person is and what matters to them are nothing but words.
        Section::Demographics | Section::AboutMe => Err(PolicyFault::DetailNotForSection),
        section if full.has(section) => Err(PolicyFault::DetailRepeated),
        _ => Ok(()),
    })?;
    let existence = words(&role.existence, &at("existence"), Section::parse, |section| {
        if full.has(section) || coded.has(section) { Err(PolicyFault::DetailRepeated) } else { Ok(()) }
    })?;
    if role.sections.is_empty() && role.coded.is_empty() && role.existence.is_empty() {
        return Err(invalid(&at("sections"), PolicyFault::RoleWithoutSections));
    }
    if role.relationships.is_empty() {
        return Err(invalid(&at("relationships"), PolicyFault::RoleWithoutRelationships));
    }
    let own = match role.code.as_str() {
        PERSON_ROLE => Some(RelationshipKind::PersonThemself),
        PROXY_ROLE => Some(RelationshipKind::Proxy),
        _ => None,
    };
    let personal = [RelationshipKind::PersonThemself, RelationshipKind::Proxy];
    Ok(Role {
        code: role.code.clone(),
        full,
        coded,
        existence,
        relationships: words(&role.relationships, &at("relationships"), RelationshipKind::parse, |kind| match own {
            Some(own) if own == kind => Ok(()),
            None if !personal.contains(&kind) => Ok(()),
            _ => Err(PolicyFault::RelationshipNotForRole),
        })?,
        labels: labels(&role.labels, &at("labels"), |label| match label {
            label if label.legally_restricted() => Err(PolicyFault::LegallyRestricted),
            label if !needs_grant(label) => Err(PolicyFault::LabelNotGrantable),
            _ => Ok(()),
        })?,
        breaks_glass: false,
    })
}

/// Whether a label is one that a role must be granted: the others are about whose view it is.
pub(super) fn needs_grant(label: &SensitivityLabel) -> bool {
    !matches!(label, SensitivityLabel::NotForPerson | SensitivityLabel::AwaitingReview)
}

type AllTerms = [Option<Terms>; RelationshipKind::ALL.len()];

fn all_terms(document: &PolicyDocument) -> Result<AllTerms, PolicyError> {
    let mut all: AllTerms = Default::default();
    for (index, terms) in document.relationships.iter().enumerate() {
        let at = |field: &str| format!("/relationships/{index}/{field}");
        let kind = word(&terms.kind, &at("kind"), RelationshipKind::parse)?;
        let compiled = compile_terms(terms, kind, at)?;
        match all.get_mut(kind as usize) {
            Some(place @ None) => *place = Some(compiled),
            _ => return Err(invalid(&at("kind"), PolicyFault::WordRepeated)),
        }
    }
    if document.relationships.is_empty() {
        return Ok(all);
    }
    for (role, policy) in document.roles.iter().enumerate() {
        for (index, kind) in policy.relationships.iter().enumerate() {
            let defined = RelationshipKind::parse(kind).and_then(|kind| all.get(kind as usize)?.as_ref());
            if defined.is_none() {
                let place = format!("/roles/{role}/relationships/{index}");
                return Err(invalid(&place, PolicyFault::RelationshipWithoutTerms));
            }
        }
    }
    Ok(all)
}

fn compile_terms(
    terms: &RelationshipTerms,
    kind: RelationshipKind,
    at: impl Fn(&str) -> String,
) -> Result<Terms, PolicyError> {
    if terms.asserted_by.is_empty() {
        return Err(invalid(&at("asserted_by"), PolicyFault::NobodyVouches));
    }
    if let Some(hours) = terms.expires_hours {
        not_zero(hours, &at("expires_hours"), PolicyFault::NoTime)?;
    }
    let self_claimed = kind == RelationshipKind::SelfClaimed;
    let codes = words(&terms.codes, &at("codes"), AccessReason::parse, |code| match code {
        AccessReason::ScrEmergency => Err(PolicyFault::ReasonNotForThis),
        _ if self_claimed => Ok(()),
        _ => Err(PolicyFault::ReasonNotForThis),
    })?;
    if terms.code_required && terms.codes.is_empty() {
        return Err(invalid(&at("code_required"), PolicyFault::NoReasonAccepted));
    }
    Ok(Terms {
        asserted_by: words(&terms.asserted_by, &at("asserted_by"), super::Asserter::parse, |_| Ok(()))?,
        evidence: terms.evidence,
        expires_millis: terms.expires_hours.map(|hours| i64::from(hours).saturating_mul(HOUR)),
        codes,
        code_required: terms.code_required,
    })
}

fn emergency(document: &PolicyDocument, roles: &mut [Role], purposes: Mask) -> Result<Emergency, PolicyError> {
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
    not_zero(glass.reason_characters, "/break_glass/reason_characters", PolicyFault::ReasonTooShort)?;
    let codes = words(&glass.codes, "/break_glass/codes", AccessReason::parse, |code| match code {
        AccessReason::ScrSelfClaimedEmergency | AccessReason::ScrOther => Err(PolicyFault::ReasonNotForThis),
        _ => Ok(()),
    })?;
    if glass.code_required && glass.codes.is_empty() {
        return Err(invalid("/break_glass/code_required", PolicyFault::NoReasonAccepted));
    }
    Ok(Emergency {
        purposes: permitted(&glass.purposes, "/break_glass/purposes", purposes)?,
        reason_characters: glass.reason_characters,
        overrides: words(&glass.overrides, "/break_glass/overrides", Override::parse, |_| Ok(()))?,
        // A misspelt label here would leave open what was meant to stay closed.
        never_opens: labels(&glass.never_opens, "/break_glass/never_opens", |label| {
            if is_known(label) { Ok(()) } else { Err(PolicyFault::WordUnknown) }
        })?,
        codes,
        code_required: glass.code_required,
        tells_person: glass.tells_person,
    })
}

/// Purposes that the policy permits.
fn permitted(texts: &[String], pointer: &str, purposes: Mask) -> Result<Mask, PolicyError> {
    words(texts, pointer, Purpose::parse, |purpose| match purpose {
        purpose if is_secondary_use(purpose) => Err(PolicyFault::SecondaryUse),
        purpose if !purposes.has(purpose) => Err(PolicyFault::PurposeNotPermitted),
        _ => Ok(()),
    })
}

fn admission(document: &PolicyDocument) -> Result<AdmissionCriteria, PolicyError> {
    let Some(stated) = &document.admission else { return Ok(AdmissionCriteria::default()) };
    let evidence = |texts: &[String], pointer: &str| -> Result<Vec<EvidenceKind>, PolicyError> {
        words(texts, pointer, EvidenceKind::parse, |_| Ok(()))?;
        Ok(texts.iter().filter_map(|text| EvidenceKind::parse(text)).collect())
    };
    let every = evidence(&stated.evidence, "/admission/evidence")?;
    let mut kinds: Vec<(OrganisationKind, Vec<EvidenceKind>)> = Vec::with_capacity(stated.kinds.len());
    for (index, one) in stated.kinds.iter().enumerate() {
        let at = |field: &str| format!("/admission/kinds/{index}/{field}");
        let kind = word(&one.kind, &at("kind"), OrganisationKind::parse)?;
        if kinds.iter().any(|(other, _)| *other == kind) {
            return Err(invalid(&at("kind"), PolicyFault::WordRepeated));
        }
        kinds.push((kind, evidence(&one.evidence, &at("evidence"))?));
    }
    Ok(AdmissionCriteria::new(&every, kinds))
}

fn code_sets(document: &PolicyDocument) -> Result<CodeSets, PolicyError> {
    for (index, set) in document.code_sets.iter().enumerate() {
        let at = |field: &str| format!("/code_sets/{index}/{field}");
        not_blank(&set.name, &at("name"))?;
        if document.code_sets.iter().take(index).any(|other| other.name == set.name) {
            return Err(invalid(&at("name"), PolicyFault::WordRepeated));
        }
        let label = SensitivityLabel::from(set.label.as_str());
        if set.label.trim().is_empty() {
            return Err(invalid(&at("label"), PolicyFault::LabelEmpty));
        }
        if !needs_grant(&label) {
            return Err(invalid(&at("label"), PolicyFault::LabelNotGrantable));
        }
        for (member, code) in set.codes.iter().enumerate() {
            not_blank(&code.system, &at(&format!("codes/{member}/system")))?;
            not_blank(&code.code, &at(&format!("codes/{member}/code")))?;
        }
        for (member, stem) in set.stems.iter().enumerate() {
            not_blank(&stem.system, &at(&format!("stems/{member}/system")))?;
            not_blank(&stem.stem, &at(&format!("stems/{member}/stem")))?;
        }
    }
    Ok(CodeSets::new(&document.code_sets))
}

fn connections(document: &PolicyDocument) -> Result<Connections, PolicyError> {
    let stated = document.connections.as_ref();
    let rule = |text: Option<&String>, pointer: &str| match text {
        None => Ok(ConnectionRule::Flag),
        Some(text) => word(text, pointer, ConnectionRule::parse),
    };
    Ok(Connections {
        own: rule(stated.and_then(|stated| stated.own.as_ref()), "/connections/self")?,
        relative: rule(stated.and_then(|stated| stated.relative.as_ref()), "/connections/relative")?,
        colleague: rule(stated.and_then(|stated| stated.colleague.as_ref()), "/connections/colleague")?,
    })
}

fn tells(document: &PolicyDocument) -> Result<Mask, PolicyError> {
    let tells = words(&document.tells, "/tells", WithheldClass::parse, |class| {
        if class == WithheldClass::Law { Err(PolicyFault::TellsTooMuch) } else { Ok(()) }
    })?;
    let untold = WithheldClass::ALL.iter().filter(|class| **class != WithheldClass::Law && !tells.has(**class)).count();
    if untold < UNTOLD { Err(invalid("/tells", PolicyFault::TellsTooMuch)) } else { Ok(tells) }
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
        | Purpose::FamilyRequest
        | Purpose::AttorneyRequest
        | Purpose::ThreatMitigation => false,
    }
}

fn word<W>(text: &str, pointer: &str, parse: impl Fn(&str) -> Option<W>) -> Result<W, PolicyError> {
    parse(text).ok_or_else(|| invalid(pointer, PolicyFault::WordUnknown))
}
