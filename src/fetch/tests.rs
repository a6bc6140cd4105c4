//! Fetching over real sockets: one test a rule, named after the rule.

use std::io::Write as _;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use jiff::Timestamp;
use testkit::{FeedServer, Reply, ReplyManner};

use super::{Fetcher, Lane};
use crate::feed::{AnswerHead, FailureKind, FetchFailure, Fetched, RequestManner, Validators};
use crate::settings::FetchSettings;

const FEED: &str =
    "<rss version=\"2.0\"><channel><title>T</title><item><title>A</title></item></channel></rss>";

fn settings() -> FetchSettings {
    FetchSettings { allow_private_addresses: true, ..FetchSettings::default() }
}

fn now() -> Timestamp {
    "2026-11-23T12:00:00Z".parse().expect("a time")
}

async fn ask_with(settings: &FetchSettings, url: &str, validators: &Validators) -> Fetched {
    Fetcher::new(settings)
        .expect("usual settings")
        .fetch(url, validators, &RequestManner::default(), Lane::Usual, now())
        .await
        .0
}

async fn ask(url: &str, validators: &Validators) -> Fetched {
    ask_with(&settings(), url, validators).await
}

#[track_caller]
fn body(fetched: Fetched) -> (AnswerHead, Vec<u8>) {
    match fetched {
        Fetched::Body { answer, bytes, .. } => (answer, bytes),
        other => panic!("not a body: {other:?}"),
    }
}

#[track_caller]
fn unchanged(fetched: Fetched) -> AnswerHead {
    match fetched {
        Fetched::Unchanged(answer) => answer,
        other => panic!("changed: {other:?}"),
    }
}

#[track_caller]
fn failure(fetched: Fetched) -> FetchFailure {
    match fetched {
        Fetched::Failed(failure) => failure,
        other => panic!("no failure: {other:?}"),
    }
}

#[tokio::test]
async fn rule_1_the_first_request_is_unconditional_and_later_ones_send_both_validators() {
    let server = FeedServer::start();
    let date = "Mon, 23 Nov 2026 11:00:00 GMT";
    server.answer(
        "/feed",
        [Reply::feed(FEED).header("ETag", "\"1\"").header("Last-Modified", date), Reply::status(304)],
    );
    let url = server.url("/feed");
    let (answer, bytes) = body(ask(&url, &Validators::default()).await);
    assert_eq!(bytes, FEED.as_bytes());
    let again = unchanged(ask(&url, &answer.validators).await);
    assert_eq!(again.validators, answer.validators);
    let sent: Vec<_> = server
        .requests()
        .iter()
        .map(|request| {
            ["if-none-match", "if-modified-since"].map(|name| request.header(name).map(str::to_owned))
        })
        .collect();
    assert_eq!(sent, [[None, None], [Some("\"1\"".to_owned()), Some(date.to_owned())]]);
}

#[tokio::test]
async fn rule_2_validators_go_back_byte_for_byte() {
    for (etag, date) in [
        ("W/\"a-gzip\"", "Mon, 23 Nov 2026 11:00:00 GMT"),
        ("no quotes", "2026-11-23 11:00"),
        ("\"with \\\"quotes\\\" and ; , signs\"", "Mon,  23-Nov-26 11:00:00 +0400"),
    ] {
        let server = FeedServer::start();
        let good = Reply::feed(FEED).header("ETag", etag).header("Last-Modified", date);
        server.answer("/feed", [good, Reply::status(304)]);
        let (answer, _) = body(ask(&server.url("/feed"), &Validators::default()).await);
        ask(&server.url("/feed"), &answer.validators).await;
        let second = &server.requests()[1];
        assert_eq!(
            (second.header("if-none-match"), second.header("if-modified-since")),
            (Some(etag), Some(date))
        );
    }
}

