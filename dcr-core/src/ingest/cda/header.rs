//! What the header says of the document itself.

use super::concept::concept_at;
use super::datatypes::{identifier, period, take_identifier, time};
use super::element::Element;
use super::narrative::Pointers;
use super::participant::{fill_organisation, in_role, participant};
use crate::contribution::{ContentHash, Version};
use crate::identifier::{CodedConcept, SourceItemId};
use crate::ingest::{Issue, Severity, Source};
use crate::record::{Document, DocumentStatus, EntryLink, EntryLinkKind, Participant, Period};
use crate::time::Timestamp;

/// Which document this is, which version of it, and when it was made.
#[derive(Debug)]
pub(super) struct Identity {
    /// The item under which every version of the document stands.
    pub(super) item: SourceItemId,
    pub(super) version: Version,
    pub(super) recorded: Timestamp,
    /// The document's own identifier.
    pub(super) id: Option<String>,
}

/// An item of this source: `kind` and a text, hashed where it cannot be an identifier as it is.
pub(super) fn item_of(kind: &str, text: &str) -> Option<SourceItemId> {
    let whole = format!("cda/{kind}/{text}");
    let plain = SourceItemId::parse(&whole).ok().filter(|item| item.as_str() == whole);
    plain.or_else(|| SourceItemId::parse(&format!("cda/{kind}/sha256-{}", ContentHash::of(whole.as_bytes()))).ok())
}

/// The document's number, if it belongs to a set of versions that are counted.
fn counted(holder: Element<'_>) -> Option<(String, Version)> {
    let set = identifier(holder.child("setId")?)?;
    let number = holder.child("versionNumber")?.attribute("value")?.parse().ok()?;
    Some((set, Version::new(number).ok()?))
}

impl Identity {
    /// Reads the identity. A document of a counted set stands under its set and has its number as version; any other stands
    /// under its own identifier and has its time as version.
    ///
    /// Source: HL7 CDA R2, 4.2.1 (id, setId, versionNumber, effectiveTime).
    pub(super) fn read(root: Element<'_>, bytes: &[u8], source: &Source, issues: &mut Vec<Issue>) -> Option<Self> {
        let made = root.child("effectiveTime").and_then(time).map(|time| time.earliest());
        if made.is_none() {
            let message = "the document does not say when it was made; the time it was received stands in";
            issues.push(Issue::new(Severity::Warning, "cda.time.none", root.place(), message));
        }
        let recorded = made.unwrap_or(source.received);
        let id = root.child("id").and_then(take_identifier);
        let (item, version) = match (counted(root), &id) {
            (Some((set, version)), _) => {
                let set_id = root.child("setId");
                set_id.into_iter().for_each(|set| ["root", "extension"].iter().for_each(|name| set.mark(name)));
                if let Some(number) = root.child("versionNumber") {
                    number.mark("value");
                }
                (item_of("set", &set)?, version)
            }
            (None, Some(id)) => (item_of("document", id)?, Version::from_time(recorded)),
            (None, None) => {
                let message = "the document has no identifier; its content stands in";
                issues.push(Issue::new(Severity::Warning, "cda.id.none", root.place(), message));
                (item_of("document", &format!("sha256-{}", ContentHash::of(bytes)))?, Version::from_time(recorded))
            }
        };
        Some(Self { item, version, recorded, id })
    }
}

/// The document with everything but its body.
pub(super) fn document<'t>(root: Element<'t>, identity: &Identity, pointers: &Pointers<'t>) -> Document {
    let title = root.child("title").and_then(Element::take_words);
    let kind = concept_at(root, "code", pointers);
    let kind = kind
        .or_else(|| title.as_deref().map(CodedConcept::from_text))
        .unwrap_or_else(|| CodedConcept::from_text("Clinical document"));
    let mut authors: Vec<Participant> =
        root.all("author").filter_map(|author| participant(author.child("assignedAuthor")?, pointers)).collect();
    let mut signed = false;
    for (name, role) in [("legalAuthenticator", "legal authenticator"), ("authenticator", "authenticator")] {
        for authenticator in root.all(name) {
            signed = true;
            let who = authenticator.child("assignedEntity").and_then(|entity| participant(entity, pointers));
            authors.extend(who.map(|who| in_role(who, role)));
        }
    }
    let mut custodian = Participant::default();
    let kept_by = ["custodian", "assignedCustodian", "representedCustodianOrganization"];
    if let Some(organisation) = root.at(&kept_by) {
        fill_organisation(organisation, &mut custodian);
    }
    let event = root.all("documentationOf").find_map(|found| found.child("serviceEvent")?.child("effectiveTime"));
    Document {
        kind,
        title,
        status: signed.then_some(DocumentStatus::Final),
        written: root.child("effectiveTime").and_then(time),
        covers: event.map_or_else(Period::default, period),
        authors,
        custodian: (custodian != Participant::default()).then_some(custodian),
        identifier: identity.id.clone(),
        replaces: None,
        sections: Vec::new(),
        contents: Vec::new(),
    }
}

/// The links to the documents that this one replaces, adds to or was made of, and the number of one that it replaces.
///
/// Source: HL7 CDA R2, 4.2.3.1 (relatedDocument): `RPLC`, `APND`, `XFRM`.
pub(super) fn relations(root: Element<'_>, identity: &Identity) -> (Vec<EntryLink>, Option<String>) {
    let (mut links, mut replaced) = (Vec::new(), None);
    for related in root.all("relatedDocument") {
        let kind = match related.attribute("typeCode") {
            Some("RPLC") => EntryLinkKind::Replaces,
            Some("APND") => EntryLinkKind::PartOf,
            Some("XFRM") => EntryLinkKind::RelatedTo,
            _ => continue,
        };
        let Some(parent) = related.child("parentDocument") else { continue };
        let number = parent.child("id").and_then(identifier);
        let item = match (counted(parent), &number) {
            (Some((set, _)), _) => item_of("set", &set),
            (None, Some(number)) => item_of("document", number),
            (None, None) => continue,
        };
        let Some(item) = item else { continue };
        if kind == EntryLinkKind::Replaces && replaced.is_none() {
            replaced = parent.child("id").and_then(take_identifier);
        }
        // An earlier version of the same set is this very item, superseded by its version.
        let link = EntryLink { kind, item };
        if link.item != identity.item && !links.contains(&link) && links.len() < 64 {
            links.push(link);
        }
    }
    (links, replaced)
}
