//! `meta`: which profile a resource follows, where it comes from, and how freely it may be shown on.

use super::datatypes::ours;
use super::system;
use super::writer::Writer;
use crate::identifier;
use crate::merge::Provenance;
use crate::record::{Sensitivity, SensitivityLabel};

/// The ends of the UK Core profile's and the IPS profile's URL, where there is one.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Profiles {
    pub(super) uk_core: Option<&'static str>,
    pub(super) ips: Option<&'static str>,
}

impl Profiles {
    pub(super) const fn uk_core(name: &'static str) -> Self {
        Self { uk_core: Some(name), ips: None }
    }

    pub(super) const fn and_ips(self, name: &'static str) -> Self {
        Self { ips: Some(name), ..self }
    }

    pub(super) fn write(self, w: &mut Writer, ips: bool) {
        w.array("profile", |w| {
            if let Some(name) = self.uk_core {
                w.ours_item(["https://fhir.hl7.org.uk/StructureDefinition/UKCore-", name, ""]);
            }
            if let Some(name) = self.ips.filter(|_| ips) {
                w.ours_item(["http://hl7.org/fhir/uv/ips/StructureDefinition/", name, "-uv-ips"]);
            }
        });
    }
}

/// The `meta` of a statement's resource. `lastUpdated` is when the source recorded it, `versionId` which version it is,
/// `source` the source's own item; a tag names the organisation and another the source system, as Interweave's source tag
/// does. Of a source that must not be named none of these is written.
pub(super) fn meta(
    w: &mut Writer,
    provenance: &Provenance,
    organisation_name: &str,
    profiles: Profiles,
    ips: bool,
    labels: &Sensitivity,
    further: bool,
) {
    let (organisation, system_name) = (provenance.organisation.as_str(), provenance.system.as_str());
    w.object("meta", |w| {
        w.shown("versionId", provenance.version.number());
        w.instant("lastUpdated", provenance.recorded);
        let named = !provenance.organisation.is_withheld();
        if named {
            w.plain("source", |uri| system::source(uri, organisation, system_name, Some(provenance.item.as_str())));
        }
        profiles.write(w, ips);
        security(w, labels);
        w.array("tag", |w| {
            if named {
                w.item(|w| {
                    w.ours("system", identifier::system::ODS_ORGANISATION);
                    w.text("code", organisation);
                    w.text("display", organisation_name);
                });
                w.item(|w| {
                    w.ours("system", system::SOURCE_SYSTEM);
                    w.code("code", system_name);
                });
            }
            if further {
                w.item(|w| ours(w, "urn:x-dcr:line", "further-statement"));
            }
        });
    });
}

/// The code of ActCode that says the same as a label.
pub(super) fn act_code(label: &SensitivityLabel) -> Option<&'static str> {
    match label {
        SensitivityLabel::NotForPerson => Some("NOPAT"),
        SensitivityLabel::SexualHealth => Some("STD"),
        SensitivityLabel::Hiv => Some("HIV"),
        SensitivityLabel::MentalHealth => Some("PSY"),
        SensitivityLabel::SubstanceUse => Some("ETH"),
        SensitivityLabel::Violence => Some("SDV"),
        SensitivityLabel::Location => Some("LOCIS"),
        _ => None,
    }
}

/// The labels in HL7's words. A label for which HL7 has no word is written in the record's own, beside Confidentiality `R`,
/// so that a receiver that does not know it still holds the resource back.
pub(super) fn security(w: &mut Writer, labels: &Sensitivity) {
    if labels.is_empty() {
        return;
    }
    let mut restricted = labels.labels().contains(&SensitivityLabel::Restricted);
    w.array("security", |w| {
        for label in labels.labels() {
            match (act_code(label), label) {
                (Some(code), _) => w.item(|w| ours(w, system::ACT_CODE, code)),
                (None, SensitivityLabel::Restricted) => {}
                (None, SensitivityLabel::VeryRestricted) => w.item(|w| ours(w, system::CONFIDENTIALITY, "V")),
                (None, label) => {
                    restricted = true;
                    w.item(|w| {
                        // A label that was read from FHIR keeps its own system.
                        match label.as_str().split_once('|') {
                            Some((system, code)) if system::is_uri(system) => {
                                w.text("system", system);
                                w.code("code", code);
                            }
                            _ => {
                                w.ours("system", system::SENSITIVITY);
                                w.code("code", label.as_str());
                            }
                        }
                    });
                }
            }
        }
        if restricted {
            w.item(|w| ours(w, system::CONFIDENTIALITY, "R"));
        }
    });
}
