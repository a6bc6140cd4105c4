//! One entry: its text with what was found in it marked, why, where else it ran, and what became of it.

use jiff::Timestamp;

use crate::installation::Installation;
use crate::store::archive::{ArchivedEntry, archived_entry};
use crate::store::history::{EntryHistory, RevisionLine, StoryArticle, entry_history};
use crate::store::page_answers::page_behind;
use crate::store::revisions::{RevisionLength, revision_lengths};
use crate::store::stories::story_number;
use crate::store::{Connection, StoreError};
use crate::watch::found::Match;
use crate::watch::item::Field;

use super::sight::ReaderSight;

/// A text and what to mark in it, as bytes, in order and never overlapping.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct MarkedText {
    pub text: String,
    pub marks: Vec<(usize, usize)>,
}

/// What a watchlist that the reader sees finds in it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SeenMatch {
    pub watchlist: String,
    pub title: String,
    /// What was found; each hit says why.
    pub found: Match,
}

/// One revision in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RevisionView {
    /// From 1 on.
    pub number: i64,
    /// When it was read.
    pub seen: Timestamp,
    /// Whether it is the text of the page behind the entry.
    pub of_page: bool,
    /// Whether people hear of it.
    pub aloud: bool,
    /// Whether it rests on one reading of its page still.
    pub seen_once: bool,
    /// Characters of its text.
    pub length: usize,
}

/// An entry as a page shows it.
#[derive(Debug)]
pub(crate) struct ArticleView {
    pub history: EntryHistory,
    /// The name of its feed.
    pub source: String,
    /// The family of its feed's publisher.
    pub family: String,
    /// The number of its story.
    pub story: Option<i64>,
    pub title: MarkedText,
    /// Its paragraphs; none where retention has taken the text.
    pub paragraphs: Vec<MarkedText>,
    pub author: Option<String>,
    pub lang: Option<String>,
    pub matches: Vec<SeenMatch>,
    /// Where else it ran.
    pub elsewhere: Vec<StoryArticle>,
    pub revisions: Vec<RevisionView>,
    /// What the page behind it is: `article`, `wall` …; `None` where nobody asks for it.
    pub page: Option<String>,
}

/// Looks an entry up and matches it against the watchlists that the reader sees; `None` where there is none.
///
/// # Errors
///
/// When the store cannot be read.
pub(crate) fn article_view(
    connection: &Connection,
    installation: &Installation,
    sight: &ReaderSight,
    entry: i64,
) -> Result<Option<ArticleView>, StoreError> {
    let Some(history) = entry_history(connection, entry)? else { return Ok(None) };
    let archived = archived_entry(connection, entry)?;
    let matches = archived.as_ref().map_or_else(Vec::new, |entry| seen_matches(installation, sight, entry));
    let marks = |field: Field| {
        let hits = matches.iter().flat_map(|seen| &seen.found.hits).filter(move |hit| hit.field == field);
        joined(hits.map(|hit| (hit.start, hit.end)).collect())
    };
    let feed = &history.feed;
    let lengths = revision_lengths(connection, entry)?;
    let mut view = ArticleView {
        source: feed.feed.title_or(feed.state.title.as_deref()).to_owned(),
        family: feed.feed.family().to_owned(),
        story: story_number(connection, entry)?,
        title: MarkedText::default(),
        paragraphs: Vec::new(),
        author: None,
        lang: None,
        elsewhere: history.story.clone(),
        revisions: history.revisions.iter().map(|line| revision(line, &lengths)).collect(),
        page: page_behind(connection, entry)?.map(|page| page.kind),
        history,
        matches: Vec::new(),
    };
    if let Some(entry) = archived {
        view.paragraphs = paragraphs(&entry.text, &marks(Field::Text));
        view.title = MarkedText { marks: marks(Field::Title), text: entry.title };
        (view.author, view.lang) = (entry.author, entry.lang);
    }
    view.matches = matches;
    Ok(Some(view))
}

fn revision(line: &RevisionLine, lengths: &[RevisionLength]) -> RevisionView {
    let known = lengths.iter().find(|known| known.number == line.number);
    RevisionView {
        number: line.number,
        seen: line.seen,
        aloud: line.aloud,
        seen_once: line.seen_once,
        of_page: known.is_some_and(|known| known.of_page),
        length: known.map_or(0, |known| known.characters),
    }
}

fn seen_matches(installation: &Installation, sight: &ReaderSight, entry: &ArchivedEntry) -> Vec<SeenMatch> {
    let watchlists = &installation.files.watchlists;
    let found = watchlists.matcher().matches(&entry.item());
    let seen = found.into_iter().filter(|found| sight.sees(&found.watchlist));
    seen.filter_map(|found| {
        let title = watchlists.get(&found.watchlist)?.title.clone();
        Some(SeenMatch { watchlist: found.watchlist.clone(), title, found })
    })
    .collect()
}

/// Marks in order, those that touch each other as one.
fn joined(mut marks: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    marks.sort_unstable();
    let mut joined: Vec<(usize, usize)> = Vec::new();
    for (start, end) in marks {
        match joined.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => joined.push((start, end)),
        }
    }
    joined
}

/// The lines of a text that say something, each with its own marks.
fn paragraphs(text: &str, marks: &[(usize, usize)]) -> Vec<MarkedText> {
    let mut paragraphs = Vec::new();
    let mut at = 0;
    for line in text.split('\n') {
        let (start, end) = (at, at + line.len());
        at = end + 1;
        if line.trim().is_empty() {
            continue;
        }
        let own = marks.iter().filter(|(from, to)| *from < end && *to > start);
        let own = own.map(|(from, to)| (from.max(&start) - start, to.min(&end) - start));
        paragraphs.push(MarkedText { text: line.to_owned(), marks: own.collect() });
    }
    paragraphs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_fall_into_the_paragraphs_that_they_stand_in() {
        let text = "ab\n\ncd ef\ng";
        let marks = joined(vec![(10, 11), (0, 1), (1, 2), (4, 6)]);
        let found: Vec<(String, Vec<(usize, usize)>)> =
            paragraphs(text, &marks).into_iter().map(|line| (line.text, line.marks)).collect();
        assert_eq!(
            found,
            [
                ("ab".to_owned(), vec![(0, 2)]),
                ("cd ef".to_owned(), vec![(0, 2)]),
                ("g".to_owned(), vec![(0, 1)]),
            ]
        );
    }
}
