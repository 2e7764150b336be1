//! The service characters of an interchange.

use crate::ingest::{Issue, Severity};

/// Which bytes separate and terminate.
///
/// Source: ISO 9735-1 (UN/EDIFACT syntax), service string advice UNA. The repetition separator of syntax version 4 is not
/// used by the NHS messages; where it stands it is part of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Service {
    /// Between the components of an element.
    pub(super) component: u8,
    /// Between elements.
    pub(super) element: u8,
    /// The decimal mark of numbers.
    pub(super) decimal: u8,
    /// Takes the meaning from the byte that follows; `None` where the advice has a space.
    pub(super) release: Option<u8>,
    /// Ends a segment.
    pub(super) terminator: u8,
}

impl Service {
    /// The characters that hold where no advice is given.
    pub(super) const DEFAULT: Self =
        Self { component: b':', element: b'+', decimal: b'.', release: Some(b'?'), terminator: b'\'' };

    /// The bytes of an advice, reserved character and all.
    const LENGTH: usize = 9;

    /// Reads the advice at the beginning of `bytes`, and how many bytes it has.
    ///
    /// Senders that leave out the reserved character (`UNA:+.?'UNB`) are understood.
    ///
    /// # Errors
    /// An issue when the advice is cut short or its characters cannot be told apart.
    pub(super) fn read(bytes: &[u8]) -> Result<(Self, usize), Issue> {
        let wrong = || {
            Issue::new(
                Severity::Fatal,
                "edifact.service.advice",
                "UNA",
                "the service string advice is cut short or its characters cannot be told apart",
            )
        };
        let advice = bytes.get(3..Self::LENGTH).ok_or_else(wrong)?;
        let &[component, element, decimal, release, reserved, terminator] = advice else { return Err(wrong()) };
        let behind = bytes.get(Self::LENGTH - 1..).unwrap_or_default();
        let short = reserved != b' ' && begins_interchange(behind);
        let service = Self {
            component,
            element,
            decimal,
            release: (release != b' ').then_some(release),
            terminator: if short { reserved } else { terminator },
        };
        let length = if short { Self::LENGTH - 1 } else { Self::LENGTH };
        if service.is_sound() { Ok((service, length)) } else { Err(wrong()) }
    }

    fn is_sound(self) -> bool {
        let marks = [Some(self.component), Some(self.element), self.release, Some(self.terminator)];
        let mut marks: Vec<u8> = marks.into_iter().flatten().collect();
        let fit = marks.iter().all(|mark| mark.is_ascii() && !mark.is_ascii_alphanumeric() && *mark != b' ');
        let count = marks.len();
        marks.sort_unstable();
        marks.dedup();
        fit && marks.len() == count
    }
}

fn begins_interchange(bytes: &[u8]) -> bool {
    let text = bytes.trim_ascii_start();
    [&b"UNB"[..], b"UNG", b"UNH"].iter().any(|tag| text.starts_with(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_sound_advice_is_read() {
        assert_eq!(Service::read(b"UNA:+.? 'UNB").unwrap(), (Service::DEFAULT, 9));
        assert_eq!(Service::read(b"UNA:+.? '\r\nUNB").unwrap(), (Service::DEFAULT, 9));
        let other = Service { component: 0x1f, element: 0x1d, decimal: b',', release: None, terminator: 0x1c };
        assert_eq!(Service::read(b"UNA\x1f\x1d,  \x1cUNB").unwrap(), (other, 9));
        let line = Service { terminator: b'\n', ..Service::DEFAULT };
        assert_eq!(Service::read(b"UNA:+.? \nUNB").unwrap(), (line, 9));
    }

    #[test]
    fn an_advice_without_its_reserved_character_is_understood() {
        assert_eq!(Service::read(b"UNA:+.?'UNB+UNOC:3").unwrap(), (Service::DEFAULT, 8));
        assert_eq!(Service::read(b"UNA:+.?'\r\nUNB+UNOC:3").unwrap(), (Service::DEFAULT, 8));
    }

    #[test]
    fn characters_that_cannot_be_told_apart_are_refused() {
        for wrong in [&b"UNA:+.? "[..], b"UNA::.? 'UNB", b"UNA:+.:  'UNB", b"UNAa+.? 'UNB", b"UNA:+.?  UNB"] {
            assert_eq!(Service::read(wrong).unwrap_err().code, "edifact.service.advice");
        }
    }
}
