//! The event loop of the service: one list of everything that can happen, and what follows from each.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::time::{Interval, MissedTickBehavior};
use tokio_util::sync::CancellationToken;

use crate::load::Loaded;
use crate::relay::{RelayLine, run_line};
use crate::reload::Reload;
use crate::schedule::Now;
use crate::store::delivery::DeliveryWay;
use crate::web;
use crate::web::{LoopHealth, Meters, Welcome};

use super::background::BackgroundTasks;
use super::control::{Call, Control};
use super::error::DaemonError;
use super::order::DaemonOrder;
use super::polls::{FinishedPoll, Polls};
use super::signpost::Signpost;
use super::supervisor;
use super::supervisor::Supervisor;
use super::task::TaskEnd;
use super::workers::Workers;

/// How often the loop goes round when nothing else happens.
const TICK: Duration = Duration::from_secs(1);

/// How long a mail past DATA is waited for when the service stops.
const LAST_MAIL: Duration = Duration::from_secs(30);

/// Everything that can happen.
enum DaemonEvent {
    /// A second has passed.
    Tick,
    /// A feed was polled.
    Polled(FinishedPoll),
    /// A chore has ended.
    TaskEnd(TaskEnd),
    /// Somebody asks for something through the control socket.
    Asked(Call),
    /// SIGHUP.
    Reload,
    /// SIGTERM or SIGINT.
    Stop,
}

struct Daemon {
    polls: Polls,
    tasks: BackgroundTasks,
    control: Control,
    meters: Meters,
    supervisor: Supervisor,
    stop: CancellationToken,
}

/// Runs the service until SIGTERM or SIGINT.
///
/// # Errors
///
/// When the database, the listener or the control socket cannot be opened. Later failures are logged, told and outlived.
pub(crate) async fn run(config: PathBuf, loaded: Loaded, now: Now) -> Result<(), DaemonError> {
    let stop = CancellationToken::new();
    let mut signals = Signals::new().map_err(DaemonError::Signals)?;
    let reload = Reload::new(config.clone(), &loaded);
    let counts = loaded.counts;
    let workers = Arc::new(Workers::open(loaded, now)?);
    let settings = &workers.installation.files.settings;
    let control = Control::open(&settings.store.database)?;
    // Without it commands look for the daemon at the database of the settings alone.
    let signpost = Signpost::put_up(&config, &settings.store.database);
    if let Err(error) = &signpost {
        tracing::warn!(%error, "commands will not find this daemon once `[store] database` is another");
    }
    let polls = Polls::new(&settings.fetch);
    let tasks = BackgroundTasks::new(Arc::clone(&workers), reload, stop.clone());
    if let Some(line) = RelayLine::of(tasks.running(), Arc::clone(&workers.taken)) {
        tokio::spawn(run_line(line, stop.clone()));
    }
    let health = LoopHealth::new(TICK);
    health.found(Vec::new());
    if let Some(web) = &settings.web {
        let listener = web::bind(web.listen).await?;
        let (running, changes) = (tasks.running(), tasks.own_changes());
        tokio::spawn(web::serve(listener, running, health.clone(), Welcome::SignIn, changes, stop.clone()));
    }
    let meters = Meters::new(&workers.installation.store);
    if let Some(metrics) = &settings.metrics {
        let (listener, page) = (web::bind(metrics.listen).await?, meters.clone());
        tokio::spawn(web::serve_metrics(listener, page, tasks.running(), health.clone(), stop.clone()));
    }
    let mut daemon = Daemon { polls, tasks, control, meters, supervisor: Supervisor::new(health), stop };
    supervisor::ready();
    tracing::info!(
        feeds = counts.feeds,
        watchlists = counts.watchlists,
        subscribers = counts.subscribers,
        "wirewatch runs"
    );
    daemon.go_round(&mut signals).await;
    daemon.leave(&mut signals).await;
    drop(signpost);
    Ok(())
}

