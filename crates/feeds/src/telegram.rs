//! The preview of a Telegram channel (`t.me/s/NAME`) becomes a feed.

use scraper::{ElementRef, Selector};

use crate::feed::{ParsedEntry, ParsedFeed};
use crate::html_page::HtmlPage;
use crate::warning::{NotAFeed, Warning};
use crate::{dates, html};

/// What the posts of a preview are made of.
struct Parts {
    post: Selector,
    text: Selector,
    time: Selector,
}

impl Parts {
    fn new() -> Option<Self> {
        let parse = |text| Selector::parse(text).ok();
        Some(Self {
            post: parse(".tgme_widget_message[data-post]:not(.service_message)")?,
            // The text of what a post answers to stands before its own.
            text: parse(
                ".tgme_widget_message_text:not(.js-message_reply_text), .tgme_widget_message_poll_question, .tgme_widget_message_document_title",
            )?,
            time: parse(".tgme_widget_message_date time[datetime]")?,
        })
    }
}

/// Reads the preview of a channel that is listed under the address `url`. The key of a post is its address under that name,
/// whatever address has answered and whatever the channel is called by now; how often it was seen is left alone.
///
/// # Errors
///
/// When there is no post: the channel shows no preview, was renamed or closed, or is no channel.
pub fn read_telegram(
    bytes: &[u8],
    content_type: Option<&str>,
    url: Option<&str>,
) -> Result<ParsedFeed, NotAFeed> {
    let page = HtmlPage::read(bytes, content_type, url)?;
    let asked = url.and_then(channel);
    let Some(parts) = Parts::new() else { return Err(NotAFeed::NoFeedElement) };
    let mut entries: Vec<ParsedEntry> =
        page.select(&parts.post).filter_map(|post| entry(&parts, post, asked.as_deref())).collect();
    // The newest stands last.
    entries.reverse();
    if entries.is_empty() {
        return Err(NotAFeed::NothingFound { words: no_posts(&page, asked.as_deref()), title: None });
    }
    let mut warnings = page.warnings.clone();
    let named = page.select(&parts.post).find_map(|post| post.attr("data-post")?.split('/').next());
    if let (Some(asked), Some(named)) = (&asked, named)
        && !named.eq_ignore_ascii_case(asked)
    {
        warnings.push(Warning::Renamed { asked: asked.clone(), named: named.to_owned() });
    }
    Ok(ParsedFeed {
        title: page
            .markup(".tgme_channel_info_header_title")
            .or_else(|| page.attribute("meta[property='og:title']", "content").map(|title| escaped(&title))),
        link: named.map(|named| format!("https://t.me/{named}")),
        entries,
        warnings,
        ..ParsedFeed::default()
    })
}

/// The channel that an address of a preview names.
fn channel(url: &str) -> Option<String> {
    let url = url::Url::parse(url).ok()?;
    let mut parts = url.path_segments()?.filter(|part| !part.is_empty());
    let first = parts.next()?;
    let name = if first == "s" { parts.next()? } else { first };
    Some(name.to_owned())
}

/// A post as an entry. It is known by the name that was asked for, so that a channel with two names stays the same.
fn entry(parts: &Parts, post: ElementRef<'_>, asked: Option<&str>) -> Option<ParsedEntry> {
    let (named, number) = post.attr("data-post")?.split_once('/')?;
    if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let known_as = asked.unwrap_or(named).to_ascii_lowercase();
    let texts: Vec<String> = post.select(&parts.text).map(|text| text.inner_html()).collect();
    let content = texts.join("<br>");
    let raw = post.select(&parts.time).filter_map(|time| time.attr("datetime")).last();
    Some(ParsedEntry {
        guid: Some(format!("https://t.me/{known_as}/{number}")),
        link: Some(format!("https://t.me/{named}/{number}")),
        content: (!html::to_line(&content).is_empty()).then_some(content),
        published: raw.and_then(dates::read),
        published_raw: raw.map(str::to_owned),
        ..ParsedEntry::default()
    })
}

/// Why a page shows no post, in words that say what to do.
fn no_posts(page: &HtmlPage, asked: Option<&str>) -> String {
    let name = asked.unwrap_or("the channel");
    let has = |selector: &str| page.markup(selector).is_some();
    if has(".tgme_channel_info") || has(".tgme_channel_history") {
        format!("the preview of the Telegram channel {name} shows no posts")
    } else if has(".tgme_page_extra") {
        format!(
            "the Telegram channel {name} does not show its posts to browsers: its preview is switched off"
        )
    } else if has("[class^='tgme_']") || has("meta[property='al:android:app_name'][content='Telegram']") {
        format!("Telegram knows no public channel {name}: it was renamed or closed, or is no channel")
    } else {
        format!("the page is no preview of the Telegram channel {name}")
    }
}

fn escaped(text: &str) -> String {
    html_escape::encode_text(text).into_owned()
}
