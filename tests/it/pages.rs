//! Pages behind teasers, over real sockets and explicit times: what is fetched, matched, and found taken back.

use std::net::{Ipv4Addr, SocketAddr};

use serde_json::Value;
use testkit::{FeedServer, InstalledProgram, Reply};

const MORNING: &str = "2026-11-20T08:00:00Z";

/// A feed whose items say next to nothing and link to these addresses.
fn teasers(links: &[String]) -> Reply {
    let item = |link: &String| {
        format!(
            "<item><guid>{link}</guid><title>Talks resume</title><link>{link}</link>\
             <pubDate>Fri, 20 Nov 2026 07:30:00 GMT</pubDate><description>The talks go on.</description></item>"
        )
    };
    let items: String = links.iter().map(item).collect();
    Reply::feed(format!("<rss version=\"2.0\"><channel><title>Example</title>{items}</channel></rss>"))
}

/// A page of this title with other words than the article.
fn other_page(words: &str) -> Reply {
    let html =
        format!("<html lang=en><body><article><h1>Talks</h1>{}</article></body></html>", words.repeat(12));
    Reply::status(200).header("Content-Type", "text/html; charset=utf-8").body(html)
}

/// A page with an article that holds the names, and `more` of it.
fn page(more: &str) -> Reply {
    page_headed("Talks", more)
}

fn page_headed(headline: &str, more: &str) -> Reply {
    let sentence =
        "The delegations met in Almaty on Friday and spoke about trade, water and the border all day long. ";
    let paragraphs = format!("<p>{sentence}{sentence}</p>").repeat(5);
    let named = "<p>Azerbaijan will not join the CSTO, its minister said after the talks had ended in the evening.</p>";
    let html = format!(
        "<html lang=en><body><article><h1>{headline}</h1>{paragraphs}{named}<p>{more}</p></article></body></html>"
    );
    Reply::status(200).header("Content-Type", "text/html; charset=utf-8").body(html)
}

struct Scene {
    server: FeedServer,
    installation: InstalledProgram,
}

impl Scene {
    fn new() -> Self {
        let server = FeedServer::start();
        let nobody = SocketAddr::from((Ipv4Addr::LOCALHOST, 2525));
        let installation =
            InstalledProgram::new(env!("CARGO_BIN_EXE_wirewatch"), &server.url("/rss"), nobody);
        let scene = Self { server, installation };
        scene.pages("spacing = \"0s\"");
        scene.feed("full_text = true");
        scene.server.answer("/rss", [teasers(&[scene.server.url("/a")])]);
        scene.server.answer("/a", [page("")]);
        scene
    }

    /// What `[fetch.pages]` says.
    fn pages(&self, keys: &str) {
        let path = self.installation.path("wirewatch.toml");
        let settings = std::fs::read_to_string(path).expect("it is there");
        let settings = settings.replace("[mail]\n", &format!("[fetch.pages]\n{keys}\n[mail]\n"));
        self.installation.write("wirewatch.toml", &settings);
    }

    /// What the feed's entry says beside its address.
    fn feed(&self, keys: &str) {
        let url = self.server.url("/rss");
        self.installation.write("feeds.toml", &format!("[[feed]]\nurl = \"{url}\"\n{keys}\n"));
    }

    fn poll(&self, now: &str) -> Value {
        self.installation.json(&["poll", "--now", now])
    }

    fn found(&self) -> usize {
        self.installation.run(&["search", "CSTO AND Azerbaijan", "--json"]).stdout.lines().count()
    }
}

#[test]
fn names_that_stand_on_the_page_alone_are_matched() {
    let scene = Scene::new();
    let summary = scene.poll(MORNING);
    assert_eq!((&summary["new"], &summary["pages"], &summary["matches"]), (&1.into(), &1.into(), &1.into()));
    assert_eq!(scene.found(), 1);
    assert_eq!((scene.server.count("/a"), scene.server.count("/robots.txt")), (1, 1));
    // Neither the feed nor the page is news again.
    let summary = scene.poll("2026-11-20T08:20:00Z");
    assert_eq!((&summary["new"], &summary["edited"], &summary["matches"]), (&0.into(), &0.into(), &0.into()));
}

