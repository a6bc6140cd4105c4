//! Mail: message bytes, the ways they leave the machine, and when a failed attempt is made again.

pub(crate) mod address;
pub(crate) mod folder;
pub(crate) mod message;
pub(crate) mod retry;
pub(crate) mod sendmail;
pub(crate) mod smtp;

use std::fmt::Display;
use std::path::PathBuf;

use crate::settings;

use folder::Folder;
use sendmail::Sendmail;
use smtp::Smtp;

/// A finished message with its envelope: one recipient, so that nobody's trouble is another's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Posting<'a> {
    /// The envelope sender.
    pub sender: &'a str,
    /// The envelope recipient.
    pub recipient: &'a str,
    /// The message's own id, in angle brackets.
    pub message_id: &'a str,
    /// The bytes, as [`message::write`] made them.
    pub bytes: &'a [u8],
}

/// What became of one attempt to send a mail, told by the phase that it came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It was taken, with these words.
    Accepted {
        /// The server's reply.
        reply: String,
    },
    /// It was surely not taken; another attempt may succeed.
    Deferred {
        /// The reply code, where a server gave one.
        code: Option<u16>,
        /// The server's words, or ours.
        text: String,
    },
    /// It was not taken and never will be.
    Refused {
        /// The reply code, where a server gave one.
        code: Option<u16>,
        /// The server's words, or ours.
        text: String,
    },
    /// Nobody knows: the line broke between the message and the reply.
    InDoubt {
        /// How it broke.
        text: String,
    },
}

impl Outcome {
    fn deferred(text: impl Into<String>) -> Self {
        Self::Deferred { code: None, text: text.into() }
    }

    fn refused(text: impl Into<String>) -> Self {
        Self::Refused { code: None, text: text.into() }
    }
}

/// A way out of the machine. It blocks: it belongs to one thread that does nothing else.
#[derive(Debug)]
pub(crate) enum Transport {
    /// To a mail server.
    Smtp(Box<Smtp>),
    /// Through a local program.
    Sendmail(Sendmail),
    /// Into a folder.
    Folder(Folder),
}

impl Transport {
    /// The way out that the settings name. Nothing is opened before the first mail.
    pub(crate) fn new(settings: &settings::TransportSettings) -> Self {
        match settings {
            settings::TransportSettings::Smtp(settings) => Self::Smtp(Box::new(Smtp::new(settings.clone()))),
            settings::TransportSettings::Sendmail(program) => {
                Self::Sendmail(Sendmail::new(PathBuf::clone(program)))
            }
            settings::TransportSettings::Folder(folder) => Self::Folder(Folder::new(PathBuf::clone(folder))),
        }
    }

    /// Sends one mail. `before_data` runs once, right before the message itself goes out, and not at all when
    /// it does not come to that; when it fails, nothing is sent and the mail is deferred.
    pub(crate) fn send<E: Display>(
        &mut self,
        posting: &Posting<'_>,
        before_data: impl FnOnce() -> Result<(), E>,
    ) -> Outcome {
        match self {
            Self::Smtp(smtp) => smtp.send(posting, before_data),
            Self::Sendmail(sendmail) => sendmail.send(posting, before_data),
            Self::Folder(folder) => folder.send(posting, before_data),
        }
    }

    /// Takes leave of the server until the next mail.
    pub(crate) fn rest(&mut self) {
        if let Self::Smtp(smtp) = self {
            smtp.rest();
        }
    }
}

/// Words of a server or program as one line of at most 500 characters without control characters.
fn one_line(words: &str) -> String {
    let words: String = words.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.char_indices().nth(500) {
        Some((end, _)) => format!("{} (shortened)", &words[..end]),
        None => words,
    }
}

#[cfg(test)]
#[path = "../tests/it/support/smtp_server.rs"]
#[expect(dead_code, reason = "tests of the whole program use the rest of it")]
mod smtp_server;
