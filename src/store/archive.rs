//! The stored entries, one after another, newest first: what search, backtest and explain look at.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::{Row, named_params};

use crate::feed::Feed;
use crate::watch::item::Item;

use super::{Connection, StoreError, instant, millis};

/// A stored entry with its present text and what is known of its feed.
#[derive(Debug, Clone)]
pub(crate) struct ArchivedEntry {
    /// Its number.
    pub id: i64,
    /// The operator's wording of its feed.
    pub feed: Arc<Feed>,
    /// The feed's title as people are shown it.
    pub source: String,
    /// The article's address.
    pub link: Option<String>,
    /// The title of the last revision.
    pub title: String,
    /// The text of the last revision.
    pub text: String,
    /// The author's name.
    pub author: Option<String>,
    /// Its own labels.
    pub tags: Vec<String>,
    /// BCP 47.
    pub lang: Option<String>,
    /// The publisher's claim.
    pub published: Option<Timestamp>,
    /// When we first saw it.
    pub first_seen: Timestamp,
}

impl ArchivedEntry {
    /// The entry as the matcher saw it when it was polled.
    pub(crate) fn item(&self) -> Item<'_> {
        Item {
            title: &self.title,
            text: &self.text,
            url: self.link.as_deref(),
            source: Some(&self.source),
            lang: self.lang.as_deref(),
            country: self.feed.country.as_deref(),
            author: self.author.as_deref(),
            tags: &self.tags,
            feed_tags: &self.feed.tags,
        }
    }
}

/// Which entries to look at.
#[derive(Debug, Clone)]
pub(crate) struct Selection {
    /// First seen at this instant or later.
    pub since: Option<Timestamp>,
    /// In this language, `az` standing for `az-Latn` too.
    pub lang: Option<String>,
    /// Only entries that hold one of these beginnings of words, in any case and without diacritics; `None` looks at all.
    pub candidates: Option<Vec<String>>,
    /// Only entries with a lower number: the cursor of a page.
    pub before: Option<i64>,
    /// One in so many, by number; 1 looks at all.
    pub every: u32,
}

impl Default for Selection {
    fn default() -> Self {
        Self { since: None, lang: None, candidates: None, before: None, every: 1 }
    }
}

/// Every text that is still kept, with its entry and its feed.
pub(super) const ARTICLES: &str = "SELECT entry.id AS id, entry.feed_id AS feed, entry.link AS link, revision.title AS title, revision.text AS text, entry.author AS author,
        entry.tags AS tags, entry.lang AS lang, entry.published AS published, entry.first_seen AS first_seen,
        revision.id AS revision_id, revision.number AS revision_number
    FROM entry
    JOIN revision ON revision.entry_id = entry.id";

/// Of these the last of each entry.
const LAST_ONLY: &str = "revision.number = (SELECT MAX(number) FROM revision WHERE entry_id = entry.id)";

/// One entry, where its text is still kept.
pub(crate) fn archived_entry(connection: &Connection, id: i64) -> Result<Option<ArchivedEntry>, StoreError> {
    EntryReader::new(connection).entry(id)
}

/// Reads one entry after another, and what is known of their feeds once: the state of a feed is long.
pub(crate) struct EntryReader<'a> {
    connection: &'a Connection,
    feeds: HashMap<i64, (Arc<Feed>, String)>,
}

impl<'a> EntryReader<'a> {
    /// One that has read nothing.
    pub(crate) fn new(connection: &'a Connection) -> Self {
        Self { connection, feeds: HashMap::new() }
    }

    /// One entry, where its text is still kept.
    pub(crate) fn entry(&mut self, id: i64) -> Result<Option<ArchivedEntry>, StoreError> {
        let query = format!("{ARTICLES} WHERE {LAST_ONLY} AND entry.id = ?1");
        let mut statement = self.connection.prepare_cached(&query)?;
        let mut rows = statement.query([id])?;
        rows.next()?.map(|row| self.archived(row)).transpose()
    }

    /// The entry of a row of [`ARTICLES`].
    pub(super) fn archived(&mut self, row: &Row<'_>) -> Result<ArchivedEntry, StoreError> {
        let tags: String = row.get("tags")?;
        let (feed, source) = self.feed(row.get("feed")?)?;
        Ok(ArchivedEntry {
            id: row.get("id")?,
            source,
            feed,
            link: row.get("link")?,
            title: row.get("title")?,
            text: row.get("text")?,
            author: row.get("author")?,
            tags: serde_json::from_str(&tags)
                .map_err(|error| StoreError::damaged("list of labels", &error))?,
            lang: row.get("lang")?,
            published: row.get::<_, Option<i64>>("published")?.map(instant),
            first_seen: instant(row.get("first_seen")?),
        })
    }

    fn feed(&mut self, id: i64) -> Result<(Arc<Feed>, String), StoreError> {
        if let Some(known) = self.feeds.get(&id) {
            return Ok(known.clone());
        }
        let mut statement = self.connection.prepare_cached(
            "SELECT listing, json_extract(state, '$.title') AS title FROM feed WHERE id = ?1",
        )?;
        let (listing, title): (String, Option<String>) =
            statement.query_row([id], |row| Ok((row.get("listing")?, row.get("title")?)))?;
        let feed: Feed =
            serde_json::from_str(&listing).map_err(|error| StoreError::damaged("feed", &error))?;
        let source = feed.title_or(title.as_deref()).to_owned();
        Ok(self.feeds.entry(id).or_insert((Arc::new(feed), source)).clone())
    }
}

/// Entries that are looked at in one go. The search for a common word finds what it wants in the newest ones; asked
/// of a whole year at once, the full-text index would first list millions of numbers.
const STRETCH: i64 = 200_000;

