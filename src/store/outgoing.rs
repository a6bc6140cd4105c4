//! What a machine that polls for others has to publish: noted in the transaction that makes it so, taken out when the bus has it.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};
use serde::Serialize;

use crate::feed::SiteShare;

use super::codec::stored_words;
use super::feeds::{FeedId, encode};
use super::meta::{meta, set_meta};
use super::told_feeds::{ToldFeed, forget_told, note_told};
use super::{Connection, StoreError, instant, millis};

/// The name of the fact that says that lines are noted, and under which name they are published.
const POLLER: &str = "bus-poller";

/// What a line speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LineKind {
    /// A revision that is to be matched.
    Revision,
    /// A new entry waits for a page that another machine asks for.
    Awaited,
    /// Another key, link or label of an entry, or another state of its page.
    Labels,
    /// An entry was taken back.
    Withdrawn,
    /// It is there again.
    Restored,
    /// A feed was read, or is listed otherwise.
    Feed,
    /// A health event.
    Event,
}

stored_words! { LineKind as "kind of line" {
    Revision = "revision", Awaited = "awaited", Labels = "labels", Withdrawn = "withdrawn", Restored = "restored", Feed = "feed", Event = "event",
} }

/// A line that is to be published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OutgoingLine {
    pub id: i64,
    pub kind: LineKind,
    /// The number of the entry, feed or health event.
    pub subject: i64,
    /// Of the entry, with [`LineKind::Revision`].
    pub revision: i64,
    /// With [`LineKind::Awaited`].
    pub until: Option<Timestamp>,
    pub at: Timestamp,
}

/// What was not published yet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Unpublished {
    pub lines: i64,
    /// When the oldest was noted.
    pub since: Option<Timestamp>,
}

/// Has lines noted from now on, and answers under which name they are published. Another share is another name: a store
/// that was copied for a second machine tells nothing in the name of the first.
pub(crate) fn begin_noting(connection: &Connection, share: SiteShare) -> Result<String, StoreError> {
    let before = meta(connection, POLLER)?;
    let own = match &before {
        Some(name) => name.split('-').next().unwrap_or_default().to_owned(),
        None => connection.query_row("SELECT lower(hex(randomblob(6)))", [], |row| row.get(0))?,
    };
    let name = format!("{own}-{}of{}", share.part, share.of);
    if before.as_ref() != Some(&name) {
        set_meta(connection, POLLER, &name)?;
        forget_told(connection)?;
    }
    Ok(name)
}

/// Notes no lines any more, and forgets those that nobody was told: this machine is one that mails by itself.
pub(crate) fn end_noting(connection: &Connection) -> Result<(), StoreError> {
    connection.execute("DELETE FROM fact WHERE name = ?1", [POLLER])?;
    connection.execute("DELETE FROM outgoing_line", [])?;
    Ok(())
}

/// The name under which this store publishes; `None` where it does not.
pub(crate) fn poller_name(connection: &Connection) -> Result<Option<String>, StoreError> {
    meta(connection, POLLER)
}

/// Takes another name: the bus holds later lines of this one, so this store is an earlier copy of what wrote them.
pub(crate) fn take_another_name(connection: &Connection, share: SiteShare) -> Result<String, StoreError> {
    connection.execute("DELETE FROM fact WHERE name = ?1", [POLLER])?;
    begin_noting(connection, share)
}

/// Notes that a revision of an entry is to be matched.
pub(super) fn note_revision(
    connection: &Connection,
    entry: i64,
    revision: i64,
    now: Timestamp,
) -> Result<(), StoreError> {
    note(connection, LineKind::Revision, entry, (Some(revision), None), now)
}

/// Notes that a new entry waits until then for its page, which another machine asks for.
pub(super) fn note_awaited(
    connection: &Connection,
    entry: i64,
    until: Timestamp,
    now: Timestamp,
) -> Result<(), StoreError> {
    note(connection, LineKind::Awaited, entry, (Some(1), Some(until)), now)
}

/// Notes what else happened to an entry, or a health event.
pub(super) fn note_line(
    connection: &Connection,
    kind: LineKind,
    subject: i64,
    now: Timestamp,
) -> Result<(), StoreError> {
    note(connection, kind, subject, (None, None), now)
}

/// Notes that a feed is to be told of; a line that says so and waits is replaced by this one.
pub(super) fn note_feed(connection: &Connection, feed: FeedId, now: Timestamp) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM outgoing_line WHERE kind = 'feed' AND subject = ?1")?
        .execute([feed.0])?;
    note(connection, LineKind::Feed, feed.0, (None, None), now)
}

fn note(
    connection: &Connection,
    kind: LineKind,
    subject: i64,
    (revision, until): (Option<i64>, Option<Timestamp>),
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut is_noting = connection.prepare_cached("SELECT EXISTS (SELECT 1 FROM fact WHERE name = ?1)")?;
    if !is_noting.query_row([POLLER], |row| row.get(0))? {
        return Ok(());
    }
    // Not as INSERT … SELECT: a statement that may write several rows is one that can be undone alone, and the full-text index
    // writes out all that it has gathered before each of those.
    connection
        .prepare_cached(
            "INSERT INTO outgoing_line (kind, subject, revision, until, at) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![kind.word(), subject, revision, until.map(millis), millis(now)])?;
    Ok(())
}

/// The first lines that wait, in the order of commits.
pub(crate) fn outgoing_lines(connection: &Connection, limit: u32) -> Result<Vec<OutgoingLine>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, kind, subject, IFNULL(revision, 0) AS revision, until, at FROM outgoing_line ORDER BY id LIMIT ?1",
    )?;
    let lines = statement.query_map([limit], |row| {
        Ok(OutgoingLine {
            id: row.get("id")?,
            kind: row.get("kind")?,
            subject: row.get("subject")?,
            revision: row.get("revision")?,
            until: row.get::<_, Option<i64>>("until")?.map(instant),
            at: instant(row.get("at")?),
        })
    })?;
    Ok(lines.collect::<Result<_, _>>()?)
}

/// Takes out lines that the bus has, or of which nothing is left to tell, and notes what desks hear of feeds by them.
pub(crate) fn note_published(
    connection: &Connection,
    lines: &[i64],
    feeds: &[ToldFeed],
) -> Result<(), StoreError> {
    feeds.iter().try_for_each(|told| note_told(connection, told))?;
    let lines = encode(&lines)?;
    // Operators are told by the desks.
    connection
        .prepare_cached(
            "UPDATE health_event SET told = 1 WHERE id IN (
                 SELECT subject FROM outgoing_line
                 WHERE kind = 'event' AND id IN (SELECT value FROM json_each(?1)))",
        )?
        .execute([&lines])?;
    connection
        .prepare_cached("DELETE FROM outgoing_line WHERE id IN (SELECT value FROM json_each(?1))")?
        .execute([&lines])?;
    Ok(())
}

/// What waits to be published.
pub(crate) fn unpublished(connection: &Connection) -> Result<Unpublished, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT COUNT(*) AS lines, (SELECT at FROM outgoing_line ORDER BY id LIMIT 1) AS since FROM outgoing_line",
    )?;
    Ok(statement.query_row([], |row| {
        let since: Option<i64> = row.get("since")?;
        Ok(Unpublished { lines: row.get("lines")?, since: since.map(instant) })
    })?)
}

/// The highest number that any line had.
pub(crate) fn last_line(connection: &Connection) -> Result<i64, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT seq FROM sqlite_sequence WHERE name = 'outgoing_line'")?;
    Ok(statement.query_row([], |row| row.get(0)).optional()?.unwrap_or(0))
}
