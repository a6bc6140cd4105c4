//! `/`: what is new since the last visit.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;

use super::chart::{DayChart, said};
use super::face::WebState;
use super::page::{Chrome, shown, unavailable};
use super::reader::SignedIn;
use super::rows::EntryRow;
use crate::ask::desk::{WatchlistSummary, front};
use crate::digest::words::Clock;

#[derive(Template)]
#[template(path = "web/front.html")]
struct FrontPageView {
    chrome: Chrome,
    since: String,
    /// To who is here for the first time: what there is.
    welcome: Vec<String>,
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
        since: if reader.is_first_visit {
            format!(
                "Your first visit: all that was found since you became a reader, {}, is new",
                clock.moment_said(reader.visited)
            )
        } else {
            format!("New since your last visit, {}", clock.moment_said(reader.visited))
        },
        welcome: if reader.is_first_visit { welcome(&face, &reader, &clock, now) } else { Vec::new() },
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

/// What somebody needs who has never seen a desk.
fn welcome(face: &WebState, reader: &SignedIn, clock: &Clock, now: Timestamp) -> Vec<String> {
    let installation = face.installation();
    let own = installation.readers.iter().filter(|part| part.email == reader.sight.email);
    let next = own.filter_map(|part| part.times.as_ref()?.next_after(&part.timezone, now)).min();
    let mut sentences = vec![
        "A watchlist is a search that never ends: what the feeds bring and it matches stands under it here, and in \
         your mails. The bars count what it found a day; a hatched day is one on which not every feed was read."
            .to_owned(),
        "Search looks through everything that is stored. Feeds says how each source is. Under Me you choose what you \
         get and when, pause, and leave."
            .to_owned(),
    ];
    sentences.extend(
        next.map(|next| format!("Your next digest is made {}, {}.", clock.moment_said(next), clock.zone())),
    );
    sentences
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
