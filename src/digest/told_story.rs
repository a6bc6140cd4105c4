//! One thing that a digest tells, as programs get it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::change::{Fate, Run, TextChange};
use crate::digest::clean::{self, MarkedPiece};
use crate::digest::input::{Disappearance, ShownArticle, Topic};
use crate::digest::{CarriedFurther, Digest, EditedArticle, Story, WithdrawnArticle};
use crate::watch::found::Excerpt;
use crate::wording;

/// Characters of the words before and after an edit; what is cut ends in `…`.
const EDIT_LIMIT: usize = 1_500;

/// Terms that are named; a story that meets more is one of lists.
const TERMS: usize = 20;

/// One story, one change or one withdrawal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct ToldStory {
    /// The number of its entry.
    pub id: i64,
    /// What happened.
    pub kind: StoryKind,
    /// Its title, on one line.
    pub title: String,
    /// The article's address, where it is one that may be followed.
    pub url: Option<String>,
    /// Its publisher.
    pub source: String,
    /// BCP 47.
    pub lang: Option<String>,
    /// The publisher's claim.
    pub published: Option<Timestamp>,
    /// When it was first seen; of a change or a withdrawal, when that was.
    pub seen: Timestamp,
    /// The id of the watchlist.
    pub watchlist: String,
    /// How much it says about the watchlist.
    pub score: f64,
    /// The names and words that were met.
    pub matched: Vec<String>,
    /// The sentences to show.
    pub excerpts: Vec<ToldExcerpt>,
    /// The words of the changed places before the edit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// The same after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Whether the change rests on one reading of its page: a watched name went, which is told at once.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub seen_once: bool,
}

/// What happened to a story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum StoryKind {
    /// It is news.
    New,
    /// It was changed after publication.
    Changed,
    /// It was taken back.
    Withdrawn,
    /// It is there again after that.
    Returned,
    /// Others carry what was told before.
    CarriedFurther,
}

/// A quotation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ToldExcerpt {
    /// The words, on one line.
    pub text: String,
    /// What was looked for: UTF-8 bytes of `text`, half open, in order.
    pub marks: Vec<(usize, usize)>,
}

/// All that a digest tells, in the order in which readers see it.
pub(super) fn told_stories(digest: &Digest) -> Vec<ToldStory> {
    let mut told = Vec::new();
    for part in &digest.parts {
        let topic = &part.topic;
        told.extend(part.withdrawn.iter().map(|gone| withdrawn(topic, gone)));
        let (near, far): (Vec<_>, Vec<_>) = part.changed.iter().partition(|edited| edited.is_near_name());
        told.extend(near.into_iter().map(|edited| changed(topic, edited)));
        told.extend(part.new.iter().map(|story| new(topic, story)));
        told.extend(far.into_iter().map(|edited| changed(topic, edited)));
        told.extend(part.again.iter().filter_map(|again| carried_further(topic, again)));
    }
    told
}

fn new(topic: &Topic, story: &Story) -> ToldStory {
    let words = story.change.as_ref().map(|edit| &edit.change);
    ToldStory {
        score: story.score,
        matched: terms(story.terms.iter().chain(&story.notable)),
        excerpts: excerpts(&story.excerpts),
        before: words.and_then(|change| side(change, Fate::Removed)),
        after: words.and_then(|change| side(change, Fate::Added)),
        seen_once: story.change.as_ref().is_some_and(|edit| edit.seen_once),
        ..plain(topic, StoryKind::New, &story.head)
    }
}

fn changed(topic: &Topic, edited: &EditedArticle) -> ToldStory {
    ToldStory {
        seen: edited.edit.seen,
        score: edited.score,
        matched: terms(edited.terms.iter().chain(&edited.notable)),
        before: side(&edited.edit.change, Fate::Removed),
        after: side(&edited.edit.change, Fate::Added),
        seen_once: edited.edit.seen_once,
        ..plain(topic, StoryKind::Changed, &edited.article)
    }
}

fn withdrawn(topic: &Topic, gone: &WithdrawnArticle) -> ToldStory {
    let kind = match gone.how {
        Disappearance::Unlisted | Disappearance::CameAndWent => StoryKind::Withdrawn,
        Disappearance::Returned => StoryKind::Returned,
    };
    ToldStory {
        seen: gone.seen,
        score: gone.score,
        matched: terms(gone.terms.iter()),
        excerpts: excerpts(&gone.excerpts),
        before: gone.last.as_ref().map(|last| wording::line_up_to(EDIT_LIMIT, &last.text)),
        ..plain(topic, kind, &gone.article)
    }
}

fn carried_further(topic: &Topic, again: &CarriedFurther) -> Option<ToldStory> {
    again.articles.first().map(|article| plain(topic, StoryKind::CarriedFurther, article))
}

/// What is known of every article.
fn plain(topic: &Topic, kind: StoryKind, article: &ShownArticle) -> ToldStory {
    ToldStory {
        id: article.entry,
        kind,
        title: wording::line_up_to(clean::TITLE_LIMIT, &article.title),
        url: article.link.as_deref().and_then(clean::web_address),
        source: wording::line_up_to(clean::NAME_LIMIT, &article.source),
        lang: article.lang.clone(),
        published: article.published,
        seen: article.seen,
        watchlist: topic.id.clone(),
        score: 0.0,
        matched: Vec::new(),
        excerpts: Vec::new(),
        before: None,
        after: None,
        seen_once: false,
    }
}

fn terms<'a>(terms: impl Iterator<Item = &'a String>) -> Vec<String> {
    terms.take(TERMS).map(|term| wording::line_up_to(clean::NAME_LIMIT, term)).collect()
}

fn excerpts(excerpts: &[Excerpt]) -> Vec<ToldExcerpt> {
    excerpts
        .iter()
        .map(|excerpt| told(&clean::pieces(clean::QUOTE_LIMIT, &excerpt.text, &excerpt.marks)))
        .collect()
}

/// Pieces as one text again, with the places of those that are marked.
fn told(pieces: &[MarkedPiece]) -> ToldExcerpt {
    let mut told = ToldExcerpt { text: String::new(), marks: Vec::new() };
    for piece in pieces {
        let start = told.text.len();
        told.text.push_str(&piece.text);
        if piece.marked {
            told.marks.push((start, told.text.len()));
        }
    }
    told
}

/// The changed places as they read on one side of an edit; `None` where nothing stands there.
fn side(change: &TextChange, fate: Fate) -> Option<String> {
    let passages = change.title.iter().chain(&change.passages);
    let stands = |run: &&Run| run.fate == fate || run.fate == Fate::Kept;
    let said = passages.map(|passage| {
        let runs: String = passage.runs.iter().filter(stands).map(|run| run.text.as_str()).collect();
        wording::line(&runs)
    });
    let said: Vec<String> = said.filter(|said| !said.is_empty()).collect();
    (!said.is_empty()).then(|| wording::line_up_to(EDIT_LIMIT, &said.join(" … ")))
}
