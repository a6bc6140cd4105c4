//! New times for feeds after a clock that was wrong: else one that was ahead once would stop their polling.

use jiff::Timestamp;

use crate::schedule::due;
use crate::settings::FetchSettings;
use crate::store::feeds::{StoredFeed, is_any_ahead, listed_feeds, save_state};
use crate::store::{Store, StoreError};
use crate::update::intervals_of;

/// Gives feeds new times whose stored ones lie in a future that cannot be; answers how many.
pub(crate) fn repair_times(
    store: &Store,
    settings: &FetchSettings,
    now: Timestamp,
) -> Result<usize, StoreError> {
    if !store.read(|connection| is_any_ahead(connection, now))? {
        return Ok(0);
    }
    let settings = settings.clone();
    store.write_blocking(move |connection| {
        let mut repaired = 0;
        for StoredFeed { id, feed, mut state } in listed_feeds(connection)? {
            let intervals = intervals_of(&feed, &settings);
            if let Some(due) = due::repaired(&state, &intervals, &feed.url, now) {
                state.next_due = Some(due);
                state.last_polled = state.last_polled.min(Some(now));
                save_state(connection, id, &state)?;
                repaired += 1;
            }
        }
        Ok(repaired)
    })
}
