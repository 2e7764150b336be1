//! Which names stand for one: short forms and spellings of a given name.

use super::word::Word;

/// How many roots one name may have: `Bert` stands for Albert, Herbert, Hubert, Robert.
pub(super) const ROOTS: usize = 4;

/// Groups of given names: the root first, then its short forms and spellings. Common knowledge of the names of Britain;
/// what a twin may be called beside the root (Jack beside John, Molly beside Mary) is left out.
const GROUPS: &[&str] = &[
    "abdul abdel abdal",
    "abigail abi abbie abby gail",
    "agnes aggie",
    "agnieszka aga",
    "ahmed ahmad ahmet",
    "aidan aiden",
    "alan allan allen al",
    "albert al bert bertie",
    "aleksandra ola",
    "alexander alex alec alexandre aleksander sandy xander sasha",
    "alexandra alex alexandria sandra sandy lexi sasha",
    "alfred alf alfie fred freddie",
    "alison allison alyson ali",
    "alistair alasdair alastair alister ally",
    "amanda mandy",
    "amelia amy millie milly",
    "andrew andy drew andrzej",
    "angela angie ange",
    "ann anne anna annie nan nancy",
    "annabel bella",
    "anthony antony tony",
    "antonia toni",
    "archibald archie",
    "arthur art artie",
    "augustus gus",
    "barbara babs barb",
    "barnaby barney",
    "bartholomew bart",
    "bartosz bartek",
    "beatrice bea trixie",
    "benjamin ben benny",
    "bernard bernie",
    "bethany beth",
    "brian bryan",
    "bridget biddy bridie",
    "caitlin kaitlin caitlyn kaitlyn",
    "callum calum",
    "calvin cal",
    "cameron cam",
    "camilla milly millie cammie",
    "caroline carolyn carrie",
    "catherine katherine katharine kathryn cathryn catharine cath cathy kath kathy kate katie kitty kat katy",
    "cecilia celia cissie",
    "charles charlie charley chas chuck",
    "charlotte charlie lottie",
    "christina chris tina chrissie",
    "christine chris tina chrissy chrissie",
    "christopher chris kit topher kris",
    "clare claire clair",
    "clifford cliff",
    "constance connie",
    "craig kraig",
    "cynthia cindy",
    "cyril cy",
    "daniel dan danny",
    "danielle dani",
    "david dave davey dai dafydd davy davie",
    "dawn dawne",
    "deborah debra debbie deb",
    "denise denyse",
    "dennis denis den",
    "derek derrick del",
    "desmond des",
    "diana di diane dianne",
    "dominic dom dominick",
    "donald don donnie",
    "dorothy dolly dot dottie",
    "douglas doug dougie",
    "edgar ed",
    "edith edie",
    "edmund eddie ned ted ed",
    "edward ed eddie ned ted teddy",
    "edwin ed eddie",
    "eleanor ellie nell elinor eleanore",
    "elizabeth elisabeth bess bessie beth betsy betty eliza lib libby liz liza lizzie lizzy",
    "emily emilie em milly millie",
    "emma em",
    "emmanuel manny",
    "eric erik",
    "ernest ernie",
    "eugene gene",
    "evelyn eve evie",
    "fatima fatimah fathima",
    "fiona fi",
    "florence flo flossie florrie",
    "frances fran fanny frankie francesca",
    "francis frank frankie",
    "frederick fred freddie freddy fredrick",
    "gabriel gabe",
    "gareth gary gaz garry",
    "gary garry gaz",
    "geoffrey jeffrey geoff jeff",
    "george georgie",
    "georgina georgie gina georgia",
    "gerald gerry jerry",
    "gertrude trudy gertie",
    "gillian jillian gill jill gilly",
    "graham graeme grahame",
    "gregory greg gregg",
    "gwendoline gwen wendy",
    "hannah hanna",
    "harold harry hal",
    "harriet hattie harriett",
    "harrison harry",
    "helen helena nell ellen",
    "henrietta etta hettie",
    "henry harry hal hank",
    "herbert bert herb",
    "hilary hil",
    "hubert bert",
    "hugh hughie huw",
    "hussain hussein husain",
    "ian iain",
    "imogen immy",
    "irene rene",
    "isaac isaak zac",
    "isabella bella izzy isabel isobel isabelle",
    "jacob jake",
    "jacqueline jackie jacqui jacquie jaqueline",
    "jaime jamie",
    "james jamie jem jim jimmy jimmie",
    "jan janet janice",
    "jane janie jayne",
    "janet jan janette",
    "jason jase",
    "jeanette jean jeannette",
    "jennifer jen jenny jenni jennie",
    "jeremy jerry jem",
    "jerome jerry",
    "jessica jess jessie",
    "joan joanie jo",
    "joanna joanne jo joann",
    "john johnny johnnie jon",
    "jonathan jon jonny johnathan jonathon",
    "joseph joe joey jo",
    "josephine jo josie",
    "joshua josh",
    "judith judy jude",
    "julia julie jules",
    "julian jules",
    "karen karin caren",
    "katarzyna kasia",
    "kathleen kate kathy kath kitty kathlyn cathleen kay",
    "kayleigh kay",
    "kenneth ken kenny",
    "kevin kev",
    "kimberley kim kimberly",
    "krzysztof krzys",
    "laura laurie lora",
    "lauren loren",
    "lawrence laurence larry laurie",
    "leigh lee",
    "leon leo",
    "leonard len lenny leo",
    "leslie lesley les",
    "lilian lillian lil",
    "linda lynda lin lyn",
    "lisa liza",
    "louis lou lewis",
    "louisa louise lou lulu",
    "lucy lucie",
    "lynn lynne lyn",
    "madeleine maddie madeline maddy",
    "magdalena magda lena",
    "malcolm mal malc",
    "malgorzata gosia",
    "margaret madge maggie marge meg peg peggy mags margie rita greta margret",
    "marjorie marge margery",
    "mark marc",
    "martha mattie",
    "martin martyn marty",
    "mary maria marie mari",
    "matilda mattie tilda tilly",
    "matthew matt matty mathew",
    "maureen mo",
    "maxwell max maximilian",
    "melanie mel",
    "melissa mel",
    "mia mya",
    "michael mick mickey mike mikey micheal michal",
    "michelle shell michele",
    "mildred millie milly",
    "mitchell mitch",
    "mohammed mohamed mohammad muhammad muhammed muhamed mohamad md mo mohd",
    "montgomery monty",
    "natalie nat nathalie",
    "natasha tasha",
    "nathan nathaniel nat nate",
    "neil neal niall",
    "nicholas nick nicky nicolas nic",
    "nicola nicky nikki nic nichola",
    "nigel nige",
    "norman norm",
    "oliver ollie olly",
    "olivia liv livvy",
    "oscar oskar",
    "oswald ozzie",
    "pamela pam",
    "patricia pat patsy patty tricia trish",
    "patrick paddy pat padraig",
    "paul pawel",
    "pauline paula",
    "penelope penny pen",
    "percival percy",
    "peter pete piotr",
    "philip phillip phil pip philp",
    "philippa phillipa pippa pip",
    "phyllis phyl",
    "priscilla cilla",
    "rachel rachael rae",
    "raymond ray",
    "rebecca becca becky rebekah",
    "reginald reg reggie",
    "richard dick dickie rick ricky rich richie ritchie",
    "robert bert bob bobby rob robbie bobbie",
    "roberta bobbie",
    "roger rodger",
    "ronald ron ronnie",
    "rosalind ros",
    "rosamund ros",
    "rosemary rose rosie",
    "roy roi",
    "rupert bert",
    "russell russ",
    "ryan rian",
    "samantha sam sammy",
    "samuel sam sammy",
    "sandra sandy sandie",
    "sarah sara sally",
    "sean shaun shawn",
    "sebastian seb",
    "sharon shaz sharron",
    "sheila shelagh sheelagh",
    "shirley shirl",
    "sidney sydney sid syd",
    "simon si",
    "sofia sophia sophie",
    "solomon sol",
    "stanley stan",
    "stephanie steph stevie stefanie",
    "stephen steven steve stevie stefan",
    "stuart stewart stu",
    "susan sue susie suzy susanna susannah suzanne suzie",
    "sylvia silvia syl",
    "tabitha tabby",
    "terence terry terrence tel",
    "teresa theresa terry tess tessa",
    "theodore theo ted teddy",
    "thomas tom tommy thom",
    "timothy tim timmy",
    "tobias toby",
    "tomasz tomek",
    "tracey tracy tracie",
    "trevor trev",
    "valerie val",
    "veronica ronnie vera",
    "victor vic",
    "victoria vicky vicki vikki tori",
    "vincent vince vinny",
    "violet vi",
    "vivienne vivien vivian viv",
    "walter walt wally",
    "wendy wend",
    "wilfred wilf wilfrid",
    "william bill billy will willie wills wil",
    "winifred freda winnie win",
    "yusuf yousuf yusef youssef",
    "yvonne ivonne",
    "zachary zac zach zak zack",
    "zoe zoey",
];

