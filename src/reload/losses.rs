//! Weighs whom a new set of files takes away before it is taken: a file that is half written may be valid.

use std::path::Path;

use crate::diagnostic::Problem;
use crate::diagnostic::finding::Finding;
use crate::installation::{all_readers, listings};
use crate::load::Loaded;
use crate::store::own_readers::own_readers;
use crate::store::taken_away::{DroppedReader, TakenAway, taken_away};
use crate::store::{Store, StoreError};
use crate::subscriber::Output;
use crate::watch::set::Watchlists;
use crate::wording::counted;

/// So many readers may go at once, and in a large file one in [`SHARE`].
const FEW: usize = 3;

const SHARE: usize = 20;

/// Readers that are named.
const NAMED: usize = 5;

/// The readers and watchlists that would go, as problems of their files, where they are more than an edit takes away.
pub(super) fn losses(
    store: &Store,
    running: &Watchlists,
    loaded: &Loaded,
) -> Result<Vec<Finding>, StoreError> {
    let dropped = store.read(|connection| {
        let readers = all_readers(loaded, &own_readers(connection)?);
        taken_away(connection, &listings(&readers, &loaded.watchlists))
    })?;
    let mut findings = Vec::new();
    if are_many(dropped.readers.len(), dropped.listed) {
        findings.push(finding(&loaded.settings.subscribers, readers(&dropped)));
    }
    let before = running.ids().count();
    if before > 0 && loaded.watchlists.ids().next().is_none() {
        let message = format!(
            "{} would go, and nothing is watched any more",
            counted(before, "watchlist", "watchlists")
        );
        findings.push(finding(&loaded.settings.watchlists, message));
    }
    Ok(findings)
}

/// More than a few, or half of them.
fn are_many(gone: usize, listed: usize) -> bool {
    gone > FEW.max(listed / SHARE) || (gone > 1 && 2 * gone >= listed)
}

fn readers(TakenAway { readers, listed, .. }: &TakenAway) -> String {
    let named = readers.iter().take(NAMED).map(|DroppedReader { email, waiting, unsent }| {
        let unsent = if *unsent > 0 { format!(", {unsent} not sent") } else { String::new() };
        format!("{} ({waiting} waiting{unsent})", Output::shown(email))
    });
    let mut named: Vec<String> = named.collect();
    if readers.len() > NAMED {
        named.push(format!("and {} more", readers.len() - NAMED));
    }
    format!("{} of {listed} readers would get nothing more: {}", readers.len(), named.join(", "))
}

fn finding(path: &Path, message: String) -> Finding {
    let problem = Problem::error(0..0, "losses", message).help(
        "if the file is not half written, `wirewatch reload --force` takes it; what waits for whoever comes back within \
         30 days is kept",
    );
    Finding { path: path.display().to_string(), source: "".into(), problem }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_may_go_and_half_may_not() {
        for (gone, listed, many) in [
            (0, 0, false),
            (1, 1, false),
            (1, 2, false),
            (2, 2, true),
            (2, 4, true),
            (3, 40, false),
            (4, 40, true),
            (100, 2_000, false),
            (101, 2_000, true),
        ] {
            assert_eq!(are_many(gone, listed), many, "{gone} of {listed}");
        }
    }
}
