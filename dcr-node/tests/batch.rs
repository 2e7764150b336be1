//! Taking many inputs: each told of, none holding up the others, and what was told of durable.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod support;

use dcr_node::{BatchOutcome, BatchReceipt, Input, InputFormat, Node, Progress};
use std::ops::ControlFlow;
use support::{SOURCES, create, entry, input, key};

fn inputs(count: u32) -> Vec<(Vec<u8>, Input)> {
    (0..count).map(|number| (entry(SOURCES[0], 1, number, 1), input(SOURCES[0]))).collect()
}

#[test]
fn progress_comes_after_each_group_and_may_ask_the_node() {
    let folder = tempfile::tempdir().unwrap();
    let node = create(&folder.path().join("node"));
    let mut seen = Vec::new();
    let batch = node
        .submit_batch(inputs(150), |progress| {
            assert_eq!(node.stats().unwrap().contributions, progress.accepted, "what is told of is in the store");
            seen.push(progress.inputs);
            ControlFlow::Continue(())
        })
        .unwrap();
    assert_eq!(seen, [64, 128, 150]);
    assert_eq!(batch.progress, Progress { inputs: 150, refused: 0, accepted: 150, quarantined: 0 });
    assert!(!batch.stopped);
    assert_eq!(batch.outcomes.len(), 150);
}

#[test]
fn an_input_that_cannot_be_begun_does_not_hold_up_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let node = create(&folder.path().join("node"));
    let mut inputs = inputs(2);
    inputs.insert(1, (b"nothing that is known".to_vec(), input(SOURCES[0]).in_format(InputFormat::Auto)));
    let batch = node.submit_batch(inputs, |_| ControlFlow::Continue(())).unwrap();
    assert_eq!(batch.progress, Progress { inputs: 3, refused: 1, accepted: 2, quarantined: 0 });
    let BatchOutcome::Refused { code, .. } = batch.outcomes[1] else { panic!("it was taken") };
    assert_eq!(code, "node.input.format");
    assert_eq!(node.stats().unwrap().contributions, 2);
}

#[test]
fn a_stopped_batch_goes_on_when_it_is_handed_in_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("node");
    let node = create(&path);
    let batch = node.submit_batch(inputs(100), |_| ControlFlow::Break(())).unwrap();
    assert_eq!((batch.progress.inputs, batch.stopped), (64, true));
    node.close().unwrap();
    let node = Node::open(&path, &key()).unwrap();
    assert_eq!(node.stats().unwrap().contributions, 64);
    let again = node.submit_batch(inputs(100), |_| ControlFlow::Continue(())).unwrap();
    assert_eq!((again.progress.inputs, again.progress.accepted, again.stopped), (100, 100, false));
    let repeated = |outcome: &BatchOutcome| matches!(outcome, BatchOutcome::Taken(receipt) if receipt.repeated == 1);
    assert_eq!(again.outcomes.iter().filter(|outcome| repeated(outcome)).count(), 64);
    assert_eq!(node.stats().unwrap().contributions, 100);
}

#[test]
fn a_batch_ended_by_its_last_group_was_not_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let node = create(&folder.path().join("node"));
    let batch = node.submit_batch(inputs(64), |_| ControlFlow::Break(())).unwrap();
    assert_eq!((batch.progress.inputs, batch.stopped), (64, false));
    assert_eq!(node.submit_batch(inputs(0), |_| ControlFlow::Break(())).unwrap(), BatchReceipt::default());
}
