//! From bytes to one unit.

use super::element::Element;
use super::header::{self, Identity};
use super::narrative::Pointers;
use super::sensitivity::{bounded, sensitivity};
use super::tree::{Tree, XmlError, decode};
use super::{encounter, entries, person, sections};
use crate::contribution::{
    ContentHash, Contribution, ContributionBody, ContributionKey, ContributionParts, ContributionStatus, Origin,
    SourceFormat, Version,
};
use crate::identifier::SourceItemId;
use crate::ingest::{Fate, Issue, Limits, Severity, Source, Unit};
use crate::record::{Entry, EntryBody, EntryLink, EntryLinkKind, Sensitivity};
use std::collections::BTreeMap;

/// Reads one CDA document: one unit, accepted or in quarantine.
///
/// Nothing is lost: every value of an accepted document is in a contribution's model or attached to the document's own
/// contribution, exactly as it was written.
///
/// ```
/// use dcr_core::identifier::{OdsCode, SourceSystem};
/// use dcr_core::ingest::{Limits, Source, cda};
/// use dcr_core::time::Timestamp;
/// let source = Source {
///     organisation: OdsCode::parse("RBD")?,
///     system: SourceSystem::parse("Letters")?,
///     received: Timestamp::parse("2026-11-22T13:34:00Z")?,
/// };
/// let letter = br#"<ClinicalDocument xmlns="urn:hl7-org:v3"><id root="1.2.3" extension="7"/><title>Letter</title>
///     <effectiveTime value="20261120"/><confidentialityCode code="N"/><recordTarget><patientRole>
///     <id root="2.16.840.1.113883.2.1.4.1" extension="9990000018"/></patientRole></recordTarget></ClinicalDocument>"#;
/// let units = cda::read(letter, &source, &Limits::default());
/// assert_eq!(units[0].contributions[1].key().item.as_str(), "cda/document/1.2.3|7");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn read(bytes: &[u8], source: &Source, limits: &Limits) -> Vec<Unit> {
    vec![unit(bytes, source, limits).unwrap_or_else(|reason| Unit::quarantined("", bytes, reason))]
}

