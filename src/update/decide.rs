//! The decision: everything that a poll can mean, without any I/O.

use jiff::Timestamp;

use super::answer::{Missing, PollAnswer, Reading};
use super::known::KnownEntry;
use super::meaning::{BodyExtent, PollEnd, Update};
use super::{departures, entries, health, learning, oddities, older, teasers};
use crate::feed::{AnswerHead, FailureKind, Feed, FeedState, FetchFailure};
use crate::schedule::backoff::after_failure;
use crate::schedule::due::{Intervals, after_answer, interval, later};
use crate::settings::FetchSettings;

/// What this poll means. `known` is the store's answer to [`questions`], `now` the time of the request.
pub(crate) fn decide(
    feed: &Feed,
    state: FeedState,
    outcome: PollAnswer,
    known: &[KnownEntry],
    now: Timestamp,
    settings: &FetchSettings,
) -> Update {
    let intervals = Intervals {
        own: feed.every,
        every: settings.every,
        min_every: settings.min_every,
        max_every: settings.max_every,
    };
    let failing_since = state.failing_since;
    let mut update = Update { state, changes: Vec::new(), events: Vec::new() };
    if let PollAnswer::Failed(FetchFailure { kind: FailureKind::Spared, retry_after, .. }) = &outcome {
        learning::spared(&mut update.state, retry_after.unwrap_or_default(), now);
        return update;
    }
    update.state.last_polled = Some(now);
    if learning::is_recheck(&update.state) && matches!(outcome, PollAnswer::Gone | PollAnswer::Failed(_)) {
        learning::recheck_failed(&mut update.state, now);
        update.state.next_due = Some(after_answer(&update.state, &intervals, &feed.url, now));
        return update;
    }
    let ended = match outcome {
        PollAnswer::Unchanged(answer) => {
            learning::answered(&mut update.state, answer, now);
            PollEnd::Answered
        }
        PollAnswer::Read(answer, reading) => read(&mut update, answer, reading, known, now, settings),
        PollAnswer::Gone if update.state.effective_url.is_some() => {
            // Only the listed address can say that the feed is gone.
            PollEnd::Failed(FetchFailure::new(
                FailureKind::NotFound,
                "the address it moved to answered 410 Gone",
            ))
        }
        PollAnswer::Gone => PollEnd::Gone("answered 410 Gone"),
        PollAnswer::Failed(failure) => PollEnd::Failed(failure),
    };
    match &ended {
        PollEnd::Answered => {}
        PollEnd::Failed(failure) => learning::failed(&mut update.state, failure, now),
        PollEnd::Gone(why) => learning::gone(&mut update.state, why),
    }
    health::assess(&mut update, &ended, failing_since, now);
    let state = &update.state;
    update.state.next_due = match &ended {
        PollEnd::Answered => Some(after_answer(state, &intervals, &feed.url, now)),
        PollEnd::Failed(failure) => {
            let usual = interval(state, &intervals, now);
            Some(later(now, after_failure(failure, state.failures, usual, &feed.url)))
        }
        PollEnd::Gone(_) => None,
    };
    update
}

/// A body that is a feed.
fn read(
    update: &mut Update,
    answer: AnswerHead,
    reading: Reading,
    known: &[KnownEntry],
    now: Timestamp,
    settings: &FetchSettings,
) -> PollEnd {
    let before = update.state.clone();
    let seen =
        BodyExtent { is_partial: answer.partial, missing: reading.missing, is_complete: reading.complete };
    let older = older::named_by(&reading, &answer.final_url);
    learning::answered(&mut update.state, answer, now);
    learning::described(&mut update.state, &reading, now);
    let mut sorted = entries::sort(&before, reading.entries, reading.missing, known, now, settings.backfill);
    older::begin(&mut update.state, &before, older, &sorted);
    oddities::record(update, &before, &sorted, seen, now);
    if !seen.is_partial && seen.missing == Missing::Nothing {
        departures::judge(update, &before, &sorted, known, seen, now);
    }
    learning::counted(&mut update.state, &before, &mut sorted, seen, now);
    teasers::measured(&mut update.state, &sorted.changes);
    // What happened to the entries that are there comes before what left.
    update.changes.splice(0..0, sorted.changes);
    if reading.expired { PollEnd::Gone("says that nothing will ever come again") } else { PollEnd::Answered }
}
