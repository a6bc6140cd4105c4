//! What repeats on a page: the widest elements that lead to one article each, put together by how they stand.

use std::collections::{HashMap, HashSet};

use ego_tree::NodeId;
use scraper::ElementRef;
use url::Url;

use super::standing::{FEWEST, Standings};
use crate::address::is_web;
use crate::html_page::HtmlPage;

/// Letters from which on the words of a link may be a headline; fewer are those of a menu.
const HEADLINE: usize = 20;

/// The same where a letter is a word or half of one, and where a page has no longer ones.
const SHORT_HEADLINE: usize = 8;

/// Letters of one headline that count: a lead paragraph is no better list than a headline.
const COUNTED: usize = 120;

/// What a date in an item is worth, in letters of a headline.
const DATE_IS_WORTH: usize = 40;

/// What a page leads to that may be an article.
pub(super) struct SketchedItem<'a> {
    /// The widest element that leads to no other article.
    pub element: ElementRef<'a>,
    pub link: String,
}

/// One link of the page.
struct PageLink<'a> {
    anchor: ElementRef<'a>,
    address: String,
}

/// The lists of a page, the likeliest first.
pub(super) fn lists<'a>(page: &'a HtmlPage, url: &str) -> Vec<Vec<SketchedItem<'a>>> {
    let links = links(page, url);
    let mut words: HashMap<&str, bool> = HashMap::new();
    for link in &links {
        *words.entry(&link.address).or_default() |= is_headline(&words_of(link.anchor), HEADLINE);
    }
    let with_headline: Vec<&PageLink<'a>> = links.iter().filter(|link| words[&*link.address]).collect();
    let grouped = grouped(&with_headline);
    // Where no link has the words of a headline, headlines are short or stand beside their links: "read more".
    if grouped.is_empty() { self::grouped(&links.iter().collect::<Vec<_>>()) } else { grouped }
}

/// The links to other pages of the site, without those of its menus.
fn links<'a>(page: &'a HtmlPage, url: &str) -> Vec<PageLink<'a>> {
    let Ok(own) = Url::parse(url) else { return Vec::new() };
    let of_site =
        |address: &Url| site(address) == site(&own) && address.path() != "/" && !is_same_page(address, &own);
    page.elements()
        .filter(|element| element.value().name() == "a" && !is_in_a_menu(*element))
        .filter_map(|anchor| {
            let address = page.bases.resolve(anchor.attr("href")?).filter(|address| is_web(address))?;
            let mut parsed = Url::parse(&address).ok()?;
            parsed.set_fragment(None);
            of_site(&parsed).then(|| PageLink { anchor, address: String::from(parsed) })
        })
        .collect()
}

fn site(url: &Url) -> &str {
    let host = url.host_str().unwrap_or_default();
    host.strip_prefix("www.").unwrap_or(host)
}

fn is_same_page(one: &Url, other: &Url) -> bool {
    one.path().trim_end_matches('/') == other.path().trim_end_matches('/') && one.query().is_none()
}

fn is_in_a_menu(anchor: ElementRef<'_>) -> bool {
    const NAMES: [&str; 3] = ["nav", "footer", "aside"];
    const WORDS: [&str; 10] = [
        "menu",
        "nav",
        "navbar",
        "navigation",
        "footer",
        "breadcrumb",
        "breadcrumbs",
        "pagination",
        "pager",
        "sidebar",
    ];
    anchor.ancestors().filter_map(ElementRef::wrap).any(|around| {
        let element = around.value();
        let named = element.classes().chain(element.id()).flat_map(|name| name.split(['-', '_']));
        NAMES.contains(&element.name())
            || (!["body", "html"].contains(&element.name()))
                && named.map(str::to_ascii_lowercase).any(|word| WORDS.contains(&&*word))
    })
}

/// What an element says, white space collapsed.
pub(super) fn words_of(element: ElementRef<'_>) -> String {
    let text: String = element.text().flat_map(|text| [text, " "]).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_headline(words: &str, letters_wanted: usize) -> bool {
    let letters = words.chars().filter(|c| c.is_alphanumeric()).count();
    let is_dense = words.chars().any(|c| ('\u{2e80}'..='\u{d7a3}').contains(&c));
    letters >= if is_dense { SHORT_HEADLINE } else { letters_wanted }
}

/// What an element leads to, as far as is known.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LeadsTo<'a> {
    One(&'a str),
    Many,
}

/// The items of these links, grouped by how they stand; only groups that make a list.
fn grouped<'a>(links: &[&PageLink<'a>]) -> Vec<Vec<SketchedItem<'a>>> {
    let mut leads: HashMap<NodeId, LeadsTo<'_>> = HashMap::new();
    for link in links {
        let to = LeadsTo::One(&link.address);
        for node in link.anchor.ancestors().map(|node| node.id()).chain([link.anchor.id()]) {
            leads
                .entry(node)
                .and_modify(|known| {
                    if *known != to {
                        *known = LeadsTo::Many;
                    }
                })
                .or_insert(to);
        }
    }
    let mut items: Vec<SketchedItem<'a>> = Vec::new();
    let mut known: HashSet<NodeId> = HashSet::new();
    for link in links {
        let element = widest(link.anchor, &leads);
        if known.insert(element.id()) {
            items.push(SketchedItem { element, link: link.address.clone() });
        }
    }
    let standings = Standings::of(items.iter().map(|item| item.element));
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut groups: Vec<Vec<SketchedItem<'a>>> = Vec::new();
    for item in items {
        let at = *places.entry(standings.standing(item.element)).or_insert(groups.len());
        match groups.get_mut(at) {
            Some(group) => group.push(item),
            None => groups.push(vec![item]),
        }
    }
    let mut weighed: Vec<(usize, Vec<SketchedItem<'a>>)> =
        groups.into_iter().map(|group| (weight(&group), group)).filter(|(weight, _)| *weight > 0).collect();
    weighed.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    weighed.into_iter().map(|(_, group)| group).collect()
}

/// The widest element around a link that leads to nothing else.
fn widest<'a>(anchor: ElementRef<'a>, leads: &HashMap<NodeId, LeadsTo<'_>>) -> ElementRef<'a> {
    let is_whole_page = |element: ElementRef<'_>| ["body", "html", "main"].contains(&element.value().name());
    let around = anchor.ancestors().map_while(ElementRef::wrap);
    around
        .take_while(|element| leads.get(&element.id()) != Some(&LeadsTo::Many) && !is_whole_page(*element))
        .last()
        .unwrap_or(anchor)
}

/// How much a group looks like a list of articles: the letters of its headlines, and its dates. None for too few items.
fn weight(group: &[SketchedItem<'_>]) -> usize {
    let mut addresses: Vec<&str> = group.iter().map(|item| &*item.link).collect();
    addresses.sort_unstable();
    addresses.dedup();
    if addresses.len() < FEWEST {
        return 0;
    }
    let of_item = |item: &SketchedItem<'_>| {
        let words = words_of(item.element);
        let is_dated = words.bytes().filter(u8::is_ascii_digit).count() >= 4;
        let letters =
            if is_headline(&words, SHORT_HEADLINE) { words.chars().count().min(COUNTED) } else { 0 };
        letters + if is_dated && letters > 0 { DATE_IS_WORTH } else { 0 }
    };
    group.iter().map(of_item).sum()
}