#[test]
fn a_name_that_stands_in_the_teaser_alone_is_matched_with_the_page() {
    let scene = Scene::new();
    scene.installation.write("watchlists/guest.toml", "title = \"Guest\"\nquery = \"Tasmagambetov\"\n");
    let item = |link: &str| {
        format!(
            "<item><guid>1</guid><title>Talks</title><link>{link}</link><pubDate>Fri, 20 Nov 2026 07:30:00 GMT</pubDate>\
             <description>Tasmagambetov gave an interview.</description></item>"
        )
    };
    let feed = format!("<rss version=\"2.0\"><channel>{}</channel></rss>", item(&scene.server.url("/a")));
    scene.server.answer("/rss", [Reply::feed(feed)]);
    assert_eq!((&scene.poll(MORNING)["matches"], scene.found()), (&2.into(), 1));
    // What stands above the text from the feed is no edit of the page, and the page's edits are told as before.
    for (now, more, edited) in [
        ("2026-11-20T09:30:00Z", "", 0),
        ("2026-11-20T11:30:00Z", "Nothing of that is so, said the ministry in the evening after all.", 0),
        ("2026-11-20T15:30:00Z", "Nothing of that is so, said the ministry in the evening after all.", 1),
    ] {
        scene.server.answer("/a", [page(more)]);
        assert_eq!(scene.poll(now)["edited"], edited, "{now}");
    }
    let found = scene.installation.run(&["search", "Tasmagambetov AND ministry", "--json"]);
    assert_eq!(found.stdout.lines().count(), 1);
}

#[test]
fn what_a_site_forbids_is_not_asked_for_and_the_teaser_is_matched() {
    let scene = Scene::new();
    scene.installation.write("watchlists/talks.toml", "title = \"Talks\"\nquery = \"talks\"\n");
    scene.server.answer("/robots.txt", [Reply::status(200).body("User-agent: *\nDisallow: /a\n")]);
    let summary = scene.poll(MORNING);
    assert_eq!((&summary["matches"], &summary["pages_failed"]), (&1.into(), &1.into()));
    assert_eq!(scene.server.count("/a"), 0);
    scene.feed("full_text = true\nrobots = \"ignore\"");
    assert_eq!(scene.poll("2026-11-20T08:20:00Z")["pages"], 1);
    assert_eq!(scene.server.count("/a"), 1);
}

#[test]
fn a_flood_whose_site_is_down_is_matched_by_its_teasers_in_the_same_pass() {
    let scene = Scene::new();
    scene.installation.write("watchlists/talks.toml", "title = \"Talks\"\nquery = \"talks\"\n");
    scene.poll(MORNING);
    let links: Vec<String> = (0..1_200).map(|n| format!("http://127.0.0.1:1/{n}")).collect();
    scene.server.answer("/rss", [teasers(&links)]);
    let summary = scene.poll("2026-11-20T08:20:00Z");
    assert_eq!((&summary["new"], &summary["matches"]), (&1_200.into(), &1_200.into()));
}

#[test]
fn entries_that_share_a_link_share_one_request() {
    let scene = Scene::new();
    let link = scene.server.url("/a");
    let listed = |n: usize| {
        format!("[[feed]]\nurl = \"{}\"\nfull_text = true\n", scene.server.url(&format!("/rss/{n}")))
    };
    let feeds: String = (0..10).map(listed).collect();
    for n in 0..10 {
        scene.server.answer(&format!("/rss/{n}"), [teasers(&[format!("{link}?utm_source=feed{n}#{n}")])]);
    }
    // Headlines of their own: the page's is neither of theirs.
    scene.server.answer("/a", [page_headed("Delegations meet in Almaty", "")]);
    scene.installation.write("feeds.toml", &feeds);
    assert_eq!(scene.poll(MORNING)["matches"], 10);
    assert_eq!((scene.server.count("/a"), scene.server.count("/robots.txt")), (1, 1));
}

