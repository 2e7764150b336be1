//! How the organisations hold one person: which of them do, in which state of the person's life, and with what mistakes.

use super::addresses::{Building, Side, Street};
use super::cultures::other_spellings;
use super::mistakes::{Date, mistyped, without_accents};
use super::nicknames::nicknames;
use super::rates::{self, Habits};
use super::residents::{PRESENT, Resident};
use super::row::{Case, LabelledRow, Row};
use crate::dice::{Dice, Purpose};
use crate::nhs_number::{failing_number, nhs_number};

/// Numbers from here on are nobody's present number: the earlier numbers of people who had two.
const EARLIER_NUMBERS: u32 = 600_000;

/// An organisation that holds the person, and how.
struct Source {
    code: String,
    habits: &'static Habits,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Practice,
    Hospital,
    Community,
    Council,
}

/// Every row about one resident of a street.
pub(super) fn sightings(
    seed: u64,
    street: &Street,
    people: &[Resident],
    person: &Resident,
    count: u32,
) -> Vec<LabelledRow> {
    let mut dice = Dice::new(seed, Purpose::MatchingSeen, u64::from(person.index));
    let mut rows = Vec::new();
    for source in sources(street, person, &mut dice) {
        let times = 1 + u32::from(dice.chance(source.habits.doubled));
        for _ in 0..times {
            rows.push(sighting(&source, street, people, person, count, &mut dice));
        }
    }
    rows
}

/// The code of one of three practices of a district.
fn practice(district: u32, which: u32) -> String {
    format!("J81{:03}", 1 + district * 3 + which)
}

fn sources(street: &Street, person: &Resident, dice: &mut Dice) -> Vec<Source> {
    let age = PRESENT - person.born.year;
    let district = street.district.place;
    let own = practice(district, person.index % 3);
    let mut found = Vec::new();
    let mut add = |code: String, kind: Kind| {
        let habits = match kind {
            Kind::Practice => &rates::PRACTICE,
            Kind::Hospital => &rates::HOSPITAL,
            Kind::Community => &rates::COMMUNITY,
            Kind::Council => &rates::COUNCIL,
        };
        found.push(Source { code, habits, kind });
    };
    if dice.chance(815) {
        add(own.clone(), Kind::Practice);
    }
    // The practice from before the last move has not closed its registration.
    if dice.chance(35) && person.homes.len() > 1 {
        let before = person.homes.get(1).map_or(district, |(_, home)| home.district);
        if practice(before, person.index % 3) != own {
            add(practice(before, person.index % 3), Kind::Practice);
        }
    }
    let (first, second) = match street.district.side {
        Side::West => ("RBD", "RDZ"),
        Side::Middle => ("RDZ", "RD3"),
        Side::East => {
            if street.district.town == "Poole" {
                ("RD3", "RDZ")
            } else {
                ("RDZ", "RD3")
            }
        }
        Side::Beyond => ("RDZ", "RBD"),
    };
    if dice.chance(if age < 2 {
        800
    } else if age < 60 {
        522
    } else {
        735
    }) {
        add(first.to_owned(), Kind::Hospital);
    }
    if dice.chance(if age < 60 { 105 } else { 190 }) {
        add(second.to_owned(), Kind::Hospital);
    }
    if dice.chance(if age < 6 {
        300
    } else if age < 70 {
        120
    } else {
        350
    }) {
        add("RDY".to_owned(), Kind::Community);
    }
    let cared = street.building == Building::CareHome;
    if dice.chance(if cared {
        700
    } else if age < 18 {
        205
    } else if age < 70 {
        170
    } else {
        380
    }) {
        let council = if street.district.side == Side::East { "E06000058" } else { "E06000059" };
        add(council.to_owned(), Kind::Council);
        if dice.chance(30) {
            let other = if street.district.side == Side::East { "E06000059" } else { "E06000058" };
            add(other.to_owned(), Kind::Council);
        }
    }
    if found.is_empty() {
        found.push(Source { code: own, habits: &rates::PRACTICE, kind: Kind::Practice });
    }
    found
}

