//! JSON as it is read, against a library that converts.

use super::*;
use proptest::prelude::*;
use serde::de::IgnoredAny;
use serde_json::Value;

fn code(text: &str) -> &'static str {
    Tree::parse(text.as_bytes(), &Limits::default()).unwrap_err().code()
}

#[test]
fn every_value_keeps_its_own_text() {
    let text = "\u{feff}{ \"a\" : [ 1.10 , -0.0e+5, \"x\\u0041\\\"\" ] , \"b\":{}, \"c~/\": null,\"d\":true }";
    let tree = Tree::parse(text.as_bytes(), &Limits::default()).unwrap();
    let spans: Vec<&str> = tree.nodes.iter().map(|node| tree.span(node.start, node.end)).collect();
    assert_eq!(spans.first().unwrap(), &text.trim_start_matches('\u{feff}'));
    assert_eq!(
        spans.get(1..).unwrap(),
        ["[ 1.10 , -0.0e+5, \"x\\u0041\\\"\" ]", "1.10", "-0.0e+5", "\"x\\u0041\\\"\"", "{}", "null", "true"]
    );
    let places: Vec<String> = (0..8).map(|id| tree.pointer(id, 0)).collect();
    assert_eq!(places, ["", "/a", "/a/0", "/a/1", "/a/2", "/b", "/c~0~1", "/d"]);
    let text = tree.nodes.get(4).unwrap();
    assert_eq!(tree.unescaped(text.start + 1, text.end - 1), "xA\"");
}

#[test]
fn a_key_is_what_it_stands_for() {
    let spelt = |text: &str, key: &str| {
        let tree = Tree::parse(text.as_bytes(), &Limits::default()).unwrap();
        tree.is_key(tree.nodes.get(1).unwrap(), key, mark_of(key.as_bytes()))
    };
    for text in [r#"{"code":1}"#, r#"{"c\u006fde":1}"#, r#"{"code":1,"\u0061":2}"#] {
        assert!(spelt(text, "code"), "{text}");
        assert!(!spelt(text, "cod"), "{text}");
        assert!(!spelt(text, r"c\u006fde"), "{text}");
    }
}

