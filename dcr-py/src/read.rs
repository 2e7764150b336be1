//! Reading an input without a node.

use crate::error::guarded;
use dcr_node::door;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

/// The contributions that an input gives, as canonical JSON, one a line, without a node.
#[pyfunction]
pub(crate) fn read_contributions<'py>(
    python: Python<'py>,
    data: &[u8],
    format: &str,
    source: &str,
    mapping: Option<&str>,
    received: Option<&str>,
) -> PyResult<Bound<'py, PyBytes>> {
    // Only `bytes` is taken, which nobody can change meanwhile.
    let read = || guarded(|| door::read_contributions(data, &door::input(format, source, mapping, received)?));
    Ok(PyBytes::new(python, &python.detach(read)?))
}
