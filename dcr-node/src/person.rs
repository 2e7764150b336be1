//! From an NHS number or a local person to the combined record, decided afresh every time.

use crate::error::NodeError;
use crate::key::LookUp;
use crate::store::{Work, is_wish};
use dcr_core::contribution::Statement;
use dcr_core::identifier::{NhsNumber, PersonKey};
use dcr_core::identity::{Cluster, PersonId, Resolution, number_of, resolve_with};
use dcr_core::merge::{
    AsAt, CombinedRecord, PastRecord, StatementSet, combine, combine_as_at, directives_by_number, marks_by_number,
};
use std::collections::BTreeSet;

/// A person as they were, and as they are.
pub(crate) struct PastPerson {
    pub(crate) cluster: Cluster,
    pub(crate) record: PastRecord,
}

/// Who was found, and what is stated of everyone who hangs together with them.
struct Gathered {
    cluster: Cluster,
    people: BTreeSet<i64>,
    statements: Vec<Statement>,
}

/// A person and all there is about them.
pub(crate) struct Person {
    pub(crate) cluster: Cluster,
    pub(crate) record: CombinedRecord,
}

impl Work<'_> {
    /// The person to whom an NHS number belongs beyond query.
    pub(crate) fn person_of_number(&mut self, number: &NhsNumber) -> Result<Option<Person>, NodeError> {
        if let Some(wish) = self.wish_of_number(number)? {
            return self.not_held(wish, Some(number.clone()));
        }
        let people = self.people_with(number)?;
        if people.is_empty() {
            self.work_of_somebody(self.number_hash(number));
        }
        self.combined(people, |resolution| resolution.by_nhs_number(number).cloned())
    }

    /// The person who a local person is.
    pub(crate) fn person_of(&mut self, person: &PersonKey) -> Result<Option<Person>, NodeError> {
        let Some(row) = self.row_of(person)? else { return Ok(None) };
        if let Some(mark) = self.mark_of(row)? {
            return self.not_held(mark.wish, None);
        }
        let people = vec![row];
        self.combined(people, |resolution| resolution.by_person(person).cloned())
    }

    /// The row of a local person to be looked at; for one who is not known, the work of somebody who is.
    fn row_of(&mut self, person: &PersonKey) -> Result<Option<i64>, NodeError> {
        let row = self.known_person(person)?;
        if row.is_none() {
            self.work_of_somebody(self.person_hash(person));
        }
        Ok(row)
    }

    /// Combines the record of somebody else and drops it: an answer about nobody takes the work that one about somebody
    /// takes, so that the time of a refusal does not tell which of the two it was.
    pub(crate) fn work_of_somebody(&mut self, asked: LookUp) {
        // What goes wrong with their record is no answer about the one who was asked for.
        if let Ok(Some(somebody)) = self.somebody(asked) {
            let _ = self.combined(vec![somebody], |resolution| resolution.clusters.first().cloned());
        }
    }

    /// The same for whoever settles identity. What protects the person whose number a local person only states, or whose it
    /// may be, counts for that local person too: they may be one.
    pub(crate) fn person_or_claimant(&mut self, person: &PersonKey) -> Result<Option<Person>, NodeError> {
        let Some(row) = self.row_of(person)? else { return Ok(None) };
        if self.mark_of(row)?.is_some() {
            return Ok(None);
        }
        let pick = |resolution: &Resolution| resolution.by_person(person).cloned();
        let Some(mut found) = self.combined(vec![row], pick)? else { return Ok(None) };
        if found.cluster.nhs_number.is_none() {
            let stated = found.record.demographics.iter().flat_map(|stated| &stated.demographics.nhs_numbers);
            let stated: BTreeSet<NhsNumber> = stated.map(|stated| stated.number.clone()).collect();
            let mut statements = Vec::new();
            for row in self.held_closure(vec![row])? {
                self.statements_about(row, &mut statements)?;
            }
            let statements: StatementSet = statements.into_iter().collect();
            for number in stated {
                let claimed = Cluster { nhs_number: Some(number), ..found.cluster.clone() };
                claimed_by_others(&claimed, &statements, &mut found.record);
            }
        }
        Ok(Some(found))
    }

    /// What is stated of those who may be one of these though nothing joins them by itself: whoever fits two who cannot be one
    /// is joined with neither.
    fn possibly_one_of(&mut self, people: &BTreeSet<i64>) -> Result<Vec<Statement>, NodeError> {
        let mut others = BTreeSet::new();
        for person in people {
            others.extend(self.possibly(*person)?);
        }
        let mut statements = Vec::new();
        for other in others.difference(people) {
            if self.mark_of(*other)?.is_none() {
                self.identity_statements(*other, &mut statements)?;
            }
        }
        Ok(statements)
    }

    /// Everyone who hangs together with these and is held.
    pub(crate) fn held_closure(&mut self, people: Vec<i64>) -> Result<BTreeSet<i64>, NodeError> {
        let mut people = self.closure(people)?;
        if self.any_not_held()? {
            // Whoever is not held is nobody's evidence either.
            for person in people.clone() {
                if self.mark_of(person)?.is_some() {
                    people.remove(&person);
                }
            }
        }
        Ok(people)
    }

    /// The person to whom an NHS number belongs beyond query, as they were.
    pub(crate) fn past_of_number(&mut self, number: &NhsNumber, as_at: &AsAt) -> Result<Option<PastPerson>, NodeError> {
        if self.wish_of_number(number)?.is_some() {
            // Nothing is held of them, whatever the moment.
            let person = self.person_of_number(number)?;
            return Ok(person.map(|Person { cluster, record }| PastPerson {
                cluster,
                record: PastRecord { then: CombinedRecord::empty(record.person), now: record },
            }));
        }
        let people = self.people_with(number)?;
        if people.is_empty() {
            self.work_of_somebody(self.number_hash(number));
        }
        let gathered = self.gathered(people, |resolution| resolution.by_nhs_number(number).cloned())?;
        let Some(Gathered { cluster, people, statements }) = gathered else { return Ok(None) };
        let mut versions = Vec::with_capacity(statements.len());
        for person in &people {
            self.versions_about(*person, &mut versions)?;
        }
        let mut record = combine_as_at(&cluster, versions, as_at);
        if people.len() > cluster.members.len() {
            claimed_by_others(&cluster, &statements.into_iter().collect(), &mut record.now);
        }
        Ok(Some(PastPerson { cluster, record }))
    }

    fn combined(
        &mut self,
        people: Vec<i64>,
        pick: impl FnOnce(&Resolution) -> Option<Cluster>,
    ) -> Result<Option<Person>, NodeError> {
        let Some(Gathered { cluster, people, statements }) = self.gathered(people, pick)? else { return Ok(None) };
        let statements: StatementSet = statements.into_iter().collect();
        let others = (people.len() > cluster.members.len()).then(|| statements.clone());
        let mut record = combine(&cluster, statements);
        if let Some(statements) = others {
            claimed_by_others(&cluster, &statements, &mut record);
        }
        Ok(Some(Person { cluster, record }))
    }

    fn gathered(
        &mut self,
        people: Vec<i64>,
        pick: impl FnOnce(&Resolution) -> Option<Cluster>,
    ) -> Result<Option<Gathered>, NodeError> {
        if people.is_empty() {
            return Ok(None);
        }
        let mut statements = Vec::new();
        let people = self.held_closure(people)?;
        for person in &people {
            self.statements_about(*person, &mut statements)?;
        }
        let model = self.match_model()?;
        let beside = if model.is_some() { self.possibly_one_of(&people)? } else { Vec::new() };
        let resolution = resolve_with(statements.iter().chain(&beside), model.as_deref());
        Ok(pick(&resolution).map(|cluster| Gathered { cluster, people, statements }))
    }

    /// A person who is not held: their directives, and the wish among them.
    fn not_held(&mut self, wish: i64, number: Option<NhsNumber>) -> Result<Option<Person>, NodeError> {
        let (members, statements) = self.reached_statements(wish)?;
        let Some(first) = members.first() else { return Ok(None) };
        let cluster = Cluster {
            id: PersonId::of(first),
            nhs_number: number.or_else(|| members.iter().find_map(number_of)),
            members: members.into_iter().collect(),
            former_numbers: Vec::new(),
            evidence: Vec::new(),
        };
        let mut record = combine(&cluster, statements.clone());
        directives_by_number(&cluster, &statements, &mut record);
        for stated in &mut record.directives {
            // It is in effect here: a request with an earlier clock does not see someone of whom nothing is recorded.
            if is_wish(&stated.directive) {
                stated.directive.starts = None;
            }
        }
        Ok(Some(Person { cluster, record }))
    }
}

/// Adds what protects whoever has the cluster's number, stated of people who are not joined with it.
fn claimed_by_others(cluster: &Cluster, statements: &StatementSet, record: &mut CombinedRecord) {
    directives_by_number(cluster, statements, record);
    marks_by_number(cluster, statements, record);
}
