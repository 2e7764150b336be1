//! FHIR XML says what FHIR JSON says.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test stops at what it did not expect and says what it skips"
)]

#[path = "corpus_support/mod.rs"]
mod corpus_support;
#[path = "fhir_support/mod.rs"]
mod fhir_support;

use corpus_support::source;
use dcr_core::contribution::{Contribution, ContributionParts};
use dcr_core::ingest::fhir::{self, Tree};
use dcr_core::ingest::{Fate, Limits, Unit};
use fhir_support::{bundle, seed, to_xml};
use proptest::prelude::*;
use serde_json::{Value, json};

fn read(bytes: &[u8]) -> Vec<Unit> {
    fhir::read(bytes, &source(), &Limits::default())
}

fn to_json(xml: &str) -> Value {
    serde_json::from_str(&fhir::xml_to_json(xml.as_bytes(), &Limits::default()).unwrap()).unwrap()
}

/// A contribution without what tells in which bytes it came.
fn bare(contribution: &Contribution) -> (ContributionParts, Vec<String>) {
    let mut parts = contribution.parts().clone();
    parts.origin.message = dcr_core::contribution::ContentHash::of(b"");
    let mut places: Vec<String> = parts.attached.drain(..).map(|part| part.place).collect();
    // In XML a resource's type comes first.
    places.sort();
    (parts, places)
}

#[test]
fn the_xml_of_every_modelled_resource_gives_the_contributions_of_its_json() {
    let json = bundle(&seed());
    let xml = to_xml(&json);
    assert_eq!(to_json(&xml), json);
    let (from_xml, from_json) = (read(xml.as_bytes()), read(json.to_string().as_bytes()));
    assert_eq!((from_xml.len(), from_json.len()), (1, 1));
    assert_eq!(from_xml[0].fate, Fate::Accepted);
    assert_eq!(from_xml[0].issues, from_json[0].issues);
    let all = |unit: &Unit| unit.contributions.iter().map(bare).collect::<Vec<_>>();
    for (one, other) in all(&from_xml[0]).into_iter().zip(all(&from_json[0])) {
        assert_eq!(one.1, other.1);
        assert_eq!(one.0, other.0);
    }
    assert!(from_xml[0].contributions.len() > 18);
}

#[test]
fn what_stays_attached_stands_as_it_came() {
    let xml = concat!(
        "<Patient xmlns=\"http://hl7.org/fhir\">\n  <id value='1'/>\n",
        "  <text><status value=\"generated\"/><div xmlns=\"http://www.w3.org/1999/xhtml\"><p>A&amp;B</p></div></text>\n",
        "  <birthDate id='b' value='1950-01-01'><extension url=\"u\"><valueDecimal value=\"1.10\"/></extension></birthDate>\n",
        "  <multipleBirthInteger value=\"2\"/> <foo a:b=\"\" xmlns:a='x' value=\"&#x41;\"/>\n</Patient>"
    );
    // An attribute that FHIR does not have is refused; without it the rest is read.
    assert_eq!(read(xml.as_bytes())[0].issues[0].code, "fhir.xml.attribute");
    let xml = xml.replace(" a:b=\"\"", "");
    let units = read(xml.as_bytes());
    assert_eq!(units[0].original, xml.as_bytes());
    let parts = units[0].contributions[0].parts();
    let attached: Vec<(&str, &str)> =
        parts.attached.iter().map(|part| (part.place.as_str(), part.content.as_str())).collect();
    let date = "<birthDate id='b' value='1950-01-01'><extension url=\"u\"><valueDecimal value=\"1.10\"/></extension></birthDate>";
    assert!(attached.contains(&("/_birthDate", date)), "{attached:?}");
    assert!(attached.contains(&("/foo", "<foo xmlns:a='x' value=\"&#x41;\"/>")), "{attached:?}");
    assert!(
        attached.contains(&(
            "/text",
            "<text><status value=\"generated\"/><div xmlns=\"http://www.w3.org/1999/xhtml\"><p>A&amp;B</p></div></text>"
        )),
        "{attached:?}"
    );
}

