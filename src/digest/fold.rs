//! Folds the articles that tell one story into one: the earliest as its head, the others by publisher.

use crate::digest::edits::{add_change, edit_of, edited_copy, is_in_same_words};
use crate::digest::input::{FoundArticle, ShownArticle, Topic};
use crate::digest::topics::{match_of, merge};
use crate::digest::{CarriedFurther, Part, Story};
use crate::watch::found::{Excerpt, Match};
use crate::watch::item::Field;

/// Characters of the beginning of a text that is shown where only the title matched.
const LEAD: usize = 280;

/// Puts the articles of one story, each with a match that is high enough, into the part they belong to.
pub(crate) fn fold(topics: &[Topic], parts: &mut [Part], mut group: Vec<&FoundArticle>) {
    group.sort_by_key(|found| (found.article.told_at(), found.article.entry));
    let matched =
        |place: &usize| group.iter().any(|found| match_of(&topics[*place], &found.matches).is_some());
    let places: Vec<usize> = (0..topics.len()).filter(matched).collect();
    let [place, also @ ..] = places.as_slice() else { return };
    if let Some(sent) = group.iter().filter_map(|found| found.story_sent).max() {
        parts[*place].again.push(CarriedFurther {
            sent,
            articles: one_a_family(&group, None),
            entries: entries(&group),
        });
        return;
    }
    let titles = also.iter().map(|place| topics[*place].title.clone()).collect();
    let Some(mut story) = story(&topics[*place], &group, titles) else { return };
    for copy in group.iter().skip(1) {
        let Some((place, edited)) = edited_copy(topics, copy) else { continue };
        if story.change.as_ref().is_some_and(|change| is_in_same_words(change, &edited.edit)) {
            story.changed_alike.push(edited.article);
        } else {
            add_change(&mut parts[place], edited);
        }
    }
    parts[*place].new.push(story);
}

fn story(topic: &Topic, group: &[&FoundArticle], also_matches: Vec<String>) -> Option<Story> {
    let head = *group.first()?;
    let matches: Vec<&Match> = group.iter().filter_map(|found| match_of(topic, &found.matches)).collect();
    let own = match_of(topic, &head.matches);
    let (mut terms, mut notable) = (Vec::new(), Vec::new());
    for found in &matches {
        merge(&mut terms, &found.terms);
        merge(&mut notable, &found.notable);
    }
    let shown = own.or_else(|| matches.iter().copied().max_by(|a, b| a.score.total_cmp(&b.score)))?;
    Some(Story {
        head: head.article.clone(),
        others: one_a_family(group, Some(&head.article.family)),
        entries: entries(group),
        score: matches.iter().map(|found| found.score).fold(f64::MIN, f64::max),
        title_marks: own.map(|found| marks(found, Field::Title)).unwrap_or_default(),
        excerpts: excerpts(shown, &head.text),
        terms,
        notable,
        also_matches,
        change: edit_of(head),
        changed_alike: Vec::new(),
        event: group.iter().find_map(|found| found.event),
        translation: None,
    })
}

fn entries(group: &[&FoundArticle]) -> Vec<i64> {
    group.iter().map(|found| found.article.entry).collect()
}

/// The earliest article of each family of publishers but one: copies inside a family count once.
fn one_a_family(group: &[&FoundArticle], but: Option<&str>) -> Vec<ShownArticle> {
    let mut articles: Vec<ShownArticle> = Vec::new();
    for FoundArticle { article, .. } in group {
        let known = articles.iter().any(|other| other.family == article.family);
        if !known && but != Some(article.family.as_str()) {
            articles.push(article.clone());
        }
    }
    articles
}

/// The sentences to show: those of the text, else its beginning, for the title is shown anyway.
fn excerpts(found: &Match, text: &str) -> Vec<Excerpt> {
    let mut excerpts: Vec<Excerpt> =
        found.excerpts.iter().filter(|excerpt| excerpt.field != Field::Title).cloned().collect();
    if !excerpts.iter().any(|excerpt| excerpt.field == Field::Text) && !text.trim().is_empty() {
        excerpts.insert(0, lead(text, &marks(found, Field::Text)));
    }
    excerpts
}

/// The first paragraphs, as far as they fit; cut at a word.
fn lead(text: &str, marks: &[(usize, usize)]) -> Excerpt {
    let offset = text.len() - text.trim_start().len();
    let body = text[offset..].trim_end();
    let cut = body.char_indices().nth(LEAD).map_or(body.len(), |(cut, _)| cut);
    let whole = cut == body.len();
    let end = if whole { cut } else { body[..cut].rfind(char::is_whitespace).unwrap_or(cut) };
    let inside = marks.iter().filter(|(start, stop)| *start >= offset && *stop <= offset + end);
    Excerpt {
        field: Field::Text,
        text: format!("{}{}", &body[..end], if whole { "" } else { " …" }),
        marks: inside.map(|(start, stop)| (start - offset, stop - offset)).collect(),
    }
}

/// The places of a field that were hit, in order; of two that overlap the first.
fn marks(found: &Match, field: Field) -> Vec<(usize, usize)> {
    let hits = found.hits.iter().filter(|hit| hit.field == field);
    let mut spans: Vec<(usize, usize)> = hits.map(|hit| (hit.start, hit.end)).collect();
    spans.sort_by_key(|(start, end)| (*start, std::cmp::Reverse(*end)));
    let mut marks: Vec<(usize, usize)> = Vec::new();
    for span in spans {
        if marks.last().is_none_or(|last| last.1 <= span.0) {
            marks.push(span);
        }
    }
    marks
}
