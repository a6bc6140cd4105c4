//! Namespaces by what they mean to a reader of news, however they are written.

use crate::warning::Limit;

/// What a namespace is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NamespaceClass {
    /// RSS of any version, Atom of any version, CDF, no namespace, and an unknown default namespace.
    Base,
    Dc,
    DcTerms,
    Content,
    Media,
    Itunes,
    Syndication,
    /// RFC 5005.
    History,
    Rdf,
    Xhtml,
    FeedBurner,
    /// News sitemaps.
    News,
    Other,
}

/// The namespace bindings that are open.
#[derive(Debug, Default)]
pub(crate) struct Namespaces<'a> {
    open: Vec<NamespaceBinding<'a>>,
    /// Whether bindings were left out.
    pub overflow: bool,
}

#[derive(Debug)]
struct NamespaceBinding<'a> {
    prefix: &'a str,
    class: NamespaceClass,
    depth: usize,
}

impl<'a> Namespaces<'a> {
    /// Binds a prefix (empty: the default) for an element at this depth and those inside.
    pub(crate) fn bind(&mut self, prefix: &'a str, uri: &str, depth: usize) {
        let class = match class_of_uri(uri) {
            NamespaceClass::Other if prefix.is_empty() => NamespaceClass::Base,
            class => class,
        };
        if self.open.len() < Limit::Namespaces.most() {
            self.open.push(NamespaceBinding { prefix, class, depth });
        } else {
            self.overflow = true;
        }
    }

    /// Drops the bindings of elements at this depth and deeper.
    pub(crate) fn close(&mut self, depth: usize) {
        while self.open.last().is_some_and(|binding| binding.depth >= depth) {
            self.open.pop();
        }
    }

    /// What a prefix means here. A well-known prefix that nobody declared keeps its meaning.
    pub(crate) fn class_of(&self, prefix: &str) -> NamespaceClass {
        let bound = self.open.iter().rev().find(|binding| binding.prefix == prefix);
        bound.map_or_else(|| class_of_prefix(prefix), |binding| binding.class)
    }
}

fn class_of_prefix(prefix: &str) -> NamespaceClass {
    match prefix {
        "" | "atom" | "atom10" | "atom03" | "a10" | "rss" => NamespaceClass::Base,
        "dc" => NamespaceClass::Dc,
        "dcterms" => NamespaceClass::DcTerms,
        "content" => NamespaceClass::Content,
        "media" => NamespaceClass::Media,
        "itunes" | "googleplay" => NamespaceClass::Itunes,
        "sy" => NamespaceClass::Syndication,
        "fh" => NamespaceClass::History,
        "rdf" => NamespaceClass::Rdf,
        "xhtml" => NamespaceClass::Xhtml,
        "feedburner" => NamespaceClass::FeedBurner,
        "news" => NamespaceClass::News,
        _ => NamespaceClass::Other,
    }
}

/// Addresses are compared without scheme, case, and a `/` or `#` at the end.
fn class_of_uri(uri: &str) -> NamespaceClass {
    let uri = uri.trim().to_ascii_lowercase();
    let uri = uri.strip_prefix("http://").or_else(|| uri.strip_prefix("https://")).unwrap_or(&uri);
    let uri = uri.trim_end_matches(['/', '#']);
    match uri {
        ""
        | "www.w3.org/2005/atom"
        | "purl.org/atom/ns"
        | "purl.org/echo"
        | "purl.org/pie"
        | "example.com/necho"
        | "example.com/newformat"
        | "uri/of/echo/namespace"
        | "purl.org/rss/1.0"
        | "purl.org/net/rss1.1"
        | "my.netscape.com/rdf/simple/0.9"
        | "channel.netscape.com/rdf/simple/0.9"
        | "purl.org/rss/1.0/modules/rss091"
        | "blogs.law.harvard.edu/tech/rss"
        | "cyber.law.harvard.edu/rss"
        | "cyber.law.harvard.edu/rss/rss.html"
        | "www.sitemaps.org/schemas/sitemap/0.9" => NamespaceClass::Base,
        "purl.org/dc/elements/1.1" | "purl.org/dc/elements/1.0" | "purl.org/dc" => NamespaceClass::Dc,
        "purl.org/dc/terms" => NamespaceClass::DcTerms,
        "purl.org/rss/1.0/modules/content" => NamespaceClass::Content,
        "purl.org/rss/1.0/modules/syndication" => NamespaceClass::Syndication,
        "purl.org/syndication/history/1.0" => NamespaceClass::History,
        "www.w3.org/1999/02/22-rdf-syntax-ns" => NamespaceClass::Rdf,
        "www.w3.org/1999/xhtml" => NamespaceClass::Xhtml,
        "rssnamespace.org/feedburner/ext/1.0" => NamespaceClass::FeedBurner,
        "www.google.com/schemas/sitemap-news/0.9" => NamespaceClass::News,
        "www.google.com/schemas/play-podcasts/1.0" => NamespaceClass::Itunes,
        _ if uri.starts_with("backend.userland.com/rss") => NamespaceClass::Base,
        _ if uri.starts_with("www.itunes.com/dtds/podcast") || uri.starts_with("itunes.com/dtds/podcast") => {
            NamespaceClass::Itunes
        }
        _ if uri.contains("search.yahoo.com/mrss") => NamespaceClass::Media,
        _ => NamespaceClass::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_means_what_its_nearest_binding_says() {
        let mut names = Namespaces::default();
        assert_eq!(names.class_of("dc"), NamespaceClass::Dc);
        assert_eq!(names.class_of("x"), NamespaceClass::Other);
        names.bind("x", "HTTPS://purl.org/DC/elements/1.1", 1);
        names.bind("dc", "urn:something-else", 2);
        names.bind("", "urn:an-unknown-feed-format", 2);
        assert_eq!(names.class_of("x"), NamespaceClass::Dc);
        assert_eq!(names.class_of("dc"), NamespaceClass::Other);
        assert_eq!(names.class_of(""), NamespaceClass::Base);
        names.close(2);
        assert_eq!(names.class_of("dc"), NamespaceClass::Dc);
        for number in 0..100 {
            names.bind("y", "urn:y", number + 3);
        }
        assert!(names.overflow);
    }
}
