//! One statement being written: what it may refer to, and what FHIR has no element for.

use super::choice::ResourceType;
use super::datatypes::Said;
use super::id::ResourceId;
use super::people::{Naming, People};
use super::writer::Writer;
use super::{meta, narrative};
use crate::merge::Provenance;
use crate::record::{Entry, EntryLinkKind, Participant, Period, Sensitivity};
use crate::time::Timestamp;
use std::cell::RefCell;
use std::collections::HashMap;

/// Which of the two exports is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A collection of UK Core resources.
    UkCore,
    /// An International Patient Summary.
    Ips,
}

/// What an entry's link leads to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Target {
    pub(super) id: ResourceId,
    pub(super) kind: ResourceType,
}

/// Organisation, system and item of every statement of the record. It is only looked up, never walked.
pub(super) type Targets<'a> = HashMap<(&'a str, &'a str, &'a str), Target>;

/// What all statements of an export share.
#[derive(Debug)]
pub(super) struct Export<'a> {
    pub(super) form: Form,
    /// The person's name in the record, from which every id is made.
    pub(super) person: String,
    pub(super) patient: ResourceId,
    /// The time of the look.
    pub(super) at: Timestamp,
    pub(super) targets: Targets<'a>,
    pub(super) people: RefCell<People>,
}

impl Export<'_> {
    /// The id of one statement's resource, or of a part of it.
    ///
    /// A statement whose source must not be named has no name of its own beyond this one look: its id is made from the
    /// time of the look as well, so that no receiver takes it for what another look called the same.
    pub(super) fn id(&self, provenance: &Provenance, part: &[&str]) -> ResourceId {
        let at = provenance.organisation.is_withheld().then(|| self.at.to_string());
        // The patient's id stands for the person, in fewer bytes to hash.
        let of = [
            self.patient.as_str(),
            provenance.organisation.as_str(),
            provenance.system.as_str(),
            provenance.item.as_str(),
        ];
        ResourceId::of(of.into_iter().chain(part.iter().copied()).chain(at.as_deref()))
    }
}

/// Where something stands by its dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ByDates {
    /// It begins after the look.
    Planned,
    /// It began, or does not say when, and has not ended.
    Holds,
    /// It ended.
    Over,
}

impl Export<'_> {
    /// The id of a leading statement's resource, which may be known from the links.
    pub(super) fn line_id(&self, provenance: &Provenance) -> ResourceId {
        let key = (provenance.organisation.as_str(), provenance.system.as_str(), provenance.item.as_str());
        self.targets.get(&key).map_or_else(|| self.id(provenance, &[]), |target| target.id)
    }
}

/// One statement being written.
#[derive(Debug)]
pub(super) struct Stating<'s, 'a> {
    pub(super) export: &'s Export<'a>,
    pub(super) entry: &'s Entry,
    pub(super) provenance: &'s Provenance,
    pub(super) organisation_name: &'s str,
    pub(super) id: ResourceId,
    /// The labels of the whole line: a label on one copy of a fact covers the fact.
    pub(super) labels: &'s Sensitivity,
    /// Whether another statement leads the line.
    pub(super) further: bool,
    /// What FHIR has no element for, under its label.
    beyond: RefCell<Vec<(&'static str, String)>>,
}

impl<'s, 'a> Stating<'s, 'a> {
    pub(super) fn new(
        export: &'s Export<'a>,
        id: ResourceId,
        (entry, provenance, organisation_name): (&'s Entry, &'s Provenance, &'s str),
        labels: &'s Sensitivity,
        further: bool,
    ) -> Self {
        let beyond = RefCell::default();
        Self { export, entry, provenance, organisation_name, id, labels, further, beyond }
    }

    pub(super) fn said(&self) -> Said<'s> {
        Said { organisation: self.provenance.organisation.as_str() }
    }

    /// For whom those who took part are named.
    pub(super) fn naming(&self) -> Naming<'_> {
        Naming { person: &self.export.person, by: self.provenance.organisation.as_str(), labels: self.labels }
    }

    pub(super) fn ips(&self) -> bool {
        self.export.form == Form::Ips
    }

    /// The id of a resource that is a part of this statement.
    pub(super) fn part(&self, part: &[&str]) -> ResourceId {
        self.export.id(self.provenance, part)
    }

    /// Says what FHIR has no element for; it goes into the resource's text, marked as additional.
    pub(super) fn beyond(&self, label: &'static str, words: impl Into<String>) {
        let words = words.into();
        if !words.trim().is_empty() {
            self.beyond.borrow_mut().push((label, words));
        }
    }

