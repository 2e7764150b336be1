//! Looking into the tree, and noting what was used.

use super::tree::{Attribute, Content, Node, Tree, Vocabulary};
use crate::contribution::Attached;
use std::collections::HashMap;

/// The longest place that is written in full; deeper parts tell where they are by their nearest elements.
const LONGEST_PLACE: usize = 240;

/// One element.
///
/// Reading does not use a value; `take` and `mark` do, and only once the value has its place in the model. Whatever was not
/// used is the remainder.
#[derive(Debug, Clone, Copy)]
pub(super) struct Element<'t> {
    tree: &'t Tree<'t>,
    id: u32,
}

impl<'t> Element<'t> {
    /// The root element.
    pub(super) fn root(tree: &'t Tree<'t>) -> Self {
        Self { tree, id: 0 }
    }

    fn node(self) -> Option<&'t Node<'t>> {
        self.tree.nodes.get(self.id as usize)
    }

    /// What distinguishes this element from all others.
    pub(super) fn id(self) -> u32 {
        self.id
    }

    fn name_in(self, wanted: Vocabulary) -> &'t str {
        match self.node().map(|node| &node.content) {
            Some(Content::Element { name, vocabulary, .. }) if *vocabulary == wanted => name,
            _ => "",
        }
    }

    /// The name; empty for an element that is not CDA's.
    pub(super) fn name(self) -> &'t str {
        self.name_in(Vocabulary::Hl7)
    }

    /// The element's text as it stands in the input.
    pub(super) fn raw(self) -> &'t str {
        self.node().map_or("", |node| self.tree.span(node.start, node.end))
    }

    /// The nodes directly below, in order.
    fn nodes_below(self) -> impl Iterator<Item = Element<'t>> {
        let (tree, after) = (self.tree, self.node().map_or(0, |node| node.after));
        let mut next = self.id + 1;
        std::iter::from_fn(move || {
            if next >= after {
                return None;
            }
            let child = Element { tree, id: next };
            next = child.node().map_or(after, |node| node.after.max(next + 1));
            Some(child)
        })
    }

    fn is_element(self) -> bool {
        matches!(self.node().map(|node| &node.content), Some(Content::Element { .. }))
    }

    /// The elements directly below, in order.
    pub(super) fn children(self) -> impl Iterator<Item = Element<'t>> {
        self.nodes_below().filter(|child| child.is_element())
    }

    /// The children of this name that are stated: those with a null flavour are absent.
    pub(super) fn all(self, name: &'static str) -> impl Iterator<Item = Element<'t>> {
        self.children().filter(move |child| child.name() == name && !child.is_null())
    }

    /// The first child of this name that is stated.
    pub(super) fn child(self, name: &'static str) -> Option<Element<'t>> {
        self.all(name).next()
    }

    /// The first stated element at the end of a path of names.
    pub(super) fn at(self, path: &[&'static str]) -> Option<Element<'t>> {
        path.iter().try_fold(self, |element, name| element.child(name))
    }

    /// The first child of this name, whether or not it has a null flavour.
    pub(super) fn any_child(self, name: &str) -> Option<Element<'t>> {
        self.children().find(|child| child.name() == name)
    }

    /// The first child of this name that is an extension of HL7's own (`sdtc`).
    pub(super) fn extension(self, name: &str) -> Option<Element<'t>> {
        self.children().find(|child| child.name_in(Vocabulary::Sdtc) == name)
    }

    /// The null flavour, where the element says that it has no proper value.
    ///
    /// Source: HL7 v3 data types, NullFlavor.
    pub(super) fn null_flavour(self) -> Option<&'t str> {
        self.attribute("nullFlavor")
    }

    /// Whether the element denies what it holds: by an indicator that is true, or that cannot be read.
    pub(super) fn is_negated(self) -> bool {
        !matches!(self.attribute("negationInd"), None | Some("false" | "0"))
    }

    /// Whether the element says that it has no proper value.
    pub(super) fn is_null(self) -> bool {
        self.null_flavour().is_some()
    }

    pub(super) fn attributes(self) -> &'t [Attribute<'t>] {
        match self.node().map(|node| &node.content) {
            Some(Content::Element { attributes: (from, to), .. }) => {
                self.tree.attributes.get(*from as usize..*to as usize).unwrap_or_default()
            }
            _ => &[],
        }
    }

    /// The value of an attribute without using it; an empty one says nothing.
    pub(super) fn attribute(self, name: &str) -> Option<&'t str> {
        let found = self.attributes().iter().find(|attribute| attribute.name == name)?;
        Some(found.value.trim()).filter(|value| !value.is_empty())
    }

    /// The type that the element has in place of its declared one (`xsi:type`), without its prefix.
    pub(super) fn kind(self) -> &'t str {
        let found = self.attributes().iter().find(|attribute| attribute.name.ends_with(":type"));
        let named = found.map_or("", |attribute| attribute.value.trim());
        named.rsplit_once(':').map_or(named, |(_, kind)| kind)
    }

    /// Notes that an attribute has its place in the model.
    pub(super) fn mark(self, name: &str) {
        if let Some(found) = self.attributes().iter().find(|attribute| attribute.name == name) {
            found.used.set(true);
        }
    }

    /// Takes back that an attribute has its place in the model.
    pub(super) fn unmark(self, name: &str) {
        if let Some(found) = self.attributes().iter().find(|attribute| attribute.name == name) {
            found.used.set(false);
        }
    }

    /// The value of an attribute, used.
    pub(super) fn take(self, name: &str) -> Option<String> {
        let value = self.attribute(name)?.to_owned();
        self.mark(name);
        Some(value)
    }

    /// The characters of this node, if it is no element.
    pub(super) fn characters(self) -> Option<&'t str> {
        match &self.node()?.content {
            Content::Text(text) => Some(text),
            Content::Element { .. } => None,
        }
    }

    /// Everything directly below: elements, and characters as nodes without a name.
    pub(super) fn mixed(self) -> impl Iterator<Item = Element<'t>> {
        self.nodes_below()
    }

    /// The characters of this element and all below it, without using them.
    pub(super) fn text(self) -> String {
        let after = self.node().map_or(0, |node| node.after);
        let below = (self.id..after).map(|id| Element { tree: self.tree, id });
        below.filter_map(Element::characters).collect()
    }

    /// The words directly below on one line, used; `None` where there are none.
    pub(super) fn take_words(self) -> Option<String> {
        let mut words = String::new();
        for node in self.nodes_below() {
            let Some(text) = node.characters() else { continue };
            for word in text.split_whitespace() {
                if !words.is_empty() {
                    words.push(' ');
                }
                words.push_str(word);
            }
            node.mark_node();
        }
        (!words.is_empty()).then_some(words)
    }

    fn mark_node(self) {
        if let Some(node) = self.node() {
            node.used.set(true);
        }
    }

    /// Notes that the characters directly below have their place in the model.
    pub(super) fn mark_text(self) {
        self.nodes_below().filter(|node| node.characters().is_some()).for_each(Element::mark_node);
    }

    /// Takes back that anything of this element has its place in the model.
    pub(super) fn unmark_all(self) {
        let after = self.node().map_or(0, |node| node.after);
        for element in (self.id..after).map(|id| Element { tree: self.tree, id }) {
            element.attributes().iter().for_each(|attribute| attribute.used.set(false));
            if let Some(node) = element.node() {
                node.used.set(false);
            }
        }
    }

    /// The elements that others point at by their `ID`.
    pub(super) fn by_id(self) -> HashMap<&'t str, Element<'t>> {
        let after = self.node().map_or(0, |node| node.after);
        let mut found = HashMap::new();
        for element in (self.id..after).map(|id| Element { tree: self.tree, id }) {
            if let Some(id) = element.attribute("ID") {
                found.entry(id).or_insert(element);
            }
        }
        found
    }

    /// Everything of this element that was not used, in the coarsest parts: elements as they stand, and of elements that
    /// were used in part the attributes (`@name`) and characters that were not.
    pub(super) fn remainder(self) -> Vec<Attached> {
        let count = self.tree.nodes.len();
        let mut touched = vec![false; count];
        // Children stand behind their parents, so that one pass from the end tells each parent of what is below it.
        let mut open: Vec<(usize, u32)> = Vec::new();
        for (at, node) in self.tree.nodes.iter().enumerate() {
            while open.last().is_some_and(|(_, after)| *after as usize <= at) {
                open.pop();
            }
            let element = Element { tree: self.tree, id: u32::try_from(at).unwrap_or(u32::MAX) };
            if node.used.get() || element.attributes().iter().any(|attribute| attribute.used.get()) {
                // Parents above one that is touched already are touched too.
                for (parent, _) in open.iter().rev() {
                    match touched.get_mut(*parent) {
                        Some(flag) if !*flag => *flag = true,
                        _ => break,
                    }
                }
                if let Some(flag) = touched.get_mut(at) {
                    *flag = true;
                }
            }
            open.push((at, node.after));
        }
        let is_touched = |element: Element<'_>| touched.get(element.id as usize).copied().unwrap_or(false);
        let mut found = Vec::new();
        let mut pending = vec![(self, format!("/{}", self.local_name()))];
        while let Some((element, place)) = pending.pop() {
            if let Some(text) = element.characters() {
                if !element.node().is_some_and(|node| node.used.get()) && !text.trim().is_empty() {
                    found.push(Attached { place: format!("{place}/text()"), content: element.raw().to_owned() });
                }
                continue;
            }
            if !is_touched(element) {
                found.push(Attached { place, content: element.raw().to_owned() });
                continue;
            }
            for attribute in element.attributes() {
                let declares = attribute.name == "xmlns" || attribute.name.starts_with("xmlns:");
                if !attribute.used.get() && !declares {
                    let place = format!("{place}/@{}", attribute.name);
                    found.push(Attached { place, content: attribute.raw.to_owned() });
                }
            }
            pending.extend(element.placed_below(&place).into_iter().rev());
        }
        found
    }

    fn local_name(self) -> &'t str {
        match self.node().map(|node| &node.content) {
            Some(Content::Element { name, .. }) => name,
            _ => "",
        }
    }

    /// The nodes below with their places: `name`, or `name[2]` where several have the name.
    fn placed_below(self, place: &str) -> Vec<(Element<'t>, String)> {
        let mut counts: HashMap<&str, (usize, usize)> = HashMap::new();
        for child in self.children() {
            counts.entry(child.local_name()).or_default().1 += 1;
        }
        let place = if place.len() > LONGEST_PLACE { format!("../{}", self.local_name()) } else { place.to_owned() };
        let mut placed = Vec::new();
        for node in self.nodes_below() {
            if !node.is_element() {
                placed.push((node, place.clone()));
                continue;
            }
            let name = node.local_name();
            let (seen, all) = counts.entry(name).or_default();
            *seen += 1;
            placed.push((node, if *all > 1 { format!("{place}/{name}[{seen}]") } else { format!("{place}/{name}") }));
        }
        placed
    }

    /// Where the element begins in the input, as an issue may tell it.
    pub(super) fn place(self) -> String {
        format!("{} at byte {}", self.local_name(), self.node().map_or(0, |node| node.start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::Limits;

    #[test]
    fn the_remainder_is_all_that_was_not_used_in_the_coarsest_parts() {
        let xml = "<a xmlns='urn:hl7-org:v3' x='1' y='2'><b>one</b><b>two<c/></b> loose &amp; <d><e f='3'/></d></a>";
        let tree = Tree::parse(xml, &Limits::default()).unwrap();
        let root = Element::root(&tree);
        let parts = || -> Vec<(String, String)> {
            root.remainder().into_iter().map(|part| (part.place, part.content)).collect()
        };
        assert_eq!(parts(), [("/a".to_owned(), xml.to_owned())]);
        assert_eq!(root.take("x").as_deref(), Some("1"));
        assert_eq!(root.all("b").nth(1).unwrap().take_words().as_deref(), Some("two"));
        let owned = |place: &str, content: &str| (place.to_owned(), content.to_owned());
        assert_eq!(
            parts(),
            [
                owned("/a/@y", "2"),
                owned("/a/b[1]", "<b>one</b>"),
                owned("/a/b[2]/c", "<c/>"),
                owned("/a/text()", " loose &amp; "),
                owned("/a/d", "<d><e f='3'/></d>")
            ]
        );
        root.unmark_all();
        assert_eq!(parts().len(), 1);
    }

    #[test]
    fn what_has_a_null_flavour_is_absent() {
        let xml = "<a xmlns='urn:hl7-org:v3'><b nullFlavor='UNK'/><b v='1'/><c nullFlavor='NI'/></a>";
        let tree = Tree::parse(xml, &Limits::default()).unwrap();
        let root = Element::root(&tree);
        assert_eq!(root.child("b").unwrap().attribute("v"), Some("1"));
        assert!(root.child("c").is_none() && root.any_child("c").unwrap().null_flavour() == Some("NI"));
    }
}
