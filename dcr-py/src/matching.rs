//! Matching whole tables: models, tables, what was found, training and evaluating. All of them are frozen, and whatever
//! takes long lets other Python threads run.

use crate::arrow_column::ArrowColumn;
use crate::arrow_table::{self, ArrowTable};
use crate::error::{guarded, guarded_here, raised};
use dcr_core::identity::matching::TextColumn;
use dcr_node::NodeError;
use dcr_node::match_door::{self, LinkedTables, Linking, MatchTable as Table, MatchTableError, Step, Texts};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::{PyBool, PyDate, PyDict, PyFloat, PyInt, PyString};
use pyo3_arrow::input::{AnyArray, AnyRecordBatch};
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, PoisonError};

fn refused(error: MatchTableError) -> PyErr {
    raised(NodeError::from(error))
}

/// A model of matching.
#[pyclass(frozen, module = "dcr._dcr")]
pub(crate) struct MatchModel(dcr_core::identity::matching::MatchModel);

#[pymethods]
impl MatchModel {
    /// Reads a model's JSON document; `english` is the one that is shipped.
    #[staticmethod]
    fn read(python: Python<'_>, document: &str) -> PyResult<Self> {
        python.detach(|| guarded(|| match_door::model(document))).map(Self)
    }

    /// The model as JSON.
    fn to_json(&self, python: Python<'_>) -> String {
        python.detach(|| self.0.to_json())
    }

    /// The same model with other thresholds.
    fn with_thresholds(&self, link: i32, possible: i32) -> Self {
        Self(self.0.clone().with_thresholds(link, possible))
    }

    /// A hash of the model in 16 hexadecimal digits.
    #[getter]
    fn digest(&self, python: Python<'_>) -> String {
        python.detach(|| self.0.digest())
    }

    /// The model's name.
    #[getter]
    fn name(&self) -> &str {
        self.0.name()
    }

    /// From this score on a pair without a guard is linked.
    #[getter]
    fn link(&self) -> i32 {
        self.0.thresholds().link
    }

    /// From this score on a pair goes to a person.
    #[getter]
    fn possible(&self) -> i32 {
        self.0.thresholds().possible
    }
}

/// A column in memory that several tables or evaluations may share.
struct Values(usize, Box<dyn TextColumn + Send>);

/// Reads values that speak Arrow's protocol.
fn arrow_values(name: &str, values: AnyArray) -> PyResult<Values> {
    let (chunks, _) = values.into_chunked_array()?.into_inner();
    let column = ArrowColumn::read(chunks.iter())
        .map_err(|kind| refused(MatchTableError::ColumnType { column: name.to_owned(), kind }))?;
    Ok(Values(column.rows(), Box::new(column)))
}

/// Reads values one by one: texts, dates, whole numbers and `None`.
fn plain_values(name: &str, values: &Bound<'_, PyAny>) -> PyResult<Values> {
    let mut texts = Texts::default();
    for value in values.try_iter()? {
        let value = value?;
        let written = value.is_instance_of::<PyInt>() && !value.is_instance_of::<PyBool>();
        if value.is_none() {
            texts.push("");
        } else if value.is_instance_of::<PyString>() {
            texts.push(&value.extract::<PyBackedStr>()?);
        } else if written || value.is_instance_of::<PyDate>() {
            texts.push(&value.str()?.extract::<PyBackedStr>()?);
        } else if value.is_instance_of::<PyFloat>() && value.extract::<f64>()?.is_nan() {
            // What pandas puts where a text is missing.
            texts.push("");
        } else {
            let kind = value.get_type().name()?.to_string();
            return Err(refused(MatchTableError::ColumnType { column: name.to_owned(), kind }));
        }
    }
    Ok(Values(texts.rows(), Box::new(texts)))
}

fn is_arrow(values: &Bound<'_, PyAny>) -> PyResult<bool> {
    Ok(values.hasattr("__arrow_c_array__")? || values.hasattr("__arrow_c_stream__")?)
}

fn values(name: &str, values: &Bound<'_, PyAny>) -> PyResult<Values> {
    if is_arrow(values)? { arrow_values(name, values.extract()?) } else { plain_values(name, values) }
}

/// A table that is matched.
#[pyclass(frozen, module = "dcr._dcr")]
pub(crate) struct MatchTable(Arc<Table>);

