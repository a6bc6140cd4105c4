//! Tokens of programs: one a reader, known by its hash, which ends with its reader.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};

use super::{Connection, StoreError, millis};

/// Gives a reader a token, known by its hash; the one before ends. `false` where no listed reader has this address.
pub(crate) fn set_api_token(
    connection: &Connection,
    email: &str,
    hash: &[u8],
    now: Timestamp,
) -> Result<bool, StoreError> {
    let written = connection
        .prepare_cached(
            "INSERT INTO api_token (subscriber_id, token_hash, made)
             SELECT id, ?2, ?3 FROM subscriber
             WHERE lower(email) = lower(?1) AND email LIKE '%@%' AND listed = 1
               AND IFNULL(suppressed, '') <> 'left'
             ON CONFLICT (subscriber_id) DO UPDATE SET token_hash = excluded.token_hash, made = excluded.made",
        )?
        .execute(params![email, hash, millis(now)])?;
    Ok(written > 0)
}

/// Ends the token of a reader, where there is one.
pub(crate) fn end_api_token(connection: &Connection, subscriber: i64) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM api_token WHERE subscriber_id = ?1")?.execute([subscriber])?;
    Ok(())
}

/// Whose token has this hash: the reader's number and address, while it is listed and has not left.
pub(crate) fn api_reader(connection: &Connection, hash: &[u8]) -> Result<Option<(i64, String)>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT subscriber.id AS id, email FROM api_token JOIN subscriber ON subscriber.id = subscriber_id
         WHERE token_hash = ?1 AND listed = 1 AND IFNULL(suppressed, '') <> 'left'",
    )?;
    Ok(statement.query_row([hash], |row| Ok((row.get("id")?, row.get("email")?))).optional()?)
}
