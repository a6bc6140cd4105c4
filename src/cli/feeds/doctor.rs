//! `wirewatch feeds doctor`: which of the listed feeds answer, and what to write where one does not.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::json;
use tokio::task::JoinSet;

use super::asking::{Answered, SourceAsker, runtime};
use super::found::paste;
use crate::cli::common::{Common, Exit};
use crate::cli::output::print;
use crate::clock;
use crate::feed::{FailureKind, Feed, FetchFailure, Robots, SourceKind};
use crate::fetch::{discover, wall_in_place};
use crate::load::Loaded;
use crate::shown::Shown;
use crate::update::abandoned_since;
use crate::wording::{self, counted};

/// Feeds that are asked at one time; those of one host wait for their turns all the same.
const AT_ONCE: usize = 8;

/// A name that publishers let in who refuse programs; whether to use it the operator decides.
const BROWSER: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

/// How a feed was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SourceState {
    Well,
    Moved,
    Wall,
    Unwelcome,
    Empty,
    Old,
    Fails,
}

/// The states in the order in which they are counted, and what is said of so many feeds.
const COUNTED: [(SourceState, &str); 7] = [
    (SourceState::Well, "answer"),
    (SourceState::Moved, "moved"),
    (SourceState::Wall, "are walls"),
    (SourceState::Unwelcome, "want no robots"),
    (SourceState::Empty, "are empty"),
    (SourceState::Old, "bring nothing new"),
    (SourceState::Fails, "fail"),
];

impl SourceState {
    fn word(self) -> &'static str {
        match self {
            Self::Well => "well",
            Self::Moved => "moved",
            Self::Wall => "wall",
            Self::Unwelcome => "robots",
            Self::Empty => "empty",
            Self::Old => "old",
            Self::Fails => "fails",
        }
    }
}

/// What was found out of one feed.
struct Examined {
    at: usize,
    state: SourceState,
    words: String,
    /// What to write into the file instead, a line each.
    paste: Vec<String>,
    entries: usize,
    newest: Option<Timestamp>,
}

pub(super) fn run(common: &Common, loaded: &Loaded) -> anyhow::Result<Exit> {
    let asking = Arc::new(SourceAsker::of(&loaded.settings.fetch, &loaded.feeds)?);
    let mut examined = runtime()?.block_on(examine_all(&asking, &loaded.feeds));
    examined.sort_by_key(|one| one.at);
    for one in &examined {
        let feed = &loaded.feeds[one.at];
        if common.json {
            print(format_args!("{}\n", as_json(feed, one)))?;
        } else {
            print(format_args!("{}", shown(feed, one)))?;
        }
    }
    let count = |state| examined.iter().filter(|one| one.state == state).count();
    if !common.json {
        let counts = COUNTED.map(|(state, words)| format!("{} {words}", count(state)));
        print(format_args!("{}: {}\n", counted(examined.len(), "feed", "feeds"), counts.join(", ")))?;
    }
    let well = count(SourceState::Well);
    Ok(if well == examined.len() { Exit::Done } else { Exit::Problem })
}

async fn examine_all(asking: &Arc<SourceAsker>, feeds: &[Feed]) -> Vec<Examined> {
    let mut examined = Vec::new();
    let mut asked = JoinSet::new();
    for (at, feed) in feeds.iter().cloned().enumerate() {
        if asked.len() >= AT_ONCE {
            examined.extend(asked.join_next().await.and_then(Result::ok));
        }
        let asking = Arc::clone(asking);
        asked.spawn(async move { examine(&asking, at, &feed).await });
    }
    while let Some(one) = asked.join_next().await {
        examined.extend(one.ok());
    }
    examined
}