impl MatchTable {
    pub(crate) fn shared(&self) -> Arc<Table> {
        self.0.clone()
    }
}

#[pymethods]
impl MatchTable {
    /// Reads a table: whatever has `__arrow_c_stream__` or `__arrow_c_array__`, or a dictionary of columns. `columns` holds
    /// for each field the names of its columns; without it the columns that bear a field's name are taken.
    #[staticmethod]
    fn read(table: &Bound<'_, PyAny>, columns: Option<Vec<(String, Vec<String>)>>) -> PyResult<Self> {
        if let Some(columns) = &columns {
            columns.iter().try_for_each(|(field, _)| match_door::field_of(field).map(drop)).map_err(raised)?;
        }
        // What another library hands over as Arrow may be broken.
        let read = guarded_here(|| match is_arrow(table)? {
            true => from_arrow(table, columns),
            false => from_dict(table.cast()?, columns),
        })?;
        Ok(Self(Arc::new(read)))
    }

    fn __len__(&self) -> usize {
        self.0.rows()
    }

    fn __repr__(&self) -> String {
        format!("<MatchTable rows={}>", self.0.rows())
    }
}

/// Which columns hold which fields: as stated, or those that bear a field's name.
fn chosen(columns: Option<Vec<(String, Vec<String>)>>, names: &[String]) -> PyResult<Vec<(String, usize)>> {
    let Some(columns) = columns else {
        let known = names.iter().enumerate().filter(|(_, name)| match_door::field_of(name).is_ok());
        return Ok(known.map(|(place, name)| (name.clone(), place)).collect());
    };
    let mut found = Vec::new();
    for (field, wanted) in columns {
        for column in wanted {
            let Some(place) = names.iter().position(|name| *name == column) else {
                return Err(refused(MatchTableError::ColumnMissing { field, column }));
            };
            found.push((field.clone(), place));
        }
    }
    Ok(found)
}

fn from_arrow(table: &Bound<'_, PyAny>, columns: Option<Vec<(String, Vec<String>)>>) -> PyResult<Table> {
    let (batches, schema) = table.extract::<AnyRecordBatch>()?.into_table()?.into_inner();
    let names: Vec<String> = schema.fields().iter().map(|field| field.name().clone()).collect();
    let mut read = Table::new(batches.iter().map(|batch| batch.num_rows()).sum()).map_err(raised)?;
    for (field, place) in chosen(columns, &names)? {
        let arrays = batches.iter().filter_map(|batch| batch.columns().get(place));
        let column = ArrowColumn::read(arrays).map_err(|kind| {
            let column = names.get(place).cloned().unwrap_or_default();
            refused(MatchTableError::ColumnType { column, kind })
        })?;
        read.add(&field, column.rows(), Box::new(column)).map_err(raised)?;
    }
    Ok(read)
}

fn from_dict(table: &Bound<'_, PyDict>, columns: Option<Vec<(String, Vec<String>)>>) -> PyResult<Table> {
    let names: Vec<String> = table.keys().iter().map(|name| name.extract()).collect::<PyResult<_>>()?;
    let mut read: Option<Table> = None;
    for (field, place) in chosen(columns, &names)? {
        let Some(name) = names.get(place) else { continue };
        let Some(column) = table.get_item(name)? else { continue };
        let Values(rows, column) = values(name, &column)?;
        let table = match read.as_mut() {
            Some(table) => table,
            None => read.insert(Table::new(rows).map_err(raised)?),
        };
        table.add(&field, rows, column).map_err(raised)?;
    }
    read.map_or_else(|| Table::new(0).map_err(raised), Ok)
}

/// What came of matching tables.
#[pyclass(frozen, module = "dcr._dcr")]
pub(crate) struct Linked(LinkedTables);

#[pymethods]
impl Linked {
    /// For each row the row by which its cluster is named, as an Arrow table.
    fn clusters(&self, python: Python<'_>) -> ArrowTable {
        python.detach(|| arrow_table::clusters(&self.0.found().cluster_of))
    }

    /// The same as numbers.
    fn cluster_of(&self) -> Vec<u32> {
        self.0.found().cluster_of.clone()
    }

    /// The pairs that are possible or linked, in the order of their rows, as an Arrow table.
    fn pairs(&self, python: Python<'_>) -> ArrowTable {
        python.detach(|| arrow_table::pairs(&self.0.found().pairs))
    }

