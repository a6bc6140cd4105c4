//! What a feed's state learns from one poll: validators, redirects, rhythm.

use std::collections::HashMap;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::answer::Reading;
use super::languages::mostly;
use super::meaning::BodyExtent;
use super::sorted::Sorted;
use crate::feed::{AnswerHead, FailureKind, FeedHealth, FeedState, FetchFailure, Moved, Validators};
use crate::schedule::due::later;

/// Agreeing answers after which a permanent redirect is believed.
const BELIEVED_AFTER: u32 = 5;

/// After this the listed address of a feed that has moved is asked once more: a belief that was wrong costs a week,
/// not the feed.
const RECHECKED_AFTER: SignedDuration = SignedDuration::from_hours(7 * 24);

/// So long a server is believed that nothing has changed.
const BELIEVED_UNCHANGED: SignedDuration = SignedDuration::from_hours(8 * 24);

/// Failures of the address that a feed moved to, after which the listed one is asked again.
const RETURN_AFTER: u32 = 3;

/// A host is believed that it wants to be left alone, up to this.
const LONGEST_PATIENCE: Duration = Duration::from_hours(24);

/// Keys of the last body that are kept.
const LISTED: usize = 500;

/// A good answer, with or without a body.
pub(super) fn answered(state: &mut FeedState, answer: AnswerHead, now: Timestamp) {
    state.last_ok = Some(now);
    state.failures = 0;
    state.patience = None;
    state.failing_since = None;
    state.last_error = None;
    state.fresh_for = answer.fresh_for;
    (state.validators, state.parts) = (answer.validators, answer.parts.into_vec());
    observe_redirect(state, answer.moved_to, now);
}

/// An answer without a body worth reading: what the last one showed stands.
pub(super) fn unchanged(state: &mut FeedState, now: Timestamp) {
    state.last_body.get_or_insert(now);
}

/// Has the next answer come whole where one is needed: something is in doubt, or none has come for so long that the server may
/// be answering 304 for ever.
pub(super) fn ask_whole(state: &mut FeedState, now: Timestamp) {
    let is_old = |since: Timestamp| now.duration_since(since) >= BELIEVED_UNCHANGED;
    let fell_silent = state.health == FeedHealth::Silent && state.last_body < state.health_since;
    if state.is_in_doubt() || fell_silent || state.last_body.is_some_and(is_old) {
        (state.validators, state.parts) = (Validators::default(), Vec::new());
    }
}

/// Counts answers that agree about a permanent redirect; called only once the target has been read as a feed.
fn observe_redirect(state: &mut FeedState, moved_to: Option<String>, now: Timestamp) {
    if is_recheck(state) {
        recheck(state, moved_to.as_deref(), now);
    } else if let (Some(_), Some(moved)) = (&state.effective_url, &mut state.moved) {
        let last = moved.checked.unwrap_or(moved.since);
        moved.recheck = now.duration_since(last) >= RECHECKED_AFTER;
    }
    let Some(to) = moved_to else {
        // Asked at its new address, a feed that has moved redirects no more.
        if state.effective_url.is_none() {
            state.moved = None;
        }
        return;
    };
    let seen = match &state.moved {
        Some(moved) if moved.to == to => Moved { seen: moved.seen.saturating_add(1), ..moved.clone() },
        _ => Moved { to, seen: 1, since: now, checked: None, recheck: false },
    };
    if seen.seen >= BELIEVED_AFTER {
        state.effective_url = Some(seen.to.clone());
    }
    state.moved = Some(seen);
}

/// Whether this poll asked the listed address of a feed that has moved, to see whether it still says so.
pub(super) fn is_recheck(state: &FeedState) -> bool {
    state.effective_url.is_some() && state.moved.as_ref().is_some_and(|moved| moved.recheck)
}

/// The listed address of a feed that has moved is dead by now, as it may be: the feed is read elsewhere.
pub(super) fn recheck_failed(state: &mut FeedState, now: Timestamp) {
    if let Some(moved) = &mut state.moved {
        (moved.checked, moved.recheck) = (Some(now), false);
    }
}

/// What the listed address says of itself: a feed that has come home, or moved elsewhere, is followed there.
fn recheck(state: &mut FeedState, moved_to: Option<&str>, now: Timestamp) {
    match &mut state.moved {
        Some(moved) if moved_to == Some(moved.to.as_str()) => {
            (moved.checked, moved.recheck) = (Some(now), false);
        }
        _ => (state.effective_url, state.moved) = (None, None),
    }
}

