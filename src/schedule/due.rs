//! When a feed is next due.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use xxhash_rust::xxh3::xxh3_64;

use crate::feed::{FeedState, Wishes};

const HOUR: Duration = Duration::from_hours(1);

/// No wish of a server or a feed holds for longer: one year of `max-age` is a mistake, not a wish.
const LONGEST_WISH: Duration = Duration::from_hours(24);

/// Nor for longer than so many of the intervals that the operator has chosen.
const WISHES_PER_INTERVAL: u32 = 4;

/// The interval of a settings file that names none.
const USUAL_EVERY: Duration = Duration::from_mins(15);

/// A feed is asked at most this long after the instant at which it says that it is written anew.
const LATEST_AFTER_UPDATE: Duration = Duration::from_mins(5);

/// A next time further away than this was never ours: the clock was set back.
const LONGEST_WAIT: Duration = Duration::from_hours(9 * 24);

/// So far a clock may be corrected without anybody noticing.
const CLOCK_SLACK: SignedDuration = SignedDuration::from_mins(2);

/// Polls between two new entries that the adaptive interval aims at.
const POLLS_PER_ENTRY: u32 = 4;

/// The operator's intervals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Intervals {
    /// The feed's own, which is not adapted.
    pub own: Option<Duration>,
    /// The one before the feed's rhythm is known.
    pub every: Duration,
    /// The adaptive one never goes below this,
    pub min_every: Duration,
    /// nor above this.
    pub max_every: Duration,
}

impl Intervals {
    /// How long a publisher's wish holds: four times an interval that the operator has chosen, else a day.
    fn longest_wish(&self) -> Duration {
        let chosen = self.own.or((self.every != USUAL_EVERY).then_some(self.every));
        chosen.map_or(LONGEST_WISH, |every| every.saturating_mul(WISHES_PER_INTERVAL))
    }
}

/// The next time of a feed that was answered at `now`, whose state already knows of that answer: after the longest of
/// its interval, the answer's freshness and the feed's own wish, out of the hours that it wants no poll in.
///
/// `url` spreads feeds that would otherwise be asked all at once for ever.
pub(crate) fn after_answer(state: &FeedState, intervals: &Intervals, url: &str, now: Timestamp) -> Timestamp {
    let usual = interval(state, intervals, now);
    let spread = match (state.first_polled == Some(now), intervals.own) {
        // All feeds of a new file are asked at once; their second times lie apart.
        (true, _) => usual.mul_f64(0.5 + 0.5 * fraction(url, 0)),
        (false, Some(own)) => own,
        (false, None) => usual.mul_f64(0.95 + 0.1 * fraction(url, now.as_second())),
    };
    let freshness = state.fresh_for.max(state.hints.least_interval).unwrap_or_default();
    let own_times = next_update(&state.hints, url, now).unwrap_or_default();
    let wish = freshness.min(intervals.longest_wish()).max(own_times.min(LONGEST_WISH));
    out_of_skipped(later(now, spread.max(wish)), &state.hints)
}

/// The time between two polls, without what servers and feeds wish.
///
/// A feed that is silent for long is asked less often, until something comes; one without any validator costs its whole
/// body at every poll, so it is never asked more often than `every`.
pub(crate) fn interval(state: &FeedState, intervals: &Intervals, now: Timestamp) -> Duration {
    if let Some(own) = intervals.own {
        return own;
    }
    let Some(rhythm) = state.rhythm else { return intervals.every };
    let silence = state.last_new.and_then(|new| Duration::try_from(now.duration_since(new)).ok());
    let gap = rhythm.max(silence.unwrap_or_default() / POLLS_PER_ENTRY);
    let has_validator = state.validators.etag.is_some() || state.validators.last_modified.is_some();
    let least = if has_validator { intervals.min_every } else { intervals.min_every.max(intervals.every) };
    (gap / POLLS_PER_ENTRY).max(least).min(intervals.max_every.max(least))
}

/// A new next time for a feed whose stored times lie in a future that cannot be: the clock was set back. Spread over
/// the feed's interval, so that they neither stop nor come all at once. Store what it answers.
pub(crate) fn repaired(
    state: &FeedState,
    intervals: &Intervals,
    url: &str,
    now: Timestamp,
) -> Option<Timestamp> {
    let polled_later = state.last_polled.is_some_and(|last| last.duration_since(now) > CLOCK_SLACK);
    let due_too_late =
        state.next_due.is_some_and(|due| due > later(now, LONGEST_WAIT.max(intervals.max_every)));
    let impossible = state.next_due.is_some() && (polled_later || due_too_late);
    impossible.then(|| later(now, interval(state, intervals, now).mul_f64(fraction(url, 0))))
}

