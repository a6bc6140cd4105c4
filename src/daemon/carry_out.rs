//! Carries out an order on an installation that is open for writing, by the daemon or by a command where none runs.

use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::order::{OrderAnswer, PollChoice, WorkOrder};
use super::workers::Workers;
use crate::deliver::api_token::make_api_token;
use crate::deliver::bounce::{BounceFate, take_bounce};
use crate::deliver::error::DeliverError;
use crate::deliver::secret::InstallationSecret;
use crate::deliver::send::Delivery;
use crate::mail::bounce::Bounce;
use crate::mail::transport::Transport;
use crate::pages::{DuePages, PageSummary};
use crate::poll::{PolledFeed, pass, repair_times};
use crate::schedule::Now;
use crate::store::brought_back::open_windows;
use crate::store::feeds::{Waiting, all_waiting, due_feeds, waiting_at};
use crate::store::parked::{drop_mail, flush_mails, restore_subscriber, retry_mail};
use crate::store::{Connection, StoreError};
use crate::subscriber::Subscriber;

/// What is said where a machine of several is asked for what another one does.
const POLLERS_POLL: &str = "this machine takes from the bus: those with role = \"poll\" ask feeds";
const DESKS_MAIL: &str = "this machine polls for others: those with role = \"desk\" compose and mail";

/// The feeds that are meant; in words where there is no such feed.
pub(super) fn chosen_feeds(
    workers: &Workers,
    choice: &PollChoice,
) -> Result<Result<Vec<Waiting>, String>, StoreError> {
    if !workers.polls() {
        return Ok(Err(POLLERS_POLL.to_owned()));
    }
    let now = workers.now();
    repair_times(&workers.installation.store, &workers.installation.files.settings.fetch, now)?;
    workers.installation.store.read(|connection| {
        Ok(Ok(match choice {
            PollChoice::Due => due_feeds(connection, now)?,
            PollChoice::All => all_waiting(connection)?,
            PollChoice::Feed(url) => match waiting_at(connection, url)? {
                Some(feed) => vec![feed],
                None => return Ok(Err(no_such_feed(url))),
            },
        }))
    })
}

fn no_such_feed(url: &str) -> String {
    format!("no feed {url} is listed: `wirewatch feeds list` names them all")
}

/// Polls the feeds that are meant, telling `observe` how many there are, then of each.
///
/// # Errors
///
/// When the store fails.
pub(crate) async fn poll(
    workers: &Workers,
    choice: &PollChoice,
    begin: impl FnOnce(usize),
    mut observe: impl FnMut(&PolledFeed),
) -> Result<OrderAnswer, StoreError> {
    let chosen = match chosen_feeds(workers, choice)? {
        Ok(chosen) => chosen,
        Err(words) => return Ok(OrderAnswer::Impossible(words)),
    };
    begin(chosen.len());
    let mut feeds = Vec::new();
    let see = |feed: &PolledFeed| {
        observe(feed);
        feeds.push(feed.clone());
    };
    let (began, stop) = (Instant::now(), CancellationToken::new());
    let mut summary = pass(&workers.poller, chosen, &stop, see).await?;
    if !matches!(choice, PollChoice::Feed(_)) {
        let which = if *choice == PollChoice::All { DuePages::All } else { DuePages::Now };
        let pages = look_at_pages(workers, which).await?;
        summary.edited += pages.edited;
        summary.matches += pages.matches;
        (summary.pages, summary.pages_failed) = (pages.pages, pages.failed);
        summary.withdrawn += pages.withdrawn;
        summary.elapsed_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    }
    Ok(OrderAnswer::Polled { summary, feeds })
}

/// A pass over pages goes on at least so long, and as long as entries wait for their pages: at a request every five seconds
/// to one site all that is due may take an hour, and what is left is due at the next pass.
const LEAST_PATIENCE: Duration = Duration::from_mins(1);

async fn look_at_pages(workers: &Workers, which: DuePages) -> Result<PageSummary, StoreError> {
    let stop = CancellationToken::new();
    let mut looks = pin!(workers.pages.run(which, &stop));
    let patience = workers.installation.files.settings.fetch.pages.wait.max(LEAST_PATIENCE);
    tokio::select! {
        brought = &mut looks => return brought,
        () = sleep(patience) => stop.cancel(),
    }
    tracing::warn!(
        "pages are due still: this pass has looked at them for {} s, the next goes on",
        patience.as_secs()
    );
    looks.await
}

