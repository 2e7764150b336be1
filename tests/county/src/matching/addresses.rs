//! Streets, their dwellings, and the ways in which one address is written.

use super::pools::Pools;
use crate::dice::{Dice, Purpose};

/// Whose hospital and council a place has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// Dorset County Hospital and Dorset Council.
    West,
    /// Royal Bournemouth Hospital and Dorset Council.
    Middle,
    /// Poole and Royal Bournemouth Hospitals and the council of Bournemouth, Christchurch and Poole.
    East,
    /// Over the county's border: some go to its hospitals and practices.
    Beyond,
}

/// A postcode district of a town, and how many of the streets it has.
#[derive(Debug)]
pub(super) struct District {
    /// The town.
    pub(super) town: &'static str,
    /// The outward code.
    pub(super) outward: &'static str,
    /// Its side.
    pub(super) side: Side,
    /// Its place in the list, which gives its practices.
    pub(super) place: u32,
    weight: u32,
}

const fn district(place: u32, town: &'static str, outward: &'static str, side: Side, weight: u32) -> District {
    District { town, outward, side, place, weight }
}

const DISTRICTS: [District; 42] = [
    district(0, "Bournemouth", "BH1", Side::East, 25),
    district(1, "Bournemouth", "BH2", Side::East, 15),
    district(2, "Bournemouth", "BH3", Side::East, 20),
    district(3, "Bournemouth", "BH4", Side::East, 15),
    district(4, "Bournemouth", "BH5", Side::East, 25),
    district(5, "Bournemouth", "BH6", Side::East, 30),
    district(6, "Bournemouth", "BH7", Side::East, 25),
    district(7, "Bournemouth", "BH8", Side::East, 40),
    district(8, "Bournemouth", "BH9", Side::East, 40),
    district(9, "Bournemouth", "BH10", Side::East, 40),
    district(10, "Bournemouth", "BH11", Side::East, 35),
    district(11, "Poole", "BH12", Side::East, 50),
    district(12, "Poole", "BH13", Side::East, 20),
    district(13, "Poole", "BH14", Side::East, 35),
    district(14, "Poole", "BH15", Side::East, 35),
    district(15, "Poole", "BH16", Side::Middle, 30),
    district(16, "Poole", "BH17", Side::East, 35),
    district(17, "Broadstone", "BH18", Side::East, 20),
    district(18, "Swanage", "BH19", Side::Middle, 20),
    district(19, "Wareham", "BH20", Side::Middle, 25),
    district(20, "Wimborne", "BH21", Side::Middle, 45),
    district(21, "Ferndown", "BH22", Side::Middle, 40),
    district(22, "Christchurch", "BH23", Side::East, 55),
    district(23, "Ringwood", "BH24", Side::Beyond, 25),
    district(24, "New Milton", "BH25", Side::Beyond, 20),
    district(25, "Verwood", "BH31", Side::Middle, 25),
    district(26, "Dorchester", "DT1", Side::West, 35),
    district(27, "Dorchester", "DT2", Side::West, 35),
    district(28, "Weymouth", "DT3", Side::West, 35),
    district(29, "Weymouth", "DT4", Side::West, 45),
    district(30, "Portland", "DT5", Side::West, 20),
    district(31, "Bridport", "DT6", Side::West, 30),
    district(32, "Lyme Regis", "DT7", Side::West, 10),
    district(33, "Beaminster", "DT8", Side::West, 10),
    district(34, "Sherborne", "DT9", Side::West, 25),
    district(35, "Sturminster Newton", "DT10", Side::West, 20),
    district(36, "Blandford Forum", "DT11", Side::Middle, 35),
    district(37, "Salisbury", "SP5", Side::Beyond, 10),
    district(38, "Shaftesbury", "SP7", Side::West, 20),
    district(39, "Gillingham", "SP8", Side::West, 25),
    district(40, "Lymington", "SO41", Side::Beyond, 15),
    district(41, "Wincanton", "BA9", Side::Beyond, 10),
];

