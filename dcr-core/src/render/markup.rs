//! A writer of HTML through which nothing passes unescaped.

use super::plain;

/// An HTML text under way. Element and attribute names are ours (`&'static str`); every word goes through
/// [`Markup::words`] or [`Markup::passage`], every attribute value through the same escaping, and an element that was
/// opened is closed by the writer.
#[derive(Debug, Default)]
pub(super) struct Markup {
    html: String,
}

/// The attributes of one element.
pub(super) type Attributes<'a> = &'a [(&'static str, &'a str)];

impl Markup {
    pub(super) fn finish(self) -> String {
        self.html
    }

    /// Markup of our own, which no part of a record has touched.
    pub(super) fn ours(&mut self, html: &'static str) {
        self.html.push_str(html);
    }

    /// Words on one line.
    pub(super) fn words(&mut self, words: &str) {
        escape(&mut self.html, &plain::line(words));
    }

    /// Running words, line breaks kept; the style shows them.
    pub(super) fn passage(&mut self, words: &str) {
        escape(&mut self.html, &plain::lines(words));
    }

    /// An element without content.
    pub(super) fn void(&mut self, name: &'static str, attributes: Attributes<'_>) {
        self.open(name, attributes);
        self.html.push('\n');
    }

    /// An element with whatever `content` writes.
    pub(super) fn element(&mut self, name: &'static str, attributes: Attributes<'_>, content: impl FnOnce(&mut Self)) {
        self.open(name, attributes);
        content(self);
        self.html.push_str("</");
        self.html.push_str(name);
        self.html.push('>');
        if !matches!(name, "a" | "b" | "span") {
            self.html.push('\n');
        }
    }

    /// An element with words on one line.
    pub(super) fn leaf(&mut self, name: &'static str, class: &'static str, words: &str) {
        let class = [("class", class)];
        let attributes: Attributes<'_> = if class.iter().any(|(_, value)| value.is_empty()) { &[] } else { &class };
        self.element(name, attributes, |m| m.words(words));
    }

    fn open(&mut self, name: &'static str, attributes: Attributes<'_>) {
        self.html.push('<');
        self.html.push_str(name);
        for (attribute, value) in attributes {
            self.html.push(' ');
            self.html.push_str(attribute);
            self.html.push_str("=\"");
            escape(&mut self.html, &plain::line(value));
            self.html.push('"');
        }
        self.html.push('>');
    }
}

/// Source: HTML Living Standard, 13.1.2 and 13.3: these five cover text and quoted attribute values.
fn escape(html: &mut String, words: &str) {
    for c in words.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c => html.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_values_are_escaped() {
        let mut m = Markup::default();
        m.element("p", &[("id", "a\"><script>")], |m| m.words("<b>'x' & \"y\"</b>\u{202e}"));
        assert_eq!(
            m.finish(),
            "<p id=\"a&quot;&gt;&lt;script&gt;\">&lt;b&gt;&#39;x&#39; &amp; &quot;y&quot;&lt;/b&gt;[U+202E]</p>\n"
        );
    }
}
