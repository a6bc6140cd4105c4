//! Requests of every kind, compared with the files in `snapshots/`, and what becomes of them on real sockets.
//!
//! `WIREWATCH_REWRITE_SNAPSHOTS=1 cargo test post` writes them anew; read the difference as a reader would.

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use tempfile::TempDir;
use testkit::{HookReply, HookServer};
use url::Url;

use super::chat::ChatKind;
use super::chat_message::written;
use super::request::{PostRequest, Posted, request};
use super::{PostOutcome, Poster};
use crate::digest::payload::Payload;
use crate::digest::told_story::StoryKind;
use crate::reach::Guard;
use crate::settings::FetchSettings;
use crate::subscriber::{Destination, HookAddress};

/// What a digest of a Monday says to programs.
const MONDAY: &str = include_str!("../digest/snapshots/monday.json");

const ID: &str = "msg_0123456789abcdef0123456789abcdef";

fn now() -> Timestamp {
    "2024-06-24T03:00:00Z".parse().expect("a time")
}

fn monday() -> Payload {
    serde_json::from_str(MONDAY).expect("the snapshot is a payload")
}

fn written_at(url: &str) -> HookAddress {
    HookAddress::Written(Url::parse(url).expect("an address"))
}

/// A file of a test with a secret in it.
fn file(folder: &TempDir, text: &str) -> PathBuf {
    let path = folder.path().join("secret");
    std::fs::write(&path, text).expect("the folder is ours");
    path
}

/// One receiver of each kind that is asked over HTTP.
fn every_kind(token: &Path, secret: &Path) -> Vec<Destination> {
    let url = |text: &str| Url::parse(text).expect("an address");
    let token_file = Some(token.to_owned());
    vec![
        Destination::Webhook {
            address: written_at("https://hooks.example.org/w"),
            secret_file: Some(secret.to_owned()),
        },
        Destination::Ntfy { topic: url("https://ntfy.example.org/desk"), token_file: token_file.clone() },
        Destination::Slack(written_at("https://hooks.slack.example/services/T0/B0/x")),
        Destination::Mattermost(written_at("https://chat.example.org/hooks/x")),
        Destination::Discord(written_at("https://discord.example/api/webhooks/1/x")),
        Destination::Telegram {
            chat: "-1001234567890".to_owned(),
            server: url("https://api.telegram.org"),
            token_file: token_file.clone(),
        },
        Destination::Matrix {
            room: "!room:example.org".to_owned(),
            server: url("https://matrix.example.org"),
            token_file,
        },
        Destination::Apprise(written_at("http://apprise.example.org:8000/notify/desk")),
    ]
}

fn made(to: &Destination, payload: &Payload) -> PostRequest {
    let bytes = serde_json::to_vec(payload).expect("plain data");
    let posted = Posted { id: ID, bytes: &bytes, payload, now: now() };
    request(to, &posted).expect("it can be made").expect("it is no program")
}

