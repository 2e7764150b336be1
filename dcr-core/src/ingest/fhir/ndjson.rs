//! Resources in JSON, one a line: FHIR bulk data, and one person's part of a Bundle about several.
//!
//! A line that holds no resource goes to quarantine alone; references lead from any line to any other.
//!
//! Source: HL7 FHIR Bulk Data Access 2.0 and <https://github.com/ndjson/ndjson-spec>.

use super::json::{self, BadLine};
use super::read::units;
use crate::ingest::{Issue, Limits, Severity, Source, Unit};

/// The units of an input in lines; `None` where it is not lines of which one at least holds a resource.
pub(super) fn read(bytes: &[u8], source: &Source, limits: &Limits) -> Option<Vec<Unit>> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut lines = text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
    // A Bundle that is broken somewhere must not be taken for lines: it has some that begin otherwise.
    let all_objects = lines.clone().all(|line| line.starts_with(b"{"));
    if text.len() > limits.message_bytes || !all_objects || lines.nth(1).is_none() {
        return None;
    }
    let mut bad = Vec::new();
    let readable = match std::str::from_utf8(text) {
        Ok(_) => std::borrow::Cow::Borrowed(text),
        Err(_) => readable(text, &mut bad).into(),
    };
    let (tree, faulty) = json::parse_lines(&readable, limits).ok()?;
    tree.root().children().next()?;
    let mut all = units(&tree, text, source, limits, bad.is_empty() && faulty.is_empty());
    bad.extend(faulty);
    bad.sort_by_key(|(number, _, _)| *number);
    all.extend(bad.into_iter().map(quarantined));
    Some(all)
}

/// The text with every line that is not UTF-8 blank, and those lines.
fn readable<'a>(text: &'a [u8], bad: &mut Vec<BadLine<'a>>) -> Vec<u8> {
    let mut readable = Vec::with_capacity(text.len() + 1);
    for (index, line) in text.split(|byte| *byte == b'\n').enumerate() {
        if std::str::from_utf8(line).is_ok() {
            readable.extend_from_slice(line);
        } else {
            readable.resize(readable.len() + line.len(), b' ');
            bad.push((index + 1, line, Some(json::JsonError::Encoding)));
        }
        readable.push(b'\n');
    }
    readable.pop();
    readable
}

fn quarantined((number, line, error): BadLine<'_>) -> Unit {
    let place = format!("line {number}");
    let reason = match error {
        Some(error) => Issue::new(Severity::Fatal, error.code(), place.clone(), error.message()),
        None => Issue::new(Severity::Fatal, "fhir.resource.none", place.clone(), "the line is not a FHIR resource"),
    };
    Unit::quarantined(place, line, reason)
}
