//! A real NATS server with streams on disk, in a test's hands: Debian's `nats-server`.

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// How long it may take until it answers.
const PATIENCE: Duration = Duration::from_mins(1);

/// Where it is installed: Debian puts it where only root looks.
const PROGRAMS: [&str; 2] = ["nats-server", "/usr/sbin/nats-server"];

/// A server on a port of its own. It is killed when the test ends.
#[derive(Debug)]
pub struct BusServer {
    program: &'static str,
    address: SocketAddr,
    folder: TempDir,
    child: Option<Child>,
}

impl BusServer {
    /// Starts it; `None` where none is installed.
    pub fn start() -> Option<Self> {
        Self::with("")
    }

    /// The same with more lines in its configuration.
    pub fn with(settings: &str) -> Option<Self> {
        let is_there = |program: &&&str| Command::new(program).arg("--version").output().is_ok();
        let program = PROGRAMS.iter().find(is_there)?;
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
        let address = free.expect("a port is free");
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let mut text =
            format!("listen = \"{address}\"\njetstream {{ store_dir = \"{}\" }}\n", folder.path().display());
        writeln!(text, "{settings}").expect("a text takes more");
        std::fs::write(folder.path().join("nats.conf"), text).expect("the folder is ours");
        let mut server = Self { program, address, folder, child: None };
        server.begin();
        Some(server)
    }

    /// Where it is.
    pub fn url(&self) -> String {
        format!("nats://{}", self.address)
    }

    /// Where it keeps what it is told.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Publishes a message as anybody may who can reach it, and waits until it is there.
    pub fn publish(&self, subject: &str, bytes: &[u8]) {
        let mut stream = TcpStream::connect(self.address).expect("it listens");
        let head = format!("CONNECT {{\"verbose\":false}}\r\nPUB {subject} {}\r\n", bytes.len());
        let sent = [head.as_bytes(), bytes, b"\r\nPING\r\n"].concat();
        stream.set_read_timeout(Some(PATIENCE)).and_then(|()| stream.write_all(&sent)).expect("it listens");
        let answered = BufReader::new(stream).lines().map_while(Result::ok).any(|line| line == "PONG");
        assert!(answered, "the server answers");
    }

    /// Kills it with -9; what it has acknowledged stays on disk.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// Kills it and deletes all that it was told: its disk is another one by now.
    pub fn lose(&mut self) {
        self.kill();
        std::fs::remove_dir_all(self.folder.path().join("jetstream")).expect("it has kept something");
    }

    /// Starts it again where it was.
    pub fn begin(&mut self) {
        let child = Command::new(self.program)
            .arg("-c")
            .arg(self.folder.path().join("nats.conf"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        self.child = Some(child.expect("it is installed"));
        let end = Instant::now() + PATIENCE;
        while !greets(self.address) {
            assert!(Instant::now() < end, "the server at {} does not answer", self.address);
            thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for BusServer {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Whether it says who it is.
fn greets(address: SocketAddr) -> bool {
    let Ok(stream) = TcpStream::connect(address) else { return false };
    let mut line = String::new();
    stream.set_read_timeout(Some(PATIENCE)).is_ok()
        && BufReader::new(stream).read_line(&mut line).is_ok()
        && line.starts_with("INFO ")
}
