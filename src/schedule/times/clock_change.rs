//! A wall-clock time and the instants at which it happens, also where a clock change skips or doubles it.

use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};

use super::wall_clock::WallTimes;

/// The one instant of a wall time: of a doubled one the first, of a skipped one the end of the gap.
pub(super) fn once(zone: &TimeZone, wall: DateTime) -> Option<Timestamp> {
    match zone.to_ambiguous_timestamp(wall).offset() {
        AmbiguousOffset::Unambiguous { offset } => offset.to_timestamp(wall).ok(),
        AmbiguousOffset::Fold { before, .. } => before.to_timestamp(wall).ok(),
        AmbiguousOffset::Gap { before, .. } => gap_end(zone, before, wall),
    }
}

/// Every instant at which a clock on the wall shows this time: none, one or two.
pub(super) fn each_pass(zone: &TimeZone, wall: DateTime) -> [Option<Timestamp>; 2] {
    match zone.to_ambiguous_timestamp(wall).offset() {
        AmbiguousOffset::Unambiguous { offset } => [offset.to_timestamp(wall).ok(), None],
        AmbiguousOffset::Fold { before, after } => {
            [before.to_timestamp(wall).ok(), after.to_timestamp(wall).ok()]
        }
        AmbiguousOffset::Gap { .. } => [None, None],
    }
}

/// Whether the clock changes between two instants: if it does not, the wall's order is that of the instants.
pub(super) fn any(zone: &TimeZone, from: Timestamp, to: Timestamp) -> bool {
    let before = from.checked_sub(SignedDuration::from_secs(1)).unwrap_or(from);
    zone.following(before).next().is_some_and(|change| change.timestamp() <= to)
}

/// What happens to one of these times at the next clock change within a year that touches one.
pub(super) fn note(walls: &WallTimes, zone: &TimeZone, now: Timestamp) -> Option<String> {
    let year = SignedDuration::from_hours(366 * 24);
    let changes = zone.following(now).take_while(|change| change.timestamp().duration_since(now) <= year);
    changes.into_iter().find_map(|change| {
        let date = change.offset().to_datetime(change.timestamp()).date();
        let around = [date.yesterday().ok(), Some(date), date.tomorrow().ok()];
        around.into_iter().flatten().flat_map(|date| walls.on(date)).find_map(|wall| {
            match zone.to_ambiguous_timestamp(wall).offset() {
                AmbiguousOffset::Unambiguous { .. } => None,
                AmbiguousOffset::Gap { before, after } => {
                    let end = after.to_datetime(gap_end(zone, before, wall)?);
                    Some(format!(
                        "{} does not exist on {}: this digest then goes out at {}",
                        wall.strftime("%H:%M"),
                        wall.date(),
                        end.strftime("%H:%M"),
                    ))
                }
                AmbiguousOffset::Fold { .. } => Some(format!(
                    "{} comes twice on {}: this digest then goes out the first time only",
                    wall.strftime("%H:%M"),
                    wall.date(),
                )),
            }
        })
    })
}

/// Read with the old offset a skipped time lies at or after the change, less than one gap away.
fn gap_end(zone: &TimeZone, before: Offset, wall: DateTime) -> Option<Timestamp> {
    let after_change = before.to_timestamp(wall).ok()?.checked_add(SignedDuration::from_secs(1)).ok()?;
    zone.preceding(after_change).next().map(|change| change.timestamp())
}
