//! `feeds doctor`: all that can be the matter with a source, on loopback.

use std::fmt::Write as _;
use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::{fs, thread};

use jiff::{Timestamp, ToSpan};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::Value;
use testkit::{FeedServer, InstalledProgram, Reply};

const YEARS_AGO: &str = "2023-04-02T08:00:00Z";

/// A feed with an entry of each of these days.
fn feed(days: &[Timestamp]) -> Reply {
    let item = |day: &Timestamp| format!("<item><title>A</title><pubDate>{day}</pubDate></item>");
    let items: String = days.iter().map(item).collect();
    Reply::feed(format!("<rss><channel><title>T</title>{items}</channel></rss>"))
}

/// The program under test reads the wall clock, by which it judges what is old.
#[expect(clippy::disallowed_methods, reason = "the program under test reads the wall clock")]
fn an_hour_ago() -> Timestamp {
    Timestamp::now().round(jiff::Unit::Second).expect("the calendar goes on") - 1.hour()
}

/// A server whose certificate has expired: its address, and the authority that it comes from.
fn expired() -> (u16, String) {
    let mut authority = CertificateParams::new(Vec::new()).expect("no names are good names");
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().expect("randomness"));
    let authority = authority.expect("a good authority");
    let key = KeyPair::generate().expect("randomness");
    let mut leaf = CertificateParams::new(vec!["localhost".to_owned()]).expect("a good name");
    (leaf.not_before, leaf.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(2021, 1, 1));
    let leaf = leaf.signed_by(&key, &authority).expect("a good certificate");
    let key = PrivateKeyDer::try_from(key.serialize_der()).expect("our own key");
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("the provider's own versions")
        .with_no_client_auth()
        .with_single_cert(vec![leaf.der().clone()], key);
    let config = Arc::new(config.expect("a key that fits"));
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("loopback has a free port");
    let port = listener.local_addr().expect("a bound socket has an address").port();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let Ok(connection) = ServerConnection::new(Arc::clone(&config)) else { return };
            // It is refused in the handshake.
            let _ = StreamOwned::new(connection, stream).write_all(b"HTTP/1.1 200 OK\r\n\r\n");
        }
    });
    (port, authority.pem())
}

/// A server with a source of each state, and an installation that lists them, one of them at a port of its own.
fn desk(expired: u16, authority: &str) -> (FeedServer, InstalledProgram) {
    let server = FeedServer::start();
    let nobody = SocketAddr::from((Ipv4Addr::LOCALHOST, 2525));
    let installation =
        InstalledProgram::new(env!("CARGO_BIN_EXE_wirewatch"), &server.url("/well.xml"), nobody);
    installation.write("ca.pem", authority);
    let settings = fs::read_to_string(installation.path("wirewatch.toml")).expect("it is there");
    installation.write("wirewatch.toml", &settings.replace("[fetch]", "[fetch]\nca_file = \"ca.pem\""));
    let item = |n: usize| {
        format!("<div class=card><a href=/news/{n}>The delegation {n} held talks in Almaty</a></div>")
    };
    let list: String = (1..6).map(item).collect();
    let html = |body: &str| Reply::status(200).body(format!("<html><title>Office</title>{body}"));
    server.answer("/well.xml", [feed(&[an_hour_ago()])]);
    server.answer("/old.xml", [Reply::redirect(301, &server.url("/new.xml"))]);
    server.answer("/new.xml", [feed(&[an_hour_ago()])]);
    server.answer("/empty.xml", [feed(&[])]);
    server.answer("/dead.xml", [feed(&[YEARS_AGO.parse().expect("a time")])]);
    server.answer("/wall.xml", [Reply::status(403).header("cf-mitigated", "challenge")]);
    server.answer("/", [html("<link rel=alternate type=application/rss+xml href=/new.xml>")]);
    server.answer("/list", [html(&list)]);
    server.answer("/private/list", [html(&list)]);
    server.answer("/robots.txt", [Reply::status(200).body("User-agent: *\nDisallow: /private/\n")]);
    let mut feeds = format!("[[feed]]\nurl = \"https://localhost:{expired}/rss\"\n");
    for (path, keys) in [
        ("/well.xml", ""),
        ("/old.xml", ""),
        ("/wall.xml", ""),
        ("/lost.xml", ""),
        ("/empty.xml", ""),
        ("/dead.xml", ""),
        ("/list", "kind = \"list\"\nitem = \"div.gone\""),
        ("/private/list", "kind = \"list\"\nitem = \"div.card\""),
    ] {
        let _ = write!(feeds, "[[feed]]\nurl = \"{}\"\n{keys}\n", server.url(path));
    }
    installation.write("feeds.toml", &feeds);
    (server, installation)
}

#[test]
fn the_doctor_tells_who_answers_who_moved_and_who_is_a_wall_with_lines_to_paste() {
    let (port, authority) = expired();
    let (server, installation) = desk(port, &authority);
    let ran = installation.run(&["--json", "feeds", "doctor"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let told: Vec<Value> =
        ran.stdout.lines().map(|line| serde_json::from_str(line).expect("an object a line")).collect();
    let new = format!("url = \"{}\"", server.url("/new.xml"));
    let list = format!("url = \"{}\"; kind = \"list\"; item = \"div.card\"", server.url("/list"));
    for (url, state, words, paste) in [
        (server.url("/well.xml"), "well", "1 entry, the newest of 20", ""),
        (server.url("/empty.xml"), "empty", "it answers, and lists nothing", ""),
        (server.url("/dead.xml"), "old", "it answers, but of its 1 entry the newest is of 2023-04", ""),
        (server.url("/old.xml"), "moved", "1 entry", &*new),
        (server.url("/lost.xml"), "fails", "404", &*new),
        (server.url("/wall.xml"), "wall", "bot wall", "user_agent = \"Mozilla/5.0 ("),
        (format!("https://localhost:{port}/rss"), "fails", "its certificate has expired", ""),
        (server.url("/list"), "fails", "`div.gone` (`item`) finds nothing", &*list),
        (server.url("/private/list"), "robots", "robots.txt", "robots = \"ignore\""),
    ] {
        let found = told.iter().find(|one| one["url"].as_str() == Some(&*url));
        let found = found.unwrap_or_else(|| panic!("{url}: {ran:?}"));
        let lines = found["paste"].as_array().expect("lines").iter().filter_map(Value::as_str);
        let lines = lines.collect::<Vec<_>>().join("; ");
        assert_eq!(found["state"], state, "{found}");
        assert!(found["words"].as_str().is_some_and(|said| said.contains(words)), "{found}");
        assert!(lines.starts_with(paste) && (lines.is_empty() == paste.is_empty()), "{found}");
    }
    assert_eq!((server.count("/private/list"), server.count("/robots.txt") <= 2), (0, true));
    let shown = installation.run(&["feeds", "doctor"]).stdout;
    assert!(
        shown.ends_with(
            "9 feeds: 1 answer, 1 moved, 1 are walls, 1 want no robots, 1 are empty, 1 bring nothing new, 3 fail\n"
        ),
        "{shown}"
    );
}
