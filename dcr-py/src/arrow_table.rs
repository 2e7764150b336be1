//! Results as Arrow tables, which any library reads through the PyCapsule protocol.

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::{Array, ArrayRef, BooleanArray, Int32Array, StringArray, StructArray, UInt32Array};
use arrow_schema::{Field, Fields};
use dcr_core::identity::matching::{Guard, LinkedPair, Outcome, Refusal, Relation};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict, PyList};
use pyo3_arrow::ffi::{ArrayIterator, to_schema_pycapsule, to_stream_pycapsule};
use std::sync::Arc;

/// Rows by columns: for pandas, polars, DuckDB, pyarrow and whatever else reads `__arrow_c_stream__`.
#[pyclass(frozen, module = "dcr._dcr")]
pub(crate) struct ArrowTable {
    columns: Arc<StructArray>,
    rows: Rows,
}

/// The same rows for plain Python.
enum Rows {
    Clusters(Arc<[u32]>),
    Pairs(Arc<[LinkedPair]>),
}

/// For each row the row by which its cluster is named.
pub(crate) fn clusters(cluster_of: &[u32]) -> ArrowTable {
    let row = UInt32Array::from_iter_values((0_u32..).zip(cluster_of).map(|(row, _)| row));
    let columns = [("row", array(row)), ("cluster", array(UInt32Array::from_iter_values(cluster_of.iter().copied())))];
    ArrowTable { columns: Arc::new(table(columns)), rows: Rows::Clusters(cluster_of.into()) }
}

/// Pairs of rows that are possible or linked.
pub(crate) fn pairs(pairs: &[LinkedPair]) -> ArrowTable {
    let number = |of: fn(&LinkedPair) -> u32| array(UInt32Array::from_iter_values(pairs.iter().map(of)));
    let score = |of: fn(&LinkedPair) -> i32| array(Int32Array::from_iter_values(pairs.iter().map(of)));
    let mut guards = ListBuilder::new(StringBuilder::new());
    for pair in pairs {
        pair.guards.iter().for_each(|guard| guards.values().append_value(guard.key()));
        guards.append(true);
    }
    let columns = [
        ("left", number(|pair| pair.left)),
        ("right", number(|pair| pair.right)),
        ("score", score(|pair| pair.score)),
        ("rank", score(|pair| pair.rank)),
        ("outcome", array(StringArray::from_iter_values(pairs.iter().map(|pair| outcome(pair.outcome))))),
        ("guards", array(guards.finish())),
        ("joined", array(pairs.iter().map(|pair| Some(pair.joined)).collect::<BooleanArray>())),
        ("refused", array(pairs.iter().map(|pair| pair.refused.map(refusal)).collect::<StringArray>())),
        ("decided", array(pairs.iter().map(|pair| pair.decided.map(relation)).collect::<StringArray>())),
    ];
    ArrowTable { columns: Arc::new(table(columns)), rows: Rows::Pairs(pairs.into()) }
}

fn array(array: impl Array + 'static) -> ArrayRef {
    Arc::new(array)
}

fn table<const N: usize>(columns: [(&str, ArrayRef); N]) -> StructArray {
    let field = |(name, column): &(&str, ArrayRef)| {
        Field::new(*name, column.data_type().clone(), matches!(*name, "refused" | "decided"))
    };
    let fields: Fields = columns.iter().map(field).collect();
    StructArray::new(fields, columns.into_iter().map(|(_, column)| column).collect(), None)
}

fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Link => "link",
        Outcome::Possible => "possible",
        Outcome::None => "none",
    }
}

fn refusal(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::KeptApart => "kept_apart",
        Refusal::TwoNumbers => "two_numbers",
        Refusal::Contradiction => "contradiction",
        Refusal::Ambiguous => "ambiguous",
    }
}

fn relation(relation: Relation) -> &'static str {
    match relation {
        Relation::Same => "same",
        Relation::Different => "different",
    }
}

impl ArrowTable {
    fn field(&self) -> Field {
        Field::new_struct("", self.columns.fields().clone(), false)
    }
}

#[pymethods]
impl ArrowTable {
    /// The schema as an Arrow C schema.
    fn __arrow_c_schema__<'py>(&self, python: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        Ok(to_schema_pycapsule(python, self.field())?)
    }

    /// The rows as an Arrow C stream.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        python: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let whole: ArrayRef = self.columns.clone();
        let stream = ArrayIterator::new([Ok(whole)], Arc::new(self.field()));
        Ok(to_stream_pycapsule(python, Box::new(stream), requested_schema)?)
    }

    /// The names of the columns.
    #[getter]
    fn column_names(&self) -> Vec<&str> {
        self.columns.column_names()
    }

    /// The rows as dictionaries.
    fn to_pylist<'py>(&self, python: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let list = PyList::empty(python);
        match &self.rows {
            Rows::Clusters(cluster_of) => {
                for (row, cluster) in (0_u32..).zip(cluster_of.iter()) {
                    let told = PyDict::new(python);
                    told.set_item("row", row)?;
                    told.set_item("cluster", cluster)?;
                    list.append(told)?;
                }
            }
            Rows::Pairs(pairs) => {
                for pair in pairs.iter() {
                    let told = PyDict::new(python);
                    told.set_item("left", pair.left)?;
                    told.set_item("right", pair.right)?;
                    told.set_item("score", pair.score)?;
                    told.set_item("rank", pair.rank)?;
                    told.set_item("outcome", outcome(pair.outcome))?;
                    told.set_item("guards", pair.guards.iter().map(Guard::key).collect::<Vec<_>>())?;
                    told.set_item("joined", pair.joined)?;
                    told.set_item("refused", pair.refused.map(refusal))?;
                    told.set_item("decided", pair.decided.map(relation))?;
                    list.append(told)?;
                }
            }
        }
        Ok(list)
    }

    fn __len__(&self) -> usize {
        self.columns.len()
    }

    fn __repr__(&self) -> String {
        format!("<ArrowTable rows={} columns={:?}>", self.columns.len(), self.columns.column_names())
    }
}
