//! MRG, and messages of two PID segments: local persons that are, or are not, one.

use super::context::Context;
use super::draft::{Drafts, Joined, item_id};
use super::message::Segment;
use super::subject::{Identifiers, is_nhs_number};
use super::value::Value;
use crate::contribution::{ContributionBody, ContributionStatus, LinkRelation, LinkStatement};
use crate::identifier::{PersonKey, SourceItemId, SubjectId};
use crate::ingest::{Issue, Severity, Source};
use crate::time::Timestamp;

/// What an event says of persons beside what its segments say.
///
/// Source: HL7 v2.5.1 chapter 3, sections 3.3.18 to 3.3.51.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Event {
    /// Nothing.
    Plain,
    /// The person of MRG-1 is now the person of PID-3, or PID-3 is their new number.
    Merge,
    /// The two persons are one (A24).
    Link,
    /// The two persons are not one (A37).
    Unlink,
    /// A visit changes its number, its account or its person (A42, A45, A50).
    Visit,
    /// What was recorded under an account or a number is moved to another person (A43, A44).
    Move,
    /// An account or an alternate number changes: nothing that the model holds (A35, A41, A48, A49, A51).
    Account,
}

impl Event {
    /// The meaning of a trigger event.
    pub(super) fn of(trigger: &str) -> Self {
        match trigger {
            "A18" | "A30" | "A34" | "A36" | "A39" | "A40" | "A46" | "A47" => Self::Merge,
            "A24" => Self::Link,
            "A37" => Self::Unlink,
            "A42" | "A45" | "A50" => Self::Visit,
            "A43" | "A44" => Self::Move,
            "A35" | "A41" | "A48" | "A49" | "A51" => Self::Account,
            _ => Self::Plain,
        }
    }
}

/// The statement that the person of MRG-1 is now the person of PID-3; of what the model cannot say, an issue.
///
/// # Errors
/// The reason for quarantine, when a merge does not say whom it merges: a merge that is only half understood would leave
/// two people where the source has one.
pub(super) fn map(context: &Context<'_>, drafts: &mut Drafts) -> Result<(), Issue> {
    if context.kind != "ADT" {
        return Ok(());
    }
    match Event::of(&context.trigger) {
        Event::Merge => merge(context, drafts),
        Event::Move => {
            told(
                context,
                Severity::Error,
                "hl7v2.move.not-in-model",
                "what is moved from one person to another cannot be told from the message: it stays where it was",
            );
            Ok(())
        }
        Event::Account => {
            told(
                context,
                Severity::Note,
                "hl7v2.account.not-in-model",
                "accounts and alternate numbers have no place in the model; the segment stays attached",
            );
            Ok(())
        }
        Event::Plain | Event::Link | Event::Unlink | Event::Visit => Ok(()),
    }
}

fn told(context: &Context<'_>, severity: Severity, code: &'static str, message: &'static str) {
    let place = context.first("MRG").map_or_else(|| "MSH-9".to_owned(), Segment::place_text);
    context.message.issue(Issue::new(severity, code, place, message));
}

fn merge(context: &Context<'_>, drafts: &mut Drafts) -> Result<(), Issue> {
    let mut found = false;
    let organisation = &context.source.organisation;
    for mrg in context.named("MRG") {
        let repeats = || [mrg.field(1), mrg.field(4)].into_iter().flat_map(Value::repeats);
        // Every local identifier that was merged is a local person of its own; an NHS number only where there is none.
        let local = Identifiers::read(repeats().filter(|repeat| !is_nhs_number(*repeat)), organisation);
        let mut others: Vec<_> = local.local_ids().cloned().collect();
        if others.is_empty() {
            others.extend(Identifiers::read(repeats().take(1), organisation).subject());
        }
        for other in others {
            found = true;
            if other == context.subject {
                context.issue(mrg, Severity::Warning, "hl7v2.merge.self", "the merge names one person twice");
                continue;
            }
            let item = pair_item(&context.subject, &other);
            let link = statement(context.source, other, LinkRelation::Replaces);
            drafts.add(context, mrg, item, ContributionStatus::Current, context.recorded, ContributionBody::Link(link));
        }
    }
    if found {
        return Ok(());
    }
    Err(Issue::new(Severity::Fatal, "hl7v2.merge.no-prior", "MRG-1", "the merge does not say which person was merged"))
}

/// What A24 and A37 say of the persons of their PID segments: the first and each other are, or are not, one.
///
/// # Errors
/// The reason for quarantine, when there are not two different persons.
pub(super) fn pairs(
    source: &Source,
    trigger: &str,
    recorded: Timestamp,
    people: &[(Segment<'_>, SubjectId)],
    drafts: &mut Drafts,
) -> Result<(), Issue> {
    let relation = match Event::of(trigger) {
        Event::Link => LinkRelation::Same,
        Event::Unlink => LinkRelation::Different,
        _ => return Ok(()),
    };
    let Some(((_, first), others)) = people.split_first() else { return Ok(()) };
    if others.is_empty() || others.iter().any(|(_, other)| other == first) {
        return Err(Issue::new(
            Severity::Fatal,
            "hl7v2.link.no-other",
            "PID",
            "a link is between two persons, and the message does not name two",
        ));
    }
    for (pid, other) in others {
        let owner = drafts.owner(*pid);
        // The statement says the same of both: whichever came first, it is one statement under one key.
        let (low, high) = if first <= other { (first, other) } else { (other, first) };
        let body = ContributionBody::Link(statement(source, high.clone(), relation));
        let item = pair_item(low, high);
        drafts.add_about(low.clone(), *pid, item, ContributionStatus::Current, recorded, Some(body));
        if let Some(owner) = owner {
            drafts.claim(*pid, owner);
        }
    }
    Ok(())
}

fn statement(source: &Source, other: SubjectId, relation: LinkRelation) -> LinkStatement {
    let other = PersonKey { organisation: source.organisation.clone(), system: source.system.clone(), subject: other };
    LinkStatement::new(other, relation)
}

/// The key of whatever is said of two local persons, the same in either order: an unlink takes the place of the merge
/// or link before it, and a later merge that of the unlink.
fn pair_item(one: &SubjectId, other: &SubjectId) -> SourceItemId {
    let (low, high) = if one <= other { (one, other) } else { (other, one) };
    item_id(&["link", low.namespace(), low.value(), high.namespace(), high.value()], Joined::All)
}
