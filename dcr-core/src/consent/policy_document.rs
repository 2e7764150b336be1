//! The policy as a JSON document.

use crate::record::{Purpose, Section, SensitivityLabel};
use crate::vocabulary::closed_vocabulary;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

closed_vocabulary! {
    /// By what tie a requester comes to look at a person's record.
    ///
    /// Source: MIM AccessReasonCode (OID 2.16.840.1.113883.2.1.3.2.4.17.7) and the kinds of legitimate relationship of
    /// the national programme: automatic (registration, referral, workgroup) and manual (self-claimed,
    /// colleague-granted, with the patient's consent).
    pub enum RelationshipKind {
        /// The person is registered with the practice.
        RegisteredPatient = "registered-patient",
        /// The person was referred here.
        Referral = "referral",
        /// The person is or was admitted, or attends.
        Admission = "admission",
        /// The person is on the requester's or team's caseload.
        Caseload = "caseload",
        /// The requester belongs to a workgroup that looks after the person.
        Workgroup = "workgroup",
        /// A colleague who looks after the person granted it.
        ColleagueGranted = "colleague-granted",
        /// The requester says so themself; needs a reason, and the privacy officer is told.
        SelfClaimed = "self-claimed",
        /// The person gave permission to this requester.
        PatientPermission = "patient-permission",
    }
}

closed_vocabulary! {
    /// A rule that a policy may let an emergency override. What is not in this list nothing overrides.
    pub enum Override {
        /// No legitimate relationship.
        Relationship = "relationship",
        /// The person opted out, and the record is hidden.
        OptOut = "opt-out",
        /// A directive that cannot be read.
        NotUnderstood = "not-understood",
        /// Dissent from showing to the organisation or its kind.
        OrganisationDissent = "organisation-dissent",
        /// Dissent from the purpose.
        PurposeDissent = "purpose-dissent",
        /// Dissent from showing to the user.
        UserDissent = "user-dissent",
        /// Dissent from showing a section.
        SectionDissent = "section-dissent",
        /// Dissent from showing an item.
        ItemDissent = "item-dissent",
        /// Dissent from showing what carries a label.
        LabelDissent = "label-dissent",
        /// The role is not granted a label.
        LabelNotGranted = "label-not-granted",
        /// The person is marked restricted.
        RestrictedPerson = "restricted-person",
    }
}

/// What one role may see, and by which relationships.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RolePolicy {
    /// The job role: `R8000`, or in full `S8000:G8000:R8000`. A request in full is answered by the full form where the
    /// policy has it, else by the short one. Source: national RBAC database, SDS job role name.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The sections that the role may see; every other is withheld.
    #[schemars(with = "Vec<Section>")]
    pub sections: Vec<String>,
    /// The relationships by which the role may look.
    #[schemars(with = "Vec<RelationshipKind>")]
    pub relationships: Vec<String>,
    /// The labels that the role may see; whatever carries another is withheld.
    #[schemars(with = "Vec<SensitivityLabel>")]
    pub labels: Vec<String>,
}

/// What an emergency may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BreakGlassPolicy {
    /// The roles, as this policy writes them.
    pub roles: Vec<String>,
    /// The purposes.
    #[schemars(with = "Vec<Purpose>")]
    pub purposes: Vec<String>,
    /// How many characters the reason must have at least, white space and control characters not counted.
    pub reason_characters: u32,
    /// The rules that it overrides.
    #[schemars(with = "Vec<Override>")]
    pub overrides: Vec<String>,
    /// The labels that it never opens. What statute restricts is never opened, named here or not.
    #[schemars(with = "Vec<SensitivityLabel>")]
    pub never_opens: Vec<String>,
}

/// The policy as a JSON document: everything a county may settle about who sees what.
///
/// Every word is checked when it is read; the rules that no county may settle otherwise are not in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyDocument {
    /// The number of this format, 1.
    pub format: u32,
    /// Whose policy it is.
    pub name: String,
    /// Its version; a later one replaces an earlier one whole.
    pub version: u32,
    /// The purposes permitted.
    #[schemars(with = "Vec<Purpose>")]
    pub purposes: Vec<String>,
    /// How many characters the reason of a self-claimed relationship must have at least, counted as for break-glass.
    pub self_claim_reason_characters: u32,
    /// The roles.
    pub roles: Vec<RolePolicy>,
    /// Break-glass.
    pub break_glass: BreakGlassPolicy,
}
