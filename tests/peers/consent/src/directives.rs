//! Which directives stand at the time of a look: D1 to D8 of `docs/consent.md`, written for this comparison alone.

use crate::instant::{HOUR, read};
use crate::request::texts;
use crate::words::{KINDS, PROXIES, folded, visible_characters};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeSet;

/// What directives name, by their scope.
#[derive(Default, Serialize)]
pub struct Named {
    pub modes: BTreeSet<String>,
    pub organisations: BTreeSet<String>,
    pub kinds: BTreeSet<String>,
    pub purposes: BTreeSet<String>,
    pub users: BTreeSet<String>,
    pub teams: BTreeSet<String>,
    pub proxies: BTreeSet<String>,
    pub sections: BTreeSet<String>,
}

/// The directives of a person as they are at an instant.
pub struct Standing {
    pub dissents: Named,
    pub consents: Named,
    pub not_understood: bool,
}

/// The directives of a record, for looks under a policy.
pub struct Directives {
    directives: Vec<Directive>,
}

struct Directive {
    is_dissent: bool,
    scope: Value,
    made: i64,
    starts: Option<i64>,
    ends: Option<i64>,
    by_person: bool,
    competent: bool,
    /// From when until when the authority of a consent is good.
    good: (i64, i64),
    /// It states an end that is not after its beginning.
    turned_round: bool,
}

impl Directives {
    /// Those of the record that count under the policy (D8).
    pub fn new(policy: &Value, record: &Value) -> Self {
        let counting =
            policy["coded_statements"].as_array().map_or(vec!["local-sharing"], |_| texts(&policy["coded_statements"]));
        let stated = record["directives"].as_array().expect("directives").iter();
        let counts = |one: &&Value| one["statement"].as_str().is_none_or(|statement| counting.contains(&statement));
        let hours = policy["one_visit_hours"].as_i64().unwrap_or(24);
        Self { directives: stated.filter(counts).map(|one| Directive::new(one, record, hours)).collect() }
    }

    /// As they are at an instant.
    pub fn at(&self, at: i64) -> Standing {
        let mut standing = Standing { dissents: Named::default(), consents: Named::default(), not_understood: false };
        let consents: Vec<&Directive> =
            self.directives.iter().filter(|one| !one.is_dissent && one.holds(at) && one.is_good(at)).collect();
        for consent in &consents {
            standing.consents.add(&consent.scope);
        }
        for one in &self.directives {
            standing.not_understood |= !one.is_understood();
            if one.is_dissent && one.holds(at) && !consents.iter().any(|consent| consent.undoes(one)) {
                standing.dissents.add(&one.scope);
            }
        }
        standing
    }
}

impl Directive {
    fn new(stated: &Value, record: &Value, one_visit_hours: i64) -> Self {
        let instant = |name: &str| stated[name].as_str().map(read);
        let made = instant("made").expect("made");
        let starts = instant("starts");
        let is_dissent = stated["effect"] == "dissent";
        let authority = stated["authority"].as_str().expect("an authority");
        let evidence = &stated["evidence"];
        let dated = evidence["dated"].as_str().map(read);
        let said = evidence["statement"].as_str().is_some_and(|text| visible_characters(text) > 0);
        let good = match (authority, dated.filter(|_| said)) {
            ("person" | "not-stated", _) => (i64::MIN, i64::MAX),
            (_, Some(dated)) => (dated, evidence["ends"].as_str().map_or(i64::MAX, read)),
            (_, None) => (i64::MAX, i64::MIN),
        };
        let mut ends = instant("ends");
        if stated["visit"].is_object() {
            let visit = &stated["visit"];
            let is_it = |one: &&Value| ["organisation", "system", "item"].iter().all(|name| one[name] == visit[name]);
            let known = record["visits"].as_array().and_then(|visits| visits.iter().find(is_it));
            // Of an end that is not known exactly, what closes holds until the last instant and what opens until the first.
            let name = if is_dissent { "ends_latest" } else { "ends_earliest" };
            let over = known.and_then(|visit| visit[name].as_str()).map(read);
            let over = over.or((!is_dissent).then(|| starts.unwrap_or(made) + one_visit_hours * HOUR));
            ends = [ends, over].into_iter().flatten().min();
        }
        Self {
            is_dissent,
            scope: stated["scope"].clone(),
            made,
            starts,
            ends,
            by_person: authority == "person",
            competent: evidence["competent"] == true,
            good,
            turned_round: instant("ends").is_some_and(|ends| ends <= starts.unwrap_or(made)),
        }
    }

    /// D1.
    fn is_understood(&self) -> bool {
        if self.scope == "not-understood" {
            return false;
        }
        let says = |name: &str| self.scope[name].as_str();
        let blank = |name: &str| says(name).is_some_and(|text| folded(text).is_empty());
        !self.is_dissent
            || (!self.turned_round
                && says("organisation-kind").is_none_or(|kind| KINDS.contains(&kind))
                && says("proxy").is_none_or(|authority| PROXIES.contains(&authority))
                && !["user", "team", "label"].into_iter().any(blank))
    }

    /// D2, with D7's end.
    fn holds(&self, at: i64) -> bool {
        let starts = if self.is_dissent { self.starts } else { self.starts.or(Some(self.made)) };
        starts.is_none_or(|starts| starts <= at) && self.ends.is_none_or(|ends| at < ends)
    }

    /// D5.
    fn is_good(&self, at: i64) -> bool {
        self.good.0 <= at && at < self.good.1
    }

    /// D3 and D6.
    fn undoes(&self, dissent: &Self) -> bool {
        let protected = dissent.by_person && dissent.competent;
        self.scope == dissent.scope && dissent.made < self.made && (self.by_person || !protected)
    }
}

impl Named {
    fn add(&mut self, scope: &Value) {
        let Some((word, named)) = scope.as_object().and_then(|scope| scope.iter().next()) else { return };
        let Some(named) = named.as_str() else { return };
        let (set, named) = match word.as_str() {
            "shared-record" => (&mut self.modes, named.to_owned()),
            "organisation" => (&mut self.organisations, named.to_owned()),
            "organisation-kind" => (&mut self.kinds, named.to_owned()),
            "purpose" => (&mut self.purposes, named.to_owned()),
            "user" => (&mut self.users, folded(named)),
            "team" => (&mut self.teams, folded(named)),
            "proxy" => (&mut self.proxies, named.to_owned()),
            "section" => (&mut self.sections, named.to_owned()),
            _ => return,
        };
        set.insert(named);
    }
}
