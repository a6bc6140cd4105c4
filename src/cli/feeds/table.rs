//! `wirewatch feeds list`.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use unicode_width::UnicodeWidthStr as _;

use crate::ask::feeds::feed_states;
use crate::ask::teasers::{TeaserFeed, teaser_feeds};
use crate::cli::common::{Common, Exit};
use crate::cli::output::print;
use crate::cli::screen::{Screen, Tone, fitted};
use crate::clock;
use crate::entry::is_same_language;
use crate::feed::{Feed, FeedHealth, FeedState};
use crate::load::Loaded;
use crate::shown::Shown;
use crate::store::cut_feeds::last_cuts;
use crate::store::{ReadOnlyStore, StoreError};
use crate::update::gives_teasers;
use crate::wording::{self, counted};

#[derive(Debug, clap::Args)]
pub(super) struct FeedsListArgs {
    /// Only feeds in this state, such as failing
    #[arg(long, value_name = "STATE", value_parser = health)]
    state: Option<FeedHealth>,
    /// Only feeds with this label
    #[arg(long, value_name = "TAG")]
    tag: Option<String>,
}

/// Reads a state by the word that the table shows.
fn health(word: &str) -> Result<FeedHealth, String> {
    let state = serde_json::from_value(json!(word));
    state.map_err(|_| "it is one of unknown, well, late, failing, blocked, moved, gone and silent".to_owned())
}

/// Prints the feeds in the order of the files, with what polling has learnt of them.
pub(super) fn list(common: &Common, args: &FeedsListArgs, loaded: &Loaded) -> anyhow::Result<Exit> {
    let tagged = |feed: &&Feed| args.tag.as_ref().is_none_or(|tag| feed.tags.contains(tag));
    let feeds: Vec<&Feed> = loaded.feeds.iter().filter(tagged).collect();
    let states = states(loaded, &feeds)?;
    let wanted = |(_, state): &(&Feed, FeedState)| args.state.is_none_or(|wanted| wanted == state.health);
    let feeds: Vec<(&Feed, FeedState)> = feeds.into_iter().zip(states).filter(wanted).collect();
    let (screen, now) = (Screen::of_stdout(), clock::now());
    let (teasers, cuts) = (teasers(loaded)?, cuts(loaded, now)?);
    let cut = |feed: &Feed| cuts.get(&feed.url).map(|words| format!("cut within a week: {words}"));
    let teaser = |feed: &Feed| {
        let url = Shown::address(&feed.url).to_string();
        teasers.iter().find(|teaser| teaser.url == url)
    };
    if common.json {
        for (feed, state) in &feeds {
            let mut line = as_json(feed, state, teaser(feed));
            line["cut"] = json!(cuts.get(&feed.url));
            print(format_args!("{line}\n"))?;
        }
        return Ok(Exit::Done);
    }
    print(format_args!("{}\n", header(screen)))?;
    for (feed, state) in &feeds {
        print(format_args!("{}\n", row(screen, feed, state, now)))?;
        for words in
            language_note(feed, state).into_iter().chain(cut(feed).map(|words| wording::line(&words)))
        {
            print(format_args!("{}\n", screen.wrapped(10, &words)))?;
        }
        if let Some(teaser) = teaser(feed) {
            print(format_args!("{}\n", screen.wrapped(10, &wording::line(&teaser.words()))))?;
        }
    }
    let is_ill = |state: &FeedState| !matches!(state.health, FeedHealth::Well | FeedHealth::Unknown);
    let ill = feeds.iter().filter(|(_, state)| is_ill(state)).count();
    let need = if ill == 1 { "needs" } else { "need" };
    print(format_args!("{}, {ill} of them {need} a look\n", counted(feeds.len(), "feed", "feeds")))?;
    Ok(Exit::Done)
}

/// Columns before those of the title and the address.
const TIMES: usize = 40;

/// Columns for title and address from which on both stand in one line.
const BOTH: usize = 70;

/// The columns of a title on this screen, and whether the address has room beside it.
fn columns(screen: Screen, title: &str) -> (usize, bool) {
    match screen.left_after(TIMES) {
        None => (title.width().max(40), true),
        Some(left @ BOTH..) => (left * 2 / 5, true),
        Some(left) => (left, false),
    }
}

fn header(screen: Screen) -> String {
    let (columns, has_address) = columns(screen, "");
    let line =
        format!("{:8}  {:8}  {:8}  {:8}  {}", "STATE", "ANSWERED", "NEW", "NEXT", fitted("TITLE", columns));
    if has_address { format!("{line}  ADDRESS") } else { line.trim_end().to_owned() }
}

