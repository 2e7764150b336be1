//! One person's part of an input about several, so that reading it again gives the same contributions.
//!
//! Each part is JSON: a Bundle's is a Bundle, and that of lines is lines, in which no line break can stand. What stood
//! between the tokens is kept, because what is attached keeps it. What Bundles say of all that they hold (their labels, rules and time) and what an entry
//! says of its resource (its full URL, its request) bears on how the resource is read and on who may see it, so a part
//! keeps the Bundles and leaves out only the entries of others.

use super::bundle::Bundle;
use super::view::View;
use std::collections::BTreeSet;

/// The part of an input that these resources are.
pub(super) fn part(bundle: &Bundle<'_>, slots: &BTreeSet<usize>) -> Vec<u8> {
    let mut writer = Writer { bundle, entries: vec![Vec::new(); bundle.wrappers.len()], text: String::new() };
    for slot in slots.iter().filter_map(|at| bundle.slot(*at)) {
        match (slot.wrapper, slot.entry) {
            (Some(wrapper), Some(entry)) => {
                if let Some(entries) = writer.entries.get_mut(wrapper) {
                    entries.push(Piece::Entry(entry));
                }
            }
            _ => {
                writer.text.push_str(slot.resource.map_or("", View::raw));
                writer.line();
            }
        }
    }
    for (inner, held) in bundle.nested.iter().enumerate() {
        if let Some((outer, entry)) = held
            && let Some(entries) = writer.entries.get_mut(*outer)
        {
            entries.push(Piece::Bundle(inner, *entry));
        }
    }
    for (wrapper, held) in bundle.nested.iter().enumerate() {
        if held.is_none() {
            writer.bundle(wrapper);
            writer.line();
        }
    }
    writer.text.into_bytes()
}

#[derive(Clone)]
enum Piece<'t> {
    /// An entry as it stands.
    Entry(View<'t>),
    /// An entry that holds a Bundle.
    Bundle(usize, View<'t>),
}

struct Writer<'b, 't> {
    bundle: &'b Bundle<'t>,
    /// What of each Bundle's entries is kept.
    entries: Vec<Vec<Piece<'t>>>,
    text: String,
}

impl Writer<'_, '_> {
    fn line(&mut self) {
        self.text.push('\n');
    }

    /// The members of an object but one, each with a comma after it.
    fn members(&mut self, object: View<'_>, but: &str) {
        for member in object.children().filter(|member| !member.is_named(but)) {
            self.text.push_str(member.member());
            self.text.push(',');
        }
    }

    fn bundle(&mut self, wrapper: usize) {
        let Some(view) = self.bundle.wrappers.get(wrapper) else { return };
        self.text.push('{');
        self.members(*view, "entry");
        self.text.push_str("\"entry\":[");
        let entries = self.entries.get_mut(wrapper).map(std::mem::take).unwrap_or_default();
        for (index, piece) in entries.into_iter().enumerate() {
            if index > 0 {
                self.text.push(',');
            }
            match piece {
                Piece::Entry(entry) => self.text.push_str(entry.raw()),
                Piece::Bundle(inner, entry) => {
                    self.text.push('{');
                    self.members(entry, "resource");
                    self.text.push_str("\"resource\":");
                    self.bundle(inner);
                    self.text.push('}');
                }
            }
        }
        self.text.push_str("]}");
    }
}
