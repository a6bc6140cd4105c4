//! Browsers that have asked for a code, and wishes to join: what is kept until an address has answered.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension, params};

use super::{Connection, StoreError, instant, millis};

/// Codes that may be tried before a new one has to be asked for.
const TRIES: i64 = 5;

/// How long a code holds.
pub(crate) const CODE_HOLDS: SignedDuration = SignedDuration::from_mins(10);

/// Within this time an address gets [`CODES`] codes, and all addresses together [`CODES_OF_ALL`].
const CODES_WITHIN: SignedDuration = SignedDuration::from_hours(1);

/// Codes that one address gets within an hour.
const CODES: i64 = 3;

/// Codes that are mailed within an hour in all: more is somebody who plays with the form.
const CODES_OF_ALL: i64 = 500;

/// How long the link in a mail to somebody who wants to join holds.
const JOINING_HOLDS: SignedDuration = SignedDuration::from_hours(24 * 7);

/// Mails that an address is ever sent because somebody entered it to join.
const JOININGS: i64 = 3;

/// Such mails within an hour in all: more is somebody who has the desk write to strangers.
const JOININGS_OF_ALL: i64 = 100;

/// Remembers that a browser asks for a code, whoever it says to be. Who asks again begins anew.
pub(crate) fn begin_sign_in(
    connection: &Connection,
    browser: &[u8],
    email: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO sign_in (browser, email, asked) VALUES (?1, ?2, ?3)
             ON CONFLICT (browser) DO UPDATE SET email = excluded.email, code = NULL, asked = excluded.asked, tries = 0",
        )?
        .execute(params![browser, email, millis(now)])?;
    Ok(())
}

/// Gives the browser's question its code, where one may be mailed: answers whether it may.
pub(crate) fn give_code(
    connection: &Connection,
    browser: &[u8],
    email: &str,
    code: &[u8],
    now: Timestamp,
) -> Result<bool, StoreError> {
    let since = millis(now.saturating_sub(CODES_WITHIN).unwrap_or(Timestamp::MIN));
    let mut statement = connection.prepare_cached(
        "SELECT COUNT(*) AS all_codes, IFNULL(SUM(email = ?2), 0) AS own
         FROM sign_in WHERE asked > ?1 AND code IS NOT NULL",
    )?;
    let (all, own): (i64, i64) =
        statement.query_row(params![since, email], |row| Ok((row.get("all_codes")?, row.get("own")?)))?;
    if all >= CODES_OF_ALL || own >= CODES {
        return Ok(false);
    }
    let given = connection
        .prepare_cached("UPDATE sign_in SET code = ?3 WHERE browser = ?1 AND email = ?2 AND code IS NULL")?
        .execute(params![browser, email, code])?;
    Ok(given > 0)
}

/// The address that a browser has proved to be its own with this code. Every try counts; a code is used once.
pub(crate) fn try_code(
    connection: &Connection,
    browser: &[u8],
    code: &[u8],
    now: Timestamp,
) -> Result<Option<String>, StoreError> {
    let since = millis(now.saturating_sub(CODE_HOLDS).unwrap_or(Timestamp::MIN));
    connection
        .prepare_cached("UPDATE sign_in SET tries = tries + 1 WHERE browser = ?1")?
        .execute([browser])?;
    let mut statement = connection.prepare_cached(
        "UPDATE sign_in SET tries = ?5
         WHERE browser = ?1 AND code = ?2 AND asked > ?3 AND asked <= ?4 AND tries <= ?5 RETURNING email",
    )?;
    // Its row stays, spent: mails to the address are counted by it.
    let found = statement
        .query_row(params![browser, code, since, millis(now), TRIES], |row| row.get("email"))
        .optional()?;
    if found.is_some() {
        connection.prepare_cached("UPDATE sign_in SET code = x'' WHERE browser = ?1")?.execute([browser])?;
    }
    Ok(found)
}

/// Remembers a wish to join under the hash of its link; answers whether it may be mailed: one an hour and three in all.
pub(crate) fn begin_joining(
    connection: &Connection,
    token: &[u8],
    email: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let hour = millis(now.saturating_sub(CODES_WITHIN).unwrap_or(Timestamp::MIN));
    let mut statement = connection.prepare_cached(
        "SELECT (SELECT COUNT(*) FROM joining WHERE email = ?1) AS own,
                (SELECT COUNT(*) FROM joining WHERE email = ?1 AND asked > ?2) AS of_hour,
                (SELECT COUNT(*) FROM joining WHERE asked > ?2) AS all_of_hour",
    )?;
    let (own, of_hour, all): (i64, i64, i64) = statement.query_row(params![email, hour], |row| {
        Ok((row.get("own")?, row.get("of_hour")?, row.get("all_of_hour")?))
    })?;
    if own >= JOININGS || of_hour > 0 || all >= JOININGS_OF_ALL {
        return Ok(false);
    }
    connection
        .prepare_cached("INSERT INTO joining (token, email, asked) VALUES (?1, ?2, ?3)")?
        .execute(params![token, email, millis(now)])?;
    Ok(true)
}

