//! NAD and SPR: who asked for a report and who made it.

use super::message::Segment;
use super::parts::{Group, all};
use super::text;
use crate::identifier::OdsCode;
use crate::record::Participant;

/// The people and organisations of a message.
#[derive(Debug, Default, Clone)]
pub(super) struct Parties {
    pub(super) requester: Option<Participant>,
    pub(super) performers: Vec<Participant>,
}

/// Reads the requester (PO), the laboratory (SLA) or radiology service (SRA), and the reporting professionals (RRP).
///
/// A professional and their organisation stand in groups of their own and become one participant, as do a department and
/// its hospital. To whom the message was sent (MR) has no place in an investigation and stays attached.
pub(super) fn read(groups: &[Group<'_>]) -> Parties {
    let mut requester = Participant::default();
    let mut laboratory = Participant::default();
    let mut performers = Vec::new();
    for group in groups {
        let Some(nad) = all(group, "NAD").next() else { continue };
        let kind = kind_of(group, nad);
        let used = match (nad.value(1, 1).peek().as_str(), kind) {
            ("PO", Kind::Professional | Kind::Department) => professional(nad, &mut requester),
            ("PO", Kind::Organisation) => organisation(nad, &mut requester),
            ("SLA" | "SRA", Kind::Organisation) => organisation(nad, &mut laboratory),
            ("SLA" | "SRA", Kind::Department) => department(nad, &mut laboratory),
            ("SLA" | "SRA" | "RRP", _) => {
                let mut reporter = Participant::default();
                let used = professional(nad, &mut reporter);
                if used {
                    performers.push(Participant { role: Some("reporter".to_owned()), ..reporter });
                }
                used
            }
            _ => false,
        };
        if used {
            nad.value(1, 1).mark();
            for segment in group.iter().filter(|segment| matches!(segment.tag(), "S01" | "SPR")) {
                segment.mark();
            }
        }
    }
    if laboratory != Participant::default() {
        laboratory.role = Some("service provider".to_owned());
        performers.insert(0, laboratory);
    }
    let requester =
        (requester != Participant::default()).then(|| Participant { role: Some("requester".to_owned()), ..requester });
    Parties { requester, performers }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Professional,
    Department,
    Organisation,
}

/// SPR says what kind of party it is; without it the code list of its identifier does.
fn kind_of(group: &[Segment<'_>], nad: Segment<'_>) -> Kind {
    let said = all(group, "SPR").next().map(|spr| spr.value(1, 1).peek()).unwrap_or_default();
    match (said.as_str(), nad.value(2, 2).peek().as_str()) {
        ("ORG", _) => Kind::Organisation,
        ("DPT", _) => Kind::Department,
        ("PRO", _) => Kind::Professional,
        (_, "901" | "903") => Kind::Organisation,
        _ => Kind::Professional,
    }
}

/// The identifier's system by its code list: 900 national GP, 902 national consultant.
fn identifier(nad: Segment<'_>) -> Option<String> {
    let code = nad.value(2, 1);
    let system = match nad.value(2, 2).peek().as_str() {
        "900" => "https://fhir.hl7.org.uk/Id/gmp-number",
        "902" => "https://fhir.hl7.org.uk/Id/consultant-code",
        _ => return None,
    };
    let identifier = code.read(|code| Some(format!("{system}|{code}")))?;
    nad.value(2, 2).mark();
    Some(identifier)
}

/// Fills what is not yet known of a professional; what contradicts it stays attached.
fn professional(nad: Segment<'_>, participant: &mut Participant) -> bool {
    if participant.name.is_some() || participant.identifier.is_some() {
        return false;
    }
    participant.identifier = identifier(nad);
    participant.name = text::name(nad.components(4));
    participant.name.is_some() || participant.identifier.is_some()
}

fn department(nad: Segment<'_>, participant: &mut Participant) -> bool {
    if participant.name.is_some() {
        return false;
    }
    participant.name = text::name(nad.components(4));
    participant.name.is_some()
}

/// Fills what is not yet known of an organisation: its ODS code (901 practice, 903 provider) and its name.
fn organisation(nad: Segment<'_>, participant: &mut Participant) -> bool {
    let code = match nad.value(2, 2).peek().as_str() {
        "901" | "903" => OdsCode::parse(&nad.value(2, 1).peek()).ok(),
        _ => None,
    };
    let mut used = false;
    let same = match (&participant.organisation, &code) {
        (Some(known), Some(code)) => known == code,
        _ => true,
    };
    if let Some(code) = code.filter(|_| same) {
        nad.value(2, 1).mark();
        nad.value(2, 2).mark();
        participant.organisation = Some(code);
        used = true;
    }
    if same && participant.organisation_name.is_none() {
        participant.organisation_name = text::name(nad.components(4));
        used |= participant.organisation_name.is_some();
    }
    used
}
