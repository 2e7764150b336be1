//! Streams of interchanges: how they are parted, and that any part is read as in the whole.

use super::super::coverage;
use super::*;
use proptest::prelude::*;

const TEST: &str = "GIS+N'INV+MQ+1:911::Sodium'RSL+NV+4++:::g/L'RFF+ASL:1'";

fn body(person: usize) -> String {
    let number = ["9990000018", "9990000026", "9990000034", "9990000042"][person % 4];
    report(HEAD, &PATIENT.replace("9990000018", number), TEST)
}

fn many(messages: usize) -> String {
    let messages_text: String = (0..messages).map(|at| message(&(at + 1).to_string(), &body(at))).collect();
    format!("{ADVICE}{BEGIN}{messages_text}UNZ+{messages}+1015'")
}

#[test]
fn each_message_of_an_interchange_is_a_unit_that_is_read_again_alone() {
    let text = many(3);
    let whole = units(&text);
    assert_eq!(
        whole.iter().map(|unit| unit.place.as_str()).collect::<Vec<_>>(),
        ["message 1", "message 2", "message 3"]
    );
    for unit in &whole {
        assert_eq!(unit.issues, []);
        let alone = read(&unit.original, &source(), &Limits::default());
        assert_eq!(alone, [Unit { place: "message 1".to_owned(), ..unit.clone() }]);
    }
    let original = String::from_utf8(whole[1].original.clone()).unwrap();
    assert_eq!(original, format!("{ADVICE}{BEGIN}{}{END}", message("2", &body(1))));
}

#[test]
fn an_interchange_of_one_message_is_kept_byte_for_byte() {
    let text = interchange(&body(0)).replace('\'', "'\r\n");
    assert_eq!(units(&text)[0].original, text.as_bytes());
    assert_eq!(units(&text)[0].fate, Fate::Accepted);
}

#[test]
fn any_service_characters_read_the_same() {
    let plain = units(&interchange(&body(0))).remove(0);
    let other = interchange(&body(0).replace("SCOTT", "O?'SCOTT ?+ CO"));
    let expected = investigation(&units(&other)[0].contributions[1]).requester.clone();
    assert_eq!(expected.as_ref().unwrap().name.as_deref(), Some("O'SCOTT + CO"));
    let turned: String = interchange(&body(0).replace("SCOTT", "O#SCOTT % CO"))
        .replace(ADVICE, "")
        .chars()
        .map(|c| match c {
            ':' => '|',
            '+' => '*',
            '\'' => '~',
            '#' => '\'',
            '%' => '+',
            c => c,
        })
        .collect();
    let turned = format!("UNA|*.! ~{turned}");
    let read = units(&turned).remove(0);
    assert_eq!(read.fate, Fate::Accepted, "{:?}", read.issues);
    assert_eq!(investigation(&read.contributions[1]).requester, expected);
    assert_eq!(demographics(&read.contributions[0]), demographics(&plain.contributions[0]));
}

#[test]
fn groups_of_messages_keep_their_envelope() {
    let group =
        |at: usize| format!("UNG+MEDRPT+A+B+260302:1751+G{at}+UN'{}UNE+1+G{at}'", message(&format!("{at}"), &body(at)));
    let text = format!("{BEGIN}{}{}UNZ+2+1015'", group(1), group(2));
    let whole = units(&text);
    assert_eq!(whole.len(), 2);
    for unit in &whole {
        assert_eq!((&unit.fate, unit.issues.len()), (&Fate::Accepted, 0), "{:?}", unit.issues);
        assert_eq!(read(&unit.original, &source(), &Limits::default())[0].contributions, unit.contributions);
    }
    assert!(String::from_utf8(whole[1].original.clone()).unwrap().contains("+G2+UN'UNH+2"));
}

#[test]
fn several_interchanges_may_stand_in_one_stream() {
    let text = format!("{}\r\n{}{}", many(2), interchange(&body(0)).replace(ADVICE, ""), many(1));
    let whole = units(&text);
    assert_eq!(whole.len(), 4);
    assert!(whole.iter().all(|unit| unit.fate == Fate::Accepted && unit.issues.is_empty()));
}

