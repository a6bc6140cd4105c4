//! Tells a feed from the page that a bot wall, a login or a lost site shows in its place.

use memchr::memmem;

use crate::article;
use crate::feed::{FailureKind, FetchFailure};

/// How much of a body is looked at: walls are short or say what they are in their head.
const LOOKED_AT: usize = 64 << 10;

/// Words that stand in pages which ask whether one is human, lower case.
const WALLS: [&str; 31] = [
    "<title>just a moment",
    "cf-chl-",
    "/cdn-cgi/challenge-platform",
    "attention required! | cloudflare",
    "cf-error-details",
    "ddos-guard",
    "checking your browser",
    "g-recaptcha",
    "h-captcha",
    "hcaptcha.com",
    "smartcaptcha",
    "captcha-delivery.com",
    "cf-turnstile",
    "errors.edgesuite.net",
    "_incapsula_resource",
    "sucuri website firewall",
    "px-captcha",
    "perimeterx",
    "datadome",
    "qrator",
    "servicepipe",
    "awswafintegration",
    "within.website/x/cmd/anubis",
    "making sure you&#39;re not a bot",
    "making sure you're not a bot",
    "are you a robot",
    "verify you are human",
    "verifying you are human",
    "please enable cookies",
    "window[\"bobcmn\"]",
    "/tspd/",
];

/// Words of a page that shows nothing else, at most.
const MOST_OF_A_WALL: usize = 120;

/// What a page shows that wants a name and a password first.
const LOGINS: [&str; 6] = [
    "type=\"password\"",
    "type='password'",
    "type=password",
    "<title>log in",
    "<title>login",
    "<title>sign in",
];

/// The failure that a web page in place of a feed is; `None` for all that is no web page.
///
/// A body that is neither page nor feed is left to the reader, who can say better what is wrong with it.
pub(super) fn page_in_place_of_feed(body: &[u8]) -> Option<FetchFailure> {
    let head = &body[..body.len().min(LOOKED_AT)];
    let text = String::from_utf8_lossy(head);
    if !feeds::is_page(&text) {
        return None;
    }
    let page = text.to_ascii_lowercase();
    // Feeds have been seen inside a page's frame; the reader finds them there.
    if ["<rss", "<rdf:rdf", "<feed xmlns", "<feed "].iter().any(|root| page.contains(root)) {
        return None;
    }
    let words = || format!("a web page answers in place of the feed{}", title(&text));
    Some(wall(&text).unwrap_or_else(|| FetchFailure::new(FailureKind::NotAFeed, words())))
}

/// The failure that a wall or a login page is where another page was expected, for one that shows nothing else: a form on
/// a good page may ask whether one is human, too.
pub(crate) fn wall_in_place(body: &[u8]) -> Option<FetchFailure> {
    let head = &body[..body.len().min(LOOKED_AT)];
    wall(&String::from_utf8_lossy(head))
}

/// The wall that a page is.
fn wall(text: &str) -> Option<FetchFailure> {
    let blocked = |words: &str| Some(FetchFailure::new(FailureKind::Blocked, words));
    let page = text.to_lowercase();
    if holds_any(&page, &WALLS) {
        return blocked("a bot wall answers in place of the feed");
    }
    let words = || feeds::to_line(text).split_whitespace().count();
    if article::wants_a_script(&page) && words() <= MOST_OF_A_WALL {
        return blocked("a page that wants a script to run answers in place of the feed");
    }
    if holds_any(&page, &LOGINS) { blocked("a login page answers in place of the feed") } else { None }
}

/// Whether an error's body is a bot wall: 403 and 503 are what most of them send.
pub(super) fn is_wall(body: &[u8]) -> bool {
    let head = &body[..body.len().min(LOOKED_AT)];
    let text = String::from_utf8_lossy(head);
    let page = text.to_lowercase();
    feeds::is_page(&text) && (holds_any(&page, &WALLS) || article::wants_a_script(&page))
}

fn holds_any(page: &str, words: &[&str]) -> bool {
    words.iter().any(|word| memmem::find(page.as_bytes(), word.as_bytes()).is_some())
}

/// The title of a page in quotes, to be put behind a sentence; empty where it has none.
fn title(text: &str) -> String {
    let short: String = feeds::page_title(text).unwrap_or_default().chars().take(60).collect();
    if short.is_empty() { short } else { format!(" (\"{short}\")") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_in_place_of_a_feed_are_told_apart() {
        for (body, kind) in [
            ("<rss version=\"2.0\"><channel/></rss>", None),
            ("<?xml version=\"1.0\"?>\n<!-- <html> --><feed xmlns=\"http://www.w3.org/2005/Atom\"/>", None),
            ("{\"version\": \"https://jsonfeed.org/version/1.1\"}", None),
            ("", None),
            ("gibberish", None),
            ("<!DOCTYPE rss [<!ENTITY nbsp \"&#160;\">]><rss/>", None),
            ("<html><body><rss version=\"2.0\"></rss></body></html>", None),
            ("<rss><title>captcha: verify you are human</title></rss>", None),
            (
                "\u{feff}<!doctype html><html><head><title>Just a moment...</title></head></html>",
                Some(FailureKind::Blocked),
            ),
            ("<!-- x -->\n<HTML><script src=\"/.well-known/ddos-guard/js\">", Some(FailureKind::Blocked)),
            ("<html><form><input type=\"password\"></form></html>", Some(FailureKind::Blocked)),
            (
                "<html><head><script>window[\"bobcmn\"]=\"1011\";</script><script src=\"/TSPD/08a?type=8\"></script>",
                Some(FailureKind::Blocked),
            ),
            (
                "<html><body><noscript>Please enable JavaScript to view the page content.</noscript></body></html>",
                Some(FailureKind::Blocked),
            ),
            ("<html><body><p>Please enable JavaScript to continue</p>", Some(FailureKind::Blocked)),
            (
                "<html><div id=root></div><noscript>Для просмотра сайта включите JavaScript</noscript>",
                Some(FailureKind::Blocked),
            ),
            ("<html><body><noscript>JavaScript-i aktiv edin</noscript></body>", Some(FailureKind::Blocked)),
            ("<!DOCTYPE html><title>Domain for sale</title>", Some(FailureKind::NotAFeed)),
        ] {
            assert_eq!(page_in_place_of_feed(body.as_bytes()).map(|failure| failure.kind), kind, "{body}");
        }
    }

    #[test]
    fn the_message_quotes_the_page() {
        let failure = page_in_place_of_feed(b"<html><title> Domain\n for sale </title>").expect("a page");
        assert_eq!(failure.message, "a web page answers in place of the feed (\"Domain for sale\")");
    }
}
