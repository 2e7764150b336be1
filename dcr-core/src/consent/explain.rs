//! A decision in sentences.

use super::{
    ConsentState, Decision, FiredRule, Obligation, Outcome, OutwardDecision, Plan, Refusal, Rule, RuleYield,
    SectionState, WithheldClass,
};
use crate::record::Section;
use std::fmt::Write;

impl Rule {
    /// What it means that the rule fired, as a sentence without its beginning and its full stop.
    const fn says(self) -> &'static str {
        match self {
            Self::UserUnnamed => "the request names no user",
            Self::OrganisationUnknown => "the organisation is not in the register",
            Self::OrganisationNotOpen => "the organisation is not open under this code at this time",
            Self::OrganisationNotAssured => "the organisation is not admitted at this time",
            Self::RoleUnknown => "the policy does not define the role",
            Self::PurposeUnknown => "the purpose is not known",
            Self::PurposeSecondaryUse => "the purpose is beyond the person's own care, which no policy can permit",
            Self::PurposeNotPermitted => "the policy does not permit the purpose",
            Self::AgreementMissing => "no agreement with the organisation's county covers the purpose",
            Self::BreakGlassNotAccepted => "the declared emergency is not accepted: role, purpose or reason",
            Self::BreakGlass => "the declared emergency is accepted",
            Self::RelationshipMissing => "no relationship with the person is stated",
            Self::RelationshipUnknown => "the kind of relationship is not known",
            Self::RelationshipNotForRole => "the role may not look by this kind of relationship",
            Self::RelationshipReasonMissing => "the self-claimed relationship lacks a sufficient reason",
            Self::RelationshipNotVouched => "the relationship is not vouched for by someone who may",
            Self::RelationshipEvidenceMissing => "the relationship lacks the evidence that it needs",
            Self::RelationshipExpired => "the relationship is not in date",
            Self::Relationship => "the relationship with the person is accepted",
            Self::PersonNotFound => "nobody is known by what was asked for",
            Self::DoNotHold => "the person wants no shared record to be held",
            Self::OptOut => "the person opted out of the shared record",
            Self::NotUnderstood => "a decision of the person about sharing cannot be understood until someone reads it",
            Self::PersonNeverShown => "the person is marked by a label that nothing opens",
            Self::PersonRestricted => "the person is marked as restricted",
            Self::OrganisationDissent => {
                "the person refused sharing with the organisation, or one it took over or belongs to"
            }
            Self::OrganisationKindDissent => "the person refused sharing with organisations of this kind",
            Self::PurposeDissent => "the person refused sharing for this purpose",
            Self::UserDissent => "the person refused sharing with this user",
            Self::TeamDissent => "the person refused sharing with a team of this user",
            Self::NotThePerson => "the user says that they are the person and their NHS number is not the person's",
            Self::ProxyDissent => "the person refused views by those who act for them by this authority",
            Self::OwnRecord => "the record is the user's own",
            Self::Relative => "the person is a relative of the user",
            Self::Colleague => "the person is a colleague of the user",
            Self::Deceased => "the person has died, and this purpose ends with death",
            Self::PermissionRefused => "the person did not permit this look",
            Self::PermissionMissing => "the person's permission is required, and there is none",
            Self::SectionNotInAgreement => "no agreement lets it cross the border for this purpose",
            Self::SectionNotForRole => "the role is not shown it",
            Self::SectionDissent => "the person refused to have it shown",
            Self::RestrictedView => "it could give away where the person is",
            Self::LegallyRestricted => "statute forbids sharing something in it",
            Self::NotForPerson => "something in it is marked as not for the person",
            Self::LabelNotGranted => "the role is not granted the label of something sensitive in it",
            Self::LabelDissent => "the person refused to have something of this label shown",
            Self::ItemDissent => "the person refused to have an item shown",
            Self::ThirdParty => "something in it was told by or about a third person",
            Self::Embargoed => "no clinician has seen a result in it yet",
            Self::NotInInwardAgreement => {
                "no agreement lets what a neighbouring organisation states in it be shown here"
            }
            Self::CodedOnly => "the role sees codes, times, values and states, and no free text",
            Self::ExistenceOnly => "the role sees only whether it holds anything",
        }
    }
}

impl WithheldClass {
    /// The reason in words, for a reader.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Role => "not for your role",
            Self::Agreement => "not covered by an agreement with your county",
            Self::Wish => "by the person's wish",
            Self::Protected => "to protect the person",
            Self::Law => "by law",
            Self::NotForPerson => "not to be shown in this view",
            Self::Embargo => "waiting for a clinician to see it",
        }
    }
}

