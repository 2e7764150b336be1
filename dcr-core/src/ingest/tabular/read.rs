//! A file and a mapping to units: one for each row.

use super::cell_set::CellSet;
use super::date_format::read_date;
use super::file_text::file_text;
use super::mapping::{Delimiter, Document, Encoding, Mapping, VersionBy};
use super::original::Originals;
use super::reading::{Account, Reading};
use super::row::{HeaderFault, Layout, Row};
use super::subject::RowSubject;
use super::table::{Record, Records};
use super::value::fold;
use crate::contribution::{
    Attached, ContentHash, Contribution, ContributionBody, ContributionKey, ContributionParts, ContributionStatus,
    Origin, SourceFormat, Version,
};
use crate::identifier::SourceItemId;
use crate::ingest::{Fate, Issue, Limits, Severity, Source, Unit};
use crate::time::Timestamp;
use std::collections::{BTreeSet, HashMap};

/// How many times the file's own size the units' original bytes may have in all: each row's original repeats the
/// header.
const LARGEST_GROWTH: usize = 8;

/// Reads a file of comma-separated or otherwise delimited values, or an XLSX workbook, through a mapping: one unit for each
/// row.
///
/// Of a workbook one sheet is read; its rows become CSV text behind a UTF-8 byte order mark, as do the rows of a file in
/// UTF-16, and the units' originals are of that text.
///
/// A file that is too large, empty, not text, or lacks required columns is one quarantined unit with an issue for each
/// fault. Rows are numbered as a spreadsheet does, the header being row 1; blank lines are not counted.
///
/// Of several rows of one file that state the same item in different ways the last wins if their versions tie: each
/// later one is recorded one millisecond after the one before. A contribution that an earlier row of the file stated in
/// the same words is not stated again.
#[must_use]
pub fn read(bytes: &[u8], mapping: &Mapping, source: &Source, limits: &Limits) -> Vec<Unit> {
    let file = |issues: Vec<Issue>| quarantined_file(bytes, issues);
    let fault = |code, message| vec![Issue::new(Severity::Fatal, code, "file", message)];
    let document = mapping.document();
    let text = match file_text(bytes, document, limits) {
        Ok(text) => text,
        Err(fault) => return file(vec![fault.issue()]),
    };
    let delimiter = document.delimiter.map_or_else(|| told_by_header(&text, document), Delimiter::byte);
    let mut records = Records::new(&text, delimiter, document.encoding);
    let Some(header) = records.next() else {
        return file(fault("tabular.file.empty", "the file has no header row"));
    };
    if header.cells.len() > limits.repeats {
        return file(fault("tabular.file.columns", "the file has more columns than the limit"));
    }
    if !header.quoted_soundly {
        return file(fault("tabular.file.header", "a quote in the header row is not closed where a cell ends"));
    }
    // The header's bytes as they came, a byte order mark before them included, so that a unit reads as its file did.
    let header_bytes = text.get(..header.end).unwrap_or_default();
    let layout = match Layout::new(document, header.cells) {
        Ok(layout) => layout,
        Err(faults) => return file(faults.iter().map(header_issue).collect()),
    };
    let mapped_by = format!("{} {} {}", mapping.name(), mapping.version(), mapping.digest());
    let mut reader = FileReader {
        mapping,
        source,
        layout: &layout,
        originals: Originals::new(header_bytes),
        mapped_by,
        stated: HashMap::new(),
    };
    let (mut units, mut size): (Vec<Unit>, usize) = (Vec::new(), 0);
    while let Some(record) = records.next() {
        size = size.saturating_add(header_bytes.len()).saturating_add(record.bytes.len());
        if size > limits.message_bytes.saturating_mul(LARGEST_GROWTH) {
            return file(fault("tabular.file.size", "the file has more rows than its header's length allows"));
        }
        let unit = reader.unit(units.len() + 2, &record, &units);
        units.push(unit);
    }
    units
}

/// The delimiter by which the most of the mapping's columns stand in the header.
fn told_by_header(text: &[u8], document: &Document) -> u8 {
    let declared: BTreeSet<String> = document.header.columns().map(|column| fold(column)).collect();
    let found = |delimiter: u8| {
        let mut records = Records::new(text, delimiter, document.encoding);
        records.next().map_or(0, |header| header.cells.iter().filter(|cell| declared.contains(&fold(cell))).count())
    };
    let mut best = (Delimiter::Comma.byte(), 0);
    for delimiter in Delimiter::ALL.map(Delimiter::byte) {
        let count = found(delimiter);
        if count > best.1 {
            best = (delimiter, count);
        }
    }
    best.0
}

