//! Where the link, the title and the date stand in the items of a list.

use std::cmp::Reverse;

use scraper::{ElementRef, Selector};

use super::class::lasting_classes;
use super::items::{SketchedItem, words_of};
use crate::html_page::HtmlPage;
use crate::{dates, list};

/// The longest text that is looked at for a date, in bytes.
const LONGEST_DATE: usize = 80;

/// Letters of the shortest title.
const SHORTEST_TITLE: usize = 8;

/// Items that are looked at: those of one list are alike.
const SAMPLED: usize = 50;

/// Names of elements that are tried for a part.
const MOST_NAMES: usize = 200;

/// The selectors of the parts; none where the reader finds a part without one.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct SketchedParts {
    pub link: Option<String>,
    pub title: Option<String>,
    pub date: Option<String>,
}

/// What the items of a list are made of.
pub(super) fn parts_of(page: &HtmlPage, items: &[SketchedItem<'_>]) -> SketchedParts {
    let items = &items[..items.len().min(SAMPLED)];
    let names = names_within(items);
    let mut parts = SketchedParts { link: link(page, items, &names), title: None, date: date(items, &names) };
    parts.title = title(items, &names, &parts);
    // The reader looks there by itself.
    parts.date = parts.date.filter(|date| date != "time");
    parts
}

/// Whether so many of them are most of the items.
fn are_most(count: usize, items: &[SketchedItem<'_>]) -> bool {
    count * 5 >= items.len() * 4
}

/// Selectors of elements within the items, in the order in which they stand: by name, and by name and class.
fn names_within(items: &[SketchedItem<'_>]) -> Vec<(String, Selector)> {
    let mut names: Vec<(String, Selector)> = Vec::new();
    let elements = items.iter().flat_map(|item| item.element.descendent_elements().skip(1));
    let texts = elements.flat_map(|element| {
        let name = element.value().name();
        lasting_classes(element).map(move |class| format!("{name}.{class}")).chain([name.to_owned()])
    });
    for text in texts {
        if names.len() == MOST_NAMES {
            break;
        }
        if !names.iter().any(|(known, _)| *known == text)
            && let Some(selector) = Selector::parse(&text).ok()
        {
            names.push((text, selector));
        }
    }
    names
}

fn first<'a>(item: &SketchedItem<'a>, selector: &Selector) -> Option<ElementRef<'a>> {
    item.element.select(selector).next()
}

/// The selector of the link, where the first link of an item is another one.
fn link(page: &HtmlPage, items: &[SketchedItem<'_>], names: &[(String, Selector)]) -> Option<String> {
    let leads = |item: &SketchedItem<'_>, element: ElementRef<'_>| {
        let address = element.attr("href").and_then(|href| page.bases.resolve(href));
        address.is_some_and(|address| address.split('#').next() == item.link.split('#').next())
    };
    let is_right = |item: &SketchedItem<'_>| {
        let mut anchors = item.element.descendent_elements().filter(|element| element.attr("href").is_some());
        anchors.next().is_some_and(|anchor| leads(item, anchor))
    };
    if are_most(items.iter().filter(|item| is_right(item)).count(), items) {
        return None;
    }
    let candidates = names.iter().flat_map(|(name, _)| match name.strip_prefix("a") {
        Some(rest) if rest.is_empty() || rest.starts_with('.') => vec![name.clone()],
        _ => vec![format!("{name} a"), format!("{name} > a")],
    });
    let mut best: Option<(usize, String)> = None;
    for text in candidates {
        let Ok(selector) = Selector::parse(&text) else { continue };
        let right = items
            .iter()
            .filter(|item| first(item, &selector).is_some_and(|found| leads(item, found)))
            .count();
        if are_most(right, items) && best.as_ref().is_none_or(|(known, _)| right > *known) {
            best = Some((right, text));
        }
    }
    best.map(|(_, text)| text)
}

/// The selector of the title: a headline, what is called a title, else the longest text. None where the words of the link
/// are the title.
fn title(items: &[SketchedItem<'_>], names: &[(String, Selector)], parts: &SketchedParts) -> Option<String> {
    let speaks = |found: &dyn Fn(&SketchedItem<'_>) -> Option<usize>| {
        are_most(items.iter().filter_map(found).filter(|letters| *letters >= SHORTEST_TITLE).count(), items)
    };
    let letters = |item: &SketchedItem<'_>, selector: &Selector| {
        first(item, selector).map(|found| words_of(found).chars().count())
    };
    let telling = names.iter().filter(|(_, selector)| speaks(&|item| letters(item, selector)));
    let telling: Vec<&(String, Selector)> = telling.collect();
    let called =
        |is: fn(&str) -> bool| telling.iter().find(|(name, _)| is(name)).map(|(name, _)| name.clone());
    if let Some(name) = called(is_headline).or_else(|| called(is_called_title)) {
        return Some(name);
    }
    let selector = |text: &Option<String>| text.as_deref().and_then(|text| Selector::parse(text).ok());
    let (link, date) = (selector(&parts.link), selector(&parts.date));
    let holds_date = |element: ElementRef<'_>| {
        date.as_ref().is_some_and(|date| date.matches(&element) || element.select(date).next().is_some())
    };
    // A link around all of an item says more than its title, and one around a picture nothing.
    if speaks(&|item| {
        anchor(item, link.as_ref())
            .filter(|anchor| !holds_date(*anchor))
            .map(|anchor| words_of(anchor).chars().count())
    }) {
        return None;
    }
    let is_bare = |(_, selector): &&(String, Selector)| {
        !items.iter().filter_map(|item| first(item, selector)).any(holds_date)
    };
    let worth = |(name, selector): &&(String, Selector)| {
        let all: usize = items.iter().filter_map(|item| letters(item, selector)).sum();
        (name.starts_with("a.") || name == "a", all)
    };
    let longest = telling.into_iter().filter(is_bare).max_by_key(worth);
    longest.map(|(name, _)| name.clone())
}

