//! The rules by name.

use crate::vocabulary::closed_vocabulary;

closed_vocabulary! {
    /// A rule, by its stable name, in the order in which the rules are asked. `docs/consent.md` says each in words.
    pub enum Rule {
        /// The request names no user.
        UserUnnamed = "C01-user-unnamed",
        /// The organisation is not in the register.
        OrganisationUnknown = "C02-organisation-unknown",
        /// The organisation is not open at the time of the look.
        OrganisationNotOpen = "C03-organisation-not-open",
        /// The organisation is not assured at the time of the look.
        OrganisationNotAssured = "C04-organisation-not-assured",
        /// The policy does not define the role.
        RoleUnknown = "C05-role-unknown",
        /// The purpose is not one of the vocabulary.
        PurposeUnknown = "C06-purpose-unknown",
        /// The purpose is beyond the person's own care.
        PurposeSecondaryUse = "C07-purpose-secondary-use",
        /// The policy does not permit the purpose.
        PurposeNotPermitted = "C08-purpose-not-permitted",
        /// The emergency is not accepted: the role, the purpose or the reason does not do. The request counts as one
        /// without an emergency.
        BreakGlassNotAccepted = "C10-break-glass-not-accepted",
        /// The emergency is accepted.
        BreakGlass = "C11-break-glass",
        /// The request names no relationship.
        RelationshipMissing = "C12-relationship-missing",
        /// The relationship is not one of the vocabulary.
        RelationshipUnknown = "C13-relationship-unknown",
        /// The policy does not let the role look by this relationship.
        RelationshipNotForRole = "C14-relationship-not-for-role",
        /// A self-claimed relationship without a sufficient reason.
        RelationshipReasonMissing = "C15-relationship-reason-missing",
        /// The relationship is accepted.
        Relationship = "C16-relationship",
        /// Nobody is known by what was asked for.
        PersonNotFound = "C20-person-not-found",
        /// The person will not be held.
        DoNotHold = "C21-do-not-hold",
        /// The person opted out of the shared record.
        OptOut = "C22-opt-out",
        /// A directive cannot be understood.
        NotUnderstood = "C23-not-understood",
        /// The person is marked by a label that nothing opens.
        PersonNeverShown = "C24-person-never-shown",
        /// The person is marked restricted.
        PersonRestricted = "C25-person-restricted",
        /// The person dissents from showing to the organisation or one that it took over.
        OrganisationDissent = "C26-organisation-dissent",
        /// The person dissents from showing to this kind of organisation.
        OrganisationKindDissent = "C27-organisation-kind-dissent",
        /// The person dissents from the purpose.
        PurposeDissent = "C28-purpose-dissent",
        /// The person dissents from showing to the user.
        UserDissent = "C29-user-dissent",
        /// The policy does not show the section to the role.
        SectionNotForRole = "C40-section-not-for-role",
        /// The person dissents from showing the section.
        SectionDissent = "C41-section-dissent",
        /// The person is restricted, and the section or statement could give away where they are.
        RestrictedView = "C42-restricted-view",
        /// Statute forbids sharing.
        LegallyRestricted = "C43-legally-restricted",
        /// Not to be shown to the person, whose own view this is.
        NotForPerson = "C44-not-for-person",
        /// The policy does not grant the label to the role.
        LabelNotGranted = "C45-label-not-granted",
        /// The person dissents from showing what carries the label.
        LabelDissent = "C46-label-dissent",
        /// The person dissents from showing the item.
        ItemDissent = "C47-item-dissent",
    }
}

closed_vocabulary! {
    /// What a rule yielded.
    pub enum RuleYield {
        /// It permits to go on.
        Permits = "permits",
        /// It denies the look.
        Denies = "denies",
        /// It withholds something from the look.
        Withholds = "withholds",
        /// It would have denied or withheld, and the emergency overrode it.
        Overridden = "overridden",
        /// What was asked for is left out of account.
        Ignored = "ignored",
    }
}

impl Rule {
    /// What the requester may be told; only of rules about the requester, `None` for every other.
    #[must_use]
    pub const fn told(self) -> Option<&'static str> {
        Some(match self {
            Self::UserUnnamed => "the request names no user",
            Self::OrganisationUnknown => "your organisation is not in the register",
            Self::OrganisationNotOpen => "your organisation is not open under this code",
            Self::OrganisationNotAssured => "your organisation is not assured",
            Self::RoleUnknown => "your role is not known",
            Self::PurposeUnknown => "the purpose is not known",
            Self::PurposeSecondaryUse => "the record is not for uses beyond the person's own care",
            Self::PurposeNotPermitted => "the purpose is not permitted",
            Self::RelationshipMissing => "no relationship with the person is stated",
            Self::RelationshipUnknown => "the kind of relationship is not known",
            Self::RelationshipNotForRole => "your role may not look by this relationship",
            Self::RelationshipReasonMissing => "the relationship needs a reason",
            Self::BreakGlassNotAccepted => "the emergency is not accepted: role, purpose or reason",
            _ => return None,
        })
    }
}
