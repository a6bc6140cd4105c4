//! Sources that have no feed: sitemaps, previews of channels, pages with lists.

use crate::{
    Limit, ListRule, NotAFeed, ParsedFeed, Warning, is_date_format, read, read_list, read_sitemap,
    read_telegram, selector_fault,
};

const PAGE: &str = "https://gov.example/news/";

fn list(html: &str, rule: &ListRule<'_>) -> Result<(ParsedFeed, crate::ListFinds), NotAFeed> {
    read_list(html.as_bytes(), Some("text/html; charset=utf-8"), Some(PAGE), rule)
}

/// Link, title and time of each entry.
fn lines(feed: &ParsedFeed) -> Vec<String> {
    let line = |entry: &crate::ParsedEntry| {
        let at = entry.published.map(|at| at.to_string()).unwrap_or_default();
        format!("{}|{}|{at}", entry.link.as_deref().unwrap_or("-"), entry.plain_title())
    };
    feed.entries.iter().map(line).collect()
}

#[test]
fn selectors_say_where_the_items_of_a_page_are() {
    let html = "<html lang=hy><head><title>News &amp; more</title></head><body><nav><a href=/>Home</a></nav>
        <div class=item><a href='/news/1#top'><img alt='Picture'></a><h2>One &lt;b&gt; <i>two</i></h2><span>30.11.2026 09:05</span></div>
        <div class=item><a href=/news/1>One again</a></div>
        <div class=item><a href='2?a=1&amp;b=2'><img alt='Talks &amp; more'></a><span>soon</span></div>
        <div class=item><a href='javascript:void(0)'>Nowhere</a></div>
        <div class=item><a href=/video/3>Video</a><span>29.11.2026 23:00</span></div><div class=item>No link</div>";
    let rule = ListRule {
        item: ".item",
        title: Some("h2"),
        date: Some("span"),
        date_format: Some("%d.%m.%Y %H:%M"),
        keep: Some("/news/*"),
        ..ListRule::default()
    };
    let (feed, finds) = list(html, &rule).expect("there are items");
    assert_eq!(
        lines(&feed),
        [
            "https://gov.example/news/1|One <b> two|2026-11-30T09:05:00Z",
            "https://gov.example/news/2?a=1&b=2|Talks & more|"
        ]
    );
    assert_eq!((feed.plain_title().as_deref(), feed.lang.as_deref()), (Some("News & more"), Some("hy")));
    assert_eq!((finds.items, finds.without_link, finds.not_kept, finds.repeated), (6, 2, 1, 1));
    assert_eq!((finds.without_title, finds.unread_date.as_deref()), (0, Some("soon")));
}

#[test]
fn items_may_be_links_and_dates_may_be_for_programs() {
    let html = "<base href='https://b.example/x/'><a class=n href=1>A <time datetime='2026-11-30T10:00:00+04:00'>today</time></a>
        <a class=n href=2><time>28 ноября 2026</time> B</a>";
    let (feed, finds) =
        list(html, &ListRule { item: "a.n", ..ListRule::default() }).expect("there are items");
    assert_eq!(
        lines(&feed),
        [
            "https://b.example/x/1|A today|2026-11-30T06:00:00Z",
            "https://b.example/x/2|28 ноября 2026 B|2026-11-28T00:00:00Z"
        ]
    );
    assert_eq!(finds.without_date, 0);
}

#[test]
fn what_is_not_found_is_said() {
    let html = "<title>Welcome</title><ul><li>a<li><a href=/x>b</a></ul><p>c";
    for (rule, words) in [
        (
            ListRule { item: "article", ..ListRule::default() },
            "the selector `article` (`item`) finds nothing on the page \"Welcome\"",
        ),
        (
            ListRule { item: "p", ..ListRule::default() },
            "there is no link in any of 1 items on the page \"Welcome\"",
        ),
        (
            ListRule { item: "li", link: Some("h2 a"), ..ListRule::default() },
            "the selector `h2 a` (`link`) finds no link in any of 2 items on the page \"Welcome\"",
        ),
        (
            ListRule { item: "li", keep: Some("/news/"), ..ListRule::default() },
            "of the links in 2 items none is like `/news/` (`keep`) on the page \"Welcome\"",
        ),
    ] {
        assert_eq!(list(html, &rule).expect_err("nothing is there").to_string(), words);
    }
    assert!(matches!(list("", &ListRule { item: "a", ..ListRule::default() }), Err(NotAFeed::Empty)));
    assert!(matches!(
        list("x", &ListRule { item: "a[", ..ListRule::default() }),
        Err(NotAFeed::Selector(..))
    ));
}