#[test]
fn a_feed_of_teasers_is_found_out() {
    let scene = Scene::new();
    scene.feed("");
    let links: Vec<String> = ["/a", "/b", "/c"].map(|path| scene.server.url(path)).to_vec();
    scene.server.answer("/rss", [teasers(&links)]);
    scene.server.answer("/b", [page("")]);
    assert_eq!(scene.poll(MORNING)["matches"], 2);
    assert_eq!(scene.server.count("/c"), 1);
    let listed = scene.installation.json(&["feeds", "list"]);
    assert_eq!((&listed["teasers"], &listed["pages"]["articles"]), (&true.into(), &2.into()));
    let said = "gives teasers; its pages: 2 articles, 1 without an article";
    for command in [&["status"][..], &["feeds", "list"], &["check"]] {
        let printed = scene.installation.run(command).stdout;
        assert!(printed.contains(said), "{command:?} {printed}");
    }
    scene.feed("full_text = false");
    scene.poll("2026-11-20T08:20:00Z");
    let printed = scene.installation.run(&["status"]).stdout;
    assert!(printed.contains("gives teasers, and its pages are not fetched"), "{printed}");
}

#[test]
fn a_page_that_is_taken_down_is_told_once_with_the_second_look_and_so_is_its_return() {
    let scene = Scene::new();
    assert_eq!(scene.poll(MORNING)["matches"], 1);
    scene.server.answer("/a", [Reply::status(404)]);
    for (now, withdrawn) in [
        ("2026-11-20T08:31:00Z", 0),
        ("2026-11-20T09:10:00Z", 0),
        ("2026-11-20T09:33:00Z", 1),
        ("2026-11-20T10:40:00Z", 0),
    ] {
        assert_eq!(scene.poll(now)["withdrawn"], withdrawn, "{now}");
    }
    let why = scene.installation.run(&["why", &scene.server.url("/a")]).stdout;
    for words in [
        "its text was read last at 2026-11-20 08:00",
        "taken down: the page is not found",
        "confirmed at 2026-11-20 09:33",
    ] {
        assert!(why.contains(words), "{words}: {why}");
    }
}

#[test]
fn articles_that_are_taken_down_together_are_told_though_one_text_stands_at_all_of_them() {
    let scene = Scene::new();
    let links: Vec<String> = ["/a", "/b", "/c"].map(|path| scene.server.url(path)).into();
    scene.server.answer("/rss", [teasers(&links)]);
    for (path, said) in [
        (
            "/a",
            "Azerbaijan will not join the CSTO, its minister told journalists after the talks of the day.",
        ),
        ("/b", "The CSTO sent its envoy to Azerbaijan, where wheat is dear and a railway is to be built."),
        (
            "/c",
            "Nobody in Azerbaijan has asked what the CSTO makes of the border, says the speaker of parliament.",
        ),
    ] {
        scene.server.answer(path, [other_page(&format!("<p>{said}</p>"))]);
    }
    assert_eq!(scene.poll(MORNING)["matches"], 3);
    let lost = "<html lang=en><body><h1>We are sorry</h1><p>The page that you look for does not exist, or was moved to another \
                place of our site.</p><p>Please look through the newest stories of our desk.</p></body></html>";
    let lost = Reply::status(200).header("Content-Type", "text/html").body(lost);
    for path in ["/a", "/b"] {
        scene.server.answer(path, [lost.clone()]);
    }
    let withdrawn = |now: &str| scene.poll(now)["withdrawn"].as_u64();
    let told = ["2026-11-20T08:31:00Z", "2026-11-20T09:33:00Z", "2026-11-20T10:40:00Z"].map(withdrawn);
    assert_eq!(told, [Some(0), Some(2), Some(0)]);
}

