//! What readers change by the forms of `/me`: each change is written, mailed to the address, and runs at once.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jiff::civil::Date;

use super::cookies::{CookieKind, end_cookie};
use super::face::{WebState, see};
use super::form::SentForm;
use super::me::own_page_again;
use super::page::{plain, unavailable};
use super::reader::SignedIn;
use super::sign_in::stale_form;
use crate::ask::desk::ReaderSight;
use crate::deliver::account::{AccountMail, account_mail, post_account_mail};
use crate::deliver::leave::leave_by_page;
use crate::deliver::secret::hash;
use crate::digest::account::AccountLetter;
use crate::installation::{as_subscriber, check_own_wishes};
use crate::store::mutes::{Mute, MuteKind, mute, unmute};
use crate::store::outgoing_feeds::{feed_number, rotate_feed};
use crate::store::own_readers::{OwnWishes, own_reader, save_own_reader};
use crate::store::readers::pause;
use crate::store::sessions::end_sessions;
use crate::store::{Connection, StoreError};

/// Bytes of the name of a source or the number of a story.
const TARGET: usize = 300;

/// One change, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
enum OwnChange {
    /// No mail before this instant, or the end of a pause.
    Pause(Option<Timestamp>),
    Leave,
    Follow(String),
    Unfollow(String),
    Mute(Mute),
    Unmute(Mute),
    Wishes(Box<OwnWishes>),
    /// A new address for the feed of this watchlist.
    Feed(String),
}

/// Does what a form of `/me` says.
pub(super) async fn change(State(face): State<WebState>, reader: SignedIn, form: SentForm) -> Response {
    if !reader.has_sent(&form) {
        return stale_form();
    }
    let change = match understand(&face, &reader.sight, &form) {
        Ok(change) => change,
        Err(wrong) => return own_page_again(&face, reader, wrong).await,
    };
    let now = face.now();
    let Ok(mail) = confirmation(&face, &reader.sight, &change, now).await else { return unavailable() };
    let Ok(secret) = face.secret().await else { return unavailable() };
    let (sight, wanted) = (reader.sight.clone(), change.clone());
    let written = face.write(move |connection| {
        if let OwnChange::Feed(watchlist) = &wanted {
            let number = feed_number(connection, sight.id, watchlist)?.map_or(1, |number| number + 1);
            let token = hash(&secret.feed_token(&sight.email, watchlist, number));
            rotate_feed(connection, sight.id, watchlist, number, &token)?;
        } else {
            write(connection, &sight, &wanted, now)?;
        }
        post_account_mail(connection, &mail, now)
    });
    if written.await.is_err() {
        return unavailable();
    }
    face.changes.note();
    answer(reader.secure, &change)
}

fn answer(secure: bool, change: &OwnChange) -> Response {
    match change {
        OwnChange::Leave => {
            let words = "No more mail comes from here. The link in any mail of ours brings you back.";
            let cookie = end_cookie(CookieKind::Session, secure);
            ([(header::SET_COOKIE, cookie)], plain(StatusCode::OK, "You have left", &[words])).into_response()
        }
        OwnChange::Pause(Some(_)) => see("/me?done=paused"),
        OwnChange::Pause(None) => see("/me?done=resumed"),
        OwnChange::Feed(_) => see("/me?done=feed"),
        _ => see("/me?done=saved"),
    }
}

/// What a form says, where it can be done.
fn understand(face: &WebState, sight: &ReaderSight, form: &SentForm) -> Result<OwnChange, String> {
    let target = form.value("target");
    if target.len() > TARGET {
        return Err("This is too long.".to_owned());
    }
    let target = target.to_owned();
    let visible =
        |id: String| if sight.sees(&id) { Ok(id) } else { Err("There is no such watchlist.".to_owned()) };
    let muted = |kind: MuteKind, target: String| match target.as_str() {
        "" => Err("Nothing is named.".to_owned()),
        _ => Ok(Mute { kind, target }),
    };
    Ok(match form.value("act") {
        "pause" => OwnChange::Pause(Some(pause_end(form.value("pause_until"), sight, face.now())?)),
        "resume" => OwnChange::Pause(None),
        "leave" => OwnChange::Leave,
        "follow" => OwnChange::Follow(visible(target)?),
        "unfollow" => OwnChange::Unfollow(visible(target)?),
        "feed" => OwnChange::Feed(visible(target)?),
        "mute-source" => OwnChange::Mute(muted(MuteKind::Source, target)?),
        "mute-story" => OwnChange::Mute(muted(MuteKind::Story, target)?),
        "unmute" if form.value("kind") == "story" => OwnChange::Unmute(muted(MuteKind::Story, target)?),
        "unmute" => OwnChange::Unmute(muted(MuteKind::Source, target)?),
        "wishes" => OwnChange::Wishes(Box::new(wishes(face, sight, form)?)),
        _ => return Err("This form says nothing that can be done.".to_owned()),
    })
}

/// The beginning of a day on the reader's clock that lies ahead, within ten years.
fn pause_end(day: &str, sight: &ReaderSight, now: Timestamp) -> Result<Timestamp, String> {
    let wrong = || "Name the day on which mail begins again, such as 2026-12-10; it lies ahead.".to_owned();
    let day: Date = day.parse().map_err(|_| wrong())?;
    let until = sight.zone.to_ambiguous_timestamp(day.at(0, 0, 0, 0)).compatible().map_err(|_| wrong())?;
    let hours = until.duration_since(now).as_hours();
    if until > now && hours < 24 * 3_653 { Ok(until) } else { Err(wrong()) }
}

