//! The socket beside the database through which commands speak with the running daemon: one line of JSON each way.

use std::fs::Permissions;
use std::io;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::UnixStream as BlockingStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::error::DaemonError;
use super::order::{DaemonOrder, OrderAnswer};
use crate::ask::ailment::{Ailment, DaemonHealth};

/// How long a command waits for its answer: a pass over all feeds is the longest.
const PATIENCE: Duration = Duration::from_mins(30);

/// How long the daemon may take to say how it is.
const TIME_TO_SAY: Duration = Duration::from_secs(10);

/// How long somebody who has connected may take to say what is wanted.
const TIME_TO_ASK: Duration = Duration::from_secs(1);

/// The longest path that the system gives a socket, in bytes.
const LONGEST_PATH: usize = 107;

/// The longest order, in bytes: the address of a feed is the longest thing in one.
const LONGEST_ORDER: usize = 16 << 10;

/// The listening side.
pub(super) struct Control {
    calls: mpsc::Receiver<Call>,
    path: PathBuf,
    listening: JoinHandle<()>,
}

/// Somebody who wants something done and waits for the answer.
pub(super) struct Call {
    /// What is wanted.
    pub order: DaemonOrder,
    stream: UnixStream,
}

impl Control {
    /// Listens beside the database. The store's lock is held, so a socket that is there already is left from a crash.
    pub(super) fn open(database: &Path) -> Result<Self, DaemonError> {
        let path = socket(database);
        if path.as_os_str().len() > LONGEST_PATH {
            let words =
                format!("a socket's path holds {LONGEST_PATH} bytes: give the database a shorter path");
            return Err(DaemonError::Control { path, source: io::Error::other(words) });
        }
        let _ = std::fs::remove_file(&path);
        match listener(&path) {
            Ok(listener) => {
                // The loop drops what it waits for whenever something else happens first. So a conversation that has
                // begun is held elsewhere: dropped with its question half read, it would never be answered.
                let (sender, calls) = mpsc::channel(8);
                let listening = tokio::spawn(listen(listener, sender));
                Ok(Self { calls, path, listening })
            }
            Err(source) => Err(DaemonError::Control { path, source }),
        }
    }

    /// The next who asks.
    pub(super) async fn next(&mut self) -> Call {
        match self.calls.recv().await {
            Some(call) => call,
            // Only when the listener is gone, which goes with us.
            None => std::future::pending().await,
        }
    }
}

/// A socket for its owner alone: who may speak here may send mail.
fn listener(path: &Path) -> io::Result<UnixListener> {
    let listener = UnixListener::bind(path)?;
    std::fs::set_permissions(path, Permissions::from_mode(0o600))?;
    Ok(listener)
}

