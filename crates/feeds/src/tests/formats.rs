//! Every format, field by field.

use std::time::Duration;

use jiff::civil::Weekday;

use super::fixtures;
use crate::{Limit, NotAFeed, ParsedEntry, ParsedFeed, Warning, read};

fn fixture(name: &str) -> ParsedFeed {
    let (_, bytes) = fixtures().into_iter().find(|(known, _)| known == name).expect("the fixture exists");
    read(&bytes, None, None).expect("the fixture is a feed")
}

/// An entry on one line: id, link, title, dates, authors, tags, text.
fn line(entry: &ParsedEntry) -> String {
    let date = |date: Option<jiff::Timestamp>| date.map_or("-".to_owned(), |date| date.to_string());
    [
        entry.guid.as_deref().unwrap_or("-"),
        entry.link.as_deref().unwrap_or("-"),
        &entry.plain_title(),
        &date(entry.published),
        &date(entry.updated),
        entry.author.as_deref().unwrap_or("-"),
        &entry.tags.join("+"),
        &entry.text().replace('\n', "/"),
    ]
    .join("|")
}

fn check(name: &str, title: &str, entries: &[&str]) -> ParsedFeed {
    let feed = fixture(name);
    let lines: Vec<_> = feed.entries.iter().map(line).collect();
    assert_eq!(lines, entries, "{name}");
    assert_eq!(feed.plain_title().as_deref(), Some(title), "{name}");
    feed
}

#[test]
fn rss_2_0() {
    let feed = check(
        "rss-2.0.xml",
        "Xəbər lenti",
        &[
            "xeber-1|https://xeber.example/1|KTMT-nin sammiti & görüşlər|2024-10-02T11:04:05Z|-|A. Məmmədov|\
             Siyasət+Dünya|Birinci abzas.//İkinci & sonuncu.",
            "https://xeber.example/2|https://xeber.example/2|İkinci xəbər|2024-10-02T10:00:00Z|-|Redaksiya||\
             Qalın mətn",
        ],
    );
    assert_eq!(feed.warnings, []);
    assert_eq!(feed.link.as_deref(), Some("https://xeber.example/"));
    assert_eq!(feed.lang.as_deref(), Some("az"));
    assert_eq!(feed.hints.ttl, Some(Duration::from_mins(30)));
    assert_eq!(feed.hints.skip_hours, [0, 1, 2]);
    assert_eq!(feed.hints.skip_days, [Weekday::Saturday, Weekday::Sunday]);
    assert_eq!(feed.hints.update_every, Some(Duration::from_mins(30)));
}

#[test]
fn atom_1_0() {
    let feed = check(
        "atom-1.0.xml",
        "Лента & новости",
        &[
            "tag:atom.example,2024:1|https://atom.example/news/1|Саммит ОДКБ|2024-10-02T09:00:00Z|\
             2024-10-02T10:00:00Z|И. Иванов, П. Петров|ОДКБ|Перший абзац.//Другий & останній.",
            "https://atom.example/2|https://atom.example/2|The <b> tag|-|2024-10-01T00:00:00Z|-||Text",
        ],
    );
    assert_eq!(feed.link.as_deref(), Some("https://atom.example/"));
    assert_eq!(feed.lang.as_deref(), Some("ru"));
    assert_eq!(feed.hints.next.as_deref(), Some("https://atom.example/news/feed.atom?page=2"));
    assert_eq!(feed.hints.prev_archive.as_deref(), Some("https://atom.example/news/2024-09.atom"));
    assert!(feed.hints.complete);
}

#[test]
fn the_older_formats() {
    let one = "-|http://wire.example/1|One|-|-|-||";
    check(
        "rss-0.91.xml",
        "Wire & Sons",
        &[
            "-|http://wire.example/a?x=1&y=2|Café summit, says Wire & Sons|-|-|-||Text",
            "-|http://wire.example/b|Second|-|-|-||",
        ],
    );
    check("rss-0.93.xml", "Version 0.93", &["-|http://wire.example/1|One|2024-10-01T00:00:00Z|-|-||"]);
    check("rss-no-version.xml", "No version", &["-|http://wire.example/1|One|2024-10-01T09:00:00Z|-|-||"]);
    check("rss-0.90.xml", "Version 0.90", &[one]);
    check(
        "rss-1.0.xml",
        "RDF newsroom",
        &[
            "https://rdf.example/1|https://rdf.example/1|First|2024-10-02T12:04:05Z|2024-10-02T12:04:05Z|\
             B. Writer|politics|Body",
            "https://rdf.example/2|https://rdf.example/2|Second, without a link|2024-10-03T00:00:00Z|\
             2024-10-03T00:00:00Z|-||",
        ],
    );
    check(
        "rss-1.1.xml",
        "Version 1.1",
        &[
            "http://wire.example/1|http://wire.example/1|One|-|-|-||Text",
            "http://wire.example/2|http://wire.example/2|Two|-|-|-||",
        ],
    );
    check(
        "atom-0.3.xml",
        "Version 0.3",
        &[
            "tag:wire.example,2004:1|http://wire.example/1|One|2004-05-01T10:00:00Z|2004-05-02T10:00:00Z|-||Text",
        ],
    );
    check("cdf.xml", "A channel", &["-|http://wire.example/1|One|-|2004-05-01T10:00:00Z|-||Text"]);
}

