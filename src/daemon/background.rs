//! What runs beside polling, each at most once at a time: composing, sending, looking at the files, tidying.

use std::sync::Arc;
use std::time::Instant;

use jiff::Timestamp;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::carry_out::carry_out;
use super::clock_watch::ClockWatch;
use super::composing::Composing;
use super::control::Call;
use super::health_check::{HealthCheck, check_up};
use super::order::{OrderAnswer, WorkOrder};
use super::output_posts::OutputPosts;
use super::page_looks::PageLooks;
use super::polls::FinishedPoll;
use super::returned_watchlists::ReturnedWatchlists;
use super::task::{TaskEnd, TaskResult, or_nothing};
use super::upkeep::{keep_tidy, later, list_again, look, repair, search_for_damage, take, wait_for_restart};
use super::workers::Workers;
use crate::installation::Installation;
use crate::mail::transport::Transport;
use crate::reload::{LOOK_EVERY, Refusal, Reload, ReloadOutcome};
use crate::settings::Settings;
use crate::web::OwnChanges;

/// The chores, what they work with, and which are at work.
pub(super) struct BackgroundTasks {
    workers: Arc<Workers>,
    /// Where everybody else finds what runs.
    running: watch::Sender<Arc<Installation>>,
    /// What readers change on the web face.
    changes: OwnChanges,
    /// What the daemon was started with: its listener and its database stay.
    started: Box<Settings>,
    stop: CancellationToken,
    /// Away while a chore has it.
    files: Option<Reload>,
    looked: Instant,
    asked: Vec<Option<Call>>,
    transport: Option<Transport>,
    /// Who wants mails to be sent now, when the transport is back.
    deliveries: Vec<(Call, WorkOrder)>,
    posts: OutputPosts,
    composing: Composing,
    pages: PageLooks,
    returned: ReturnedWatchlists,
    news: bool,
    tidied: Option<Timestamp>,
    clock: ClockWatch,
    health: HealthCheck,
    tasks: JoinSet<TaskResult>,
}

impl BackgroundTasks {
    pub(super) fn new(workers: Arc<Workers>, files: Reload, stop: CancellationToken) -> Self {
        let transport = Some(workers.transport());
        let health = HealthCheck::new(workers.now());
        let running = watch::Sender::new(Arc::clone(&workers.installation));
        Self {
            started: Box::new(workers.installation.files.settings.clone()),
            workers,
            running,
            changes: OwnChanges::default(),
            stop,
            files: Some(files),
            looked: Instant::now(),
            asked: Vec::new(),
            transport,
            deliveries: Vec::new(),
            posts: OutputPosts::default(),
            composing: Composing::default(),
            pages: PageLooks::default(),
            returned: ReturnedWatchlists::new(),
            // What was due while nothing ran is composed in the first round.
            news: true,
            tidied: None,
            clock: ClockWatch::default(),
            health,
            tasks: JoinSet::new(),
        }
    }

    pub(super) fn workers(&self) -> &Arc<Workers> {
        &self.workers
    }

    /// What runs, now and after every reload.
    pub(super) fn running(&self) -> watch::Receiver<Arc<Installation>> {
        self.running.subscribe()
    }

    /// Where the web face notes that readers have changed what they get.
    pub(super) fn own_changes(&self) -> OwnChanges {
        self.changes.clone()
    }

    /// Something may have to be told.
    pub(super) fn feed_polled(&mut self, finished: &FinishedPoll) {
        self.news |= finished.brought_news();
        if finished.is_stored() {
            self.health.polled(self.workers.now());
        }
    }

    /// Tells how all is.
    pub(super) fn tell_health(&self, call: Call) {
        call.answer(&OrderAnswer::Health(self.health.health().clone()));
    }

    /// Loads the files at the next round; who has called is answered with what came of it.
    pub(super) fn reload_now(&mut self, call: Option<Call>) {
        self.asked.push(call);
        self.start_looking();
    }

    /// Does what somebody wants, and answers.
    pub(super) fn work(&mut self, call: Call, order: WorkOrder) {
        if matches!(order, WorkOrder::Deliver { .. }) {
            self.deliveries.push((call, order));
            return self.start_sending(self.workers.now());
        }
        let (workers, stop) = (Arc::clone(&self.workers), self.stop.clone());
        self.tasks.spawn_blocking(move || {
            let mut transport = workers.transport();
            call.answer_done(carry_out(&workers, &order, &mut transport, &stop));
            TaskResult::Answered
        });
    }

