//! `[mail]` of the settings, and the ways mail can leave by.

use std::path::{Path, PathBuf};

use crate::diagnostic::Problem;
use crate::diagnostic::table::Table;

use super::typed::path;
use super::values;

/// The sender where none is named, which only a folder takes.
const USUAL_SENDER: &str = "Wirewatch <wirewatch@localhost>";

/// `[mail]`: who the mails are from, and how they leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MailSettings {
    /// The From header: an address, or a name and an address in angle brackets. Checked by `load`.
    pub from: String,
    /// The address that mails return to which cannot be delivered; `None`: the sender's.
    pub bounces: Option<String>,
    /// The way out.
    pub transport: TransportSettings,
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

#[derive(Clone, Copy, PartialEq, Eq)]
enum TransportKind {
    Folder,
    Smtp,
    Sendmail,
}

impl MailSettings {
    pub(super) fn read(mut table: Table<'_>, folder: &Path) -> Self {
        let choices = [
            ("folder", TransportKind::Folder),
            ("smtp", TransportKind::Smtp),
            ("sendmail", TransportKind::Sendmail),
        ];
        let kind = table.choice("transport", &choices).unwrap_or(TransportKind::Folder);
        if kind != TransportKind::Folder && !table.has("from") {
            table.missing("from", "write from = \"Wirewatch <digest@example.org>\"");
        }
        let from = table.read("from", "address", values::mailbox).unwrap_or_else(|| USUAL_SENDER.to_owned());
        let bounces = table.read("bounces", "address", values::address);
        let mail_folder = path(&mut table, "folder", folder).unwrap_or_default();
        let program = path(&mut table, "sendmail", folder).unwrap_or_default();
        if kind == TransportKind::Smtp && !table.has("smtp") {
            table.missing("smtp", "add [mail.smtp] with host = \"mail.example.org\"");
        }
        let smtp = table.table("smtp").map(|table| SmtpSettings::read(table, folder));
        table.finish();
        let transport = match (kind, smtp) {
            (TransportKind::Smtp, Some(smtp)) => TransportSettings::Smtp(smtp),
            (TransportKind::Sendmail, _) => TransportSettings::Sendmail(program),
            _ => TransportSettings::Folder(mail_folder),
        };
        Self { from, bounces, transport }
    }
}

impl SmtpSettings {
    fn read(mut table: Table<'_>, folder: &Path) -> Self {
        let host = table.read("host", "host", values::host).unwrap_or_default();
        let choices = [("starttls", Security::StartTls), ("tls", Security::Tls), ("none", Security::None)];
        let security = table.choice("security", &choices).unwrap_or(Security::StartTls);
        if security == Security::None && !host.is_empty() && !is_loopback(&host) {
            let span = table.key_span("security").unwrap_or_default();
            let message = format!("`security = \"none\"` would send mail and password in the open to {host}");
            let problem = Problem::error(span, "security", message).label("allowed to this machine only");
            table.note(problem.help("write \"starttls\", or \"tls\" for port 465"));
        }
        let port = table.whole("port");
        let username = table.text("username").map(|text| text.value.to_owned());
        let password_file = path(&mut table, "password_file", folder);
        table.finish();
        let port = port.unwrap_or_else(|| security.usual_port());
        Self { host, port, security, username, password_file }
    }
}

impl Security {
    fn usual_port(self) -> u16 {
        match self {
            Self::Tls => 465,
            Self::StartTls => 587,
            Self::None => 25,
        }
    }
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_matches(['[', ']']).parse::<std::net::IpAddr>();
    host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}
