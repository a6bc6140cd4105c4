//! The settings of one installation, as plain data with their defaults.

pub(crate) mod units;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use url::Url;

const MINUTE: Duration = Duration::from_mins(1);
const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);

/// Everything `wirewatch.toml` says. Paths are absolute or relative to the working directory: `load` has
/// already joined them to the folder of the file they stand in.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Settings {
    /// A file of feeds, or a folder of `.toml` and `.opml` files.
    pub feeds: PathBuf,
    /// The file of subscribers.
    pub subscribers: PathBuf,
    /// The folder of watchlists and `entities.toml`.
    pub watchlists: PathBuf,
    /// Addresses that are told about dead feeds, refused mail and rejected files.
    pub operators: Vec<String>,
    /// `[store]`.
    pub store: StoreSettings,
    /// `[watch]`.
    pub watch: WatchSettings,
    /// `[fetch]`.
    pub fetch: FetchSettings,
    /// `[mail]`.
    pub mail: MailSettings,
    /// `[web]`; `None` means no listener.
    pub web: Option<WebSettings>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            feeds: "feeds.toml".into(),
            subscribers: "subscribers.toml".into(),
            watchlists: "watchlists".into(),
            operators: Vec::new(),
            store: StoreSettings::default(),
            watch: WatchSettings::default(),
            fetch: FetchSettings::default(),
            mail: MailSettings::default(),
            web: None,
        }
    }
}

/// `[store]`: where items are kept, and for how long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StoreSettings {
    /// The SQLite file.
    pub database: PathBuf,
    /// Text older than this goes; keys stay.
    pub retention: Duration,
}

impl Default for StoreSettings {
    fn default() -> Self {
        Self { database: "wirewatch.db".into(), retention: 400 * DAY }
    }
}

/// `[watch]`: what a changed watchlist may bring.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct WatchSettings {
    /// A reload that would multiply what a watchlist mails by more than this is refused; at least 1.
    pub max_growth: f64,
}

impl Default for WatchSettings {
    fn default() -> Self {
        Self { max_growth: 10.0 }
    }
}

/// `[fetch]`: how feeds are asked, and how much of an answer is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FetchSettings {
    /// The interval of a feed without one of its own, before it is adapted.
    pub every: Duration,
    /// The adaptive interval never goes below this.
    pub min_every: Duration,
    /// The adaptive interval never goes above this.
    pub max_every: Duration,
    /// Requests at one time, at least 1.
    pub concurrency: usize,
    /// Requests at one time to one host, at least 1.
    pub per_host: usize,
    /// At first sight of a feed, items this young are news; older ones are only stored.
    pub backfill: Duration,
    /// The whole of one request, redirects and body included.
    pub timeout: Duration,
    /// Bytes of a body after decompression.
    pub max_body: u64,
    /// Goes into the User-Agent, so that publishers can reach the operator.
    pub contact: Option<String>,
    /// Whether loopback, private and link-local addresses may be asked.
    pub allow_private_addresses: bool,
    /// Certificates in PEM that are trusted beside the system's: an authority of one's own.
    pub ca_file: Option<PathBuf>,
}

impl Default for FetchSettings {
    fn default() -> Self {
        Self {
            every: 15 * MINUTE,
            min_every: 5 * MINUTE,
            max_every: 24 * HOUR,
            concurrency: 64,
            per_host: 2,
            backfill: 24 * HOUR,
            timeout: Duration::from_secs(30),
            max_body: 20 << 20,
            contact: None,
            allow_private_addresses: false,
            ca_file: None,
        }
    }
}

/// `[mail]`: who the mails are from, and how they leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MailSettings {
    /// The From header: an address, or a name and an address in angle brackets. Checked by `load`.
    pub from: String,
    /// The way out.
    pub transport: Transport,
}

impl Default for MailSettings {
    fn default() -> Self {
        Self { from: "Wirewatch <wirewatch@localhost>".into(), transport: Transport::Folder("mail".into()) }
    }
}

/// How mail leaves the machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Transport {
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

/// `[web]`: the listener.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WebSettings {
    /// The address to bind.
    pub listen: SocketAddr,
    /// Where people reach it from outside; links in mails begin with it.
    pub public_url: Option<Url>,
}
