//! PR1: procedures.

use super::allergy::key_of;
use super::concept::system_of;
use super::context::Context;
use super::draft::{Drafts, Joined, item_id};
use super::message::Segment;
use crate::contribution::{ContributionBody, ContributionStatus};
use crate::identifier::{CodedConcept, SourceItemId};
use crate::record::{Entry, EntryBody, Period, Procedure};

/// One entry for each PR1 segment that says what was done.
///
/// Its ROL segments name those who did it. PR1-15 (associated diagnosis) is the reason.
pub(super) fn map(context: &Context<'_>, drafts: &mut Drafts) {
    for pr1 in context.named("PR1") {
        let Some(mut procedure) = read(pr1) else { continue };
        let roles = context.all().skip_while(|segment| segment.number <= pr1.number);
        let roles: Vec<_> = roles.take_while(|segment| segment.name() == "ROL").collect();
        procedure.performers.extend(roles.iter().flat_map(|rol| super::role::participants(*rol)));
        let item = item(context, pr1, &procedure.code);
        // PR1-20, table 0206: the procedure is taken back.
        let deleted = pr1.field(20).read(|code| match code {
            "D" => Some(true),
            "A" | "U" => Some(false),
            _ => None,
        });
        let status = if deleted == Some(true) { ContributionStatus::Deleted } else { ContributionStatus::Current };
        let body = ContributionBody::Entry(Box::new(Entry::new(EntryBody::Procedure(procedure))));
        let draft = drafts.add(context, pr1, item, status, context.recorded, body);
        for rol in roles {
            drafts.claim(rol, draft);
        }
    }
}

/// The sender's own identifier of the procedure (PR1-19), else what was done and when.
fn item(context: &Context<'_>, pr1: Segment<'_>, code: &CodedConcept) -> SourceItemId {
    match pr1.field(19).text() {
        Some(own) => item_id(&["procedure", &own], Joined::All),
        None => context.own_item("procedure", &[key_of(code), pr1.field(5).peek()]),
    }
}

fn read(pr1: Segment<'_>) -> Option<Procedure> {
    let words = pr1.field(4);
    let mut code = match pr1.field(3).concept() {
        Some(code) => code,
        None if words.has_value() => CodedConcept::default(),
        None => return None,
    };
    pr1.field(1).mark();
    let unnamed = pr1.field(3).part(3).is_absent();
    if let Some(coding) = code.codings.first_mut().filter(|_| unnamed)
        && let Some(method) = pr1.field(2).text()
    {
        coding.system = system_of(&method).to_owned();
    }
    if code.text.is_none() {
        code.text = words.whole();
    }
    let mut performers = Vec::new();
    for (number, role) in [(11, "surgeon"), (12, "procedure practitioner"), (8, "anaesthetist")] {
        performers.extend(pr1.field(number).professionals(role));
    }
    Some(Procedure {
        status: None,
        performed: Period { start: pr1.field(5).date_time(), end: None },
        body_sites: Vec::new(),
        reasons: pr1.field(15).concept().into_iter().collect(),
        outcome: None,
        performers,
        notes: Vec::new(),
        code,
    })
}
