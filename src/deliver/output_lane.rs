//! Posts what is due to outputs: each output in a line of its own, each fate committed before the next.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Mutex;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::post::Poster;
use crate::schedule::Now;
use crate::store::delivery::{DueDelivery, Verdict};
use crate::store::outbox::{mark_sending, settle, settle_the_line};
use crate::store::posts::{doubt_interrupted_posts, due_outputs, due_posts, hold_output};
use crate::store::readers::{SuppressionCause, suppress};
use crate::store::{Connection, Store, StoreError};
use crate::subscriber::{Destination, Output};

use super::attempt_log::AttemptLog;
use super::dispatch::post_bytes;
use super::error::DeliverError;
use super::notices::{note_output_gone, note_post_given_up};
use super::post_verdict::{PostVerdict, post_verdict};
use super::send::Delivery;

/// Posts that are read from the outbox at one time.
const BATCH: u32 = 20;

/// After a fate that could not be written, an output is left alone for so long: the disk is full.
const REST: SignedDuration = SignedDuration::from_mins(1);

/// Posts to outputs. Its clones share the lines, so that a line outlives a reload.
#[derive(Clone)]
pub(crate) struct OutputLane {
    store: Arc<Store>,
    outputs: Arc<Vec<Output>>,
    poster: Poster,
    lines: Arc<std::sync::Mutex<HashMap<String, OutputLine>>>,
    /// The clock that receivers go by, whatever time we work as of: they refuse what is signed for another one.
    attempted: Now,
}

/// The line of one output: who holds it sends.
type OutputLine = Arc<Mutex<LineMemory>>;

/// What a run over a line has left for the next.
#[derive(Default)]
struct LineMemory {
    /// A fate that is known and could not be written, with its time.
    unwritten: Option<(DueDelivery, PostVerdict, Timestamp)>,
    /// Not before this.
    rests_until: Option<Timestamp>,
    log: AttemptLog,
}

impl OutputLane {
    /// The lines of these outputs; `attempted` is the wall clock.
    pub(crate) fn new(store: Arc<Store>, outputs: Vec<Output>, poster: Poster, attempted: Now) -> Self {
        Self { store, outputs: Arc::new(outputs), poster, lines: Arc::default(), attempted }
    }

    /// The same lines with other outputs.
    pub(crate) fn with_outputs(&self, outputs: Vec<Output>, poster: Poster) -> Self {
        Self { outputs: Arc::new(outputs), poster, ..self.clone() }
    }

    /// The outputs for which something is due, and to which nothing is being sent.
    pub(crate) fn due(&self, now: Timestamp) -> Result<Vec<String>, StoreError> {
        let mut due = self.store.read(|connection| due_outputs(connection, now))?;
        due.retain(|id| self.line(id).try_lock().is_ok());
        Ok(due)
    }

    /// Posts all that is due to all outputs, to each beside the others. A line that is at work is waited for.
    pub(crate) async fn send_due(
        &self,
        now: &Now,
        stop: &CancellationToken,
    ) -> Result<Delivery, DeliverError> {
        let started = now();
        let mut lines = JoinSet::new();
        for id in self.store.read(|connection| due_outputs(connection, started))? {
            let (lane, now, stop) = (self.clone(), Arc::clone(now), stop.clone());
            lines.spawn(async move { lane.send_to(&id, &now, &stop).await });
        }
        let (mut sent, mut failed) = (Delivery::default(), None);
        while let Some(line) = lines.join_next().await {
            match line {
                Ok(Ok(line)) => sent.add(line),
                Ok(Err(error)) => failed = Some(error),
                Err(_) => tracing::error!("posting failed inside wirewatch; it is tried again"),
            }
        }
        failed.map_or(Ok(sent), Err)
    }

    /// Posts all that is due to one output, one after the other. When `stop` is cancelled, no further post begins.
    pub(crate) async fn send_to(
        &self,
        id: &str,
        now: &Now,
        stop: &CancellationToken,
    ) -> Result<Delivery, DeliverError> {
        let line = self.line(id);
        let mut memory = line.lock().await;
        let (mut sent, started) = (Delivery::default(), now());
        if memory.rests_until.is_some_and(|until| started < until && until.duration_since(started) <= REST) {
            return Ok(sent);
        }
        memory.rests_until = None;
        let done = self.run(id, &mut memory, now, started, stop, &mut sent).await;
        if done.is_err() {
            memory.rests_until = now().checked_add(REST).ok();
        }
        memory.log.run_ended();
        done.map(|()| sent)
    }

