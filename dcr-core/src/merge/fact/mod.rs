//! Which statements tell one thing (M10-M38), one file for each kind of entry.

mod alert;
mod allergy;
mod care_provider;
mod concept;
mod document;
mod encounter;
mod immunisation;
mod investigation;
mod keys;
mod medication;
mod problem;
mod procedure;
mod related_person;
mod social_care;
mod span;
#[cfg(test)]
pub(super) mod tests;

pub(super) use concept::{has_words, same_words};
pub(super) use investigation::{finality, values};
pub(super) use keys::Keys;
pub(super) use medication::same_product;
pub(super) use span::compatible;

use crate::identifier::CodedConcept;
use crate::merge::LineStatement;
use crate::record::{Entry, EntryBody};
use crate::time::{PartialDateTime, Timestamp};
use concept::Sameness;

/// How alike two statements are that may be one: the more, the better they fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Likeness(u8);

/// Two statements of one kind, as the files of this folder compare them.
struct Pair<'a, T> {
    a: &'a T,
    b: &'a T,
    /// When the source recorded each.
    recorded: [Timestamp; 2],
    one_organisation: bool,
}

impl<T> Pair<'_, T> {
    fn sameness(&self, of: impl Fn(&T) -> &CodedConcept) -> Sameness {
        concept::sameness(of(self.a), of(self.b), self.one_organisation)
    }

    fn same(&self, of: impl Fn(&T) -> &CodedConcept) -> bool {
        self.sameness(of) == Sameness::Same
    }

    /// Whether both state a concept and these are different.
    fn different(&self, of: impl Fn(&T) -> Option<&CodedConcept>) -> bool {
        concept::are_different(of(self.a), of(self.b), self.one_organisation)
    }

    /// Whether both state several concepts, some of them are different and none is the same.
    fn all_different<'s, I: Iterator<Item = &'s CodedConcept>>(&'s self, of: impl Fn(&'s T) -> I) -> bool {
        let mut some = false;
        for a in of(self.a) {
            for b in of(self.b) {
                match concept::sameness(a, b, self.one_organisation) {
                    Sameness::Same => return false,
                    Sameness::Different => some = true,
                    Sameness::Unknown => {}
                }
            }
        }
        some
    }

    /// Whether two times of the two are stated and overlap.
    fn compatible(&self, of: impl Fn(&T) -> Option<&PartialDateTime>) -> bool {
        span::both_compatible(of(self.a), of(self.b))
    }

    /// Of things that happened: 3 when both are known to the day or closer, else 1; none when one is unknown or they differ.
    fn happened_together(&self, of: impl Fn(&T) -> Option<&PartialDateTime>) -> Option<Likeness> {
        let (a, b) = of(self.a).zip(of(self.b))?;
        let precise = span::to_the_day(a) && span::to_the_day(b);
        span::compatible(a, b).then_some(Likeness(if precise { 3 } else { 1 }))
    }

    fn apart<'s>(&'s self, of: impl Fn(&'s T, Timestamp) -> span::Span<'s>) -> bool {
        let [a, b] = self.recorded;
        of(self.a, a).apart(&of(self.b, b))
    }
}

/// How alike two statements are; nothing when they are two things.
pub(super) fn likeness(a: &LineStatement, b: &LineStatement) -> Option<Likeness> {
    let one_organisation = a.provenance.organisation == b.provenance.organisation;
    let one_source = one_organisation && a.provenance.system == b.provenance.system;
    if one_source && !(is_mention(&a.entry) || is_mention(&b.entry)) {
        return None;
    }
    let recorded = [a.provenance.recorded, b.provenance.recorded];
    macro_rules! compare {
        ($($kind:ident => $likeness:expr),*) => {
            match (&a.entry.body, &b.entry.body) {
                $((EntryBody::$kind(a), EntryBody::$kind(b)) => $likeness(&Pair { a, b, recorded, one_organisation }),)*
                // A person's own words stand as each source holds them.
                _ => None,
            }
        };
    }
    compare!(
        Problem => problem::likeness,
        Allergy => allergy::likeness,
        Medication => medication::likeness,
        Investigation => investigation::likeness,
        RelatedPerson => related_person::likeness,
        CareProvider => care_provider::likeness,
        Document => document::likeness,
        Encounter => encounter::likeness,
        Procedure => procedure::likeness,
        Immunisation => immunisation::likeness,
        SocialCare => social_care::likeness,
        Alert => alert::likeness
    )
}

/// Adds the keys of a statement: any two with a likeness share one.
pub(super) fn keys(statement: &LineStatement, keys: &mut Keys) {
    let organisation = statement.provenance.organisation.as_str();
    match &statement.entry.body {
        EntryBody::Problem(entry) => problem::keys(entry, organisation, keys),
        EntryBody::Allergy(entry) => allergy::keys(entry, organisation, keys),
        EntryBody::Medication(entry) => medication::keys(entry, organisation, keys),
        EntryBody::Investigation(entry) => investigation::keys(entry, organisation, keys),
        EntryBody::RelatedPerson(entry) => related_person::keys(entry, keys),
        EntryBody::CareProvider(entry) => care_provider::keys(entry, keys),
        EntryBody::Document(entry) => document::keys(entry, keys),
        EntryBody::Encounter(entry) => encounter::keys(entry, organisation, keys),
        EntryBody::Procedure(entry) => procedure::keys(entry, organisation, keys),
        EntryBody::Immunisation(entry) => immunisation::keys(entry, organisation, keys),
        EntryBody::SocialCare(entry) => social_care::keys(entry, organisation, keys),
        EntryBody::Alert(entry) => alert::keys(entry, organisation, keys),
        EntryBody::AboutMe(_) => {}
    }
}

/// Whether an entry mentions a condition that it met, rather than keep a list of conditions: the diagnosis of an encounter.
pub(super) fn is_mention(entry: &Entry) -> bool {
    matches!(&entry.body, EntryBody::Problem(problem) if problem::is_mention(problem))
}

/// When what an entry states began, in milliseconds, for choosing the nearest.
pub(super) fn begins(entry: &Entry) -> Option<i64> {
    let start = match &entry.body {
        EntryBody::Allergy(_) | EntryBody::AboutMe(_) => None,
        EntryBody::Medication(medication) => medication::start(medication),
        body => body.when(),
    };
    start.map(|start| start.earliest().millis())
}
