//! The doors through which `examples/bus.rs` publishes and takes as the daemon does.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use tokio::sync::watch;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use crate::clock;
use crate::installation::Installation;
use crate::load::load;
use crate::relay::{RelayLine, run_line};
use crate::store::bus_lag::bus_lag;
use crate::store::bus_state::{StreamPart, StreamPosition, stream_position};

/// One machine of several.
pub struct BusMachine(Arc<Installation>);

impl BusMachine {
    /// Opens the installation of this settings file, whose `[bus]` says what it does.
    ///
    /// # Errors
    ///
    /// When the files are wrong or the database cannot be opened.
    pub fn open(config: &Path) -> anyhow::Result<Self> {
        let loaded = load(config, clock::now());
        let loaded = loaded.map_err(|rejected| anyhow::anyhow!("{} findings", rejected.findings.len()))?;
        Ok(Self(Installation::open(loaded, Arc::new(clock::now))?))
    }

    /// Publishes until nothing is left; answers how many lines that were and how long it took.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn publish_all(&self) -> anyhow::Result<(u64, Duration)> {
        let lines = self.0.store.read(bus_lag)?.unpublished.lines;
        let took = self.work_until(|| Ok(self.0.store.read(bus_lag)?.unpublished.lines == 0)).await?;
        Ok((u64::try_from(lines)?, took))
    }

    /// Takes until so many messages were taken; answers how long it took.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn take(&self, messages: u64) -> anyhow::Result<Duration> {
        let taken = || Ok(self.position()?.is_some_and(|position| position.sequence >= messages));
        self.work_until(taken).await
    }

    fn position(&self) -> anyhow::Result<Option<StreamPosition>> {
        Ok(self.0.store.read(|connection| stream_position(connection, StreamPart::Whole))?)
    }

    async fn work_until(&self, done: impl Fn() -> anyhow::Result<bool>) -> anyhow::Result<Duration> {
        let (_running, seen) = watch::channel(Arc::clone(&self.0));
        let line = RelayLine::of(seen, Arc::default()).context("the settings have no [bus]")?;
        let (stop, begun) = (CancellationToken::new(), Instant::now());
        let work = tokio::spawn(run_line(line, stop.clone()));
        while !done()? {
            sleep(Duration::from_millis(5)).await;
        }
        let took = begun.elapsed();
        stop.cancel();
        work.await?;
        Ok(took)
    }
}
