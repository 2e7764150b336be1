//! ORC, RXA, RXR and OBX of a vaccination message (VXU): immunisations.

use super::context::Context;
use super::draft::{Drafts, Joined, item_id};
use super::investigation;
use super::message::Segment;
use super::observation;
use super::order::OF_THE_PERSON;
use super::result;
use super::value::Value;
use crate::contribution::{ContributionBody, ContributionStatus};
use crate::identifier::CodedConcept;
use crate::ingest::Severity;
use crate::record::{Entry, EntryBody, Immunisation, ImmunisationStatus, Participant};

/// One vaccination: its ORC, its RXA and what follows.
struct Given<'m> {
    common: Option<Segment<'m>>,
    rxa: Segment<'m>,
    rest: Vec<Segment<'m>>,
}

/// The vaccinations, and the observations before the first.
fn given<'m>(context: &Context<'m>) -> (Vec<Given<'m>>, Vec<Segment<'m>>) {
    let mut found: Vec<Given<'m>> = Vec::new();
    let mut before = Vec::new();
    let mut common = None;
    for segment in context.all() {
        match segment.name() {
            name if name.is_empty() || OF_THE_PERSON.contains(&name) => {}
            "ORC" => common = Some(segment),
            "RXA" => found.push(Given { common: common.take(), rxa: segment, rest: Vec::new() }),
            _ if common.is_some() => {}
            name => match found.last_mut() {
                Some(last) => last.rest.push(segment),
                None if matches!(name, "OBX" | "NTE") => before.push(segment),
                None => {}
            },
        }
    }
    (found, before)
}

/// The code by which some systems say that no vaccine was given (CVX 998).
const NO_VACCINE: &str = "998";

/// One immunisation for each RXA. Source: HL7 v2.5.1 chapter 4A, VXU.
pub(super) fn map(context: &Context<'_>, drafts: &mut Drafts) {
    let (vaccinations, before) = given(context);
    let observations: Vec<_> = before.into_iter().skip_while(|segment| segment.name() != "OBX").collect();
    investigation::lone(context, &observations, drafts);
    for given in vaccinations {
        let rxa = given.rxa;
        if rxa.field(5).peek() == NO_VACCINE {
            context.issue(rxa, Severity::Note, "hl7v2.vaccination.none", "the segment says that no vaccine was given");
            continue;
        }
        let Some(vaccine) = rxa.field(5).concept() else {
            context.issue(
                rxa,
                Severity::Error,
                "hl7v2.vaccination.no-vaccine",
                "the vaccination does not say which vaccine; its segments stay attached",
            );
            continue;
        };
        let (code, date) = (rxa.field(5).code_key(), rxa.field(3).peek());
        let number = given.common.and_then(|orc| {
            let stated = [3, 2].map(|number| orc.field(number).peek());
            // A history without an order has a number that stands for none.
            stated.into_iter().find(|number| !matches!(*number, "" | "9999"))
        });
        let item = match number {
            Some(number) => item_id(&["immunisation", number, code], Joined::All),
            None => context.own_item("immunisation", &[code, date]),
        };
        let deleted = rxa.field(21).read(|code| matches!(code, "A" | "D" | "U").then_some(code == "D"));
        let status = if deleted == Some(true) { ContributionStatus::Deleted } else { ContributionStatus::Current };
        let immunisation = read(&given, vaccine);
        let mut entry = Entry::new(EntryBody::Immunisation(immunisation));
        entry.sensitivity = given.common.map(|orc| orc.field(28).confidentiality()).unwrap_or_default();
        let body = ContributionBody::Entry(Box::new(entry));
        let draft = drafts.add(context, rxa, item, status, context.recorded, body);
        for segment in given.common.iter().chain(&given.rest) {
            drafts.claim(*segment, draft);
        }
    }
}

fn read(given: &Given<'_>, vaccine: CodedConcept) -> Immunisation {
    let rxa = given.rxa;
    rxa.field(1).mark();
    rxa.field(2).mark();
    let route = given.rest.iter().find(|segment| segment.name() == "RXR");
    let mut performers: Vec<Participant> = rxa.field(10).professionals("administering");
    if let Some(orc) = given.common {
        performers.extend(orc.field(12).professional("requester"));
        for number in [2, 3] {
            orc.field(number).first_used();
        }
        orc.field(1).mark_if("RE");
    }
    let amount = rxa.field(6).read(|text| (text != "999").then(|| text.to_owned()));
    let mut immunisation = Immunisation {
        vaccine,
        procedure: None,
        // HL7 table 0322: complete, partially administered, refused, not administered.
        status: match rxa.field(20).text().as_deref() {
            None | Some("CP" | "PA") => Some(ImmunisationStatus::Completed),
            Some("RE" | "NA") => Some(ImmunisationStatus::NotDone),
            Some(other) => Some(ImmunisationStatus::from(other)),
        },
        status_reason: rxa.field(18).concept(),
        given: rxa.field(3).date_time(),
        dose: None,
        batch: rxa.field(15).text(),
        manufacturer: rxa.field(17).repeats().find_map(Value::shown),
        route: route.and_then(|rxr| rxr.field(1).concept()),
        site: route.and_then(|rxr| rxr.field(2).concept()),
        diseases: rxa.field(19).concepts(),
        performers,
        notes: Vec::new(),
    };
    if let Some(amount) = amount {
        let unit = rxa.field(7).part(1).whole();
        immunisation.notes.push(std::iter::once(amount).chain(unit).collect::<Vec<_>>().join(" "));
    }
    immunisation.notes.extend(rxa.field(9).repeats().filter_map(Value::shown));
    for segment in &given.rest {
        match segment.name() {
            "OBX" => observed(*segment, &mut immunisation),
            "NTE" => immunisation.notes.extend(result::note(*segment)),
            _ => {}
        }
    }
    immunisation
}

/// What is observed about a vaccination: which dose it was (LOINC 30973-2), else a note of what and its value.
fn observed(obx: Segment<'_>, immunisation: &mut Immunisation) {
    if observation::taken_back(obx) != observation::TakenBack::No {
        return;
    }
    let value = obx.field(5);
    let mut values: Vec<String> = match obx.field(2).peek() {
        "CE" | "CWE" | "CNE" => value.repeats().filter_map(Value::shown).collect(),
        "DT" | "TS" | "DTM" => {
            value.repeats().filter_map(Value::date_time).map(|time| time.as_str().to_owned()).collect()
        }
        _ => value.lines().into_iter().collect(),
    };
    if values.is_empty() {
        return;
    }
    values.extend(obx.field(6).shown());
    let values = values.join(" ");
    if obx.field(3).peek() == "30973-2" {
        obx.field(3).mark();
        immunisation.dose = Some(values);
    } else if let Some(what) = obx.field(3).shown() {
        immunisation.notes.push(format!("{what}: {values}"));
    }
    obx.field(1).mark();
    obx.field(2).mark();
}
