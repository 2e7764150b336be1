//! Those who took part: professionals, their roles, organisations and places, each once for the labels it stands under.

use super::choice::ResourceType;
use super::datatypes::Said;
use super::id::ResourceId;
use super::meta::{self, Profiles};
use super::stating::reference;
use super::writer::Writer;
use crate::identifier::{OdsCode, system};
use crate::record::{Participant, Sensitivity};
use std::collections::HashMap;

/// What is told of one professional, team, organisation or place.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Told {
    Organisation {
        code: Option<OdsCode>,
        name: Option<String>,
    },
    Practitioner {
        name: Option<String>,
        identifier: Option<String>,
        contact: Option<String>,
    },
    Role {
        practitioner: Option<ResourceId>,
        organisation: Option<ResourceId>,
        role: Option<String>,
        contact: Option<String>,
    },
    Place {
        name: String,
    },
}

/// Told by whom (a local identifier means something only there), and under which labels: whoever may not see a statement
/// is not told who made it either.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    told: Told,
    by: String,
    labels: Sensitivity,
}

/// For whom someone is named: in whose record, by which organisation and under which labels.
#[derive(Debug, Clone, Copy)]
pub(super) struct Naming<'n> {
    pub(super) person: &'n str,
    pub(super) by: &'n str,
    pub(super) labels: &'n Sensitivity,
}

/// What a participant became where they were named before.
#[derive(Debug)]
struct Found {
    by: String,
    labels: Sensitivity,
    organisations: bool,
    id: Option<ResourceId>,
}

/// Everyone that the statements refer to, in the order in which they were first named.
#[derive(Debug, Default)]
pub(super) struct People {
    known: HashMap<Key, ResourceId>,
    /// The same participant is named again and again.
    found: HashMap<Participant, Vec<Found>>,
    order: Vec<(ResourceId, Key)>,
}

impl People {
    /// The resource for a participant, made where it is new.
    pub(super) fn find(&mut self, naming: Naming<'_>, who: &Participant, organisations: bool) -> Option<ResourceId> {
        let again = |found: &&Found| {
            found.by == naming.by && found.labels == *naming.labels && found.organisations == organisations
        };
        if let Some(found) = self.found.get(who).and_then(|all| all.iter().find(again)) {
            return found.id;
        }
        let id = self.make(naming, who, organisations);
        let found = Found { by: naming.by.to_owned(), labels: naming.labels.clone(), organisations, id };
        self.found.entry(who.clone()).or_default().push(found);
        id
    }

    fn make(&mut self, naming: Naming<'_>, who: &Participant, organisations: bool) -> Option<ResourceId> {
        let organisation = (who.organisation.is_some() || who.organisation_name.is_some()).then(|| {
            let told = Told::Organisation { code: who.organisation.clone(), name: who.organisation_name.clone() };
            self.add(naming, told)
        });
        let person = who.name.is_some() || who.identifier.is_some();
        let bare = who.role.is_none() && who.contact.is_none();
        if organisation.is_some() && organisations && !person && bare {
            return organisation;
        }
        if organisation.is_none() && who.role.is_none() && person {
            return Some(self.add(
                naming,
                Told::Practitioner {
                    name: who.name.clone(),
                    identifier: who.identifier.clone(),
                    contact: who.contact.clone(),
                },
            ));
        }
        let practitioner = person.then(|| {
            let told = Told::Practitioner { name: who.name.clone(), identifier: who.identifier.clone(), contact: None };
            self.add(naming, told)
        });
        if practitioner.is_none() && organisation.is_none() && bare {
            return None;
        }
        let told = Told::Role { practitioner, organisation, role: who.role.clone(), contact: who.contact.clone() };
        Some(self.add(naming, told))
    }

    /// The resource for a place.
    pub(super) fn place(&mut self, naming: Naming<'_>, name: &str) -> ResourceId {
        self.add(naming, Told::Place { name: name.to_owned() })
    }

    fn add(&mut self, naming: Naming<'_>, told: Told) -> ResourceId {
        self.put(naming.person, Key { told, by: naming.by.to_owned(), labels: naming.labels.clone() })
    }

