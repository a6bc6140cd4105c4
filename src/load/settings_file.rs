//! `wirewatch.toml` as settings.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::diagnostic::table::{Table, TomlDocument};
use crate::diagnostic::{Fault, Problem};
use crate::settings::units::show_duration;
use crate::settings::{
    FetchSettings, MailSettings, Security, Settings, SmtpSettings, StoreSettings, TransportSettings,
    WatchSettings, WebSettings,
};

use super::bounded::{duration, size};
use super::values;

const DAY: Duration = Duration::from_hours(24);

/// What could be read of the file; values that are wrong stand at their defaults, with a problem each.
#[derive(Debug)]
pub(super) struct SettingsFile {
    pub settings: Settings,
    /// Where the three paths stand, for problems with what they name; empty at the start where they are not set.
    pub feeds_at: Range<usize>,
    pub subscribers_at: Range<usize>,
    pub watchlists_at: Range<usize>,
    /// Where the file of certificates is named.
    pub ca_at: Range<usize>,
    /// Where the password file is named.
    pub password_at: Option<Range<usize>>,
    pub problems: Vec<Problem>,
}

/// Reads the file; paths in it are relative to `folder`.
pub(super) fn read(text: &str, folder: &Path) -> SettingsFile {
    let document = TomlDocument::parse(text);
    let mut root = Table::root(&document);
    let defaults = Settings::default();
    let (feeds, feeds_at) = path(&mut root, "feeds", folder, &defaults.feeds);
    let (subscribers, subscribers_at) = path(&mut root, "subscribers", folder, &defaults.subscribers);
    let (watchlists, watchlists_at) = path(&mut root, "watchlists", folder, &defaults.watchlists);
    let operators = root.texts("operators").unwrap_or_default();
    let operators =
        operators.iter().filter_map(|text| root.read_text(text, "address", values::address)).collect();
    let store = store(root.table("store"), folder);
    let watch = root.table("watch").map(watch).unwrap_or_default();
    let (fetch, ca_at) = root.table("fetch").map(|table| fetch(table, folder)).unwrap_or_default();
    let (mail, password_at) = mail(root.table("mail"), folder);
    let web = root.table("web").and_then(web);
    root.finish();
    let settings = Settings { feeds, subscribers, watchlists, operators, store, watch, fetch, mail, web };
    let problems = document.into_problems();
    SettingsFile { settings, feeds_at, subscribers_at, watchlists_at, ca_at, password_at, problems }
}

fn store(table: Option<Table<'_>>, folder: &Path) -> StoreSettings {
    let defaults = StoreSettings::default();
    let Some(mut table) = table else {
        return StoreSettings { database: folder.join(defaults.database), ..defaults };
    };
    let (database, _) = path(&mut table, "database", folder, &defaults.database);
    let retention = duration(&mut table, "retention", DAY, 36_500 * DAY).unwrap_or(defaults.retention);
    table.finish();
    StoreSettings { database, retention }
}

fn watch(mut table: Table<'_>) -> WatchSettings {
    let max_growth = table.number("max_growth", 1.0..=1_000_000.0);
    table.finish();
    max_growth.map_or_else(WatchSettings::default, |max_growth| WatchSettings { max_growth })
}

fn fetch(mut table: Table<'_>, folder: &Path) -> (FetchSettings, Range<usize>) {
    const LEAST: Duration = Duration::from_secs(1);
    let most = 30 * DAY;
    let defaults = FetchSettings::default();
    let every = duration(&mut table, "every", LEAST, most);
    let min_every = duration(&mut table, "min_every", LEAST, most);
    let max_every = duration(&mut table, "max_every", LEAST, most);
    let backfill = duration(&mut table, "backfill", Duration::ZERO, 3650 * DAY).unwrap_or(defaults.backfill);
    let timeout =
        duration(&mut table, "timeout", LEAST, 10 * Duration::from_mins(1)).unwrap_or(defaults.timeout);
    let count = |number: Option<i64>| number.and_then(|number| usize::try_from(number).ok());
    let concurrency = count(table.whole("concurrency", 1..=4096)).unwrap_or(defaults.concurrency);
    let per_host = count(table.whole("per_host", 1..=64)).unwrap_or(defaults.per_host);
    let max_body = size(&mut table, "max_body", 1 << 10, 1 << 30).unwrap_or(defaults.max_body);
    let contact = table.read("contact", "address", contact);
    let allow_private_addresses = table.flag("allow_private_addresses").unwrap_or(false);
    let (ca_file, ca_at) = path(&mut table, "ca_file", folder, Path::new(""));
    let ca_file = (!ca_at.is_empty()).then_some(ca_file);
    let (every, min_every, max_every) = intervals(&table, every, min_every, max_every);
    table.finish();
    let settings = FetchSettings {
        every,
        min_every,
        max_every,
        concurrency,
        per_host,
        backfill,
        timeout,
        max_body,
        contact,
        allow_private_addresses,
        ca_file,
    };
    (settings, ca_at)
}