impl Daemon {
    async fn go_round(&mut self, signals: &mut Signals) {
        let mut ticks = ticks();
        loop {
            let event = tokio::select! {
                biased;
                event = signals.next() => event,
                call = self.control.next() => DaemonEvent::Asked(call),
                done = self.tasks.next() => DaemonEvent::TaskEnd(done),
                finished = self.polls.next() => DaemonEvent::Polled(finished),
                _ = ticks.tick() => DaemonEvent::Tick,
            };
            match event {
                DaemonEvent::Tick => self.tick(),
                DaemonEvent::Polled(finished) => {
                    self.tasks.feed_polled(&finished);
                    if let Some((result, took)) = finished.outcome() {
                        self.meters.polled(result, took);
                    }
                    self.polls.note(finished);
                    self.polls.start_next(self.tasks.workers());
                }
                DaemonEvent::TaskEnd(done) => self.done(done),
                DaemonEvent::Asked(call) => self.asked(call),
                DaemonEvent::Reload => self.reload(None),
                DaemonEvent::Stop => return,
            }
        }
    }

    fn tick(&mut self) {
        let workers = Arc::clone(self.tasks.workers());
        self.supervisor.beat();
        self.polls.start_due(&workers);
        self.tasks.start_due();
    }

    fn asked(&mut self, call: Call) {
        match call.order.clone() {
            DaemonOrder::Reload { .. } => self.reload(Some(call)),
            DaemonOrder::Health => self.tasks.tell_health(call),
            DaemonOrder::Poll(choice) => self.polls.ask(call, &choice, self.tasks.workers()),
            DaemonOrder::Work(order) => self.tasks.work(call, order),
        }
    }

    fn reload(&mut self, call: Option<Call>) {
        supervisor::reloading();
        self.tasks.reload_now(call);
    }

    fn done(&self, done: TaskEnd) {
        match done {
            TaskEnd::Looked { reloading, problems } => {
                self.supervisor.files_refused(problems);
                if reloading {
                    supervisor::ready();
                }
            }
            TaskEnd::Checked { ailments, line } => self.supervisor.checked(ailments, line),
            TaskEnd::Delivered(delivery) => self.meters.delivered(DeliveryWay::Mail, &delivery),
            TaskEnd::Posted(delivery) => self.meters.delivered(DeliveryWay::Post, &delivery),
            TaskEnd::PagesSeen(seen) => self.meters.pages_seen(&seen),
            TaskEnd::Composed | TaskEnd::Answered | TaskEnd::Tidied => {}
        }
    }

    /// Starts nothing more, waits for a mail that is past DATA, and lets the store finish what it has begun.
    async fn leave(mut self, signals: &mut Signals) {
        supervisor::stopping();
        self.stop.cancel();
        self.polls.abandon();
        tokio::select! {
            () = self.tasks.finish() => {}
            () = tokio::time::sleep(LAST_MAIL) => tracing::warn!("a mail took too long; it is in doubt and sent again"),
            _ = signals.next() => tracing::warn!("told twice to stop: leaving at once"),
        }
        tracing::info!("wirewatch has stopped");
    }
}

fn ticks() -> Interval {
    let mut ticks = tokio::time::interval(TICK);
    // After a pause of the machine one round is enough.
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}

/// The signals that mean something to the service.
struct Signals {
    hup: Signal,
    term: Signal,
    int: Signal,
}

impl Signals {
    fn new() -> std::io::Result<Self> {
        Ok(Self {
            hup: signal(SignalKind::hangup())?,
            term: signal(SignalKind::terminate())?,
            int: signal(SignalKind::interrupt())?,
        })
    }

    async fn next(&mut self) -> DaemonEvent {
        tokio::select! {
            _ = self.hup.recv() => DaemonEvent::Reload,
            _ = self.term.recv() => DaemonEvent::Stop,
            _ = self.int.recv() => DaemonEvent::Stop,
        }
    }
}
