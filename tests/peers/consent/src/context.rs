//! The facts of a look as a Cedar context.

use crate::directives::Named;
use crate::entities::{entity_expression, named, record, text, texts, uid};
use crate::look::{Look, Relationship};
use cedar_policy::{Context, EntityUid, RestrictedExpression as Expression};

/// The name of a person, or of nobody known.
pub fn person(place: Option<usize>) -> EntityUid {
    uid("Person", &place.map_or("nobody".to_owned(), |place| place.to_string()))
}

/// The context of a look.
pub fn context(look: &Look, emergency: bool) -> Context {
    let mut user = vec![
        ("characters", Expression::new_long(look.user.characters)),
        ("key", text(&look.user.key)),
        ("teams", texts(&look.user.teams)),
    ];
    user.extend(look.user.nhs_number.as_ref().map(|number| ("nhsNumber", text(number))));
    let mut members = vec![
        ("at", Expression::new_long(look.at)),
        ("user", record(user)),
        ("organisation", entity_expression("Organisation", &look.organisation)),
        ("role", entity_expression("Role", &look.role)),
        ("purpose", text(&look.purpose)),
        ("emergency", Expression::new_bool(emergency)),
        ("person", Expression::new_entity_uid(person(look.person))),
        ("dissents", scopes(&look.dissents)),
        ("consents", scopes(&look.consents)),
        ("notUnderstood", Expression::new_bool(look.not_understood)),
    ];
    members.extend(look.job_role.as_ref().map(|role| ("jobRole", entity_expression("Role", role))));
    members.extend(look.relationship.as_ref().map(|one| ("relationship", relationship(one))));
    members.extend(look.break_glass.as_ref().map(|declared| {
        let mut members = vec![("characters", Expression::new_long(declared.characters))];
        members.extend(declared.code.as_ref().map(|code| ("code", text(code))));
        ("breakGlass", record(members))
    }));
    members.extend(look.permission.as_ref().map(|word| ("permission", text(word))));
    members.extend(look.connection.as_ref().map(|word| ("connection", text(word))));
    Context::from_pairs(members.into_iter().map(|(name, value)| (name.to_owned(), value))).expect("a context")
}

fn relationship(facts: &Relationship) -> Expression {
    let mut members = vec![
        ("kind", text(&facts.kind)),
        ("terms", entity_expression("Terms", &facts.kind)),
        ("assertedBy", text(&facts.asserted_by)),
        ("reasonCharacters", Expression::new_long(facts.reason_characters)),
        ("evidenceCharacters", Expression::new_long(facts.evidence_characters)),
        ("evidenceKey", text(&facts.evidence_key)),
    ];
    members.extend(facts.code.as_ref().map(|code| ("code", text(code))));
    members.extend(facts.authority.as_ref().map(|authority| ("authority", text(authority))));
    members.extend(facts.established.map(|at| ("established", Expression::new_long(at))));
    members.extend(facts.ends.map(|at| ("ends", Expression::new_long(at))));
    record(members)
}

fn scopes(facts: &Named) -> Expression {
    record([
        ("modes", texts(&facts.modes)),
        ("organisations", named("Code", &facts.organisations)),
        ("kinds", named("Kind", &facts.kinds)),
        ("purposes", texts(&facts.purposes)),
        ("users", texts(&facts.users)),
        ("teams", texts(&facts.teams)),
        ("proxies", texts(&facts.proxies)),
        ("sections", named("Section", &facts.sections)),
    ])
}