/// A number from 0 to below 1 that is always the same for one address and one round.
pub(super) fn fraction(url: &str, round: i64) -> f64 {
    let hash = xxh3_64(format!("{round} {url}").as_bytes());
    f64::from(u32::try_from(hash >> 32).expect("the upper half of 64 bits is 32 bits"))
        / (f64::from(u32::MAX) + 1.0)
}

/// `now` and this much more, as far as time reaches.
pub(crate) fn later(now: Timestamp, span: Duration) -> Timestamp {
    now.saturating_add(SignedDuration::try_from(span).unwrap_or(SignedDuration::MAX))
        .unwrap_or(Timestamp::MAX)
}

/// How long until the feed is written anew by its own account: the syndication module's period, counted from its
/// base where it names one. A little later, and not all at once, since a base is mostly the full hour.
fn next_update(hints: &Wishes, url: &str, now: Timestamp) -> Option<Duration> {
    let period = hints.update_every.filter(|period| !period.is_zero())?;
    let Some(base) = hints.update_base else { return Some(period) };
    let (base, now) = (base.as_millisecond(), now.as_millisecond());
    let since_last = now.saturating_sub(base).checked_rem_euclid(i64::try_from(period.as_millis()).ok()?)?;
    let left = period.saturating_sub(Duration::from_millis(since_last.unsigned_abs()));
    Some(left + (period / 10).min(LATEST_AFTER_UPDATE).mul_f64(fraction(url, 0)))
}

