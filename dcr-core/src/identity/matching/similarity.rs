//! How two folded words resemble each other.

use super::number::hash_bytes;

/// Whether one letter is wrong, missing, added, or two neighbours are swapped; equal words count too.
///
/// Bytes are compared, which is letters wherever names are folded to plain ones.
#[must_use]
pub(super) fn one_edit(a: &[u8], b: &[u8]) -> bool {
    if a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let start = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (rest_a, rest_b) = (a.get(start..).unwrap_or_default(), b.get(start..).unwrap_or_default());
    let end = rest_a.iter().rev().zip(rest_b.iter().rev()).take_while(|(x, y)| x == y).count();
    let middle_a = rest_a.get(..rest_a.len() - end).unwrap_or_default();
    let middle_b = rest_b.get(..rest_b.len() - end).unwrap_or_default();
    match (middle_a, middle_b) {
        ([], [] | [_]) | ([_], [] | [_]) => true,
        ([w, x], [y, z]) => w == z && x == y,
        _ => false,
    }
}

/// The number of edits (a letter wrong, missing or added, two neighbours swapped), or `None` when more than `most`.
///
/// Source: optimal string alignment distance.
#[must_use]
pub(super) fn edits(a: &[u8], b: &[u8], most: usize) -> Option<usize> {
    const WIDTH: usize = 25;
    if a.len().abs_diff(b.len()) > most || a.len() >= WIDTH || b.len() >= WIDTH {
        return None;
    }
    let mut before = [0_usize; WIDTH];
    let mut last = [0_usize; WIDTH];
    let mut row = [0_usize; WIDTH];
    for (place, cell) in last.iter_mut().enumerate() {
        *cell = place;
    }
    let mut previous_a = 0;
    for (i, &x) in a.iter().enumerate() {
        let mut left = i + 1;
        let mut previous_b = 0;
        let mut least = left;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (j, &y) in b.iter().enumerate() {
            let (diagonal, above) = (last.get(j).copied()?, last.get(j + 1).copied()?);
            let mut cost = (diagonal + usize::from(x != y)).min(above + 1).min(left + 1);
            if i > 0 && j > 0 && x == previous_b && previous_a == y {
                cost = cost.min(before.get(j - 1).copied()? + 1);
            }
            *row.get_mut(j + 1)? = cost;
            left = cost;
            least = least.min(cost);
            previous_b = y;
        }
        if least > most {
            return None;
        }
        before = last;
        last = row;
        previous_a = x;
    }
    last.get(b.len()).copied().filter(|&count| count <= most)
}

/// The sound of a word as four characters: the letter it begins with and three digits.
///
/// Source: American Soundex as the United States National Archives describe it (letters with one code and an h or w
/// between them count once), with these changes, so that names sounding alike begin alike: `kn` begins with n, `wr`
/// with r, `ph` with f, `c`, `q` and `k` all with k, `g` before e, i or y with j, and `z` with s. Letters that are not
/// a to z are passed over. A word without any has the sound 0.
#[must_use]
pub(super) fn sound(word: &[u8]) -> u32 {
    let letters = || word.iter().copied().filter(u8::is_ascii_lowercase);
    let mut start = letters();
    let Some(first) = start.next() else { return 0 };
    let second = start.next().unwrap_or(0);
    let (head, skip) = match (first, second) {
        (b'k', b'n') => (b'n', 1),
        (b'w', b'r') => (b'r', 1),
        (b'p', b'h') => (b'f', 1),
        (b'c' | b'q', _) => (b'k', 0),
        (b'g', b'e' | b'i' | b'y') => (b'j', 0),
        (b'z', _) => (b's', 0),
        _ => (first, 0),
    };
    let mut code = u32::from(head);
    let mut last = digit(head);
    let mut count = 0;
    for letter in letters().skip(1 + skip) {
        let this = digit(letter);
        if this != 0 && this != last {
            code = code << 8 | u32::from(b'0' + this);
            count += 1;
            if count == 3 {
                return code;
            }
        }
        if !matches!(letter, b'h' | b'w') {
            last = this;
        }
    }
    while count < 3 {
        code = code << 8 | u32::from(b'0');
        count += 1;
    }
    code
}

