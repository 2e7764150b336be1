//! Looking into a tree, and noting what was used.

use super::tree::{Kind, Named, Node, Tree, mark_of};
use crate::contribution::Attached;
use std::borrow::Cow;

/// One value of a [`Tree`]. It is as cheap to copy as a reference.
// Reading does not use a value; `mark` does, and only once the value has its place in the model. Whatever was not marked
// is the remainder.
#[derive(Debug, Clone, Copy)]
pub struct View<'t> {
    tree: &'t Tree<'t>,
    id: u32,
}

impl<'t> View<'t> {
    /// The root of a tree.
    pub(super) fn root(tree: &'t Tree<'t>) -> Self {
        Self { tree, id: 0 }
    }

    fn node(self) -> Option<&'t Node> {
        self.tree.nodes.get(self.id as usize)
    }

    /// What distinguishes this value from all others of its tree.
    pub(super) fn id(self) -> u32 {
        self.id
    }

    /// The value of the same tree with this [`View::id`].
    pub(super) fn elsewhere(self, id: u32) -> Self {
        Self { tree: self.tree, id }
    }

    /// The value's kind.
    #[must_use]
    pub fn kind(self) -> Kind {
        self.node().map_or(Kind::Null, |node| node.kind)
    }

    /// The value's text, exactly as it stands in the input.
    #[must_use]
    pub fn raw(self) -> &'t str {
        self.node().map_or("", |node| self.tree.span(node.start, node.end))
    }

    /// The member's key and value, exactly as they stand in the text.
    pub(super) fn member(self) -> &'t str {
        self.node().map_or("", |node| match node.named {
            Named::Key => self.tree.span(node.name.saturating_sub(1), node.end),
            Named::Not | Named::Index => self.raw(),
        })
    }

    /// The members or items, in order; none for other values.
    pub fn children(self) -> impl Iterator<Item = View<'t>> {
        let (tree, after) = (self.tree, self.node().map_or(0, |node| node.after));
        let mut next = self.id + 1;
        std::iter::from_fn(move || {
            if next >= after {
                return None;
            }
            let child = View { tree, id: next };
            next = child.node().map_or(after, |node| node.after);
            Some(child)
        })
    }

    /// The value's key inside its object.
    #[must_use]
    pub fn key(self) -> Option<Cow<'t, str>> {
        self.node().filter(|node| node.named == Named::Key).map(|node| self.tree.key(node.name))
    }

    /// Whether this value is a member with this key.
    pub(super) fn is_named(self, key: &str) -> bool {
        self.node().is_some_and(|node| self.tree.is_key(node, key, mark_of(key.as_bytes())))
    }

    /// The object or array that this value stands in; the root stands in itself.
    pub(super) fn parent(self) -> View<'t> {
        self.elsewhere(self.node().map_or(0, |node| node.parent))
    }

    /// The member with this key.
    #[must_use]
    pub fn get(self, key: &str) -> Option<View<'t>> {
        let whole = self.node().filter(|node| node.kind == Kind::Object)?;
        let mark = mark_of(key.as_bytes());
        let mut id = self.id + 1;
        while id < whole.after {
            let node = self.tree.nodes.get(id as usize)?;
            if self.tree.is_key(node, key, mark) {
                return Some(self.elsewhere(id));
            }
            id = node.after;
        }
        None
    }

    /// The member at the end of a path of keys.
    #[must_use]
    pub fn at(self, path: &[&str]) -> Option<View<'t>> {
        path.iter().try_fold(self, |view, key| view.get(key))
    }

    /// The items of the array with this key; none where there is no array.
    pub fn items(self, key: &str) -> impl Iterator<Item = View<'t>> {
        self.get(key).filter(|found| found.kind() == Kind::Array).into_iter().flat_map(View::children)
    }

    /// The characters of a string.
    #[must_use]
    pub fn text(self) -> Option<Cow<'t, str>> {
        let node = self.node()?;
        (node.kind == Kind::Text).then(|| self.tree.unescaped(node.start + 1, node.end.saturating_sub(1)))
    }

    /// The characters of the string with this key.
    #[must_use]
    pub fn text_at(self, key: &str) -> Option<Cow<'t, str>> {
        self.get(key)?.text()
    }

    /// The text of a number.
    #[must_use]
    pub fn number(self) -> Option<&'t str> {
        (self.kind() == Kind::Number).then(|| self.raw())
    }

    /// A truth value.
    #[must_use]
    pub fn boolean(self) -> Option<bool> {
        (self.kind() == Kind::Boolean).then(|| self.raw() == "true")
    }

    /// The value as JSON without white space between its tokens, which stand exactly as they were written.
    #[must_use]
    pub fn compact(self) -> String {
        let mut printed = String::with_capacity(self.raw().len());
        let after = self.node().map_or(0, |node| node.after);
        // The containers that are open: where each one's values end, and its closing bracket.
        let mut open: Vec<(u32, char)> = Vec::new();
        for id in self.id..after {
            let view = Self { tree: self.tree, id };
            let Some(node) = view.node() else { break };
            while let Some((_, bracket)) = open.pop_if(|(end, _)| *end <= id) {
                printed.push(bracket);
            }
            if id > self.id && node.parent + 1 != id {
                printed.push(',');
            }
            if node.named == Named::Key && id > self.id {
                printed.push_str(self.tree.span(node.name - 1, self.tree.key_end(node.name) + 1));
                printed.push(':');
            }
            match node.kind {
                Kind::Object => {
                    printed.push('{');
                    open.push((node.after, '}'));
                }
                Kind::Array => {
                    printed.push('[');
                    open.push((node.after, ']'));
                }
                Kind::Text | Kind::Number | Kind::Boolean | Kind::Null => printed.push_str(view.raw()),
            }
        }
        printed.extend(open.iter().rev().map(|(_, bracket)| bracket));
        printed
    }

    /// Notes that this value has its place in the model.
    pub(super) fn mark(self) {
        self.tree.set_used(self.id, true);
    }

    /// Notes that the member with this key has its place in the model.
    pub(super) fn mark_at(self, key: &str) {
        if let Some(found) = self.get(key) {
            found.mark();
        }
    }

    /// Takes back that anything below this value has its place in the model.
    pub(super) fn unmark_all(self) {
        for view in self.descendants() {
            self.tree.set_used(view.id, false);
        }
    }

    /// The JSON pointer of this value in the input, as an issue may tell it.
    pub(super) fn place(self) -> String {
        self.tree.place(self.id)
    }

    /// This value and all below it.
    pub(super) fn descendants(self) -> impl Iterator<Item = View<'t>> {
        let tree = self.tree;
        (self.id..self.node().map_or(0, |node| node.after)).map(move |id| View { tree, id })
    }

    /// Whether any value below this one was used.
    pub(super) fn any_used(self) -> bool {
        self.node().is_some_and(|node| self.tree.used_between(self.id, node.after) > 0)
    }

    /// Everything below this value that was not used, in the coarsest parts, without the values in `skipped`, which
    /// is sorted. The places are JSON pointers below this value after `prefix`.
    pub(super) fn remainder(self, prefix: &str, skipped: &[u32]) -> Vec<Attached> {
        let mut found = Vec::new();
        let mut next = self.id;
        let end = self.node().map_or(0, |node| node.after);
        while next < end {
            let view = Self { tree: self.tree, id: next };
            let Some(node) = view.node() else { break };
            let skips = skipped.get(skipped.partition_point(|id| *id < next)..).unwrap_or_default().first();
            if skips == Some(&next) {
                next = node.after;
            } else if view.any_used() || skips.is_some_and(|id| *id < node.after) {
                next += 1;
            } else {
                let mut place = String::with_capacity(prefix.len() + 32);
                place.push_str(prefix);
                self.tree.write_pointer(view.id, self.id, &mut place);
                found.push(Attached { place, content: self.tree.as_came(view.id).to_owned() });
                next = node.after;
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::Limits;

    #[test]
    fn the_remainder_is_all_that_was_not_used_in_the_coarsest_parts() {
        let text = br#"{"a":{"b":1.10,"c":[{},{"d":"x"}]},"e":[1,2],"f":null}"#;
        let tree = Tree::parse(text, &Limits::default()).unwrap();
        let root = View::root(&tree);
        let parts = || -> Vec<(String, String)> {
            root.remainder("", &[]).into_iter().map(|part| (part.place, part.content)).collect()
        };
        assert_eq!(parts(), [(String::new(), String::from_utf8(text.to_vec()).unwrap())]);
        root.at(&["a", "b"]).unwrap().mark();
        root.items("e").next().unwrap().mark();
        let owned = |place: &str, content: &str| (place.to_owned(), content.to_owned());
        assert_eq!(parts(), [owned("/a/c", r#"[{},{"d":"x"}]"#), owned("/e/1", "2"), owned("/f", "null")]);
    }
}