/// Names of houses, joined by hyphens where they have two words.
pub(super) const HOUSE_NAMES: &str = "Rose-Cottage The-Cottage Orchard-House The-Old-Rectory The-Bungalow Hillside Woodlands Fairview \
     Meadow-View The-Lodge Highfield Oaklands Sunnyside Ivy-Cottage Honeysuckle-Cottage The-Old-Post-Office Springfield Beechwood \
     The-Laurels Greenacres Holly-Cottage The-Haven Wayside Church-Cottage Mill-House Manor-Farm The-Old-School Chapel-House \
     Seaview Purbeck-House Jasmine-Cottage Thatchers Kingfishers Westwinds Long-Barn Stable-Cottage Corner-House Lime-Tree-House \
     Primrose-Cottage Barn-End Yew-Tree-House Windrush Little-Acre Brackenwood Shepherds-Cottage Keepers-Lodge Badgers-Holt";

const FIRST_WORDS: &str = "High Station Church Victoria Mill West Orchard Kings Park Meadow Chapel South North East Beech Cliff Purbeck \
     Hardy Springfield Manor Elm Castle Harbour Queens Albert Alma Ash Avon Barnes Bay Bridge Broad Burton Canford Cedar Cherry \
     Chestnut Clarence Claremont Cranborne Dorset Durley Fairfield Fern Forest Gladstone Glebe Gloucester Granville Green Grosvenor \
     Grove Hawthorn Hazel Heath Highfield Hill Holly Iford Ivy Kinson Lake Lansdowne Laurel Lime London Longfleet Magna Malvern Maple \
     Marlborough Milton Moor New Newtown Oak Old Osborne Palmerston Parkstone Pine Poplar Portland Princess Quay Richmond River Rosemary \
     Russell Salisbury School Sea Sherwood Shore Somerset Spring St.John's St.Mary's St.Michael's Stour Sunnyside Sutton Sycamore Talbot \
     Tower Union Upton Vale Wareham Wellington Wessex Western Willow Winchester Windsor Wood York Alexandra Bramble Charminster Constitution";

const LAST_WORDS: [&str; 14] = [
    "Road", "Street", "Lane", "Close", "Avenue", "Drive", "Way", "Gardens", "Crescent", "Court", "Place", "Terrace",
    "Grove", "Walk",
];

const SHORT_WORDS: [(&str, &str); 13] = [
    ("Road", "Rd"),
    ("Street", "St"),
    ("Lane", "Ln"),
    ("Close", "Cl"),
    ("Avenue", "Ave"),
    ("Drive", "Dr"),
    ("Gardens", "Gdns"),
    ("Crescent", "Cres"),
    ("Court", "Ct"),
    ("Place", "Pl"),
    ("Terrace", "Terr"),
    ("Grove", "Gr"),
    ("Cottage", "Cott"),
];

/// The letters that the second part of a postcode can have.
const INWARD: [char; 20] =
    ['A', 'B', 'D', 'E', 'F', 'G', 'H', 'J', 'L', 'N', 'P', 'Q', 'R', 'S', 'T', 'U', 'W', 'X', 'Y', 'Z'];

/// How many neighbouring dwellings share one postcode.
const DWELLINGS_A_POSTCODE: u32 = 17;

/// Every street name, the commonest kind first.
pub(super) fn street_names() -> Vec<String> {
    let mut names = Vec::new();
    for last in LAST_WORDS {
        names.extend(FIRST_WORDS.split_whitespace().map(|first| format!("{} {last}", first.replace('.', " "))));
    }
    names.extend(
        ["The Crescent", "The Glebe", "The Green", "The Square", "The Street", "South Parade", "Harbour View"]
            .map(str::to_owned),
    );
    // Every seventh place in turn, so that the frequent names are of every kind.
    let count = names.len();
    let mut mixed: Vec<String> = (0..7).flat_map(|from| names.iter().skip(from).step_by(7).cloned()).collect();
    mixed.truncate(count);
    mixed
}