#[test]
fn numbers_and_shadows_are_kept_as_they_are_written() {
    let xml = concat!(
        "<f:Observation xmlns:f=\"http://hl7.org/fhir\"><f:valueQuantity><f:value value=\"1.10\"/></f:valueQuantity>",
        "<f:identifier><f:value value=\"007\"/></f:identifier><f:note><f:text value=\"a &lt;&#10;\"/></f:note>",
        "<f:performer><f:display><f:extension url=\"x\"><f:valueBoolean value=\"true\"/></f:extension></f:display></f:performer>",
        "</f:Observation>"
    );
    assert_eq!(
        fhir::xml_to_json(xml.as_bytes(), &Limits::default()).unwrap(),
        concat!(
            r#"{"resourceType":"Observation","valueQuantity":{"value":1.10},"identifier":[{"value":"007"}],"#,
            r#""note":[{"text":"a <\n"}],"#,
            r#""performer":[{"_display":{"extension":[{"url":"x","valueBoolean":true}]}}]}"#
        )
    );
    let given = r#"<Patient xmlns="http://hl7.org/fhir"><name><given value="A"/><given id="2"/><given value="C"/></name></Patient>"#;
    assert_eq!(to_json(given)["name"], json!([{ "given": ["A", null, "C"], "_given": [null, { "id": "2" }, null] }]));
}

#[test]
fn xml_that_harms_is_refused() {
    let fhir = |inside: &str| format!("<Patient xmlns=\"http://hl7.org/fhir\">{inside}</Patient>");
    let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]>";
    let deep = "<extension url='a'>".repeat(100_000);
    for (xml, code) in [
        (format!("{bomb}{}", fhir("<id value='&b;'/>")), "fhir.xml.document-type"),
        (fhir("<id value='&b;'/>"), "fhir.xml.syntax"),
        (fhir(&format!("<div xmlns='http://www.w3.org/1999/xhtml'>{bomb}</div>")), "fhir.xml.document-type"),
        (fhir(&deep), "fhir.limit.depth"),
        (fhir("<id value='1'/>").replace("hl7", "hl8"), "fhir.xml.namespace"),
        (fhir("<id xmlns='' value='1'/>"), "fhir.xml.namespace"),
        (fhir("words"), "fhir.xml.text"),
        (fhir("<![CDATA[words]]>"), "fhir.xml.text"),
        (fhir("<id value='1' value='2'/>"), "fhir.xml.syntax"),
        (fhir("<id value='1'/><active value='true'/><id value='2'/>"), "fhir.json.duplicate-key"),
        (fhir("<id value='1'><use value='a'/></id>"), "fhir.xml.content"),
        (fhir("<id value='1'>"), "fhir.xml.syntax"),
        (fhir("") + "<a/>", "fhir.xml.syntax"),
        ("<?xml version='1.0' encoding='ISO-8859-1'?>".to_owned() + &fhir(""), "fhir.xml.encoding"),
        ("<patient xmlns='http://hl7.org/fhir'/>".to_owned(), "fhir.xml.content"),
        (fhir("<i\"d value='1'/>"), "fhir.xml.syntax"),
        ("<".to_owned(), "fhir.xml.syntax"),
    ] {
        let units = read(xml.as_bytes());
        assert_eq!((units.len(), units[0].issues[0].code), (1, code), "{}", xml.chars().take(200).collect::<String>());
        assert_eq!(units[0].original, xml.as_bytes());
    }
    assert_eq!(
        read(b"<Patient xmlns='http://hl7.org/fhir'><id value='\xff'/></Patient>")[0].issues[0].code,
        "fhir.xml.encoding"
    );
    let small = Limits { repeats: 1, ..Limits::default() };
    let wide = fhir(&"<id value='1'/>".repeat(65));
    assert_eq!(fhir::read(wide.as_bytes(), &source(), &small)[0].issues[0].code, "fhir.limit.values");
}

