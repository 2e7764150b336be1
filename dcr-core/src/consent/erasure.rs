//! Whether a person's words may be held at all: what the wish `shared-record: do-not-hold` asks of a node.
//!
//! The rules about directives (D2, D3, D5 and D6 of `docs/consent.md`) say whether the wish stands, and while it stands
//! nothing is shown (C21). Erasing cannot be undone, so it asks for more than withholding does: `docs/erasure.md`.

use super::has_good_authority;
use crate::record::{Directive, DirectiveAuthority, DirectiveEffect, DirectiveScope, OptOutMode};
use crate::time::{PartialDateTime, Timestamp};

/// What a node does with a person's words, in the order of restriction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holding {
    /// No wish not to be held stands.
    Held,
    /// One stands, and not with the authority that erasing asks for: nothing is shown, and nothing is erased.
    Withheld,
    /// One stands that erases.
    NotHeld,
}

/// What the directives about a person ask of a node at an instant.
///
/// A wish not to be held stands when it is a dissent `shared-record: do-not-hold` in effect that no later consent to the
/// same, in effect and with good authority, cancels (D2, D3, D5, D6). One that stands erases when it makes sense (D1) and is
/// the person's own, or that of a parent, an attorney or a deputy whose evidence is stated, dated and good at the instant.
///
/// Directives read from a coded statement are left out, because every such code means `hide` (D8); so are directives
/// for one visit, which are about showing.
///
/// The order of the directives has no bearing. Give every directive that is current, of every local person who is the
/// person, and none that was withdrawn.
///
/// ```
/// use dcr_core::consent::{Holding, holding};
/// use dcr_core::time::Timestamp;
///
/// let at = Timestamp::parse("2026-11-22T12:00:00Z")?;
/// assert_eq!(holding(&[], at), Holding::Held);
/// # Ok::<(), dcr_core::time::TimeError>(())
/// ```
#[must_use]
pub fn holding(directives: &[&Directive], at: Timestamp) -> Holding {
    let consents: Vec<&Directive> = about_holding(directives)
        .filter(|directive| {
            directive.effect == DirectiveEffect::Consent
                && in_effect(directive, at)
                && has_good_authority(directive, at)
        })
        .collect();
    about_holding(directives)
        .filter(|directive| directive.effect == DirectiveEffect::Dissent && in_effect(directive, at))
        .filter(|dissent| !consents.iter().any(|consent| cancels(consent, dissent)))
        .map(|dissent| if erases(dissent, at) { Holding::NotHeld } else { Holding::Withheld })
        .max()
        .unwrap_or(Holding::Held)
}

/// The earliest instant after `at` at which [`holding`] may answer otherwise for the same directives; `None` when it never
/// does.
#[must_use]
pub fn holding_until(directives: &[&Directive], at: Timestamp) -> Option<Timestamp> {
    about_holding(directives)
        .flat_map(|directive| {
            let evidence = directive.evidence.as_ref();
            [
                Some(directive.made),
                directive.starts,
                directive.ends,
                evidence.and_then(|evidence| evidence.dated.as_ref()).map(PartialDateTime::earliest),
                evidence.and_then(|evidence| evidence.ends),
            ]
        })
        .flatten()
        .filter(|instant| *instant > at)
        .min()
}

/// The directives that holding depends on.
fn about_holding<'a>(directives: &[&'a Directive]) -> impl Iterator<Item = &'a Directive> {
    directives.iter().copied().filter(|directive| {
        directive.scope == DirectiveScope::SharedRecord(OptOutMode::DoNotHold)
            && directive.statement.is_none()
            && directive.visit.is_none()
    })
}

/// D2.
fn in_effect(directive: &Directive, at: Timestamp) -> bool {
    let begun = match (directive.starts, directive.effect) {
        (Some(starts), _) => starts <= at,
        (None, DirectiveEffect::Dissent) => true,
        (None, DirectiveEffect::Consent) => directive.made <= at,
    };
    begun && directive.ends.is_none_or(|ends| at < ends)
}

/// D3 and D6.
fn cancels(consent: &Directive, dissent: &Directive) -> bool {
    let competent = dissent.authority == DirectiveAuthority::Person
        && dissent.evidence.as_ref().is_some_and(|evidence| evidence.competent);
    consent.made > dissent.made && (!competent || consent.authority == DirectiveAuthority::Person)
}

