//! What FHIR XML does not say and FHIR JSON must: which elements repeat, and which values are no strings.
//!
//! Source: HL7 FHIR R4 (4.0.1), the definitions of the data types and of the resources that are mapped, with what STU3
//! (3.0.2) names otherwise. An element that is not named here and stands once becomes a single value, which a mapping
//! does not read; it stays attached.

/// Elements that repeat wherever they stand, sorted.
const LISTS: &[&str] = &[
    "about",
    "account",
    "additionalInstruction",
    "additive",
    "addresses",
    "adjudication",
    "alias",
    "answer",
    "appliesTo",
    "appointment",
    "assessment",
    "attester",
    "authorizingPrescription",
    "availableTime",
    "basis",
    "careTeam",
    "characteristic",
    "classHistory",
    "coding",
    "communication",
    "complication",
    "complicationDetail",
    "component",
    "concept",
    "conclusionCode",
    "contact",
    "contained",
    "container",
    "dayOfWeek",
    "daysOfWeek",
    "derivedFrom",
    "detectedIssue",
    "diagnosis",
    "diagnosisSequence",
    "dietPreference",
    "dosageInstruction",
    "doseAndRate",
    "education",
    "entity",
    "entry",
    "episodeOfCare",
    "event",
    "eventHistory",
    "evidence",
    "expression",
    "extension",
    "finding",
    "focalDevice",
    "followUp",
    "generalPractitioner",
    "given",
    "goal",
    "hasMember",
    "healthcareService",
    "imagingStudy",
    "include",
    "informationSequence",
    "ingredient",
    "initial",
    "input",
    "instance",
    "instantiates",
    "instantiatesCanonical",
    "instantiatesUri",
    "insurance",
    "interpreter",
    "investigation",
    "issue",
    "jurisdiction",
    "line",
    "locationCode",
    "locationQualifier",
    "locationReference",
    "manifestation",
    "medium",
    "modifierExtension",
    "notAvailable",
    "note",
    "outcomeCode",
    "outcomeCodeableConcept",
    "outcomeReference",
    "output",
    "parameter",
    "participant",
    "payloadMimeType",
    "payloadType",
    "payor",
    "policy",
    "prediction",
    "prefix",
    "presentedForm",
    "problem",
    "procedureCode",
    "procedureSequence",
    "processing",
    "profile",
    "program",
    "programEligibility",
    "progress",
    "protocolApplied",
    "purposeOfEvent",
    "purposeOfUse",
    "qualification",
    "reaction",
    "reasonReference",
    "recipient",
    "referenceRange",
    "referralMethod",
    "referralRequest",
    "related",
    "relatesTo",
    "relevantHistory",
    "replaces",
    "report",
    "requestedPeriod",
    "responsibleParty",
    "resultsInterpreter",
    "section",
    "security",
    "securityLabel",
    "serviceCategory",
    "serviceProvisionCode",
    "slot",
    "specialArrangement",
    "specialCourtesy",
    "specialty",
    "stage",
    "statusHistory",
    "subjectType",
    "subpotentReason",
    "subtype",
    "suffix",
    "supportingInfo",
    "supportingInformation",
    "tag",
    "targetDisease",
    "team",
    "telecom",
    "timeOfDay",
    "uniqueId",
    "useContext",
    "usedCode",
    "usedReference",
    "vaccinationProtocol",
    "verification",
];

