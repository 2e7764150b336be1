//! Narrative: words as XHTML inside FHIR JSON, through which nothing passes unescaped.

use super::writer::Writer;
use crate::consent::VisibleLine;
use crate::render::describe::{Description, describe};
use crate::render::differences::difference;
use crate::render::notices;
use crate::render::plain;

/// XHTML under way.
///
/// Source: HL7 FHIR R4, 2.4.0: a `div` with a limited set of elements, and no entities but XML's own.
#[derive(Debug)]
pub(super) struct Xhtml(String);

impl Xhtml {
    pub(super) fn new() -> Self {
        Self(String::with_capacity(256))
    }

    pub(super) fn finish(self) -> String {
        self.0
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Words on one line.
    pub(super) fn words(&mut self, words: &str) {
        if words.bytes().all(|b| (b' '..0x7f).contains(&b) && !matches!(b, b'&' | b'<' | b'>' | b'"')) {
            return self.0.push_str(words.trim_end());
        }
        escape(&mut self.0, &plain::line(words));
    }

    /// Running words, each line on its own.
    pub(super) fn passage_with_breaks(&mut self, words: &str) {
        for (index, line) in plain::lines(words).split('\n').enumerate() {
            if index > 0 {
                self.0.push_str("<br/>");
            }
            escape(&mut self.0, line);
        }
    }

    /// An element of whatever `content` writes.
    pub(super) fn element(&mut self, name: &'static str, content: impl FnOnce(&mut Self)) {
        self.0.push('<');
        self.0.push_str(name);
        self.0.push('>');
        content(self);
        self.0.push_str("</");
        self.0.push_str(name);
        self.0.push('>');
    }

    fn labelled(&mut self, label: &str, words: &str) {
        self.0.push_str("<br/>");
        self.words(label);
        self.0.push_str(": ");
        self.words(words);
    }
}

fn escape(xhtml: &mut String, words: &str) {
    let mut rest = words;
    while let Some(at) = rest.find(['&', '<', '>', '"', '\u{fffe}', '\u{ffff}']) {
        let (safe, from) = rest.split_at(at);
        xhtml.push_str(safe);
        let mut chars = from.chars();
        xhtml.push_str(match chars.next() {
            Some('&') => "&amp;",
            Some('<') => "&lt;",
            Some('>') => "&gt;",
            Some('"') => "&quot;",
            _ => "\u{fffd}",
        });
        rest = chars.as_str();
    }
    xhtml.push_str(rest);
}

/// `text` of a resource or section, with a status of FHIR's `narrative-status`.
pub(super) fn xhtml(w: &mut Writer, status: &'static str, content: impl FnOnce(&mut Xhtml)) {
    let mut m = Xhtml::new();
    content(&mut m);
    written(w, status, &m.finish());
}

/// The same of XHTML that was written before.
pub(super) fn written(w: &mut Writer, status: &'static str, xhtml: &str) {
    w.object("text", |w| {
        w.ours("status", status);
        w.text("div", &format!("<div xmlns=\"http://www.w3.org/1999/xhtml\">{xhtml}</div>"));
    });
}

/// What a resource has no element for.
pub(super) fn additional(w: &mut Writer, beyond: &[(&'static str, String)]) {
    xhtml(w, "additional", |m| {
        m.element("ul", |m| {
            for (label, words) in beyond {
                m.element("li", |m| {
                    m.words(label);
                    m.0.push_str(": ");
                    m.passage_with_breaks(words);
                });
            }
        });
    });
}

/// One line of the record as an item of a list: what, when, what is known, who says so, and what they differ in.
pub(super) fn line(m: &mut Xhtml, line: &VisibleLine) {
    m.element("li", |m| {
        described(m, &describe(&line.entry));
        for said in &line.differences {
            m.labelled("Sources differ", &difference(said));
        }
        for notice in &line.notices {
            m.labelled("Read together", &notices::notice(notice, |_| None));
        }
        for (index, statement) in line.statements.iter().enumerate() {
            m.0.push_str(if index == 0 { "<br/><i>" } else { "; " });
            m.words(&statement.organisation_name);
        }
        if !line.statements.is_empty() {
            m.0.push_str("</i>");
        }
    });
}

fn described(m: &mut Xhtml, described: &Description) {
    m.element("b", |m| m.words(&described.what));
    if let Some(when) = &described.when {
        m.0.push_str(", ");
        m.words(when);
    }
    for mark in &described.marks {
        m.0.push_str(" [");
        m.words(&mark.words);
        m.0.push(']');
    }
    for fact in &described.facts {
        m.labelled(&fact.label, &fact.value);
    }
    for row in &described.results {
        m.labelled(&row.test, &row.value);
        for more in [&row.interpretation, &row.expected].into_iter().chain(&row.remarks) {
            if !more.is_empty() {
                m.0.push_str(", ");
                m.words(more);
            }
        }
    }
    for passage in &described.passages {
        m.0.push_str("<br/>");
        m.words(&passage.title);
        m.0.push_str(":<br/>");
        m.passage_with_breaks(&passage.words);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_words_inside_xhtml_inside_json() {
        let mut w = Writer::with_capacity(0);
        w.item(|w| {
            xhtml(w, "generated", |m| {
                m.element("p", |m| m.words("a<b> & \"c\"\u{202e}\u{0}"));
                m.passage_with_breaks("one\r\ntwo\\");
            });
        });
        assert_eq!(
            w.finish(),
            "{\"text\":{\"status\":\"generated\",\"div\":\"<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\">\
             <p>a&lt;b&gt; &amp; &quot;c&quot;[U+202E][U+0000]</p>one<br/>two\\\\</div>\"}}"
        );
    }
}
