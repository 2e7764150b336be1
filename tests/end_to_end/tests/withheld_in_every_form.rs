//! What is withheld stands in no form of the record: not in JSON, text, HTML, the UK Core Bundle or the patient summary.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod support;

use dcr_core::consent::{AccessRequest, SectionState, VisibleRecord};
use dcr_core::record::{
    Directive, DirectiveAuthority, DirectiveEffect, DirectiveScope, EntryLink, Section, SensitivityLabel,
};
use dcr_core::render::fhir::{ips_document, uk_core_bundle};
use dcr_core::render::{html, json, text};
use dcr_node::{Answer, Node};
use serde_json::Value;
use std::collections::BTreeSet;
use support::{county, create, doctor, load, number, time};

const PEOPLE: u32 = 40;

/// Shorter words than this are met by chance.
const SHORTEST: usize = 5;

/// Every text in a JSON document.
fn texts(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => drop(found.insert(plain(text))),
        Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        Value::Object(fields) => fields.values().for_each(|field| texts(field, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// In one case and without line breaks, which a page sets as it likes.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn in_json(bytes: &[u8]) -> String {
    let mut found = BTreeSet::new();
    texts(&serde_json::from_slice(bytes).unwrap(), &mut found);
    found.into_iter().collect::<Vec<_>>().join("\n")
}

type Forms = [(&'static str, String); 5];

fn forms(answer: &Answer) -> Forms {
    [
        ("answer", in_json(answer.to_json().unwrap().as_bytes())),
        ("text", plain(&answer.to_text().unwrap())),
        ("html", plain(&answer.to_html().unwrap())),
        ("fhir", in_json(&answer.to_fhir().unwrap().unwrap())),
        ("ips", in_json(&answer.to_ips().unwrap().unwrap())),
    ]
}

/// What a record without the withheld lines says, and each form of it by its own words.
fn known(record: &VisibleRecord) -> String {
    let json = [json(record).unwrap(), uk_core_bundle(record).unwrap(), ips_document(record).unwrap()];
    let mut known: Vec<String> = json.iter().map(|bytes| in_json(bytes)).collect();
    known.extend([plain(&text(record)), plain(&html(record))]);
    known.join("\n")
}

fn stands_in(form: &str, word: &str) -> bool {
    let escaped = word.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    form.contains(word) || form.contains(&escaped) || form.contains(&escaped.replace('\'', "&#39;"))
}

/// What is withheld of a record, by its section or as an item.
struct Withheld {
    sections: Vec<Section>,
    items: BTreeSet<String>,
}

impl Withheld {
    fn takes(&self, section: Section, items: &BTreeSet<String>) -> bool {
        self.sections.contains(&section) || !self.items.is_disjoint(items)
    }
}

/// The words that only the withheld lines hold.
fn secrets(whole: &VisibleRecord, withheld: &Withheld) -> BTreeSet<String> {
    let mut rest = whole.clone();
    let (mut found, mut gone) = (BTreeSet::new(), BTreeSet::new());
    for section in &mut rest.sections {
        let name = section.section;
        section.lines.retain(|line| {
            let items: BTreeSet<String> =
                line.statements.iter().map(|statement| statement.provenance.item.as_str().to_owned()).collect();
            let goes = withheld.takes(name, &items);
            if goes {
                texts(&serde_json::to_value(line).unwrap(), &mut found);
                gone.extend(items);
            }
            !goes
        });
    }
    // That something hangs together with a withheld item would tell of the item.
    let stays = |link: &EntryLink| !gone.contains(link.item.as_str());
    for line in rest.sections.iter_mut().flat_map(|section| &mut section.lines) {
        line.entry.links.retain(stays);
        line.statements.iter_mut().filter_map(|said| said.entry.as_mut()).for_each(|entry| entry.links.retain(stays));
    }
    let known = known(&rest);
    found.retain(|word| word.chars().count() >= SHORTEST && !stands_in(&known, word));
    found
}

/// The withheld words that stand in a form after all; how many there were to be found; and in which forms of the whole
/// record they are found.
#[derive(Default)]
struct Found {
    leaks: BTreeSet<(&'static str, String)>,
    words: usize,
    met: BTreeSet<&'static str>,
}

impl Found {
    fn look(&mut self, whole: &Answer, less: &Answer, withheld: &Withheld) {
        let secrets = secrets(whole.record().unwrap(), withheld);
        self.words += secrets.len();
        for (form, text) in forms(whole) {
            if secrets.iter().any(|word| stands_in(&text, word)) {
                self.met.insert(form);
            }
        }
        for (form, text) in forms(less) {
            let leaks = secrets.iter().filter(|word| stands_in(&text, word));
            self.leaks.extend(leaks.map(|word| (form, word.clone())));
        }
    }

    fn nothing(&self, at_least: usize) {
        let some: Vec<_> = self.leaks.iter().take(12).collect();
        assert!(self.leaks.is_empty(), "{} leaks: {some:#?}", self.leaks.len());
        assert!(self.words > at_least, "{} words withheld", self.words);
        assert_eq!(self.met.iter().copied().collect::<Vec<_>>(), ["answer", "fhir", "html", "ips", "text"]);
    }
}

fn loaded() -> (tempfile::TempDir, Node, Vec<dcr_core::identifier::NhsNumber>) {
    let (sendings, people) = county(PEOPLE);
    let folder = tempfile::tempdir().unwrap();
    let node = create(&folder.path().join("node"));
    load(&node, &sendings);
    let shown = people.iter().map(|person| number(&person.nhs_number));
    let shown = shown.filter(|number| node.view(&doctor(), number).unwrap().permitted()).collect();
    (folder, node, shown)
}

#[test]
fn a_section_that_a_role_may_not_see_stands_in_no_form() {
    let (_folder, node, people) = loaded();
    let social_worker =
        AccessRequest::new("sw-77", "E06000059", "R8014", "CAREMGT", time(support::NOON)).by("caseload", None);
    let mut found = Found::default();
    for person in &people {
        let (whole, less) = (node.view(&doctor(), person).unwrap(), node.view(&social_worker, person).unwrap());
        let closed = less.record().unwrap().sections.iter().filter(|section| section.state == SectionState::Withheld);
        let withheld = Withheld { sections: closed.map(|section| section.section).collect(), items: BTreeSet::new() };
        assert!(withheld.sections.contains(&Section::Investigations));
        found.look(&whole, &less, &withheld);
    }
    found.nothing(1000);
}

#[test]
fn what_a_person_keeps_back_stands_in_no_form() {
    let (_folder, node, people) = loaded();
    let mut found = Found::default();
    for person in &people {
        let whole = node.view(&doctor(), person).unwrap();
        let dissent = |scope| {
            let directive = Directive {
                effect: DirectiveEffect::Dissent,
                scope,
                made: time(support::NOON),
                starts: None,
                ends: None,
                visit: None,
                authority: DirectiveAuthority::Person,
                evidence: None,
                statement: None,
                original: None,
            };
            node.record_directive(person, &directive, &doctor()).unwrap();
        };
        let mut withheld = Withheld { sections: vec![Section::Medications], items: BTreeSet::new() };
        dissent(DirectiveScope::Section(Section::Medications));
        dissent(DirectiveScope::Label(SensitivityLabel::Restricted));
        // Of each other section the latest line that one source alone tells.
        for section in &whole.record().unwrap().sections {
            let lone = section.lines.iter().find(|line| line.statements.len() == 1);
            let Some(line) = lone.filter(|_| section.section != Section::Medications) else { continue };
            let from = &line.statements[0].provenance;
            withheld.items.insert(from.item.as_str().to_owned());
            dissent(DirectiveScope::Item {
                organisation: from.organisation.clone(),
                system: from.system.clone(),
                item: from.item.clone(),
            });
        }
        let less = node.view(&doctor(), person).unwrap();
        found.look(&whole, &less, &withheld);
    }
    found.nothing(1000);
}
