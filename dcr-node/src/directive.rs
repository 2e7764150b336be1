//! Directives made at this node: what the person, or someone with authority for them, decides about sharing.

use crate::account::{Account, plain_outcome};
use crate::error::{InputError, NodeError, RulesError};
use crate::node::Node;
use crate::store::{Rules, Work};
use dcr_core::audit::AuditKind;
use dcr_core::consent::{AccessRequest, Decision, Refusal};
use dcr_core::contribution::{
    ContentHash, Contribution, ContributionBody, ContributionKey, ContributionParts, ContributionStatus, Origin,
    SourceFormat, Version, canonical_bytes,
};
use dcr_core::identifier::{NhsNumber, PersonKey, SourceItemId, SourceSystem, SubjectId};
use dcr_core::ingest::Source;
use dcr_core::record::{Directive, DirectiveAuthority, DirectiveEffect, DirectiveEvidence, DirectiveScope, OptOutMode};

/// The source system under which a node states what was recorded at itself.
const SYSTEM: &str = "DCR";

impl Node {
    /// Records a directive about the person with an NHS number; one of the same scope that was recorded at this node
    /// before is superseded.
    ///
    /// It is a contribution of the node's own organisation, system `DCR`, and so reaches other nodes like any other. It
    /// holds for whoever the number belongs to, even if nothing else is known of them yet.
    ///
    /// # Errors
    /// [`RulesError::NotPermitted`] when a directive that allows something is recorded by someone who may not look at
    /// any record; one that forbids is taken from anybody. Either is accounted for.
    pub fn record_directive(
        &self,
        number: &NhsNumber,
        directive: &Directive,
        by: &AccessRequest,
    ) -> Result<(), NodeError> {
        let needs_standing = directive.effect != DirectiveEffect::Dissent;
        self.change_directive(number, &directive.scope, Some(directive), by, needs_standing)
    }

    /// Records that the person opts out of the shared record.
    ///
    /// # Errors
    /// As [`Node::record_directive`].
    pub fn opt_out(
        &self,
        number: &NhsNumber,
        mode: OptOutMode,
        authority: DirectiveAuthority,
        evidence: Option<DirectiveEvidence>,
        by: &AccessRequest,
    ) -> Result<(), NodeError> {
        let directive = Directive {
            effect: DirectiveEffect::Dissent,
            scope: DirectiveScope::SharedRecord(mode),
            made: by.at,
            starts: None,
            ends: None,
            authority,
            evidence,
            original: None,
        };
        self.record_directive(number, &directive, by)
    }

    /// Withdraws the directive of a scope that was recorded at this node. A directive that came from another source is
    /// withdrawn there.
    ///
    /// # Errors
    /// [`RulesError::NotPermitted`] when the requester may not look at any record: what protects a person is not lifted
    /// by someone unknown. [`InputError::NoDirective`] when none of this scope stands.
    pub fn withdraw_directive(
        &self,
        number: &NhsNumber,
        scope: &DirectiveScope,
        by: &AccessRequest,
    ) -> Result<(), NodeError> {
        self.change_directive(number, scope, None, by, true)
    }

    fn change_directive(
        &self,
        number: &NhsNumber,
        scope: &DirectiveScope,
        directive: Option<&Directive>,
        by: &AccessRequest,
        needs_standing: bool,
    ) -> Result<(), NodeError> {
        let done = self.write(|work| {
            let rules = work.rules()?;
            let permitted = !needs_standing || may_ask(&rules, by);
            if permitted {
                state(work, &rules, number, scope, directive, by)?;
            }
            let person = work.person_of_number(number)?.map(|person| person.cluster.id);
            let account = Account {
                kind: AuditKind::DirectiveChange,
                node: &rules.organisation,
                request: by,
                person,
                number: Some(number),
                outcome: plain_outcome(permitted, rules.policy.digest()),
            };
            account.write(work)?;
            Ok(permitted)
        })?;
        if done { Ok(()) } else { Err(RulesError::NotPermitted.into()) }
    }
}

/// Whether the requester passes every rule that is about the requester alone.
pub(crate) fn may_ask(rules: &Rules, by: &AccessRequest) -> bool {
    Decision::not_found(&rules.policy, &rules.register, by).refusal() == Some(Refusal::NotAvailable)
}

fn state(
    work: &mut Work<'_>,
    rules: &Rules,
    number: &NhsNumber,
    scope: &DirectiveScope,
    directive: Option<&Directive>,
    by: &AccessRequest,
) -> Result<(), NodeError> {
    let system = SourceSystem::parse(SYSTEM).map_err(InputError::from)?;
    let subject = SubjectId::new(SubjectId::NHS_NUMBER, number.as_str()).map_err(InputError::from)?;
    let key = ContributionKey {
        organisation: rules.organisation.clone(),
        system: system.clone(),
        item: item(work, number, scope)?,
    };
    let person =
        PersonKey { organisation: rules.organisation.clone(), system: system.clone(), subject: subject.clone() };
    let held = work.known_person(&person)?;
    let mut statements = Vec::new();
    if let Some(held) = held {
        work.statements_about(held, &mut statements)?;
    }
    let standing = statements.iter().find(|statement| *statement.contribution().key() == key);
    if directive.is_none() && !standing.is_some_and(|standing| standing.is_current()) {
        return Err(InputError::NoDirective.into());
    }
    let after = standing.map_or(0, |standing| standing.contribution().parts().version.number() + 1);
    let message = match directive {
        Some(directive) => canonical_bytes(directive)?,
        None => canonical_bytes(&(scope, by.at))?,
    };
    let contribution = Contribution::new(ContributionParts {
        key,
        version: Version::new(Version::from_time(by.at).number().max(after))?,
        recorded: by.at,
        subject,
        status: if directive.is_some() { ContributionStatus::Current } else { ContributionStatus::Deleted },
        body: directive.cloned().map(ContributionBody::Directive),
        origin: Origin {
            format: SourceFormat::Direct,
            message: ContentHash::of(&message),
            message_id: None,
            place: None,
            mapping: None,
        },
        attached: Vec::new(),
    })?;
    let source = work.heard(&Source { organisation: rules.organisation.clone(), system, received: by.at })?;
    let about = work.person(&person)?;
    let hash = work.keys.look_up("directive", &[&about.hash, &message]);
    let (message, _) = work.put_message(hash, source, by.at, Some(&about), &message)?;
    work.take(&contribution, None, by.at, message)?;
    Ok(())
}

/// One item for each person and scope; of an opt-out the mode is not part of the scope, so that one mode supersedes the
/// other. The name is a keyed hash: it is shown with the directive and must not tell the number.
fn item(work: &Work<'_>, number: &NhsNumber, scope: &DirectiveScope) -> Result<SourceItemId, NodeError> {
    let scope = match scope {
        DirectiveScope::SharedRecord(_) => b"shared-record".to_vec(),
        other => canonical_bytes(other)?,
    };
    let hash = work.keys.look_up("directive-item", &[number.as_str().as_bytes(), &scope]);
    let name = format!("directive/{:032x}", u128::from_be_bytes(hash));
    Ok(SourceItemId::parse(&name).map_err(InputError::from)?)
}
