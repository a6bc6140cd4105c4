//! A page with a list, of which CSS selectors say where the items are, becomes a feed.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::fmt::strtime::{self, BrokenDownTime};
use jiff::tz::TimeZone;
use scraper::{ElementRef, Selector};

use crate::feed::{ParsedEntry, ParsedFeed};
use crate::html_page::HtmlPage;
use crate::link_pattern::LinkPattern;
use crate::settle::settle_dates;
use crate::warning::{Limit, NotAFeed, Warning};
use crate::{address, dates, html, selector};

/// Where the parts of an item stand on a page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ListRule<'a> {
    /// The selector of an item.
    pub item: &'a str,
    /// That of its link, within the item; without one the item itself where it is a link, else its first link.
    pub link: Option<&'a str>,
    /// That of its title; without one, or where it finds nothing, the words of the link.
    pub title: Option<&'a str>,
    /// That of its date; without one the first `time`.
    pub date: Option<&'a str>,
    /// How the date is written, in the letters of strftime; without it dates are read as in feeds.
    pub date_format: Option<&'a str>,
    /// Only links like this.
    pub keep: Option<&'a str>,
}

/// What the selectors have found on a page, and what they have missed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListFinds {
    /// Elements that `item` found.
    pub items: usize,
    /// Items in which there is no link to a page.
    pub without_link: usize,
    /// Items whose link is not like `keep`.
    pub not_kept: usize,
    /// Items that lead where another one has led already.
    pub repeated: usize,
    /// Items without a word of a title.
    pub without_title: usize,
    /// Items without a date.
    pub without_date: usize,
    /// The first date that could not be read.
    pub unread_date: Option<String>,
}

/// The selectors of a rule, ready to be used.
struct Selectors {
    item: Selector,
    link: Option<Selector>,
    title: Option<Selector>,
    date: Selector,
}

/// Whether dates can be written and read in this format, in the letters of strftime.
pub fn is_date_format(format: &str) -> bool {
    let written = strtime::format(format, Timestamp::UNIX_EPOCH).ok();
    written.is_some_and(|written| in_format(&written, format).is_some())
}

/// Reads a page with a list. The key of an entry is its link; what its page says is not asked here.
///
/// # Errors
///
/// When nothing is found: the page was redesigned, another one answers, or the rule was never right.
pub fn read_list(
    bytes: &[u8],
    content_type: Option<&str>,
    url: Option<&str>,
    rule: &ListRule<'_>,
) -> Result<(ParsedFeed, ListFinds), NotAFeed> {
    read_page(&HtmlPage::read(bytes, content_type, url)?, url, rule)
}

/// The same of a page whose tree is there.
pub(crate) fn read_page(
    page: &HtmlPage,
    url: Option<&str>,
    rule: &ListRule<'_>,
) -> Result<(ParsedFeed, ListFinds), NotAFeed> {
    let selectors = Selectors::of(rule)?;
    let mut finds = ListFinds::default();
    let mut entries: Vec<ParsedEntry> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    let mut is_full = false;
    for item in page.select(&selectors.item) {
        finds.items += 1;
        let Some(entry) = entry(page, &selectors, rule, item) else {
            finds.without_link += 1;
            continue;
        };
        let link = entry.link.clone().unwrap_or_default();
        if rule.keep.is_some_and(|keep| !LinkPattern(keep).matches(&link)) {
            finds.not_kept += 1;
        } else if let Some(&at) = known.get(&link) {
            // A picture and a headline may be two items of one article.
            finds.repeated += 1;
            fill(&mut entries[at], entry);
        } else if entries.len() < Limit::Entries.most() {
            known.insert(link, entries.len());
            entries.push(entry);
        } else {
            is_full = true;
        }
    }
    if entries.is_empty() {
        return Err(NotAFeed::NothingFound { words: nothing(rule, &finds), title: title(page) });
    }
    finds.without_title = entries.iter().filter(|entry| entry.title.is_none()).count();
    finds.without_date = entries.iter().filter(|entry| entry.published_raw.is_none()).count();
    let mut unread = entries.iter().filter(|entry| entry.published.is_none());
    finds.unread_date = unread.find_map(|entry| entry.published_raw.clone());
    let lang = page.attribute("html[lang]", "lang");
    let mut feed = ParsedFeed {
        title: page.markup("title").filter(|title| !title.trim().is_empty()),
        link: url.map(str::to_owned),
        lang,
        entries,
        ..ParsedFeed::default()
    };
    settle_dates(&mut feed);
    feed.warnings.clone_from(&page.warnings);
    feed.warnings.extend(is_full.then_some(Warning::Limit(Limit::Entries)));
    feed.warnings.extend(finds.unread_date.clone().map(Warning::Date));
    Ok((feed, finds))
}

