//! A database of the schema before deliveries: nothing is lost, and nothing is mailed again.

use std::collections::BTreeMap;

use rusqlite::Connection;

use crate::store::delivery::{DeliveryState, DeliveryWay};
use crate::store::digests::{DigestContent, digest_content, earlier_message_ids};
use crate::store::history::entry_history;
use crate::store::outbox::{delivery_counts, doubt_interrupted, due_mails};
use crate::store::readers::{SuppressionCause, subscriber_states};
use crate::store::stirred::{ReaderStanding, had_before, stirred};
use crate::store::subscribers::{subscriber, subscriptions};
use crate::store::untold::untold;

use super::super::*;

/// The steps as they stood then.
const BEFORE: [&str; 5] = [
    include_str!("../../../migrations/0001_feeds_and_entries.sql"),
    include_str!("../../../migrations/0002_matches_and_stories.sql"),
    include_str!("../../../migrations/0003_digests_and_outbox.sql"),
    include_str!("../../../migrations/0004_former_names.sql"),
    include_str!("../../../migrations/0005_polling.sql"),
];

/// Two entries that matched, one of them told to the first reader; a mail in each state; a reader who has left.
const ROWS: &str = r#"
INSERT INTO feed (id, url, listing, state) VALUES (1, 'https://a.example/rss', '{"url":"https://a.example/rss","title":null,"lang":null,"country":null,"publisher":null,"tags":[],"every":null,"full_text":false}', '{}');
INSERT INTO entry (id, feed_id, key, title_hash, content_hash, first_seen, news)
VALUES (1, 1, 'id:1', 1, x'00', 1000, 1), (2, 1, 'id:2', 2, x'00', 2000, 1);
INSERT INTO revision (entry_id, number, seen, title, text, quiet)
VALUES (1, 1, 1000, 'Told', 'x', 0), (2, 1, 2000, 'Untold', 'y', 0);
INSERT INTO matched (id, entry_id, watchlist, found) VALUES (1, 1, 'w', 1000), (2, 2, 'w', 2000);
INSERT INTO matched_revision (matched_id, revision, score, detail)
SELECT id, 1, 1.0, '{"watchlist":"w","score":1.0,"hits":[{"field":"title","start":0,"end":4,"surface":"Told","term":"told","why":"\"told\": as written"}],"excerpts":[],"terms":[],"notable":[],"note":null}' FROM matched;
INSERT INTO subscriber (id, email, joined, window_end, match_cursor, revision_cursor, suppressed)
VALUES (1, 'a@example.org', 0, 1500, 1, 1, NULL),
       (2, 'left@example.org', 0, 1500, 1, 1, 'left by the link in a mail on 2026-11-02');
INSERT INTO subscription (subscriber_id, watchlist, since_match) VALUES (1, 'w', 0), (2, 'w', 0);
INSERT INTO digest (id, subscriber_id, kind, window_key, window_start, window_end, composed, token, message_id,
                    subject, stories, html)
VALUES (1, 1, 'digest', 'digest a@example.org 1', 0, 1500, 1500, 'token1', '<1@x>', 'First', 1, '<p>one</p>'),
       (2, 1, 'alert', 'alert a@example.org 1', 0, 1500, 1500, 'token2', '<2@x>', 'Second', 1, '<p>two</p>'),
       (3, 1, 'digest', 'digest a@example.org 2', 0, 1500, 1500, 'token3', '<3@x>', 'Third', 1, '<p>three</p>'),
       (4, NULL, 'notice', 'notice 1', 0, 0, 1500, 'token4', '<4@x>', 'Notice', 0, '<p>four</p>');
INSERT INTO digest_entry (subscriber_id, entry_id, digest_id, revision, section) VALUES (1, 1, 1, 1, 'new');
INSERT INTO outbox (digest_id, sender, recipient, message_id, bytes, state, next_attempt, queued, changed)
VALUES (1, 'w@x.example', 'a@example.org', '<1@x>', x'6f6e65', 'sent', 1500, 1500, 1500),
       (2, 'w@x.example', 'a@example.org', '<2@x>', x'74776f', 'queued', 1500, 1500, 1500),
       (3, 'w@x.example', 'a@example.org', '<3@x>', x'7468726565', 'sending', 1500, 1500, 1500),
       (4, 'w@x.example', 'ops@example.org', '<4a@x>', x'666f7572', 'queued', 1600, 1500, 1500),
       (4, 'w@x.example', 'boss@example.org', '<4b@x>', x'666f7572', 'sent', 1500, 1500, 1500);
PRAGMA user_version = 5;
"#;

fn migrated() -> (Store, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("w.db");
    let connection = Connection::open(&path).unwrap();
    for step in BEFORE {
        connection.execute_batch(step).unwrap();
    }
    connection.execute_batch(ROWS).unwrap();
    drop(connection);
    (Store::open(&path).unwrap(), folder)
}

#[test]
fn mails_of_before_are_sent_once_with_their_bytes() {
    let (store, _folder) = migrated();
    store.write_blocking(doubt_interrupted).unwrap();
    let later = instant(2_000_000_000_000);
    let due = store.read(|connection| due_mails(connection, later, 10)).unwrap();
    let sent: Vec<(&str, &[u8])> =
        due.iter().map(|mail| (mail.message_id.as_str(), mail.payload.as_deref().unwrap())).collect();
    assert_eq!(sent, [("<2@x>", &b"two"[..]), ("<4a@x>", b"four"), ("<3@x>", b"three")]);
    let counts = store.read(|connection| delivery_counts(connection, DeliveryWay::Mail)).unwrap();
    assert_eq!(
        counts,
        [(DeliveryState::Doubtful, 1), (DeliveryState::Queued, 2), (DeliveryState::Sent, 2)],
        "what was in flight is in doubt"
    );
}

#[test]
fn readers_stand_where_they_stood() {
    let (store, _folder) = migrated();
    store
        .snapshot(|connection| {
            let reader = subscriber(connection, "a@example.org")?.unwrap();
            let since = subscriptions(connection, reader.id)?;
            let (match_cursor, revision_cursor) = (reader.cursor.match_cursor, reader.cursor.revision_cursor);
            let standing = ReaderStanding { match_cursor, revision_cursor, since, unmissed: BTreeMap::new() };
            let stirred = stirred(connection, &standing)?;
            let had = had_before(connection, &stirred, reader.id)?;
            let untold = untold(connection, &standing, &stirred, &had)?;
            let titles: Vec<&str> = untold.found.iter().map(|found| found.article.title.as_str()).collect();
            assert_eq!(titles, ["Untold"]);
            let page = digest_content(connection, 1)?.unwrap().1;
            assert_eq!(page, DigestContent::Page("<p>one</p>".to_owned()));
            assert_eq!(earlier_message_ids(connection, reader.id, instant(0), 99, 9)?, ["<1@x>", "<3@x>"]);
            let told = entry_history(connection, 1)?.unwrap().told;
            assert_eq!((told.len(), told[0].email.as_str()), (1, "a@example.org"));
            let left = subscriber_states(connection)?.pop().unwrap();
            assert_eq!(left.suppressed, Some(SuppressionCause::Left));
            assert_eq!(left.suppressed_at.map(|at| at.to_string()).as_deref(), Some("2026-11-02T00:00:00Z"));
            Ok(())
        })
        .unwrap();
}