/// A feed on one line; below it what a person should know, and the address where there was no room for it.
fn row(screen: Screen, feed: &Feed, state: &FeedState, now: Timestamp) -> String {
    let [answered, new] =
        [state.last_ok, state.last_new].map(|at| at.map_or("-".to_owned(), |at| ago(at, now)));
    let next = match state.next_due {
        _ if state.health == FeedHealth::Gone => "never".to_owned(),
        Some(due) if due > now => format!("in {}", short(due, now)),
        _ => "due".to_owned(),
    };
    let title = wording::line(feed.title_or(state.title.as_deref()));
    let health = state.health.as_str();
    let (columns, has_address) = columns(screen, &title);
    let shown = fitted(&title, columns);
    // An address is not cut, but a key in it is shown to nobody: the file has it, and `feeds export`.
    let url = Shown::address(&feed.url).to_string();
    let shown = if has_address { format!("{shown}  {url}") } else { shown.trim_end().to_owned() };
    let health = screen.toned(tone(state.health), &format!("{health:8}"));
    let first = format!("{health}  {answered:8}  {new:8}  {next:8}  {shown}");
    let note = note(state);
    let address = (!has_address).then_some(url);
    let below = address.into_iter().chain(note).map(|text| screen.wrapped(10, &wording::line(&text)));
    std::iter::once(first).chain(below).collect::<Vec<_>>().join("\n")
}

fn tone(health: FeedHealth) -> Tone {
    match health {
        FeedHealth::Well => Tone::Good,
        FeedHealth::Unknown => Tone::Faint,
        FeedHealth::Late | FeedHealth::Moved | FeedHealth::Silent => Tone::Doubtful,
        FeedHealth::Failing | FeedHealth::Blocked | FeedHealth::Gone => Tone::Bad,
    }
}

fn in_one_unit(span: Duration) -> String {
    let span = SignedDuration::try_from(span).unwrap_or(SignedDuration::MAX);
    short(Timestamp::UNIX_EPOCH.saturating_add(span).unwrap_or(Timestamp::MAX), Timestamp::UNIX_EPOCH)
}

fn ago(at: Timestamp, now: Timestamp) -> String {
    format!("{} ago", short(now, at))
}

/// From one instant to a later one in the largest unit that leaves two of it: `90s`, `40m`, `30h`, `12d`.
fn short(later: Timestamp, earlier: Timestamp) -> String {
    let seconds = later.duration_since(earlier).as_secs().max(0);
    match seconds {
        0..120 => format!("{seconds}s"),
        120..7200 => format!("{}m", seconds / 60),
        7200..172_800 => format!("{}h", seconds / 3600),
        _ => format!("{}d", seconds / 86_400),
    }
}

/// What is known of the feeds; nothing where there is no database yet.
fn states(loaded: &Loaded, feeds: &[&Feed]) -> anyhow::Result<Vec<FeedState>> {
    match ReadOnlyStore::open(&loaded.settings.store.database) {
        Ok(reader) => Ok(reader.read(|connection| feed_states(connection, feeds))?),
        Err(StoreError::Missing(_)) => Ok(vec![FeedState::default(); feeds.len()]),
        Err(error) => Err(error.into()),
    }
}

/// The feeds that give teasers; none where there is no database yet.
fn teasers(loaded: &Loaded) -> anyhow::Result<Vec<TeaserFeed>> {
    match ReadOnlyStore::open(&loaded.settings.store.database) {
        Ok(reader) => Ok(reader.read(|connection| teaser_feeds(connection, &loaded.settings.fetch.pages))?),
        Err(StoreError::Missing(_)) => Ok(Vec::new()),
        Err(error) => Err(error.into()),
    }
}

/// What was cut of feeds since they were last spoken of; nothing where there is no database yet.
fn cuts(loaded: &Loaded, now: Timestamp) -> anyhow::Result<BTreeMap<String, String>> {
    // A limit that cuts at every poll is noted once a week.
    let since = now.saturating_sub(SignedDuration::from_hours(24 * 8)).unwrap_or(Timestamp::MIN);
    match ReadOnlyStore::open(&loaded.settings.store.database) {
        Ok(reader) => Ok(reader.read(|connection| last_cuts(connection, since))?),
        Err(StoreError::Missing(_)) => Ok(BTreeMap::new()),
        Err(error) => Err(error.into()),
    }
}

