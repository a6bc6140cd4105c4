//! A mail server on loopback that can lie, stall and hang up, and that keeps what it was sent.

use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::Duration;
use std::{io, thread};

use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// Where in a conversation a rule applies: at the answer to this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// The connection itself.
    Greeting,
    /// `EHLO`.
    Ehlo,
    /// `AUTH`.
    Auth,
    /// `MAIL FROM`.
    Mail,
    /// `RCPT TO`.
    Rcpt,
    /// `DATA`.
    Data,
    /// The answer to the whole message.
    Body,
    /// After a mail was taken: nobody asked.
    Idle,
}

/// What the server does instead of answering well.
#[derive(Debug, Clone)]
pub enum SmtpFault {
    /// Answers with these words, such as `450 4.2.0 try later`. A refused body is not kept.
    Reply(&'static str),
    /// Says nothing any more.
    Silent,
    /// Hangs up without a word.
    HangUp,
    /// Says this and hangs up.
    ReplyAndHangUp(&'static str),
    /// Keeps the message, then hangs up without a word. Only at [`Phase::Body`].
    KeepAndHangUp,
    /// Waits, then answers well.
    Slow(Duration),
}

/// A fault, when it applies, and how often.
#[derive(Debug, Clone)]
struct Rule {
    phase: Phase,
    fault: SmtpFault,
    /// Only in mails to this address; the address is known from [`Phase::Rcpt`] on.
    recipient: Option<String>,
    /// Only in the nth mail over all connections, counted from 1.
    nth: Option<usize>,
    times: usize,
}

/// A mail as it was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// Which connection it came over, counted from 1.
    pub connection: usize,
    /// The envelope's sender.
    pub from: String,
    /// The envelope's recipients.
    pub to: Vec<String>,
    /// Dots unstuffed, with the line end before the closing dot.
    pub bytes: Vec<u8>,
}

#[derive(Debug, Default)]
struct SmtpState {
    rules: Vec<Rule>,
    received: Vec<Received>,
    commands: Vec<String>,
    connections: usize,
    mails: usize,
    messages: usize,
    login: Option<(String, String)>,
}

#[derive(Debug, Default)]
struct SmtpShared {
    state: Mutex<SmtpState>,
    news: Condvar,
    /// Absent: no TLS is offered.
    tls: Option<Arc<ServerConfig>>,
    /// TLS from the first byte.
    tls_at_once: bool,
}

impl SmtpShared {
    fn lock(&self) -> MutexGuard<'_, SmtpState> {
        self.state.lock().expect("no thread of the server panics while it holds the lock")
    }

    fn fault(&self, phase: Phase, nth: usize, to: &[String]) -> Option<SmtpFault> {
        let mut state = self.lock();
        let rule = state.rules.iter_mut().find(|rule| {
            rule.phase == phase
                && rule.times > 0
                && rule.nth.is_none_or(|wanted| wanted == nth)
                && rule.recipient.as_ref().is_none_or(|wanted| to.contains(wanted))
        })?;
        rule.times -= 1;
        Some(rule.fault.clone())
    }
}

/// The server. It ends with the process; its port is its own.
#[derive(Debug)]
pub struct SmtpServer {
    /// Where it listens.
    pub address: SocketAddr,
    shared: Arc<SmtpShared>,
}

impl SmtpServer {
    /// Listens on a free port of loopback, without TLS and login.
    pub fn start() -> Self {
        Self::start_with(SmtpShared::default())
    }

    /// Offers STARTTLS, or with `at_once` speaks TLS from the first byte.
    pub fn start_tls(tls: Arc<ServerConfig>, at_once: bool) -> Self {
        Self::start_with(SmtpShared { tls: Some(tls), tls_at_once: at_once, ..SmtpShared::default() })
    }