/// The names that an arbitrary resource is made of, each with what may stand under it.
fn any_resource() -> impl Strategy<Value = Value> {
    let text = "[^\\p{Cc}\\p{Cn}\\p{Co}]{1,12}";
    let extension = (text, text).prop_map(|(url, text)| json!({ "url": url, "valueString": text }));
    let shadow = (proptest::option::of("[a-z]{1,3}"), prop::collection::vec(extension, 1..3)).prop_map(|(id, all)| {
        let mut shadow = json!({ "extension": all });
        if let Some(id) = id {
            shadow["id"] = json!(id);
        }
        shadow
    });
    let given = prop::collection::vec((proptest::option::of(text), proptest::option::of(shadow.clone())), 1..4);
    let name = (given, text, proptest::option::of(shadow)).prop_map(|(given, family, shadow)| {
        let mut name = json!({ "family": family });
        let (values, shadows): (Vec<_>, Vec<_>) = given.into_iter().unzip();
        if values.iter().any(Option::is_some) {
            name["given"] = json!(values);
        }
        if shadows.iter().any(Option::is_some) || values.iter().all(Option::is_none) {
            name["_given"] = shadows.iter().map(|shadow| shadow.clone().unwrap_or(json!({ "id": "x" }))).collect();
            if values.iter().any(Option::is_some) {
                name["_given"] = json!(shadows);
            }
        }
        if let Some(shadow) = shadow {
            name["_family"] = shadow;
        }
        name
    });
    let contained = text.prop_map(|text| json!({ "resourceType": "Basic", "id": "c", "code": { "text": text } }));
    let number = prop_oneof!["-?(0|[1-9][0-9]{0,5})", "-?(0|[1-9][0-9]{0,5})"]
        .prop_map(|text: String| text.parse::<i64>().unwrap());
    (prop::collection::vec(name, 1..4), prop::collection::vec(contained, 1..3), any::<bool>(), number, text).prop_map(
        |(name, contained, active, number, text)| {
            json!({ "resourceType": "Patient", "id": "1", "contained": contained, "name": name, "active": active,
                "multipleBirthInteger": number, "telecom": [{ "value": text }],
                "extension": [{ "url": "u", "valueQuantity": { "value": number } }] })
        },
    )
}

proptest! {
    #[test]
    fn any_resource_comes_back_from_its_xml(resource in any_resource()) {
        let xml = to_xml(&resource);
        prop_assert_eq!(to_json(&xml), resource, "{}", xml);
    }

    #[test]
    fn any_bytes_changed_in_xml_are_survived(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        which in any::<prop::sample::Index>(),
    ) {
        let mut bytes = to_xml(which.get(&seed())).into_bytes();
        for (at, byte) in changes {
            *at.get_mut(&mut bytes) = byte;
        }
        prop_assert!(!read(&bytes).is_empty());
    }
}

/// Files that say what XML cannot, or what no name tells: an element with nothing in it, and a reason that repeats in a
/// dispense and not in a request.
const NOT_THE_SAME: &[&str] = &["Extension-UKCore-AddressKey-Example.json", "medicationdispense0318.json"];

/// The tables of what repeats and what is no string, against what others wrote.
#[test]
fn real_json_comes_back_from_its_xml() {
    let mut other = Vec::new();
    for name in ["hl7-r4-examples", "ukcore-examples", "synthea-r4"] {
        let Some(folder) = corpus_support::shared(&format!("fhir/{name}")) else { continue };
        for (file, bytes) in corpus_support::files(&folder) {
            let Ok(mut value) = serde_json::from_slice::<Value>(&bytes) else { continue };
            forget_comments(&mut value);
            if NOT_THE_SAME.contains(&file.as_str())
                || Tree::parse(&bytes, &Limits::default()).is_err()
                || value["resourceType"].is_null()
            {
                continue;
            }
            let xml = to_xml(&value);
            match fhir::xml_to_json(xml.as_bytes(), &Limits::default()) {
                Ok(json) if serde_json::from_str::<Value>(&json).unwrap() == value => {}
                Ok(json) => {
                    other.push(format!("{file}: {:?}", differences(&value, &serde_json::from_str(&json).unwrap(), "")));
                }
                Err(error) => other.push(format!("{file}: {error}")),
            }
        }
    }
    assert!(other.is_empty(), "{}\n{}", other.len(), other.join("\n"));
}

/// Comments in JSON, which FHIR had before R4 and some tools still write, are no elements.
fn forget_comments(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.remove("fhir_comments");
            members.values_mut().for_each(forget_comments);
            members.retain(|key, value| {
                !key.starts_with('_') || value.as_object().is_none_or(|object| !object.is_empty())
            });
        }
        Value::Array(items) => items.iter_mut().for_each(forget_comments),
        _ => {}
    }
}

fn differences(a: &Value, b: &Value, at: &str) -> Vec<String> {
    match (a, b) {
        (Value::Object(x), Value::Object(y)) => {
            let keys: std::collections::BTreeSet<&String> = x.keys().chain(y.keys()).collect();
            keys.into_iter().flat_map(|key| differences(&a[key], &b[key], &format!("{at}/{key}"))).take(3).collect()
        }
        (Value::Array(x), Value::Array(y)) if x.len() == y.len() => {
            x.iter().zip(y).flat_map(|(a, b)| differences(a, b, at)).take(3).collect()
        }
        _ if a == b => Vec::new(),
        _ => vec![format!(
            "{at} {} {}",
            &a.to_string().chars().take(40).collect::<String>(),
            &b.to_string().chars().take(40).collect::<String>()
        )],
    }
}