/// The three intervals in order: what is written must agree, and what is not written gives way.
fn intervals(
    table: &Table<'_>,
    every: Option<Duration>,
    min: Option<Duration>,
    max: Option<Duration>,
) -> (Duration, Duration, Duration) {
    let defaults = FetchSettings::default();
    let pairs = [
        ("min_every", min, "every", every),
        ("every", every, "max_every", max),
        ("min_every", min, "max_every", max),
    ];
    for (low_key, low, high_key, high) in pairs {
        let (Some(low), Some(high)) = (low, high) else { continue };
        if low > high {
            let (low, high) = (show_duration(low), show_duration(high));
            let message = format!("`{low_key}` ({low}) is longer than `{high_key}` ({high})");
            let mut problem =
                Problem::error(table.key_span(low_key).unwrap_or_default(), "out-of-range", message);
            if let Some(span) = table.key_span(high_key) {
                problem = problem.also(span, "shorter than that");
            }
            table.note(problem);
            break;
        }
    }
    let every = every
        .unwrap_or_else(|| defaults.every.max(min.unwrap_or_default()).min(max.unwrap_or(defaults.every)));
    (every, min.unwrap_or(defaults.min_every.min(every)), max.unwrap_or(defaults.max_every.max(every)))
}

fn mail(table: Option<Table<'_>>, folder: &Path) -> (MailSettings, Option<Range<usize>>) {
    let defaults = MailSettings::default();
    let Some(mut table) = table else {
        return (
            MailSettings { transport: TransportSettings::Folder(folder.join("mail")), ..defaults },
            None,
        );
    };
    let choices = [
        ("folder", TransportKind::Folder),
        ("smtp", TransportKind::Smtp),
        ("sendmail", TransportKind::Sendmail),
    ];
    let way = table.choice("transport", &choices).unwrap_or(TransportKind::Folder);
    if !matches!(way, TransportKind::Folder) && !table.has("from") {
        table.missing("from", "write from = \"Wirewatch <digest@example.org>\"");
    }
    let from = table.read("from", "address", values::mailbox).unwrap_or(defaults.from);
    let (mail_folder, _) = path(&mut table, "folder", folder, Path::new("mail"));
    let (program, _) = path(&mut table, "sendmail", folder, Path::new("/usr/sbin/sendmail"));
    let smtp_table = table.table("smtp");
    if smtp_table.is_none() && matches!(way, TransportKind::Smtp) && !table.has("smtp") {
        table.missing("smtp", "add [mail.smtp] with host = \"mail.example.org\"");
    }
    let (smtp, password_at) = smtp_table.map(|table| smtp(table, folder)).unzip();
    table.finish();
    let transport = match (way, smtp) {
        (TransportKind::Smtp, Some(smtp)) => TransportSettings::Smtp(smtp),
        (TransportKind::Sendmail, _) => TransportSettings::Sendmail(program),
        _ => TransportSettings::Folder(mail_folder),
    };
    (MailSettings { from, transport }, password_at.flatten())
}

#[derive(Clone, Copy)]
enum TransportKind {
    Folder,
    Smtp,
    Sendmail,
}

fn smtp(mut table: Table<'_>, folder: &Path) -> (SmtpSettings, Option<Range<usize>>) {
    let help = "write host = \"mail.example.org\"";
    let host = table.required_text("host", help);
    let host = host.and_then(|text| table.read_text(&text, "host", values::host)).unwrap_or_default();
    let choices = [("starttls", Security::StartTls), ("tls", Security::Tls), ("none", Security::None)];
    let security = table.choice("security", &choices).unwrap_or(Security::StartTls);
    if security == Security::None && !host.is_empty() && !is_loopback(&host) {
        let span = table.key_span("security").unwrap_or_default();
        let message = format!("`security = \"none\"` would send mail and password in the open to {host}");
        let problem = Problem::error(span, "security", message).label("allowed to this machine only");
        table.note(problem.help("write \"starttls\", or \"tls\" for port 465"));
    }
    let port = table.whole("port", 1..=65535).and_then(|port| u16::try_from(port).ok());
    let usual = match security {
        Security::Tls => 465,
        Security::StartTls => 587,
        Security::None => 25,
    };
    let username = table.text("username").map(|text| text.value.to_owned());
    let password = table.text("password_file");
    let password_at = password.as_ref().map(|text| text.span.clone());
    let password_file = password.and_then(|text| {
        let path = table.read_text(&text, "path", values::path)?;
        Some(folder.join(path))
    });
    table.finish();
    let port = port.unwrap_or(usual);
    (SmtpSettings { host, port, security, username, password_file }, password_at)
}

fn web(mut table: Table<'_>) -> Option<WebSettings> {
    let listen = table.required_text("listen", "write listen = \"127.0.0.1:8710\"");
    let listen = listen.and_then(|text| table.read_text(&text, "address", values::listen));
    let public_url = table.read("public_url", "address", |text| {
        let url = values::web_address(text)?;
        match text.find(['?', '#']) {
            Some(at) => {
                Err(Fault::new(at..text.len(), "links are made from this address: it ends with its path"))
            }
            None => Ok(url),
        }
    });
    table.finish();
    Some(WebSettings { listen: listen?, public_url })
}

/// A link or a mail address that publishers can write to.
fn contact(text: &str) -> Result<String, Fault> {
    let checked = if text.contains('@') && !text.contains("://") {
        values::address(text.strip_prefix("mailto:").unwrap_or(text)).map(drop)
    } else {
        values::web_address(text).map(drop)
    };
    checked.map(|()| text.to_owned())
}

/// A path and where it stands; relative ones start at the folder of the file.
fn path(table: &mut Table<'_>, key: &'static str, folder: &Path, default: &Path) -> (PathBuf, Range<usize>) {
    let text = table.text(key);
    let span = text.as_ref().map_or(0..0, |text| text.span.clone());
    let path = text.and_then(|text| table.read_text(&text, "path", values::path));
    (folder.join(path.as_deref().unwrap_or(default)), span)
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_matches(['[', ']']).parse::<std::net::IpAddr>();
    host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}
