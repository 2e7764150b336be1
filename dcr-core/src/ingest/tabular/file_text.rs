//! A file of any kind as the bytes of a CSV text.

use super::mapping::{Document, Encoding};
use super::workbook::{self, Bounds};
use crate::ingest::{Issue, Limits, Severity};
use encoding_rs::{UTF_16BE, UTF_16LE};
use std::borrow::Cow;

/// What marks a text as UTF-8, whatever the mapping says of its files.
pub(super) const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";

/// How many times the largest file's size a workbook's parts may have when they are unpacked.
const LARGEST_UNPACKED: usize = 8;

/// Why a file cannot be read as a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FileFault {
    code: &'static str,
    message: &'static str,
}

impl FileFault {
    pub(super) const SIZE: Self =
        Self { code: "tabular.file.size", message: "the file, or what is packed in it, is larger than the limit" };
    pub(super) const COLUMNS: Self =
        Self { code: "tabular.file.columns", message: "the file has more columns than the limit" };
    pub(super) const WORKBOOK: Self =
        Self { code: "tabular.file.workbook", message: "the file is an archive but no workbook that can be read" };
    pub(super) const SHEET: Self =
        Self { code: "tabular.file.sheet", message: "the workbook lacks the sheet that the mapping names" };
    const ENCODING: Self =
        Self { code: "tabular.file.encoding", message: "the file is not in the character set that it should be in" };

    /// The issue that it is.
    pub(super) fn issue(self) -> Issue {
        Issue::new(Severity::Fatal, self.code, "file", self.message)
    }
}

/// The text of a file: a workbook's sheet, or what is UTF-16, becomes UTF-8 behind its mark, so that a row of it is read
/// again as the same; any other file is as it came.
///
/// A mark at the beginning of the file is believed before the mapping is.
///
/// # Errors
/// A fault when the file is too large or not what it seems.
pub(super) fn file_text<'b>(bytes: &'b [u8], document: &Document, limits: &Limits) -> Result<Cow<'b, [u8]>, FileFault> {
    if bytes.len() > limits.message_bytes {
        return Err(FileFault::SIZE);
    }
    if bytes.starts_with(workbook::MARK) {
        let bounds = Bounds {
            text: limits.message_bytes,
            unpacked: limits.message_bytes.saturating_mul(LARGEST_UNPACKED),
            columns: limits.repeats,
        };
        let delimiter = document.delimiter.unwrap_or_default().byte();
        let text = workbook::text(bytes, document.sheet.as_deref(), delimiter, &document.dates, bounds)?;
        return Ok(Cow::Owned([UTF8_MARK, &text].concat()));
    }
    let (encoding, text) = if let Some(text) = bytes.strip_prefix(b"\xff\xfe") {
        (UTF_16LE, text)
    } else if let Some(text) = bytes.strip_prefix(b"\xfe\xff") {
        (UTF_16BE, text)
    } else {
        match document.encoding {
            Some(Encoding::Utf16le) if !bytes.starts_with(UTF8_MARK) => (UTF_16LE, bytes),
            Some(Encoding::Utf16be) if !bytes.starts_with(UTF8_MARK) => (UTF_16BE, bytes),
            _ => return Ok(Cow::Borrowed(bytes)),
        }
    };
    let (text, wrong) = encoding.decode_without_bom_handling(text);
    if wrong { Err(FileFault::ENCODING) } else { Ok(Cow::Owned([UTF8_MARK, text.as_bytes()].concat())) }
}
