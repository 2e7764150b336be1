//! Who lives on a street: households of every kind, with twins, namesakes, former names and earlier homes.

use super::addresses::{Building, Home, Street};
use super::cultures::{Culture, SHARES};
use super::forms::{email, polish_feminine, polish_masculine};
use super::mistakes::Date;
use super::nicknames::nicknames;
use super::pools::Pools;
use super::rates;
use crate::dice::{Dice, Purpose};
use std::rc::Rc;

/// The year of the county's present.
pub(super) const PRESENT: i32 = 2026;

/// Someone who lives in the county, as they truly are.
#[derive(Debug, Clone)]
pub(super) struct Resident {
    /// Index in the county, which gives the NHS number.
    pub(super) index: u32,
    /// Where the names come from.
    pub(super) culture: Culture,
    /// Whether a woman or girl.
    pub(super) female: bool,
    /// Given names, the first first.
    pub(super) given: Vec<String>,
    /// The family name at present.
    pub(super) family: String,
    /// The family name before, and the year in which it changed.
    pub(super) former: Option<(String, i32)>,
    /// The short form that most people use for this person.
    pub(super) called: Option<String>,
    /// Date of birth.
    pub(super) born: Date,
    /// The year of death.
    pub(super) died: Option<i32>,
    /// Homes with the year of moving in, the present one first.
    pub(super) homes: Vec<(i32, Rc<Home>)>,
    /// The telephone of the household, digits only.
    pub(super) landline: String,
    /// The person's own mobile, digits only.
    pub(super) mobile: Option<String>,
    /// An email address.
    pub(super) email: Option<String>,
    /// The first given name of the mother, of a child that lives with her.
    pub(super) mother: Option<String>,
    /// The household's number on the street.
    pub(super) household: u32,
    /// The index of the first twin, of both twins.
    pub(super) twin: Option<u32>,
    /// Whether another of the household has the same first given name and family name.
    pub(super) namesake: bool,
}

impl Resident {
    /// The home in a year.
    pub(super) fn home(&self, year: i32) -> Option<&Rc<Home>> {
        self.homes.iter().find(|(since, _)| *since <= year).or(self.homes.last()).map(|(_, home)| home)
    }
}

/// Draws the residents of one street.
#[derive(Debug)]
pub(super) struct Census<'a> {
    pools: &'a Pools,
    seed: u64,
    streets: u32,
    dice: Dice,
    next: u32,
    people: Vec<Resident>,
}

impl<'a> Census<'a> {
    /// The residents of a street, the first of whom has the index `first`; `streets` is about how many streets there are.
    pub(super) fn of(street: &Street, first: u32, streets: u32, seed: u64, pools: &'a Pools) -> Vec<Resident> {
        let dice = Dice::new(seed, Purpose::Matching, street.place);
        let mut census = Self { pools, seed, streets, dice, next: first, people: Vec::new() };
        for number in 0..street.dwellings {
            let home = Rc::new(street.home(number));
            let from = census.people.len();
            match street.building {
                Building::Houses => census.household(false),
                Building::Flats => census.household(true),
                Building::CareHome => {
                    let culture = census.culture();
                    let female = census.dice.chance(700);
                    census.adult(culture, female, 1925, 1948, None);
                }
                Building::Hall => {
                    let culture = census.culture();
                    let female = census.dice.chance(520);
                    census.adult(culture, female, 2004, 2008, None);
                }
            }
            census.settle(from, &home, number, street.building);
        }
        census.people
    }

    fn culture(&mut self) -> Culture {
        let mut drawn = self.dice.below(10_000);
        for (culture, share) in SHARES {
            match drawn.checked_sub(share) {
                Some(rest) => drawn = rest,
                None => return culture,
            }
        }
        Culture::British
    }

    fn household(&mut self, flat: bool) {
        let culture = self.culture();
        let drawn = self.dice.below(1000) + if flat { 0 } else { 60 };
        match drawn {
            0..=219 => {
                let female = self.dice.chance(500);
                self.adult(culture, female, 1960, 2003, None);
            }
            220..=379 => {
                let female = self.dice.chance(640);
                self.adult(culture, female, 1928, 1962, None);
            }
            380..=529 => {
                self.couple(culture, 1930, 1962, 920);
            }
            530..=659 => {
                self.couple(culture, 1960, 2000, 600);
            }
            660..=719 => self.sharers(),
            720..=899 => self.parents(culture, true, false),
            900..=959 => self.parents(culture, false, false),
            960..=1029 => self.grown_children(culture),
            _ => self.parents(culture, true, true),
        }
    }

