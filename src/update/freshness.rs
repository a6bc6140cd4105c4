//! Whether what a feed lists tells that nobody writes it any more.

use std::time::Duration;

use jiff::Timestamp;

use super::learning::rhythm_of;

/// Entries older than this are old in every feed that is written more often than monthly.
const OLD: Duration = Duration::from_hours(24 * 90);

/// However often a feed brings something, a week without is no end.
const PATIENCE: Duration = Duration::from_hours(24 * 7);

/// So many times its rhythm without anything is much.
const MANY: u32 = 10;

/// The same for one that is written so seldom that ten times would be years.
const SOME: u32 = 3;

/// The newest date among the claims of a feed's entries, where it is so old that the feed looks abandoned: older than
/// ninety days, or than ten times the feed's own rhythm where that is shorter. Without dates nothing is known.
pub(crate) fn abandoned_since(claims: &[Timestamp], now: Timestamp) -> Option<Timestamp> {
    let mut past: Vec<Timestamp> = claims.iter().copied().filter(|claim| *claim <= now).collect();
    // What is announced for tomorrow is written today.
    let is_ahead = claims.len() > past.len();
    past.sort_unstable_by(|a, b| b.cmp(a));
    let newest = past.first().copied().filter(|_| !is_ahead)?;
    let rhythm = rhythm_of(&past);
    let many = rhythm.map_or(OLD, |rhythm| (rhythm * MANY).clamp(PATIENCE, OLD).max(rhythm * SOME));
    let age = Duration::try_from(now.duration_since(newest)).unwrap_or_default();
    (age > many).then_some(newest)
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;

    use super::*;

    #[test]
    fn a_feed_is_abandoned_by_its_own_rhythm() {
        let now: Timestamp = "2026-11-30T12:00:00Z".parse().expect("a time");
        let hours_ago = |hours: i64| now - hours.hours();
        // How long ago the newest is, the gap between entries, in hours, and whether that is much.
        for (age, gap, abandoned) in [
            (1, 1, false),
            (24 * 6, 1, false),
            (24 * 8, 1, true),
            (24 * 9, 24, false),
            (24 * 11, 24, true),
            (24 * 60, 24 * 7, false),
            (24 * 80, 24 * 7, true),
            (24 * 85, 24 * 30, false),
            (24 * 95, 24 * 30, true),
            (24 * 200, 24 * 91, false),
            (24 * 300, 24 * 91, true),
        ] {
            let claims: Vec<Timestamp> = (0..10).map(|n| hours_ago(age + n * gap)).collect();
            assert_eq!(abandoned_since(&claims, now).is_some(), abandoned, "{age} {gap}");
        }
        let one = |hours: i64| abandoned_since(&[hours_ago(hours)], now);
        assert_eq!([one(24 * 89), one(24 * 91)], [None, Some(hours_ago(24 * 91))]);
        assert_eq!(abandoned_since(&[], now), None);
        // An announcement stands at the top of what was written long ago.
        assert_eq!(abandoned_since(&[hours_ago(-24), hours_ago(24 * 400)], now), None);
    }
}
