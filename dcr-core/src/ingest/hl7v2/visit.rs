//! MRG and PV1: a visit that has another number, or belongs to another person.

use super::context::Context;
use super::draft::{Drafts, Joined, item_id};
use super::encounter;
use super::link::Event;
use super::message::Segment;
use super::subject::Identifiers;
use super::value::Value;
use crate::contribution::{ContributionBody, ContributionStatus};
use crate::identifier::SourceItemId;
use crate::ingest::Severity;
use crate::record::{Entry, EntryBody, EntryLink, EntryLinkKind};

/// What A42 (merge visit), A45 (move visit) and A50 (change visit number) say of the visit that MRG-5 names.
///
/// The encounter's key is its visit number and not its person: stated again under the person of PID-3 it takes the place
/// of the one under the person of MRG-1, and an old number is taken back. Both are versions like any other, so that the
/// order of arrival does not matter: what the wrong person's system said before the message's time never wins over it.
pub(super) fn map(context: &Context<'_>, drafts: &mut Drafts) {
    if Event::of(&context.trigger) != Event::Visit {
        return;
    }
    for mrg in context.named("MRG") {
        one(context, mrg, drafts);
    }
}

fn one(context: &Context<'_>, mrg: Segment<'_>, drafts: &mut Drafts) {
    let pv1 = context.all().skip_while(|segment| segment.number <= mrg.number).take_while(|s| s.name() != "MRG");
    let pv1 = pv1.into_iter().find(|segment| segment.name() == "PV1");
    let old = number_item(mrg.field(5));
    let new = pv1.and_then(|pv1| number_item(pv1.field(19)));
    let moves = context.trigger == "A45";
    let (old, new) = match (old, new) {
        (Some(old), Some(new)) => (old, new),
        // A visit that is moved keeps its number where only one is told.
        (Some(one), None) | (None, Some(one)) if moves => (one.clone(), one),
        _ => {
            return context.issue(
                mrg,
                Severity::Error,
                "hl7v2.visit.no-number",
                "the message does not say which visit it is about; the encounter stays as it was",
            );
        }
    };
    let before = Identifiers::read([mrg.field(1)], &context.source.organisation).subject();
    let before = before.unwrap_or_else(|| context.subject.clone());
    if before != context.subject {
        context.issue(
            mrg,
            Severity::Warning,
            "hl7v2.visit.moved",
            "the encounter is now the other person's; what else was recorded of the visit the source must send again",
        );
    }
    if old != new {
        mrg.field(5).part(1).mark();
        drafts.take_back(before, mrg, old.clone(), context.recorded);
    }
    let Some(pv1) = pv1 else {
        return context.issue(
            mrg,
            Severity::Error,
            "hl7v2.visit.no-encounter",
            "the message does not describe the visit that it moves; the encounter stays as it was",
        );
    };
    // The visit into which another is merged is known already: a bare number says nothing of it.
    if context.trigger == "A42" && !says_more(pv1) {
        return;
    }
    mrg.field(5).part(1).mark();
    let mut entry = Entry::new(EntryBody::Encounter(encounter::read(context, pv1, None)));
    if old != new {
        entry.links.push(EntryLink { kind: EntryLinkKind::Replaces, item: old });
    }
    let body = ContributionBody::Entry(Box::new(entry));
    drafts.add(context, pv1, new, ContributionStatus::Current, context.recorded, body);
}

/// The key of the encounter with this visit number; nothing is noted as used.
fn number_item(number: Value<'_>) -> Option<SourceItemId> {
    let number = number.peek();
    (!number.is_empty()).then(|| item_id(&["encounter", number], Joined::All))
}

/// Whether a PV1 says more of a visit than its number and class.
fn says_more(pv1: Segment<'_>) -> bool {
    pv1.fields().any(|field| !matches!(field.number(), 1 | 2 | 19) && field.has_value())
}
