//! Has an order carried out by the daemon that runs, or by this process where none does.

use std::io;
use std::path::Path;

use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use super::common::{Common, Exit};
use super::installation::{Refused, settings_file, workers, workers_at};
use crate::daemon::carry_out::{carry_out, poll};
use crate::daemon::control::ask;
use crate::daemon::order::{DaemonOrder, OrderAnswer, PollChoice, WorkOrder};
use crate::daemon::signpost::database_of;
use crate::load::settings_alone;
use crate::poll::PolledFeed;
use crate::store::StoreError;

/// Asks the running daemon; `None` where none runs.
pub(super) fn asked(common: &Common, order: &DaemonOrder) -> anyhow::Result<Option<OrderAnswer>> {
    asked_on(&settings_alone(&settings_file(common)?).store.database, order)
}

/// The same, and where the daemon was started with another database than the settings name by now, there.
pub(super) fn asked_wherever(common: &Common, order: &DaemonOrder) -> anyhow::Result<Option<OrderAnswer>> {
    match asked(common, order)? {
        None => database_of(&settings_file(common)?).map_or(Ok(None), |database| asked_on(&database, order)),
        answer => Ok(answer),
    }
}

fn asked_on(database: &Path, order: &DaemonOrder) -> anyhow::Result<Option<OrderAnswer>> {
    let answer = ask(database, order).map_err(|error| Refused {
        exit: Exit::Environment,
        words: match error.kind() {
            // Where not even the folder can be looked into, nobody knows whether one runs.
            io::ErrorKind::PermissionDenied if database.metadata().is_err() => {
                format!("wirewatch: {}", StoreError::NotYours(database.to_owned()))
            }
            io::ErrorKind::PermissionDenied => format!(
                "wirewatch: a daemon runs on {}, and you may not speak with it: be its user, or root",
                database.display()
            ),
            _ => format!("wirewatch: the daemon that runs on {}: {error}", database.display()),
        },
    })?;
    answer.map(possible).transpose()
}

/// Work on what is stored.
pub(super) fn work(common: &Common, order: WorkOrder) -> anyhow::Result<OrderAnswer> {
    if let Some(answer) = asked(common, &DaemonOrder::Work(order.clone()))? {
        return Ok(answer);
    }
    let workers = workers(common)?;
    let runtime = tokio::runtime::Runtime::new()?;
    let _inside = runtime.enter();
    let mut transport = workers.transport();
    possible(carry_out(&workers, &order, &mut transport, &CancellationToken::new())?)
}

/// Polls the feeds that are meant. `begin` hears how many, `observe` of each, where this process does it.
pub(super) fn polled(
    common: &Common,
    choice: PollChoice,
    now: Option<Timestamp>,
    begin: impl FnOnce(usize),
    observe: impl FnMut(&PolledFeed),
) -> anyhow::Result<OrderAnswer> {
    if now.is_none()
        && let Some(answer) = asked(common, &DaemonOrder::Poll(choice.clone()))?
    {
        return Ok(answer);
    }
    let workers = workers_at(common, now)?;
    let runtime = tokio::runtime::Runtime::new()?;
    possible(runtime.block_on(poll(&workers, &choice, begin, observe))?)
}

/// What cannot be done ends the command.
fn possible(answer: OrderAnswer) -> anyhow::Result<OrderAnswer> {
    let refused = |exit, words: String| Err(Refused { exit, words: format!("wirewatch: {words}") }.into());
    match answer {
        OrderAnswer::Impossible(words) => refused(Exit::Usage, words),
        OrderAnswer::Failed(words) => refused(Exit::Environment, words),
        answer => Ok(answer),
    }
}