    /// The pairs that a person should look at, the highest rank first, as an Arrow table.
    fn review(&self, python: Python<'_>) -> ArrowTable {
        python.detach(|| arrow_table::pairs(&self.0.review()))
    }

    /// What was found, in a form.
    fn tell(&self, python: Python<'_>, form: &str) -> PyResult<String> {
        python.detach(|| guarded(|| self.0.tell(form)))
    }

    /// How two rows compare, in a form.
    fn explain(&self, python: Python<'_>, left: u32, right: u32, form: &str) -> PyResult<String> {
        python.detach(|| guarded(|| self.0.tell_explained(left, right, form)))
    }

    /// The model that was used, with what was learned.
    fn model(&self) -> MatchModel {
        MatchModel(self.0.found().model.clone())
    }

    /// Evaluates it against the person of each row.
    fn evaluate(&self, python: Python<'_>, person: &Bound<'_, PyAny>) -> PyResult<Evaluated> {
        let Values(rows, person) = guarded_here(|| values("truth", person))?;
        python.detach(|| guarded(|| self.0.evaluate(rows, person.as_ref()))).map(Evaluated)
    }
}

/// Precision and recall at each threshold.
#[pyclass(frozen, module = "dcr._dcr")]
pub(crate) struct Evaluated(match_door::Evaluated);

#[pymethods]
impl Evaluated {
    /// The points, and the thresholds for a rate of false joins in a million, as JSON.
    fn to_json(&self, python: Python<'_>, false_joins: u64) -> PyResult<String> {
        python.detach(|| guarded(|| self.0.to_json(false_joins)))
    }

    /// Precision over recall as a plot in SVG.
    fn svg(&self) -> String {
        self.0.svg()
    }
}

/// Evaluates scores of pairs of which it is known whether they are of one person.
#[pyfunction]
pub(crate) fn evaluate_scores(
    python: Python<'_>,
    ranks: Vec<i32>,
    same: Vec<bool>,
    true_pairs: u64,
) -> PyResult<Evaluated> {
    let same: Vec<u8> = same.into_iter().map(u8::from).collect();
    python.detach(|| guarded(|| match_door::evaluate_scores(&ranks, &same, true_pairs))).map(Evaluated)
}

/// Matches a table with itself or with another.
#[pyfunction]
pub(crate) fn link_table(
    python: Python<'_>,
    table: &MatchTable,
    other: Option<&MatchTable>,
    model: &MatchModel,
    threads: usize,
    progress: Option<Py<PyAny>>,
    decisions: Option<&str>,
) -> PyResult<Linked> {
    let (table, other) = (table.0.clone(), other.map(|other| other.0.clone()));
    // What the callback raised, or an interrupt, is raised again once the work has stopped.
    let raised_there: Mutex<Option<PyErr>> = Mutex::new(None);
    let hears = |step: Step| {
        let asked = Python::attach(|python| {
            python.check_signals()?;
            let (name, done) = step.told();
            match &progress {
                None => Ok(true),
                Some(progress) => Ok(!progress.bind(python).call1((name, done))?.is(PyBool::new(python, false))),
            }
        });
        match asked {
            Ok(true) => ControlFlow::Continue(()),
            Ok(false) => ControlFlow::Break(()),
            Err(error) => {
                *raised_there.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                ControlFlow::Break(())
            }
        }
    };
    let linked = python.detach(|| {
        guarded(|| match_door::link(&Linking { table, other, decisions, threads, hears: Some(&hears) }, &model.0))
    });
    match raised_there.into_inner().unwrap_or_else(PoisonError::into_inner) {
        Some(error) => Err(error),
        None => linked.map(Linked),
    }
}

/// Trains a model; the model, and what was found as JSON.
#[pyfunction]
pub(crate) fn train(
    python: Python<'_>,
    table: &MatchTable,
    other: Option<&MatchTable>,
    base: &MatchModel,
    threads: usize,
    pairs: Option<u64>,
) -> PyResult<(MatchModel, String)> {
    let work = || {
        let other = other.map(|other| other.0.as_ref());
        let (model, report) = match_door::train(&table.0, other, &base.0, threads, pairs)?;
        Ok((MatchModel(model), report.to_json()?))
    };
    python.detach(|| guarded(work))
}
