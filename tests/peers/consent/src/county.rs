//! A generated county: its policy, its register and its people, as the JSON documents that every engine is given.

use crate::dice::Dice;
use crate::instant::{DAY, day, text};
use crate::words::{ASSERTERS, CARE, EVIDENCE, KINDS, OVERRIDES, SECTIONS, STATEMENTS, TIES};
use serde_json::{Value, json};

/// How many organisations, roles and people a county has.
const ORGANISATIONS: usize = 400;
const ROLES: usize = 100;
const PEOPLE: usize = 6_000;
/// The organisations that requests mostly come from and dissents mostly name, or those that they took over.
pub const NEAR: usize = 12;
/// The users and teams that requests come from and dissents name.
pub const USERS: [&str; 5] = ["u.ahmed", "u.baker", "u.clarke", "u.diaz", "u.evans"];
pub const TEAMS: [&str; 4] = ["Diabetes", "Frailty North", "Memory clinic", "Virtual ward"];
/// The counties; the last has no agreement.
const COUNTIES: [&str; 4] = ["Dorset", "Hampshire", "Wiltshire", "Devon"];
/// The national reasons that policies accept of a self-claim and in an emergency.
pub const CLAIM_CODES: [&str; 3] = ["mim-01", "scr-4", "scr-6"];
pub const EMERGENCY_CODES: [&str; 3] = ["mim-04", "scr-1", "scr-5"];

/// The documents of one county.
pub struct County {
    /// Its place among those of one run.
    pub place: usize,
    pub policy: Value,
    pub register: Value,
    /// The small form of each person's record.
    pub people: Vec<Value>,
}

impl County {
    /// The county of one place in a run, always the same.
    pub fn new(place: usize) -> Self {
        let mut dice = Dice::new(0xd0e5_0000 + place as u64);
        let policy = policy(&mut dice, place);
        let register = register(&mut dice);
        let people = (0..PEOPLE).map(|number| crate::person::person(&mut dice, number)).collect();
        Self { place, policy, register, people }
    }

    /// How many organisations, roles and people it has.
    pub fn entities(&self) -> usize {
        let of = |list: &Value| list.as_array().map_or(0, Vec::len);
        of(&self.register["organisations"]) + of(&self.policy["roles"]) + self.people.len()
    }
}

/// The code of an organisation of the register.
pub fn organisation_code(number: usize) -> String {
    format!("DX{number:03}")
}

fn policy(dice: &mut Dice, place: usize) -> Value {
    let mut purposes = vec!["TREAT"];
    purposes.extend(dice.some(&CARE[1..], 80));
    let mut roles: Vec<Value> = (0..ROLES - 2).map(|number| role(dice, number)).collect();
    for (code, tie) in [("person", "person-themself"), ("proxy", "proxy")] {
        roles.push(json!({"code": code, "name": code, "sections": SECTIONS, "relationships": [tie], "labels": []}));
    }
    let codes: Vec<Value> = roles.iter().map(|role| role["code"].clone()).collect();
    let glass_roles: Vec<&Value> = codes.iter().filter(|_| dice.percent(60)).collect();
    let overrides = match place % 4 {
        0 => OVERRIDES.to_vec(),
        1 => Vec::new(),
        _ => dice.some(&OVERRIDES, 50),
    };
    let mut policy = json!({
        "format": 1, "name": "A county", "version": place + 1, "purposes": purposes, "roles": roles,
        "self_claim_reason_characters": 8,
        "break_glass": {
            "roles": glass_roles, "purposes": dice.some_of(&purposes, 80), "reason_characters": 10,
            "overrides": overrides, "never_opens": [],
        },
    });
    if dice.percent(50) {
        policy["break_glass"]["codes"] = json!(EMERGENCY_CODES);
        policy["break_glass"]["code_required"] = json!(dice.percent(50));
    }
    if !place.is_multiple_of(3) {
        let kinds: Vec<&str> = TIES.into_iter().chain(["person-themself", "proxy"]).collect();
        policy["relationships"] = kinds.iter().map(|kind| terms(dice, kind)).collect();
    }
    if place % 2 == 1 {
        policy["permission_to_view"] = json!({"required": dice.percent(80), "exempt": dice.some(&TIES, 60)});
    }
    if dice.percent(70) {
        let mut named = KINDS.to_vec();
        named.retain(|_| dice.percent(25));
        let kinds: Vec<Value> =
            named.iter().map(|kind| json!({"kind": kind, "evidence": dice.some_of(&EVIDENCE, 60)})).collect();
        policy["admission"] = json!({"evidence": dice.some_of(&EVIDENCE, 60), "kinds": kinds});
    }
    if dice.percent(70) {
        policy["restricted_person"] = json!({"view": dice.of(&["denied", "reduced"])});
    }
    if dice.percent(80) {
        policy["deceased"] = json!({"purposes": dice.some(&purposes, 40), "after_days": dice.of(&[0, 1, 3])});
    }
    if dice.percent(80) {
        policy["connections"] = json!({"self": dice.of(&["flag", "deny"]), "relative": dice.of(&["flag", "deny"])});
        if dice.percent(50) {
            policy["connections"]["colleague"] = json!(dice.of(&["flag", "deny"]));
        }
    }
    if dice.percent(60) {
        policy["coded_statements"] = json!(dice.some(&STATEMENTS, 50));
    }
    if dice.percent(60) {
        policy["one_visit_hours"] = json!(dice.of(&[12, 48, 72]));
    }
    policy
}