fn sighting(
    source: &Source,
    street: &Street,
    people: &[Resident],
    person: &Resident,
    count: u32,
    dice: &mut Dice,
) -> LabelledRow {
    let habits = source.habits;
    let ago = i32::try_from(dice.below(habits.oldest).min(dice.below(habits.oldest))).unwrap_or(0);
    let last = person.died.unwrap_or(PRESENT);
    let year = (last - ago).max(person.born.year);
    let mut row = Row { source: source.code.clone(), person: person.index, ..Row::default() };
    let mut cases = standing_cases(street, people, person);
    let newborn = source.kind == Kind::Hospital && person.born.year > PRESENT - 15 && dice.chance(rates::NEWBORN);
    let year = if newborn { person.born.year } else { year };
    number(&mut row, &mut cases, habits, source.kind, people, person, count, dice);
    names(&mut row, habits, person, year, dice);
    if newborn {
        newborn_names(&mut row, person, dice);
        cases.push((Case::PlaceholderName, person.index));
    }
    birth_date(&mut row, &mut cases, habits, person, dice);
    gender(&mut row, habits, person, dice);
    whereabouts(&mut row, habits, person, year, dice);
    contacts(&mut row, habits, people, person, year, dice);
    if dice.chance(habits.practice) {
        let district = person.home(year).map_or(0, |home| home.district);
        row.practice = practice(district, person.index % 3);
    }
    if source.kind == Kind::Practice {
        row.practice.clone_from(&source.code);
    }
    let unknown = matches!(source.kind, Kind::Hospital | Kind::Community) && dice.below(10_000) < rates::UNKNOWN;
    if unknown {
        let name = *dice.pick(&["UNKNOWN", "Unknown", "NOT KNOWN", "UNKNOWN MALE", "UNKNOWN FEMALE"]);
        row.given_name = name.to_owned();
        row.family_name = "UNKNOWN".to_owned();
        row.former_family_name.clear();
        row.nhs_number.clear();
        row.nhs_verification = "07".to_owned();
        row.birth_date = (*dice.pick(&["1900-01-01", "", "1901-01-01"])).to_owned();
        row.email.clear();
        cases.push((Case::PlaceholderName, person.index));
    }
    if habits.capitals {
        for text in [&mut row.given_name, &mut row.family_name, &mut row.former_family_name, &mut row.address] {
            *text = text.to_uppercase();
        }
    }
    if !matches!(source.kind, Kind::Practice) || dice.chance(600) {
        for text in [&mut row.given_name, &mut row.family_name, &mut row.former_family_name] {
            *text = without_accents(text);
        }
    }
    LabelledRow { row, cases }
}

/// What is true of every row about the person.
fn standing_cases(street: &Street, people: &[Resident], person: &Resident) -> Vec<(Case, u32)> {
    let mut cases = Vec::new();
    if let Some(first) = person.twin {
        cases.push((Case::Twin, first));
    }
    let household = people.iter().filter(|other| other.household == person.household);
    let first = household.clone().map(|other| other.index).min().unwrap_or(person.index);
    if person.namesake {
        cases.push((Case::Namesake, first));
    }
    if street.building == Building::CareHome {
        cases.push((Case::CareHome, people.first().map_or(0, |one| one.index)));
    } else if household.count() > 1 {
        cases.push((Case::Household, first));
    }
    cases
}