#[test]
fn duplicate_keys_are_refused_where_they_stand() {
    let error = Tree::parse(br#"{"entry":[{"a":1,"\u0061":2}]}"#, &Limits::default()).unwrap_err();
    assert_eq!(error, JsonError::DuplicateKey { place: "/entry/0/a".to_owned() });
    let many: Vec<String> = (0..40).map(|n| format!("\"k{}\":0", n % 39)).collect();
    assert_eq!(code(&format!("{{{}}}", many.join(","))), "fhir.json.duplicate-key");
}

#[test]
fn what_is_not_json_is_refused() {
    for (text, expected) in [
        ("", "fhir.json.syntax"),
        ("{\"a\":1,}", "fhir.json.syntax"),
        ("[01]", "fhir.json.syntax"),
        ("{} {}", "fhir.json.syntax"),
        ("[\"\\ud800\"]", "fhir.json.escape"),
        ("{\"\\udc00\":1}", "fhir.json.escape"),
    ] {
        assert_eq!(code(text), expected, "{text}");
    }
    assert_eq!(Tree::parse(b"[\"\xff\"]", &Limits::default()).unwrap_err(), JsonError::Encoding);
    let error = Tree::parse(b"{\n \"a\": ?}", &Limits::default()).unwrap_err();
    assert_eq!(error.place(), "line 2, column 7");
}

#[test]
fn limits_hold_before_they_can_hurt() {
    assert_eq!(code(&"[".repeat(1_000_000)), "fhir.limit.depth");
    assert_eq!(code(&format!("{}{}", "[".repeat(65), "]".repeat(65))), "fhir.limit.depth");
    assert!(Tree::parse(format!("{}{}", "[".repeat(64), "]".repeat(64)).as_bytes(), &Limits::default()).is_ok());
    let deep = "[".repeat(100_000) + &"]".repeat(100_000);
    let boundless = Limits { depth: usize::MAX, ..Limits::default() };
    assert_eq!(Tree::parse(deep.as_bytes(), &boundless).unwrap_err().code(), "fhir.limit.depth");
    let small = Limits { repeats: 2, message_bytes: 400, depth: 9 };
    let limited = |text: &str| Tree::parse(text.as_bytes(), &small).unwrap_err().code();
    assert_eq!(limited("[1,2,3]"), "fhir.limit.repeats");
    assert_eq!(limited(r#"{"a":1,"b":2,"c":3}"#), "fhir.limit.repeats");
    assert_eq!(limited(&" ".repeat(401)), "fhir.limit.size");
    let mut wide = "[0,0]".to_owned();
    for _ in 0..6 {
        wide = format!("[{wide},{wide}]");
    }
    assert_eq!(Tree::parse(wide.as_bytes(), &Limits { message_bytes: 1000, ..small }).unwrap_err(), JsonError::Values);
}

#[test]
fn a_place_never_repeats_what_a_key_says() {
    let error = Tree::parse(br#"{"Jane Doe":{"a":1,"a":1}}"#, &Limits::default()).unwrap_err();
    assert_eq!(error.place(), "/?/a");
}

/// Pieces of JSON, right and wrong.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just(r#"{"a":"#),
        Just(r#"{"b":[1,"#),
        Just("}"),
        Just("]"),
        Just(","),
        Just(":"),
        Just("["),
        Just("{"),
        Just("null"),
        Just("true"),
        Just("fals"),
        Just("-0"),
        Just("01"),
        Just("1.10"),
        Just("1."),
        Just("2e+5"),
        Just("1E400"),
        Just(".5"),
        Just("- 1"),
        Just("+1"),
        Just("\"a\""),
        Just("\"\\u0041\\n\""),
        Just("\"\\x\""),
        Just("\"\\u00e\""),
        Just("\"\\ud83d\\ude00\""),
        Just("\"\u{7f}é\u{10ffff}\""),
        Just("\"\t\""),
        Just("\""),
        Just("\\"),
        Just(" "),
        Just("        \n\t\r"),
        Just("\u{a0}"),
        Just("\0"),
        Just("//"),
        Just("\u{feff}"),
    ];
    prop::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<String>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<Option<bool>>().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 80, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((".{0,12}", inner), 0..30)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn agrees_with_the_library(text: &str) -> Result<(), TestCaseError> {
    let ours = Tree::parse(text.as_bytes(), &Limits::default());
    let theirs = serde_json::from_str::<IgnoredAny>(text.strip_prefix('\u{feff}').unwrap_or(text));
    match &ours {
        Ok(_) => prop_assert!(theirs.is_ok()),
        // The library does not look for what is refused here; where it stops first, it stops for the grammar.
        Err(error) if error.code() == "fhir.json.syntax" => prop_assert!(theirs.is_err()),
        Err(error) => prop_assert!(matches!(error.code(), "fhir.json.duplicate-key" | "fhir.json.escape")),
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn what_is_json_is_what_a_library_says_is_json(text in pieces()) {
        agrees_with_the_library(&text)?;
    }

    #[test]
    fn json_with_one_byte_changed_is_told_as_a_library_tells_it(
        value in any_value(), at in any::<prop::sample::Index>(), byte in any::<u8>(),
    ) {
        let mut bytes = serde_json::to_vec_pretty(&value).unwrap();
        *at.get_mut(&mut bytes) = byte;
        if let Ok(text) = std::str::from_utf8(&bytes) {
            agrees_with_the_library(text)?;
        }
    }

    #[test]
    fn a_tree_says_what_its_text_says(value in any_value()) {
        let text = serde_json::to_string_pretty(&value).unwrap();
        let tree = Tree::parse(text.as_bytes(), &Limits::default()).unwrap();
        prop_assert_eq!(tree.bytes(), text.as_bytes());
        prop_assert_eq!(tree.root().raw(), text.as_str());
        prop_assert_eq!(tree.root().compact(), serde_json::to_string(&value).unwrap());
        prop_assert_eq!(rebuilt(tree.root()), serde_json::from_str::<Value>(&text).unwrap());
    }
}

/// What a reader of views sees, as the library's value.
fn rebuilt(view: crate::ingest::fhir::View<'_>) -> Value {
    match view.kind() {
        Kind::Object => view
            .children()
            .map(|child| {
                let key = child.key().unwrap();
                assert_eq!(view.get(&key).unwrap().id(), child.id());
                (key.into_owned(), rebuilt(child))
            })
            .collect(),
        Kind::Array => view.children().map(rebuilt).collect(),
        Kind::Text => Value::from(view.text().unwrap().into_owned()),
        Kind::Number => serde_json::from_str(view.number().unwrap()).unwrap(),
        Kind::Boolean => Value::from(view.boolean().unwrap()),
        Kind::Null => Value::Null,
    }
}
