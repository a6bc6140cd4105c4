//! What runs beside polling, each at most once at a time: composing, sending, looking at the files, tidying.

use std::sync::Arc;
use std::time::Instant;

use jiff::Timestamp;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::daemon::control::ReloadRequest;
use crate::daemon::installation::Installation;
use crate::daemon::polls::FinishedPoll;
use crate::daemon::upkeep::{repair, take, tidy};
use crate::deliver::send::Delivery;
use crate::mail::transport::Transport;
use crate::reload::{Floods, LOOK_EVERY, Refusal, Reload, ReloadOutcome};
use crate::store::StoreError;
use crate::store::outbox::next_mail_due;

/// A chore that has ended, as the loop needs to know it.
pub(super) enum TaskEnd {
    /// Digests were composed.
    Composed,
    /// The outbox was gone through.
    Delivered,
    /// The files were looked at; `reloading` where somebody had asked for it or a new set was taken. `problems` keep the
    /// files on disk from being taken.
    Looked { reloading: bool, problems: usize },
    /// Old texts were taken out, or times that cannot be were mended.
    Tidied,
}

/// The chores, what they work with, and which are at work.
pub(super) struct BackgroundTasks {
    installation: Arc<Installation>,
    stop: CancellationToken,
    /// Away while a chore has it.
    files: Option<Reload>,
    looked: Instant,
    asked: Vec<Option<ReloadRequest>>,
    transport: Option<Transport>,
    composing: bool,
    news: bool,
    next_compose: Option<Timestamp>,
    tidied: Option<Timestamp>,
    /// The last round on both clocks: where they disagree, the wall clock was set.
    round: Option<(Instant, Timestamp)>,
    tasks: JoinSet<TaskResult>,
}

/// What a chore hands back.
enum TaskResult {
    Composed(Result<usize, StoreError>),
    Delivered(Transport, Result<Delivery, StoreError>),
    Looked {
        files: Box<Reload>,
        taken: Option<Box<Installation>>,
        refused: bool,
        asked: Vec<Option<ReloadRequest>>,
    },
    Tidied(Result<usize, StoreError>),
    Repaired(Result<usize, StoreError>),
}

impl BackgroundTasks {
    pub(super) fn new(installation: Arc<Installation>, files: Reload, stop: CancellationToken) -> Self {
        let transport = Some(installation.transport());
        Self {
            installation,
            stop,
            files: Some(files),
            looked: Instant::now(),
            asked: Vec::new(),
            transport,
            composing: false,
            // What was due while nothing ran is composed in the first round.
            news: true,
            next_compose: None,
            tidied: None,
            round: None,
            tasks: JoinSet::new(),
        }
    }

    pub(super) fn installation(&self) -> &Arc<Installation> {
        &self.installation
    }

    /// Something may have to be told.
    pub(super) fn feed_polled(&mut self, finished: &FinishedPoll) {
        self.news |= finished.brought_news();
    }

    /// Loads the files at the next round; the request is answered with what came of it.
    pub(super) fn reload_now(&mut self, request: Option<ReloadRequest>) {
        self.asked.push(request);
        self.start_looking();
    }

    /// Starts every chore that is due and not at work.
    pub(super) fn start_due(&mut self) {
        let now = self.installation.now();
        if !self.composing && (self.news || self.next_compose.is_none_or(|due| due <= now)) {
            self.start_composing(now);
        }
        if self.looked.elapsed() >= LOOK_EVERY || !self.asked.is_empty() {
            self.start_looking();
        }
        self.start_sending(now);
        if self.clock_was_set(now) {
            let installation = Arc::clone(&self.installation);
            self.tasks.spawn_blocking(move || TaskResult::Repaired(repair(&installation, now)));
        }
        if self.tidied.is_none_or(|last| now.duration_since(last).as_hours().abs() >= 1) {
            self.tidied = Some(now);
            let installation = Arc::clone(&self.installation);
            self.tasks.spawn_blocking(move || TaskResult::Tidied(tidy(&installation, now)));
        }
    }

    /// The next chore that ends; waits for ever where none is at work.
    pub(super) async fn next(&mut self) -> TaskEnd {
        loop {
            match self.tasks.join_next().await {
                None => std::future::pending().await,
                Some(Ok(ended)) => return self.settle(ended),
                // A panic in a chore is logged by the runtime; what it held is made anew.
                Some(Err(_panicked)) => self.recover(),
            }
        }
    }

    /// Waits until a mail that is being sent has its answer.
    pub(super) async fn finish(&mut self) {
        while self.tasks.join_next().await.is_some() {}
    }

