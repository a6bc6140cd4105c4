//! What a page shows apart from an article: by it a page that is gone is told from one that stands before it.

use trafilatura::dom::Document;

use super::likeness::kept_words;
use super::notice::PageNotice;
use super::trim::plain;
use super::words::count_words;

/// Of a headline's words so many in a hundred stand in what is about the same.
pub(crate) const SAME_HEADLINE: usize = 50;

/// Fewer words than this are shown by a shell that scripts fill, and by an answer that broke off.
const FEWEST_SHOWN: usize = 5;

/// A link of so many words is a headline.
const WORDS_OF_A_HEADLINE: usize = 4;

/// So many of them make a page that lists articles.
const HEADLINES_OF_A_LIST: usize = 5;

/// The most bytes of its text that are kept.
const MOST_KEPT: usize = 16 << 10;

/// What stands on a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ShownPage {
    /// All that a reader sees of it, menus and notices too; its beginning where that is long.
    pub visible: String,
    /// The title that it gives itself, with the name of its site or without.
    pub title: String,
    /// Its headings of the first and second rank.
    headings: Vec<String>,
    headline_links: usize,
    /// What it says in the place of an article.
    pub notice: PageNotice,
}

impl ShownPage {
    pub(super) fn of(document: &Document, visible: &str) -> Self {
        let texts = |selector: &str| {
            let found = document.query_selector_all(document.root(), selector);
            found.into_iter().map(|id| document.text_content(id)).collect::<Vec<_>>()
        };
        let headlines = texts("a").iter().filter(|text| count_words(text) >= WORDS_OF_A_HEADLINE).count();
        Self {
            title: String::new(),
            visible: visible[..visible.floor_char_boundary(MOST_KEPT)].to_owned(),
            headings: texts("h1,h2"),
            headline_links: headlines,
            notice: PageNotice::Nothing,
        }
    }

    /// Reads its notice: `title` is that of its head, `text` what was taken for the article's.
    pub(super) fn read_notice(&mut self, title: Option<&str>, text: &str) {
        let headings = self.headings.iter().map(String::as_str);
        let heads: Vec<&str> = title.into_iter().chain(headings).collect();
        self.notice = PageNotice::of(&heads, [text, &self.visible]);
    }

    /// Its headings.
    pub(super) fn headings(&self) -> &[String] {
        &self.headings
    }

    /// Whether it shows anything to a reader.
    pub(crate) fn is_empty(&self) -> bool {
        count_words(&self.visible) < FEWEST_SHOWN
    }

    /// Whether it lists articles.
    pub(crate) fn is_list(&self) -> bool {
        self.headline_links >= HEADLINES_OF_A_LIST
    }

    /// Whether a headline stands over what it shows.
    pub(crate) fn is_headed(&self, headline: &str) -> bool {
        let headline_plain = plain(headline);
        !headline_plain.is_empty()
            && (self.headings.iter().any(|heading| kept_words(headline, heading) >= SAME_HEADLINE)
                || plain(&self.visible).contains(&headline_plain))
    }
}
