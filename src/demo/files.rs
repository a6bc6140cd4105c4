//! The demo's own configuration: the shipped watchlists, the invented outlets and two readers.

use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::demo::editions;

/// The watchlists of the running example, as they are shipped.
const WATCHLISTS: [(&str, &str); 4] = [
    ("border-and-corridors.toml", include_str!("../../watchlists/border-and-corridors.toml")),
    ("csto-azerbaijan.toml", include_str!("../../watchlists/csto-azerbaijan.toml")),
    ("entities.toml", include_str!("../../watchlists/entities.toml")),
    ("officials.toml", include_str!("../../watchlists/officials.toml")),
];

/// How the demo's settings begin: by it a later demo knows a folder as its own.
pub(crate) const MARK: &str = "# Written by `wirewatch demo`";

/// Outlets on loopback may be asked here, and nowhere else.
const SETTINGS: &str = r#"# Written by `wirewatch demo`: try the other commands on it with --config.
operators = ["ops@wirewatch.example"]

[store]
database = "wirewatch.db"

[fetch]
allow_private_addresses = true     # the demo's outlets are on this machine
concurrency = 8
per_host = 8

[fetch.pages]
spacing = "0s"                     # there is no site here that would mind

[mail]
from = "Wirewatch <digest@wirewatch.example>"
transport = "folder"
folder = "mail"
"#;

/// Who is signed in where the demo serves its desk.
pub(crate) const READER: &str = "desk@wirewatch.example";

const SUBSCRIBERS: &str = r#"[[subscriber]]
email = "analyst@wirewatch.example"
name = "A. Analyst"
watchlists = ["csto-azerbaijan"]
digest = "hourly"
timezone = "Asia/Baku"

[[subscriber]]
email = "desk@wirewatch.example"
name = "Regional desk"
watchlists = ["*"]
digest = "hourly"
timezone = "Europe/Berlin"
alerts = true
empty = "heartbeat"
"#;

/// Writes the configuration into `folder`, with every outlet below `base`, and answers where its settings stand.
///
/// # Errors
///
/// When the folder cannot be written.
pub(crate) fn write(folder: &Path, base: &str) -> io::Result<PathBuf> {
    let watchlists = folder.join("watchlists");
    fs::create_dir_all(&watchlists)?;
    for (name, text) in WATCHLISTS {
        fs::write(watchlists.join(name), text)?;
    }
    fs::write(folder.join("feeds.toml"), editions::feeds_file(base))?;
    fs::write(folder.join("subscribers.toml"), SUBSCRIBERS)?;
    let settings = folder.join("wirewatch.toml");
    fs::write(&settings, SETTINGS)?;
    Ok(settings)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::load;

    #[test]
    fn the_demos_own_files_load_without_a_warning() {
        let folder = tempfile::tempdir().unwrap();
        let settings = write(folder.path(), "http://127.0.0.1:9").unwrap();
        let now = "2026-11-23T12:00:00Z".parse().unwrap();
        let loaded = load(&settings, now).expect("the demo's files are right");
        assert_eq!((loaded.counts.feeds, loaded.counts.subscribers), (10, 2));
        assert!(loaded.warnings.is_empty(), "{:?}", loaded.warnings);
    }
}