/// What the reader takes for the link of an item.
fn anchor<'a>(item: &SketchedItem<'a>, link: Option<&Selector>) -> Option<ElementRef<'a>> {
    if let Some(link) = link {
        return first(item, link);
    }
    let mut elements = std::iter::once(item.element).chain(item.element.descendent_elements());
    elements.find(|element| element.attr("href").is_some())
}

fn is_headline(name: &str) -> bool {
    ["h1", "h2", "h3", "h4", "h5", "h6"].contains(&name)
}

fn is_called_title(name: &str) -> bool {
    let class = name.split_once('.').map_or("", |(_, class)| class).to_ascii_lowercase();
    ["title", "headline", "heading", "subject"].iter().any(|word| class.contains(word))
}

/// The selector of the date; of several that find as many the one that finds the fewest other words.
fn date(items: &[SketchedItem<'_>], names: &[(String, Selector)]) -> Option<String> {
    let mut best: Option<(usize, Reverse<usize>, &str)> = None;
    for (name, selector) in names {
        let claims = items.iter().filter_map(|item| first(item, selector).and_then(list::claim));
        let (mut right, mut letters) = (0, 0);
        for claim in claims.filter(|claim| is_date(claim)) {
            right += 1;
            letters += claim.len();
        }
        let worth = (right, Reverse(letters));
        if right * 5 >= items.len() * 3 && best.is_none_or(|(right, letters, _)| worth > (right, letters)) {
            best = Some((right, Reverse(letters), name));
        }
    }
    best.map(|(.., name)| name.to_owned())
}

/// Whether it is a date with its day: a year alone stands in many headlines.
fn is_date(raw: &str) -> bool {
    let has_day = raw.bytes().filter(u8::is_ascii_digit).count() >= 5 || raw.chars().any(char::is_alphabetic);
    raw.len() <= LONGEST_DATE && has_day && raw.chars().any(char::is_numeric) && dates::read(raw).is_some()
}
