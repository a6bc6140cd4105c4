//! What the chores beside polling do: take new files, take out old texts, mend times that cannot be.

use jiff::Timestamp;

use crate::daemon::files::{Files, RefusedFiles};
use crate::daemon::station::Station;
use crate::diagnostic::finding::Finding;
use crate::reload::{Outcome, Reload};
use crate::schedule::due;
use crate::schedule::due::Intervals;
use crate::store::feeds::{StoredFeed, listed_feeds, save_state};
use crate::store::{StoreError, retention};

/// Takes a new set of files, or says that it is refused.
pub(super) fn take(
    station: &Station,
    files: &Reload,
    outcome: Outcome,
    now: Timestamp,
) -> Option<Box<Station>> {
    match outcome {
        Outcome::Unchanged | Outcome::Settling => None,
        Outcome::Loaded(loaded) => {
            let counts = loaded.counts;
            match station.reloaded(*loaded) {
                Ok(station) => {
                    tracing::info!(%counts, "files reloaded");
                    Some(Box::new(station))
                }
                Err(error) => {
                    tracing::error!(%error, "the new files could not be taken; the old ones go on");
                    None
                }
            }
        }
        Outcome::Refused => {
            let findings = files.report().refused.as_ref().map_or(&[][..], |refusal| &refusal.findings);
            let headlines: Vec<String> = findings.iter().map(Finding::headline).collect();
            let report: Vec<String> = findings.iter().map(Finding::render).collect();
            let report = report.join("\n");
            // Whole lines of the files hold addresses, which do not belong into a log.
            tracing::error!("the changed files are refused, the old ones go on:\n{}", headlines.join("\n"));
            let refused = RefusedFiles::new(findings, now);
            let noted = station.office.files_rejected(report, findings.len(), now).and_then(|()| {
                station.store.write_blocking(move |store| Files::refuse(store, refused.clone()))
            });
            if let Err(error) = noted {
                tracing::error!(%error, "the refusal could not be written down for the operators");
            }
            None
        }
    }
}

/// Takes out old texts, and looks once a day for languages in which a watchlist is silent.
pub(super) fn tidy(station: &Station, now: Timestamp) -> Result<usize, StoreError> {
    if let Err(error) = station.office.note_silent_languages(now) {
        tracing::error!(%error, "silent languages could not be looked for");
    }
    take_out(station, now)
}

/// Takes out texts that are older than the settings want to keep.
fn take_out(station: &Station, now: Timestamp) -> Result<usize, StoreError> {
    let keep =
        jiff::SignedDuration::try_from(station.settings.store.retention).unwrap_or(jiff::SignedDuration::MAX);
    let before = now.saturating_sub(keep).unwrap_or(Timestamp::MIN);
    station.store.write_blocking(move |connection| retention::take_out(connection, before))
}

/// Gives feeds new times whose stored ones lie in a future that cannot be: else a clock set back would stop polling.
pub(super) fn repair(station: &Station, now: Timestamp) -> Result<usize, StoreError> {
    let fetch = station.settings.fetch.clone();
    station.store.write_blocking(move |connection| {
        let mut repaired = 0;
        for StoredFeed { id, feed, mut state } in listed_feeds(connection)? {
            let intervals = Intervals {
                own: feed.every,
                every: fetch.every,
                min_every: fetch.min_every,
                max_every: fetch.max_every,
            };
            if let Some(due) = due::repaired(&state, &intervals, &feed.url, now) {
                state.next_due = Some(due);
                state.last_polled = state.last_polled.min(Some(now));
                save_state(connection, id, &state)?;
                repaired += 1;
            }
        }
        Ok(repaired)
    })
}
