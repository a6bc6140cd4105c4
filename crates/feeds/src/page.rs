//! What a web page says of itself to whoever looks for feeds: whether it is one, its title, the feeds it names.

use url::Url;

use crate::markup::{Markup, Tag};
use crate::scanner::{Scanner, end_of_raw};
use crate::{html, reference};

/// How much of a page is searched for its title, in bytes.
const HEAD: usize = 100_000;

/// The longest title that is given back, in characters.
const LONGEST_TITLE: usize = 100;

/// Feeds of one page that are given back.
const MOST_LINKS: usize = 64;

/// Whether the first element is one of HTML's; declarations and comments before it do not count.
pub fn is_page(text: &str) -> bool {
    const ROOTS: [&str; 8] = ["html", "head", "body", "meta", "title", "script", "div", "center"];
    let mut scanner = Scanner::xml(text);
    let mut at = 0;
    while let Some((start, markup)) = scanner.next_markup() {
        if !text[at..start].trim_start_matches('\u{feff}').trim_ascii().is_empty() {
            return false;
        }
        match markup {
            Markup::Start(tag) => return ROOTS.iter().any(|root| tag.name.eq_ignore_ascii_case(root)),
            Markup::Skip if is_html_doctype(&text[start..scanner.at]) => return true,
            Markup::Skip | Markup::Doctype(_) => at = scanner.at,
            Markup::End(_) | Markup::Cdata(_) => return false,
        }
    }
    false
}

fn is_html_doctype(declaration: &str) -> bool {
    let words = declaration.get(..9).filter(|start| start.eq_ignore_ascii_case("<!doctype"));
    let root = words.and_then(|words| declaration[words.len()..].trim_ascii_start().get(..4));
    root.is_some_and(|root| root.eq_ignore_ascii_case("html"))
}

/// What stands in a page's `title`, on one line and shortened to what fits on one.
pub fn page_title(text: &str) -> Option<String> {
    let head = &text[..text.floor_char_boundary(HEAD)];
    let mut scanner = Scanner::html(head);
    while let Some((_, markup)) = scanner.next_markup() {
        let Markup::Start(tag) = markup else { continue };
        if tag.name.eq_ignore_ascii_case("title") {
            let from = scanner.at;
            let (end, _) = end_of_raw(head, from, "title")?;
            let title: String = html::to_line(&head[from..end]).chars().take(LONGEST_TITLE).collect();
            return (!title.is_empty()).then_some(title);
        }
    }
    None
}

/// Where a page leads by itself: the address of its `meta http-equiv=refresh`, as written.
pub fn page_refresh(text: &str) -> Option<String> {
    let mut scanner = Scanner::html(text);
    while let Some((_, markup)) = scanner.next_markup() {
        let Markup::Start(tag) = markup else { continue };
        let is_refresh = tag.name.eq_ignore_ascii_case("meta")
            && attribute(tag, "http-equiv").is_some_and(|kind| kind.trim().eq_ignore_ascii_case("refresh"));
        if is_refresh {
            return attribute(tag, "content").as_deref().and_then(refresh_address);
        }
    }
    None
}

/// The address in the value of a `Refresh`: `0; url=/rss.xml`.
pub fn refresh_address(value: &str) -> Option<String> {
    let (_, rest) = value.split_once([';', ','])?;
    let rest = rest.trim();
    let address = match rest.get(..3) {
        Some(name) if name.eq_ignore_ascii_case("url") => rest[3..].trim_start().strip_prefix('=')?.trim(),
        _ => rest,
    };
    let address = address.trim_matches(['"', '\'']).trim();
    (!address.is_empty()).then(|| address.to_owned())
}

/// The addresses of the feeds that a page names, at most 64: its `link rel=alternate` first, then its links that
/// look like feeds; feeds of comments come last. `url` is the page's own address.
pub fn feed_links(text: &str, url: &str) -> Vec<String> {
    let Ok(mut base) = Url::parse(url) else { return Vec::new() };
    let mut ranked: Vec<(u8, String)> = Vec::new();
    let mut scanner = Scanner::html(text);
    while let Some((_, markup)) = scanner.next_markup() {
        let Markup::Start(tag) = markup else { continue };
        let address = attribute(tag, "href").and_then(|href| base.join(&href).ok());
        let Some(address) = address else { continue };
        if tag.name.eq_ignore_ascii_case("base") {
            base = address;
        } else if let Some(rank) = rank(tag, &address)
            && !ranked.iter().any(|(_, known)| known == address.as_str())
        {
            ranked.push((rank, address.into()));
        }
    }
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.truncate(MOST_LINKS);
    ranked.into_iter().map(|(_, address)| address).collect()
}

