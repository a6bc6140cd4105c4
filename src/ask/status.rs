//! What is well and what is not: files, feeds, outbox, digests, subscribers, languages.

use jiff::{SignedDuration, Timestamp};
use serde::{Serialize, Serializer};

use crate::ask::ailment::{Ailment, DaemonHealth, Pulse, of_mails};
use crate::ask::outputs::{OutputStatus, output_statuses};
use crate::ask::teasers::{TeaserFeed, teaser_feeds};
use crate::deliver::silence::silent_languages;
use crate::digest::input::TroubledFeed;
use crate::feed::Feed;
use crate::installation::{Files, RefusedFiles};
use crate::load::{Loaded, LoadedCounts, Rejected};
use crate::shown::Shown;
use crate::store::brought_back::closed_readers;
use crate::store::bus_lag::{BusLag, bus_lag};
use crate::store::coverage::troubled_feeds;
use crate::store::delivery::{DeliveryState, DeliveryWay};
use crate::store::digests::{DigestLine, last_digests};
use crate::store::outbox::delivery_counts;
use crate::store::parked::{ParkedMail, parked_mails};
use crate::store::readers::{Suppressed, suppressed};
use crate::store::status::{InstallationCounts, counts};
use crate::store::waiting_line::waiting_line;
use crate::store::{Connection, StoreError};
use crate::subscriber::Output;
use crate::watch::silence::SilentLanguage;

/// Digests that are looked through.
const DIGESTS_READ: usize = 40;

/// Feeds whose trouble is as old as this are still told.
const TROUBLES_OF: SignedDuration = SignedDuration::from_hours(48);

/// What `status --json` prints. Addresses stand in it as anybody may read them.
#[derive(Debug, Serialize)]
pub(crate) struct InstallationStatus {
    /// Whether a daemon runs on this database.
    pub running: bool,
    /// When it last did what it is for; `None` where none runs, or it says nothing.
    pub pulse: Option<Pulse>,
    /// What keeps it from its work.
    pub ailments: Vec<Ailment>,
    pub files: Files,
    pub counts: InstallationCounts,
    pub troubled: Vec<TroubledFeed>,
    /// Feeds that are asked under another name, or with headers.
    pub peculiar: Vec<PeculiarFeed>,
    /// Feeds that give teasers, and what their pages bring.
    pub teasers: Vec<TeaserFeed>,
    /// How many mails are in each state, by its word.
    #[serde(serialize_with = "by_state")]
    pub outbox: Vec<(DeliveryState, i64)>,
    /// When the mail was queued that waits longest.
    pub waiting_since: Option<Timestamp>,
    /// Mails that were given up.
    pub parked: Vec<ParkedMail>,
    /// The last first.
    pub digests: Vec<DigestLine>,
    pub suppressed: Vec<Suppressed>,
    pub outputs: Vec<OutputStatus>,
    /// Where there are several machines: how far this one and the bus are apart.
    pub bus: Option<BusLag>,
    /// Languages that a watchlist reads and has not matched in for two weeks.
    pub silent_languages: Vec<SilentLanguage>,
}

/// A feed that is not asked as others are. No value of a header is told.
#[derive(Debug, Serialize)]
pub(crate) struct PeculiarFeed {
    pub url: String,
    pub user_agent: Option<String>,
    /// The names of its headers.
    pub headers: Vec<String>,
}

impl InstallationStatus {
    /// Whether nothing needs a look.
    pub(crate) fn is_well(&self) -> bool {
        self.troubled.is_empty()
            && self.ailments.iter().all(Ailment::mends_itself)
            && self.parked.is_empty()
            && self.suppressed.is_empty()
            && self.outputs.iter().all(OutputStatus::is_well)
            && self.bus.as_ref().is_none_or(BusLag::is_well)
            && self.silent_languages.is_empty()
            && self.files.refused.is_none()
    }
}

