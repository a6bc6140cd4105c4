//! Pages behind entries: which are due, and which entries wait for theirs.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, named_params, params};
use url::Url;

use crate::entry::{EntryKey, page_address};
use crate::feed::{SiteShare, site};

use super::feeds::FeedId;
use super::{Connection, StoreError, instant, millis};

/// What the last look at a page found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum PageStatus {
    /// It was not looked at yet.
    Waiting,
    Article,
    Teaser,
    Wall,
    Login,
    /// A page without a text of its own.
    NoText,
    /// Nobody could say.
    Unknown,
    /// Taken back by its publisher.
    Gone,
}

impl PageStatus {
    const ALL: [(PageStatus, &str); 8] = [
        (PageStatus::Waiting, "waiting"),
        (PageStatus::Article, "article"),
        (PageStatus::Teaser, "teaser"),
        (PageStatus::Wall, "wall"),
        (PageStatus::Login, "login"),
        (PageStatus::NoText, "none"),
        (PageStatus::Unknown, "unknown"),
        (PageStatus::Gone, "gone"),
    ];

    /// The word that is stored and that programs read.
    pub(crate) fn word(self) -> &'static str {
        Self::ALL.iter().find(|(status, _)| *status == self).map_or("unknown", |(_, word)| word)
    }
}

/// A page that is due: one request, for however many entries lead there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DuePage {
    pub address: String,
    pub site: String,
    /// A feed that led there, by whose settings it is asked.
    pub feed: FeedId,
}

/// Lets an entry of a feed wait for the page behind its link until `waits_until`; it is due at once.
pub(crate) fn expect_page(
    connection: &Connection,
    feed: FeedId,
    entry: i64,
    link: &Url,
    now: Timestamp,
    waits_until: Timestamp,
) -> Result<(), StoreError> {
    let address = page_address(link.clone());
    connection
        .prepare_cached(
            "INSERT INTO page (entry_id, feed_id, address, site, kind, state, next_due, waits_until)
             VALUES (?1, ?2, ?3, ?4, 'waiting', '{}', ?5, ?6)",
        )?
        .execute(params![
            entry,
            feed.0,
            address.as_str(),
            site(&address),
            millis(now),
            millis(waits_until)
        ])?;
    Ok(())
}

/// The sites that have a due page at `now`, the longest overdue first. One step of an index for each site.
pub(crate) fn due_sites(
    connection: &Connection,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<String>, StoreError> {
    let mut statement = connection.prepare_cached(DUE_SITES)?;
    let sites = statement.query_map(params![millis(now), limit], |row| row.get(0))?;
    Ok(sites.collect::<Result<_, _>>()?)
}

/// From each site the index leads to the next, so that the pages between are never touched.
const DUE_SITES: &str = "
    WITH RECURSIVE found (site) AS (
        SELECT MIN(site) FROM page WHERE next_due IS NOT NULL
        UNION ALL
        SELECT (SELECT MIN(site) FROM page WHERE next_due IS NOT NULL AND site > found.site)
        FROM found WHERE found.site IS NOT NULL
    ), first (site, due) AS (
        SELECT site, (SELECT MIN(next_due) FROM page WHERE page.site = found.site AND next_due IS NOT NULL) FROM found
    )
    SELECT site FROM first WHERE due <= ?1 ORDER BY due LIMIT ?2";

/// The page of a site that is overdue the longest at `now`.
pub(crate) fn due_page_of(
    connection: &Connection,
    site: &str,
    now: Timestamp,
) -> Result<Option<DuePage>, StoreError> {
    let mut statement = connection.prepare_cached(DUE_PAGE)?;
    let found = statement.query_row(params![site, millis(now)], |row| {
        Ok(DuePage {
            address: row.get("address")?,
            site: row.get("site")?,
            feed: FeedId(row.get("feed_id")?),
        })
    });
    Ok(found.optional()?)
}

const DUE_PAGE: &str = "
    SELECT address, site, feed_id FROM page
    WHERE site = ?1 AND next_due IS NOT NULL AND next_due <= ?2 ORDER BY next_due LIMIT 1";

/// Makes every page that is still watched due at `now`.
pub(crate) fn all_due(connection: &Connection, now: Timestamp) -> Result<(), StoreError> {
    connection.prepare_cached("UPDATE page SET next_due = ?1 WHERE next_due > ?1")?.execute([millis(now)])?;
    Ok(())
}

/// Has the page of an entry that left its feed looked at now, where it is watched: it knows better whether the article stands.
/// Answers whether it is.
pub(super) fn ask_its_page(
    connection: &Connection,
    feed: FeedId,
    key: &EntryKey,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let asked = connection
        .prepare_cached(
            "UPDATE page SET next_due = :due, state = json_set(state, '$.unlisted', :now)
             WHERE entry_id = (SELECT id FROM entry WHERE feed_id = :feed AND key = :key)
               AND kind = 'article' AND next_due IS NOT NULL",
        )?
        .execute(named_params! {
            ":due": millis(now), ":now": now.to_string(), ":feed": feed.0, ":key": key.as_str(),
        })?;
    Ok(asked > 0)
}

/// Another machine asks for the page behind an entry; here it is only waited for.
pub(crate) fn leave_to_another(connection: &Connection, entry: i64) -> Result<(), StoreError> {
    connection.prepare_cached("UPDATE page SET next_due = NULL WHERE entry_id = ?1")?.execute([entry])?;
    Ok(())
}

/// Leaves all pages to other machines. What waits here is told by what its feed said, when its time has come.
pub(crate) fn leave_all_to_others(connection: &Connection) -> Result<(), StoreError> {
    connection.prepare_cached("UPDATE page SET next_due = NULL WHERE next_due IS NOT NULL")?.execute([])?;
    Ok(())
}

/// Leaves pages of sites that other machines ask to those.
pub(crate) fn leave_to_others(connection: &Connection, share: SiteShare) -> Result<(), StoreError> {
    let mut sites = connection.prepare_cached("SELECT DISTINCT site FROM page WHERE next_due IS NOT NULL")?;
    let sites = sites.query_map([], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
    for site in sites.iter().filter(|site| !share.holds(site)) {
        connection
            .prepare_cached("UPDATE page SET next_due = NULL, waits_until = NULL WHERE site = ?1")?
            .execute([site])?;
    }
    Ok(())
}

/// The addresses of entries that have waited for their page as long as they may.
pub(crate) fn waited_enough(connection: &Connection, now: Timestamp) -> Result<Vec<String>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT DISTINCT address FROM page WHERE waits_until <= ?1 LIMIT 500")?;
    Ok(statement.query_map([millis(now)], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

/// When the next page is due or the next entry stops waiting.
pub(crate) fn next_page_due(connection: &Connection) -> Result<Option<Timestamp>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT MIN(at) FROM (SELECT MIN(next_due) AS at FROM page WHERE next_due IS NOT NULL
                              UNION ALL SELECT MIN(waits_until) FROM page WHERE waits_until IS NOT NULL)",
    )?;
    Ok(statement.query_row([], |row| row.get::<_, Option<i64>>(0))?.map(instant))
}

/// How many pages of a feed were asked for since `since`.
pub(crate) fn pages_asked(
    connection: &Connection,
    feed: FeedId,
    since: Timestamp,
) -> Result<usize, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT COUNT(*) FROM page WHERE feed_id = ?1 AND asked >= ?2")?;
    let count: i64 = statement.query_row(params![feed.0, millis(since)], |row| row.get(0))?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

/// When a page of a site was asked for last.
pub(crate) fn last_asked(connection: &Connection, site: &str) -> Result<Option<Timestamp>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT MAX(asked) FROM page WHERE site = ?1")?;
    let asked: Option<i64> = statement.query_row([site], |row| row.get(0))?;
    Ok(asked.map(instant))
}

/// Which due pages of a site are put off together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PutOff {
    /// Those of an origin that wants to be left alone, or does not say what it wants.
    Origin(String),
    /// Those of a feed that has had its share of the day.
    Feed(FeedId),
}

