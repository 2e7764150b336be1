//! Records made at random.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    unreachable_pub,
    reason = "test support: a failure here is the test's failure"
)]

use super::{CODES, HOUR, LABELS, NUMBER, later, near, number};
use dcr_core::consent::{
    ConsentConcept, ConsentDeath, ConsentDemographics, ConsentRecord, ConsentRecordLine, ConsentRecordStatement,
    ConsentSectionStatement, ConsentSource, ConsentVisit,
};
use dcr_core::identifier::{OdsCode, SourceItemId, SourceSystem};
use dcr_core::record::{
    Directive, DirectiveAuthority, DirectiveEffect, DirectiveEvidence, DirectiveScope, EntryLinkKind, OptOutMode,
    Purpose, Section, Sensitivity, SensitivityLabel, SharingStatement, Visit,
};
use dcr_core::time::{PartialDateTime, Timestamp};
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

const ORGANISATIONS: [&str; 6] = ["RBD", "J81001", "E06000059", "RHM", "J82001", "ZZZ99"];

fn source(organisation: &str, item: &str) -> ConsentSource {
    ConsentSource(
        OdsCode::parse(organisation).unwrap(),
        SourceSystem::parse("PAS").unwrap(),
        SourceItemId::parse(item).unwrap(),
    )
}

fn labels() -> impl Strategy<Value = Sensitivity> {
    let some = prop_oneof![
        5 => Just(Vec::new()),
        2 => select(&LABELS[..]).prop_map(|label| vec![label]),
        1 => subsequence(&LABELS[..], 0..3),
    ];
    some.prop_map(|labels| sensitivity(&labels))
}

pub fn sensitivity(labels: &[&str]) -> Sensitivity {
    labels.iter().fold(Sensitivity::NONE, |all, label| all.with(SensitivityLabel::from(*label)))
}

fn scope() -> impl Strategy<Value = DirectiveScope> {
    let item = (select(&ORGANISATIONS[..4]), 0..20_usize).prop_map(|(organisation, number)| {
        let ConsentSource(organisation, system, item) = source(organisation, &format!("i{number}"));
        DirectiveScope::Item { organisation, system, item }
    });
    prop_oneof![
        3 => item,
        3 => select(&LABELS[..]).prop_map(|label| DirectiveScope::Label(label.into())),
        3 => select(Section::ALL).prop_map(DirectiveScope::Section),
        1 => select(OptOutMode::ALL).prop_map(DirectiveScope::SharedRecord),
        1 => select(vec!["RBD", "RD3", "J81001", "RHM"])
            .prop_map(|code| DirectiveScope::Organisation(OdsCode::parse(code).unwrap())),
        1 => select(vec!["acute-trust", "acute-trust", "gp-practice", "hospital"])
            .prop_map(|kind| DirectiveScope::OrganisationKind(kind.to_owned())),
        1 => prop_oneof![Just(Purpose::Treatment), select(Purpose::ALL)].prop_map(DirectiveScope::Purpose),
        1 => select(vec!["user-1", "USER-1 ", "user-2", ""]).prop_map(|user| DirectiveScope::User(user.to_owned())),
        1 => select(vec!["heart failure", "District nurses"]).prop_map(|team| DirectiveScope::Team(team.to_owned())),
        3 => prop_oneof![4 => Just(DirectiveAuthority::Attorney), 1 => select(DirectiveAuthority::ALL)]
            .prop_map(DirectiveScope::Proxy),
        1 => Just(DirectiveScope::NotUnderstood),
    ]
}

pub fn directive(effect: Option<DirectiveEffect>) -> impl Strategy<Value = Directive> {
    let effect = effect.map_or_else(|| select(DirectiveEffect::ALL).boxed(), |effect| Just(effect).boxed());
    let evidence = (
        select(vec!["LPA", "LPA", " "]),
        weighted(0.8, select(vec!["2024-06", "2026-11-22", "2027"])),
        weighted(0.3, near()),
        any::<bool>(),
    )
        .prop_map(|(statement, dated, ends, competent)| DirectiveEvidence {
            statement: statement.to_owned(),
            dated: dated.map(|dated| PartialDateTime::parse(dated).unwrap()),
            by: None,
            ends,
            competent,
        });
    let visit = select(vec!["e1", "e2", "e9"]).prop_map(|item| {
        let ConsentSource(organisation, system, item) = source("RBD", item);
        Visit { organisation, system, item }
    });
    (
        (effect, scope(), near(), weighted(0.3, near()), weighted(0.3, near())),
        weighted(0.15, visit),
        select(DirectiveAuthority::ALL),
        weighted(0.6, evidence),
        weighted(0.15, select(SharingStatement::ALL)),
    )
        .prop_map(|((effect, scope, made, starts, ends), visit, authority, evidence, statement)| Directive {
            effect,
            scope,
            made,
            starts,
            // Most windows are not empty: an empty one is not understood, and then nothing is shown.
            ends: ends
                .map(|ends| if ends.millis() % 3 == 0 { ends } else { ends.max(later(starts.unwrap_or(made), 1)) }),
            visit,
            authority,
            evidence,
            statement,
            original: None,
        })
}