#[tokio::test]
async fn rule_3_a_new_etag_replaces_the_old_one_even_if_the_body_is_the_same() {
    let server = FeedServer::start();
    server.answer("/feed", ["\"1\"", "\"2\""].map(|etag| Reply::feed(FEED).header("ETag", etag)));
    let url = server.url("/feed");
    let (first, _) = body(ask(&url, &Validators::default()).await);
    let second = unchanged(ask(&url, &first.validators).await);
    assert_eq!(second.validators.etag.as_deref(), Some(&b"\"2\""[..]));
    assert_eq!(second.validators.body_hash, first.validators.body_hash);
}

#[tokio::test]
async fn rule_5_a_304_updates_what_it_carries_and_keeps_the_rest() {
    let server = FeedServer::start();
    let date = "Mon, 23 Nov 2026 11:00:00 GMT";
    server.answer(
        "/feed",
        [
            Reply::feed(FEED).header("ETag", "\"1\"").header("Last-Modified", date),
            Reply::status(304).header("ETag", "\"1b\"").header("Cache-Control", "max-age=1800"),
        ],
    );
    let url = server.url("/feed");
    let (first, _) = body(ask(&url, &Validators::default()).await);
    let second = unchanged(ask(&url, &first.validators).await);
    assert_eq!(second.validators.etag.as_deref(), Some(&b"\"1b\""[..]));
    assert_eq!(second.validators.last_modified.as_deref(), Some(date.as_bytes()));
    assert_eq!(second.validators.body_hash, first.validators.body_hash);
    assert_eq!(second.fresh_for, Some(Duration::from_mins(30)));
}

#[tokio::test]
async fn rule_6_validators_are_shown_to_nobody_but_the_address_that_sent_them() {
    let server = FeedServer::start();
    let url = server.url("/old");
    server.answer("/old", [Reply::feed(FEED).header("ETag", "\"old\""), Reply::redirect(302, "/new")]);
    server.answer("/new", [Reply::feed("<rss/>").header("ETag", "\"new\""), Reply::status(304)]);
    let (first, _) = body(ask(&url, &Validators::default()).await);
    let (second, _) = body(ask(&url, &first.validators).await);
    assert_eq!(second.validators.url, Some(server.url("/new")));
    unchanged(ask(&url, &second.validators).await);
    let sent: Vec<_> = server
        .requests()
        .iter()
        .map(|request| (request.path.clone(), request.header("if-none-match").map(str::to_owned)))
        .collect();
    let sent: Vec<_> = sent.iter().map(|(path, etag)| (path.as_str(), etag.as_deref())).collect();
    assert_eq!(
        sent,
        [
            ("/old", None),
            ("/old", Some("\"old\"")),
            ("/new", None),
            ("/old", None),
            ("/new", Some("\"new\"")),
        ]
    );
}

#[tokio::test]
async fn rule_9_retry_after_is_kept_for_the_address() {
    for (status, value, seconds) in
        [(429, "120", 120), (503, "Mon, 23 Nov 2026 12:30:00 GMT", 1800), (429, "999999999", 86400)]
    {
        let server = FeedServer::start();
        server.answer("/feed", [Reply::status(status).header("Retry-After", value)]);
        let fetcher = Fetcher::new(&settings()).expect("usual settings");
        let asked = async || {
            failure(
                fetcher
                    .fetch(
                        &server.url("/feed"),
                        &Validators::default(),
                        &RequestManner::default(),
                        Lane::Usual,
                        now(),
                    )
                    .await
                    .0,
            )
        };
        let first = asked().await;
        assert_eq!((first.kind, first.retry_after), (FailureKind::Busy, Some(Duration::from_secs(seconds))));
        let second = asked().await;
        assert_eq!((second.kind, server.count("/feed")), (FailureKind::Spared, 1), "{}", second.message);
        assert!(second.retry_after.is_some_and(|left| left > Duration::from_secs(seconds - 60)));
    }
}

