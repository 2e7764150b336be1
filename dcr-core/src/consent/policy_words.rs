//! The words that a policy is written in.

use crate::vocabulary::closed_vocabulary;

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
        /// The requester is the person.
        PersonThemself = "person-themself",
        /// The requester acts for the person: parental responsibility, attorney, deputy.
        Proxy = "proxy",
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
        /// The person is known to the user privately.
        Connection = "connection",
        /// The person has died.
        Deceased = "deceased",
        /// The person's permission to the look.
        Permission = "permission",
    }
}

closed_vocabulary! {
    /// Who vouches for a relationship.
    pub enum Asserter {
        /// The requesting organisation's system, such as a patient administration system.
        System = "system",
        /// The user.
        User = "user",
        /// A colleague who looks after the person.
        Colleague = "colleague",
        /// The person.
        Person = "person",
    }
}

closed_vocabulary! {
    /// The national reasons for a look without an automatic relationship.
    ///
    /// Source: MIM AccessReasonCode (OID 2.16.840.1.113883.2.1.3.2.4.17.7), written `mim-`; Summary Care Record alert
    /// reasons (`https://fhir.nhs.uk/CodeSystem/SCR-AlertReason`), written `scr-`.
    pub enum AccessReason {
        /// Public interest.
        MimPublicInterest = "mim-01",
        /// Statute.
        MimStatute = "mim-02",
        /// Court order.
        MimCourtOrder = "mim-03",
        /// Best interests of the patient.
        MimBestInterests = "mim-04",
        /// Regulations under the Health and Social Care Act.
        MimRegulations = "mim-05",
        /// Other.
        MimOther = "mim-06",
        /// Express consent, first of eight purposes.
        MimConsent07 = "mim-07",
        /// Express consent.
        MimConsent08 = "mim-08",
        /// Express consent.
        MimConsent09 = "mim-09",
        /// Express consent.
        MimConsent10 = "mim-10",
        /// Express consent.
        MimConsent11 = "mim-11",
        /// Express consent.
        MimConsent12 = "mim-12",
        /// Express consent.
        MimConsent13 = "mim-13",
        /// Express consent, last of eight purposes.
        MimConsent14 = "mim-14",
        /// A colleague outside the team responds to a referral.
        MimReferralColleague = "mim-15",
        /// The patient referred themself.
        MimSelfReferral = "mim-16",
        /// A registered patient, granted by a colleague.
        MimRegisteredPatient = "mim-17",
        /// Public interest.
        ScrPublicInterest = "scr-1",
        /// Statute.
        ScrStatute = "scr-2",
        /// Court order.
        ScrCourtOrder = "scr-3",
        /// Emergency access by a self-claimed relationship; of a self-claim alone.
        ScrSelfClaimedEmergency = "scr-4",
        /// Access in an emergency; of an emergency alone.
        ScrEmergency = "scr-5",
        /// Other; of a self-claim alone.
        ScrOther = "scr-6",
    }
}

closed_vocabulary! {
    /// What becomes of a look at someone who is known to the user privately.
    pub enum ConnectionRule {
        /// The privacy officer is alerted.
        Flag = "flag",
        /// The look is denied.
        Deny = "deny",
    }
}

closed_vocabulary! {
    /// What becomes of a look at a person who is marked restricted.
    pub enum RestrictedPersonView {
        /// It is denied.
        Denied = "denied",
        /// It shows what does not give away where the person is.
        Reduced = "reduced",
    }
}
