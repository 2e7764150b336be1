//! The model that ships: for people in England, trained on none of theirs.
//!
//! The weights follow the odds that each level has among rows of one person and among rows of two, as far as these are
//! common knowledge (how often names, postcodes and numbers are mistyped, people move and marry); the tables hold the
//! commonest names with rounded counts per million. Train it or load tables where the data is at hand.

use super::frequency::FrequencyTable;
use super::guard::Guards;
use super::level::{LEVELS, Level};
use super::model::{LevelWeight, MatchModel, Thresholds};
use std::collections::HashMap;

/// Given names per million persons of all ages, rounded.
const GIVEN: &str = "
david 21000 john 20000 michael 17000 paul 15000 andrew 13000 mark 12500 peter 12000 james 15500 robert 12500 stephen 9500
steven 4500 christopher 9500 richard 9000 ian 7500 william 8500 thomas 9500 daniel 9500 matthew 9000 anthony 7000 kevin 6000
simon 6000 martin 6000 gary 5500 philip 5500 alan 7000 brian 5500 jonathan 5500 george 7000 colin 4500 kenneth 4000 keith 4000
neil 4500 nigel 3500 graham 4000 timothy 3500 jack 7000 joseph 6000 joshua 6500 samuel 6000 benjamin 6000 ryan 5000 adam 6000
charles 4500 edward 4500 alexander 6500 nicholas 5000 lee 4000 stuart 3500 jason 4000 luke 5000 liam 4000 craig 3000 darren 3500
wayne 2500 dean 2500 barry 2500 derek 2500 dennis 2200 roger 2500 raymond 2800 ronald 2500 roy 2500 eric 1700 frank 2000
frederick 2200 arthur 2500 harry 6000 oliver 5500 jacob 4000 callum 3000 connor 3000 nathan 3500 lewis 3000 aaron 3000
jamie 3200 kyle 2000 scott 3000 sean 2500 patrick 2500 peter 12000 henry 4500 max 2500 mohammed 5500 muhammad 4500 mohammad 1800
ahmed 900 ali 1200 leslie 1800 norman 1600 stanley 1500 albert 1700 alfred 1600 ernest 900 geoffrey 2300 gordon 1700 douglas 1300
malcolm 1800 trevor 2400 terence 1800 clive 1700 carl 2200 russell 1500 jeremy 1600 julian 1600 adrian 2400 dominic 1200 marcus 900
victor 800 leonard 1200 reginald 800 donald 1500 gerald 1300 bernard 1000 hugh 700 leo 1800 noah 2500 charlie 3500 oscar 1900
archie 1900 alfie 2500 freddie 1600 theodore 900 isaac 1800 ethan 2600 dylan 2000 mason 1100 logan 1300 tyler 1700 jake 2300
toby 1300 owen 1500 rhys 1100 gareth 1600 huw 300 dafydd 250 evan 900 piotr 500 krzysztof 250 tomasz 300 marcin 250 jan 1000
susan 11000 margaret 11000 mary 9500 patricia 8000 christine 6500 elizabeth 9500 jean 5000 sarah 10500 julie 7000 karen 6500
jacqueline 4500 linda 5500 janet 5500 carol 4500 ann 4500 anne 5000 helen 6500 deborah 4500 barbara 4500 sandra 4000 jane 5000
catherine 4000 angela 4500 tracey 3500 nicola 5500 claire 5500 emma 8500 laura 6500 rebecca 6500 amanda 4500 lisa 5000 michelle 4500
joanne 4500 alison 4000 dorothy 3500 sheila 3500 maureen 3500 pauline 3200 joan 3500 jennifer 4500 gillian 3200 lynn 1500 lesley 2200
wendy 2600 diane 2400 sharon 3300 dawn 2200 heather 2200 ruth 2200 rachel 4800 samantha 4500 charlotte 6500 jessica 6000 hannah 5500
amy 5000 lauren 4200 sophie 6000 emily 6200 olivia 4800 chloe 4800 lucy 5200 katie 4000 kate 1800 victoria 4800 louise 3800
stephanie 3200 natalie 3000 kelly 3000 zoe 2800 kerry 1600 donna 2200 anna 3500 alice 3300 grace 4200 ella 3500 amelia 3800 mia 2600
isabella 2300 ava 2300 isla 1900 poppy 2000 lily 3200 ruby 2300 evie 2200 freya 1800 daisy 2000 phoebe 1500 holly 2500 megan 3300
bethany 2500 abigail 2300 georgia 2200 eleanor 2600 molly 2100 florence 1800 ellie 2200 millie 1600 matilda 1200 rosie 1200 erin 1300
caroline 2400 sally 2200 fiona 1900 marie 2000 kathleen 2200 doris 1000 irene 1800 joyce 1900 beryl 900 audrey 1200 brenda 2100
marion 1000 sylvia 1500 shirley 1600 valerie 1700 rosemary 1700 eileen 1700 edith 700 evelyn 800 hilda 400 vera 600 phyllis 500
ethel 300 winifred 300 gladys 350 elsie 700 iris 700 betty 800 theresa 1200 teresa 1300 maria 2300 frances 1700 judith 1700 pamela 1600
marjorie 300 yvonne 1200 elaine 1900 jill 1000 katherine 2600 kathryn 1900 natasha 1900 gemma 2800 danielle 2200 jade 2100 leanne 1700
hayley 1600 stacey 1200 kirsty 1100 vanessa 900 tina 1300 paula 1800 lorraine 1600 denise 1900 beverley 1200 carole 1200 lynne 1000
debra 900 andrea 1400 mandy 500 tanya 500 melanie 1300 joanna 1800 imogen 1100 harriet 1400 rose 1700 martha 900 aisha 700 fatima 600
sian 500 megan 3300 rhiannon 400 bronwen 100 agnieszka 350 katarzyna 350 anna 3500 priya 250 sana 150
";