#[test]
fn what_leaves_the_middle_of_a_feed_is_counted_as_withdrawn() {
    let scene = Scene::new();
    scene.feed("full_text = false");
    let withdrawn: u64 = (8..20)
        .map(|hour: usize| {
            // One more at each hour, the newest first; the one of ten o'clock is gone from two o'clock on.
            let listed = (8..=hour).rev().filter(|number| *number != 10 || hour < 14);
            let item = |number: usize| {
                format!(
                    "<item><guid>{number}</guid><title>Report of {number} o'clock</title><description>What was said at \
                     {number} by the ministry number {number}.</description><pubDate>Fri, 20 Nov 2026 {number:02}:00:00 \
                     GMT</pubDate></item>"
                )
            };
            let items: String = listed.map(item).collect();
            scene.server.answer("/rss", [Reply::feed(format!("<rss version=\"2.0\"><channel>{items}</channel></rss>"))]);
            scene.poll(&format!("2026-11-20T{hour:02}:00:00Z"))["withdrawn"].as_u64().unwrap_or_default()
        })
        .sum();
    assert_eq!(withdrawn, 1);
}

#[test]
fn an_outage_takes_nothing_back() {
    let scene = Scene::new();
    scene.poll(MORNING);
    for (status, now) in [
        (503, "2026-11-20T08:31:00Z"),
        (403, "2026-11-20T09:33:00Z"),
        (500, "2026-11-20T12:00:00Z"),
        (429, "2026-11-21T12:00:00Z"),
        (404, "2026-11-22T18:00:00Z"),
    ] {
        scene.server.answer("/a", [Reply::status(status)]);
        assert_eq!(scene.poll(now)["withdrawn"], 0, "{status}");
    }
}

#[test]
fn an_edit_of_the_page_is_news_when_it_was_read_twice() {
    let scene = Scene::new();
    scene.poll(MORNING);
    scene
        .server
        .answer("/a", [page("The minister later said that nothing had been decided about it at all.")]);
    for (now, edited) in
        [("2026-11-20T08:31:00Z", 0), ("2026-11-20T08:43:00Z", 1), ("2026-11-20T10:01:00Z", 0)]
    {
        assert_eq!(scene.poll(now)["edited"], edited, "{now}");
    }
}

#[test]
fn a_text_that_stands_at_every_address_of_its_site_is_no_edit_but_a_removal() {
    let scene = Scene::new();
    scene.poll(MORNING);
    let nothing =
        "<p>Nothing is here for you any more, please look through our newest stories instead of this.</p>";
    let rewritten = "<p>Azerbaijan will not join the CSTO, its minister said after the talks had ended in the evening.</p>";
    scene.server.answer("/a", [other_page(rewritten)]);
    assert_eq!(scene.poll("2026-11-20T08:31:00Z")["edited"], 0);
    // Its neighbour, which never was, was asked for.
    let is_sibling =
        |path: &String| path.len() == 17 && path[1..].bytes().all(|byte| byte.is_ascii_hexdigit());
    let sibling = scene.server.requests().into_iter().map(|request| request.path).find(is_sibling);
    scene.server.answer(&sibling.expect("it was asked for"), [other_page(nothing)]);
    scene.server.answer("/a", [other_page(nothing)]);
    for (now, edited, withdrawn) in
        [("2026-11-20T08:43:00Z", 0, 0), ("2026-11-20T09:45:00Z", 0, 1), ("2026-11-20T12:00:00Z", 0, 0)]
    {
        let summary = scene.poll(now);
        assert_eq!((&summary["edited"], &summary["withdrawn"]), (&edited.into(), &withdrawn.into()), "{now}");
    }
}

#[test]
fn many_pages_that_go_missing_at_once_are_held_back() {
    let scene = Scene::new();
    let links: Vec<String> = (0..5).map(|n| scene.server.url(&format!("/a{n}"))).collect();
    scene.server.answer("/rss", [teasers(&links)]);
    for n in 0..5 {
        scene.server.answer(&format!("/a{n}"), [page("")]);
    }
    assert_eq!(scene.poll(MORNING)["matches"], 5);
    for n in 0..5 {
        scene.server.answer(&format!("/a{n}"), [Reply::status(404)]);
    }
    for now in ["2026-11-20T08:31:00Z", "2026-11-20T09:33:00Z", "2026-11-20T10:40:00Z"] {
        assert_eq!(scene.poll(now)["withdrawn"], 0, "{now}");
    }
}

