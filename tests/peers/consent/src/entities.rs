//! A county's facts as Cedar entities.

use crate::context::person as person_uid;
use crate::facts::{Agreement, Facts, Organisation, Policy, Window};
use crate::words::SECTIONS;
use cedar_policy::{Entity, EntityId, EntityTypeName, EntityUid, RestrictedExpression as Expression};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

/// The name of the one policy and the one register.
const IN_FORCE: &str = "in force";

/// The name of an entity.
pub fn uid(kind: &str, id: &str) -> EntityUid {
    // A type's name goes through Cedar's whole parser, once.
    static TYPES: LazyLock<HashMap<&'static str, EntityTypeName>> = LazyLock::new(|| {
        let types = [
            "Action",
            "Code",
            "County",
            "Kind",
            "Organisation",
            "Person",
            "Policy",
            "Register",
            "Role",
            "Section",
            "Terms",
            "User",
        ];
        types.into_iter().map(|name| (name, name.parse().expect("a type"))).collect()
    });
    EntityUid::from_type_name_and_id(TYPES[kind].clone(), EntityId::new(id))
}

/// An entity as a value.
pub fn entity_expression(kind: &str, id: &str) -> Expression {
    Expression::new_entity_uid(uid(kind, id))
}

/// A text as a value.
pub fn text(text: &str) -> Expression {
    Expression::new_string(text.to_owned())
}

/// Texts as a set.
pub fn texts<'a>(texts: impl IntoIterator<Item = &'a String>) -> Expression {
    Expression::new_set(texts.into_iter().map(|one| text(one)))
}

/// Entities of one type as a set.
pub fn named<'a>(kind: &str, ids: impl IntoIterator<Item = &'a String>) -> Expression {
    Expression::new_set(ids.into_iter().map(|id| entity_expression(kind, id)))
}

/// A record.
pub fn record<'a>(members: impl IntoIterator<Item = (&'a str, Expression)>) -> Expression {
    Expression::new_record(members.into_iter().map(|(name, value)| (name.to_owned(), value))).expect("no name twice")
}

fn window(window: Window) -> Expression {
    record([("from", Expression::new_long(window.from)), ("until", Expression::new_long(window.until))])
}

fn entity<'a>(
    uid: EntityUid,
    members: impl IntoIterator<Item = (&'a str, Expression)>,
    parents: impl IntoIterator<Item = EntityUid>,
) -> Entity {
    let members: HashMap<String, Expression> =
        members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    Entity::new(uid, members, parents.into_iter().collect::<HashSet<_>>()).expect("an entity")
}

/// Every entity of a county.
pub fn entities(facts: &Facts) -> Vec<Entity> {
    let mut all = vec![
        policy(&facts.policy),
        entity(uid("Register", IN_FORCE), [("county", entity_expression("County", &facts.county))], []),
        entity(uid("User", "the user"), [], []),
    ];
    all.extend(SECTIONS.map(|section| entity(uid("Section", section), [], [])));
    all.extend(facts.asks.iter().map(|(kind, asks)| entity(uid("Kind", kind), [("asks", texts(asks))], [])));
    for (code, one) in &facts.organisations {
        all.push(organisation(code, one));
        // A code is in those that were taken over, so that the organisation is in them too.
        all.push(entity(uid("Code", code), [], one.took_over.iter().map(|other| uid("Code", other))));
    }
    for (county, one) in &facts.agreements {
        let members = [("first", agreement(&one.first)), ("second", agreement(&one.second))];
        all.push(entity(uid("County", county), members, []));
    }
    for (code, role) in &facts.roles {
        let members = [
            ("relationships", texts(&role.relationships)),
            ("sections", named("Section", &role.sections)),
            ("coded", named("Section", &role.coded)),
            ("existence", named("Section", &role.existence)),
        ];
        all.push(entity(uid("Role", code), members, []));
    }
    for (kind, terms) in &facts.terms {
        let mut members = vec![
            ("assertedBy", texts(&terms.asserted_by)),
            ("evidence", Expression::new_bool(terms.evidence)),
            ("codes", texts(&terms.codes)),
            ("codeRequired", Expression::new_bool(terms.code_required)),
        ];
        members.extend(terms.expires.map(|expires| ("expires", Expression::new_long(expires))));
        all.push(entity(uid("Terms", kind), members, []));
    }
    for (number, person) in facts.people.iter().enumerate() {
        let mut members = vec![("labels", texts(&person.labels)), ("died", Expression::new_bool(person.died))];
        members.extend(person.nhs_number.as_ref().map(|number| ("nhsNumber", text(number))));
        members.extend(person.died_at.map(|at| ("diedAt", Expression::new_long(at))));
        all.push(entity(person_uid(Some(number)), members, []));
    }
    all
}

fn organisation(code: &str, facts: &Organisation) -> Entity {
    let evidence =
        |pieces: &BTreeMap<&'static str, Window>| record(pieces.iter().map(|(kind, held)| (*kind, window(*held))));
    let mut members = vec![
        ("kind", entity_expression("Kind", &facts.kind)),
        ("open", window(facts.open)),
        ("status", text(&facts.status)),
        ("assured", window(facts.assured)),
        ("evidence", evidence(&facts.evidence)),
        ("renewed", evidence(&facts.renewed)),
    ];
    members.extend(facts.county.as_ref().map(|county| ("county", entity_expression("County", county))));
    let parents = facts.parent.iter().map(|parent| uid("Organisation", parent)).chain([uid("Code", code)]);
    entity(uid("Organisation", code), members, parents)
}

fn agreement(facts: &Agreement) -> Expression {
    record([
        ("window", window(facts.window)),
        ("sections", named("Section", &facts.sections)),
        ("purposes", texts(&facts.purposes)),
    ])
}

fn policy(facts: &Policy) -> Entity {
    let glass = &facts.break_glass;
    let break_glass = record([
        ("roles", named("Role", &glass.roles)),
        ("purposes", texts(&glass.purposes)),
        ("characters", Expression::new_long(glass.characters)),
        ("codes", texts(&glass.codes)),
        ("codeRequired", Expression::new_bool(glass.code_required)),
    ]);
    let permission = record([
        ("required", Expression::new_bool(facts.permission.required)),
        ("exempt", texts(&facts.permission.exempt)),
    ]);
    let connections = record([
        ("own", text(&facts.connections.own)),
        ("relative", text(&facts.connections.relative)),
        ("colleague", text(&facts.connections.colleague)),
    ]);
    let mut members = vec![
        ("purposes", texts(&facts.purposes)),
        ("selfClaimCharacters", Expression::new_long(facts.self_claim_characters)),
        ("overrides", texts(&facts.overrides)),
        ("breakGlass", break_glass),
        ("permission", permission),
        ("restrictedView", text(&facts.restricted_view)),
        ("connections", connections),
    ];
    members.extend(facts.deceased.as_ref().map(|deceased| {
        let after = Expression::new_long(deceased.after);
        ("deceased", record([("purposes", texts(&deceased.purposes)), ("after", after)]))
    }));
    entity(uid("Policy", IN_FORCE), members, [])
}