/// Whose wish to join the link with this hash confirms, and whether that was done before.
pub(crate) fn joining(
    connection: &Connection,
    token: &[u8],
    now: Timestamp,
) -> Result<Option<(String, bool)>, StoreError> {
    let since = now.saturating_sub(JOINING_HOLDS).unwrap_or(Timestamp::MIN);
    let mut statement =
        connection.prepare_cached("SELECT email, asked, confirmed FROM joining WHERE token = ?1")?;
    let found = statement
        .query_row([token], |row| {
            let confirmed: Option<i64> = row.get("confirmed")?;
            Ok((row.get::<_, String>("email")?, instant(row.get("asked")?), confirmed.is_some()))
        })
        .optional()?;
    Ok(found.filter(|(_, asked, _)| *asked > since).map(|(email, _, confirmed)| (email, confirmed)))
}

/// Notes that a wish to join was confirmed.
pub(crate) fn confirm_joining(
    connection: &Connection,
    token: &[u8],
    now: Timestamp,
) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE joining SET confirmed = ?2 WHERE token = ?1 AND confirmed IS NULL")?
        .execute(params![token, millis(now)])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::Store;
    use super::*;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_mins(1_000 + minutes)
    }

    fn with<T: Send + 'static>(work: impl Fn(&Connection) -> Result<T, StoreError> + Send + 'static) -> T {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let store = Store::open(&folder.path().join("w.db")).expect("the folder is ours");
        store.write_blocking(work).expect("plain data")
    }

    #[test]
    fn a_code_is_good_once_in_its_own_browser_and_for_ten_minutes() {
        for (browser, code, minute, good) in [
            (b"b1", b"12", 9, true),
            (b"b2", b"12", 9, false),
            (b"b1", b"21", 9, false),
            (b"b1", b"12", 10, false),
            // A clock set back makes nothing last longer.
            (b"b1", b"12", -1, false),
        ] {
            let found = with(move |connection| {
                begin_sign_in(connection, b"b1", "a@w.example", at(0))?;
                assert!(give_code(connection, b"b1", "a@w.example", b"12", at(0))?);
                let first = try_code(connection, browser, code, at(minute))?;
                let second = try_code(connection, browser, code, at(minute))?;
                assert_eq!(second, None);
                Ok(first)
            });
            assert_eq!(found.is_some(), good, "{browser:?} {code:?} {minute}");
        }
    }

    #[test]
    fn five_tries_are_all() {
        let found = with(|connection| {
            begin_sign_in(connection, b"b", "a@w.example", at(0))?;
            give_code(connection, b"b", "a@w.example", b"12", at(0))?;
            for _ in 0..5 {
                assert_eq!(try_code(connection, b"b", b"00", at(1))?, None);
            }
            try_code(connection, b"b", b"12", at(1))
        });
        assert_eq!(found, None);
    }

    #[test]
    fn an_address_gets_three_codes_an_hour_however_many_browsers_ask() {
        let given = with(|connection| {
            let mut given = Vec::new();
            for browser in 0..6_u8 {
                begin_sign_in(connection, &[browser], "a@w.example", at(i64::from(browser)))?;
                given.push(give_code(connection, &[browser], "a@w.example", b"c", at(i64::from(browser)))?);
            }
            begin_sign_in(connection, b"later", "a@w.example", at(70))?;
            given.push(give_code(connection, b"later", "a@w.example", b"c", at(70))?);
            Ok(given)
        });
        assert_eq!(given, [true, true, true, false, false, false, true]);
    }

    #[test]
    fn somebody_entered_a_thousand_times_is_mailed_three_times() {
        let mailed = with(|connection| {
            let mut mailed = 0;
            for time in 0..1_000_u16 {
                let minute = i64::from(time);
                mailed +=
                    u32::from(begin_joining(connection, &time.to_be_bytes(), "b@w.example", at(minute))?);
            }
            Ok(mailed)
        });
        assert_eq!(mailed, 3);
    }
}
