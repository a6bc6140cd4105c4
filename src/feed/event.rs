//! What people may want to know about a feed.

use serde::{Deserialize, Serialize};

/// One thing that people may want to know about a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HealthEvent {
    /// What happened.
    pub kind: EventKind,
    /// One sentence of which the feed is the subject, as "it", without capital and full stop.
    pub message: String,
    /// Whether operators get mail for it; else it only stands in the feed's history.
    pub tell: bool,
}

/// The kinds of health events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum EventKind {
    /// It fails for long enough that people should know.
    Failing,
    /// A bot wall or a login page answers in its place.
    Blocked,
    /// A permanent redirect is believed.
    Moved,
    /// 410: it is not polled any more.
    Gone,
    /// It brings nothing for much longer than its own rhythm.
    Silent,
    /// It is well again.
    Recovered,
    /// It changed its ids, and its entries were recognised by link or title.
    IdsChanged,
    /// It had entries and has none now; nothing was deleted.
    Emptied,
    /// It has far fewer entries than before; nothing was deleted.
    Shrunk,
    /// Its body breaks off before its end; what could be read was read.
    Truncated,
    /// Nothing in it was known, though it had entries before: some may have come and gone between two polls.
    Gap,
    /// Its older documents were not all read at first sight.
    History,
    /// An entry is edited without end; its further edits are stored for a while, not mailed.
    Restless,
    /// It lists old entries that were never seen: stored and searchable, no news.
    Relisted,
    /// Nearly all of its entries had another title and text at once: not believed until a second answer says the same.
    Doubtful,
    /// So many pages behind its entries went missing at once that it is an outage or a redesign; readers are not told.
    PagesHeld,
    /// Most of the last pages behind its entries are walls: what it brings is matched by its teasers alone.
    PagesWalled,
    /// It goes by another name than the one it is listed under.
    Renamed,
}

const KINDS: [EventKind; 18] = [
    EventKind::Failing,
    EventKind::Blocked,
    EventKind::Moved,
    EventKind::Gone,
    EventKind::Silent,
    EventKind::Recovered,
    EventKind::IdsChanged,
    EventKind::Emptied,
    EventKind::Shrunk,
    EventKind::Truncated,
    EventKind::Gap,
    EventKind::History,
    EventKind::Restless,
    EventKind::Relisted,
    EventKind::Doubtful,
    EventKind::PagesHeld,
    EventKind::PagesWalled,
    EventKind::Renamed,
];

impl EventKind {
    /// The word that stands for it in the store and in JSON.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Failing => "failing",
            Self::Blocked => "blocked",
            Self::Moved => "moved",
            Self::Gone => "gone",
            Self::Silent => "silent",
            Self::Recovered => "recovered",
            Self::IdsChanged => "ids-changed",
            Self::Emptied => "emptied",
            Self::Shrunk => "shrunk",
            Self::Truncated => "truncated",
            Self::Gap => "gap",
            Self::History => "history",
            Self::Restless => "restless",
            Self::Relisted => "relisted",
            Self::Doubtful => "doubtful",
            Self::PagesHeld => "pages-held",
            Self::PagesWalled => "pages-walled",
            Self::Renamed => "renamed",
        }
    }

    /// The kind that this word stands for.
    pub(crate) fn from_stored(word: &str) -> Option<Self> {
        KINDS.into_iter().find(|kind| kind.as_str() == word)
    }

    /// Whether it says how the feed is from now on: a later one takes its place. The others tell of something odd.
    pub(crate) fn is_state(self) -> bool {
        matches!(
            self,
            Self::Failing | Self::Blocked | Self::Moved | Self::Gone | Self::Silent | Self::Recovered
        )
    }
}
