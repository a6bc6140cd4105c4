//! What mails lead to: a digest as mailed, and the way out; and how the service is.

use std::sync::Arc;

use askama::Template;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use super::address_part::AddressPart;
use super::face::{WebState, query};
use super::page::{Chrome, not_found, shown, unavailable};
use crate::clock;
use crate::deliver::leave::{ReaderPresence, WayOutWish};
use crate::deliver::{leave, letter};
use crate::store::{Store, StoreError};
use crate::wording::utc_minute;

#[derive(Template)]
#[template(path = "web/leave.html")]
struct LeavePage {
    chrome: Chrome,
    /// What holds, in a sentence.
    words: String,
    /// Whether leaving and pausing can be asked for.
    may_go: bool,
    /// Whether mail can be asked for again.
    may_return: bool,
}

/// Answers `/d/TOKEN`: a digest, as mailed.
pub(super) async fn digest(State(face): State<WebState>, AddressPart(token): AddressPart) -> Response {
    match face.read(move |_, connection| letter::page(connection, &token)).await {
        Ok(Some(page)) => Html(page).into_response(),
        Ok(None) => not_found(),
        Err(_) => unavailable(),
    }
}

/// Shows buttons and changes nothing: scanners of mail follow every link (RFC 8058, 3.1).
pub(super) async fn way_out(State(face): State<WebState>, AddressPart(way): AddressPart) -> Response {
    leave_page(leaver(face.store(), way).await)
}

/// Whose way out this is, read beside the writer.
async fn leaver(store: Arc<Store>, way: String) -> Result<Option<(String, ReaderPresence)>, StoreError> {
    let now = clock::now();
    query(move || store.read(|connection| leave::leaver(connection, &way, now))).await
}

/// One click does it: no cookie, no redirect, and a second click is answered as the first. Whoever has no way out is told
/// so without the writer, which a flood of them would keep from its work.
pub(super) async fn follow(
    State(face): State<WebState>,
    AddressPart(way): AddressPart,
    body: Bytes,
) -> Response {
    let (now, wish, store) = (clock::now(), wish(&body), face.store());
    match leaver(face.store(), way.clone()).await {
        Ok(Some(_)) => {}
        unknown => return leave_page(unknown),
    }
    leave_page(store.write(move |connection| leave::follow(connection, &way, wish, now)).await)
}

/// What the button says that was pressed. Mail programs press none: their one click means to leave (RFC 8058, 3.2).
fn wish(body: &[u8]) -> WayOutWish {
    let act = url::form_urlencoded::parse(body).find(|(name, _)| name == "act");
    match act.as_ref().map(|(_, act)| &**act) {
        Some("pause-1") => WayOutWish::Pause(1),
        Some("pause-7") => WayOutWish::Pause(7),
        Some("pause-30") => WayOutWish::Pause(30),
        Some("return") => WayOutWish::Return,
        _ => WayOutWish::Leave,
    }
}

fn presence_page((reader, presence): (String, ReaderPresence)) -> LeavePage {
    let (heading, words) = match presence {
        ReaderPresence::Present => {
            ("Pause or leave?", format!("{reader} gets digests and alerts from here."))
        }
        ReaderPresence::PausedUntil(until) => {
            let until = utc_minute(until);
            ("Paused", format!("{reader} gets no mail before {until}; what matches meanwhile comes then."))
        }
        ReaderPresence::Left => ("You have left", format!("{reader} gets no more mail from here.")),
        ReaderPresence::Refused => {
            let why = "mail servers said that there is no such address";
            let words =
                format!("{reader} gets no mail: {why}. Whoever runs this Wirewatch can take it back.");
            ("No mail arrives", words)
        }
    };
    LeavePage {
        chrome: Chrome::outside(heading),
        words,
        may_go: matches!(presence, ReaderPresence::Present | ReaderPresence::PausedUntil(_)),
        may_return: matches!(presence, ReaderPresence::Left | ReaderPresence::PausedUntil(_)),
    }
}

fn leave_page(reader: Result<Option<(String, ReaderPresence)>, StoreError>) -> Response {
    match reader {
        Ok(Some(reader)) => shown(StatusCode::OK, &presence_page(reader)),
        Ok(None) => not_found(),
        Err(_) => unavailable(),
    }
}

pub(super) async fn healthz(State(face): State<WebState>) -> Response {
    let ailments = face.health.ailments();
    if !ailments.is_empty() {
        let words = format!("{}\n", ailments.join("\n"));
        return (StatusCode::SERVICE_UNAVAILABLE, words).into_response();
    }
    // The service does its work all the same, so whoever restarts by the status has no reason to.
    match face.health.refused() {
        0 => "well\n".into_response(),
        problems => format!("well; the files on disk are refused ({problems} problems), the old set runs\n")
            .into_response(),
    }
}
