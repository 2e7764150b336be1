//! Who is one person, against its vectors: the core answers as the reference rules, which are written from
//! `docs/identity-review.md` alone.
//!
//! `DCR_PERSON_VECTORS` may name further files of the same form, by spaces, such as those that
//! `tests/reference/make_identity_vectors.py --populations 100000 FILE` writes.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failure here is the test's failure")]

use dcr_core::contribution::{
    ContentHash, Contribution, ContributionBody, ContributionKey, ContributionParts, ContributionStatus, LinkRelation,
    LinkStatement, Origin, SourceFormat, Statement, Version,
};
use dcr_core::identifier::{NhsNumber, OdsCode, PersonKey, Postcode, SourceItemId, SourceSystem, SubjectId};
use dcr_core::identity::{Evidence, HeldReason, PersonId, Resolution, resolve};
use dcr_core::ingest::{Fate, Limits, Source, fhir, hl7v2};
use dcr_core::merge::StatementSet;
use dcr_core::record::{Address, Demographics, Gender, HumanName, NhsNumberStatement, VerificationStatus};
use dcr_core::time::{PartialDateTime, Timestamp};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The vectors that are kept, and those that the environment names.
fn files() -> Vec<(PathBuf, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/identity");
    let kept = ["person_cases.json", "populations.json"].map(|name| folder.join(name));
    let further = std::env::var("DCR_PERSON_VECTORS").unwrap_or_default();
    let further = further.split_whitespace().map(PathBuf::from);
    let read = |path: PathBuf| {
        let value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        (path, value)
    };
    kept.into_iter().chain(further).map(read).collect()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn place(value: &Value) -> Option<usize> {
    value.as_u64().and_then(|place| usize::try_from(place).ok())
}

/// What a file lists once.
struct Listed {
    people: Vec<PersonKey>,
    places: BTreeMap<PersonKey, usize>,
    words: Vec<String>,
    word_places: BTreeMap<String, usize>,
    stated: Vec<Demographics>,
}

impl Listed {
    fn of(file: &Value) -> Self {
        let people: Vec<PersonKey> = list(&file["people"]).iter().map(person).collect();
        let words: Vec<String> = list(&file["words"]).iter().map(|word| text(word).to_owned()).collect();
        Self {
            places: people.iter().cloned().enumerate().map(|(place, key)| (key, place)).collect(),
            people,
            word_places: words.iter().cloned().enumerate().map(|(place, word)| (word, place)).collect(),
            words,
            stated: list(&file["stated"]).iter().map(demographics).collect(),
        }
    }

    fn person(&self, value: &Value) -> Option<PersonKey> {
        place(value).map(|place| self.people[place].clone())
    }

    fn word(&self, value: &Value) -> Option<&str> {
        place(value).map(|place| self.words[place].as_str())
    }

    fn statement(&self, stated: &Value) -> Statement {
        let subject = self.person(&stated[0]).unwrap();
        let body = match list(stated).len() {
            5 => None,
            6 => Some(ContributionBody::Demographics(Box::new(self.stated[place(&stated[5]).unwrap()].clone()))),
            _ => Some(ContributionBody::Link(LinkStatement {
                of: self.person(&stated[5]),
                ..LinkStatement::new(
                    self.person(&stated[6]).unwrap(),
                    LinkRelation::parse(self.word(&stated[7]).unwrap()).unwrap(),
                )
            })),
        };
        let item = self.word(&stated[1]).unwrap();
        let contribution = Contribution::new(ContributionParts {
            key: ContributionKey {
                organisation: subject.organisation,
                system: subject.system,
                item: SourceItemId::parse(item).unwrap(),
            },
            version: Version::new(stated[2].as_u64().unwrap()).unwrap(),
            derived_from: self.word(&stated[4]).map(|item| SourceItemId::parse(item).unwrap()),
            recorded: Timestamp::parse("2026-01-01T00:00:00Z").unwrap(),
            subject: subject.subject,
            status: ContributionStatus::parse(self.word(&stated[3]).unwrap()).unwrap(),
            body,
            origin: Origin {
                format: SourceFormat::Direct,
                message: ContentHash::of(item.as_bytes()),
                message_id: None,
                place: None,
                mapping: None,
            },
            attached: Vec::new(),
        });
        Statement::new(contribution.unwrap(), Timestamp::parse("2026-01-02T00:00:00Z").unwrap()).unwrap()
    }

    fn place_of(&self, person: &PersonKey) -> usize {
        self.places[person]
    }

    fn named(&self, word: &str) -> Value {
        self.word_places.get(word).map_or_else(|| json!(word), |place| json!(place))
    }

    fn evidence(&self, evidence: &Evidence) -> Value {
        let (kind, left, right, agreed) = match evidence {
            Evidence::NhsNumber { left, right, agreed } => ("nhs-number", left, right, Some(*agreed)),
            Evidence::LocalIdentifier { left, right } => ("local-identifier", left, right, None),
            Evidence::LinkStatement { left, right } => ("link", left, right, None),
            Evidence::Likeness { .. } => panic!("nobody is joined by likeness without a model"),
        };
        json!([self.named(kind), self.place_of(left), self.place_of(right), agreed.map(|words| self.named(words))])
    }

    /// An answer in the form of the file.
    fn answer(&self, found: &Resolution) -> Value {
        let cluster = |cluster: &dcr_core::identity::Cluster| {
            assert_eq!(cluster.id, PersonId::of(&cluster.members[0]));
            json!([
                cluster.members.iter().map(|key| self.place_of(key)).collect::<Vec<_>>(),
                cluster.nhs_number.as_ref().map(|number| self.named(number.as_str())),
                cluster.former_numbers.iter().map(|number| self.named(number.as_str())).collect::<Vec<_>>(),
                cluster.evidence.iter().map(|evidence| self.evidence(evidence)).collect::<Vec<_>>(),
            ])
        };
        let reason = |reason: HeldReason| serde_json::to_value(reason).unwrap();
        let query = |query: &dcr_core::identity::IdentityQuery| {
            json!([
                self.place_of(&query.left),
                query.right.as_ref().map(|right| self.place_of(right)),
                self.named(query.kind.as_str()),
                query.nhs_number.as_ref().map(|number| self.named(number.as_str())),
            ])
        };
        json!({
            "people": found.clusters.iter().map(cluster).collect::<Vec<_>>(),
            "held": found.held.iter().map(|held| json!([
                self.place_of(&held.person), self.named(text(&reason(held.reason))),
            ])).collect::<Vec<_>>(),
            "refused": found.refused.iter().map(|link| json!([
                self.place_of(&link.left), self.place_of(&link.right),
            ])).collect::<Vec<_>>(),
            "queries": found.queries.iter().map(query).collect::<Vec<_>>(),
        })
    }
}

fn person(key: &Value) -> PersonKey {
    PersonKey {
        organisation: OdsCode::parse(text(&key[0])).unwrap(),
        system: SourceSystem::parse(text(&key[1])).unwrap(),
        subject: SubjectId::new(text(&key[2]), text(&key[3])).unwrap(),
    }
}

fn demographics(stated: &Value) -> Demographics {
    let name = |name: &Value| HumanName {
        given: list(&name[0]).iter().map(|given| text(given).to_owned()).collect(),
        family: Some(text(&name[1]).to_owned()).filter(|family| !family.is_empty()),
        ..HumanName::default()
    };
    let number = |number: &Value| NhsNumberStatement {
        number: NhsNumber::parse(text(&number[0])).unwrap(),
        verification: Some(text(&number[1])).filter(|status| !status.is_empty()).map(VerificationStatus::from),
    };
    let address =
        |postcode: &Value| Address { postcode: Some(Postcode::parse(text(postcode)).unwrap()), ..Address::default() };
    let identifier = |identifier: &Value| SubjectId::new(text(&identifier[0]), text(&identifier[1])).unwrap();
    Demographics {
        nhs_numbers: list(&stated["numbers"]).iter().map(number).collect(),
        names: list(&stated["names"]).iter().map(name).collect(),
        birth_date: stated["born"].as_str().map(|date| PartialDateTime::parse(date).unwrap()),
        gender: stated["gender"].as_str().map(Gender::from),
        addresses: list(&stated["postcodes"]).iter().map(address).collect(),
        identifiers: list(&stated["identifiers"]).iter().map(identifier).collect(),
        ..Demographics::default()
    }
}

/// The members of an answer, each in an order of its own: the order of queries of two kinds about two persons is not told.
fn parts(answer: &Value) -> BTreeMap<&str, Vec<String>> {
    let members = ["people", "held", "refused", "queries"];
    let parts = members.map(|name| {
        let mut lines: Vec<String> = list(&answer[name]).iter().map(Value::to_string).collect();
        if name == "queries" {
            lines.sort();
        }
        (name, lines)
    });
    parts.into_iter().collect()
}

/// What a case's messages make of it: its persons and its queries.
fn told_in_messages(listed: &Listed, messages: &[Value]) -> Value {
    let mut standing = StatementSet::default();
    for message in messages {
        let source = Source {
            organisation: OdsCode::parse(text(&message["source"][0])).unwrap(),
            system: SourceSystem::parse(text(&message["source"][1])).unwrap(),
            received: Timestamp::parse("2026-02-01T00:00:00Z").unwrap(),
        };
        let read = if message["format"] == "fhir" { fhir::read } else { hl7v2::read };
        let units = read(text(&message["text"]).as_bytes(), &source, &Limits::default());
        assert!(units.iter().all(|unit| unit.fate == Fate::Accepted), "{:?}", units[0].issues);
        for contribution in units.into_iter().flat_map(|unit| unit.contributions) {
            standing.insert(Statement::new(contribution, source.received).unwrap());
        }
    }
    listed.answer(&resolve(standing.iter()))
}

#[test]
fn what_messages_say_ends_as_what_they_mean() {
    let (_, file) = files().into_iter().next().unwrap();
    let listed = Listed::of(&file);
    let mut asked = 0;
    for case in list(&file["populations"]).iter().filter(|case| !list(&case["messages"]).is_empty()) {
        let told = told_in_messages(&listed, list(&case["messages"]));
        let (told, meant) = (parts(&told), parts(case));
        for part in ["people", "held", "refused", "queries"] {
            assert_eq!(told[part], meant[part], "{} {part}", case["case"]);
        }
        asked += 1;
    }
    assert!(asked >= 8, "{asked}");
}

#[test]
fn each_population_is_resolved_as_the_reference_rules_do() {
    let (mut differences, mut asked) = (Vec::new(), 0);
    for (path, file) in files() {
        let listed = Listed::of(&file);
        for (number, population) in list(&file["populations"]).iter().enumerate() {
            let statements: Vec<Statement> =
                list(&population["statements"]).iter().map(|each| listed.statement(each)).collect();
            let standing: StatementSet = statements.iter().cloned().collect();
            let found = resolve(standing.iter());
            let backwards: Vec<&Statement> = standing.iter().collect();
            assert_eq!(found, resolve(backwards.into_iter().rev()), "{path:?} population {number}: the order shows");
            let (answer, expected) = (listed.answer(&found), parts(population));
            for (name, lines) in parts(&answer).into_iter().filter(|(name, lines)| expected[name] != *lines) {
                let case = text(&population["case"]);
                differences.push(format!(
                    "{path:?} population {number} {case} {name}: the core {lines:?}, the page {:?}",
                    expected[name]
                ));
            }
            asked += 1;
        }
    }
    let shown = differences.iter().take(20).map(String::as_str).collect::<Vec<_>>().join("\n");
    assert!(differences.is_empty(), "{} of {asked} differ:\n{shown}", differences.len());
    assert!(asked > 2_000, "{asked}");
}
