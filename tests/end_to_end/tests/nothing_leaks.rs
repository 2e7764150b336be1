//! What is known of people stands in no file, no error, no receipt and no debug form.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout, reason = "tests")]

mod support;

use dcr_county::{Sending, TruePerson};
use dcr_node::{InputFormat, Node, NodeKey};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use support::{
    Draws, county, create, create_under, damaged, doctor, emergency, files, input, input_of, key, load, number,
    person_key,
};

const PEOPLE: u32 = 200;

/// What must not be met, and what it is.
fn secrets(people: &[TruePerson]) -> BTreeMap<String, &'static str> {
    let mut secrets = BTreeMap::new();
    let mut keep = |text: &str, what| {
        if text.chars().count() >= 4 {
            secrets.insert(text.to_owned(), what);
        }
    };
    for person in people {
        keep(&person.nhs_number, "NHS number");
        for name in &person.names {
            keep(&name.family, "name");
            name.given.iter().for_each(|given| keep(given, "name"));
        }
        keep(&person.postcode, "postcode");
        keep(&person.postcode.replace(' ', ""), "postcode");
        keep(person.address[0].trim_start_matches(|c: char| c.is_ascii_digit() || c == ' '), "street");
        for identity in &person.identities {
            keep(&identity.value, "local identifier");
        }
        for fact in &person.facts {
            // A word of the model (`inpatient`, `spouse`) tells nothing of anyone.
            if fact.code.code.is_some() || fact.code.text.contains(' ') {
                keep(&fact.code.text, "clinical text");
            }
            fact.reference.iter().for_each(|reference| keep(reference, "item identifier"));
        }
    }
    secrets
}

/// Searches many words at once by their first four bytes: as they stand, in lower case and in capitals.
struct Search {
    by_start: HashMap<[u8; 4], Vec<(Vec<u8>, String)>>,
}

impl Search {
    fn new(secrets: &BTreeMap<String, &'static str>) -> Self {
        let mut by_start: HashMap<[u8; 4], Vec<(Vec<u8>, String)>> = HashMap::new();
        for (text, what) in secrets {
            let forms = BTreeSet::from([text.clone(), text.to_lowercase(), text.to_uppercase()]);
            for form in forms {
                let wide: Vec<u8> = form.encode_utf16().flat_map(u16::to_le_bytes).collect();
                for (bytes, coding) in [(form.clone().into_bytes(), "UTF-8"), (wide, "UTF-16")] {
                    let start = [bytes[0], bytes[1], bytes[2], bytes[3]];
                    by_start.entry(start).or_default().push((bytes, format!("{what} `{form}` in {coding}")));
                }
            }
        }
        Self { by_start }
    }

    /// What is met in some bytes.
    fn found(&self, bytes: &[u8]) -> BTreeSet<&str> {
        let mut found = BTreeSet::new();
        for at in 0..bytes.len().saturating_sub(3) {
            let Some(words) = self.by_start.get(&bytes[at..at + 4]) else { continue };
            found.extend(words.iter().filter(|(word, _)| bytes[at..].starts_with(word)).map(|(_, told)| told.as_str()));
        }
        found
    }

    /// What is met in the files of a folder.
    fn found_in(&self, folder: &Path) -> BTreeSet<&str> {
        files(folder).iter().flat_map(|file| self.found(&std::fs::read(file).unwrap())).collect()
    }
}

/// A node with the county in it, its quarantine and its audit, still open.
fn loaded(folder: &Path, node_key: &NodeKey, sendings: &[Sending], people: &[TruePerson]) -> Node {
    let node = create_under(folder, node_key);
    load(&node, sendings);
    for sending in sendings.iter().step_by(20) {
        let half = &sending.bytes[..sending.bytes.len() / 2];
        node.submit(half, &input_of(sending)).unwrap();
        node.submit(half, &input(sending.organisation, sending.system, InputFormat::Contributions)).unwrap();
    }
    for person in people {
        node.view(&doctor(), &number(&person.nhs_number)).unwrap();
        node.view(&emergency(), &number(&person.nhs_number)).unwrap();
    }
    assert!(node.stats().unwrap().quarantined > 10);
    node
}

