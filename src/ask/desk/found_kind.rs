//! What became of a find.

use jiff::Timestamp;

use crate::store::finds::Find;

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

    /// That of a find.
    pub(crate) fn of(find: &Find) -> Self {
        match (find.withdrawn, find.edited) {
            (Some(_), _) => Self::Withdrawn,
            (None, Some(_)) => Self::Changed,
            (None, None) => Self::New,
        }
    }
}

/// When a find was taken back or else changed.
pub(crate) fn turned(find: &Find) -> Option<Timestamp> {
    find.withdrawn.or(find.edited)
}
