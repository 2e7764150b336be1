//! One component of an element, and whether it was used.

use super::message::Message;
use crate::ingest::{Issue, Severity};
use crate::record::Decimal;
use crate::time::PartialDateTime;
use std::borrow::Cow;

/// One component, the innermost value of a message.
#[derive(Debug, Clone, Copy)]
pub(super) struct Value<'m> {
    message: &'m Message<'m>,
    segment: usize,
    element: usize,
    component: usize,
    /// Where it is in the message's index, unless it is not there.
    at: Option<usize>,
}

impl<'m> Value<'m> {
    pub(super) fn new(message: &'m Message<'m>, segment: usize, element: usize, component: usize, at: usize) -> Self {
        Self { message, segment, element, component, at: Some(at) }
    }

    /// A component that its segment does not have.
    pub(super) fn absent(message: &'m Message<'m>, segment: usize, element: usize, component: usize) -> Self {
        Self { message, segment, element, component, at: None }
    }

    /// As it came, released characters and all.
    pub(super) fn raw(self) -> &'m str {
        self.at.map_or("", |at| self.message.component(at))
    }

    /// Whether it says something.
    pub(super) fn has_value(self) -> bool {
        !self.raw().trim().is_empty()
    }

    /// What it says, white space around it and all, without noting it as used.
    pub(super) fn line(self) -> Cow<'m, str> {
        let raw = self.raw();
        let Some(release) = self.message.service.release.map(char::from).filter(|release| raw.contains(*release))
        else {
            return Cow::Borrowed(raw);
        };
        let mut text = String::with_capacity(raw.len());
        let mut characters = raw.chars();
        while let Some(character) = characters.next() {
            if character == release {
                text.extend(characters.next());
            } else {
                text.push(character);
            }
        }
        Cow::Owned(text)
    }

    /// What it says, trimmed, without noting it as used.
    pub(super) fn peek(self) -> String {
        self.line().trim().to_owned()
    }

    /// What it says, if anything, and notes it as used.
    pub(super) fn text(self) -> Option<String> {
        self.read(|text| Some(text.to_owned()))
    }

    /// What its text is read as; noted as used if it could be read.
    pub(super) fn read<T>(self, read: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let line = self.line();
        let text = line.trim();
        if text.is_empty() {
            return None;
        }
        let read = read(text)?;
        self.mark();
        Some(read)
    }

    /// A number, its decimal mark turned into a point.
    pub(super) fn decimal(self) -> Option<Decimal> {
        self.read(|text| self.number_of(text))
    }

    /// The number that a text of this message says.
    pub(super) fn number_of(self, text: &str) -> Option<Decimal> {
        match char::from(self.message.service.decimal) {
            mark @ ',' => Decimal::parse(&text.replace(mark, ".")).ok(),
            _ => Decimal::parse(text).ok(),
        }
    }

    /// Notes it as used.
    pub(super) fn mark(self) {
        if let Some(at) = self.at {
            self.message.mark(at);
        }
    }

    /// Notes it as used if it says this.
    pub(super) fn mark_if(self, text: &str) {
        if self.line().trim() == text {
            self.mark();
        }
    }

    /// Whether it was used.
    pub(super) fn used(self) -> bool {
        self.at.is_some_and(|at| self.message.marked(at))
    }

    /// Where it stands: `NAD[2]-4.1`.
    pub(super) fn place(self) -> String {
        format!("{}-{}.{}", self.message.segment(self.segment).place(), self.element, self.component)
    }

    /// Notes something unusual about it.
    pub(super) fn issue(self, severity: Severity, code: &'static str, message: &'static str) {
        self.message.issue(Issue::new(severity, code, self.place(), message));
    }

    /// The date or time that this component says in the format that the next one names (UN/EDIFACT code list 2379).
    ///
    /// Without a name the format is told by the length. What cannot be read stays attached with a warning.
    pub(super) fn date_time(self, format: Self) -> Option<PartialDateTime> {
        let text = self.peek();
        if text.is_empty() {
            return None;
        }
        let length = match format.peek().as_str() {
            "602" => Some(4),
            "610" => Some(6),
            "102" => Some(8),
            "203" => Some(12),
            "204" => Some(14),
            "" => Some(text.len()),
            _ => None,
        };
        let read = iso(&text).filter(|_| length == Some(text.len())).map(|iso| PartialDateTime::parse(&iso));
        match read {
            Some(Ok(time)) => {
                self.mark();
                format.mark();
                Some(time)
            }
            Some(Err(error)) => {
                self.issue(Severity::Warning, error.code(), "a date or time cannot be one and stays attached");
                None
            }
            None => {
                self.issue(
                    Severity::Warning,
                    "time.format",
                    "a date or time is not in the format that it names and stays attached",
                );
                None
            }
        }
    }
}

