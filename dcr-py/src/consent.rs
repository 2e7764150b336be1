//! Deciding without a node: a plan, requests, people and verdicts. All of them are frozen; deciding on many lets other
//! Python threads run.

use crate::error::guarded;
use dcr_core::consent::{AccessRequest, Outcome};
use dcr_core::record::Section;
use dcr_node::consent_door::{self, ForWhom, Matrix, VerdictSummary};
use dcr_node::door;
use pyo3::exceptions::{PyIndexError, PyValueError};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::PyBytes;

/// An access request, read once.
#[pyclass(frozen, module = "dcr._dcr")]
pub(crate) struct Request(AccessRequest);

#[pymethods]
impl Request {
    /// Reads a request from its JSON document.
    #[new]
    fn new(document: &str) -> PyResult<Self> {
        guarded(|| door::request(document.as_bytes())).map(Self)
    }

    fn __repr__(&self) -> &'static str {
        "<Request>"
    }
}

/// A person's record in its small form, read once.
#[pyclass(frozen, module = "dcr._dcr")]
pub(crate) struct Person(consent_door::Person);

#[pymethods]
impl Person {
    /// Reads a record from its JSON document.
    #[new]
    fn new(document: &str) -> PyResult<Self> {
        guarded(|| consent_door::Person::from_json(document.as_bytes())).map(Self)
    }

    fn __repr__(&self) -> &'static str {
        "<Person>"
    }
}

/// A decision as far as it can be said without the lines of the record.
#[pyclass(frozen, module = "dcr._dcr")]
pub(crate) struct Verdict(dcr_core::consent::Verdict);

#[pymethods]
impl Verdict {
    /// Whether the look is permitted.
    #[getter]
    fn permitted(&self) -> bool {
        self.0.outcome() == Outcome::Permit
    }

    /// How much of a refusal may be told.
    #[getter]
    fn refusal(&self) -> Option<&'static str> {
        self.0.refusal().map(|refusal| refusal.as_str())
    }

    /// The rules that fired, in order, each with what it yielded.
    #[getter]
    fn rules(&self) -> Vec<(&'static str, &'static str)> {
        consent_door::fired(&self.0).into_iter().map(|(rule, yielded)| (rule.as_str(), yielded.as_str())).collect()
    }

    /// Every section with the detail in which it is open.
    #[getter]
    fn sections(&self) -> Vec<(&'static str, &'static str)> {
        let [full, coded, existence] = VerdictSummary::of(&self.0).sections;
        let detail = |place: u32| match 1 << place {
            bit if full & bit != 0 => "full",
            bit if coded & bit != 0 => "coded",
            bit if existence & bit != 0 => "existence",
            _ => "closed",
        };
        Section::ALL.iter().zip(0..).map(|(section, place)| (section.as_str(), detail(place))).collect()
    }

    /// What must follow.
    #[getter]
    fn obligations(&self) -> Vec<&'static str> {
        self.0.obligations().map(|word| word.as_str()).collect()
    }

    /// What the emergency overrode.
    #[getter]
    fn overrides(&self) -> Vec<&'static str> {
        self.0.overrides().map(|word| word.as_str()).collect()
    }

    /// The first instant at which the answer may change, in milliseconds since 1970.
    #[getter]
    fn valid_until(&self) -> Option<i64> {
        self.0.valid_until().map(|until| until.millis())
    }

    /// The verdict in numbers, as C is told it: the outcome, the refusal, the obligations, the overrides, the sections in
    /// full, coded and for their existence; then the rules that permit, deny, withhold, reduce, are overridden, are ignored
    /// and flag.
    #[getter]
    fn bits(&self) -> Vec<u64> {
        let VerdictSummary { permitted, refusal, obligations, overrides, sections, valid_until: _ } =
            VerdictSummary::of(&self.0);
        let numbers = [u32::from(permitted), refusal, obligations, overrides].into_iter().chain(sections);
        let rules = dcr_core::consent::RuleYield::ALL.iter().map(|yielded| self.0.rules_that(*yielded));
        numbers.map(u64::from).chain(rules).collect()
    }

    fn __repr__(&self) -> &'static str {
        if self.permitted() { "<Verdict permitted>" } else { "<Verdict refused>" }
    }
}

/// The verdicts on many requests, in their order.
#[pyclass(frozen, module = "dcr._dcr")]
pub(crate) struct Verdicts(Vec<dcr_core::consent::Verdict>);

#[pymethods]
impl Verdicts {
    /// One byte for each verdict: 1 where the look is permitted, 0 where it is refused.
    #[getter]
    fn outcomes<'py>(&self, python: Python<'py>) -> Bound<'py, PyBytes> {
        let outcomes: Vec<u8> = self.0.iter().map(|verdict| u8::from(verdict.outcome() == Outcome::Permit)).collect();
        PyBytes::new(python, &outcomes)
    }

    /// One of the verdicts.
    fn at(&self, place: usize) -> PyResult<Verdict> {
        self.0
            .get(place)
            .copied()
            .map(Verdict)
            .ok_or_else(|| PyIndexError::new_err("there is no verdict at this place"))
    }

    fn __len__(&self) -> usize {
        self.0.len()
    }

    fn __repr__(&self) -> String {
        format!("<Verdicts {}>", self.0.len())
    }
}

