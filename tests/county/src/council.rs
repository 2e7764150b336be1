//! What the councils send: Client Level Data and contacts, as CSV.

use crate::calendar::{Day, Moment, PRESENT};
use crate::dice::Dice;
use crate::history::History;
use crate::household::Household;
use crate::organisations::{BCP, DORSET, practice_at};
use crate::outbox::{Outbox, Row, Table};
use crate::places::Side;
use crate::rates;
use crate::seen::{Care, Seen, seen};
use crate::truth::{FactCode, TrueFact};
use dcr_core::record::Section;

/// The columns of Client Level Data, in order.
///
/// Source: Adult Social Care Client Level Data specification.
pub const CLIENT_LEVEL_DATA_COLUMNS: &[&str] = &[
    "LA_Code",
    "Reporting_Period_Start_Date",
    "Reporting_Period_End_Date",
    "NHS_Number",
    "LA_Person_Unique_Identifier",
    "GP_Practice_Code",
    "GP_Practice_Name",
    "Gender",
    "Ethnicity",
    "Date_of_Birth",
    "Date_of_Death",
    "Client_Type",
    "Primary_Support_Reason",
    "Postcode",
    "Accommodation_Status",
    "Employment_Status",
    "Has_Unpaid_Carer",
    "Autism_Spectrum_Disorder_ASD",
    "Visual_Impairment",
    "Hearing_Impairment",
    "Dementia",
    "Client_Funding_Status",
    "Event_Type",
    "Event_Reference",
    "Event_Start_Date",
    "Event_End_Date",
    "Event_Description",
    "Event_Outcome",
    "Request_Route_of_Access",
    "Assessment_Type",
    "Eligible_Needs_Identified",
    "Method_of_Assessment",
    "Total_Hrs_Caring_per_week",
    "No_of_adults_being_cared_for",
    "Adult_1_Linked_Person_ID",
    "Adult_2_Linked_Person_ID",
    "Adult_3_Linked_Person_ID",
    "Service_Type",
    "Service_Component",
    "Delivery_Mechanism",
    "Provider_CQC_Location_ID",
    "Provider_CQC_Location_Name",
    "Unit_Cost",
    "Cost_Frequency_Unit_Type",
    "Review_Reason",
    "Review_Outcomes_Achieved",
    "Method_of_Review",
];

/// The columns of the contacts CSV, in order.
///
/// `LA_Code` stands in it as well, so that the person's number means the same in both extracts.
pub const CONTACTS_COLUMNS: &[&str] = &[
    "LA_Code",
    "LA_Person_Unique_Identifier",
    "NHS_Number",
    "Contact_Name",
    "Relationship",
    "Contact_Role",
    "Telephone",
    "Address_1",
    "Postcode",
    "Start_Date",
    "End_Date",
];

impl Table {
    /// The name of the mapping that reads it.
    pub(crate) fn mapping(self) -> &'static str {
        match self {
            Self::ClientLevelData => "client-level-data",
            Self::Contacts => "council-contacts",
        }
    }

    /// Its columns.
    pub(crate) fn columns(self) -> &'static [&'static str] {
        match self {
            Self::ClientLevelData => CLIENT_LEVEL_DATA_COLUMNS,
            Self::Contacts => CONTACTS_COLUMNS,
        }
    }

    /// CSV with a header and these rows (RFC 4180).
    pub(crate) fn csv(self, rows: &[Row]) -> Vec<u8> {
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
        // Writing records of one length to memory cannot fail.
        let _ = writer.write_record(self.columns());
        for row in rows {
            let _ = writer.write_record(&row.values);
        }
        writer.into_inner().unwrap_or_default()
    }
}

