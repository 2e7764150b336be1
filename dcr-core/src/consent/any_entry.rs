//! Entries of every kind for tests, made from the published schema of the model: a new field is in them by itself.

use crate::contribution::{
    ContentHash, Contribution, ContributionBody, ContributionKey, ContributionParts, ContributionStatus, Origin,
    SourceFormat, Statement, Version,
};
use crate::identifier::{NhsNumber, OdsCode, PersonKey, SourceItemId, SourceSystem, SubjectId};
use crate::identity::{Cluster, PersonId};
use crate::merge::{CombinedRecord, StatementSet, combine};
use crate::record::Entry;
use crate::time::Timestamp;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// Stands in every text of the entries that is free.
pub(super) const MARKER: &str = "words that somebody wrote down here";

/// The organisation of everyone who takes part in the entries.
pub(super) const ORGANISATION: &str = "J81001";

/// An entry with most of what it can have.
pub(super) fn any_entry() -> impl Strategy<Value = Entry> {
    (0usize..13, proptest::collection::vec(any::<u8>(), 64)).prop_map(|(kind, dice)| entry(kind, &dice))
}

/// One entry of each kind with all that it can have.
pub(super) fn every_kind() -> Vec<Entry> {
    (0..13).map(|kind| entry(kind, &[])).collect()
}

/// `dice` decide what is there and of which form; without any, everything is.
fn entry(kind: usize, dice: &[u8]) -> Entry {
    let schema = serde_json::to_value(schemars::schema_for!(Entry)).unwrap();
    let mut maker = Maker { defs: schema["$defs"].as_object().unwrap().clone(), dice: dice.to_vec(), thrown: 0, kind };
    let made = maker.object(&schema);
    serde_json::from_value(made.clone()).unwrap_or_else(|error| panic!("{error}: {made}"))
}

struct Maker {
    defs: Map<String, Value>,
    dice: Vec<u8>,
    thrown: usize,
    kind: usize,
}

impl Maker {
    /// A number below `sides`; 0 where there are no dice.
    fn dice(&mut self, sides: usize) -> usize {
        self.thrown += 1;
        let die = self.dice.get(self.thrown % self.dice.len().max(1)).copied().unwrap_or_default();
        if self.dice.is_empty() { 0 } else { (usize::from(die) + self.thrown / self.dice.len()) % sides }
    }

    fn make(&mut self, schema: &Value) -> Value {
        if let Some(name) = schema["$ref"].as_str() {
            return self.named(name.trim_start_matches("#/$defs/"));
        }
        if let Some(any) = schema["anyOf"].as_array() {
            let some = any.iter().find(|schema| schema["type"] != "null").unwrap();
            return self.make(some);
        }
        if let Some(one) = schema["oneOf"].as_array() {
            let chosen = self.dice(one.len());
            return self.make(&one[chosen]);
        }
        if let Some(only) = schema.get("const") {
            return only.clone();
        }
        let kind = schema["type"].as_array().map_or(&schema["type"], |kinds| &kinds[0]);
        match kind.as_str().unwrap_or_else(|| panic!("no type: {schema}")) {
            "string" => json!(MARKER),
            "boolean" => json!(self.dice(2) == 0),
            "integer" => json!(self.dice(3) + 1),
            "object" => self.object(schema),
            "array" => match schema["prefixItems"].as_array() {
                Some(items) => items.iter().map(|item| self.make(item)).collect(),
                None => (0..=self.dice(2)).map(|_| self.make(&schema["items"])).collect(),
            },
            other => panic!("no way to make {other}"),
        }
    }

    fn object(&mut self, schema: &Value) -> Value {
        let Some(properties) = schema["properties"].as_object() else {
            return json!({ MARKER: MARKER });
        };
        let required: Vec<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let mut made = Map::new();
        for (name, schema) in properties {
            if required.contains(&name.as_str()) || self.dice(4) != 3 {
                made.insert(name.clone(), self.make(schema));
            }
        }
        made.into()
    }

    fn named(&mut self, name: &str) -> Value {
        let schema = self.defs.get(name).unwrap_or_else(|| panic!("no {name}")).clone();
        match name {
            "OdsCode" => json!(ORGANISATION),
            "NhsNumber" => json!("9990000018"),
            "Postcode" => json!("DT1 1XJ"),
            "Uprn" => json!("100040230001"),
            "Decimal" => json!("1.50"),
            "PartialDateTime" => json!("2026-02-03"),
            "SourceItemId" => json!("item-7"),
            "Sensitivity" => json!(["hiv"]),
            "EntryBody" => self.make(&schema["oneOf"][self.kind]),
            _ => match schema["description"]
                .as_str()
                .and_then(|said| said.strip_prefix("Open vocabulary. Known words: "))
            {
                Some(words) => {
                    let known = words.split_whitespace().next().unwrap();
                    json!(if self.dice(2) == 0 { MARKER } else { known })
                }
                None => self.make(&schema),
            },
        }
    }
}

/// The combined record of some bodies of contributions, each by its organisation and under its item.
pub(super) fn combined(bodies: &[(&str, &str, Value)]) -> CombinedRecord {
    let subject = SubjectId::new(SubjectId::LOCAL, "1").unwrap();
    let mut members = std::collections::BTreeSet::new();
    let mut set = StatementSet::new();
    for (organisation, item, body) in bodies {
        let key = ContributionKey {
            organisation: OdsCode::parse(organisation).unwrap(),
            system: SourceSystem::parse("PAS").unwrap(),
            item: SourceItemId::parse(item).unwrap(),
        };
        members.insert(PersonKey {
            organisation: key.organisation.clone(),
            system: key.system.clone(),
            subject: subject.clone(),
        });
        let contribution = Contribution::new(ContributionParts {
            key,
            version: Version::new(1).unwrap(),
            derived_from: None,
            recorded: Timestamp::parse("2026-01-01T00:00:00Z").unwrap(),
            subject: subject.clone(),
            status: ContributionStatus::Current,
            body: Some(serde_json::from_value::<ContributionBody>(body.clone()).unwrap()),
            origin: Origin {
                format: SourceFormat::Direct,
                message: ContentHash::of(b"test"),
                message_id: None,
                place: None,
                mapping: None,
            },
            attached: Vec::new(),
        })
        .unwrap();
        assert!(set.insert(Statement::new(contribution, Timestamp::parse("2026-01-02T00:00:00Z").unwrap()).unwrap()));
    }
    let members: Vec<PersonKey> = members.into_iter().collect();
    let id = members.first().map_or_else(
        || {
            PersonId::of(&PersonKey {
                organisation: OdsCode::parse("RBD").unwrap(),
                system: SourceSystem::parse("PAS").unwrap(),
                subject,
            })
        },
        PersonId::of,
    );
    let nhs_number = Some(NhsNumber::parse("9990000018").unwrap());
    combine(&Cluster { id, members, nhs_number, former_numbers: Vec::new(), evidence: Vec::new() }, set)
}

#[test]
fn the_entries_are_of_every_kind_and_full_of_words() {
    let every = every_kind();
    let sections: std::collections::BTreeSet<_> = every.iter().map(Entry::section).collect();
    assert_eq!(sections.len(), 13);
    for entry in &every {
        let text = serde_json::to_string(entry).unwrap();
        assert!(text.matches(MARKER).count() >= 8, "{text}");
    }
}