    /// Adds someone of age, with the names of a culture, or the family name given.
    fn adult(&mut self, culture: Culture, female: bool, from: i32, to: i32, family: Option<String>) -> usize {
        let year = self.dice.between(from, to);
        let born = Date::in_year(year, &mut self.dice);
        let family = family.unwrap_or_else(|| self.family_of(culture, female));
        let given = self.given_names(culture, female, year);
        self.add(culture, female, given, family, born)
    }

    fn family_of(&mut self, culture: Culture, female: bool) -> String {
        let one = self.pools.family(culture, &mut self.dice);
        match culture {
            Culture::Sikh if female && one == "Singh" => "Kaur".to_owned(),
            Culture::Polish if female => polish_feminine(&one),
            Culture::Iberian if self.dice.chance(400) => {
                format!("{one} {}", self.pools.family(culture, &mut self.dice))
            }
            Culture::Muslim if female && self.dice.chance(250) => {
                self.dice.pick(&["Begum", "Bibi", "Khatun", "Akhtar"]).to_string()
            }
            Culture::British if self.dice.chance(rates::DOUBLE_BARRELLED) => {
                format!("{one}-{}", self.pools.family(culture, &mut self.dice))
            }
            _ => one,
        }
    }

    fn given_names(&mut self, culture: Culture, female: bool, born: i32) -> Vec<String> {
        let mut names = vec![self.pools.given(culture, female, born, &mut self.dice)];
        let (one, two) = if culture == Culture::British { (680, 140) } else { (250, 20) };
        if culture == Culture::Sikh {
            names.push(if female { "Kaur" } else { "Singh" }.to_owned());
        } else if self.dice.chance(one) {
            names.push(self.pools.given(culture, female, born - 25, &mut self.dice));
            if self.dice.chance(two) {
                names.push(self.pools.given(culture, female, born - 10, &mut self.dice));
            }
        }
        names.dedup();
        names
    }

    fn add(&mut self, culture: Culture, female: bool, given: Vec<String>, family: String, born: Date) -> usize {
        let first = given.first().cloned().unwrap_or_default();
        let short = nicknames(&first);
        let called = (!short.is_empty() && self.dice.chance(rates::CALLED_BY_SHORT_FORM))
            .then(|| (*self.dice.pick(&short)).to_owned());
        let died = if born.year < 1950 && self.dice.chance(120) || self.dice.chance(8) {
            Some(self.dice.between(2012, PRESENT).max(born.year + 1))
        } else {
            None
        };
        let grown = born.year <= PRESENT - 13;
        let mobile = (grown && self.dice.chance(if born.year < 1945 { 550 } else { 950 }))
            .then(|| format!("07{:09}", 300_000_000 + self.dice.below(699_999_999)));
        let email = (born.year <= PRESENT - 16 && self.dice.chance(if born.year < 1945 { 350 } else { 850 }))
            .then(|| email(&first, &family, born, &mut self.dice));
        self.people.push(Resident {
            index: self.next,
            culture,
            female,
            given,
            family,
            former: None,
            called,
            born,
            died,
            homes: Vec::new(),
            landline: String::new(),
            mobile,
            email,
            mother: None,
            household: 0,
            twin: None,
            namesake: false,
        });
        self.next += 1;
        self.people.len() - 1
    }

    /// Adds two who live together, married so many times in a thousand; gives their places.
    fn couple(&mut self, culture: Culture, from: i32, to: i32, married: u32) -> (usize, usize) {
        let man = self.adult(culture, false, from, to, None);
        let (year, family) =
            self.people.get(man).map_or((from, String::new()), |man| (man.born.year, man.family.clone()));
        let female = !self.dice.chance(20);
        let woman = self.adult(culture, female, (year - 3).max(from), (year + 6).min(to.max(year)), None);
        let takes = match culture {
            Culture::British | Culture::African | Culture::Indian => 880,
            Culture::Polish | Culture::Romanian => 800,
            Culture::Muslim | Culture::Iberian => 150,
            Culture::Sikh | Culture::Chinese | Culture::FamilyFirst => 50,
        };
        if self.dice.chance(married) {
            let wedding = (year + self.dice.between(20, 38)).min(PRESENT - 1);
            let doubled = self.dice.chance(25);
            if self.dice.chance(takes)
                && let Some(woman) = self.people.get_mut(woman)
            {
                let taken = match culture {
                    Culture::Polish if woman.female => polish_feminine(&family),
                    Culture::British if doubled && !woman.family.contains('-') && !family.contains('-') => {
                        format!("{}-{family}", woman.family)
                    }
                    _ => family,
                };
                woman.former = Some((std::mem::replace(&mut woman.family, taken), wedding));
            }
        }
        (man, woman)
    }

