//! Generated access requests. Most of each is as it should be, so that every rule is asked often.

use crate::county::{CLAIM_CODES, County, EMERGENCY_CODES, NEAR, TEAMS, USERS, organisation_code};
use crate::dice::Dice;
use crate::instant::{DAY, text};
use crate::person::{an_instant, nhs_number, spelt};
use crate::words::{ASSERTERS, CARE, PROXIES, SECONDARY, TIES};
use serde_json::{Value, json};

/// A request for the record of one person of a county, or of somebody whom nobody knows.
pub struct Case {
    pub request: Value,
    /// The place of the person; `None` for somebody who is not known.
    pub person: Option<usize>,
}

impl Case {
    /// A case of a county, always the same.
    pub fn new(county: &County, number: usize) -> Self {
        let mut dice = Dice::new(((county.place as u64) << 40) | number as u64);
        let person = (!dice.percent(2)).then(|| dice.below(county.people.len()));
        let request = request(&mut dice, county, person);
        Self { request, person }
    }
}

fn request(dice: &mut Dice, county: &County, person: Option<usize>) -> Value {
    let roles = county.policy["roles"].as_array().expect("roles");
    // The last two are those of the person and of a proxy.
    let role = match dice.below(100) {
        0..=6 => &roles[roles.len() - 2],
        7..=13 => &roles[roles.len() - 1],
        _ => &roles[dice.below(roles.len() - 2)],
    };
    let code = role["code"].as_str().expect("a code");
    let written = match dice.below(100) {
        0..=1 => "R0001".to_owned(),
        2 => format!("S0001:G0001:{code} "),
        3..=12 => format!("S0001:G0001:{code}"),
        _ => code.to_owned(),
    };
    let organisation = match dice.below(100) {
        0..=1 => "NOBODY".to_owned(),
        2..=12 => organisation_code(dice.below(400)),
        _ => organisation_code(dice.below(NEAR)),
    };
    let purposes: Vec<&str> = texts(&county.policy["purposes"]);
    let purpose = match dice.below(100) {
        0 => "treat",
        1 => dice.of(&SECONDARY),
        2..=5 => dice.of(&CARE),
        _ => dice.of(&purposes),
    };
    let id = if dice.percent(1) { "\u{200b} \u{feff}".to_owned() } else { spelt(dice, &USERS) };
    let mut user = json!({"id": id});
    if dice.percent(40) {
        user["teams"] = json!([spelt(dice, &TEAMS), "Another team"]);
    }
    let own = person.map(nhs_number).filter(|_| dice.percent(if code == "person" { 85 } else { 4 }));
    if let Some(number) = own.or_else(|| dice.percent(15).then(|| nhs_number(50_000))) {
        user["nhs_number"] = json!(number);
    }
    let at = an_instant(dice);
    let mut request = json!({
        "user": user, "organisation": organisation, "role": written, "purpose": purpose, "at": text(at),
    });
    if !dice.percent(4) {
        request["relationship"] = relationship(dice, county, role, at);
    }
    if dice.percent(30) {
        let mut glass = json!({});
        if !dice.percent(5) {
            glass["reason"] = json!(dice.of(&["Collapsed at home", "Collapsed ", "Collap sed!", "\u{2060}Unwell"]));
        }
        if dice.percent(50) {
            glass["code"] = json!(dice.of(&EMERGENCY_CODES));
        } else if dice.percent(10) {
            glass["code"] = json!("scr-9");
        }
        request["break_glass"] = glass;
    }
    if dice.percent(50) {
        request["permission"] = json!(dice.of(&["given", "given", "given", "given", "given", "refused", "perhaps"]));
    }
    if dice.percent(8) {
        request["connection"] = json!(dice.of(&["self", "relative", "colleague", "neighbour"]));
    }
    request
}

fn relationship(dice: &mut Dice, county: &County, role: &Value, at: i64) -> Value {
    let kind = match dice.below(100) {
        0 => "friend",
        1..=4 => dice.of(&TIES),
        5 => dice.of(&["proxy", "person-themself"]),
        _ => dice.of(&texts(&role["relationships"])),
    };
    let terms = county.policy["relationships"].as_array().and_then(|all| all.iter().find(|one| one["kind"] == kind));
    let mut relationship = json!({"kind": kind});
    let wanted = |dice: &mut Dice, often: bool| dice.percent(if often { 94 } else { 15 });
    if wanted(dice, kind == "self-claimed") {
        relationship["reason"] = json!(dice.of(&["Called to the ward", "Called to the ward", "Called t", "Called."]));
    }
    let codes = terms.is_some_and(|terms| terms["codes"].is_array());
    if (codes && wanted(dice, true)) || dice.percent(3) {
        relationship["code"] = json!(if dice.percent(96) { dice.of(&CLAIM_CODES) } else { "scr-9" });
    }
    if dice.percent(90) {
        let accepted: Vec<&str> = terms.map_or(ASSERTERS.to_vec(), |terms| texts(&terms["asserted_by"]));
        relationship["asserted_by"] = json!(match dice.below(50) {
            0 => "nobody",
            1 => dice.of(&ASSERTERS),
            _ => dice.of(&accepted),
        });
    }
    if wanted(dice, kind == "proxy" || terms.is_some_and(|terms| terms["evidence"] == true)) {
        let evidence = match dice.below(30) {
            0 => " \u{200d}".to_owned(),
            1..=6 => spelt(dice, &USERS),
            _ => "A-1234".to_owned(),
        };
        relationship["evidence"] = json!(evidence);
    }
    if wanted(dice, kind == "proxy") {
        relationship["authority"] =
            json!(if dice.percent(95) { dice.of(&PROXIES) } else { dice.of(&["person", "best-interest", "friend"]) });
    }
    if wanted(dice, kind == "proxy" || terms.is_some_and(|terms| terms["expires_hours"].is_number())) {
        let established =
            if dice.percent(90) { at - dice.of(&[0, 1, DAY - 1, DAY, 3 * DAY - 1]) } else { an_instant(dice) };
        relationship["established"] = json!(text(established.max(crate::instant::day(0))));
    }
    if dice.percent(12) {
        let ends = if dice.percent(80) { at + dice.of(&[1, DAY]) } else { an_instant(dice) };
        relationship["ends"] = json!(text(ends));
    }
    relationship
}

/// The texts of a list.
pub fn texts(list: &Value) -> Vec<&str> {
    list.as_array().map_or_else(Vec::new, |list| list.iter().filter_map(Value::as_str).collect())
}
