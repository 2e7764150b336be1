//! The facts of one look, in the shape of `consent.cedarschema`.

use crate::directives::{Directives, Named};
use crate::instant::read;
use crate::request::{Case, texts};
use crate::words::{folded, visible_characters};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeSet;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct User {
    pub characters: i64,
    pub key: String,
    pub teams: BTreeSet<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nhs_number: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Relationship {
    pub kind: String,
    pub asserted_by: String,
    pub reason_characters: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    pub evidence_characters: i64,
    pub evidence_key: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authority: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub established: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends: Option<i64>,
}

#[derive(Serialize)]
pub struct Declared {
    pub characters: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// The facts of one look.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Look {
    pub at: i64,
    pub user: User,
    pub organisation: String,
    pub role: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_role: Option<String>,
    pub purpose: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relationship: Option<Relationship>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub break_glass: Option<Declared>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permission: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<usize>,
    pub dissents: Named,
    pub consents: Named,
    pub not_understood: bool,
}

impl Look {
    /// Of a case; `people` are the directives of everyone in the county.
    pub fn new(case: &Case, people: &[Directives]) -> Self {
        let request = &case.request;
        let word = |stated: &Value| stated.as_str().map(str::to_owned);
        let user = &request["user"];
        let at = read(request["at"].as_str().expect("an instant"));
        let role = word(&request["role"]).expect("a role");
        let standing = case.person.and_then(|person| people.get(person)).map(|directives| directives.at(at));
        let (dissents, consents, not_understood) = standing
            .map_or_else(Default::default, |standing| (standing.dissents, standing.consents, standing.not_understood));
        let id = user["id"].as_str().expect("an id");
        Self {
            at,
            user: User {
                characters: visible_characters(id),
                key: folded(id),
                teams: texts(&user["teams"]).into_iter().map(folded).collect(),
                nhs_number: word(&user["nhs_number"]),
            },
            organisation: word(&request["organisation"]).expect("an organisation"),
            job_role: job_role(&role),
            role,
            purpose: word(&request["purpose"]).expect("a purpose"),
            relationship: request.get("relationship").map(relationship),
            break_glass: request.get("break_glass").map(|declared| Declared {
                characters: visible_characters(declared["reason"].as_str().unwrap_or_default()),
                code: word(&declared["code"]),
            }),
            permission: word(&request["permission"]),
            connection: word(&request["connection"]),
            person: case.person,
            dissents,
            consents,
            not_understood,
        }
    }
}

fn relationship(stated: &Value) -> Relationship {
    let word = |name: &str| stated[name].as_str().map(str::to_owned);
    let text = |name: &str| stated[name].as_str().unwrap_or_default();
    let kind = word("kind").expect("a kind");
    let usual = if kind == "self-claimed" { "user" } else { "system" };
    Relationship {
        asserted_by: word("asserted_by").unwrap_or_else(|| usual.to_owned()),
        kind,
        reason_characters: visible_characters(text("reason")),
        code: word("code"),
        evidence_characters: visible_characters(text("evidence")),
        evidence_key: folded(text("evidence")),
        authority: word("authority"),
        established: stated["established"].as_str().map(read),
        ends: stated["ends"].as_str().map(read),
    }
}

/// The last part of a role in its full form, `S0000:G0000:R0000`.
fn job_role(role: &str) -> Option<String> {
    let parts: Vec<&str> = role.split(':').collect();
    let [s, g, r] = parts[..] else { return None };
    let has_form = |part: &str, letter: char| {
        part.len() == 5 && part.strip_prefix(letter).is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
    };
    (has_form(s, 'S') && has_form(g, 'G') && has_form(r, 'R')).then(|| r.to_owned())
}