/// Looks at everything that is stored, beside the files as they stand on disk. `daemon` is what one says that runs.
///
/// # Errors
///
/// When the store cannot be read.
pub(crate) fn status(
    connection: &Connection,
    on_disk: &Result<Loaded, Rejected>,
    daemon: Option<Result<DaemonHealth, Ailment>>,
    now: Timestamp,
) -> Result<InstallationStatus, StoreError> {
    let running = daemon.is_some();
    let line = waiting_line(connection)?;
    let (pulse, ailments) = match daemon {
        None => (None, Vec::new()),
        Some(Ok(DaemonHealth { pulse, ailments })) => (Some(pulse), ailments),
        Some(Err(ailment)) => (None, vec![ailment]),
    };
    let closed = closed_readers(connection, now)?;
    let closed = closed.map(|(readers, until)| Ailment::Closed { until, readers });
    // What it knows of mails is some seconds old.
    let ailments = ailments.into_iter().filter(|ailment| !ailment.is_of_mails());
    let since = now.saturating_sub(TROUBLES_OF).unwrap_or(Timestamp::MIN);
    Ok(InstallationStatus {
        running,
        pulse,
        ailments: ailments.chain(of_mails(&line, now)).chain(closed).collect(),
        files: files(connection, on_disk, running, now)?,
        counts: counts(connection)?,
        troubled: troubled_feeds(connection, since, now)?.into_iter().map(shown_feed).collect(),
        peculiar: on_disk.iter().flat_map(|loaded| peculiar(&loaded.feeds)).collect(),
        teasers: match on_disk {
            Ok(loaded) => teaser_feeds(connection, &loaded.settings.fetch.pages)?,
            Err(_) => Vec::new(),
        },
        outbox: delivery_counts(connection, DeliveryWay::Mail)?,
        waiting_since: line.oldest,
        parked: parked_mails(connection)?.into_iter().filter(is_given_up).map(shown_mail).collect(),
        digests: last_digests(connection, DIGESTS_READ)?,
        suppressed: suppressed(connection)?.into_iter().filter(is_reader).map(shown_reader).collect(),
        outputs: output_statuses(connection, on_disk)?,
        bus: match on_disk {
            Ok(Loaded { settings, .. }) if settings.bus.is_none() => None,
            _ => Some(bus_lag(connection)?).filter(|lag| on_disk.is_ok() || *lag != BusLag::default()),
        },
        silent_languages: match on_disk {
            Ok(loaded) => silent_languages(connection, &loaded.watchlists, now)?,
            // They are looked for again once the watchlists can be read.
            Err(_) => Vec::new(),
        },
    })
}

/// The feeds that are asked in a manner of their own.
fn peculiar(feeds: &[Feed]) -> Vec<PeculiarFeed> {
    let own = feeds.iter().filter(|feed| !feed.request.are_usual());
    own.map(|feed| PeculiarFeed {
        url: Shown::address(&feed.url).to_string(),
        user_agent: feed.request.user_agent.as_deref().map(|name| Shown::text(name).to_string()),
        headers: feed.request.headers.keys().cloned().collect(),
    })
    .collect()
}

fn by_state<S: Serializer>(mails: &[(DeliveryState, i64)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(mails.iter().copied())
}

/// The files that run, or would: what a daemon has taken, and what it or anybody would refuse of those on disk.
fn files(
    connection: &Connection,
    on_disk: &Result<Loaded, Rejected>,
    running: bool,
    now: Timestamp,
) -> Result<Files, StoreError> {
    let last = Files::last(connection)?;
    Ok(match (on_disk, last) {
        // A daemon may refuse what is right by itself, such as a flood.
        (Ok(_), Some(last)) if running => last,
        (Ok(loaded), last) => {
            Files::new(loaded.counts, loaded.warnings.len(), last.and_then(|last| last.taken))
        }
        (Err(rejected), last) => {
            let last = last.unwrap_or_else(|| Files::new(LoadedCounts::default(), 0, None));
            let since = last.refused.as_ref().map_or(now, |refused| refused.since);
            Files { refused: Some(RefusedFiles::new(&rejected.findings, since)), ..last }
        }
    })
}

fn is_given_up(mail: &ParkedMail) -> bool {
    matches!(mail.state, DeliveryState::Refused | DeliveryState::Expired)
}

fn is_reader(suppressed: &Suppressed) -> bool {
    Output::id_of(&suppressed.email).is_none()
}

fn shown_mail(mail: ParkedMail) -> ParkedMail {
    let reply = mail.reply.map(|reply| Shown::text(&reply).to_string());
    ParkedMail { to: Output::shown(&mail.to), reply, ..mail }
}

fn shown_feed(feed: TroubledFeed) -> TroubledFeed {
    let (url, words) = (Shown::address(&feed.url).to_string(), Shown::text(&feed.words).to_string());
    TroubledFeed { url, words, ..feed }
}

fn shown_reader(Suppressed { email, words }: Suppressed) -> Suppressed {
    Suppressed { email: Shown::mailbox(&email).to_string(), words: Shown::text(&words).to_string() }
}