/// Digits as ISO 8601, by how many there are.
pub(super) fn iso(digits: &str) -> Option<String> {
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |from: usize, to: usize| digits.get(from..to);
    let (year, month, day) = (part(0, 4)?, part(4, 6), part(6, 8));
    let (hour, minute, second) = (part(8, 10), part(10, 12), part(12, 14));
    Some(match digits.len() {
        4 => year.to_owned(),
        6 => format!("{year}-{}", month?),
        8 => format!("{year}-{}-{}", month?, day?),
        12 => format!("{year}-{}-{}T{}:{}", month?, day?, hour?, minute?),
        14 => format!("{year}-{}-{}T{}:{}:{}", month?, day?, hour?, minute?, second?),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::service::Service;
    use super::*;
    use crate::ingest::Limits;

    #[test]
    fn dates_are_read_in_the_format_that_they_name() {
        let text = "DTM+1:20010330:102'DTM+1:200103301701:203'DTM+1:2001:602'DTM+1:200103:610'DTM+1:20010330170105:204'\
            DTM+1:20010330'DTM+1:20010330:203'DTM+1:20011330:102'DTM+1:20010330:718'DTM+1:next week:102'";
        let message = Message::index(text, Service::DEFAULT, &Limits::default()).unwrap();
        let read: Vec<_> = message
            .segments()
            .map(|dtm| dtm.value(1, 2).date_time(dtm.value(1, 3)).map(|time| time.to_string()))
            .collect();
        let some = |text: &str| Some(text.to_owned());
        let good = ["2001-03-30", "2001-03-30T17:01", "2001", "2001-03", "2001-03-30T17:01:05", "2001-03-30"];
        assert_eq!(read, good.map(some).into_iter().chain([None, None, None, None]).collect::<Vec<_>>());
        let issues: Vec<_> = message.take_issues().into_iter().map(|issue| (issue.code, issue.place)).collect();
        assert_eq!(
            issues,
            [
                ("time.format", "DTM[7]-1.2".to_owned()),
                ("time.range", "DTM[8]-1.2".to_owned()),
                ("time.format", "DTM[9]-1.2".to_owned()),
                ("time.format", "DTM[10]-1.2".to_owned()),
            ]
        );
    }

    #[test]
    fn a_decimal_comma_is_read_where_the_advice_names_it() {
        let read = |decimal: u8, text: &str| {
            let service = Service { decimal, ..Service::DEFAULT };
            let text = format!("RSL+NV+{text}'");
            let message = Message::index(&text, service, &Limits::default()).unwrap();
            message.segment(0).value(2, 1).decimal().map(|number| number.to_string())
        };
        assert_eq!(read(b'.', "48.10").as_deref(), Some("48.10"));
        assert_eq!(read(b',', "48,10").as_deref(), Some("48.10"));
        assert_eq!(read(b',', "48.10").as_deref(), Some("48.10"));
        assert_eq!(read(b'.', "48,10"), None);
    }
}