fn role(dice: &mut Dice, number: usize) -> Value {
    let job = format!("R{:04}", 8000 + number % 80);
    // Some roles are there in their full form as well, and see and may do something else.
    let code = if number < 80 { job } else { format!("S8001:G8001:{job}") };
    let (mut full, mut coded, mut existence) = (vec!["demographics"], Vec::new(), Vec::new());
    for section in &SECTIONS[1..] {
        match dice.below(10) {
            0..=5 => full.push(*section),
            6 if *section != "about-me" => coded.push(*section),
            7 => existence.push(*section),
            _ => {}
        }
    }
    json!({
        "code": code, "name": "A role", "sections": full, "coded": coded, "existence": existence,
        "relationships": dice.some_of(&TIES, 75), "labels": [],
    })
}

fn terms(dice: &mut Dice, kind: &str) -> Value {
    let mut terms = json!({
        "kind": kind, "asserted_by": dice.some_of(&ASSERTERS, 70), "evidence": dice.percent(30),
    });
    if dice.percent(40) {
        terms["expires_hours"] = json!(dice.of(&[24, 72, 240]));
    }
    if kind == "self-claimed" && dice.percent(60) {
        terms["codes"] = json!(CLAIM_CODES);
        terms["code_required"] = json!(dice.percent(50));
    }
    terms
}

fn register(dice: &mut Dice) -> Value {
    let organisations: Vec<Value> = (0..ORGANISATIONS).map(|number| organisation(dice, number)).collect();
    let mut agreements = Vec::new();
    for county in &COUNTIES[1..3] {
        // Engines that cannot walk a list know of two with each county.
        for number in 0..=dice.below(2) {
            let (from, until) = window(dice);
            let crossing =
                |dice: &mut Dice| json!({"sections": dice.some_of(&SECTIONS, 60), "purposes": dice.some_of(&CARE, 75)});
            let (outward, inward) = (crossing(dice), crossing(dice));
            let mut agreement = json!({
                "id": format!("{county}-{number}"), "county": county, "from": text(from), "outward": outward,
                "inward": inward,
            });
            if let Some(until) = until {
                agreement["until"] = json!(text(until));
            }
            agreements.push(agreement);
        }
    }
    json!({
        "format": 1, "name": "A register", "version": 1, "county": COUNTIES[0], "organisations": organisations,
        "agreements": agreements,
    })
}

fn organisation(dice: &mut Dice, number: usize) -> Value {
    // Whoever is near mostly may look, or no other rule would often be asked.
    let near = number < NEAR;
    let sound = if near { 99 } else { 60 };
    let mut evidence = Vec::new();
    for kind in EVIDENCE {
        if near || dice.percent(90) {
            evidence.push(piece(dice, kind, sound));
        }
        if dice.percent(20) {
            evidence.push(piece(dice, kind, 50));
        }
    }
    let status = if dice.percent(sound) { "assured" } else { dice.of(&["pending", "suspended", "withdrawn"]) };
    let (from, until) = usual_window(dice, sound);
    let mut organisation = json!({
        "code": organisation_code(number), "name": "An organisation", "kind": dice.of(&KINDS),
        "shares": dice.percent(50), "assurance": {"status": status, "from": text(from), "evidence": evidence},
    });
    if let Some(until) = until {
        organisation["assurance"]["until"] = json!(text(until));
    }
    let (opened, closed) = usual_window(dice, sound);
    if dice.percent(50) {
        organisation["opened"] = json!(text(opened));
    }
    // Who was taken over is closed. Every chain leads to a lower number, so none comes round.
    let taken_over = number >= NEAR && dice.percent(40);
    if let Some(closed) = closed.or(taken_over.then(|| opened + 3 * DAY)) {
        organisation["closed"] = json!(text(closed));
        if taken_over {
            let to = if dice.percent(50) { number.min(3 * NEAR) } else { number };
            organisation["successor"] = json!(organisation_code(dice.below(to)));
        }
    }
    if number > 0 && dice.percent(30) {
        organisation["parent"] = json!(organisation_code(dice.below(number)));
    }
    if dice.percent(if near { 25 } else { 40 }) {
        organisation["county"] = json!(dice.of(&COUNTIES));
    }
    organisation
}

fn piece(dice: &mut Dice, kind: &str, sound: usize) -> Value {
    let (from, until) = usual_window(dice, sound);
    let mut piece = json!({"kind": kind, "from": text(from)});
    if let Some(until) = until {
        piece["until"] = json!(text(until));
    }
    piece
}

/// A window that holds at nearly every time of a look, so many times of a hundred; else any.
fn usual_window(dice: &mut Dice, sound: usize) -> (i64, Option<i64>) {
    if dice.percent(sound) { (day(1), dice.percent(50).then(|| day(20))) } else { window(dice) }
}

/// A window that begins, and perhaps ends, at midnight of one of the days of looks.
pub fn window(dice: &mut Dice) -> (i64, Option<i64>) {
    let from = 1 + dice.below(12);
    (day(from), dice.percent(60).then(|| day(from + 1 + dice.below(6))))
}
