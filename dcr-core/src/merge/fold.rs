//! Folding: the statements that tell one thing become one line (M15 to M19).

use super::differences::differences;
use super::fact::{self, Keys, Likeness};
use super::{Line, LineStatement, Provenance};
use crate::record::EntryBody;
use crate::time::{Precision, Timestamp};
use std::cmp::{Ordering, Reverse};

/// The lines that some statements make, in the order of a record.
///
/// A function of the set of statements: their order leaves no trace.
pub(crate) fn fold(mut statements: Vec<LineStatement>) -> Vec<Line> {
    statements.sort_unstable_by(by_source);
    let blocks = blocks(&statements);
    let mut alone = Vec::with_capacity(statements.len());
    let mut together: Vec<Vec<LineStatement>> = Vec::new();
    together.resize_with(blocks.count, Vec::new);
    for (statement, block) in statements.into_iter().zip(blocks.of) {
        match block.and_then(|block| together.get_mut(block)) {
            Some(block) => block.push(statement),
            None => alone.push(vec![statement]),
        }
    }
    let mut lines: Vec<Line> =
        alone.into_iter().chain(together.into_iter().flat_map(part)).filter_map(line_of).collect();
    lines.sort_unstable_by(order);
    lines
}

/// Sources in the order of their organisation and system, inside a source mentions last, then by item.
fn by_source(a: &LineStatement, b: &LineStatement) -> Ordering {
    let (ours, theirs) = (&a.provenance, &b.provenance);
    ours.organisation
        .cmp(&theirs.organisation)
        .then_with(|| ours.system.cmp(&theirs.system))
        .then_with(|| fact::is_mention(&a.entry).cmp(&fact::is_mention(&b.entry)))
        .then_with(|| a.provenance.cmp(&b.provenance))
        .then_with(|| a.entry.cmp(&b.entry))
}

/// In which block each statement stands; nothing for those that stand alone.
struct Blocks {
    of: Vec<Option<usize>>,
    count: usize,
}

/// Puts together whatever could be one: those that share a key, and those that share one with them.
fn blocks(statements: &[LineStatement]) -> Blocks {
    let mut keyed: Vec<(u64, usize)> = Vec::with_capacity(statements.len() * 3);
    let mut keys = Keys::default();
    for (place, statement) in statements.iter().enumerate() {
        fact::keys(statement, &mut keys);
        keyed.extend(keys.drain().map(|key| (key, place)));
    }
    keyed.sort_unstable();
    let mut leader: Vec<usize> = (0..statements.len()).collect();
    for pair in keyed.windows(2) {
        if let [(key, place), (next_key, next)] = pair
            && key == next_key
        {
            let (a, b) = (find(&mut leader, *place), find(&mut leader, *next));
            if let Some(slot) = leader.get_mut(a.max(b)) {
                *slot = a.min(b);
            }
        }
    }
    let leaders: Vec<usize> = (0..statements.len()).map(|place| find(&mut leader, place)).collect();
    let mut size = vec![0_usize; statements.len()];
    for leader in &leaders {
        if let Some(size) = size.get_mut(*leader) {
            *size += 1;
        }
    }
    let mut number = vec![None; statements.len()];
    let mut count = 0;
    let of = leaders.iter().map(|leader| {
        if size.get(*leader).is_none_or(|size| *size < 2) {
            return None;
        }
        let number = number.get_mut(*leader)?;
        if number.is_none() {
            *number = Some(count);
            count += 1;
        }
        *number
    });
    let of = of.collect();
    Blocks { of, count }
}

fn find(leader: &mut [usize], mut place: usize) -> usize {
    loop {
        let Some(above) = leader.get(place).copied().filter(|above| *above != place) else { return place };
        let further = leader.get(above).copied().unwrap_or(above);
        if let Some(slot) = leader.get_mut(place) {
            *slot = further;
        }
        place = above;
    }
}

/// A line while it is put together: its members in the order in which they joined.
struct Forming {
    members: Vec<LineStatement>,
    /// The source whose statements are being placed has placed one here.
    taken: bool,
}

/// A statement that may join a line.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    likeness: Reverse<Likeness>,
    distance: u64,
    /// The place of the statement among its source's, which is the order of their items.
    statement: usize,
    /// The place of the line among those that were made before.
    line: usize,
}

/// Parts a block, whose statements stand by source, into the statements of its lines.
fn part(block: Vec<LineStatement>) -> Vec<Vec<LineStatement>> {
    let mut lines: Vec<Forming> = Vec::new();
    let mut block = block.into_iter().peekable();
    while let Some(first) = block.next() {
        let mut source = vec![first];
        while let Some(next) = block.next_if(|next| source.first().is_some_and(|first| one_source(first, next))) {
            source.push(next);
        }
        let mentions = source.split_off(source.partition_point(|statement| !fact::is_mention(&statement.entry)));
        place_source(source, &mut lines);
        for mention in mentions {
            place_mention(mention, &mut lines);
        }
        for line in &mut lines {
            line.taken = false;
        }
    }
    lines.into_iter().map(|line| line.members).collect()
}

