//! What became of the operator's files, written down so that `status` can tell it beside the daemon and after it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::diagnostic::finding::Finding;
use crate::load::LoadedCounts;
use crate::store::meta::{meta, set_meta};
use crate::store::{Connection, StoreError};

/// The name of the fact.
const NAME: &str = "files";

/// The files that were taken last, and those that were refused since.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Files {
    /// When they were taken.
    pub taken: Option<Timestamp>,
    pub feeds: usize,
    pub watchlists: usize,
    pub terms: usize,
    pub subscribers: usize,
    /// What a person should look at.
    pub warnings: usize,
    /// Changed settings that are taken at the next start only, by their names in the file.
    #[serde(default)]
    pub later: Vec<String>,
    /// The files on disk are others, and wrong.
    pub refused: Option<RefusedFiles>,
}

/// Files that are not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RefusedFiles {
    /// Since when.
    pub since: Timestamp,
    /// Every problem in a line.
    pub problems: Vec<String>,
}

impl Files {
    /// A set that is right.
    pub(crate) fn new(counts: LoadedCounts, warnings: usize, taken: Option<Timestamp>) -> Self {
        let LoadedCounts { feeds, watchlists, terms, subscribers } = counts;
        Self { taken, feeds, watchlists, terms, subscribers, warnings, later: Vec::new(), refused: None }
    }

    /// How much the set holds.
    pub(crate) fn counts(&self) -> LoadedCounts {
        let Self { feeds, watchlists, terms, subscribers, .. } = *self;
        LoadedCounts { feeds, watchlists, terms, subscribers }
    }

    /// Writes it down.
    pub(crate) fn save(&self, connection: &Connection) -> Result<(), StoreError> {
        let text = serde_json::to_string(self).map_err(|error| StoreError::damaged("files", &error))?;
        set_meta(connection, NAME, &text)
    }

    /// Writes down which settings of the set that was taken wait for the next start.
    pub(crate) fn wait_for_restart(connection: &Connection, later: &[String]) -> Result<(), StoreError> {
        match Self::last(connection)? {
            Some(last) => Self { later: later.to_vec(), ..last }.save(connection),
            None => Ok(()),
        }
    }

    /// What was written down last.
    pub(crate) fn last(connection: &Connection) -> Result<Option<Self>, StoreError> {
        Ok(meta(connection, NAME)?.and_then(|text| serde_json::from_str(&text).ok()))
    }

    /// Writes down that the files on disk are refused; the set that was taken stays.
    pub(crate) fn refuse(connection: &Connection, refused: RefusedFiles) -> Result<(), StoreError> {
        let last = Self::last(connection)?.unwrap_or_else(|| Self::new(LoadedCounts::default(), 0, None));
        Self { refused: Some(refused), ..last }.save(connection)
    }
}

impl RefusedFiles {
    /// Of everything that is wrong.
    pub(crate) fn new(findings: &[Finding], since: Timestamp) -> Self {
        let errors = findings.iter().filter(|finding| finding.is_error());
        Self { since, problems: errors.map(Finding::headline).collect() }
    }
}
