//! A section's state in FHIR's words: nothing recorded, withheld and not connected are three different things.

use super::writer::Writer;
use crate::consent::{ConnectionState, SectionState, SourceState, VisibleRecord};
use crate::record::EmptyReason;

const EMPTY: &str = "http://terminology.hl7.org/CodeSystem/list-empty-reason";
const EMPTY_UK: &str = "https://fhir.hl7.org.uk/CodeSystem/UKCore-ListEmptyReasonCode";

/// What the reader of a section must know of the record around it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Around<'r> {
    sources: &'r [SourceState],
}

impl<'r> Around<'r> {
    pub(super) fn of(record: &'r VisibleRecord) -> Self {
        Self { sources: &record.sources }
    }

    fn is_connected(self) -> bool {
        self.sources.iter().any(|source| source.state == ConnectionState::Connected)
    }

    /// Why there is nothing, as `emptyReason`.
    pub(super) fn empty_reason(self, w: &mut Writer, state: SectionState) {
        w.object("emptyReason", |w| match state {
            SectionState::Withheld | SectionState::PartlyWithheld | SectionState::Held => {
                w.ours_coding(EMPTY, "withheld");
            }
            _ if !self.is_connected() => w.ours_coding(EMPTY, "unavailable"),
            _ => w.ours_coding(EMPTY_UK, "no-content-recorded"),
        });
    }

    /// The state in a sentence; `None` where all of it is shown.
    pub(super) fn notice(self, state: SectionState) -> Option<String> {
        match state {
            SectionState::Shown => None,
            SectionState::PartlyWithheld => Some("Part of this section is withheld.".to_owned()),
            SectionState::Withheld => {
                Some("This section is withheld. Whether anything is held is not told.".to_owned())
            }
            SectionState::Held => {
                Some("Something is held here. The reader's role is told no more than that.".to_owned())
            }
            SectionState::NothingRecorded if !self.is_connected() => {
                Some("No source of this record is connected, so nothing is known.".to_owned())
            }
            SectionState::NothingRecorded => {
                let mut words = "Nothing is recorded by the sources that are connected.".to_owned();
                let missing = self.not_connected();
                if !missing.is_empty() {
                    words.push_str(" Not connected: ");
                    words.push_str(&missing.join("; "));
                    words.push('.');
                }
                Some(words)
            }
        }
    }

    fn not_connected(self) -> Vec<String> {
        let apart = self.sources.iter().filter(|source| source.state == ConnectionState::NotConnected);
        apart.map(|source| format!("{} ({})", source.name, source.organisation)).collect()
    }

    /// Each source and how fresh it is, in a sentence.
    pub(super) fn sources(self) -> Vec<String> {
        let sentence = |source: &SourceState| {
            let mut words = format!("{} ({})", source.name, source.organisation);
            if let Some(system) = &source.system {
                words.push_str(", ");
                words.push_str(system.as_str());
            }
            match source.state {
                ConnectionState::NotConnected => words.push_str(": not connected"),
                ConnectionState::Connected => words.push_str(": connected"),
            }
            if let Some(heard) = source.last_heard {
                words.push_str(&format!(", last heard from {heard}"));
            }
            if let Some(hours) = source.hours_ago {
                words.push_str(&format!(", {hours} hours before"));
            }
            words
        };
        self.sources.iter().map(sentence).collect()
    }
}

/// Why a source's own list is empty, in the source's words.
pub(super) fn stated_reason(w: &mut Writer, reason: &EmptyReason) {
    match reason {
        EmptyReason::NothingRecorded => w.ours_concept("emptyReason", EMPTY_UK, "no-content-recorded"),
        EmptyReason::Other(words) => w.object("emptyReason", |w| w.text("text", words)),
        known => w.word_concept("emptyReason", EMPTY, known.as_str()),
    }
}
