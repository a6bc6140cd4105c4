//! Addresses made absolute against `xml:base` and the feed's own address.

use url::Url;

/// The longest address that others may stand on, in bytes: nested relative ones would grow without end.
const LONGEST_BASE: usize = 4096;

/// The base addresses that are open, innermost last.
#[derive(Debug, Default)]
pub(crate) struct Bases {
    open: Vec<(usize, Url)>,
}

impl Bases {
    /// The bases of a document that was fetched from this address.
    pub(crate) fn of(url: Option<&str>) -> Self {
        let url = url.and_then(|url| Url::parse(url.trim()).ok()).filter(|url| !url.cannot_be_a_base());
        Self { open: url.map(|url| (0, url)).into_iter().collect() }
    }

    /// Opens an `xml:base` for an element at this depth and those inside; a relative one stands on the one before.
    pub(crate) fn open(&mut self, base: &str, depth: usize) {
        let url = match self.open.last() {
            Some((_, outer)) => outer.join(base.trim()),
            None => Url::parse(base.trim()),
        };
        if let Ok(url) = url
            && !url.cannot_be_a_base()
            && url.as_str().len() <= LONGEST_BASE
        {
            self.open.push((depth, url));
        }
    }

    /// Drops the bases of elements at this depth and deeper.
    pub(crate) fn close(&mut self, depth: usize) {
        while self.open.last().is_some_and(|(opened, _)| *opened >= depth) {
            self.open.pop();
        }
    }

    /// The address made absolute, byte for byte where it is so already; none for an empty one and for one that
    /// would run a script.
    pub(crate) fn resolve(&self, address: &str) -> Option<String> {
        let address = without_accidents(address);
        if address.is_empty() {
            return None;
        }
        let base = self.open.last().map(|(_, base)| base);
        match scheme(&address) {
            Some("javascript" | "vbscript" | "data") => None,
            // `http:///news` lacks the host, which can only be the base's.
            Some("http" | "https") if host_of(&address).is_empty() => {
                let path = address.split_once(':').map_or("", |(_, path)| path.trim_start_matches('/'));
                Some(base.and_then(|base| base.join(&format!("/{path}")).ok()).map_or(address, String::from))
            }
            Some(_) => Some(address),
            None if begins_with_host(&address) => {
                let scheme = base.map_or("http", Url::scheme);
                Some(format!("{scheme}://{address}"))
            }
            None => {
                let joined = base.and_then(|base| base.join(&address).ok());
                Some(joined.map_or(address, String::from))
            }
        }
    }
}

/// Whether an address can be asked for an article.
pub(crate) fn is_web(address: &str) -> bool {
    matches!(scheme(address), Some("http" | "https"))
}

/// Whether an address counts clicks on FeedBurner's own hosts, which lead on to the article to this day. Those that
/// publishers gave it on hosts of theirs (`feeds.example.com/~r/…`) went with their contracts.
pub(crate) fn is_feedburner(address: &str) -> bool {
    let host = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = host.split(['/', '?', '#', ':']).next().unwrap_or_default().to_ascii_lowercase();
    host == "feedproxy.google.com" || host.ends_with(".feedburner.com")
}

/// The address without what no publisher means: line ends and signs that nobody sees, and references that were
/// escaped twice.
fn without_accidents(address: &str) -> String {
    const UNSEEN: [char; 8] = ['\n', '\r', '\t', '\u{200b}', '\u{200e}', '\u{200f}', '\u{2060}', '\u{feff}'];
    let mut address = address.trim().to_owned();
    if address.contains(UNSEEN) {
        address.retain(|char| !UNSEEN.contains(&char));
    }
    for escaped in ["&amp;", "&#38;", "&#038;"] {
        if address.contains(escaped) {
            address = address.replace(escaped, "&");
        }
    }
    address
}

/// What stands between `//` and the next `/`.
fn host_of(address: &str) -> &str {
    let rest = address.split_once("//").map_or("x", |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}

/// Whether an address without a scheme begins with the name of a host and not of a file: `www.a.example`,
/// `a.example/news`.
fn begins_with_host(address: &str) -> bool {
    const FILES: [&str; 13] =
        ["atom", "html", "htm", "xhtml", "shtml", "php", "asp", "aspx", "jsp", "xml", "rss", "json", "cgi"];
    let host = address.split(['/', '?', '#']).next().unwrap_or_default();
    let is_name =
        |label: &str| !label.is_empty() && label.chars().all(|char| char.is_alphanumeric() || char == '-');
    let Some((name, top)) = host.rsplit_once('.') else { return false };
    let is_host = name.split('.').all(is_name)
        && top.chars().count() >= 2
        && top.chars().all(char::is_alphabetic)
        && !FILES.iter().any(|file| top.eq_ignore_ascii_case(file));
    let is_www = host.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("www."));
    is_host && (is_www || address[host.len()..].starts_with('/'))
}

fn scheme(address: &str) -> Option<&'static str> {
    let (scheme, _) = address.split_once(':')?;
    let known = ["http", "https", "javascript", "vbscript", "data"];
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    if !scheme.starts_with(|char: char| char.is_ascii_alphabetic()) || !scheme.bytes().all(legal) {
        return None;
    }
    Some(known.into_iter().find(|known| scheme.eq_ignore_ascii_case(known)).unwrap_or("other"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_stand_on_the_innermost_base() {
        let mut bases = Bases::of(Some("https://a.example/feeds/rss"));
        let check = |bases: &Bases, address: &str, expected: Option<&str>| {
            assert_eq!(bases.resolve(address).as_deref(), expected, "{address}");
        };
        check(&bases, "/news/1", Some("https://a.example/news/1"));
        check(&bases, "?p=1", Some("https://a.example/feeds/rss?p=1"));
        check(&bases, "//b.example/x", Some("https://b.example/x"));
        check(&bases, " HTTP://B.example/\n x ", Some("HTTP://B.example/ x"));
        check(&bases, "javascript:alert(1)", None);
        check(&bases, "tag:a.example,2024:1", Some("tag:a.example,2024:1"));
        check(&bases, "  ", None);
        check(&bases, "www.b.example/x", Some("https://www.b.example/x"));
        check(&bases, "b.example/x?y.z", Some("https://b.example/x?y.z"));
        check(&bases, "page.html?x", Some("https://a.example/feeds/page.html?x"));
        check(&bases, "v1.2/x", Some("https://a.example/feeds/v1.2/x"));
        check(&bases, "http:///x", Some("https://a.example/x"));
        check(&bases, "/x?y=1&amp;z=2\u{200b}", Some("https://a.example/x?y=1&z=2"));
        bases.open("sub/", 2);
        check(&bases, "x", Some("https://a.example/feeds/sub/x"));
        bases.close(2);
        check(&bases, "x", Some("https://a.example/feeds/x"));
        check(&Bases::of(Some("mailto:a@b.example")), "x", Some("x"));
        check(&Bases::default(), "/x", Some("/x"));
    }
}