/// A policy and a register, compiled together.
#[pyclass(frozen, module = "dcr._dcr")]
pub(crate) struct Plan(dcr_core::consent::Plan);

#[pymethods]
impl Plan {
    /// Compiles a policy and a register; an absent one is the ready one for Dorset.
    #[new]
    fn new(policy: Option<&str>, register: Option<&str>) -> PyResult<Self> {
        guarded(|| consent_door::plan(policy.map(str::as_bytes), register.map(str::as_bytes))).map(Self)
    }

    /// Decides as far as that can be said without the lines of the record.
    fn decide(&self, request: &Request, person: Option<&Person>) -> PyResult<Verdict> {
        // Quicker than letting go of the interpreter would be.
        guarded(|| Ok(Verdict(consent_door::decide(&self.0, &request.0, person.map(|person| &person.0)))))
    }

    /// Decides on pairs of a request and a person.
    fn decide_many(
        &self,
        python: Python<'_>,
        requests: Vec<Py<Request>>,
        persons: Vec<Option<Py<Person>>>,
    ) -> PyResult<Verdicts> {
        if requests.len() != persons.len() {
            return Err(PyValueError::new_err("there are not as many persons as requests"));
        }
        let decide = |(request, person): (&Py<Request>, &Option<Py<Person>>)| {
            consent_door::decide(&self.0, &request.get().0, person.as_ref().map(|person| &person.get().0))
        };
        python.detach(|| guarded(|| Ok(Verdicts(requests.iter().zip(&persons).map(decide).collect()))))
    }

    /// The whole decision on a record as canonical JSON, for the account.
    fn decide_record<'py>(
        &self,
        python: Python<'py>,
        request: &Request,
        person: Option<&Person>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let decide = || consent_door::decide_record(&self.0, &request.0, person.map(|person| &person.0));
        Ok(PyBytes::new(python, &python.detach(|| guarded(decide))?))
    }

    /// The decision in sentences, as a JSON array.
    fn explain<'py>(
        &self,
        python: Python<'py>,
        request: &Request,
        person: Option<&Person>,
        requester: bool,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let told_to = if requester { ForWhom::Requester } else { ForWhom::Account };
        let explain = || consent_door::explain(&self.0, &request.0, person.map(|person| &person.0), told_to);
        Ok(PyBytes::new(python, &python.detach(|| guarded(explain))?))
    }

    /// What another plan would change, as JSON.
    fn what_if<'py>(
        &self,
        python: Python<'py>,
        after: &Self,
        request: &Request,
        person: &Person,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let compare = || consent_door::what_if(&self.0, &after.0, &request.0, &person.0);
        Ok(PyBytes::new(python, &python.detach(|| guarded(compare))?))
    }

    /// Whether an organisation is admitted at an instant, as JSON.
    fn admission<'py>(&self, python: Python<'py>, organisation: &str, at: &str) -> PyResult<Bound<'py, PyBytes>> {
        Ok(PyBytes::new(python, &guarded(|| consent_door::admission(&self.0, organisation, at))?))
    }

    /// Every request with every record: the distinct answers, and the place of each answer among them as 32 bits, the least
    /// significant byte first.
    fn matrix<'py>(
        &self,
        python: Python<'py>,
        requests: Vec<PyBackedStr>,
        records: Vec<Option<PyBackedStr>>,
    ) -> PyResult<(Vec<String>, Bound<'py, PyBytes>)> {
        let (answers, places) = python.detach(|| {
            let Matrix { answers, places } = guarded(|| consent_door::matrix(&self.0, &requests, &records))?;
            let answers = answers.iter().map(|answer| String::from_utf8_lossy(answer).into_owned()).collect();
            Ok::<(Vec<String>, Vec<u8>), PyErr>((
                answers,
                places.iter().flat_map(|place| place.to_le_bytes()).collect(),
            ))
        })?;
        Ok((answers, PyBytes::new(python, &places)))
    }

    fn __repr__(&self) -> &'static str {
        "<Plan>"
    }
}

/// The digest of a policy, as every decision names it.
#[pyfunction]
pub(crate) fn policy_digest(policy: &str) -> PyResult<String> {
    guarded(|| consent_door::policy_digest(policy.as_bytes()))
}

/// Signs a policy with the seed of an Ed25519 key; the signed note.
#[pyfunction]
pub(crate) fn sign_policy<'py>(
    python: Python<'py>,
    policy: &str,
    key_id: &str,
    seed: &[u8],
) -> PyResult<Bound<'py, PyBytes>> {
    Ok(PyBytes::new(python, &guarded(|| consent_door::sign_policy(policy.as_bytes(), key_id, seed))?))
}

/// The ready policies, by name.
#[pyfunction]
pub(crate) fn ready_policy(strict: bool) -> String {
    use dcr_core::consent::Policy;
    let document = if strict { Policy::STRICT_EXAMPLE } else { Policy::DORSET_EXAMPLE };
    String::from_utf8_lossy(document).into_owned()
}
