//! Pages as other machines tell of them.

use rusqlite::named_params;
use url::Url;

use crate::bulletin::ToldPage;
use crate::feed::site;

use super::feeds::{FeedId, encode};
use super::{Connection, StoreError, millis};

/// What is known of the page behind an entry. Nobody looks at it from here, and nobody waits for it.
pub(super) fn take_page(
    connection: &Connection,
    feed: FeedId,
    id: i64,
    page: Option<&ToldPage>,
) -> Result<(), StoreError> {
    let Some(page) = page else { return Ok(()) };
    let site = Url::parse(&page.address).map(|url| site(&url)).unwrap_or_default();
    connection
        .prepare_cached(
            "INSERT INTO page (entry_id, feed_id, address, site, kind, state, asked, answered)
             VALUES (:entry, :feed, :address, :site, :kind, :state, :asked, :answered)
             ON CONFLICT (entry_id) DO UPDATE SET
                 address = excluded.address, site = excluded.site, kind = excluded.kind, state = excluded.state,
                 asked = excluded.asked, answered = excluded.answered, next_due = NULL, waits_until = NULL",
        )?
        .execute(named_params! {
            ":entry": id,
            ":feed": feed.0,
            ":address": page.address,
            ":site": site,
            ":kind": page.kind,
            ":state": encode(&page.state)?,
            ":asked": page.asked.map(millis),
            ":answered": page.answered.map(millis),
        })?;
    Ok(())
}
