//! The words of Rich Text Format.

use super::Layout;
use encoding_rs::{Encoding, WINDOWS_1252};

/// The deepest group whose own settings are kept; deeper ones share those of the last.
const DEEPEST: usize = 512;

/// Groups that hold no words of the document.
///
/// Source: Rich Text Format Specification 1.9.1, destinations.
const SILENT: &[&[u8]] = &[
    b"fonttbl",
    b"colortbl",
    b"stylesheet",
    b"info",
    b"pict",
    b"object",
    b"objdata",
    b"fldinst",
    b"themedata",
    b"colorschememapping",
    b"datastore",
    b"latentstyles",
    b"listtable",
    b"listoverridetable",
    b"rsidtbl",
    b"generator",
    b"xmlnstbl",
    b"filetbl",
    b"revtbl",
    b"bkmkstart",
    b"bkmkend",
    b"nonshppict",
    b"private",
    b"template",
    b"xe",
    b"tc",
];

/// The words of an RTF document; `None` where the bytes do not begin as one.
///
/// Paragraphs become lines and table cells stand beside one another. Text that the document marks as deleted is left out.
/// Any bytes are read in one pass, and the words are never longer than three times the document.
///
/// Source: Rich Text Format Specification 1.9.1.
///
/// ```
/// use dcr_core::narrative::words_of_rtf;
/// let rtf = br"{\rtf1\ansi{\fonttbl{\f0 Arial;}}\f0 Dear Dr Patel,\par Si\'e2n was seen.}";
/// assert_eq!(words_of_rtf(rtf).as_deref(), Some("Dear Dr Patel,\nSiân was seen."));
/// ```
#[must_use]
pub fn words_of_rtf(bytes: &[u8]) -> Option<String> {
    let rest = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    if !rest.starts_with(b"{\\rtf") {
        return None;
    }
    let mut reader = Reader {
        rest,
        layout: Layout::default(),
        encoding: WINDOWS_1252,
        bytes: Vec::new(),
        high: None,
        state: State { silent: false, deleted: false, fallback: 1 },
        outer: Vec::new(),
        deeper: 0,
        swallow: 0,
        optional: false,
    };
    reader.read();
    Some(reader.layout.finish())
}

/// What a group may change and its end takes back.
#[derive(Debug, Clone, Copy)]
struct State {
    silent: bool,
    deleted: bool,
    /// How many characters stand in for one in Unicode (`\uc`).
    fallback: usize,
}

struct Reader<'a> {
    rest: &'a [u8],
    layout: Layout,
    encoding: &'static Encoding,
    /// Bytes of the document's character set that are not yet characters.
    bytes: Vec<u8>,
    /// The first half of a character beyond the 16 bits that `\u` can say.
    high: Option<u16>,
    state: State,
    outer: Vec<State>,
    deeper: usize,
    /// Characters still to be skipped because Unicode said the same.
    swallow: usize,
    /// `\*` was just read.
    optional: bool,
}