#[test]
fn extensions_fill_what_the_base_leaves_empty() {
    check(
        "podcast.xml",
        "Talk",
        &[
            "1|https://talk.example/1|Episode 1|2024-10-01T06:00:00Z|-|Host|peace+war|What was said",
            "2|https://talk.example/2|Episode 2|2024-10-02T06:00:00Z|-|-||Moving pictures",
        ],
    );
    check(
        "json-feed.json",
        "JSON newsroom",
        &[
            "1|https://json.example/1|One|2024-10-02T15:04:05Z|-|-||Text",
            "2|https://json.example/2||-|2024-10-03T15:04:05Z|-||Two/lines",
        ],
    );
    check(
        "windows-1251.xml",
        "Новости",
        &["-|https://wire.example/1|Саммит в Ереване|2024-10-02T12:04:05Z|-|Редакция||"],
    );
}

#[test]
fn what_is_broken_is_mended_and_said() {
    let feed = check(
        "broken.xml",
        "Broken & mended",
        &[
            "-|https://broken.example/1|No end tag|2024-10-02T15:04:05Z|-|-||Stray markup and 1 < 2 & so on",
            "-|https://broken.example/2|No end of CDATA|2024-10-02T00:00:00Z|2024-10-02T00:00:00Z|-||",
            "-|https://broken.example/3?a=1&b=2&copy=3|No end of item before|-|-|-||cut off he",
        ],
    );
    assert_eq!(feed.entries[2].published_raw.as_deref(), Some("Wed, 31 Feb 2024 15:04:05 GMT"));
    let said: Vec<_> = feed.warnings.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "end tags are missing or do not match",
            "a date cannot be read: Wed, 31 Feb 2024 15:04:05 GMT",
            "a CDATA section does not end",
            "the document breaks off before its end",
            "the last entry may be half there only",
        ]
    );
}

#[test]
fn what_holds_no_feed_is_said_to() {
    let error = |text: &str| read(text.as_bytes(), None, None).expect_err("it is no feed");
    assert_eq!(error(" \n"), NotAFeed::Empty);
    assert_eq!(
        error(
            "<!DOCTYPE html><html><head><title>Just a moment…</title></head><body><item>x</item></body></html>"
        ),
        NotAFeed::WebPage { title: Some("Just a moment…".to_owned()) }
    );
    assert_eq!(error("404 page not found"), NotAFeed::NoFeedElement);
    assert_eq!(error("<urlset><url><loc>x</loc></url></urlset>"), NotAFeed::PlainSitemap);
    assert!(matches!(error("{\"error\":\"rate limited\"}"), NotAFeed::OtherJson(_)));
    assert!(read(b"<rss><channel><title>Empty</title></channel></rss>", None, None).is_ok());
}

#[test]
fn limits_cut_and_say_so() {
    let long = format!(
        "<rss><item><title>t</title><description>{}</description></item></rss>",
        "ы".repeat(2_000_000)
    );
    let many = format!("<rss>{}</rss>", "<item/>".repeat(50_001));
    let labels: String = (0..200).map(|number| format!("<category>{number}</category>")).collect();
    let labels = format!("<rss><item><title>t</title>{labels}</item></rss>");
    for (text, limit) in [(&long, Limit::FieldBytes), (&many, Limit::Entries), (&labels, Limit::Labels)] {
        let feed = read(text.as_bytes(), None, None).expect("it is a feed");
        assert_eq!(feed.warnings, [Warning::Limit(limit)]);
    }
}

#[test]
fn a_counter_of_clicks_gives_way_where_it_is_gone() {
    let link = |counter: &str| {
        let text = format!(
            "<rss><item><title>t</title><link>http://{counter}/~r/n/~3/AbC/1</link><feedburner:origLink \
             xmlns:feedburner='http://rssnamespace.org/feedburner/ext/1.0'>http://n.example/1</feedburner:origLink></item></rss>"
        );
        read(text.as_bytes(), None, None).expect("it is a feed").entries[0].link.clone().unwrap_or_default()
    };
    assert_eq!(link("feeds.example.com"), "http://n.example/1");
    assert_eq!(link("feeds.feedburner.com"), "http://feeds.feedburner.com/~r/n/~3/AbC/1");
}

#[test]
fn a_news_sitemap_is_a_feed_and_a_plain_one_is_none() {
    let news = r#"<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
        xmlns:n="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
        <url><loc>https://herald.example/1</loc><lastmod>2026-11-29T10:05:00Z</lastmod>
        <image:image><image:loc>https://herald.example/1.jpg</image:loc><image:title>No</image:title></image:image>
        <n:news><n:publication><n:name>Herald</n:name><n:language>hy</n:language></n:publication>
        <n:publication_date>2026-11-29T10:00:00Z</n:publication_date><n:title>Talks &amp; more</n:title></n:news></url>
        <url><loc>https://herald.example/about</loc></url></urlset>"#;
    let feed = read(news.as_bytes(), None, None).expect("it is a feed");
    assert_eq!(
        feed.entries.iter().map(line).collect::<Vec<_>>(),
        ["-|https://herald.example/1|Talks & more|2026-11-29T10:00:00Z|2026-11-29T10:05:00Z|-||"]
    );
    assert_eq!(feed.entries[0].lang.as_deref(), Some("hy"));
    assert_eq!(feed.title.as_deref(), Some("Herald"));
    let plain = b"<urlset><url><loc>https://herald.example/about</loc></url></urlset>";
    assert_eq!(read(plain, None, None), Err(NotAFeed::PlainSitemap));
}