#[tokio::test]
async fn rule_9_a_429_that_is_fresh_for_an_hour_is_not_asked_before() {
    let server = FeedServer::start();
    server.answer(
        "/feed",
        [Reply::status(429).header("Retry-After", "60").header("Cache-Control", "max-age=3600")],
    );
    let failed = failure(ask(&server.url("/feed"), &Validators::default()).await);
    assert_eq!(failed.retry_after, Some(Duration::from_hours(1)));
}

#[tokio::test]
async fn rule_10_redirects_are_followed_and_told_by_their_kind() {
    for (status, moved) in [(301, true), (308, true), (302, false), (303, false), (307, false)] {
        let server = FeedServer::start();
        server.answer("/old", [Reply::redirect(status, "new")]);
        server.answer("/new", [Reply::feed(FEED)]);
        let (answer, _) = body(ask(&server.url("/old"), &Validators::default()).await);
        assert_eq!(answer.final_url, server.url("/new"));
        assert_eq!(answer.moved_to, moved.then(|| server.url("/new")), "{status}");
    }
}

#[tokio::test]
async fn rule_10_loops_and_long_chains_fail() {
    let server = FeedServer::start();
    server.answer("/a", [Reply::redirect(301, "/b")]);
    server.answer("/b", [Reply::redirect(302, "/a")]);
    for n in 0..9 {
        server.answer(&format!("/{n}"), [Reply::redirect(302, &format!("/{}", n + 1))]);
    }
    assert_eq!(failure(ask(&server.url("/a"), &Validators::default()).await).kind, FailureKind::TooLarge);
    assert_eq!(server.requests().len(), 2);
    assert_eq!(failure(ask(&server.url("/0"), &Validators::default()).await).kind, FailureKind::TooLarge);
    assert_eq!(server.requests().len(), 2 + 6);
}

#[tokio::test]
async fn rule_11_each_refusal_is_its_own_failure() {
    for (status, kind) in [
        (400, FailureKind::NotFound),
        (401, FailureKind::Denied),
        (403, FailureKind::Denied),
        (404, FailureKind::NotFound),
        (429, FailureKind::Busy),
        (500, FailureKind::Server),
        (503, FailureKind::Busy),
        (304, FailureKind::NotAFeed),
    ] {
        let server = FeedServer::start();
        server.answer("/feed", [Reply::status(status)]);
        assert_eq!(failure(ask(&server.url("/feed"), &Validators::default()).await).kind, kind, "{status}");
    }
    let server = FeedServer::start();
    server.answer("/feed", [Reply::status(410)]);
    assert_eq!(ask(&server.url("/feed"), &Validators::default()).await, Fetched::Gone);
}

#[tokio::test]
async fn rule_12_walls_logins_pages_and_empty_bodies_are_failures() {
    let wall = "<!DOCTYPE html><title>Just a moment...</title>";
    for (reply, kind) in [
        (Reply::feed(wall), FailureKind::Blocked),
        (Reply::status(403).body(wall), FailureKind::Blocked),
        (Reply::status(503).header("cf-mitigated", "challenge"), FailureKind::Blocked),
        (Reply::feed("<html><input type=\"password\">"), FailureKind::Blocked),
        (Reply::feed("<html><title>Welcome</title>"), FailureKind::NotAFeed),
        (Reply::feed(" \n"), FailureKind::NotAFeed),
        (Reply::status(204), FailureKind::NotAFeed),
    ] {
        let server = FeedServer::start();
        server.answer("/feed", [reply]);
        let failed = failure(ask(&server.url("/feed"), &Validators::default()).await);
        assert_eq!(failed.kind, kind, "{}", failed.message);
    }
}

