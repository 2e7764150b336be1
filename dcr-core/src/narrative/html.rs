//! The words of HTML and XHTML.

use super::Layout;
use html5gum::Span;
use html5gum::Tokenizer;
use html5gum::emitters::callback::{Callback, CallbackEmitter, CallbackEvent};

/// The words of HTML or XHTML: block ends become line breaks, list items get marks, table cells stand beside one another.
/// Scripts, styles, titles, comments and attributes give no words.
///
/// Any text is read, as the HTML Living Standard (13.2.5, tokenization) requires of a browser; the words are never longer
/// than three times the markup.
///
/// ```
/// use dcr_core::narrative::words_of_html;
/// let html = "<p>Take <b>one</b> daily.</p><script>alert(1)</script><ul><li>with food</li></ul>";
/// assert_eq!(words_of_html(html), "Take one daily.\n- with food");
/// ```
#[must_use]
pub fn words_of_html(markup: &str) -> String {
    let mut emitter = CallbackEmitter::new(Words::default());
    emitter.naively_switch_states(true);
    let mut tokenizer = Tokenizer::new_with_emitter(markup, emitter);
    let mut layout = Layout::default();
    // The tokenizer reads from memory, so it cannot fail; each of its steps is written as it comes.
    for step in tokenizer.by_ref().flatten() {
        match step {
            Step::Words(words, false) => layout.words(&words),
            Step::Words(words, true) => layout.preformatted(&words),
            Step::Line => layout.line(),
            Step::Break(false) => layout.line(),
            Step::Break(true) => layout.hard_break(),
            Step::Row => layout.row(),
            Step::Cell => layout.cell(),
            Step::List(numbered) => layout.list(numbered),
            Step::EndList => layout.end_list(),
            Step::Item => layout.item(),
        }
    }
    layout.finish()
}

/// One thing to write.
enum Step {
    /// Words, and whether they are preformatted.
    Words(String, bool),
    Line,
    /// A line break, and whether it is in preformatted words.
    Break(bool),
    Row,
    Cell,
    /// A list, and whether it is numbered.
    List(bool),
    EndList,
    Item,
}

#[derive(Debug, Default)]
struct Words {
    /// The element whose text is no text of the page.
    silent: Option<Vec<u8>>,
    preformatted: usize,
}

impl std::fmt::Debug for Step {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Step")
    }
}

impl Callback<Step, ()> for Words {
    fn handle_event(&mut self, event: CallbackEvent<'_>, _span: Span<()>) -> Option<Step> {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                if matches!(name, b"script" | b"style" | b"title") {
                    self.silent = Some(name.to_vec());
                }
                self.preformatted += usize::from(name == b"pre");
                self.step(name, true)
            }
            CallbackEvent::EndTag { name } => {
                if self.silent.as_deref() == Some(name) {
                    self.silent = None;
                }
                self.preformatted = self.preformatted.saturating_sub(usize::from(name == b"pre"));
                self.step(name, false)
            }
            CallbackEvent::String { value } if self.silent.is_none() => {
                Some(Step::Words(String::from_utf8_lossy(value).into_owned(), self.preformatted > 0))
            }
            _ => None,
        }
    }
}

impl Words {
    fn step(&self, name: &[u8], start: bool) -> Option<Step> {
        Some(match name {
            b"br" => Step::Break(self.preformatted > 0),
            b"tr" | b"table" | b"thead" | b"tbody" | b"tfoot" | b"caption" => Step::Row,
            b"td" | b"th" if start => Step::Cell,
            b"ul" | b"menu" | b"dir" if start => Step::List(false),
            b"ol" if start => Step::List(true),
            b"ul" | b"menu" | b"dir" | b"ol" => Step::EndList,
            b"li" if start => Step::Item,
            b"p" | b"div" | b"section" | b"article" | b"header" | b"footer" | b"main" | b"nav" | b"aside" | b"h1"
            | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" | b"hr" | b"pre" | b"blockquote" | b"address" | b"dl" | b"dt"
            | b"dd" | b"li" | b"figure" | b"figcaption" | b"form" | b"fieldset" | b"legend" | b"option" => Step::Line,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_taken_out_of_their_markup() {
        for (markup, words) in [
            ("<div xmlns=\"http://www.w3.org/1999/xhtml\">Plain</div>", "Plain"),
            ("<div><p>One <b>two</b>.</p><p>Three &lt; 4 &amp; 5</p></div>", "One two.\nThree < 4 & 5"),
            ("<table><tr><td>Na</td><td>140</td></tr><tr><td>K</td><td>4.10</td></tr></table>", "Na | 140\nK | 4.10"),
            ("<table><tr><td><p>Aspirin</p></td><td/><td><p>oral</p></td></tr></table>", "Aspirin |  | oral"),
            ("<ol><li>One</li><li>Two</li></ol>after", "1. One\n2. Two\nafter"),
            ("a<br/>b<br>c", "a\nb\nc"),
            ("<pre>Na  140\nK   4.1</pre>", "Na  140\nK   4.1"),
            ("&pound;5&nbsp;&#163;&#xA3; caf&eacute;", "£5\u{a0}££ café"),
            ("&amp;lt;", "&lt;"),
            ("a <unfinished", "a"),
            ("", ""),
        ] {
            assert_eq!(words_of_html(markup), words, "{markup}");
        }
    }

    #[test]
    fn what_runs_or_styles_gives_no_words() {
        for markup in [
            "a<script>alert('<b>x</b>')</script>b",
            "a<STYLE>p{color:red}</STYLE>b",
            "a<!-- <p>hidden</p> -->b",
            "a<img src=x onerror=alert(1)>b",
            "<title>t</title>a<a href=\"javascript:alert(1)\">b</a>",
        ] {
            assert_eq!(words_of_html(markup), "ab", "{markup}");
        }
        // Not closed, a script swallows what follows, as it does in a browser.
        assert_eq!(words_of_html("a<script>b<p>c"), "a");
        // What looks like markup after its character references were resolved is words, to be escaped where it is shown.
        assert_eq!(words_of_html("&lt;script&gt;"), "<script>");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_and_stays_bounded(markup in "(<[a-z]{1,6}/?>|</[a-z]{1,6}>|&[a-zA-Z]{1,4};|<li>|<td>|<ol>|[ a-z<>&]){0,60}") {
            proptest::prop_assert!(words_of_html(&markup).len() <= 3 * markup.len());
        }
    }
}
