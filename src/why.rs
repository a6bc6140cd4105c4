//! The way of one page from its feed to its readers, and where it stopped.

pub(crate) mod address;
mod page;
mod reader;
mod unread;
mod words;

use std::cmp::Reverse;

use jiff::Timestamp;
use serde::Serialize;

use crate::load::Loaded;
use crate::store::addresses::pages_at;
use crate::store::pages::page;
use crate::store::{Connection, StoreError};

/// What is asked, and of which installation.
pub(crate) struct Asked<'a> {
    /// The address of a page as somebody pasted it, or the number of an entry.
    pub page: &'a str,
    /// What the files say.
    pub loaded: &'a Loaded,
    /// Whether a daemon runs: without one nothing that waits goes on.
    pub running: bool,
    pub now: Timestamp,
}

/// The stages of the way, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Stage {
    /// Its feed is asked.
    Fetch,
    /// Its feed lists it.
    Read,
    /// It is told from what is known already.
    Identity,
    /// A watchlist's query holds.
    Match,
    /// The match is strong enough to be mailed.
    Score,
    /// It is put with other articles that tell the same.
    Story,
    /// A digest tells it to a reader.
    Digest,
    /// The mail is taken by a server.
    Mail,
}

/// How far a step, or the whole way, has come. Later ones win where a page goes several ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Outcome {
    /// It goes no further.
    Stopped,
    /// It goes on at a known time, or once something else happens.
    Waits,
    /// Readers were told of the news, by another article of the same story.
    Told,
    /// It went on; of a whole way: a reader's mail server has taken it.
    Reached,
}

/// One step of the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Step {
    pub stage: Stage,
    pub outcome: Outcome,
    /// When it happened, or will.
    pub at: Option<Timestamp>,
    /// One sentence for operators.
    pub words: String,
}

/// Where a way ended, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Verdict {
    pub outcome: Outcome,
    pub stage: Stage,
    pub words: String,
}

/// The way of one stored entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct PageWay {
    /// The number of the entry.
    pub entry: i64,
    /// Its title; `None` where the text is gone.
    pub title: Option<String>,
    pub url: Option<String>,
    pub feed: String,
    #[serde(flatten)]
    pub verdict: Verdict,
    pub steps: Vec<Step>,
}

/// The answer to `why`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Way {
    /// As it was asked.
    pub page: String,
    /// Of the entry that came furthest, where several feeds carry the page.
    #[serde(flatten)]
    pub verdict: Verdict,
    /// What is known of a page that was never read.
    pub steps: Vec<Step>,
    /// The entries with this address, the one that came furthest first.
    pub pages: Vec<PageWay>,
    /// Whether a daemon runs on this database.
    pub running: bool,
}

/// Follows a page.
pub(crate) fn trace(connection: &Connection, asked: &Asked<'_>) -> Result<Way, StoreError> {
    let numbers = match asked.page.trim().parse::<i64>() {
        Ok(number) => vec![number],
        Err(_) => pages_at(connection, &address::addresses(asked.page))?,
    };
    let mut matcher = asked.loaded.watchlists.matcher();
    let mut pages = Vec::new();
    for number in numbers {
        if let Some(stored) = page(connection, number)? {
            pages.push(page::way(connection, asked, &stored, &mut matcher)?);
        }
    }
    pages.sort_by_key(|way| Reverse((way.verdict.outcome, way.verdict.stage, way.entry)));
    let (verdict, steps) = match pages.first() {
        Some(furthest) => (furthest.verdict.clone(), Vec::new()),
        None => unread::way(connection, asked)?,
    };
    Ok(Way { page: asked.page.trim().to_owned(), verdict, steps, pages, running: asked.running })
}

impl Step {
    fn new(stage: Stage, outcome: Outcome, at: Option<Timestamp>, words: impl Into<String>) -> Self {
        Self { stage, outcome, at, words: words.into() }
    }

    /// The verdict of a way that ends here.
    fn verdict(&self) -> Verdict {
        Verdict { outcome: self.outcome, stage: self.stage, words: self.words.clone() }
    }
}

impl Stage {
    /// The word that stands for it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Fetch => "fetch",
            Self::Read => "read",
            Self::Identity => "identity",
            Self::Match => "match",
            Self::Score => "score",
            Self::Story => "story",
            Self::Digest => "digest",
            Self::Mail => "mail",
        }
    }
}
