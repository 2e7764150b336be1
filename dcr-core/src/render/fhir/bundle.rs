//! The visible record as a collection of UK Core resources.

use super::meta::Profiles;
use super::stating::{Export, Form, Stating};
use super::writer::Writer;
use super::{export, list, patient, provenance, system};
use crate::consent::{SectionState, VisibleLine, VisibleRecord};
use crate::render::RenderError;

/// The visible record as a Bundle of type `collection` of UK Core R4 resources, in JSON.
///
/// The Bundle holds the Patient; for every section a List that says its state and names its lines,
/// and one for what each source says of the section as a whole; for every line the
/// resource of the statement that leads it; for every further statement that says something else a resource of its own,
/// tagged `urn:x-dcr:line|further-statement`; for every statement a Provenance; and everyone who took part. The same
/// record always gives the same bytes: ids are hashes of what they name, and the time is that of the look.
///
/// # Errors
/// [`RenderError::Format`] when the record's format is not [`crate::render::VISIBLE_RECORD_FORMAT`],
/// [`RenderError::Withheld`] when a withheld section has lines or a line carries a label that statute forbids to share.
pub fn uk_core_bundle(record: &VisibleRecord) -> Result<Vec<u8>, RenderError> {
    export::check(record)?;
    let export = export::begin(record, Form::UkCore);
    let lines: usize = record.sections.iter().map(|section| section.lines.len()).sum();
    let mut w = Writer::with_capacity(8192 + 3072 * lines);
    w.item(|w| {
        head(w, record, &export, "Bundle", "collection");
        w.array("entry", |w| {
            patient::patient(w, &export, &record.demographics, false);
            for stated in &record.demographics {
                let labels = &stated.demographics.sensitivity;
                let from = (&stated.provenance, stated.organisation_name.as_str());
                provenance::provenance(w, &export, export.patient, from, labels);
            }
            list::sources(w, &export, record);
            for section in &record.sections {
                let leading = section.lines.iter().filter_map(|line| line.statements.first());
                let ids: Vec<_> = leading.map(|statement| export.id(&statement.provenance, &[])).collect();
                list::section(w, &export, record, section, &ids);
                for stated in &section.statements {
                    list::statement(w, &export, stated);
                    let from = (&stated.provenance, stated.organisation_name.as_str());
                    let id = export.id(&stated.provenance, &[]);
                    provenance::provenance(w, &export, id, from, &stated.statement.sensitivity);
                }
                for line in &section.lines {
                    self::line(w, &export, line);
                }
            }
            export.people.borrow().write(w, false);
        });
    });
    Ok(w.finish().into_bytes())
}

/// What stands before the entries of a Bundle.
pub(super) fn head(
    w: &mut Writer,
    record: &VisibleRecord,
    export: &Export<'_>,
    profile: &'static str,
    kind: &'static str,
) {
    let id = export::name(record, export);
    w.ours("resourceType", "Bundle");
    w.text("id", id.as_str());
    w.object("meta", |w| {
        let profiles = Profiles::uk_core(profile);
        if export.form == Form::Ips {
            profiles.and_ips("Bundle").write(w, true);
        } else {
            profiles.write(w, false);
        }
        let whole = |state: SectionState| matches!(state, SectionState::Shown | SectionState::NothingRecorded);
        let subsetted = record.demographics.is_empty() || !record.sections.iter().all(|section| whole(section.state));
        let as_at = record.as_at.unwrap_or_default();
        let moments = [("known", as_at.known), ("held", as_at.held)];
        w.array("tag", |w| {
            if subsetted {
                const VALUE: &str = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue";
                w.item(|w| super::datatypes::ours(w, VALUE, "SUBSETTED"));
            }
            // A receiver must not take the past for the present.
            for (axis, moment) in moments.into_iter().filter_map(|(axis, moment)| Some((axis, moment?))) {
                w.item(|w| {
                    w.ours("system", "urn:x-dcr:as-at");
                    w.text("code", &format!("{axis}-{moment}"));
                });
            }
        });
    });
    w.object("identifier", |w| {
        w.ours("system", system::URI);
        w.text("value", &id.url());
    });
    w.ours("type", kind);
    w.instant("timestamp", record.at);
}

fn line(w: &mut Writer, export: &Export<'_>, line: &VisibleLine) {
    let labels = export::labels(line);
    let mut shown = None;
    for (index, statement) in line.statements.iter().enumerate() {
        let entry = match (index, &statement.entry) {
            (0, own) => Some(own.as_ref().unwrap_or(&line.entry)),
            (_, own) => own.as_ref(),
        };
        let own = export.id(&statement.provenance, &[]);
        if let Some(entry) = entry {
            let stated = (entry, &statement.provenance, statement.organisation_name.as_str());
            let stating = Stating::new(export, own, stated, &labels, index > 0);
            export::write(w, &stating);
        }
        let leading = *shown.get_or_insert(own);
        let target = if statement.entry.is_some() { own } else { leading };
        let from = (&statement.provenance, statement.organisation_name.as_str());
        provenance::provenance(w, export, target, from, &labels);
    }
}