/// Whether a dissent that stands asks for what cannot be undone.
fn erases(dissent: &Directive, at: Timestamp) -> bool {
    let begins = dissent.starts.unwrap_or(dissent.made);
    let makes_sense = dissent.ends.is_none_or(|ends| begins < ends);
    let authorised = dissent.authority == DirectiveAuthority::Person
        || dissent.authority.is_proxy() && has_good_authority(dissent, at);
    makes_sense && authorised
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const NOON: &str = "2026-11-22T12:00:00Z";

    fn time(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    /// A dissent of the person's own, made in 2025, with some members changed; null takes one away.
    fn directive(changed: &Value) -> Directive {
        let mut value = json!({
            "effect": "dissent", "scope": { "shared-record": "do-not-hold" },
            "made": "2025-01-01T00:00:00Z", "authority": "person",
        });
        let members = value.as_object_mut().unwrap();
        for (name, change) in changed.as_object().unwrap().clone() {
            members.insert(name, change);
        }
        members.retain(|_, member| !member.is_null());
        serde_json::from_value(value).unwrap()
    }

    fn at(instant: &str, directives: &[Value]) -> Holding {
        let directives: Vec<Directive> = directives.iter().map(directive).collect();
        holding(&directives.iter().collect::<Vec<_>>(), time(instant))
    }

    fn now(directives: &[Value]) -> Holding {
        at(NOON, directives)
    }

    #[test]
    fn the_persons_own_wish_erases_while_it_is_in_effect() {
        assert_eq!(now(&[]), Holding::Held);
        assert_eq!(now(&[json!({})]), Holding::NotHeld);
        assert_eq!(now(&[json!({ "scope": { "shared-record": "hide" } })]), Holding::Held);
        assert_eq!(now(&[json!({ "effect": "consent" })]), Holding::Held);
        let window = [json!({ "starts": "2026-01-01T00:00:00Z", "ends": "2027-01-01T00:00:00Z" })];
        assert_eq!(at("2025-12-31T23:59:59.999Z", &window), Holding::Held);
        assert_eq!(at("2026-01-01T00:00:00Z", &window), Holding::NotHeld);
        assert_eq!(at("2027-01-01T00:00:00Z", &window), Holding::Held);
        // A clock that runs ahead does not put off what the person wants now.
        assert_eq!(now(&[json!({ "made": "2027-01-01T00:00:00Z" })]), Holding::NotHeld);
    }

    #[test]
    fn a_later_consent_with_good_authority_cancels() {
        let later = |changed: Value| {
            let mut consent = json!({ "effect": "consent", "made": "2025-06-01T00:00:00Z" });
            changed.as_object().unwrap().iter().for_each(|(name, member)| consent[name] = member.clone());
            [json!({}), consent]
        };
        let stands = Holding::NotHeld;
        assert_eq!(now(&later(json!({}))), Holding::Held);
        assert_eq!(now(&later(json!({ "made": "2025-01-01T00:00:00Z" }))), stands, "at the same time");
        assert_eq!(now(&later(json!({ "made": "2024-01-01T00:00:00Z" }))), stands, "earlier");
        assert_eq!(now(&later(json!({ "made": "2027-01-01T00:00:00Z" }))), stands, "not yet made");
        assert_eq!(now(&later(json!({ "starts": "2027-01-01T00:00:00Z" }))), stands, "not yet in effect");
        assert_eq!(now(&later(json!({ "ends": "2026-01-01T00:00:00Z" }))), stands, "over");
        assert_eq!(now(&later(json!({ "scope": { "shared-record": "hide" } }))), stands, "of another scope");
        assert_eq!(now(&later(json!({ "authority": "not-stated" }))), Holding::Held);
        assert_eq!(now(&later(json!({ "authority": "attorney" }))), stands, "without evidence");
        assert_eq!(now(&later(json!({ "authority": "best-interest" }))), stands, "without evidence");
        let evidence = json!({ "statement": "LPA seen", "dated": "2025-05" });
        assert_eq!(now(&later(json!({ "authority": "attorney", "evidence": evidence }))), Holding::Held);
        let visit = json!({ "organisation": "RBD", "system": "PAS", "item": "v1" });
        assert_eq!(now(&later(json!({ "visit": visit }))), stands, "for one visit");
        assert_eq!(now(&later(json!({ "statement": "local-sharing" }))), stands, "a code means something else");
    }

    #[test]
    fn the_wish_of_a_competent_person_is_undone_by_themself_alone() {
        let wish = json!({ "evidence": { "statement": "assessed", "competent": true } });
        let evidence = json!({ "statement": "seen", "dated": "2025-05-01" });
        let by = |authority| json!({ "effect": "consent", "made": "2025-06-01T00:00:00Z", "authority": authority, "evidence": evidence });
        assert_eq!(now(&[wish.clone(), by("parental-responsibility")]), Holding::NotHeld);
        assert_eq!(now(&[wish, by("person")]), Holding::Held);
        assert_eq!(now(&[json!({}), by("parental-responsibility")]), Holding::Held);
    }

    #[test]
    fn a_proxys_wish_erases_only_on_good_evidence() {
        let by = |authority: &str, evidence: Value| now(&[json!({ "authority": authority, "evidence": evidence })]);
        let good = json!({ "statement": "LPA seen", "dated": "2025-05", "ends": "2027-01-01T00:00:00Z" });
        for authority in ["parental-responsibility", "attorney", "deputy"] {
            assert_eq!(by(authority, good.clone()), Holding::NotHeld, "{authority}");
        }
        for authority in ["best-interest", "not-stated"] {
            assert_eq!(by(authority, good.clone()), Holding::Withheld, "{authority}");
        }
        for poor in [
            json!(null),
            json!({ "statement": " \u{200b}", "dated": "2025-05" }),
            json!({ "statement": "LPA seen" }),
            json!({ "statement": "LPA seen", "dated": "2027-05" }),
            json!({ "statement": "LPA seen", "dated": "2025-05", "ends": NOON }),
        ] {
            assert_eq!(by("attorney", poor.clone()), Holding::Withheld, "{poor}");
        }
        // The strongest of several counts.
        assert_eq!(now(&[json!({ "authority": "not-stated" }), json!({})]), Holding::NotHeld);
    }

    #[test]
    fn what_makes_no_sense_erases_nothing() {
        let ends_before = json!({ "made": "2028-01-01T00:00:00Z", "ends": "2027-01-01T00:00:00Z" });
        assert_eq!(now(&[ends_before]), Holding::Withheld);
        let never = json!({ "made": "2028-01-01T00:00:00Z", "ends": "2028-01-01T00:00:00Z" });
        assert_eq!(now(&[never]), Holding::Withheld, "begins as it ends");
        let visit = json!({ "visit": { "organisation": "RBD", "system": "PAS", "item": "v1" } });
        assert_eq!(now(&[visit]), Holding::Held);
        assert_eq!(now(&[json!({ "statement": "local-sharing" })]), Holding::Held);
        assert_eq!(now(&[json!({ "scope": "not-understood" })]), Holding::Held);
    }

    #[test]
    fn it_tells_when_to_look_again() {
        let wish = directive(&json!({
            "starts": "2027-01-01T00:00:00Z", "ends": "2028-01-01T00:00:00Z", "authority": "attorney",
            "evidence": { "statement": "LPA seen", "dated": "2026-12", "ends": "2027-06-01T00:00:00Z" },
        }));
        let mut instant = time(NOON);
        let mut changes = Vec::new();
        while let Some(next) = holding_until(&[&wish], instant) {
            changes.push((next.to_string(), holding(&[&wish], next)));
            instant = next;
        }
        let expected = [
            ("2026-12-01T00:00:00Z", Holding::Held),
            ("2027-01-01T00:00:00Z", Holding::NotHeld),
            ("2027-06-01T00:00:00Z", Holding::Withheld),
            ("2028-01-01T00:00:00Z", Holding::Held),
        ];
        assert_eq!(changes, expected.map(|(instant, holding)| (time(instant).to_string(), holding)));
        let hide = directive(&json!({ "scope": { "shared-record": "hide" }, "starts": "2027-01-01T00:00:00Z" }));
        assert_eq!(holding_until(&[&hide], time(NOON)), None);
    }
}