fn statement() -> impl Strategy<Value = ConsentRecordStatement> {
    let coded = |place: usize| {
        let (system, code, name) = CODES[place];
        (vec![(system.to_owned(), code.to_owned())], vec![name.to_owned()])
    };
    let links = prop::collection::vec((select(vec!["part-of", "has-part", "because-of"]), 0..20_usize), 0..3);
    let words = select(vec!["", "known hiv infection", "HISTORY OF ABUSE", "hypertension"]);
    (
        select(&ORGANISATIONS[..]),
        labels(),
        weighted(0.5, 0..CODES.len()),
        weighted(0.2, 0..CODES.len()),
        links,
        weighted(0.8, near()),
        words,
    )
        .prop_map(move |(organisation, labels, own, further, links, recorded, words)| {
            let (codes, names) = own.map(coded).unwrap_or_default();
            let further = further.map(coded).map(|(codes, names)| ConsentConcept { codes, names });
            let item = |number: usize| SourceItemId::parse(&format!("i{number}")).unwrap();
            ConsentRecordStatement {
                source: source(organisation, "unnumbered"),
                labels,
                codes,
                names,
                further: further.into_iter().collect(),
                links: links.into_iter().map(|(kind, to)| (EntryLinkKind::from(kind), item(to))).collect(),
                recorded,
                words: if words.is_empty() { Vec::new() } else { vec![words.to_owned()] },
            }
        })
}

pub fn record() -> impl Strategy<Value = ConsentRecord> {
    let marks =
        || prop_oneof![12 => Just(Vec::new()), 2 => Just(vec!["restricted"]), 1 => subsequence(&LABELS[..], 1..2)];
    let demographics = prop::collection::vec((select(&ORGANISATIONS[..]), marks()), 0..3);
    let directives = prop_oneof![
        1 => Just(Vec::new()).boxed(),
        2 => prop::collection::vec(directive(None), 0..4).boxed(),
    ];
    let line = (select(Section::ALL), prop::collection::vec(statement(), 1..4));
    let said = (select(Section::ALL), select(&ORGANISATIONS[..]), labels());
    let visits = prop::collection::vec(weighted(0.7, near()), 2);
    let died = prop_oneof![
        5 => Just(None),
        1 => weighted(0.7, near()).prop_map(|on| Some(ConsentDeath { on })),
    ];
    let number_of = prop_oneof![3 => Just(Some(NUMBER)), 1 => Just(None)];
    (
        (number_of, died, visits),
        demographics,
        directives,
        prop::collection::vec(line, 0..8),
        prop::collection::vec(said, 0..3),
    )
        .prop_map(|((nhs_number, died, visits), demographics, directives, lines, said)| {
            let mut items = 0..;
            let mut numbered = |organisation: &OdsCode| {
                let item = format!("i{}", items.next().unwrap());
                source(organisation.as_str(), &item)
            };
            let lines = lines.into_iter().filter(|(section, _)| *section != Section::Demographics);
            let mut record = ConsentRecord {
                nhs_number: nhs_number.map(number),
                died,
                visits: visits.into_iter().zip(["e1", "e2"]).map(|(ends, item)| visit(item, ends)).collect(),
                demographics: demographics
                    .into_iter()
                    .zip(["d1", "d2", "d3"])
                    .map(|((organisation, labels), item)| ConsentDemographics {
                        source: source(organisation, item),
                        labels: sensitivity(&labels),
                    })
                    .collect(),
                directives,
                lines: lines
                    .map(|(section, mut statements)| {
                        statements.iter_mut().for_each(|stated| stated.source = numbered(&stated.source.0));
                        ConsentRecordLine { section, statements }
                    })
                    .collect(),
                section_statements: said
                    .into_iter()
                    .zip(["s1", "s2", "s3"])
                    .map(|((section, organisation, labels), item)| ConsentSectionStatement {
                        section,
                        source: source(organisation, item),
                        labels,
                    })
                    .collect(),
            };
            let directives = std::mem::take(&mut record.directives);
            record.directives = directives.into_iter().map(|directive| aimed(directive, &record)).collect();
            record
        })
}

/// A directive about an item made one about an item of a record, if it holds any.
pub fn aimed(mut directive: Directive, record: &ConsentRecord) -> Directive {
    let held: Vec<&ConsentSource> =
        record.lines.iter().flat_map(|line| line.statements.iter().map(|stated| &stated.source)).collect();
    if let DirectiveScope::Item { organisation, system, item } = &mut directive.scope {
        let number: usize = item.as_str().trim_start_matches('i').parse().unwrap();
        if let Some(ConsentSource(held_by, held_in, held_as)) = held.get(number % held.len().max(1)) {
            (*organisation, *system, *item) = (held_by.clone(), held_in.clone(), held_as.clone());
        }
    }
    directive
}

fn visit(item: &str, ends: Option<Timestamp>) -> ConsentVisit {
    let ConsentSource(organisation, system, item) = source("RBD", item);
    ConsentVisit { organisation, system, item, ends_earliest: ends, ends_latest: ends.map(|ends| later(ends, HOUR)) }
}
