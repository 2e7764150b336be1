//! Crashes, full and damaged disks, several processes.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod support;

use dcr_node::{Node, NodeError, StoreError};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use support::{SOURCES, clinician, create, input, key, lines, nhs_number, populated};

const FOLDER: &str = "DCR_NODE_TEST_FOLDER";

/// Starts one of the ignored tests below as a process of its own.
fn child(test: &str, folder: &Path) -> Child {
    started(Command::new(std::env::current_exe().unwrap()), test, folder)
}

fn started(mut command: Command, test: &str, folder: &Path) -> Child {
    command
        .args(["--ignored", "--exact", test, "--nocapture", "--test-threads=1"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

fn given_folder() -> Option<PathBuf> {
    std::env::var_os(FOLDER).map(PathBuf::from)
}

/// What the child says it did: the rest of every line after this mark.
const MARK: &str = "acknowledged ";

#[test]
#[ignore = "run as a process by another test"]
fn child_submits_batches() {
    let Some(folder) = given_folder() else { return };
    let node = Node::open(&folder, &key()).unwrap();
    for batch in 0_u32.. {
        let inputs = (0..5).map(|number| (lines(SOURCES[0], batch * 5 + number, 20), input(SOURCES[0])));
        let receipts = node.submit_all(inputs).unwrap();
        assert!(receipts.iter().all(|receipt| receipt.accepted == 21));
        println!("\n{MARK}{batch}");
    }
}

#[test]
fn what_was_accepted_survives_a_kill_and_a_batch_is_all_or_nothing() {
    let folder = tempfile::tempdir().unwrap();
    create(folder.path()).close().unwrap();
    let mut process = child("child_submits_batches", folder.path());
    let mut acknowledged = 0_u64;
    for line in BufReader::new(process.stdout.take().unwrap()).lines() {
        if line.unwrap().starts_with(MARK) {
            acknowledged += 1;
            if acknowledged == 6 {
                // The next batch is being read or written now.
                std::thread::sleep(std::time::Duration::from_millis(7));
                process.kill().unwrap();
            }
        }
    }
    process.wait().unwrap();
    let node = Node::open(folder.path(), &key()).unwrap();
    let stats = node.stats().unwrap();
    assert_eq!(stats.contributions % 105, 0, "part of a batch");
    assert!(stats.contributions >= acknowledged * 105, "{} of {acknowledged}", stats.contributions);
    assert_eq!((stats.messages, stats.local_persons), (stats.contributions, stats.contributions / 21));
    for person in 0..u32::try_from(acknowledged).unwrap() * 5 {
        let answer = node.view(&clinician(), &nhs_number(person)).unwrap();
        let lines: usize = answer.record().unwrap().sections.iter().map(|section| section.lines.len()).sum();
        assert_eq!(lines, 20, "person {person}");
    }
}

#[test]
#[ignore = "run as a process by another test"]
fn child_looks() {
    let Some(folder) = given_folder() else { return };
    let node = Node::open(&folder, &key()).unwrap();
    for number in 0..40 {
        assert!(node.view(&clinician(), &nhs_number(number % 4)).unwrap().permitted());
    }
}

#[test]
fn processes_that_write_the_account_at_once_leave_no_gap() {
    let folder = tempfile::tempdir().unwrap();
    populated(folder.path(), 4, 3).close().unwrap();
    let processes: Vec<Child> = (0..3).map(|_| child("child_looks", folder.path())).collect();
    for process in processes {
        assert!(process.wait_with_output().unwrap().status.success());
    }
    let node = Node::open(folder.path(), &key()).unwrap();
    let verdict = node.verify_audit(&[]).unwrap();
    assert_eq!(verdict, dcr_core::audit::Verdict::Intact { size: 120, erased: 0, anchored: None });
}

#[test]
#[ignore = "run as a process by another test"]
fn child_meets_the_limit() {
    let Some(folder) = given_folder() else { return };
    let node = Node::open(&folder, &key()).unwrap();
    let failed =
        (0..).find_map(|person| node.submit(&lines(SOURCES[0], person, 30), &input(SOURCES[0])).err()).unwrap();
    assert!(matches!(failed, NodeError::Store(StoreError::Io { .. })), "{failed:?}");
    let refused = node.view(&clinician(), &nhs_number(0)).unwrap_err();
    assert_eq!(refused.code(), "node.store.poisoned");
    println!("\n{MARK}{}", failed.code());
}

/// A limit on the length of files makes writing fail in the middle, as a broken disk does.
#[cfg(unix)]
#[test]
fn after_a_failed_write_the_handle_refuses_and_the_store_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    create(folder.path()).close().unwrap();
    let mut shell = Command::new("sh");
    shell.args(["-c", "trap '' XFSZ; ulimit -f 2048; exec \"$0\" \"$@\""]).arg(std::env::current_exe().unwrap());
    let process = started(shell, "child_meets_the_limit", folder.path());
    let output = process.wait_with_output().unwrap();
    assert!(output.status.success());
    assert!(String::from_utf8_lossy(&output.stdout).contains("acknowledged node.store.io"));
    let node = Node::open(folder.path(), &key()).unwrap();
    let held = node.stats().unwrap();
    assert_eq!(held.contributions, held.local_persons * 31);
    assert!(held.local_persons > 0);
    assert!(node.view(&clinician(), &nhs_number(0)).unwrap().permitted());
}

#[test]
fn a_cut_off_store_is_told_and_never_shown_as_whole() {
    let folder = tempfile::tempdir().unwrap();
    let node = populated(folder.path(), 4, 30);
    let whole = node.view(&clinician(), &nhs_number(2)).unwrap();
    node.close().unwrap();
    let file = folder.path().join("node.db");
    let bytes = fs::read(&file).unwrap();
    let mut codes = std::collections::BTreeSet::new();
    for part in 1..16 {
        fs::write(&file, &bytes[..bytes.len() * part / 16]).unwrap();
        let looked = Node::open(folder.path(), &key()).and_then(|node| node.view(&clinician(), &nhs_number(2)));
        match looked {
            Ok(answer) => assert_eq!(answer.record().map(|r| &r.sections), whole.record().map(|r| &r.sections)),
            Err(error) => drop(codes.insert(error.code())),
        }
        for left in ["node.db-wal", "node.db-shm"] {
            let _ = fs::remove_file(folder.path().join(left));
        }
    }
    assert_eq!(codes.into_iter().collect::<Vec<_>>(), ["node.store.corrupt"]);
}