impl Selectors {
    fn of(rule: &ListRule<'_>) -> Result<Self, NotAFeed> {
        let parse =
            |text: &str| selector::parse(text).map_err(|why| NotAFeed::Selector(text.to_owned(), why));
        Ok(Self {
            item: parse(rule.item)?,
            link: rule.link.map(parse).transpose()?,
            title: rule.title.map(parse).transpose()?,
            date: parse(rule.date.unwrap_or("time"))?,
        })
    }
}

/// An item as an entry; none where it leads nowhere.
fn entry(
    page: &HtmlPage,
    selectors: &Selectors,
    rule: &ListRule<'_>,
    item: ElementRef<'_>,
) -> Option<ParsedEntry> {
    let anchor = anchor(selectors, item)?;
    let link = page.bases.resolve(anchor.attr("href")?).filter(|link| address::is_web(link))?;
    let link = link.split('#').next().unwrap_or_default().to_owned();
    let own = selectors.title.as_ref().and_then(|title| first(item, title)).and_then(words);
    let title = own.or_else(|| words(anchor)).or_else(|| described(anchor));
    let published_raw = first(item, &selectors.date).and_then(claim);
    let published = published_raw.as_deref().and_then(|raw| {
        rule.date_format.and_then(|format| in_format(raw, format)).or_else(|| dates::read(raw))
    });
    Some(ParsedEntry { link: Some(link), title, published, published_raw, ..ParsedEntry::default() })
}

/// The element that leads to the article.
fn anchor<'a>(selectors: &Selectors, item: ElementRef<'a>) -> Option<ElementRef<'a>> {
    if let Some(link) = &selectors.link {
        return if link.matches(&item) { Some(item) } else { first(item, link) };
    }
    if item.attr("href").is_some() {
        return Some(item);
    }
    item.descendent_elements().find(|element| element.value().name() == "a" && element.attr("href").is_some())
}

fn first<'a>(item: ElementRef<'a>, selector: &Selector) -> Option<ElementRef<'a>> {
    item.select(selector).next()
}

/// What an element says, as markup; none where it says nothing.
fn words(element: ElementRef<'_>) -> Option<String> {
    let markup = element.inner_html();
    (!html::to_line(&markup).is_empty()).then_some(markup)
}

/// What is said of a link that is a picture.
fn described(anchor: ElementRef<'_>) -> Option<String> {
    let own = ["title", "aria-label"].into_iter().find_map(|name| anchor.attr(name));
    let picture = || anchor.descendent_elements().find_map(|element| element.attr("alt"));
    let text = own.or_else(picture)?.trim();
    (!text.is_empty()).then(|| html_escape::encode_text(text).into_owned())
}

/// The date that an element claims: for programs, else for people.
pub(crate) fn claim(element: ElementRef<'_>) -> Option<String> {
    let attribute = ["datetime", "content"].into_iter().find_map(|name| element.attr(name));
    let text =
        attribute.map_or_else(|| html::to_line(&element.inner_html()), |value| value.trim().to_owned());
    (!text.is_empty()).then(|| text.chars().take(80).collect())
}

/// A date in the operator's format; without a zone in UTC, as in feeds.
fn in_format(text: &str, format: &str) -> Option<Timestamp> {
    let broken = BrokenDownTime::parse(format, text.trim()).ok()?;
    if let Ok(instant) = broken.to_timestamp() {
        return Some(instant);
    }
    let day = || broken.to_date().ok().map(|day| day.at(0, 0, 0, 0));
    let wall: DateTime = broken.to_datetime().ok().or_else(day)?;
    TimeZone::UTC.to_timestamp(wall).ok()
}

/// What a second item of one article says that the first does not.
fn fill(first: &mut ParsedEntry, second: ParsedEntry) {
    first.title = first.title.take().or(second.title);
    if first.published.is_none() && second.published.is_some() {
        (first.published, first.published_raw) = (second.published, second.published_raw);
    }
}

/// What was looked for in vain.
fn nothing(rule: &ListRule<'_>, finds: &ListFinds) -> String {
    let items = finds.items;
    match (rule.link, rule.keep) {
        _ if items == 0 => format!("the selector `{}` (`item`) finds nothing", rule.item),
        (Some(link), _) if finds.without_link == items => {
            format!("the selector `{link}` (`link`) finds no link in any of {items} items")
        }
        (None, _) if finds.without_link == items => format!("there is no link in any of {items} items"),
        (_, keep) => {
            format!("of the links in {items} items none is like `{}` (`keep`)", keep.unwrap_or_default())
        }
    }
}

/// The page's title on one line, which tells people which page that is.
fn title(page: &HtmlPage) -> Option<String> {
    let title = page.markup("title").map(|title| html::to_line(&title));
    title.map(|title| title.chars().take(80).collect()).filter(|title: &String| !title.is_empty())
}
