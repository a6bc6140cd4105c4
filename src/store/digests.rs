//! Digests: written together with the mails that carry them and with how far their reader has been told.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, named_params, params};

use super::outbox::NewMail;
use super::subscribers::last_id;
use super::{StoreError, instant, millis, outbox};

/// A digest that is to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewDigest {
    /// The reader; `None` for a notice to operators.
    pub subscriber: Option<i64>,
    /// `digest`, `heartbeat`, `alert` or `notice`.
    pub kind: &'static str,
    /// What tells it from every other digest: a second one with this key is refused.
    pub window_key: String,
    /// The time it speaks of.
    pub window: (Timestamp, Timestamp),
    /// Derived from the window key.
    pub message_id: String,
    /// Unguessable, for the link to the archive.
    pub token: String,
    /// The subject.
    pub subject: String,
    /// How many stories it tells.
    pub stories: usize,
    /// The page of the archive.
    pub html: String,
    /// Every entry it tells of, with the section.
    pub entries: Vec<(i64, &'static str)>,
}

/// Writes a digest, what it told, and its mails. Answers whether it was written: `false` means that a digest with
/// its key exists and that nothing was done.
pub(crate) fn write_digest(
    connection: &Connection,
    digest: &NewDigest,
    mails: &[NewMail],
    now: Timestamp,
) -> Result<bool, StoreError> {
    let written = connection
        .prepare_cached(
            "INSERT INTO digest (subscriber_id, kind, window_key, window_start, window_end, composed, token,
                                 message_id, subject, stories, html)
             VALUES (:subscriber, :kind, :window_key, :window_start, :window_end, :now, :token,
                     :message_id, :subject, :stories, :html)
             ON CONFLICT (window_key) DO NOTHING",
        )?
        .execute(named_params! {
            ":subscriber": digest.subscriber,
            ":kind": digest.kind,
            ":window_key": digest.window_key,
            ":window_start": millis(digest.window.0),
            ":window_end": millis(digest.window.1),
            ":now": millis(now),
            ":token": digest.token,
            ":message_id": digest.message_id,
            ":subject": digest.subject,
            ":stories": i64::try_from(digest.stories).unwrap_or(i64::MAX),
            ":html": digest.html,
        })?;
    if written == 0 {
        return Ok(false);
    }
    let id = connection.last_insert_rowid();
    if let Some(subscriber) = digest.subscriber {
        write_entries(connection, id, subscriber, &digest.entries)?;
    }
    for mail in mails {
        outbox::enqueue(connection, id, mail, now)?;
    }
    Ok(true)
}

fn write_entries(
    connection: &Connection,
    digest: i64,
    subscriber: i64,
    entries: &[(i64, &'static str)],
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "INSERT OR IGNORE INTO digest_entry (subscriber_id, entry_id, digest_id, revision, section)
         SELECT :subscriber, :entry, :digest, MAX(number), :section FROM revision WHERE entry_id = :entry
         HAVING MAX(number) IS NOT NULL",
    )?;
    for (entry, section) in entries {
        statement.execute(named_params! {
            ":subscriber": subscriber,
            ":entry": entry,
            ":digest": digest,
            ":section": section,
        })?;
    }
    Ok(())
}

/// Closes a window: everything committed so far is told, or had nothing to tell.
pub(crate) fn close_window(
    connection: &Connection,
    subscriber: i64,
    window_end: Timestamp,
) -> Result<(), StoreError> {
    let last_match = last_id(connection, "SELECT MAX(id) FROM matched")?;
    let last_revision = last_id(connection, "SELECT MAX(id) FROM revision")?;
    connection
        .prepare_cached(
            "UPDATE subscriber SET window_end = ?2, match_cursor = ?3, revision_cursor = ?4 WHERE id = ?1",
        )?
        .execute(params![subscriber, millis(window_end), last_match, last_revision])?;
    Ok(())
}

/// The Message-IDs of the digests that a reader was sent from `since` on, oldest first: for `References`.
pub(crate) fn earlier_message_ids(
    connection: &Connection,
    subscriber: i64,
    since: Timestamp,
    limit: usize,
) -> Result<Vec<String>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT message_id FROM digest
         WHERE subscriber_id = ?1 AND kind <> 'alert' AND window_end >= ?2 ORDER BY id DESC LIMIT ?3",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let ids = statement.query_map(params![subscriber, millis(since), limit], |row| row.get("message_id"))?;
    let mut ids: Vec<String> = ids.collect::<Result<_, _>>()?;
    ids.reverse();
    Ok(ids)
}

/// The archive page under a token, if there is one.
pub(crate) fn page(connection: &Connection, token: &str) -> Result<Option<String>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT html FROM digest WHERE token = ?1")?;
    Ok(statement.query_row([token], |row| row.get("html")).optional()?)
}

/// A digest as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub(crate) struct DigestLine {
    /// `digest`, `heartbeat`, `alert` or `notice`.
    pub kind: String,
    /// When it was composed.
    pub composed: Timestamp,
    /// The subject.
    pub subject: String,
    /// How many stories it tells.
    pub stories: i64,
    /// The token of its page; never printed where strangers read.
    #[serde(skip)]
    pub token: String,
}

/// The last digests, newest first.
pub(crate) fn last_digests(connection: &Connection, limit: usize) -> Result<Vec<DigestLine>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT kind, composed, subject, stories, token FROM digest ORDER BY id DESC LIMIT ?1",
    )?;
    let lines = statement.query_map([i64::try_from(limit).unwrap_or(i64::MAX)], |row| {
        Ok(DigestLine {
            kind: row.get("kind")?,
            composed: instant(row.get("composed")?),
            subject: row.get("subject")?,
            stories: row.get("stories")?,
            token: row.get("token")?,
        })
    })?;
    Ok(lines.collect::<Result<_, _>>()?)
}
