//! The state of a feed as people are told it, and when they are told.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::meaning::{PollEnd, Update};
use crate::feed::{EventKind, FailureKind, FeedHealth, FeedState, HealthEvent, HealthReport};
use crate::wording::utc_minute;

/// What does not change is said again after this.
pub(super) const REMINDER: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Failures in a row that worry, and from two on where they last for long.
const WORRYING_FAILURES: u32 = 4;
const WORRYING_AFTER: SignedDuration = SignedDuration::from_hours(24);

/// A silence worries when it is longer than this many times the feed's rhythm, and never before this span.
const WORRYING_SILENCE: u32 = 10;
const LEAST_SILENCE: Duration = Duration::from_hours(3 * 24);

/// Settles the feed's health after a poll, and tells of it: once when it worries, then weekly, then of the
/// recovery.
pub(super) fn assess(update: &mut Update, ended: &PollEnd, failing_since: Option<Timestamp>, now: Timestamp) {
    let state = &mut update.state;
    let health = health_of(state, ended, now);
    if health != state.health {
        state.health = health;
        state.health_since = Some(now);
    }
    let message = match state.told {
        Some(told) if told.health == health => (now.duration_since(told.at) >= REMINDER)
            .then(|| format!("{}; this is said once a week", words(state, ended))),
        Some(_) if health == FeedHealth::Well => Some(recovery(failing_since, now)),
        _ => worries(state).then(|| words(state, ended)),
    };
    let Some(message) = message else { return };
    state.told = (health != FeedHealth::Well).then_some(HealthReport { health, at: now });
    let kind = match health {
        FeedHealth::Blocked => EventKind::Blocked,
        FeedHealth::Moved => EventKind::Moved,
        FeedHealth::Gone => EventKind::Gone,
        FeedHealth::Silent => EventKind::Silent,
        FeedHealth::Late | FeedHealth::Failing => EventKind::Failing,
        FeedHealth::Well | FeedHealth::Unknown => EventKind::Recovered,
    };
    update.events.push(HealthEvent { kind, message, tell: true });
}

fn health_of(state: &FeedState, ended: &PollEnd, now: Timestamp) -> FeedHealth {
    match ended {
        PollEnd::Gone(_) => FeedHealth::Gone,
        PollEnd::Answered if state.effective_url.is_some() => FeedHealth::Moved,
        PollEnd::Answered if is_silent(state, now) => FeedHealth::Silent,
        PollEnd::Answered => FeedHealth::Well,
        PollEnd::Failed(failure) if failure.kind == FailureKind::Blocked => FeedHealth::Blocked,
        // A page that shows nothing of what it was listed for will not mend itself.
        PollEnd::Failed(failure) if failure.kind == FailureKind::NothingFound => FeedHealth::Failing,
        PollEnd::Failed(_) => {
            let lasts = state.failing_since.is_some_and(|since| now.duration_since(since) >= WORRYING_AFTER);
            let is_failing = state.failures >= WORRYING_FAILURES || (state.failures > 1 && lasts);
            if is_failing { FeedHealth::Failing } else { FeedHealth::Late }
        }
    }
}

/// Whether nothing has come for much longer than the feed's own rhythm.
fn is_silent(state: &FeedState, now: Timestamp) -> bool {
    let (Some(rhythm), Some(last)) = (state.rhythm, state.last_new) else { return false };
    let silence = Duration::try_from(now.duration_since(last)).unwrap_or_default();
    silence > LEAST_SILENCE.max(rhythm * WORRYING_SILENCE)
}

/// Whether operators should hear of this state. One bot wall may be a mood.
fn worries(state: &FeedState) -> bool {
    match state.health {
        FeedHealth::Failing | FeedHealth::Moved | FeedHealth::Gone | FeedHealth::Silent => true,
        FeedHealth::Blocked => state.failures > 1,
        FeedHealth::Unknown | FeedHealth::Well | FeedHealth::Late => false,
    }
}

/// What is the matter, with the feed as "it".
fn words(state: &FeedState, ended: &PollEnd) -> String {
    let error = state.last_error.as_deref().unwrap_or("for an unknown reason");
    let since = || to_the_minute(state.failing_since);
    match (state.health, ended) {
        (_, PollEnd::Gone(why)) => format!("it {why}"),
        (FeedHealth::Moved, _) => {
            format!("it has moved for good to {}", state.effective_url.as_deref().unwrap_or_default())
        }
        (FeedHealth::Silent, _) => {
            let rhythm = state.rhythm.map(in_words).unwrap_or_default();
            let last = to_the_minute(state.last_new);
            format!("it has brought nothing since {last}, where it used to bring something every {rhythm}")
        }
        (FeedHealth::Blocked, _) => format!("it has been blocked since {}: {error}", since()),
        _ if state.failures == 1 => format!("it fails: {error}"),
        _ => format!("it has failed since {}, {} times in a row: {error}", since(), state.failures),
    }
}

fn recovery(failing_since: Option<Timestamp>, now: Timestamp) -> String {
    let lasted = failing_since.and_then(|since| Duration::try_from(now.duration_since(since)).ok());
    lasted.map_or("it is well again".to_owned(), |lasted| {
        let span = in_words(lasted);
        format!("it is well again after {}{span}", if span == A_MINUTE { "a " } else { "" })
    })
}

/// An instant to the minute, in UTC.
fn to_the_minute(instant: Option<Timestamp>) -> String {
    let Some(instant) = instant else { return "its first poll".to_owned() };
    utc_minute(instant)
}

/// The shortest span, as it stands behind "every".
const A_MINUTE: &str = "minute";

/// A span in its largest unit.
fn in_words(span: Duration) -> String {
    let minutes = span.as_secs() / 60;
    match minutes {
        0 | 1 => A_MINUTE.to_owned(),
        2..120 => format!("{minutes} minutes"),
        120..2880 => format!("{} hours", minutes / 60),
        _ => format!("{} days", minutes / 1440),
    }
}
