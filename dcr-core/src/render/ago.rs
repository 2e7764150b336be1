//! How fresh a source is, in words.

use super::dates;
use crate::consent::{ConnectionState, SourceState};

/// `last heard 3 hours ago (22-Nov-2026 10:20 GMT)`, `not connected`.
pub(super) fn freshness(source: &SourceState) -> String {
    if source.state == ConnectionState::NotConnected {
        return "not connected: nothing has ever come from it".to_owned();
    }
    let instant = source.last_heard.map(dates::instant);
    match (source.hours_ago.map(hours_ago), instant) {
        (Some(ago), Some(instant)) => format!("last heard {ago} ({instant})"),
        (Some(ago), None) => format!("last heard {ago}"),
        (None, Some(instant)) => format!("last heard {instant}"),
        (None, None) => "connected; when it was last heard is not known".to_owned(),
    }
}

/// Whole hours as hours up to two days, then as whole days.
fn hours_ago(hours: u64) -> String {
    match hours {
        0 => "less than an hour ago".to_owned(),
        1 => "1 hour ago".to_owned(),
        2..48 => format!("{hours} hours ago"),
        _ => format!("{} days ago", hours / 24),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_told_in_the_unit_a_reader_would_use() {
        assert_eq!(hours_ago(0), "less than an hour ago");
        assert_eq!(hours_ago(1), "1 hour ago");
        assert_eq!(hours_ago(47), "47 hours ago");
        assert_eq!(hours_ago(48), "2 days ago");
        assert_eq!(hours_ago(71), "2 days ago");
    }
}