#[test]
fn selectors_and_formats_are_judged_without_a_page() {
    for (text, is_good) in [
        ("article.teaser > h2 a[href^='/news/']", true),
        ("li:has(a), .x", true),
        ("a[", false),
        ("", false),
        ("..x", false),
    ] {
        assert_eq!(selector_fault(text).is_none(), is_good, "{text}");
    }
    for (text, words) in [
        ("", "it is empty, or a part of it is"),
        ("li >", "a part is missing beside `>`, `+`, `~`, `(` or a blank"),
        ("p::before", "`:before` is not known here: a page is read, not shown"),
        ("article:has(", "a part is missing beside `>`, `+`, `~`, `(` or a blank"),
        ("a[", "it ends too early"),
    ] {
        let fault = selector_fault(text).expect("it is none");
        assert_eq!(fault, words, "{text}");
    }
    for (format, is_good) in [
        ("%d.%m.%Y %H:%M", true),
        ("%Y-%m-%d", true),
        ("%d %B %Y", true),
        ("%d.%m", false),
        ("%Q!", false),
        ("", false),
    ] {
        assert_eq!(is_date_format(format), is_good, "{format}");
    }
}

#[test]
fn pages_of_any_size_and_shape_are_bounded() {
    let rule = ListRule { item: "li", ..ListRule::default() };
    let many: String = (0..100_000)
        .map(|n| format!("<li><a href=/news/{n}>Title {n}</a> <time>30.11.2026</time></li>"))
        .collect();
    let (feed, _) = list(&format!("<ul>{many}</ul>"), &rule).expect("there are items");
    assert_eq!(feed.entries.len(), 50_000);
    assert!(feed.warnings.iter().any(|warning| matches!(warning, Warning::Limit(Limit::Elements))));
    for html in
        ["<ul><li>".repeat(10_000), format!("<li{}>", " a".repeat(300)), "<p><b id=x></p>".repeat(10_000)]
    {
        assert!(matches!(list(&html, &rule), Err(NotAFeed::Shape(_))));
    }
}

const POSTS: &str = r#"<html><head><meta property="og:title" content="Office"></head><body class="widget_frame_base tgme_webpreview">
    <div class="tgme_channel_info"><div class="tgme_channel_info_header_title"><span dir="auto">Press &amp; Office</span></div></div>
    <div class="tgme_widget_message js-widget_message" data-post="office/41"><div class="tgme_widget_message_bubble">
      <div class="tgme_widget_message_text js-message_text" dir="auto">Talks &lt;today&gt;<br/>in <b>Almaty</b></div>
      <div class="tgme_widget_message_footer"><span class="tgme_widget_message_views">4.2K</span>
      <span class="tgme_widget_message_meta">edited <a class="tgme_widget_message_date" href="https://t.me/office/41"><time datetime="2026-11-29T18:02:11+00:00" class="time">18:02</time></a></span></div></div></div>
    <div class="tgme_widget_message service_message" data-post="office/42"><div class="tgme_widget_message_text">pinned</div></div>
    <div class="tgme_widget_message" data-post="office/43"><a class="tgme_widget_message_photo_wrap"></a>
      <div class="tgme_widget_message_text js-message_reply_text">Talks today</div>
      <span class="tgme_widget_message_meta"><a class="tgme_widget_message_date"><time datetime="2026-11-30T07:00:00+00:00">07:00</time></a></span></div>"#;

fn preview(html: &str, name: &str) -> Result<ParsedFeed, NotAFeed> {
    read_telegram(html.as_bytes(), None, Some(&format!("https://t.me/s/{name}")))
}

