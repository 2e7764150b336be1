//! Running words with the line breaks, list marks and table columns that markup gave them.

/// What stands between two cells of a row.
const CELL: &str = " | ";

/// The deepest list whose items are indented further.
const DEEPEST: usize = 4;

/// Words under way. A gap is written only when words follow it, so nothing begins or ends with one; an empty cell between
/// others keeps its place, so that a value never moves under another heading.
#[derive(Debug, Default)]
pub(crate) struct Layout {
    words: String,
    space: bool,
    line: bool,
    row: bool,
    /// Cells begun in this row.
    begun: usize,
    /// Cells begun since the last word.
    empty: usize,
    /// A cell was begun and has no words yet.
    at_cell: bool,
    /// The open lists: for a numbered one the number of its next item.
    lists: Vec<Option<u32>>,
    /// Lists open beyond those that are kept.
    deeper: usize,
    mark: Option<String>,
}

impl Layout {
    /// The words, without a gap at either end.
    pub(crate) fn finish(self) -> String {
        let trimmed = self.words.trim();
        if trimmed.len() == self.words.len() { self.words } else { trimmed.to_owned() }
    }

    /// Words of which white space counts once.
    pub(crate) fn words(&mut self, text: &str) {
        let mut rest = text;
        while !rest.is_empty() {
            let end = rest.find(is_space).unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            if !word.is_empty() {
                self.gap();
                self.words.push_str(word);
            }
            rest = after.trim_start_matches(is_space);
            self.space |= rest.len() < after.len();
        }
    }

    /// Words whose spaces and line breaks stand as they are.
    pub(crate) fn preformatted(&mut self, text: &str) {
        for (index, line) in text.split('\n').enumerate() {
            if index > 0 {
                self.hard_break();
            }
            let line = line.strip_suffix('\r').unwrap_or(line);
            if !line.is_empty() {
                self.gap();
                self.words.push_str(line);
            }
        }
    }

    /// A line break of which two in a row leave an empty line.
    pub(crate) fn hard_break(&mut self) {
        if self.at_cell {
            return;
        }
        if self.line && !self.words.is_empty() && !self.words.ends_with("\n") {
            self.words.push('\n');
        }
        self.line = true;
    }

    /// The end of a line or a block.
    pub(crate) fn line(&mut self) {
        // A block at the beginning of a cell stays beside the cell before.
        self.line |= !self.at_cell;
    }

    /// The beginning or end of a row or a table.
    pub(crate) fn row(&mut self) {
        self.row = true;
        self.begun = 0;
        self.empty = 0;
        self.at_cell = false;
    }

    /// The beginning of a cell.
    pub(crate) fn cell(&mut self) {
        if self.begun > 0 {
            self.empty += 1;
            self.line = false;
        }
        self.begun += 1;
        self.at_cell = true;
    }

    /// The beginning of a list.
    pub(crate) fn list(&mut self, numbered: bool) {
        self.line();
        if self.lists.len() < DEEPEST { self.lists.push(numbered.then_some(1)) } else { self.deeper += 1 }
    }

    /// The end of a list.
    pub(crate) fn end_list(&mut self) {
        self.line();
        self.mark = None;
        if self.deeper > 0 {
            self.deeper -= 1;
        } else {
            self.lists.pop();
        }
    }

    /// The beginning of a list's item.
    pub(crate) fn item(&mut self) {
        self.line();
        let indent = "  ".repeat(self.lists.len().saturating_sub(1));
        self.mark = Some(match self.lists.last_mut() {
            Some(Some(number)) => {
                let mark = format!("{indent}{number}. ");
                *number = number.saturating_add(1);
                mark
            }
            _ => format!("{indent}- "),
        });
    }

    fn gap(&mut self) {
        let (space, line, row) =
            (std::mem::take(&mut self.space), std::mem::take(&mut self.line), std::mem::take(&mut self.row));
        let empty = std::mem::take(&mut self.empty);
        self.at_cell = false;
        let first = self.words.is_empty();
        if (row || line && empty == 0) && !first {
            self.words.push('\n');
        }
        for at in 0..empty {
            let begins = at == 0 && (first || row);
            self.words.push_str(if begins { CELL.trim_start() } else { CELL });
        }
        if let Some(mark) = self.mark.take() {
            self.words.push_str(&mark);
        } else if space && !first && !line && !row && empty == 0 {
            self.words.push(' ');
        }
    }
}

/// White space that markup counts once; a no-break space is a character like any other.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_stand_only_between_words() {
        let mut layout = Layout::default();
        layout.line();
        layout.words("  one \n two");
        layout.words("three ");
        layout.line();
        layout.line();
        layout.words("four");
        layout.line();
        assert_eq!(layout.finish(), "one twothree\nfour");
    }

    #[test]
    fn an_empty_cell_keeps_its_place() {
        let mut layout = Layout::default();
        for row in [["Drug", "Dose", "Route"], ["Aspirin", "", "oral"], ["", "5 mg", ""]] {
            layout.row();
            for cell in row {
                layout.cell();
                layout.words(cell);
            }
        }
        layout.row();
        layout.words("after");
        assert_eq!(layout.finish(), "Drug | Dose | Route\nAspirin |  | oral\n| 5 mg\nafter");
    }

    #[test]
    fn lists_have_marks_and_depth() {
        let mut layout = Layout::default();
        layout.words("Plan");
        layout.list(true);
        layout.item();
        layout.words("see GP");
        layout.list(false);
        layout.item();
        layout.words("bloods");
        layout.end_list();
        layout.item();
        layout.words("rest");
        layout.end_list();
        layout.words("end");
        assert_eq!(layout.finish(), "Plan\n1. see GP\n  - bloods\n2. rest\nend");
    }

    #[test]
    fn preformatted_words_keep_their_spaces_and_one_empty_line() {
        let mut layout = Layout::default();
        layout.preformatted("Na   140\r\n\n\n\nK    4.1");
        assert_eq!(layout.finish(), "Na   140\n\nK    4.1");
    }
}
