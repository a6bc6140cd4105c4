//! Whether an entry that was never seen is news: at first sight, below what is known, out of an archive.

use std::collections::HashSet;
use std::time::Duration;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::known::KnownEntry;
use crate::entry::Entry;
use crate::feed::FeedState;

/// Publishers' clocks may be ahead by this, time zones taken for one another included.
const AHEAD: SignedDuration = SignedDuration::from_hours(26);

/// Entries whose dates lie so close together say when the list was built.
const SAME_BUILD: SignedDuration = SignedDuration::from_mins(2);

/// So many of them say it where they are also the time of the request,
const BUILT_NOW: usize = 5;
/// give or take this,
const NOW: SignedDuration = SignedDuration::from_mins(2);
/// and so many whenever they were: fewer that came out together, as an agency's morning file does, flood nobody.
const BUILT: usize = 40;

/// Before this, dates are those of clocks that were never set, or of other calendars.
const FIRST_YEAR: i16 = 1995;

/// A date that lies further than this before all that is known is none.
const TOO_OLD: SignedDuration = SignedDuration::from_hours(2 * 365 * 24);

/// Unknown entries that are so much older than the newest known one are an archive,
const OLD: SignedDuration = SignedDuration::from_hours(30 * 24);
/// where they are so many.
const MANY: usize = 5;

/// What is known before the entries of a body are sorted.
pub(super) struct Baseline {
    first_polled: Option<Timestamp>,
    now: Timestamp,
    backfill: SignedDuration,
    /// Whether the dates of the body are those of its making.
    is_built: bool,
    /// Keys of entries that came up from below all that is known, one for each that left.
    from_below: HashSet<usize>,
    /// Before this, entries are of an archive.
    archive_before: Option<Timestamp>,
    /// How many, and the year of the oldest.
    relisted: Option<(usize, i16)>,
}

/// What a baseline looks at.
pub(super) struct BodyDates<'a> {
    /// The feed before this body.
    pub before: &'a FeedState,
    /// The entries of the body in order, each with whether it was known before.
    pub entries: &'a [(Entry, bool)],
    /// What the store knows.
    pub known: &'a [KnownEntry],
    /// How many that were listed before are missing.
    pub left: usize,
    /// The time of the request.
    pub now: Timestamp,
    /// How young an entry is news at first sight.
    pub backfill: Duration,
}

impl Baseline {
    /// Looks at all entries of a body together: one date alone decides nothing.
    pub(super) fn of(dates: &BodyDates<'_>) -> Self {
        let first_polled = dates.before.first_polled;
        let is_built = is_built(dates);
        let mut baseline = Self {
            first_polled,
            now: dates.now,
            backfill: SignedDuration::try_from(dates.backfill).unwrap_or(SignedDuration::MAX),
            is_built,
            from_below: HashSet::new(),
            archive_before: None,
            relisted: None,
        };
        if first_polled.is_some() && !is_built {
            baseline.from_below = from_below(dates);
            baseline.find_archive(dates);
        }
        baseline
    }

    fn find_archive(&mut self, dates: &BodyDates<'_>) {
        let newest = dates.known.iter().filter_map(|known| believable(known.published)).max();
        let Some(before) = newest.and_then(|newest| newest.checked_sub(OLD).ok()) else { return };
        let unknown = dates.entries.iter().filter(|(_, is_known)| !is_known);
        let old: Vec<Timestamp> = unknown
            .filter_map(|(entry, _)| believable(claim(entry)))
            .filter(|claim| *claim < before)
            .collect();
        if let Some(oldest) = old.iter().min().filter(|_| old.len() >= MANY) {
            self.archive_before = Some(before);
            self.relisted = Some((old.len(), TimeZone::UTC.to_datetime(*oldest).year()));
        }
    }

    /// How many entries of an archive there are, and the year of the oldest.
    pub(super) fn relisted(&self) -> Option<(usize, i16)> {
        self.relisted
    }

    /// Whether the unknown entry at this place is news.
    ///
    /// At first sight of a feed only what claims to be young is. Later everything is, except an entry that claims to be
    /// older than that and came up from the end of the list because another one left, and those of an archive.
    pub(super) fn is_news(&self, at: usize, entry: &Entry) -> bool {
        let claim = claim(entry);
        let first = self.first_polled.unwrap_or(self.now);
        let is_old = |claim: Timestamp| first.duration_since(claim) > self.backfill;
        if self.first_polled.is_none() {
            let is_young = |claim: Timestamp| !is_old(claim) && claim.duration_since(self.now) <= AHEAD;
            return !self.is_built && claim.is_some_and(is_young);
        }
        let of_archive =
            self.archive_before.zip(believable(claim)).is_some_and(|(before, claim)| claim < before);
        let came_up = self.from_below.contains(&at) && claim.is_some_and(is_old);
        !of_archive && !came_up
    }
}

fn claim(entry: &Entry) -> Option<Timestamp> {
    entry.published.or(entry.updated)
}

/// A date that somebody may have meant.
fn believable(claim: Option<Timestamp>) -> Option<Timestamp> {
    claim.filter(|claim| TimeZone::UTC.to_datetime(*claim).year() >= FIRST_YEAR)
}

/// Whether more than half of the entries carry one date: that of the moment at which the list was made.
fn is_built(dates: &BodyDates<'_>) -> bool {
    let mut claims: Vec<Timestamp> = dates.entries.iter().filter_map(|(entry, _)| claim(entry)).collect();
    claims.sort_unstable();
    let together =
        |at: usize| claims[at..].partition_point(|claim| claim.duration_since(claims[at]) <= SAME_BUILD);
    let most = (0..claims.len()).map(|at| (together(at), claims[at])).max_by_key(|(together, _)| *together);
    most.is_some_and(|(together, at)| {
        let is_now = at.duration_since(dates.now).abs() <= NOW;
        together * 2 > dates.entries.len() && (together >= BUILT || (is_now && together >= BUILT_NOW))
    })
}

/// The places of unknown entries that stand below all known ones, where at least as many left and most of the list stayed; each
/// with a date that is older than those above, and not by years.
fn from_below(dates: &BodyDates<'_>) -> HashSet<usize> {
    let entries = dates.entries;
    let Some(last_known) = entries.iter().rposition(|(_, is_known)| *is_known) else { return HashSet::new() };
    let below = entries.len() - last_known - 1;
    if below > dates.left || below * 2 > entries.len() {
        return HashSet::new();
    }
    let known = entries.iter().filter(|(_, is_known)| *is_known);
    let oldest = known.filter_map(|(entry, _)| believable(claim(entry))).min();
    let is_older = |at: &usize| {
        let claim = believable(claim(&entries[*at].0));
        claim.is_some_and(|claim| {
            oldest.is_none_or(|oldest| claim <= oldest && oldest.duration_since(claim) <= TOO_OLD)
        })
    };
    (last_known + 1..entries.len()).filter(is_older).collect()
}
