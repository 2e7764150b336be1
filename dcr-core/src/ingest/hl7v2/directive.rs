//! ZU8: what the person decided about sharing (HL7 UK A.3).

use super::context::Context;
use super::draft::Drafts;
use super::message::Segment;
use crate::contribution::{ContributionBody, ContributionStatus};
use crate::identifier::{CodedConcept, Coding};
use crate::ingest::Severity;
use crate::record::{Directive, DirectiveAuthority, DirectiveEffect, DirectiveScope, OptOutMode, SharingStatement};

/// A field of ZU8 that states a decision.
struct Field {
    number: usize,
    /// The table of the field, which is the code system of what is kept of it.
    table: &'static str,
    /// What the directive is kept under.
    item: &'static str,
    statement: Option<SharingStatement>,
    meaning: fn(&str) -> Stated,
    issue: &'static str,
    severity: Severity,
    message: &'static str,
}

const FIELDS: [Field; 2] = [
    Field {
        number: 2,
        table: "ZU056",
        item: "shared-record",
        statement: None,
        meaning: of_shared_record,
        issue: "hl7v2.consent.not-understood",
        severity: Severity::Error,
        message: "the consent to share cannot be read; everything is withheld until someone has read it",
    },
    Field {
        number: 3,
        table: "ZU058",
        item: "summary-record",
        statement: Some(SharingStatement::SummaryRecord),
        meaning: of_summary_record,
        issue: "hl7v2.summary-record.not-understood",
        severity: Severity::Warning,
        message: "the consent to a Summary Care Record cannot be read; where the policy lets such consents count, \
                  everything is withheld until someone has read it",
    },
];

enum Stated {
    Nothing,
    Directive(DirectiveEffect),
    NotUnderstood,
}

/// 1 express consent, 2 express dissent, 3 unknown.
fn of_shared_record(word: &str) -> Stated {
    match word {
        "1" => Stated::Directive(DirectiveEffect::Consent),
        "2" => Stated::Directive(DirectiveEffect::Dissent),
        "3" => Stated::Nothing,
        _ => Stated::NotUnderstood,
    }
}

/// Whether the person consents to a Summary Care Record: yes or no.
fn of_summary_record(word: &str) -> Stated {
    match word.to_ascii_uppercase().as_str() {
        "YES" | "Y" => Stated::Directive(DirectiveEffect::Consent),
        "NO" | "N" => Stated::Directive(DirectiveEffect::Dissent),
        _ => Stated::NotUnderstood,
    }
}

/// The directives that ZU8-2 and ZU8-3 state; without a value nothing is stated.
///
/// Anything that a table does not have, and two segments that do not agree, becomes a directive that is not understood:
/// where it counts, it withholds everything until someone has read it.
pub(super) fn map(context: &Context<'_>, drafts: &mut Drafts) {
    for con in context.named("CON") {
        context.issue(
            con,
            Severity::Warning,
            "hl7v2.consent.form",
            "a consent form (CON) stays attached: no directive about sharing is read from it",
        );
    }
    for field in &FIELDS {
        map_field(context, drafts, field);
    }
}

fn map_field(context: &Context<'_>, drafts: &mut Drafts, field: &Field) {
    let mut found: Option<(Segment<'_>, String, Stated)> = None;
    for segment in context.all().filter(|segment| segment.raw().starts_with("ZU8")) {
        let (word, stated) = read(segment, field);
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
    let value = segment.field(field.number);
    let (effect, scope) = match stated {
        Stated::Nothing => return,
        Stated::Directive(effect) => {
            value.first_used();
            (effect, DirectiveScope::SharedRecord(OptOutMode::Hide))
        }
        Stated::NotUnderstood => {
            context.issue(segment, field.severity, field.issue, field.message);
            value.mark();
            (DirectiveEffect::Dissent, DirectiveScope::NotUnderstood)
        }
    };
    let directive = Directive {
        effect,
        scope,
        made: context.recorded,
        starts: None,
        ends: None,
        visit: None,
        authority: DirectiveAuthority::NotStated,
        evidence: None,
        statement: field.statement,
        original: Some(CodedConcept::from_coding(Coding::new(field.table, &word))),
    };
    let item = context.own_item("directive", &[field.item]);
    let body = ContributionBody::Directive(directive);
    drafts.add(context, segment, item, ContributionStatus::Current, context.recorded, body);
}

/// What a segment states, and the word that states it; nothing is noted as used.
fn read(segment: Segment<'_>, field: &Field) -> (String, Stated) {
    if segment.name() != "ZU8" {
        // A line that begins with the segment's name but does not follow its form may hide a dissent.
        return (segment.raw().to_owned(), Stated::NotUnderstood);
    }
    let value = segment.field(field.number);
    let word = value.raw().trim();
    if !value.has_value() || word.is_empty() {
        return (String::new(), Stated::Nothing);
    }
    let stated = if value.repeats().count() > 1 { Stated::NotUnderstood } else { (field.meaning)(value.peek()) };
    let code = if matches!(stated, Stated::NotUnderstood) { word } else { value.peek() };
    (code.to_owned(), stated)
}
