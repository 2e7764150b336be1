//! What only the store itself can bring about.

use super::Store;
use crate::key::NodeKey;

#[test]
fn a_full_disk_keeps_nothing_of_the_operation_and_the_store_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let key = NodeKey::from_bytes([7; 32]);
    Store::create(folder.path(), &key, |_| Ok(())).unwrap();
    let mut store = Store::open(folder.path(), &key).unwrap();
    let pages: i64 = store.connection().pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
    store.connection().pragma_update(None, "max_page_count", pages + 2).unwrap();
    let failed = store.write(|work| {
        work.put_meta("first", b"small")?;
        work.put_meta("second", &[0; 100_000])
    });
    assert_eq!(failed.unwrap_err().code(), "node.store.full");
    assert_eq!(store.read(|work| work.meta("first")).unwrap(), None);
    store.write(|work| work.put_meta("first", b"small")).unwrap();
    assert_eq!(store.read(|work| work.meta("first")).unwrap().unwrap(), b"small");
}

#[test]
fn an_unfinished_store_is_no_store() {
    let folder = tempfile::tempdir().unwrap();
    let key = NodeKey::from_bytes([7; 32]);
    let failed = Store::create(folder.path(), &key, |_| Err(crate::StoreError::Clock.into()));
    assert_eq!(failed.unwrap_err().code(), "node.clock");
    assert_eq!(Store::open(folder.path(), &key).err().unwrap().code(), "node.store.missing");
    Store::create(folder.path(), &key, |_| Ok(())).unwrap();
    assert!(Store::open(folder.path(), &key).is_ok());
}
