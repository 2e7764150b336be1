//! People who will not be held: what their wish erases, when, and when it ends (`docs/erasure.md`).

use crate::account::{Account, plain_outcome, subject_of_number, subject_of_person};
use crate::error::NodeError;
use crate::node::Node;
use crate::store::{ErasedRows, Mark, Work};
use crate::wished::current_directives;
use dcr_core::audit::{AuditKind, AuditText};
use dcr_core::consent::{AccessRequest, Holding, holding, holding_until};
use dcr_core::identifier::{NhsNumber, OdsCode, PersonKey};
use dcr_core::identity::{PersonId, number_of};
use dcr_core::record::{Directive, DirectiveEffect};
use dcr_core::time::Timestamp;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// How long to wait before a wish is asked again whose person cannot be told: too many local persons hang together.
const ASK_AGAIN: i64 = 60 * 60 * 1000;

/// What was erased about people who will not be held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Erased {
    /// Of how many local persons: one person at several sources counts several times.
    pub local_persons: u64,
    /// How many contributions, all versions counted.
    pub contributions: u64,
    /// How many original messages.
    pub messages: u64,
    /// How many units in quarantine.
    pub quarantined: u64,
    /// Whether earlier states are gone from the journal as well. Where another process reads at the time, that is done
    /// with the next write, or when the node is opened next.
    pub complete: bool,
}

impl Erased {
    /// What was erased as JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Numbers and a truth value, which always print.
        serde_json::to_string(self).unwrap_or_default()
    }

    fn add(&mut self, rows: &ErasedRows) {
        self.local_persons += u64::from(rows.contributions > 0);
        self.contributions += rows.contributions;
        self.messages += rows.messages;
    }
}

impl Node {
    /// Erases what is held about everyone whose wish not to be held has come into effect by an instant, and holds again
    /// whoever's wish has ended.
    ///
    /// The node does this by itself, by its computer's clock, when it is opened and after whatever it writes; a host that
    /// writes seldom calls it.
    ///
    /// # Errors
    /// [`crate::StoreError`] when the store cannot be written: nothing was erased.
    pub fn erase_due(&self, at: Timestamp) -> Result<Erased, NodeError> {
        let erased = self.write(|work| work.ask_due_wishes(at))?;
        self.completed(erased)
    }

    /// The same, and whether the journal is empty of it.
    pub(crate) fn completed(&self, erased: Erased) -> Result<Erased, NodeError> {
        Ok(Erased { complete: self.is_swept()?, ..erased })
    }
}

