//! An open database: one thread writes, everybody reads.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError, mpsc};

use prometheus_client::metrics::histogram::Histogram;
use tokio::sync::{oneshot, watch};

use super::error::StoreError;
use super::meta::set_meta;
use super::vitals::Vitals;
use super::writer::Writer;
use super::{Connection, connection, copy_seal, migrations};

/// Connections for reading that are kept for the next who reads; each holds a cache of its own.
const IDLE_READERS: usize = 6;

/// The name of the fact that is written to see whether there is room, and how many bytes: as many as a large poll brings.
const ROOM: &str = "room";
const POLLED_BYTES: usize = 1 << 20;

/// An open database: writes go through one thread, reads each through a connection of their own.
#[derive(Debug)]
pub(crate) struct Store {
    path: PathBuf,
    writer: Writer,
    readers: Mutex<Vec<Connection>>,
    vitals: Vitals,
    /// Held for as long as the store writes: a second writer on one state folder is refused.
    lock: File,
}

/// A write that is under way.
#[derive(Debug)]
pub(crate) struct Pending<T>(mpsc::Receiver<Result<T, StoreError>>);

impl Store {
    /// Opens the database at `path` for writing, creates it where it is missing and brings its schema up to
    /// date.
    ///
    /// # Errors
    ///
    /// When another process writes to it, its schema is newer than this program, a migration fails (the old
    /// schema then stands as it was), or the file cannot be read or written.
    pub(crate) fn open(path: &Path) -> Result<Self, StoreError> {
        let lock = connection::lock(path)?;
        let mut connection = connection::open(path)?;
        migrations::migrate(&mut connection)?;
        copy_seal::take_out(&connection)?;
        let vitals = Vitals::default();
        Ok(Self {
            path: path.to_owned(),
            writer: Writer::start(connection, vitals.clone())?,
            readers: Mutex::default(),
            vitals,
            lock,
        })
    }

    /// Runs `work` in a transaction on the writer's thread; when this answers `Ok`, what it wrote is on disk.
    ///
    /// Several share a transaction. When one of them fails, the others run a second time, as if the first had not been.
    pub(crate) async fn write<T, W>(&self, work: W) -> Result<T, StoreError>
    where
        T: Send + 'static,
        W: Fn(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        let (answer, receiver) = oneshot::channel();
        // Nobody waits any more after a cancelled poll; its rows are committed all the same.
        self.writer.submit(work, move |result| drop(answer.send(result)))?;
        receiver.await.map_err(|_| StoreError::Closed)?
    }

    /// [`Store::write`] for threads that may wait.
    pub(crate) fn write_blocking<T, W>(&self, work: W) -> Result<T, StoreError>
    where
        T: Send + 'static,
        W: Fn(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        self.begin_write(work)?.wait()
    }

    /// [`Store::write_blocking`], ahead of all that waits: for what the outside world is waiting for.
    pub(crate) fn write_first<T, W>(&self, work: W) -> Result<T, StoreError>
    where
        T: Send + 'static,
        W: Fn(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        let (answer, receiver) = mpsc::sync_channel(1);
        self.writer.submit_first(work, move |result| drop(answer.send(result)))?;
        Pending(receiver).wait()
    }

    /// Hands `work` to the writer without waiting, so that several can share one commit.
    pub(crate) fn begin_write<T, W>(&self, work: W) -> Result<Pending<T>, StoreError>
    where
        T: Send + 'static,
        W: Fn(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        let (answer, receiver) = mpsc::sync_channel(1);
        self.writer.submit(work, move |result| drop(answer.send(result)))?;
        Ok(Pending(receiver))
    }

    /// Runs `query` on a connection that cannot write.
    pub(crate) fn read<T>(
        &self,
        query: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let pooled = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = match pooled {
            Some(connection) => connection,
            None => connection::open_read_only(&self.path)?,
        };
        let answer = query(&connection);
        answer.as_ref().inspect_err(|error| self.vitals.met(error)).ok();
        let mut idle = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE_READERS {
            idle.push(connection);
        }
        answer
    }

    /// [`Store::read`] as of one instant: whatever is written meanwhile, all queries see the same.
    pub(crate) fn snapshot<T>(
        &self,
        query: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.read(|connection| connection::snapshot(connection, query))
    }

    /// How long commits take, in seconds.
    pub(crate) fn commits(&self) -> Histogram {
        self.vitals.commits()
    }

    /// Changes with every commit: whoever waits for something new looks again then.
    pub(crate) fn commits_seen(&self) -> watch::Receiver<()> {
        self.vitals.seen()
    }

    /// What keeps the store from working, as far as anybody has met it: its file gone, damaged, or not to be written.
    pub(crate) fn trouble(&self) -> Option<StoreError> {
        if connection::is_same_file(&self.path, &self.lock) {
            self.vitals.trouble()
        } else {
            Some(StoreError::Gone(self.path.clone()))
        }
    }

    /// Where the disk took nothing when last it was tried: looks whether it has room, by writing as much as a poll may bring.
    pub(crate) fn look_for_room(&self) -> Result<(), StoreError> {
        if self.vitals.lacks_room() {
            self.write_blocking(|connection| set_meta(connection, ROOM, &"0".repeat(POLLED_BYTES)))?;
            self.write_blocking(|connection| set_meta(connection, ROOM, ""))?;
            self.vitals.found_room();
        }
        Ok(())
    }

    /// Reads everything that is stored, looking for damage; what it finds is [`Store::trouble`] from then on. It takes as
    /// long as the disk needs for it, and holds up nobody.
    pub(crate) fn look_for_damage(&self) -> Result<(), StoreError> {
        let look = || {
            // Never one of those that are kept. FTS5's own check believes what its connection remembers of the segments
            // of the index, unlike every query (SQLite 3.51 to 3.54): where the writer has merged some since, it looks
            // for those that are gone and says "fts5: corruption found reading blob".
            let connection = connection::open_read_only(&self.path)?;
            let verdict: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
            if verdict == "ok" { Ok(()) } else { Err(StoreError::Corrupt(verdict)) }
        };
        look().inspect_err(|error| self.vitals.met(error))
    }
}

impl<T> Pending<T> {
    /// Waits until it is on disk, or has failed.
    pub(crate) fn wait(self) -> Result<T, StoreError> {
        self.0.recv().map_err(|_| StoreError::Closed)?
    }
}
