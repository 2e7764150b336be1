//! Blood tests.

use super::desk::Desk;
use crate::calendar::Moment;
use crate::clinical::Test;
use crate::history::Blood;
use crate::hl7::segment;
use crate::organisations::Source;
use crate::truth::{FactCode, TrueFact};
use dcr_core::record::Section;

/// The number that an acute trust's laboratory gives the person's blood test taken at this moment.
pub(crate) fn laboratory_number(source: Source, index: u32, blood: &Blood) -> String {
    format!("{}{}{index:06}{}", source.organisation, blood.taken.hl7(), blood.panel.local)
}

/// A scaled whole number as decimal text.
pub(crate) fn decimal(value: i32, decimals: u32) -> String {
    let scale = 10_i32.pow(decimals);
    if decimals == 0 {
        return value.to_string();
    }
    format!("{}.{:02$}", value / scale, value % scale, usize::try_from(decimals).unwrap_or(0))
}

/// `H`, `L` or nothing.
pub(crate) fn flag(test: &Test, value: i32) -> &'static str {
    match value {
        _ if value > test.range.1 => "H",
        _ if value < test.range.0 => "L",
        _ => "",
    }
}

impl Desk<'_> {
    /// An ORU with the first values, and another with the corrected ones where they were wrong.
    pub(super) fn blood(&mut self, blood: &Blood, pv1: Option<&String>) {
        let number = laboratory_number(self.seen.source, self.history.who.index, blood);
        let reported = blood.taken.plus(self.dice.between(90, 600));
        if let Some(wrong) = blood.corrected_from {
            self.report(blood, pv1, &number, (reported, "F", Some(wrong)));
            self.report(blood, pv1, &number, (reported.plus(300), "C", None));
        } else {
            self.report(blood, pv1, &number, (reported, "F", None));
        }
        let fact = TrueFact {
            section: Section::Investigations,
            organisation: self.seen.source.organisation,
            system: self.seen.source.system,
            code: FactCode::coded(self.laboratory(), blood.panel.local, blood.panel.term),
            status: Some(if blood.corrected_from.is_some() { "corrected" } else { "final" }),
            retracted: false,
            reference: Some(number.clone()),
            laboratory_number: None,
            value: None,
        };
        for (test, value) in blood.panel.tests.iter().zip(&blood.values) {
            self.outbox.facts.push(TrueFact {
                code: FactCode::coded(self.laboratory(), test.local, test.term),
                value: Some(decimal(*value, test.decimals)),
                ..fact.clone()
            });
        }
        self.outbox.facts.push(TrueFact { laboratory_number: Some(number), ..fact });
    }

    pub(super) fn laboratory(&self) -> &'static str {
        if self.style.organisation == "RBD" { "RBDLAB" } else { "WinPath" }
    }

    pub(super) fn report(
        &mut self,
        blood: &Blood,
        pv1: Option<&String>,
        number: &str,
        (reported, status, first): (Moment, &str, Option<i32>),
    ) {
        let laboratory = self.laboratory();
        let mut segments = vec![self.pid(false)];
        segments.extend(pv1.cloned());
        let order = format!("O{number}");
        segments.push(segment("ORC", &[(1, "RE".into()), (2, order.clone()), (3, number.to_owned())]));
        segments.push(segment(
            "OBR",
            &[
                (1, "1".into()),
                (2, order),
                (3, number.to_owned()),
                (4, format!("{}^{}^{laboratory}", blood.panel.local, blood.panel.term)),
                (7, blood.taken.hl7()),
                (15, "BLD^Blood".into()),
                (22, reported.hl7()),
                (24, "LAB".into()),
                (25, status.to_owned()),
            ],
        ));
        for (place, (test, value)) in (1..).zip(blood.panel.tests.iter().zip(&blood.values)) {
            let value = first.filter(|_| place == 1).unwrap_or(*value);
            // Only Dorset County Hospital's laboratory sends SNOMED CT beside its own code.
            let mapped = test.snomed.filter(|_| laboratory == "RBDLAB");
            let mapped = mapped.map_or(String::new(), |code| format!("^{code}^{}^SCT", test.term));
            let (low, high) = (decimal(test.range.0, test.decimals), decimal(test.range.1, test.decimals));
            segments.push(segment(
                "OBX",
                &[
                    (1, place.to_string()),
                    (2, "NM".into()),
                    (3, format!("{}^{}^{laboratory}{mapped}", test.local, test.term)),
                    (5, decimal(value, test.decimals)),
                    (6, test.unit.into()),
                    (7, format!("{low} - {high}")),
                    (8, flag(test, value).into()),
                    (11, status.to_owned()),
                    (14, blood.taken.hl7()),
                ],
            ));
        }
        self.post("ORU^R01^ORU_R01", reported, reported, &segments);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scaled_numbers_keep_their_zeros() {
        assert_eq!(decimal(480, 2), "4.80");
        assert_eq!(decimal(505, 1), "50.5");
        assert_eq!(decimal(98, 0), "98");
        assert_eq!(decimal(27, 2), "0.27");
    }
}
