//! The answers to messages.

use super::*;
use crate::ingest::hl7v2::delimiters::Delimiters;
use crate::ingest::hl7v2::message::Message;
use crate::ingest::hl7v2::{Acknowledgement, acknowledge, charset};
use proptest::prelude::*;

fn answers_of(bytes: &[u8]) -> Vec<Vec<u8>> {
    let reply = Acknowledgement::new("DCR7", Timestamp::parse("2026-11-22T13:00:00.5Z").unwrap()).unwrap();
    acknowledge(&read(bytes, &source(), &Limits::default()), &reply)
}

fn answers(text: &str) -> Vec<String> {
    let lines = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    answers_of(text.as_bytes()).into_iter().map(lines).collect()
}

fn answer(text: &str) -> String {
    let mut all = answers(text);
    assert_eq!(all.len(), 1);
    all.remove(0)
}

fn of_version(version: &str, segments: &str) -> String {
    answer(&format!("MSH|^~\\&|PAS|RBD|DCR|QVV|20260203101530||ADT^A31^ADT_A05|M1|P|{version}\r{segments}"))
}

#[test]
fn an_accepted_message_is_told_so() {
    assert_eq!(
        of_version("2.4", "PID|||123^^^RBD||SMITH"),
        "MSH|^~\\&|DCR|QVV|PAS|RBD|20261122130000+0000||ACK^A31^ACK|DCR71|P|2.4\rMSA|AA|M1\r"
    );
    // For training, and told so.
    let training = answer("MSH|^~\\&|||||2026||ADT^A31|M1|T|2.5\rPID|||1");
    assert!(training.contains("|DCR71|T|2.5\r"));
    assert!(training.contains("ERR||MSH^1^11^1|0^Message accepted^HL70357|I|hl7v2.processing.not-production^^99DCR"));
    assert!(of_version("2.2", "PID|||123").contains("||ACK|DCR71|P|2.2\r"));
    assert!(of_version("2.3", "PID|||123").contains("||ACK^A31|DCR71|P|2.3\r"));
    assert!(of_version("2.5.1", "PID|||123").contains("||ACK^A31^ACK|DCR71|P|2.5.1\r"));
}

#[test]
fn issues_of_an_accepted_message_are_warnings() {
    let segments = "PID|||123^^^RBD||SMITH||196513121515|Q";
    assert_eq!(
        of_version("2.5.1", segments).split_once("MSA").unwrap().1,
        concat!(
            "|AA|M1\r",
            "ERR||PID^1^7^1|102^Data type error^HL70357|W|time.range^^99DCR|||a part of the date or time is out of its range\r",
            "ERR||PID^1^8^1|103^Table value not found^HL70357|W|hl7v2.code.unknown^^99DCR|||",
            "the gender code is not known and stays attached\r"
        )
    );
}

#[test]
fn content_at_fault_is_an_error_and_what_is_no_message_is_rejected() {
    let no_person = of_version("2.5.1", "PID|||||SMITH");
    assert_eq!(no_person.split_once("MSA").unwrap().1.lines().next().unwrap().split('\r').next().unwrap(), "|AE|M1");
    assert!(no_person.contains(
        "\rERR||PID^1^3^1|101^Required field missing^HL70357|E|hl7v2.person.no-identifier^^99DCR|||the person has no"
    ));
    assert_eq!(
        of_version("2.4", "").split_once("MSA").unwrap().1.split("\rERR").collect::<Vec<_>>(),
        [
            "|AE|M1|the message has no PID segment|||100^Segment sequence error^HL70357",
            concat!(
                "|PID^1^^100&Segment sequence error&HL70357&hl7v2.message.no-person&",
                "the message has no PID segment&99DCR\r"
            )
        ]
    );
    let cut = answer("\u{b}MSH|^~\\&|PAS|RBD|DCR|QVV|||ADT^A31|M1|P|2.5\rPID|||123");
    assert!(cut.contains("MSA|AR|M1\rERR|||207^Application internal error^HL70357|E|hl7v2.frame.cut^^99DCR"), "{cut}");
}

#[test]
fn a_header_that_cannot_be_read_is_answered_too() {
    for text in ["PID|||123", "MSHA^~\\&", "MSH", "MSH|^^\\&|PAS|RBD|||||X|M1", "anything at all"] {
        let answer = answer(text);
        assert!(
            answer.starts_with("MSH|^~\\&|||||20261122130000+0000||ACK|DCR71|P|2.4\rMSA|AR|UNKNOWN|"),
            "{text}: {answer}"
        );
    }
    assert!(answer("MSH|^~\\&|||||||ADT^A31||P|2.4\rPID|||1").contains("MSA|AA|UNKNOWN\r"));
}

#[test]
fn separators_character_set_and_country_are_the_senders() {
    let bytes = b"MSH#*!?%#P\xc4S#R*BD#D%C##2026##ADT*A31#M?F?1#P#2.5#####GBR#8859/1\rPID###123##SM!TH##1965-1";
    assert_eq!(
        answers_of(bytes)[0],
        [
            &b"MSH#*!?%#D%C##P\xc4S#R*BD#20261122130000+0000##ACK*A31*ACK#DCR71#P#2.5#####GBR#8859/1\r"[..],
            b"MSA#AA#M?F?1\rERR##PID*1*7*1#102*Data type error*HL70357#W#time.format**99DCR###",
            b"the date or time does not follow its format\r"
        ]
        .concat()
    );
    // Our own signs may be the sender's separators: escaped, or blank where there is no escape.
    let odd = answer("MSH.-~+_.A.B.C.D.2026..ADT-A31.M1.P.2_5.\rPID...1....x");
    assert!(odd.contains("+F+"), "{odd}");
    let none = answer("MSH.-~.A.B.C.D.2026..ADT-A31.M1.P.2\rPID...1....x");
    assert!(none.starts_with("MSH.-~.C.D.A.B.") && none.contains(".ACK-A31-ACK.DCR71.P.2 4\r"), "{none}");
}

