//! What people may want to know about a feed.

/// One thing that people may want to know about a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HealthEvent {
    /// What happened.
    pub kind: EventKind,
    /// One sentence that stands alone beside the feed's name.
    pub message: String,
    /// Whether operators get mail for it; else it only stands in the feed's history.
    pub tell: bool,
}

/// The kinds of health events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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
    /// An entry is edited without end; its further edits are stored, not mailed.
    Restless,
}

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
        }
    }
}