/// The roots of a folded given name: which groups it belongs to, as numbers from 1; zeros at the end.
#[must_use]
pub(super) fn roots_of(name: Word) -> [u16; ROOTS] {
    let mut found = [0; ROOTS];
    let mut places = found.iter_mut();
    for (number, group) in (1_u16..).zip(GROUPS) {
        if group.split(' ').any(|member| member == name.as_str()) {
            match places.next() {
                Some(place) => *place = number,
                None => break,
            }
        }
    }
    found
}

/// The name that a root is called by; empty for 0 and unknown numbers.
#[must_use]
pub(super) fn root_name(root: u16) -> &'static str {
    let group = usize::from(root).checked_sub(1).and_then(|place| GROUPS.get(place));
    group.and_then(|group| group.split(' ').next()).unwrap_or_default()
}

/// Whether two names share a root.
#[must_use]
pub(super) fn share_root(a: &[u16; ROOTS], b: &[u16; ROOTS]) -> bool {
    a.iter().any(|root| *root != 0 && b.contains(root))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn alike(a: &str, b: &str) -> bool {
        share_root(&roots_of(Word::fold(a)), &roots_of(Word::fold(b)))
    }

    #[test]
    fn groups_are_folded_sorted_and_no_name_has_too_many_roots() {
        assert!(GROUPS.is_sorted());
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for name in GROUPS.iter().flat_map(|group| group.split(' ')) {
            assert_eq!(Word::fold(name).as_str(), name);
            *counts.entry(name).or_default() += 1;
        }
        assert!(counts.values().all(|&count| count <= ROOTS + 1), "{counts:?}");
    }

    #[test]
    fn short_forms_share_the_root() {
        for (a, b) in [("Bill", "William"), ("Kate", "Cathy"), ("Bert", "Robert"), ("Steven", "Stephen")] {
            assert!(alike(a, b), "{a} {b}");
        }
        for (a, b) in [("Jack", "John"), ("Bill", "Robert"), ("Smith", "Smith"), ("Molly", "Mary")] {
            assert!(!alike(a, b), "{a} {b}");
        }
        assert_eq!(root_name(roots_of(Word::fold("Bill"))[0]), "william");
    }
}
