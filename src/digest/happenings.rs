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
    let mut tally = PublisherTally::default();
    for story in members.iter().map(|at| &stories[*at]) {
        for article in std::iter::once(&story.head).chain(&story.others) {
            tally.add(&article.family, article.cites.is_some(), article.lang.as_deref());
        }
    }
    // What one publisher tells in one language is no event that others tell too.
    if tally.publishers() < 2 && tally.languages.len() < 2 {
        let alone = |at: usize| PlacedStory { story: at, event: EventPlace::Alone };
        return members.into_iter().map(alone).collect();
    }
    let said = event_said(&tally);
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

/// Who tells of an event, and in which languages.
#[derive(Debug, Default)]
pub(crate) struct PublisherTally<'a> {
    /// Each family, and whether all that it has of it cites another publisher as its source.
    only_cites: BTreeMap<&'a str, bool>,
    languages: BTreeSet<String>,
}

impl<'a> PublisherTally<'a> {
    /// Counts an article.
    pub(crate) fn add(&mut self, family: &'a str, cites: bool, lang: Option<&str>) {
        let known = self.only_cites.entry(family).or_insert(true);
        *known = *known && cites;
        self.languages.extend(lang.map(primary).filter(|lang| !lang.is_empty()));
    }

    /// Whoever only cites another counts half.
    fn publishers(&self) -> usize {
        let halves: usize = self.only_cites.values().map(|only_cites| if *only_cites { 1 } else { 2 }).sum();
        halves.div_ceil(2)
    }
}

/// `One event: 5 publishers, 4 languages`.
pub(crate) fn event_said(tally: &PublisherTally<'_>) -> String {
    let publishers = counted(tally.publishers(), "publisher", "publishers");
    match tally.languages.len() {
        0 | 1 => format!("One event: {publishers}"),
        languages => format!("One event: {publishers}, {}", counted(languages, "language", "languages")),
    }
}

/// A language without its region.
fn primary(tag: &str) -> String {
    tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase()
}

/// The language of a story's head, without its region.
fn language(story: &Story) -> String {
    primary(story.head.lang.as_deref().unwrap_or_default())
}
