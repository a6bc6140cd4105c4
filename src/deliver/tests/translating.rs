//! Translations from a server that is right, late, broken or a liar: only what is right is shown, and the digest is always on time.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use testkit::{HookReply, HookServer};

use crate::deliver::compose::Composer;
use crate::deliver::letter::{PreparedMail, prepare_delivery};
use crate::entry::{ContentHash, Entry, EntryKey};
use crate::feed::{Feed, FeedState};
use crate::schedule::times::DigestTimes;
use crate::settings::Settings;
use crate::store::Store;
use crate::store::feeds::listed_feeds;
use crate::store::listing::list_feeds;
use crate::store::outbox::due_mails;
use crate::store::polled::{Polled, record_poll};
use crate::store::readers::Listing;
use crate::store::subscribers::sync_subscribers;
use crate::subscriber::{Empty, Subscriber, WatchlistSelection, Way};
use crate::update::{ChangeKind, EntryChange, Update};
use crate::watch::compile::compile;
use crate::watch::item::Item;
use crate::watch::set::{Source, Watchlists};

const TITLE: &str = "Тасмагамбетов назвал число";
const TEXT: &str = "Имангали Тасмагамбетов сообщил, что в учениях ОДКБ участвуют 1 870 человек.";
const RIGHT: &str = "Imangali Tasmagambetov said that 1,870 people take part in the CSTO drills.";

/// One Russian feed, one watchlist, one reader, and the server that translates.
struct Desk {
    store: Store,
    server: HookServer,
    settings: Arc<Settings>,
    watchlists: Watchlists,
    folder: tempfile::TempDir,
}

fn at(time: &str) -> Timestamp {
    format!("2026-11-23T{time}:00Z").parse().unwrap()
}

fn reader(translate: bool) -> Subscriber {
    Subscriber {
        email: "a@w.example".to_owned(),
        way: Way::Mail,
        name: None,
        part: 0,
        watchlists: WatchlistSelection::AllBut(Vec::new()),
        times: Some(DigestTimes::parse("hourly").unwrap()),
        timezone: TimeZone::UTC,
        alerts: true,
        quiet: None,
        empty: Empty::Skip,
        alert_every: SignedDuration::ZERO,
        translate,
        pause_until: None,
    }
}

fn watchlists() -> Watchlists {
    let source =
        |id: &str, text: &str| Source { name: format!("{id}.toml"), id: id.to_owned(), text: text.to_owned() };
    let entities = "[[entity]]\nid = 'tasmagambetov'\nkind = 'person'\nname = 'Imangali Tasmagambetov'\n\
                    names.ru = ['Имангали Тасмагамбетов']\n\
                    [[entity]]\nid = 'csto'\nkind = 'org'\nacronyms = ['CSTO', 'ОДКБ']\n";
    compile(&[source("entities", entities), source("csto", "query = '@tasmagambetov'\nnotable = ['@csto']")])
        .watchlists
        .expect("the files are good")
}