/// What a person should know beside the table.
fn note(state: &FeedState) -> Option<String> {
    if let (FeedHealth::Gone, Some(why)) = (state.health, &state.last_error) {
        return Some(format!("not polled any more: it {why}"));
    }
    if let Some(error) = &state.last_error {
        let since = state.failing_since.map(|since| format!(" since {}", minute(Some(since))));
        let times = if state.failures == 1 { "once".to_owned() } else { format!("{} times", state.failures) };
        return Some(format!("failing{}, {times}: {error}", since.unwrap_or_default()));
    }
    match state.health {
        FeedHealth::Moved => {
            Some(format!("asked at {} by now", Shown::address(state.effective_url.as_deref()?)))
        }
        FeedHealth::Silent => {
            Some(format!("it used to bring something every {}", in_one_unit(state.rhythm?)))
        }
        _ if state.first_polled.is_some() && state.listed.is_empty() => Some("it has no entries".to_owned()),
        _ => None,
    }
}

/// Where a feed is not in the language that it is said to be in: `says en, writes ru`.
fn language_note(feed: &Feed, state: &FeedState) -> Option<String> {
    let says = feed.lang.as_deref().or(state.lang.as_deref())?;
    let writes = state.writes.as_deref().filter(|writes| !is_same_language(says, writes))?;
    Some(wording::line(&format!("says {says}, writes {writes}")))
}

fn as_json(feed: &Feed, state: &FeedState, teaser: Option<&TeaserFeed>) -> serde_json::Value {
    json!({
        "url": Shown::address(&feed.url),
        "address": Shown::address(state.address(feed)),
        "title": feed.title.as_ref().or(state.title.as_ref()),
        "tags": feed.tags,
        "says": feed.lang.as_ref().or(state.lang.as_ref()),
        "writes": state.writes,
        "health": state.health,
        "health_since": state.health_since,
        "last_polled": state.last_polled,
        "last_ok": state.last_ok,
        "last_new": state.last_new,
        "next_due": state.next_due,
        "failures": state.failures,
        "failing_since": state.failing_since,
        "error": state.last_error,
        "rhythm_seconds": state.rhythm.map(|rhythm| rhythm.as_secs()),
        "entries": state.listed.len(),
        "teasers": gives_teasers(state),
        "pages": teaser.filter(|teaser| teaser.fetched).map(|teaser| teaser.pages),
    })
}

fn minute(instant: Option<Timestamp>) -> String {
    let wall =
        instant.map(|instant| TimeZone::UTC.to_datetime(instant).strftime("%Y-%m-%d %H:%M").to_string());
    wall.unwrap_or_else(|| "-".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feed() -> Feed {
        Feed {
            url: "https://news.example/international/en/rss.xml".to_owned(),
            title: Some("The News of the Whole Region,\u{1b}[31m International Edition".to_owned()),
            lang: None,
            country: None,
            publisher: None,
            tags: Vec::new(),
            every: None,
            ..Feed::default()
        }
    }

    #[test]
    fn a_feed_fits_the_screen_and_its_address_is_whole() {
        let now: Timestamp = "2026-11-24T12:00:00Z".parse().expect("a time");
        let before = |minutes: i64| Some(now - SignedDuration::from_mins(minutes));
        let failing = FeedState {
            health: FeedHealth::Failing,
            first_polled: before(9000),
            last_ok: before(4000),
            last_new: before(5000),
            next_due: before(-35),
            failures: 7,
            failing_since: before(600),
            last_error: Some("news.example answered 500 Internal Server Error".to_owned()),
            ..FeedState::default()
        };
        assert_eq!(
            row(Screen::of_width(80), &feed(), &failing, now),
            "failing   2d ago    3d ago    in 35m    The News of the Whole Region,[31m Inter…\n          \
             https://news.example/international/en/rss.xml\n          \
             failing since 2026-11-24 02:00, 7 times: news.example answered 500\n          Internal Server Error"
        );
        let wide = row(Screen::of_width(120), &feed(), &failing, now);
        assert!(wide.lines().all(|line| line.len() <= 122), "{wide}");
        assert!(
            wide.lines()
                .next()
                .is_some_and(|line| line.ends_with("  https://news.example/international/en/rss.xml"))
        );
        let paid = Feed { url: "https://u:SECRET@news.example/rss?key=SECRET".to_owned(), ..feed() };
        let paid = row(Screen::of_width(80), &paid, &failing, now);
        assert!(paid.contains("\n          https://news.example/rss?…\n"), "{paid}");
        let unknown = row(Screen::of_width(80), &feed(), &FeedState::default(), now);
        assert!(unknown.starts_with("unknown   -         -         due       The News"), "{unknown}");
    }
}
