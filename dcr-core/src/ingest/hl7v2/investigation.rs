//! ORC, OBR, OBX, NTE and SPM of a result message: investigations.

use super::allergy::key_of;
use super::content;
use super::context::Context;
use super::draft::{Drafts, Joined, item_id};
use super::encounter;
use super::message::Segment;
use super::observation::{self, TakenBack};
use super::sensitivity::{bounded, label};
use super::value::Value;
use crate::contribution::{ContributionBody, ContributionStatus};
use crate::identifier::{CodedConcept, SourceItemId};
use crate::ingest::Severity;
use crate::record::{
    Document, DocumentContent, DocumentStatus, Entry, EntryBody, EntryLink, EntryLinkKind, Investigation,
    InvestigationKind, Measurement, Participant, Period, ResultStatus, ResultValue, Sensitivity, Specimen,
};

/// One order of a result message: its ORC, its OBR and what follows until the next.
struct Order<'m> {
    common: Option<Segment<'m>>,
    request: Segment<'m>,
    rest: Vec<Segment<'m>>,
}

fn orders<'m>(context: &Context<'m>) -> Vec<Order<'m>> {
    let mut orders: Vec<Order<'m>> = Vec::new();
    let mut common = None;
    for segment in context.all() {
        match segment.name() {
            "ORC" => common = Some(segment),
            "OBR" => orders.push(Order { common: common.take(), request: segment, rest: Vec::new() }),
            // Between an ORC and its OBR nothing is known to stand; it stays with the person.
            _ if common.is_some() => {}
            _ => {
                if let Some(order) = orders.last_mut() {
                    order.rest.push(segment);
                }
            }
        }
    }
    orders
}

/// One investigation for each OBR, and a document for each observation that holds one.
pub(super) fn map(context: &Context<'_>, drafts: &mut Drafts) {
    let during = context.first("PV1").and_then(|pv1| encounter::item(context, pv1));
    for order in orders(context) {
        order_entries(context, &order, during.as_ref(), drafts);
    }
}

fn order_entries(context: &Context<'_>, order: &Order<'_>, during: Option<&SourceItemId>, drafts: &mut Drafts) {
    let obr = order.request;
    let Some(code) = obr.field(4).concept() else {
        context.issue(
            obr,
            Severity::Error,
            "hl7v2.investigation.no-code",
            "the investigation does not say what was done; its segments stay attached",
        );
        return;
    };
    let mut investigation = request(order, code);
    let mut labels = Vec::new();
    let sensitivity = order.common.map(|orc| orc.field(28).confidentiality()).unwrap_or_default();
    let item = item_of(context, &investigation, obr);
    let links: Vec<_> =
        during.map(|item| EntryLink { kind: EntryLinkKind::During, item: item.clone() }).into_iter().collect();
    let mut documents: Vec<(Segment<'_>, Document)> = Vec::new();
    let (mut standing, mut worst) = (false, None);
    // Where a note belongs: to the order, to the last measurement, or to something that is not in the model.
    let mut notes = NotesOf::Order;
    let mut narrative: Option<Segment<'_>> = None;
    for &segment in &order.rest {
        match segment.name() {
            "OBX" => {
                // User defined access checks: what they ask for is not known, so they withhold.
                labels.extend(segment.field(13).repeats().filter_map(Value::text).map(|code| label(&code)));
                let back = observation::taken_back(segment);
                if back != TakenBack::No {
                    worst = worst.max(Some(back == TakenBack::Wrong));
                    notes = NotesOf::Nothing;
                    narrative = None;
                    context.issue(
                        segment,
                        Severity::Warning,
                        "hl7v2.observation.taken-back",
                        "the observation was taken back; it stays attached and is not shown as a value",
                    );
                    continue;
                }
                standing = true;
                if let Some(contents) = encapsulated(segment) {
                    // Contents that cannot be used leave the whole segment attached.
                    if !contents.is_empty() {
                        documents.push((segment, document(&investigation, segment, contents)));
                    }
                    notes = NotesOf::Nothing;
                    narrative = None;
                } else {
                    add_measurements(context, segment, &mut narrative, &mut investigation);
                    notes = NotesOf::Measurement;
                }
            }
            "NTE" => {
                let list = match notes {
                    NotesOf::Order => Some(&mut investigation.notes),
                    NotesOf::Measurement => investigation.measurements.last_mut().map(|last| &mut last.notes),
                    NotesOf::Nothing => None,
                };
                if let Some(list) = list
                    && let Some(words) = segment.field(3).lines()
                {
                    segment.field(1).mark();
                    list.push(words);
                }
            }
            "SPM" => investigation.specimens.extend(specimen(segment)),
            _ => {}
        }
    }
    let sensitivity = sensitivity.union(&bounded(labels));
    let status = match worst {
        Some(true) if !standing => ContributionStatus::EnteredInError,
        Some(false) if !standing => ContributionStatus::Deleted,
        _ => ContributionStatus::Current,
    };
    let recorded = investigation.reported.as_ref().map_or(context.recorded, |reported| reported.earliest());
    let mut entry = Entry::new(EntryBody::Investigation(investigation));
    entry.sensitivity = sensitivity.clone();
    entry.links = links;
    let body = ContributionBody::Entry(Box::new(entry));
    let draft = drafts.add(context, obr, item.clone(), status, recorded, body);
    for segment in order.common.iter().chain(&order.rest) {
        drafts.claim(*segment, draft);
    }
    for (segment, document) in documents {
        add_document(context, segment, document, &item, &sensitivity, drafts);
    }
}

#[derive(Clone, Copy)]
enum NotesOf {
    Order,
    Measurement,
    Nothing,
}

/// Adds the measurements of a segment; words that go on from the segment before are one value.
fn add_measurements<'m>(
    context: &Context<'m>,
    obx: Segment<'m>,
    narrative: &mut Option<Segment<'m>>,
    investigation: &mut Investigation,
) {
    let goes_on = narrative.filter(|before| observation::is_narrative(obx) && continues(*before, obx));
    if goes_on.is_some()
        && let Some(Measurement { value: Some(ResultValue::Text(text)), .. }) = investigation.measurements.last_mut()
    {
        text.push('\n');
        text.push_str(&obx.field(5).lines().unwrap_or_default());
        obx.field(1).mark();
        if let Some(before) = goes_on {
            // What the segment before says in the same words is kept with it.
            for field in before.fields().filter(|field| field.leaves().all(Value::used)) {
                let again = obx.field(field.number());
                if again.raw() == field.raw() {
                    again.mark();
                }
            }
        }
        *narrative = Some(obx);
        return;
    }
    let status = investigation.status.clone();
    investigation.measurements.extend(observation::measurements(context, obx, status.as_ref()));
    *narrative = observation::is_narrative(obx).then_some(obx);
}

