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
        let mut address = address.trim().to_owned();
        if memchr::memchr3(b'\n', b'\r', b'\t', address.as_bytes()).is_some() {
            address.retain(|char| !matches!(char, '\n' | '\r' | '\t'));
        }
        if address.is_empty() {
            return None;
        }
        match scheme(&address) {
            Some("javascript" | "vbscript" | "data") => None,
            Some(_) => Some(address),
            None => {
                let joined = self.open.last().and_then(|(_, base)| base.join(&address).ok());
                Some(joined.map_or(address, String::from))
            }
        }
    }
}

/// Whether an address can be asked for an article.
pub(crate) fn is_web(address: &str) -> bool {
    matches!(scheme(address), Some("http" | "https"))
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
        bases.open("sub/", 2);
        check(&bases, "x", Some("https://a.example/feeds/sub/x"));
        bases.close(2);
        check(&bases, "x", Some("https://a.example/feeds/x"));
        check(&Bases::of(Some("mailto:a@b.example")), "x", Some("x"));
        check(&Bases::default(), "/x", Some("/x"));
    }
}
