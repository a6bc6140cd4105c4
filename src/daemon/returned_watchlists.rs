//! What watchlists have missed that are back in the files: matched beside all else, until nobody works by the files before.

use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use super::task::TaskResult;
use super::workers::Workers;
use crate::installation::{CaughtUp, FormerFiles, Installation};
use crate::store::StoreError;
use crate::watch::pool::MatcherPool;

/// How long one round lasts about: no stop of the service waits for longer.
const ROUND: Duration = Duration::from_secs(10);

/// How long it rests after the store has failed.
const REST: Duration = Duration::from_mins(1);

/// Whether something may have been missed, and who may still store what only files before these have matched.
#[derive(Debug)]
pub(super) struct ReturnedWatchlists {
    former: Vec<Weak<MatcherPool>>,
    is_due: bool,
    is_under_way: bool,
    rests_until: Option<Instant>,
}

impl ReturnedWatchlists {
    /// Looks for what the last process has left.
    pub(super) fn new() -> Self {
        Self { former: Vec::new(), is_due: true, is_under_way: false, rests_until: None }
    }

    /// Other files run from now on.
    pub(super) fn files_changed(&mut self, former: &Installation) {
        self.former.push(Arc::downgrade(&former.matchers));
        self.is_due = true;
    }

    /// Begins a round, where one is due and none is under way.
    pub(super) fn start(&mut self, workers: &Workers, tasks: &mut JoinSet<TaskResult>) {
        let rests = self.rests_until.is_some_and(|until| Instant::now() < until);
        if rests || !self.is_due || self.is_under_way {
            return;
        }
        (self.is_due, self.is_under_way) = (false, true);
        self.former.retain(|matchers| matchers.strong_count() > 0);
        let former = if self.former.is_empty() { FormerFiles::Gone } else { FormerFiles::AtWork };
        let installation = Arc::clone(&workers.installation);
        tasks.spawn_blocking(move || TaskResult::CaughtUp(installation.catch_up(former, ROUND)));
    }

    /// Takes what came of a round; answers whether somebody may have to be told something.
    pub(super) fn note(&mut self, caught_up: Result<CaughtUp, StoreError>) -> bool {
        self.is_under_way = false;
        match caught_up {
            Ok(CaughtUp { matches, is_left }) => {
                self.is_due |= is_left;
                matches > 0
            }
            Err(error) => {
                self.failed();
                tracing::error!(%error, "what watchlists have missed could not be matched; it is tried again");
                false
            }
        }
    }