/// What the feed says of itself.
pub(super) fn described(state: &mut FeedState, reading: &Reading, now: Timestamp) {
    state.first_polled.get_or_insert(now);
    state.hints = reading.hints.clone();
    state.title = reading.title.clone().or(state.title.take());
    state.lang = reading.lang.clone().or(state.lang.take());
    state.writes = mostly(&reading.entries).or(state.writes.take());
}

/// What its entries say of its rhythm.
pub(super) fn counted(
    state: &mut FeedState,
    before: &FeedState,
    sorted: &mut Sorted,
    seen: BodyExtent,
    now: Timestamp,
) {
    let mut listed: Vec<String> = sorted.keys.iter().map(|key| key.as_str().to_owned()).collect();
    if seen.is_partial {
        listed.extend(before.listed.iter().filter(|key| !sorted.holds(key)).cloned());
    }
    state.last_body = Some(now);
    state.boxes = std::mem::take(&mut sorted.boxes);
    state.counters = std::mem::take(&mut sorted.counters);
    state.returned = std::mem::take(&mut sorted.returned);
    state.held = sorted.held.take();
    state.cut = std::mem::take(&mut sorted.cut);
    state.cut.lengths = std::mem::take(&mut sorted.lengths);
    if seen.is_partial {
        let lengths: HashMap<&str, usize> = before.stored_lengths().collect();
        let left = listed[state.cut.lengths.len()..].iter().map(|key| lengths.get(key.as_str()).copied());
        state.cut.lengths.extend(
            left.map(|length| length.and_then(|length| u32::try_from(length).ok()).unwrap_or_default()),
        );
    }
    state.half = sorted.half.take();
    listed.truncate(LISTED);
    state.cut.lengths.truncate(LISTED);
    state.listed = listed;
    if before.first_polled.is_none() {
        let mut claims: Vec<Timestamp> =
            sorted.claims.iter().copied().filter(|claim| *claim <= now).collect();
        claims.sort_unstable_by(|a, b| b.cmp(a));
        state.last_new = claims.first().copied().or(Some(now));
        state.rhythm = rhythm_of(&claims);
    } else if let Ok(new @ 1..) = u32::try_from(sorted.new) {
        let since = before.last_new.and_then(|last| Duration::try_from(now.duration_since(last)).ok());
        let gap = since.unwrap_or_default() / new;
        state.rhythm = Some(before.rhythm.map_or(gap, |rhythm| rhythm * 3 / 4 + gap / 4));
        state.last_new = Some(now);
    }
}

/// The time between entries by their own dates, newest first: of the newer half, since one old notice that
/// stays in the list for years says nothing. Dates that are all one tell of no rhythm.
pub(super) fn rhythm_of(claims: &[Timestamp]) -> Option<Duration> {
    let newer = &claims[..claims.len().div_ceil(2)];
    let (newest, oldest) = (newer.first()?, newer.last()?);
    let gaps = u32::try_from(newer.len() - 1).ok().filter(|gaps| *gaps > 0)?;
    let span = Duration::try_from(newest.duration_since(*oldest)).ok().filter(|span| !span.is_zero())?;
    Some(span / gaps)
}

/// The publisher has ended the feed: failures before that say nothing any more.
pub(super) fn gone(state: &mut FeedState, why: &str) {
    state.failures = 0;
    state.failing_since = None;
    state.last_error = Some(why.to_owned());
}

/// A feed that was not asked, since its host wants to be left alone for so long: nothing is learnt.
pub(super) fn spared(state: &mut FeedState, left: Duration, now: Timestamp) {
    state.next_due = state.next_due.max(Some(later(now, left.min(LONGEST_PATIENCE))));
}

/// A failure of any kind: nothing that is known of the feed's entries changes, its validators neither.
pub(super) fn failed(state: &mut FeedState, failure: &FetchFailure, now: Timestamp) {
    state.failures = state.failures.saturating_add(1);
    state.patience = match (failure.kind, failure.retry_after) {
        (FailureKind::Busy, Some(asked)) => Some(later(now, asked.min(LONGEST_PATIENCE))),
        _ => None,
    };
    state.failing_since.get_or_insert(now);
    state.last_error = Some(failure.message.clone());
    if state.effective_url.is_some() && state.failures >= RETURN_AFTER {
        state.effective_url = None;
        state.moved = None;
    }
}
