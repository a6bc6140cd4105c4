//! Reloading the operator's files, keeping the last good set.

use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;

use super::change_watch::{ChangeWatch, WatchStep};
use super::{growth, losses};
use crate::diagnostic::finding::Finding;
use crate::load::{ContentsHash, Loaded, LoadedCounts, Rejected, Snapshot, WatchlistPlace, understand};
use crate::store::{Store, StoreError};
use crate::watch::set::Watchlists;

/// How often the files are looked at. Contents are compared, not events awaited: a watch on a file dies at the
/// first rename and never sees a symlink's target change.
pub(crate) const LOOK_EVERY: Duration = Duration::from_secs(2);

/// The files of a running installation: which set is active, and what became of the last change.
#[derive(Debug)]
pub(crate) struct Reload {
    config: PathBuf,
    watch: ChangeWatch,
    report: FilesReport,
    /// The set that runs, and the hash of its files.
    watchlists: (Watchlists, ContentsHash),
}

/// What becomes of a set that would bring a flood of mail, or take away many readers or every watchlist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Safeguards {
    /// It is refused.
    Keep,
    /// The operator wants it all the same.
    Waive,
}

/// What became of looking at the files.
#[derive(Debug)]
pub(crate) enum ReloadOutcome {
    /// Nothing has changed since the last judgement.
    Unchanged,
    /// Something has changed and must stand still for a second first.
    Settling,
    /// A new set, complete and right: take all of it.
    Loaded(Box<Loaded>),
    /// The new set is refused; the old one goes on. The report says why.
    Refused,
}

/// What people are told about the files.
#[derive(Debug, Clone)]
pub(crate) struct FilesReport {
    /// How much the active set holds.
    pub counts: LoadedCounts,
    /// The files on disk differ from the active set because they are wrong; empty again once they are mended.
    pub refused: Option<Refusal>,
}

/// A set of files that was not taken.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    /// All that is wrong, at least one of them an error.
    pub findings: Vec<Finding>,
}

impl Refusal {
    /// How many of the findings keep the set from being taken.
    pub(crate) fn errors(&self) -> usize {
        self.findings.iter().filter(|finding| finding.is_error()).count()
    }
}

impl Reload {
    /// Starts with the set that runs.
    pub(crate) fn new(config: PathBuf, running: &Loaded) -> Self {
        let report = FilesReport { counts: running.counts, refused: None };
        let watchlists = (running.watchlists.clone(), running.watchlists_hash);
        Self { config, watch: ChangeWatch::new(running.hash), report, watchlists }
    }

    /// Looks whether the files have changed and come to rest. Reads every file, and what is stored where watchlists have
    /// changed: call it where blocking is allowed.
    pub(crate) fn look(&mut self, store: &Store, now: Timestamp) -> ReloadOutcome {
        let snapshot = Snapshot::read(&self.config);
        match self.watch.observe(snapshot.hash(), now) {
            WatchStep::Nothing => ReloadOutcome::Unchanged,
            WatchStep::Wait => ReloadOutcome::Settling,
            WatchStep::Judge => self.judge(snapshot, store, Safeguards::Keep, now),
        }
    }

    /// Loads at once what stands on disk, because the operator says so.
    pub(crate) fn at_once(&mut self, store: &Store, safeguards: Safeguards, now: Timestamp) -> ReloadOutcome {
        let snapshot = Snapshot::read(&self.config);
        self.watch = ChangeWatch::new(snapshot.hash());
        self.judge(snapshot, store, safeguards, now)
    }

    /// What people are told about the files.
    pub(crate) fn report(&self) -> &FilesReport {
        &self.report
    }

