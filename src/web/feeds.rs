//! `/feeds`: how the feeds are, for people.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::face::WebState;
use super::page::{Chrome, shown, unavailable};
use super::reader::SignedIn;
use crate::ask::desk::{FeedLine, feed_lines};
use crate::digest::words::{Clock, language};
use crate::feed::FeedHealth;

#[derive(Template)]
#[template(path = "web/feeds.html")]
struct FeedsPage {
    chrome: Chrome,
    summary: String,
    ill: Vec<FeedView>,
    well: Vec<FeedView>,
}

struct FeedView {
    title: String,
    state: String,
    facts: Vec<String>,
    read: String,
    brought: String,
    rhythm: String,
    pages: String,
}

/// Answers it.
pub(super) async fn feeds_page(State(face): State<WebState>, reader: SignedIn) -> Response {
    let sight = reader.sight.clone();
    let lines = face
        .read(move |installation, connection| {
            let files = &installation.files;
            feed_lines(connection, &files.watchlists, &files.settings.fetch.pages, &sight)
        })
        .await;
    let Ok(lines) = lines else { return unavailable() };
    let clock = Clock::new(&reader.sight.zone, face.now());
    let read = lines.iter().filter(|line| !line.is_ill).count();
    let (ill, well): (Vec<FeedLine>, Vec<FeedLine>) = lines.into_iter().partition(|line| line.is_ill);
    let page = FeedsPage {
        chrome: Chrome::inside("Feeds", "/feeds"),
        summary: format!(
            "{read} of {} that your watchlists read are read as they should be.",
            ill.len() + well.len()
        ),
        ill: ill.iter().map(|line| feed_view(line, &clock)).collect(),
        well: well.iter().map(|line| feed_view(line, &clock)).collect(),
    };
    shown(StatusCode::OK, &page)
}

fn feed_view(line: &FeedLine, clock: &Clock) -> FeedView {
    let said = |at: Option<jiff::Timestamp>| at.map_or_else(|| "never".to_owned(), |at| clock.moment(at));
    let since = line.since.map_or_else(String::new, |at| format!(" since {}", clock.moment(at)));
    let mut facts =
        vec![format!("last read {}", said(line.read)), format!("last new {}", said(line.brought))];
    facts.extend(line.rhythm.clone().map(|rhythm| format!("usually {rhythm}")));
    facts.extend(line.lang.as_deref().map(language));
    facts.extend(line.pages.clone());
    FeedView {
        title: line.title.clone(),
        state: format!("{}{since}", state(line.health)),
        facts,
        read: said(line.read),
        brought: said(line.brought),
        rhythm: line.rhythm.clone().unwrap_or_default(),
        pages: line.pages.clone().unwrap_or_default(),
    }
}

/// How a feed is, in words that need no operator.
fn state(health: FeedHealth) -> &'static str {
    match health {
        FeedHealth::Unknown => "not read yet",
        FeedHealth::Well | FeedHealth::Moved => "read",
        FeedHealth::Late => "late",
        FeedHealth::Failing => "does not answer",
        FeedHealth::Blocked => "answers with a wall",
        FeedHealth::Gone => "ended by its publisher",
        FeedHealth::Silent => "silent, for much longer than usual,",
    }
}