impl Decision {
    /// The decision in sentences, for the account and for a privacy officer: which rules fired, and why. Not for the
    /// requester, who is told [`OutwardDecision::explain`].
    #[must_use]
    pub fn explain(&self, plan: &Plan) -> Vec<String> {
        let mut sentences = vec![match (self.outcome, self.refusal) {
            (Outcome::Permit, _) => "The look is permitted.".to_owned(),
            (Outcome::Deny, Some(Refusal::NotPermitted)) => {
                "The look is refused, and the requester is told why: it is about them alone.".to_owned()
            }
            (Outcome::Deny, _) => {
                "The look is refused, and the requester is told that nothing is available, as if nobody were known."
                    .to_owned()
            }
        }];
        sentences.extend(self.rules.iter().map(sentence));
        for missing in &self.missing {
            let mut text = format!("Missing evidence: {}", missing.kind);
            match missing.lapsed {
                Some(lapsed) => _ = write!(text, ", which lapsed at {lapsed}."),
                None => text.push_str(", which was never recorded."),
            }
            sentences.push(text);
        }
        sentences.extend(self.consent.and_then(about_consent).map(str::to_owned));
        sentences.extend(self.obligations.iter().map(|obligation| about_obligation(*obligation).to_owned()));
        sentences.push(match self.valid_until {
            Some(until) => format!("By the same documents and record the answer is the same until {until}."),
            None => "By the same documents and record the answer stays the same.".to_owned(),
        });
        sentences.push(format!(
            "Decided by the policy {} version {}.",
            plan.policy().document().name,
            plan.policy().document().version
        ));
        sentences
    }
}

impl OutwardDecision {
    /// What the requester may be told, in sentences.
    #[must_use]
    pub fn explain(&self) -> Vec<String> {
        let mut sentences = vec![match self.refusal {
            None => "You may look at this record.".to_owned(),
            Some(Refusal::NotPermitted) => "You may not look at this record.".to_owned(),
            Some(Refusal::NotAvailable) => "There is no record here that you may look at.".to_owned(),
        }];
        sentences.extend(self.reasons.iter().map(|reason| capital(reason.rule, &reason.text)));
        for missing in &self.missing {
            sentences.push(match missing.lapsed {
                Some(lapsed) => format!("Missing evidence: {}, which lapsed at {lapsed}.", missing.kind),
                None => format!("Missing evidence: {}.", missing.kind),
            });
        }
        for decided in &self.sections {
            let state = match decided.state {
                SectionState::Shown | SectionState::NothingRecorded => continue,
                SectionState::PartlyWithheld => "part is withheld",
                SectionState::Withheld => "withheld",
                SectionState::Held => "something is held; your role is told no more",
            };
            let why: Vec<&str> = decided.withheld.iter().map(|class| class.words()).collect();
            let why = if why.is_empty() { String::new() } else { format!(" ({})", why.join("; ")) };
            sentences.push(format!("{}: {state}{why}.", decided.section.title()));
        }
        sentences.extend(self.consent.and_then(about_consent).map(str::to_owned));
        sentences.extend(self.obligations.iter().map(|obligation| about_obligation(*obligation).to_owned()));
        sentences
    }
}

fn capital(rule: Rule, text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase()).into_iter();
    format!("{}. ({rule})", first.chain(letters).collect::<String>())
}

fn sentence(fired: &FiredRule) -> String {
    let lead = match fired.yielded {
        RuleYield::Permits => "Accepted",
        RuleYield::Denies => "Refused",
        RuleYield::Withholds => "Withheld",
        RuleYield::Reduces => "Shown with less",
        RuleYield::Overridden => "Overridden by the emergency",
        RuleYield::Ignored => "Left out of account",
        RuleYield::Flags => "Flagged to the privacy officer",
    };
    let sections: Vec<&str> = fired.sections.iter().copied().map(Section::title).collect();
    let sections = if sections.is_empty() { String::new() } else { format!(" in {}", sections.join(", ")) };
    format!("{lead}{sections}: {} ({}).", fired.rule.says(), fired.rule)
}

const fn about_consent(state: ConsentState) -> Option<&'static str> {
    match state {
        ConsentState::Shared => None,
        ConsentState::Limited => Some("The person's own decisions limit what is shared."),
        ConsentState::OptedOutOverridden => Some("The person opted out, and the emergency overrode it for this look."),
    }
}

const fn about_obligation(obligation: Obligation) -> &'static str {
    match obligation {
        Obligation::AlertPrivacyOfficer => "The privacy officer is alerted.",
        Obligation::RecordReason => "The reason given stands in the account.",
        Obligation::TellPerson => "The person is told of this look.",
    }
}

#[cfg(test)]
mod tests;