#[allow(clippy::too_many_arguments, reason = "the parts of one row are drawn one after another from one stream")]
fn number(
    row: &mut Row,
    cases: &mut Vec<(Case, u32)>,
    habits: &Habits,
    kind: Kind,
    people: &[Resident],
    person: &Resident,
    count: u32,
    dice: &mut Dice,
) {
    if dice.chance(habits.without_number) {
        row.nhs_verification = (*dice.pick(&["03", "04", "07", "07", ""])).to_owned();
        return;
    }
    row.nhs_number = nhs_number(person.index);
    row.nhs_verification = match kind {
        Kind::Practice if dice.chance(985) => "01",
        Kind::Hospital | Kind::Community if dice.chance(900) => "01",
        Kind::Council if dice.chance(450) => "01",
        _ => *dice.pick(&["02", "03", "06", ""]),
    }
    .to_owned();
    let unverified =
        |row: &mut Row, dice: &mut Dice| row.nhs_verification = (*dice.pick(&["02", "03", "05", ""])).to_owned();
    let relatives = if person.twin.is_some() { rates::TWINS_NUMBER } else { rates::RELATIVES_NUMBER };
    let relatives = if kind == Kind::Practice { relatives / 3 } else { relatives };
    let drawn = dice.below(10_000);
    if drawn < relatives {
        let other = relative(people, person, dice);
        if let Some(other) = other {
            row.nhs_number = nhs_number(other);
            // A twin's number passes the check with the date of birth; a relative's passes where nobody checked.
            if !dice.chance(if person.twin.is_some() { 600 } else { 250 }) {
                unverified(row, dice);
            }
            cases.push((Case::WrongNumber, other));
        }
    } else if drawn < relatives + rates::STRANGERS_NUMBER {
        let other = (person.index + 1 + dice.below(count.saturating_sub(1))) % count.max(1);
        row.nhs_number = nhs_number(other);
        unverified(row, dice);
        cases.push((Case::ReissuedNumber, other));
    } else if drawn < relatives + rates::STRANGERS_NUMBER + rates::FAILING_NUMBER && kind != Kind::Practice {
        row.nhs_number = wrong_digits(person.index, dice);
        unverified(row, dice);
        cases.push((Case::FailingNumber, person.index));
    } else if person.index.is_multiple_of(2) && earlier_number(person.index) && dice.chance(rates::OLD_NUMBER_HELD) {
        row.nhs_number = nhs_number(EARLIER_NUMBERS + person.index / 2);
        if dice.chance(400) {
            unverified(row, dice);
        }
        cases.push((Case::OldNumber, person.index));
    }
}

/// Whether a person of even index once had another number: so many of a thousand people, and so twice as many of these.
fn earlier_number(index: u32) -> bool {
    (index / 2).wrapping_mul(2_654_435_761) % 1000 < rates::OLD_NUMBER * 2
}

/// The twin where there is one, else another of the household, else a neighbour.
fn relative(people: &[Resident], person: &Resident, dice: &mut Dice) -> Option<u32> {
    let others = || people.iter().filter(|other| other.index != person.index);
    let twins = others().filter(|other| person.twin.is_some() && other.twin == person.twin);
    let found: Vec<u32> = twins.map(|other| other.index).collect();
    let home = || others().filter(|other| other.household == person.household).map(|other| other.index);
    let found: Vec<u32> = if found.is_empty() { home().collect() } else { found };
    let found: Vec<u32> = if found.is_empty() { others().map(|other| other.index).collect() } else { found };
    (!found.is_empty()).then(|| *dice.pick(&found))
}

/// The number with its check digit wrong, two digits exchanged, or a digit lost; it never passes modulus 11.
fn wrong_digits(index: u32, dice: &mut Dice) -> String {
    let right = nhs_number(index);
    let place = 3 + dice.below(6) as usize;
    match dice.below(3) {
        0 => failing_number(index),
        1 => {
            let mut digits: Vec<char> = right.chars().collect();
            digits.swap(place, place + 1);
            let wrong: String = digits.into_iter().collect();
            if wrong == right { failing_number(index) } else { wrong }
        }
        _ => right.chars().enumerate().filter(|(at, _)| *at != place).map(|(_, digit)| digit).collect(),
    }
}

