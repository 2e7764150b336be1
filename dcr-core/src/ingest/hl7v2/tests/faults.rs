//! What other readers get wrong, and what is broken or hostile.

use super::*;
use crate::ingest::hl7v2::coverage;

fn family(unit: &Unit) -> &str {
    unit.demographics().names[0].family.as_deref().unwrap()
}

#[test]
fn a_separator_escaped_after_letters_beyond_ascii_is_kept() {
    for (raw, text) in [
        ("Siân \\T\\ Siôn", "Siân & Siôn"),
        ("Siân Ffrâid \\T\\ Siôn", "Siân Ffrâid & Siôn"),
        ("\\H\\urgent\\N\\", "urgent"),
        ("Si\\XC3A2\\n", "Siân"),
        ("O\\Neill and the rest", "O\\Neill and the rest"),
    ] {
        let unit = message("ADT^A31", &[&format!("PID|||123||{raw}")]);
        assert_eq!(family(&unit), text, "{raw}");
    }
}

#[test]
fn an_unterminated_escape_drops_nothing() {
    let unit = message("ADT^A31", &["PID|||123||SMITH \\ the rest^ANN"]);
    assert_eq!(family(&unit), "SMITH \\ the rest");
    assert_eq!(unit.demographics().names[0].given, ["ANN"]);
    assert_eq!(unit.issue_places("hl7v2.escape.unknown"), ["PID-5.1.1"]);
}

#[test]
fn every_terminator_gives_the_same_record() {
    let read = |end: &str| {
        let text = ["MSH|^~\\&|||||20260203101530||ADT^A31|M1", PID, "AL1|1|DA|P^Penicillin", ""].join(end);
        let unit = stream(&text);
        unit.accepted().iter().map(|c| (c.key().item.as_str().to_owned(), c.parts().body.clone())).collect::<Vec<_>>()
    };
    assert_eq!(read("\r").len(), 2);
    assert_eq!(read("\n"), read("\r"));
    assert_eq!(read("\r\n"), read("\r"));
}

#[test]
fn character_sets_other_than_utf_8_are_read() {
    let mut bytes = b"MSH|^~\\&|||||||ADT^A31|||||||||8859/1\rPID|||123||Si\xe2n\r".to_vec();
    let unit = read(&bytes, &source(), &Limits::default()).remove(0);
    assert_eq!(family(&unit), "Siân");
    let at = bytes.windows(6).position(|w| w == b"8859/1").unwrap();
    bytes.splice(at..at + 6, *b"BIG-5");
    let unit = read(&bytes, &source(), &Limits::default()).remove(0);
    assert_eq!(unit.reason(), "hl7v2.charset.unsupported");
    assert_eq!(unit.original, bytes);
}

#[test]
fn other_separators_are_read() {
    let unit = stream("MSH#*!?%#####20260203##ADT*A31#M1\rPID###123*%%%*%%%*RBD*MR##Sm?S?ith%van*ANN");
    assert_eq!(family(&unit), "Sm*ith");
    assert_eq!(unit.demographics().names[0].given, ["ANN"]);
    assert!(unit.attached().contains(&"PID-5.1.2=van".to_owned()));
}

#[test]
fn what_says_nothing_of_a_person_goes_whole_into_quarantine() {
    for (text, code) in [
        ("PID|||123", "hl7v2.message.no-header"),
        ("MSH|^~\\&|||||||ADT^A31", "hl7v2.message.no-person"),
        ("MSH|^~\\&|||||||ADT^A31\rPID|||||SMITH", "hl7v2.person.no-identifier"),
        ("MSHA^~\\&", "hl7v2.delimiters.illegal"),
        ("MSH|^^\\&|\rPID|||1", "hl7v2.delimiters.illegal"),
        ("\u{b}MSH|^~\\&|||||||ADT^A31\rPID|||1", "hl7v2.frame.cut"),
        ("MSH|^~\\&|||||||ADT^A31\rPID|||1|MSH|^~\\&|\rPID|||2", "hl7v2.message.second-header"),
    ] {
        let unit = stream(text);
        assert_eq!(unit.reason(), code, "{text:?}");
        assert_eq!(unit.original, text.trim_start_matches('\u{b}').as_bytes());
        assert_eq!(unit.issues[0].code, code);
    }
}

