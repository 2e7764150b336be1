//! A node and its key. Every method lets other Python threads run while it works.

use crate::answer::Answer;
use crate::error::{guarded, raise, raised};
use crate::matching::MatchTable;
use dcr_node::{NodeError, QuarantineId, consent_door, door, identity_door, record_door};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::PyBytes;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::{PoisonError, RwLock};

/// The key of a node: 32 random bytes that are kept where the node's folder is not.
#[pyclass(frozen, module = "dcr._dcr")]
pub(crate) struct NodeKey(dcr_node::NodeKey);

#[pymethods]
impl NodeKey {
    /// A new key from the operating system's random numbers.
    #[staticmethod]
    fn generate() -> PyResult<Self> {
        dcr_node::NodeKey::generate().map(Self).map_err(raised)
    }

    /// From 64 hexadecimal digits.
    #[staticmethod]
    fn from_hex(text: &str) -> PyResult<Self> {
        dcr_node::NodeKey::from_hex(text).map(Self).map_err(raised)
    }

    /// The key as 64 hexadecimal digits, for the key provider alone.
    fn hex(&self) -> String {
        self.0.to_hex().to_string()
    }

    fn __repr__(&self) -> &'static str {
        "<NodeKey>"
    }
}

/// One organisation's node: a folder.
#[pyclass(frozen, module = "dcr._dcr")]
pub(crate) struct Node(RwLock<Option<dcr_node::Node>>);

impl Node {
    fn with<T: Send>(
        &self,
        python: Python<'_>,
        run: impl FnOnce(&dcr_node::Node) -> Result<T, NodeError> + Send,
    ) -> PyResult<T> {
        python.detach(|| {
            // The node keeps its own account of panics; the lock only guards its closing.
            let guard = self.0.read().unwrap_or_else(PoisonError::into_inner);
            match guard.as_ref() {
                Some(node) => guarded(|| run(node)),
                None => Err(raise("node.store.closed", "the node is closed".to_owned())),
            }
        })
    }

    fn opened(node: dcr_node::Node) -> Self {
        Self(RwLock::new(Some(node)))
    }
}

#[pymethods]
impl Node {
    /// Makes a node in a folder and opens it; an absent register or policy is the ready one for Dorset.
    #[staticmethod]
    fn create(
        python: Python<'_>,
        folder: PathBuf,
        organisation: &str,
        register: Option<&str>,
        policy: Option<&str>,
        key: &NodeKey,
    ) -> PyResult<Self> {
        let bytes = |document: Option<&str>| document.map(|text| text.as_bytes().to_vec());
        let (register, policy) = (bytes(register), bytes(policy));
        let create = || door::create(&folder, organisation, register.as_deref(), policy.as_deref(), &key.0);
        python.detach(|| guarded(create)).map(Self::opened)
    }

    /// Opens the node in a folder.
    #[staticmethod]
    fn open(python: Python<'_>, folder: PathBuf, key: &NodeKey) -> PyResult<Self> {
        python.detach(|| guarded(|| dcr_node::Node::open(&folder, &key.0))).map(Self::opened)
    }

    /// Closes the node; closing twice does nothing.
    fn close(&self, python: Python<'_>) -> PyResult<()> {
        python.detach(|| {
            let node = self.0.write().unwrap_or_else(PoisonError::into_inner).take();
            node.map_or(Ok(()), dcr_node::Node::close).map_err(raised)
        })
    }

    /// Takes an input and gives the receipt as JSON.
    fn submit(
        &self,
        python: Python<'_>,
        data: &[u8],
        format: &str,
        source: &str,
        mapping: Option<&str>,
        received: Option<&str>,
    ) -> PyResult<String> {
        let input = door::input(format, source, mapping, received).map_err(raised)?;
        // Only `bytes` is taken, which nobody can change meanwhile.
        self.with(python, |node| Ok(node.submit(data, &input)?.to_json()))
    }