    fn judge(
        &mut self,
        snapshot: Snapshot,
        store: &Store,
        safeguards: Safeguards,
        now: Timestamp,
    ) -> ReloadOutcome {
        let files = snapshot.watchlist_files();
        let understood = understand(snapshot, now).and_then(|loaded| {
            if safeguards == Safeguards::Waive {
                return Ok(loaded);
            }
            match self.weigh(&loaded, store, &files, now) {
                Ok(findings) if !findings.is_empty() => Err(Rejected { findings }),
                Ok(_) => Ok(loaded),
                // Files that are right are not refused because the store cannot be read at the moment.
                Err(error) => {
                    tracing::warn!(%error, "the changed files could not be weighed by what is stored");
                    Ok(loaded)
                }
            }
        });
        match understood {
            Ok(loaded) => {
                self.watchlists = (loaded.watchlists.clone(), loaded.watchlists_hash);
                self.report = FilesReport { counts: loaded.counts, refused: None };
                ReloadOutcome::Loaded(Box::new(loaded))
            }
            Err(Rejected { findings }) => {
                self.report.refused = Some(Refusal { findings });
                ReloadOutcome::Refused
            }
        }
    }

    /// What speaks against taking this set unasked.
    fn weigh(
        &self,
        loaded: &Loaded,
        store: &Store,
        files: &[WatchlistPlace],
        now: Timestamp,
    ) -> Result<Vec<Finding>, StoreError> {
        let (running, hash) = &self.watchlists;
        let mut findings = losses::losses(store, running, loaded)?;
        if *hash != loaded.watchlists_hash {
            findings.extend(growth::floods(store, running, loaded, files, now)?);
        }
        Ok(findings)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use crate::installation::listings;
    use crate::load::test_files::TestFiles;
    use crate::store::subscribers::sync_subscribers;

    use super::*;

    const TWO_LISTS: &str =
        "[[feed]]\nurl = \"https://example.org/rss\"\n[[feed]]\nurl = \"https://example.org/two\"\n";

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_795_000_000 + second).expect("a time of our days")
    }

    /// A running installation with a store that is empty.
    struct Running {
        reload: Reload,
        store: Store,
    }

    impl Running {
        fn look(&mut self, second: i64) -> ReloadOutcome {
            self.reload.look(&self.store, at(second))
        }

        fn at_once(&mut self, second: i64) -> ReloadOutcome {
            self.reload.at_once(&self.store, Safeguards::Keep, at(second))
        }

        fn report(&self) -> &FilesReport {
            self.reload.report()
        }
    }

    fn start(installation: &TestFiles) -> Running {
        let running = installation.load().expect("the installation is right");
        let store = Store::open(&running.settings.store.database).expect("the folder is ours");
        Running { reload: Reload::new(installation.config(), &running), store }
    }

    #[test]
    fn c10_a_reload_with_any_error_keeps_the_last_good_set_and_says_which() {
        let installation = TestFiles::good();
        let mut reload = start(&installation);
        installation.write("feeds.toml", TWO_LISTS);
        installation.write("subscribers.toml", "[[subscriber]]\nemail = \"a@example\nwatchlists = [\"*\"]\n");
        assert!(matches!(reload.at_once(10), ReloadOutcome::Refused));
        let report = reload.report();
        assert_eq!(report.counts.feeds, 1);
        let refusal = report.refused.as_ref().expect("the refusal is kept");
        assert!(refusal.findings[0].headline().contains("subscribers.toml:2:"));
        // Until it is mended, looking again says nothing new and forgets nothing.
        assert!(matches!(reload.look(12), ReloadOutcome::Unchanged));
        assert!(reload.report().refused.is_some());
        installation
            .write("subscribers.toml", "[[subscriber]]\nemail = \"a@example.org\"\nwatchlists = [\"*\"]\n");
        assert!(matches!(reload.look(14), ReloadOutcome::Settling));
        let ReloadOutcome::Loaded(loaded) = reload.look(15) else { panic!("it is mended") };
        assert_eq!((loaded.feeds.len(), reload.report().counts.feeds), (2, 2));
        assert!(reload.report().refused.is_none());
    }

    #[test]
    fn c11_a_file_saved_in_two_steps_is_never_taken_half_written() {
        let installation = TestFiles::good();
        let mut reload = start(&installation);
        // A truncated file is right by itself: no feeds at all.
        installation.write("feeds.toml", "");
        assert!(matches!(reload.look(2), ReloadOutcome::Settling));
        installation.write("feeds.toml", TWO_LISTS);
        assert!(matches!(reload.look(3), ReloadOutcome::Settling));
        let ReloadOutcome::Loaded(loaded) = reload.look(4) else { panic!("it stands still") };
        assert_eq!(loaded.feeds.len(), 2);
        assert!(matches!(reload.look(6), ReloadOutcome::Unchanged));
    }

    #[test]
    fn c12_renames_switched_links_and_deletions_are_noticed() {
        let installation = TestFiles::good();
        installation.write("one/feeds.toml", "[[feed]]\nurl = \"https://example.org/rss\"\n");
        installation.write("two/feeds.toml", TWO_LISTS);
        installation.write("wirewatch.toml", "feeds = \"now/feeds.toml\"\n");
        let link = |target: &str| {
            let _ = fs::remove_file(installation.path("now"));
            std::os::unix::fs::symlink(installation.path(target), installation.path("now")).expect("a link");
        };
        link("one");
        let mut reload = start(&installation);
        let mut count_after = |second| {
            assert!(matches!(reload.look(second), ReloadOutcome::Settling));
            assert!(matches!(reload.look(second + 1), ReloadOutcome::Loaded(_) | ReloadOutcome::Refused));
            let report = reload.report();
            (report.counts.feeds, report.counts.watchlists, report.refused.is_some())
        };
        link("two");
        assert_eq!(count_after(2), (2, 1, false));
        fs::rename(installation.path("watchlists/csto.toml"), installation.path("watchlists/new.toml"))
            .expect("renamed");
        assert_eq!(count_after(4), (2, 1, true));
        installation
            .write("subscribers.toml", "[[subscriber]]\nemail = \"a@example.org\"\nwatchlists = [\"*\"]\n");
        assert_eq!(count_after(6), (2, 1, false));
        installation.remove("watchlists/new.toml");
        assert_eq!(count_after(8), (2, 1, true), "nothing would be watched any more");
        fs::remove_dir_all(installation.path("two")).expect("removed");
        assert_eq!(count_after(10), (2, 1, true));
    }

    #[test]
    fn half_a_readers_file_is_refused_until_the_operator_wants_it() {
        let installation = TestFiles::good();
        let people = |count: usize| {
            let reader =
                |n| format!("[[subscriber]]\nemail = \"p{n}@example.org\"\nwatchlists = [\"csto\"]\n");
            (0..count).map(reader).collect::<String>()
        };
        installation.write("subscribers.toml", people(8));
        let mut running = start(&installation);
        let listed = {
            let files = installation.load().expect("the files are right");
            listings(&files.subscribers, &files.watchlists)
        };
        let list = move |connection: &_| sync_subscribers(connection, &listed, at(0));
        running.store.write_blocking(list).expect("the store is open");
        installation.write("subscribers.toml", people(4));
        assert!(matches!(running.at_once(10), ReloadOutcome::Refused));
        let refusal = running.report().refused.clone().expect("the refusal is kept").findings[0].headline();
        assert!(
            refusal.contains("4 of 8 readers would get nothing more: p…@example.org (0 waiting)"),
            "{refusal}"
        );
        let waived = running.reload.at_once(&running.store, Safeguards::Waive, at(11));
        assert!(matches!(waived, ReloadOutcome::Loaded(_)));
    }

    #[test]
    fn a_clock_set_back_begins_the_wait_anew() {
        let installation = TestFiles::good();
        let mut reload = start(&installation);
        installation.write("feeds.toml", TWO_LISTS);
        assert!(matches!(reload.look(100), ReloadOutcome::Settling));
        assert!(matches!(reload.look(50), ReloadOutcome::Settling));
        assert!(matches!(reload.look(51), ReloadOutcome::Loaded(_)));
    }
}
