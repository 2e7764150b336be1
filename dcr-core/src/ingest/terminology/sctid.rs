//! SNOMED CT identifiers.

/// The Verhoeff scheme's multiplication in the dihedral group of order ten.
const TIMES: [[u8; 10]; 10] = [
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    [1, 2, 3, 4, 0, 6, 7, 8, 9, 5],
    [2, 3, 4, 0, 1, 7, 8, 9, 5, 6],
    [3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
    [4, 0, 1, 2, 3, 9, 5, 6, 7, 8],
    [5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
    [6, 5, 9, 8, 7, 1, 0, 4, 3, 2],
    [7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
    [8, 7, 6, 5, 9, 3, 2, 1, 0, 4],
    [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
];

/// The scheme's permutation by place, counted from the right.
const PLACES: [[u8; 10]; 8] = [
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    [1, 5, 7, 6, 2, 8, 3, 0, 9, 4],
    [5, 8, 0, 3, 7, 9, 6, 1, 4, 2],
    [8, 9, 1, 6, 0, 4, 3, 5, 2, 7],
    [9, 4, 5, 3, 1, 2, 6, 8, 7, 0],
    [4, 2, 8, 6, 5, 7, 3, 9, 0, 1],
    [2, 7, 9, 3, 8, 0, 6, 4, 1, 5],
    [7, 0, 4, 6, 9, 1, 3, 2, 5, 8],
];

/// Whether a text is a SNOMED CT identifier of a concept: 6 to 18 digits, no leading nought, the partition of a concept
/// and the right check digit.
///
/// Source: SNOMED CT Release File Specifications, 5.1 (SCTID) and 5.5 (check digit).
pub(super) fn is_concept(text: &str) -> bool {
    if !(6..=18).contains(&text.len()) || text.starts_with('0') || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    // The partition: second digit from the right with the one before it; 00 and 10 are concepts.
    let partition = text.as_bytes().iter().rev().skip(1).take(2).copied();
    if !matches!(partition.collect::<Vec<_>>().as_slice(), [b'0', b'0' | b'1']) {
        return false;
    }
    let lookup = |table: &[u8; 10], digit: u8| table.get(usize::from(digit)).copied().unwrap_or_default();
    let mut check = 0;
    for (digit, places) in text.bytes().rev().zip(PLACES.iter().cycle()) {
        let placed = lookup(places, digit - b'0');
        check = TIMES.get(usize::from(check)).map_or(0, |row| lookup(row, placed));
    }
    check == 0
}

#[cfg(test)]
mod tests {
    use super::is_concept;

    #[test]
    fn concepts_have_their_partition_and_check_digit() {
        for concept in ["73211009", "38341003", "22298006", "999002271000000101", "36888211000001109", "416409005"] {
            assert!(is_concept(concept), "{concept}");
        }
        // A changed digit, two digits swapped, a description's partition, too short, a leading nought, not digits.
        for other in ["73211008", "72311009", "123037011", "12345", "073211009", "_DRUG", "", "7321100９"] {
            assert!(!is_concept(other), "{other}");
        }
    }
}
