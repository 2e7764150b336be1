//! ZU8: what the person decided about sharing (HL7 UK A.3).

use super::context::Context;
use super::draft::Drafts;
use super::message::Segment;
use crate::contribution::{ContributionBody, ContributionStatus};
use crate::identifier::{CodedConcept, Coding};
use crate::ingest::Severity;
use crate::record::{Directive, DirectiveAuthority, DirectiveEffect, DirectiveScope, OptOutMode};

/// The table of the field, which is the code system of what is kept of it.
const TABLE: &str = "ZU056";

enum Stated {
    Nothing,
    Directive(DirectiveEffect),
    NotUnderstood,
}

/// The directive that ZU8-2 states: 1 express consent, 2 express dissent, 3 unknown; without a value nothing is stated.
///
/// Anything else, and two segments that do not agree, becomes a directive that is not understood: it withholds
/// everything until someone has read it.
pub(super) fn map(context: &Context<'_>, drafts: &mut Drafts) {
    for con in context.named("CON") {
        context.issue(
            con,
            Severity::Warning,
            "hl7v2.consent.form",
            "a consent form (CON) stays attached: no directive about sharing is read from it",
        );
    }
    let mut found: Option<(Segment<'_>, String, Stated)> = None;
    for segment in context.all().filter(|segment| segment.raw().starts_with("ZU8")) {
        let (word, stated) = read(segment);
        if let Stated::Nothing = stated {
            continue;
        }
        match &mut found {
            Some((_, known, _)) if *known == word => {}
            Some((_, _, known)) => *known = Stated::NotUnderstood,
            None => found = Some((segment, word, stated)),
        }
    }
    let Some((segment, word, stated)) = found else { return };
    let (effect, scope) = match stated {
        Stated::Nothing => return,
        Stated::Directive(effect) => (effect, DirectiveScope::SharedRecord(OptOutMode::Hide)),
        Stated::NotUnderstood => {
            context.issue(
                segment,
                Severity::Error,
                "hl7v2.consent.not-understood",
                "the consent to share cannot be read; everything is withheld until someone has read it",
            );
            (DirectiveEffect::Dissent, DirectiveScope::NotUnderstood)
        }
    };
    if matches!(scope, DirectiveScope::NotUnderstood) {
        segment.field(2).mark();
    } else {
        segment.field(2).first_used();
    }
    let directive = Directive {
        effect,
        scope,
        made: context.recorded,
        starts: None,
        ends: None,
        authority: DirectiveAuthority::NotStated,
        evidence: None,
        original: Some(CodedConcept::from_coding(Coding::new(TABLE, &word))),
    };
    let item = context.own_item("directive", &["shared-record"]);
    drafts.add(
        context,
        segment,
        item,
        ContributionStatus::Current,
        context.recorded,
        ContributionBody::Directive(directive),
    );
}

/// What a segment states, and the word that states it; nothing is noted as used.
fn read(segment: Segment<'_>) -> (String, Stated) {
    if segment.name() != "ZU8" {
        // A line that begins with the segment's name but does not follow its form may hide a dissent.
        return (segment.raw().to_owned(), Stated::NotUnderstood);
    }
    let field = segment.field(2);
    let word = field.raw().trim();
    if !field.has_value() || word.is_empty() {
        return (String::new(), Stated::Nothing);
    }
    let stated = match field.peek() {
        _ if field.repeats().count() > 1 => Stated::NotUnderstood,
        "1" => Stated::Directive(DirectiveEffect::Consent),
        "2" => Stated::Directive(DirectiveEffect::Dissent),
        "3" => Stated::Nothing,
        _ => Stated::NotUnderstood,
    };
    let code = if matches!(stated, Stated::NotUnderstood) { word } else { field.peek() };
    (code.to_owned(), stated)
}
