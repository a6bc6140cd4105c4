//! The one thread that writes: jobs that wait together are committed together, each whole or not at all.

use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
use std::sync::mpsc;
use std::thread;
use std::thread::JoinHandle;

use rusqlite::Connection;

use super::StoreError;

/// Jobs that share one commit at most: an fsync costs more than all of them.
const GROUP: usize = 64;

/// Jobs that may wait before whoever submits the next one waits too.
const QUEUE: usize = 256;

#[derive(Debug)]
pub(super) struct Writer {
    jobs: Option<mpsc::SyncSender<Job>>,
    thread: Option<JoinHandle<()>>,
}

/// Runs inside the transaction, or learns why there is none; what it answers tells the submitter how it ended.
type Job = Box<dyn FnOnce(Result<&Connection, StoreError>) -> Ran + Send>;

struct Ran {
    /// Why its part is to be rolled back, if it is.
    failed: Option<StoreError>,
    /// Tells the submitter, with the failure of the commit if that failed.
    settle: Box<dyn FnOnce(Result<(), StoreError>)>,
}

impl Writer {
    pub(super) fn start(connection: Connection) -> Result<Self, StoreError> {
        let (jobs, inbox) = mpsc::sync_channel(QUEUE);
        let thread = thread::Builder::new()
            .name("store".to_owned())
            .spawn(move || work(&connection, &inbox))
            .map_err(|error| StoreError::Statement(format!("cannot start the writer: {error}")))?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread) })
    }

    /// Hands `work` to the thread; `answer` is called there once its group is committed, or not.
    pub(super) fn submit<T, W, A>(&self, work: W, answer: A) -> Result<(), StoreError>
    where
        T: Send + 'static,
        W: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
        A: FnOnce(Result<T, StoreError>) + Send + 'static,
    {
        let job: Job = Box::new(move |connection| {
            // A panic in one feed's job is that feed's failure; the thread and the others go on.
            let result = connection.and_then(|connection| {
                catch_unwind(AssertUnwindSafe(|| work(connection)))
                    .unwrap_or_else(|_| Err(StoreError::Statement("a write panicked".to_owned())))
            });
            Ran {
                failed: result.as_ref().err().cloned(),
                settle: Box::new(move |committed| answer(committed.and(result))),
            }
        });
        self.jobs.as_ref().and_then(|jobs| jobs.send(job).ok()).ok_or(StoreError::Closed)
    }
}

impl Drop for Writer {
    /// Finishes what was submitted.
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn work(connection: &Connection, inbox: &mpsc::Receiver<Job>) {
    while let Ok(first) = inbox.recv() {
        let rest = inbox.try_iter().take(GROUP - 1);
        let mut ran = Vec::new();
        let committed = commit_group(connection, std::iter::once(first).chain(rest), &mut ran);
        for Ran { settle, .. } in ran {
            settle(committed.clone());
        }
    }
    // Leaves a small file behind; a failure here loses nothing.
    let _ = connection.execute_batch("PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE);");
}

/// Runs the jobs in one transaction; each that fails is undone alone.
fn commit_group(
    connection: &Connection,
    jobs: impl Iterator<Item = Job>,
    ran: &mut Vec<Ran>,
) -> Result<(), StoreError> {
    if let Err(error) = connection.execute_batch("BEGIN IMMEDIATE") {
        let error = StoreError::from(error);
        ran.extend(jobs.map(|job| job(Err(error.clone()))));
        return Err(error);
    }
    for job in jobs {
        ran.push(run_alone(connection, job));
        // After a full disk SQLite may have ended the whole transaction by itself: all who shared it failed.
        if connection.is_autocommit() {
            return Err(reason(ran));
        }
    }
    connection.execute_batch("COMMIT").map_err(|error| {
        let _ = connection.execute_batch("ROLLBACK");
        error.into()
    })
}

/// Runs one job within a savepoint, so that its failure undoes its own rows only.
fn run_alone(connection: &Connection, job: Job) -> Ran {
    if let Err(error) = connection.execute_batch("SAVEPOINT job") {
        return job(Err(error.into()));
    }
    let ran = job(Ok(connection));
    if !connection.is_autocommit() {
        let end = if ran.failed.is_some() { "ROLLBACK TO job; RELEASE job" } else { "RELEASE job" };
        // Should even this fail, the commit fails too and everybody is told.
        let _ = connection.execute_batch(end);
    }
    ran
}

fn reason(ran: &[Ran]) -> StoreError {
    let reason = ran.iter().rev().find_map(|ran| ran.failed.clone());
    reason.unwrap_or_else(|| StoreError::Statement("the transaction ended early".to_owned()))
}
