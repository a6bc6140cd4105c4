//! `/me`: what I get, when, and how.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::ToSpan;

use super::address_query::AddressQuery;
use super::face::WebState;
use super::page::{Chrome, shown, unavailable};
use super::reader::SignedIn;
use crate::ask::desk::{OwnView, OwnWatchlist, Subscription, own_view};
use crate::deliver::secret::InstallationSecret;
use crate::digest::words::{Clock, language};
use crate::store::mutes::{Mute, MuteKind};

#[derive(Template)]
#[template(path = "web/me.html")]
struct OwnPage {
    chrome: Chrome,
    email: String,
    said: Option<&'static str>,
    wrong: Option<String>,
    presence: Option<String>,
    whose_words: &'static str,
    watchlists: Vec<ListRow>,
    operator: Vec<String>,
    own: Option<WishesView>,
    pause_day: String,
    tomorrow: String,
    paused: bool,
    mutes: Vec<(&'static str, String, String)>,
    feeds: Vec<FeedRow>,
    form: String,
}

struct ListRow {
    id: String,
    title: String,
    words: &'static str,
    act: &'static str,
    button: &'static str,
}

struct WishesView {
    digest: String,
    timezone: String,
    quiet: String,
    alerts: bool,
    heartbeat: bool,
    translate: bool,
    /// Into which language is translated here; `None` where nothing is.
    translated: Option<String>,
}

struct FeedRow {
    id: String,
    title: String,
    address: Option<String>,
    button: &'static str,
}

/// Shows it.
pub(super) async fn own_page(
    State(face): State<WebState>,
    reader: SignedIn,
    mut asked: AddressQuery,
) -> Response {
    // What was done before the page is shown.
    let said = match asked.text("done").as_deref() {
        Some("saved") => Some("Saved; a mail confirms it."),
        Some("paused") => Some("Paused; a mail confirms it."),
        Some("resumed") => Some("The pause is over; a mail confirms it."),
        Some("feed") => Some("The feed has a new address."),
        _ => None,
    };
    show(&face, reader, StatusCode::OK, said, None).await
}

/// Shows it with what was wrong with what was sent.
pub(super) async fn own_page_again(face: &WebState, reader: SignedIn, wrong: String) -> Response {
    show(face, reader, StatusCode::BAD_REQUEST, None, Some(wrong)).await
}

async fn show(
    face: &WebState,
    reader: SignedIn,
    status: StatusCode,
    said: Option<&'static str>,
    wrong: Option<String>,
) -> Response {
    let (now, sight) = (face.now(), reader.sight.clone());
    let view =
        face.read(move |installation, connection| own_view(connection, installation, &sight, now)).await;
    let (Ok(view), Ok(secret)) = (view, face.secret().await) else { return unavailable() };
    let clock = Clock::new(&reader.sight.zone, now);
    let installation = face.installation();
    let translated = installation.files.settings.translate.as_ref().map(|translate| language(&translate.to));
    let today = now.to_zoned_datetime(reader.sight.zone.clone()).date();
    let OwnView { watchlists, operator, wishes, paused_until, mutes } = view;
    let whose_words = if operator.is_empty() {
        "You have subscribed by yourself: everything here is yours to change."
    } else {
        "Your operator has listed you. You can leave what you do not want, add what is open, pause and leave."
    };
    let page = OwnPage {
        chrome: Chrome::inside("Me", "/me"),
        email: reader.sight.email.clone(),
        said,
        wrong,
        presence: paused_until.map(|until| {
            format!("Paused: no mail before {}; what matches meanwhile comes then.", clock.moment(until))
        }),
        whose_words,
        feeds: watchlists.iter().map(|list| feed_row(list, &reader, &secret)).collect(),
        watchlists: watchlists.iter().map(list_row).collect(),
        operator,
        own: wishes.map(|wishes| WishesView {
            digest: wishes.digest,
            timezone: wishes.timezone,
            quiet: wishes.quiet.unwrap_or_default(),
            alerts: wishes.alerts,
            heartbeat: wishes.heartbeat,
            translate: wishes.translate,
            translated: translated.clone(),
        }),
        pause_day: paused_until.map_or_else(String::new, |until| {
            until.to_zoned_datetime(reader.sight.zone.clone()).date().to_string()
        }),
        tomorrow: today.checked_add(1.days()).unwrap_or(today).to_string(),
        paused: paused_until.is_some(),
        mutes: mutes.iter().map(mute_row).collect(),
        form: reader.form,
    };
    shown(status, &page)
}

fn list_row(list: &OwnWatchlist) -> ListRow {
    let (words, act, button) = match list.subscription {
        Subscription::ByOperator => ("set by your operator", "unfollow", "Not for me"),
        Subscription::ByReader => ("subscribed by you", "unfollow", "Leave it"),
        Subscription::Muted => ("not mailed, as you wished", "follow", "Mail me about it again"),
        Subscription::Open => ("open to you", "follow", "Subscribe"),
    };
    ListRow { id: list.id.clone(), title: list.title.clone(), words, act, button }
}

fn feed_row(list: &OwnWatchlist, reader: &SignedIn, secret: &InstallationSecret) -> FeedRow {
    let address =
        list.feed.map(|number| format!("/feed/{}", secret.feed_token(&reader.sight.email, &list.id, number)));
    let button = if address.is_some() { "Give it a new address" } else { "Make a feed" };
    FeedRow { id: list.id.clone(), title: list.title.clone(), address, button }
}

fn mute_row(mute: &Mute) -> (&'static str, String, String) {
    let words = match mute.kind {
        MuteKind::Source => format!("Everything from {}", mute.target),
        MuteKind::Story => format!("Story {}", mute.target),
        MuteKind::Watchlist => format!("Watchlist {}", mute.target),
    };
    let kind = match mute.kind {
        MuteKind::Source => "source",
        MuteKind::Story => "story",
        MuteKind::Watchlist => "watchlist",
    };
    (kind, mute.target.clone(), words)
}
