//! What of a unit is not held, because the person will not be: nothing of it is written but directives, which say
//! whether the wish still stands, and a count.

use crate::error::NodeError;
use crate::key::LookUp;
use crate::numbers::numbers_in;
use crate::store::{Mark, Taken, Work, without_attached};
use dcr_core::consent::AccessRequest;
use dcr_core::contribution::{Contribution, ContributionBody, ContributionStatus, LinkRelation};
use dcr_core::identifier::{NhsNumber, PersonKey};
use dcr_core::identity::number_of;
use dcr_core::record::VerificationStatus;
use dcr_core::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// A unit as it is to be kept.
pub(crate) struct Arrival<'a> {
    pub(crate) contributions: &'a [Contribution],
    /// What the unit's message is known by.
    pub(crate) hash: LookUp,
    /// The source's row.
    pub(crate) source: i64,
    pub(crate) received: Timestamp,
    /// The source, where what it sends erases.
    pub(crate) by: &'a AccessRequest,
}

/// What of a unit is not held.
#[derive(Debug, Default)]
pub(crate) struct Gate {
    /// How many of its directives were new.
    pub(crate) taken: u64,
    /// For each contribution whether it is not to be kept; `None` when all are.
    pub(crate) closed: Option<Vec<bool>>,
}

/// Local persons of a unit who are not held, with the wish.
type Reached = BTreeMap<PersonKey, i64>;

/// A number that proves who a local person is.
struct Proven {
    person: PersonKey,
    row: i64,
    wish: i64,
    number: NhsNumber,
}

