//! A copy of the database is whole or said not to be.

use std::fs;

use testkit::{FeedServer, InstalledProgram, Reply, SmtpServer};

#[test]
fn a_copy_that_was_changed_cut_or_swapped_is_not_to_be_restored() {
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
    // Without its checksum only what SQLite sees is seen, and that is said.
    fs::write(&copy, &bytes).expect("the folder is ours");
    fs::remove_file(installation.path("copy.db.sha256")).expect("it stood beside it");
    let whole = check();
    assert!(whole.code == Some(0) && whole.stdout.contains("only SQLite's own check"), "{whole:?}");
    fs::write(&copy, "no database at all, but longer than a header of one hundred bytes has to be, as anybody may count who wants to").expect("the folder is ours");
    assert!(check().stdout.contains("it is no database"), "{:?}", check());
}