/// Puts off the pages of a site that are due before `until`. Who would wait for them in vain waits no longer.
pub(crate) fn put_off(
    connection: &Connection,
    site: &str,
    which: &PutOff,
    now: Timestamp,
    until: Timestamp,
) -> Result<(), StoreError> {
    let (origin, feed) = match which {
        PutOff::Origin(origin) => (Some(origin), None),
        PutOff::Feed(feed) => (None, Some(feed.0)),
    };
    connection
        .prepare_cached(
            "UPDATE page SET next_due = :until,
                    waits_until = CASE WHEN waits_until < :until THEN MIN(waits_until, :now) ELSE waits_until END
             WHERE site = :site AND next_due IS NOT NULL AND next_due < :until
               AND (:feed IS NULL OR feed_id = :feed)
               AND (:origin IS NULL OR substr(address, 1, length(:origin) + 1) = :origin || '/')",
        )?
        .execute(named_params! {
            ":site": site, ":origin": origin, ":feed": feed, ":now": millis(now), ":until": millis(until),
        })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use rusqlite::StatementStatus;

    use super::*;
    use crate::store::Store;

    /// Steps of the database's machine to find what is due next, of so many pages that are.
    fn steps(pages: u32, sites: u32) -> i32 {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(&folder.path().join("w.db")).expect("a store");
        let now = instant(1_000_000);
        let fill = move |connection: &Connection| {
            connection.execute(
                "INSERT INTO feed (id, url, listing, state) VALUES (1, 'https://a.example/rss', '{}', '{}')",
                [],
            )?;
            for n in 0..pages {
                connection.execute(
                    "INSERT INTO entry (id, feed_id, key, title_hash, content_hash, first_seen, news)
                     VALUES (?1, 1, CAST(?1 AS TEXT), 0, x'', 0, 1)",
                    [n],
                )?;
                let page = Url::parse(&format!("https://{}.example/{n}", n % sites)).expect("an address");
                expect_page(connection, FeedId(1), i64::from(n), &page, now, now)?;
            }
            Ok(())
        };
        store.write_blocking(fill).expect("written");
        store
            .read(|connection| {
                let due = due_sites(connection, now, 100)?;
                assert_eq!(due.len(), sites as usize);
                assert!(due_page_of(connection, &due[0], now)?.is_some());
                let steps = |sql| -> Result<i32, StoreError> {
                    Ok(connection.prepare_cached(sql)?.get_status(StatementStatus::VmStep))
                };
                Ok(steps(DUE_SITES)? + steps(DUE_PAGE)?)
            })
            .expect("read")
    }

    #[test]
    fn what_is_due_next_is_found_as_fast_among_many() {
        assert_eq!(steps(60, 1), steps(600, 1));
        assert_eq!(steps(60, 20), steps(600, 20));
        assert!(steps(600, 20) < 3_000);
    }
}