/// Whether the words of one segment go on in the next: the same observation with the same status, and the same subid or the
/// next number.
fn continues(before: Segment<'_>, obx: Segment<'_>) -> bool {
    let same = |number: usize| before.field(number).raw() == obx.field(number).raw();
    let counted = || {
        let (first, second) = (before.field(4).peek().parse::<u32>(), obx.field(4).peek().parse::<u32>());
        matches!((first, second), (Ok(first), Ok(second)) if first.checked_add(1) == Some(second))
    };
    same(2) && same(3) && same(11) && (same(4) || counted())
}

fn request(order: &Order<'_>, code: CodedConcept) -> Investigation {
    let obr = order.request;
    obr.field(1).mark();
    let status = observation::result_status(obr.field(25));
    let mut investigation = Investigation {
        code,
        kind: obr.field(24).read(kind),
        status,
        placer_number: obr.field(2).text(),
        filler_number: obr.field(3).text(),
        observed: obr.field(7).date_time(),
        reported: obr.field(22).date_time(),
        specimens: Vec::new(),
        measurements: Vec::new(),
        conclusion: None,
        requester: obr.field(16).professional("requester"),
        performers: interpreters(obr),
        notes: Vec::new(),
    };
    if let Some(orc) = order.common {
        let same = |number: usize, known: &mut Option<String>| match known {
            Some(known) => orc.field(number).mark_if(known),
            None => *known = orc.field(number).text(),
        };
        same(2, &mut investigation.placer_number);
        same(3, &mut investigation.filler_number);
        if investigation.requester.is_none() {
            investigation.requester = orc.field(12).professional("requester");
        } else if orc.field(12).raw() == obr.field(16).raw() && obr.field(16).leaves().all(Value::used) {
            orc.field(12).mark();
        }
    }
    if !order.rest.iter().any(|segment| segment.name() == "SPM") {
        let kind = obr.field(15).part(1).concept();
        let specimen = Specimen { identifier: None, kind, collected: None, received: obr.field(14).date_time() };
        if specimen != Specimen::default() {
            investigation.specimens.push(specimen);
        }
    }
    investigation
}

