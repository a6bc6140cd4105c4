//! Sources that have no feed: pages with lists, previews of channels, sitemaps.

use std::fmt::Write as _;
use std::net::{Ipv4Addr, SocketAddr};

use serde_json::Value;
use testkit::{FeedServer, InstalledProgram, Reply};

/// One source at `/source` of a server.
struct Desk {
    server: FeedServer,
    installation: InstalledProgram,
}

impl Desk {
    fn new(keys: &str, path: &str, replies: impl IntoIterator<Item = Reply>) -> Self {
        let server = FeedServer::start();
        server.answer(path, replies);
        let nobody = SocketAddr::from((Ipv4Addr::LOCALHOST, 2525));
        let installation = InstalledProgram::new(env!("CARGO_BIN_EXE_wirewatch"), &server.url(path), nobody);
        let desk = Self { server, installation };
        desk.list(keys, path);
        desk
    }

    /// Lists the source with these keys.
    fn list(&self, keys: &str, path: &str) {
        let url = self.server.url(path);
        self.installation
            .write("feeds.toml", &format!("[[feed]]\nurl = \"{url}\"\nfull_text = false\n{keys}\n"));
    }

    fn poll(&self) -> Value {
        self.installation.json(&["poll", "--all"])
    }

    /// The feed's line in `feeds list`.
    fn listed(&self) -> Value {
        self.installation.json(&["feeds", "list"])
    }

    /// How many notices to the operators wait.
    fn notices(&self) -> String {
        let settings =
            std::fs::read_to_string(self.installation.path("wirewatch.toml")).expect("it is there");
        let (fetching, _) = settings.split_once("[mail]").expect("it has that table");
        let mail = "[mail]\nfrom = \"digest@example.org\"\ntransport = \"folder\"\nfolder = \"mail\"\n";
        self.installation.write("wirewatch.toml", &format!("{fetching}{mail}"));
        let ran = self.installation.run(&["digest", "--deliver"]);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        let Ok(mails) = std::fs::read_dir(self.installation.path("mail")) else { return String::new() };
        let mut text = String::new();
        for mail in mails {
            let path = mail.expect("the folder is ours").path();
            let bytes = std::fs::read(&path).expect("it is there");
            std::fs::remove_file(&path).expect("the folder is ours");
            let mail = mail_parser::MessageParser::new().parse(&bytes).expect("a mail").into_owned();
            text.push_str(&mail.body_text(0).expect("it has a text").replace('\r', "").replace('\n', " "));
        }
        text
    }
}

/// A page with these items, the newest on top, as a government's site makes it.
fn page(items: impl IntoIterator<Item = usize>) -> Reply {
    let mut html =
        String::from("<html><title>News</title><nav><a href=/>Home</a><a href=/contact>Contact</a></nav>");
    for n in items {
        let _ = write!(html, "<div class=item><a href=/news/{n}/talks-on-day-{n}>Talks on day {n}</a></div>");
    }
    Reply::status(200).header("Content-Type", "text/html").body(html)
}

const LIST: &str = "kind = \"list\"\nitem = \"div.item\"";

#[test]
fn a_list_without_dates_that_is_polled_fifty_times_brings_each_entry_once() {
    // Each poll shows one new item on top and lets the oldest go; the order below the top changes.
    let pages = (0..50_usize).map(|poll| {
        let newest = 20 + poll;
        page(
            std::iter::once(newest)
                .chain((newest - 10..newest).map(|n| if poll % 2 == 0 { n } else { 2 * newest - 11 - n })),
        )
    });
    let desk = Desk::new(LIST, "/news", pages);
    let new: Vec<u64> = (0..50).filter_map(|_| desk.poll()["new"].as_u64()).collect();
    assert_eq!(new, [&[11][..], &[1; 49]].concat());
    assert_eq!(
        (desk.listed()["health"].as_str(), desk.listed()["entries"].as_u64()),
        (Some("well"), Some(11))
    );
    assert_eq!(desk.notices(), "");
}