impl Work<'_> {
    /// Which contributions of a unit are not to be kept.
    ///
    /// Directives of those who are not held are taken here, and what a source says of who they are has its effect here.
    pub(crate) fn gate(&mut self, arrival: &Arrival<'_>) -> Result<Gate, NodeError> {
        if !self.any_not_held()? {
            return Ok(Gate::default());
        }
        let numbers = stated_numbers(arrival.contributions);
        let (mut reached, proven) = self.reached(&numbers)?;
        let taken = self.take_directives(arrival, &reached)?;
        let proven_keys = proven.iter().map(|proven| proven.person.clone()).collect();
        for wish in reached.values().copied().collect::<BTreeSet<_>>() {
            self.ask_standing(wish, arrival.received, &proven_keys)?;
        }
        for key in reached.keys().cloned().collect::<Vec<_>>() {
            if self.mark_of_key(&key)?.is_none() {
                reached.remove(&key);
            }
        }
        for proven in proven.iter().filter(|proven| reached.contains_key(&proven.person)) {
            self.joins(proven.wish, proven.row, Some(&proven.number), arrival.by)?;
        }
        self.reach_own_numbers(&reached, &numbers)?;
        self.follow_links(arrival)?;
        let mut closed = Vec::with_capacity(arrival.contributions.len());
        for contribution in arrival.contributions {
            let mut is_closed = self.mark_of_key(&contribution.person())?.is_some();
            if let Some(ContributionBody::Link(link)) = &contribution.parts().body {
                for named in link.of.iter().chain([&link.other]) {
                    is_closed |= self.mark_of_key(named)?.is_some();
                }
            }
            closed.push(is_closed);
        }
        Ok(Gate { taken, closed: closed.contains(&true).then_some(closed) })
    }

    /// Whether bytes that cannot be used name only numbers of people who are not held.
    pub(crate) fn names_only_not_held(&mut self, bytes: &[u8]) -> Result<bool, NodeError> {
        if !self.any_not_held()? {
            return Ok(false);
        }
        let numbers = numbers_in(bytes);
        for number in &numbers {
            if self.wish_of_number(number)?.is_none() {
                return Ok(false);
            }
        }
        Ok(!numbers.is_empty())
    }

    fn mark_of_key(&mut self, person: &PersonKey) -> Result<Option<Mark>, NodeError> {
        match self.known_person(person)? {
            Some(row) => self.mark_of(row),
            None => Ok(None),
        }
    }

    /// Who of a unit's local persons is not held. Who states a number of a wish for the first time is not from now on; who
    /// only stated one before, and now states others alone, is held again.
    fn reached(&mut self, numbers: &Numbers) -> Result<(Reached, Vec<Proven>), NodeError> {
        let mut reached = Reached::new();
        let mut proven = Vec::new();
        for (key, numbers) in numbers {
            let row = self.known_person(key)?;
            let mark = match row {
                Some(row) => self.mark_of(row)?,
                None => None,
            };
            if let Some(mark) = mark.filter(|mark| mark.joined) {
                reached.insert(key.clone(), mark.wish);
                continue;
            }
            let mut named = None;
            for (number, verified) in numbers {
                if let Some(wish) = self.wish_of_number(number)? {
                    named = named.max(Some((*verified, number, wish)));
                }
            }
            match (mark, named) {
                (_, Some((verified, number, wish))) => {
                    let row = self.person(key)?.id;
                    self.mark(row, Mark { wish, joined: false })?;
                    reached.insert(key.clone(), wish);
                    if verified {
                        proven.push(Proven { person: key.clone(), row, wish, number: number.clone() });
                    }
                }
                (Some(mark), None) if numbers.is_empty() => {
                    reached.insert(key.clone(), mark.wish);
                }
                (Some(_), None) => self.unmark(row.unwrap_or_default())?,
                (None, None) => {}
            }
        }
        Ok((reached, proven))
    }

    /// How many were new.
    fn take_directives(&mut self, arrival: &Arrival<'_>, reached: &Reached) -> Result<u64, NodeError> {
        let mut new = 0;
        for contribution in arrival.contributions {
            let person = contribution.person();
            if !reached.contains_key(&person) {
                continue;
            }
            let keeps = match &contribution.parts().body {
                Some(ContributionBody::Directive(_)) => true,
                // What is held of someone who is not are directives: one of them is withdrawn.
                None => self.is_key_held(contribution.key())?,
                Some(_) => false,
            };
            if keeps {
                let row = self.person(&person)?;
                let (message, _) =
                    self.put_message(arrival.hash, arrival.source, arrival.received, Some(&row), None)?;
                let kept = without_attached(contribution)?;
                let taken = self.take(&kept, Some(contribution.content_hash()?), arrival.received, message)?;
                new += u64::from(taken != Taken::Held);
            }
        }
        // What a directive was read from says whether it still is there, and nothing else of it is held.
        for contribution in arrival.contributions {
            if reached.contains_key(&contribution.person()) {
                self.withdraw_derived(contribution)?;
            }
        }
        Ok(new)
    }

    /// Of someone whose wish was stated about themself, and not about a number, the number is learned now.
    fn reach_own_numbers(&mut self, reached: &Reached, numbers: &Numbers) -> Result<(), NodeError> {
        for (key, wish) in reached {
            let own = number_of(key);
            let learned = numbers.get(key).into_iter().flatten().map(|(number, _)| number);
            let learned: Vec<&NhsNumber> = learned.filter(|number| own.as_ref() != Some(*number)).collect();
            if !learned.is_empty() && self.states_own_wish(key)? {
                for number in learned {
                    self.reach_number(*wish, number)?;
                }
            }
        }
        Ok(())
    }

    fn states_own_wish(&mut self, person: &PersonKey) -> Result<bool, NodeError> {
        let Some(row) = self.known_person(person)? else { return Ok(false) };
        Ok(self.mark_of(row)?.is_some_and(|mark| mark.joined) && self.is_wish(row)?)
    }

    /// Whoever is said to be one with somebody who is not held is not held either.
    fn follow_links(&mut self, arrival: &Arrival<'_>) -> Result<(), NodeError> {
        let mut links: Vec<(PersonKey, &PersonKey)> = Vec::new();
        for contribution in arrival.contributions {
            if let (ContributionStatus::Current, Some(ContributionBody::Link(link))) =
                (contribution.parts().status, &contribution.parts().body)
                && link.relation != LinkRelation::Different
            {
                let one = link.of.clone().unwrap_or_else(|| contribution.person());
                links.push((one, &link.other));
            }
        }
        // Each round joins someone or is the last.
        let mut more = !links.is_empty();
        while more {
            more = false;
            for (one, other) in &links {
                let joined = |mark: Option<Mark>| mark.filter(|mark| mark.joined).map(|mark| mark.wish);
                let marks = (joined(self.mark_of_key(one)?), joined(self.mark_of_key(other)?));
                let (wish, joining) = match marks {
                    (Some(a), Some(b)) if a == b => continue,
                    (Some(wish), _) => (wish, *other),
                    (None, Some(wish)) => (wish, one),
                    (None, None) => continue,
                };
                let row = self.person(joining)?.id;
                more |= self.joins(wish, row, None, arrival.by)?;
            }
        }
        Ok(())
    }
}

/// The numbers that a unit states of each local person, and whether any statement calls the number verified.
type Numbers = BTreeMap<PersonKey, BTreeMap<NhsNumber, bool>>;

fn stated_numbers(contributions: &[Contribution]) -> Numbers {
    let mut people = Numbers::new();
    for contribution in contributions {
        let key = contribution.person();
        let own = number_of(&key);
        let numbers = people.entry(key).or_default();
        // An identifier that is the number is the number's person by definition.
        numbers.extend(own.map(|number| (number, true)));
        if let Some(ContributionBody::Demographics(demographics)) = &contribution.parts().body {
            for stated in &demographics.nhs_numbers {
                let verified = stated.verification == Some(VerificationStatus::Verified);
                *numbers.entry(stated.number.clone()).or_default() |= verified;
            }
        }
    }
    people
}