#[tokio::test]
async fn rule_13_one_request_a_poll_that_says_who_asks() {
    let server = FeedServer::start();
    server.answer("/feed?a=1", [Reply::feed(FEED).header("Set-Cookie", "id=1")]);
    let settings = FetchSettings { contact: Some("https://desk.example/bot".to_owned()), ..settings() };
    let fetcher = Fetcher::new(&settings).expect("usual settings");
    for _ in 0..2 {
        let _ = fetcher
            .fetch(
                &server.url("/feed?a=1"),
                &Validators::default(),
                &RequestManner::default(),
                Lane::Usual,
                now(),
            )
            .await;
    }
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    for request in requests {
        let agent = concat!("wirewatch/", env!("CARGO_PKG_VERSION"), " (+https://desk.example/bot)");
        assert_eq!((request.path.as_str(), request.header("user-agent")), ("/feed?a=1", Some(agent)));
        assert_eq!((request.header("cookie"), request.header("referer")), (None, None));
        let encodings = request.header("accept-encoding").unwrap_or_default();
        assert!(["gzip", "br", "zstd", "deflate"].iter().all(|name| encodings.contains(name)), "{encodings}");
    }
}

#[tokio::test]
async fn rule_13_compressed_bodies_decode_to_the_same_bytes() {
    let words = "Words that were kept as they are.";
    let stored = |head: &[u8], tail: &[u8]| [head, words.as_bytes(), tail].concat();
    let length = u8::try_from(words.len()).expect("a short text");
    // One block that is stored, not compressed: RFC 7932, 9.2, and RFC 8878, 3.1.1.
    let brotli = stored(&[(length - 1) << 4, (length - 1) >> 4, 0x10], &[0x03]);
    let zstd = stored(&[0x28, 0xb5, 0x2f, 0xfd, 0x20, length, length << 3 | 1, length >> 5, 0], &[]);
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::best());
    zlib.write_all(words.as_bytes()).expect("memory takes bytes");
    let zlib = zlib.finish().expect("memory takes bytes");
    let server = FeedServer::start();
    for (encoding, bytes) in
        [("gzip", gzip(words.as_bytes())), ("deflate", zlib), ("br", brotli), ("zstd", zstd)]
    {
        server.answer("/feed", [Reply::feed(bytes).header("Content-Encoding", encoding)]);
        let (_, bytes) = body(ask(&server.url("/feed"), &Validators::default()).await);
        assert_eq!(String::from_utf8_lossy(&bytes), words, "{encoding}");
    }
    server.answer("/false", [Reply::feed(words).header("Content-Encoding", "gzip")]);
    let failed = failure(ask(&server.url("/false"), &Validators::default()).await);
    assert_eq!(failed.kind, FailureKind::NotAFeed, "{}", failed.message);
}

#[tokio::test]
async fn rule_13_cookies_live_as_long_as_the_redirects_of_one_request() {
    let server = FeedServer::start();
    let turn = Reply::redirect(302, "/feed").header("Set-Cookie", "seen=1; Path=/; HttpOnly");
    server.answer("/feed", [turn.clone(), Reply::feed(FEED), turn, Reply::feed(FEED)]);
    let fetcher = Fetcher::new(&settings()).expect("usual settings");
    for _ in 0..2 {
        body(
            fetcher
                .fetch(
                    &server.url("/feed"),
                    &Validators::default(),
                    &RequestManner::default(),
                    Lane::Usual,
                    now(),
                )
                .await
                .0,
        );
    }
    let sent: Vec<_> =
        server.requests().iter().map(|request| request.header("cookie").map(str::to_owned)).collect();
    assert_eq!(sent, [None, Some("seen=1".to_owned()), None, Some("seen=1".to_owned())]);
}

