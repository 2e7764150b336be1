//! The visible record as an International Patient Summary.

use super::choice::ResourceType;
use super::id::ResourceId;
use super::narrative::{self, Xhtml};
use super::section::Around;
use super::stating::{Export, Form, Stating, reference, references};
use super::writer::Writer;
use super::{about_me, bundle, export, patient};
use crate::consent::{ConsentState, SectionState, VisibleLine, VisibleRecord, VisibleSection};
use crate::record::{EntryBody, InvestigationKind, Problem, ProblemCategory, ProblemStatus, Section};
use crate::render::RenderError;
use crate::render::past;

const LOINC: &str = "http://loinc.org";

/// The visible record as an International Patient Summary: a Bundle of type `document`, its Composition first, in JSON.
///
/// The three sections that the summary requires are always there, and so is every other section that it has a place for
/// and the record has: what is not there says why (nothing recorded, withheld, or no source connected). Entries that the
/// summary has no place for (documents, encounters, related people, care providers, social care) are left to
/// [`super::uk_core_bundle`]. The same record always gives the same bytes.
///
/// Source: HL7 International Patient Summary Implementation Guide 2.0.0; ISO 27269.
///
/// # Errors
/// As [`super::uk_core_bundle`].
pub fn ips_document(record: &VisibleRecord) -> Result<Vec<u8>, RenderError> {
    export::check(record)?;
    let export = export::begin(record, Form::Ips);
    let parts = parts(record, &export);
    let lines: usize = parts.iter().map(|part| part.lines.len()).sum();
    let mut w = Writer::with_capacity(8192 + 2560 * lines);
    w.item(|w| {
        bundle::head(w, record, &export, "Bundle", "document");
        w.array("entry", |w| {
            let device = ResourceId::of(["device", "Dorset Care Record"]);
            composition(w, &export, record, &parts, device);
            patient::patient(w, &export, &record.demographics, true);
            author(w, device);
            for (line, id) in parts.iter().filter(|part| part.has_resources).flat_map(|part| &part.lines) {
                let Some(leading) = line.statements.first() else { continue };
                let labels = export::labels(line);
                let stated = (&line.entry, &leading.provenance, leading.organisation_name.as_str());
                export::write(w, &Stating::new(&export, *id, stated, &labels, false));
            }
            export.people.borrow().write(w, true);
        });
    });
    Ok(w.finish().into_bytes())
}

/// One section of the summary.
struct Part<'r> {
    code: &'static str,
    title: &'static str,
    state: SectionState,
    /// The lines with the ids of the resources that lead them.
    lines: Vec<(&'r VisibleLine, ResourceId)>,
    has_resources: bool,
}

/// The sections of the summary, in its order.
///
/// Source: HL7 International Patient Summary 2.0.0, Composition; LOINC 10157-6 for family history, which the summary's
/// open list of sections allows.
fn parts<'r>(record: &'r VisibleRecord, export: &Export<'_>) -> Vec<Part<'r>> {
    let mut parts = Vec::new();
    for (section, code, title, split) in [
        (Section::Problems, "11450-4", "Problems", Some(is_present as Belongs)),
        (Section::Allergies, "48765-2", "Allergies and intolerances", None),
        (Section::Medications, "10160-0", "Medications", None),
        (Section::Alerts, "104605-1", "Alerts", None),
        (Section::Immunisations, "11369-6", "Immunisations", None),
        (Section::Investigations, "30954-2", "Results", Some(is_result as Belongs)),
        (Section::Procedures, "47519-4", "Procedures", None),
        (Section::AboutMe, "81338-6", "About me", None),
    ] {
        let found = record.sections.iter().find(|found| found.section == section);
        let state = found.map_or(SectionState::Withheld, |found| found.state);
        let lines = lines(export, found, split);
        parts.push(Part { code, title, state, lines, has_resources: has_resources(section) });
    }
    for (section, code, title, belongs) in [
        (Section::Investigations, "8716-3", "Vital signs", is_vital_sign as Belongs),
        (Section::Problems, "11348-0", "Past problems", is_past as Belongs),
        (Section::Problems, "10157-6", "Family history", is_family_history as Belongs),
    ] {
        let found = record.sections.iter().find(|found| found.section == section);
        let lines = lines(export, found, Some(belongs));
        if !lines.is_empty() {
            let state = found.map_or(SectionState::Shown, |found| found.state);
            parts.push(Part { code, title, state, lines, has_resources: true });
        }
    }
    parts
}

/// Whether the entries of a section become resources of the summary.
pub(super) fn has_resources(section: Section) -> bool {
    matches!(
        section,
        Section::Problems
            | Section::Allergies
            | Section::Medications
            | Section::Alerts
            | Section::Immunisations
            | Section::Investigations
            | Section::Procedures
    )
}

type Belongs = fn(&EntryBody) -> bool;