    fn sharers(&mut self) {
        for _ in 0..2 + self.dice.below(4) {
            let culture = self.culture();
            let female = self.dice.chance(500);
            self.adult(culture, female, 1990, 2006, None);
        }
    }

    /// Parents, or a mother or father alone, with children under age, and a grandparent where `grandparent`.
    fn parents(&mut self, culture: Culture, both: bool, grandparent: bool) {
        let (father, mother) = if both {
            let (man, woman) = self.couple(culture, 1970, 2000, 650);
            (Some(man), Some(woman))
        } else if self.dice.chance(870) {
            (None, Some(self.adult(culture, true, 1968, 2003, None)))
        } else {
            (Some(self.adult(culture, false, 1968, 1998, None)), None)
        };
        self.children(culture, father, mother, PRESENT - 17, PRESENT);
        if !grandparent {
            return;
        }
        let Some((year, family, names)) = father
            .and_then(|place| self.people.get(place))
            .map(|man| (man.born.year, man.family.clone(), man.given.clone()))
        else {
            return;
        };
        let female = self.dice.chance(600);
        let elder = self.adult(culture, female, year - 38, year - 22, Some(family));
        if !female && self.dice.chance(rates::SON_NAMED_AS_FATHER) {
            for place in [Some(elder), father].into_iter().flatten() {
                if let Some(one) = self.people.get_mut(place) {
                    one.given.clone_from(&names);
                    one.namesake = true;
                }
            }
        }
    }

    /// Older parents with one or two grown children at home.
    fn grown_children(&mut self, culture: Culture) {
        let (man, woman) = self.couple(culture, 1945, 1975, 880);
        self.children(culture, Some(man), Some(woman), 1975, PRESENT - 18);
    }

    /// One to four children born between two years, of parents at these places.
    fn children(&mut self, culture: Culture, father: Option<usize>, mother: Option<usize>, from: i32, to: i32) {
        let of = |people: &[Resident], place: Option<usize>| place.and_then(|place| people.get(place)).cloned();
        let (father_is, mother_is) = (of(&self.people, father), of(&self.people, mother));
        let Some(parent) = mother_is.as_ref().or(father_is.as_ref()) else { return };
        let (low, high) = ((parent.born.year + 19).max(from), (parent.born.year + 41).min(to));
        if low > high {
            return;
        }
        let absent = mother_is.is_none() || father_is.is_none();
        let mut family = father_is.as_ref().map_or_else(|| parent.family.clone(), |father| father.family.clone());
        if absent && self.dice.chance(350) {
            family = self.pools.family(culture, &mut self.dice);
        } else if !absent && mother_is.as_ref().is_some_and(|mother| mother.family != family) && !family.contains('-') {
            // Unmarried parents: the father's name, the mother's, or both.
            let other = mother_is.as_ref().map_or("", |mother| mother.family.as_str()).to_owned();
            match self.dice.below(100) {
                0..=29 => family = other,
                30..=41 if culture == Culture::British && !other.contains('-') => family = format!("{other}-{family}"),
                _ => {}
            }
        }
        let count = *self.dice.pick(&[1, 1, 1, 2, 2, 2, 2, 3, 3, 4]);
        let mut year = self.dice.between(low, high);
        let mut born = 0;
        while born < count && year <= high {
            let female = self.dice.chance(490);
            let date = Date::in_year(year, &mut self.dice);
            let place = self.child(culture, female, date, &family, mother_is.as_ref());
            born += 1;
            if self.dice.chance(rates::TWIN_BIRTHS) {
                self.twin_of(culture, place, &family, mother_is.as_ref());
                born += 1;
            } else {
                let parent = if female { mother } else { father };
                let rate = if female { rates::DAUGHTER_NAMED_AS_MOTHER } else { rates::SON_NAMED_AS_FATHER };
                self.name_after(place, parent, rate);
            }
            year += self.dice.between(1, 4);
        }
    }

    fn child(&mut self, culture: Culture, female: bool, born: Date, family: &str, mother: Option<&Resident>) -> usize {
        let family = match culture {
            Culture::Sikh if female && family == "Singh" => "Kaur".to_owned(),
            Culture::Polish if female => polish_feminine(family),
            Culture::Polish => polish_masculine(family),
            _ => family.to_owned(),
        };
        let given = self.given_names(culture, female, born.year);
        let place = self.add(culture, female, given, family, born);
        if let Some(child) = self.people.get_mut(place) {
            child.mother = mother.and_then(|mother| mother.given.first().cloned());
        }
        place
    }

