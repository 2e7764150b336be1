//! The NHS number.

use super::{Found, plain};
use crate::identity::matching::level::Level;
use crate::identity::matching::model::MatchModel;
use crate::identity::matching::particulars::StatedNumber;
use crate::identity::matching::row::Row;
use crate::identity::matching::similarity::one_edit;

pub(in super::super) fn nhs_number(a: &Row, b: &Row, model: &MatchModel) -> Found {
    let (Some(first_a), Some(first_b)) = (numbers(a).next(), numbers(b).next()) else {
        return plain(model, Level::NumberMissing);
    };
    let pairs = || numbers(a).flat_map(|x| numbers(b).map(move |y| (x, y)));
    if pairs().any(|(x, y)| x.is_valid() && y.is_valid() && x.digits() == y.digits()) {
        return plain(model, Level::NumberEqual);
    }
    // Valid numbers stand first.
    if first_a.is_valid() && first_b.is_valid() {
        return plain(model, Level::NumberDifferent);
    }
    if pairs().any(|(x, y)| x.digits() == y.digits()) {
        return plain(model, Level::NumberEqualUnsound);
    }
    let close = pairs().any(|(x, y)| {
        !(x.is_valid() && y.is_valid()) && {
            let ((x, count_x), (y, count_y)) = (digits(x.digits()), digits(y.digits()));
            one_edit(x.get(..count_x).unwrap_or_default(), y.get(..count_y).unwrap_or_default())
        }
    });
    plain(model, if close { Level::NumberClose } else { Level::NumberUnsound })
}

fn numbers(row: &Row) -> impl Iterator<Item = StatedNumber> {
    row.numbers.into_iter().filter_map(StatedNumber::unpacked)
}

/// The decimal digits, the last first.
fn digits(mut number: u64) -> ([u8; 20], usize) {
    let mut digits = [0; 20];
    let mut count = 0;
    for digit in &mut digits {
        if number == 0 {
            break;
        }
        *digit = u8::try_from(number % 10).unwrap_or(0);
        number /= 10;
        count += 1;
    }
    (digits, count)
}