#[test]
fn a_header_that_runs_into_the_next_segment_is_not_repeated() {
    let swallowed =
        answer("MSH|^~\\&|PAS|RBD|DCR|QVV|2026||ADT^A31|M1|P|2.4 PID|1||9990000018^^^NHS|SECRET|X|SECRET|SECRET|F");
    assert!(!swallowed.contains("SECRET") && !swallowed.contains("999"), "{swallowed}");
}

#[test]
fn every_message_of_a_batch_is_answered_in_order() {
    let one = |number: usize| format!("MSH|^~\\&|A|B|C|D|||ADT^A31|M{number}|P|2.4\rPID|||{number}\r");
    let all = answers(&format!("BHS|^~\\&\r{}garbage\u{1c}{}BTS|2\r", one(1), one(2)));
    let told: Vec<_> = all
        .iter()
        .map(|a| a.split_once("MSA|").unwrap().1.split('|').nth(1).unwrap().split('\r').next().unwrap())
        .collect();
    assert_eq!(told, ["M1", "M2"]);
    let ids: Vec<_> = all.iter().map(|a| a.split('|').nth(9).unwrap()).collect();
    assert_eq!(ids, ["DCR71", "DCR72"]);
}

#[test]
fn an_answer_lists_no_more_than_a_hundred_issues() {
    let lines = (0..300).map(|_| "no segment\r").collect::<String>();
    let answer = of_version("2.5", &format!("PID|||1\r{lines}"));
    assert_eq!(answer.matches("\rERR|").count(), 101);
    assert!(answer.contains("hl7v2.acknowledgement.more"));
}

#[test]
fn only_letters_and_digits_begin_a_control_identifier() {
    for wrong in ["", "A-1", "A|1", "1234567890123", "é"] {
        assert!(Acknowledgement::new(wrong, source().received).is_err(), "{wrong}");
    }
}

/// The leaf values of one field, escapes resolved.
fn values(bytes: &[u8], segment: &str, field: usize) -> Vec<String> {
    let delimiters = Delimiters::read(bytes).unwrap();
    let decoded = charset::decode(bytes, delimiters.field).unwrap();
    let message = Message::index(&*decoded.text, delimiters, decoded.encoding, &Limits::default()).unwrap();
    let found = message.segments().find(|found| found.name() == segment);
    found.map(|s| s.field(field).children().filter_map(|v| v.text()).collect()).unwrap_or_default()
}

proptest! {
    #[test]
    fn every_answer_is_read_back(
        separators in prop::sample::subsequence(b"|^~\\&#*!?%$.-+/_:;<=>@()[]{}',".to_vec(), 5).prop_shuffle(),
        control in "[A-Za-z0-9]{1,20}",
        version in prop::sample::select(vec!["2.1", "2.3", "2.3.1", "2.4", "2.5", "2.8", "9", ""]),
        rest in prop::sample::select(vec!["", "PID", "PID|||1", "PID|||1||A||x|y", "PV1|1", "PID|||||S\rZZZ|"]),
    ) {
        let [f, c, r, e, s] = separators.as_slice() else { panic!() };
        let text = format!("MSH|^~\\&|PAS|RBD|DCR|QVV|||ADT^A31|{control}|P|{version}\r{rest}");
        let swap = |b: u8| match b { b'|' => *f, b'^' => *c, b'~' => *r, b'\\' => *e, b'&' => *s, b => b };
        let bytes: Vec<u8> = text.bytes().map(swap).collect();
        let units = read(&bytes, &source(), &Limits::default());
        let answer = answers_of(&bytes).remove(0);
        prop_assert_eq!(values(&answer, "MSA", 2), [control], "{}", String::from_utf8_lossy(&answer));
        let fate = if units[0].fate == Fate::Accepted { "AA" } else { "AE" };
        prop_assert_eq!(values(&answer, "MSA", 1), [fate]);
        prop_assert_eq!(values(&answer, "MSH", 5), ["PAS"]);
        prop_assert_eq!(answer.iter().filter(|b| **b == b'\r').count(), answer.split(|b| *b == b'\r').count() - 1);
        prop_assert!(answer.ends_with(b"\r"));
        // An answer is about nobody.
        prop_assert_eq!(read(&answer, &source(), &Limits::default())[0].reason(), "hl7v2.message.no-person");
    }
}

#[test]
fn a_header_that_ran_into_another_is_not_repeated_as_one() {
    let bytes = b"MSH|^~\\&|^PI||EXAMSH|^~\\&|PAS|RBD|||20260203101530||SIU^S12|M7|P|2.4\rSCH|PL1|FI1\r";
    let units = read(bytes, &source(), &Limits::default());
    let answers = acknowledge(&units, &Acknowledgement::new("DCR", source().received).unwrap());
    let [again] = read(&answers[0], &source(), &Limits::default()).try_into().unwrap();
    let Fate::Quarantined(reason) = again.fate else { panic!("an answer is about nobody") };
    assert_eq!(reason.code, "hl7v2.message.no-person");
}
