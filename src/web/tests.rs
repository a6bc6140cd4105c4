//! Real requests on loopback, written by hand so that every header and the shutdown are seen.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::{LoopHealth, Meters, OwnChanges, WebError, Welcome, bind, serve, serve_metrics};
use crate::deliver::secret::InstallationSecret;
use crate::deliver::send::Delivery;
use crate::installation::Installation;
use crate::load::test_files::TestFiles;
use crate::pages::PageSummary;
use crate::poll::PollResult;
use crate::store::delivery::{DeliveryWay, NewDelivery};
use crate::store::digests::{DigestCause, DigestContent, NewDigest};
use crate::store::polled::Tally;
use crate::store::readers::{Listing, SuppressionCause};
use crate::store::subscribers::{subscriber, sync_subscribers};
use crate::store::{Store, digests};

const ANALYST: &str = "analyst@w.example";

const TOKEN: &str = "Zm9ydHktdHdvLXVuZ3Vlc3NhYmxl";

struct Served {
    address: SocketAddr,
    /// The token of the analyst's way out.
    way_out: String,
    store: Arc<Store>,
    health: LoopHealth,
    stop: CancellationToken,
    task: tokio::task::JoinHandle<()>,
    _files: TestFiles,
}

async fn served(welcome: Welcome, interval: Duration) -> Served {
    let files = TestFiles::good();
    let installation = Installation::open(files.load().unwrap(), Arc::new(|| Timestamp::UNIX_EPOCH)).unwrap();
    let store = Arc::clone(&installation.store);
    let digest = NewDigest {
        cause: DigestCause::Notice,
        window: (Timestamp::UNIX_EPOCH, Timestamp::UNIX_EPOCH),
        subject: "3 stories: <CSTO> & Azerbaijan".into(),
        stories: 3,
        content: DigestContent::Page("<p>the digest</p>".into()),
        entries: Vec::new(),
    };
    let delivery = NewDelivery {
        subscriber: None,
        way: DeliveryWay::Mail,
        key: "k".into(),
        token: Some(TOKEN.into()),
        message_id: "<m@w.example>".into(),
        sender: "w@w.example".into(),
        address: ANALYST.into(),
        reader: None,
        payload: Some(Vec::new()),
    };
    let readers = [ANALYST, "desk@w.example"].map(|email| Listing {
        email: email.into(),
        watchlists: Vec::new(),
        further: Vec::new(),
    });
    let secret = InstallationSecret::of(&store).unwrap();
    let way_out = secret.way_out(ANALYST);
    let write = move |connection: &_| {
        let id = digests::write_digest(connection, &digest, Timestamp::UNIX_EPOCH)?;
        digests::write_delivery(connection, id, &delivery, None, Timestamp::UNIX_EPOCH)?;
        sync_subscribers(connection, &readers, Timestamp::UNIX_EPOCH)?;
        secret.remember_ways_out(connection, &[ANALYST.to_owned()])
    };
    store.write(write).await.unwrap();
    let listener = bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
    let address = listener.local_addr().unwrap();
    let stop = CancellationToken::new();
    let health = LoopHealth::new(interval);
    let running = watch::channel(installation).1;
    let task =
        tokio::spawn(serve(listener, running, health.clone(), welcome, OwnChanges::default(), stop.clone()));
    Served { address, way_out, store, health, stop, task, _files: files }
}

async fn ask(address: SocketAddr, request_line: &str) -> String {
    ask_with(address, request_line, "").await
}

