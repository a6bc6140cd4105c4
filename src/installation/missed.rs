//! Matches what was stored while watchlists were out of the files, now that they are back.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::event::{ArticleTraits, FingerprintReader, KnownPublishers};
use crate::load::Loaded;
use crate::store::absent_watchlists::{
    MissedMatch, MissedRevision, MissedSince, end_absences, missed_edits, missed_revisions, missed_since,
    note_shown, record_missed,
};
use crate::store::{Store, StoreError};
use crate::watch::set::Matcher;

/// Revisions that are matched between two commits.
const AT_ONCE: usize = 200;

/// What became of looking for what was missed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct CaughtUp {
    /// Matches that were missed and are there now.
    pub matches: usize,
    /// Whether there is more to look at, or may be.
    pub is_left: bool,
}

/// Whether anybody else may still store what only the files before have matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FormerFiles {
    AtWork,
    Gone,
}

/// Shows what was stored meanwhile to the watchlists that have come back, for about `patience`: first the edits of what
/// they had found, all of them, since who has not seen those would tell that the names were taken away.
pub(super) fn catch_up(
    store: &Store,
    files: &Loaded,
    former: FormerFiles,
    patience: Duration,
    now: Timestamp,
) -> Result<CaughtUp, StoreError> {
    let missed = store.read(missed_since)?;
    let Some(mut shown) = missed.values().min().copied() else { return Ok(CaughtUp::default()) };
    let end = Instant::now() + patience;
    let publishers = Arc::new(KnownPublishers::of(&files.feeds));
    let reader = FingerprintReader::new(&publishers);
    let mut show = MissedShow { matcher: files.watchlists.matcher(), reader, missed };
    let (mut matches, mut edited) = (0, shown);
    loop {
        let edits = store.read(|connection| missed_edits(connection, &show.missed, edited, AT_ONCE))?;
        let Some(last) = edits.last() else { break };
        edited = last.id;
        matches += show.write(store, &edits, None, now)?;
    }
    loop {
        let revisions = store.read(|connection| missed_revisions(connection, shown, AT_ONCE))?;
        shown = revisions.last().map_or(shown, |last| last.id);
        matches += show.write(store, &revisions, Some(shown), now)?;
        if revisions.len() < AT_ONCE {
            break;
        }
        if Instant::now() >= end {
            return Ok(CaughtUp { matches, is_left: true });
        }
    }
    let missed = show.missed;
    let is_over = former == FormerFiles::Gone
        && store.write_blocking(move |connection| end_absences(connection, &missed, shown))?;
    Ok(CaughtUp { matches, is_left: !is_over })
}

/// Shows revisions to the watchlists that have missed them.
struct MissedShow {
    matcher: Matcher,
    reader: FingerprintReader,
    missed: MissedSince,
}

impl MissedShow {
    /// Writes what these revisions match, and up to which all have been shown.
    fn write(
        &mut self,
        store: &Store,
        revisions: &[MissedRevision],
        shown: Option<i64>,
        now: Timestamp,
    ) -> Result<usize, StoreError> {
        if revisions.is_empty() {
            return Ok(0);
        }
        let found: Vec<MissedMatch> = revisions.iter().filter_map(|revision| self.show(revision)).collect();
        let missed = self.missed.clone();
        store.write_blocking(move |connection| {
            let new = record_missed(connection, &found, now)?;
            shown.map_or(Ok(()), |shown| note_shown(connection, &missed, shown))?;
            Ok(new)
        })
    }

    /// What a revision matches of the watchlists that have missed it.
    fn show(&mut self, MissedRevision { id, number, entry }: &MissedRevision) -> Option<MissedMatch> {
        let mut matches = self.matcher.matches(&entry.item());
        matches.retain(|found| self.missed.get(&found.watchlist).is_some_and(|shown| shown < id));
        if matches.is_empty() {
            return None;
        }
        let text = (entry.title.as_str(), entry.text.as_str());
        let traits = ArticleTraits::of(&mut self.reader, text, &matches, entry.feed.family());
        Some(MissedMatch { entry: entry.id, number: *number, matches, traits })
    }
}