/// Family names per million persons, rounded.
const FAMILY: &str = "
smith 11500 jones 9500 taylor 5200 williams 6500 brown 4900 davies 5000 evans 3900 wilson 3500 thomas 3600 roberts 3300
johnson 3100 lewis 2700 walker 2800 robinson 2800 wood 2600 thompson 2700 white 2600 watson 2200 jackson 2300 wright 2500
green 2400 harris 2500 cooper 2200 king 2200 lee 2200 martin 2400 clarke 2100 james 2200 morgan 2100 hughes 2100 edwards 2300
hill 2100 moore 1900 clark 2100 harrison 1900 scott 2000 young 1800 morris 1900 hall 2200 ward 1900 turner 2200 carter 1700
phillips 1900 mitchell 1700 patel 2300 adams 1600 campbell 1400 anderson 1500 allen 1700 cook 1600 bailey 1600 parker 1600
miller 1400 davis 1600 murphy 1200 price 1500 bell 1500 baker 1700 griffiths 1400 kelly 1400 simpson 1300 marshall 1400
collins 1400 bennett 1500 cox 1400 richardson 1400 fox 1100 gray 1200 rose 1000 chapman 1300 hunt 1200 robertson 900 shaw 1300
reynolds 1000 lloyd 1000 ellis 1300 richards 1200 russell 1200 wilkinson 1100 khan 1900 graham 1000 stewart 1000 reid 800
murray 900 powell 1100 palmer 1200 holmes 1100 rogers 1200 stevens 1200 walsh 900 hunter 900 thomson 700 matthews 1100 ross 800
owen 1000 mason 1100 knight 1100 kennedy 700 butler 1000 saunders 900 cole 1000 pearce 900 dean 800 foster 1000 harvey 1000
hudson 800 gibson 900 mills 1000 berry 700 barnes 1000 pearson 900 kaur 1100 booth 800 dixon 900 grant 700 gordon 600 lane 700
harper 700 ali 1600 hart 800 mcdonald 700 brooks 800 carr 700 macdonald 500 hamilton 500 singh 1700 ryan 600 begum 900 hussain 1500
ahmed 1300 henderson 600 johnston 600 west 800 armstrong 700 webb 1000 barker 900 lawrence 900 payne 800 fisher 900 spencer 800
burton 800 francis 700 gardner 800 andrews 900 perry 800 newman 700 hayes 700 stone 700 warren 700 porter 700 burgess 600 day 700
page 700 bird 700 arnold 500 lowe 600 ball 800 fletcher 800 bishop 600 miles 500 nicholson 600 wells 700 mccarthy 500 long 500
oliver 600 bradley 700 jenkins 900 may 600 williamson 700 hawkins 700 hopkins 600 parsons 600 cross 500 curtis 600 watkins 600
parry 500 bartlett 400 rowe 500 tucker 500 coleman 600 sutton 600 george 700 barrett 600 dawson 700 morrison 500 hewitt 400 howard 700
frost 400 read 500 fuller 450 austin 500 stephens 600 lambert 450 gilbert 500 cunningham 450 potter 500 obrien 700 oconnor 400
riley 500 nash 350 bates 500 bull 300 bond 350 boyd 250 carpenter 300 cooke 450 davidson 500 elliott 800 ford 600 freeman 450
french 400 gill 600 goddard 350 goodwin 450 hancock 350 harding 500 hobbs 350 holland 500 hooper 350 hicks 450 howe 250 hurst 250
jarvis 350 jennings 450 lamb 300 legg 150 loveless 60 marsh 500 moss 400 newton 450 norman 400 norris 400 osborne 450 perkins 400 pike 200
pitman 100 poole 350 pope 300 rees 500 reeves 300 sharp 400 shah 400 steele 300 symes 60 thorne 150 todd 350 trent 40 vincent 250 wallace 400
walters 400 welch 250 wheeler 350 winter 200 woods 500 yates 400 nowak 300 kowalski 120 wisniewski 60 das 90 sharma 250 akhtar 350 iqbal 300
mahmood 250 malik 350 rahman 350 uddin 350 islam 300 chowdhury 150 choudhury 100 gupta 120 mehta 60 desai 60 joshi 60 nguyen 120 wong 200
chan 250 chen 250 wang 200 li 250 zhang 180 da 50 silva 120 santos 80 fernandes 100 garcia 90 popescu 60 ionescu 30
";

