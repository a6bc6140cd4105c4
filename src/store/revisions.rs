//! Revisions of entries: their texts, where those come from, and the index of words.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, named_params, params};

use crate::bulletin::ToldRevision;
use crate::entry::{ContentHash, Entry};

use super::{Connection, StoreError, instant, millis};

/// A text that a look has brought, ready to be written.
#[derive(Debug, Clone)]
pub(crate) struct PageText {
    pub title: String,
    pub text: String,
    /// Whether readers hear of it as an edit.
    pub is_edit: bool,
    /// What the entry is taken for where its feed did not say.
    pub lang: Option<String>,
    pub published: Option<Timestamp>,
}

/// Whether people hear of a revision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Telling {
    /// With the next digest.
    Aloud,
    /// Not at all: it is stored and searchable.
    Quietly,
}

/// Earlier revisions whose hashes are kept with an entry.
const PAST: usize = 64;

/// Writes the text of the page behind an entry as a revision; answers its number. What its feed says is known by its
/// hash as before.
pub(super) fn revise_by_page(
    connection: &Connection,
    id: i64,
    text: &PageText,
    heard: Telling,
    now: Timestamp,
) -> Result<i64, StoreError> {
    let number = next_number(connection, id)?;
    let revision = RevisionText { title: &text.title, text: &text.text, origin: "page" };
    write_revision(connection, id, number, &revision, heard, now)?;
    replace_indexed_text(connection, id, &text.title, &text.text)?;
    connection
        .prepare_cached(
            "UPDATE entry SET lang = IFNULL(lang, ?2), published = IFNULL(published, ?3) WHERE id = ?1",
        )?
        .execute(params![id, text.lang, text.published.map(millis)])?;
    Ok(number)
}

/// The number of an entry's next revision. Retention may have taken the earlier ones: numbers go on from what the entry has had.
pub(super) fn next_number(connection: &Connection, id: i64) -> Result<i64, StoreError> {
    let last: Option<i64> = connection
        .prepare_cached("SELECT MAX(number) FROM revision WHERE entry_id = ?1")?
        .query_row([id], |row| row.get(0))?;
    Ok(last.unwrap_or(1) + 1)
}

/// Makes a hash the entry's present one, and keeps the one before among its past.
pub(super) fn keep_hash(connection: &Connection, id: i64, hash: ContentHash) -> Result<(), StoreError> {
    let (old, mut past): (Vec<u8>, Vec<u8>) = connection
        .prepare_cached("SELECT content_hash, past_hashes FROM entry WHERE id = ?1")?
        .query_row([id], |row| Ok((row.get("content_hash")?, row.get("past_hashes")?)))?;
    past.extend_from_slice(&old);
    let kept = past.len().saturating_sub(PAST * 16);
    connection
        .prepare_cached("UPDATE entry SET content_hash = ?2, past_hashes = ?3 WHERE id = ?1")?
        .execute(params![id, hash.0.to_be_bytes(), &past[kept..]])?;
    Ok(())
}

/// The text of a revision, and where it comes from.
pub(super) struct RevisionText<'a> {
    title: &'a str,
    text: &'a str,
    /// `feed` or `page`.
    origin: &'static str,
}

impl<'a> RevisionText<'a> {
    pub(super) fn of_feed(entry: &'a Entry) -> Self {
        Self { title: &entry.title, text: &entry.text, origin: "feed" }
    }

    pub(super) fn told(revision: &'a ToldRevision) -> Self {
        let origin = if revision.of_page { "page" } else { "feed" };
        Self { title: &revision.title, text: &revision.text, origin }
    }
}

/// Writes a revision.
pub(super) fn write_revision(
    connection: &Connection,
    entry_id: i64,
    number: i64,
    revision: &RevisionText,
    heard: Telling,
    now: Timestamp,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO revision (entry_id, number, seen, title, text, quiet, origin)
             VALUES (:entry, :number, :now, :title, :text, :quiet, :origin)",
        )?
        .execute(named_params! {
            ":entry": entry_id,
            ":number": number,
            ":now": millis(now),
            ":title": revision.title,
            ":text": revision.text,
            ":quiet": heard == Telling::Quietly,
            ":origin": revision.origin,
        })?;
    Ok(())
}

/// Takes what the index knew of an entry out, and puts a new text in.
pub(super) fn replace_indexed_text(
    connection: &Connection,
    id: i64,
    title: &str,
    text: &str,
) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM entry_text WHERE rowid = ?1")?.execute([id])?;
    index_text(connection, id, title, text)
}

/// Puts the text of an entry into the index of words.
pub(super) fn index_text(
    connection: &Connection,
    id: i64,
    title: &str,
    text: &str,
) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT INTO entry_text (rowid, title, body) VALUES (?1, ?2, ?3)")?
        .execute(params![id, title, text])?;
    Ok(())
}

/// How long a revision is, and where it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RevisionLength {
    pub number: i64,
    /// Characters of its text.
    pub characters: usize,
    /// Whether it is the text of a page.
    pub of_page: bool,
}

/// The lengths of all kept revisions of an entry.
pub(crate) fn revision_lengths(
    connection: &Connection,
    entry: i64,
) -> Result<Vec<RevisionLength>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT number, length(text) AS characters, origin = 'page' AS of_page FROM revision WHERE entry_id = ?1",
    )?;
    let lengths = statement.query_map([entry], |row| {
        let characters: u32 = row.get("characters")?;
        Ok(RevisionLength {
            number: row.get("number")?,
            characters: characters as usize,
            of_page: row.get("of_page")?,
        })
    })?;
    Ok(lengths.collect::<Result<_, _>>()?)
}

/// A kept revision with its time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StoredRevision {
    /// When it was read.
    pub seen: Timestamp,
    pub title: String,
    pub text: String,
}

/// One revision of an entry, where it is kept.
pub(crate) fn revision_text(
    connection: &Connection,
    entry: i64,
    number: i64,
) -> Result<Option<StoredRevision>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT seen, title, text FROM revision WHERE entry_id = ?1 AND number = ?2")?;
    let found = statement.query_row([entry, number], |row| {
        Ok(StoredRevision {
            seen: instant(row.get("seen")?),
            title: row.get("title")?,
            text: row.get("text")?,
        })
    });
    Ok(found.optional()?)
}