impl Desk {
    fn new(keys: &str) -> Self {
        let server = HookServer::start();
        let timeout = if keys.contains("timeout") { "" } else { "timeout = \"1s\"\n" };
        let file = format!("[translate]\nurl = \"{}\"\n{timeout}{keys}", server.url("/translate"));
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("w.db")).unwrap();
        let listing =
            Listing { email: "a@w.example".to_owned(), watchlists: vec!["csto".to_owned()], further: Vec::new() };
        store
            .write_blocking(move |connection| {
                let feed = Feed {
                    url: "https://a.example/rss".to_owned(),
                    lang: Some("ru".to_owned()),
                    ..Feed::default()
                };
                list_feeds(connection, &[feed])?;
                sync_subscribers(connection, std::slice::from_ref(&listing), at("10:00")).map(drop)
            })
            .unwrap();
        let (settings, problems) = Settings::parse(&file, Path::new(""));
        assert!(problems.is_empty(), "{problems:?}");
        Self { store, server, settings: Arc::new(settings), watchlists: watchlists(), folder }
    }

    /// The same after a restart.
    fn restarted(self) -> Self {
        let Self { store, folder, .. } = self;
        drop(store);
        let store = Store::open(&folder.path().join("w.db")).unwrap();
        Self { store, folder, ..self }
    }

    fn composer(&self, translate: bool) -> Composer {
        Composer::new(Arc::clone(&self.settings), vec![reader(translate)], self.watchlists.clone())
    }

    /// The server says this to each of the next texts.
    fn says(&self, made: &[&str]) {
        let reply = |made: &&str| {
            let body: &'static str = serde_json::json!({ "translatedText": made }).to_string().leak();
            HookReply::Told(200, "Content-Type", "application/json".to_owned(), body)
        };
        self.server.answer(made.iter().map(reply));
    }

    /// The mail of the next hour, to a reader who asked for translations or did not.
    fn mail(&self, hour: u32, translate: bool) -> PreparedMail {
        self.mail_of(&self.composer(translate), hour)
    }

    fn mail_of(&self, composer: &Composer, hour: u32) -> PreparedMail {
        let mut matcher = self.watchlists.matcher();
        let matches = matcher.matches(&Item { title: TITLE, text: TEXT, ..Item::default() });
        let key = format!("{hour}");
        let entry = Entry {
            key: EntryKey::derive(Some(&key), None, "", None, ""),
            link: Some(format!("https://a.example/{hour}")),
            title: TITLE.to_owned(),
            text: TEXT.to_owned(),
            author: None,
            tags: Vec::new(),
            lang: None,
            published: None,
            updated: None,
        };
        let hash = ContentHash::of(TITLE, TEXT);
        let change = EntryChange { matches, ..ChangeKind::New { entry, hash, news: true }.into() };
        let now = at(&format!("{hour}:30"));
        self.store
            .write_blocking(move |connection| {
                let update =
                    Update { state: FeedState::default(), changes: vec![change.clone()], events: Vec::new() };
                let feed = listed_feeds(connection)?[0].id;
                record_poll(connection, &Polled { feed, update, page_wait: None, now })
            })
            .unwrap();
        composer.compose_due(&self.store, None, at(&format!("{}:00", hour + 1))).unwrap();
        let mut mails: Vec<PreparedMail> = self
            .store
            .read(|connection| {
                let due = due_mails(connection, at("23:00"), 100)?;
                Ok(due.iter().map(|due| prepare_delivery(connection, &self.settings, due).unwrap()).collect())
            })
            .unwrap();
        mails.pop().expect("the digest is on time")
    }
}

/// Whether both parts of a mail say something, however its lines are broken.
fn says(mail: &PreparedMail, words: &str) -> bool {
    let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (text, html) = (flat(&mail.text).contains(words), flat(&mail.html).contains(words));
    assert_eq!(text, html, "the parts differ in {words}");
    text
}

#[test]
fn what_is_right_is_shown_below_the_original_and_asked_for_once() {
    let desk = Desk::new("model = \"small-1\"\n");
    desk.says(&["Tasmagambetov named a number", RIGHT]);
    let mail = desk.mail(10, true);
    assert!(says(&mail, "Machine translation, small-1") && says(&mail, RIGHT));
    assert!(mail.html.contains("<div class=\"made\" lang=\"en\" dir=\"auto\">"), "{}", mail.html);
    let place = |words: &str| mail.text.find(words).expect("it is there");
    assert!(place("сообщил") < place("Machine translation"));
    assert_eq!(desk.server.posts().len(), 2);
    // The same words again.
    let mail = desk.mail(11, true);
    assert!(says(&mail, RIGHT));
    assert_eq!(desk.server.posts().len(), 2, "each text is asked for once");
    let asked = desk.server.posts()[1].json();
    assert_eq!((asked["source"].as_str(), asked["target"].as_str()), (Some("ru"), Some("en")));
}

#[test]
fn what_is_wrong_is_not_shown_and_the_mail_says_why() {
    let title = "Tasmagambetov named a number";
    for (made, why) in [
        ("The secretary said that 1,870 people take part in the CSTO drills.", "it lost *Imangali Tasmagambetov*"),
        ("Imangali Tasmagambetov said that 1,780 people take part in the CSTO drills.", "it lost *1870*"),
        ("Imangali Tasmagambetov: 1870, CSTO https://x.example", "it added links or marks"),
        ("<b>Imangali Tasmagambetov</b>: 1870, CSTO", "it added links or marks"),
        (&format!("{RIGHT} ").repeat(10), "it was more than 3 times as long"),
        ("", "it was empty"),
    ] {
        let desk = Desk::new("");
        desk.says(&[title, made]);
        let mail = desk.mail(10, true);
        assert!(says(&mail, title), "{made}");
        assert!(says(&mail, &format!("Machine translation, LibreTranslate, left out: {why}.")), "{}", mail.text);
        assert!(made.is_empty() || !mail.text.contains(made), "{made}");
    }
}

