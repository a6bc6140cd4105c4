//! `wirewatch run` as a process, with signals, its log, and what it tells systemd.

use std::io::{BufRead as _, BufReader};
use std::os::unix::net::UnixDatagram;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use crate::installed_program::InstalledProgram;

/// How long a test waits for what must come; far more than it takes.
const PATIENCE: Duration = Duration::from_mins(1);

/// A running daemon. It is killed when the test ends.
#[derive(Debug)]
pub struct RunningProgram {
    child: Child,
    log: mpsc::Receiver<String>,
    systemd: mpsc::Receiver<String>,
    told: Vec<String>,
}

impl RunningProgram {
    /// Starts it and waits until it says that it is ready.
    pub fn start(installation: &InstalledProgram) -> Self {
        let mut running = Self::launch(installation);
        running.wait_until_told("READY=1");
        running
    }

    /// Starts it and waits for nothing.
    pub fn launch(installation: &InstalledProgram) -> Self {
        let socket = installation.path("notify");
        let _ = std::fs::remove_file(&socket);
        let systemd = UnixDatagram::bind(&socket).expect("the folder is ours");
        let mut command = installation.command(&["run"]);
        command.env("NOTIFY_SOCKET", &socket).env("WATCHDOG_USEC", "3000000").env_remove("WATCHDOG_PID");
        let mut child =
            command.stderr(Stdio::piped()).spawn().expect("the program is built and can be started");
        let stderr = child.stderr.take().expect("it was asked for");
        let (lines, log) = mpsc::channel();
        thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                let _ = lines.send(line);
            }
        });
        let (words, told_to_systemd) = mpsc::channel();
        // Read at all times, as systemd does: the daemon would wait where nobody takes its words.
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(length) = systemd.recv(&mut buffer) {
                if words.send(String::from_utf8_lossy(&buffer[..length]).into_owned()).is_err() {
                    break;
                }
            }
        });
        Self { child, log, systemd: told_to_systemd, told: Vec::new() }
    }

    /// Waits until systemd has been told this.
    pub fn wait_until_told(&mut self, word: &str) {
        while !self.told.iter().any(|told| told == word) {
            let words = self.systemd.recv_timeout(PATIENCE);
            let words = words.unwrap_or_else(|error| panic!("no {word}: {error}; {self:?}"));
            self.told.extend(words.lines().map(str::to_owned));
        }
    }

    /// Forgets what systemd was told, to wait for the same word again.
    pub fn forget(&mut self) {
        self.told.clear();
        while self.systemd.try_recv().is_ok() {}
    }

    /// Waits for a line of the log that holds this.
    pub fn wait_until_logged(&self, words: &str) -> String {
        let end = Instant::now() + PATIENCE;
        let mut seen = Vec::new();
        loop {
            let line = self.log.recv_timeout(end.saturating_duration_since(Instant::now()));
            let line =
                line.unwrap_or_else(|error| panic!("no {words:?} in the log: {error}\n{}", seen.join("\n")));
            if line.contains(words) {
                return line;
            }
            seen.push(line);
        }
    }

    /// Sends a signal by its name, such as `HUP`.
    pub fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        let sent = Command::new("sh").args(["-c", "kill -\"$0\" \"$1\"", name, &pid]).status();
        assert!(sent.expect("every system has sh").success(), "kill -{name} {pid}");
    }

    /// Waits until it has left by itself, and answers how and after how long.
    pub fn wait(&mut self) -> (ExitStatus, Duration) {
        let begun = Instant::now();
        let status = self.child.wait().expect("it is ours");
        (status, begun.elapsed())
    }
}

impl Drop for RunningProgram {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
