//! The policy and the register as one plan, made once, by which any number of requests are decided.

use super::code_table::CodeTable;
use super::facts::{ALWAYS, NEVER};
use super::mask::Mask;
use super::standing::{Standing, Standings};
use super::{AccessRequest, PersonFacts, Policy, Verdict};
use crate::identifier::OdsCode;
use crate::register::{Crossing, Organisation, Register};
use crate::time::Timestamp;

/// A policy and a register, compiled together.
///
/// [`Plan::decide`] reads, compares and sets bits; it takes no memory.
#[derive(Debug, Clone)]
pub struct Plan {
    policy: Policy,
    register: Register,
    /// In the order of the register's organisations.
    organisations: Vec<Member>,
    codes: CodeTable,
    /// Every instant at which an agreement begins or ends, in order.
    agreement_instants: Vec<i64>,
    has_neighbours: bool,
}

/// What the plan knows of an organisation beside its entry in the register.
#[derive(Debug, Clone)]
struct Member {
    /// Every code by which a dissent concerns it.
    answers_to: Vec<OdsCode>,
    standings: Standings,
    /// What may cross the border to and from its county; `None` on this side of it.
    crossings: Option<Crossings>,
}

#[derive(Debug, Clone, Default)]
struct Crossings {
    outward: Vec<Way>,
    inward: Vec<Way>,
}

/// What one agreement lets cross in one direction.
#[derive(Debug, Clone, Copy)]
struct Way {
    from: i64,
    until: i64,
    sections: Mask,
    purposes: Mask,
}

/// An organisation as the rules ask it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asking<'p> {
    pub(super) entry: &'p Organisation,
    member: &'p Member,
}

impl Plan {
    /// Compiles a policy and a register.
    #[must_use]
    pub fn new(policy: Policy, register: Register) -> Self {
        let organisations: Vec<Member> =
            register.organisations().iter().map(|organisation| Member::of(organisation, &register, &policy)).collect();
        let codes = CodeTable::of(register.organisations().iter().map(|one| one.code.as_str()));
        let mut agreement_instants: Vec<i64> = register
            .agreements()
            .iter()
            .flat_map(|agreement| [agreement.from, agreement.until])
            .flatten()
            .map(Timestamp::millis)
            .collect();
        agreement_instants.sort_unstable();
        let has_neighbours = organisations.iter().any(|member| member.crossings.is_some());
        Self { policy, register, organisations, codes, agreement_instants, has_neighbours }
    }

    /// The policy.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The register.
    #[must_use]
    pub fn register(&self) -> &Register {
        &self.register
    }

    /// Decides on a request for a person's record as far as that can be said without its lines: whether the look is
    /// permitted, which sections are open and in what detail. `None` for a person who is not known.
    #[must_use]
    pub fn decide(&self, request: &AccessRequest, person: Option<&PersonFacts>) -> Verdict {
        super::verdict::ruling(self, request, person).verdict
    }

    pub(super) fn organisation(&self, code: &str) -> Option<Asking<'_>> {
        let organisations = self.register.organisations();
        let place =
            self.codes.find(code, |place| organisations.get(place).is_some_and(|one| one.code.as_str() == code))?;
        Some(Asking { entry: organisations.get(place)?, member: self.organisations.get(place)? })
    }

    /// Whether the register has organisations across the border.
    pub(super) fn has_neighbours(&self) -> bool {
        self.has_neighbours
    }

    /// The earliest instant after `at` at which an agreement begins or ends.
    pub(super) fn next_agreement(&self, at: i64) -> i64 {
        let after = self.agreement_instants.partition_point(|instant| *instant <= at);
        self.agreement_instants.get(after).copied().unwrap_or(NEVER)
    }
}

impl Member {
    fn of(organisation: &Organisation, register: &Register, policy: &Policy) -> Self {
        let ways = |direction: fn(&crate::register::Agreement) -> &Crossing| -> Vec<Way> {
            let agreements =
                register.agreements().iter().filter(|one| Some(&one.county) == organisation.county.as_ref());
            agreements
                .map(|agreement| Way {
                    from: agreement.from.map_or(ALWAYS, Timestamp::millis),
                    until: agreement.until.map_or(NEVER, Timestamp::millis),
                    sections: Mask::of(direction(agreement).sections.iter().copied()),
                    purposes: Mask::of(direction(agreement).purposes.iter().copied()),
                })
                .collect()
        };
        let crossings = register.across_border(organisation).then(|| Crossings {
            outward: ways(|agreement| &agreement.outward),
            inward: ways(|agreement| &agreement.inward),
        });
        Self {
            answers_to: register.answers_to(organisation).into_iter().cloned().collect(),
            standings: Standings::of(organisation, &policy.admission),
            crossings,
        }
    }
}

/// The sections that agreements let cross for a purpose; `None` where none names the purpose.
fn crossing(ways: &[Way], purpose: crate::record::Purpose, at: i64) -> Option<Mask> {
    let holds = |way: &&Way| way.from <= at && at < way.until && way.purposes.has(purpose);
    ways.iter().filter(holds).map(|way| way.sections).reduce(Mask::or)
}

impl Asking<'_> {
    /// Whether a dissent that names this code concerns the organisation.
    pub(super) fn answers_to(&self, code: &OdsCode) -> bool {
        self.member.answers_to.contains(code)
    }

    /// Its standing at an instant, and the first instant after it at which that may change.
    pub(super) fn standing(&self, at: Timestamp) -> (Standing, i64) {
        self.member.standings.at(at.millis())
    }

    pub(super) fn across_border(&self) -> bool {
        self.member.crossings.is_some()
    }

    /// The sections that may cross the border to the organisation; `None` where no agreement covers the purpose.
    pub(super) fn outward(&self, purpose: crate::record::Purpose, at: i64) -> Option<Mask> {
        crossing(&self.member.crossings.as_ref()?.outward, purpose, at)
    }

    /// The sections of which what the organisation states may be shown here.
    pub(super) fn inward(&self, purpose: crate::record::Purpose, at: i64) -> Mask {
        let ways = self.member.crossings.as_ref().map(|crossings| crossings.inward.as_slice()).unwrap_or_default();
        crossing(ways, purpose, at).unwrap_or(Mask::NONE)
    }
}
