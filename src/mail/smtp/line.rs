//! One line to a mail server: bytes out and whole replies in, each within a limit of time and of size.
//!
//! It is ours because the upgrade by STARTTLS is a border: what the server, or somebody on the way, has said before it
//! must not be read as an answer behind it (RFC 3207, 6), and lettre 0.11 keeps its buffer over the upgrade.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, StreamOwned};

/// Bytes of one reply at most, all its lines together.
const LONGEST_REPLY: usize = 64 * 1024;

/// Why a line is of no use any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum LineFailure {
    /// Nothing, or not all, was said in time.
    Silent,
    /// It broke, or what was said makes no sense.
    Broken(String),
}

/// A whole reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SmtpReply {
    /// Three digits.
    pub code: u16,
    /// What stands behind the code, line by line.
    pub lines: Vec<String>,
}

/// A line to a server, protected or not.
pub(super) struct SmtpLine {
    stream: LineStream,
    /// What was received and not yet read.
    received: Vec<u8>,
}

enum LineStream {
    Plain(TimedSocket),
    Tls(Box<StreamOwned<ClientConnection, TimedSocket>>),
}

/// A socket whose reads and writes end at one instant, however slowly the other side goes on.
struct TimedSocket {
    socket: TcpStream,
    until: Instant,
}

impl SmtpLine {
    /// Connects to the first address that answers.
    pub(super) fn connect(addresses: &[SocketAddr], limit: Duration) -> Result<Self, LineFailure> {
        let mut failure = LineFailure::Broken("the name has no address".to_owned());
        for address in addresses {
            match TcpStream::connect_timeout(address, limit) {
                Ok(socket) => {
                    // A command is one small packet, and its answer is waited for.
                    socket.set_nodelay(true)?;
                    let stream = LineStream::Plain(TimedSocket { socket, until: Instant::now() });
                    return Ok(Self { stream, received: Vec::new() });
                }
                Err(error) => failure = error.into(),
            }
        }
        Err(failure)
    }

    /// Protects the line. What was received before and not read ends it: nobody knows who said it.
    pub(super) fn protect(
        self,
        config: Arc<ClientConfig>,
        host: &str,
        limit: Duration,
    ) -> Result<Self, LineFailure> {
        let LineStream::Plain(mut socket) = self.stream else { return Ok(self) };
        if !self.received.is_empty() {
            return Err(LineFailure::Broken(
                "the server spoke on in plain text where the line was to be protected".to_owned(),
            ));
        }
        let broken = |error: &dyn ToString| LineFailure::Broken(error.to_string());
        let name = ServerName::try_from(host.to_owned()).map_err(|error| broken(&error))?;
        let mut tls = ClientConnection::new(config, name).map_err(|error| broken(&error))?;
        socket.until = Instant::now() + limit;
        while tls.is_handshaking() {
            tls.complete_io(&mut socket)?;
        }
        Ok(Self { stream: LineStream::Tls(Box::new(StreamOwned::new(tls, socket))), received: Vec::new() })
    }

    /// Sends bytes, all of them within the limit.
    pub(super) fn send(&mut self, bytes: &[u8], limit: Duration) -> Result<(), LineFailure> {
        self.within(limit);
        match &mut self.stream {
            LineStream::Plain(socket) => socket.write_all(bytes)?,
            LineStream::Tls(tls) => {
                tls.write_all(bytes)?;
                tls.flush()?;
            }
        }
        Ok(())
    }

    /// Waits for one reply, whole, within the limit.
    pub(super) fn reply(&mut self, limit: Duration) -> Result<SmtpReply, LineFailure> {
        self.within(limit);
        let (mut lines, mut size): (Vec<String>, usize) = (Vec::new(), 0);
        let mut first = None;
        loop {
            let line = self.line(LONGEST_REPLY - size)?;
            size += line.len();
            let text = String::from_utf8_lossy(&line);
            let (code, last, words) = parse(text.trim_end_matches(['\r', '\n']))
                .filter(|(code, ..)| *first.get_or_insert(*code) == *code)
                .ok_or_else(|| LineFailure::Broken(format!("no reply that makes sense: {}", text.trim())))?;
            lines.push(words.to_owned());
            if last {
                return Ok(SmtpReply { code, lines });
            }
        }
    }

    /// One line with its end, at most `room` bytes long.
    fn line(&mut self, room: usize) -> Result<Vec<u8>, LineFailure> {
        let mut seen = 0;
        loop {
            if let Some(end) = self.received[seen..].iter().position(|byte| *byte == b'\n') {
                let rest = self.received.split_off(seen + end + 1);
                return Ok(std::mem::replace(&mut self.received, rest));
            }
            seen = self.received.len();
            if seen >= room {
                return Err(LineFailure::Broken("the reply is too long".to_owned()));
            }
            let mut buffer = [0; 4096];
            let count = match &mut self.stream {
                LineStream::Plain(socket) => socket.read(&mut buffer)?,
                LineStream::Tls(tls) => tls.read(&mut buffer)?,
            };
            if count == 0 {
                return Err(LineFailure::Broken("the server hung up".to_owned()));
            }
            self.received.extend_from_slice(&buffer[..count]);
        }
    }

    fn within(&mut self, limit: Duration) {
        let socket = match &mut self.stream {
            LineStream::Plain(socket) => socket,
            LineStream::Tls(tls) => &mut tls.sock,
        };
        socket.until = Instant::now() + limit;
    }
}

/// The code, whether the line is the last of its reply, and the words.
fn parse(line: &str) -> Option<(u16, bool, &str)> {
    let (code, rest) = line.split_at_checked(3)?;
    let code = code.bytes().all(|byte| byte.is_ascii_digit()).then(|| code.parse().ok()).flatten()?;
    match rest.as_bytes().first() {
        None => Some((code, true, "")),
        Some(b' ') => Some((code, true, &rest[1..])),
        Some(b'-') => Some((code, false, &rest[1..])),
        Some(_) => None,
    }
}

impl TimedSocket {
    fn left(&self) -> io::Result<Duration> {
        let left = self.until.saturating_duration_since(Instant::now());
        if left.is_zero() { Err(io::ErrorKind::TimedOut.into()) } else { Ok(left) }
    }
}

impl Read for TimedSocket {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.socket.set_read_timeout(Some(self.left()?))?;
        self.socket.read(buffer)
    }
}

impl Write for TimedSocket {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.socket.set_write_timeout(Some(self.left()?))?;
        self.socket.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.socket.flush()
    }
}

impl From<io::Error> for LineFailure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => Self::Silent,
            _ => Self::Broken(error.to_string()),
        }
    }
}
