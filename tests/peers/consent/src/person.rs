//! Generated people: what the rules read of each one's record.

use crate::county::{NEAR, TEAMS, USERS, organisation_code, window};
use crate::dice::Dice;
use crate::instant::{DAY, day, text};
use crate::words::{CARE, KINDS, PROXIES, SECTIONS, STATEMENTS};
use serde_json::{Value, json};

/// The NHS number of a person, from the range kept for tests (999).
pub fn nhs_number(number: usize) -> String {
    // Every eleventh or so has no check digit; the next that has one is taken, and numbers stay apart.
    let mut digits = 999_000_000 + number as u64 * 10;
    loop {
        let weighted: u64 = (0..9).map(|place| digits / 10_u64.pow(8 - place) % 10 * u64::from(10 - place)).sum();
        match 11 - weighted % 11 {
            11 => return format!("{digits}0"),
            10 => digits += 1,
            check => return format!("{digits}{check}"),
        }
    }
}

/// The small form of one person's record.
pub fn person(dice: &mut Dice, number: usize) -> Value {
    let labels = match dice.below(100) {
        0..=9 => json!(["restricted"]),
        10..=12 => json!(["very-restricted"]),
        13 => json!(["restricted", "local-word"]),
        _ => json!([]),
    };
    let stated =
        json!([{"source": ["DX001", "PAS", "d1"], "labels": labels}, {"source": ["DX002", "GP", "d2"], "labels": []}]);
    let directives = if dice.percent(40) { 0 } else { 1 + dice.below(4) };
    let directives: Vec<Value> = (0..directives).map(|_| directive(dice)).collect();
    let mut record = json!({"demographics": stated, "directives": directives, "lines": []});
    if dice.percent(92) {
        record["nhs_number"] = json!(nhs_number(number));
    }
    if dice.percent(12) {
        record["died"] = if dice.percent(80) { json!({"on": text(an_instant(dice))}) } else { json!({}) };
    }
    if dice.percent(50) {
        let ends = an_instant(dice);
        // How late a visit ends that is known by its day alone.
        let late = if dice.percent(30) { DAY } else { 0 };
        let visit = json!({
            "organisation": "DX001", "system": "PAS", "item": "v1", "ends_earliest": text(ends),
            "ends_latest": text(ends + late),
        });
        record["visits"] = json!([visit, {"organisation": "DX001", "system": "PAS", "item": "v2"}]);
    }
    record
}

/// An instant at or just beside midnight of one of the days of looks.
pub fn an_instant(dice: &mut Dice) -> i64 {
    day(3 + dice.below(9)) + dice.of(&[-1, 0, 0, 0, 1])
}

/// Any instant before the days of looks, or during them.
fn made(dice: &mut Dice) -> i64 {
    if dice.percent(60) { day(1 + dice.below(3)) } else { an_instant(dice) }
}

fn directive(dice: &mut Dice) -> Value {
    let authority = match dice.below(10) {
        0..=4 => "person",
        5..=6 => "not-stated",
        7 => "best-interest",
        _ => dice.of(&PROXIES),
    };
    let mut directive = json!({
        "effect": dice.of(&["dissent", "dissent", "dissent", "consent", "consent"]), "scope": scope(dice),
        "made": text(made(dice)), "authority": authority,
    });
    if dice.percent(35) {
        directive["starts"] = json!(text(made(dice)));
    }
    if dice.percent(25) {
        let ends = if dice.percent(90) { day(7 + dice.below(8)) } else { an_instant(dice) };
        directive["ends"] = json!(text(ends));
    }
    if dice.percent(15) {
        directive["visit"] = json!({"organisation": "DX001", "system": "PAS", "item": dice.of(&["v1", "v2", "v3"])});
    }
    if dice.percent(if PROXIES.contains(&authority) { 80 } else { 25 }) {
        let mut evidence = json!({"statement": dice.of(&["Seen", "Court order", "Seen", "\u{200b} \n"])});
        if dice.percent(85) {
            let instant = text(made(dice));
            let dated = if instant.ends_with("T00:00:00.000Z") { &instant[..10] } else { instant.as_str() };
            evidence["dated"] = json!(dated);
        }
        if dice.percent(30) {
            let (_, ends) = window(dice);
            evidence["ends"] = json!(text(ends.unwrap_or(day(9))));
        }
        if dice.percent(40) {
            evidence["competent"] = json!(true);
        }
        directive["evidence"] = evidence;
    }
    if dice.percent(15) {
        directive["statement"] = json!(dice.of(&STATEMENTS));
    }
    directive
}

fn scope(dice: &mut Dice) -> Value {
    match dice.below(40) {
        0..=3 => json!({"shared-record": "hide"}),
        4 => json!({"shared-record": "do-not-hold"}),
        5..=12 => json!({"organisation": organisation_code(dice.below(5 * NEAR))}),
        13..=16 => json!({"organisation-kind": dice.of(&KINDS)}),
        17..=23 => json!({"section": dice.of(&SECTIONS)}),
        24..=26 => json!({"purpose": dice.of(&CARE[..5])}),
        27..=29 => json!({"user": spelt(dice, &USERS)}),
        30..=32 => json!({"team": spelt(dice, &TEAMS)}),
        33..=35 => json!({"proxy": dice.of(&PROXIES)}),
        36 => json!({"label": "hiv"}),
        37 => json!({"item": {"organisation": "DX001", "system": "PAS", "item": "i1"}}),
        38 => match dice.below(5) {
            0 => json!({"organisation-kind": "circus"}),
            1 => json!({"user": " \t"}),
            2 => json!({"team": ""}),
            3 => json!({"proxy": dice.of(&["person", "best-interest", "not-stated"])}),
            _ => json!({"label": " \n"}),
        },
        _ => json!("not-understood"),
    }
}

/// A name as somebody may have typed it.
pub fn spelt(dice: &mut Dice, names: &[&str]) -> String {
    let name = dice.of(names);
    match dice.below(5) {
        0 => name.to_ascii_uppercase(),
        1 => format!(" {name}\t"),
        _ => name.to_owned(),
    }
}
