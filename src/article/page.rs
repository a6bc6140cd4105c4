//! What a page turned out to be, as plain data.

use jiff::Timestamp;

use super::shown::ShownPage;

/// What kind of answer a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum PageKind {
    /// The text of one article.
    Article,
    /// Something that stands before the page: a bot wall, a consent form, a script that must run.
    Wall,
    /// A form that wants a name and a password.
    Login,
    /// Less than the article: the free part before a paywall, or less than its feed already said.
    Teaser,
    /// A page without a text of its own: a section, a player, an empty shell; or what was too much to be read.
    Other,
}

impl PageKind {
    /// The word that programs read.
    pub(crate) fn word(self) -> &'static str {
        match self {
            PageKind::Article => "article",
            PageKind::Wall => "wall",
            PageKind::Login => "login",
            PageKind::Teaser => "teaser",
            PageKind::Other => "none",
        }
    }
}

/// What a page says of itself and holds. Everything here is a claim of the page; all texts are plain.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Article {
    pub title: String,
    /// Paragraphs, divided by line breaks; without title, byline, captions and comments.
    pub text: String,
    /// The sentences between headline and text that are no paragraphs of it, a line each: many sites set what the article is about
    /// so. They are no part of the text, for what is compared and counted is the article.
    pub standfirst: String,
    /// The names of the authors, divided by commas.
    pub byline: Option<String>,
    pub published: Option<Timestamp>,
    pub modified: Option<Timestamp>,
    /// The address that the page calls its own, absolute; only where it is of the same registrable domain or no
    /// address was given to compare with, and never a site's front page.
    pub canonical: Option<String>,
    /// A language tag, as the page declares it.
    pub lang: Option<String>,
    /// Whether the publisher says that only a part may be read for free (schema.org `isAccessibleForFree`).
    pub paywalled: bool,
    /// The correction that the publisher marks as such (schema.org `correction`).
    pub correction: Option<String>,
}

/// A page and what kind of answer it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WebPage {
    pub kind: PageKind,
    pub article: Article,
    pub shown: ShownPage,
    /// Whether its source comes to an end of its own. A transfer that was cut where nobody said how long it is has none, but
    /// neither have the pages of some sites.
    pub is_closed: bool,
}