#[tokio::test]
async fn rule_10_a_page_that_only_leads_on_is_followed_once_on_its_host() {
    let server = FeedServer::start();
    let page = |to: &str| {
        let page = format!("<html><head><meta http-equiv=refresh content='0;url={to}'></head></html>");
        Reply::status(200).body(page)
    };
    server.answer("/feed", [Reply::feed(FEED)]);
    server.answer("/moved", [page("/feed")]);
    server.answer("/header", [Reply::status(200).header("Refresh", "0; url=/feed").body("<html></html>")]);
    server.answer("/twice", [page("/moved")]);
    server.answer("/away", [page("https://elsewhere.example/feed")]);
    for path in ["/moved", "/header"] {
        let (answer, bytes) = body(ask(&server.url(path), &Validators::default()).await);
        assert_eq!((answer.final_url, answer.moved_to), (server.url("/feed"), None), "{path}");
        assert_eq!(bytes, FEED.as_bytes());
    }
    for path in ["/twice", "/away"] {
        let failed = failure(ask(&server.url(path), &Validators::default()).await);
        assert_eq!(failed.kind, FailureKind::NotAFeed, "{path}: {}", failed.message);
    }
}

#[tokio::test]
async fn a_head_that_is_odd_in_one_line_is_read() {
    let mut many = Reply::feed(FEED);
    for number in 0..300 {
        many = many.header("Set-Cookie", &format!("c{number}=1"));
    }
    for reply in [
        Reply::feed(FEED).header("X Powered By", "PHP"),
        Reply::feed(FEED).header("Server ", "Apache"),
        Reply::feed(FEED).header("X-Policy", "a;\r\n\tb"),
        Reply::feed(FEED).header("<b>Warning</b>", "in line 7"),
        many,
        Reply::status(202).body(FEED),
    ] {
        let server = FeedServer::start();
        server.answer("/feed", [reply]);
        let (_, bytes) = body(ask(&server.url("/feed"), &Validators::default()).await);
        assert_eq!(bytes, FEED.as_bytes());
    }
}

#[tokio::test]
async fn a_whole_document_without_a_proper_end_is_read_and_its_validators_are_not_kept() {
    let server = FeedServer::start();
    let reply = |body: Vec<u8>| Reply::feed(body).header("ETag", "\"1\"").header("Content-Length", "999");
    server.answer("/long", [reply(FEED.into())]);
    server.answer("/zipped", [reply(gzip(FEED.as_bytes())).header("Content-Encoding", "gzip")]);
    for path in ["/long", "/zipped"] {
        let (answer, bytes) = body(ask(&server.url(path), &Validators::default()).await);
        assert_eq!(bytes, FEED.as_bytes(), "{path}");
        assert_eq!(answer.validators.etag, None, "{path}");
    }
    server.answer("/cut", [reply(FEED[..40].into())]);
    let failed = failure(ask(&server.url("/cut"), &Validators::default()).await);
    assert_eq!(failed.kind, FailureKind::Network, "{}", failed.message);
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("memory takes bytes");
    encoder.finish().expect("memory takes bytes")
}

#[tokio::test]
async fn rule_17_only_a_conditional_request_offers_to_take_a_part() {
    let server = FeedServer::start();
    server.answer(
        "/feed",
        [
            Reply::feed(FEED).header("ETag", "\"1\""),
            Reply::status(226).header("ETag", "\"2\"").header("IM", "feed").body("<rss><channel/></rss>"),
        ],
    );
    let url = server.url("/feed");
    let (first, _) = body(ask(&url, &Validators::default()).await);
    let (second, _) = body(ask(&url, &first.validators).await);
    assert!(!first.partial && second.partial);
    let offered: Vec<bool> = server.requests().iter().map(|r| r.header("a-im") == Some("feed")).collect();
    assert_eq!(offered, [false, true]);
}

#[tokio::test]
async fn a_private_address_is_refused_by_literal_name_and_redirect() {
    let server = FeedServer::start();
    server.answer("/feed", [Reply::feed(FEED)]);
    let port = server.url("").rsplit(':').next().expect("a port").to_owned();
    let guarded = FetchSettings::default();
    for host in ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0x7f.1", "2130706433"] {
        let url = format!("http://{host}:{port}/feed");
        let failed = failure(ask_with(&guarded, &url, &Validators::default()).await);
        assert_eq!(failed.kind, FailureKind::Refused, "{host}: {}", failed.message);
    }
    assert_eq!(server.requests().len(), 0);
}

