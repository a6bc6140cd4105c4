//! A selector for elements that somebody points at.

use std::collections::HashSet;

use ego_tree::NodeId;
use scraper::{ElementRef, Selector};

use super::class::lasting_classes;
use crate::html_page::HtmlPage;

/// Parts of class names that tell an item of a list.
const TELLING: [&str; 12] =
    ["item", "news", "post", "article", "card", "teaser", "story", "entry", "media", "row", "list", "block"];

/// The plainest selector that finds these elements of the page and little else.
pub(super) fn selector_of(page: &HtmlPage, elements: &[ElementRef<'_>]) -> Option<String> {
    let wanted: HashSet<NodeId> = elements.iter().map(|element| element.id()).collect();
    let mut best: Option<(usize, String)> = None;
    for text in candidates(elements) {
        let Ok(selector) = Selector::parse(&text) else { continue };
        let (mut right, mut wrong) = (0_usize, 0_usize);
        for found in page.select(&selector) {
            if wanted.contains(&found.id()) { right += 1 } else { wrong += 1 }
        }
        // A selector that misses a fifth of them is that of another list.
        if right * 5 < wanted.len() * 4 {
            continue;
        }
        let worth = (2 * right).saturating_sub(wrong);
        if worth > 0 && best.as_ref().is_none_or(|(known, _)| worth > *known) {
            best = Some((worth, text));
        }
    }
    best.map(|(_, text)| text)
}

/// Selectors that may find them, the plainest first.
fn candidates(elements: &[ElementRef<'_>]) -> Vec<String> {
    let Some(first) = elements.first() else { return Vec::new() };
    let name = first.value().name();
    let mut texts: Vec<String> =
        common_classes(elements).iter().map(|class| format!("{name}.{class}")).collect();
    texts.push(name.to_owned());
    texts.extend(common_beginning(elements).map(|beginning| format!("{name}[class^=\"{beginning}\"]")));
    let parents: Vec<ElementRef<'_>> = elements.iter().filter_map(|element| parent(*element)).collect();
    let above: Vec<ElementRef<'_>> = parents.iter().filter_map(|element| parent(*element)).collect();
    texts.extend(common_classes(&parents).iter().map(|class| format!(".{class} > {name}")));
    texts.extend(common_id(&parents).map(|id| format!("#{id} > {name}")));
    texts.extend(common_classes(&above).iter().map(|class| format!(".{class} {name}")));
    texts.extend(common_id(&above).map(|id| format!("#{id} {name}")));
    if let Some(parent) = parents.first() {
        texts.push(format!("{} > {name}", parent.value().name()));
    }
    texts
}

fn parent(element: ElementRef<'_>) -> Option<ElementRef<'_>> {
    element.parent().and_then(ElementRef::wrap)
}

/// The classes that all of them have, the most telling first.
fn common_classes<'a>(elements: &[ElementRef<'a>]) -> Vec<&'a str> {
    let Some(first) = elements.first() else { return Vec::new() };
    let mut common: Vec<&str> = lasting_classes(*first).collect();
    for element in elements {
        common.retain(|class| element.value().classes().any(|own| own == *class));
    }
    let tells = |class: &str| {
        let lower = class.to_ascii_lowercase();
        TELLING.iter().any(|word| lower.contains(word))
    };
    common.sort_by_key(|class| !tells(class));
    common
}

/// What the classes of all of them begin with, up to a border in it: `item-` of `item-7` and `item-8`.
fn common_beginning(elements: &[ElementRef<'_>]) -> Option<String> {
    let mut written = elements.iter().map(|element| element.attr("class").unwrap_or_default());
    let first = written.next()?;
    let common = written.fold(first, |common, other| {
        let same = common.bytes().zip(other.bytes()).take_while(|(one, other)| one == other).count();
        common.get(..same).unwrap_or_default()
    });
    let name = common.trim_end_matches(|c: char| c.is_ascii_digit());
    let end = name.rfind(['-', '_']).map_or(name.len(), |border| border + 1);
    let is_plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    (is_plain && end > 2).then(|| name[..end].to_owned())
}

fn common_id<'a>(elements: &[ElementRef<'a>]) -> Option<&'a str> {
    let id = elements.first()?.value().id()?;
    let is_plain = id.starts_with(|c: char| c.is_ascii_alphabetic())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    (is_plain && elements.iter().all(|element| element.value().id() == Some(id))).then_some(id)
}
