//! A source is read as what it is: a feed, a sitemap, a channel, a page with a list.

use feeds::{LinkPattern, ListFinds, ListRule, NotAFeed, ParsedFeed};

use crate::feed::{FeedSource, ListSelectors, SourceKind};

/// Where a source is listed, and which address has answered for it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct SourceAddress<'a> {
    pub listed: Option<&'a str>,
    pub answered: Option<&'a str>,
}

/// What a source has brought.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SourceReading {
    pub feed: ParsedFeed,
    /// What the selectors of a list have found and missed.
    pub finds: Option<ListFinds>,
}

/// Reads what answered for a source of this kind.
///
/// # Errors
///
/// As [`feeds::read`], and where nothing is found of what the source was listed for.
pub(crate) fn read_source(
    bytes: &[u8],
    content_type: Option<&str>,
    SourceAddress { listed, answered: url }: SourceAddress<'_>,
    source: &FeedSource,
    kind: SourceKind,
) -> Result<SourceReading, NotAFeed> {
    let keep = source.keep.as_deref();
    let whole = |feed| SourceReading { feed, finds: None };
    match kind {
        SourceKind::Feed => feeds::read(bytes, content_type, url).map(whole),
        SourceKind::Sitemap => feeds::read_sitemap(bytes, content_type, url).map(whole),
        SourceKind::Telegram => feeds::read_telegram(bytes, content_type, listed.or(url)).map(whole),
        SourceKind::List => {
            let rule = rule(source.list.as_ref(), keep);
            let (feed, finds) = feeds::read_list(bytes, content_type, url, &rule)?;
            return Ok(SourceReading { feed, finds: Some(finds) });
        }
    }
    .map(|reading| kept(reading, keep))
}

/// The rule of a list, as the reader takes it.
fn rule<'a>(list: Option<&'a ListSelectors>, keep: Option<&'a str>) -> ListRule<'a> {
    let Some(list) = list else { return ListRule { keep, ..ListRule::default() } };
    ListRule {
        item: &list.item,
        link: list.link.as_deref(),
        title: list.title.as_deref(),
        date: list.date.as_deref(),
        date_format: list.date_format.as_deref(),
        keep,
    }
}

/// What is left of it, where only some links are wanted.
fn kept(mut reading: SourceReading, keep: Option<&str>) -> SourceReading {
    if let Some(keep) = keep {
        let is_kept =
            |link: &Option<String>| link.as_deref().is_some_and(|link| LinkPattern(keep).matches(link));
        reading.feed.entries.retain(|entry| is_kept(&entry.link));
    }
    reading
}
