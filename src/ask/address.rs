//! The addresses under which one page may be stored: a reader pastes it with a tracker, from a phone, out of a cache.

use url::Url;

use crate::entry::canonical_link;

/// Caches and redirects that carry an address inside their own, at most so many deep.
const WRAPPED: usize = 3;

/// Every canonical link that may be the page's, the likeliest first.
pub(crate) fn addresses(asked: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for unwrapped in unwrapped(asked) {
        let written = canonical_link(&unwrapped);
        let plain = plain(&written);
        let without_query = |address: &str| address.split(['?', '#']).next().unwrap_or_default().to_owned();
        let bare = without_query(&plain);
        for address in [&written, &plain, &bare] {
            found.push(address.clone());
        }
        // The feed may name the page for phones where the reader has the one for desks.
        for address in [&plain, &bare] {
            found.extend(["amp.", "m.", "mobile."].map(|before| format!("{before}{address}")));
        }
        found.extend(["/amp", ".amp", "?amp=1", "?amp", "?outputType=amp"].map(|end| format!("{bare}{end}")));
        if let Some((host, path)) = bare.split_once('/') {
            found.push(format!("{host}/amp/{path}"));
        }
    }
    let mut seen = std::collections::HashSet::new();
    found.retain(|address| seen.insert(address.clone()));
    found
}

/// The host of an address with its port, without `www.` and what stands before it for phones; empty where there is
/// none.
pub(super) fn host(asked: &str) -> String {
    let inner = unwrapped(asked).pop().unwrap_or_default();
    let plain = plain(&canonical_link(&inner));
    let host = plain.split(['/', '?', '#']).next().unwrap_or_default();
    let is_host = host.contains('.') || host.starts_with("localhost") || host.starts_with('[');
    if is_host && !host.contains(char::is_whitespace) { host.to_owned() } else { String::new() }
}

/// The address as asked, and each that it carries inside.
fn unwrapped(asked: &str) -> Vec<String> {
    let asked = asked.trim();
    let whole = if asked.contains("://") { asked.to_owned() } else { format!("https://{asked}") };
    let inner = std::iter::successors(Some(whole), |outer| carried(outer));
    inner.take(WRAPPED).collect()
}

/// The address that a cache or a redirect carries.
fn carried(outer: &str) -> Option<String> {
    let url = Url::parse(outer).ok()?;
    let is_address = |text: &str| text.starts_with("http://") || text.starts_with("https://");
    let named = |name: &str| matches!(name, "url" | "u" | "q" | "target" | "to");
    let query = url.query_pairs().find(|(name, value)| named(name) && is_address(value));
    if let Some((_, value)) = query {
        return Some(value.into_owned());
    }
    let path = url.path();
    let host = url.host_str()?;
    let rest = if host.ends_with(".cdn.ampproject.org") {
        path.strip_prefix("/c/").or_else(|| path.strip_prefix("/v/"))
    } else if host.starts_with("www.google.") || host.starts_with("google.") {
        path.strip_prefix("/amp/")
    } else {
        path.find("/http").map(|at| &path[at + 1..]).filter(|rest| is_address(rest))
    }?;
    let rest = rest.strip_prefix("s/").unwrap_or(rest);
    let query = url.query().map_or_else(String::new, |query| format!("?{query}"));
    Some(if is_address(rest) { format!("{rest}{query}") } else { format!("https://{rest}{query}") })
}

/// A canonical link without the marks of a page for phones.
fn plain(canonical: &str) -> String {
    let host_end = canonical.find(['/', '?', '#']).unwrap_or(canonical.len());
    let (host, rest) = canonical.split_at(host_end);
    let phone = ["amp.", "m.", "mobile."].iter().find_map(|before| host.strip_prefix(before));
    let host = phone.filter(|host| host.contains('.')).unwrap_or(host);
    let (path, query) = rest.split_once('?').map_or((rest, None), |(path, query)| (path, Some(query)));
    let path = path.strip_suffix("/amp").or_else(|| path.strip_suffix(".amp")).unwrap_or(path);
    let path = path.strip_suffix(".amp.html").map_or(path.to_owned(), |path| format!("{path}.html"));
    let path = path.strip_prefix("/amp/").map_or(path.clone(), |path| format!("/{path}"));
    let mark = |pair: &&str| matches!(*pair, "amp" | "amp=" | "amp=1" | "amp=true" | "outputType=amp");
    let kept: Vec<&str> = query.into_iter().flat_map(|query| query.split('&')).filter(|p| !mark(p)).collect();
    let query = if kept.is_empty() { String::new() } else { format!("?{}", kept.join("&")) };
    format!("{host}{}{query}", path.trim_end_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_page_is_found_under_every_address_it_is_pasted_with() {
        let stored = canonical_link("https://www.example.org/news/42.html?id=7");
        for asked in [
            "http://example.org/news/42.html?id=7",
            "example.org/news/42.html?id=7",
            "www.example.org/news/42.html?id=7",
            " https://example.org/news/42.html?id=7&utm_source=x&fbclid=y#comments ",
            "https://amp.example.org/news/42.html?id=7",
            "https://m.example.org/news/42.amp.html?id=7",
            "https://example.org/amp/news/42.html?id=7&outputType=amp",
            "https://example-org.cdn.ampproject.org/c/s/www.example.org/news/42.html?id=7",
            "https://www.google.com/url?sa=t&url=https%3A%2F%2Fexample.org%2Fnews%2F42.html%3Fid%3D7",
            "https://web.archive.org/web/2026/https://example.org/news/42.html?id=7",
        ] {
            assert!(addresses(asked).contains(&stored), "{asked}: {:?}", addresses(asked));
        }
        for stored in ["https://m.example.org/a", "https://example.org/a/amp", "http://amp.example.org/a/"] {
            assert!(addresses("https://example.org/a/?ref=x").contains(&canonical_link(stored)), "{stored}");
        }
    }

    #[test]
    fn what_is_no_address_is_only_itself() {
        for asked in ["", "  ", "://", "not an address", "https://", "%%%", "a\u{0}b"] {
            assert!(addresses(asked).len() < 40, "{asked}");
            assert_eq!(host(asked), "", "{asked}");
        }
    }
}