/// Hundredths of a bit for each level: the weight, and how much of the name's surprise is added in hundredths.
const WEIGHTS: &[(Level, i32, u8)] = &[
    (Level::NumberEqual, 2200, 0),
    (Level::NumberEqualUnsound, 1100, 0),
    (Level::NumberClose, 1100, 0),
    (Level::NumberUnsound, 0, 0),
    (Level::NumberDifferent, -2000, 0),
    (Level::GivenExact, -20, 100),
    (Level::GivenNickname, -350, 90),
    (Level::GivenOther, -400, 90),
    (Level::GivenClose, 250, 50),
    (Level::GivenSwapped, -200, 100),
    (Level::GivenShortened, 150, 20),
    (Level::GivenInitial, 200, 0),
    (Level::GivenCloseKnown, -100, 0),
    (Level::GivenSound, 0, 10),
    (Level::GivenDifferent, -660, 0),
    (Level::MiddleExact, 0, 80),
    (Level::MiddleAlike, 220, 0),
    (Level::MiddleDifferent, -250, 0),
    (Level::FamilyExact, -20, 100),
    (Level::FamilyFormer, -60, 100),
    (Level::FamilyPart, -150, 100),
    (Level::FamilyClose, 300, 60),
    (Level::FamilySwapped, -200, 100),
    (Level::FamilyCloseKnown, -100, 40),
    (Level::FamilySound, 0, 30),
    (Level::FamilyDifferentWoman, -250, 0),
    (Level::FamilyDifferent, -450, 0),
    (Level::DateExact, 1450, 0),
    (Level::DateSwapped, 800, 0),
    (Level::DateDigit, 450, 0),
    (Level::DateMonth, 900, 0),
    (Level::DateYear, 500, 0),
    (Level::DateTwoParts, 50, 0),
    (Level::DateDifferent, -700, 0),
    (Level::GenderEqual, 95, 0),
    (Level::GenderDifferent, -500, 0),
    (Level::PlaceWhole, 1270, 0),
    (Level::PlaceProperty, 1250, 0),
    (Level::PlaceStreet, 1000, 0),
    (Level::PlacePostcode, 950, 0),
    (Level::PlaceWords, 500, 0),
    (Level::PlaceSector, 550, 0),
    (Level::PlaceOutward, 330, 0),
    (Level::PlaceDifferent, -200, 0),
    (Level::PhoneEqual, 1000, 0),
    (Level::PhoneDifferent, -60, 0),
    (Level::EmailEqual, 1250, 0),
    (Level::EmailDifferent, -40, 0),
    (Level::PracticeEqual, 250, 0),
    (Level::PracticeDifferent, -120, 0),
    (Level::IdentifierEqual, 1700, 0),
    (Level::IdentifierClose, 900, 0),
    (Level::IdentifierDifferent, -500, 0),
];

impl MatchModel {
    /// The model for English data.
    #[must_use]
    pub fn english() -> Self {
        let mut model = Self {
            name: "english-1".to_owned(),
            thresholds: Thresholds { link: 2700, possible: 1700 },
            weights: [LevelWeight::default(); LEVELS],
            guards: Guards::all(),
            household_cap: 1900,
            margin: 400,
            known_at: 1500,
            frequent_at: 1350,
            rare_at: 1900,
            block_limit: 400,
            thorough: false,
            given: FrequencyTable::from_text(GIVEN, 1_000_000, 1500),
            family: FrequencyTable::from_text(FAMILY, 1_000_000, 1600),
            crowded: HashMap::default(),
        };
        for (level, weight, frequency) in WEIGHTS {
            model.set_weight(*level, LevelWeight { weight: *weight, frequency: *frequency });
        }
        model
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::matching::word::Word;

    #[test]
    fn every_level_that_is_not_missing_has_a_weight() {
        for level in Level::ALL {
            let listed = WEIGHTS.iter().filter(|(known, _, _)| known == level).count();
            assert_eq!(listed, usize::from(!level.is_missing()), "{level}");
        }
    }

    #[test]
    fn common_names_say_less() {
        let model = MatchModel::english();
        let surprise = |name| model.family_surprise(Word::fold(name));
        assert!(surprise("Smith") < surprise("Bartlett") && surprise("Bartlett") < surprise("Featherstonehaugh"));
    }
}
