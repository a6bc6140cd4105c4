//! The event loop of the service: one list of everything that can happen, and what follows from each.

mod chores;
pub(crate) mod control;
#[cfg(test)]
pub(crate) mod desk;
pub(crate) mod files;
mod polls;
pub(crate) mod station;
mod supervisor;
#[cfg(test)]
mod tests;
mod work;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::time::{Interval, MissedTickBehavior};
use tokio_util::sync::CancellationToken;

use crate::load::Loaded;
use crate::reload::Reload;
use crate::schedule::Now;
use crate::web;
use crate::web::{FrontPage, Health, WebError};

use chores::{Chores, Done};
use control::{Control, Request};
use polls::Polls;
use station::{Station, StationError};
use supervisor::Supervisor;

/// How often the loop goes round when nothing else happens.
const TICK: Duration = Duration::from_secs(1);

/// How long a mail past DATA is waited for when the service stops.
const LAST_MAIL: Duration = Duration::from_secs(30);

/// Everything that can happen.
enum Event {
    /// A second has passed.
    Tick,
    /// A feed was polled.
    Polled(polls::Finished),
    /// A chore has ended.
    Done(Done),
    /// Somebody asks for something through the control socket.
    Asked(Request),
    /// SIGHUP.
    Reload,
    /// SIGTERM or SIGINT.
    Stop,
}

/// Why the service cannot run.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DaemonError {
    /// The store or the HTTP client.
    #[error(transparent)]
    Station(#[from] StationError),
    /// The web face.
    #[error(transparent)]
    Web(#[from] WebError),
    /// The control socket.
    #[error("cannot open the control socket {}: {source}", .path.display())]
    Control {
        /// Where.
        path: PathBuf,
        /// The system's words.
        source: std::io::Error,
    },
    /// Signals.
    #[error("cannot listen for signals: {0}")]
    Signals(std::io::Error),
}

struct Daemon {
    polls: Polls,
    chores: Chores,
    control: Control,
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
    let reload = Reload::new(config, &loaded);
    let counts = loaded.counts;
    let web = loaded.settings.web.clone();
    let database = loaded.settings.store.database.clone();
    let station = Arc::new(Station::open(loaded, now)?);
    let control = Control::open(&database)?;
    let health = Health::new(TICK);
    if let Some(web) = web {
        let listener = web::bind(web.listen).await?;
        let served =
            web::serve(listener, Arc::clone(&station.store), health.clone(), FrontPage::Closed, stop.clone());
        tokio::spawn(async move {
            if let Err(error) = served.await {
                tracing::error!(%error, "the web face has stopped; polling and mail go on");
            }
        });
    }
    let mut daemon = Daemon {
        polls: Polls::new(&station.settings.fetch),
        chores: Chores::new(station, reload, stop.clone()),
        control,
        supervisor: Supervisor::new(health),
        stop,
    };
    supervisor::ready();
    tracing::info!(%counts, "wirewatch runs");
    daemon.go_round(&mut signals).await;
    daemon.leave(&mut signals).await;
    Ok(())
}

impl Daemon {
    async fn go_round(&mut self, signals: &mut Signals) {
        let mut ticks = ticks();
        loop {
            let event = tokio::select! {
                biased;
                event = signals.next() => event,
                request = self.control.next() => Event::Asked(request),
                done = self.chores.next() => Event::Done(done),
                finished = self.polls.next() => Event::Polled(finished),
                _ = ticks.tick() => Event::Tick,
            };
            match event {
                Event::Tick => self.tick(),
                Event::Polled(finished) => {
                    self.chores.feed_polled(&finished);
                    self.polls.note(&finished);
                    self.polls.start_next(self.chores.station());
                }
                Event::Done(done) => self.done(&done),
                Event::Asked(request) => self.reload(Some(request)),
                Event::Reload => self.reload(None),
                Event::Stop => return,
            }
        }
    }

    fn tick(&mut self) {
        let station = Arc::clone(self.chores.station());
        self.supervisor.beat(&station);
        self.polls.start_due(&station);
        self.chores.start_due();
    }

    fn reload(&mut self, request: Option<Request>) {
        supervisor::reloading();
        self.chores.reload_now(request);
    }

    fn done(&self, done: &Done) {
        match done {
            Done::Looked { reloading, problems } => {
                self.supervisor.files_refused(*problems);
                if *reloading {
                    supervisor::ready();
                }
            }
            Done::Composed | Done::Delivered | Done::Tidied => {}
        }
    }

    /// Starts nothing more, waits for a mail that is past DATA, and lets the store finish what it has begun.
    async fn leave(mut self, signals: &mut Signals) {
        supervisor::stopping();
        self.stop.cancel();
        self.polls.abandon();
        tokio::select! {
            () = self.chores.finish() => {}
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

    async fn next(&mut self) -> Event {
        tokio::select! {
            _ = self.hup.recv() => Event::Reload,
            _ = self.term.recv() => Event::Stop,
            _ = self.int.recv() => Event::Stop,
        }
    }
}
