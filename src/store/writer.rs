//! The one thread that writes: jobs that wait together are committed together, each whole or not at all.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread::JoinHandle;
use std::time::Instant;
use std::{fmt, thread};

use super::vitals::{CommitEffect, Vitals};
use super::{Connection, StoreError};

/// Jobs that share one commit at most: an fsync costs more than all of them.
const GROUP: usize = 64;

/// Jobs that may wait before whoever submits the next one waits too.
const QUEUE: usize = 256;

pub(super) struct Writer {
    jobs: Option<mpsc::SyncSender<WriteOrder>>,
    first: Arc<Mutex<Vec<Box<dyn Job>>>>,
    thread: Option<JoinHandle<()>>,
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer").finish_non_exhaustive()
    }
}

/// What the thread is told.
enum WriteOrder {
    Write(Box<dyn Job>),
    /// Something waits that goes first.
    LookFirst,
}

/// What is to be written, and whom to tell how it ended.
trait Job: Send {
    /// Runs inside a transaction, and keeps what it answers. May be called again after a rollback.
    fn run(&mut self, connection: &Connection) -> Result<(), StoreError>;

    /// Tells the submitter, with the failure of the transaction if that failed.
    fn settle(self: Box<Self>, committed: Result<(), StoreError>);
}

struct Write<T, W, A> {
    work: W,
    result: Result<T, StoreError>,
    answer: A,
}

impl<T, W, A> Job for Write<T, W, A>
where
    T: Send,
    W: Fn(&Connection) -> Result<T, StoreError> + Send,
    A: FnOnce(Result<T, StoreError>) + Send,
{
    fn run(&mut self, connection: &Connection) -> Result<(), StoreError> {
        // A panic in one feed's job is that feed's failure; the thread and the others go on.
        self.result = catch_unwind(AssertUnwindSafe(|| (self.work)(connection)))
            .unwrap_or_else(|_| Err(StoreError::Statement("a write panicked".to_owned())));
        self.result.as_ref().map(drop).map_err(Clone::clone)
    }

    fn settle(self: Box<Self>, committed: Result<(), StoreError>) {
        (self.answer)(committed.and(self.result));
    }
}

impl Writer {
    pub(super) fn start(connection: Connection, vitals: Vitals) -> Result<Self, StoreError> {
        let (jobs, inbox) = mpsc::sync_channel(QUEUE);
        let first = Arc::default();
        let waiting = Arc::clone(&first);
        let thread = thread::Builder::new()
            .name("store".to_owned())
            .spawn(move || work(&connection, &inbox, &waiting, &vitals))
            .map_err(|error| StoreError::Statement(format!("cannot start the writer: {error}")))?;
        Ok(Self { jobs: Some(jobs), first, thread: Some(thread) })
    }

    /// Hands `work` to the thread; `answer` is called there once its group is committed, or not.
    pub(super) fn submit<T, W, A>(&self, work: W, answer: A) -> Result<(), StoreError>
    where
        T: Send + 'static,
        W: Fn(&Connection) -> Result<T, StoreError> + Send + 'static,
        A: FnOnce(Result<T, StoreError>) + Send + 'static,
    {
        let job = Box::new(Write { work, result: Err(StoreError::Closed), answer });
        self.jobs.as_ref().and_then(|jobs| jobs.send(WriteOrder::Write(job)).ok()).ok_or(StoreError::Closed)
    }