#[test]
fn the_preview_of_a_channel_is_a_feed_of_its_posts() {
    let feed = preview(POSTS, "Office").expect("there are posts");
    assert_eq!(feed.plain_title().as_deref(), Some("Press & Office"));
    assert_eq!(
        lines(&feed),
        ["https://t.me/office/43||2026-11-30T07:00:00Z", "https://t.me/office/41||2026-11-29T18:02:11Z"]
    );
    assert_eq!(feed.entries[1].text(), "Talks <today>\nin Almaty");
    assert_eq!(feed.entries[0].text(), "");
    assert!(feed.warnings.is_empty());
    // How often it was seen is no edit.
    assert_eq!(preview(&POSTS.replace("4.2K", "9.9K"), "Office"), Ok(feed));
}

#[test]
fn a_channel_that_shows_nothing_says_why_and_a_second_name_changes_no_key() {
    for (html, words) in [
        (
            "<div class=tgme_channel_info></div><section class=tgme_channel_history></section>",
            "the preview of the Telegram channel office shows no posts",
        ),
        (
            "<div class=tgme_page><div class=tgme_page_extra>9 subscribers</div></div>",
            "the Telegram channel office does not show its posts to browsers: its preview is switched off",
        ),
        (
            "<title>Telegram: Contact @office</title><div class=tgme_page_wrap></div>",
            "Telegram knows no public channel office: it was renamed or closed, or is no channel",
        ),
        ("<p>Hello", "the page is no preview of the Telegram channel office"),
    ] {
        assert_eq!(preview(html, "office").expect_err("no posts").to_string(), words);
    }
    let (before, after) = (preview(POSTS, "office"), preview(&POSTS.replace("office/", "bureau/"), "office"));
    let keys =
        |feed: &ParsedFeed| feed.entries.iter().filter_map(|entry| entry.guid.clone()).collect::<Vec<_>>();
    let (before, after) = (before.expect("there are posts"), after.expect("there are posts"));
    assert_eq!(keys(&before), keys(&after));
    assert!(matches!(&after.warnings[..], [Warning::Renamed { named, .. }] if named == "bureau"));
}

#[test]
fn plain_sitemaps_are_read_where_they_are_asked_for() {
    let plain = b"<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>
        <url><loc>https://gov.example/about</loc></url>
        <url><loc>https://gov.example/news/1</loc><lastmod>2026-11-30</lastmod></url></urlset>";
    assert_eq!(read(plain, None, None), Err(NotAFeed::PlainSitemap));
    let feed = read_sitemap(plain, None, None).expect("it is a sitemap");
    assert_eq!(feed.entries.len(), 1);
    assert_eq!(feed.entries[0].link.as_deref(), Some("https://gov.example/news/1"));
    assert_eq!(feed.entries[0].updated.map(|at| at.to_string()).as_deref(), Some("2026-11-30T00:00:00Z"));
    let undated = b"<urlset><url><loc>https://gov.example/a</loc></url><url><loc>https://gov.example/b</loc></url></urlset>";
    assert_eq!(read_sitemap(undated, None, None).expect("it is a sitemap").entries.len(), 2);
}

#[test]
fn of_an_index_the_newest_three_are_named() {
    let child = |name: &str, at: &str| format!("<sitemap><loc>/{name}.xml</loc>{at}</sitemap>");
    let index = |children: &str| {
        format!("<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{children}</sitemapindex>")
    };
    let day = |day: u8| format!("<lastmod>2026-11-{day:02}</lastmod>");
    let dated: String = (1..=9).map(|n| child(&format!("s{n}"), &day(n))).collect();
    let numbered: String = ["pages", "posts-1", "posts-2", "posts-3", "posts-4", "tags"]
        .iter()
        .map(|name| child(name, ""))
        .collect();
    for (children, expected) in [
        (dated, vec!["s9", "s8", "s7"]),
        (numbered, vec!["posts-4", "posts-3", "posts-2"]),
        (child("one", "") + &child("one", ""), vec!["one"]),
        (String::new(), vec![]),
    ] {
        let expected: Vec<String> =
            expected.iter().map(|name| format!("https://gov.example/{name}.xml")).collect();
        let text = index(&children);
        for read in [read, read_sitemap] {
            let answer = read(text.as_bytes(), None, Some("https://gov.example/sitemap.xml"));
            assert_eq!(answer, Err(NotAFeed::SitemapIndex { newest: expected.clone() }));
        }
    }
}
