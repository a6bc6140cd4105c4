//! Lines of pages by site: what three pages share within a week is their frame.

use std::collections::HashSet;

use jiff::Timestamp;
use rusqlite::params;

use super::feeds::encode;
use super::{Connection, StoreError, millis};

/// How long a line of a site is remembered, in milliseconds: a week.
const FRAME_MEMORY: i64 = 7 * 24 * 60 * 60 * 1000;

/// So many pages of a site with one line make it the site's frame.
const FRAME_PAGES: i64 = 3;

/// Lines that are remembered of one site.
const FRAME_LINES: u32 = 2_000;

/// Which of these lines belong to the frame of a site: as many pages have them, apart from this entry's.
pub(crate) fn frame_among(
    connection: &Connection,
    site: &str,
    entry: i64,
    lines: &[u64],
    now: Timestamp,
) -> Result<HashSet<u64>, StoreError> {
    let lines: Vec<i64> = lines.iter().map(|line| line.cast_signed()).collect();
    let mut statement = connection.prepare_cached(
        "SELECT line FROM site_line
         WHERE site = ?1 AND line IN (SELECT value FROM json_each(?2)) AND seen >= ?3
           AND pages + (last_entry < ?4) >= ?5",
    )?;
    let found = statement
        .query_map(params![site, encode(&lines)?, millis(now) - FRAME_MEMORY, entry, FRAME_PAGES], |row| {
            row.get::<_, i64>(0)
        })?;
    Ok(found.map(|line| line.map(i64::cast_unsigned)).collect::<Result<_, _>>()?)
}

/// Remembers the lines of a page. A page counts once: the entries of a site are read in the order of their ids, and one that is
/// looked at again has been counted. Two pages with one paragraph would otherwise be many after some days of looks.
pub(super) fn note_lines(
    connection: &Connection,
    site: &str,
    entry: i64,
    lines: &[u64],
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut note = connection.prepare_cached(
        "INSERT INTO site_line (site, line, pages, last_entry, seen) VALUES (?1, ?2, 1, ?3, ?4)
         ON CONFLICT (site, line) DO UPDATE SET
             pages = CASE WHEN seen < ?4 - ?5 THEN 1 ELSE pages + (last_entry < ?3) END,
             last_entry = MAX(last_entry, ?3), seen = ?4",
    )?;
    for line in lines {
        note.execute(params![site, line.cast_signed(), entry, millis(now), FRAME_MEMORY])?;
    }
    if !lines.is_empty() {
        connection
            .prepare_cached(
                "DELETE FROM site_line WHERE site = ?1 AND line IN (
                     SELECT line FROM site_line WHERE site = ?1 ORDER BY pages > 1 DESC, seen DESC LIMIT -1 OFFSET ?2)",
            )?
            .execute(params![site, FRAME_LINES])?;
    }
    Ok(())
}

/// Forgets the lines that no page of their site has shown for a week.
pub(super) fn forget_lines(connection: &Connection, now: Timestamp) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM site_line WHERE seen < ?1")?
        .execute([millis(now) - FRAME_MEMORY])?;
    Ok(())
}