#[tokio::test]
async fn bodies_over_the_limit_stop_at_the_limit() {
    let bomb = gzip(&vec![b' '; 32 << 20]);
    let server = FeedServer::start();
    server.answer("/bomb", [Reply::feed(bomb).header("Content-Encoding", "gzip")]);
    server.answer("/large", [Reply::feed(vec![b' '; 3 << 20])]);
    server.answer("/endless", [Reply::feed(vec![b' '; 1 << 16]).said(ReplyManner::Endless)]);
    server.answer("/head", [Reply::feed(FEED).header("X-Long", &"x".repeat(2 << 20))]);
    let settings = FetchSettings { max_body: 2 << 20, ..settings() };
    for path in ["/bomb", "/large", "/endless", "/head"] {
        let failed = failure(ask_with(&settings, &server.url(path), &Validators::default()).await);
        assert_eq!(failed.kind, FailureKind::TooLarge, "{path}: {}", failed.message);
    }
    let failed = failure(ask_with(&settings, &server.url("/large"), &Validators::default()).await);
    assert!(failed.message.contains("2048 KiB, the limit `max_body` in [fetch]"), "{}", failed.message);
}

#[tokio::test]
async fn silence_drips_and_broken_bodies_end_within_the_total_limit() {
    let server = FeedServer::start();
    server.answer("/silent", [Reply::feed(FEED).said(ReplyManner::Silent)]);
    server.answer("/drip", [Reply::feed(FEED).said(ReplyManner::Drip(Duration::from_millis(50)))]);
    server.answer("/half", [Reply::feed(FEED).said(ReplyManner::HalfWay)]);
    let settings = FetchSettings { timeout: Duration::from_millis(300), ..settings() };
    for path in ["/silent", "/drip", "/half"] {
        let started = Instant::now();
        let failed = failure(ask_with(&settings, &server.url(path), &Validators::default()).await);
        assert_eq!(failed.kind, FailureKind::Network, "{path}: {}", failed.message);
        assert!(started.elapsed() < Duration::from_secs(2), "{path}");
    }
    let refused = failure(ask(&server.url("/feed").replace("http:", "https:"), &Validators::default()).await);
    assert_eq!(refused.kind, FailureKind::Network, "{}", refused.message);
}

#[tokio::test]
async fn a_host_is_asked_by_so_many_at_a_time_and_no_more() {
    let server = FeedServer::start();
    let paths: Vec<String> = (0..12).map(|n| format!("/{n}")).collect();
    for path in &paths {
        server.answer(path, [Reply::feed(FEED).said(ReplyManner::Late(Duration::from_millis(20)))]);
    }
    let fetcher = std::sync::Arc::new(Fetcher::new(&settings()).expect("usual settings"));
    let mut tasks = tokio::task::JoinSet::new();
    for path in &paths {
        let (fetcher, url) = (std::sync::Arc::clone(&fetcher), server.url(path));
        tasks.spawn(async move {
            fetcher.fetch(&url, &Validators::default(), &RequestManner::default(), Lane::Usual, now()).await.0
        });
    }
    for fetched in tasks.join_all().await {
        body(fetched);
    }
    assert_eq!((server.requests().len(), server.most_at_once()), (12, 2));
}