    pub(super) fn beyond_opt(&self, label: &'static str, words: Option<impl Into<String>>) {
        if let Some(words) = words {
            self.beyond(label, words);
        }
    }

    /// Writes a resource of the statement as an entry of the Bundle: `profiles` are the ends of the UK Core and the IPS
    /// profile that it follows.
    pub(super) fn resource(
        &self,
        w: &mut Writer,
        kind: ResourceType,
        id: ResourceId,
        profiles: meta::Profiles,
        content: impl FnOnce(&mut Writer),
    ) {
        w.item(|w| {
            w.url("fullUrl", &id);
            w.object("resource", |w| {
                w.ours("resourceType", kind.as_str());
                w.text("id", id.as_str());
                meta::meta(w, self.provenance, self.organisation_name, profiles, self.ips(), self.labels, self.further);
                content(w);
                let beyond = self.beyond.take();
                if !beyond.is_empty() {
                    narrative::additional(w, &beyond);
                }
            });
        });
    }

    /// Whether something is planned, holds or is over at the time of the look, by its dates alone: for a FHIR status that
    /// must be given where the source gives none.
    pub(super) fn by_dates(&self, period: &Period) -> ByDates {
        let at = self.export.at;
        if period.end.as_ref().is_some_and(|end| end.earliest() <= at) {
            ByDates::Over
        } else if period.start.as_ref().is_some_and(|start| start.earliest() > at) {
            ByDates::Planned
        } else {
            ByDates::Holds
        }
    }

    /// The reference to the person.
    pub(super) fn subject(&self, w: &mut Writer, key: &'static str) {
        reference(w, key, self.export.patient);
    }

    /// A reference to whoever took part; `organisations` says whether the element may refer to an organisation.
    pub(super) fn participant(&self, w: &mut Writer, key: &'static str, who: &Participant, organisations: bool) {
        if let Some(id) = self.export.people.borrow_mut().find(self.naming(), who, organisations) {
            reference(w, key, id);
        }
    }

    pub(super) fn participant_opt(
        &self,
        w: &mut Writer,
        key: &'static str,
        who: Option<&Participant>,
        organisations: bool,
    ) {
        if let Some(who) = who {
            self.participant(w, key, who, organisations);
        }
    }

    /// References to those who took part, in the form of a plain array.
    pub(super) fn participants(&self, w: &mut Writer, key: &'static str, all: &[Participant]) {
        w.array(key, |w| {
            for who in all {
                if let Some(id) = self.export.people.borrow_mut().find(self.naming(), who, true) {
                    w.item(|w| w.url("reference", &id));
                }
            }
        });
    }

    /// The links of a kind whose targets are in this export and of a type that the element allows. Other links are left
    /// out: what they lead to is not shown, or FHIR has no element that may refer to it.
    pub(super) fn links(&self, kind: &EntryLinkKind, allowed: &[ResourceType]) -> Vec<ResourceId> {
        if self.entry.links.is_empty() {
            return Vec::new();
        }
        let (organisation, system) = (self.provenance.organisation.as_str(), self.provenance.system.as_str());
        let found = |link: &crate::record::EntryLink| {
            let target = self.export.targets.get(&(organisation, system, link.item.as_str()))?;
            (link.kind == *kind && allowed.contains(&target.kind) && target.id != self.id).then_some(target.id)
        };
        self.entry.links.iter().filter_map(found).collect()
    }

    pub(super) fn links_at(&self, w: &mut Writer, key: &'static str, kind: &EntryLinkKind, allowed: &[ResourceType]) {
        references(w, key, &self.links(kind, allowed));
    }

    pub(super) fn link_at(&self, w: &mut Writer, key: &'static str, kind: &EntryLinkKind, allowed: &[ResourceType]) {
        if let Some(id) = self.links(kind, allowed).first() {
            reference(w, key, *id);
        }
    }

    pub(super) fn encounter(&self, w: &mut Writer, key: &'static str) {
        self.link_at(w, key, &EntryLinkKind::During, &[ResourceType::Encounter]);
    }
}

pub(super) fn reference(w: &mut Writer, key: &'static str, id: ResourceId) {
    w.object(key, |w| w.url("reference", &id));
}

pub(super) fn references(w: &mut Writer, key: &'static str, ids: &[ResourceId]) {
    w.items(key, ids, |w, id| w.url("reference", id));
}