    fn start_with(shared: SmtpShared) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
        let address = listener.local_addr().expect("a bound socket has an address");
        let shared = Arc::new(shared);
        let for_connections = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let shared = Arc::clone(&for_connections);
                // A client that leaves in the middle is what some tests are about.
                thread::spawn(move || drop(Conversation::hold(stream, shared)));
            }
        });
        Self { address, shared }
    }

    /// From now on asks for this login.
    pub fn require_login(&self, user: &str, password: &str) {
        self.shared.lock().login = Some((user.to_owned(), password.to_owned()));
    }

    /// A fault in every mail.
    pub fn always(&self, phase: Phase, fault: SmtpFault) {
        self.rule(phase, fault, None, None, usize::MAX);
    }

    /// A fault in the nth mail.
    pub fn in_mail(&self, nth: usize, phase: Phase, fault: SmtpFault) {
        self.rule(phase, fault, None, Some(nth), 1);
    }

    /// A fault in the first `times` mails to an address.
    pub fn for_recipient(&self, recipient: &str, phase: Phase, fault: SmtpFault, times: usize) {
        self.rule(phase, fault, Some(recipient.to_owned()), None, times);
    }

    fn rule(
        &self,
        phase: Phase,
        fault: SmtpFault,
        recipient: Option<String>,
        nth: Option<usize>,
        times: usize,
    ) {
        self.shared.lock().rules.push(Rule { phase, fault, recipient, nth, times });
    }

    /// What was taken so far, in order.
    pub fn received(&self) -> Vec<Received> {
        self.shared.lock().received.clone()
    }

    /// What was taken for one address.
    pub fn received_by(&self, recipient: &str) -> Vec<Received> {
        let mut received = self.received();
        received.retain(|mail| mail.to.iter().any(|to| to == recipient));
        received
    }

    /// What was taken, as soon as it is at least `count` mails or the time is up.
    pub fn wait_for(&self, count: usize, limit: Duration) -> Vec<Received> {
        self.wait(limit, |state| state.received.len() < count);
        self.received()
    }

    /// Waits until a whole message has come, whatever the server makes of it. Answers whether that was in time.
    pub fn wait_for_message(&self, limit: Duration) -> bool {
        self.wait(limit, |state| state.messages == 0);
        self.shared.lock().messages > 0
    }

    fn wait(&self, limit: Duration, goes_on: impl Fn(&SmtpState) -> bool) {
        let state = self.shared.lock();
        let waited = self.shared.news.wait_timeout_while(state, limit, |state| goes_on(state));
        drop(waited.expect("no thread of the server panics while it holds the lock"));
    }

    /// How many connections were opened.
    pub fn connections(&self) -> usize {
        self.shared.lock().connections
    }

    /// Every command that was read, without the messages.
    pub fn commands(&self) -> Vec<String> {
        self.shared.lock().commands.clone()
    }
}

trait Line: Read + Write + Send {}

impl<T: Read + Write + Send> Line for T {}

/// One connection.
struct Conversation {
    line: BufReader<Box<dyn Line>>,
    shared: Arc<SmtpShared>,
    connection: usize,
    plain: TcpStream,
    encrypted: bool,
    from: String,
    to: Vec<String>,
    /// Which mail this is, over all connections.
    nth: usize,
}

impl Conversation {
    fn hold(plain: TcpStream, shared: Arc<SmtpShared>) -> io::Result<()> {
        plain.set_nodelay(true)?;
        let connection = {
            let mut state = shared.lock();
            state.connections += 1;
            state.connections
        };
        let line: Box<dyn Line> = Box::new(plain.try_clone()?);
        let line = BufReader::new(line);
        let (from, to) = (String::new(), Vec::new());
        let mut held = Self { line, shared, connection, plain, encrypted: false, from, to, nth: 0 };
        if held.shared.tls_at_once {
            held.encrypt()?;
        }
        held.answer(Phase::Greeting, "220 sink.example.org ESMTP")?;
        loop {
            let line = held.read_line()?;
            held.shared.lock().commands.push(line.clone());
            held.shared.news.notify_all();
            if !held.obey(&line)? {
                return Ok(());
            }
        }
    }

    /// Answers one command; `false` ends the conversation.
    fn obey(&mut self, line: &str) -> io::Result<bool> {
        let word = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        match word.as_str() {
            "EHLO" => {
                let tls = if self.shared.tls.is_some() && !self.encrypted { "250-STARTTLS\r\n" } else { "" };
                let auth = if self.shared.lock().login.is_some() { "250-AUTH PLAIN LOGIN\r\n" } else { "" };
                self.answer(Phase::Ehlo, &format!("250-sink.example.org\r\n{tls}{auth}250 SIZE 20000000"))?;
            }
            "STARTTLS" => {
                self.say("220 go ahead")?;
                self.encrypt()?;
            }
            "AUTH" => self.log_in(line)?,
            "MAIL" => {
                (self.from, self.to) = (address_in(line), Vec::new());
                self.nth = {
                    let mut state = self.shared.lock();
                    state.mails += 1;
                    state.mails
                };
                self.answer(Phase::Mail, "250 sender ok")?;
            }
            "RCPT" => {
                self.to.push(address_in(line));
                if !self.answer(Phase::Rcpt, "250 recipient ok")? {
                    self.to.pop();
                }
            }
            "DATA" if self.to.is_empty() => self.say("503 nobody to send it to")?,
            "DATA" => {
                if self.answer(Phase::Data, "354 go ahead")? {
                    self.take_message()?;
                }
            }
            "RSET" | "NOOP" => self.say("250 ok")?,
            "QUIT" => {
                self.say("221 goodbye")?;
                return Ok(false);
            }
            _ => self.say("500 what?")?,
        }
        Ok(true)
    }