    /// Starts every chore that is due and not at work.
    pub(super) fn start_due(&mut self) {
        let now = self.workers.now();
        self.news |= self.workers.take_news();
        if let Some(pass) = self.pages.due(&self.workers, &self.stop) {
            self.tasks.spawn(async move { TaskResult::PagesSeen(pass.await) });
        }
        if self.composing.start(&self.workers, self.news, now, &mut self.tasks) {
            self.news = false;
        }
        if self.changes.is_noted() || self.looked.elapsed() >= LOOK_EVERY || !self.asked.is_empty() {
            self.start_looking();
        }
        self.start_sending(now);
        self.posts.start(&self.workers, &self.stop, now, &mut self.tasks);
        self.returned.start(&self.workers, &mut self.tasks);
        self.start_checking(now);
        if self.clock.was_set(now) {
            self.chore(move |installation| repair(installation, now));
        }
        if self.tidied.is_none_or(|last| now.duration_since(last).as_hours().abs() >= 1) {
            self.tidied = Some(now);
            self.chore(move |installation| keep_tidy(installation, now));
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

    fn start_sending(&mut self, now: Timestamp) {
        if self.transport.is_none() {
            return;
        }
        let due = self.workers.next_mail_due();
        if self.deliveries.is_empty() && due.is_none_or(|due| due > now) {
            return;
        }
        let Some(mut transport) = self.transport.take() else { return };
        let (workers, stop) = (Arc::clone(&self.workers), self.stop.clone());
        let asked = std::mem::take(&mut self.deliveries);
        self.tasks.spawn_blocking(move || {
            for (call, order) in asked {
                call.answer_done(carry_out(&workers, &order, &mut transport, &stop));
            }
            let delivery = workers.send_due(&mut transport, &stop);
            TaskResult::Delivered(transport, delivery)
        });
    }

    fn start_checking(&mut self, now: Timestamp) {
        if let Some(pulse) = self.health.due() {
            let installation = Arc::clone(&self.workers.installation);
            self.tasks.spawn_blocking(move || TaskResult::Checked(check_up(&installation, pulse, now)));
        }
        if self.health.search_due(now) {
            self.chore(|installation| search_for_damage(&installation.store));
        }
    }

    /// Has something done that nothing follows from.
    fn chore(&mut self, work: impl FnOnce(&Installation) + Send + 'static) {
        let installation = Arc::clone(&self.workers.installation);
        self.tasks.spawn_blocking(move || {
            work(&installation);
            TaskResult::Tidied
        });
    }

    fn start_looking(&mut self) {
        let Some(mut files) = self.files.take() else { return };
        self.looked = Instant::now();
        let asked = std::mem::take(&mut self.asked);
        let changed = self.changes.take();
        let workers = Arc::clone(&self.workers);
        self.tasks.spawn_blocking(move || {
            let (now, store) = (workers.now(), &workers.installation.store);
            let outcome = look(&mut files, store, &asked, now);
            let refused = matches!(outcome, ReloadOutcome::Refused);
            let taken = take(&workers, &files, outcome, now).or_else(|| list_again(&workers, changed));
            TaskResult::Looked { files: Box::new(files), taken, refused, asked }
        });
    }

    fn settle(&mut self, ended: TaskResult) -> TaskEnd {
        match ended {
            TaskResult::Composed(composed) => {
                if self.composing.note(composed) {
                    self.health.composed(self.workers.now());
                }
                TaskEnd::Composed
            }
            TaskResult::Delivered(transport, delivery) => {
                self.transport.get_or_insert(transport);
                TaskEnd::Delivered(or_nothing(delivery, "sending"))
            }
            TaskResult::Posted(output, posted) => TaskEnd::Posted(self.posts.note(&output, posted)),
            TaskResult::Answered => TaskEnd::Answered,
            TaskResult::Looked { files, taken, refused, asked } => {
                self.news |= refused; // the operators hear of it at once
                self.looked_at(*files, taken, asked)
            }
            TaskResult::Checked(found) => {
                let ailments = self.health.note(&found);
                TaskEnd::Checked { ailments, line: found.line }
            }
            TaskResult::PagesSeen(seen) => TaskEnd::PagesSeen(self.pages.note(seen)),
            TaskResult::CaughtUp(caught_up) => {
                self.news |= self.returned.note(caught_up);
                TaskEnd::Tidied
            }
            TaskResult::Tidied => TaskEnd::Tidied,
        }
    }

    fn looked_at(&mut self, files: Reload, taken: Option<Arc<Workers>>, asked: Vec<Option<Call>>) -> TaskEnd {
        let reloading = taken.is_some() || !asked.is_empty();
        let settings = taken.as_ref().unwrap_or(&self.workers).installation.files.settings.clone();
        let later = later(&self.started, &settings);
        if taken.is_some() && !later.is_empty() {
            wait_for_restart(&self.workers.installation.store, &later);
        }
        for call in asked.into_iter().flatten() {
            call.answer(&OrderAnswer::reloaded(files.report(), &later));
        }
        let problems = files.report().refused.as_ref().map_or(0, Refusal::errors);
        self.files = Some(files);
        if let Some(workers) = taken {
            self.transport = Some(workers.transport());
            let former = self.running.send_replace(Arc::clone(&workers.installation));
            self.returned.files_changed(&former);
            self.workers = workers;
            self.pages.stop();
            self.composing.files_changed();
        }
        TaskEnd::Looked { reloading, problems }
    }

    fn recover(&mut self) {
        tracing::error!("a chore failed inside wirewatch; it is started again");
        self.composing.ended();
        self.posts.ended();
        self.health.ended();
        self.pages.ended();
        self.returned.failed();
        self.transport.get_or_insert_with(|| self.workers.transport());
    }
}