impl Work<'_> {
    /// Asks every wish that is due by an instant; what was erased.
    pub(crate) fn ask_due_wishes(&mut self, at: Timestamp) -> Result<Erased, NodeError> {
        let before = self.erased;
        let by = self.node_itself(at)?;
        for wish in self.due_wishes(at)? {
            self.ask(wish, &by)?;
        }
        Ok(self.erased.since(&before))
    }

    /// The node, where it acts of its own accord.
    fn node_itself(&self, at: Timestamp) -> Result<AccessRequest, NodeError> {
        Ok(AccessRequest::new(crate::directive::SYSTEM, self.organisation()?.as_str(), "", "", at))
    }

    /// Settles what the directives that changed in this transaction ask for.
    pub(crate) fn settle_wishes(&mut self, by: &AccessRequest) -> Result<(), NodeError> {
        let changed = std::mem::take(&mut self.changed);
        if changed.is_empty() {
            return Ok(());
        }
        let by = if can_be_named(by) { by.clone() } else { self.node_itself(by.at)? };
        let mut wishes = BTreeSet::new();
        for person in changed {
            self.join_by_own_number(person)?;
            if let Some(mark) = self.mark_of(person)? {
                wishes.insert(mark.wish);
                if self.is_wish(person)? {
                    wishes.insert(person);
                }
                continue;
            }
            match self.closure(vec![person]) {
                Ok(people) => {
                    for person in people {
                        if self.is_wish(person)? {
                            wishes.insert(person);
                        }
                    }
                }
                // They are shown to nobody, so that it can wait until their sources are put right.
                Err(NodeError::Person(_)) => self.look_again(person, later(by.at))?,
                Err(error) => return Err(error),
            }
        }
        for wish in wishes {
            self.ask(wish, &by)?;
        }
        Ok(())
    }

    /// What is stated under an NHS number alone is about whoever has the number.
    fn join_by_own_number(&mut self, person: i64) -> Result<(), NodeError> {
        if !self.any_not_held()? || self.mark_of(person)?.is_some() {
            return Ok(());
        }
        let mut statements = Vec::new();
        self.statements_about(person, &mut statements)?;
        let number = statements.first().and_then(|first| number_of(&first.contribution().person()));
        if let Some(number) = number
            && let Some(wish) = self.wish_of_number(&number)?
        {
            self.mark(person, Mark { wish, joined: true })?;
        }
        Ok(())
    }

    /// Asks what one wish asks for now, and does it.
    fn ask(&mut self, wish: i64, by: &AccessRequest) -> Result<(), NodeError> {
        if let Some(mark) = self.mark_of(wish)? {
            self.ask_standing(mark.wish, by.at, &BTreeSet::new())?;
            if mark.joined {
                return Ok(());
            }
        }
        let Some(wished) = self.wished(wish)? else { return self.look_again(wish, later(by.at)) };
        let directives: Vec<&Directive> = wished.directives.iter().collect();
        let until = holding_until(&directives, by.at);
        if holding(&directives, by.at) == Holding::NotHeld {
            self.mark(wish, Mark { wish, joined: true })?;
            for claimant in &wished.claimants {
                if self.mark_of(*claimant)?.is_none() {
                    self.mark(*claimant, Mark { wish, joined: false })?;
                }
            }
            for number in &wished.numbers {
                self.mark_number(number, wish)?;
            }
            self.erase_people(wish, &wished.people, &wished.numbers, by)?;
        }
        self.look_again(wish, until)
    }

    /// A wish that erased stands for as long as any dissent to be held does, by whatever authority; `proven` are the person
    /// too.
    pub(crate) fn ask_standing(
        &mut self,
        wish: i64,
        at: Timestamp,
        proven: &BTreeSet<PersonKey>,
    ) -> Result<(), NodeError> {
        let (joined, statements) = self.reached_statements(wish)?;
        // Of those who only claim the number a consent opens nothing.
        let counts = |person: &PersonKey, directive: &Directive| {
            joined.contains(person) || proven.contains(person) || directive.effect == DirectiveEffect::Dissent
        };
        let directives: Vec<&Directive> = current_directives(&statements, counts).collect();
        let until = holding_until(&directives, at);
        for (person, _) in self.reached_by(wish)? {
            self.look_again(person, until)?;
        }
        if holding(&directives, at) == Holding::Held {
            self.lift(wish)?;
        }
        Ok(())
    }

    /// Erases what is held about local persons who are the person of a wish, and accounts for it.
    pub(crate) fn erase_people(
        &mut self,
        wish: i64,
        people: &BTreeMap<i64, PersonKey>,
        numbers: &BTreeSet<NhsNumber>,
        by: &AccessRequest,
    ) -> Result<(), NodeError> {
        let mut erased = Erased::default();
        let mut local = BTreeSet::new();
        for person in people.keys() {
            self.mark(*person, Mark { wish, joined: true })?;
            self.erase_decisions_about(*person)?;
            let rows = self.erase_person(*person)?;
            erased.add(&rows);
            local.extend(rows.local);
        }
        erased.quarantined = self.erase_quarantined(wish, &local)?;
        self.erased.include(&erased);
        // The account of who looked is kept, and is found by the number from now on: the names of the person's sources
        // are no longer known.
        let mut own = BTreeSet::new();
        for number in numbers {
            if self.wish_of_number(number)? == Some(wish) {
                let subject = subject_of_number(self, number);
                for key in people.values() {
                    self.audit_is_about(subject_of_person(self, PersonId::of(key)), subject)?;
                }
                own.insert(number);
            }
        }
        if erased.is_nothing() {
            return Ok(());
        }
        let rules = self.rules()?;
        let mut outcome = plain_outcome(true, rules.plan.policy().digest());
        outcome.erased = Some(erased.contributions);
        let account = Account {
            kind: AuditKind::Erasure,
            node: &rules.organisation,
            request: by,
            person: people.values().min().map(PersonId::of),
            number: own.first().copied(),
            outcome,
        };
        account.write(self)?;
        Ok(())
    }
}

impl Erased {
    fn is_nothing(&self) -> bool {
        (self.contributions, self.messages, self.quarantined) == (0, 0, 0)
    }

    fn include(&mut self, other: &Self) {
        self.local_persons += other.local_persons;
        self.contributions += other.contributions;
        self.messages += other.messages;
        self.quarantined += other.quarantined;
    }

    fn since(&self, before: &Self) -> Self {
        Self {
            local_persons: self.local_persons - before.local_persons,
            contributions: self.contributions - before.contributions,
            messages: self.messages - before.messages,
            quarantined: self.quarantined - before.quarantined,
            complete: false,
        }
    }
}

/// Whether an account can name someone as who did it.
fn can_be_named(by: &AccessRequest) -> bool {
    AuditText::cut(&by.user.id).is_some() && OdsCode::parse(&by.organisation).is_ok()
}

fn later(at: Timestamp) -> Option<Timestamp> {
    Timestamp::from_millis(at.millis().saturating_add(ASK_AGAIN)).ok()
}
