//! One connection to a mail server: its commands, and what each answer means at its place.

use std::error::Error as _;
use std::fmt::Display;
use std::net::{SocketAddr, ToSocketAddrs as _};
use std::ops::RangeInclusive;
use std::time::Duration;
use std::{fmt, fs, io};

use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{Certificate, SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::ClientId;

use crate::mail::address::Address;
use crate::mail::posting::{Blame, SendOutcome, one_line};
use crate::settings::{Security, SmtpSettings};

/// How long the server's farewell is waited for.
const FAREWELL: Duration = Duration::from_secs(2);

/// Replies that mean "log in first" or "your login is wrong": trouble of ours, not of one mail.
const LOGIN_CODES: [u16; 4] = [530, 534, 535, 538];

/// An open connection, logged in.
pub(super) struct SmtpSession {
    line: SmtpConnection,
    mails: u32,
}

/// Why a command did not succeed.
#[derive(Debug, Clone)]
pub(super) enum SmtpFailure {
    /// No usable connection came about.
    Unreachable(String),
    /// The server said no to this mail or its recipient.
    Answer(u16, String),
    /// It said no before it had heard whom the mail is for: every mail would fare the same.
    ToAll(u16, String),
    /// The line broke, or said what makes no sense at this place.
    Broken(String),
    /// Nothing was said for too long.
    Silent,
    /// An address that cannot be sent to.
    Address(String),
}

impl SmtpFailure {
    /// What it means for a mail of which nothing was sent yet.
    pub(super) fn before_the_message(self) -> SendOutcome {
        match self {
            Self::Answer(code, text) if code >= 500 && !LOGIN_CODES.contains(&code) => {
                SendOutcome::Refused { code: Some(code), text }
            }
            Self::Answer(code, text) => {
                SendOutcome::Deferred { blame: Blame::Recipient, code: Some(code), text }
            }
            Self::ToAll(code, text) => SendOutcome::Deferred { blame: Blame::Relay, code: Some(code), text },
            Self::Unreachable(text) => SendOutcome::deferred(text),
            Self::Broken(text) => SendOutcome::deferred(format!("before the message: {text}")),
            Self::Silent => SendOutcome::deferred("the server fell silent before the message"),
            Self::Address(text) => SendOutcome::refused(text),
        }
    }

    /// What it means for a mail that was sent, wholly or in part.
    pub(super) fn after_the_message(self) -> SendOutcome {
        match self {
            Self::Broken(text) => SendOutcome::InDoubt { text: format!("after the message: {text}") },
            Self::Silent => {
                SendOutcome::InDoubt { text: "the server fell silent after the message".to_owned() }
            }
            known => known.before_the_message(),
        }
    }

    /// Whether the connection is of no use any more.
    pub(super) fn lost_the_line(&self) -> bool {
        matches!(
            self,
            Self::Broken(_)
                | Self::Silent
                | Self::Unreachable(_)
                | Self::Answer(421, _)
                | Self::ToAll(421, _)
        )
    }

    /// Whether the next mail would very likely fare the same, and take as long to.
    pub(super) fn is_of_the_server(&self) -> bool {
        matches!(self, Self::Silent | Self::Unreachable(_))
    }
}

impl SmtpSession {
    /// Connects, protects the line as the settings say, and logs in. `sender` gives the name in the greeting.
    pub(super) fn open(
        settings: &SmtpSettings,
        limit: Duration,
        authorities: &[Certificate],
        sender: &str,
    ) -> Result<Self, SmtpFailure> {
        let unreachable = |text: String| {
            SmtpFailure::Unreachable(format!("{} port {}: {text}", settings.host, settings.port))
        };
        let addresses = resolve(settings).map_err(unreachable)?;
        let tls = tls(settings, authorities).map_err(|error| unreachable(words(&error)))?;
        let hello = ClientId::Domain(sender.rsplit('@').next().unwrap_or(sender).to_owned());
        let at_once = tls.as_ref().filter(|_| settings.security == Security::Tls);
        let mut line = SmtpConnection::connect(&addresses[..], Some(limit), &hello, at_once, None)
            .map_err(|error| unreachable(words(&error)))?;
        if let (Security::StartTls, Some(tls)) = (settings.security, &tls) {
            line.starttls(tls, &hello).map_err(|error| unreachable(words(&error)))?;
        }
        if let Some(username) = &settings.username {
            let password = password(settings).map_err(unreachable)?;
            let credentials = Credentials::new(username.clone(), password);
            line.auth(&[Mechanism::Plain, Mechanism::Login], &credentials)
                .map_err(|error| unreachable(format!("login failed: {}", words(&error))))?;
        }
        Ok(Self { line, mails: 0 })
    }

    /// Names sender and recipient.
    pub(super) fn address(&mut self, sender: &str, recipient: &str) -> Result<(), SmtpFailure> {
        let parsed = |address: &str| {
            let address = address.parse::<Address>().and_then(|address| address.to_lettre());
            address.map_err(|error| SmtpFailure::Address(error.to_string()))
        };
        let (sender, recipient) = (parsed(sender)?, parsed(recipient)?);
        self.mails += 1;
        self.ask(Mail::new(Some(sender), Vec::new()), 250..=259).map_err(|failure| match failure {
            SmtpFailure::Answer(code, text) => SmtpFailure::ToAll(code, text),
            other => other,
        })?;
        self.ask(Rcpt::new(recipient, Vec::new()), 250..=259)?;
        Ok(())
    }

    /// Asks to send the message.
    pub(super) fn begin_data(&mut self) -> Result<(), SmtpFailure> {
        self.ask(Data, 354..=354).map(drop)
    }

    /// Sends the message whole, with its end, and waits for the verdict: the server's words.
    pub(super) fn message(
        &mut self,
        bytes: &[u8],
        limit: Duration,
        then: Duration,
    ) -> Result<String, SmtpFailure> {
        let broken = |error: io::Error| SmtpFailure::Broken(error.to_string());
        self.line.set_timeout(Some(limit)).map_err(broken)?;
        // In one piece: lettre sends the closing dot in a packet of its own, which waits 40 ms for an ACK.
        let reply = self.ask(Stuffed(&String::from_utf8_lossy(bytes)), 250..=259)?;
        self.line.set_timeout(Some(then)).map_err(broken)?;
        Ok(reply)
    }

    /// Forgets the present mail.
    pub(super) fn reset(&mut self) -> Result<(), SmtpFailure> {
        self.ask(Rset, 250..=259).map(drop)
    }

    /// Takes leave; whatever the server says to that.
    pub(super) fn quit(mut self) {
        // The outcome of every mail is known by now.
        if self.line.set_timeout(Some(FAREWELL)).is_ok() {
            drop(self.line.quit());
        }
    }

    /// How many mails were begun on it.
    pub(super) fn mails(&self) -> u32 {
        self.mails
    }

    fn ask(&mut self, command: impl Display, wanted: RangeInclusive<u16>) -> Result<String, SmtpFailure> {
        match self.line.command(command) {
            Ok(reply) => {
                let code = u16::from(reply.code());
                let text = one_line(&format!("{code} {}", reply.message().collect::<Vec<_>>().join(" ")));
                if wanted.contains(&code) {
                    Ok(text)
                } else {
                    Err(SmtpFailure::Broken(format!("unexpected reply: {text}")))
                }
            }
            Err(error) => Err(match error.status() {
                Some(code) => SmtpFailure::Answer(u16::from(code), words(&error)),
                None if is_silence(&error) => SmtpFailure::Silent,
                None => SmtpFailure::Broken(words(&error)),
            }),
        }
    }
}

impl fmt::Debug for SmtpSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmtpSession").field("mails", &self.mails).finish_non_exhaustive()
    }
}