/// One event: the values of its own columns by name.
struct Event {
    kind: &'static str,
    what: &'static str,
    start: Day,
    end: Option<Day>,
    values: Vec<(&'static str, String)>,
}

const SUPPORT_REASONS: &[&str] = &[
    "Physical Support: Personal Care Support",
    "Physical Support: Access & Mobility Only",
    "Support with Memory & Cognition",
    "Learning Disability Support",
    "Mental Health Support",
    "Sensory Support: Support for Hearing Impairment",
];

const HOME_CARE_PROVIDERS: &[(&str, &str)] = &[
    ("1-900000001", "Purbeck Home Care"),
    ("1-900000002", "Harbour Care at Home, Poole"),
    ("1-900000003", "Blackmore Vale Carers"),
];

/// The name of the column that holds the council's own number of a person.
const PERSON_COLUMN: &str = "LA_Person_Unique_Identifier";

/// Writes what the council sends about the person.
pub(crate) fn send(
    history: &History,
    household: &Household,
    without_number: bool,
    dice: &mut Dice,
    outbox: &mut Outbox,
) {
    let Some(since) = history.council else { return };
    let source = if household.town.side == Side::East { BCP } else { DORSET };
    let index = history.who.index;
    let value = format!("{}{:07}", if source == BCP { "BCP" } else { "DC" }, u64::from(index) * 6_113 % 1_000_003);
    let local = (source.organisation, value);
    let mut seen = seen(source, Care::Council, local, (&history.who, household), history.scripted, dice);
    if without_number {
        seen.number = None;
        seen.stated = crate::truth::NhsNumberStated::Missing;
    }
    outbox.identities.push(seen.identity());
    let reason = *dice.pick(SUPPORT_REASONS);
    for (number, event) in (1..).zip(events(household, since, dice)) {
        let reference = format!("{}-{}-{number}", event.kind.get(..1).unwrap_or("E"), seen.value);
        let values = row(history, household, &seen, reason, &event, &reference);
        let sent = extract_after(event.start);
        let row = Row { sent, source, table: Table::ClientLevelData, values };
        // The next quarter's extract holds the row again, word for word.
        if !history.scripted && dice.chance(rates::ROW_REPEATED) {
            outbox.rows.push(Row { sent: extract_after(sent.day().plus(2)), ..row.clone() });
        }
        outbox.rows.push(row);
        outbox.facts.push(TrueFact {
            section: Section::SocialCare,
            organisation: source.organisation,
            system: source.system,
            code: FactCode::words(event.what),
            status: None,
            retracted: false,
            reference: Some(reference),
            laboratory_number: None,
            value: None,
        });
    }
    if dementia(history) {
        outbox.facts.push(TrueFact {
            section: Section::Alerts,
            organisation: source.organisation,
            system: source.system,
            code: FactCode::words("Dementia"),
            status: Some("active"),
            retracted: false,
            reference: None,
            laboratory_number: None,
            value: None,
        });
    }
    contact(history, household, &seen, since, outbox);
}

/// The evening of the first day of the quarter after this day, when the council sends its extract.
fn extract_after(day: Day) -> Moment {
    let start = Day::of(2023, 1, 1);
    let quarter = start.days_until(day).max(0) / 91 + 1;
    start.plus(quarter * 91).min(PRESENT).at(23 * 60)
}

fn events(household: &Household, since: Day, dice: &mut Dice) -> Vec<Event> {
    let mut events = vec![
        Event {
            kind: "Request",
            what: "Request for support",
            start: since,
            end: Some(since.plus(dice.between(0, 5))),
            values: vec![
                (
                    "Request_Route_of_Access",
                    dice.pick(&["Community / other route", "Discharge from hospital"]).to_string(),
                ),
                ("Event_Outcome", "Progress to assessment".to_owned()),
            ],
        },
        Event {
            kind: "Assessment",
            what: "Long term assessment",
            start: since.plus(dice.between(5, 30)),
            end: None,
            values: vec![
                ("Assessment_Type", "Long term assessment".to_owned()),
                ("Eligible_Needs_Identified", "Yes".to_owned()),
                ("Method_of_Assessment", dice.pick(&["Face to face", "Remote"]).to_string()),
                ("Event_Outcome", "Progress to support planning".to_owned()),
            ],
        },
    ];
    let start = since.plus(dice.between(31, 55));
    let service = if household.care_home {
        Event {
            kind: "Service",
            what: "Long Term Support: Residential Care",
            start,
            end: None,
            values: vec![
                ("Service_Component", "Residential Care Home".to_owned()),
                ("Delivery_Mechanism", "CASSR Managed Personal Budget".to_owned()),
                ("Provider_CQC_Location_ID", "1-900000009".to_owned()),
                ("Provider_CQC_Location_Name", "Seaview House".to_owned()),
                ("Unit_Cost", "912.50".to_owned()),
                ("Cost_Frequency_Unit_Type", "Per week".to_owned()),
            ],
        }
    } else {
        let (id, name) = *dice.pick(HOME_CARE_PROVIDERS);
        Event {
            kind: "Service",
            what: "Long Term Support: Community",
            start,
            end: None,
            values: vec![
                ("Service_Component", dice.pick(&["Home Support", "Day Support", "Equipment"]).to_string()),
                ("Delivery_Mechanism", "CASSR Managed Personal Budget".to_owned()),
                ("Provider_CQC_Location_ID", id.to_owned()),
                ("Provider_CQC_Location_Name", name.to_owned()),
                ("Unit_Cost", format!("{}.{:02}", dice.between(18, 29), dice.between(0, 99))),
                ("Cost_Frequency_Unit_Type", "Hourly".to_owned()),
            ],
        }
    };
    events.push(service);
    let review = start.plus(dice.between(180, 365));
    if review < PRESENT {
        events.push(Event {
            kind: "Review",
            what: "Review of support",
            start: review,
            end: Some(review),
            values: vec![
                ("Review_Reason", "Planned".to_owned()),
                ("Review_Outcomes_Achieved", dice.pick(&["Fully achieved", "Partially achieved"]).to_string()),
                ("Method_of_Review", "Face to face".to_owned()),
                ("Event_Outcome", "No change in package".to_owned()),
            ],
        });
    }
    events.retain(|event| event.start < PRESENT);
    events
}

fn row(
    history: &History,
    household: &Household,
    seen: &Seen,
    reason: &str,
    event: &Event,
    reference: &str,
) -> Vec<String> {
    let practice = practice_at(household.practice);
    let carer = history.relation.as_ref().is_some_and(|relation| relation.carer);
    let sent = extract_after(event.start).day();
    let died = history.died.filter(|died| *died < sent);
    let accommodation =
        if household.care_home { "Registered care home" } else { "Owner occupier or shared ownership scheme" };
    CLIENT_LEVEL_DATA_COLUMNS
        .iter()
        .map(|column| match *column {
            "LA_Code" => seen.source.organisation.to_owned(),
            "Reporting_Period_Start_Date" => sent.plus(-91).slashed(),
            "Reporting_Period_End_Date" => sent.plus(-1).slashed(),
            "NHS_Number" => seen.number.clone().unwrap_or_default(),
            PERSON_COLUMN => seen.value.clone(),
            "GP_Practice_Code" => practice.source.organisation.to_owned(),
            "GP_Practice_Name" => practice.name.to_owned(),
            "Gender" => if seen.female { "Female" } else { "Male" }.to_owned(),
            "Ethnicity" => "English / Welsh / Scottish / Northern Irish / British".to_owned(),
            "Date_of_Birth" => seen.birth.slashed(),
            "Date_of_Death" => died.map(Day::slashed).unwrap_or_default(),
            "Client_Type" => "Service User".to_owned(),
            "Primary_Support_Reason" if event.kind != "Request" => reason.to_owned(),
            "Postcode" => seen.home.postcode.clone(),
            "Accommodation_Status" => accommodation.to_owned(),
            "Employment_Status" if (18..65).contains(&history.who.age()) => {
                "Not in paid employment (not actively seeking work)".to_owned()
            }
            "Has_Unpaid_Carer" => if carer { "Yes" } else { "No" }.to_owned(),
            "Dementia" => if dementia(history) { "Yes" } else { "No" }.to_owned(),
            "Event_Type" => event.kind.to_owned(),
            "Event_Reference" => reference.to_owned(),
            "Event_Start_Date" => event.start.slashed(),
            "Event_End_Date" => event.end.map(Day::slashed).unwrap_or_default(),
            "Event_Description" => event.what.to_owned(),
            "Service_Type" if event.kind == "Service" => event.what.to_owned(),
            other => {
                event.values.iter().find(|(name, _)| *name == other).map(|(_, value)| value.clone()).unwrap_or_default()
            }
        })
        .collect()
}

/// Whether the person is known to have dementia.
fn dementia(history: &History) -> bool {
    let mut problems = history.problems.iter().filter(|problem| !problem.in_error);
    problems.any(|problem| matches!(problem.what.snomed, "26929004" | "52448006"))
}

fn contact(history: &History, household: &Household, seen: &Seen, since: Day, outbox: &mut Outbox) {
    let Some(relation) = &history.relation else { return };
    let role = if relation.carer { "Carer" } else { "Next of Kin" };
    let shares = matches!(relation.relationship, "Spouse" | "Parent" | "Child");
    let home = shares.then_some(&household.home);
    outbox.rows.push(Row {
        sent: extract_after(since),
        source: seen.source,
        table: Table::Contacts,
        values: vec![
            seen.source.organisation.to_owned(),
            seen.value.clone(),
            seen.number.clone().unwrap_or_default(),
            format!("{} {} {}", relation.title, relation.given, relation.family),
            relation.relationship.to_owned(),
            role.to_owned(),
            relation.telephone.clone(),
            home.map(|home| format!("{}, {}", home.line, home.town)).unwrap_or_default(),
            home.map(|home| home.postcode.clone()).unwrap_or_default(),
            since.slashed(),
            String::new(),
        ],
    });
    outbox.facts.push(TrueFact {
        section: Section::RelatedPeople,
        organisation: seen.source.organisation,
        system: seen.source.system,
        code: FactCode::words(relation.relationship),
        status: None,
        retracted: false,
        reference: None,
        laboratory_number: None,
        value: None,
    });
}