async fn ask_with(address: SocketAddr, request_line: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let length = body.len();
    let request = format!(
        "{request_line} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

fn without_date(answer: &str) -> String {
    answer.lines().filter(|line| !line.starts_with("date:")).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn a_digest_is_served_under_its_link_and_to_nobody_else() {
    let served = served(Welcome::SignIn, Duration::from_mins(1)).await;
    let page = ask(served.address, &format!("GET /d/{TOKEN}")).await;
    assert!(page.starts_with("HTTP/1.1 200 OK") && page.ends_with("<p>the digest</p>"), "{page}");
    for header in ["content-security-policy: default-src 'none'", "referrer-policy: same-origin", "no-store"]
    {
        assert!(page.contains(header), "{header} is missing in {page}");
    }
    let closed = without_date(&ask(served.address, "GET /x").await);
    assert!(closed.starts_with("HTTP/1.1 404"), "{closed}");
    let wrong = [
        "GET /d/",
        "GET /d",
        "GET /d/x",
        "GET /d/%00",
        "GET /d/%ff",
        "GET /leave/%ff",
        "GET /d/..%2f",
        "GET /x",
    ];
    for request in wrong {
        assert_eq!(without_date(&ask(served.address, request).await), closed, "{request}");
    }
}

#[tokio::test]
async fn one_click_leaves_and_looking_does_not() {
    let served = served(Welcome::SignIn, Duration::from_mins(1)).await;
    let suppressed = |email: &'static str| {
        served.store.read(|connection| subscriber(connection, email)).unwrap().unwrap().suppressed
    };
    let way_out = format!("/leave/{}", served.way_out);
    let looked = ask(served.address, &format!("GET {way_out}")).await;
    assert!(looked.starts_with("HTTP/1.1 200") && looked.contains("<form method=\"post\">"), "{looked}");
    assert!(looked.contains("form-action 'self'") && !looked.contains(ANALYST), "{looked}");
    assert_eq!(suppressed(ANALYST), None);
    for _ in 0..2 {
        let left = ask(served.address, &format!("POST {way_out}")).await;
        assert!(left.starts_with("HTTP/1.1 200") && left.contains("You have left"), "{left}");
        assert_eq!(suppressed(ANALYST), Some(SuppressionCause::Left));
    }
    assert_eq!(suppressed("desk@w.example"), None);
    let back = ask_with(served.address, &format!("POST {way_out}"), "act=return").await;
    assert!(back.contains("Pause or leave?"), "{back}");
    assert_eq!(suppressed(ANALYST), None);
    let paused = ask_with(served.address, &format!("POST {way_out}"), "act=pause-7").await;
    assert!(paused.contains("<h1>Paused</h1>") && paused.contains("Get mail again"), "{paused}");
    let known = served.store.read(|connection| subscriber(connection, ANALYST)).unwrap().unwrap();
    assert!(known.paused_until.is_some() && known.suppressed.is_none());
    let looked = ask(served.address, &format!("GET {way_out}")).await;
    assert!(looked.contains("<h1>Paused</h1>"), "the page says what holds: {looked}");
    let one_click = ask_with(served.address, &format!("POST {way_out}"), "List-Unsubscribe=One-Click").await;
    assert!(one_click.contains("You have left"), "{one_click}");
    let altered = way_out.replace(char::is_numeric, "a");
    for request in [format!("POST {altered}"), format!("GET {altered}"), "POST /leave/x".to_owned()] {
        assert!(ask(served.address, &request).await.starts_with("HTTP/1.1 404"), "{request}");
    }
}

#[tokio::test]
async fn healthz_follows_the_loop() {
    let served_well = served(Welcome::SignIn, Duration::from_mins(1)).await;
    let answer = ask(served_well.address, "GET /healthz").await;
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("\r\nwell\n"), "{answer}");
    served_well.health.files_refused(2);
    let answer = ask(served_well.address, "GET /healthz").await;
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("files on disk are refused"), "{answer}");
    served_well.health.found(vec!["the disk of the database is full".to_owned()]);
    let answer = ask(served_well.address, "GET /healthz").await;
    assert!(answer.starts_with("HTTP/1.1 503") && answer.ends_with("database is full\n"), "{answer}");
    let served_ill = served(Welcome::SignIn, Duration::ZERO).await;
    assert!(ask(served_ill.address, "GET /healthz").await.starts_with("HTTP/1.1 503"));
}