fn quarantined_file(bytes: &[u8], issues: Vec<Issue>) -> Vec<Unit> {
    let Some(reason) = issues.first().cloned() else { return Vec::new() };
    vec![Unit { issues, ..Unit::quarantined("file", bytes, reason) }]
}

fn header_issue(fault: &HeaderFault<'_>) -> Issue {
    let (code, name, message) = match fault {
        HeaderFault::Missing(name) => ("tabular.header.missing", name, "the file lacks a column that it must have"),
        HeaderFault::Repeated(name) => ("tabular.header.repeated", name, "the file has a column twice"),
    };
    Issue::new(Severity::Fatal, code, format!("row 1, {name}"), message)
}

/// What the file's rows have stated so far about one item.
struct Stated {
    /// Which unit and which of its contributions stated it last.
    last: (usize, usize),
    /// How many different statements came before it.
    earlier: i64,
}

/// The state of reading one file.
struct FileReader<'f> {
    mapping: &'f Mapping,
    source: &'f Source,
    layout: &'f Layout<'f>,
    originals: Originals<'f>,
    /// What every contribution's origin says of the mapping.
    mapped_by: String,
    /// Only ever asked for one item, so that the order in which it holds them does not matter.
    stated: HashMap<SourceItemId, Stated>,
}

/// What a row states under one key, before it is told from what earlier rows stated.
struct Claim {
    item: SourceItemId,
    status: ContributionStatus,
    body: Option<ContributionBody>,
}

