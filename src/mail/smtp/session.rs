//! One conversation with a mail server: its commands, and what each answer means at its place.

use std::net::{SocketAddr, ToSocketAddrs as _};
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::{Duration, Instant};
use std::{fmt, fs};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::ClientConfig;
use rustls::pki_types::CertificateDer;
use rustls_platform_verifier::Verifier;

use super::failure::SmtpFailure;
use super::line::{LineFailure, SmtpLine, SmtpReply};
use crate::mail::address::Address;
use crate::mail::posting::one_line;
use crate::settings::{Security, SmtpSettings};

/// How long the server's farewell is waited for.
const FAREWELL: Duration = Duration::from_secs(2);

/// A conversation that has lasted so long carries no further mail.
const LONGEST: Duration = Duration::from_mins(10);

/// Replies to EHLO of a server that knows only HELO (RFC 5321, 3.2).
const UNKNOWN_COMMAND: [u16; 4] = [500, 502, 504, 550];

/// An open conversation, logged in.
pub(super) struct SmtpSession {
    line: SmtpLine,
    limit: Duration,
    opened: Instant,
    mails: u32,
}

impl SmtpSession {
    /// Connects, protects the line as the settings say, and logs in. `sender` gives the name in the greeting.
    pub(super) fn open(
        settings: &SmtpSettings,
        limit: Duration,
        authorities: &[CertificateDer<'static>],
        sender: &str,
    ) -> Result<Self, SmtpFailure> {
        Self::begin(settings, limit, authorities, sender).map_err(|words| {
            SmtpFailure::Unreachable(format!("{} port {}: {words}", settings.host, settings.port))
        })
    }

    fn begin(
        settings: &SmtpSettings,
        limit: Duration,
        authorities: &[CertificateDer<'static>],
        sender: &str,
    ) -> Result<Self, String> {
        let host = settings.host.trim_matches(['[', ']']);
        let name = sender.rsplit('@').next().unwrap_or(sender);
        let mut line = SmtpLine::connect(&resolve(settings)?, limit).map_err(said)?;
        if settings.security == Security::Tls {
            line = line.protect(tls(authorities)?, host, limit).map_err(said)?;
        }
        let mut session = Self { line, limit, opened: Instant::now(), mails: 0 };
        let greeting = session.line.reply(limit).map_err(said)?;
        if greeting.code != 220 {
            return Err(words(&greeting));
        }
        let mut offers = session.hello(name)?;
        if settings.security == Security::StartTls {
            if !offers.iter().any(|offer| offer.eq_ignore_ascii_case("STARTTLS")) {
                return Err("the server offers no STARTTLS".to_owned());
            }
            session.asked("STARTTLS", 220..=220)?;
            session.line = session.line.protect(tls(authorities)?, host, limit).map_err(said)?;
            // What was offered in plain text may have been altered on the way.
            offers = session.hello(name)?;
        }
        if let Some(username) = &settings.username {
            let password = password(settings)?;
            session.log_in(&offers, username, &password).map_err(|words| format!("login failed: {words}"))?;
        }
        Ok(session)
    }

    /// Greets the server; answers what it offers.
    fn hello(&mut self, name: &str) -> Result<Vec<String>, String> {
        let reply = self.exchange(format!("EHLO {name}\r\n").as_bytes(), self.limit).map_err(said)?;
        match reply.code {
            250 => Ok(reply.lines.into_iter().skip(1).collect()),
            code if UNKNOWN_COMMAND.contains(&code) => {
                self.asked(&format!("HELO {name}"), 250..=250).map(|_| Vec::new())
            }
            _ => Err(words(&reply)),
        }
    }

    fn log_in(&mut self, offers: &[String], username: &str, password: &str) -> Result<(), String> {
        let offers = |mechanism: &str| {
            let mechanisms = offers
                .iter()
                .filter_map(|offer| offer.to_ascii_uppercase().strip_prefix("AUTH").map(str::to_owned));
            mechanisms.into_iter().any(|offered| offered.split([' ', '=']).any(|word| word == mechanism))
        };
        if offers("PLAIN") {
            let secret = STANDARD.encode(format!("\0{username}\0{password}"));
            return self.asked(&format!("AUTH PLAIN {secret}"), 235..=235).map(drop);
        }
        if offers("LOGIN") {
            self.asked("AUTH LOGIN", 334..=334)?;
            self.asked(&STANDARD.encode(username), 334..=334)?;
            return self.asked(&STANDARD.encode(password), 235..=235).map(drop);
        }
        Err("the server offers neither PLAIN nor LOGIN".to_owned())
    }

    /// Names sender and recipient.
    pub(super) fn address(&mut self, sender: &str, recipient: &str) -> Result<(), SmtpFailure> {
        let parsed = |address: &str| {
            address.parse::<Address>().map_err(|error| SmtpFailure::Address(error.to_string()))
        };
        let (sender, recipient) = (parsed(sender)?, parsed(recipient)?);
        self.mails += 1;
        self.ask(&format!("MAIL FROM:<{sender}>"), 250..=259).map_err(|failure| match failure {
            SmtpFailure::Answer(code, text) => SmtpFailure::ToAll(code, text),
            other => other,
        })?;
        self.ask(&format!("RCPT TO:<{recipient}>"), 250..=259)?;
        Ok(())
    }

    /// Asks to send the message.
    pub(super) fn begin_data(&mut self) -> Result<(), SmtpFailure> {
        self.ask("DATA", 354..=354).map(drop)
    }

    /// Sends the message whole, with its end, and waits for the verdict: the server's words.
    pub(super) fn message(&mut self, bytes: &[u8], limit: Duration) -> Result<String, SmtpFailure> {
        self.line.send(&stuffed(bytes), limit)?;
        judged(&self.line.reply(limit)?, 250..=259)
    }

    /// Forgets the present mail.
    pub(super) fn reset(&mut self) -> Result<(), SmtpFailure> {
        self.ask("RSET", 250..=259).map(drop)
    }

    /// Takes leave; whatever the server says to that: the outcome of every mail is known by now.
    pub(super) fn quit(mut self) {
        drop(self.exchange(b"QUIT\r\n", FAREWELL));
    }

    /// How many mails were begun on it.
    pub(super) fn mails(&self) -> u32 {
        self.mails
    }

    /// Whether it has lasted long enough.
    pub(super) fn is_old(&self) -> bool {
        self.opened.elapsed() >= LONGEST
    }

    fn ask(&mut self, command: &str, wanted: RangeInclusive<u16>) -> Result<String, SmtpFailure> {
        judged(&self.exchange(format!("{command}\r\n").as_bytes(), self.limit)?, wanted)
    }

    /// [`SmtpSession::ask`] before there is any mail: all that matters are the words.
    fn asked(&mut self, command: &str, wanted: RangeInclusive<u16>) -> Result<SmtpReply, String> {
        let reply = self.exchange(format!("{command}\r\n").as_bytes(), self.limit).map_err(said)?;
        if wanted.contains(&reply.code) { Ok(reply) } else { Err(words(&reply)) }
    }

    fn exchange(&mut self, bytes: &[u8], limit: Duration) -> Result<SmtpReply, LineFailure> {
        self.line.send(bytes, limit)?;
        self.line.reply(limit)
    }
}

impl fmt::Debug for SmtpSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmtpSession").field("mails", &self.mails).finish_non_exhaustive()
    }
}

