//! Short forms of given names, so that Bill is taken for William.
//!
//! Common knowledge of English names, and on purpose no more than that: a short form is related to its whole names alone,
//! never to another short form, and what has become a name of its own that a twin may have beside the whole one (Jack
//! beside John, Molly beside Mary) is left out. What is merely cut off (`Tom`, `Alex`) needs no list.

/// Whole names and their short forms, folded as names are compared; sorted by the whole name.
const SHORT_FORMS: &[(&str, &[&str])] = &[
    ("abigail", &["gail"]),
    ("albert", &["bert"]),
    ("alexander", &["sandy", "xander"]),
    ("alexandra", &["sandra", "sandy"]),
    ("alfred", &["fred", "freddie"]),
    ("amanda", &["mandy"]),
    ("andrew", &["drew"]),
    ("anthony", &["tony"]),
    ("antonia", &["toni"]),
    ("archibald", &["archie"]),
    ("augustus", &["gus"]),
    ("barbara", &["babs"]),
    ("bernard", &["bernie"]),
    ("bridget", &["biddy"]),
    ("catherine", &["cathy", "kate", "kathy", "katie", "kitty"]),
    ("charles", &["charlie", "chas", "chuck"]),
    ("charlotte", &["charlie", "lottie"]),
    ("christina", &["tina"]),
    ("christine", &["chrissy", "tina"]),
    ("christopher", &["kit", "topher"]),
    ("constance", &["connie"]),
    ("cynthia", &["cindy"]),
    ("daniel", &["danny"]),
    ("david", &["dave"]),
    ("deborah", &["debbie"]),
    ("derek", &["del"]),
    ("dorothy", &["dolly", "dot", "dottie"]),
    ("douglas", &["dougie"]),
    ("edith", &["edie"]),
    ("edmund", &["eddie", "ned", "ted"]),
    ("edward", &["eddie", "ned", "ted", "teddy"]),
    ("edwin", &["eddie"]),
    ("eleanor", &["ellie", "nell"]),
    ("elizabeth", &["bess", "bessie", "beth", "betsy", "betty", "libby", "liz", "lizzie"]),
    ("ernest", &["ernie"]),
    ("eugene", &["gene"]),
    ("florence", &["flossie"]),
    ("frances", &["fanny", "frankie"]),
    ("francis", &["frank", "frankie"]),
    ("frederick", &["freddie"]),
    ("geoffrey", &["jeff"]),
    ("gerald", &["gerry", "jerry"]),
    ("gertrude", &["trudy"]),
    ("gillian", &["jill"]),
    ("gwendoline", &["wendy"]),
    ("harold", &["harry"]),
    ("harriet", &["hattie"]),
    ("helen", &["nell"]),
    ("henrietta", &["etta", "hettie"]),
    ("henry", &["hal", "hank"]),
    ("herbert", &["bert"]),
    ("hubert", &["bert"]),
    ("isabella", &["bella", "izzy"]),
    ("isobel", &["izzy"]),
    ("jacqueline", &["jackie"]),
    ("james", &["jamie", "jem", "jim", "jimmy"]),
    ("jeffrey", &["geoff"]),
    ("jennifer", &["jenny"]),
    ("jessica", &["jessie"]),
    ("joan", &["jo"]),
    ("joanna", &["jo"]),
    ("joanne", &["jo"]),
    ("john", &["johnny"]),
    ("jonathan", &["jonny"]),
    ("joseph", &["joe", "joey"]),
    ("josephine", &["jo", "josie"]),
    ("judith", &["judy"]),
    ("katharine", &["kate", "kathy", "katie", "kitty"]),
    ("katherine", &["kate", "kathy", "katie", "kitty"]),
    ("kathleen", &["kate", "kathy", "kitty"]),
    ("kenneth", &["kenny"]),
    ("lawrence", &["larry", "laurie"]),
    ("leonard", &["lenny"]),
    ("lillian", &["lily"]),
    ("louisa", &["lulu"]),
    ("madeleine", &["maddie"]),
    ("margaret", &["madge", "maggie", "marge", "meg", "peg", "peggy"]),
    ("marjorie", &["marge"]),
    ("martha", &["patty"]),
    ("matilda", &["mattie", "tilda", "tilly"]),
    ("matthew", &["matty"]),
    ("maureen", &["mo"]),
    ("michael", &["mick", "mickey", "mike"]),
    ("mildred", &["millie"]),
    ("mohamed", &["mo"]),
    ("mohammed", &["mo"]),
    ("muhammad", &["mo"]),
    ("nicholas", &["nick", "nicky"]),
    ("nicola", &["nicky", "nikki"]),
    ("oliver", &["ollie"]),
    ("olivia", &["liv", "livvy"]),
    ("oswald", &["ozzie"]),
    ("patricia", &["patsy", "patty", "tricia", "trish"]),
    ("patrick", &["paddy"]),
    ("penelope", &["penny"]),
    ("percival", &["percy"]),
    ("philip", &["pip"]),
    ("philippa", &["pippa"]),
    ("phillip", &["pip"]),
    ("priscilla", &["cilla"]),
    ("rachel", &["rae"]),
    ("rebecca", &["becca", "becky"]),
    ("reginald", &["reggie"]),
    ("richard", &["dick", "dickie", "rick", "ricky"]),
    ("robert", &["bert", "bob", "bobby", "robbie"]),
    ("roger", &["rodge"]),
    ("ronald", &["ronnie"]),
    ("rosemary", &["rosie"]),
    ("rupert", &["bert"]),
    ("samantha", &["sammy"]),
    ("samuel", &["sammy"]),
    ("sidney", &["syd"]),
    ("stephanie", &["stevie"]),
    ("stephen", &["steve", "stevie"]),
    ("steven", &["stevie"]),
    ("susan", &["sue", "susie", "suzy"]),
    ("susanna", &["sue", "susie"]),
    ("susannah", &["sue", "susie"]),
    ("suzanne", &["sue", "susie"]),
    ("terence", &["terry"]),
    ("teresa", &["terry", "tess"]),
    ("theodore", &["ted", "teddy"]),
    ("theresa", &["terry", "tess"]),
    ("thomas", &["tommy"]),
    ("timothy", &["timmy"]),
    ("veronica", &["ronnie"]),
    ("victoria", &["tori", "vicky"]),
    ("vincent", &["vinny"]),
    ("violet", &["vi"]),
    ("walter", &["wally"]),
    ("william", &["bill", "billy", "willie"]),
    ("winifred", &["freda", "winnie"]),
];

