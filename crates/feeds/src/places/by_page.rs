//! Where the feed of a page stands, as the marks of the system that made it tell.

use url::Url;

use super::by_address::{channel, youtube_id};
use crate::markup::{Markup, Tag};
use crate::page::attribute;
use crate::scanner::Scanner;

/// Channels of one page that are given back.
const MOST_CHANNELS: usize = 4;

/// First parts of paths behind which WordPress keeps a feed of that part of the site alone.
const ARCHIVES: [&str; 3] = ["category", "tag", "author"];

/// Where feeds stand that a page does not name: those of WordPress, of a YouTube channel, the preview of a Telegram
/// channel. `url` is the page's own address.
pub fn told_by_page(text: &str, url: &str) -> Vec<String> {
    let Ok(base) = Url::parse(url) else { return Vec::new() };
    let mut marks = PageMarks::default();
    let mut scanner = Scanner::html(text);
    while let Some((_, markup)) = scanner.next_markup() {
        if let Markup::Start(tag) = markup {
            marks.note(tag, &base);
        }
    }
    let mut places = Vec::new();
    let of_script = || text.split("\"externalId\":\"").nth(1).and_then(youtube_id).map(str::to_owned);
    if let Some(id) = marks.youtube.or_else(|| if is_youtube(&base) { of_script() } else { None }) {
        places.extend(base.join(&format!("/feeds/videos.xml?channel_id={id}")));
    }
    places.extend(marks.preview);
    if let Some(root) = marks.wordpress {
        places.extend(of_archive(&base, &root));
        places.extend(root.join("feed/"));
    }
    places.into_iter().map(String::from).collect()
}

/// The previews of the Telegram channels that a page leads to, in its order, at most four: often its own.
pub fn channels_of_page(text: &str) -> Vec<String> {
    let mut channels: Vec<String> = Vec::new();
    let mut scanner = Scanner::html(text);
    while let Some((_, markup)) = scanner.next_markup() {
        let Markup::Start(tag) = markup else { continue };
        let named = attribute(tag, "href").and_then(|href| Url::parse(&href).ok()).as_ref().and_then(channel);
        let Some(name) = named.filter(|_| tag.name.eq_ignore_ascii_case("a")) else { continue };
        let place = format!("https://t.me/s/{name}");
        if channels.len() < MOST_CHANNELS && !channels.contains(&place) {
            channels.push(place);
        }
    }
    channels
}

/// What the tags of a page have told so far.
#[derive(Debug, Default)]
struct PageMarks {
    /// Where WordPress begins on this site.
    wordpress: Option<Url>,
    /// The id of the YouTube channel.
    youtube: Option<String>,
    /// The preview of the Telegram channel.
    preview: Option<Url>,
}

impl PageMarks {
    fn note(&mut self, tag: Tag<'_>, base: &Url) {
        let says = |name: &str, word: &str| {
            attribute(tag, name).is_some_and(|value| value.to_ascii_lowercase().contains(word))
        };
        let is = |name: &str| tag.name.eq_ignore_ascii_case(name);
        if is("meta") {
            if says("name", "generator") && says("content", "wordpress") {
                self.wordpress = self.wordpress.take().or_else(|| base.join("/").ok());
            } else if says("itemprop", "channelid") || says("itemprop", "identifier") {
                self.note_youtube(attribute(tag, "content").as_deref());
            }
        } else if is("link") {
            let href = attribute(tag, "href");
            if says("rel", "https://api.w.org/") {
                let root = href.as_deref().and_then(|href| href.split("wp-json").next());
                self.wordpress = root.and_then(|root| base.join(root).ok()).or_else(|| self.wordpress.take());
            } else if says("rel", "canonical") {
                self.note_youtube(
                    href.as_deref().and_then(|href| href.split_once("/channel/")).map(|(_, id)| id),
                );
            }
        } else if is("a") && says("class", "tgme_page_context_link") {
            self.preview = attribute(tag, "href").and_then(|href| base.join(&href).ok());
        } else if self.wordpress.is_none() && (says("src", "/wp-content/") || says("src", "/wp-includes/")) {
            self.wordpress = base.join("/").ok();
        }
    }

    fn note_youtube(&mut self, id: Option<&str>) {
        self.youtube = self.youtube.take().or_else(|| id.and_then(youtube_id).map(str::to_owned));
    }
}

fn is_youtube(url: &Url) -> bool {
    url.host_str().is_some_and(|host| host == "youtube.com" || host.ends_with(".youtube.com"))
}

/// The feed of the part of a WordPress site that a page is the front of: a category, or the site in one language.
fn of_archive(page: &Url, root: &Url) -> Option<Url> {
    let path = page.path().strip_prefix(root.path())?;
    let mut parts = path.split('/').filter(|part| !part.is_empty());
    let first = parts.next()?;
    let is_front = ARCHIVES.contains(&first) || (first.len() == 2 && parts.next().is_none());
    let path = path.trim_matches('/');
    is_front.then(|| root.join(&format!("{path}/feed/")).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_behind_a_page_tells_where_its_feed_is() {
        for (page, url, expected) in [
            (
                "<meta name=generator content='WordPress 6.8'>",
                "https://a.example/ka/",
                &["https://a.example/ka/feed/", "https://a.example/feed/"][..],
            ),
            (
                "<link rel='https://api.w.org/' href='https://a.example/blog/wp-json/'><img src=/wp-content/x.png>",
                "https://a.example/blog/category/news/?page=2",
                &["https://a.example/blog/category/news/feed/", "https://a.example/blog/feed/"],
            ),
            (
                "<script src='/wp-includes/js/x.js'></script>",
                "https://a.example/about/",
                &["https://a.example/feed/"],
            ),
            (
                "<link rel=canonical href='https://www.youtube.com/channel/UC_x5XG1OV2P6uZZ5FSM9Ttw'>",
                "https://www.youtube.com/@office",
                &["https://www.youtube.com/feeds/videos.xml?channel_id=UC_x5XG1OV2P6uZZ5FSM9Ttw"],
            ),
            (
                "<script>x={\"externalId\":\"UC_x5XG1OV2P6uZZ5FSM9Ttw\",\"a\":1}</script>",
                "https://www.youtube.com/c/office",
                &["https://www.youtube.com/feeds/videos.xml?channel_id=UC_x5XG1OV2P6uZZ5FSM9Ttw"],
            ),
            (
                "<a class='tgme_page_context_link' href='/s/office'>Preview channel</a>",
                "https://t.me/office",
                &["https://t.me/s/office"],
            ),
            ("<meta itemprop=identifier content=UCshort><p>/wp-content/</p>", "https://a.example/", &[]),
            ("<meta name=generator content=WordPress>", "no address", &[]),
        ] {
            assert_eq!(told_by_page(page, url), expected, "{page}");
        }
    }

    #[test]
    fn a_page_leads_to_its_channels() {
        let page = "<a href='https://t.me/mfa_az'>Telegram</a><a href='https://t.me/share/url?url=x'>Share</a>
            <a href='https://telegram.me/s/mfa_az'>again</a><a href=/t.me/x>no</a><link href='https://t.me/other'>
            <a href='https://t.me/spokes_person/77'>a post</a>";
        assert_eq!(channels_of_page(page), ["https://t.me/s/mfa_az", "https://t.me/s/spokes_person"]);
        let many: String = (0..1000).map(|n| format!("<a href='https://t.me/channel{n}'>x</a>")).collect();
        assert_eq!(channels_of_page(&many).len(), MOST_CHANNELS);
    }
}
