//! What machines made of titles and excerpts, and how much of the day's characters is spent.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use rusqlite::{OptionalExtension, params};
use xxhash_rust::xxh3::xxh3_128;

use super::{Connection, StoreError, millis};

/// Who translates into what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TranslationEngine {
    /// Kind and model.
    pub name: String,
    /// The language of what it makes.
    pub lang: String,
}

/// What was made of a text before.
pub(crate) fn known_translation(
    connection: &Connection,
    engine: &TranslationEngine,
    text: &str,
) -> Result<Option<String>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT made FROM translation WHERE text_hash = ?1 AND lang = ?2 AND engine = ?3")?;
    Ok(statement
        .query_row(params![hash(text), engine.lang, engine.name], |row| row.get("made"))
        .optional()?)
}

/// Keeps what was made of a text, good or not: it is not asked for again.
pub(crate) fn keep_translation(
    connection: &Connection,
    engine: &TranslationEngine,
    text: &str,
    made: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO translation (text_hash, lang, engine, made, at) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![hash(text), engine.lang, engine.name, made, millis(now)])?;
    Ok(())
}

/// Spends the characters of a text, unless the day would then have spent more than it has. What fails later is spent: it left.
pub(crate) fn spend_characters(
    connection: &Connection,
    text: &str,
    per_day: u64,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let day = now.to_zoned_datetime(TimeZone::UTC).strftime("%Y-%m-%d").to_string();
    let characters = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
    let most = i64::try_from(per_day).unwrap_or(i64::MAX);
    let mut statement = connection.prepare_cached("SELECT characters FROM translated_day WHERE day = ?1")?;
    let spent: i64 = statement.query_row([&day], |row| row.get("characters")).optional()?.unwrap_or(0);
    if spent.saturating_add(characters) > most {
        return Ok(false);
    }
    connection
        .prepare_cached(
            "INSERT INTO translated_day (day, characters) VALUES (?1, ?2)
             ON CONFLICT (day) DO UPDATE SET characters = characters + excluded.characters",
        )?
        .execute(params![day, characters])?;
    Ok(true)
}

/// Forgets what was made before an instant.
pub(super) fn forget_translations(connection: &Connection, before: Timestamp) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM translation WHERE at < ?1")?.execute([millis(before)])?;
    let day = before.to_zoned_datetime(TimeZone::UTC).strftime("%Y-%m-%d").to_string();
    connection.prepare_cached("DELETE FROM translated_day WHERE day < ?1")?.execute([day])?;
    Ok(())
}

fn hash(text: &str) -> [u8; 16] {
    xxh3_128(text.as_bytes()).to_be_bytes()
}
