//! The queue of what a person has to settle.

use super::seeing::Reviewer;
use crate::error::{NodeError, RulesError, StoreError};
use crate::node::Node;
use crate::store::Work;
use dcr_core::audit::AuditKind;
use dcr_core::consent::AccessRequest;
use dcr_core::identifier::{NhsNumber, PersonKey};
use dcr_core::identity::{IdentityQuery, PersonId};
use serde::Serialize;

/// The most items that one page of the queue holds.
pub const MOST_IN_A_PAGE: usize = 100;
/// How many places of the queue one call looks at, whether or not they are shown.
const MOST_LOOKED_AT: usize = 200;
/// Of how many local persons one call brings the queue up to date.
const MOST_SETTLED: usize = 2_000;

/// Something to settle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReviewItem {
    /// Its place in the queue: what is behind it has a higher one.
    pub place: u64,
    /// What it is about, and why.
    #[serde(flatten)]
    pub query: IdentityQuery,
}

/// A part of the queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReviewPage {
    /// The items, in the order in which they came up.
    pub items: Vec<ReviewItem>,
    /// Behind which place the next part begins; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<u64>,
    /// Whether the queue is up to date with everything that was received. If not, the next call goes on bringing it up to
    /// date.
    pub complete: bool,
}

impl ReviewPage {
    /// As JSON.
    ///
    /// # Errors
    /// None in practice: a page has a JSON form.
    pub fn to_json(&self) -> Result<String, NodeError> {
        Ok(String::from_utf8_lossy(&dcr_core::contribution::canonical_bytes(self)?).into_owned())
    }
}

impl Node {
    /// What a person has to settle, behind a place in the queue and up to `limit` items (at most [`MOST_IN_A_PAGE`]): numbers
    /// in query, several numbers of one person, links that were refused, local identifiers and superseded numbers that
    /// disagree.
    ///
    /// It is for staff of the node's organisation. An item is listed only where the requester may see both persons, by the
    /// rules of consent and without any emergency; whoever opted out, is marked restricted, or is claimed by somebody who is, is
    /// neither shown nor counted. Every person listed is accounted for before the page is released.
    ///
    /// # Errors
    /// [`RulesError::NotPermitted`] when the requester may not; that is accounted for as well.
    pub fn identity_review(
        &self,
        request: &AccessRequest,
        after: Option<u64>,
        limit: usize,
    ) -> Result<ReviewPage, NodeError> {
        let page = self.write(|work| {
            let reviewer = Reviewer::new(work, request)?;
            if !reviewer.is_permitted() {
                reviewer.account(work, AuditKind::IdentityReview, None, (false, None))?;
                return Ok(None);
            }
            let complete = work.settle_queue(MOST_SETTLED)?;
            let mut page = ReviewPage { items: Vec::new(), next: after, complete };
            let limit = limit.clamp(1, MOST_IN_A_PAGE);
            let places = work.queued_after(after.unwrap_or_default(), MOST_LOOKED_AT)?;
            let mut ended = places.len() < MOST_LOOKED_AT;
            for (place, queued) in places {
                if page.items.len() == limit {
                    ended = false;
                    break;
                }
                page.next = Some(place);
                // The queue says where something was; whether it still is, and of whom, is asked afresh.
                let Some(around) = work.identity_around_if_whole(queued.one)? else { continue };
                for query in &around.resolution.queries {
                    if around.queued(work, query)? == Some(queued) && list(work, &reviewer, query)? {
                        page.items.push(ReviewItem { place, query: query.clone() });
                    }
                }
            }
            if ended {
                page.next = None;
            }
            if page.items.is_empty() {
                reviewer.account(work, AuditKind::IdentityReview, None, (true, None))?;
            }
            Ok(Some(page))
        })?;
        Ok(page.ok_or(RulesError::NotPermitted)?)
    }
}

/// Accounts for the persons of a query, where the reviewer may see all of them; whether they may.
fn list(work: &mut Work<'_>, reviewer: &Reviewer, query: &IdentityQuery) -> Result<bool, NodeError> {
    let mut seen: Vec<(&PersonKey, Option<NhsNumber>)> = Vec::new();
    for key in [&query.left].into_iter().chain(&query.right) {
        match reviewer.sees(work, key) {
            Ok(Some(person)) => seen.push((key, person.cluster.nhs_number)),
            Ok(None) | Err(NodeError::Person(_) | NodeError::Store(StoreError::Corrupt { .. })) => return Ok(false),
            Err(error) => return Err(error),
        }
    }
    for (key, number) in seen {
        let about = Some((PersonId::of(key), number.as_ref()));
        reviewer.account(work, AuditKind::IdentityReview, about, (true, None))?;
    }
    Ok(true)
}