    /// Adds the twin of a child, in two of five with a name that begins as the other's does.
    fn twin_of(&mut self, culture: Culture, first: usize, family: &str, mother: Option<&Resident>) {
        let Some(other) = self.people.get(first).cloned() else { return };
        let female = if self.dice.chance(660) { other.female } else { !other.female };
        let place = self.child(culture, female, other.born, family, mother);
        let name = other.given.first().cloned().unwrap_or_default();
        let begins: String = name.chars().take(1).collect();
        let wanted = self.dice.chance(400);
        for _ in 0..40 {
            let drawn = self.pools.given(culture, female, other.born.year, &mut self.dice);
            let Some(twin) = self.people.get_mut(place) else { return };
            let unlike = !twin.given.first().is_some_and(|given| given.starts_with(&begins));
            if twin.given.first() != Some(&name) && !(wanted && unlike) {
                break;
            }
            if let Some(given) = twin.given.first_mut() {
                *given = drawn;
                twin.called = None;
            }
        }
        let same = self.people.get(place).and_then(|twin| twin.given.first()) == Some(&name);
        if let Some(twin) = self.people.get_mut(place) {
            twin.twin = Some(other.index);
            // No parent gives both the same name.
            if same {
                twin.given.insert(0, if female { "Alexandra" } else { "Alexander" }.to_owned());
            }
        }
        if let Some(first) = self.people.get_mut(first) {
            first.twin = Some(first.index);
        }
    }

    /// Gives a child the first name of a parent, so many times in a thousand, and then half the time every name.
    fn name_after(&mut self, child: usize, parent: Option<usize>, rate: u32) {
        let (hit, all) = (self.dice.chance(rate), self.dice.chance(400));
        let Some((name, culture)) =
            parent.and_then(|place| self.people.get(place)).map(|p| (p.given.clone(), p.culture))
        else {
            return;
        };
        if !hit || culture == Culture::Sikh {
            return;
        }
        let Some(heir) = self.people.get_mut(child) else { return };
        if all {
            heir.given = name;
        } else if let (Some(mine), Some(theirs)) = (heir.given.first_mut(), name.into_iter().next()) {
            *mine = theirs;
        }
        heir.called = None;
        let (first, family) = (heir.given.first().cloned(), heir.family.clone());
        let mut same = false;
        if let Some(parent) = parent.and_then(|place| self.people.get_mut(place))
            && parent.given.first() == first.as_ref()
            && parent.family == family
        {
            parent.namesake = true;
            same = true;
        }
        if let Some(heir) = self.people.get_mut(child) {
            heir.namesake = same;
        }
    }

    /// Moves a household in: homes, telephone, number on the street.
    fn settle(&mut self, from: usize, home: &Rc<Home>, number: u32, building: Building) {
        let dice = &mut self.dice;
        let years = match building {
            Building::Hall => 2,
            Building::CareHome => 6,
            Building::Flats => 20,
            Building::Houses => 40,
        };
        let ago = |dice: &mut Dice| i32::try_from(dice.below(years).min(dice.below(years))).unwrap_or(0);
        let since = PRESENT - ago(dice);
        let elsewhere = |dice: &mut Dice| {
            let street = Street::new(self.seed, u64::from(dice.below(self.streets)), self.pools);
            let street = if street.building == Building::CareHome {
                Street::new(self.seed, street.place + 1, self.pools)
            } else {
                street
            };
            Rc::new(street.home(dice.below(street.dwellings)))
        };
        let together = elsewhere(dice);
        let landline = format!(
            "{}{:06}",
            dice.pick(&["01202", "01202", "01305", "01258", "01929", "01308", "01425"]),
            dice.below(1_000_000)
        );
        let alone = building == Building::CareHome || building == Building::Hall;
        for person in self.people.iter_mut().skip(from) {
            let since = if alone { PRESENT - ago(dice) } else { since };
            person.household = number;
            person.landline.clone_from(&landline);
            person.homes.push((since, Rc::clone(home)));
            if person.born.year < since {
                let apart = alone || since - person.born.year > 20 && dice.chance(250);
                let before = if apart { elsewhere(dice) } else { Rc::clone(&together) };
                let earlier = since - 1 - i32::try_from(dice.below(10)).unwrap_or(0);
                person.homes.push((earlier, before));
                if earlier - person.born.year > 20 {
                    person.homes.push((earlier - 15, elsewhere(dice)));
                }
            }
        }
    }
}
