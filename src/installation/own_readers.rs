//! Readers who have subscribed by themselves, as subscribers beside those of the operator's files.

use jiff::{SignedDuration, Timestamp};

use crate::diagnostic::Fault;
use crate::load::Loaded;
use crate::schedule::times::quiet::Quiet;
use crate::schedule::times::{DigestTimes, zone};
use crate::store::own_readers::{OwnReader, OwnWishes};
use crate::subscriber::{Empty, Subscriber, WatchlistSelection, Way};
use crate::watch::file::Visibility;
use crate::watch::set::Watchlists;

/// After an alert, what would be the next ones is gathered for so long, as is usual in the files.
const ALERT_EVERY: SignedDuration = SignedDuration::from_mins(10);

/// A wish that is none, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WishFault {
    /// The name of the wish, as `subscribers.toml` has it.
    pub field: &'static str,
    /// What is wrong, in a sentence.
    pub words: String,
}

/// The readers of the files, and those who have subscribed by themselves. Whom the files name is as they say, and gets
/// beside it what it has added itself, at the same time.
pub(crate) fn all_readers(files: &Loaded, own: &[OwnReader]) -> Vec<Subscriber> {
    let mut readers: Vec<Subscriber> = Vec::new();
    for part in &files.subscribers {
        let goes_on = |last: &Subscriber| part.part > 0 && last.email == part.email;
        if !readers.last().is_some_and(goes_on) {
            add_own_part(&mut readers, own, &files.watchlists);
        }
        readers.push(part.clone());
    }
    add_own_part(&mut readers, own, &files.watchlists);
    let named = |email: &str| files.subscribers.iter().any(|reader| reader.email.eq_ignore_ascii_case(email));
    for reader in own.iter().filter(|own| !named(&own.email)) {
        match as_subscriber(&reader.email, &reader.wishes, &files.watchlists) {
            Ok(subscriber) => readers.push(subscriber),
            // It was right when it was written: a zone that is no more, for instance.
            Err(WishFault { field, words }) => {
                tracing::error!(
                    field,
                    words,
                    "the wishes of a reader who subscribed by itself cannot be read"
                );
            }
        }
    }
    readers
}

/// Gives the reader whose parts stand last one more, where it has added watchlists that no part has.
fn add_own_part(readers: &mut Vec<Subscriber>, own: &[OwnReader], watchlists: &Watchlists) {
    let Some(last) = readers.last() else { return };
    let Some(own) = own.iter().find(|own| own.email.eq_ignore_ascii_case(&last.email)) else { return };
    let parts = || readers.iter().filter(|part| part.email == last.email);
    let added = own.wishes.watchlists.iter().filter(|id| is_open(watchlists, id));
    let added: Vec<String> = added.filter(|id| !parts().any(|part| part.wants(id))).cloned().collect();
    if let (Some(first), false) = (parts().next(), added.is_empty()) {
        let part = last.part + 1;
        let own = Subscriber { part, watchlists: WatchlistSelection::Listed(added), ..first.clone() };
        readers.push(own);
    }
}

/// Whether every reader may subscribe to a watchlist.
fn is_open(watchlists: &Watchlists, id: &str) -> bool {
    watchlists.get(id).is_some_and(|watchlist| watchlist.visibility == Visibility::SignedIn)
}

/// What the reader itself may not wish, whoever runs this may still write into the files: mails every minute.
///
/// # Errors
///
/// Where digests would come more often than once an hour.
pub(crate) fn check_own_wishes(wanted: &Subscriber) -> Result<(), WishFault> {
    match &wanted.times {
        Some(times) if !times.is_at_most_hourly() => Err(WishFault {
            field: "digest",
            words: "this is more often than once an hour; name one minute, as in “0 * * * *”, or write “hourly”; what \
                    cannot wait comes as an alert"
                .to_owned(),
        }),
        _ => Ok(()),
    }
}

/// A reader who wants this. Watchlists that are not open to every reader are left out.
///
/// # Errors
///
/// When a time, a zone or hours are none.
pub(crate) fn as_subscriber(
    email: &str,
    wishes: &OwnWishes,
    watchlists: &Watchlists,
) -> Result<Subscriber, WishFault> {
    let fault = |field: &'static str| {
        move |Fault { message, help, .. }: Fault| {
            let help = help.map_or_else(String::new, |help| format!("; {help}"));
            WishFault { field, words: format!("{message}{help}") }
        }
    };
    let open = wishes.watchlists.iter().filter(|id| is_open(watchlists, id));
    Ok(Subscriber {
        email: email.to_owned(),
        way: Way::Mail,
        name: None,
        part: 0,
        watchlists: WatchlistSelection::Listed(open.cloned().collect()),
        times: Some(DigestTimes::parse(&wishes.digest).map_err(fault("digest"))?),
        timezone: zone::find(&wishes.timezone).map_err(fault("timezone"))?,
        alerts: wishes.alerts,
        quiet: wishes.quiet.as_deref().map(Quiet::parse).transpose().map_err(fault("quiet"))?,
        empty: if wishes.heartbeat { Empty::Heartbeat } else { Empty::Skip },
        alert_every: ALERT_EVERY,
        translate: wishes.translate,
        pause_until: None,
    })
}

/// The readers who have subscribed by themselves, as `subscribers.toml` would list them.
pub(crate) fn as_toml(readers: &[OwnReader]) -> String {
    readers.iter().map(listed).collect()
}

fn listed(OwnReader { email, joined, wishes }: &OwnReader) -> String {
    let text = |text: &str| toml_edit::Value::from(text).to_string().trim().to_owned();
    let watchlists: Vec<String> = wishes.watchlists.iter().map(|id| text(id)).collect();
    let mut lines = vec![
        format!("# joined {}", day(*joined)),
        "[[subscriber]]".to_owned(),
        format!("email = {}", text(email)),
        format!("watchlists = [{}]", watchlists.join(", ")),
        format!("digest = {}", text(&wishes.digest)),
        format!("timezone = {}", text(&wishes.timezone)),
        format!("alerts = {}", wishes.alerts),
    ];
    lines.extend(wishes.quiet.as_deref().map(|quiet| format!("quiet = {}", text(quiet))));
    lines.extend(wishes.translate.then(|| "translate = true".to_owned()));
    lines.extend(wishes.heartbeat.then(|| "empty = \"heartbeat\"".to_owned()));
    lines.join("\n") + "\n\n"
}

fn day(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d").to_string()
}