    /// Whether the wall clock has moved by more than a minute beside the monotonic one; in the first round it may
    /// have been set while nothing ran.
    fn clock_was_set(&mut self, now: Timestamp) -> bool {
        let Some((instant, wall)) = self.round.replace((Instant::now(), now)) else { return true };
        let passed = jiff::SignedDuration::try_from(instant.elapsed()).unwrap_or(jiff::SignedDuration::MAX);
        (now.duration_since(wall) - passed).abs() > jiff::SignedDuration::from_mins(1)
    }

    fn start_composing(&mut self, now: Timestamp) {
        (self.composing, self.news) = (true, false);
        // A minute at most, so that the end of quiet hours and a health event are not waited for any longer.
        let minute = now.saturating_add(jiff::SignedDuration::from_mins(1)).unwrap_or(Timestamp::MAX);
        self.next_compose =
            self.installation.composer.next_due(now).map(|due| due.min(minute)).or(Some(minute));
        let installation = Arc::clone(&self.installation);
        self.tasks.spawn_blocking(move || {
            TaskResult::Composed(installation.composer.compose_due(None, now, |_| ()))
        });
    }

    fn start_sending(&mut self, now: Timestamp) {
        if self.transport.is_none() {
            return;
        }
        let due = self.installation.store.read(next_mail_due).ok().flatten();
        if due.is_none_or(|due| due > now) {
            return;
        }
        let Some(mut transport) = self.transport.take() else { return };
        let (installation, stop) = (Arc::clone(&self.installation), self.stop.clone());
        self.tasks.spawn_blocking(move || {
            let delivery = installation.sender.send_due(&mut transport, &installation.clock(), &stop);
            TaskResult::Delivered(transport, delivery)
        });
    }

    fn start_looking(&mut self) {
        let Some(mut files) = self.files.take() else { return };
        self.looked = Instant::now();
        let asked = std::mem::take(&mut self.asked);
        let installation = Arc::clone(&self.installation);
        self.tasks.spawn_blocking(move || {
            let now = installation.now();
            let outcome = match &*asked {
                [] => files.look(&installation.store, now),
                asked => {
                    let forced = asked.iter().flatten().any(ReloadRequest::is_forced);
                    let floods = if forced { Floods::Take } else { Floods::Refuse };
                    files.at_once(&installation.store, floods, now)
                }
            };
            let refused = matches!(outcome, ReloadOutcome::Refused);
            let taken = take(&installation, &files, outcome, now);
            TaskResult::Looked { files: Box::new(files), taken, refused, asked }
        });
    }

    fn settle(&mut self, ended: TaskResult) -> TaskEnd {
        match ended {
            TaskResult::Composed(composed) => {
                self.composing = false;
                match composed {
                    Ok(0) => {}
                    Ok(mails) => tracing::info!(mails, "digests composed"),
                    Err(error) => tracing::error!(%error, "composing failed; it is tried again in a minute"),
                }
                TaskEnd::Composed
            }
            TaskResult::Delivered(transport, delivery) => {
                self.transport.get_or_insert(transport);
                if let Err(error) = delivery {
                    tracing::error!(%error, "sending failed; it is tried again");
                }
                TaskEnd::Delivered
            }
            TaskResult::Looked { files, taken, refused, asked } => {
                // The operators hear of it at once.
                self.news |= refused;
                let reloading = taken.is_some() || !asked.is_empty();
                for request in asked.into_iter().flatten() {
                    request.answer(files.report());
                }
                let problems = files.report().refused.as_ref().map_or(0, Refusal::errors);
                self.files = Some(*files);
                if let Some(installation) = taken {
                    self.transport = Some(installation.transport());
                    self.installation = Arc::from(installation);
                    self.next_compose = None;
                }
                TaskEnd::Looked { reloading, problems }
            }
            TaskResult::Repaired(repaired) => {
                match repaired {
                    Ok(0) => {}
                    Ok(feeds) => tracing::warn!(feeds, "the clock was set: feeds have new times"),
                    Err(error) => tracing::error!(%error, "times of feeds could not be mended"),
                }
                TaskEnd::Tidied
            }
            TaskResult::Tidied(taken) => {
                match taken {
                    Ok(0) => {}
                    Ok(texts) => tracing::info!(texts, "texts older than the retention taken out"),
                    Err(error) => tracing::error!(%error, "old texts could not be taken out"),
                }
                TaskEnd::Tidied
            }
        }
    }

    fn recover(&mut self) {
        tracing::error!("a chore failed inside wirewatch; it is started again");
        self.composing = false;
        self.transport.get_or_insert_with(|| self.installation.transport());
    }
}