#[test]
fn a_line_that_is_no_segment_stays_attached() {
    let unit = message("ADT^A31", &[PID, "a line break in a value", "AL1|1|DA|P^Penicillin"]);
    assert!(unit.attached().contains(&"line 3=a line break in a value".to_owned()));
    assert_eq!(unit.items("allergy/").len(), 1);
    assert_eq!(unit.issue_places("hl7v2.segment.malformed"), ["line 3"]);
}

#[test]
fn limits_are_held() {
    let text = "MSH|^~\\&|||||||ADT^A31\rPID|||1~2~3~4";
    let reason = |limits: &Limits| read(text.as_bytes(), &source(), limits)[0].reason();
    assert_eq!(reason(&Limits { message_bytes: 20, ..Limits::default() }), "hl7v2.limit.bytes");
    assert_eq!(reason(&Limits { repeats: 3, ..Limits::default() }), "hl7v2.limit.repeats");
    assert_eq!(reason(&Limits { repeats: 1, ..Limits::default() }), "hl7v2.limit.repeats");
}

#[test]
fn a_clock_that_runs_ahead_is_told_and_not_believed() {
    let unit = stream("MSH|^~\\&|||||29990101||ADT^A31\rEVN||29990101\rPID|||1");
    assert_eq!(unit.issue_places("hl7v2.time.future"), ["MSH-7", "EVN-2"]);
    let parts = unit.contributions[0].parts();
    // It would let no correction take its place for a thousand years.
    assert_eq!(parts.version, crate::contribution::Version::from_time(source().received));
    assert_eq!(parts.recorded, source().received);
    assert!(parts.attached.iter().any(|a| a.place == "MSH-7" && a.content == "29990101"));
    assert!(stream("MSH|^~\\&|||||20261123||ADT^A31\rPID|||1").issues.is_empty(), "a day is forgiven");
}

#[test]
fn issues_never_carry_what_the_message_said() {
    let unit = message(
        "ADT^A31",
        &["PID|||9990000019^^^NHS^NH~123||SECRETNAME\\Q\\||SECRETDATE|SECRETSEX", "ZU8||SECRETCODE"],
    );
    assert!(unit.issues.len() >= 4);
    let all = format!("{:?}", unit.issues);
    assert!(!all.contains("SECRET") && !all.contains("999"), "{all}");
}

#[test]
fn every_value_is_used_or_attached() {
    let text = format!("MSH|^~\\&|PAS||||||ADT^A31\r{PID}\rZZZ|a^b&c~d|\"\"\rno segment\rZZY");
    let counted = coverage(text.as_bytes(), &source(), &Limits::default())[0];
    // MSH-3, MSH-9 twice; of PID all but the type of the local number; ZZZ and the line.
    assert_eq!((counted.used, counted.attached), (2 + 13, 1 + 1 + 5 + 1));
}

#[test]
fn many_repeats_cost_no_more_than_their_length() {
    let many = |count: usize, item: &dyn Fn(usize) -> String, between: &str| {
        (0..count).map(item).collect::<Vec<_>>().join(between)
    };
    // Each of these would take minutes if anything were compared with everything.
    let identifiers = many(90_000, &|n| n.to_string(), "~");
    assert_eq!(message("ADT^A31", &[&format!("PID|||{identifiers}")]).demographics().identifiers.len(), 89_999);
    let people = many(20_000, &|n| format!("PID|||{n}\rARV|1|A|X{n}"), "\r");
    assert_eq!(message("ADT^A31", &[&people]).accepted().len(), 20_000);
    let checks = many(90_000, &|n| n.to_string(), "~");
    let unit = message("ORU^R01", &[PID, "OBR|1||F1|UE", &format!("OBX|1|NM|K||1{}{checks}", "|".repeat(8))]);
    assert_eq!(entry(unit.items("investigation/")[0]).sensitivity.labels().len(), 33);
    let values = many(90_000, &|n| n.to_string(), "~");
    let unit = message("ORU^R01", &[PID, "OBR|1||F1|UE", &format!("OBX|1|NM|K||{values}")]);
    assert_eq!(unit.issue_places("hl7v2.value.repeats"), ["OBX-5"]);
    let long = stream(&format!("MSH|^~\\&|||||||ADT^A31|{}\rPID|||1", "x".repeat(513)));
    assert_eq!(long.contributions[0].parts().origin.message_id, None);
}
