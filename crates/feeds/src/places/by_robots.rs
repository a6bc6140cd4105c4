//! The sitemaps that a robots.txt names.

use url::Url;

use crate::sitemap::speaks_of_news;

/// Lines of a file that are read: what is longer was not written by people.
const MOST_LINES: usize = 10_000;

/// The addresses of the sitemaps that a robots.txt names, at most `most`, those whose names speak of news first. `url`
/// is its own address.
pub fn sitemaps_of_robots(text: &str, url: &str, most: usize) -> Vec<String> {
    let Ok(base) = Url::parse(url) else { return Vec::new() };
    let mut named: Vec<String> = Vec::new();
    for line in text.trim_start_matches('\u{feff}').lines().take(MOST_LINES) {
        let Some((field, value)) = line.split_once(':') else { continue };
        if !field.trim().eq_ignore_ascii_case("sitemap") {
            continue;
        }
        let value = value.split('#').next().unwrap_or_default().trim();
        let address = base.join(value).ok().filter(|_| !value.is_empty()).map(String::from);
        if let Some(address) =
            address.filter(|address| address.starts_with("http") && !named.contains(address))
        {
            named.push(address);
        }
    }
    named.sort_by_key(|address| !speaks_of_news(address));
    named.truncate(most);
    named
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sitemaps_of_news_come_first() {
        let robots = "User-agent: *\nDisallow: /x\nSitemap: https://a.example/sitemap.xml\nsitemap:/sitemap-news.xml # new\n\
            SITEMAP : https://b.example/s.xml\nSitemap: https://a.example/sitemap.xml\nSitemap:\nSitemap: ftp://a.example/\n";
        assert_eq!(
            sitemaps_of_robots(robots, "https://a.example/robots.txt", 2),
            ["https://a.example/sitemap-news.xml", "https://a.example/sitemap.xml"]
        );
        assert!(sitemaps_of_robots("<html>Sitemap: x", "https://a.example/", 2).is_empty());
    }
}
