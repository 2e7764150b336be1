//! Who may see what, and why: the register, directives, the policy, an access request and the decision on it.
//!
//! Whatever is not clearly permitted is withheld; an error, an unknown code or an unreadable rule never opens.

mod visible;

pub use visible::{
    ConnectionState, ConsentState, SectionState, SourceConnection, SourceState, VisibleDemographics, VisibleLine,
    VisibleRecord, VisibleSection, VisibleStatement,
};