/// Moves a time hour by hour out of what the feed skips, in GMT. A feed that skips everything skips nothing.
fn out_of_skipped(due: Timestamp, hints: &Wishes) -> Timestamp {
    let hours: BTreeSet<u8> = hints.skip_hours.iter().map(|hour| hour % 24).collect();
    let skips_hour = |hour: i8| hours.len() < 24 && hours.contains(&hour.unsigned_abs());
    let skips_day = |day: i8| hints.skip_days.len() < 7 && hints.skip_days.contains(&day.unsigned_abs());
    let mut allowed = due;
    for _ in 0..8 * 24 {
        let wall = TimeZone::UTC.to_datetime(allowed);
        if !skips_hour(wall.hour()) && !skips_day(wall.date().weekday().to_monday_one_offset()) {
            return allowed;
        }
        allowed = later(allowed, HOUR);
    }
    due
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::Validators;

    const MINUTE: Duration = Duration::from_mins(1);
    const INTERVALS: Intervals = Intervals {
        own: None,
        every: Duration::from_mins(15),
        min_every: Duration::from_mins(5),
        max_every: Duration::from_hours(24),
    };

    /// A Monday at noon.
    fn now() -> Timestamp {
        "2026-11-23T12:00:00Z".parse().expect("a time")
    }

    fn ago(span: Duration) -> Timestamp {
        now() - SignedDuration::try_from(span).expect("a short span")
    }

    /// A feed that was polled before, with a validator.
    fn state() -> FeedState {
        FeedState {
            first_polled: Some(ago(1000 * HOUR)),
            last_polled: Some(now()),
            last_new: Some(now()),
            validators: Validators { etag: Some(b"x".to_vec()), ..Validators::default() },
            ..FeedState::default()
        }
    }

    fn minutes(state: &FeedState, intervals: &Intervals) -> i64 {
        after_answer(state, intervals, "https://a.example/feed", now()).duration_since(now()).as_mins()
    }

    #[test]
    fn the_interval_follows_the_rhythm_between_its_bounds() {
        for (rhythm, silence, minutes) in [
            (None, 0, 15),
            (Some(1), 0, 5),
            (Some(40), 0, 10),
            (Some(60), 0, 15),
            (Some(24 * 60), 0, 6 * 60),
            (Some(24 * 60 * 30), 0, 24 * 60),
            (Some(60), 8 * 60, 30),
            (Some(60), 8, 15),
        ] {
            let rhythm = rhythm.map(|minutes: u32| minutes * MINUTE);
            let state = FeedState { rhythm, last_new: Some(ago(silence * MINUTE)), ..state() };
            assert_eq!(interval(&state, &INTERVALS, now()), minutes * MINUTE, "{rhythm:?} {silence}");
        }
        let own = Intervals { own: Some(7 * MINUTE), ..INTERVALS };
        assert_eq!(interval(&FeedState { rhythm: Some(MINUTE), ..state() }, &own, now()), 7 * MINUTE);
        let bare = FeedState { validators: Validators::default(), rhythm: Some(MINUTE), ..state() };
        assert_eq!(interval(&bare, &INTERVALS, now()), 15 * MINUTE);
    }

    #[test]
    fn rule_8_wishes_lengthen_the_wait_and_never_shorten_it() {
        let own = Intervals { own: Some(10 * MINUTE), ..INTERVALS };
        let hints = |least| Wishes { least_interval: least, ..Wishes::default() };
        for (fresh, least, expected) in [
            (None, None, 10),
            (Some(3 * MINUTE), Some(MINUTE), 10),
            (Some(30 * MINUTE), None, 30),
            (Some(20 * MINUTE), Some(35 * MINUTE), 35),
            // The operator has chosen ten minutes: nobody's wish holds for longer than four times that.
            (Some(60 * MINUTE), None, 40),
            (None, Some(10_000 * HOUR), 40),
        ] {
            let state = FeedState { fresh_for: fresh, hints: hints(least), ..state() };
            assert_eq!(minutes(&state, &own), expected, "{fresh:?} {least:?}");
        }
    }

    #[test]
    fn without_an_interval_of_the_operators_a_wish_holds_for_a_day() {
        let ten_years = FeedState { fresh_for: Some(87_600 * HOUR), ..state() };
        for (every, expected) in [(15 * MINUTE, 24 * 60), (HOUR, 4 * 60)] {
            let intervals = Intervals { every, ..INTERVALS };
            assert_eq!(minutes(&ten_years, &intervals), expected);
        }
    }

    #[test]
    fn rule_16_the_period_counts_from_its_base() {
        let own = Intervals { own: Some(10 * MINUTE), ..INTERVALS };
        for (period, base, least, most) in [
            (HOUR, None, 60, 60),
            (24 * HOUR, None, 24 * 60, 24 * 60),
            // It is noon: at twenty past every hour, at noon exactly, in five minutes, in the year 2000 and to come.
            (HOUR, Some("2026-11-23T10:20:00Z"), 20, 25),
            (HOUR, Some("2000-01-01T00:00:00Z"), 60, 65),
            (HOUR, Some("2026-11-23T12:05:00Z"), 10, 10),
            (6 * HOUR, Some("2030-01-01T01:00:00Z"), 60, 65),
            (Duration::ZERO, Some("2000-01-01T00:00:00Z"), 10, 10),
        ] {
            let update_base = base.map(|base| base.parse().expect("a time"));
            let hints = Wishes { update_every: Some(period), update_base, ..Wishes::default() };
            let found = minutes(&FeedState { hints, ..state() }, &own);
            assert!((least..=most).contains(&found), "{period:?} {base:?}: {found}");
        }
    }

    #[test]
    fn skipped_hours_and_days_are_stepped_over() {
        let own = Intervals { own: Some(10 * MINUTE), ..INTERVALS };
        for (hours, days, expected) in [
            (vec![12], vec![], 70),
            (vec![12, 13, 14], vec![], 190),
            (vec![13], vec![], 10),
            (vec![], vec![1], 12 * 60 + 10),
            (vec![0, 24], vec![1], 13 * 60 + 10),
            ((0..24).collect(), (1..8).collect(), 10),
        ] {
            let hints = Wishes {
                skip_hours: hours.iter().copied().collect(),
                skip_days: days.iter().copied().collect(),
                ..Wishes::default()
            };
            assert_eq!(minutes(&FeedState { hints, ..state() }, &own), expected, "{hours:?} {days:?}");
        }
    }

    #[test]
    fn second_polls_are_spread_and_always_the_same_for_one_feed() {
        let first = FeedState { first_polled: Some(now()), ..state() };
        let due = |n: u32| after_answer(&first, &INTERVALS, &format!("https://a.example/{n}"), now());
        let times: BTreeSet<Timestamp> = (0..100).map(due).collect();
        assert!(times.len() > 90);
        let span = times.last().unwrap().duration_since(*times.first().unwrap());
        assert!(span > SignedDuration::from_mins(6) && span < SignedDuration::from_mins(8), "{span:?}");
        assert_eq!(due(3), due(3));
    }

    #[test]
    fn a_clock_set_back_neither_stops_nor_floods() {
        let ahead = later(now(), 5000 * HOUR);
        let state =
            FeedState { last_polled: Some(ahead), next_due: Some(later(ahead, 15 * MINUTE)), ..state() };
        let times: BTreeSet<Timestamp> = (0..100)
            .filter_map(|n| repaired(&state, &INTERVALS, &format!("https://a.example/{n}"), now()))
            .collect();
        assert!(times.len() > 90 && *times.last().unwrap() < later(now(), 15 * MINUTE));
        let sane = FeedState { next_due: Some(later(now(), 24 * HOUR)), ..self::state() };
        assert_eq!(repaired(&sane, &INTERVALS, "https://a.example/", now()), None);
        assert_eq!(repaired(&FeedState::default(), &INTERVALS, "https://a.example/", now()), None);
    }
}
