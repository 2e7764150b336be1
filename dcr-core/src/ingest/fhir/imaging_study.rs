//! ImagingStudy: that images were taken; the images themselves stay where they are.

use super::reader::Reader;
use super::view::View;
use crate::identifier::CodedConcept;
use crate::record::{EntryBody, EntryLinkKind, Investigation, InvestigationKind, ResultStatus};

/// Reads an ImagingStudy.
pub(super) fn imaging_study(reader: &Reader<'_, '_>) -> Option<EntryBody> {
    let view = reader.view;
    let description = reader.text_at(view, "description");
    let code = reader.array_at(view, "procedureCode").into_iter().next().and_then(|code| reader.concept(code));
    let code = code.or_else(|| {
        let modality = view.items("modality").next();
        let modality = modality.or_else(|| view.items("series").find_map(|series| series.get("modality")));
        let coding = modality.and_then(|coding| reader.coding(coding))?;
        Some(CodedConcept { codings: vec![coding], text: description.clone() })
    });
    let code = code.or_else(|| description.as_deref().map(CodedConcept::from_text))?;
    reader.link_at(&EntryLinkKind::During, view, "encounter");
    reader.links_at(&EntryLinkKind::BasedOn, view, "basedOn");
    reader.links_at(&EntryLinkKind::BecauseOf, view, "reasonReference");
    reader.link_at(&EntryLinkKind::RelatedTo, view, "procedureReference");
    let is_told = code.text == description;
    let mut notes: Vec<String> = description.filter(|_| !is_told).into_iter().collect();
    notes.extend(reader.notes());
    Some(EntryBody::Investigation(Investigation {
        code,
        kind: Some(InvestigationKind::Imaging),
        status: view.get("status").and_then(View::text).map(|word| match word.as_ref() {
            "available" => ResultStatus::Final,
            word => {
                view.mark_at("status");
                ResultStatus::from(word)
            }
        }),
        placer_number: None,
        filler_number: reader.identifier_value(|_, kind| kind == "ACSN"),
        observed: reader.date_at(view, "started"),
        reported: None,
        specimens: Vec::new(),
        measurements: Vec::new(),
        conclusion: None,
        requester: reader.participant_at(view, "referrer"),
        performers: reader.participants_at(view, "interpreter"),
        notes,
    }))
}
