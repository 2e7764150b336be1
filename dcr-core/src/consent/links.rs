//! Links between items, once some items are withheld.

use super::VisibleSection;
use crate::identifier::{OdsCode, SourceItemId, SourceSystem};
use crate::merge::Provenance;
use crate::record::{Entry, EntryBody};
use std::collections::BTreeMap;

/// An item that a link leads to, in the source that states the link.
struct Target {
    organisation: OdsCode,
    system: SourceSystem,
    shown: bool,
}

impl Target {
    fn is_in(&self, source: &Provenance) -> bool {
        self.organisation == source.organisation && self.system == source.system
    }
}

/// Drops every link that does not lead to an item that is shown.
///
/// The name of an item often says what it is, so a link to one that is withheld would tell of it; and whether a link leads
/// to what is withheld or to what never came is not told apart.
pub(super) fn keep_links_to_what_is_shown(sections: &mut [VisibleSection]) {
    // Few items are linked to, so these are looked for among all, and not all kept to look for these.
    let mut targets: BTreeMap<SourceItemId, Vec<Target>> = BTreeMap::new();
    each_entry(sections, |entry, source| {
        for item in linked(entry) {
            let known = targets.entry(item.clone()).or_default();
            if !known.iter().any(|target| target.is_in(source)) {
                let (organisation, system) = (source.organisation.clone(), source.system.clone());
                known.push(Target { organisation, system, shown: false });
            }
        }
    });
    if targets.is_empty() {
        return;
    }
    for statement in sections.iter().flat_map(|section| &section.lines).flat_map(|line| &line.statements) {
        let source = &statement.provenance;
        let targets = targets.get_mut(&source.item).into_iter().flatten();
        targets.filter(|target| target.is_in(source)).for_each(|target| target.shown = true);
    }
    each_entry(sections, |entry, source| {
        let is_shown = |item: &SourceItemId| {
            targets.get(item).is_some_and(|known| known.iter().any(|target| target.shown && target.is_in(source)))
        };
        entry.links.retain(|link| is_shown(&link.item));
        if let EntryBody::Encounter(encounter) = &mut entry.body {
            for topic in &mut encounter.topics {
                topic.problems.retain(is_shown);
                topic.items.retain(is_shown);
            }
        }
    });
}

/// Each entry with where it came from: that of a line from its leading statement, a differing one from its own.
fn each_entry(sections: &mut [VisibleSection], mut visit: impl FnMut(&mut Entry, &Provenance)) {
    for line in sections.iter_mut().flat_map(|section| &mut section.lines) {
        if let Some(leading) = line.statements.first() {
            visit(&mut line.entry, &leading.provenance);
        }
        for statement in &mut line.statements {
            if let Some(entry) = &mut statement.entry {
                visit(entry, &statement.provenance);
            }
        }
    }
}

/// The items that an entry names.
fn linked(entry: &Entry) -> impl Iterator<Item = &SourceItemId> {
    let topics = match &entry.body {
        EntryBody::Encounter(encounter) => encounter.topics.as_slice(),
        _ => &[],
    };
    let in_topics = topics.iter().flat_map(|topic| topic.problems.iter().chain(&topic.items));
    entry.links.iter().map(|link| &link.item).chain(in_topics)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn statement(organisation: &str, system: &str, item: &str, entry: &Value) -> Value {
        let provenance = json!({
            "organisation": organisation, "system": system, "item": item, "version": 1,
            "recorded": "2026-11-22T09:00:00.000Z", "received": "2026-11-22T09:00:00.000Z", "format": "fhir-r4",
        });
        let mut statement = json!({ "provenance": provenance, "organisation_name": "Somebody" });
        if !entry.is_null() {
            statement["entry"] = entry.clone();
        }
        statement
    }

    /// An entry that links to some items; a contact that dealt with them too.
    fn entry(linked: &[&str], contact: bool) -> Value {
        let links: Vec<Value> = linked.iter().map(|item| json!({ "kind": "related", "item": item })).collect();
        let body = if contact {
            json!({ "encounter": { "kind": "inpatient", "topics": [{ "problems": linked, "items": linked }] } })
        } else {
            json!({ "problem": { "code": { "text": "Something" } } })
        };
        json!({ "body": body, "links": links })
    }

    fn section(lines: &[(Value, Vec<Value>)]) -> VisibleSection {
        let lines: Vec<Value> =
            lines.iter().map(|(entry, statements)| json!({ "entry": entry, "statements": statements })).collect();
        serde_json::from_value(json!({ "section": "problems", "state": "shown", "lines": lines })).unwrap()
    }

    fn links(entry: &Entry) -> Vec<&str> {
        entry.links.iter().map(|link| link.item.as_str()).collect()
    }

    #[test]
    fn a_link_is_kept_where_its_own_source_shows_what_it_leads_to() {
        let none = Value::Null;
        let all = ["here", "elsewhere", "other-system", "never-came"];
        let mut sections = [
            section(&[
                (
                    entry(&all, true),
                    vec![
                        statement("RBD", "PAS", "contact", &none),
                        statement("RDY", "PAS", "contact", &entry(&all, false)),
                    ],
                ),
                (entry(&[], false), vec![statement("RBD", "PAS", "here", &none)]),
            ]),
            section(&[
                (entry(&["contact"], false), vec![statement("RDY", "PAS", "elsewhere", &none)]),
                (entry(&["contact"], false), vec![statement("RBD", "LIMS", "other-system", &none)]),
            ]),
        ];
        keep_links_to_what_is_shown(&mut sections);
        let [first, second] = &sections;
        let contact = &first.lines[0];
        assert_eq!(links(&contact.entry), ["here"]);
        let EntryBody::Encounter(encounter) = &contact.entry.body else { panic!("a contact") };
        assert_eq!(encounter.topics[0].problems, [SourceItemId::parse("here").unwrap()]);
        assert_eq!(encounter.topics[0].items, [SourceItemId::parse("here").unwrap()]);
        assert_eq!(links(contact.statements[1].entry.as_ref().unwrap()), ["elsewhere"]);
        assert_eq!(links(&second.lines[0].entry), ["contact"]);
        assert_eq!(links(&second.lines[1].entry), [""; 0]);
    }

    #[test]
    fn a_contact_whose_topics_alone_name_what_is_withheld_tells_nothing() {
        let mut contact = entry(&["withheld", "shown"], true);
        contact["links"] = json!([]);
        let none = Value::Null;
        let mut sections = [section(&[
            (contact, vec![statement("RBD", "PAS", "contact", &none)]),
            (entry(&[], false), vec![statement("RBD", "PAS", "shown", &none)]),
        ])];
        keep_links_to_what_is_shown(&mut sections);
        let EntryBody::Encounter(encounter) = &sections[0].lines[0].entry.body else { panic!("a contact") };
        assert_eq!(encounter.topics[0].problems, [SourceItemId::parse("shown").unwrap()]);
        assert_eq!(encounter.topics[0].items, [SourceItemId::parse("shown").unwrap()]);
    }
}
