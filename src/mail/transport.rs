//! The way out that the settings name.

use std::fmt::Display;
use std::path::PathBuf;

use crate::settings;

use super::folder::Folder;
use super::posting::{Posting, SendOutcome};
use super::sendmail::Sendmail;
use super::smtp::client::SmtpClient;

/// A way out of the machine. It blocks: it belongs to one thread that does nothing else.
#[derive(Debug)]
pub(crate) enum Transport {
    /// To a mail server.
    Smtp(Box<SmtpClient>),
    /// Through a local program.
    Sendmail(Sendmail),
    /// Into a folder.
    Folder(Folder),
}

impl Transport {
    /// The way out that the settings name. Nothing is opened before the first mail.
    pub(crate) fn new(settings: &settings::TransportSettings) -> Self {
        match settings {
            settings::TransportSettings::Smtp(settings) => {
                Self::Smtp(Box::new(SmtpClient::new(settings.clone())))
            }
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
    ) -> SendOutcome {
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
