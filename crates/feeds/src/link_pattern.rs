//! A pattern of links: `/news/*`.

use url::Url;

/// A pattern of links. `*` stands for anything; one that begins with `/` is compared with path and query, any other with
/// the whole address; one without `*` is how the link begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkPattern<'a>(pub &'a str);

impl LinkPattern<'_> {
    /// Whether a link is like this.
    pub fn matches(self, link: &str) -> bool {
        let Self(pattern) = self;
        let parsed = Url::parse(link).ok();
        let of_path = parsed.as_ref().filter(|_| pattern.starts_with('/'));
        let link = of_path.map_or(link, |url| &url[url::Position::BeforePath..url::Position::AfterQuery]);
        let Some((first, rest)) = pattern.split_once('*') else { return link.starts_with(pattern) };
        let Some(link) = link.strip_prefix(first) else { return false };
        rest_matches(link, rest)
    }
}

/// Whether the rest of a link fits what stands behind a `*`. The leftmost place of each part is as good as any other.
fn rest_matches(mut link: &str, rest: &str) -> bool {
    let mut parts = rest.split('*').peekable();
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return link.ends_with(part);
        }
        let Some(at) = link.find(part) else { return false };
        link = &link[at + part.len()..];
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_is_anything_and_a_pattern_without_one_is_a_beginning() {
        for (pattern, link, expected) in [
            ("/news/*", "https://a.example/news/1?x=2", true),
            ("/news/*", "https://a.example/old/news/1", false),
            ("/news/", "https://a.example/news/1", true),
            ("/*/news/*.html", "https://a.example/en/news/1.html", true),
            ("/*/news/*.html", "https://a.example/en/news/1.html?x", false),
            ("*/news/*", "https://a.example/en/news/1", true),
            ("https://b.example/*", "https://a.example/", false),
            ("*", "anything", true),
            ("/a*a", "https://a.example/a", false),
            ("/?id=*", "https://a.example/?id=7", true),
            ("/**7", "https://a.example/x7", true),
        ] {
            assert_eq!(LinkPattern(pattern).matches(link), expected, "{pattern} {link}");
        }
    }
}
