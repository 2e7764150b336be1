//! A CSV file as a header and rows, each with its bytes as they came.

use super::file_text::UTF8_MARK;
use super::mapping::Encoding;
use csv::{ByteRecord, StringRecord};
use encoding_rs::WINDOWS_1252;

/// One record of a file.
pub(super) struct Record<'b> {
    /// Its bytes as they came, with its line end.
    pub(super) bytes: &'b [u8],
    /// Where in the file it ends.
    pub(super) end: usize,
    /// Its cells.
    pub(super) cells: &'b StringRecord,
    /// Whether it is not in the character set that it should be in; it was read as windows-1252.
    pub(super) mismatched: bool,
    /// Whether every quoted cell ends where a cell may end. Where it does not, the reader may have joined what does
    /// not belong together, even other people's rows.
    pub(super) quoted_soundly: bool,
}

/// A file's records, the header first.
pub(super) struct Records<'b> {
    file: &'b [u8],
    mark: usize,
    delimiter: u8,
    windows_1252: bool,
    reader: csv::Reader<&'b [u8]>,
    /// The record that was read last; its memory is used again for the next.
    record: StringRecord,
}

impl<'b> Records<'b> {
    /// The records of a file; a UTF-8 byte order mark is not part of the first.
    pub(super) fn new(file: &'b [u8], delimiter: u8, encoding: Option<Encoding>) -> Self {
        let bytes = file.strip_prefix(UTF8_MARK).unwrap_or(file);
        let windows_1252 = encoding == Some(Encoding::Windows1252) && bytes.len() == file.len();
        let reader =
            csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(bytes);
        let mark = file.len() - bytes.len();
        Self { file, mark, delimiter, windows_1252, reader, record: StringRecord::new() }
    }
}

impl Records<'_> {
    /// Where in the file the next record begins.
    fn offset(&self) -> usize {
        // A position in memory fits; the bound keeps a hypothetical larger one inside the file.
        usize::try_from(self.reader.position().byte())
            .unwrap_or(usize::MAX)
            .saturating_add(self.mark)
            .min(self.file.len())
    }
}

impl Records<'_> {
    /// The next record, which stands until the one after it is read.
    pub(super) fn next(&mut self) -> Option<Record<'_>> {
        let start = self.offset();
        let mut record = std::mem::take(&mut self.record).into_byte_record();
        // Reading from memory into byte records of any length has no error to give.
        if !self.reader.read_byte_record(&mut record).unwrap_or(false) {
            return None;
        }
        let end = self.offset();
        let before = self.file.get(start..end)?;
        let blank = before.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        // A line end of two characters may lie half in this record and half before the next.
        let second_half = before.ends_with(b"\r") && self.file.get(end) == Some(&b'\n');
        let end = end + usize::from(second_half);
        let bytes = self.file.get(start + blank..end)?;
        let mut mismatched = false;
        self.record = if self.windows_1252 {
            from_windows_1252(&record)
        } else {
            StringRecord::from_byte_record(record).unwrap_or_else(|error| {
                mismatched = true;
                from_windows_1252(&error.into_byte_record())
            })
        };
        let quoted_soundly = quoted_soundly(bytes, self.delimiter);
        Some(Record { bytes, end, cells: &self.record, mismatched, quoted_soundly })
    }
}

fn from_windows_1252(record: &ByteRecord) -> StringRecord {
    record.iter().map(|cell| WINDOWS_1252.decode_without_bom_handling(cell).0).collect()
}

/// RFC 4180 section 2, rules 5 to 7: a quoted cell ends with a quote before a delimiter or the record's end.
fn quoted_soundly(record: &[u8], delimiter: u8) -> bool {
    if memchr::memchr(b'"', record).is_none() {
        return true;
    }
    let mut bytes = record.iter().copied().peekable();
    loop {
        if bytes.next_if_eq(&b'"').is_some() {
            loop {
                match bytes.next() {
                    None => return false,
                    Some(b'"') if bytes.next_if_eq(&b'"').is_none() => break,
                    Some(_) => {}
                }
            }
            if bytes.peek().is_some_and(|&byte| byte != delimiter && !matches!(byte, b'\r' | b'\n')) {
                return false;
            }
        }
        // The rest of an unquoted cell, where a quote is a character like any other.
        if !bytes.by_ref().any(|byte| byte == delimiter) {
            return true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(file: &[u8]) -> Vec<(Vec<String>, Vec<u8>)> {
        let mut records = Records::new(file, b',', None);
        let next = || {
            let record = records.next()?;
            Some((record.cells.iter().map(str::to_owned).collect(), record.bytes.to_vec()))
        };
        std::iter::from_fn(next).collect()
    }

    #[test]
    fn every_record_keeps_its_own_bytes() {
        let read = texts(b"\xef\xbb\xbfa,b\r\n\r\n1,\"x\r\ny\"\r\n2,z");
        let bytes: Vec<&[u8]> = read.iter().map(|(_, bytes)| bytes.as_slice()).collect();
        assert_eq!(bytes, [&b"a,b\r\n"[..], b"1,\"x\r\ny\"\r\n", b"2,z"]);
        assert_eq!(read[0].0, ["a", "b"]);
        assert_eq!(read[1].0, ["1", "x\r\ny"]);
        assert_eq!(
            texts(b"a\rb\r"),
            [(vec!["a".to_owned()], b"a\r".to_vec()), (vec!["b".to_owned()], b"b\r".to_vec())]
        );
    }

    #[test]
    fn a_record_that_is_not_utf_8_is_windows_1252() {
        let mut records = Records::new(b"Zo\xeb,\x93ok\x94\nZo\xc3\xab,x\n", b',', None);
        let first = records.next().unwrap();
        assert_eq!((&first.cells[0], &first.cells[1], first.mismatched), ("Zoë", "“ok”", true));
        let second = records.next().unwrap();
        assert_eq!((&second.cells[0], second.mismatched), ("Zoë", false));
    }

    #[test]
    fn a_quote_that_does_not_end_its_cell_is_noticed() {
        for sound in ["a,b", "\"a\",\"b,c\"\r\n", "\"a\"\"b\",c", "5\" bed,x", "\"\"", ""] {
            assert!(quoted_soundly(sound.as_bytes(), b','), "{sound}");
        }
        for unsound in ["\"a,b\n", "a,\"b\nc,d", "\"a\"b,c", "a,\"b\" ,c"] {
            assert!(!quoted_soundly(unsound.as_bytes(), b','), "{unsound}");
        }
    }
}
