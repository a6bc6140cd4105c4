//! What one mail to one subscriber says, as plain data.

use std::cmp::Reverse;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::change::{TextChange, Weight};
use crate::digest::input::{
    Coverage, DigestWindow, Disappearance, LastSeenText, ReaderLinks, Recipient, ShownArticle, Topic,
};
use crate::digest::translation::StoryTranslation;
use crate::watch::found::Excerpt;

/// What one mail says, from which both of its parts and the archive page are rendered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Digest {
    /// Why it is sent now.
    pub kind: DigestKind,
    /// Whom it is for.
    pub reader: Recipient,
    /// The time it speaks of.
    pub window: DigestWindow,
    /// When it was composed; the mail's `Date`.
    pub composed: Timestamp,
    /// The watchlists it speaks for, in the order of the subscription.
    pub topics: Vec<Topic>,
    /// What was found, a part for each watchlist that has something; the one with the weightiest story first.
    pub parts: Vec<Part>,
    /// What was watched and what was not.
    pub coverage: Coverage,
    /// Where to read more and how to leave.
    pub links: ReaderLinks,
}

/// Why a digest is sent now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum DigestKind {
    /// Its time has come.
    Scheduled,
    /// A watchlist with `alert = "immediate"` matched.
    Alert,
    /// Its time has come, nothing matched, and the reader wants to be told so.
    Heartbeat,
}

/// What one watchlist found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Part {
    /// The watchlist.
    pub topic: Topic,
    /// News, the highest score first, then the newest.
    pub new: Vec<Story>,
    /// What publishers changed afterwards; what they took away near a watched name first.
    pub changed: Vec<EditedArticle>,
    /// What publishers took back, the weightiest first, then the latest.
    pub withdrawn: Vec<WithdrawnArticle>,
    /// Stories the reader was sent before, which further publishers now carry.
    pub again: Vec<CarriedFurther>,
}

impl Part {
    pub(crate) fn empty(topic: &Topic) -> Self {
        let topic = topic.clone();
        Self { topic, new: Vec::new(), changed: Vec::new(), withdrawn: Vec::new(), again: Vec::new() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.new.is_empty() && self.changed.is_empty() && self.withdrawn.is_empty() && self.again.is_empty()
    }

    /// How much its weightiest story says, removals and changes near a watched name included.
    pub(crate) fn weight(&self) -> f64 {
        let near = self.changed.iter().filter(|edited| edited.is_near_name()).map(|edited| edited.score);
        let scores = self.new.iter().map(|story| story.score).chain(near);
        scores.chain(self.withdrawn.iter().map(|gone| gone.score)).fold(0.0, f64::max)
    }

    /// Puts each section into the order in which it is read; entries break ties, so that it is always the same.
    pub(crate) fn order(&mut self) {
        self.new.sort_by(|a, b| {
            let later = |story: &Story| (Reverse(story.head.told_at()), story.head.entry);
            b.score.total_cmp(&a.score).then_with(|| later(a).cmp(&later(b)))
        });
        self.changed.sort_by(|a, b| {
            let later = |edited: &EditedArticle| (Reverse(edited.edit.seen), edited.article.entry);
            a.rank().cmp(&b.rank()).then(b.score.total_cmp(&a.score)).then_with(|| later(a).cmp(&later(b)))
        });
        self.withdrawn.sort_by(|a, b| {
            let later = |gone: &WithdrawnArticle| (Reverse(gone.seen), gone.article.entry);
            b.score.total_cmp(&a.score).then_with(|| later(a).cmp(&later(b)))
        });
        self.again.sort_by_key(|again| (Reverse(again.sent), again.entries.first().copied()));
    }
}

/// One story: the earliest article that tells it, and who else does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Story {
    /// The earliest article.
    pub head: ShownArticle,
    /// The other publishers that carry it, one article each, the earliest first.
    pub others: Vec<ShownArticle>,
    /// Every entry that was folded into it, the head's and those of one publisher included.
    pub entries: Vec<i64>,
    /// The highest score of its articles.
    pub score: f64,
    /// What to mark in the head's title: bytes, in order and never overlapping.
    pub title_marks: Vec<(usize, usize)>,
    /// The sentences to show.
    pub excerpts: Vec<Excerpt>,
    /// Which terms of the watchlist matched.
    pub terms: Vec<String>,
    /// Which notable names it speaks of besides.
    pub notable: Vec<String>,
    /// The titles of the reader's other watchlists that matched it too; it is shown once.
    pub also_matches: Vec<String>,
    /// What the publisher of the head changed since it was first seen, where that lies in the window too.
    pub change: Option<Edit>,
    /// The other publishers that made the same change.
    pub changed_alike: Vec<ShownArticle>,
    /// The event it tells of: others of the part may tell of the same. A guess, by which they are put together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<i64>,
    /// What a machine made of its words, for readers who asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub translation: Option<StoryTranslation>,
}

