//! Whatever comes first, late or twice: the record is the same, byte for byte.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout, reason = "tests")]

mod support;

use dcr_county::{Sending, TruePerson};
use support::{Draws, county, create, doctor, emergency, load, number};

const PEOPLE: u32 = 60;

/// What a node shows of everyone after these sendings: to a doctor, and in an emergency.
fn shown<'a>(sendings: impl IntoIterator<Item = &'a Sending>, people: &[TruePerson]) -> Vec<[Option<Vec<u8>>; 2]> {
    let folder = tempfile::tempdir().unwrap();
    let node = create(folder.path());
    load(&node, sendings);
    let look = |person: &TruePerson| {
        [doctor(), emergency()]
            .map(|request| node.view(&request, &number(&person.nhs_number)).unwrap().shown().map(<[u8]>::to_vec))
    };
    people.iter().map(look).collect()
}

#[test]
fn the_order_of_arrival_leaves_no_trace() {
    let (sendings, people) = county(PEOPLE);
    let forward = shown(&sendings, &people);
    let visible = forward.iter().filter(|shown| shown[0].is_some()).count();
    assert!(visible > 50, "{visible} of {PEOPLE} visible");
    assert!(forward.iter().any(|[usual, emergency]| usual.is_none() && emergency.is_some()), "an opt-out among them");

    let mut shuffled: Vec<&Sending> = sendings.iter().collect();
    Draws::new(7).shuffle(&mut shuffled);
    let mut twice: Vec<&Sending> = sendings.iter().chain(&sendings).collect();
    Draws::new(8).shuffle(&mut twice);
    for (order, sendings) in [
        ("reversed", sendings.iter().rev().collect()),
        ("shuffled", shuffled),
        ("each twice, one after the other", sendings.iter().flat_map(|sending| [sending, sending]).collect()),
        ("each twice, shuffled", twice),
    ] {
        let other = shown(sendings, &people);
        for ((person, one), another) in people.iter().zip(&forward).zip(&other) {
            assert!(one == another, "{order}: person {} is shown differently", person.index);
        }
    }
}
