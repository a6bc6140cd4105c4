//! The decision: everything that a poll can mean, without any I/O.

use std::time::Duration;

use jiff::Timestamp;

use super::answer::{Missing, PollAnswer, Reading};
use super::departures::Leaving;
use super::entries::Sorting;
use super::intervals::intervals_of;
use super::known::KnownEntry;
use super::languages::tell_languages;
use super::meaning::{BodyExtent, EntryChange, PollEnd, Update};
use super::question::PollQuestion;
use super::{departures, displaced, entries, health, learning, oddities, older, places, redesign, teasers};
use crate::feed::{AnswerHead, FailureKind, Feed, FetchFailure, SourceKind};
use crate::schedule::backoff::after_failure;
use crate::schedule::due::{Intervals, after_answer, interval, later};

/// What this poll means.
pub(crate) fn decide(question: PollQuestion<'_>) -> Update {
    let PollQuestion { feed, state, answer, known, now, settings } = question;
    let intervals = intervals_of(feed, settings);
    let failing_since = state.failing_since;
    let mut update = Update { state, changes: Vec::new(), events: Vec::new() };
    if let PollAnswer::Failed(FetchFailure { kind: FailureKind::Spared, retry_after, .. }) = &answer {
        learning::spared(&mut update.state, retry_after.unwrap_or_default(), now);
        return update;
    }
    update.state.last_polled = Some(now);
    if learning::is_recheck(&update.state) && matches!(answer, PollAnswer::Gone | PollAnswer::Failed(_)) {
        learning::recheck_failed(&mut update.state, now);
        update.state.next_due = Some(after_answer(&update.state, &intervals, &feed.url, now));
        return update;
    }
    let ended = match answer {
        PollAnswer::Unchanged(head) => {
            learning::answered(&mut update.state, head, now);
            learning::unchanged(&mut update.state, now);
            PollEnd::Answered
        }
        PollAnswer::Read(head, reading) => {
            let body = AnsweredFeed {
                feed,
                head,
                reading,
                known,
                intervals: &intervals,
                now,
                backfill: settings.backfill,
            };
            read(&mut update, body)
        }
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
    learning::ask_whole(&mut update.state, now);
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

/// A body that is a feed, with what is known of its entries.
struct AnsweredFeed<'a> {
    feed: &'a Feed,
    head: AnswerHead,
    reading: Reading,
    known: &'a [KnownEntry],
    intervals: &'a Intervals,
    now: Timestamp,
    backfill: Duration,
}

fn read(update: &mut Update, body: AnsweredFeed<'_>) -> PollEnd {
    let AnsweredFeed { feed, head, mut reading, known, intervals, now, backfill } = body;
    tell_languages(feed.lang.as_deref(), &mut reading.entries);
    if feed.kind() == SourceKind::List {
        match redesign::judge(&feed.source, update.state.list.as_ref(), &reading.entries, known) {
            Ok(memory) => update.state.list = Some(memory),
            Err(failure) => return PollEnd::Failed(failure),
        }
    }
    if places::are_ids_places(known, &reading.entries) {
        update.state.ids_are_places = true;
        reading.key_by_link();
    }
    let mut known = known.to_vec();
    let displaced = displaced::set_apart(&mut known, &mut reading.entries, update.state.held.as_ref());
    let known = known.as_slice();
    let before = update.state.clone();
    let extent = BodyExtent {
        is_partial: head.partial,
        missing: reading.missing,
        is_cut: reading.is_cut,
        is_complete: reading.complete,
    };
    let older = older::named_by(&reading, &head.final_url);
    learning::answered(&mut update.state, head, now);
    learning::described(&mut update.state, &reading, now);
    let mut sorted =
        entries::sort(&Sorting { before: &before, known, now, backfill }, reading.entries, reading.missing);
    older::begin(&mut update.state, &before, older, &sorted);
    oddities::record(update, &before, &sorted, extent, reading.notice, now);
    if !extent.is_partial && extent.missing == Missing::Nothing && feed.kind().tells_departures() {
        let wait = interval(&before, intervals, now);
        departures::judge(update, &Leaving { before: &before, sorted: &sorted, known, extent, wait, now });
    }
    learning::counted(&mut update.state, &before, &mut sorted, extent, now);
    teasers::measured(&mut update.state, &sorted.changes);
    // What happened to the entries that are there comes before what left.
    let of_entries = displaced.into_iter().chain(sorted.changes);
    update.changes.splice(0..0, of_entries.map(EntryChange::from));
    if reading.expired { PollEnd::Gone("says that nothing will ever come again") } else { PollEnd::Answered }
}
