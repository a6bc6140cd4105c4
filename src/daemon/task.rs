//! How chores end: what each hands back, and what the loop hears of it.

use std::sync::Arc;

use crate::deliver::error::DeliverError;
use crate::deliver::send::Delivery;
use crate::installation::CaughtUp;
use crate::mail::transport::Transport;
use crate::pages::PageSummary;
use crate::reload::Reload;
use crate::store::StoreError;

use super::control::Call;
use super::health_check::CheckUp;
use super::workers::Workers;

/// A chore that has ended, as the loop needs to know it.
pub(super) enum TaskEnd {
    /// Digests were composed.
    Composed,
    /// The outbox was gone through, with these outcomes.
    Delivered(Delivery),
    /// What was due to an output was posted, with these outcomes.
    Posted(Delivery),
    /// Somebody has an answer.
    Answered,
    /// The files were looked at; `reloading` where somebody had asked for it or a new set was taken. `problems` keep the
    /// files on disk from being taken.
    Looked { reloading: bool, problems: usize },
    /// Old texts were taken out, times that cannot be were mended, or what was missed was matched.
    Tidied,
    /// The pages that were due were looked at.
    PagesSeen(PageSummary),
    /// It was looked at how all is: what is not well, a sentence each, and the state in a line, where it was counted.
    Checked { ailments: Vec<String>, line: Option<String> },
}

/// What a chore hands back.
pub(super) enum TaskResult {
    Composed(Result<Vec<i64>, DeliverError>),
    Delivered(Transport, Result<Delivery, DeliverError>),
    /// What was due to the output of this id was posted.
    Posted(String, Result<Delivery, DeliverError>),
    /// Somebody had asked for it and has the answer.
    Answered,
    Looked {
        files: Box<Reload>,
        taken: Option<Arc<Workers>>,
        refused: bool,
        asked: Vec<Option<Call>>,
    },
    PagesSeen(Result<PageSummary, StoreError>),
    /// What watchlists have missed that are back was matched.
    CaughtUp(Result<CaughtUp, StoreError>),
    /// Something is done that nothing follows from.
    Tidied,
    Checked(CheckUp),
}

/// What a run over the outbox did; of one that failed, nothing, which is logged.
pub(super) fn or_nothing(delivery: Result<Delivery, DeliverError>, what: &str) -> Delivery {
    delivery.unwrap_or_else(|error| {
        tracing::error!(%error, "{what} failed; it is tried again");
        Delivery::default()
    })
}
