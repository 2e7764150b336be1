//! The parts of a description.

/// How a mark is to be taken. The mark's words always say it; the tone only helps the eye.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::render) enum Tone {
    /// It holds.
    Plain,
    /// It is over or settled.
    Quiet,
    /// It must not be overlooked, or the entry must not be read as a fact.
    Caution,
}

/// A word or two beside what the entry is, such as `Active` or `Suspected`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::render) struct Mark {
    /// The words.
    pub(in crate::render) words: String,
    /// How they are to be taken.
    pub(in crate::render) tone: Tone,
}

/// One thing that is known, under its label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::render) struct Fact {
    /// What it is.
    pub(in crate::render) label: String,
    /// What is known.
    pub(in crate::render) value: String,
}

/// One value of an investigation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::render) struct ResultRow {
    /// What was measured.
    pub(in crate::render) test: String,
    /// The value; line breaks are kept.
    pub(in crate::render) value: String,
    /// Whether it is as expected, in words; empty when not said.
    pub(in crate::render) interpretation: String,
    /// Whether the interpretation calls for attention.
    pub(in crate::render) attention: bool,
    /// What is expected; empty when not said.
    pub(in crate::render) expected: String,
    /// Status, time, method and notes of this value, where it has its own.
    pub(in crate::render) remarks: Vec<String>,
}

/// Running words, line breaks kept, under a title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::render) struct Passage {
    /// The title.
    pub(in crate::render) title: String,
    /// The words.
    pub(in crate::render) words: String,
}

/// What one entry says, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::render) struct Description {
    /// What it is.
    pub(in crate::render) what: String,
    /// When it happened or from when until when it held.
    pub(in crate::render) when: Option<String>,
    /// Where it stands and what kind it is.
    pub(in crate::render) marks: Vec<Mark>,
    /// What else is known, the more important first.
    pub(in crate::render) facts: Vec<Fact>,
    /// The values of an investigation.
    pub(in crate::render) results: Vec<ResultRow>,
    /// Running words.
    pub(in crate::render) passages: Vec<Passage>,
}

impl Description {
    pub(super) fn new(what: String) -> Self {
        Self { what, when: None, marks: Vec::new(), facts: Vec::new(), results: Vec::new(), passages: Vec::new() }
    }

    pub(super) fn when(mut self, when: Option<String>) -> Self {
        self.when = when;
        self
    }

    pub(super) fn mark(&mut self, word: Option<&str>, tone: Tone) {
        if let Some(word) = word {
            self.marks.push(Mark { words: crate::render::words::word(word), tone });
        }
    }

    pub(super) fn fact(&mut self, label: &str, value: Option<String>) {
        if let Some(value) = value.filter(|value| !value.trim().is_empty()) {
            self.facts.push(Fact { label: label.to_owned(), value });
        }
    }

    pub(super) fn passage(&mut self, title: &str, words: &str) {
        if !words.trim().is_empty() {
            self.passages.push(Passage { title: title.to_owned(), words: words.to_owned() });
        }
    }

    pub(super) fn notes(&mut self, notes: &[String]) {
        for note in notes {
            if note.trim().contains(['\n', '\r']) {
                self.passage("Note", note);
            } else {
                self.fact("Note", Some(note.clone()));
            }
        }
    }

    /// What this description says that the other does not; `None` when that is nothing.
    pub(in crate::render) fn beyond(mut self, other: &Self) -> Option<Self> {
        if self.when == other.when {
            self.when = None;
        }
        self.marks.retain(|mark| !other.marks.contains(mark));
        self.facts.retain(|fact| !other.facts.contains(fact));
        self.results.retain(|row| !other.results.contains(row));
        self.passages.retain(|passage| !other.passages.contains(passage));
        let same = self.what == other.what
            && self.when.is_none()
            && self.marks.is_empty()
            && self.facts.is_empty()
            && self.results.is_empty()
            && self.passages.is_empty();
        (!same).then_some(self)
    }
}