impl Reader<'_> {
    fn read(&mut self) {
        while let Some((&byte, rest)) = self.rest.split_first() {
            self.rest = rest;
            match byte {
                b'{' => {
                    self.flush();
                    self.swallow = 0;
                    if self.outer.len() < DEEPEST { self.outer.push(self.state) } else { self.deeper += 1 }
                }
                b'}' => {
                    self.flush();
                    self.swallow = 0;
                    if self.deeper > 0 {
                        self.deeper -= 1;
                    } else if let Some(state) = self.outer.pop() {
                        self.state = state;
                    }
                    if self.outer.is_empty() {
                        return;
                    }
                }
                b'\\' => self.control(),
                b'\r' | b'\n' => {}
                byte => self.byte(byte),
            }
        }
        self.flush();
    }

    fn byte(&mut self, byte: u8) {
        if self.swallow > 0 {
            self.swallow -= 1;
        } else if !self.silenced() {
            self.high = None;
            self.bytes.push(byte);
        }
    }

    fn silenced(&self) -> bool {
        self.state.silent || self.state.deleted
    }

    fn flush(&mut self) {
        if !self.bytes.is_empty() {
            let text = self.encoding.decode_without_bom_handling(&self.bytes).0;
            self.layout.preformatted(&text);
            self.bytes.clear();
        }
    }

    fn words(&mut self, words: &str) {
        self.flush();
        if !self.silenced() {
            self.layout.preformatted(words);
        }
    }

    fn control(&mut self) {
        let Some((&first, rest)) = self.rest.split_first() else { return };
        if !first.is_ascii_alphabetic() {
            self.rest = rest;
            self.symbol(first);
            return;
        }
        let length = self.rest.iter().take(32).take_while(|b| b.is_ascii_alphabetic()).count();
        let (word, rest) = self.rest.split_at(length);
        let (sign, rest) = match rest.split_first() {
            Some((b'-', after)) if after.first().is_some_and(u8::is_ascii_digit) => (-1, after),
            _ => (1, rest),
        };
        let digits = rest.iter().take(10).take_while(|b| b.is_ascii_digit()).count();
        let (number, rest) = rest.split_at(digits);
        let value = number.iter().fold(0_i64, |sum, b| sum * 10 + i64::from(b - b'0'));
        let value = (digits > 0).then_some(sign * value);
        self.rest = rest.strip_prefix(b" ").unwrap_or(rest);
        self.word(word, value);
    }

    fn symbol(&mut self, symbol: u8) {
        match symbol {
            b'\'' => {
                let digit = |at: usize| self.rest.get(at).and_then(|b| char::from(*b).to_digit(16));
                if let (Some(high), Some(low)) = (digit(0), digit(1)) {
                    self.rest = self.rest.get(2..).unwrap_or_default();
                    self.byte(u8::try_from(high * 16 + low).unwrap_or(b'?'));
                }
            }
            b'*' => self.optional = true,
            b'~' => self.words("\u{a0}"),
            b'_' => self.words("-"),
            b'\r' | b'\n' => self.line(),
            b'{' | b'}' | b'\\' => self.byte(symbol),
            _ => {}
        }
    }

    fn line(&mut self) {
        self.flush();
        if !self.silenced() {
            self.layout.hard_break();
        }
    }

    fn word(&mut self, word: &[u8], value: Option<i64>) {
        let optional = std::mem::take(&mut self.optional);
        if (optional && word != b"shppict") || SILENT.contains(&word) {
            self.flush();
            self.state.silent = true;
        }
        match word {
            b"bin" => {
                let count = value.and_then(|count| usize::try_from(count).ok()).unwrap_or(0);
                self.rest = self.rest.get(count..).unwrap_or_default();
            }
            b"ansicpg" => {
                self.flush();
                self.encoding = value.and_then(code_page).unwrap_or(WINDOWS_1252);
            }
            b"mac" => self.encoding = encoding_rs::MACINTOSH,
            b"uc" => self.state.fallback = value.and_then(|count| usize::try_from(count).ok()).unwrap_or(1).min(64),
            b"u" => self.unicode(value.unwrap_or(0)),
            b"deleted" => {
                self.flush();
                self.state.deleted = value != Some(0);
            }
            b"plain" => {
                self.flush();
                self.state.deleted = false;
            }
            b"par" | b"line" | b"sect" | b"page" | b"column" => self.line(),
            b"tab" => self.words("\t"),
            b"trowd" | b"row" | b"nestrow" | b"cell" | b"nestcell" => {
                self.flush();
                if self.silenced() {
                    return;
                }
                if !matches!(word, b"cell" | b"nestcell") {
                    self.layout.row();
                }
                if !matches!(word, b"row" | b"nestrow") {
                    self.layout.cell();
                }
            }
            b"emdash" => self.words("\u{2014}"),
            b"endash" => self.words("\u{2013}"),
            b"lquote" => self.words("\u{2018}"),
            b"rquote" => self.words("\u{2019}"),
            b"ldblquote" => self.words("\u{201c}"),
            b"rdblquote" => self.words("\u{201d}"),
            b"bullet" => self.words("\u{2022}"),
            b"emspace" | b"enspace" | b"qmspace" => self.words(" "),
            _ => {}
        }
    }

    /// `\uN`: a 16-bit unit, written as a signed number; what follows stands in for it and is skipped.
    fn unicode(&mut self, value: i64) {
        self.swallow = self.state.fallback;
        let Ok(unit) = u16::try_from(value.rem_euclid(65_536)) else { return };
        let pair: Vec<u16> = self.high.take().into_iter().chain([unit]).collect();
        match String::from_utf16(&pair) {
            Ok(text) => self.words(&text),
            Err(_) if (0xd800..0xdc00).contains(&unit) => self.high = Some(unit),
            Err(_) => self.words("\u{fffd}"),
        }
    }
}

