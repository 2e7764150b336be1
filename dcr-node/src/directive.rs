//! Directives made at this node: what the person, or someone with authority for them, decides about sharing.

use crate::account::{Account, plain_outcome};
use crate::erasure::Erased;
use crate::error::{InputError, NodeError, RulesError};
use crate::node::Node;
use crate::store::{Rules, Work, is_wish};
use dcr_core::audit::AuditKind;
use dcr_core::consent::{AccessRequest, Decision, Refusal, has_good_authority};
use dcr_core::contribution::{
    ContentHash, Contribution, ContributionBody, ContributionKey, ContributionParts, ContributionStatus, Origin,
    SourceFormat, Statement, Version, canonical_bytes,
};
use dcr_core::identifier::{NhsNumber, PersonKey, SourceItemId, SourceSystem, SubjectId};
use dcr_core::ingest::Source;
use dcr_core::record::{Directive, DirectiveAuthority, DirectiveEffect, DirectiveEvidence, DirectiveScope, OptOutMode};

/// The source system under which a node states what was recorded at itself.
pub(crate) const SYSTEM: &str = "DCR";

impl Node {
    /// Records a directive about the person with an NHS number. One of the same scope, effect, authority and times that
    /// was recorded at this node before is superseded; any other stands beside it, and the rules settle which counts
    /// (`docs/consent.md`, D1 to D8).
    ///
    /// It is a contribution of the node's own organisation, system `DCR`, and so reaches other nodes like any other. It
    /// holds for whoever the number belongs to, even if nothing else is known of them yet.
    ///
    /// A wish not to be held that is in effect erases what is held about the person before this returns, and the answer says
    /// what: see [`dcr_core::consent::holding`] for whose wish does. Of someone who may not look at any record it is
    /// recorded without the authority that they state: it withholds, and erases nothing.
    ///
    /// # Errors
    /// [`RulesError::NotPermitted`] when a directive that allows something is recorded by someone who may not look at
    /// any record; one that forbids is taken from anybody. Either is accounted for. [`InputError::DirectiveAuthority`] when
    /// one that allows something rests on no good authority (D5): it would open nothing.
    pub fn record_directive(
        &self,
        number: &NhsNumber,
        directive: &Directive,
        by: &AccessRequest,
    ) -> Result<Erased, NodeError> {
        let needs_standing = directive.effect != DirectiveEffect::Dissent;
        self.change_directive(number, by, needs_standing, |stating, work| stating.record(work, directive))
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
    ) -> Result<Erased, NodeError> {
        let directive = Directive {
            effect: DirectiveEffect::Dissent,
            scope: DirectiveScope::SharedRecord(mode),
            made: by.at,
            starts: None,
            ends: None,
            visit: None,
            authority,
            evidence,
            statement: None,
            original: None,
        };
        self.record_directive(number, &directive, by)
    }

    /// Withdraws every directive of a scope that was recorded at this node, dissent and consent. A directive that came from
    /// another source is withdrawn there. Whoever was not held is held again from then on, and what was erased does not come
    /// back: sources must send it anew.
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
        self.change_directive(number, by, true, |stating, work| stating.withdraw(work, scope)).map(drop)
    }

    fn change_directive(
        &self,
        number: &NhsNumber,
        by: &AccessRequest,
        needs_standing: bool,
        change: impl FnOnce(&Stating<'_>, &mut Work<'_>) -> Result<(), NodeError>,
    ) -> Result<Erased, NodeError> {
        let erased = self.write(|work| {
            let rules = work.rules()?;
            let known = may_ask(&rules, by);
            let permitted = !needs_standing || known;
            if permitted {
                change(&Stating::new(work, &rules, number, by, known)?, work)?;
            }
            let person = work.person_of_number(number)?.map(|person| person.cluster.id);
            let account = Account {
                kind: AuditKind::DirectiveChange,
                node: &rules.organisation,
                request: by,
                person,
                number: Some(number),
                outcome: plain_outcome(permitted, rules.plan.policy().digest()),
            };
            account.write(work)?;
            work.settle_wishes(by)?;
            Ok(permitted.then_some(work.erased))
        })?;
        self.completed(erased.ok_or(RulesError::NotPermitted)?)
    }
}

/// Whether the requester passes every rule that is about the requester alone.
pub(crate) fn may_ask(rules: &Rules, by: &AccessRequest) -> bool {
    Decision::not_found(&rules.plan, by).refusal() == Some(Refusal::NotAvailable)
}

/// What the node says of one person under their NHS number alone.
struct Stating<'a> {
    number: &'a NhsNumber,
    by: &'a AccessRequest,
    person: PersonKey,
    /// What the node said of them before, as it stands.
    held: Vec<Statement>,
    /// Whether the one who states it may look at records.
    known: bool,
}

