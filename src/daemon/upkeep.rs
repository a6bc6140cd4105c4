//! What the chores beside polling do: take new files, take out old texts, mend times that cannot be.

use std::sync::Arc;

use jiff::Timestamp;

use super::control::Call;
use super::order::DaemonOrder;
use super::workers::Workers;
use crate::deliver::notices::{files_rejected, note_clock};
use crate::deliver::silence::note_silent_languages;
use crate::diagnostic::finding::Finding;
use crate::installation::{Files, Installation, RefusedFiles};
use crate::poll::repair_times;
use crate::reload::{Refusal, Reload, ReloadOutcome, Safeguards};
use crate::settings::Settings;
use crate::store::brought_back::BroughtBack;
use crate::store::{Store, StoreError, retention};

/// Looks at the files: at once and with what was asked for, where somebody asks.
pub(super) fn look(
    files: &mut Reload,
    store: &Store,
    asked: &[Option<Call>],
    now: Timestamp,
) -> ReloadOutcome {
    if asked.is_empty() {
        return files.look(store, now);
    }
    let mut orders = asked.iter().flatten().map(|call| &call.order);
    let forced = orders.any(|order| matches!(order, DaemonOrder::Reload { forced: true }));
    files.at_once(store, if forced { Safeguards::Waive } else { Safeguards::Keep }, now)
}

/// The same files, where readers have changed what they get.
pub(super) fn list_again(workers: &Workers, changed: bool) -> Option<Arc<Workers>> {
    if !changed {
        return None;
    }
    match workers.with_files(workers.installation.files.clone()) {
        Ok(workers) => Some(Arc::new(workers)),
        Err(error) => {
            tracing::error!(%error, "what readers have changed could not be taken yet");
            None
        }
    }
}

/// Takes a new set of files, or says that it is refused.
pub(super) fn take(
    workers: &Workers,
    files: &Reload,
    outcome: ReloadOutcome,
    now: Timestamp,
) -> Option<Arc<Workers>> {
    match outcome {
        ReloadOutcome::Unchanged | ReloadOutcome::Settling => None,
        ReloadOutcome::Loaded(loaded) => {
            let counts = loaded.counts;
            match workers.with_files(*loaded) {
                Ok(workers) => {
                    tracing::info!(
                        feeds = counts.feeds,
                        watchlists = counts.watchlists,
                        subscribers = counts.subscribers,
                        "files reloaded"
                    );
                    Some(Arc::new(workers))
                }
                Err(error) => {
                    tracing::error!(%error, "the new files could not be taken; the old ones go on");
                    None
                }
            }
        }
        ReloadOutcome::Refused => {
            let refused = files.report().refused.as_ref();
            let findings = refused.map_or(&[][..], |refusal| &refusal.findings);
            let report: Vec<String> = findings.iter().map(Finding::render).collect();
            let report = report.join("\n");
            // Whole lines of the files hold addresses, which do not belong into a log.
            let problems = refused.map_or(0, Refusal::errors);
            tracing::error!(problems, "the changed files are refused, the old ones go on");
            for finding in findings {
                if finding.is_error() {
                    tracing::error!("{}", finding.headline());
                } else {
                    tracing::warn!("{}", finding.headline());
                }
            }
            let refused = RefusedFiles::new(findings, now);
            let noted = note_refusal(&workers.installation.store, refused, report, now);
            if let Err(error) = noted {
                tracing::error!(%error, "the refusal could not be written down for the operators");
            }
            None
        }
    }
}

/// The settings that a running daemon cannot change, by their names in the file.
pub(super) fn later(started: &Settings, taken: &Settings) -> Vec<&'static str> {
    let listens = |settings: &Settings| settings.web.as_ref().map(|web| web.listen);
    let measured = |settings: &Settings| settings.metrics.as_ref().map(|metrics| metrics.listen);
    let changed = [
        ("[web] listen", listens(started) != listens(taken)),
        ("[metrics] listen", measured(started) != measured(taken)),
        ("[bus]", started.bus != taken.bus),
        ("[store] database", started.store.database != taken.store.database),
    ];
    changed.into_iter().filter_map(|(name, changed)| changed.then_some(name)).collect()
}

/// Says which settings wait for the next start, in the log and, through the store, in `status`. Does not wait for the
/// writer: the loop calls it.
pub(super) fn wait_for_restart(store: &Store, later: &[&str]) {
    tracing::warn!("changed settings that are taken at the next start only: {}", later.join(", "));
    let named: Vec<String> = later.iter().map(|name| (*name).to_owned()).collect();
    if let Err(error) = store.begin_write(move |connection| Files::wait_for_restart(connection, &named)) {
        tracing::warn!(%error, "which settings wait for a restart could not be written down");
    }
}

/// Writes the refusal down and tells the operators, once: who saves a file and asks for a reload has it judged twice.
fn note_refusal(
    store: &Store,
    refused: RefusedFiles,
    report: String,
    now: Timestamp,
) -> Result<(), StoreError> {
    let last = store.read(Files::last)?.and_then(|files| files.refused);
    if last.is_some_and(|last| last.problems == refused.problems) {
        return Ok(());
    }
    files_rejected(store, report, refused.problems.len(), now)?;
    store.write_blocking(move |connection| Files::refuse(connection, refused.clone()))
}

/// Takes out old texts, and looks once a day for languages in which a watchlist is silent.
pub(super) fn tidy(installation: &Installation, now: Timestamp) -> Result<usize, StoreError> {
    if let Err(error) = note_silent_languages(&installation.store, &installation.files.watchlists, now) {
        tracing::error!(%error, "silent languages could not be looked for");
    }
    take_out(installation, now)
}

/// Takes out what is older than the settings want to keep; "0" keeps all.
fn take_out(installation: &Installation, now: Timestamp) -> Result<usize, StoreError> {
    let keep = installation.files.settings.store.retention;
    if keep.is_zero() {
        return Ok(0);
    }
    let keep = jiff::SignedDuration::try_from(keep).unwrap_or(jiff::SignedDuration::MAX);
    installation.store.write_blocking(move |connection| retention::prune(connection, keep, now))
}

/// [`tidy`], with a line in the log.
pub(super) fn keep_tidy(installation: &Installation, now: Timestamp) {
    match tidy(installation, now) {
        Ok(0) => {}
        Ok(texts) => tracing::info!(texts, "texts older than the retention taken out"),
        Err(error) => tracing::error!(%error, "old texts could not be taken out"),
    }
}

/// Reads all that is stored; `/healthz` and `status` say what is damaged from then on.
pub(super) fn search_for_damage(store: &Store) {
    if let Err(error) = store.look_for_damage() {
        tracing::error!(%error, "all that is stored was read in search of damage");
    }
}

/// Gives feeds new times whose stored ones lie in a future that cannot be: else a clock set back would stop polling.
pub(super) fn repair(installation: &Installation, now: Timestamp) {
    let Installation { store, files, .. } = installation;
    match repair_times(store, &files.settings.fetch, now) {
        Ok(0) => {}
        Ok(feeds) => {
            let brought_back = BroughtBack { feeds, ..BroughtBack::default() };
            let told = store.write_blocking(move |connection| note_clock(connection, brought_back, now));
            told.unwrap_or_else(|error| tracing::error!(%error, "operators cannot be told of the clock"));
        }
        Err(error) => tracing::error!(%error, "times of feeds could not be mended"),
    }
}
