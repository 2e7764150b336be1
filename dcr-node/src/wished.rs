//! Whose wish it is not to be held: which local persons are the person, and who is joined with them later.

use crate::error::NodeError;
use crate::store::{Mark, Work};
use dcr_core::consent::AccessRequest;
use dcr_core::contribution::{ContributionBody, Statement};
use dcr_core::identifier::{NhsNumber, PersonKey};
use dcr_core::identity::{Cluster, number_of, resolve, resolve_with};
use dcr_core::merge::StatementSet;
use dcr_core::record::Directive;
use std::collections::{BTreeMap, BTreeSet};

/// The person whose wish it is; nobody, where nothing that is stated of the wish stands.
#[derive(Default)]
pub(crate) struct Wished {
    /// The local persons who are the person.
    pub(crate) people: BTreeMap<i64, PersonKey>,
    pub(crate) numbers: BTreeSet<NhsNumber>,
    /// Local persons who state one of the numbers and are not joined.
    pub(crate) claimants: Vec<i64>,
    pub(crate) directives: Vec<Directive>,
}

/// Statements about the local persons who hang together with some, with the row of each person.
struct Together {
    rows: BTreeMap<PersonKey, i64>,
    statements: StatementSet,
}

impl Together {
    fn clusters(&self) -> Vec<Cluster> {
        resolve(self.statements.iter()).clusters
    }

    fn key_of(&self, row: i64) -> Option<PersonKey> {
        self.rows.iter().find(|(_, other)| **other == row).map(|(key, _)| key.clone())
    }
}

fn cluster_of<'c>(clusters: &'c [Cluster], person: &PersonKey) -> Option<&'c Cluster> {
    clusters.iter().find(|cluster| cluster.members.contains(person))
}

/// What a local person's source states of their NHS number.
#[derive(Default)]
struct Stated {
    numbers: BTreeSet<NhsNumber>,
    /// Whether identity has anything to compare beside it.
    compared: bool,
}

fn stated(statements: &StatementSet) -> BTreeMap<PersonKey, Stated> {
    let mut people: BTreeMap<PersonKey, Stated> = BTreeMap::new();
    for statement in statements.current() {
        let key = statement.contribution().person();
        let own = number_of(&key);
        let stated = people.entry(key).or_default();
        stated.numbers.extend(own);
        match &statement.contribution().parts().body {
            Some(ContributionBody::Demographics(demographics)) => {
                stated.compared = true;
                stated.numbers.extend(demographics.nhs_numbers.iter().map(|stated| stated.number.clone()));
            }
            Some(ContributionBody::Link(_)) => stated.compared = true,
            _ => {}
        }
    }
    people
}

pub(crate) fn current_directives(
    statements: &StatementSet,
    counts: impl Fn(&PersonKey, &Directive) -> bool,
) -> impl Iterator<Item = &Directive> {
    statements.current().filter_map(move |statement| match &statement.contribution().parts().body {
        Some(ContributionBody::Directive(directive)) if counts(&statement.contribution().person(), directive) => {
            Some(directive)
        }
        _ => None,
    })
}