#[test]
fn a_redesign_is_an_alarm_within_one_poll_and_no_flood() {
    let other = "<html><title>Our new site</title><main><section><a href=/a>A</a></section></main>";
    let desk = Desk::new(LIST, "/news", [page(1..11), Reply::status(200).body(other), page(2..12)]);
    assert_eq!(desk.poll()["new"], 10);
    assert_eq!(desk.poll()["failed"], 1);
    assert_eq!(
        (desk.listed()["health"].as_str(), desk.listed()["entries"].as_u64()),
        (Some("failing"), Some(10))
    );
    let notice = desk.notices();
    assert!(
        notice.contains("the selector `div.item` (`item`) finds nothing on the page \"Our new site\""),
        "{notice}"
    );
    assert_eq!(desk.poll()["new"], 1);
    assert_eq!(desk.listed()["health"], "well");
}

#[test]
fn selectors_that_find_other_links_than_before_bring_nothing_until_they_are_changed() {
    let menu: String =
        (0..12).map(|n| format!("<div class=item><a href=/topics/topic-{n}>Topic {n}</a></div>")).collect();
    let fresh: String =
        (5..15).map(|n| format!("<div class=item><a href=/topics/t{n}>T</a></div><article><a href=/news/{n}/talks-on-day-{n}>Talks on day {n}</a></article>")).collect();
    let desk = Desk::new(
        LIST,
        "/news",
        [page(1..11), Reply::status(200).body(menu), Reply::status(200).body(fresh)],
    );
    assert_eq!(desk.poll()["new"], 10);
    assert_eq!((desk.poll()["failed"].clone(), desk.poll()["failed"].clone()), (1.into(), 1.into()));
    assert_eq!(desk.listed()["health"], "failing");
    let notice = desk.notices();
    assert!(notice.contains("12 of 12 links are unknown and like 127.0.0.1/topics/*"), "{notice}");
    desk.list("kind = \"list\"\nitem = \"article\"", "/news");
    assert_eq!(desk.poll()["new"], 4);
    assert_eq!(
        (desk.listed()["health"].as_str(), desk.listed()["entries"].as_u64()),
        (Some("well"), Some(10))
    );
}

fn post(channel: &str, number: usize) -> String {
    format!(
        "<div class=\"tgme_widget_message\" data-post=\"{channel}/{number}\"><div class=\"tgme_widget_message_text js-message_text\">{} post of the office</div>\
         <span class=tgme_widget_message_views>{number}</span><a class=tgme_widget_message_date><time datetime=\"2026-11-{:02}T10:00:00+00:00\"></time></a></div>",
        ["First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh"][number - 1],
        number % 28 + 1
    )
}

#[test]
fn an_empty_preview_is_a_failure_and_the_posts_stay() {
    let posts = |channel: &str, numbers: std::ops::Range<usize>| {
        let posts: String = numbers.map(|number| post(channel, number)).collect();
        Reply::status(200).body(format!("<html><div class=tgme_channel_info></div>{posts}"))
    };
    let renamed = "<html><title>Telegram: Contact @office</title><div class=tgme_page_wrap></div>";
    let desk = Desk::new(
        "kind = \"telegram\"",
        "/s/office",
        [
            posts("office", 1..6),
            posts("office", 1..1),
            Reply::status(200).body(renamed),
            posts("bureau", 2..7),
        ],
    );
    assert_eq!(desk.poll()["new"], 5);
    assert_eq!(desk.poll()["failed"], 1);
    assert!(
        desk.listed()["error"].as_str().is_some_and(|words| words.contains("shows no posts")),
        "{}",
        desk.listed()
    );
    assert_eq!(desk.poll()["failed"], 1);
    assert!(
        desk.listed()["error"].as_str().is_some_and(|words| words.contains("renamed or closed")),
        "{}",
        desk.listed()
    );
    assert_eq!(desk.listed()["entries"], 5);
    assert_eq!(desk.poll()["new"], 1);
    let notice = desk.notices();
    assert!(notice.contains("calls itself bureau now"), "{notice}");
}

