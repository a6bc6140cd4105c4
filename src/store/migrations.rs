//! The schema's steps, forward only: a step that has landed is never edited.

use super::{Connection, StoreError};

const STEPS: [&str; 19] = [
    include_str!("../../migrations/0001_feeds_and_entries.sql"),
    include_str!("../../migrations/0002_matches_and_stories.sql"),
    include_str!("../../migrations/0003_digests_and_outbox.sql"),
    include_str!("../../migrations/0004_former_names.sql"),
    include_str!("../../migrations/0005_polling.sql"),
    include_str!("../../migrations/0006_deliveries.sql"),
    include_str!("../../migrations/0007_pages.sql"),
    include_str!("../../migrations/0008_returns_and_languages.sql"),
    include_str!("../../migrations/0009_pages_by_site.sql"),
    include_str!("../../migrations/0010_reader_parts.sql"),
    include_str!("../../migrations/0011_stories_in_memory.sql"),
    include_str!("../../migrations/0012_desk.sql"),
    include_str!("../../migrations/0013_events.sql"),
    include_str!("../../migrations/0014_api_tokens.sql"),
    include_str!("../../migrations/0015_translations.sql"),
    include_str!("../../migrations/0016_bus.sql"),
    include_str!("../../migrations/0017_absent_watchlists.sql"),
    include_str!("../../migrations/0018_told_feeds.sql"),
    include_str!("../../migrations/0019_since_revision.sql"),
];

/// Takes the steps that the database lacks, each in a transaction of its own.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    take(connection, &STEPS)
}

/// Refuses a database whose schema is not this program's.
pub(super) fn expect_current(connection: &Connection) -> Result<(), StoreError> {
    let (found, known) = (version(connection)?, count(&STEPS));
    match found.cmp(&known) {
        std::cmp::Ordering::Equal => Ok(()),
        std::cmp::Ordering::Less => Err(StoreError::Older { found, known }),
        std::cmp::Ordering::Greater => Err(StoreError::Newer { found, known }),
    }
}

/// The schema of a database; an older one can be brought up, a newer one is refused.
pub(super) fn known_version(connection: &Connection) -> Result<u32, StoreError> {
    let (found, known) = (version(connection)?, count(&STEPS));
    if found > known { Err(StoreError::Newer { found, known }) } else { Ok(found) }
}

fn take(connection: &mut Connection, steps: &[&str]) -> Result<(), StoreError> {
    let (found, known) = (version(connection)?, count(steps));
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    for (from, step) in (0..known).zip(steps).skip(found as usize) {
        apply(connection, step, from + 1).map_err(|error| StoreError::Migration {
            from,
            to: from + 1,
            reason: error.to_string(),
        })?;
    }
    Ok(())
}

fn apply(connection: &mut Connection, step: &str, version: u32) -> Result<(), rusqlite::Error> {
    let transaction = connection.transaction()?;
    transaction.execute_batch(step)?;
    transaction.pragma_update(None, "user_version", version)?;
    transaction.commit()
}

fn version(connection: &Connection) -> Result<u32, StoreError> {
    Ok(connection.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

fn count(steps: &[&str]) -> u32 {
    u32::try_from(steps.len()).expect("the list of steps is a constant far below u32::MAX")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_steps_apply_to_an_empty_database_once() {
        let mut connection = Connection::in_memory();
        migrate(&mut connection).unwrap();
        migrate(&mut connection).unwrap();
        assert_eq!(expect_current(&connection), Ok(()));
    }

    #[test]
    fn a_newer_schema_is_refused_in_words() {
        let mut connection = Connection::in_memory();
        connection.execute_batch("PRAGMA user_version = 99").unwrap();
        let error = migrate(&mut connection).unwrap_err();
        assert_eq!(error, StoreError::Newer { found: 99, known: count(&STEPS) });
        assert!(error.to_string().contains("install the newer program"), "{error}");
    }

    #[test]
    fn a_step_that_fails_leaves_the_old_schema_usable() {
        let mut connection = Connection::in_memory();
        let steps = ["CREATE TABLE a (x) ;", "CREATE TABLE b (x); CREATE TABLE a (x);"];
        let error = take(&mut connection, &steps).unwrap_err();
        assert!(matches!(error, StoreError::Migration { from: 1, to: 2, .. }), "{error}");
        assert_eq!(version(&connection), Ok(1));
        connection.execute("INSERT INTO a VALUES (1)", []).unwrap();
        assert!(connection.execute("INSERT INTO b VALUES (1)", []).is_err(), "half of the step stayed");
    }
}