fn lines<'r>(
    export: &Export<'_>,
    section: Option<&'r VisibleSection>,
    belongs: Option<Belongs>,
) -> Vec<(&'r VisibleLine, ResourceId)> {
    let all = section.into_iter().flat_map(|section| &section.lines);
    all.filter(|line| belongs.is_none_or(|belongs| belongs(&line.entry.body)))
        .filter_map(|line| Some((line, export.line_id(&line.statements.first()?.provenance))))
        .collect()
}

fn is_family_history(body: &EntryBody) -> bool {
    matches!(body, EntryBody::Problem(problem) if problem.category == Some(ProblemCategory::FamilyHistory))
}

/// Over, or ruled out.
fn is_past(body: &EntryBody) -> bool {
    let over = |problem: &Problem| match problem.status {
        Some(ProblemStatus::Inactive | ProblemStatus::Remission | ProblemStatus::Resolved) => true,
        None => problem.period.end.is_some(),
        Some(_) => false,
    };
    !is_family_history(body)
        && matches!(body, EntryBody::Problem(problem)
            if over(problem) || problem.category == Some(ProblemCategory::Refuted))
}

fn is_present(body: &EntryBody) -> bool {
    !is_past(body) && !is_family_history(body)
}

fn is_vital_sign(body: &EntryBody) -> bool {
    matches!(body, EntryBody::Investigation(found) if found.kind == Some(InvestigationKind::VitalSigns))
}

fn is_result(body: &EntryBody) -> bool {
    !is_vital_sign(body)
}

fn composition(w: &mut Writer, export: &Export<'_>, record: &VisibleRecord, parts: &[Part<'_>], device: ResourceId) {
    let id = ResourceId::of([export.person.as_str(), "summary"]);
    let around = Around::of(record);
    w.item(|w| {
        w.url("fullUrl", &id);
        w.object("resource", |w| {
            w.ours("resourceType", "Composition");
            w.text("id", id.as_str());
            w.object("meta", |w| super::meta::Profiles::uk_core("Composition").and_ips("Composition").write(w, true));
            narrative::xhtml(w, "generated", |m| about(m, record, around));
            w.ours("status", "final");
            w.ours_concept("type", LOINC, "60591-5");
            reference(w, "subject", export.patient);
            w.instant("date", record.at);
            references(w, "author", &[device]);
            w.ours("title", "International Patient Summary");
            let marked = parts.iter().flat_map(|part| &part.lines).any(|(line, _)| !export::labels(line).is_empty());
            w.ours("confidentiality", if marked { "R" } else { "N" });
            w.items("section", parts, |w, part| section(w, around, part));
        });
    });
}

/// What the reader must know of the summary as a whole.
fn about(m: &mut Xhtml, record: &VisibleRecord, around: Around<'_>) {
    let consent = match record.consent {
        ConsentState::Shared => "No directive of the person limits what is shown.",
        ConsentState::Limited => "The person has limited what is shown.",
        ConsentState::OptedOutOverridden => "The person opted out of sharing; an emergency overrode it for this look.",
    };
    if let Some(past) = past::words(record.as_at.as_ref()) {
        m.element("p", |m| m.words(&past));
    }
    m.element("p", |m| m.words(consent));
    m.element("ul", |m| {
        for source in around.sources() {
            m.element("li", |m| m.words(&source));
        }
    });
    if record.sources.is_empty() {
        m.element("p", |m| m.words("No source is known."));
    }
}

fn section(w: &mut Writer, around: Around<'_>, part: &Part<'_>) {
    w.ours("title", part.title);
    w.ours_concept("code", LOINC, part.code);
    let mut m = Xhtml::new();
    if let Some(notice) = around.notice(part.state) {
        m.element("p", |m| m.words(&notice));
    }
    if part.has_resources && !part.lines.is_empty() {
        m.element("ul", |m| part.lines.iter().for_each(|(line, _)| narrative::line(m, line)));
    }
    for (line, _) in part.lines.iter().filter(|_| !part.has_resources) {
        if let EntryBody::AboutMe(about) = &line.entry.body {
            for (title, words) in about_me::headings(about) {
                m.element("p", |m| {
                    m.element("b", |m| m.words(title));
                    m.element("span", |m| m.passage_with_breaks(words));
                });
            }
        }
    }
    if m.is_empty() {
        m.element("p", |m| m.words("Nothing present is recorded here; the sections below may hold what is over."));
    }
    narrative::written(w, "generated", &m.finish());
    let ids: Vec<_> = part.lines.iter().filter(|_| part.has_resources).map(|(_, id)| *id).collect();
    references(w, "entry", &ids);
    if part.lines.is_empty() {
        around.empty_reason(w, part.state);
    }
}

/// The software that put the summary together: nobody wrote it.
fn author(w: &mut Writer, device: ResourceId) {
    w.item(|w| {
        w.url("fullUrl", &device);
        w.object("resource", |w| {
            w.ours("resourceType", ResourceType::Device.as_str());
            w.text("id", device.as_str());
            w.items("deviceName", ["Dorset Care Record"], |w, name| {
                w.ours("name", name);
                w.ours("type", "user-friendly-name");
            });
        });
    });
}
