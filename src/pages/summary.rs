//! What a pass over the pages has brought.

use std::ops::AddAssign;

/// Counts of looks; the names are those that `poll --json` prints.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct PageSummary {
    /// Pages that answered, with an article or without.
    pub pages: usize,
    /// Pages of which nothing is known after the look.
    pub failed: usize,
    /// Edits that readers hear of.
    pub edited: usize,
    /// Entries that were found taken back.
    pub withdrawn: usize,
    /// Matches of texts that were read.
    pub matches: usize,
}

impl AddAssign for PageSummary {
    fn add_assign(&mut self, more: Self) {
        self.pages += more.pages;
        self.failed += more.failed;
        self.edited += more.edited;
        self.withdrawn += more.withdrawn;
        self.matches += more.matches;
    }
}
