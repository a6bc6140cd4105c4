//! Mail to a server over one connection that is ours.
//!
//! lettre's pools are not used: the asynchronous one hangs when a server falls silent after DATA, and books a
//! refused mail as sent; nor is its connection, which keeps what was said in plain text over STARTTLS. Here the phase judges an error: before DATA nothing was sent, after the reply
//! everything is known, and only what lies between is in doubt.

use std::fmt::Display;
use std::time::Duration;

use rustls::pki_types::CertificateDer;

use crate::settings::SmtpSettings;

use super::failure::SmtpFailure;
use super::session::SmtpSession;
use crate::mail::posting::{Posting, SendOutcome};

/// How many mails go over one connection: OpenSMTPD answers 452 after a hundred.
const MAILS_A_CONNECTION: u32 = 50;

/// After so many mails in a row for which the server could not be reached or fell silent, the rest wait for the next
/// round: each would take the full limit to find the same.
const SILENCES: u32 = 2;

/// The longest waits for one whole command or reply; none is without a limit.
#[derive(Debug, Clone, Copy)]
struct SmtpLimits {
    /// To connect, and for each reply but the last.
    command: Duration,
    /// For the reply to a whole message, which the server may be scanning.
    message: Duration,
}

const LIMITS: SmtpLimits = SmtpLimits { command: Duration::from_secs(30), message: Duration::from_mins(2) };

/// A mail server and, between mails, the connection to it.
#[derive(Debug)]
pub(crate) struct SmtpClient {
    settings: SmtpSettings,
    limits: SmtpLimits,
    /// Authorities that are trusted beside those of the system; tests have their own.
    authorities: Vec<CertificateDer<'static>>,
    open: Option<SmtpSession>,
    /// Mails in a row at which the server could not be reached or fell silent.
    silences: u32,
}

impl SmtpClient {
    /// The server in the settings. Nothing is opened before the first mail.
    pub(crate) fn new(settings: SmtpSettings) -> Self {
        Self { settings, limits: LIMITS, authorities: Vec::new(), open: None, silences: 0 }
    }

    /// Sends one mail, over the open connection or a new one.
    pub(in crate::mail) fn send<E: Display>(
        &mut self,
        posting: &Posting<'_>,
        before_data: impl FnOnce() -> Result<(), E>,
    ) -> SendOutcome {
        if self.silences >= SILENCES {
            return SendOutcome::untried("not tried: the server did not answer at the mails before");
        }
        let used = self.open.is_some();
        let mut connection = self.addressed(posting);
        // A server may hang up on an idle connection. Nothing was sent on it, so a new one is safe.
        if used && connection.as_ref().is_err_and(SmtpFailure::lost_the_line) {
            connection = self.addressed(posting);
        }
        let mut connection = match connection {
            Ok(connection) => connection,
            Err(failure) => {
                self.note(Some(&failure));
                return failure.before_the_message();
            }
        };
        if let Err(error) = before_data() {
            self.keep(connection, true);
            return SendOutcome::deferred(error.to_string());
        }
        let (failure, outcome) = match connection.begin_data() {
            Err(failure) => (Some(failure.clone()), failure.before_the_message()),
            Ok(()) => match connection.message(posting.bytes, self.limits.message) {
                Ok(reply) => (None, SendOutcome::Accepted { reply }),
                Err(failure) => (Some(failure.clone()), failure.after_the_message()),
            },
        };
        self.note(failure.as_ref());
        if !failure.as_ref().is_some_and(SmtpFailure::lost_the_line) {
            self.keep(connection, failure.is_some());
        }
        outcome
    }

    fn note(&mut self, failure: Option<&SmtpFailure>) {
        let silent = failure.is_some_and(SmtpFailure::is_of_the_server);
        self.silences = if silent { self.silences + 1 } else { 0 };
    }

    /// Takes leave of the server; the next mail tries it anew.
    pub(in crate::mail) fn rest(&mut self) {
        self.silences = 0;
        if let Some(connection) = self.open.take() {
            connection.quit();
        }
    }

    /// A connection on which sender and recipient were accepted.
    fn addressed(&mut self, posting: &Posting<'_>) -> Result<SmtpSession, SmtpFailure> {
        let mut connection = match self.open.take() {
            Some(connection) => connection,
            None => {
                SmtpSession::open(&self.settings, self.limits.command, &self.authorities, posting.sender)?
            }
        };
        match connection.address(posting.sender, posting.recipient) {
            Ok(()) => Ok(connection),
            Err(failure) => {
                if !failure.lost_the_line() {
                    self.keep(connection, true);
                }
                Err(failure)
            }
        }
    }

    /// Keeps a connection for the next mail; with `unfinished` it first forgets the present one.
    fn keep(&mut self, mut connection: SmtpSession, unfinished: bool) {
        if unfinished && connection.reset().is_err() {
            return;
        }
        if connection.mails() < MAILS_A_CONNECTION && !connection.is_old() {
            self.open = Some(connection);
        } else {
            connection.quit();
        }
    }
}

#[cfg(test)]
mod tests;
