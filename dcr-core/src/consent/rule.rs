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
        /// The organisation is across the border, and no agreement with its county covers the purpose.
        AgreementMissing = "C09-agreement-missing",
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
        /// Whoever vouches for the relationship is not one whom the policy accepts for it.
        RelationshipNotVouched = "C17-relationship-not-vouched",
        /// The evidence that the relationship needs is missing.
        RelationshipEvidenceMissing = "C18-relationship-evidence-missing",
        /// The relationship is not in date.
        RelationshipExpired = "C19-relationship-expired",
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
        /// The person dissents from showing to one of the user's teams.
        TeamDissent = "C30-team-dissent",
        /// The requester says that they are the person and is not.
        NotThePerson = "C31-not-the-person",
        /// The person dissents from views of those who act for them by this authority.
        ProxyDissent = "C32-proxy-dissent",
        /// The record is the user's own.
        OwnRecord = "C33-own-record",
        /// The person is a relative of the user.
        Relative = "C34-relative",
        /// The person is a colleague of the user.
        Colleague = "C35-colleague",
        /// The person has died, and the purpose ends with death.
        Deceased = "C36-deceased",
        /// The person did not permit the look.
        PermissionRefused = "C37-permission-refused",
        /// The policy asks for the person's permission, and there is none.
        PermissionMissing = "C38-permission-missing",
        /// No agreement lets the section cross the border for the purpose.
        SectionNotInAgreement = "C39-section-not-in-agreement",
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
        /// Told by or about a third person, in the person's own or a proxy's view.
        ThirdParty = "C48-third-party",
        /// No clinician has seen the result yet.
        Embargoed = "C49-embargoed",
        /// No agreement lets what the organisation across the border states be shown here.
        NotInInwardAgreement = "C50-not-in-inward-agreement",
        /// The role sees the section's codes alone.
        CodedOnly = "C51-coded-only",
        /// The role sees only whether the section holds something.
        ExistenceOnly = "C52-existence-only",
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
        /// It lets part be shown with less in it.
        Reduces = "reduces",
        /// It would have denied or withheld, and the emergency overrode it.
        Overridden = "overridden",
        /// What was asked for is left out of account.
        Ignored = "ignored",
        /// Nothing changes for the look, and the privacy officer is alerted.
        Flags = "flags",
    }
}

closed_vocabulary! {
    /// Why something is withheld, as far as a requester may ever be told.
    pub enum WithheldClass {
        /// The role is not shown it.
        Role = "role",
        /// No agreement lets it cross the border.
        Agreement = "agreement",
        /// The person decided so.
        Wish = "wish",
        /// It could give away where a protected person is.
        Protected = "protected",
        /// Statute forbids it. Never told.
        Law = "law",
        /// It is not for the person, or not for them to hear from here.
        NotForPerson = "not-for-person",
        /// No clinician has seen it yet.
        Embargo = "embargo",
    }
}

const _: () = assert!(Rule::ALL.len() <= 64);

impl Rule {
    /// The rule's place in the order of the rules, below 64.
    pub(super) const fn place(self) -> u32 {
        self as u32
    }

    /// Why what this rule withholds is withheld; `None` of a rule that withholds nothing.
    #[must_use]
    pub const fn class(self) -> Option<WithheldClass> {
        Some(match self {
            Self::SectionNotForRole | Self::LabelNotGranted => WithheldClass::Role,
            Self::SectionNotInAgreement | Self::NotInInwardAgreement => WithheldClass::Agreement,
            Self::SectionDissent | Self::LabelDissent | Self::ItemDissent => WithheldClass::Wish,
            Self::RestrictedView => WithheldClass::Protected,
            Self::LegallyRestricted => WithheldClass::Law,
            Self::NotForPerson | Self::ThirdParty => WithheldClass::NotForPerson,
            Self::Embargoed => WithheldClass::Embargo,
            _ => return None,
        })
    }

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
            Self::AgreementMissing => "no agreement with your county covers the purpose",
            Self::RelationshipNotVouched => "the relationship is not vouched for by someone who may",
            Self::RelationshipEvidenceMissing => "the relationship needs evidence",
            Self::RelationshipExpired => "the relationship is not in date",
            Self::PermissionMissing => "the person's permission to this look is required, and none is stated",
            Self::BreakGlassNotAccepted => "the emergency is not accepted: role, purpose or reason",
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A refusal is explained by what is about the requester and the request, and never by the person.
    #[test]
    fn what_is_told_is_about_the_requester_alone() {
        let told: Vec<(&str, &str)> = Rule::ALL.iter().filter_map(|rule| Some((rule.as_str(), rule.told()?))).collect();
        let expected = [
            ("C01-user-unnamed", "the request names no user"),
            ("C02-organisation-unknown", "your organisation is not in the register"),
            ("C03-organisation-not-open", "your organisation is not open under this code"),
            ("C04-organisation-not-assured", "your organisation is not assured"),
            ("C05-role-unknown", "your role is not known"),
            ("C06-purpose-unknown", "the purpose is not known"),
            ("C07-purpose-secondary-use", "the record is not for uses beyond the person's own care"),
            ("C08-purpose-not-permitted", "the purpose is not permitted"),
            ("C09-agreement-missing", "no agreement with your county covers the purpose"),
            ("C10-break-glass-not-accepted", "the emergency is not accepted: role, purpose or reason"),
            ("C12-relationship-missing", "no relationship with the person is stated"),
            ("C13-relationship-unknown", "the kind of relationship is not known"),
            ("C14-relationship-not-for-role", "your role may not look by this relationship"),
            ("C15-relationship-reason-missing", "the relationship needs a reason"),
            ("C17-relationship-not-vouched", "the relationship is not vouched for by someone who may"),
            ("C18-relationship-evidence-missing", "the relationship needs evidence"),
            ("C19-relationship-expired", "the relationship is not in date"),
            ("C38-permission-missing", "the person's permission to this look is required, and none is stated"),
        ];
        assert_eq!(told, expected);
    }
}