async fn listen(listener: UnixListener, calls: mpsc::Sender<Call>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                let calls = calls.clone();
                tokio::spawn(async move {
                    // Who only looks whether somebody is there (`status`) sends nothing.
                    if let Ok(Some(call)) = tokio::time::timeout(TIME_TO_ASK, hear(stream)).await {
                        let _ = calls.send(call).await;
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
async fn hear(mut stream: UnixStream) -> Option<Call> {
    let mut line = Vec::new();
    while !line.ends_with(b"\n") && line.len() < LONGEST_ORDER {
        line.push(stream.read_u8().await.ok()?);
    }
    let order = serde_json::from_slice(&line).ok()?;
    Some(Call { order, stream })
}

impl Drop for Control {
    fn drop(&mut self) {
        self.listening.abort();
        let _ = std::fs::remove_file(&self.path);
    }
}

impl Call {
    /// Says what came of it. Who has gone away in between is not missed.
    pub(super) fn answer(mut self, answer: &OrderAnswer) {
        let Ok(mut line) = serde_json::to_string(answer) else { return };
        line.push('\n');
        tokio::spawn(async move {
            let _ = self.stream.write_all(line.as_bytes()).await;
        });
    }

    /// Says what came of work on the store. Only from a thread of the runtime.
    pub(super) fn answer_done(self, done: Result<OrderAnswer, impl std::fmt::Display>) {
        self.answer(&done.unwrap_or_else(|error| OrderAnswer::Failed(error.to_string())));
    }
}

/// Asks the daemon that runs on this database, and waits for what came of it; `None` where none runs there.
///
/// # Errors
///
/// When the socket may not be used, or the daemon ends without an answer.
pub(crate) fn ask(database: &Path, order: &DaemonOrder) -> io::Result<Option<OrderAnswer>> {
    ask_within(database, order, PATIENCE)
}

fn ask_within(database: &Path, order: &DaemonOrder, patience: Duration) -> io::Result<Option<OrderAnswer>> {
    let path = socket(database);
    // No daemon can listen there.
    if path.as_os_str().len() > LONGEST_PATH {
        return Ok(None);
    }
    let mut stream = match BlockingStream::connect(path) {
        Ok(stream) => stream,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused) => {
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    stream.set_read_timeout(Some(patience))?;
    let mut line = serde_json::to_string(order)?;
    line.push('\n');
    stream.write_all(line.as_bytes())?;
    let mut answer = String::new();
    BufReader::new(stream).read_line(&mut answer)?;
    if answer.is_empty() {
        return Err(io::Error::other("it ended before it had an answer"));
    }
    Ok(Some(serde_json::from_str(&answer)?))
}

/// Whether a daemon runs on this database.
pub(crate) fn is_running(database: &Path) -> bool {
    BlockingStream::connect(socket(database)).is_ok()
}

/// How the daemon is that runs on this database; `None` where none runs there. One that runs and cannot or may not say
/// is mute.
pub(crate) fn health(database: &Path) -> Option<Result<DaemonHealth, Ailment>> {
    match ask_within(database, &DaemonOrder::Health, TIME_TO_SAY) {
        Ok(Some(OrderAnswer::Health(health))) => Some(Ok(health)),
        Ok(None) => None,
        Ok(Some(_)) | Err(_) => Some(Err(Ailment::Mute)),
    }
}

fn socket(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(".control");
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::daemon::order::PollChoice;

    fn order(order: &DaemonOrder) -> String {
        serde_json::to_string(order).unwrap() + "\n"
    }

    #[tokio::test]
    async fn a_question_that_is_interrupted_is_answered_all_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("w.db");
        let mut control = Control::open(&database).unwrap();
        let feed = PollChoice::Feed("https://example.org/rss?a=ä\n".to_owned());
        for wanted in [DaemonOrder::Reload { forced: true }, DaemonOrder::Poll(feed)] {
            let mut client = UnixStream::connect(socket(&database)).await.unwrap();
            let line = order(&wanted);
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
            assert_eq!(asked.expect("it was asked").order, wanted);
        }
    }

    #[tokio::test]
    async fn what_is_no_question_is_let_go() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("w.db");
        let mut control = Control::open(&database).unwrap();
        for words in ["", "\n", "reload\n", "{\"stop\":{}}\n", &"x".repeat(100_000)] {
            let mut client = UnixStream::connect(socket(&database)).await.unwrap();
            // It may be hung up before all is written.
            let _ = client.write_all(words.as_bytes()).await;
        }
        let mut client = UnixStream::connect(socket(&database)).await.unwrap();
        let wanted = DaemonOrder::Reload { forced: false };
        client.write_all(order(&wanted).as_bytes()).await.unwrap();
        assert_eq!(control.next().await.order, wanted);
    }

    #[test]
    fn where_no_socket_can_be_no_daemon_runs() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("x".repeat(LONGEST_PATH)).with_extension("db");
        assert_eq!(ask(&database, &DaemonOrder::Health).unwrap(), None);
        assert!(health(&database).is_none());
    }

    #[tokio::test]
    async fn the_socket_is_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("w.db");
        let _control = Control::open(&database).unwrap();
        let mode = std::fs::metadata(socket(&database)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
