//! From an NHS number or a local person to the combined record, decided afresh every time.

use crate::error::NodeError;
use crate::store::Work;
use dcr_core::identifier::{NhsNumber, PersonKey};
use dcr_core::identity::{Cluster, Resolution, resolve};
use dcr_core::merge::{CombinedRecord, StatementSet, combine, directives_by_number};

/// A person and all there is about them.
pub(crate) struct Person {
    pub(crate) cluster: Cluster,
    pub(crate) record: CombinedRecord,
}

impl Work<'_> {
    /// The person to whom an NHS number belongs beyond query.
    pub(crate) fn person_of_number(&mut self, number: &NhsNumber) -> Result<Option<Person>, NodeError> {
        let people = self.people_with(number)?;
        self.combined(people, |resolution| resolution.by_nhs_number(number).cloned())
    }

    /// The person who a local person is.
    pub(crate) fn person_of(&mut self, person: &PersonKey) -> Result<Option<Person>, NodeError> {
        let people = self.known_person(person)?.into_iter().collect();
        self.combined(people, |resolution| resolution.by_person(person).cloned())
    }

    fn combined(
        &mut self,
        people: Vec<i64>,
        pick: impl FnOnce(&Resolution) -> Option<Cluster>,
    ) -> Result<Option<Person>, NodeError> {
        if people.is_empty() {
            return Ok(None);
        }
        let mut statements = Vec::new();
        let people = self.closure(people)?;
        for person in &people {
            self.statements_about(*person, &mut statements)?;
        }
        let Some(cluster) = pick(&resolve(&statements)) else { return Ok(None) };
        let statements: StatementSet = statements.into_iter().collect();
        let others = (people.len() > cluster.members.len()).then(|| statements.clone());
        let mut record = combine(&cluster, statements);
        if let Some(statements) = others {
            directives_by_number(&cluster, &statements, &mut record);
        }
        Ok(Some(Person { cluster, record }))
    }
}
