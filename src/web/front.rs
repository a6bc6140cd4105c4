//! `/`: what is new since the last visit.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::chart::{DayChart, said};
use super::face::{WebState, unavailable};
use super::page::{Chrome, shown};
use super::reader::SignedIn;
use super::rows::EntryRow;
use crate::ask::desk::{WatchlistSummary, front};
use crate::digest::words::Clock;

#[derive(Template)]
#[template(path = "web/front.html")]
struct FrontPageView {
    chrome: Chrome,
    since: String,
    watchlists: Vec<FrontList>,
    others: Vec<(String, String)>,
    digests: Vec<(String, String, String)>,
}

struct FrontList {
    id: String,
    title: String,
    description: String,
    tally: String,
    unusual: Option<String>,
    chart: DayChart,
    entries: Vec<EntryRow>,
}

/// Answers it.
pub(super) async fn front_page(State(face): State<WebState>, reader: SignedIn) -> Response {
    let now = face.now();
    let (sight, since) = (reader.sight.clone(), reader.visited);
    let view = face
        .read(move |installation, connection| {
            front(connection, &installation.files.watchlists, &sight, since, now)
        })
        .await;
    let Ok(view) = view else { return unavailable() };
    let clock = Clock::new(&reader.sight.zone, now);
    let lists = view.watchlists.iter().enumerate().map(|(at, list)| front_list(list, &clock, at));
    let page = FrontPageView {
        chrome: Chrome::inside(&clock.day(now), "/"),
        since: format!("New since your last visit, {}", clock.moment_said(reader.visited)),
        watchlists: lists.collect(),
        others: view.others,
        digests: view
            .digests
            .into_iter()
            .map(|digest| (digest.token, digest.subject, clock.moment(digest.composed)))
            .collect(),
    };
    shown(StatusCode::OK, &page)
}

fn front_list(list: &WatchlistSummary, clock: &Clock, number: usize) -> FrontList {
    let said_of = |count: usize, words: &str| (count > 0).then(|| format!("{count} {words}"));
    let parts =
        [said_of(list.new, "new"), said_of(list.changed, "changed"), said_of(list.gone, "taken down")];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    FrontList {
        id: list.id.clone(),
        title: list.title.clone(),
        description: list.description.clone(),
        tally: if parts.is_empty() { "Nothing new since then.".to_owned() } else { parts.join(", ") + "." },
        unusual: unusual(list),
        chart: DayChart::new(&list.id, &list.days, number),
        entries: EntryRow::of_finds(&list.newest, clock),
    }
}

/// The rule, with its numbers, where it says that there is more than usual.
fn unusual(list: &WatchlistSummary) -> Option<String> {
    let usual = list.usual.filter(|_| list.is_unusual())?;
    let today = list.days.last()?;
    let day = said(today.day);
    let weekday = day.split(' ').next().unwrap_or_default();
    Some(format!(
        "{} today so far. The last {} times that every feed was read on this weekday ({weekday}), it brought {} \
         (median, half of them within {}); above {} this line stands here.",
        today.found,
        usual.days,
        usual.median,
        usual.spread,
        usual.bound()
    ))
}