/// What the reader wants, with the watchlists that it has.
fn wishes(face: &WebState, sight: &ReaderSight, form: &SentForm) -> Result<OwnWishes, String> {
    let installation = face.installation();
    if installation.files.subscribers.iter().any(|part| part.email == sight.email) {
        return Err("Your operator has set when you get mail; ask them to change it.".to_owned());
    }
    let quiet = form.value("quiet");
    let wishes = OwnWishes {
        watchlists: Vec::new(),
        digest: form.value("digest").to_owned(),
        timezone: form.value("timezone").to_owned(),
        alerts: form.has("alerts"),
        quiet: (!quiet.is_empty()).then(|| quiet.to_owned()),
        heartbeat: form.has("heartbeat"),
        translate: form.has("translate") && installation.files.settings.translate.is_some(),
    };
    let wanted = as_subscriber(&sight.email, &wishes, &installation.files.watchlists);
    match wanted.and_then(|wanted| check_own_wishes(&wanted)) {
        Ok(()) => Ok(wishes),
        Err(fault) => Err(format!("{}: {}.", fault.field, fault.words)),
    }
}

/// Writes it. What the operator's files give cannot be taken out of them: it is muted instead.
fn write(
    connection: &Connection,
    sight: &ReaderSight,
    change: &OwnChange,
    now: Timestamp,
) -> Result<(), StoreError> {
    let own = own_reader(connection, &sight.email)?.map(|own| own.wishes);
    let of_watchlist = |id: &str| Mute { kind: MuteKind::Watchlist, target: id.to_owned() };
    match change {
        OwnChange::Pause(until) => pause(connection, sight.id, *until),
        OwnChange::Leave => {
            leave_by_page(connection, sight.id, &sight.email, now)?;
            end_sessions(connection, sight.id)
        }
        OwnChange::Follow(id) => {
            unmute(connection, sight.id, &of_watchlist(id))?;
            if sight.follows(id) {
                return Ok(());
            }
            let mut wishes = own.unwrap_or_default();
            wishes.watchlists.push(id.clone());
            save_own_reader(connection, &sight.email, &wishes, now)
        }
        OwnChange::Unfollow(id) => match own {
            Some(mut wishes) if wishes.watchlists.contains(id) => {
                wishes.watchlists.retain(|own| own != id);
                save_own_reader(connection, &sight.email, &wishes, now)
            }
            _ => mute(connection, sight.id, &of_watchlist(id), now),
        },
        OwnChange::Mute(unwanted) => mute(connection, sight.id, unwanted, now),
        OwnChange::Unmute(wanted) => unmute(connection, sight.id, wanted),
        OwnChange::Wishes(wishes) => {
            let watchlists = own.unwrap_or_default().watchlists;
            save_own_reader(connection, &sight.email, &OwnWishes { watchlists, ..(**wishes).clone() }, now)
        }
        OwnChange::Feed(_) => Ok(()),
    }
}

/// The mail that says what was changed: whoever did it, the owner of the address hears of it.
async fn confirmation(
    face: &WebState,
    sight: &ReaderSight,
    change: &OwnChange,
    now: Timestamp,
) -> Result<AccountMail, StoreError> {
    let letter = AccountLetter {
        subject: "Your subscription was changed".to_owned(),
        code: None,
        sentences: vec![
            words(face, sight, change),
            "If that was not you, sign in and change it back, or ask those who run this desk.".to_owned(),
        ],
        link: face.public("me"),
        link_words: "What I get".to_owned(),
    };
    let (installation, secret) = (face.installation(), face.secret().await?);
    account_mail(&installation.files.settings, &secret, &sight.email, &letter, now).map_err(|error| {
        tracing::error!(%error, "the mail about a change could not be written");
        StoreError::Closed
    })
}

fn words(face: &WebState, sight: &ReaderSight, change: &OwnChange) -> String {
    let installation = face.installation();
    let title = |id: &String| {
        installation.files.watchlists.get(id).map_or_else(|| id.clone(), |watchlist| watchlist.title.clone())
    };
    match change {
        OwnChange::Pause(Some(until)) => {
            let day = until.to_zoned_datetime(sight.zone.clone()).strftime("%A %-d %B %Y").to_string();
            format!("Paused: no mail before {day}; what matches meanwhile comes then.")
        }
        OwnChange::Pause(None) => "The pause is over: mail comes as before.".to_owned(),
        OwnChange::Leave => "You have left: no more mail comes from here after this one.".to_owned(),
        OwnChange::Follow(id) => format!("Subscribed: {}.", title(id)),
        OwnChange::Unfollow(id) => format!("No longer mailed: {}.", title(id)),
        OwnChange::Mute(unwanted) if unwanted.kind == MuteKind::Source => {
            format!("No longer mailed: what {} publishes.", unwanted.target)
        }
        OwnChange::Mute(_) => "One story is no longer mailed.".to_owned(),
        OwnChange::Unmute(wanted) if wanted.kind == MuteKind::Source => {
            format!("Mailed again: what {} publishes.", wanted.target)
        }
        OwnChange::Unmute(_) => "One story is mailed again.".to_owned(),
        OwnChange::Wishes(wishes) => {
            let OwnWishes { digest, timezone, quiet, alerts, translate, .. } = &**wishes;
            let quiet = quiet.as_deref().map_or_else(String::new, |quiet| format!(", quiet {quiet}"));
            let alerts = if *alerts { "alerts at once" } else { "no alerts" };
            let translated = if *translate { ", with translations" } else { "" };
            format!("Digests {digest} ({timezone}), {alerts}{quiet}{translated}.")
        }
        OwnChange::Feed(id) => {
            format!("A new address for the feed of {}; the one before has ended.", title(id))
        }
    }
}
