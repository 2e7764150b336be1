//! Words laid out in lines for a terminal.

use super::plain;

/// The widest line, in characters.
pub(super) const WIDTH: usize = 100;

/// Lines of text, none wider than [`WIDTH`].
#[derive(Debug, Default)]
pub(super) struct Lines {
    text: String,
}

impl Lines {
    pub(super) fn finish(self) -> String {
        self.text
    }

    pub(super) fn blank(&mut self) {
        self.text.push('\n');
    }

    pub(super) fn rule(&mut self, c: char) {
        self.text.extend(std::iter::repeat_n(c, WIDTH));
        self.text.push('\n');
    }

    /// One paragraph; its first line begins with `first`, the others are indented by `hang` spaces.
    pub(super) fn paragraph(&mut self, first: &str, hang: usize, words: &str) {
        let words = plain::line(words);
        self.wrapped(first, hang, &words);
    }

    /// Running words whose own line breaks are kept, indented by `indent` spaces.
    pub(super) fn passage(&mut self, indent: usize, words: &str) {
        let margin = " ".repeat(indent);
        for line in plain::lines(words).split('\n') {
            let own = line.len() - line.trim_start_matches(' ').len();
            let own = own.min(WIDTH / 4);
            let first = format!("{margin}{}", " ".repeat(own));
            self.wrapped(&first, first.len(), line);
        }
    }

    fn wrapped(&mut self, first: &str, hang: usize, words: &str) {
        let mut line = first.to_owned();
        let mut width = first.chars().count();
        let mut empty = true;
        for word in words.split(' ').filter(|word| !word.is_empty()) {
            let mut rest: Vec<char> = word.chars().collect();
            if !empty && width + 1 + rest.len() > WIDTH {
                self.end_line(&mut line);
                line.push_str(&" ".repeat(hang));
                (width, empty) = (hang, true);
            }
            if !empty {
                line.push(' ');
                width += 1;
            }
            // A word wider than a whole line is broken where the line ends.
            while width + rest.len() > WIDTH {
                let tail = rest.split_off(WIDTH.saturating_sub(width).max(1).min(rest.len()));
                line.extend(rest);
                self.end_line(&mut line);
                line.push_str(&" ".repeat(hang));
                width = hang;
                rest = tail;
                if rest.is_empty() {
                    break;
                }
            }
            width += rest.len();
            line.extend(rest);
            empty = false;
        }
        self.end_line(&mut line);
    }

    fn end_line(&mut self, line: &mut String) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
        line.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_wider_than_the_page_and_no_word_is_lost() {
        let mut lines = Lines::default();
        let long = "x".repeat(250);
        lines.paragraph("  * ", 4, &format!("{} {long} end", "word ".repeat(40)));
        lines.passage(6, &format!("one\n\n    indented {}\nlast", "more ".repeat(30)));
        let text = lines.finish();
        assert!(text.lines().all(|line| line.chars().count() <= WIDTH), "{text}");
        assert_eq!(text.matches("word").count(), 40);
        assert_eq!(text.matches('x').count(), 250);
        assert!(text.contains("\n      one\n\n          indented more"), "{text}");
        assert!(text.starts_with("  * word word"), "{text}");
    }
}
