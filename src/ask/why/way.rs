//! The way of a page from its feed to its readers, as far as it went: stages, steps, and where it ended.

use jiff::Timestamp;
use serde::Serialize;

/// The stages of the way, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum WayStage {
    /// Its feed is asked.
    Fetch,
    /// Its feed lists it.
    Read,
    /// It is told from what is known already.
    Identity,
    /// The page behind it is asked, where its feed gives teasers.
    Page,
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
pub(crate) enum WayEnd {
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
pub(crate) struct TraceStep {
    pub stage: WayStage,
    pub outcome: WayEnd,
    /// When it happened, or will.
    pub at: Option<Timestamp>,
    /// One sentence for operators.
    pub words: String,
}

/// Where a way ended, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct WayVerdict {
    pub outcome: WayEnd,
    pub stage: WayStage,
    pub words: String,
}

/// The way of one stored entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct EntryTrace {
    /// The number of the entry.
    pub entry: i64,
    /// Its title; `None` where the text is gone.
    pub title: Option<String>,
    pub url: Option<String>,
    pub feed: String,
    #[serde(flatten)]
    pub verdict: WayVerdict,
    pub steps: Vec<TraceStep>,
}

/// The answer to `why`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct PageTrace {
    /// As it was asked.
    pub page: String,
    /// Of the entry that came furthest, where several feeds carry the page.
    #[serde(flatten)]
    pub verdict: WayVerdict,
    /// What is known of a page that was never read.
    pub steps: Vec<TraceStep>,
    /// The entries with this address, the one that came furthest first.
    pub pages: Vec<EntryTrace>,
    /// Whether a daemon runs on this database.
    pub running: bool,
}

impl TraceStep {
    pub(super) fn new(
        stage: WayStage,
        outcome: WayEnd,
        at: Option<Timestamp>,
        words: impl Into<String>,
    ) -> Self {
        Self { stage, outcome, at, words: words.into() }
    }

    /// The verdict of a way that ends here.
    pub(super) fn verdict(&self) -> WayVerdict {
        WayVerdict { outcome: self.outcome, stage: self.stage, words: self.words.clone() }
    }
}

impl WayStage {
    /// The word that stands for it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Fetch => "fetch",
            Self::Read => "read",
            Self::Identity => "identity",
            Self::Page => "page",
            Self::Match => "match",
            Self::Score => "score",
            Self::Story => "story",
            Self::Digest => "digest",
            Self::Mail => "mail",
        }
    }
}