/// An edit as it is shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Edit {
    /// When we saw the last revision it speaks of.
    pub seen: Timestamp,
    /// How many revisions it sums up, at least 1.
    pub revisions: u32,
    /// Whether the last one rests on one reading of its page: a watched name went, which is told at once.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub seen_once: bool,
    /// What it added and took away.
    pub change: TextChange,
}

/// An article that was changed after the reader was, or would have been, sent it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct EditedArticle {
    /// The article with its present title.
    pub article: ShownArticle,
    /// The story it belongs to.
    pub story: Option<i64>,
    /// What happened to it.
    pub edit: Edit,
    /// The other articles of its story that were changed in the same words, the earliest first.
    pub alike: Vec<ShownArticle>,
    /// What the edit means for the watchlist.
    pub meaning: EditMeaning,
    /// The terms that it matches; where it matches no more, those that it did.
    pub terms: Vec<String>,
    /// The notable names in it, in the same way.
    pub notable: Vec<String>,
    /// What of either the edit took away, where it matches still.
    #[serde(default)]
    pub gone: Vec<String>,
    /// The higher score of the two revisions.
    pub score: f64,
}

impl EditedArticle {
    /// Whether words went away or came where somebody watched is named: it is told before what is new.
    pub(crate) fn is_near_name(&self) -> bool {
        let near = matches!(self.edit.change.weight(), Weight::RemovedNearName | Weight::AddedNearName);
        near || self.meaning == EditMeaning::MatchesNoMore
    }

    /// What stands before what: the least first, then the weightiest.
    pub(crate) fn rank(&self) -> (bool, Weight) {
        (self.meaning != EditMeaning::MatchesNoMore, self.edit.change.weight())
    }

    /// Every article that was changed in these words, the one that is shown first.
    pub(crate) fn articles(&self) -> impl Iterator<Item = &ShownArticle> {
        std::iter::once(&self.article).chain(&self.alike)
    }
}

/// What an edit means for the watchlist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum EditMeaning {
    /// It matched and still does.
    StillMatches,
    /// It matched and does not any more.
    MatchesNoMore,
}

/// An article that its publisher took back, or that is there again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct WithdrawnArticle {
    /// The article as last seen.
    pub article: ShownArticle,
    /// When it was found gone, or there again.
    pub seen: Timestamp,
    /// How that showed.
    pub how: Disappearance,
    /// Its text as it was last seen, where its page was watched and went.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<LastSeenText>,
    /// The sentences that had matched.
    pub excerpts: Vec<Excerpt>,
    /// The terms that had matched.
    pub terms: Vec<String>,
    /// The score it had.
    pub score: f64,
}

impl WithdrawnArticle {
    /// The section in which its reader sees it.
    pub(crate) fn section(&self) -> DigestSection {
        match self.how {
            Disappearance::Unlisted | Disappearance::CameAndWent => DigestSection::Withdrawn,
            Disappearance::Returned => DigestSection::Returned,
        }
    }
}

/// A story that the reader was sent before and that further publishers now carry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct CarriedFurther {
    /// When the reader was sent it.
    pub sent: Timestamp,
    /// The further articles, one a publisher, the earliest first.
    pub articles: Vec<ShownArticle>,
    /// Every entry that was folded into it.
    pub entries: Vec<i64>,
}

/// Where in a digest a reader has seen an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum DigestSection {
    /// As news.
    New,
    /// As changed after publication.
    Changed,
    /// As taken back.
    Withdrawn,
    /// As there again, after it was told as taken back.
    Returned,
    /// As one more article of a story that was sent before.
    CarriedFurther,
}

impl Digest {
    /// Every entry that it tells of, with the section in which its reader sees it.
    pub(crate) fn told(&self) -> Vec<(i64, DigestSection)> {
        let mut told = Vec::new();
        for part in &self.parts {
            let new = part.new.iter().flat_map(|story| &story.entries);
            told.extend(new.map(|entry| (*entry, DigestSection::New)));
            let changed = part.changed.iter().flat_map(EditedArticle::articles);
            told.extend(changed.map(|article| (article.entry, DigestSection::Changed)));
            told.extend(part.withdrawn.iter().map(|gone| (gone.article.entry, gone.section())));
            let again = part.again.iter().flat_map(|again| &again.entries);
            told.extend(again.map(|entry| (*entry, DigestSection::CarriedFurther)));
        }
        told
    }
}
