//! Checking the lists of a policy, each fault with its place.

use super::mask::{Bit, LabelSet, Mask};
use super::{PolicyError, PolicyFault};
use crate::record::SensitivityLabel;

/// The words of a closed vocabulary as a set.
pub(super) fn words<W: Bit>(
    texts: &[String],
    pointer: &str,
    parse: impl Fn(&str) -> Option<W>,
    check: impl Fn(W) -> Result<(), PolicyFault>,
) -> Result<Mask, PolicyError> {
    let mut mask = Mask::NONE;
    for (index, text) in texts.iter().enumerate() {
        let fail = |fault| invalid(&format!("{pointer}/{index}"), fault);
        let word = parse(text).ok_or_else(|| fail(PolicyFault::WordUnknown))?;
        if mask.has(word) {
            return Err(fail(PolicyFault::WordRepeated));
        }
        check(word).map_err(fail)?;
        mask.add(word);
    }
    Ok(mask)
}

/// Labels, known or not, as a set.
pub(super) fn labels(
    texts: &[String],
    pointer: &str,
    check: impl Fn(&SensitivityLabel) -> Result<(), PolicyFault>,
) -> Result<LabelSet, PolicyError> {
    let mut set = LabelSet::default();
    for (index, text) in texts.iter().enumerate() {
        let fail = |fault| invalid(&format!("{pointer}/{index}"), fault);
        let label = SensitivityLabel::from(text.as_str());
        if text.trim().is_empty() {
            return Err(fail(PolicyFault::LabelEmpty));
        }
        if set.has(&label) {
            return Err(fail(PolicyFault::WordRepeated));
        }
        check(&label).map_err(fail)?;
        set.add(&label);
    }
    Ok(set)
}

pub(super) fn not_blank(text: &str, pointer: &str) -> Result<(), PolicyError> {
    if text.trim().is_empty() { Err(invalid(pointer, PolicyFault::NameEmpty)) } else { Ok(()) }
}

pub(super) fn not_zero(number: u32, pointer: &str, fault: PolicyFault) -> Result<(), PolicyError> {
    if number == 0 { Err(invalid(pointer, fault)) } else { Ok(()) }
}

pub(super) fn invalid(pointer: &str, fault: PolicyFault) -> PolicyError {
    PolicyError::Invalid { pointer: pointer.to_owned(), fault }
}