/// Elements that repeat inside these parents: resources by their type, others by their name.
const LISTS_IN: &[(&str, &[&str])] = &[
    ("action", &["provision", "RequestGroup"]),
    ("activity", &["CarePlan"]),
    ("actor", &["provision", "Schedule"]),
    ("agent", &["AuditEvent", "Provenance"]),
    ("author", &["Composition", "DocumentReference"]),
    ("bodySite", &["Condition", "Procedure", "ServiceRequest"]),
    ("class", &["provision"]),
    ("code", &["PractitionerRole", "event", "provision", "evidence", "Questionnaire", "item"]),
    ("condition", &["FamilyMemberHistory"]),
    ("content", &["DocumentReference"]),
    ("data", &["provision"]),
    ("destination", &["MessageHeader"]),
    ("detail", &["entity", "event", "evidence"]),
    ("device", &["MedicationAdministration"]),
    ("dosage", &["MedicationStatement"]),
    ("encounter", &["context", "item"]),
    ("endpoint", &["ImagingStudy", "series", "Location", "Organization", "PractitionerRole", "HealthcareService"]),
    ("focus", &["Observation", "MessageHeader"]),
    ("identifier", &["qualification", "container"]),
    ("interpretation", &["Observation", "component"]),
    ("item", &["Claim", "ExplanationOfBenefit", "Questionnaire", "QuestionnaireResponse", "answer", "item"]),
    ("link", &["Bundle", "Patient", "Person", "entry"]),
    ("location", &["Encounter", "HealthcareService", "PractitionerRole"]),
    ("managingOrganization", &["CareTeam"]),
    ("media", &["DiagnosticReport"]),
    ("modality", &["ImagingStudy"]),
    ("payload", &["Communication", "CommunicationRequest"]),
    ("performer", &["detail", "series"]),
    ("name", &["Patient", "Person", "Practitioner", "RelatedPerson"]),
    ("organization", &["Consent"]),
    ("parent", &["Specimen"]),
    ("performerType", &["Task"]),
    ("photo", &["Patient", "Practitioner", "RelatedPerson"]),
    ("provision", &["provision"]),
    ("purpose", &["provision"]),
    ("reason", &["Provenance"]),
    ("receiver", &["MedicationDispense"]),
    ("relationship", &["RelatedPerson", "contact"]),
    ("request", &["Specimen"]),
    ("result", &["DiagnosticReport"]),
    ("role", &["participant", "agent"]),
    ("series", &["ImagingStudy"]),
    ("serviceType", &["Appointment", "Schedule", "Slot"]),
    ("signature", &["Provenance"]),
    ("specimen", &["DiagnosticReport", "ServiceRequest"]),
    ("statusReason", &["MedicationStatement", "MedicationAdministration"]),
    ("target", &["Goal", "Provenance"]),
    (
        "type",
        &[
            "Encounter",
            "EpisodeOfCare",
            "HealthcareService",
            "Location",
            "Organization",
            "diagnosis",
            "participant",
            "signature",
            "source",
        ],
    ),
    ("procedure", &["Claim", "ExplanationOfBenefit"]),
    ("total", &["ExplanationOfBenefit"]),
    ("when", &["repeat"]),
];

/// Elements of resources that repeat, but in these.
const LISTS_OF_RESOURCES: &[(&str, &[&str])] = &[
    ("address", &["Location", "Endpoint"]),
    ("basedOn", &["RiskAssessment"]),
    ("category", &["MedicationStatement", "Procedure", "MedicationDispense", "MedicationAdministration"]),
    ("identifier", &["Bundle", "Composition", "QuestionnaireResponse"]),
    ("partOf", &["Encounter", "Location", "Organization"]),
    ("performer", &["MedicationRequest", "RiskAssessment", "ProcedureRequest"]),
    ("reasonCode", &["Task"]),
];

/// Values that are truth values.
const BOOLEANS: &[&str] = &[
    "active",
    "actual",
    "allDay",
    "appointmentRequired",
    "caseSensitive",
    "contributedToDeath",
    "deleted",
    "doNotPerform",
    "experimental",
    "focal",
    "immutable",
    "inactive",
    "isActive",
    "isSubpotent",
    "notGiven",
    "preferred",
    "primarySource",
    "readOnly",
    "repeats",
    "requestor",
    "userSelected",
    "verified",
    "wasSubstituted",
];

/// Values that are numbers.
const NUMBERS: &[&str] = &[
    "altitude",
    "careTeamSequence",
    "coordinateSystem",
    "count",
    "countMax",
    "diagnosisSequence",
    "dimensions",
    "doseSequence",
    "duration",
    "durationMax",
    "factor",
    "frames",
    "frequency",
    "frequencyMax",
    "height",
    "informationSequence",
    "latitude",
    "longitude",
    "lowerLimit",
    "maxLength",
    "minutesDuration",
    "numberOfInstances",
    "numberOfRepeatsAllowed",
    "numberOfSeries",
    "offset",
    "period",
    "periodMax",
    "procedureSequence",
    "rank",
    "repetitions",
    "score",
    "sequence",
    "size",
    "total",
    "upperLimit",
    "width",
    "windowEnd",
    "windowStart",
];