#[test]
fn a_channel_that_has_moved_brings_nothing_again_and_neither_does_its_address_in_the_file() {
    let posts = |channel: &str, numbers: std::ops::Range<usize>| {
        let posts: String = numbers.map(|number| post(channel, number)).collect();
        Reply::status(200).body(format!("<html><div class=tgme_channel_info></div>{posts}"))
    };
    let moved = |status| Reply::status(status).header("Location", "/s/bureau");
    let desk = Desk::new(
        "kind = \"telegram\"",
        "/s/office",
        [posts("office", 1..6), moved(302), moved(301), moved(301)],
    );
    desk.server.answer("/s/bureau", [posts("bureau", 1..6), posts("bureau", 1..7), posts("bureau", 1..7)]);
    assert_eq!(desk.poll()["new"], 5);
    assert_eq!(desk.poll()["new"], 0);
    assert_eq!(desk.poll()["new"], 1);
    assert!(desk.notices().contains("calls itself bureau now"));
    desk.list("kind = \"telegram\"", "/s/bureau");
    assert_eq!(desk.poll()["new"], 0);
    assert_eq!(desk.listed()["entries"], 6);
}

#[test]
fn of_an_index_the_newest_sitemaps_are_asked_and_each_only_once_for_the_same() {
    let desk = Desk::new("kind = \"sitemap\"", "/sitemap.xml", []);
    let child = |n: usize| {
        format!(
            "<sitemap><loc>{}</loc><lastmod>2026-11-{n:02}</lastmod></sitemap>",
            desk.server.url(&format!("/s{n}.xml"))
        )
    };
    let index: String = (1..6).map(child).collect();
    let index = Reply::feed(format!("<?xml version=\"1.0\"?><sitemapindex>{index}</sitemapindex>"));
    desk.server.answer("/sitemap.xml", [index]);
    let sitemap = |numbers: std::ops::Range<usize>| {
        let url = |n: usize| {
            format!(
                "<url><loc>https://gov.example/news/{n}</loc><lastmod>2026-11-30T08:00:{:02}Z</lastmod></url>",
                n % 60
            )
        };
        let urls: String = numbers.map(url).collect();
        Reply::feed(format!("<urlset>{urls}</urlset>")).header("ETag", "\"1\"")
    };
    desk.server.answer("/s5.xml", [sitemap(2000..3000), sitemap(2000..3002), Reply::status(304)]);
    desk.server.answer("/s4.xml", [sitemap(1000..2000), Reply::status(304)]);
    desk.server.answer("/s3.xml", [sitemap(0..1000), Reply::status(500), Reply::status(404)]);
    assert_eq!(desk.poll()["new"], 3000);
    assert_eq!(desk.poll()["new"], 2);
    assert_eq!(desk.poll()["unchanged"], 1);
    assert_eq!((desk.server.count("/s1.xml"), desk.server.count("/s5.xml")), (0, 3));
    let asked = desk.server.requests();
    let last = asked.iter().rfind(|request| request.path == "/s4.xml").expect("it was asked");
    assert_eq!(last.header("if-none-match"), Some("\"1\""));
}

#[test]
fn a_sitemap_beyond_what_its_protocol_allows_is_refused_with_the_limit() {
    let desk = Desk::new("kind = \"sitemap\"", "/sitemap.xml", []);
    let url = |n: usize| {
        format!(
            "<url><loc>https://gov.example/news/{n}</loc><lastmod>2026-11-30</lastmod></url>{}",
            " ".repeat(940)
        )
    };
    let urls: String = (0..50_000).map(url).collect();
    assert!(urls.len() > 48 << 20 && urls.len() < 50 << 20, "{}", urls.len());
    desk.server.answer(
        "/sitemap.xml",
        [
            Reply::feed(format!("<urlset>{urls}</urlset>")),
            Reply::feed(format!("<urlset>{urls}{urls}</urlset>")),
        ],
    );
    assert_eq!(desk.poll()["new"], 50_000);
    assert_eq!(desk.poll()["failed"], 1);
    assert!(
        desk.listed()["error"].as_str().is_some_and(|words| words.contains("larger than 51200 KiB")),
        "{}",
        desk.listed()
    );
    assert_eq!(desk.listed()["health"], "late");
}

