//! Texts of a column in one buffer, as C and Arrow's large strings lay them out.

use super::error::MatchTableError;
use dcr_core::identity::matching::TextColumn;

/// Texts in one buffer, text `n` from offset `n` to offset `n + 1`.
#[derive(Default)]
pub struct Texts {
    text: String,
    ends: Vec<usize>,
}

// Whoever prints one for a log must not find a person in it.
impl std::fmt::Debug for Texts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Texts").field("rows", &self.ends.len()).finish_non_exhaustive()
    }
}

impl Texts {
    /// From bytes and one offset more than there are texts, each at least as great as the one before. An absent text is an
    /// empty one.
    ///
    /// # Errors
    /// [`MatchTableError::Buffer`] when the offsets do not fit the bytes; [`MatchTableError::NotText`] at the first row that
    /// is not UTF-8.
    pub fn of(field: &str, bytes: &[u8], offsets: &[u64]) -> Result<Self, MatchTableError> {
        let unfit = || MatchTableError::Buffer { field: field.to_owned() };
        let Some((first, ends)) = offsets.split_first() else { return Err(unfit()) };
        let mut start = usize::try_from(*first).map_err(|_| unfit())?;
        let mut texts = Self { text: String::new(), ends: Vec::with_capacity(ends.len()) };
        for (row, end) in ends.iter().enumerate() {
            let end = usize::try_from(*end).map_err(|_| unfit())?;
            let text = bytes.get(start..end).ok_or_else(unfit)?;
            let text =
                std::str::from_utf8(text).map_err(|_| MatchTableError::NotText { field: field.to_owned(), row })?;
            texts.push(text);
            start = end;
        }
        Ok(texts)
    }

    /// Adds the text of the next row.
    pub fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len());
    }

    /// How many texts there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.ends.len()
    }
}

impl TextColumn for Texts {
    fn text(&self, row: usize) -> &str {
        let end = self.ends.get(row).copied().unwrap_or(0);
        let start = row.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.text.get(start..end).unwrap_or("")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_stand_where_their_offsets_say() {
        let texts = Texts::of("uprn", "abÿc".as_bytes(), &[1, 1, 4, 5]).unwrap();
        let read: Vec<&str> = (0..4).map(|row| texts.text(row)).collect();
        assert_eq!((texts.rows(), read), (3, vec!["", "bÿ", "c", ""]));
    }

    #[test]
    fn what_does_not_fit_is_refused_with_its_place() {
        for offsets in [&[][..], &[2, 1], &[0, 6], &[0, u64::MAX], &[u64::MAX, u64::MAX]] {
            let code = Texts::of("uprn", b"abcde", offsets).unwrap_err().code();
            assert_eq!(code, "match-table.buffer", "{offsets:?}");
        }
        let split = Texts::of("uprn", "aÿ".as_bytes(), &[0, 1, 2, 3]).unwrap_err();
        assert_eq!(split, MatchTableError::NotText { field: "uprn".to_owned(), row: 1 });
    }
}
