//! A list rule for a page that nobody has written one for, tried before it is shown.

use super::items::{SketchedItem, lists};
use super::parts::{SketchedParts, parts_of};
use super::selector::selector_of;
use super::standing::FEWEST;
use crate::feed::ParsedFeed;
use crate::html_page::HtmlPage;
use crate::list::{ListFinds, ListRule, read_page};

/// Lists of one page that are tried.
const TRIED: usize = 5;

/// What a list on a page could be read with, and what that brings. An operator is to look at it: a machine has guessed.
#[derive(Debug, Clone, PartialEq)]
pub struct ListSketch {
    /// The selectors, as [`ListRule`] has them; none where the reader needs none.
    pub item: String,
    /// That of the link.
    pub link: Option<String>,
    /// That of the title.
    pub title: Option<String>,
    /// That of the date.
    pub date: Option<String>,
    /// What the list brings so.
    pub feed: ParsedFeed,
    /// What its selectors have found and missed.
    pub finds: ListFinds,
}

impl ListSketch {
    fn rule(&self) -> ListRule<'_> {
        ListRule {
            item: &self.item,
            link: self.link.as_deref(),
            title: self.title.as_deref(),
            date: self.date.as_deref(),
            ..ListRule::default()
        }
    }
}

/// The list of articles that repeats itself on a page; none where nothing does. `url` is the page's own address.
pub fn sketch_list(bytes: &[u8], content_type: Option<&str>, url: &str) -> Option<ListSketch> {
    let page = HtmlPage::read(bytes, content_type, Some(url)).ok()?;
    lists(&page, url).iter().take(TRIED).find_map(|items| {
        let sketch = sketched(&page, items)?;
        let (feed, finds) = read_page(&page, Some(url), &sketch.rule()).ok()?;
        let titled = feed.entries.len().saturating_sub(finds.without_title);
        (titled >= FEWEST).then_some(ListSketch { feed, finds, ..sketch })
    })
}

fn sketched(page: &HtmlPage, items: &[SketchedItem<'_>]) -> Option<ListSketch> {
    let elements: Vec<_> = items.iter().map(|item| item.element).collect();
    let item = selector_of(page, &elements)?;
    let SketchedParts { link, title, date } = parts_of(page, items);
    let (feed, finds) = (ParsedFeed::default(), ListFinds::default());
    Some(ListSketch { item, link, title, date, feed, finds })
}