/// Whether one name is a short form of the other.
pub(super) fn is_short_form(a: &str, b: &str) -> bool {
    let of = |whole: &str, short: &str| {
        let place = SHORT_FORMS.binary_search_by_key(&whole, |(whole, _)| whole).ok();
        place.and_then(|place| SHORT_FORMS.get(place)).is_some_and(|(_, shorts)| shorts.contains(&short))
    };
    of(a, b) || of(b, a)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_and_folded() {
        assert!(SHORT_FORMS.is_sorted_by(|a, b| a.0 < b.0));
        let all = SHORT_FORMS.iter().flat_map(|(whole, shorts)| shorts.iter().chain([whole]));
        assert!(all.clone().all(|name| !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase())));
    }

    #[test]
    fn the_list_is_that_of_the_page() {
        let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/identity-english.md");
        let page = std::fs::read_to_string(page).unwrap();
        let (_, behind) = page.split_once("\n## Short forms\n").unwrap();
        let (_, block) = behind.split_once("```text\n").unwrap();
        let listed: Vec<&str> = block.split_once("\n```").unwrap().0.lines().collect();
        let held: Vec<String> =
            SHORT_FORMS.iter().map(|(whole, shorts)| format!("{whole} {}", shorts.join(" "))).collect();
        assert_eq!(held, listed);
    }

    #[test]
    fn a_short_form_goes_with_its_whole_name_alone() {
        assert!(is_short_form("william", "bill") && is_short_form("bill", "william"));
        assert!(is_short_form("jo", "joanne") && is_short_form("jo", "josephine"));
        for (a, b) in [("bill", "will"), ("kate", "cathy"), ("bill", "robert"), ("joanne", "josephine"), ("", "")] {
            assert!(!is_short_form(a, b), "{a} {b}");
        }
    }
}
