//! What is left of an entry for a role that sees its section coded only (C51): codes, times, values and states.
//!
//! Whatever a source wrote in words of its own goes: notes, narrative, text values, titles, reasons in words, and the
//! names and contacts of people. Every type is taken apart field by field, so that a new field of the model does not
//! compile until it is said here what becomes of it.

mod kinds;
mod values;

use crate::identifier::{CodedConcept, Coding};
use crate::record::{
    AlertKind, AlertStatus, AllergyCategory, AllergyStatus, CareProviderRole, Certainty, Criticality, DocumentStatus,
    EmptyReason, EncounterKind, EncounterStatus, Entry, EntryLink, EntryLinkKind, Episodicity, ImmunisationStatus,
    Interpretation, InvestigationKind, MedicationCourse, MedicationStatus, Participant, Period, ProblemCategory,
    ProblemSignificance, ProblemStatus, ProcedureStatus, RelatedPersonRole, ResultStatus, SectionStatement,
    SectionWarning, SocialCareKind, SocialCareStatus,
};

/// Stands where something is stated in a word that no vocabulary knows: that it is stated must not be lost with it.
const NOT_SHOWN: &str = "not-shown";

/// Stands for what an entry is about, where its source gives no code for it.
const IN_WORDS: &str = "Stated in words that are not shown";

/// An entry without a word of free text.
pub(super) fn entry(entry: Entry) -> Entry {
    let Entry { body, sensitivity, author, links } = entry;
    Entry {
        body: kinds::body(body),
        sensitivity,
        author: author.and_then(participant),
        links: links.into_iter().map(link).collect(),
    }
}

/// What a source says of a section as a whole, without its words.
pub(super) fn section_statement(said: SectionStatement) -> SectionStatement {
    let SectionStatement { section, heading, empty, warnings, notes: _, as_at, sensitivity } = said;
    SectionStatement {
        section,
        heading: concept(heading),
        empty: empty.map(known),
        warnings: all_known(warnings),
        notes: Vec::new(),
        as_at,
        sensitivity,
    }
}

fn link(link: EntryLink) -> EntryLink {
    let EntryLink { kind, item } = link;
    EntryLink { kind: known(kind), item }
}

/// A word of an open vocabulary.
trait Word {
    /// The same, or [`NOT_SHOWN`] for a word that the vocabulary does not know: it is the source's own.
    fn known(self) -> Self;
}

macro_rules! words {
    ($($vocabulary:ty),+ $(,)?) => { $(
        impl Word for $vocabulary {
            fn known(self) -> Self {
                if let Self::Other(_) = self { Self::Other(NOT_SHOWN.to_owned()) } else { self }
            }
        }
    )+ };
}

words!(
    AlertKind,
    AlertStatus,
    AllergyCategory,
    AllergyStatus,
    CareProviderRole,
    Certainty,
    Criticality,
    DocumentStatus,
    EmptyReason,
    EncounterKind,
    EncounterStatus,
    EntryLinkKind,
    Episodicity,
    ImmunisationStatus,
    Interpretation,
    InvestigationKind,
    MedicationCourse,
    MedicationStatus,
    ProblemCategory,
    ProblemSignificance,
    ProblemStatus,
    ProcedureStatus,
    RelatedPersonRole,
    ResultStatus,
    SectionWarning,
    SocialCareKind,
    SocialCareStatus,
);

fn known<W: Word>(word: W) -> W {
    word.known()
}

fn all_known<W: Word>(words: Vec<W>) -> Vec<W> {
    words.into_iter().map(known).collect()
}

/// What an entry is about: its codes, or that it has none.
fn concept(concept: CodedConcept) -> CodedConcept {
    coded(concept).unwrap_or_else(|| CodedConcept::from_text(IN_WORDS))
}

/// A concept without the source's text; nothing where it has no code.
fn coded(concept: CodedConcept) -> Option<CodedConcept> {
    let CodedConcept { codings, text: _ } = concept;
    (!codings.is_empty()).then(|| CodedConcept { codings: codings.into_iter().map(coding).collect(), text: None })
}

fn coding(coding: Coding) -> Coding {
    let Coding { system, code, display, version, mapped_by } = coding;
    Coding { system, code, display, version, mapped_by }
}

fn all_coded(concepts: Vec<CodedConcept>) -> Vec<CodedConcept> {
    concepts.into_iter().filter_map(coded).collect()
}

/// Which organisation took part, and the national code of its role.
fn participant(who: Participant) -> Option<Participant> {
    let Participant { name: _, role, identifier: _, organisation, organisation_name: _, contact: _ } = who;
    let kept =
        Participant { role: role.filter(|role| super::policy::is_role(role)), organisation, ..Participant::default() };
    (kept != Participant::default()).then_some(kept)
}

fn participants(all: Vec<Participant>) -> Vec<Participant> {
    all.into_iter().filter_map(participant).collect()
}

fn period(period: Period) -> Period {
    let Period { start, end } = period;
    Period { start, end }
}

#[cfg(test)]
mod tests;