fn one_source(a: &LineStatement, b: &LineStatement) -> bool {
    a.provenance.organisation == b.provenance.organisation && a.provenance.system == b.provenance.system
}

/// Places the statements of one source: the best candidates first, what is left makes lines of its own.
fn place_source(statements: Vec<LineStatement>, lines: &mut Vec<Forming>) {
    let mut candidates: Vec<Candidate> = Vec::new();
    for (place, statement) in statements.iter().enumerate() {
        candidates.extend(candidates_of(statement, place, lines));
    }
    candidates.sort_unstable();
    let mut statements: Vec<Option<LineStatement>> = statements.into_iter().map(Some).collect();
    for candidate in candidates {
        let (Some(slot), Some(line)) = (statements.get_mut(candidate.statement), lines.get_mut(candidate.line)) else {
            continue;
        };
        if !line.taken
            && let Some(statement) = slot.take()
        {
            line.members.push(statement);
            line.taken = true;
        }
    }
    lines.extend(statements.into_iter().flatten().map(|statement| Forming { members: vec![statement], taken: true }));
}

/// Places a mention: it joins the best line, or makes one.
fn place_mention(mention: LineStatement, lines: &mut Vec<Forming>) {
    let best = candidates_of(&mention, 0, lines).into_iter().min();
    match best.and_then(|best| lines.get_mut(best.line)) {
        Some(line) => line.members.push(mention),
        None => lines.push(Forming { members: vec![mention], taken: false }),
    }
}

fn candidates_of(statement: &LineStatement, place: usize, lines: &[Forming]) -> Vec<Candidate> {
    let begins = fact::begins(&statement.entry);
    let likeness = |line: &Forming| {
        let mut least: Option<Likeness> = None;
        for member in &line.members {
            let found = fact::likeness(member, statement)?;
            least = Some(least.map_or(found, |least| least.min(found)));
        }
        least
    };
    lines
        .iter()
        .enumerate()
        .filter_map(|(line, forming)| {
            let likeness = Reverse(likeness(forming)?);
            let first = forming.members.first().and_then(|first| fact::begins(&first.entry));
            let distance = first.zip(begins).map_or(u64::MAX, |(first, begins)| first.abs_diff(begins));
            Some(Candidate { likeness, distance, statement: place, line })
        })
        .collect()
}

/// The line that some statements of one thing make; `None` when there are none.
fn line_of(mut statements: Vec<LineStatement>) -> Option<Line> {
    if statements.len() > 1 {
        statements.sort_unstable_by(leads);
    }
    let labels = statements.first()?.entry.sensitivity.clone();
    let labels = statements.iter().skip(1).fold(labels, |labels, statement| {
        if statement.entry.sensitivity.is_empty() { labels } else { labels.union(&statement.entry.sensitivity) }
    });
    let differences = differences(&statements);
    Some(Line { statements, sensitivity: labels, differences })
}

/// Who leads (M16).
fn leads(a: &LineStatement, b: &LineStatement) -> Ordering {
    let final_first = |statement: &LineStatement| match &statement.entry.body {
        EntryBody::Investigation(test) => fact::finality(test),
        _ => 0,
    };
    (final_first(b), b.provenance.recorded)
        .cmp(&(final_first(a), a.provenance.recorded))
        .then_with(|| a.provenance.cmp(&b.provenance).then_with(|| a.entry.cmp(&b.entry)))
}

/// Sections in their order; inside a section the latest first, undated last; then provenance, which is never equal (M19).
fn order(a: &Line, b: &Line) -> Ordering {
    (a.section(), when(a)).cmp(&(b.section(), when(b))).then_with(|| provenances(a).cmp(provenances(b)))
}

/// When the leading statement's thing began; of two that begin together the closer stated stands first. How a time is
/// written decides nothing.
fn when(line: &Line) -> Reverse<Option<(Timestamp, Precision)>> {
    let when = line.statements.first().and_then(|leading| leading.entry.body.when());
    Reverse(when.map(|when| (when.earliest(), when.precision())))
}

fn provenances(line: &Line) -> impl Iterator<Item = &Provenance> {
    line.statements.iter().map(|statement| &statement.provenance)
}

#[cfg(test)]
mod tests {
    use super::fold;
    use crate::merge::fact::tests::statement;
    use serde_json::json;

    #[test]
    fn how_a_time_is_written_decides_no_order() {
        let seen = |organisation, item, time: &str| {
            let body = json!({ "encounter": { "kind": "outpatient", "period": { "start": time } } });
            statement(organisation, "PAS", item, &body)
        };
        let lines = fold(vec![
            seen("RBD", "offset", "2026-01-01T10:00:00+01:00"),
            seen("RBD", "utc", "2026-01-01T09:00:00Z"),
            seen("R0D", "minute", "2026-01-01T09:00"),
            seen("RBD", "year", "2025"),
        ]);
        let items: Vec<&str> = lines.iter().map(|line| line.statements()[0].provenance.item.as_str()).collect();
        assert_eq!(items, ["offset", "utc", "minute", "year"]);
    }
}
