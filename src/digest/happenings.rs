//! Which stories of a part tell of one happening, and how they stand beside one another.

use std::collections::{BTreeMap, BTreeSet};

use crate::digest::Story;
use crate::digest::view::EventPlace;
use crate::wording::counted;

/// A story at its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PlacedStory {
    /// Which of the part's stories it is.
    pub story: usize,
    /// Where it stands in its event.
    pub event: EventPlace,
}

/// All stories, those of one event together: where the weightiest of them stands, whoever was first in front. None is left out.
pub(crate) fn by_event(stories: &[Story]) -> Vec<PlacedStory> {
    let mut events: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    for (at, story) in stories.iter().enumerate() {
        if let Some(event) = story.event {
            events.entry(event).or_default().push(at);
        }
    }
    events.retain(|_, members| members.len() > 1);
    let mut placed = Vec::new();
    for (at, story) in stories.iter().enumerate() {
        match story.event.and_then(|event| events.get_mut(&event)) {
            None => placed.push(PlacedStory { story: at, event: EventPlace::Alone }),
            Some(members) => placed.extend(one_event(stories, std::mem::take(members))),
        }
    }
    placed
}

/// The stories of one event; nothing where they stand already.
fn one_event(stories: &[Story], mut members: Vec<usize>) -> Vec<PlacedStory> {
    members.sort_by_key(|at| (stories[*at].head.told_at(), stories[*at].head.entry));
    // Weightiest first, as they came: the first of each language is the one that says most.
    let mut said_most: BTreeMap<String, usize> = BTreeMap::new();
    for at in &members {
        let best = said_most.entry(language(&stories[*at])).or_insert(*at);
        *best = (*best).min(*at);
    }
    let said = said(members.iter().map(|at| &stories[*at]));
    let place = |(place, at): (usize, &usize)| {
        let says_most = said_most.get(&language(&stories[*at])) == Some(at);
        match place {
            0 => EventPlace::First(said.clone()),
            _ if says_most || stories[*at].change.is_some() => EventPlace::Further,
            _ => EventPlace::InALine,
        }
    };
    members.iter().enumerate().map(|at| PlacedStory { story: *at.1, event: place(at) }).collect()
}

/// `One event: 5 publishers, 4 languages`.
fn said<'a>(stories: impl Iterator<Item = &'a Story> + Clone) -> String {
    let articles = stories.clone().flat_map(|story| std::iter::once(&story.head).chain(&story.others));
    let publishers: BTreeSet<&str> = articles.map(|article| article.family.as_str()).collect();
    let languages: BTreeSet<String> = stories.map(language).filter(|language| !language.is_empty()).collect();
    let publishers = counted(publishers.len(), "publisher", "publishers");
    match languages.len() {
        0 | 1 => format!("One event: {publishers}"),
        languages => format!("One event: {publishers}, {}", counted(languages, "language", "languages")),
    }
}

/// The language of a story's head, without its region.
fn language(story: &Story) -> String {
    let tag = story.head.lang.as_deref().unwrap_or_default();
    tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase()
}