impl FileReader<'_> {
    fn document(&self) -> &Document {
        self.layout.document
    }

    fn unit(&mut self, number: usize, record: &Record<'_>, before: &[Unit]) -> Unit {
        let place = format!("row {number}");
        let (original, hash) = self.originals.of(record.bytes);
        match self.row(number, record, hash, before) {
            Ok((contributions, issues)) => {
                Unit { place, original, contributions, directory: Vec::new(), issues, fate: Fate::Accepted }
            }
            Err(reason) => Unit::quarantined(place, &original, reason),
        }
    }

    fn row(
        &mut self,
        number: usize,
        record: &Record<'_>,
        message: ContentHash,
        before: &[Unit],
    ) -> Result<(Vec<Contribution>, Vec<Issue>), Issue> {
        let place = format!("row {number}");
        let fatal = |code, place: &str, message| Issue::new(Severity::Fatal, code, place, message);
        if !record.quoted_soundly {
            return Err(fatal("tabular.row.quoting", &place, "a quote is not closed where a cell ends"));
        }
        if record.cells.len() != self.layout.columns {
            return Err(fatal("tabular.row.cells", &place, "the row has not as many cells as the header"));
        }
        let row = Row::new(self.layout, number, record.cells);
        let (subject, mut account) = self.document().subject.read(&row)?;
        if record.mismatched && self.document().encoding == Some(Encoding::Utf8) {
            return Err(fatal("tabular.row.encoding", &place, "the row is not UTF-8, which the mapping says it is"));
        }
        if record.mismatched {
            account.issues.push(Issue::new(
                Severity::Note,
                "tabular.row.encoding",
                place.as_str(),
                "the row is not UTF-8 and was read as windows-1252",
            ));
        }
        let version = self.version(&row, &mut account)?;
        let claims = self.claims(&row, &subject, &mut account);
        if claims.is_empty() {
            return Err(fatal("tabular.row.states-nothing", &place, "the row states nothing that the mapping knows"));
        }
        let mut attached = self.attached(&row, &mut account);
        let mut contributions = Vec::with_capacity(claims.len());
        let mut repeated = false;
        for claim in claims {
            let attached = std::mem::take(&mut attached);
            let place_in_file = (before.len(), contributions.len());
            let Some(recorded) = self.recorded(&claim, version, &attached, before, place_in_file) else { continue };
            repeated |= recorded != self.source.received;
            let parts = ContributionParts {
                key: ContributionKey {
                    organisation: self.source.organisation.clone(),
                    system: self.source.system.clone(),
                    item: claim.item,
                },
                version,
                derived_from: None,
                recorded,
                subject: subject.id.clone(),
                status: claim.status,
                body: claim.body,
                origin: Origin {
                    format: SourceFormat::Tabular,
                    message,
                    message_id: None,
                    place: Some(place.clone()),
                    mapping: Some(self.mapped_by.clone()),
                },
                attached,
            };
            contributions.push(
                Contribution::new(parts)
                    .map_err(|error| fatal(error.code(), &place, "the row makes no contribution"))?,
            );
        }
        if repeated || contributions.is_empty() {
            account.issues.push(Issue::new(
                Severity::Note,
                "tabular.row.repeated",
                place.as_str(),
                "an earlier row of the file states the same item; the last row wins",
            ));
        }
        Ok((contributions, account.issues))
    }

    /// The version that the row's contributions have.
    fn version(&self, row: &Row<'_>, account: &mut Account) -> Result<Version, Issue> {
        let column = match &self.document().version_by {
            VersionBy::Received => return Ok(Version::from_time(self.source.received)),
            VersionBy::Column(column) => column,
        };
        let date = row.cell(column).and_then(|(position, text)| {
            let date = read_date(&self.document().dates, text).ok()?;
            account.used.insert(position);
            Some(date)
        });
        // A guessed version could let an old import win over a new one for good.
        date.map(|date| Version::from_time(date.earliest())).ok_or_else(|| {
            Issue::new(
                Severity::Fatal,
                "tabular.row.version",
                row.place(column),
                "the row does not say which import it belongs to",
            )
        })
    }

    fn claims(&self, row: &Row<'_>, subject: &RowSubject, account: &mut Account) -> Vec<Claim> {
        let mut claims: Vec<Claim> = Vec::new();
        for output in self.document().outputs.iter().filter(|output| output.applies(row)) {
            let mut reading = Reading::new(row);
            let read = output.read(&mut reading, subject);
            let item = output.item.read(self.mapping.name(), row, &subject.id);
            match (read, item) {
                (Ok(body), Ok(item)) if claims.iter().all(|claim| claim.item != item) => {
                    account.absorb(reading.account);
                    let status = if body.is_some() { ContributionStatus::Current } else { ContributionStatus::Deleted };
                    claims.push(Claim { item, status, body });
                }
                _ => {
                    // Nothing counts as used, so that every cell that no other output uses is attached.
                    account.absorb(Account { used: CellSet::default(), ..reading.account });
                    account.issues.push(Issue::new(
                        Severity::Error,
                        "tabular.output.incomplete",
                        row.place(&output.item.name),
                        "the row lacks what the entry cannot be without, or states it twice; its cells stay attached",
                    ));
                }
            }
        }
        claims
    }

    /// Every cell that says something and that no contribution says.
    fn attached(&self, row: &Row<'_>, account: &mut Account) -> Vec<Attached> {
        for (column, words) in &self.document().compared {
            if let Some((position, text)) = row.cell(column)
                && !account.used.contains(position)
                && !words.contains(&fold(text))
            {
                account.issues.push(Issue::new(
                    Severity::Warning,
                    "tabular.value.unmatched",
                    row.place(column),
                    "no condition of the mapping knows this word; the cell stays attached",
                ));
            }
        }
        let unused = |position: usize| account.unusable.contains(position) || !account.used.contains(position);
        row.said()
            .filter(|(position, _)| unused(*position))
            .map(|(position, cell)| Attached {
                place: self.layout.attached_place(position).to_owned(),
                content: cell.to_owned(),
            })
            .collect()
    }

    /// When the claim is recorded: as received, a later statement of the same item after the earlier ones. `None` when
    /// the row before that stated this item stated exactly this.
    fn recorded(
        &mut self,
        claim: &Claim,
        version: Version,
        attached: &[Attached],
        before: &[Unit],
        here: (usize, usize),
    ) -> Option<Timestamp> {
        let earlier = match self.stated.get_mut(&claim.item) {
            None => {
                self.stated.insert(claim.item.clone(), Stated { last: here, earlier: 0 });
                0
            }
            Some(stated) => {
                let (unit, contribution) = stated.last;
                let last = before.get(unit).and_then(|unit| unit.contributions.get(contribution));
                let same = last.map(Contribution::parts).is_some_and(|last| {
                    last.version == version
                        && last.status == claim.status
                        && last.body == claim.body
                        && last.attached == attached
                });
                if same {
                    return None;
                }
                stated.last = here;
                stated.earlier += 1;
                stated.earlier
            }
        };
        let received = self.source.received;
        Some(Timestamp::from_millis(received.millis().saturating_add(earlier)).unwrap_or(received))
    }
}