impl<'a> Stating<'a> {
    fn new(
        work: &mut Work<'_>,
        rules: &Rules,
        number: &'a NhsNumber,
        by: &'a AccessRequest,
        known: bool,
    ) -> Result<Self, NodeError> {
        let person = PersonKey {
            organisation: rules.organisation.clone(),
            system: SourceSystem::parse(SYSTEM).map_err(InputError::from)?,
            subject: SubjectId::new(SubjectId::NHS_NUMBER, number.as_str()).map_err(InputError::from)?,
        };
        let mut held = Vec::new();
        if let Some(known) = work.known_person(&person)? {
            work.statements_about(known, &mut held)?;
        }
        Ok(Self { number, by, person, held, known })
    }

    fn record(&self, work: &mut Work<'_>, directive: &Directive) -> Result<(), NodeError> {
        // What opens nothing is not to be taken for a decision that was recorded.
        if directive.effect == DirectiveEffect::Consent && !has_good_authority(directive, self.by.at) {
            return Err(InputError::DirectiveAuthority.into());
        }
        let mut directive = directive.clone();
        if !self.known && is_wish(&directive) {
            // Nobody who is known vouches for the authority, and erasing cannot be undone.
            directive.authority = DirectiveAuthority::NotStated;
        }
        let message = canonical_bytes(&directive)?;
        self.state(work, item(work, self.number, &directive)?, Some(&directive), &message)
    }

    /// Withdraws every directive of a scope that the node holds.
    fn withdraw(&self, work: &mut Work<'_>, scope: &DirectiveScope) -> Result<(), NodeError> {
        let of_scope = |statement: &&Statement| match &statement.contribution().parts().body {
            Some(ContributionBody::Directive(directive)) => statement.is_current() && is_same(&directive.scope, scope),
            _ => false,
        };
        let items: Vec<SourceItemId> =
            self.held.iter().filter(of_scope).map(|statement| statement.contribution().key().item.clone()).collect();
        if items.is_empty() {
            return Err(InputError::NoDirective.into());
        }
        for item in items {
            let message = canonical_bytes(&(&item, scope, self.by.at))?;
            self.state(work, item, None, &message)?;
        }
        Ok(())
    }

    fn state(
        &self,
        work: &mut Work<'_>,
        item: SourceItemId,
        directive: Option<&Directive>,
        message: &[u8],
    ) -> Result<(), NodeError> {
        let PersonKey { organisation, system, subject } = self.person.clone();
        let at = self.by.at;
        let key = ContributionKey { organisation: organisation.clone(), system: system.clone(), item };
        let standing = self.held.iter().find(|statement| *statement.contribution().key() == key);
        let after = standing.map_or(0, |standing| standing.contribution().parts().version.number() + 1);
        let contribution = Contribution::new(ContributionParts {
            key,
            version: Version::new(Version::from_time(at).number().max(after))?,
            derived_from: None,
            recorded: at,
            subject,
            status: if directive.is_some() { ContributionStatus::Current } else { ContributionStatus::Deleted },
            body: directive.cloned().map(ContributionBody::Directive),
            origin: Origin {
                format: SourceFormat::Direct,
                message: ContentHash::of(message),
                message_id: None,
                place: None,
                mapping: None,
            },
            attached: Vec::new(),
        })?;
        let source = work.heard(&Source { organisation, system, received: at })?;
        let about = work.person(&self.person)?;
        let hash = work.keys.look_up("directive", &[&about.hash, message]);
        let (message, _) = work.put_message(hash, source, at, Some(&about), Some(message))?;
        work.take(&contribution, None, at, message)?;
        Ok(())
    }
}

/// Whether two scopes are withdrawn together: those of an opt-out are, whatever their modes.
fn is_same(one: &DirectiveScope, other: &DirectiveScope) -> bool {
    match (one, other) {
        (DirectiveScope::SharedRecord(_), DirectiveScope::SharedRecord(_)) => true,
        (one, other) => one == other,
    }
}

/// Under what a directive is kept. One supersedes another only where nothing that protects can be lost by it: a consent
/// stands beside the dissent that it undoes, because it may end, or its authority may; what holds for a time stands beside
/// what holds for good; and nobody's decision takes the place of someone else's. Of an opt-out the mode is not part of the
/// name, so that one mode supersedes the other.
///
/// The name is a keyed hash: it is shown with the directive and must not tell the number.
fn item(work: &Work<'_>, number: &NhsNumber, directive: &Directive) -> Result<SourceItemId, NodeError> {
    let scope = match &directive.scope {
        DirectiveScope::SharedRecord(_) => b"shared-record".to_vec(),
        other => canonical_bytes(other)?,
    };
    let kept = canonical_bytes(&(
        directive.effect,
        directive.authority,
        directive.starts,
        directive.ends,
        &directive.visit,
        directive.statement,
    ))?;
    let hash = work.keys.look_up("directive-item", &[number.as_str().as_bytes(), &scope, &kept]);
    let name = format!("directive/{:032x}", u128::from_be_bytes(hash));
    Ok(SourceItemId::parse(&name).map_err(InputError::from)?)
}