#[test]
fn a_header_from_a_file_reaches_the_publisher_and_stands_nowhere_else() {
    let desk = Desk::new(
        "user_agent = \"Mozilla/5.0 (example)\"\nheaders = { X-Key = { file = \"key\" } }",
        "/rss",
        [],
    );
    desk.installation.write("key", "hunter2\n");
    let feed = "<rss><channel><title>T</title><item><title>A</title></item></channel></rss>";
    desk.server.answer("/rss", [Reply::feed(feed), Reply::status(500)]);
    assert_eq!(desk.poll()["new"], 1);
    let requests = desk.server.requests();
    assert_eq!(requests[0].header("x-key"), Some("hunter2"));
    assert_eq!(requests[0].header("user-agent"), Some("Mozilla/5.0 (example)"));
    std::fs::remove_file(desk.installation.path("key")).expect("the folder is ours");
    assert_eq!(desk.poll()["failed"], 1);
    assert!(
        desk.listed()["error"]
            .as_str()
            .is_some_and(|words| words.contains("the header X-Key cannot be read"))
    );
    assert_eq!(desk.server.count("/rss"), 1, "nobody is asked without it");
    let database = std::fs::read(desk.installation.path("wirewatch.db")).expect("it is there");
    assert!(!database.windows(7).any(|bytes| bytes == b"hunter2"));
}

#[test]
fn trying_shows_what_selectors_find_and_what_a_strict_reader_makes_of_a_feed() {
    let desk = Desk::new(LIST, "/news", [page(1..4)]);
    let url = desk.server.url("/news");
    let tried = desk.installation.json(&["feeds", "try", &url]);
    assert_eq!((tried["kind"].as_str(), tried["entries"].as_array().map(Vec::len)), (Some("list"), Some(3)));
    assert_eq!(tried["selectors"]["without_date"], 3);
    let said = desk.installation.run(&["feeds", "try", &url, "--keep", "/news/2/*"]);
    assert!(
        said.stdout.contains("Talks on day 2") && said.stdout.contains("3 items; 2 not like `keep`"),
        "{said:?}"
    );
    let nothing = desk.installation.run(&["feeds", "try", &url, "--item", "article"]);
    assert_eq!(nothing.code, Some(1));
    assert!(
        nothing.stdout.contains("the selector `article` (`item`) finds nothing on the page \"News\""),
        "{nothing:?}"
    );
    assert_eq!(desk.installation.run(&["feeds", "try", &url, "--item", "a["]).code, Some(2));
    for (args, words) in [
        (&["https://gov.example/list", "--kind", "list"][..], "name the items of the list: --item"),
        (&["/nowhere.html"][..], "there is no file /nowhere.html, and it is no address"),
    ] {
        let ran = desk.installation.run(&[&["feeds", "try"], args].concat());
        assert!(ran.code == Some(2) && ran.stderr.contains(words), "{ran:?}");
    }
    // A saved answer is tried like one that is asked for, and a broken feed says what to send to its publisher.
    let broken =
        "<rss version=\"2.0\"><channel><title>T</title>\n<item><title>A</b></title></item></channel></rss>";
    desk.installation.write("saved.xml", broken);
    let file = desk.installation.path("saved.xml").display().to_string();
    let said = desk.installation.run(&["feeds", "try", &file]);
    assert!(
        said.stdout.contains("feed-rs reads 0 entries, and stops at 2:")
            && said.stdout.contains("misses   A"),
        "{said:?}"
    );
    let panics = "<rss version=\"2.0\"><channel><title>T</title><item><title>A</title><author>«news@example.ru» …</author></item></channel></rss>";
    desk.installation.write("panics.xml", panics);
    let file = desk.installation.path("panics.xml").display().to_string();
    let read = desk.installation.run(&["read", "--strict", &file]);
    assert_eq!((read.code, read.stderr.as_str()), (Some(0), ""));
    let read: Value = serde_json::from_str(&read.stdout).expect("an object");
    assert_eq!(read["strict"]["error"]["message"], "feed-rs stops with a panic");
    assert_eq!(read["entries"].as_array().map(Vec::len), Some(1));
    assert_eq!(desk.installation.json(&["poll", "--all"])["new"], 3, "trying has stored nothing");
}