    /// Takes HL7 v2 messages; the receipt as JSON, and an acknowledgement for each message.
    fn submit_acknowledged<'py>(
        &self,
        python: Python<'py>,
        data: &[u8],
        source: &str,
        received: Option<&str>,
        control_id: &str,
        answered: Option<&str>,
    ) -> PyResult<(String, Vec<Bound<'py, PyBytes>>)> {
        let input = door::input("hl7v2", source, None, received).map_err(raised)?;
        let (receipt, answers) =
            self.with(python, |node| door::submit_acknowledged(node, data, &input, control_id, answered))?;
        Ok((receipt.to_json(), answers.iter().map(|answer| PyBytes::new(python, answer)).collect()))
    }

    /// Takes some inputs together and gives the batch's receipt as JSON.
    fn submit_batch(
        &self,
        python: Python<'_>,
        inputs: Vec<PyBackedBytes>,
        format: &str,
        source: &str,
        mapping: Option<&str>,
        received: Option<&str>,
    ) -> PyResult<String> {
        let input = door::input(format, source, mapping, received).map_err(raised)?;
        self.with(python, |node| {
            let inputs = inputs.iter().map(|bytes| (bytes, input.clone()));
            Ok(node.submit_batch(inputs, |_| ControlFlow::Continue(()))?.to_json())
        })
    }

    /// Searches by NHS number; JSON, `null` where nobody was found.
    fn find(&self, python: Python<'_>, request: &str, nhs_number: &str) -> PyResult<String> {
        self.with(python, |node| door::find(node, &door::request(request.as_bytes())?, &door::nhs_number(nhs_number)?))
    }

    /// Asks to see a record.
    fn view(&self, python: Python<'_>, request: &str, nhs_number: &str) -> PyResult<Answer> {
        self.with(python, |node| {
            node.view(&door::request(request.as_bytes())?, &door::nhs_number(nhs_number)?).map(Answer)
        })
    }

    /// Asks to see a record as it was.
    fn view_as_at(
        &self,
        python: Python<'_>,
        request: &str,
        nhs_number: &str,
        known: Option<&str>,
        held: Option<&str>,
    ) -> PyResult<Answer> {
        self.with(python, |node| record_door::view_as_at(node, request.as_bytes(), nhs_number, known, held).map(Answer))
    }

    /// What changed in a record since an instant, as JSON.
    fn changes(&self, python: Python<'_>, request: &str, nhs_number: &str, since: &str) -> PyResult<String> {
        self.with(python, |node| record_door::changes(node, request.as_bytes(), nhs_number, since))
    }

    /// What changed in the records of a caseload, from its JSON document, as JSON.
    fn caseload_changes(&self, python: Python<'_>, document: &str) -> PyResult<String> {
        self.with(python, |node| record_door::caseload_changes(node, document.as_bytes()))
    }

    /// Records an opt-out from its JSON document.
    fn opt_out(&self, python: Python<'_>, document: &str) -> PyResult<String> {
        self.with(python, |node| door::opt_out(node, document.as_bytes()))
    }

    /// Erases what is held about everyone whose wish not to be held has come into effect; what was erased as JSON.
    fn erase_due(&self, python: Python<'_>, at: Option<&str>) -> PyResult<String> {
        self.with(python, |node| door::erase_due(node, at))
    }

    /// Whom another policy would affect, as JSON.
    fn what_if(&self, python: Python<'_>, document: &str) -> PyResult<String> {
        self.with(python, |node| door::what_if(node, document.as_bytes()))
    }

    /// Withdraws a directive that was recorded at this node, from its JSON document.
    fn withdraw_directive(&self, python: Python<'_>, document: &str) -> PyResult<()> {
        self.with(python, |node| door::withdraw_directive(node, document.as_bytes()))
    }

    /// Records a directive from its JSON document.
    fn record_directive(&self, python: Python<'_>, document: &str) -> PyResult<String> {
        self.with(python, |node| door::record_directive(node, document.as_bytes()))
    }

    /// Every directive about a person in every version, as a JSON array.
    fn directives(&self, python: Python<'_>, request: &str, nhs_number: &str) -> PyResult<String> {
        self.with(python, |node| {
            door::directives(node, &door::request(request.as_bytes())?, &door::nhs_number(nhs_number)?)
        })
    }

    /// The directives that stand, as a FHIR Bundle of Consents.
    fn consent_fhir<'py>(&self, python: Python<'py>, request: &str, nhs_number: &str) -> PyResult<Bound<'py, PyBytes>> {
        let bundle = self.with(python, |node| {
            door::consent_fhir(node, &door::request(request.as_bytes())?, &door::nhs_number(nhs_number)?)
        })?;
        Ok(PyBytes::new(python, &bundle))
    }

    /// What a person has to settle of identity, behind a place in the queue, as JSON.
    fn identity_review(&self, python: Python<'_>, request: &str, after: u64, limit: usize) -> PyResult<String> {
        self.with(python, |node| identity_door::review(node, &door::request(request.as_bytes())?, after, limit))
    }

    /// Two local persons side by side, from a JSON document, as JSON.
    fn identity_compare(&self, python: Python<'_>, document: &str) -> PyResult<String> {
        self.with(python, |node| identity_door::compare(node, document.as_bytes()))
    }

    /// Decides about two local persons, from a JSON document.
    fn identity_decide(&self, python: Python<'_>, document: &str) -> PyResult<()> {
        self.with(python, |node| identity_door::decide(node, document.as_bytes()))
    }

    /// Takes a decision about two local persons back, from a JSON document.
    fn identity_undo(&self, python: Python<'_>, document: &str) -> PyResult<()> {
        self.with(python, |node| identity_door::undo(node, document.as_bytes()))
    }

    /// The rows of a table against the persons whom the node holds, as JSON.
    fn match_table(&self, python: Python<'_>, table: &MatchTable, request: &str) -> PyResult<String> {
        let table = table.shared();
        self.with(python, |node| identity_door::match_table(node, &door::request(request.as_bytes())?, &table))
    }

    /// How a row and a person whom it fits compare, as JSON.
    fn explain_match(
        &self,
        python: Python<'_>,
        table: &MatchTable,
        request: &str,
        row: u32,
        person: &str,
    ) -> PyResult<String> {
        let table = table.shared();
        self.with(python, |node| {
            identity_door::explain_match(node, &door::request(request.as_bytes())?, &table, row, person)
        })
    }

    /// Puts a model of matching in force, or none.
    fn set_match_model(&self, python: Python<'_>, model: Option<&str>, by: &str) -> PyResult<()> {
        self.with(python, |node| identity_door::set_match_model(node, model, by.as_bytes()))
    }

    /// The model of matching in force, as JSON.
    fn match_model(&self, python: Python<'_>) -> PyResult<String> {
        self.with(python, identity_door::match_model)
    }

    /// Compares some of those who wait for it; how many are left.
    fn settle_matches(&self, python: Python<'_>, most: usize) -> PyResult<u64> {
        self.with(python, |node| node.settle_matches(most))
    }

    /// Forgets what matching found.
    fn rebuild_matches(&self, python: Python<'_>) -> PyResult<()> {
        self.with(python, dcr_node::Node::rebuild_matches)
    }

    /// Puts another policy in force, with the note that signs it where it needs one.
    fn set_policy(&self, python: Python<'_>, policy: &str, note: Option<&[u8]>, by: &str) -> PyResult<()> {
        self.with(python, |node| consent_door::set_policy(node, policy.as_bytes(), note, by.as_bytes()))
    }

    /// Puts another register in force.
    fn set_register(&self, python: Python<'_>, register: &str, by: &str) -> PyResult<()> {
        self.with(python, |node| consent_door::set_register(node, register.as_bytes(), by.as_bytes()))
    }

    /// Whether an organisation is admitted at an instant, as JSON.
    fn admission<'py>(&self, python: Python<'py>, organisation: &str, at: &str) -> PyResult<Bound<'py, PyBytes>> {
        let told = self.with(python, |node| consent_door::node_admission(node, organisation, at))?;
        Ok(PyBytes::new(python, &told))
    }

    /// Every event about a person, as a JSON array.
    fn who_saw(&self, python: Python<'_>, request: &str, nhs_number: &str) -> PyResult<String> {
        self.with(python, |node| {
            door::who_saw(node, &door::request(request.as_bytes())?, &door::nhs_number(nhs_number)?)
        })
    }

    /// Checks the audit log; the verdict as JSON.
    fn verify_audit(&self, python: Python<'_>, kept: Vec<Vec<u8>>) -> PyResult<String> {
        self.with(python, |node| door::verify_audit(node, &kept))
    }

    /// The present checkpoint of the audit log: a signed note.
    fn checkpoint<'py>(&self, python: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let note = self.with(python, dcr_node::Node::checkpoint)?;
        Ok(PyBytes::new(python, &note))
    }

    /// The leaf of the audit event with a number: 44 bytes.
    fn audit_leaf<'py>(&self, python: Python<'py>, index: u64) -> PyResult<Bound<'py, PyBytes>> {
        let leaf = self.with(python, |node| node.audit_leaf(index))?;
        Ok(PyBytes::new(python, &leaf))
    }

    /// Everything in quarantine, as a JSON array.
    fn quarantine(&self, python: Python<'_>) -> PyResult<String> {
        self.with(python, door::quarantine)
    }

    /// The bytes of a unit in quarantine, as they came.
    fn quarantined_bytes<'py>(&self, python: Python<'py>, id: i64) -> PyResult<Bound<'py, PyBytes>> {
        let bytes = self.with(python, |node| node.quarantined_bytes(QuarantineId::new(id)))?;
        Ok(PyBytes::new(python, &bytes))
    }

    /// Translates codes by these files from now on; what was read as JSON.
    fn use_terminology(&self, python: Python<'_>, files: Vec<(String, PyBackedBytes)>) -> PyResult<String> {
        self.with(python, |node| {
            let terminology = door::terminology(&files)?;
            let told = door::terminology_summary(&terminology);
            node.use_terminology(terminology);
            Ok(told)
        })
    }

    /// How well each source delivered from one day to another, as `json` or `text`.
    fn quality(&self, python: Python<'_>, since: &str, until: &str, form: &str) -> PyResult<String> {
        self.with(python, |node| door::quality(node, since, until, form))
    }

    /// What sources state of staff, places and organisations, as a JSON array.
    fn directory(&self, python: Python<'_>) -> PyResult<String> {
        self.with(python, door::directory)
    }

    /// Tries a unit in quarantine again; the receipt as JSON.
    fn replay(&self, python: Python<'_>, id: i64) -> PyResult<String> {
        self.with(python, |node| Ok(node.replay(QuarantineId::new(id))?.to_json()))
    }

    /// How much the node holds, as JSON.
    fn stats(&self, python: Python<'_>) -> PyResult<String> {
        self.with(python, door::stats)
    }

    fn __repr__(&self) -> &'static str {
        "<Node>"
    }
}
