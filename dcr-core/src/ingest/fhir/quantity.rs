//! Measured values: quantities, ranges, ratios and the choices of `value[x]`.

use super::reader::Reader;
use super::view::View;
use crate::record::{Decimal, Quantity, ReferenceRange, ResultValue};

impl<'t> Reader<'_, 't> {
    /// A decimal number exactly as it was written, used.
    pub(super) fn decimal(&self, view: View<'t>) -> Option<Decimal> {
        let read = view.number().and_then(|text| Decimal::parse(text).ok());
        match read {
            Some(_) => view.mark(),
            None => self.warn("fhir.value.decimal", view, "a decimal number was expected"),
        }
        read
    }

    /// A Quantity, used; one without a number stays attached.
    pub(super) fn quantity(&self, view: View<'t>) -> Option<Quantity> {
        let Some(value) = view.get("value") else {
            self.warn("fhir.value.quantity", view, "the quantity has no number");
            return None;
        };
        let value = self.decimal(value)?;
        let code = self.text_at(view, "code");
        let unit_code = code.map(|code| format!("{}|{code}", self.text_at(view, "system").unwrap_or_default()));
        Some(Quantity {
            comparator: self.text_at(view, "comparator"),
            value,
            unit: self.text_at(view, "unit"),
            unit_code,
        })
    }

    /// The Quantity with this key, used.
    pub(super) fn quantity_at(&self, parent: View<'t>, key: &str) -> Option<Quantity> {
        self.quantity(parent.get(key)?)
    }

    /// The value of an Observation or of one of its components, used. One that the model cannot say stays attached.
    pub(super) fn result_value(&self, parent: View<'t>) -> Option<ResultValue> {
        let mut values = parent.children().filter_map(|child| {
            let key = child.key()?;
            Some((key.strip_prefix("value")?.to_owned(), child))
        });
        let (choice, view) = values.next()?;
        let read = match choice.as_str() {
            "Quantity" => self.quantity(view).map(ResultValue::Quantity),
            "CodeableConcept" => self.concept(view).map(ResultValue::Coded),
            "String" | "Time" => self.text(view).map(ResultValue::Text),
            "DateTime" => self.date(view).map(ResultValue::Time),
            "Boolean" => view.boolean().map(|value| {
                view.mark();
                ResultValue::Text(value.to_string())
            }),
            "Integer" => self
                .decimal(view)
                .map(|value| ResultValue::Quantity(Quantity { comparator: None, value, unit: None, unit_code: None })),
            "Ratio" => self.ratio(view),
            "Range" => self.range(view),
            _ => None,
        };
        if read.is_none() {
            self.warn("fhir.value.unusable", view, "the value has no place in the model");
        }
        for (_, further) in values {
            self.warn("fhir.value.second", further, "a second value; only one is allowed");
        }
        read
    }

    fn ratio(&self, view: View<'t>) -> Option<ResultValue> {
        // Both or neither, so that a half is never taken for the whole.
        for key in ["numerator", "denominator"] {
            Decimal::parse(view.at(&[key, "value"])?.number()?).ok()?;
        }
        Some(ResultValue::Ratio(self.quantity_at(view, "numerator")?, self.quantity_at(view, "denominator")?))
    }

    fn range(&self, view: View<'t>) -> Option<ResultValue> {
        for key in ["low", "high"] {
            if let Some(bound) = view.get(key) {
                Decimal::parse(bound.get("value")?.number()?).ok()?;
            }
        }
        let (low, high) = (self.quantity_at(view, "low"), self.quantity_at(view, "high"));
        (low.is_some() || high.is_some()).then_some(ResultValue::Range(low, high))
    }

    /// The reference ranges, used; their units stay attached, and a range for someone else than the person or of
    /// another kind than normal tells so in its words.
    pub(super) fn reference_ranges(&self, parent: View<'t>) -> Vec<ReferenceRange> {
        let read = |view: View<'t>| {
            let bound = |key: &str| self.decimal(view.at(&[key, "value"])?);
            let mut range = ReferenceRange { low: bound("low"), high: bound("high"), text: self.text_at(view, "text") };
            if range == ReferenceRange::default() {
                return None;
            }
            // The codes behind these words have no place in the model and stay attached.
            let kind = view.get("type").filter(|kind| !is_normal(*kind)).and_then(words);
            let whom = view.items("appliesTo").filter_map(words);
            let all: Vec<String> = range.text.take().into_iter().chain(kind).chain(whom).collect();
            range.text = (!all.is_empty()).then(|| all.join("; "));
            Some(range)
        };
        self.array_at(parent, "referenceRange").into_iter().filter_map(read).collect()
    }
}

fn is_normal(kind: View<'_>) -> bool {
    kind.items("coding").any(|coding| coding.text_at("code").as_deref() == Some("normal"))
}

/// The words of a CodeableConcept, without using them.
fn words(concept: View<'_>) -> Option<String> {
    let display = || concept.items("coding").find_map(|coding| coding.text_at("display"));
    concept.text_at("text").or_else(display).map(std::borrow::Cow::into_owned)
}
