//! The store as a whole: opening, writing together, failing alone.

mod bus;
mod index_of_words;
mod migration;
mod telling;

use std::sync::mpsc;

use super::*;

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn set(connection: &Connection, name: &str) -> Result<(), StoreError> {
    connection.execute("INSERT INTO fact (name, value) VALUES (?1, 'x')", [name])?;
    Ok(())
}

fn names(store: &Store) -> Vec<String> {
    let query = |connection: &Connection| {
        let mut statement = connection.prepare("SELECT name FROM fact ORDER BY name")?;
        let names = statement.query_map([], |row| row.get("name"))?.collect::<Result<_, _>>()?;
        Ok(names)
    };
    store.read(query).unwrap()
}

#[test]
fn a_write_that_answers_is_there_after_reopening() {
    let folder = folder();
    let path = folder.path().join("w.db");
    let store = Store::open(&path).unwrap();
    store.write_blocking(|connection| set(connection, "a")).unwrap();
    drop(store);
    assert_eq!(names(&Store::open(&path).unwrap()), ["a"]);
}

#[test]
fn a_job_that_fails_or_panics_undoes_itself_alone() {
    let folder = folder();
    let store = Store::open(&folder.path().join("w.db")).unwrap();
    store.write_blocking(|connection| set(connection, "a")).unwrap();
    let failed = store.write_blocking(|connection| set(connection, "b").and_then(|()| set(connection, "a")));
    assert!(matches!(failed, Err(StoreError::Statement(_))), "{failed:?}");
    let panicked: Result<(), _> = store.write_blocking(|_| panic!("as a test"));
    assert!(panicked.is_err());
    store.write_blocking(|connection| set(connection, "c")).unwrap();
    assert_eq!(names(&store), ["a", "c"]);
}

#[test]
fn a_full_disk_is_full_until_something_was_written() {
    let folder = folder();
    let store = Store::open(&folder.path().join("w.db")).unwrap();
    let pages = |most: i64| {
        let limit = move |connection: &Connection| {
            Ok(connection
                .query_row(&format!("PRAGMA max_page_count = {most}"), [], |row| row.get::<_, i64>(0))?)
        };
        store.write_blocking(limit).unwrap()
    };
    let write = |length: usize| store.write_blocking(move |connection| set(connection, &"x".repeat(length)));
    let is_full = || matches!(store.trouble(), Some(StoreError::Full(_)));
    assert!(pages(1) > 1);
    assert!(matches!(write(1_000_000), Err(StoreError::Full(_))));
    assert!(is_full());
    // What reads, or finds nothing to write, says nothing of the disk.
    store
        .write_blocking(|connection| Ok(connection.execute("DELETE FROM fact WHERE name = 'none'", [])?))
        .unwrap();
    store.write_blocking(|_| Ok(())).unwrap();
    assert!(is_full());
    write(10).unwrap();
    assert!(store.look_for_room().is_err() && is_full(), "a few bytes had room");
    pages(1_000_000);
    store.look_for_room().unwrap();
    assert_eq!(store.trouble(), None);
    store.look_for_room().unwrap();
}

#[test]
fn jobs_that_share_a_commit_do_not_share_a_failure() {
    let folder = folder();
    let store = Store::open(&folder.path().join("w.db")).unwrap();
    // While the first job waits, the others gather behind it.
    let (go, gate) = mpsc::channel::<()>();
    let first = store
        .begin_write(move |_| {
            let _ = gate.recv();
            Ok(())
        })
        .unwrap();
    let job = |names: &'static [&str]| {
        store.begin_write(move |connection| names.iter().try_for_each(|name| set(connection, name))).unwrap()
    };
    let (well, fails, well_too) = (job(&["a"]), job(&["b", "a"]), job(&["c"]));
    drop(go);
    assert_eq!(first.wait(), Ok(()));
    assert_eq!(well.wait(), Ok(()));
    assert!(matches!(fails.wait(), Err(StoreError::Statement(_))));
    assert_eq!(well_too.wait(), Ok(()));
    assert_eq!(names(&store), ["a", "c"]);
}

#[test]
fn a_second_writer_is_refused_and_a_reader_is_not() {
    let folder = folder();
    let path = folder.path().join("w.db");
    let store = Store::open(&path).unwrap();
    let error = Store::open(&path).unwrap_err();
    assert!(error.to_string().contains("in use by another wirewatch"), "{error}");
    store.write_blocking(|connection| set(connection, "a")).unwrap();
    let count = ReadOnlyStore::open(&path).unwrap().read(|connection| {
        Ok(connection.query_row("SELECT COUNT(*) FROM fact", [], |row| row.get::<_, i64>(0))?)
    });
    assert_eq!(count, Ok(1));
}

#[test]
fn what_is_no_database_is_refused_in_words() {
    let folder = folder();
    let path = folder.path().join("w.db");
    assert!(matches!(ReadOnlyStore::open(&path), Err(StoreError::Missing(_))));
    std::fs::write(&path, "this is not a database, but long enough to be taken for one ".repeat(40)).unwrap();
    let error = Store::open(&path).unwrap_err();
    assert!(error.to_string().contains("damaged"), "{error}");
    let missing = Store::open(&folder.path().join("no/such/folder/w.db")).unwrap_err();
    assert!(matches!(missing, StoreError::Open { .. }), "{missing}");
}

#[test]
fn a_file_of_another_kind_is_no_damaged_database() {
    let folder = folder();
    let path = folder.path().join("feeds.toml");
    std::fs::write(
        &path,
        "[[feed]]\nurl = \"https://a.example/rss\"\n# and so on, longer than a page's head\n",
    )
    .unwrap();
    assert_eq!(Store::open(&path).err(), Some(StoreError::NoDatabase(path.clone())));
    assert_eq!(ReadOnlyStore::open(&path).err(), Some(StoreError::NoDatabase(path)));
}
