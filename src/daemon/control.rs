//! The socket beside the database through which `wirewatch reload` speaks with the running daemon.

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::net::UnixStream as BlockingStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::daemon::error::DaemonError;
use crate::diagnostic::finding::Finding;
use crate::reload::FilesReport;

/// How long `reload` waits for its answer: a thousand feeds and all watchlists load in a small part of it.
const PATIENCE: Duration = Duration::from_secs(50);

/// What may be asked, one line each.
const RELOAD: &str = "reload\n";
const RELOAD_FORCED: &str = "reload --force\n";

/// How long somebody who has connected may take to say what is wanted.
const TIME_TO_ASK: Duration = Duration::from_secs(1);

/// The listening side.
pub(super) struct Control {
    requests: mpsc::Receiver<ReloadRequest>,
    path: PathBuf,
    listening: JoinHandle<()>,
}

/// Somebody who asked for a reload and waits for the answer.
pub(super) struct ReloadRequest {
    stream: UnixStream,
    forced: bool,
}

/// What came of a reload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ReloadAnswer {
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
            Ok(listener) => {
                // The loop drops what it waits for whenever something else happens first. So a conversation that has
                // begun is held elsewhere: dropped with its question half read, it would never be answered.
                let (sender, requests) = mpsc::channel(8);
                let listening = tokio::spawn(listen(listener, sender));
                Ok(Self { requests, path, listening })
            }
            Err(source) => Err(DaemonError::Control { path, source }),
        }
    }

    /// The next who asks.
    pub(super) async fn next(&mut self) -> ReloadRequest {
        match self.requests.recv().await {
            Some(request) => request,
            // Only when the listener is gone, which goes with us.
            None => std::future::pending().await,
        }
    }
}

async fn listen(listener: UnixListener, requests: mpsc::Sender<ReloadRequest>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                let requests = requests.clone();
                tokio::spawn(async move {
                    // Who only looks whether somebody is there (`status`) sends nothing.
                    if let Ok(Some(request)) = tokio::time::timeout(TIME_TO_ASK, hear(stream)).await {
                        let _ = requests.send(request).await;
                    }
                });
            }
            // Out of file descriptors, most likely: those in use will be given back.
            Err(error) => {
                tracing::warn!(%error, "the control socket failed");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    }
}

/// Reads what is asked for; `None` where it is nothing that we know.
async fn hear(mut stream: UnixStream) -> Option<ReloadRequest> {
    let mut line = Vec::new();
    while !line.ends_with(b"\n") && line.len() < RELOAD_FORCED.len() {
        line.push(stream.read_u8().await.ok()?);
    }
    let forced = line == RELOAD_FORCED.as_bytes();
    (forced || line == RELOAD.as_bytes()).then_some(ReloadRequest { stream, forced })
}

impl Drop for Control {
    fn drop(&mut self) {
        self.listening.abort();
        let _ = std::fs::remove_file(&self.path);
    }
}

impl ReloadRequest {
    /// Whether a flood of mail is no reason to refuse.
    pub(super) fn is_forced(&self) -> bool {
        self.forced
    }

    /// Says what came of it. Who has gone away in between is not missed.
    pub(super) fn answer(mut self, report: &FilesReport) {
        let answer = match &report.refused {
            None => ReloadAnswer { taken: true, words: report.counts.to_string() },
            Some(refusal) => {
                let findings: Vec<String> = refusal.findings.iter().map(Finding::render).collect();
                ReloadAnswer { taken: false, words: findings.join("\n") }
            }
        };
        let Ok(mut line) = serde_json::to_string(&answer) else { return };
        line.push('\n');
        tokio::spawn(async move {
            let _ = self.stream.write_all(line.as_bytes()).await;
        });
    }
}

/// Asks the daemon that runs on this database to reload, and waits for what came of it. `forced` takes watchlists that
/// would bring a flood of mail too.
///
/// # Errors
///
/// When no daemon runs there, or it gives no answer.
pub(crate) fn ask_to_reload(database: &Path, forced: bool) -> std::io::Result<ReloadAnswer> {
    let mut stream = BlockingStream::connect(socket(database))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(if forced { RELOAD_FORCED } else { RELOAD }.as_bytes())?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_question_that_is_interrupted_is_answered_all_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("w.db");
        let mut control = Control::open(&database).unwrap();
        for (line, forced) in [(RELOAD, false), (RELOAD_FORCED, true)] {
            let mut client = UnixStream::connect(socket(&database)).await.unwrap();
            let (first, rest) = line.as_bytes().split_at(3);
            client.write_all(first).await.unwrap();
            // The loop has many other things to do while half of the question is there.
            for _ in 0..100 {
                tokio::select! {
                    biased;
                    _ = control.next() => panic!("nothing is asked yet"),
                    () = tokio::task::yield_now() => {}
                }
            }
            client.write_all(rest).await.unwrap();
            let asked = tokio::time::timeout(Duration::from_secs(30), control.next()).await;
            assert_eq!(asked.expect("it was asked").is_forced(), forced);
        }
    }

    #[tokio::test]
    async fn what_is_no_question_is_let_go() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("w.db");
        let mut control = Control::open(&database).unwrap();
        for words in ["", "\n", "stop\n", "reload --now\n", &"x".repeat(10_000)] {
            let mut client = UnixStream::connect(socket(&database)).await.unwrap();
            // It may be hung up before all is written.
            let _ = client.write_all(words.as_bytes()).await;
        }
        let mut client = UnixStream::connect(socket(&database)).await.unwrap();
        client.write_all(RELOAD.as_bytes()).await.unwrap();
        assert!(!control.next().await.is_forced());
    }
}