fn names(row: &mut Row, habits: &Habits, person: &Resident, year: i32, dice: &mut Dice) {
    let mut given = person.given.clone();
    if given.len() > 1 && person.index % 1000 < rates::KNOWN_BY_SECOND && dice.chance(300) {
        given.swap(0, 1);
        if dice.chance(700) {
            given.truncate(1);
        }
    }
    let middle = dice.below(1000);
    let initial = dice.below(7) == 0;
    if middle >= habits.middle_names && person.culture != super::cultures::Culture::Sikh {
        for name in given.iter_mut().skip(1) {
            *name = if initial { name.chars().take(1).collect() } else { String::new() };
        }
    }
    if let Some(first) = given.first_mut() {
        if let Some(called) = person.called.as_ref().filter(|_| dice.chance(habits.called)) {
            first.clone_from(called);
        } else if dice.chance(rates::ODD_SHORT_FORM) {
            let short = nicknames(first);
            if !short.is_empty() {
                *first = (*dice.pick(&short)).to_owned();
            }
        }
        let spellings = other_spellings(first);
        if !spellings.is_empty() && dice.chance(rates::OTHER_SPELLING) {
            *first = (*dice.pick(&spellings)).to_owned();
        }
        if dice.chance(habits.name_mistyped) {
            *first = mistyped(first, dice);
        }
        if dice.chance(habits.initial_only) {
            *first = first.chars().take(1).collect();
        }
    }
    let mut family = person.family.clone();
    if let Some((former, since)) = &person.former {
        let behind = dice.chance(rates::STILL_FORMER);
        if year < *since || behind {
            family.clone_from(former);
        } else if dice.chance(habits.former_stated) {
            row.former_family_name.clone_from(former);
        }
    }
    let parts: Vec<String> = family.split(['-', ' ']).map(str::to_owned).filter(|part| part.len() > 2).collect();
    if parts.len() > 1 && dice.chance(rates::HALF_OF_DOUBLE) {
        family.clone_from(dice.pick(&parts));
    } else if family.contains('-') && dice.chance(150) {
        family = family.replace('-', " ");
    } else if family.starts_with("O'") && dice.chance(250) {
        family = family.replace('\'', if dice.chance(500) { "" } else { " " });
    } else if (family.starts_with("Mc") || family.starts_with("Mac")) && dice.chance(80) {
        family = match family.strip_prefix("Mac") {
            Some(rest) => format!("Mc{rest}"),
            None => family.replacen("Mc", if dice.chance(500) { "Mac" } else { "Mc " }, 1),
        };
    }
    let spellings = other_spellings(&family);
    if !spellings.is_empty() && dice.chance(rates::OTHER_SPELLING / 2) {
        family = (*dice.pick(&spellings)).to_owned();
    }
    if dice.chance(habits.name_mistyped) {
        family = mistyped(&family, dice);
    }
    given.retain(|name| !name.is_empty());
    let mut given = given.join(" ");
    let exchanged =
        if person.culture.order_unsure() { rates::NAMES_EXCHANGED * 10 } else { rates::NAMES_EXCHANGED / 2 };
    if dice.below(10_000) < exchanged {
        std::mem::swap(&mut given, &mut family);
    }
    row.given_name = given;
    row.family_name = family;
}

fn newborn_names(row: &mut Row, person: &Resident, dice: &mut Dice) {
    row.given_name = match person.twin {
        Some(first) if dice.chance(700) => format!("TWIN {}", if person.index == first { 1 } else { 2 }),
        Some(first) => format!("BABY {}", if person.index == first { "A" } else { "B" }),
        None => match dice.below(10) {
            0..=4 => "BABY".to_owned(),
            5 | 6 => format!("BABY {}", if person.female { "GIRL" } else { "BOY" }),
            7 | 8 => format!("BABY OF {}", person.mother.as_deref().unwrap_or("MOTHER")),
            _ => "INFANT".to_owned(),
        },
    };
    row.former_family_name.clear();
    // The number is given at birth, and is traced only later.
    if dice.chance(250) {
        row.nhs_number.clear();
        row.nhs_verification = "08".to_owned();
    }
}

fn birth_date(row: &mut Row, cases: &mut Vec<(Case, u32)>, habits: &Habits, person: &Resident, dice: &mut Dice) {
    let born = person.born;
    let mut bands = dice.below(1000);
    let mut within = |rate: u32| match bands.checked_sub(rate) {
        Some(rest) => {
            bands = rest;
            false
        }
        None => {
            bands = u32::MAX;
            true
        }
    };
    row.birth_date = if within(habits.date_missing) {
        String::new()
    } else if within(habits.date_partial) {
        if dice.chance(600) { format!("{:04}", born.year) } else { format!("{:04}-{:02}", born.year, born.month) }
    } else if within(habits.first_of_january) {
        cases.push((Case::PlaceholderDate, person.index));
        Date { month: 1, day: 1, ..born }.to_string()
    } else if within(habits.year_1900) {
        cases.push((Case::PlaceholderDate, person.index));
        (*dice.pick(&["1900-01-01", "1900-01-01", "1901-01-01"])).to_owned()
    } else if within(habits.date_mistyped) {
        born.mistyped(dice).to_string()
    } else {
        born.to_string()
    };
}

