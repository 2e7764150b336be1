//! Looking into the tree, and noting what was used.

use super::tree::{Kind, Label, Node, Tree};
use crate::contribution::Attached;
use std::borrow::Cow;

/// One value of the tree.
///
/// Reading does not use a value; [`View::mark`] does, and only once the value has its place in the model. Whatever was
/// not marked is the remainder.
#[derive(Debug, Clone, Copy)]
pub(super) struct View<'t> {
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
    pub(super) fn kind(self) -> Kind {
        self.node().map_or(Kind::Null, |node| node.kind)
    }

    /// The value's text, exactly as it stands in the input.
    pub(super) fn raw(self) -> &'t str {
        self.node().map_or("", |node| self.tree.span(node.start, node.end))
    }

    /// The members or items, in order; none for other values.
    pub(super) fn children(self) -> impl Iterator<Item = View<'t>> {
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
    pub(super) fn key(self) -> Option<Cow<'t, str>> {
        match self.node()?.label {
            Label::Key(start, end) => Some(self.tree.unescaped(start, end)),
            Label::Root | Label::Index(_) => None,
        }
    }

    /// The member with this key.
    pub(super) fn get(self, key: &str) -> Option<View<'t>> {
        if self.kind() != Kind::Object {
            return None;
        }
        self.children().find(|child| match child.node().map(|node| node.label) {
            Some(Label::Key(start, end)) => self.tree.is_key(start, end, key),
            Some(Label::Root | Label::Index(_)) | None => false,
        })
    }

    /// The member at the end of a path of keys.
    pub(super) fn at(self, path: &[&str]) -> Option<View<'t>> {
        path.iter().try_fold(self, |view, key| view.get(key))
    }

    /// The items of the array with this key; none where there is no array.
    pub(super) fn items(self, key: &str) -> impl Iterator<Item = View<'t>> {
        self.get(key).filter(|found| found.kind() == Kind::Array).into_iter().flat_map(View::children)
    }

    /// The characters of a string.
    pub(super) fn text(self) -> Option<Cow<'t, str>> {
        let node = self.node()?;
        (node.kind == Kind::Text).then(|| self.tree.unescaped(node.start + 1, node.end.saturating_sub(1)))
    }

    /// The characters of the string with this key.
    pub(super) fn text_at(self, key: &str) -> Option<Cow<'t, str>> {
        self.get(key)?.text()
    }

    /// The text of a number.
    pub(super) fn number(self) -> Option<&'t str> {
        (self.kind() == Kind::Number).then(|| self.raw())
    }

    /// A truth value.
    pub(super) fn boolean(self) -> Option<bool> {
        (self.kind() == Kind::Boolean).then(|| self.raw() == "true")
    }

    /// Notes that this value has its place in the model.
    pub(super) fn mark(self) {
        if let Some(node) = self.node() {
            node.used.set(true);
        }
    }

    /// Notes that the member with this key has its place in the model.
    pub(super) fn mark_at(self, key: &str) {
        if let Some(found) = self.get(key) {
            found.mark();
        }
    }

    /// Takes back that anything below this value has its place in the model.
    pub(super) fn unmark_all(self) {
        for node in self.descendants().filter_map(View::node) {
            node.used.set(false);
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
        self.descendants().any(|view| view.node().is_some_and(|node| node.used.get()))
    }

    /// Everything below this value that was not used, in the coarsest parts, without the values in `skipped`, which
    /// is sorted. The places are JSON pointers below this value after `prefix`.
    pub(super) fn remainder(self, prefix: &str, skipped: &[u32]) -> Vec<Attached> {
        let Some(node) = self.node() else { return Vec::new() };
        // For each node of the range, how many used ones stand before it.
        let mut before = vec![0_u32];
        let mut count = 0;
        for id in self.id..node.after {
            let used = self.tree.nodes.get(id as usize).is_some_and(|node| node.used.get());
            count += u32::from(used || skipped.binary_search(&id).is_ok());
            before.push(count);
        }
        let used_in = |from: u32, to: u32| {
            let at = |id: u32| before.get((id - self.id) as usize).copied().unwrap_or(count);
            at(to) > at(from)
        };
        let mut found = Vec::new();
        let mut open = vec![self];
        while let Some(view) = open.pop() {
            let Some(node) = view.node() else { continue };
            if !used_in(view.id, node.after) {
                let place = format!("{prefix}{}", self.tree.pointer(view.id, self.id));
                found.push(Attached { place, content: view.raw().to_owned() });
            } else if skipped.binary_search(&view.id).is_err() {
                let children: Vec<View<'t>> = view.children().collect();
                open.extend(children.into_iter().rev());
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
