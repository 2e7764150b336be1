//! The narrative block: the words of a section, and those that an entry points at.

use super::element::Element;
use crate::narrative::Layout;
use std::cell::Cell;
use std::collections::HashMap;

/// The words of a narrative block, or of a part of one. Lists get marks and the cells of tables stand beside one another; what a revision deleted
/// is left out.
///
/// Source: HL7 CDA R2, 4.3.5 (Section.text).
pub(super) fn words_of(block: Element<'_>) -> String {
    let mut layout = Layout::default();
    // Ends come back as steps of their own, so that the walk needs no recursion.
    let mut open: Vec<Step<'_>> = block.mixed().map(Step::Begin).collect();
    open.reverse();
    while let Some(step) = open.pop() {
        match step {
            Step::Begin(node) => {
                if let Some(text) = node.characters() {
                    layout.words(text);
                    continue;
                }
                if node.attribute("revised") == Some("delete") {
                    continue;
                }
                begin(&mut layout, node);
                open.push(Step::End(node));
                let below: Vec<Step<'_>> = node.mixed().map(Step::Begin).collect();
                open.extend(below.into_iter().rev());
            }
            Step::End(node) => end(&mut layout, node),
        }
    }
    layout.finish()
}

enum Step<'t> {
    Begin(Element<'t>),
    End(Element<'t>),
}

fn begin(layout: &mut Layout, element: Element<'_>) {
    match element.name() {
        "paragraph" | "caption" | "footnote" | "br" => layout.line(),
        "list" => layout.list(element.attribute("listType") == Some("ordered")),
        "item" => layout.item(),
        "table" | "tr" => layout.row(),
        "td" | "th" => layout.cell(),
        "renderMultiMedia" => layout.words("[image]"),
        _ => {}
    }
}

fn end(layout: &mut Layout, element: Element<'_>) {
    match element.name() {
        "paragraph" | "caption" | "footnote" | "item" => layout.line(),
        "list" => layout.end_list(),
        "table" | "tr" => layout.row(),
        _ => {}
    }
}

/// The elements that entries point at, and how much following them may still cost.
#[derive(Debug)]
pub(super) struct Pointers<'t> {
    by_id: HashMap<&'t str, Element<'t>>,
    budget: Cell<usize>,
}

impl<'t> Pointers<'t> {
    pub(super) fn new(root: Element<'t>) -> Self {
        Self { by_id: root.by_id(), budget: Cell::new(root.raw().len()) }
    }

    /// The words of an element of type ED or ST: its own, or those of the narrative that its `reference` points at. What
    /// was given in place is used; what is pointed at stays part of the narrative.
    pub(super) fn words(&self, text: Element<'t>) -> Option<String> {
        if let Some(own) = text.take_words() {
            return Some(own);
        }
        let target = self.by_id.get(text.child("reference")?.attribute("value")?.strip_prefix('#')?)?;
        let left = self.budget.get().checked_sub(target.raw().len())?;
        self.budget.set(left);
        Some(words_of(*target)).filter(|words| !words.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::super::tree::Tree;
    use super::*;
    use crate::ingest::Limits;

    fn words(xml: &str) -> String {
        let whole = format!("<text xmlns='urn:hl7-org:v3'>{xml}</text>");
        words_of(Element::root(&Tree::parse(&whole, &Limits::default()).unwrap()))
    }

    #[test]
    fn tables_lists_and_revisions_read_as_text() {
        for (xml, expected) in [
            ("Plain &amp; <content styleCode='Bold'>bold</content>.", "Plain & bold."),
            ("<paragraph>One</paragraph><paragraph>Two<br/>Three</paragraph>", "One\nTwo\nThree"),
            (
                "<list listType='ordered'><caption>Plan</caption><item>Rest</item><item>Fluids</item></list>",
                "Plan\n1. Rest\n2. Fluids",
            ),
            ("<list><item>a<list><item>b</item></list></item></list>", "- a\n  - b"),
            (
                "<table><thead><tr><th>Drug</th><th>Dose</th></tr></thead><tbody><tr><td>Aspirin</td><td/></tr>\
                 <tr><td/><td><paragraph>5 mg</paragraph></td></tr></tbody></table>after",
                "Drug | Dose\nAspirin\n| 5 mg\nafter",
            ),
            ("Take <content revised='delete'>ten</content> <content revised='insert'>two</content>", "Take two"),
            ("", ""),
        ] {
            assert_eq!(words(xml), expected, "{xml}");
        }
    }

    #[test]
    fn pointing_at_one_large_text_many_times_stays_bounded() {
        let xml = "<a xmlns='urn:hl7-org:v3'><b ID='x'>words</b><c><reference value='#x'/></c></a>";
        let tree = Tree::parse(xml, &Limits::default()).unwrap();
        let root = Element::root(&tree);
        let pointers = Pointers::new(root);
        let pointing = root.child("c").unwrap();
        assert_eq!(pointers.words(pointing).as_deref(), Some("words"));
        let followed = (0..100).filter(|_| pointers.words(pointing).is_some()).count();
        assert!(followed < 10, "{followed}");
    }
}