/// Elements of a primitive type, for one that has no value but extensions only.
const PRIMITIVES: &[&str] = &[
    "authoredOn",
    "birthDate",
    "city",
    "comment",
    "contentType",
    "country",
    "created",
    "date",
    "dateAsserted",
    "dateTime",
    "description",
    "display",
    "district",
    "end",
    "family",
    "gender",
    "given",
    "implicitRules",
    "issued",
    "language",
    "lastUpdated",
    "line",
    "postalCode",
    "prefix",
    "recordedDate",
    "reference",
    "start",
    "state",
    "status",
    "suffix",
    "system",
    "title",
    "unit",
    "url",
    "use",
    "value",
    "version",
    "versionId",
];

/// The ends of the names of choices between types, such as `value[x]`, that are primitive.
const PRIMITIVE_CHOICES: &[&str] = &[
    "Base64Binary",
    "Boolean",
    "Canonical",
    "Code",
    "Date",
    "DateTime",
    "Decimal",
    "Id",
    "Instant",
    "Integer",
    "Markdown",
    "Oid",
    "PositiveInt",
    "String",
    "Time",
    "UnsignedInt",
    "Uri",
    "Url",
    "Uuid",
];

/// What kind of JSON value a primitive becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Primitive {
    Text,
    Boolean,
    Number,
}

/// Whether a name is that of a resource type.
pub(super) fn is_resource_type(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_uppercase())
}

/// Whether an element may repeat, so that it is an array in JSON.
pub(super) fn is_list(parent: &str, name: &str) -> bool {
    let among = |table: &[(&str, &[&str])]| {
        table.iter().find(|(found, _)| *found == name).is_some_and(|(_, parents)| parents.contains(&parent))
    };
    LISTS.binary_search(&name).is_ok()
        || among(LISTS_IN)
        || (is_resource_type(parent)
            && LISTS_OF_RESOURCES.iter().any(|(found, _)| *found == name)
            && !among(LISTS_OF_RESOURCES))
}

/// What a primitive element's value is in JSON.
pub(super) fn primitive(parent: &str, name: &str) -> Primitive {
    let ends = |ends: &[&str]| ends.iter().any(|end| name.strip_suffix(end).is_some_and(|rest| !rest.is_empty()));
    // The value of an identifier or a telephone number is a string, that of a quantity a decimal.
    let names_someone =
        parent.ends_with("dentifier") || matches!(parent, "telecom" | "requisition" | "uniqueId" | "valueContactPoint");
    if BOOLEANS.contains(&name) || ends(&["Boolean"]) || (name == "required" && parent == "item") {
        Primitive::Boolean
    } else if NUMBERS.contains(&name)
        || ends(&["Integer", "Decimal", "PositiveInt", "UnsignedInt"])
        || (name == "value" && !names_someone)
        || (name == "number" && matches!(parent, "series" | "instance"))
        || (name == "priority" && parent == "Appointment")
    {
        Primitive::Number
    } else {
        Primitive::Text
    }
}

/// Whether an element without a value is of a primitive type.
pub(super) fn is_primitive(parent: &str, name: &str) -> bool {
    let choice = |end: &&str| name.strip_suffix(*end).is_some_and(|rest| !rest.is_empty());
    PRIMITIVES.contains(&name)
        || BOOLEANS.contains(&name)
        || PRIMITIVE_CHOICES.iter().any(choice)
        || (name == "text" && !is_resource_type(parent) && parent != "section")
        || (name == "code" && (matches!(parent, "coding" | "tag" | "security") || parent.ends_with("uantity")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_say_what_the_definitions_say() {
        assert!(LISTS.is_sorted());
        for (parent, name, list) in [
            ("Patient", "name", true),
            ("contact", "name", false),
            ("name", "given", true),
            ("Observation", "category", true),
            ("Procedure", "category", false),
            ("Bundle", "identifier", false),
            ("subject", "identifier", false),
            ("Encounter", "serviceType", false),
            ("dosageInstruction", "doseAndRate", true),
            ("provision", "provision", true),
            ("Consent", "provision", false),
        ] {
            assert_eq!(is_list(parent, name), list, "{parent}.{name}");
        }
        for (parent, name, kind) in [
            ("valueQuantity", "value", Primitive::Number),
            ("identifier", "value", Primitive::Text),
            ("accessionIdentifier", "value", Primitive::Text),
            ("telecom", "value", Primitive::Text),
            ("Observation", "valueBoolean", Primitive::Boolean),
            ("Observation", "valueString", Primitive::Text),
            ("Patient", "active", Primitive::Boolean),
            ("item", "required", Primitive::Boolean),
            ("participant", "required", Primitive::Text),
        ] {
            assert_eq!(primitive(parent, name), kind, "{parent}.{name}");
        }
    }
}
