//! One reader under two spellings of an address: a correction is not a stranger.

use std::collections::BTreeSet;

use rusqlite::params;

use super::readers::Listing;
use super::{Connection, StoreError};

/// Gives the reader of another spelling the new one, where exactly one reader has just gone for whom it may stand.
pub(super) fn respell(connection: &Connection, listings: &[Listing], email: &str) -> Result<(), StoreError> {
    if is_known(connection, email)? {
        return Ok(());
    }
    let listed: BTreeSet<&str> = listings.iter().map(|listing| listing.email.as_str()).collect();
    let mut statement = connection.prepare_cached(
        "SELECT id, email, suppressed IS NOT NULL AS away FROM subscriber
         WHERE listed = 0 AND unlisted IS NOT NULL ORDER BY unlisted DESC",
    )?;
    let gone: Vec<(i64, String, bool)> = statement
        .query_map([], |row| Ok((row.get("id")?, row.get("email")?, row.get("away")?)))?
        .collect::<Result<_, _>>()?;
    let gone = gone.iter().filter(|(_, old, _)| !listed.contains(old.as_str()));
    let heirs: Vec<i64> = gone
        .filter(|(_, old, away)| old.eq_ignore_ascii_case(email) || (!away && is_respelling(old, email)))
        .map(|(id, _, _)| *id)
        .collect();
    if let [heir] = heirs[..] {
        connection
            .prepare_cached("UPDATE subscriber SET email = ?2 WHERE id = ?1")?
            .execute(params![heir, email])?;
    }
    Ok(())
}

/// Whether this address was ever listed.
pub(super) fn is_known(connection: &Connection, email: &str) -> Result<bool, StoreError> {
    Ok(connection.prepare_cached("SELECT 1 FROM subscriber WHERE email = ?1")?.exists([email])?)
}

/// Whether one address may be a correction of the other: the same box elsewhere, a part added or taken away in the same
/// domain, or a slip of two letters. Other digits are another person.
pub(super) fn is_respelling(old: &str, new: &str) -> bool {
    let (old, new) = (old.to_ascii_lowercase(), new.to_ascii_lowercase());
    let (Some((old_box, old_domain)), Some((new_box, new_domain))) =
        (old.split_once('@'), new.split_once('@'))
    else {
        return false;
    };
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    if digits(old_box) != digits(new_box) {
        return false;
    }
    let part_of =
        |long: &str, short: &str| long.strip_prefix(short).is_some_and(|rest| rest.starts_with('.'));
    old_box == new_box
        || (old_domain == new_domain
            && (part_of(old_box, new_box)
                || part_of(new_box, old_box)
                || (old_box.len() > 4 && strsim::osa_distance(old_box, new_box) <= 2)))
}