    /// The resource for an organisation that states something; one that must not be named has no code.
    pub(super) fn source(&mut self, person: &str, code: &OdsCode, name: &str) -> ResourceId {
        let told = Told::Organisation {
            code: Some(code.clone()).filter(|code| !code.is_withheld()),
            name: Some(name.to_owned()),
        };
        self.put(person, Key { told, by: code.to_string(), labels: Sensitivity::NONE })
    }

    fn put(&mut self, person: &str, key: Key) -> ResourceId {
        if let Some(id) = self.known.get(&key) {
            return *id;
        }
        let id = key.id(person);
        self.known.insert(key.clone(), id);
        self.order.push((id, key));
        id
    }

    /// Writes everyone as entries of the Bundle.
    pub(super) fn write(&self, w: &mut Writer, ips: bool) {
        for (id, key) in &self.order {
            let (kind, profiles) = match &key.told {
                Told::Organisation { .. } => {
                    (ResourceType::Organization, Profiles::uk_core("Organization").and_ips("Organization"))
                }
                Told::Practitioner { .. } => {
                    (ResourceType::Practitioner, Profiles::uk_core("Practitioner").and_ips("Practitioner"))
                }
                Told::Role { .. } => {
                    (ResourceType::PractitionerRole, Profiles::uk_core("PractitionerRole").and_ips("PractitionerRole"))
                }
                Told::Place { .. } => (ResourceType::Location, Profiles::uk_core("Location")),
            };
            w.item(|w| {
                w.url("fullUrl", id);
                w.object("resource", |w| {
                    w.ours("resourceType", kind.as_str());
                    w.text("id", id.as_str());
                    w.object("meta", |w| {
                        profiles.write(w, ips);
                        meta::security(w, &key.labels);
                    });
                    key.write(w);
                });
            });
        }
    }
}

impl Key {
    fn id(&self, person: &str) -> ResourceId {
        let mut parts: Vec<&str> = vec![person, self.by.as_str()];
        let told = |text: &'_ Option<String>| text.clone().unwrap_or_default();
        let id = |id: &Option<ResourceId>| id.as_ref().map(|id| id.as_str().to_owned()).unwrap_or_default();
        let words: Vec<String> = match &self.told {
            Told::Organisation { code, name } => {
                vec!["organisation".to_owned(), code.as_ref().map(ToString::to_string).unwrap_or_default(), told(name)]
            }
            Told::Practitioner { name, identifier, contact } => {
                vec!["practitioner".to_owned(), told(name), told(identifier), told(contact)]
            }
            Told::Role { practitioner, organisation, role, contact } => {
                vec!["role".to_owned(), id(practitioner), id(organisation), told(role), told(contact)]
            }
            Told::Place { name } => vec!["place".to_owned(), name.clone()],
        };
        parts.extend(words.iter().map(String::as_str));
        parts.extend(self.labels.labels().iter().map(crate::record::SensitivityLabel::as_str));
        ResourceId::of(parts)
    }

    fn write(&self, w: &mut Writer) {
        let said = Said { organisation: &self.by };
        let telecom = |w: &mut Writer, contact: Option<&String>| {
            w.items("telecom", contact, |w, contact| {
                w.ours("system", "other");
                w.text("value", contact);
            });
        };
        match &self.told {
            Told::Organisation { code, name } => {
                w.items("identifier", code, |w, code| {
                    w.ours("system", system::ODS_ORGANISATION);
                    w.text("value", code.as_str());
                });
                let before = w.len();
                w.text_opt("name", name.as_deref());
                if w.len() == before {
                    w.object("_name", |w| w.absent("unknown"));
                }
            }
            Told::Practitioner { name, identifier, contact } => {
                w.items("identifier", identifier, |w, identifier| said.joined_identifier(w, identifier));
                w.array("name", |w| {
                    w.item(|w| match name.as_deref().filter(|name| !name.trim().is_empty()) {
                        Some(name) => w.text("text", name),
                        None => w.absent("unknown"),
                    });
                });
                telecom(w, contact.as_ref());
            }
            Told::Role { practitioner, organisation, role, contact } => {
                if let Some(id) = practitioner {
                    reference(w, "practitioner", *id);
                }
                if let Some(id) = organisation {
                    reference(w, "organization", *id);
                }
                w.items("code", role, |w, role| w.text("text", role));
                telecom(w, contact.as_ref());
            }
            Told::Place { name } => w.text("name", name),
        }
    }
}