#[test]
fn adding_writes_what_the_source_is_and_shows_what_a_page_could_be_listed_with() {
    let desk = Desk::new(LIST, "/listed", [page(1..4)]);
    let url = desk.server.url("/news");
    desk.server.answer("/news", [page(1..8)]);
    let found = desk.installation.run(&["feeds", "discover", &url]);
    let block = format!(
        "    [[feed]]\n    url = \"{url}\"\n    name = \"News\"\n    kind = \"list\"\n    item = \"div.item\"\n"
    );
    assert_eq!(found.code, Some(1));
    assert!(found.stdout.contains(&block) && found.stdout.contains("- Talks on day 1\n"), "{found:?}");
    assert!(found.stderr.contains("a list on the page may do"), "{found:?}");
    let refused = desk.installation.run(&["feeds", "add", &url]);
    assert_eq!(refused.code, Some(1));
    assert!(refused.stderr.contains(&block) && refused.stderr.contains("feeds add --list"), "{refused:?}");
    let feeds = || std::fs::read_to_string(desk.installation.path("feeds.toml")).expect("it is there");
    assert!(!feeds().contains(&url));
    let added = desk.installation.json(&["feeds", "add", "--list", &url]);
    assert_eq!((added["kind"].as_str(), added["entries"].as_u64()), (Some("list"), Some(7)));
    assert!(feeds().contains(&block.replace("    ", "")), "{}", feeds());

    let posts: String = (1..4).map(|number| post("office", number)).collect();
    desk.server.answer("/s/office", [Reply::status(200).body(format!("<html>{posts}"))]);
    let added = desk.installation.json(&["feeds", "add", &desk.server.url("/s/office")]);
    assert_eq!((added["kind"].as_str(), added["entries"].as_u64()), (Some("telegram"), Some(3)));
    assert!(feeds().ends_with(&format!("url = \"{}\"\nkind = \"telegram\"\n", desk.server.url("/s/office"))));
    assert_eq!(desk.poll()["new"], 3 + 7 + 3);
}

#[test]
fn a_feed_that_says_another_language_than_it_writes_is_matched_stored_and_shown_in_its_own() {
    let desk = Desk::new("lang = \"en\"", "/rss", []);
    let item = "<item><title>ОДКБ и Азербайджан обсудили безопасность</title><link>https://a.example/1</link>\
                <description>Переговоры прошли в Алматы, сообщила пресс-служба организации.</description></item>";
    let feed = format!("<rss><channel><title>T</title><language>en-US</language>{item}</channel></rss>");
    desk.server.answer("/rss", [Reply::feed(feed)]);
    let watchlist = "title = \"Pact\"\nquery = \"lang:ru ОДКБ\"\nfeeds = { lang = [\"ru\"] }\n";
    desk.installation.write("watchlists/pact.toml", watchlist);
    let polled = desk.poll();
    assert_eq!((polled["new"].as_u64(), polled["matches"].as_u64()), (Some(1), Some(1)), "{polled}");
    let listed = desk.listed();
    assert_eq!((listed["says"].as_str(), listed["writes"].as_str()), (Some("en"), Some("ru")));
    let shown = desk.installation.run(&["feeds", "list"]);
    assert!(shown.stdout.contains("says en, writes ru"), "{shown:?}");
    let found = desk.installation.json(&["search", "lang:ru ОДКБ"]);
    assert!(found.to_string().contains("https://a.example/1"), "{found}");
}

