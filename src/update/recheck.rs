//! When a page is looked at next: soon where something hangs in the balance, else by the operator's plan.

use std::time::Duration;

use jiff::Timestamp;

use super::look::LookMeaning;

/// Until a page that is missing, or shows another text, is looked at a second time.
const WHEN_MISSING: Duration = Duration::from_mins(61);
const WHEN_SUSPECTED: Duration = Duration::from_mins(11);

/// Waits behind looks that brought nothing, in minutes; the last one stands for all that follow.
const AFTER_FAILURES: [u64; 5] = [10, 30, 120, 360, 1440];

/// When the page of an entry that was first seen at `first_seen` is due again; `None` where the plan is done.
///
/// `failures` are looks in a row that brought nothing, `plan` the times after first sight that the operator wants. An
/// entry that matched nothing is looked at until its article was read, and no longer.
pub(crate) fn next_look(
    meaning: LookMeaning,
    failures: u32,
    first_seen: Timestamp,
    plan: &[Duration],
    is_watched: bool,
    now: Timestamp,
) -> Option<Timestamp> {
    let after = |wait: Duration| Some(now.checked_add(wait).unwrap_or(Timestamp::MAX));
    let at = |wait: &Duration| first_seen.checked_add(*wait).ok();
    let planned = plan.iter().filter_map(at).find(|at| *at > now);
    let is_over = plan.last().and_then(at).is_none_or(|last| now >= last);
    match meaning {
        LookMeaning::MissingOnce(_) => after(WHEN_MISSING),
        LookMeaning::Suspected if is_watched => after(WHEN_SUSPECTED),
        LookMeaning::Unknown(_) if failures > 0 && !(is_over && failures > 5) => {
            let index = usize::try_from(failures - 1).unwrap_or(usize::MAX).min(AFTER_FAILURES.len() - 1);
            after(Duration::from_mins(AFTER_FAILURES[index]))
        }
        _ if is_watched => planned,
        _ => None,
    }
}
