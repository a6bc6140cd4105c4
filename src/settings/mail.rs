//! `[mail]` of the settings, and the ways mail can leave by.

use std::path::PathBuf;

/// `[mail]`: who the mails are from, and how they leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MailSettings {
    /// The From header: an address, or a name and an address in angle brackets. Checked by `load`.
    pub from: String,
    /// The way out.
    pub transport: TransportSettings,
}

impl Default for MailSettings {
    fn default() -> Self {
        Self {
            from: "Wirewatch <wirewatch@localhost>".into(),
            transport: TransportSettings::Folder("mail".into()),
        }
    }
}

/// How mail leaves the machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TransportSettings {
    /// A mail server.
    Smtp(SmtpSettings),
    /// A local program that speaks sendmail's command line.
    Sendmail(PathBuf),
    /// A folder of `.eml` files, for trying out.
    Folder(PathBuf),
}

/// `[mail.smtp]`: the server that takes the mails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SmtpSettings {
    /// A host name, or an address literal.
    pub host: String,
    /// The port; 587 by default, 465 with [`Security::Tls`], 25 with [`Security::None`].
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// The user to log in as; `None` sends without login.
    pub username: Option<String>,
    /// The file that holds the password, read when a connection is opened and kept nowhere: the one named in the
    /// settings, else the systemd credential `smtp-password`.
    pub password_file: Option<PathBuf>,
}

/// How a connection to a mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Security {
    /// TLS from the first byte.
    Tls,
    /// Plain until STARTTLS, which must succeed.
    StartTls,
    /// Not at all; `load` allows it to loopback only.
    None,
}