/// A message as it goes over the line: dots at the beginning of lines doubled, its end marked.
struct Stuffed<'a>(&'a str);

impl Display for Stuffed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in self.0.trim_end_matches("\r\n").split("\r\n") {
            let dot = if line.starts_with('.') { "." } else { "" };
            write!(f, "{dot}{line}\r\n")?;
        }
        f.write_str(".\r\n")
    }
}

/// The server's addresses; without protection only those of this machine.
fn resolve(settings: &SmtpSettings) -> Result<Vec<SocketAddr>, String> {
    let host = settings.host.trim_matches(['[', ']']);
    let addresses = (host, settings.port).to_socket_addrs().map_err(|error| error.to_string())?;
    let unprotected = settings.security == Security::None;
    let addresses: Vec<SocketAddr> =
        addresses.filter(|address| !unprotected || address.ip().is_loopback()).collect();
    match (addresses.is_empty(), unprotected) {
        (true, true) => Err("not this machine: `security = \"none\"` is for loopback only".to_owned()),
        (true, false) => Err("the name has no address".to_owned()),
        _ => Ok(addresses),
    }
}

fn tls(
    settings: &SmtpSettings,
    authorities: &[Certificate],
) -> Result<Option<TlsParameters>, lettre::transport::smtp::Error> {
    if settings.security == Security::None {
        return Ok(None);
    }
    let tls = TlsParameters::builder(settings.host.trim_matches(['[', ']']).to_owned());
    let tls = authorities
        .iter()
        .cloned()
        .fold(tls, lettre::transport::smtp::client::TlsParametersBuilder::add_root_certificate);
    tls.build_rustls().map(Some)
}

/// Read at every login and kept nowhere.
fn password(settings: &SmtpSettings) -> Result<String, String> {
    let Some(file) = &settings.password_file else { return Err("no password is configured".to_owned()) };
    let password = fs::read_to_string(file)
        .map_err(|error| format!("cannot read the password in {}: {error}", file.display()))?;
    Ok(password.trim_end_matches(['\r', '\n']).to_owned())
}

/// The server's own words where it said any, else all that the library knows.
fn words(error: &lettre::transport::smtp::Error) -> String {
    if is_silence(error) {
        return "the server fell silent".to_owned();
    }
    let source = error.source().map(ToString::to_string);
    match (error.status(), source) {
        (Some(code), said) => one_line(&format!("{code} {}", said.unwrap_or_default())),
        (None, Some(source)) if error.is_response() => {
            one_line(&format!("no reply that makes sense: {source}"))
        }
        (None, Some(source)) => one_line(&source),
        (None, None) => one_line(&error.to_string()),
    }
}

fn is_silence(error: &lettre::transport::smtp::Error) -> bool {
    let cause = error.source().and_then(|source| source.downcast_ref::<io::Error>());
    cause.is_some_and(|cause| matches!(cause.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut))
}