    fn take_message(&mut self) -> io::Result<()> {
        let mut bytes = Vec::new();
        loop {
            let line = self.read_line()?;
            match line.strip_prefix('.') {
                Some("") => break,
                Some(stuffed) => bytes.extend_from_slice(stuffed.as_bytes()),
                None => bytes.extend_from_slice(line.as_bytes()),
            }
            bytes.extend_from_slice(b"\r\n");
        }
        let fault = self.shared.fault(Phase::Body, self.nth, &self.to);
        let keeps = matches!(fault, None | Some(SmtpFault::KeepAndHangUp | SmtpFault::Slow(_)));
        self.shared.lock().messages += 1;
        if keeps {
            let mail = Received {
                connection: self.connection,
                from: std::mem::take(&mut self.from),
                to: std::mem::take(&mut self.to),
                bytes,
            };
            self.shared.lock().received.push(mail);
        }
        self.shared.news.notify_all();
        if self.commit(fault.as_ref(), "250 2.0.0 taken")? {
            self.unasked()?;
        }
        Ok(())
    }

    /// What the server says between two mails.
    fn unasked(&mut self) -> io::Result<()> {
        match self.shared.fault(Phase::Idle, self.nth, &self.to) {
            None => Ok(()),
            fault => self.commit(fault.as_ref(), "").map(drop),
        }
    }

    fn log_in(&mut self, line: &str) -> io::Result<()> {
        let wanted = self.shared.lock().login.clone();
        let given = line.strip_prefix("AUTH PLAIN ").unwrap_or_default();
        let good = wanted.is_some_and(|(user, password)| given == base64(&format!("\0{user}\0{password}")));
        let verdict = if good { "235 welcome" } else { "535 5.7.8 wrong user or password" };
        self.answer(Phase::Auth, verdict).map(drop)
    }

    /// Gives this answer, or commits the fault of this place. Answers whether the answer was good.
    fn answer(&mut self, phase: Phase, good: &str) -> io::Result<bool> {
        let fault = self.shared.fault(phase, self.nth, &self.to);
        self.commit(fault.as_ref(), good)
    }

    fn commit(&mut self, fault: Option<&SmtpFault>, good: &str) -> io::Result<bool> {
        match fault {
            None => self.say(good).map(|()| true),
            Some(SmtpFault::Reply(words)) => self.say(words).map(|()| false),
            Some(SmtpFault::Slow(pause)) => {
                thread::sleep(*pause);
                self.say(good).map(|()| true)
            }
            Some(SmtpFault::Silent) => loop {
                self.read_line()?;
            },
            Some(SmtpFault::HangUp | SmtpFault::KeepAndHangUp) => self.hang_up(),
            Some(SmtpFault::ReplyAndHangUp(words)) => {
                self.say(words)?;
                self.hang_up()
            }
        }
    }

    fn hang_up(&mut self) -> io::Result<bool> {
        self.plain.shutdown(std::net::Shutdown::Both)?;
        Err(io::ErrorKind::ConnectionAborted.into())
    }

    fn encrypt(&mut self) -> io::Result<()> {
        let config = self.shared.tls.clone().ok_or(io::ErrorKind::Unsupported)?;
        let tls = ServerConnection::new(config).map_err(io::Error::other)?;
        let line: Box<dyn Line> = Box::new(StreamOwned::new(tls, self.plain.try_clone()?));
        self.line = BufReader::new(line);
        self.encrypted = true;
        Ok(())
    }

    fn say(&mut self, words: &str) -> io::Result<()> {
        if words.is_empty() {
            return Ok(());
        }
        let line = self.line.get_mut();
        line.write_all(format!("{words}\r\n").as_bytes())?;
        line.flush()
    }

    /// A line without its end; the end of the connection is an error.
    fn read_line(&mut self) -> io::Result<String> {
        let mut line = Vec::new();
        if self.line.read_until(b'\n', &mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let line = String::from_utf8_lossy(&line).into_owned();
        Ok(line.strip_suffix("\r\n").unwrap_or(&line).to_owned())
    }
}

/// `MAIL FROM:<a@example.org> SIZE=5` → `a@example.org`.
fn address_in(line: &str) -> String {
    let inside = line.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inside.map(|(address, _)| address.to_owned()).unwrap_or_default()
}

fn base64(text: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in text.as_bytes().chunks(3) {
        let bits =
            chunk.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * place) & 63) as usize] as char;
            out.push(if place <= chunk.len() { letter } else { '=' });
        }
    }
    out
}
