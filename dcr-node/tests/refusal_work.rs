//! A refusal about somebody who is not known takes the work of one about somebody who is, so that its time does not tell.
//!
//! Work is counted and not timed: how often memory is taken says how many statements were read, opened and combined.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

mod support;

use dcr_core::identifier::{OdsCode, PersonKey, SourceSystem, SubjectId};
use dcr_core::record::{DirectiveAuthority, OptOutMode};
use dcr_node::{Find, Node};
use support::{clinician, create, nhs_number, populated};

const ENTRIES: u32 = 40;

/// How often memory was taken while `refused` was asked; the second time of two, when statements are prepared.
fn work(refused: impl Fn() -> bool) -> u64 {
    assert!(refused());
    let mut answer = false;
    let counted = allocation_counter::measure(|| answer = refused());
    assert!(answer);
    counted.count_total
}

fn view(node: &Node, person: u32) -> u64 {
    work(|| !node.view(&clinician(), &nhs_number(person)).unwrap().permitted())
}

fn local(node: &Node, value: &str) -> u64 {
    let key = PersonKey {
        organisation: OdsCode::parse(support::SOURCES[0].0).unwrap(),
        system: SourceSystem::parse(support::SOURCES[0].1).unwrap(),
        subject: SubjectId::new("local", value).unwrap(),
    };
    work(|| node.find(&clinician(), &Find::Person(key.clone())).unwrap().is_none())
}

#[test]
fn a_refusal_takes_the_work_of_a_record_whoever_was_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let node = populated(folder.path(), 6, ENTRIES);
    for person in 0..3 {
        node.opt_out(&nhs_number(person), OptOutMode::Hide, DirectiveAuthority::Person, None, &clinician()).unwrap();
    }
    let hidden: Vec<u64> = (0..3).map(|person| view(&node, person)).collect();
    let (least, most) = (hidden.iter().min().unwrap(), hidden.iter().max().unwrap());
    // Records differ, and so does the work they take; but a third of it is more than an answer takes without any.
    let alone = {
        let folder = tempfile::tempdir().unwrap();
        view(&create(folder.path()), 1)
    };
    assert!(alone * 4 < *least, "{alone} beside {hidden:?}");
    for person in 500..520 {
        for unknown in [view(&node, person), local(&node, &format!("nobody-{person}"))] {
            assert!(*least <= unknown * 3 && unknown <= *most * 2, "{unknown} beside {hidden:?}");
        }
    }
}