    async fn run(
        &self,
        id: &str,
        memory: &mut LineMemory,
        now: &Now,
        started: Timestamp,
        stop: &CancellationToken,
        sent: &mut Delivery,
    ) -> Result<(), DeliverError> {
        if let Some((post, verdict, at)) = memory.unwritten.clone() {
            self.write(post, verdict, at).await?;
            memory.unwritten = None;
        }
        let output = id.to_owned();
        self.store
            .write(move |connection| {
                doubt_interrupted_posts(connection, Some(&output))?;
                settle_the_line(connection, started).map(drop)
            })
            .await?;
        // Files that name it no more have it wait, as its subscriber does.
        let Some(to) = self.outputs.iter().find(|output| output.id == id).map(|output| &output.to) else {
            return Ok(());
        };
        loop {
            // What is deferred in this run is due later than its beginning, so it is not met again.
            let batch = self.store.read(|connection| due_posts(connection, id, started, BATCH))?;
            if batch.is_empty() {
                return Ok(());
            }
            for post in batch {
                if stop.is_cancelled() {
                    return Ok(());
                }
                let Some(verdict) = self.send(to, &post, now).await? else { continue };
                let at = now();
                memory.log.note(&post, &verdict.verdict, at);
                sent.count(&verdict.verdict);
                let (is_gone, held) = (verdict.is_gone, verdict.held_until.is_some());
                if let Err(error) = self.write(post.clone(), verdict.clone(), at).await {
                    memory.unwritten = Some((post, verdict, at));
                    return Err(error.into());
                }
                if is_gone || held {
                    break;
                }
            }
        }
    }

    /// One attempt; `None` where its output does not want it any more.
    async fn send(
        &self,
        to: &Destination,
        post: &DueDelivery,
        now: &Now,
    ) -> Result<Option<PostVerdict>, DeliverError> {
        let bytes = match &post.payload {
            Some(bytes) => bytes.clone(),
            None => match self.store.read(|connection| Ok(post_bytes(connection, post)))? {
                Ok(bytes) => bytes,
                // One post that cannot be made must not hold up the others.
                Err(DeliverError::Store(error)) => return Err(error.into()),
                Err(error) => {
                    let verdict = Verdict::Refused { reply: error.to_string() };
                    return Ok(Some(PostVerdict { verdict, held_until: None, is_gone: false }));
                }
            },
        };
        let (id, at, payload) = (post.id, now(), bytes.clone());
        // From here on it may have arrived, and its bytes are kept until it has.
        if !self.store.write(move |connection| mark_sending(connection, id, &payload, at)).await? {
            return Ok(None);
        }
        let outcome = self.poster.post(to, &post.message_id, &bytes, (self.attempted)()).await;
        Ok(Some(post_verdict(outcome, post.attempts + 1, now())))
    }

    async fn write(&self, post: DueDelivery, verdict: PostVerdict, at: Timestamp) -> Result<(), StoreError> {
        self.store.write(move |connection| write_verdict(connection, &post, &verdict, at)).await
    }

    fn line(&self, id: &str) -> OutputLine {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(lines.entry(id.to_owned()).or_default())
    }
}

/// Writes what became of a post, and what that means for others.
fn write_verdict(
    connection: &Connection,
    post: &DueDelivery,
    verdict: &PostVerdict,
    now: Timestamp,
) -> Result<(), StoreError> {
    settle(connection, post.id, &verdict.verdict, now)?;
    if let Some(until) = verdict.held_until {
        hold_output(connection, &post.address, until)?;
    }
    let (Verdict::Refused { reply } | Verdict::Expired { reply }) = &verdict.verdict else { return Ok(()) };
    if !verdict.is_gone {
        let subject = post.reader_subject.as_deref().unwrap_or_default();
        return note_post_given_up(connection, &post.address, subject, reply, now);
    }
    let Some(subscriber) = post.subscriber else { return Ok(()) };
    if suppress(connection, subscriber, SuppressionCause::Gone, now)? {
        note_output_gone(connection, &post.address, reply, now)?;
    }
    settle_the_line(connection, now).map(drop)
}
