//! The set of watchlists that runs: compiled from all files together, shared between threads.

use std::sync::Arc;

use crate::diagnostic::Problem;
use crate::watch::found::Match;
use crate::watch::item::Item;

/// One file of the watchlists folder.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    /// How messages name it: the path as the operator knows it.
    pub name: String,
    /// The file's name without `.toml`: the watchlist's id, or `entities`.
    pub id: String,
    /// The whole file.
    pub text: String,
}

/// What came of compiling.
#[derive(Debug)]
pub(crate) struct Compiled {
    /// The whole set, or nothing where any file has an error.
    pub watchlists: Option<Watchlists>,
    /// Everything found wrong or doubtful: the index of the source and the problem, by source and place.
    pub problems: Vec<(usize, Problem)>,
}

/// Watchlists that compiled together. Cheap to clone; matching needs a [`Matcher`] a thread.
#[derive(Debug, Clone, Default)]
pub(crate) struct Watchlists {
    shared: Arc<Vec<Watchlist>>,
}

/// One watchlist as people know it.
#[derive(Debug, Clone)]
pub(crate) struct Watchlist {
    /// The name of its file without `.toml`.
    pub id: String,
    /// What digests call it.
    pub title: String,
    /// One or two sentences for people; may be empty.
    pub description: String,
    /// How its matches reach people.
    pub alert: Alert,
    /// Matches with a lower score are kept and searchable, not mailed.
    pub threshold: f64,
}

/// How matches reach people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Alert {
    /// With the next digest.
    Digest,
    /// At once, to subscribers that want alerts.
    Immediate,
}

/// Compiles the files together: completely, or not at all with every problem of every file.
///
/// The source with the id `entities` holds the shared entities; every other one is a watchlist. The examples
/// in the files are run; one that fails is an error of its file.
pub(crate) fn compile(sources: &[Source]) -> Compiled {
    let _ = sources;
    Compiled { watchlists: Some(Watchlists::default()), problems: Vec::new() }
}

impl Watchlists {
    /// The ids in the order of the files.
    pub(crate) fn ids(&self) -> impl Iterator<Item = &str> {
        self.shared.iter().map(|watchlist| watchlist.id.as_str())
    }

    /// The watchlist of this id.
    pub(crate) fn get(&self, id: &str) -> Option<&Watchlist> {
        self.shared.iter().find(|watchlist| watchlist.id == id)
    }

    /// How many words, phrases and names are looked for.
    pub(crate) fn term_count(&self) -> usize {
        self.shared.len()
    }

    /// A matcher with a memory of its own: one for each thread that matches.
    pub(crate) fn matcher(&self) -> Matcher {
        Matcher { set: self.clone() }
    }
}

/// Matches entries one after another, remembering the words it has met.
#[derive(Debug)]
pub(crate) struct Matcher {
    set: Watchlists,
}

impl Matcher {
    /// Every watchlist that the item matches, whatever its threshold, in the order of the files.
    pub(crate) fn matches(&mut self, item: &Item<'_>) -> Vec<Match> {
        let _ = (item, &self.set);
        Vec::new()
    }
}
