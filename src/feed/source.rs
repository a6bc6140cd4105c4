//! What stands at a feed's address, and how entries are found in it.

use serde::{Deserialize, Serialize};

/// What stands at a feed's address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct FeedSource {
    /// What the operator says that it is; `None`: the address and the answer tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<SourceKind>,
    /// Where the items of a list stand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub list: Option<ListSelectors>,
    /// Only entries whose link is like this ([`feeds::LinkPattern`]).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keep: Option<String>,
}

/// The kinds of sources.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum SourceKind {
    /// A feed of any format, a news sitemap, or an index of them.
    #[default]
    Feed,
    /// A sitemap, of news or not, or an index of them.
    Sitemap,
    /// The preview of a Telegram channel.
    Telegram,
    /// A page with a list.
    List,
}

/// Where the parts of an item of a list stand: CSS selectors, found right when the file was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct ListSelectors {
    pub item: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_format: Option<String>,
}

/// The hosts of Telegram's previews.
const TELEGRAM: [&str; 4] =
    ["https://t.me/s/", "http://t.me/s/", "https://telegram.me/s/", "https://telegram.dog/s/"];

impl FeedSource {
    /// What stands at `url`, as far as operator and address tell.
    pub(crate) fn kind_at(&self, url: &str) -> SourceKind {
        let is_telegram = || TELEGRAM.iter().any(|start| url.starts_with(start));
        self.kind.unwrap_or_else(|| if is_telegram() { SourceKind::Telegram } else { SourceKind::Feed })
    }

    /// Whether nothing is said of it.
    pub(crate) fn is_unsaid(&self) -> bool {
        *self == Self::default()
    }
}

impl SourceKind {
    /// By its word in files.
    pub(crate) fn of_word(word: &str) -> Option<Self> {
        [Self::Feed, Self::Sitemap, Self::Telegram, Self::List].into_iter().find(|kind| kind.word() == word)
    }

    /// The word in files.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Feed => "feed",
            Self::Sitemap => "sitemap",
            Self::Telegram => "telegram",
            Self::List => "list",
        }
    }

    /// Whether it is a web page for people.
    pub(crate) fn is_page(self) -> bool {
        matches!(self, Self::Telegram | Self::List)
    }

    /// Whether its entries bring no text: only their pages have it.
    pub(crate) fn has_no_text(self) -> bool {
        matches!(self, Self::Sitemap | Self::List)
    }

    /// Whether it shows in the order of its making what there is, so that what is missing amid the others was taken back.
    pub(crate) fn tells_departures(self) -> bool {
        self != Self::List
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_operator_says_what_a_source_is_else_its_address() {
        for (kind, url, expected) in [
            (None, "https://t.me/s/office", SourceKind::Telegram),
            (None, "https://t.me.example/s/office", SourceKind::Feed),
            (None, "https://a.example/rss", SourceKind::Feed),
            (Some(SourceKind::Feed), "https://t.me/s/office", SourceKind::Feed),
            (Some(SourceKind::Sitemap), "https://a.example/sitemap.xml", SourceKind::Sitemap),
        ] {
            assert_eq!(FeedSource { kind, ..FeedSource::default() }.kind_at(url), expected, "{url}");
        }
    }
}