#[tokio::test]
async fn who_connects_and_says_nothing_stops_no_page() {
    let served = served(Welcome::SignIn, Duration::from_mins(1)).await;
    let mut first = TcpStream::connect(served.address).await.unwrap();
    let mut idle = VecDeque::new();
    for number in 0..2_000 {
        let mut stream = TcpStream::connect(served.address).await.unwrap();
        if number % 2 == 0 {
            stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: ").await.unwrap();
        }
        idle.push_back(stream);
        // The service ended those long ago; a test may have no more descriptors than this.
        if idle.len() > 500 {
            idle.pop_front();
        }
        if number % 100 == 99 {
            assert!(ask(served.address, "GET /healthz").await.starts_with("HTTP/1.1 200"), "{number}");
        }
    }
    let mut rest = Vec::new();
    // The first of them had to make room.
    let ended = first.read_to_end(&mut rest).await;
    assert!(ended.is_err() || rest.is_empty(), "{}", String::from_utf8_lossy(&rest));
}

#[tokio::test]
async fn it_stops_when_told_and_a_port_in_use_is_said_in_words() {
    let served = served(Welcome::SignIn, Duration::from_mins(1)).await;
    let error = bind(served.address).await.unwrap_err();
    assert!(matches!(error, WebError::PortInUse(_)), "{error}");
    assert!(error.to_string().contains(&served.address.to_string()), "{error}");
    served.stop.cancel();
    served.task.await.unwrap();
    assert!(TcpStream::connect(served.address).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_have_a_listener_of_their_own_and_name_nobody() {
    let files = TestFiles::good();
    let installation = Installation::open(files.load().unwrap(), crate::clock::wall()).unwrap();
    let meters = Meters::new(&installation.store);
    let tally = Tally { new: 2, edited: 1, withdrawn: 1, matches: 1 };
    meters.polled(&PollResult::Read(tally), Duration::from_millis(70));
    meters.polled(&PollResult::Failed("no".to_owned()), Duration::from_secs(2));
    meters.pages_seen(&PageSummary { pages: 3, failed: 1, edited: 1, withdrawn: 1, matches: 0 });
    meters.delivered(DeliveryWay::Mail, &Delivery { sent: 4, deferred: 1, refused: 0, doubtful: 0 });
    let listener = bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
    let (address, stop) = (listener.local_addr().unwrap(), CancellationToken::new());
    let health = LoopHealth::new(Duration::from_secs(1));
    let running = watch::channel(installation).1;
    let task = tokio::spawn(serve_metrics(listener, meters, running, health, stop.clone()));
    assert!(ask(address, "GET /").await.starts_with("HTTP/1.1 404"));
    let answer = ask(address, "GET /metrics").await;
    stop.cancel();
    task.await.unwrap();
    let (head, text) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200") && head.contains("text/plain; version=0.0.4"), "{head}");
    for line in [
        "wirewatch_polls_total{result=\"read\"} 1",
        "wirewatch_polls_total{result=\"unchanged\"} 0",
        "wirewatch_poll_seconds_bucket{le=\"0.1\"} 1",
        "wirewatch_poll_seconds_count 2",
        "wirewatch_pages_total{kind=\"answered\"} 3",
        "wirewatch_entries_total{kind=\"edited\"} 2",
        "wirewatch_entries_total{kind=\"withdrawn\"} 2",
        "wirewatch_deliveries_total{channel=\"mail\",result=\"sent\"} 4",
        "wirewatch_outbox_oldest_seconds 0",
        "wirewatch_feeds{state=\"unknown\"} 1",
        "wirewatch_loop_last_seconds ",
        "wirewatch_commit_seconds_count ",
        "wirewatch_database_bytes ",
        "wirewatch_build_info{version=",
    ] {
        assert!(text.lines().any(|found| found.starts_with(line)), "{line} is missing in:\n{text}");
    }
    assert!(!text.contains("example"), "it names a host:\n{text}");
    is_clean(text);
}

/// What `promtool` says, where Debian's package of Prometheus is installed.
fn is_clean(text: &str) {
    let mut command = std::process::Command::new("promtool");
    command.args(["check", "metrics"]).stdin(std::process::Stdio::piped());
    let Ok(mut promtool) =
        command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn()
    else {
        return;
    };
    std::io::Write::write_all(&mut promtool.stdin.take().unwrap(), text.as_bytes()).unwrap();
    let said = promtool.wait_with_output().unwrap();
    assert!(said.status.success() && said.stderr.is_empty(), "{said:?}\n{text}");
}
