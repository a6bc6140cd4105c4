//! Tells operators of languages in which a watchlist never matches: once, then weekly, then of the end.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::store::health::{NoticeKind, record_notice};
use crate::store::languages::{brought_since, first_matches};
use crate::store::meta::{meta, set_meta};
use crate::store::{Connection, Store, StoreError};
use crate::watch::set::Watchlists;
use crate::watch::silence::{self, LanguageVolume, SILENCE, SilentLanguage};

/// The name of the fact that holds what operators were told.
const NAME: &str = "silent-languages";

/// What does not change is said again after this.
const REMINDER: SignedDuration = SignedDuration::from_hours(7 * 24);

/// It is looked at no more often than this.
const EVERY: SignedDuration = SignedDuration::from_hours(24);

/// What operators were told, and when it was looked at last.
#[derive(Debug, Default, Serialize, Deserialize)]
struct SilenceReport {
    looked: Timestamp,
    /// By watchlist, then by language: when.
    at: BTreeMap<String, BTreeMap<String, Timestamp>>,
}

/// A language in which a watchlist matches again.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct HeardAgain {
    pub watchlist: String,
    pub lang: String,
}

/// Every watchlist with a language that it reads and has not matched in for two weeks.
pub(crate) fn silent_languages(
    connection: &Connection,
    watchlists: &Watchlists,
    now: Timestamp,
) -> Result<Vec<SilentLanguage>, StoreError> {
    Ok(look(connection, watchlists, now)?.1)
}

fn look(
    connection: &Connection,
    watchlists: &Watchlists,
    now: Timestamp,
) -> Result<(Vec<LanguageVolume>, Vec<SilentLanguage>), StoreError> {
    let brought = brought_since(connection, now.checked_sub(SILENCE).unwrap_or(Timestamp::MIN))?;
    let silent = silence::silent_languages(watchlists, &brought, &first_matches(connection)?, now);
    Ok((brought, silent))
}

/// Looks once a day, and writes down what operators are to be told.
pub(crate) fn note_silent_languages(
    store: &Store,
    watchlists: &Watchlists,
    now: Timestamp,
) -> Result<(), StoreError> {
    let told = store.read(|connection| meta(connection, NAME))?;
    let mut told: SilenceReport = told.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    // A clock set back makes the span negative: then it is time too.
    if (SignedDuration::ZERO..EVERY).contains(&now.duration_since(told.looked)) {
        return Ok(());
    }
    let (brought, silent) = store.read(|connection| look(connection, watchlists, now))?;
    told.looked = now;
    let mut notices = Vec::new();
    for (watchlist, langs) in &mut told.at {
        langs.retain(|lang, _| {
            if silent.iter().any(|one| one.watchlist == *watchlist && one.lang == *lang) {
                return true;
            }
            if silence::is_heard(watchlists, watchlist, lang, &brought) {
                let again = HeardAgain { watchlist: watchlist.clone(), lang: lang.clone() };
                notices.push((NoticeKind::LanguageHeard, encode(&again)));
            }
            false
        });
    }
    told.at.retain(|_, langs| !langs.is_empty());
    for one in &silent {
        let langs = told.at.entry(one.watchlist.clone()).or_default();
        if langs.get(&one.lang).is_none_or(|at| now.duration_since(*at) >= REMINDER) {
            langs.insert(one.lang.clone(), now);
            notices.push((NoticeKind::LanguageSilent, encode(one)));
        }
    }
    let told = encode(&told)?;
    store.write_blocking(move |connection| {
        for (kind, message) in &notices {
            record_notice(connection, *kind, &message.clone()?, now)?;
        }
        set_meta(connection, NAME, &told)
    })
}

fn encode(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::damaged("notice", &error))
}