impl Work<'_> {
    /// Who is the person of a wish, as far as anything tells, and what is stated about everyone whom it reaches.
    pub(crate) fn reached_statements(&mut self, wish: i64) -> Result<(BTreeSet<PersonKey>, StatementSet), NodeError> {
        let mut joined = BTreeSet::new();
        let mut statements = Vec::new();
        for (person, is_joined) in self.reached_by(wish)? {
            let first = statements.len();
            self.statements_about(person, &mut statements)?;
            if is_joined {
                joined.extend(statements.iter().skip(first).map(|statement| statement.contribution().person()));
            }
        }
        Ok((joined, statements.into_iter().collect()))
    }

    /// The person of a wish that has not erased yet; `None` when too many hang together to tell.
    pub(crate) fn wished(&mut self, wish: i64) -> Result<Option<Wished>, NodeError> {
        let Some(together) = self.together(wish)? else { return Ok(None) };
        let Some(own) = together.key_of(wish) else { return Ok(Some(Wished::default())) };
        let stated = stated(&together.statements);
        let compared = |key: &PersonKey| stated.get(key).is_some_and(|stated| stated.compared);
        let clusters = together.clusters();
        let number = number_of(&own).filter(|_| !compared(&own));
        let owns = |number: &NhsNumber| clusters.iter().find(|cluster| cluster.has_number(number));
        let cluster = number.as_ref().and_then(owns).or_else(|| cluster_of(&clusters, &own));
        let known = number.or_else(|| cluster.and_then(|cluster| cluster.nhs_number.clone()));
        // Likeness alone erases nobody, since that cannot be taken back: whoever is shown as the person by it is not shown.
        let model = self.match_model()?;
        let shown = resolve_with(together.statements.iter(), model.as_deref()).clusters;
        let of_own = cluster.and_then(|cluster| cluster.members.first()).unwrap_or(&own);
        let alike: BTreeSet<PersonKey> =
            cluster_of(&shown, of_own).into_iter().flat_map(|cluster| cluster.members.clone()).collect();
        let former = cluster.into_iter().flat_map(|cluster| cluster.former_numbers.clone());
        let known_by: BTreeSet<NhsNumber> = known.into_iter().chain(former).collect();
        let mut keys: BTreeSet<PersonKey> = cluster.into_iter().flat_map(|cluster| cluster.members.clone()).collect();
        // Known by the number alone, with nothing to compare: whatever is stated is about whoever has the number.
        let by_number =
            |key: &&PersonKey| number_of(key).is_some_and(|number| known_by.contains(&number)) && !compared(key);
        keys.extend(together.rows.keys().filter(by_number).cloned());
        keys.insert(own);
        let mut numbers: BTreeSet<NhsNumber> =
            keys.iter().filter_map(|key| stated.get(key)).flat_map(|stated| stated.numbers.iter().cloned()).collect();
        numbers.extend(known_by);
        let claims = |key: &PersonKey| stated.get(key).is_some_and(|stated| !stated.numbers.is_disjoint(&numbers));
        let claims = |key: &PersonKey| claims(key) || alike.contains(key);
        let claimants = together.rows.iter().filter(|(key, _)| !keys.contains(*key) && claims(key));
        let claimants = claimants.map(|(_, row)| *row).collect();
        let directives = current_directives(&together.statements, |person, _| keys.contains(person)).cloned().collect();
        let people =
            together.rows.into_iter().filter(|(key, _)| keys.contains(key)).map(|(key, row)| (row, key)).collect();
        Ok(Some(Wished { people, numbers, claimants, directives }))
    }

    /// Everyone who hangs together with a local person and is held; `None` when they are too many to tell.
    fn together(&mut self, person: i64) -> Result<Option<Together>, NodeError> {
        let people = match self.closure(vec![person]) {
            Ok(people) => people,
            Err(NodeError::Person(_)) => return Ok(None),
            Err(error) => return Err(error),
        };
        let mut rows = BTreeMap::new();
        let mut all: Vec<Statement> = Vec::new();
        for row in people {
            if row != person && self.mark_of(row)?.is_some() {
                continue;
            }
            let first = all.len();
            self.statements_about(row, &mut all)?;
            rows.extend(all.get(first).map(|statement| (statement.contribution().person(), row)));
        }
        Ok(Some(Together { rows, statements: all.into_iter().collect() }))
    }

    /// A source says that a local person is the person of a wish: by a link, or by a verified number, which replaces those
    /// that it stated before. Whether they are.
    ///
    /// Whoever is joined with them comes along, unless another number stands in the way, as identity would have it.
    pub(crate) fn joins(
        &mut self,
        wish: i64,
        person: i64,
        verified: Option<&NhsNumber>,
        by: &AccessRequest,
    ) -> Result<bool, NodeError> {
        if let Some(mark) = self.mark_of(person)?.filter(|mark| mark.joined) {
            if mark.wish != wish {
                self.join_wishes(mark.wish, wish)?;
            }
            return Ok(true);
        }
        let mut people = BTreeMap::new();
        let mut numbers = BTreeSet::new();
        if let Some(together) = self.together(person)?
            && let Some(own) = together.key_of(person)
        {
            let stated = stated(&together.statements);
            let clusters = together.clusters();
            let members = cluster_of(&clusters, &own).map(|cluster| cluster.members.clone()).unwrap_or_default();
            let counts = |member: &&PersonKey| verified.is_none() || **member != own;
            let of_members = members.iter().filter(counts).filter_map(|member| stated.get(member));
            numbers.extend(of_members.flat_map(|stated| stated.numbers.iter().cloned()));
            let mut foreign = false;
            for number in &numbers {
                foreign |= self.wish_of_number(number)? != Some(wish);
            }
            // The wish of someone without a number takes the number of whoever they are joined with.
            let fits = !foreign || verified.is_none() && numbers.len() == 1 && !self.reaches_numbers(wish)?;
            if verified.is_none() && !fits {
                return Ok(false);
            }
            if !fits {
                numbers.clear();
            }
            let come = members.into_iter().filter(|key| fits || *key == own);
            people.extend(come.filter_map(|key| Some((*together.rows.get(&key)?, key))));
        }
        numbers.extend(verified.cloned());
        self.mark(person, Mark { wish, joined: true })?;
        for number in &numbers {
            self.reach_number(wish, number)?;
        }
        if !people.is_empty() {
            self.erase_people(wish, &people, &numbers, by)?;
        }
        Ok(true)
    }

    /// Whoever has a number is not held by a wish: nor is what was held about those who state it shown any more.
    pub(crate) fn reach_number(&mut self, wish: i64, number: &NhsNumber) -> Result<(), NodeError> {
        if self.wish_of_number(number)?.is_some() {
            return Ok(());
        }
        self.mark_number(number, wish)?;
        for person in self.people_with(number)? {
            let mut statements = Vec::new();
            self.statements_about(person, &mut statements)?;
            let stated = stated(&statements.into_iter().collect());
            let claims = stated.values().any(|stated| stated.numbers.contains(number));
            if claims && self.mark_of(person)?.is_none() {
                self.mark(person, Mark { wish, joined: false })?;
            }
        }
        Ok(())
    }
}