fn gender(row: &mut Row, habits: &Habits, person: &Resident, dice: &mut Dice) {
    let female = person.female ^ dice.chance(habits.gender_wrong);
    row.gender = if dice.chance(habits.gender_missing) {
        *dice.pick(&["", "unknown", "unknown", "other"])
    } else if female {
        "female"
    } else {
        "male"
    }
    .to_owned();
}

fn whereabouts(row: &mut Row, habits: &Habits, person: &Resident, year: i32, dice: &mut Dice) {
    let year = if dice.chance(habits.old_address) { year - 15 } else { year };
    let Some(home) = person.home(year) else { return };
    if !dice.chance(habits.address_missing) {
        row.address = home.written(dice);
        if dice.chance(habits.name_mistyped) {
            row.address = mistyped(&row.address, dice);
        }
    }
    if !dice.chance(habits.postcode_missing) {
        row.postcode =
            if dice.chance(habits.postcode_mistyped) { home.postcode_mistyped(dice) } else { home.postcode.clone() };
        match dice.below(40) {
            0 | 1 => row.postcode = row.postcode.replace(' ', ""),
            2 => row.postcode = row.postcode.to_lowercase(),
            3 if dice.chance(150) => row.postcode = row.postcode.split(' ').next().unwrap_or("").to_owned(),
            _ => {}
        }
    }
    if dice.chance(habits.uprn) && !row.address.is_empty() {
        let wrong = u64::from(dice.chance(5)) * u64::from(1 + dice.below(9));
        row.uprn = (home.uprn + wrong).to_string();
    }
}

fn contacts(row: &mut Row, habits: &Habits, people: &[Resident], person: &Resident, year: i32, dice: &mut Dice) {
    let changed = year < PRESENT - 8 && dice.chance(350);
    if dice.chance(habits.phone) {
        let adult = people.iter().find(|other| other.household == person.household && other.mobile.is_some());
        let mobile = person.mobile.as_ref().or_else(|| adult.and_then(|other| other.mobile.as_ref()));
        // A relative's mobile, as next of kin, in the place of the person's own.
        let mobile = if dice.chance(25) { adult.and_then(|other| other.mobile.as_ref()) } else { mobile };
        let digits = match mobile {
            Some(_) if changed => format!("07{:09}", 300_000_000 + dice.below(699_999_999)),
            Some(mobile) if !dice.chance(if person.born.year < 1955 { 550 } else { 180 }) => mobile.clone(),
            _ => person.landline.clone(),
        };
        row.phone = telephone(&digits, dice);
    }
    if dice.chance(habits.email) && year > 2005 {
        let spouse = people.iter().find(|other| other.household == person.household && other.email.is_some());
        let shared = dice.chance(if person.email.is_none() { 350 } else { 40 });
        let email = if shared { spouse.and_then(|other| other.email.as_ref()) } else { person.email.as_ref() };
        row.email =
            email.map(|text| if dice.chance(15) { mistyped(text, dice) } else { text.clone() }).unwrap_or_default();
    }
}

/// A number as people write it; one in a hundred has a digit wrong.
fn telephone(digits: &str, dice: &mut Dice) -> String {
    let mut digits = digits.to_owned();
    if dice.chance(10) {
        digits.pop();
        digits.push_str(&dice.below(10).to_string());
    }
    let (area, rest) = digits.split_at_checked(5).unwrap_or((&digits, ""));
    match dice.below(10) {
        0..=4 => digits,
        5..=7 => format!("{area} {rest}"),
        8 => format!("+44{}", digits.strip_prefix('0').unwrap_or(&digits)),
        _ => format!("({area}) {rest}"),
    }
}