    /// A round has ended without a word.
    pub(super) fn failed(&mut self) {
        (self.is_due, self.is_under_way) = (true, false);
        self.rests_until = Some(Instant::now() + REST);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::daemon::test_installation::TestInstallation;
    use crate::store::absent_watchlists::missed_since;
    use crate::store::digests::{DigestContent, ToldAs, digest_content};
    use crate::store::ledger::told_lines;

    const CSTO: &str = "watchlists/csto.toml";
    const QUERY: &str = "title = \"CSTO\"\nquery = \"CSTO\"\n";
    const DAY: i64 = 24 * 60;
    /// An item, and the same after it was edited.
    const SUMMIT: (&str, &str, &str) = ("https://a.example/1", "CSTO summit", "The CSTO met in Almaty.");
    const EDITED: (&str, &str, &str) = (
        "https://a.example/1",
        "CSTO summit",
        "The CSTO met in Almaty. Ministers of six countries signed a treaty.",
    );
    const COPY: (&str, &str, &str) =
        ("https://a.example/2", "Almaty pact", "Talks of the CSTO on new borders begin today.");

    /// With another watchlist, so that the set is never empty, and one item that was told.
    fn installation() -> TestInstallation {
        let mut test = TestInstallation::new();
        test.edit(CSTO, QUERY);
        test.edit("watchlists/nato.toml", "title = \"NATO\"\nquery = \"NATO\"\n");
        test.publish(&[]);
        test.poll();
        test
    }

    /// What the reader was told since the last `seen` lines, a section a line.
    fn told(test: &TestInstallation) -> Vec<ToldAs> {
        test.compose();
        let lines = test.workers.installation.store.read(told_lines).expect("the store is open");
        lines.into_iter().map(|line| line.section).collect()
    }

    #[test]
    fn what_came_while_a_watchlist_was_away_is_told_once_when_it_is_back() {
        // Away for so many days; back under the same name or another.
        for (days, back, expected) in [
            (0, CSTO, &[ToldAs::New][..]),
            (2, CSTO, &[ToldAs::New]),
            (29, CSTO, &[ToldAs::New]),
            (2, "watchlists/pact.toml", &[ToldAs::New]),
            (31, CSTO, &[]),
        ] {
            let mut test = installation();
            test.remove(CSTO);
            test.publish(&[SUMMIT]);
            test.poll();
            test.pass(days * DAY + 10);
            test.compose();
            test.edit(back, QUERY);
            test.pass(DAY);
            assert_eq!(told(&test), expected, "{days} {back}");
            test.poll();
            test.pass(2 * DAY);
            assert_eq!(told(&test), expected, "{days} {back}: once");
        }
    }

    #[test]
    fn who_joins_when_a_watchlist_returns_hears_of_what_comes_from_then_on() {
        let mut test = installation();
        test.remove(CSTO);
        test.publish(&[SUMMIT]);
        test.poll();
        test.pass(DAY);
        let reader =
            |name: &str| format!("[[subscriber]]\nemail = \"{name}@example.org\"\nwatchlists = [\"*\"]\n");
        test.files.write("subscribers.toml", reader("a") + &reader("b"));
        test.edit(CSTO, QUERY);
        test.pass(DAY);
        test.compose();
        test.publish(&[SUMMIT, COPY]);
        test.poll();
        test.pass(DAY);
        test.compose();
        let lines = test.workers.installation.store.read(told_lines).expect("the store is open");
        let told = |name: &str| lines.iter().filter(|line| line.email.starts_with(name)).count();
        assert_eq!((told("a@"), told("b@")), (2, 1), "{lines:?}");
    }

    #[test]
    fn an_edit_that_a_watchlist_has_missed_is_told_as_one() {
        let mut test = installation();
        test.publish(&[SUMMIT]);
        test.poll();
        test.pass(DAY);
        assert_eq!(told(&test), [ToldAs::New]);
        test.remove(CSTO);
        test.publish(&[EDITED]);
        test.pass(DAY);
        test.poll();
        test.edit(CSTO, QUERY);
        test.pass(DAY);
        assert_eq!(told(&test), [ToldAs::New, ToldAs::Changed]);
        let digest = test.workers.installation.store.read(|connection| digest_content(connection, 2));
        let Ok(Some((_, DigestContent::Json(content)))) = digest else { panic!("it is kept") };
        assert!(content.contains("Ministers"), "{content}");
    }

    #[test]
    fn what_former_files_store_after_a_watchlist_is_back_is_shown_to_it_too() {
        let mut test = installation();
        test.remove(CSTO);
        let (poller, former) = (test.workers.poller.clone(), Arc::clone(&test.workers.installation));
        test.publish(&[SUMMIT]);
        test.poll();
        test.edit(CSTO, QUERY);
        let mut returned = ReturnedWatchlists::new();
        returned.files_changed(&former);
        drop(former);
        let mut round = |test: &TestInstallation| {
            let mut tasks = JoinSet::new();
            let ended = test.block_on(async {
                returned.start(&test.workers, &mut tasks);
                tasks.join_next().await
            });
            let Some(Ok(TaskResult::CaughtUp(caught_up))) = ended else { panic!("a round was due") };
            let left =
                || test.workers.installation.store.read(missed_since).expect("the store is open").len();
            (returned.note(caught_up), left())
        };
        assert_eq!(round(&test), (false, 1), "the first was found when the files were taken");
        test.publish(&[SUMMIT, COPY]);
        test.poll_by(&poller);
        assert_eq!(round(&test), (true, 1));
        drop(poller);
        assert_eq!(round(&test), (false, 0), "nobody works by the former files any more");
        test.pass(DAY);
        assert_eq!(told(&test), [ToldAs::New, ToldAs::New]);
    }
}