fn unit(bytes: &[u8], source: &Source, limits: &Limits) -> Result<Unit, Issue> {
    let unreadable = |error: XmlError| Issue::new(Severity::Fatal, error.code(), error.place(), error.message());
    let fatal = |code, place: String, message| Issue::new(Severity::Fatal, code, place, message);
    if bytes.len() > limits.message_bytes {
        return Err(unreadable(XmlError::Size));
    }
    let xml = decode(bytes).map_err(unreadable)?;
    let tree = Tree::parse(&xml, limits).map_err(unreadable)?;
    let root = Element::root(&tree);
    if root.name() != "ClinicalDocument" {
        return Err(fatal("cda.root", String::new(), "the input is not a CDA document"));
    }
    let mut issues = Vec::new();
    let mut targets = root.all("recordTarget").filter_map(|target| target.child("patientRole"));
    let Some(role) = targets.next() else {
        return Err(fatal("cda.person.none", root.place(), "the document does not say whom it is about"));
    };
    if let Some(second) = targets.next() {
        return Err(fatal("cda.person.several", second.place(), "the document is about more than one person"));
    }
    let identifiers = person::Identifiers::read(role, &mut issues);
    let Some(subject) = identifiers.subject() else {
        let message = "the person has no identifier that can be used";
        return Err(fatal("cda.person.none", role.place(), message));
    };
    let pointers = Pointers::new(root);
    let unnamed = || fatal("cda.id.none", root.place(), "the document has no identifier that can be used");
    let identity = Identity::read(root, bytes, source, &mut issues).ok_or_else(unnamed)?;
    let labels = sensitivity(root, &mut issues);

    let mut document = header::document(root, &identity, &pointers);
    let (mut links, replaced) = header::relations(root, &identity);
    document.replaces = replaced;
    let mut states = States { identity: &identity, made: Vec::new() };
    let who = person::demographics(role, identifiers, &pointers, !labels.is_empty());
    let known_by = format!("{}/{}", subject.namespace(), subject.value());
    // What a restricted document leaves out must not supersede what another says.
    let kind = if labels.is_empty() { "demographics" } else { "demographics-in-part" };
    let item = header::item_of(kind, &known_by).ok_or_else(unnamed)?;
    states.add(item, Version::from_time(identity.recorded), ContributionBody::Demographics(Box::new(who)));
    if let Some((item, body)) = encounter::encounter(root, &pointers) {
        links.push(EntryLink { kind: EntryLinkKind::During, item: item.clone() });
        states.entry(item, Version::from_time(identity.recorded), body, labels.clone(), Vec::new());
    }

    let mut all_labels = labels.clone();
    let mut coded = Vec::new();
    for component in root.all("component") {
        if let Some(body) = component.child("structuredBody") {
            let (written, found) = sections::sections(body, &pointers, &mut issues);
            document.sections.extend(written);
            for section in found {
                // The document shows the words of all its sections.
                all_labels = bounded(all_labels.union(&section.labels));
                let stated = entries::entries(&section, &pointers, &mut issues);
                document.contents.extend(stated.media);
                let labels = bounded(labels.union(&section.labels));
                coded.extend(stated.entries.into_iter().map(|(element, body)| (element, body, labels.clone())));
            }
        }
        let file = component.child("nonXMLBody").and_then(|body| body.child("text"));
        document.contents.extend(file.and_then(|text| sections::content(text, &mut issues)));
    }
    let place = states.made.len();
    states.entry(identity.item.clone(), identity.version, EntryBody::Document(document), all_labels, links);
    states.coded(coded);

    let mut contributions = Vec::new();
    let message = ContentHash::of(bytes);
    let mut remainder = root.remainder();
    for (at, made) in states.made.into_iter().enumerate() {
        let parts = ContributionParts {
            derived_from: made.derived_from,
            key: ContributionKey {
                organisation: source.organisation.clone(),
                system: source.system.clone(),
                item: made.item,
            },
            version: made.version,
            recorded: identity.recorded,
            subject: subject.clone(),
            status: ContributionStatus::Current,
            body: Some(made.body),
            origin: Origin {
                format: SourceFormat::Cda,
                message,
                message_id: identity.id.clone(),
                place: None,
                mapping: None,
            },
            attached: if at == place { std::mem::take(&mut remainder) } else { Vec::new() },
        };
        contributions.push(
            Contribution::new(parts)
                .map_err(|error| fatal(error.code(), String::new(), "the document makes no contribution"))?,
        );
    }
    Ok(Unit {
        place: String::new(),
        original: bytes.to_vec(),
        contributions,
        directory: Vec::new(),
        issues,
        fate: Fate::Accepted,
    })
}

struct Made {
    item: SourceItemId,
    derived_from: Option<SourceItemId>,
    version: Version,
    body: ContributionBody,
}

struct States<'s> {
    identity: &'s Identity,
    made: Vec<Made>,
}

impl States<'_> {
    fn add(&mut self, item: SourceItemId, version: Version, body: ContributionBody) {
        self.made.push(Made { item, derived_from: None, version, body });
    }

    fn entry(
        &mut self,
        item: SourceItemId,
        version: Version,
        body: EntryBody,
        sensitivity: Sensitivity,
        links: Vec<EntryLink>,
    ) {
        let mut entry = Entry::new(body);
        entry.sensitivity = sensitivity;
        entry.links = links;
        self.add(item, version, ContributionBody::Entry(Box::new(entry)));
    }

    /// The coded entries, each under the document and by its own identifier, or by its place where it has none or shares
    /// it. What a later version of the document no longer states stands no longer.
    fn coded(&mut self, coded: Vec<(Element<'_>, EntryBody, Sensitivity)>) {
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for (at, (element, body, labels)) in coded.into_iter().enumerate() {
            let own = element.all("id").find_map(super::datatypes::identifier);
            let name = own.unwrap_or_else(|| format!("entry-{}", at + 1));
            let count = seen.entry(name.clone()).or_default();
            *count += 1;
            let name = if *count > 1 { format!("{name}#{count}") } else { name };
            let Some(item) = header::item_of("entry", &format!("{}/{name}", self.identity.item)) else { continue };
            let told_in = EntryLink { kind: EntryLinkKind::DocumentedIn, item: self.identity.item.clone() };
            self.entry(item, self.identity.version, body, labels, vec![told_in]);
            if let Some(made) = self.made.last_mut() {
                made.derived_from = Some(self.identity.item.clone());
            }
        }
    }
}