fn code_page(number: i64) -> Option<&'static Encoding> {
    Some(match number {
        1250..=1258 => Encoding::for_label(format!("windows-{number}").as_bytes())?,
        866 => encoding_rs::IBM866,
        874 => encoding_rs::WINDOWS_874,
        932 => encoding_rs::SHIFT_JIS,
        936 => encoding_rs::GBK,
        949 => encoding_rs::EUC_KR,
        950 => encoding_rs::BIG5,
        10000 => encoding_rs::MACINTOSH,
        65001 => encoding_rs::UTF_8,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_taken_out_of_their_markup() {
        for (rtf, words) in [
            (&br"{\rtf1 Hello {\b there}.\par\par Next}"[..], "Hello there.\n\nNext"),
            (br"{\rtf1\ansi\ansicpg1251 \'c8\'e2\'e0\'ed}", "Иван"),
            (br"{\rtf1\uc1\u8364?5 \u-10179?\u-8704? end}", "€5 😀 end"),
            (br"{\rtf1\uc0\u8364 5}", "€5"),
            (br"{\rtf1{\fonttbl{\f0 Arial;}}{\*\generator Word;}{\info{\title T}}a\{b\}\\c}", "a{b}\\c"),
            (
                br"{\rtf1\trowd Na\cell 140\cell\row\trowd K\cell\cell low\cell\row after}",
                "Na | 140\nK |  | low\nafter",
            ),
            (br"{\rtf1 a{\field{\*\fldinst HYPERLINK x}{\fldrslt link}}b}", "alinkb"),
            (br"{\rtf1 take {\deleted ten }two\~tablets \endash  daily}", "take two\u{a0}tablets \u{2013} daily"),
            (b"{\\rtf1 a{\\pict\\bin4 }}}}}b}", "ab"),
            (br"{\rtf1 unfinished {\b more", "unfinished more"),
            (br"{\rtf1 end} trailing", "end"),
            (br"{\rtf1 \u55357?x\u56832?}", "x\u{fffd}"),
        ] {
            assert_eq!(words_of_rtf(rtf).as_deref(), Some(words), "{}", String::from_utf8_lossy(rtf));
        }
        assert_eq!(words_of_rtf(b"plain"), None);
    }

    #[test]
    fn deep_groups_are_read_without_recursion() {
        let mut deep = b"{\\rtf1 ".to_vec();
        deep.extend(vec![b'{'; 100_000]);
        deep.extend(b"in");
        deep.extend(vec![b'}'; 100_000]);
        deep.extend(b"out}");
        assert_eq!(words_of_rtf(&deep).as_deref(), Some("inout"));
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read_and_stay_bounded(body in proptest::collection::vec(proptest::sample::select(
            b"{}\\'u0189-*? abcellparowtrd\n\x80\xff;".to_vec()), 0..200))
        {
            let rtf = [b"{\\rtf1 ".to_vec(), body].concat();
            let words = words_of_rtf(&rtf).unwrap();
            proptest::prop_assert!(words.len() <= 3 * rtf.len());
        }
    }
}