async fn examine(asking: &SourceAsker, at: usize, feed: &Feed) -> Examined {
    if !asking.is_welcome(feed).await {
        let words =
            "its robots.txt asks programs to leave this page alone; ask its publisher, then write".to_owned();
        let paste = vec![format!("robots = \"{}\"", Robots::Ignore.word())];
        return Examined { at, state: SourceState::Unwelcome, words, paste, entries: 0, newest: None };
    }
    let failure = match asking.ask(feed).await {
        Ok(answered) => match read(feed, &answered) {
            Ok(claims) => {
                let mut one = answers(at, feed, answered.moved_to, &claims);
                one.words.extend(answered.unread.iter().map(|words| format!("; {words}")));
                return one;
            }
            Err(failure) => failure,
        },
        Err(failure) => failure,
    };
    let state = match failure.kind {
        FailureKind::Blocked | FailureKind::Denied => SourceState::Wall,
        _ => SourceState::Fails,
    };
    // A feed that is gone from its address may be elsewhere on its site, and a list may stand in other elements.
    let is_lost =
        matches!(failure.kind, FailureKind::NotFound | FailureKind::NotAFeed | FailureKind::NothingFound);
    let paste = match state {
        SourceState::Wall if feed.request.user_agent.is_none() => vec![format!("user_agent = \"{BROWSER}\"")],
        _ if is_lost && feed.kind() != SourceKind::Telegram => elsewhere(asking, feed, failure.kind).await,
        _ => Vec::new(),
    };
    Examined { at, state, words: failure.message, paste, entries: 0, newest: None }
}

/// When each entry of an answer says that it was published.
fn read(feed: &Feed, answered: &Answered) -> Result<Vec<Option<Timestamp>>, FetchFailure> {
    match answered.read(feed) {
        Ok(read) => Ok(read.feed.entries.iter().map(|entry| entry.published.or(entry.updated)).collect()),
        Err(error) => {
            let failure = FetchFailure::new(FailureKind::NotAFeed, error.to_string());
            Err(wall_in_place(&answered.bytes).filter(|_| feed.kind().is_page()).unwrap_or(failure))
        }
    }
}

fn answers(at: usize, feed: &Feed, moved_to: Option<String>, claims: &[Option<Timestamp>]) -> Examined {
    let dates: Vec<Timestamp> = claims.iter().copied().flatten().collect();
    let newest = dates.iter().max().copied();
    let moved = moved_to.filter(|to| *to != feed.url);
    let entries = counted(claims.len(), "entry", "entries");
    let (state, words) = match (abandoned_since(&dates, clock::now()), newest) {
        _ if claims.is_empty() => (SourceState::Empty, "it answers, and lists nothing".to_owned()),
        (Some(newest), _) => {
            let month = newest.strftime("%Y-%m");
            let words = format!(
                "it answers, but of its {entries} the newest is of {month}: is it written elsewhere by now?"
            );
            (SourceState::Old, words)
        }
        (None, newest) => {
            let state = if moved.is_some() { SourceState::Moved } else { SourceState::Well };
            let newest = newest.map_or(", none of them dated".to_owned(), |at| {
                format!(", the newest of {}", wording::utc_minute(at))
            });
            (state, format!("{entries}{newest}"))
        }
    };
    let paste = moved.iter().map(|to| format!("url = \"{to}\"")).collect();
    Examined { at, state, words, paste, entries: claims.len(), newest }
}

/// The lines of the first source that the site of a lost one has: of a page that answers in its place, else of the site's
/// front page; of a list those of its page alone.
async fn elsewhere(asking: &SourceAsker, feed: &Feed, failure: FailureKind) -> Vec<String> {
    let Ok(url) = url::Url::parse(&feed.url) else { return Vec::new() };
    let own = (failure == FailureKind::NotAFeed || feed.kind() == SourceKind::List).then(|| url.clone());
    let front = if feed.kind() == SourceKind::List { None } else { url.join("/").ok() };
    for page in own.into_iter().chain(front) {
        let found = discover(&asking.fetcher, page.as_str(), clock::now()).await.unwrap_or_default();
        if let Some(first) = found.sources.first().or(found.list.as_ref()) {
            let is_told = |line: &&str| !["[[feed]]", ""].contains(line) && !line.starts_with("name = ");
            return paste(first).lines().filter(is_told).map(str::to_owned).collect();
        }
    }
    Vec::new()
}

fn shown(feed: &Feed, one: &Examined) -> String {
    let title = wording::line(feed.title_or(None));
    let words = wording::line(&Shown::text(&one.words).to_string());
    let head = format!("{:6} {title}: {words}\n       {}\n", one.state.word(), Shown::address(&feed.url));
    let paste = one.paste.iter().map(|line| format!("       {}\n", wording::line(line)));
    [head].into_iter().chain(paste).collect()
}

fn as_json(feed: &Feed, one: &Examined) -> serde_json::Value {
    json!({
        "url": Shown::address(&feed.url).to_string(), "state": one.state.word(), "entries": one.entries, "newest": one.newest,
        "words": one.words, "paste": one.paste,
    })
}
