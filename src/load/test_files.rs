//! A small installation on disk, for tests.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use tempfile::TempDir;

use crate::diagnostic::finding::Finding;

use super::{Loaded, Rejected, load};

/// Files in a folder of their own, which goes with the value.
pub(crate) struct TestFiles {
    folder: TempDir,
}

impl TestFiles {
    /// One feed, one watchlist, one subscriber: all of it right.
    pub(crate) fn good() -> Self {
        let installation = Self { folder: tempfile::tempdir().expect("a temporary folder") };
        installation.write("wirewatch.toml", "operators = [\"ops@example.org\"]\n");
        installation.write("feeds.toml", "[[feed]]\nurl = \"https://example.org/rss\"\n");
        installation.write(
            "subscribers.toml",
            "[[subscriber]]\nemail = \"a@example.org\"\nwatchlists = [\"csto\"]\n",
        );
        installation.write("watchlists/csto.toml", "title = \"CSTO\"\nquery = \"CSTO OR ОДКБ\"\n");
        installation
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn config(&self) -> PathBuf {
        self.path("wirewatch.toml")
    }

    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap_or(Path::new("/"))).expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    }

    pub(crate) fn remove(&self, name: &str) {
        fs::remove_file(self.path(name)).expect("the file was there");
    }

    pub(crate) fn load(&self) -> Result<Loaded, Rejected> {
        load(&self.config(), "2026-11-23T12:00:00Z".parse::<Timestamp>().expect("a time"))
    }

    /// The headlines of everything that is found, with paths relative to the folder.
    pub(crate) fn headlines(&self) -> Vec<String> {
        let findings = match self.load() {
            Ok(loaded) => loaded.warnings,
            Err(rejected) => rejected.findings,
        };
        let folder = format!("{}/", self.folder.path().display());
        findings.iter().map(Finding::headline).map(|line| line.replace(&folder, "")).collect()
    }
}