/// What stands on a street.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Building {
    /// Houses, each with its number or name.
    Houses,
    /// One block of flats.
    Flats,
    /// One care home.
    CareHome,
    /// One hall of students.
    Hall,
}

/// A street, or the one building that stands for it.
#[derive(Debug)]
pub(super) struct Street {
    /// Its place in the county.
    pub(super) place: u64,
    /// Where.
    pub(super) district: &'static District,
    /// What stands on it.
    pub(super) building: Building,
    /// How many dwellings; places for a care home and a hall.
    pub(super) dwellings: u32,
    name: String,
    title: String,
    first: u32,
    step: u32,
    rural: bool,
    seed: u64,
}

/// A dwelling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Home {
    /// Flat, room or none.
    pub(super) flat: Option<u32>,
    /// The name of the house or block.
    pub(super) title: Option<String>,
    /// The number in the street.
    pub(super) number: Option<u32>,
    /// The letter after the number.
    pub(super) letter: Option<char>,
    /// The street.
    pub(super) street: String,
    /// The post town.
    pub(super) town: &'static str,
    /// The postcode with one space.
    pub(super) postcode: String,
    /// The Unique Property Reference Number.
    pub(super) uprn: u64,
    /// The place of its district in the list.
    pub(super) district: u32,
    /// The word before the number of the flat.
    pub(super) flat_word: &'static str,
}

impl Street {
    /// Street `place` of the county: a function of the seed and the place.
    pub(super) fn new(seed: u64, place: u64, pools: &Pools) -> Self {
        let mut dice = Dice::new(seed, Purpose::MatchingStreet, place);
        let mut drawn = dice.below(DISTRICTS.iter().map(|district| district.weight).sum());
        let [any, ..] = &DISTRICTS;
        let mut district = any;
        for one in &DISTRICTS {
            district = one;
            match drawn.checked_sub(one.weight) {
                Some(rest) => drawn = rest,
                None => break,
            }
        }
        let (building, dwellings) = match dice.below(1000) {
            0..=899 => (Building::Houses, 12 + dice.below(34)),
            900..=979 => (Building::Flats, 8 + dice.below(53)),
            980..=990 => (Building::CareHome, 30 + dice.below(51)),
            _ => (Building::Hall, 40 + dice.below(81)),
        };
        let name = pools.streets.pick(&mut dice).to_owned();
        let word = pools.houses.pick(&mut dice).replace('-', " ");
        let title = match building {
            Building::Houses => String::new(),
            Building::Flats => format!(
                "{} {}",
                pools.streets.pick(&mut dice).split(' ').next().unwrap_or(""),
                dice.pick(&["Court", "House", "Mansions", "Heights"])
            ),
            Building::CareHome => {
                format!("{word} {}", dice.pick(&["Nursing Home", "Care Home", "Rest Home", "Residential Home"]))
            }
            Building::Hall => format!("{word} {}", dice.pick(&["Hall", "Student Village", "Halls of Residence"])),
        };
        let (first, step) = (1 + dice.below(60), 1 + dice.below(2));
        let rural = dice.chance(if district.side == Side::East { 30 } else { 250 });
        Self { place, district, building, dwellings, name, title, first, step, rural, seed }
    }

    /// Dwelling `number` of the street: a function of the street and the number.
    pub(super) fn home(&self, number: u32) -> Home {
        let mut dice = Dice::new(self.seed, Purpose::MatchingHome, self.place * 256 + u64::from(number));
        let mut home = Home {
            flat: None,
            title: (!self.title.is_empty()).then(|| self.title.clone()),
            number: Some(self.first + self.step * number),
            letter: None,
            street: self.name.clone(),
            town: self.district.town,
            postcode: self.postcode(number / DWELLINGS_A_POSTCODE),
            uprn: 10_001_000_000 + self.place * 256 + u64::from(number),
            district: self.district.place,
            flat_word: "Flat",
        };
        match self.building {
            Building::Houses => {
                if dice.chance(if self.rural { 700 } else { 25 }) {
                    home.title = Some(dice.pick(&HOUSE_NAMES.split_whitespace().collect::<Vec<_>>()).replace('-', " "));
                    if self.rural {
                        home.number = None;
                    }
                } else if dice.chance(25) {
                    home.letter = Some(*dice.pick(&['A', 'B', 'C']));
                } else if dice.chance(30) {
                    home.flat = Some(1 + dice.below(4));
                }
            }
            Building::Flats => {
                home.flat = Some(1 + number);
                home.number = Some(self.first);
            }
            Building::CareHome | Building::Hall => {
                home.flat = Some(1 + number);
                home.flat_word = "Room";
                home.number = Some(self.first);
                home.postcode = self.postcode(0);
                home.uprn = 10_001_000_000 + self.place * 256;
            }
        }
        home
    }