#[test]
fn nothing_about_anyone_stands_in_the_files() {
    let (sendings, people) = county(PEOPLE);
    let search = Search::new(&secrets(&people));
    // The search finds what is there.
    let met: usize = sendings.iter().map(|sending| search.found(&sending.bytes).len()).sum();
    assert!(met > sendings.len(), "{met}");

    let folder = tempfile::tempdir().unwrap();
    let [one, other, empty] = ["one", "other", "empty"].map(|name| folder.path().join(name));
    let nodes = [
        loaded(&one, &NodeKey::from_bytes([1; 32]), &sendings, &people),
        loaded(&other, &NodeKey::from_bytes([2; 32]), &sendings, &people),
        create(&empty),
    ];
    let [one_found, other_found, empty_found] = [&one, &other, &empty].map(|folder| search.found_in(folder));
    println!("met in one: {one_found:?}; in another: {other_found:?}; in an empty one: {empty_found:?}");
    // A short word stands in some millions of random bytes by chance, but not in two stores sealed under two keys; and
    // the store's own words (`PRIMARY KEY`) stand in an empty one too.
    let leaks: Vec<&&str> = one_found.intersection(&other_found).filter(|word| !empty_found.contains(*word)).collect();
    assert!(leaks.is_empty(), "the files hold {leaks:?}");
    for found in one_found.union(&other_found) {
        let word = found.split('`').nth(1).unwrap();
        assert!(word.len() < 8, "chance does not write {found}");
    }
    let sizes = files(&one).into_iter().map(|file| {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        (name, std::fs::metadata(&file).unwrap().len())
    });
    let sizes: Vec<(String, u64)> = sizes.collect();
    let names: Vec<&str> = sizes.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["node.db", "node.db-shm", "node.db-wal"]);
    assert!(sizes[0].1 + sizes[2].1 > 1_000_000, "{sizes:?}");
    nodes.into_iter().for_each(|node| node.close().unwrap());
}

/// Everything that is told of one damaged input.
fn told(node: &Node, sending: &Sending, bytes: &[u8], format: InputFormat) -> String {
    let input = input_of(sending).in_format(format);
    let mut told = format!("{input:?}");
    match node.submit(bytes, &input) {
        Ok(receipt) => {
            told += &receipt.to_json();
            told += &format!("{receipt:?}");
        }
        Err(error) => told += &format!("{error} {error:?} {}", error.code()),
    }
    told
}

#[test]
fn what_is_told_of_damaged_messages_tells_of_nobody() {
    let (sendings, people) = county(PEOPLE);
    let search = Search::new(&secrets(&people));
    let folder = tempfile::tempdir().unwrap();
    let node = create(folder.path());
    let mut draws = Draws::new(21);
    let mut leaks: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut note = |text: &str| {
        for found in search.found(text.as_bytes()) {
            let at = text.len().min(300);
            let start = text.get(..at).unwrap_or_default().to_owned();
            leaks.entry(found.to_owned()).or_default().insert(start);
        }
    };
    for sending in sendings.iter().step_by(2) {
        let bytes = damaged(&sending.bytes, &mut draws);
        let own = input_of(sending).format;
        for format in [own, InputFormat::Hl7v2, InputFormat::Fhir, InputFormat::Contributions] {
            note(&told(&node, sending, &bytes, format));
        }
        // A mapping that is not one: the message itself.
        let text = format!("{{{}", String::from_utf8_lossy(&bytes));
        note(&told(&node, sending, &bytes, InputFormat::Tabular { mapping: text }));
    }
    for held in node.quarantine().unwrap() {
        note(&serde_json::to_string(&held).unwrap());
        note(&format!("{held:?}"));
    }
    assert!(leaks.is_empty(), "{} leaks: {:#?}", leaks.len(), leaks.iter().take(5).collect::<Vec<_>>());
}

/// Debug forms end up in other people's logs.
#[test]
fn debug_forms_tell_of_nobody() {
    let (sendings, people) = county(20);
    let search = Search::new(&secrets(&people));
    let folder = tempfile::tempdir().unwrap();
    let node = create(folder.path());
    load(&node, &sendings);
    let mut forms = vec![format!("{node:?} {:?} {:?}", key(), node.stats().unwrap())];
    for person in &people {
        let nhs = number(&person.nhs_number);
        let answer = node.view(&emergency(), &nhs).unwrap();
        forms.push(format!("{answer:?} {nhs:?} {:?} {:?}", answer.decision(), emergency()));
        forms.extend(person.identities.iter().map(|identity| format!("{:?}", person_key(identity))));
        forms.push(format!("{:?}", node.who_saw(&doctor(), &nhs).unwrap()));
    }
    for form in forms {
        assert_eq!(search.found(form.as_bytes()), BTreeSet::new());
    }
}