#[test]
fn every_kind_is_written_as_before() {
    let (tokens, secrets) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let token = file(&tokens, "123:TOKEN\n");
    let secret = file(&secrets, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");
    for to in every_kind(&token, &secret) {
        let PostRequest { method, url, headers, body } = made(&to, &monday());
        let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
        let body: serde_json::Value = serde_json::from_slice(&body).expect("every body is JSON");
        let told = format!("{method:?} {url}\n{headers}\n{body:#}\n");
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("src/post/snapshots")
            .join(format!("{}.txt", to.kind()));
        if std::env::var_os("WIREWATCH_REWRITE_SNAPSHOTS").is_some() {
            std::fs::write(&path, &told).expect("the folder of snapshots is writable");
        }
        let kept = std::fs::read_to_string(&path).expect("the snapshot exists");
        assert!(kept == told, "{} differs; rewrite it and read the difference", path.display());
    }
}

#[test]
fn a_chat_takes_what_it_takes_and_the_rest_is_counted() {
    let mut payload = monday();
    let stories = payload.stories.clone();
    while payload.stories.len() < 60 {
        payload.stories.extend(stories.clone());
    }
    let all = payload.stories.len();
    for kind in [ChatKind::NTFY, ChatKind::SLACK, ChatKind::DISCORD, ChatKind::TELEGRAM, ChatKind::MATRIX] {
        let text = written(&kind, &payload).whole();
        assert!(kind.length(&text) <= kind.most, "{kind:?}: {}", kind.length(&text));
        let shown = text.matches("/news/").count();
        assert!(shown > 0 && shown < all, "{kind:?}: {shown}");
        let more = text.rsplit("And ").next().and_then(|rest| rest.split(' ').next());
        assert!(
            more.and_then(|more| more.parse::<usize>().ok()).is_some_and(|more| more < all),
            "{kind:?}: {text}"
        );
    }
}

#[test]
fn foreign_words_call_nobody_and_are_no_markup() {
    let mut payload = monday();
    payload.stories.truncate(1);
    payload.stories[0].title =
        "@here <!channel> <b>*bold*</b> [x](https://evil.example) _u_ & `c`".to_owned();
    payload.stories[0].kind = StoryKind::New;
    payload.stories[0].excerpts.clear();
    let said = |kind: ChatKind| written(&kind, &payload).text.lines().next().unwrap_or_default().to_owned();
    let markdown = said(ChatKind::MATTERMOST);
    assert!(markdown.starts_with("[@\u{200b}here \\<!channel\\> \\<b\\>\\*bold\\*"), "{markdown}");
    assert!(markdown.contains("\\[x\\](https://evil.example) \\_u\\_"), "{markdown}");
    let slack = said(ChatKind::SLACK);
    assert!(slack.contains("&lt;!channel&gt; &lt;b&gt;") && !slack.contains("<!"), "{slack}");
    let html = said(ChatKind::TELEGRAM);
    assert!(html.contains("&lt;!channel&gt; &lt;b&gt;*bold*") && !html.contains("<!"), "{html}");
}

/// Posts a Monday to a path of a receiver, with a limit of a moment.
async fn posted(hook: &HookServer, guard: Guard, limit: Duration) -> PostOutcome {
    let poster = Poster::within(limit, &FetchSettings::default(), guard).expect("there is a client");
    let to = Destination::Webhook { address: written_at(&hook.url("/SECRETPATH")), secret_file: None };
    poster.post(&to, ID, MONDAY.as_bytes(), now()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_means_what_standard_webhooks_says() {
    let hook = HookServer::start();
    let long = Duration::from_mins(1);
    let told = |status, value: &str, body| HookReply::Told(status, "Retry-After", value.to_owned(), body);
    let elsewhere = hook.url("/elsewhere");
    for (reply, expected) in [
        (HookReply::Status(200), "taken"),
        (HookReply::Status(204), "taken"),
        (HookReply::Told(302, "Location", elsewhere, ""), "deferred, redirects are not followed"),
        (HookReply::Status(400), "deferred"),
        (HookReply::Status(404), "deferred"),
        (HookReply::Status(410), "gone"),
        (told(429, "120", "slow down"), "deferred for 120 s, slow down"),
        (told(503, "Mon, 24 Jun 2024 03:30:00 GMT", ""), "deferred for 1800 s"),
        (HookReply::Status(500), "deferred"),
        (HookReply::CutAfterBody, "in doubt"),
        (HookReply::Told(404, "X", "x".to_owned(), "Cannot POST /SECRETPATH"), "deferred, Cannot POST …"),
    ] {
        hook.answer([reply.clone()]);
        let outcome = posted(&hook, Guard::PrivateToo, long).await;
        let (kind, words) = match &outcome {
            PostOutcome::Taken { reply } => ("taken".to_owned(), reply),
            PostOutcome::Gone { reply } => ("gone".to_owned(), reply),
            PostOutcome::InDoubt { reply } => ("in doubt".to_owned(), reply),
            PostOutcome::Deferred { reply, retry_after: None } => ("deferred".to_owned(), reply),
            PostOutcome::Deferred { reply, retry_after: Some(span) } => {
                (format!("deferred for {} s", span.as_secs()), reply)
            }
        };
        let (expected_kind, said) = expected.split_once(", ").unwrap_or((expected, ""));
        assert_eq!(kind, expected_kind, "{reply:?}: {outcome:?}");
        assert!(words.contains(said) && !words.contains("SECRETPATH"), "{reply:?}: {words}");
    }
    let posts = hook.posts();
    assert!(posts.iter().all(|post| post.path == "/SECRETPATH" && post.body == MONDAY.as_bytes()));
    assert_eq!(posts[0].header("webhook-id"), Some(ID));
    assert_eq!(posts[0].header("webhook-timestamp"), Some("1719198000"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_that_hangs_or_is_not_there_is_left() {
    let hook = HookServer::start();
    hook.answer([HookReply::Hang]);
    let hung = posted(&hook, Guard::PrivateToo, Duration::from_millis(300)).await;
    assert!(
        matches!(&hung, PostOutcome::InDoubt { reply } if reply.contains("no answer within")),
        "{hung:?}"
    );
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let poster =
        Poster::within(Duration::from_mins(1), &FetchSettings::default(), Guard::PrivateToo).unwrap();
    let to = Destination::Webhook {
        address: written_at(&format!("http://{nobody}/SECRETPATH")),
        secret_file: None,
    };
    let outcome = poster.post(&to, ID, MONDAY.as_bytes(), now()).await;
    let PostOutcome::Deferred { reply, .. } = outcome else { panic!("{outcome:?}") };
    assert!(reply.contains("no connection to 127.0.0.1") && !reply.contains("SECRETPATH"), "{reply}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_posted_into_a_private_network_unless_it_is_allowed() {
    let hook = HookServer::start();
    let refused = posted(&hook, Guard::PublicOnly, Duration::from_mins(1)).await;
    let PostOutcome::Deferred { reply, .. } = refused else { panic!("{refused:?}") };
    assert!(reply.contains("not a public address"), "{reply}");
    let named = format!("http://localhost:{}/x", hook.address.port());
    let poster =
        Poster::within(Duration::from_mins(1), &FetchSettings::default(), Guard::PublicOnly).unwrap();
    let to = Destination::Mattermost(written_at(&named));
    let refused = poster.post(&to, ID, MONDAY.as_bytes(), now()).await;
    assert!(matches!(refused, PostOutcome::Deferred { .. }), "{refused:?}");
    assert!(hook.posts().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_reads_the_payload_and_its_exit_code_counts() {
    let folder = tempfile::tempdir().unwrap();
    let kept = folder.path().join("kept");
    let poster =
        Poster::within(Duration::from_mins(1), &FetchSettings::default(), Guard::PublicOnly).unwrap();
    let run = async |script: String| {
        let to = Destination::Command(vec!["/bin/sh".to_owned(), "-c".to_owned(), script]);
        poster.post(&to, ID, MONDAY.as_bytes(), now()).await
    };
    let taken = run(format!("cat > {}; echo \"$WIREWATCH_ID\" >&2", kept.display())).await;
    assert_eq!(taken, PostOutcome::Taken { reply: ID.to_owned() });
    assert_eq!(std::fs::read_to_string(&kept).unwrap(), MONDAY);
    let failed = run("echo no room >&2; exit 1".to_owned()).await;
    assert_eq!(failed, PostOutcome::Deferred { reply: "no room".to_owned(), retry_after: None });
    let quick =
        Poster::within(Duration::from_millis(200), &FetchSettings::default(), Guard::PublicOnly).unwrap();
    let to = Destination::Command(vec!["/bin/sh".to_owned(), "-c".to_owned(), "exec sleep 600".to_owned()]);
    let stopped = quick.post(&to, ID, MONDAY.as_bytes(), now()).await;
    assert!(matches!(stopped, PostOutcome::InDoubt { .. }), "{stopped:?}");
}

/// Whether these processes end soon. One that is dead and that nobody has asked for yet has no memory any more.
async fn are_gone(processes: &[String]) -> bool {
    let lives = |id: &String| {
        std::fs::read_to_string(format!("/proc/{id}/statm")).is_ok_and(|memory| !memory.starts_with("0 "))
    };
    for _ in 0..200 {
        if !processes.iter().any(lives) {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    false
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_is_stopped_with_all_that_it_started_also_when_nobody_waits_for_it_any_more() {
    let folder = tempfile::tempdir().unwrap();
    let noted = |name: &str| {
        let text = std::fs::read_to_string(folder.path().join(name)).unwrap_or_default();
        text.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let hanging = |name: &str, then: &str| {
        let place = folder.path().join(name);
        let script = format!(
            "sleep 300 & printf '%s\\n%s\\n' $$ $! > {0}.new; mv {0}.new {0}; {then}",
            place.display()
        );
        Destination::Command(vec!["/bin/sh".to_owned(), "-c".to_owned(), script])
    };
    let poster = |limit| Poster::within(limit, &FetchSettings::default(), Guard::PublicOnly).unwrap();
    // The last of them has ended itself, and what it started holds the pipe.
    for (name, then) in [("waits", "wait"), ("sleeps", "sleep 300"), ("ended", "exit 0")] {
        let to = hanging(name, then);
        let stopped = poster(Duration::from_millis(500)).post(&to, ID, MONDAY.as_bytes(), now()).await;
        assert!(matches!(stopped, PostOutcome::InDoubt { .. }), "{name}: {stopped:?}");
        assert_eq!(noted(name).len(), 2, "{name}");
        assert!(are_gone(&noted(name)).await, "{name}");
    }
    let to = hanging("left", "wait");
    let patient = poster(Duration::from_mins(5));
    tokio::select! {
        _ = patient.post(&to, ID, MONDAY.as_bytes(), now()) => panic!("it hangs"),
        () = async { while noted("left").is_empty() { tokio::time::sleep(Duration::from_millis(10)).await } } => {}
    }
    assert!(are_gone(&noted("left")).await);
}
