//! A writer of FHIR JSON: members in the order in which they are written, nothing empty, nothing unescaped.

/// A FHIR JSON text under way.
///
/// FHIR forbids empty strings, objects and arrays (HL7 FHIR R4, 2.6.2), so whatever turns out to be empty leaves no trace.
/// Element names are ours (`&'static str`); everything else is escaped.
#[derive(Debug)]
pub(super) struct Writer {
    text: String,
    /// Whether a comma is due before what comes next.
    due: bool,
}

impl Writer {
    pub(super) fn with_capacity(bytes: usize) -> Self {
        Self { text: String::with_capacity(bytes), due: false }
    }

    pub(super) fn finish(self) -> String {
        self.text
    }

    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    fn key(&mut self, key: &'static str) {
        if self.due {
            self.text.push(',');
        }
        self.text.push('"');
        self.text.push_str(key);
        self.text.push_str("\":");
        self.due = false;
    }

    fn separate(&mut self) {
        if self.due {
            self.text.push(',');
        }
        self.due = true;
    }

    /// A string; blank ones leave no trace.
    pub(super) fn text(&mut self, key: &'static str, value: &str) {
        if is_blank(value) {
            return;
        }
        self.key(key);
        self.quoted(value);
        self.due = true;
    }

    pub(super) fn text_opt(&mut self, key: &'static str, value: Option<&str>) {
        if let Some(value) = value {
            self.text(key, value);
        }
    }

    /// A word of ours, which needs no escaping.
    pub(super) fn ours(&mut self, key: &'static str, value: &'static str) {
        self.key(key);
        self.text.push('"');
        self.text.push_str(value);
        self.text.push('"');
        self.due = true;
    }

    /// A FHIR `code`: no white space at either end and single spaces inside (HL7 FHIR R4, 2.24.0.1).
    pub(super) fn code(&mut self, key: &'static str, value: &str) {
        let fine = !value.starts_with(char::is_whitespace)
            && !value.ends_with(char::is_whitespace)
            && !value.contains("  ")
            && !value.contains(['\t', '\n', '\r']);
        if fine {
            self.text(key, value);
        } else {
            self.text(key, &value.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }

    /// A number, by its digits: the caller knows that they follow JSON's grammar.
    pub(super) fn number(&mut self, key: &'static str, digits: &str) {
        self.key(key);
        self.text.push_str(digits);
        self.due = true;
    }

    pub(super) fn boolean(&mut self, key: &'static str, value: bool) {
        self.number(key, if value { "true" } else { "false" });
    }

    /// A member that is an object of whatever `content` writes.
    pub(super) fn object(&mut self, key: &'static str, content: impl FnOnce(&mut Self)) {
        self.nested(Some(key), ["{", "}"], content);
    }

    /// A member that is an array of whatever `content` writes.
    pub(super) fn array(&mut self, key: &'static str, content: impl FnOnce(&mut Self)) {
        self.nested(Some(key), ["[", "]"], content);
    }

    /// An object inside an array, or the outermost one.
    pub(super) fn item(&mut self, content: impl FnOnce(&mut Self)) {
        self.nested(None, ["{", "}"], content);
    }

    /// A string inside an array.
    pub(super) fn text_item(&mut self, value: &str) {
        if !is_blank(value) {
            self.separate();
            self.quoted(value);
        }
    }

    /// Items under a key, an array that disappears where there are none.
    pub(super) fn items<T>(
        &mut self,
        key: &'static str,
        items: impl IntoIterator<Item = T>,
        mut each: impl FnMut(&mut Self, T),
    ) {
        self.array(key, |w| items.into_iter().for_each(|item| w.item(|w| each(w, item))));
    }

    fn nested(&mut self, key: Option<&'static str>, [open, close]: [&str; 2], content: impl FnOnce(&mut Self)) {
        let (start, due) = (self.text.len(), self.due);
        match key {
            Some(key) => self.key(key),
            None => self.separate(),
        }
        self.text.push_str(open);
        let inside = self.text.len();
        self.due = false;
        content(self);
        if self.text.len() == inside {
            self.text.truncate(start);
            self.due = due;
        } else {
            self.text.push_str(close);
            self.due = true;
        }
    }

    /// Source: RFC 8259 section 7; a character that FHIR's `string` does not allow (HL7 FHIR R4, 2.24.0.1: controls other
    /// than tab, line feed and carriage return) becomes U+FFFD, as do the two that XML does not allow.
    fn quoted(&mut self, value: &str) {
        self.text.push('"');
        let mut rest = value;
        while let Some(at) = rest.find(|c: char| c < ' ' || matches!(c, '"' | '\\' | '\u{fffe}' | '\u{ffff}')) {
            let (plain, from) = rest.split_at(at);
            self.text.push_str(plain);
            let mut chars = from.chars();
            match chars.next() {
                Some('"') => self.text.push_str("\\\""),
                Some('\\') => self.text.push_str("\\\\"),
                Some('\n') => self.text.push_str("\\n"),
                Some('\r') => self.text.push_str("\\r"),
                Some('\t') => self.text.push_str("\\t"),
                _ => self.text.push('\u{fffd}'),
            }
            rest = chars.as_str();
        }
        self.text.push_str(rest);
        self.text.push('"');
    }
}

fn is_blank(value: &str) -> bool {
    value.trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_empty_is_written_and_everything_is_escaped() {
        let mut w = Writer::with_capacity(0);
        w.item(|w| {
            w.ours("a", "A");
            w.object("none", |w| w.text("blank", " \n"));
            w.array("none", |w| w.item(|w| w.text_opt("b", None)));
            w.number("n", "48.10");
            w.array("c", |w| {
                w.text_item("\"\\\n\t\u{1}\u{fffe}é");
                w.item(|w| w.boolean("d", false));
                w.text_item("");
            });
            w.code("code", "  A \t B ");
        });
        assert_eq!(
            w.finish(),
            "{\"a\":\"A\",\"n\":48.10,\"c\":[\"\\\"\\\\\\n\\t\u{fffd}\u{fffd}é\",{\"d\":false}],\"code\":\"A B\"}"
        );
    }

    proptest::proptest! {
        #[test]
        fn every_text_is_json_and_reads_back(value in "[\\PC\\t\\n\\r]{1,40}") {
            let mut w = Writer::with_capacity(0);
            w.item(|w| { w.ours("k", "k"); w.text("v", &value) });
            let read: serde_json::Value = serde_json::from_str(&w.finish()).unwrap();
            let expected = (!value.trim().is_empty()).then_some(value.as_str());
            proptest::prop_assert_eq!(read.get("v").and_then(serde_json::Value::as_str), expected);
        }
    }
}