/// OBR-32: the principal interpreter, as a name with subcomponents or, as many send it, with components.
fn interpreters(obr: Segment<'_>) -> Vec<Participant> {
    let field = obr.field(32);
    field
        .repeats()
        .filter_map(|repeat| {
            let second = repeat.part(2).peek();
            if repeat.part(1).part(2).is_absent()
                && !second.is_empty()
                && !second.starts_with(|c: char| c.is_ascii_digit())
            {
                repeat.professional("interpreter")
            } else {
                repeat.part(1).professional("interpreter")
            }
        })
        .collect()
}

/// HL7 table 0074.
fn kind(section: &str) -> Option<InvestigationKind> {
    Some(match section {
        "CH" | "HM" | "BG" | "BLB" | "IMM" | "LAB" | "SR" | "TX" | "CG" | "OSL" => InvestigationKind::Laboratory,
        "MB" | "MCB" | "MYC" | "VR" | "PAR" => InvestigationKind::Microbiology,
        "SP" | "CP" | "PAT" => InvestigationKind::Pathology,
        "RAD" | "RX" | "RUS" | "CT" | "NMR" | "NMS" | "IMG" | "OUS" | "VUS" | "CUS" | "XRC" | "CTH" => {
            InvestigationKind::Imaging
        }
        _ => return None,
    })
}

/// The filler's number, else the placer's, with what was done; without a number, the person and the time.
fn item_of(context: &Context<'_>, investigation: &Investigation, obr: Segment<'_>) -> SourceItemId {
    let code = key_of(&investigation.code);
    match investigation.filler_number.as_ref().or(investigation.placer_number.as_ref()) {
        Some(number) => item_id(&["investigation", number, code], Joined::All),
        None => context.own_item("investigation", &[code, obr.field(7).peek()]),
    }
}

fn specimen(spm: Segment<'_>) -> Option<Specimen> {
    let number = spm.field(2);
    let specimen = Specimen {
        identifier: number.part(2).text().or_else(|| number.part(1).text()),
        kind: spm.field(4).concept(),
        collected: spm.field(17).part(1).date_time(),
        received: spm.field(18).date_time(),
    };
    if specimen == Specimen::default() {
        return None;
    }
    spm.field(1).mark();
    Some(specimen)
}

/// The contents of an observation of type ED or RP, if it has any that can be used.
fn encapsulated(obx: Segment<'_>) -> Option<Vec<DocumentContent>> {
    let kind = obx.field(2).peek();
    if !matches!(kind, "ED" | "RP") {
        return None;
    }
    Some(obx.field(5).repeats().filter_map(|repeat| content::read(repeat, kind)).collect())
}

fn document(investigation: &Investigation, obx: Segment<'_>, contents: Vec<DocumentContent>) -> Document {
    let kind = obx.field(3).concept().unwrap_or_else(|| investigation.code.clone());
    let status = match observation::result_status(obx.field(11)) {
        Some(ResultStatus::Final) => Some(DocumentStatus::Final),
        Some(ResultStatus::Preliminary | ResultStatus::Partial) => Some(DocumentStatus::Preliminary),
        Some(ResultStatus::Corrected | ResultStatus::Amended) => Some(DocumentStatus::Amended),
        Some(ResultStatus::Cancelled) => Some(DocumentStatus::Cancelled),
        Some(other) => Some(DocumentStatus::from(other.as_str())),
        None => None,
    };
    Document {
        title: Some(kind.words().to_owned()),
        kind,
        status,
        written: obx.field(14).date_time().or_else(|| investigation.reported.clone()),
        covers: Period::default(),
        authors: Vec::new(),
        custodian: None,
        identifier: None,
        replaces: None,
        sections: Vec::new(),
        contents,
    }
}

/// Adds a document of an investigation.
fn add_document(
    context: &Context<'_>,
    obx: Segment<'_>,
    document: Document,
    investigation: &SourceItemId,
    sensitivity: &Sensitivity,
    drafts: &mut Drafts,
) {
    obx.field(1).mark();
    obx.field(2).mark();
    let code = key_of(&document.kind).to_owned();
    let item = item_id(&["document", investigation.as_str(), &code, obx.field(4).peek()], Joined::All);
    let recorded = document.written.as_ref().map_or(context.recorded, |written| written.earliest());
    let mut entry = Entry::new(EntryBody::Document(document));
    entry.sensitivity = sensitivity.clone();
    entry.links.push(EntryLink { kind: EntryLinkKind::PartOf, item: investigation.clone() });
    let body = ContributionBody::Entry(Box::new(entry));
    drafts.add(context, obx, item, ContributionStatus::Current, recorded, body);
}
