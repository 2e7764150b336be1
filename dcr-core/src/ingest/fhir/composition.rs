//! Composition: discharge summaries and other structured documents.

use super::document::replaces;
use super::reader::Reader;
use super::view::View;
use crate::record::{Document, DocumentSection, DocumentStatus, EntryBody, EntryLinkKind, Period};

/// Reads a Composition. Its words are taken out of their markup, which stays attached.
pub(super) fn composition(reader: &Reader<'_, '_>) -> Option<EntryBody> {
    let view = reader.view;
    let kind = reader.concept_at(view, "type")?;
    let mut sections = Vec::new();
    let mut open: Vec<View<'_>> = reader.array_at(view, "section");
    open.reverse();
    while let Some(found) = open.pop() {
        let markup = found.at(&["text", "div"]).and_then(View::text).unwrap_or_default();
        let section = DocumentSection {
            title: reader.text_at(found, "title"),
            code: reader.concept_at(found, "code"),
            text: words_of(&markup),
        };
        if section != DocumentSection::default() {
            sections.push(section);
        }
        reader.links_at(&EntryLinkKind::HasPart, found, "entry");
        let inner: Vec<View<'_>> = found.items("section").collect();
        open.extend(inner.into_iter().rev());
    }
    reader.link_at(&EntryLinkKind::During, view, "encounter");
    replaces(reader, "targetReference", "replaces");
    let covers = view.items("event").next().map_or_else(Period::default, |event| reader.period_at(event, "period"));
    let number = view.at(&["identifier", "value"]);
    Some(EntryBody::Document(Document {
        kind,
        title: reader.text_at(view, "title"),
        status: reader.text_at(view, "status").map(|word| DocumentStatus::from(word.as_str())),
        written: reader.date_at(view, "date"),
        covers,
        authors: reader.participants_at(view, "author"),
        identifier: number.and_then(|number| reader.text(number)),
        replaces: None,
        sections,
        contents: Vec::new(),
    }))
}

/// The words of XHTML: without tags, with the ends of blocks as line breaks.
///
/// Source: HL7 FHIR R4, 2.10.5: the narrative is XHTML, so `<` and `&` stand for nothing but markup.
fn words_of(markup: &str) -> String {
    let mut words = String::new();
    let mut rest = markup;
    while let Some((before, tagged)) = rest.split_once('<') {
        push_words(&mut words, before);
        let Some((tag, after)) = tagged.split_once('>') else {
            rest = "";
            break;
        };
        let name = tag.trim_start_matches('/').split([' ', '/', '\n', '\t']).next().unwrap_or_default();
        let breaks =
            matches!(name, "p" | "div" | "br" | "tr" | "li" | "table" | "ul" | "ol" | "h1" | "h2" | "h3" | "h4");
        let gap = if breaks { '\n' } else { ' ' };
        if (breaks || matches!(name, "td" | "th")) && !words.is_empty() && !words.ends_with(['\n', ' ']) {
            words.push(gap);
        } else if breaks && words.ends_with(' ') {
            words.pop();
            words.push('\n');
        }
        rest = after;
    }
    push_words(&mut words, rest);
    words.trim().to_owned()
}

/// Adds the words of text between tags: white space counts once, and character references are resolved.
fn push_words(words: &mut String, text: &str) {
    let plain = text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&#39;", "'")
        .replace("&nbsp;", "\u{a0}")
        .replace("&#160;", "\u{a0}")
        .replace("&amp;", "&");
    let gap_before = plain.starts_with(char::is_whitespace);
    let gap_after = plain.ends_with(char::is_whitespace);
    for (index, word) in plain.split_whitespace().enumerate() {
        if (index > 0 || gap_before) && !words.is_empty() && !words.ends_with(['\n', ' ']) {
            words.push(' ');
        }
        words.push_str(word);
    }
    if gap_after && !words.is_empty() && !words.ends_with(['\n', ' ']) {
        words.push(' ');
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
            ("<table><tr><td>Na</td><td>140</td></tr><tr><td>K</td><td>4.10</td></tr></table>", "Na 140\nK 4.10"),
            ("&amp;lt;", "&lt;"),
            ("a <unfinished", "a"),
            ("", ""),
        ] {
            assert_eq!(words_of(markup), words, "{markup}");
        }
    }
}
