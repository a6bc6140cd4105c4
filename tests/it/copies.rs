//! A copy of the database is whole or said not to be.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;
use testkit::{FeedServer, InstalledProgram, Reply, SmtpServer};

/// An installation with three hundred entries, and a copy of its database.
fn copied() -> (FeedServer, InstalledProgram, PathBuf) {
    let (feeds, server) = (FeedServer::start(), SmtpServer::start());
    let items: String = (0..300)
        .map(|n| format!("<item><guid>{n}</guid><title>Talks {n}</title><description>The CSTO spoke {n} times.</description></item>"))
        .collect();
    feeds.answer(
        "/rss",
        [Reply::feed(format!("<rss version='2.0'><channel><title>A</title>{items}</channel></rss>"))],
    );
    let installation =
        InstalledProgram::new(env!("CARGO_BIN_EXE_wirewatch"), &feeds.url("/rss"), server.address);
    assert_eq!(installation.run(&["poll", "--all"]).code, Some(0));
    let copy = installation.path("copy.db");
    let copied = installation.run(&["backup", &copy.to_string_lossy()]);
    assert_eq!(copied.code, Some(0), "{copied:?}");
    (feeds, installation, copy)
}

#[test]
fn a_copy_that_was_changed_cut_or_swapped_is_not_to_be_restored() {
    let (_feeds, installation, copy) = copied();
    let check = || installation.run(&["restore-check", &copy.to_string_lossy()]);
    let whole = check();
    assert!(whole.code == Some(0) && whole.stdout.contains("as it was written"), "{whole:?}");

    let bytes = fs::read(&copy).expect("it was written");
    let length = bytes.len();
    for at in [100, 5_000, 20_000, length / 2, length - 500] {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        fs::write(&copy, changed).expect("the folder is ours");
        let damaged = check();
        assert!(
            damaged.code == Some(1) && damaged.stdout.starts_with("do not restore it"),
            "{at}: {damaged:?}"
        );
    }
    for left in [0, length / 2] {
        fs::write(&copy, &bytes[..left]).expect("the folder is ours");
        let damaged = check();
        assert!(
            damaged.code == Some(1) && damaged.stdout.starts_with("do not restore it"),
            "{left}: {damaged:?}"
        );
    }
    fs::write(&copy, "no database at all, but longer than a header of one hundred bytes has to be, as anybody may count who wants to").expect("the folder is ours");
    assert!(check().stdout.contains("it is no database"), "{:?}", check());
}

#[test]
fn the_checksum_goes_along_where_a_copy_is_copied() {
    let (_feeds, installation, copy) = copied();
    let bytes = fs::read(&copy).expect("it was written");
    // The checksum beside it stays behind where the copy is copied; the one inside goes along.
    fs::remove_file(installation.path("copy.db.sha256")).expect("it stood beside it");
    let sum = |bytes: &[u8]| {
        fs::write(&copy, bytes).expect("the folder is ours");
        let checked = installation.run(&["--json", "restore-check", &copy.to_string_lossy()]);
        let said: Value = serde_json::from_str(&checked.stdout).expect("it is JSON");
        (checked.code, said["checksum"].as_str().unwrap_or_default().to_owned())
    };
    assert_eq!(sum(&bytes), (Some(0), "same".to_owned()));
    let talks = bytes.windows(9).position(|part| part == b"Talks 299").expect("the title is in it");
    let mut changed = bytes.clone();
    changed[talks] ^= 1;
    assert_eq!(sum(&changed), (Some(1), "differs".to_owned()));
    let seal = bytes.windows(4).position(|part| part == b"\xffcop").expect("the checksum is in it");
    let mut without = bytes.clone();
    without[seal + 1] ^= 1;
    assert_eq!(sum(&without), (Some(0), "none".to_owned()));
    let said = installation.run(&["restore-check", &copy.to_string_lossy()]).stdout;
    assert!(said.contains("only SQLite's own check was made"), "{said}");
    // What is put back runs, and a copy of it is a whole copy.
    fs::write(installation.path("wirewatch.db"), &bytes).expect("the folder is ours");
    for ending in ["-wal", "-shm"] {
        let _ = fs::remove_file(installation.path(&format!("wirewatch.db{ending}")));
    }
    assert_eq!(installation.run(&["poll", "--all"]).code, Some(0));
    let second = installation.path("second.db");
    assert_eq!(installation.run(&["backup", &second.to_string_lossy()]).code, Some(0));
    assert_eq!(sum(&fs::read(&second).expect("it was written")), (Some(0), "same".to_owned()));
    let running =
        installation.run(&["--json", "restore-check", &installation.path("wirewatch.db").to_string_lossy()]);
    assert!(running.code == Some(0) && running.stdout.contains("\"checksum\":\"none\""), "{running:?}");
}
