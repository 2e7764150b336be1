//! The answer to a request to see a record.

use crate::error::guarded;
use dcr_node::door;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

/// The answer to a request to see a record.
#[pyclass(frozen, module = "dcr._dcr")]
pub(crate) struct Answer(pub(crate) dcr_node::Answer);

#[pymethods]
impl Answer {
    /// Whether the look was permitted.
    #[getter]
    fn permitted(&self) -> bool {
        self.0.permitted()
    }

    /// The place of this look in the node's audit log.
    #[getter]
    fn audit_index(&self) -> u64 {
        self.0.audit_index()
    }

    /// The answer in a form: `json`, `record`, `decision`, `text`, `html`, `fhir`, `ips` or `story`, in UTF-8.
    fn render<'py>(&self, python: Python<'py>, form: &str) -> PyResult<Bound<'py, PyBytes>> {
        let bytes = python.detach(|| guarded(|| door::answer(&self.0, form)))?;
        Ok(PyBytes::new(python, &bytes))
    }

    fn __repr__(&self) -> &'static str {
        if self.0.permitted() { "<Answer permitted>" } else { "<Answer refused>" }
    }
}