    /// [`Writer::submit`], ahead of all that waits and in a transaction of its own.
    pub(super) fn submit_first<T, W, A>(&self, work: W, answer: A) -> Result<(), StoreError>
    where
        T: Send + 'static,
        W: Fn(&Connection) -> Result<T, StoreError> + Send + 'static,
        A: FnOnce(Result<T, StoreError>) + Send + 'static,
    {
        let jobs = self.jobs.as_ref().ok_or(StoreError::Closed)?;
        let job = Box::new(Write { work, result: Err(StoreError::Closed), answer });
        self.first.lock().unwrap_or_else(PoisonError::into_inner).push(job);
        // Where the queue is full the thread is awake and looks by itself.
        match jobs.try_send(WriteOrder::LookFirst) {
            Ok(()) | Err(mpsc::TrySendError::Full(_)) => Ok(()),
            Err(mpsc::TrySendError::Disconnected(_)) => Err(StoreError::Closed),
        }
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

fn work(
    connection: &Connection,
    inbox: &mpsc::Receiver<WriteOrder>,
    first: &Mutex<Vec<Box<dyn Job>>>,
    vitals: &Vitals,
) {
    while let Ok(order) = inbox.recv() {
        let orders = std::iter::once(order).chain(inbox.try_iter().take(GROUP - 1));
        let jobs: Vec<_> = orders
            .filter_map(|order| match order {
                WriteOrder::Write(job) => Some(job),
                WriteOrder::LookFirst => None,
            })
            .collect();
        // Looked at behind the orders: one that was just taken with them may have been the call to look.
        let urgent = std::mem::take(&mut *first.lock().unwrap_or_else(PoisonError::into_inner));
        write(connection, urgent, vitals);
        write(connection, jobs, vitals);
    }
    // Leaves a small file behind; a failure here loses nothing.
    let _ = analyse(connection);
    let _ = connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE);");
}

/// Rows from which on the statistics of a table say something: those of one or two rows would stay for ever, and lead every
/// later query astray.
const WORTH_ANALYSING: i64 = 500;

/// Counts what is in the tables that are large, and forgets what was counted in small ones.
fn analyse(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch("PRAGMA analysis_limit = 400;")?;
    let mut statement = connection.prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'entry_text%'",
    )?;
    let tables = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
    for table in tables {
        let rows: i64 = connection.query_row(
            &format!("SELECT COUNT(*) FROM (SELECT 1 FROM \"{table}\" LIMIT {WORTH_ANALYSING})"),
            [],
            |row| row.get(0),
        )?;
        if rows >= WORTH_ANALYSING {
            connection.execute_batch(&format!("ANALYZE \"{table}\""))?;
        } else if connection.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1'")?.exists([])? {
            connection.execute("DELETE FROM sqlite_stat1 WHERE tbl = ?1", [table])?;
        }
    }
    Ok(())
}

/// Runs the jobs in one transaction and tells their submitters.
fn write(connection: &Connection, mut jobs: Vec<Box<dyn Job>>, vitals: &Vitals) {
    if jobs.is_empty() {
        return;
    }
    let begun = Instant::now();
    let committed = commit(connection, &mut jobs, vitals);
    vitals.committed(&committed, begun.elapsed());
    let committed = committed.map(drop);
    for job in jobs {
        job.settle(committed.clone());
    }
}

/// Runs the jobs in one transaction; one that fails is undone alone.
///
/// They run without savepoints at first, since each of those makes the full-text index write out what it has gathered.
/// Failures are rare: then all is taken back and done again, each job by itself.
fn commit(
    connection: &Connection,
    jobs: &mut [Box<dyn Job>],
    vitals: &Vitals,
) -> Result<CommitEffect, StoreError> {
    let committed = run_all(connection, jobs, vitals)
        .and_then(|written| connection.execute_batch("COMMIT").map(|()| written).map_err(StoreError::from));
    if committed.is_err() {
        // Nothing is left to be taken back where SQLite has ended the transaction by itself.
        let _ = connection.roll_back("ROLLBACK");
    }
    committed
}

fn run_all(
    connection: &Connection,
    jobs: &mut [Box<dyn Job>],
    vitals: &Vitals,
) -> Result<CommitEffect, StoreError> {
    let before = connection.total_changes();
    connection.execute_batch("BEGIN IMMEDIATE")?;
    if jobs.iter_mut().all(|job| job.run(connection).is_ok()) {
        return Ok(CommitEffect::since(before, connection));
    }
    if !connection.is_autocommit() {
        connection.roll_back("ROLLBACK")?;
    }
    connection.execute_batch("BEGIN IMMEDIATE")?;
    let mut written = CommitEffect::Nothing;
    for job in jobs {
        if run_alone(connection, job.as_mut(), vitals)? == CommitEffect::Something {
            written = CommitEffect::Something;
        }
    }
    Ok(written)
}

/// Runs one job within a savepoint, so that its failure undoes its own rows only.
fn run_alone(
    connection: &Connection,
    job: &mut dyn Job,
    vitals: &Vitals,
) -> Result<CommitEffect, StoreError> {
    let before = connection.total_changes();
    connection.execute_batch("SAVEPOINT job")?;
    let ran = job.run(connection);
    ran.as_ref().inspect_err(|error| vitals.met(error)).ok();
    // After a full disk SQLite may have ended the whole transaction by itself: all who shared it failed.
    if connection.is_autocommit() {
        let ended = StoreError::Statement("the transaction ended early".to_owned());
        return Err(ran.err().unwrap_or(ended));
    }
    let written = if ran.is_ok() { CommitEffect::since(before, connection) } else { CommitEffect::Nothing };
    // Should even this fail, the commit fails too and everybody is told.
    let _ = match ran {
        Ok(()) => connection.execute_batch("RELEASE job"),
        Err(_) => connection.roll_back("ROLLBACK TO job; RELEASE job"),
    };
    Ok(written)
}
