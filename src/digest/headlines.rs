//! The headlines of a digest over all its watchlists, the weightiest first: what subject, preview and "In short" say.

use std::cmp::Reverse;

use crate::change::Weight;
use crate::digest::content::{Digest, DigestSection, Part, Story};
use crate::digest::input::{ShownArticle, Topic};

/// One story, change or withdrawal as a headline.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Headline<'a> {
    /// What happened to the article, as the beginning of the line: empty for news, else `Changed: `.
    pub turn: &'static str,
    /// The article.
    pub article: &'a ShownArticle,
    /// The watchlist under which it stands.
    pub topic: &'a Topic,
    /// The rank of a change near a watched name among such; the least stands first.
    pub near: Option<(bool, Weight)>,
    /// The event that it tells of; others of the same say it again.
    pub event: Option<i64>,
    /// Whether it may open the mail: what is told after the news never does where there is news.
    weighty: bool,
    score: f64,
}

/// All headlines. Removals and changes near a watched name are weighed like news; other changes and stories that
/// are carried further come behind them.
pub(crate) fn headlines(digest: &Digest) -> Vec<Headline<'_>> {
    let mut headlines: Vec<Headline> = digest.parts.iter().flat_map(of_part).collect();
    headlines.sort_by(|a, b| {
        let later = |line: &Headline| (Reverse(line.article.told_at()), line.article.entry);
        let weight = b.weighty.cmp(&a.weighty).then(b.score.total_cmp(&a.score));
        weight.then_with(|| later(a).cmp(&later(b)))
    });
    headlines
}

fn of_part(part: &Part) -> Vec<Headline<'_>> {
    let topic = &part.topic;
    let news = part.new.iter().map(|Story { head, score, event, .. }| Headline {
        turn: "",
        article: head,
        topic,
        near: None,
        event: *event,
        weighty: true,
        score: *score,
    });
    let changed = part.changed.iter().map(|edited| Headline {
        turn: if edited.edit.change.correction.is_some() { "Corrected: " } else { "Changed: " },
        article: &edited.article,
        topic,
        near: edited.is_near_name().then(|| edited.rank()),
        event: None,
        weighty: edited.is_near_name(),
        score: edited.score,
    });
    let withdrawn = part.withdrawn.iter().map(|gone| Headline {
        turn: if gone.section() == DigestSection::Returned { "There again: " } else { "Withdrawn: " },
        article: &gone.article,
        topic,
        near: None,
        event: None,
        weighty: true,
        score: gone.score,
    });
    let again = part.again.iter().filter_map(|again| again.articles.first()).map(|article| Headline {
        turn: "Carried further: ",
        article,
        topic,
        near: None,
        event: None,
        weighty: false,
        score: 0.0,
    });
    withdrawn.chain(changed).chain(news).chain(again).collect()
}
