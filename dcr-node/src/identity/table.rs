//! The rows of a table against the persons whom a node holds. Each hit is a disclosure: the rules of who may settle identity
//! say whom the requester may know of, what is compared is what they may see, and every hit is accounted for.

use super::seeing::Reviewer;
use crate::error::{InputError, NodeError, RulesError, StoreError};
use crate::match_door::{Both, MatchTable, MatchTableError, Weighed, weighed};
use crate::node::Node;
use crate::person::Person;
use crate::store::Work;
use dcr_core::audit::AuditKind;
use dcr_core::consent::{AccessRequest, VisibleDemographics, look};
use dcr_core::identifier::{NhsNumber, PersonKey};
use dcr_core::identity::PersonId;
use dcr_core::identity::matching::{Fit, Guards, MatchModel, OneAgainst, Outcome, Particulars, fits};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Rows of one transaction: what they hit is accounted for together, and other writers wait no longer than that.
const ROWS_AT_ONCE: usize = 100;

/// A row and a person whom it fits, or that it fits nobody.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct RowMatch {
    /// The NHS number that is theirs beyond query, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nhs_number: Option<NhsNumber>,
    /// What follows: one person at most links with a row; `none` for a row that fits nobody.
    pub outcome: Outcome,
    /// The person, by a name that means nothing outside the record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// The number of the row, from 0.
    pub row: u32,
    /// The score in hundredths of a bit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<i32>,
}

/// What came of the rows of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TableMatches {
    /// Whether everyone whom the node holds was compared. If not, [`Node::settle_matches`] has work left.
    pub complete: bool,
    /// What the model in force is known by.
    pub model: String,
    /// In the order of the rows; of one row who links first, then from the highest score down.
    pub rows: Vec<RowMatch>,
}

/// How a row and a person compare, piece by piece. It repeats nothing that either states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExplainedRow {
    /// Why the two go to a person whatever their score.
    pub guards: Guards,
    /// What was taken off because a household shares it, in hundredths of a bit.
    pub household_cap: i32,
    /// What follows, of all whom the row fits.
    pub outcome: Outcome,
    /// The number of the row.
    pub row: u32,
    /// The score in hundredths of a bit.
    pub score: i32,
    /// What follows from the two alone, in words, a line for each piece of evidence.
    pub text: String,
    /// The evidence that says anything, the heaviest first.
    pub waterfall: Vec<Weighed>,
}

// Whoever prints one for a log must not find a person in it.
impl std::fmt::Debug for RowMatch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RowMatch").field("row", &self.row).field("outcome", &self.outcome).finish_non_exhaustive()
    }
}

/// Someone whom a row fits.
struct Hit {
    person: PersonId,
    number: Option<NhsNumber>,
    fit: Fit,
}

impl Node {
    /// Matches the rows of a table with the persons whom the node holds, by the model of matching in force.
    ///
    /// Who may ask, and of whom, is as in [`Node::identity_review`]: whoever is not the requester's to see looks like nobody,
    /// and nothing is compared but what the requester may see. Every row is accounted for before anything is released: once
    /// under each person whom it fits, and once where it fits nobody. Nothing of the table is kept.
    ///
    /// # Errors
    /// [`RulesError::NotPermitted`]; [`InputError::NoMatchModel`]; [`MatchTableError`] for a table without anything to compare; [`crate::StoreError`]:
    /// nothing is released.
    pub fn match_table(&self, request: &AccessRequest, table: &MatchTable) -> Result<TableMatches, NodeError> {
        let both = Both::new(table, None)?;
        let rows = both.table();
        let mut matches = TableMatches { complete: true, model: String::new(), rows: Vec::new() };
        // An empty table is asked about once as well: whether there is a model.
        for from in (0..table.rows().max(1)).step_by(ROWS_AT_ONCE) {
            let to = table.rows().min(from.saturating_add(ROWS_AT_ONCE));
            let part = self.write(|work| {
                let Some((reviewer, model)) = permitted(work, request)? else { return Ok(None) };
                let mut found = Vec::new();
                for row in from..to {
                    let hits = hits(work, &reviewer, &model, &rows.particulars(row))?;
                    told(row, hits, &mut found);
                }
                Ok(Some((found, work.all_matched()?, model.digest())))
            })?;
            let (found, complete, model) = part.ok_or(RulesError::NotPermitted)?;
            matches.rows.extend(found);
            matches.complete &= complete;
            matches.model = model;
        }
        Ok(matches)
    }

    /// How a row of a table and a person whom it fits compare; `None` where it fits nobody of that name whom the requester
    /// may see. Accounted for as the row is in [`Node::match_table`].
    ///
    /// # Errors
    /// As [`Node::match_table`]; [`MatchTableError::RowUnknown`].
    pub fn explain_match(
        &self,
        request: &AccessRequest,
        table: &MatchTable,
        row: u32,
        person: &PersonId,
    ) -> Result<Option<ExplainedRow>, NodeError> {
        let both = Both::new(table, None)?;
        let place = usize::try_from(row).ok().filter(|place| *place < table.rows());
        let stated = both.table().particulars(place.ok_or(MatchTableError::RowUnknown { row })?);
        let hits = self.write(|work| {
            let Some((reviewer, model)) = permitted(work, request)? else { return Ok(None) };
            hits(work, &reviewer, &model, &stated).map(Some)
        })?;
        let found = hits.ok_or(RulesError::NotPermitted)?.into_iter().find(|hit| hit.person == *person);
        Ok(found.map(|Hit { fit: Fit { outcome, comparison, .. }, .. }| ExplainedRow {
            guards: comparison.guards,
            household_cap: comparison.household_cap,
            outcome,
            row,
            score: comparison.score,
            text: comparison.text(),
            waterfall: weighed(&comparison),
        }))
    }
}

