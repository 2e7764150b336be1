//! What kind of thing happened.

use crate::vocabulary::closed_vocabulary;

closed_vocabulary! {
    /// What kind of thing an audit event tells of.
    ///
    /// A view that was denied is a [`AuditKind::Refusal`]; of every other kind a denied attempt keeps its own kind.
    pub enum AuditKind {
        /// A visible record was shown.
        View = "view",
        /// A request to see a record was denied.
        Refusal = "refusal",
        /// A search for people; one event for each person found.
        Search = "search",
        /// A visible record was shown under break-glass.
        BreakGlassView = "break-glass-view",
        /// A record or part of one was written out.
        Export = "export",
        /// The audit itself, or the history of a person's directives, was read.
        AuditReading = "audit-reading",
        /// A directive was made, changed or withdrawn.
        DirectiveChange = "directive-change",
        /// What was held about a person was erased because they will not be held.
        Erasure = "erasure",
        /// The policy in force was changed.
        PolicyChange = "policy-change",
        /// What a change of the policy would show of a person was asked, before it is made.
        PolicyTrial = "policy-trial",
        /// What identity could not settle was read, or two local persons were compared.
        IdentityReview = "identity-review",
        /// A person decided that two local persons are, or are not, one.
        LinkDecision = "link-decision",
        /// Contributions were submitted.
        Submission = "submission",
    }
}
