//! The decision what one poll of a feed means: new, edited, seen, relinked, well or failing.
//!
//! A poll asks in this order: fetch, read, [`questions`], the store's answer to them, [`decide`], one transaction.

mod boxes;
mod departures;
mod entries;
mod health;
mod learning;
mod oddities;
mod older;
mod recognised;
#[cfg(test)]
mod tests;

pub(crate) use older::decide_older;

use std::collections::{BTreeSet, HashMap, HashSet};

use jiff::Timestamp;

use crate::entry::{ContentHash, Entry, EntryKey, canonical_link, title_hash};
use crate::feed::{AnswerHead, FailureKind, Feed, FeedState, FetchFailure, HealthEvent, Older, Wishes};
use crate::schedule::backoff::after_failure;
use crate::schedule::due::{Intervals, after_answer, interval, later};
use crate::settings::FetchSettings;

/// What a poll brought, once a body has been read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum PollAnswer {
    /// 304, or the body of last time.
    Unchanged(AnswerHead),
    /// A body that is a feed.
    Read(AnswerHead, Reading),
    /// 410.
    Gone,
    /// Everything else, a body that is no feed included ([`crate::feed::FailureKind::NotAFeed`]).
    Failed(FetchFailure),
}

/// A feed's body as far as the decision needs it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Reading {
    /// The feed's own title.
    pub title: Option<String>,
    /// The feed's own language.
    pub lang: Option<String>,
    /// The feed's wishes about the interval.
    pub hints: Wishes,
    /// Its entries, in its order, no two with one key: see [`Reading::set_apart`].
    pub entries: Vec<Entry>,
    /// What of the body could not be read.
    pub missing: Missing,
    /// Whether the feed says that it lists all that there is (RFC 5005, 2): what is missing was taken back.
    pub complete: bool,
    /// The document with what came before: the archive (RFC 5005, 4), else the next page (3).
    pub older: Option<Box<Older>>,
    /// Whether the feed says that nothing will ever come again (JSON Feed's `expired`).
    pub expired: bool,
}

/// What of a body is missing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Missing {
    /// Nothing.
    #[default]
    Nothing,
    /// A limit of ours left something out.
    Some,
    /// It breaks off before its end, and with it the last entry: what that lacks is no edit.
    End,
}

/// What to ask the store about one feed before deciding. Empty means that there is nothing to ask.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Questions {
    /// Entries with these keys,
    pub keys: BTreeSet<EntryKey>,
    /// or with these canonical links,
    pub links: BTreeSet<String>,
    /// or with these title hashes ([`crate::entry::title_hash`]).
    pub titles: BTreeSet<u64>,
}

/// An entry of this feed that the store knows already. Keys outlive texts, so this may be all that is left of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KnownEntry {
    /// Its key.
    pub key: EntryKey,
    /// Its canonical link ([`crate::entry::canonical_link`]).
    pub link: Option<String>,
    /// The hash of its title ([`crate::entry::title_hash`]); 0 where it has none.
    pub title: u64,
    /// The hash of its present text.
    pub hash: ContentHash,
    /// The hashes of its earlier revisions, newest last, repeats kept; at least the last 50.
    pub past: Vec<ContentHash>,
    /// When we first saw it.
    pub first_seen: Timestamp,
    /// Whether it is marked as withdrawn.
    pub withdrawn: bool,
}

/// What one poll means. All of it is written in one transaction, or none of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Update {
    /// The feed's state from now on.
    pub state: FeedState,
    /// What to write about entries, in the feed's order.
    pub changes: Vec<EntryChange>,
    /// What to tell people about the feed.
    pub events: Vec<HealthEvent>,
}

/// What happened to one entry.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum EntryChange {
    /// Never seen before. `news` is false for the baseline: stored and searchable, never mailed.
    New { entry: Entry, hash: ContentHash, news: bool },
    /// Known, and its text is another: write a revision. `was` is the key it is stored under, which differs from
    /// the entry's where a feed derives ids from titles. `alert` is false where people should not hear of it: the page flaps, or is edited without end.
    Edited { was: EntryKey, entry: Entry, hash: ContentHash, alert: bool },
    /// Known under another key, because the feed changed its ids: give it the new key, link and title; mail nothing. A text that differs is a revision without alert.
    Relinked { was: EntryKey, entry: Entry, hash: ContentHash },
    /// Left the feed hours after it came, while older entries stayed: the publisher took it back.
    Withdrawn { key: EntryKey },
    /// Marked as withdrawn, and listed again.
    Restored { key: EntryKey },
}

impl Reading {
    /// Sets entries apart that share a key, by link, else by title; exact repeats are dropped.
    ///
    /// All that share a key are set apart, not all but the first: which one comes first may change.
    fn set_apart(&mut self) {
        let mut count: HashMap<EntryKey, usize> = HashMap::new();
        for round in [set_apart_by_link, set_apart_by_title] {
            count.clear();
            for entry in &self.entries {
                *count.entry(entry.key.clone()).or_default() += 1;
            }
            self.entries.iter_mut().filter(|entry| count[&entry.key] > 1).for_each(round);
        }
        let mut seen = HashSet::new();
        self.entries.retain(|entry| seen.insert(entry.key.clone()));
    }
}

fn set_apart_by_link(entry: &mut Entry) {
    if let Some(link) = &entry.link {
        entry.key = entry.key.with_link(link);
    }
}

fn set_apart_by_title(entry: &mut Entry) {
    entry.key = entry.key.with_title(&entry.title);
}

/// What the store must be asked before [`decide`]: nothing but for a body that was read. Entries of one body that
/// share a key are set apart first.
pub(crate) fn questions(state: &FeedState, outcome: &mut PollAnswer) -> Questions {
    let PollAnswer::Read(_, reading) = outcome else {
        return Questions::default();
    };
    reading.set_apart();
    let listed = state.listed.iter().cloned().map(EntryKey::from_stored);
    Questions {
        keys: reading.entries.iter().map(|entry| entry.key.clone()).chain(listed).collect(),
        links: reading.entries.iter().filter_map(|entry| entry.link.as_deref()).map(canonical_link).collect(),
        titles: reading.entries.iter().map(|entry| title_hash(&entry.title)).collect(),
    }
}

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

/// How a poll ended, as far as health and schedule are concerned.
#[derive(Debug, Clone, PartialEq, Eq)]
enum PollEnd {
    Answered,
    Failed(FetchFailure),
    /// For good, and why.
    Gone(&'static str),
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
    let seen = BodyExtent {
        is_partial: answer.partial,
        is_cut: reading.missing != Missing::Nothing,
        is_complete: reading.complete,
    };
    let older = older::named_by(&reading, &answer.final_url);
    learning::answered(&mut update.state, answer, now);
    learning::described(&mut update.state, &reading, now);
    let mut sorted = entries::sort(&before, reading.entries, reading.missing, known, now, settings.backfill);
    older::begin(&mut update.state, &before, older, &sorted);
    oddities::record(update, &before, &sorted, seen, now);
    if !seen.is_partial && !seen.is_cut {
        departures::judge(update, &before, &sorted, known, seen, now);
    }
    learning::counted(&mut update.state, &before, &mut sorted, seen, now);
    // What happened to the entries that are there comes before what left.
    update.changes.splice(0..0, sorted.changes);
    if reading.expired { PollEnd::Gone("says that nothing will ever come again") } else { PollEnd::Answered }
}

/// How much of the feed a body shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct BodyExtent {
    /// Only what is new since the last one (226).
    is_partial: bool,
    /// Something of it is missing.
    is_cut: bool,
    /// The feed says that it lists all that there is.
    is_complete: bool,
}