#[test]
fn many_pages_that_stay_missing_are_told_where_older_ones_stand() {
    for (stand, told) in [(true, 5), (false, 0)] {
        let scene = Scene::new();
        let links: Vec<String> = (0..9).map(|n| scene.server.url(&format!("/a{n}"))).collect();
        scene.server.answer("/rss", [teasers(&links)]);
        for n in 0..9 {
            scene.server.answer(&format!("/a{n}"), [page("")]);
        }
        scene.poll(MORNING);
        for n in 0..if stand { 5 } else { 9 } {
            scene.server.answer(&format!("/a{n}"), [Reply::status(404)]);
        }
        let mut withdrawn = 0;
        for now in ["08:31:00", "09:33:00", "10:40:00", "11:45:00", "14:45:00", "20:45:00"] {
            let said = scene.poll(&format!("2026-11-20T{now}Z"))["withdrawn"].as_u64();
            assert!(now > "10:30" || said == Some(0), "{now}: held");
            withdrawn += said.expect("it is a number");
        }
        assert_eq!(withdrawn, told, "{stand}");
    }
}

#[test]
fn operators_hear_once_that_walls_stand_before_the_pages_of_a_feed() {
    let scene = Scene::new();
    let links: Vec<String> = (0..20).map(|n| scene.server.url(&format!("/a{n}"))).collect();
    scene.server.answer("/rss", [teasers(&links)]);
    let consent = "<p>We and our partners store cookies. With your consent we process personal data. You may accept all \
        cookies, reject all, or read our privacy policy. Our partners rely on legitimate interest.</p>";
    let wall =
        format!("<html lang=en><title>Before you continue</title><body>{}</body></html>", consent.repeat(3));
    for n in 0..20 {
        let page = Reply::status(200).header("Content-Type", "text/html").body(wall.clone());
        scene.server.answer(&format!("/a{n}"), [page]);
    }
    assert_eq!(scene.poll(MORNING)["matches"], 0);
    let settings = std::fs::read_to_string(scene.installation.path("wirewatch.toml")).expect("it is there");
    let (fetching, _) = settings.split_once("[mail]").expect("it has that table");
    let mail = "[mail]\nfrom = \"digest@example.org\"\ntransport = \"folder\"\nfolder = \"mail\"\n";
    scene.installation.write("wirewatch.toml", &format!("{fetching}{mail}"));
    assert_eq!(scene.installation.run(&["digest", "--deliver", "--now", MORNING]).code, Some(0));
    let mails = std::fs::read_dir(scene.installation.path("mail")).expect("operators were told");
    let mails: String = mails
        .map(|mail| std::fs::read_to_string(mail.expect("the folder is ours").path()).expect("it is there"))
        .collect();
    assert_eq!(mails.matches("Subject: ").count(), 1, "{mails}");
    assert!(mails.contains("has walls before its pages"), "{mails}");
}

#[test]
fn an_article_on_consent_is_one_where_its_headline_stands_above_it() {
    let law = "<p>Azerbaijan told the CSTO on Friday that its law on every cookie asks for consent, and for a privacy policy \
        that people can read. The minister said that the draft goes to parliament in the spring, and that small sites \
        have a year to comply with what was agreed upon by the six members in Almaty.</p>";
    for (headline, expected) in [("Talks resume", 1), ("Before you continue", 0)] {
        let scene = Scene::new();
        let html = format!("<html lang=en><body><article><h1>{headline}</h1>{law}</article></body></html>");
        scene.server.answer("/a", [Reply::status(200).header("Content-Type", "text/html").body(html)]);
        assert_eq!(scene.poll(MORNING)["matches"], expected, "{headline}");
    }
}

#[test]
fn a_page_that_has_moved_is_linked_where_it_is() {
    let scene = Scene::new();
    scene.poll(MORNING);
    let there = scene.server.url("/b");
    scene.server.answer("/b", [page("")]);
    scene.server.answer("/a", [Reply::redirect(301, &there)]);
    let summary = scene.poll("2026-11-20T08:31:00Z");
    assert_eq!((&summary["edited"], &summary["withdrawn"]), (&0.into(), &0.into()));
    let found = scene.installation.run(&["search", "CSTO AND Azerbaijan", "--json"]).stdout;
    assert!(found.contains(&there), "{found}");
}