/// A number for how a word looks to a scanner: `rn` is m, `vv` is w, `cl` is d, `1`, `i` and `j` are l, `0` is o, `5` is s, `8` is b.
#[must_use]
pub(super) fn look(word: &[u8]) -> u64 {
    let mut seen = [0_u8; 32];
    let mut places = seen.iter_mut();
    let mut letters = word.iter().copied().peekable();
    while let Some(letter) = letters.next() {
        let (shown, both) = match (letter, letters.peek()) {
            (b'r', Some(b'n')) => (b'm', true),
            (b'v', Some(b'v')) => (b'w', true),
            (b'c', Some(b'l')) => (b'd', true),
            (b'1' | b'i' | b'j', _) => (b'l', false),
            (b'0', _) => (b'o', false),
            (b'5', _) => (b's', false),
            (b'8', _) => (b'b', false),
            (other, _) => (other, false),
        };
        if both {
            letters.next();
        }
        if let Some(place) = places.next() {
            *place = shown;
        }
    }
    hash_bytes(&seen)
}

fn digit(letter: u8) -> u8 {
    match letter {
        b'b' | b'f' | b'p' | b'v' => 1,
        b'c' | b'g' | b'j' | b'k' | b'q' | b's' | b'x' | b'z' => 2,
        b'd' | b't' => 3,
        b'l' => 4,
        b'm' | b'n' => 5,
        b'r' => 6,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sound_text(word: &str) -> String {
        sound(word.as_bytes()).to_be_bytes().iter().map(|&b| char::from(b)).collect()
    }

    #[test]
    fn one_edit_is_one_slip_of_the_keys() {
        for (a, b) in
            [("smith", "smith"), ("smith", "smyth"), ("smith", "smiht"), ("smith", "mith"), ("smith", "smithe")]
        {
            assert!(one_edit(a.as_bytes(), b.as_bytes()) && one_edit(b.as_bytes(), a.as_bytes()), "{a} {b}");
            assert!(edits(a.as_bytes(), b.as_bytes(), 1).is_some());
        }
        for (a, b) in [("smith", "smythe"), ("smith", "htims"), ("a", "abc")] {
            assert!(!one_edit(a.as_bytes(), b.as_bytes()), "{a} {b}");
        }
    }

    #[test]
    fn a_scanner_sees_one_word() {
        for (a, b) in [("emma", "ernma"), ("smith", "5m1th"), ("wood", "vvood"), ("claire", "dajre")] {
            assert_eq!(look(a.as_bytes()), look(b.as_bytes()), "{a} {b}");
        }
        assert_ne!(look(b"emma"), look(b"erma"));
    }

    #[test]
    fn edits_are_counted_up_to_the_limit() {
        assert_eq!(edits(b"katherine", b"catharine", 2), Some(2));
        assert_eq!(edits(b"katherine", b"catharine", 1), None);
        assert_eq!(edits(b"ab", b"ba", 2), Some(1));
        assert_eq!(edits(b"", b"ab", 2), Some(2));
        assert_eq!(edits(b"same", b"same", 0), Some(0));
    }

    #[test]
    fn words_that_sound_alike_have_one_sound() {
        assert_eq!(sound_text("robert"), "r163");
        assert_eq!(sound_text("ashcraft"), "a261");
        assert_eq!(sound_text("tymczak"), "t522");
        assert_eq!(sound_text("lee"), "l000");
        for (a, b) in [
            ("knight", "night"),
            ("wright", "right"),
            ("catherine", "katharine"),
            ("phillips", "filips"),
            ("geoff", "jeff"),
        ] {
            assert_eq!(sound(a.as_bytes()), sound(b.as_bytes()), "{a} {b}");
        }
        assert_eq!(sound("ж1".as_bytes()), 0);
    }
}
