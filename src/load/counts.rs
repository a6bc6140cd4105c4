//! How much the files of an installation hold.

use std::fmt;
use std::ops::Add;

/// How much was read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct LoadedCounts {
    pub feeds: usize,
    pub watchlists: usize,
    pub terms: usize,
    pub subscribers: usize,
}

impl fmt::Display for LoadedCounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count =
            |number: usize, word: &str| format!("{number} {word}{}", if number == 1 { "" } else { "s" });
        write!(
            f,
            "{}, {} for {}, {}",
            count(self.feeds, "feed"),
            count(self.watchlists, "watchlist"),
            // A term: what one place of a query or one entity looks for, in all its forms.
            if self.terms == 1 {
                "1 name or word".to_owned()
            } else {
                format!("{} names and words", self.terms)
            },
            count(self.subscribers, "subscriber")
        )
    }
}

impl Add for LoadedCounts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            feeds: self.feeds + other.feeds,
            watchlists: self.watchlists + other.watchlists,
            terms: self.terms + other.terms,
            subscribers: self.subscribers + other.subscribers,
        }
    }
}
