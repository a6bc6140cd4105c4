//! Who was told what, for tests that check that everything is told once.

use super::digests::ToldAs;
use super::{Connection, StoreError};

/// A line of a mail: which entry a reader was told of, and as what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ToldLine {
    pub email: String,
    pub entry: i64,
    pub section: ToldAs,
}

/// Every line of every mail of every reader, in the order in which they were composed.
pub(crate) fn told_lines(connection: &Connection) -> Result<Vec<ToldLine>, StoreError> {
    let mut statement = connection.prepare(
        "SELECT subscriber.email AS email, digest_entry.entry_id AS entry, digest_entry.section AS section
         FROM delivery
         JOIN subscriber ON subscriber.id = delivery.subscriber_id
         JOIN digest_entry ON digest_entry.digest_id = delivery.digest_id
         ORDER BY delivery.id, digest_entry.entry_id",
    )?;
    let line = |row: &rusqlite::Row<'_>| {
        Ok(ToldLine { email: row.get("email")?, entry: row.get("entry")?, section: row.get("section")? })
    };
    Ok(statement.query_map([], line)?.collect::<Result<_, _>>()?)
}

/// Every entry that is news and that some watchlist matched at some time, with the address of its article.
pub(crate) fn matched_news(connection: &Connection) -> Result<Vec<(i64, Option<String>)>, StoreError> {
    let mut statement = connection.prepare(
        "SELECT DISTINCT entry.id AS id, entry.canonical_link AS link
         FROM entry JOIN matched ON matched.entry_id = entry.id WHERE entry.news = 1 ORDER BY entry.id",
    )?;
    Ok(statement.query_map([], |row| Ok((row.get("id")?, row.get("link")?)))?.collect::<Result<_, _>>()?)
}

/// The address of every stored entry.
pub(crate) fn stored_links(connection: &Connection) -> Result<Vec<String>, StoreError> {
    let mut statement =
        connection.prepare("SELECT DISTINCT canonical_link AS link FROM entry WHERE link IS NOT NULL")?;
    Ok(statement.query_map([], |row| row.get("link"))?.collect::<Result<_, _>>()?)
}