    /// Postcode unit `unit` of the street; the street's units lie in one sector.
    fn postcode(&self, unit: u32) -> String {
        let spread = |number: u64| (number + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 24;
        let (sector, letters) = (spread(self.place), spread(self.place * 16 + u64::from(unit)));
        let letter = |drawn: u64| INWARD.get(usize::try_from(drawn % 20).unwrap_or(0)).copied().unwrap_or('A');
        format!("{} {}{}{}", self.district.outward, 1 + sector % 9, letter(letters), letter(letters / 20))
    }
}

impl Home {
    /// The address as one source writes it.
    pub(super) fn written(&self, dice: &mut Dice) -> String {
        let mut parts: Vec<String> = Vec::new();
        let number = self.number.map(|number| format!("{number}{}", self.letter.map(String::from).unwrap_or_default()));
        // A block's or home's name is left out more often than the name of a house that has no number.
        let title = self.title.clone().filter(|_| number.is_none() || !dice.chance(350));
        // A room in a care home is seldom written.
        let flat = self
            .flat
            .filter(|_| self.flat_word == "Flat" && !dice.chance(15) || self.flat_word == "Room" && dice.chance(200));
        let mut house = number.unwrap_or_default();
        if let Some(flat) = flat {
            match dice.below(20) {
                0..=12 => parts.push(format!("{} {flat}", self.flat_word)),
                13 | 14 => parts.push(format!("Apartment {flat}")),
                15 if title.is_none() && !house.is_empty() => house = format!("{flat}/{house}"),
                16 if title.is_none() && (1..=4).contains(&flat) && !house.is_empty() => {
                    house.extend(['A', 'B', 'C', 'D'].get((flat - 1) as usize));
                }
                17 if title.is_some() => parts.push(flat.to_string()),
                _ => parts.push(format!("Flat {flat}")),
            }
        }
        let alone = title.is_some() && dice.chance(200);
        parts.extend(title);
        if !alone || parts.is_empty() {
            parts.push(if house.is_empty() { self.street.clone() } else { format!("{house} {}", self.street) });
        }
        if !dice.chance(120) {
            parts.push(self.town.to_owned());
            if dice.chance(150) {
                parts.push("Dorset".to_owned());
            }
        }
        let mut text = parts.join(if dice.chance(250) { " " } else { ", " });
        if dice.chance(250) {
            for (word, short) in SHORT_WORDS {
                text = text.replace(&format!(" {word}"), &format!(" {short}"));
            }
        }
        text
    }

    /// The postcode with a letter or digit of its second part wrong, or exchanged.
    pub(super) fn postcode_mistyped(&self, dice: &mut Dice) -> String {
        let mut letters: Vec<char> = self.postcode.chars().collect();
        let last = letters.len().saturating_sub(1);
        if dice.chance(300) {
            letters.swap(last, last.saturating_sub(1));
        } else if dice.chance(300) {
            letters
                .get_mut(last.saturating_sub(2))
                .into_iter()
                .for_each(|digit| *digit = *dice.pick(&['1', '2', '3', '4', '5', '6', '7', '8', '9']));
        } else {
            letters.get_mut(last).into_iter().for_each(|letter| *letter = *dice.pick(&INWARD));
        }
        letters.into_iter().collect()
    }
}