/// Entries that are looked at first: where they hold what is wanted, the index lists no more than those.
const FIRST_STRETCH: i64 = 4_000;

/// Entries that are looked at without the index: it gathers every entry with a word before it names one, which takes a
/// second for a word that stands in every tenth of millions, and such a word fills a page from the newest.
const UNNARROWED: i64 = 300;

/// By how much each stretch is longer than the one before.
const GROWTH: i64 = 4;

/// Shows the selected entries whose text is still kept to `visit`, newest first, until it breaks off.
pub(crate) fn visit_entries(
    connection: &Connection,
    selection: &Selection,
    mut visit: impl FnMut(ArchivedEntry) -> ControlFlow<()>,
) -> Result<(), StoreError> {
    let since = selection.since.map_or(i64::MIN, millis);
    let candidates = selection.candidates.as_deref().map(full_text_query);
    let Some((oldest, newest)) = numbers_since(connection, since)? else { return Ok(()) };
    let mut last = selection.before.map_or(newest, |before| newest.min(before.saturating_sub(1)));
    let mut stretch = if candidates.is_some() { UNNARROWED } else { FIRST_STRETCH };
    let (mut narrowed, mut reader) = (false, EntryReader::new(connection));
    while last >= oldest {
        let first = oldest.max(last - stretch + 1);
        let mut statement = connection.prepare_cached(&stretch_query(narrowed))?;
        let mut rows = statement.query(named_params! {
            ":first": first,
            ":last": last,
            ":since": since,
            ":lang": selection.lang,
            ":every": selection.every.max(1),
            ":candidates": if narrowed { candidates.as_deref() } else { None },
        })?;
        while let Some(row) = rows.next()? {
            if visit(reader.archived(row)?).is_break() {
                return Ok(());
            }
        }
        last = first - 1;
        stretch = (stretch * GROWTH).clamp(FIRST_STRETCH, STRETCH);
        narrowed = candidates.is_some();
    }
    Ok(())
}

/// The entries of a stretch, by the index of words or all of them.
fn stretch_query(narrowed: bool) -> String {
    let narrowed = if narrowed {
        "AND entry.id IN (SELECT rowid FROM entry_text
                          WHERE entry_text MATCH :candidates AND rowid BETWEEN :first AND :last)"
    } else {
        "AND :candidates IS NULL"
    };
    format!(
        "{ARTICLES}
         WHERE {LAST_ONLY} AND entry.id BETWEEN :first AND :last AND +entry.first_seen >= :since {narrowed}
           AND entry.id % :every = 0
           AND (:lang IS NULL OR entry.lang = :lang OR entry.lang LIKE :lang || '-%')
         ORDER BY entry.id DESC"
    )
}

/// Polls of feeds that began first may be written last, in this many milliseconds: an hour is more than any takes.
const WRITTEN_WITHIN: i64 = 60 * 60 * 1000;

/// The numbers between which the entries lie that were first seen at `since` or later. Numbers grow with time, but of
/// what was polled at once the entry that was seen first may have the higher one.
fn numbers_since(connection: &Connection, since: i64) -> Result<Option<(i64, i64)>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT (SELECT MIN(id) FROM entry
                 WHERE first_seen >= ?1
                   AND first_seen <= (SELECT MIN(first_seen) FROM entry WHERE first_seen >= ?1) + ?2) AS oldest,
                (SELECT MAX(id) FROM entry) AS newest",
    )?;
    let (oldest, newest): (Option<i64>, Option<i64>) =
        statement.query_row([since, WRITTEN_WITHIN], |row| Ok((row.get("oldest")?, row.get("newest")?)))?;
    Ok(oldest.zip(newest))
}

/// How many entries were first seen at `since` or later.
pub(crate) fn count_entries(connection: &Connection, since: Timestamp) -> Result<u32, StoreError> {
    let mut statement = connection.prepare_cached("SELECT COUNT(*) FROM entry WHERE first_seen >= ?1")?;
    Ok(statement.query_row([millis(since)], |row| row.get(0))?)
}

/// Beginnings of words as a query of FTS5: each quoted, any of them.
fn full_text_query(beginnings: &[String]) -> String {
    let quoted = beginnings.iter().map(|beginning| format!("\"{}\"*", beginning.replace('"', "\"\"")));
    quoted.collect::<Vec<_>>().join(" OR ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    /// The numbers and first sights of entries, and the lowest number that a search from an instant on looks at.
    fn oldest(entries: &[(i64, i64)], since: i64) -> Option<i64> {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(&folder.path().join("w.db")).expect("a store");
        let entries = entries.to_vec();
        let fill = move |connection: &Connection| {
            connection.execute(
                "INSERT INTO feed (id, url, listing, state) VALUES (1, 'https://a.example/rss', '{}', '{}')",
                [],
            )?;
            for (id, seen) in &entries {
                connection.execute(
                    "INSERT INTO entry (id, feed_id, key, title_hash, content_hash, first_seen, news)
                     VALUES (?1, 1, CAST(?1 AS TEXT), 0, x'', ?2, 1)",
                    [id, seen],
                )?;
            }
            Ok(())
        };
        store.write_blocking(fill).expect("written");
        let numbers = store.read(|connection| numbers_since(connection, since)).expect("read");
        numbers.map(|(oldest, _)| oldest)
    }

    #[test]
    fn of_feeds_that_were_polled_at_once_none_is_left_out() {
        // The third poll began first and was written last.
        let polled = [(1, 5_020), (2, 5_010), (3, 5_000), (4, 90_000_000)];
        for (since, expected) in [(i64::MIN, Some(1)), (5_015, Some(1)), (5_021, Some(4)), (90_000_001, None)]
        {
            assert_eq!(oldest(&polled, since), expected, "{since}");
        }
        assert_eq!(oldest(&[], i64::MIN), None);
    }
}