#[tokio::test]
async fn silent_hosts_give_their_slots_away() {
    let silent: Vec<FeedServer> = (0..2).map(|_| FeedServer::start()).collect();
    let settings = FetchSettings { concurrency: 1, timeout: Duration::from_secs(20), ..settings() };
    let fetcher = std::sync::Arc::new(Fetcher::new(&settings).expect("usual settings"));
    let mut waiting = tokio::task::JoinSet::new();
    for server in &silent {
        server.answer("/feed", [Reply::feed(FEED).said(ReplyManner::Silent)]);
        let (fetcher, url) = (std::sync::Arc::clone(&fetcher), server.url("/feed"));
        waiting.spawn(async move {
            fetcher.fetch(&url, &Validators::default(), &RequestManner::default(), Lane::Usual, now()).await.0
        });
    }
    let server = FeedServer::start();
    server.answer("/feed", [Reply::feed(FEED)]);
    let started = Instant::now();
    body(
        fetcher
            .fetch(
                &server.url("/feed"),
                &Validators::default(),
                &RequestManner::default(),
                Lane::Usual,
                now(),
            )
            .await
            .0,
    );
    assert!(started.elapsed() < Duration::from_secs(10), "one slot, two dead hosts: {:?}", started.elapsed());
}

#[tokio::test]
async fn feeds_that_failed_last_time_and_those_that_work_take_no_place_from_each_other() {
    let server = FeedServer::start();
    server.answer("/feed", [Reply::feed(FEED)]);
    let fetcher = Fetcher::new(&FetchSettings { concurrency: 1, ..settings() }).expect("usual settings");
    let url = server.url("/feed");
    let ask = async |lane| {
        fetcher.fetch(&url, &Validators::default(), &RequestManner::default(), lane, now()).await
    };
    // The only slot is kept, as by a poll that is being stored: a second request in its lane would wait for ever.
    let (first, slot) = ask(Lane::Usual).await;
    let (second, place) = ask(Lane::Failing).await;
    drop(slot);
    let (third, _) = ask(Lane::Usual).await;
    drop(place);
    for fetched in [first, second, third] {
        body(fetched);
    }
}

#[tokio::test]
async fn a_host_with_one_feed_that_answered_here_before_is_asked_to_close() {
    let server = FeedServer::start();
    server.answer("/feed", [Reply::feed(FEED).header("ETag", "\"1\"")]);
    let fetcher = Fetcher::new(&settings()).expect("usual settings");
    let url = server.url("/feed");
    let (answer, _) = body(
        fetcher.fetch(&url, &Validators::default(), &RequestManner::default(), Lane::Usual, now()).await.0,
    );
    let _ = fetcher.fetch(&url, &answer.validators, &RequestManner::default(), Lane::Usual, now()).await;
    let asked: Vec<Option<String>> =
        server.requests().iter().map(|request| request.header("connection").map(str::to_owned)).collect();
    assert_eq!(asked, [None, Some("close".to_owned())]);
}

#[tokio::test]
async fn a_feeds_own_name_and_headers_reach_its_host_and_nobody_else() {
    let (home, other) = (FeedServer::start(), FeedServer::start());
    home.answer("/feed", [Reply::redirect(302, "/here")]);
    home.answer("/here", [Reply::redirect(302, &other.url("/feed").replace("127.0.0.1", "localhost"))]);
    other.answer("/feed", [Reply::feed(FEED)]);
    let manner = RequestManner {
        home: home.url("/feed"),
        user_agent: Some("Mozilla/5.0 (example)".to_owned()),
        headers: vec![("X-Key".to_owned(), "hunter2".to_owned())],
        ..RequestManner::default()
    };
    let fetcher = Fetcher::new(&settings()).expect("usual settings");
    let asked = fetcher.fetch(&home.url("/feed"), &Validators::default(), &manner, Lane::Usual, now()).await;
    body(asked.0);
    for request in home.requests() {
        assert_eq!(request.header("x-key"), Some("hunter2"));
        assert_eq!(request.header("user-agent"), Some("Mozilla/5.0 (example)"));
    }
    let requests = other.requests();
    assert_eq!((home.requests().len(), requests.len()), (2, 1));
    assert_eq!(requests[0].header("x-key"), None);
    assert!(requests[0].header("user-agent").is_some_and(|name| name.starts_with("wirewatch/")));
}
