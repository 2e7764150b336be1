//! Which NHS number a person has: a function of the index alone.

/// The most people a county can have.
pub const MOST_PEOPLE: u32 = 800_000;

/// Pairs of neighbouring indices that fit below 900,000 numbers, which is what nine numbers for each of the 100,000
/// eight-digit prefixes `99900000` to `99999999` give.
const PAIRS: u64 = 450_000;

/// Has no factor in common with [`PAIRS`] (2, 3 and 5), so that multiplying by it permutes the pairs.
const SPREAD: u64 = 98_317;

/// The NHS number of person `index`, from 999 000 0000 to 999 999 9999, always passing modulus 11.
///
/// Injective by construction below 900,000: the pair `index / 2` goes through a permutation of the pairs; the place that
/// this gives is split into an eight-digit prefix (`place / 9`) and a rank (`place % 9`); and the rank-th ninth digit
/// that has a valid check digit completes the prefix. As 2 is invertible modulo 11, at most one ninth digit of the ten
/// has none, so each prefix has at least nine. Two indices `2n` and `2n + 1` lie side by side, as the numbers of twins do.
#[must_use]
pub fn nhs_number(index: u32) -> String {
    let index = u64::from(index);
    let place = 2 * ((index / 2) * SPREAD % PAIRS) + index % 2;
    let prefix = 99_900_000 + place / 9;
    let rank = usize::try_from(place % 9).unwrap_or_default();
    let ninth = (0..10).map(|digit| prefix * 10 + digit).filter(|first| check_digit(*first).is_some()).nth(rank);
    let first = ninth.unwrap_or_default();
    format!("{first:09}{}", check_digit(first).unwrap_or_default())
}

/// The same number with a check digit that is wrong by one.
pub(crate) fn failing_number(index: u32) -> String {
    let right = nhs_number(index);
    let (first, last) = right.split_at(9);
    format!("{first}{}", (last.parse().unwrap_or(0) + 1) % 10)
}

/// The check digit of nine digits, or `None` where it would be 10.
fn check_digit(first: u64) -> Option<u64> {
    let mut rest = first;
    let mut sum = 0;
    for weight in 2..=10 {
        sum += weight * (rest % 10);
        rest /= 10;
    }
    match 11 - sum % 11 {
        11 => Some(0),
        10 => None,
        digit => Some(digit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dcr_core::identifier::NhsNumber;

    #[test]
    fn every_number_is_valid_and_no_two_are_the_same() {
        let mut seen = vec![false; 10_000_000];
        for index in 0..MOST_PEOPLE {
            let number = nhs_number(index);
            let place: usize = number.strip_prefix("999").unwrap().parse().unwrap();
            assert!(!std::mem::replace(&mut seen[place], true), "{index}");
            if index % 97 == 0 {
                assert!(NhsNumber::parse(&number).is_ok());
                assert!(NhsNumber::parse(&failing_number(index)).is_err());
            }
        }
    }

    #[test]
    fn the_first_number_is_the_first_of_the_range() {
        assert_eq!(nhs_number(0), "9990000018");
        assert_eq!(nhs_number(1), "9990000026");
    }
}
