//! A page as a tree, once its shape has been found harmless.

use scraper::{ElementRef, Html, Selector};

use crate::address::Bases;
use crate::decode;
use crate::shape::{PageExcess, PageLimits, measure};
use crate::warning::{Limit, NotAFeed, Warning};

/// What a page with a list may have: far more than any that people scroll through.
const MOST: PageLimits = PageLimits {
    bytes: 20 << 20,
    depth: 256,
    attributes: 256,
    elements: Limit::Elements.most(),
    left_open: 256,
};

/// A page with what its addresses stand on.
pub(crate) struct HtmlPage {
    tree: Html,
    pub bases: Bases,
    pub warnings: Vec<Warning>,
}

impl HtmlPage {
    /// Builds the tree. Of a page with too many elements the first ones are taken.
    pub(crate) fn read(
        bytes: &[u8],
        content_type: Option<&str>,
        url: Option<&str>,
    ) -> Result<Self, NotAFeed> {
        let decoded = decode::decode_page(bytes, content_type, url);
        if decoded.text.trim().is_empty() {
            return Err(NotAFeed::Empty);
        }
        let mut warnings: Vec<Warning> = decoded.warning.into_iter().collect();
        let mut text = &*decoded.text;
        match measure(text, &MOST) {
            Ok(()) => {}
            Err(PageExcess::Elements { at, .. }) => {
                text = &text[..at];
                warnings.push(Warning::Limit(Limit::Elements));
            }
            Err(excess) => return Err(NotAFeed::Shape(excess)),
        }
        let tree = Html::parse_document(text);
        let mut bases = Bases::of(url);
        if let Some(base) = first_attribute(&tree, "base[href]", "href") {
            bases.open(base, 1);
        }
        Ok(Self { tree, bases, warnings })
    }

    /// The elements of a selector, in the order of the page.
    pub(crate) fn select<'a>(&'a self, selector: &'a Selector) -> impl Iterator<Item = ElementRef<'a>> {
        self.tree.select(selector)
    }

    /// All elements, in the order of the page.
    pub(crate) fn elements(&self) -> impl Iterator<Item = ElementRef<'_>> {
        self.tree.root_element().descendent_elements()
    }

    /// What an attribute of the first element of a selector says.
    pub(crate) fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        first_attribute(&self.tree, selector, name)
            .map(str::to_owned)
            .filter(|value| !value.trim().is_empty())
    }

    /// What the first element of a selector holds, as it is written.
    pub(crate) fn markup(&self, selector: &str) -> Option<String> {
        let selector = Selector::parse(selector).ok()?;
        self.tree.select(&selector).next().map(|found| found.inner_html())
    }
}

fn first_attribute<'a>(tree: &'a Html, selector: &str, name: &str) -> Option<&'a str> {
    let selector = Selector::parse(selector).ok()?;
    tree.select(&selector).next()?.attr(name)
}