/// Who asks, and the model in force; `None`, and accounted for, where they may not ask at all.
fn permitted(work: &mut Work<'_>, request: &AccessRequest) -> Result<Option<(Reviewer, Arc<MatchModel>)>, NodeError> {
    let reviewer = Reviewer::new(work, request)?;
    if !reviewer.is_permitted() {
        reviewer.account(work, AuditKind::Search, None, (false, None))?;
        return Ok(None);
    }
    let model = work.match_model()?.ok_or(InputError::NoMatchModel)?;
    Ok(Some((reviewer, model)))
}

fn told(row: usize, hits: Vec<Hit>, into: &mut Vec<RowMatch>) {
    let row = u32::try_from(row).unwrap_or(u32::MAX);
    if hits.is_empty() {
        into.push(RowMatch { row, outcome: Outcome::None, person: None, nhs_number: None, score: None });
    }
    into.extend(hits.into_iter().map(|hit| RowMatch {
        row,
        outcome: hit.fit.outcome,
        person: Some(hit.person),
        nhs_number: hit.number,
        score: Some(hit.fit.comparison.score),
    }));
}

/// Whom a row fits, of those whom the requester may see; accounted for.
fn hits(
    work: &mut Work<'_>,
    reviewer: &Reviewer,
    model: &Arc<MatchModel>,
    stated: &Particulars,
) -> Result<Vec<Hit>, NodeError> {
    let mut seen: BTreeMap<PersonId, (Option<NhsNumber>, Vec<Particulars>)> = BTreeMap::new();
    let mut refused: Vec<PersonId> = Vec::new();
    let alike = alike(work, model, stated)?;
    if alike.is_empty() {
        // The time that nobody takes must not tell them from somebody who is not to be seen.
        let nobody = work.keys.look_up("match-row", &[]);
        work.work_of_somebody(nobody);
    }
    for key in alike {
        if seen.contains_key(&PersonId::of(&key)) {
            continue;
        }
        match reviewer.sees(work, &key) {
            Ok(Some(person)) => {
                let (id, number) = (person.cluster.id, person.cluster.nhs_number.clone());
                if let std::collections::btree_map::Entry::Vacant(entry) = seen.entry(id) {
                    entry.insert((number, visible_members(work, reviewer, person)?));
                }
            }
            Ok(None) => refused.push(PersonId::of(&key)),
            // Whoever cannot be put together is shown to nobody, and must not stand in anybody's way.
            Err(NodeError::Person(_) | NodeError::Store(StoreError::Corrupt { .. })) => {}
            Err(error) => return Err(error),
        }
    }
    let (persons, members): (Vec<_>, Vec<_>) =
        seen.into_iter().map(|(id, (number, members))| ((id, number), members)).unzip();
    let hits: Vec<Hit> = fits(stated, &members, model)
        .into_iter()
        .filter_map(|fit| {
            let (person, number) = persons.get(fit.person).cloned()?;
            Some(Hit { person, number, fit })
        })
        .collect();
    for hit in &hits {
        reviewer.account(work, AuditKind::Search, Some((hit.person, hit.number.as_ref())), (true, None))?;
    }
    for person in &refused {
        reviewer.account(work, AuditKind::Search, Some((*person, None)), (false, None))?;
    }
    if hits.is_empty() && refused.is_empty() {
        reviewer.account(work, AuditKind::Search, None, (false, None))?;
    }
    Ok(hits)
}

/// The local persons who are alike a row, whoever may see them.
fn alike(work: &mut Work<'_>, model: &MatchModel, stated: &Particulars) -> Result<Vec<PersonKey>, NodeError> {
    let mut one = OneAgainst::new(stated, model);
    let mut found = Vec::new();
    for candidate in work.in_blocks(&one.block_keys(), model)? {
        let columns = match work.match_columns(candidate) {
            Ok(Some(columns)) => columns,
            Ok(None) | Err(NodeError::Store(StoreError::Corrupt { .. })) => continue,
            Err(error) => return Err(error),
        };
        if one.outcome(&columns.particulars()) == Outcome::None {
            continue;
        }
        let mut statements = Vec::new();
        work.identity_statements(candidate, &mut statements)?;
        found.extend(statements.first().map(|statement| statement.contribution().person()));
    }
    Ok(found)
}

/// What the requester may see of who each local person of a person is.
fn visible_members(work: &mut Work<'_>, reviewer: &Reviewer, person: Person) -> Result<Vec<Particulars>, NodeError> {
    let Person { cluster, record } = person;
    let seen = look(&reviewer.rules.plan, &reviewer.request, record, &[]);
    let visible: Vec<VisibleDemographics> = seen.visible.map(|visible| visible.demographics).unwrap_or_default();
    let mut members = Vec::new();
    for key in &cluster.members {
        let Some(row) = work.known_person(key)? else { continue };
        let mut own = Vec::new();
        work.identity_statements(row, &mut own)?;
        let states = |stated: &&VisibleDemographics| {
            let from = &stated.provenance;
            own.iter().map(|statement| statement.contribution()).any(|contribution| {
                let key_of = contribution.key();
                contribution.person() == *key
                    && (&key_of.organisation, &key_of.system, &key_of.item)
                        == (&from.organisation, &from.system, &from.item)
            })
        };
        let stated: Vec<_> = visible.iter().filter(states).map(|stated| &stated.demographics).collect();
        if !stated.is_empty() {
            members.push(Particulars::of_demographics(stated));
        }
    }
    Ok(members)
}
