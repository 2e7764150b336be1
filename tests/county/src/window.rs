//! The stream: windows of people, each written, put in order and disturbed without knowledge of the others.

use crate::council;
use crate::demonstration;
use crate::dice::{Dice, Purpose};
use crate::gp;
use crate::history::{Decision, History, history};
use crate::hospital;
use crate::household::{BLOCK, Household, households};
use crate::names;
use crate::organisations::practice_at;
use crate::outbox::{Draft, Outbox, Row};
use crate::rates;
use crate::truth::{TrueName, TruePerson};
use crate::{CountyOptions, Sending, Window};
use dcr_core::ingest::Format;

/// How many people one window holds: what is in memory at once.
pub(crate) const WINDOW: u32 = 16 * BLOCK;

/// The most rows of one CSV.
const MOST_ROWS: usize = 200;

/// The number of windows that hold so many people.
pub(crate) fn window_count(people: u32) -> u32 {
    people.div_ceil(WINDOW)
}

/// One window.
pub(crate) fn window(options: CountyOptions, number: u32) -> Window {
    let mut people = Vec::new();
    let mut drafts = Vec::new();
    let mut rows = Vec::new();
    let first = number * WINDOW;
    for block in first / BLOCK..(first + WINDOW) / BLOCK {
        for mut household in households(options.seed, block) {
            if demonstration::is_scripted(household.first) {
                let mut dice = Dice::new(options.seed, Purpose::Block, u64::MAX - u64::from(household.first));
                demonstration::set_household(&mut household, &mut dice);
            }
            for place in (0..household.size).filter(|place| household.first + place < options.people) {
                let (person, outbox) = person(options.seed, &household, place);
                people.push(person);
                drafts.extend(outbox.drafts);
                rows.extend(outbox.rows);
            }
        }
    }
    let mut sendings: Vec<(Draft, Option<&'static str>)> = drafts.into_iter().map(|draft| (draft, None)).collect();
    sendings.extend(extracts(rows));
    sendings.sort_by_key(|(draft, _)| draft.sent);
    let mut dice = Dice::new(options.seed, Purpose::Order, u64::from(number));
    Window { sendings: disturbed(sendings, &mut dice), people }
}

/// One person's truth and what their sources send.
fn person(seed: u64, household: &Household, place: u32) -> (TruePerson, Outbox) {
    let mut drawn = history(seed, household, place);
    let index = drawn.who.index;
    if demonstration::is_scripted(index) {
        let mut dice = Dice::new(seed, Purpose::History, u64::MAX - u64::from(index));
        demonstration::script(&mut drawn, &mut dice);
    }
    let mut dice = Dice::new(seed, Purpose::Seen, u64::from(index));
    let mut outbox = Outbox::default();
    gp::send(&drawn, household, &mut dice, &mut outbox);
    hospital::send(&drawn, household, &mut dice, &mut outbox);
    council::send(&drawn, household, demonstration::without_number_at_council(index), &mut dice, &mut outbox);
    (truth(&drawn, household, &mut outbox), outbox)
}

fn truth(history: &History, household: &Household, outbox: &mut Outbox) -> TruePerson {
    let who = &history.who;
    let name = |name_use, given: Vec<String>, family: &str| TrueName { name_use, given, family: family.to_owned() };
    let mut names = vec![name("usual", who.given.clone(), &who.family)];
    names.extend(who.maiden.as_ref().map(|maiden| name("maiden", who.given.clone(), maiden)));
    names.extend(names::nickname(who.first()).map(|nickname| name("nickname", vec![nickname.to_owned()], &who.family)));
    TruePerson {
        index: who.index,
        household: household.first,
        nhs_number: who.nhs_number.clone(),
        names,
        birth_date: who.birth.iso(),
        gender: who.gender(),
        died: history.died.map(crate::calendar::Day::iso),
        address: vec![household.home.line.clone(), household.home.town.to_owned()],
        postcode: household.home.postcode.clone(),
        practice: practice_at(household.practice).source.organisation,
        twin_of: who.twin_of,
        opted_out: matches!(history.decision, Decision::OutAtPractice(_) | Decision::OutAtHospital),
        identities: std::mem::take(&mut outbox.identities),
        facts: std::mem::take(&mut outbox.facts),
    }
}

/// The councils' rows as extracts: by council, table and day, of at most [`MOST_ROWS`] rows.
fn extracts(mut rows: Vec<Row>) -> Vec<(Draft, Option<&'static str>)> {
    rows.sort_by_key(|row| (row.source, row.table, row.sent));
    rows.chunk_by(|a, b| (a.source, a.table) == (b.source, b.table))
        .flat_map(|rows| rows.chunks(MOST_ROWS))
        .filter_map(|rows| {
            let last = rows.last()?;
            let bytes = last.table.csv(rows);
            let draft = Draft { sent: last.sent, source: last.source, format: Format::Tabular, bytes };
            Some((draft, Some(last.table.mapping())))
        })
        .collect()
}

/// Some sendings are overtaken by later ones, and some HL7 v2 messages come twice.
fn disturbed(ordered: Vec<(Draft, Option<&'static str>)>, dice: &mut Dice) -> Vec<Sending> {
    let mut placed = Vec::with_capacity(ordered.len());
    for (place, (draft, mapping)) in (0_i64..).zip(ordered) {
        let back = if dice.chance(rates::OUT_OF_ORDER) { dice.between(1, rates::FURTHEST) } else { 0 };
        let again = draft.format == Format::Hl7v2 && dice.chance(rates::SENT_TWICE);
        let sending = Sending {
            organisation: draft.source.organisation,
            system: draft.source.system,
            format: draft.format,
            mapping,
            sent: draft.sent.timestamp(),
            bytes: draft.bytes,
        };
        if again {
            placed.push((place + i64::from(dice.between(1, rates::FURTHEST)), sending.clone()));
        }
        placed.push((place + i64::from(back), sending));
    }
    // Stable, so that those that share a place stay in their order.
    placed.sort_by_key(|(place, _)| *place);
    placed.into_iter().map(|(_, sending)| sending).collect()
}
