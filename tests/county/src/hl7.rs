//! Writing HL7 v2.4 as each trust's system writes it.

use crate::calendar::{Day, Moment};
use crate::seen::Seen;

/// How one trust's system writes.
#[derive(Debug)]
pub(crate) struct Style {
    /// Sending application (MSH-3).
    pub(crate) application: &'static str,
    /// Organisation code (MSH-4).
    pub(crate) organisation: &'static str,
    /// Between segments.
    pub(crate) terminator: &'static str,
    /// Whether each message stands in an MLLP frame.
    pub(crate) framed: bool,
    /// MSH-18.
    pub(crate) character_set: &'static str,
    /// Parts 4 and 5 of an NHS number in PID-3.
    pub(crate) number_parts: &'static str,
    /// Part 5 of a local number in PID-3, after its authority.
    pub(crate) local_type: &'static str,
    /// PID-8 for female and male.
    pub(crate) genders: (&'static str, &'static str),
}

/// Dorset County Hospital: ITK messages, carriage returns, UTF-8.
pub(crate) const COUNTY_HOSPITAL: Style = Style {
    application: "PAS",
    organisation: "RBD",
    terminator: "\r",
    framed: false,
    character_set: "UNICODE UTF-8",
    number_parts: "NHS",
    local_type: "MR",
    genders: ("F", "M"),
};

/// University Hospitals Dorset: line feeds, Latin-1, genders as digits.
pub(crate) const UNIVERSITY_HOSPITALS: Style = Style {
    application: "EPR",
    organisation: "R0D",
    terminator: "\n",
    framed: false,
    character_set: "8859/1",
    number_parts: "NHS^NH",
    local_type: "PI",
    genders: ("2", "1"),
};

/// Dorset HealthCare: MLLP frames as captured on the wire.
pub(crate) const HEALTHCARE: Style = Style {
    application: "COMMUNITY",
    organisation: "RDY",
    terminator: "\r",
    framed: true,
    character_set: "UNICODE UTF-8",
    number_parts: "NHSNBR^NHSNMBR",
    local_type: "MRN",
    genders: ("F", "M"),
};

/// The text with HL7's own characters escaped (HL7 v2.4, 2.10).
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' => escaped.push_str("\\E\\"),
            '|' => escaped.push_str("\\F\\"),
            '^' => escaped.push_str("\\S\\"),
            '&' => escaped.push_str("\\T\\"),
            '~' => escaped.push_str("\\R\\"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// A segment with these fields at these numbers; fields after the last are left out.
pub(crate) fn segment(name: &str, fields: &[(usize, String)]) -> String {
    let last = fields.iter().map(|(number, _)| *number).max().unwrap_or(0);
    let mut text = name.to_owned();
    for number in 1..=last {
        text.push('|');
        if let Some((_, value)) = fields.iter().find(|(place, _)| *place == number) {
            text.push_str(value);
        }
    }
    text
}

impl Style {
    /// A message of these segments after its header.
    pub(crate) fn message(&self, kind: &str, control: &str, when: Moment, segments: &[String]) -> Vec<u8> {
        let Self { application, organisation, terminator, character_set, .. } = self;
        let mut text = format!(
            "MSH|^~\\&|{application}|{organisation}|DCR|DCR|{}||{kind}|{control}|P|2.4|||AL|NE|GBR|{character_set}|EN||iTKv1.0",
            when.hl7()
        );
        for segment in segments {
            text.push_str(terminator);
            text.push_str(segment);
        }
        text.push_str(terminator);
        let body = if *character_set == "8859/1" { latin1(&text) } else { text.into_bytes() };
        if !self.framed {
            return body;
        }
        let mut framed = Vec::with_capacity(body.len() + 3);
        framed.push(0x0b);
        framed.extend(body);
        framed.extend([0x1c, b'\r']);
        framed
    }

    /// PID-3: the NHS number where known, then the local number.
    pub(crate) fn identifiers(&self, seen: &Seen) -> String {
        let local = format!("{}^^^{}^{}", seen.value, seen.namespace, self.local_type);
        match &seen.number {
            Some(number) => format!("{number}^^^{}~{local}", self.number_parts),
            None => local,
        }
    }

    /// The PID segment; `birth` is PID-7 as it is to be written.
    pub(crate) fn pid(&self, seen: &Seen, birth: String, died: Option<Day>) -> String {
        let given = escape(seen.first());
        let middle = seen.given.get(1).map_or(String::new(), |name| escape(name));
        let gender = if seen.female { self.genders.0 } else { self.genders.1 };
        let home = &seen.home;
        let mut fields = vec![
            (1, "1".to_owned()),
            (3, self.identifiers(seen)),
            (5, format!("{}^{given}^{middle}^^{}^^L", escape(&seen.family), seen.title)),
            (7, birth),
            (8, gender.to_owned()),
            (11, format!("{}^^{}^^{}^GBR^H", escape(&home.line), home.town, home.postcode)),
            (13, seen.telephone.clone()),
        ];
        if let Some(died) = died {
            fields.extend([(29, died.hl7()), (30, "Y".to_owned())]);
        }
        if seen.number.is_some() {
            fields.push((32, if seen.verified() { "01" } else { "02" }.to_owned()));
        }
        segment("PID", &fields)
    }
}

/// Latin-1 bytes; a letter outside it becomes a question mark, as old interfaces do.
fn latin1(text: &str) -> Vec<u8> {
    text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap_or(b'?')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_stand_at_their_numbers_and_escapes_are_the_standards() {
        assert_eq!(segment("PV1", &[(2, "I".into()), (5, "x".into())]), "PV1||I|||x");
        assert_eq!(escape("T&O|a^b~c\\"), "T\\T\\O\\F\\a\\S\\b\\R\\c\\E\\");
        assert_eq!(latin1("Zoë"), b"Zo\xeb");
    }

    #[test]
    fn each_trust_frames_in_its_own_way() {
        let when = Day::of(2026, 1, 2).at(0);
        let segments = ["EVN|A28".to_owned()];
        let plain = COUNTY_HOSPITAL.message("ADT^A28^ADT_A05", "1", when, &segments);
        assert!(plain.starts_with(b"MSH|^~\\&|PAS|RBD|") && plain.ends_with(b"EVN|A28\r"));
        let framed = HEALTHCARE.message("ADT^A28^ADT_A05", "1", when, &segments);
        assert!(framed.starts_with(b"\x0bMSH|") && framed.ends_with(b"\r\x1c\r"));
    }
}
