//! Entries and feeds by the address of a page.

use rusqlite::params;

use super::feeds::{FeedId, encode};
use super::{Connection, StoreError};

/// Entries of one address that are looked at, at most: the newest.
const PAGES: u32 = 20;

/// Addresses that are looked for among ids too, the likeliest: each is asked of every feed.
const KEYED: usize = 3;

/// Entries of one host that are looked through for the feeds that carry it.
const SEARCHED: u32 = 5_000;

/// The entries with one of these addresses, the likeliest first, now or formerly; the newest entry first. They are
/// compared with canonical links, and with ids that are addresses.
pub(crate) fn pages_at(connection: &Connection, addresses: &[String]) -> Result<Vec<i64>, StoreError> {
    let keys: Vec<String> = addresses.iter().take(KEYED).flat_map(|address| keys_of(address)).collect();
    let mut statement = connection.prepare_cached(
        "WITH asked AS (SELECT value FROM json_each(?1)), keys AS (SELECT value FROM json_each(?2))
         SELECT id FROM entry WHERE canonical_link IN asked
         UNION
         SELECT entry_id FROM former_name WHERE canonical_link IN asked
         UNION
         SELECT entry.id FROM feed CROSS JOIN entry ON entry.feed_id = feed.id AND entry.key IN keys
         ORDER BY id DESC LIMIT ?3",
    )?;
    let ids = statement.query_map(params![encode(&addresses)?, encode(&keys)?, PAGES], |row| row.get(0))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

/// The keys of entries without a link whose id is their address.
fn keys_of(address: &str) -> [String; 6] {
    let key = |scheme: &str, end: &str| format!("id:{scheme}{address}{end}");
    [
        key("https://", ""),
        key("https://", "/"),
        key("http://", ""),
        key("http://", "/"),
        key("https://www.", ""),
        key("https://www.", "/"),
    ]
}

/// The nearest addresses before and after one in the order of their letters, on the same host.
pub(crate) fn addresses_beside(
    connection: &Connection,
    host: &str,
    address: &str,
    each_side: u32,
) -> Result<Vec<String>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT canonical_link FROM (
             SELECT DISTINCT canonical_link FROM entry
             WHERE canonical_link > ?2 AND canonical_link < ?1 || '0' ORDER BY canonical_link LIMIT ?3)
         UNION
         SELECT canonical_link FROM (
             SELECT DISTINCT canonical_link FROM entry
             WHERE canonical_link < ?2 AND canonical_link >= ?1 || '/' ORDER BY canonical_link DESC LIMIT ?3)",
    )?;
    let links = statement.query_map(params![host, address, each_side], |row| row.get(0))?;
    Ok(links.collect::<Result<_, _>>()?)
}

/// The feeds that have brought pages of this host; of a host with very many pages, those of the first few thousand.
pub(crate) fn feeds_with_pages_of(connection: &Connection, host: &str) -> Result<Vec<FeedId>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT DISTINCT feed_id FROM (
             SELECT feed_id FROM entry WHERE canonical_link >= ?1 || '/' AND canonical_link < ?1 || '0' LIMIT ?2)
         ORDER BY feed_id",
    )?;
    let ids = statement.query_map(params![host, SEARCHED], |row| row.get("feed_id").map(FeedId))?;
    Ok(ids.collect::<Result<_, _>>()?)
}