#[test]
fn what_is_cut_or_belongs_to_no_message_is_quarantined_and_kept() {
    let text = many(2);
    let cut = text.split("UNT+").take(2).collect::<Vec<_>>().join("UNT+");
    let whole = units(&cut);
    let fates: Vec<_> = whole.iter().map(quarantine).collect();
    assert_eq!(fates, ["accepted", "edifact.message.cut"]);
    assert!(issues(&whole[0]).contains(&(Severity::Warning, "edifact.interchange.no-trailer", "UNZ")));

    let stray = units(&interchange(&body(0)).replace("UNH+1", "NTE+left over'UNH+1"));
    assert_eq!(stray.iter().map(quarantine).collect::<Vec<_>>(), ["edifact.message.none", "accepted"]);
    assert!(String::from_utf8(stray[0].original.clone()).unwrap().contains("NTE+left over'"));

    assert_eq!(quarantine(&units("UNA:+.")[0]), "edifact.service.advice");
    let empty = format!("{ADVICE}{BEGIN}UNZ+0+1015'");
    assert_eq!(
        (quarantine(&units(&empty)[0]), &units(&empty)[0].original),
        ("edifact.message.none", &empty.into_bytes())
    );
    assert_eq!(units(" \r\n"), []);
}

#[test]
fn a_long_envelope_around_many_messages_cannot_exhaust_memory() {
    let long = BEGIN.replace("MEDRPT", &"x".repeat(10_000));
    let text = format!("{long}{}UNZ+1000+1015'", "UNH+1+X'UNT+2+1'".repeat(1000));
    let units = units(&text);
    assert_eq!((units.len(), quarantine(&units[0])), (1, "edifact.limit.envelope"));
    assert_eq!(units[0].original, text.as_bytes());
}

#[test]
fn limits_are_held() {
    let text = interchange(&body(0));
    let small = Limits { message_bytes: 100, ..Limits::default() };
    assert_eq!(quarantine(&read(text.as_bytes(), &source(), &small)[0]), "edifact.limit.bytes");
    let few = Limits { repeats: 20, ..Limits::default() };
    assert_eq!(quarantine(&read(text.as_bytes(), &source(), &few)[0]), "edifact.limit.repeats");
}

proptest! {
    /// Any way in which an interchange is parted into interchanges, and any order of them, gives the same contributions.
    #[test]
    fn any_split_of_an_interchange_gives_the_same_contributions(count in 1_usize..6, order in any::<u64>()) {
        let whole: Vec<_> = units(&many(count)).into_iter().flat_map(|unit| unit.contributions).collect();
        let mut parts: Vec<_> = (0..count)
            .map(|at| format!("{ADVICE}{BEGIN}{}{END}", message(&(at + 1).to_string(), &body(at))))
            .collect();
        let turn = usize::try_from(order).unwrap_or_default() % count;
        parts.rotate_left(turn);
        let mut parted: Vec<_> = units(&parts.concat()).into_iter().flat_map(|unit| unit.contributions).collect();
        let mut whole = whole;
        whole.sort();
        parted.sort();
        prop_assert_eq!(parted, whole);
    }

    /// Whatever is done to a message's bytes, each unit is read again from its original as the same, and every value of
    /// an accepted unit is used or attached.
    #[test]
    fn every_unit_is_read_again_as_the_same(
        at in any::<prop::sample::Index>(), byte in prop::sample::select(b"'+:?\r\n A1\xe9UN".to_vec()), count in 1_usize..3
    ) {
        let mut bytes = many(count).into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        for unit in read(&bytes, &source(), &Limits::default()) {
            let again = read(&unit.original, &source(), &Limits::default());
            prop_assert_eq!(again.len(), 1, "{}", unit.place);
            prop_assert_eq!(&again[0].original, &unit.original);
            prop_assert_eq!(&again[0].contributions, &unit.contributions);
            prop_assert_eq!(&again[0].fate, &unit.fate);
        }
        let kept: usize = read(&bytes, &source(), &Limits::default()).iter().map(|unit| unit.original.len()).sum();
        prop_assert!(kept + 4 >= bytes.len());
        prop_assert_eq!(
            coverage(&bytes, &source(), &Limits::default()).len(), read(&bytes, &source(), &Limits::default()).len()
        );
    }
}
