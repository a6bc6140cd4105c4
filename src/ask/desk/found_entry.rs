//! One entry of an archive, and what became of it.

use jiff::Timestamp;

use crate::store::finds::Find;
use crate::watch::found::Excerpt;

/// What became of a find.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum FoundKind {
    /// It stands as it was found.
    New,
    /// It was changed after publication.
    Changed,
    /// Its publisher took it back.
    Withdrawn,
}

impl FoundKind {
    /// Its word in addresses.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Changed => "changed",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// By its word.
    pub(crate) fn of_word(word: &str) -> Option<Self> {
        [Self::New, Self::Changed, Self::Withdrawn].into_iter().find(|kind| kind.word() == word)
    }
}

/// One entry of a list.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FoundEntry {
    /// The cursor: the number of the match.
    pub cursor: i64,
    /// The number of the entry.
    pub entry: i64,
    pub title: String,
    /// The article's address.
    pub url: Option<String>,
    pub source: String,
    /// The family of publishers.
    pub family: String,
    pub lang: Option<String>,
    /// The publisher's claim.
    pub published: Option<Timestamp>,
    /// When it was first seen.
    pub seen: Timestamp,
    pub kind: FoundKind,
    /// When it was changed or taken back.
    pub turned: Option<Timestamp>,
    /// The names that were found, the required ones first.
    pub terms: Vec<String>,
    pub excerpts: Vec<Excerpt>,
    /// How much it says about the watchlist.
    pub score: f64,
}

impl From<Find> for FoundEntry {
    fn from(find: Find) -> Self {
        let kind = match (find.withdrawn, find.edited) {
            (Some(_), _) => FoundKind::Withdrawn,
            (None, Some(_)) => FoundKind::Changed,
            (None, None) => FoundKind::New,
        };
        let (terms, notable) = (find.found_match.terms, find.found_match.notable);
        Self {
            cursor: find.id,
            entry: find.entry,
            title: find.title,
            url: find.url,
            source: find.source,
            family: find.family,
            lang: find.lang,
            published: find.published,
            seen: find.first_seen,
            kind,
            turned: find.withdrawn.or(find.edited),
            terms: terms.into_iter().chain(notable).collect(),
            excerpts: find.found_match.excerpts,
            score: find.found_match.score,
        }
    }
}
