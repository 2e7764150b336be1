//! Provenance: where each statement behind a line came from.

use super::choice::ResourceType;
use super::id::ResourceId;
use super::meta::{self, Profiles};
use super::stating::{Export, reference, references};
use super::system;
use super::writer::Writer;
use crate::merge::Provenance;
use crate::record::Sensitivity;

const AGENT: &str = "http://terminology.hl7.org/CodeSystem/provenance-participant-type";

/// Writes where a statement came from: the organisation as its author, the source's item as its source, when the source
/// recorded it; in words its version, its format and when it was first received.
pub(super) fn provenance(
    w: &mut Writer,
    export: &Export<'_>,
    target: ResourceId,
    stated: (&Provenance, &str),
    labels: &Sensitivity,
) {
    let (provenance, name) = stated;
    let id = export.id(provenance, &["provenance"]);
    let organisation = export.people.borrow_mut().source(&export.person, &provenance.organisation, name);
    w.item(|w| {
        w.url("fullUrl", &id);
        w.object("resource", |w| {
            w.ours("resourceType", ResourceType::Provenance.as_str());
            w.text("id", id.as_str());
            w.object("meta", |w| {
                Profiles::uk_core("Provenance").write(w, false);
                meta::security(w, labels);
            });
            references(w, "target", &[target]);
            w.instant("recorded", provenance.recorded);
            w.items("agent", [organisation], |w, organisation| {
                w.ours_concept("type", AGENT, "author");
                reference(w, "who", organisation);
            });
            w.items("entity", [provenance], |w, from| {
                w.ours("role", "source");
                w.object("what", |w| {
                    let version = from.version.number();
                    if from.organisation.is_withheld() {
                        w.text("display", &format!("version {version}, received {}", from.received));
                        return;
                    }
                    w.object("identifier", |w| {
                        w.plain("system", |uri| {
                            system::source(uri, from.organisation.as_str(), from.system.as_str(), None);
                        });
                        w.text("value", from.item.as_str());
                    });
                    w.text("display", &format!("version {version}, {}, received {}", from.format, from.received));
                });
            });
        });
    });
}