/// What a reply means where one of `wanted` is the only good one: a refusal, or nonsense.
fn judged(reply: &SmtpReply, wanted: RangeInclusive<u16>) -> Result<String, SmtpFailure> {
    let text = words(reply);
    match reply.code {
        code if wanted.contains(&code) => Ok(text),
        code @ 400..=599 => Err(SmtpFailure::Answer(code, text)),
        _ => Err(SmtpFailure::Broken(format!("unexpected reply: {text}"))),
    }
}

fn words(reply: &SmtpReply) -> String {
    one_line(&format!("{} {}", reply.code, reply.lines.join(" ")))
}

fn said(failure: LineFailure) -> String {
    match failure {
        LineFailure::Silent => "the server fell silent".to_owned(),
        LineFailure::Broken(words) => one_line(&words),
    }
}

/// A message as it goes over the line, in one piece: dots at the beginning of lines doubled, its end marked.
fn stuffed(bytes: &[u8]) -> Vec<u8> {
    let mut stuffed = Vec::with_capacity(bytes.len() + bytes.len() / 64 + 5);
    for line in String::from_utf8_lossy(bytes).trim_end_matches("\r\n").split("\r\n") {
        if line.starts_with('.') {
            stuffed.push(b'.');
        }
        stuffed.extend_from_slice(line.as_bytes());
        stuffed.extend_from_slice(b"\r\n");
    }
    stuffed.extend_from_slice(b".\r\n");
    stuffed
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

fn tls(authorities: &[CertificateDer<'static>]) -> Result<Arc<ClientConfig>, String> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = Verifier::new_with_extra_roots(authorities.iter().cloned(), Arc::clone(&provider))
        .map_err(|error| error.to_string())?;
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    Ok(Arc::new(config))
}

/// Read at every login and kept nowhere.
fn password(settings: &SmtpSettings) -> Result<String, String> {
    let Some(file) = &settings.password_file else { return Err("no password is configured".to_owned()) };
    let password = fs::read_to_string(file)
        .map_err(|error| format!("cannot read the password in {}: {error}", file.display()))?;
    Ok(password.trim_end_matches(['\r', '\n']).to_owned())
}
