//! The facts of a county that the peers' languages ask: what its documents say, in the shape of `consent.cedarschema`.

use crate::county::County;
use crate::instant::{DAY, HOUR, read};
use crate::request::texts;
use crate::words::{EVIDENCE, KINDS};
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// From when and until when something holds; open ends are the least and the greatest number.
#[derive(Clone, Copy, Serialize)]
pub struct Window {
    pub from: i64,
    pub until: i64,
}

impl Window {
    /// Holds at no time.
    pub const NEVER: Self = Self { from: i64::MAX, until: i64::MIN };

    /// Of a document's members.
    fn of(stated: &Value, from: &str, until: &str) -> Self {
        let instant = |name: &str| stated[name].as_str().map(read);
        Self { from: instant(from).unwrap_or(i64::MIN), until: instant(until).unwrap_or(i64::MAX) }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Organisation {
    pub kind: String,
    pub open: Window,
    pub status: String,
    pub assured: Window,
    pub evidence: BTreeMap<&'static str, Window>,
    pub renewed: BTreeMap<&'static str, Window>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub county: Option<String>,
    /// Whom it belongs to.
    #[serde(skip)]
    pub parent: Option<String>,
    /// Whom it took over itself.
    #[serde(skip)]
    pub took_over: Vec<String>,
    /// Every code by which a dissent concerns it, for a language in which nothing is `in` anything.
    pub answers_to: BTreeSet<String>,
}

#[derive(Serialize)]
pub struct Agreement {
    pub window: Window,
    pub sections: Vec<String>,
    pub purposes: Vec<String>,
}

#[derive(Serialize)]
pub struct Agreements {
    pub first: Agreement,
    pub second: Agreement,
}

#[derive(Serialize)]
pub struct Role {
    pub relationships: Vec<String>,
    pub sections: Vec<String>,
    pub coded: Vec<String>,
    pub existence: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Terms {
    pub asserted_by: Vec<String>,
    pub evidence: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<i64>,
    pub codes: Vec<String>,
    pub code_required: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BreakGlass {
    pub roles: Vec<String>,
    pub purposes: Vec<String>,
    pub characters: i64,
    pub codes: Vec<String>,
    pub code_required: bool,
}

#[derive(Serialize)]
pub struct Permission {
    pub required: bool,
    pub exempt: Vec<String>,
}

#[derive(Serialize)]
pub struct Deceased {
    pub purposes: Vec<String>,
    pub after: i64,
}

#[derive(Serialize)]
pub struct Connections {
    pub own: String,
    pub relative: String,
    pub colleague: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Policy {
    pub purposes: Vec<String>,
    pub self_claim_characters: i64,
    pub overrides: Vec<String>,
    pub break_glass: BreakGlass,
    pub permission: Permission,
    pub restricted_view: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deceased: Option<Deceased>,
    pub connections: Connections,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Person {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nhs_number: Option<String>,
    pub labels: BTreeSet<String>,
    pub died: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub died_at: Option<i64>,
}

/// The facts of a county.
#[derive(Serialize)]
pub struct Facts {
    pub county: String,
    pub policy: Policy,
    pub roles: BTreeMap<String, Role>,
    pub terms: BTreeMap<String, Terms>,
    /// The evidence that the policy asks of each kind of organisation.
    pub asks: BTreeMap<&'static str, Vec<String>>,
    pub organisations: BTreeMap<String, Organisation>,
    pub agreements: BTreeMap<String, Agreements>,
    pub people: Vec<Person>,
}

impl Facts {
    /// Of a county's documents.
    pub fn new(county: &County) -> Self {
        let (policy, register) = (&county.policy, &county.register);
        let usual: Vec<String> = EVIDENCE[..5].iter().map(|kind| (*kind).to_owned()).collect();
        let admission = &policy["admission"];
        let everyone = if admission.is_null() { usual } else { words(&admission["evidence"]) };
        let asks = |kind: &'static str| {
            let own = list(&admission["kinds"]).iter().find(|one| one["kind"] == kind);
            (kind, own.map_or_else(|| everyone.clone(), |own| words(&own["evidence"])))
        };
        Self {
            county: word(&register["county"]),
            policy: policy_facts(policy),
            roles: list(&policy["roles"]).iter().map(|role| (word(&role["code"]), role_facts(role))).collect(),
            terms: list(&policy["relationships"]).iter().map(|one| (word(&one["kind"]), terms_facts(one))).collect(),
            asks: KINDS.into_iter().map(asks).collect(),
            organisations: organisations(list(&register["organisations"])),
            agreements: agreements(list(&register["agreements"])),
            people: county.people.iter().map(person_facts).collect(),
        }
    }
}

fn list(stated: &Value) -> &[Value] {
    stated.as_array().map_or(&[], Vec::as_slice)
}

fn word(stated: &Value) -> String {
    stated.as_str().expect("a text").to_owned()
}

fn words(stated: &Value) -> Vec<String> {
    texts(stated).into_iter().map(str::to_owned).collect()
}

fn policy_facts(policy: &Value) -> Policy {
    let glass = &policy["break_glass"];
    let permission = &policy["permission_to_view"];
    let deceased = &policy["deceased"];
    let connection = |name: &str| policy["connections"][name].as_str().unwrap_or("flag").to_owned();
    Policy {
        purposes: words(&policy["purposes"]),
        self_claim_characters: policy["self_claim_reason_characters"].as_i64().expect("a number"),
        overrides: words(&glass["overrides"]),
        break_glass: BreakGlass {
            roles: words(&glass["roles"]),
            purposes: words(&glass["purposes"]),
            characters: glass["reason_characters"].as_i64().expect("a number"),
            codes: words(&glass["codes"]),
            code_required: glass["code_required"] == true,
        },
        permission: Permission { required: permission["required"] == true, exempt: words(&permission["exempt"]) },
        restricted_view: policy["restricted_person"]["view"].as_str().unwrap_or("denied").to_owned(),
        deceased: deceased.is_object().then(|| Deceased {
            purposes: words(&deceased["purposes"]),
            after: deceased["after_days"].as_i64().expect("a number") * DAY,
        }),
        connections: Connections {
            own: connection("self"),
            relative: connection("relative"),
            colleague: connection("colleague"),
        },
    }
}

fn role_facts(role: &Value) -> Role {
    Role {
        relationships: words(&role["relationships"]),
        sections: words(&role["sections"]),
        coded: words(&role["coded"]),
        existence: words(&role["existence"]),
    }
}

fn terms_facts(terms: &Value) -> Terms {
    Terms {
        asserted_by: words(&terms["asserted_by"]),
        evidence: terms["evidence"] == true,
        expires: terms["expires_hours"].as_i64().map(|hours| hours * HOUR),
        codes: words(&terms["codes"]),
        code_required: terms["code_required"] == true,
    }
}

fn organisations(stated: &[Value]) -> BTreeMap<String, Organisation> {
    let mut organisations: BTreeMap<String, Organisation> = BTreeMap::new();
    for one in stated {
        let assurance = &one["assurance"];
        let pieces = |place: usize| -> BTreeMap<&'static str, Window> {
            let piece = |kind: &'static str| {
                let mut of_kind = list(&assurance["evidence"]).iter().filter(|piece| piece["kind"] == kind);
                (kind, of_kind.nth(place).map_or(Window::NEVER, |piece| Window::of(piece, "from", "until")))
            };
            EVIDENCE.into_iter().map(piece).collect()
        };
        let took_over = stated.iter().filter(|other| other["successor"] == one["code"]);
        organisations.insert(
            word(&one["code"]),
            Organisation {
                kind: word(&one["kind"]),
                open: Window::of(one, "opened", "closed"),
                status: word(&assurance["status"]),
                assured: Window::of(assurance, "from", "until"),
                evidence: pieces(0),
                renewed: pieces(1),
                county: one["county"].as_str().map(str::to_owned),
                parent: one["parent"].as_str().map(str::to_owned),
                took_over: took_over.map(|other| word(&other["code"])).collect(),
                answers_to: BTreeSet::new(),
            },
        );
    }
    let answers: Vec<_> = organisations.keys().map(|code| answers_to(&organisations, code)).collect();
    for (organisation, answers_to) in organisations.values_mut().zip(answers) {
        organisation.answers_to = answers_to;
    }
    organisations
}

fn answers_to(organisations: &BTreeMap<String, Organisation>, code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut belongs_to = Some(code.to_owned());
    while let Some(above) = belongs_to {
        let mut open = vec![above.clone()];
        while let Some(code) = open.pop() {
            open.extend(organisations[&code].took_over.iter().cloned());
            found.insert(code);
        }
        belongs_to = organisations[&above].parent.clone();
    }
    found
}

fn agreements(stated: &[Value]) -> BTreeMap<String, Agreements> {
    let counties: BTreeSet<String> = stated.iter().map(|one| word(&one["county"])).collect();
    let of = |county: String| {
        let mut facts = stated.iter().filter(|one| one["county"] == county.as_str()).map(|one| Agreement {
            window: Window::of(one, "from", "until"),
            sections: words(&one["outward"]["sections"]),
            purposes: words(&one["outward"]["purposes"]),
        });
        let none = || Agreement { window: Window::NEVER, sections: Vec::new(), purposes: Vec::new() };
        let (first, second) = (facts.next().unwrap_or_else(none), facts.next().unwrap_or_else(none));
        assert!(facts.next().is_none(), "two agreements with a county at most");
        (county, Agreements { first, second })
    };
    counties.into_iter().map(of).collect()
}

fn person_facts(record: &Value) -> Person {
    Person {
        nhs_number: record["nhs_number"].as_str().map(str::to_owned),
        labels: list(&record["demographics"]).iter().flat_map(|stated| words(&stated["labels"])).collect(),
        died: record["died"].is_object(),
        died_at: record["died"]["on"].as_str().map(read),
    }
}