/// How likely a link leads to a feed of the page; the lower the likelier, none for other links.
fn rank(tag: Tag<'_>, address: &Url) -> Option<u8> {
    if !["link", "a"].iter().any(|name| tag.name.eq_ignore_ascii_case(name)) {
        return None;
    }
    let kind = attribute(tag, "type").unwrap_or_default().to_ascii_lowercase();
    let relation = attribute(tag, "rel").unwrap_or_default().to_ascii_lowercase();
    let is_named = relation.split_whitespace().any(|word| word == "alternate" || word == "feed")
        && ["rss", "atom", "rdf", "feed+json"].iter().any(|format| kind.contains(format));
    let path = address.path().to_ascii_lowercase();
    let looks_so = ["rss", "/feed", "atom.xml", ".rdf", "feed.xml"].iter().any(|word| path.contains(word));
    let of_comments = path.contains("comment")
        || attribute(tag, "title").is_some_and(|title| title.to_lowercase().contains("comment"));
    match (is_named, looks_so, of_comments) {
        (true, _, false) => Some(0),
        (false, true, false) => Some(1),
        (true, _, true) => Some(2),
        _ => None,
    }
}

/// An attribute of a tag, its references decoded.
pub(crate) fn attribute(tag: Tag<'_>, name: &str) -> Option<String> {
    let (_, value) = tag.attributes().find(|(found, _)| found.eq_ignore_ascii_case(name))?;
    Some(reference::decode(value.trim()).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_told_by_its_first_element() {
        for (text, expected) in [
            ("<!DOCTYPE html><rss>", true),
            ("\u{feff}<!-- <rss> -->\n<HTML>", true),
            ("<script>x</script>", true),
            ("<!DOCTYPE rss [<!ENTITY nbsp \"&#160;\">]><rss/>", false),
            ("<?xml version='1.0'?><rss>", false),
            ("words <html>", false),
            ("", false),
        ] {
            assert_eq!(is_page(text), expected, "{text}");
        }
    }

    #[test]
    fn a_title_is_what_stands_in_the_title() {
        for (text, title) in [
            ("<html><TITLE lang=az> A &amp;\n b </Title>", Some("A & b")),
            ("<script>'<title>no</title>'</script><title>yes</title>", Some("yes")),
            ("<title></title>", None),
            ("<title>never closed", None),
            ("", None),
        ] {
            assert_eq!(page_title(text).as_deref(), title, "{text}");
        }
    }

    #[test]
    fn a_page_says_where_it_leads() {
        for (text, address) in [
            ("<meta http-equiv=\"refresh\" content=\"0;url=/t\">", Some("/t")),
            (
                "<META HTTP-EQUIV=Refresh CONTENT='5; URL=\"https://a.example/x?y=1&amp;z\"'>",
                Some("https://a.example/x?y=1&z"),
            ),
            ("<meta http-equiv=refresh content=0;/t>", Some("/t")),
            ("<meta http-equiv=refresh content=30>", None),
            ("<meta name=refresh content='0;url=/t'>", None),
        ] {
            assert_eq!(page_refresh(text).as_deref(), address, "{text}");
        }
    }

    #[test]
    fn a_page_names_its_feeds() {
        let html =
            "<html><head><LINK rel='alternate' title=\"Comments feed\" type='application/rss+xml' href='/c/'>
            <link rel=stylesheet href=/rss.css type=text/css><link rel=\"alternate\" hreflang=ru href='/ru/'>
            <!-- <link rel=alternate type=application/rss+xml href=/gone> -->
            <link href='/all?a=1&amp;b=2' rel='alternate' type='application/atom+xml' /></head>
            <a class=x href='https://b.example/rss/news.xml'>RSS</a><a href='/news'>News</a><a>nothing</a>";
        assert_eq!(
            feed_links(html, "https://a.example/page"),
            [
                "https://a.example/all?a=1&b=2",
                "https://a.example/rss.css",
                "https://b.example/rss/news.xml",
                "https://a.example/c/"
            ]
        );
        let elsewhere =
            "<base href='https://c.example/x/'><link rel=alternate type=application/rss+xml href=rss>";
        assert_eq!(feed_links(elsewhere, "https://a.example/"), ["https://c.example/x/rss"]);
        assert!(feed_links(html, "no address").is_empty());
    }
}
