//! Millions of rows in little memory: one run of bytes, and where each row begins in it.

use super::TerminologyError;

/// One row of a map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Row<'a> {
    /// The code that is mapped.
    pub(super) code: &'a str,
    /// Which of its terms; empty where the map makes no difference.
    pub(super) term: &'a str,
    /// The code that it is mapped to.
    pub(super) target: &'a str,
    /// The words for the target; empty where the map gives none.
    pub(super) display: &'a str,
}

/// Rows, in the order of code, term, target and display once [`CodeTable::sort`] was called.
///
/// Each row takes its texts, five bytes for their lengths, and four for its place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct CodeTable {
    text: String,
    rows: Vec<Place>,
}

/// Where a row's texts stand. Held apart by bytes, so that nine bytes need no alignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    start: [u8; 4],
    code: u8,
    term: u8,
    target: u8,
    display: [u8; 2],
}

impl CodeTable {
    /// Adds a row; `false` when a text is longer than a row can hold (255 bytes, and 65,535 for the display).
    pub(super) fn push(&mut self, row: Row<'_>) -> Result<bool, TerminologyError> {
        let start = u32::try_from(self.text.len()).map_err(|_| TerminologyError::Size)?.to_ne_bytes();
        let short = |text: &str| u8::try_from(text.len());
        let (Ok(code), Ok(term), Ok(target), Ok(display)) =
            (short(row.code), short(row.term), short(row.target), u16::try_from(row.display.len()))
        else {
            return Ok(false);
        };
        self.rows.push(Place { start, code, term, target, display: display.to_ne_bytes() });
        self.text.extend([row.code, row.term, row.target, row.display]);
        Ok(true)
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    fn at(&self, place: &Place) -> Row<'_> {
        let start = usize::try_from(u32::from_ne_bytes(place.start)).unwrap_or(usize::MAX);
        let rest = self.text.get(start..).unwrap_or_default();
        let (code, rest) = rest.split_at_checked(usize::from(place.code)).unwrap_or_default();
        let (term, rest) = rest.split_at_checked(usize::from(place.term)).unwrap_or_default();
        let (target, rest) = rest.split_at_checked(usize::from(place.target)).unwrap_or_default();
        let display = rest.get(..usize::from(u16::from_ne_bytes(place.display))).unwrap_or_default();
        Row { code, term, target, display }
    }

    /// Every row, in order.
    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|place| self.at(place))
    }

    /// The rows that `keep` tells to keep, by their number so far, in order and without repeats; of two rows that differ
    /// in the display alone the first stays.
    pub(super) fn sorted(&self, keep: impl Fn(usize) -> bool) -> Self {
        let mut kept: Vec<Place> =
            self.rows.iter().enumerate().filter(|(number, _)| keep(*number)).map(|(_, place)| *place).collect();
        kept.sort_unstable_by(|a, b| self.at(a).cmp(&self.at(b)));
        kept.dedup_by(|a, b| {
            let (a, b) = (self.at(a), self.at(b));
            (a.code, a.term, a.target) == (b.code, b.term, b.target)
        });
        let mut sorted = Self::default();
        sorted.rows.reserve_exact(kept.len());
        let bytes = kept.iter().map(|place| {
            let row = self.at(place);
            row.code.len() + row.term.len() + row.target.len() + row.display.len()
        });
        sorted.text.reserve_exact(bytes.sum());
        for place in &kept {
            // What was held once fits again.
            let _ = sorted.push(self.at(place));
        }
        sorted
    }

    /// The rows of a code; of sorted rows alone.
    pub(super) fn of_code<'t>(&'t self, code: &str) -> impl Iterator<Item = Row<'t>> + Clone {
        let from = self.rows.partition_point(|place| self.at(place).code < code);
        let count = self.rows.get(from..).unwrap_or_default().partition_point(|place| self.at(place).code == code);
        self.rows.get(from..from + count).unwrap_or_default().iter().map(|place| self.at(place))
    }

    /// The rows of each code in turn; of sorted rows alone.
    pub(super) fn by_code(&self) -> impl Iterator<Item = impl Iterator<Item = Row<'_>> + Clone> {
        let same = |a: &Place, b: &Place| self.at(a).code == self.at(b).code;
        self.rows.chunk_by(same).map(|rows| rows.iter().map(|place| self.at(place)))
    }

    /// How many bytes of memory the rows take.
    pub(super) fn bytes(&self) -> usize {
        self.text.capacity() + self.rows.capacity() * size_of::<Place>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row<'a>(code: &'a str, term: &'a str, target: &'a str, display: &'a str) -> Row<'a> {
        Row { code, term, target, display }
    }

    #[test]
    fn rows_are_found_by_code_whatever_order_they_came_in() {
        let rows =
            [row("b", "1", "2", "two"), row("a", "", "1", ""), row("b", "0", "2", "é"), row("b", "1", "2", "again")];
        let mut table = CodeTable::default();
        for row in rows {
            assert!(table.push(row).unwrap());
        }
        let sorted = table.sorted(|_| true);
        let told: Vec<Row<'_>> = sorted.rows().collect();
        assert_eq!(told, [rows[1], rows[2], rows[3]]);
        assert_eq!(sorted.of_code("b").collect::<Vec<_>>(), told[1..]);
        assert_eq!(sorted.of_code("c").count() + sorted.of_code("").count(), 0);
        assert_eq!(table.sorted(|number| number == 0).rows().collect::<Vec<_>>(), [rows[0]]);
        assert!(!table.push(row(&"x".repeat(256), "", "1", "")).unwrap());
    }

    #[test]
    fn a_row_takes_nine_bytes_beside_its_texts() {
        assert_eq!(size_of::<Place>(), 9);
    }
}