#[test]
fn the_pages_of_a_feed_are_asked_in_its_manner_and_status_tells_of_it_without_a_value() {
    let desk = Desk::new("", "/rss", []);
    desk.installation.write("key", "hunter2\n");
    let keys = "user_agent = \"Mozilla/5.0 (example)\"\nheaders = { X-Key = { file = \"key\" }, X-Plain = \"opensesame\" }";
    let url = desk.server.url("/rss");
    desk.installation.write("feeds.toml", &format!("[[feed]]\nurl = \"{url}\"\nfull_text = true\n{keys}\n"));
    let other = FeedServer::start();
    let item = |title: &str, link: &str| {
        format!(
            "<item><title>{title}</title><link>{link}</link><pubDate>Fri, 20 Nov 2026 07:30:00 GMT</pubDate></item>"
        )
    };
    let items = [item("A", &desk.server.url("/a")), item("B", &other.url("/b"))].concat();
    desk.server
        .answer("/rss", [Reply::feed(format!("<rss><channel><title>T</title>{items}</channel></rss>"))]);
    desk.server.answer("/a", [Reply::status(200).body("<html><p>Words of an article.")]);
    other.answer("/b", [Reply::status(200).body("<html><p>Words of another article.")]);
    let polled = desk.installation.json(&["poll", "--all", "--now", "2026-11-20T08:00:00Z"]);
    assert_eq!(polled["new"], 2, "{polled}");
    let asked = |server: &FeedServer, path: &str| {
        let requests = server.requests();
        let request = requests.iter().find(|request| request.path == path);
        let request = request.unwrap_or_else(|| panic!("{path}: {requests:?}"));
        ["user-agent", "x-key", "x-plain"].map(|name| request.header(name).unwrap_or_default().to_owned())
    };
    assert_eq!(asked(&desk.server, "/a"), ["Mozilla/5.0 (example)", "hunter2", "opensesame"]);
    let [name, key, plain] = asked(&other, "/b");
    assert!(name.starts_with("wirewatch/") && key.is_empty() && plain.is_empty(), "{name} {key} {plain}");
    for arguments in [&["status"][..], &["--json", "status"]] {
        let said = desk.installation.run(arguments);
        assert!(said.stdout.contains("X-Key") && said.stdout.contains("Mozilla/5.0 (example)"), "{said:?}");
        let all = format!("{}{}", said.stdout, said.stderr);
        assert!(!all.contains("hunter2") && !all.contains("opensesame"), "{all}");
    }
}

#[test]
fn trying_an_index_shows_what_a_poll_reads_of_it_and_which_sitemap_does_not_answer() {
    let desk = Desk::new("", "/source", []);
    let server = &desk.server;
    let news = |n: usize| {
        Reply::feed(format!(
            "<urlset xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'><url><loc>https://a.example/{n}</loc>\
             <news:news><news:publication_date>2026-11-30T0{n}:00:00Z</news:publication_date><news:title>Talks {n}</news:title>\
             </news:news></url></urlset>"
        ))
    };
    let listed = |n: usize| {
        format!(
            "<sitemap><loc>{}</loc><lastmod>2026-11-0{n}</lastmod></sitemap>",
            server.url(&format!("/{n}.xml"))
        )
    };
    let listed: String = (1..=6).map(listed).collect();
    server.answer("/source", [Reply::feed(format!("<sitemapindex>{listed}</sitemapindex>"))]);
    server.answer("/4.xml", [news(4)]);
    server.answer("/5.xml", [news(5)]);
    // The newest is dead: its address is named, and the others are read.
    let tried = desk.installation.json(&["feeds", "try", &server.url("/source")]);
    let titles: Vec<&str> = tried["entries"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|entry| entry["title"].as_str())
        .collect();
    assert_eq!(titles, ["Talks 5", "Talks 4"], "{tried}");
    let warning = tried["warnings"][0].as_str().unwrap_or_default();
    assert!(warning.starts_with("a sitemap of it was not read: ") && warning.contains("/6.xml: "), "{tried}");
    let found = desk.installation.json(&["feeds", "discover", &server.url("/source")]);
    assert!(found.to_string().contains("Talks 4") || found["entries"] == 2, "{found}");
}

#[test]
fn what_was_cut_of_a_feed_stands_in_the_list_of_feeds() {
    let item = "<item><guid>1</guid><title>Talks</title></item>";
    let broken = format!("<rss version='2.0'><channel><title>A</title>{item}<item><title>And th");
    let desk = Desk::new("", "/source", [Reply::feed(broken)]);
    desk.poll();
    let said = desk.listed()["cut"].as_str().unwrap_or_default().to_owned();
    assert!(said.contains("it breaks off after"), "{said}");
    let table = desk.installation.run(&["feeds", "list"]).stdout;
    assert!(table.contains("cut within a week: it breaks off"), "{table}");
}
