//! Maps as tables: comma, tab or semicolon between the cells, a header row first.

use super::code_map::{CodeMap, MapHead, MapSummary, is_target};
use super::code_table::{CodeTable, Row};
use super::descriptor::{MapDelimiter, MapDescriptor};
use super::read_code::asked;
use super::{LARGEST_FILE, TerminologyError};
use csv::ByteRecord;

/// Reads a map's table as its descriptor says.
///
/// A row whose target is empty or begins with `_` (as in the NHS's maps) says that the code has no target. Of the
/// revisions of one row the latest alone counts, so that a row that was withdrawn is not used in an earlier state.
///
/// # Errors
/// [`TerminologyError`] with the line of the fault: a row with more or fewer cells than the header, bytes that are not
/// UTF-8, a code that cannot be one of its system, a target that is not a SNOMED CT concept where one is meant.
pub fn read_map(descriptor: &MapDescriptor, table: &[u8]) -> Result<CodeMap, TerminologyError> {
    if table.len() > LARGEST_FILE {
        return Err(TerminologyError::Size);
    }
    let table = table.strip_prefix(b"\xef\xbb\xbf").unwrap_or(table);
    let delimiter = match descriptor.delimiter {
        MapDelimiter::Comma => b',',
        MapDelimiter::Tab => b'\t',
        MapDelimiter::Semicolon => b';',
    };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .quoting(descriptor.delimiter != MapDelimiter::Tab)
        .flexible(true)
        .has_headers(false)
        .from_reader(table);
    let mut record = ByteRecord::new();
    let unreadable = |_| TerminologyError::Row { line: 0, fault: "the table cannot be read" };
    if !reader.read_byte_record(&mut record).map_err(unreadable)? {
        return Err(TerminologyError::Row { line: 1, fault: "there is no header row" });
    }
    let columns = Columns::of(descriptor, &record)?;
    let mut pending = Pending::default();
    while reader.read_byte_record(&mut record).map_err(unreadable)? {
        if record.len() == 1 && record.get(0).is_some_and(<[u8]>::is_empty) {
            continue;
        }
        columns.read(descriptor, &record, &mut pending).map_err(|error| {
            error.unwrap_or_else(|fault| TerminologyError::Row { line: line_of(table, &record), fault })
        })?;
    }
    Ok(pending.settle(descriptor))
}

/// The line on which a record begins. The reader's own count is of line breaks that it has read whole, which of two bytes
/// are not yet when the next record begins.
fn line_of(table: &[u8], record: &ByteRecord) -> u64 {
    let start = record.position().map_or(0, csv::Position::byte);
    let start = usize::try_from(start).unwrap_or(usize::MAX);
    let breaks = table.get(start..).unwrap_or_default().iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    let before = table.get(..start + breaks).unwrap_or(table);
    memchr::memchr_iter(b'\n', before).count() as u64 + 1
}

/// Where the columns are.
struct Columns {
    count: usize,
    code: usize,
    target: usize,
    term: Option<usize>,
    display: Option<usize>,
    assured: Option<usize>,
    active: Option<usize>,
    revision: Option<(usize, usize)>,
}

/// A row's fault: words for it, or an error of its own.
type Fault = Result<TerminologyError, &'static str>;

impl Columns {
    fn of(descriptor: &MapDescriptor, header: &ByteRecord) -> Result<Self, TerminologyError> {
        let find = |name: &str, column: &'static str| {
            let is = |cell: &[u8]| cell.trim_ascii().eq_ignore_ascii_case(name.trim().as_bytes());
            let mut places = header.iter().enumerate().filter(|(_, cell)| is(cell)).map(|(place, _)| place);
            match (places.next(), places.next()) {
                (Some(place), None) => Ok(place),
                _ => Err(TerminologyError::Column { column }),
            }
        };
        let optional = |name: &Option<String>, column| name.as_deref().map(|name| find(name, column)).transpose();
        let names = &descriptor.columns;
        Ok(Self {
            count: header.len(),
            code: find(&names.code, "code")?,
            target: find(&names.target, "target")?,
            term: optional(&names.term, "term")?,
            display: optional(&names.display, "display")?,
            assured: optional(&names.assured, "assured")?,
            active: optional(&names.active, "active")?,
            revision: optional(&names.revision_of, "revision_of")?.zip(optional(&names.date, "date")?),
        })
    }

    fn read(&self, descriptor: &MapDescriptor, record: &ByteRecord, pending: &mut Pending) -> Result<(), Fault> {
        if record.len() != self.count {
            return Err(Err("the row has not as many cells as the header"));
        }
        let cell = |place: usize| {
            let bytes = record.get(place).unwrap_or_default();
            std::str::from_utf8(bytes).map(str::trim).map_err(|_| Err("the row is not UTF-8"))
        };
        let flag = |place: Option<usize>, fault: &'static str| {
            let Some(place) = place else { return Ok(true) };
            match cell(place)? {
                "1" | "true" | "TRUE" | "True" | "yes" | "YES" | "Yes" => Ok(true),
                "" | "0" | "false" | "FALSE" | "False" | "no" | "NO" | "No" => Ok(false),
                _ => Err(Err(fault)),
            }
        };
        let code = asked(&descriptor.from, cell(self.code)?).ok_or(Err("the code cannot be one of its system"))?;
        let target = cell(self.target)?;
        let term = match self.term {
            Some(place) => cell(place)?,
            None => code.term.unwrap_or_default(),
        };
        let targeted = !target.is_empty() && !target.starts_with('_');
        if targeted && !is_target(&descriptor.to, target) {
            return Err(Err("the target cannot be a code of its system"));
        }
        let state = State {
            targeted,
            active: flag(self.active, "whether the row is active is neither 1 nor 0")?,
            assured: flag(self.assured, "whether the row is assured is neither 1 nor 0")?,
        };
        let display = self.display.map(cell).transpose()?.unwrap_or_default();
        let target = if targeted { target } else { "" };
        if !pending.table.push(Row { code: &code.code, term, target, display }).map_err(Ok)? {
            return Err(Err("a cell is longer than a map can hold"));
        }
        pending.states.push(state);
        if let Some((id, date)) = self.revision {
            let date = date_of(cell(date)?).ok_or(Err("the date is not written as YYYYMMDD"))?;
            pending.revisions.push(cell(id)?, date).map_err(Ok)?;
        }
        Ok(())
    }
}

