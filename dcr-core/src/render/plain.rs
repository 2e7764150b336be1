//! Words that come from outside, made safe to stand among our own.

/// Whether a character changes how its surroundings read or cannot be seen at all.
///
/// Controls (C0, DEL, C1), the direction controls of Unicode Standard Annex 9, and the invisible characters that can
/// carry hidden text. The joiners U+200C and U+200D stay, because names in some scripts need them.
const fn misleads(c: char) -> bool {
    matches!(c,
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

const fn breaks(c: char) -> bool {
    matches!(c, '\n' | '\u{b}' | '\u{c}' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// The words on one line: breaks and tabs become a space, a character that misleads is shown as `[U+202E]`.
pub(super) fn line(words: &str) -> String {
    let mut plain = String::with_capacity(words.len());
    for c in words.chars() {
        if breaks(c) || c == '\t' {
            if !plain.is_empty() && !plain.ends_with(' ') {
                plain.push(' ');
            }
        } else {
            push(&mut plain, c);
        }
    }
    plain.truncate(plain.trim_end().len());
    plain
}

/// The words with their line breaks kept as `\n` and tabs as four spaces; a character that misleads is shown as
/// `[U+202E]`. Empty lines at either end are dropped.
pub(super) fn lines(words: &str) -> String {
    let mut plain = String::with_capacity(words.len());
    let mut after_return = false;
    for c in words.chars() {
        let second_of_pair = after_return && c == '\n';
        after_return = c == '\r';
        if second_of_pair {
            continue;
        }
        if breaks(c) {
            plain.push('\n');
        } else if c == '\t' {
            plain.push_str("    ");
        } else {
            push(&mut plain, c);
        }
    }
    plain.trim_matches('\n').to_owned()
}

fn push(plain: &mut String, c: char) {
    if misleads(c) {
        plain.push_str(&format!("[U+{:04X}]", u32::from(c)));
    } else {
        plain.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_misleads_is_shown_and_breaks_are_kept_where_asked() {
        assert_eq!(line("a\u{202e}b\u{2066}c"), "a[U+202E]b[U+2066]c");
        assert_eq!(line("a\r\nb\tc\u{0}"), "a b c[U+0000]");
        assert_eq!(line("Siân O\u{2019}Neill \u{200d}"), "Siân O\u{2019}Neill \u{200d}");
        assert_eq!(lines("\r\na\r\nb\n\nc\rd\te\u{1b}\n"), "a\nb\n\nc\nd    e[U+001B]");
    }
}
