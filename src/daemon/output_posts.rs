//! Which outputs are being posted to, each in a task of its own: one that does not answer holds up nobody.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::task::{TaskResult, or_nothing};
use super::workers::Workers;
use crate::deliver::error::DeliverError;
use crate::deliver::send::Delivery;

/// The outputs to which something is being posted, by their ids.
#[derive(Default)]
pub(super) struct OutputPosts(BTreeSet<String>);

impl OutputPosts {
    /// Begins to post what is due to every output to which nothing is being posted.
    pub(super) fn start(
        &mut self,
        workers: &Arc<Workers>,
        stop: &CancellationToken,
        now: Timestamp,
        tasks: &mut JoinSet<TaskResult>,
    ) {
        if !workers.mails() {
            return;
        }
        for output in workers.outputs.due(now).unwrap_or_default() {
            if !self.0.insert(output.clone()) {
                continue;
            }
            let (workers, stop) = (Arc::clone(workers), stop.clone());
            tasks.spawn(async move {
                let posted = workers.outputs.send_to(&output, &workers.installation.clock(), &stop).await;
                TaskResult::Posted(output, posted)
            });
        }
    }

    /// Takes what came of one output.
    pub(super) fn note(&mut self, output: &str, posted: Result<Delivery, DeliverError>) -> Delivery {
        self.0.remove(output);
        or_nothing(posted, "posting")
    }

    /// Some of them have ended without a word.
    pub(super) fn ended(&mut self) {
        self.0.clear();
    }
}