/// A date as eight digits.
fn date_of(text: &str) -> Option<u32> {
    let digits = text.split(['-', '.', '/']).try_fold(String::with_capacity(8), |mut digits, part| {
        part.bytes().all(|byte| byte.is_ascii_digit()).then(|| {
            digits.push_str(part);
            digits
        })
    })?;
    (digits.len() == 8).then(|| digits.parse().ok()).flatten()
}

/// Whether a row may be used.
#[derive(Clone, Copy)]
struct State {
    targeted: bool,
    active: bool,
    assured: bool,
}

/// Rows as they were read, in the order of the file.
#[derive(Default)]
struct Pending {
    table: CodeTable,
    states: Vec<State>,
    revisions: Revisions,
}

impl Pending {
    fn settle(self, descriptor: &MapDescriptor) -> CodeMap {
        let latest = self.revisions.latest(self.table.len());
        let mut summary = MapSummary { rows: self.table.len() as u64, ..MapSummary::default() };
        let mut used = vec![false; self.table.len()];
        for ((state, latest), used) in self.states.iter().zip(latest).zip(&mut used) {
            let left_out = if !latest {
                &mut summary.superseded
            } else if !state.active && !descriptor.use_inactive {
                &mut summary.inactive
            } else if !state.assured && !descriptor.use_unassured {
                &mut summary.unassured
            } else if !state.targeted {
                &mut summary.untargeted
            } else {
                *used = true;
                continue;
            };
            *left_out += 1;
        }
        let table = self.table.sorted(|number| used.get(number).copied().unwrap_or_default());
        let head = MapHead {
            name: descriptor.name.clone(),
            version: descriptor.version.clone(),
            from: descriptor.from.clone(),
            to: descriptor.to.clone(),
            default_term: descriptor.default_term.clone(),
        };
        CodeMap::new(head, table, summary)
    }
}

/// Which rows are revisions of one row, and when each was made.
#[derive(Default)]
struct Revisions {
    text: String,
    /// Where the name ends, and the date.
    made: Vec<(u32, u32)>,
}

impl Revisions {
    fn push(&mut self, id: &str, date: u32) -> Result<(), TerminologyError> {
        self.text.push_str(id);
        let end = u32::try_from(self.text.len()).map_err(|_| TerminologyError::Size)?;
        self.made.push((end, date));
        Ok(())
    }

    /// For each of so many rows, whether no later revision of it is there. Two revisions of one date both count.
    fn latest(&self, rows: usize) -> Vec<bool> {
        let mut latest = vec![true; rows];
        let mut named: Vec<(&str, u32, usize)> = Vec::with_capacity(self.made.len());
        let mut start = 0;
        for (row, (end, date)) in self.made.iter().enumerate() {
            let end = usize::try_from(*end).unwrap_or(usize::MAX);
            named.push((self.text.get(start..end).unwrap_or_default(), *date, row));
            start = end;
        }
        named.sort_unstable();
        for of_one in named.chunk_by(|a, b| a.0 == b.0) {
            let last = of_one.last().map(|(_, date, _)| *date);
            for (_, date, row) in of_one {
                if let Some(flag) = latest.get_mut(*row) {
                    *flag = Some(*date) == last;
                }
            }
        }
        latest
    }
}