/// Does work on what is stored. It blocks.
///
/// # Errors
///
/// When the store fails.
pub(crate) fn carry_out(
    workers: &Workers,
    order: &WorkOrder,
    transport: &mut Transport,
    stop: &CancellationToken,
) -> Result<OrderAnswer, DeliverError> {
    match order {
        WorkOrder::Compose { .. } | WorkOrder::Deliver { .. } if !workers.mails() => {
            Ok(OrderAnswer::Impossible(DESKS_MAIL.to_owned()))
        }
        WorkOrder::Compose { subscriber, now } => {
            let only = match subscriber
                .as_deref()
                .map(|email| listed(&workers.installation.readers, email))
                .transpose()
            {
                Ok(only) => only,
                Err(words) => return Ok(OrderAnswer::Impossible(words)),
            };
            let clock = workers.now();
            let now = now.unwrap_or(clock);
            // A clock that was ahead once has closed windows until then; a time in the past has closed none.
            let latest = now.max(clock);
            let readers = write(workers, move |connection| open_windows(connection, latest))?;
            if readers > 0 {
                tracing::warn!(
                    readers,
                    "digest windows were closed by a clock that was ahead; they are open again"
                );
            }
            workers.compose_due(only, now).map(|mails| OrderAnswer::Composed(mails.len()))
        }
        WorkOrder::Retry(id) => {
            let (id, now) = (*id, workers.now());
            let found = write(workers, move |connection| retry_mail(connection, id, now))?;
            Ok(changed(found, || no_such_mail(id)))
        }
        WorkOrder::Drop(id) => {
            let (id, now) = (*id, workers.now());
            let found = write(workers, move |connection| drop_mail(connection, id, now))?;
            Ok(changed(found, || no_such_mail(id)))
        }
        WorkOrder::Flush => {
            let now = workers.now();
            Ok(OrderAnswer::Changed(write(workers, move |connection| flush_mails(connection, now))?))
        }
        WorkOrder::Restore(email) => {
            let (restored, now) = (email.clone(), workers.now());
            let found = write(workers, move |connection| restore_subscriber(connection, &restored, now))?;
            Ok(changed(found, || {
                format!("{email} has not left or paused and was not refused: `wirewatch subscribers list`")
            }))
        }
        WorkOrder::Token(email) => make_token(workers, email),
        WorkOrder::Bounce(bounce) => take_report(workers, bounce.clone()),
        WorkOrder::Deliver { now } => {
            let clock: Now = match *now {
                Some(now) => Arc::new(move || now),
                None => workers.installation.clock(),
            };
            let delivery = deliver(workers, transport, &clock, stop)?;
            // What was refused is told to the operators with the next mails, whoever sends those.
            if delivery.refused > 0 {
                workers.composer.tell_operators(&workers.installation.store, clock())?;
            }
            Ok(OrderAnswer::Delivered(delivery))
        }
    }
}

/// Sends mails, and posts to outputs beside it: neither waits for the other's servers. For a thread that may wait, inside
/// a runtime.
fn deliver(
    workers: &Workers,
    transport: &mut Transport,
    clock: &Now,
    stop: &CancellationToken,
) -> Result<Delivery, DeliverError> {
    let runtime = Handle::current();
    let (outputs, now, ending) = (workers.outputs.clone(), Arc::clone(clock), stop.clone());
    let posts = runtime.spawn(async move { outputs.send_due(&now, &ending).await });
    let mails = workers.sender.send_due(transport, clock, stop);
    let posts = runtime.block_on(posts).unwrap_or_else(|_| {
        tracing::error!("posting failed inside wirewatch; it is tried again");
        Ok(Delivery::default())
    });
    let mut delivery = mails?;
    delivery.add(posts?);
    Ok(delivery)
}

/// Gives a reader a token for programs.
fn make_token(workers: &Workers, email: &str) -> Result<OrderAnswer, DeliverError> {
    let token = make_api_token(&workers.installation.store, email, workers.now())?;
    let unknown = || OrderAnswer::Impossible(format!("no reader {email} is listed, or it has left"));
    Ok(token.map_or_else(unknown, OrderAnswer::Token))
}

/// Takes the report of a mail that came back, and tells operators what follows from it.
fn take_report(workers: &Workers, bounce: Bounce) -> Result<OrderAnswer, DeliverError> {
    let store = &workers.installation.store;
    let (secret, now) = (InstallationSecret::of(store)?, workers.now());
    let fate = write(workers, move |connection| take_bounce(connection, &secret, &bounce, now))?;
    workers.composer.tell_operators(store, now)?;
    Ok(OrderAnswer::Bounced(bounced(fate).to_owned()))
}

fn bounced(fate: BounceFate) -> &'static str {
    match fate {
        BounceFate::Unknown => "it is of no mail that was sent from here, or is known",
        BounceFate::Passing => "the mail may still arrive",
        BounceFate::Refused => "the mail counts as refused",
        BounceFate::Suppressed => "the mail counts as refused, and its reader gets nothing more",
    }
}

fn write<T: Send + 'static>(
    workers: &Workers,
    work: impl Fn(&Connection) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    workers.installation.store.write_blocking(work)
}

fn changed(found: bool, otherwise: impl FnOnce() -> String) -> OrderAnswer {
    if found { OrderAnswer::Changed(1) } else { OrderAnswer::Impossible(otherwise()) }
}

fn no_such_mail(id: i64) -> String {
    format!("no mail {id} waits or was given up: `wirewatch outbox list` names them all")
}

/// The address as it is listed, however its letters are written; in words where it is not.
pub(crate) fn listed<'a>(subscribers: &'a [Subscriber], email: &str) -> Result<&'a str, String> {
    let found = subscribers.iter().find(|subscriber| subscriber.email.eq_ignore_ascii_case(email));
    let found = found.map(|subscriber| subscriber.email.as_str());
    found.ok_or_else(|| format!("no subscriber {email} is listed in the subscribers file"))
}
