//! The store as others find it: foreign, damaged, locked, searched.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod support;

use dcr_node::{Node, NodeKey};
use std::fs;
use std::path::{Path, PathBuf};
use support::{
    DIAGNOSES, FAMILIES, GIVEN, POSTCODES, SOURCES, clinician, create, input, key, lines, nhs_number, options,
};

fn code(folder: &Path, key: &NodeKey) -> &'static str {
    Node::open(folder, key).unwrap_err().code()
}

#[test]
fn a_node_is_made_once_and_opened_with_its_key_alone() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(code(folder.path(), &key()), "node.store.missing");
    create(folder.path()).close().unwrap();
    let again = Node::create(folder.path(), &options(), &key());
    assert_eq!(again.unwrap_err().code(), "node.store.exists");
    assert_eq!(code(folder.path(), &NodeKey::from_bytes([8; 32])), "node.key.wrong");
    assert_eq!(Node::open(folder.path(), &key()).unwrap().organisation().unwrap().as_str(), "RBD");
}

#[test]
fn what_is_not_a_node_is_told_apart_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("node.db");
    for foreign in [&b""[..], b"hello", &[b'x'; 10_000]] {
        fs::write(&file, foreign).unwrap();
        assert_eq!(code(folder.path(), &key()), "node.store.foreign");
        assert_eq!(fs::read(&file).unwrap(), foreign);
    }
    fs::remove_file(&file).unwrap();
    rusqlite::Connection::open(&file).unwrap().execute_batch("CREATE TABLE person (id)").unwrap();
    assert_eq!(code(folder.path(), &key()), "node.store.foreign");
    fs::remove_file(&file).unwrap();
    create(folder.path()).close().unwrap();
    rusqlite::Connection::open(&file).unwrap().pragma_update(None, "user_version", 4).unwrap();
    assert_eq!(code(folder.path(), &key()), "node.store.newer");
}

#[cfg(unix)]
#[test]
fn nobody_else_may_read_the_files() {
    use std::os::unix::fs::PermissionsExt;
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("node");
    let node = create(&folder);
    node.submit(&lines(SOURCES[0], 1, 1), &input(SOURCES[0])).unwrap();
    assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
    for file in files(&folder) {
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600, "{}", file.display());
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn nothing_about_a_person_stands_in_the_files() {
    let folder = tempfile::tempdir().unwrap();
    let node = create(folder.path());
    for person in 0..40 {
        for source in SOURCES {
            let mut bytes = lines(source, person, 6);
            bytes.extend(format!("\nbroken line about {} {}", GIVEN[0], nhs_number(person).as_str()).bytes());
            node.submit(&bytes, &input(source)).unwrap();
        }
        assert!(node.view(&clinician(), &nhs_number(person)).unwrap().permitted());
    }
    let mut words: Vec<String> =
        FAMILIES.iter().chain(&GIVEN[..7]).chain(&POSTCODES).map(|word| (*word).to_owned()).collect();
    words.extend(DIAGNOSES.iter().flat_map(|(code, display)| [(*code).to_owned(), (*display).to_owned()]));
    words.extend((0..40).map(|person| nhs_number(person).as_str().to_owned()));
    words.extend(["entry/", "High Street", "Dr A Marsh", "Ada Marsh", "555000111222"].map(str::to_owned));
    let mut names = Vec::new();
    for file in files(folder.path()) {
        let bytes = fs::read(&file).unwrap().to_ascii_lowercase();
        for word in &words {
            let word = word.to_ascii_lowercase();
            assert!(
                !bytes.windows(word.len()).any(|window| window == word.as_bytes()),
                "{word} stands in {}",
                file.display()
            );
        }
        names.push((file.file_name().unwrap().to_owned(), bytes.is_empty()));
    }
    // The search met the database and its journal, and they held something.
    assert_eq!(names, [("node.db".into(), false), ("node.db-shm".into(), false), ("node.db-wal".into(), false)]);
}
