//! From the command line to an opened installation, with the exit codes of what can be wrong on the way.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;

use super::common::{Common, Exit};
use crate::clock;
use crate::daemon::workers::Workers;
use crate::diagnostic::finding::Finding;
use crate::load::{Loaded, Rejected, find_settings, load};
use crate::schedule::Now;
use crate::settings::Settings;
use crate::store::ReadOnlyStore;

/// Why a command ends before it has begun, with the exit code that says so.
#[derive(Debug)]
pub(super) struct Refused {
    /// The code.
    pub exit: Exit,
    /// What to print on stderr.
    pub words: String,
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.words)
    }
}

impl std::error::Error for Refused {}

/// The settings file that the command line, the environment or the usual places name.
pub(super) fn settings_file(common: &Common) -> Result<PathBuf, Refused> {
    let file = find_settings(common.config.as_deref())
        .map_err(|error| Refused { exit: Exit::Usage, words: format!("wirewatch: {error}") })?;
    match file.try_exists() {
        Ok(false) => {
            let words = format!("wirewatch: there is no settings file {}", file.display());
            Err(Refused { exit: Exit::Usage, words })
        }
        // What cannot be read is told with the other problems of the files.
        Ok(true) | Err(_) => Ok(file),
    }
}

/// Loads all files; what is wrong with them is the answer of the refusal.
pub(super) fn loaded(common: &Common) -> Result<Loaded, Refused> {
    let path = settings_file(common)?;
    load(&path, clock::now()).map_err(|rejected| refused(&rejected))
}

/// All that is wrong with the files, as `check` prints it.
pub(super) fn refused(rejected: &Rejected) -> Refused {
    let words: Vec<String> = rejected.findings.iter().map(Finding::render).collect();
    Refused { exit: Exit::Problem, words: words.join("\n") }
}

/// Opens the installation for writing.
pub(super) fn workers(common: &Common) -> Result<Workers, Refused> {
    workers_at(common, None)
}

/// The same as of another time, which stands still.
pub(super) fn workers_at(common: &Common, now: Option<Timestamp>) -> Result<Workers, Refused> {
    let clock: Now = match now {
        Some(now) => Arc::new(move || now),
        None => clock::wall(),
    };
    Workers::open(loaded(common)?, clock)
        .map_err(|error| Refused { exit: Exit::Environment, words: format!("wirewatch: {error}") })
}

/// Opens the database for reading beside a daemon that may be writing.
pub(super) fn reader(common: &Common) -> Result<(Loaded, ReadOnlyStore), Refused> {
    let loaded = loaded(common)?;
    let reader = database(&loaded.settings)?;
    Ok((loaded, reader))
}

/// The database that the settings name, for reading.
pub(super) fn database(settings: &Settings) -> Result<ReadOnlyStore, Refused> {
    ReadOnlyStore::open(&settings.store.database)
        .map_err(|error| Refused { exit: Exit::Environment, words: format!("wirewatch: {error}") })
}