#[test]
fn a_server_that_fails_holds_up_no_digest() {
    for reply in [HookReply::Status(500), HookReply::Hang, HookReply::CutAfterBody, HookReply::Status(200)] {
        let desk = Desk::new("");
        desk.server.answer([reply.clone(), reply.clone()]);
        let mail = desk.mail(10, true);
        assert!(!says(&mail, "Machine translation"), "{reply:?}");
        assert!(mail.text.contains("1 870"), "the original is there");
    }
}

#[test]
fn a_digest_waits_for_all_its_translations_together_as_long_as_it_may() {
    let desk = Desk::new("timeout = \"20s\"\n");
    desk.server.answer([HookReply::Hang, HookReply::Hang]);
    let mut composer = desk.composer(true);
    composer.waits.digest = Duration::from_millis(300);
    let begun = Instant::now();
    assert!(!says(&desk.mail_of(&composer, 10), "Machine translation"));
    assert!(begun.elapsed() < Duration::from_secs(10), "it waits for the server, which waits for ever");
    assert_eq!(desk.server.posts().len(), 1);
}

#[test]
fn between_two_texts_it_is_looked_for_alerts() {
    let desk = Desk::new("");
    desk.says(&["Tasmagambetov named a number", RIGHT]);
    let mut composer = desk.composer(true);
    composer.waits.between_alerts = Duration::from_nanos(1);
    let mail = desk.mail_of(&composer, 10);
    assert!(says(&mail, RIGHT) && says(&mail, "Tasmagambetov named a number"));
}

#[test]
fn a_server_that_is_dead_is_asked_once_a_digest_and_then_again_when_it_has_rested() {
    let desk = Desk::new("");
    desk.server.answer(vec![HookReply::Status(500); 4]);
    let composer = desk.composer(true);
    // Title and excerpt; the third failure is the last; then one an hour.
    let asked = [10, 11, 12].map(|hour| {
        desk.mail_of(&composer, hour);
        desk.server.posts().len()
    });
    assert_eq!(asked, [2, 3, 4]);
    desk.says(&["Tasmagambetov named a number", RIGHT]);
    assert!(says(&desk.mail_of(&composer, 13), RIGHT));
}

#[test]
fn a_model_is_asked_as_openai_is() {
    let key = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(key.path(), "s3cret\n").unwrap();
    let desk = Desk::new(&format!(
        "kind = \"openai\"\nmodel = \"small-1\"\nkey_file = \"{}\"\n",
        key.path().display()
    ));
    let made = |made: &str| {
        let answer = serde_json::json!({ "choices": [{ "message": { "role": "assistant", "content": made } }] });
        HookReply::Told(200, "Content-Type", "application/json".to_owned(), answer.to_string().leak())
    };
    desk.server.answer([made("Tasmagambetov named a number\n"), made(RIGHT)]);
    let mail = desk.mail(10, true);
    assert!(says(&mail, "Machine translation, small-1") && says(&mail, RIGHT));
    let asked = &desk.server.posts()[1];
    let body = asked.json();
    assert_eq!(asked.header("authorization"), Some("Bearer s3cret"));
    assert_eq!((body["model"].as_str(), body["messages"][1]["content"].as_str()), (Some("small-1"), Some(TEXT)));
    let task = body["messages"][0]["content"].as_str().unwrap_or_default();
    assert!(task.contains("from ru to en") && !task.contains(TEXT), "{task}");
}

#[test]
fn the_days_characters_are_kept_over_restarts() {
    let desk = Desk::new("per_day = 40\n");
    desk.says(&["Tasmagambetov named a number"]);
    let mail = desk.mail(10, true);
    assert!(says(&mail, "Tasmagambetov named a number") && !says(&mail, RIGHT));
    assert_eq!(desk.server.posts().len(), 1, "the excerpt is longer than what is left");
    desk.mail(11, true);
    assert_eq!(desk.server.posts().len(), 1, "what is spent stays spent");
    let desk = desk.restarted();
    desk.mail(12, true);
    assert_eq!(desk.server.posts().len(), 1, "a restart gives nothing back");
}

#[test]
fn nothing_leaves_for_readers_who_did_not_ask_or_from_other_languages() {
    let desk = Desk::new("");
    assert!(!says(&desk.mail(10, false), "Machine translation"));
    let desk_of_others = Desk::new("from = [\"hy\"]\n");
    assert!(!says(&desk_of_others.mail(10, true), "Machine translation"));
    assert!(desk.server.posts().is_empty() && desk_of_others.server.posts().is_empty());
}