#[test]
fn the_free_part_before_a_paywall_is_matched_and_the_whole_article_is_no_edit_of_it() {
    let scene = Scene::new();
    let paid =
        r#"<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":false}</script>"#;
    let free = "<p>Azerbaijan will not join the CSTO, its minister said after talks had ended on Friday.</p>\
                <p>The delegations had met in Almaty to speak about trade, about water and about the border.</p>";
    let html = format!(
        "<html lang=en><head>{paid}</head><body><article><h1>Talks</h1>{free}</article></body></html>"
    );
    scene.server.answer("/a", [Reply::status(200).header("Content-Type", "text/html").body(html)]);
    assert_eq!(scene.poll(MORNING)["matches"], 1);
    scene.server.answer("/a", [page("")]);
    assert_eq!(scene.poll("2026-11-20T08:31:00Z")["edited"], 0);
    assert_eq!(scene.poll("2026-11-20T08:45:00Z")["edited"], 0);
}

#[test]
fn a_text_that_stands_on_three_pages_and_knows_no_headline_is_the_text_of_nothing() {
    let scene = Scene::new();
    let wall = "<p>Before you go on to what happened between Azerbaijan and the CSTO, choose how you want to be greeted.</p>\
                <p>Our house has many doors, and behind each of them stands somebody who would like to know your name.</p>";
    let links: Vec<String> = (0..8).map(|n| scene.server.url(&format!("/w{n}"))).collect();
    for n in 0..8 {
        let html = format!("<html lang=en><body><main><h1>Welcome</h1>{wall}</main></body></html>");
        let reply = Reply::status(200).header("Content-Type", "text/html; charset=utf-8").body(html);
        scene.server.answer(&format!("/w{n}"), [reply]);
    }
    scene.server.answer("/rss", [teasers(&links)]);
    let summary = scene.poll(MORNING);
    assert_eq!((&summary["matches"], &summary["pages"]), (&2.into(), &8.into()), "{summary}");
    let printed = scene.installation.run(&["status"]).stdout;
    assert!(printed.contains("6 walls"), "{printed}");
}

#[test]
fn a_paragraph_that_two_pages_share_is_theirs_however_often_they_are_looked_at() {
    let scene = Scene::new();
    let paths = ["/a", "/b"];
    scene.server.answer("/rss", [teasers(&paths.map(|path| scene.server.url(path)))]);
    for (path, topic) in paths.into_iter().zip(["wheat and water", "the railway and its debts"]) {
        let own: String = (0..6)
            .map(|day| format!("<p>On day {day} of May the envoys spoke of {topic} for hours.</p>"))
            .collect();
        let shared =
            "<p>Azerbaijan is no member of the CSTO and does not want to become one, as everybody knows.</p>";
        let html =
            format!("<html lang=en><body><article><h1>Talks</h1>{own}{shared}</article></body></html>");
        scene.server.answer(path, [Reply::status(200).header("Content-Type", "text/html").body(html)]);
    }
    for now in
        ["2026-11-20T08:00:00Z", "2026-11-20T08:31:00Z", "2026-11-20T10:40:00Z", "2026-11-20T16:00:00Z"]
    {
        scene.poll(now);
        assert_eq!(scene.found(), 2, "{now}");
    }
}

#[test]
fn a_page_that_would_kill_its_reader_costs_that_page_alone() {
    let scene = Scene::new();
    let links: Vec<String> = ["/deep", "/a"].map(|path| scene.server.url(path)).to_vec();
    scene.server.answer("/rss", [teasers(&links)]);
    let deep = format!("<html><body>{}CSTO and Azerbaijan", "<ul><li>".repeat(20_000));
    scene.server.answer("/deep", [Reply::status(200).header("Content-Type", "text/html").body(deep)]);
    let summary = scene.poll(MORNING);
    assert_eq!(
        (&summary["new"], &summary["pages"], &summary["pages_failed"]),
        (&2.into(), &1.into(), &1.into())
    );
    assert_eq!(scene.found(), 1);
    let why = scene.installation.run(&["why", &scene.server.url("/deep")]).stdout;
    assert!(why.contains("it is no page that can be read"), "{why}");
}
