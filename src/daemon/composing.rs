//! When digests are composed: as something may have to be told, and as their times come.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinSet;

use super::task::TaskResult;
use super::workers::Workers;
use crate::deliver::error::DeliverError;

/// Whether digests are being composed, and when they are next.
#[derive(Debug, Default)]
pub(super) struct Composing {
    is_under_way: bool,
    next: Option<Timestamp>,
}

impl Composing {
    /// Composes what is due, where `news` may have to be told or a time has come. Answers whether it does.
    pub(super) fn start(
        &mut self,
        workers: &Arc<Workers>,
        news: bool,
        now: Timestamp,
        tasks: &mut JoinSet<TaskResult>,
    ) -> bool {
        if self.is_under_way || !(news || self.next.is_none_or(|due| due <= now)) {
            return false;
        }
        self.is_under_way = true;
        // A minute at most, so that the end of quiet hours and a health event are not waited for any longer.
        let minute = now.saturating_add(SignedDuration::from_mins(1)).unwrap_or(Timestamp::MAX);
        self.next = workers.composer.next_due(now).map(|due| due.min(minute)).or(Some(minute));
        let workers = Arc::clone(workers);
        tasks.spawn_blocking(move || TaskResult::Composed(workers.compose_due(None, now)));
        true
    }

    /// Other times may hold.
    pub(super) fn files_changed(&mut self) {
        self.next = None;
    }

    /// Nothing is being composed any more.
    pub(super) fn ended(&mut self) {
        self.is_under_way = false;
    }

    /// Logs what was composed; answers whether it went well.
    pub(super) fn note(&mut self, composed: Result<Vec<i64>, DeliverError>) -> bool {
        self.ended();
        match composed {
            Ok(mails) if mails.is_empty() => true,
            Ok(mails) => {
                tracing::info!(mails = mails.len(), "digests composed");
                true
            }
            Err(error) => {
                tracing::error!(%error, "composing failed; it is tried again in a minute");
                false
            }
        }
    }
}
