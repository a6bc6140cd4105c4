//! The socket beside the database through which `wirewatch reload` speaks with the running daemon.

use std::io::BufRead as _;
use std::io::BufReader;
use std::io::Write as _;
use std::os::unix::net::UnixStream as BlockingStream;
use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;

use serde::Deserialize;
use serde::Serialize;
use tokio::io::AsyncReadExt as _;
use tokio::io::AsyncWriteExt as _;
use tokio::net::UnixListener;
use tokio::net::UnixStream;

use crate::daemon::DaemonError;
use crate::diagnostic::finding::Finding;
use crate::reload::Report;

/// How long `reload` waits for its answer: a thousand feeds and all watchlists load in a small part of it.
const PATIENCE: Duration = Duration::from_secs(50);

/// The listening side.
pub(super) struct Control {
    listener: UnixListener,
    path: PathBuf,
}

/// Somebody who asked for a reload and waits for the answer.
pub(super) struct Request(UnixStream);

/// What came of a reload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Answer {
    /// Whether the files on disk are the ones that run now.
    pub taken: bool,
    /// What was read, or all that is wrong.
    pub words: String,
}

impl Control {
    /// Listens beside the database. The store's lock is held, so a socket that is there already is left from a crash.
    pub(super) fn open(database: &Path) -> Result<Self, DaemonError> {
        let path = socket(database);
        let _ = std::fs::remove_file(&path);
        match UnixListener::bind(&path) {
            Ok(listener) => Ok(Self { listener, path }),
            Err(source) => Err(DaemonError::Control { path, source }),
        }
    }

    /// The next who asks.
    pub(super) async fn next(&self) -> Request {
        loop {
            match self.listener.accept().await {
                Ok((mut stream, _)) => {
                    // Who only looks whether somebody is there (`status`) sends nothing.
                    let mut word = [0; 7];
                    let asked =
                        tokio::time::timeout(Duration::from_secs(1), stream.read_exact(&mut word)).await;
                    if asked.is_ok_and(|read| read.is_ok()) && &word == b"reload\n" {
                        return Request(stream);
                    }
                }
                // Out of file descriptors, most likely: those in use will be given back.
                Err(error) => {
                    tracing::warn!(%error, "the control socket failed");
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            }
        }
    }
}

impl Drop for Control {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

impl Request {
    /// Says what came of it. Who has gone away in between is not missed.
    pub(super) fn answer(mut self, report: &Report) {
        let answer = match &report.refused {
            None => Answer { taken: true, words: report.counts.to_string() },
            Some(refusal) => {
                let findings: Vec<String> = refusal.findings.iter().map(Finding::render).collect();
                Answer { taken: false, words: findings.join("\n") }
            }
        };
        let Ok(mut line) = serde_json::to_string(&answer) else { return };
        line.push('\n');
        tokio::spawn(async move {
            let _ = self.0.write_all(line.as_bytes()).await;
        });
    }
}

/// Asks the daemon that runs on this database to reload, and waits for what came of it.
///
/// # Errors
///
/// When no daemon runs there, or it gives no answer.
pub(crate) fn ask_to_reload(database: &Path) -> std::io::Result<Answer> {
    let mut stream = BlockingStream::connect(socket(database))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(b"reload\n")?;
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line)?;
    serde_json::from_str(&line).map_err(std::io::Error::other)
}

/// Whether a daemon runs on this database.
pub(crate) fn is_running(database: &Path) -> bool {
    BlockingStream::connect(socket(database)).is_ok()
}

fn socket(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(".control");
    PathBuf::from(name)
}
