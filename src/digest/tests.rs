//! Whole digests composed from samples, compared byte for byte with the files in `snapshots/`.
//!
//! `WIREWATCH_REWRITE_SNAPSHOTS=1 cargo test digest` writes them anew; read the difference as a reader would.

mod monday;
mod samples;

use std::path::{Path, PathBuf};

use crate::digest::compose::{compose, heartbeat};
use crate::digest::input::{DigestInput, Topic};
use crate::digest::notice::{Concern, Notice, render_notice};
use crate::digest::render::{HTML_LIMIT, render, render_page};
use crate::digest::tests::monday::{flood, monday, revised, wire_story};
use crate::digest::tests::samples::{at, empty, found, topic, troubled};
use crate::digest::{Digest, DigestKind, EditMeaning, Rendered};
use crate::feed::EventKind;
use crate::watch::found::Match;

/// Compares a mail with the files of this name, or writes them.
fn check_snapshot(name: &str, mail: &Rendered) {
    let folder = snapshots();
    let text = format!("Subject: {}\n\n{}", mail.subject, mail.text);
    for (file, content) in [(format!("{name}.txt"), &text), (format!("{name}.html"), &mail.html)] {
        let path = folder.join(file);
        if std::env::var_os("WIREWATCH_REWRITE_SNAPSHOTS").is_some() {
            std::fs::write(&path, content).expect("the folder of snapshots is writable");
        }
        let kept = std::fs::read_to_string(&path).expect("the snapshot exists");
        assert!(kept == *content, "{} differs; rewrite it and read the difference", path.display());
    }
}

fn snapshots() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/digest/snapshots")
}

fn digest(material: &DigestInput) -> Digest {
    compose(DigestKind::Scheduled, material).expect("the sample has something to tell")
}

#[test]
fn a_monday_is_rendered_as_before() {
    check_snapshot("monday", &render(&digest(&monday())));
}

#[test]
fn a_quiet_day_says_what_was_read() {
    let mut material = empty();
    assert_eq!(compose(DigestKind::Scheduled, &material), None);
    material.coverage = troubled();
    check_snapshot("heartbeat", &render(&heartbeat(&material)));
}

#[test]
fn the_same_material_in_any_order_gives_the_same_mail() {
    let mut material = monday();
    let mail = render(&digest(&material));
    material.found.reverse();
    assert_eq!(render(&digest(&material)), mail);
    material.found.rotate_left(3);
    assert_eq!(render(&digest(&material)), mail);
}

#[test]
fn a_digest_survives_the_store() {
    let digest = digest(&monday());
    let kept = serde_json::to_string(&digest).expect("a digest is plain data");
    let back: Digest = serde_json::from_str(&kept).expect("what was written can be read");
    assert_eq!(back, digest);
    assert_eq!(render(&back), render(&digest));
}

#[test]
fn a_flood_is_shortened_and_both_parts_say_so() {
    let check = |stories: i64, archive: bool| {
        let mut material = flood(stories);
        if !archive {
            material.links.archive = None;
        }
        let digest = digest(&material);
        let mail = render(&digest);
        assert!(mail.html.len() <= HTML_LIMIT, "{stories}: {} bytes", mail.html.len());
        assert!(mail.html.len() > HTML_LIMIT - 2000, "{stories}: {} bytes", mail.html.len());
        let page = render_page(&digest);
        let said = format!("{} stories are more than one mail holds", stories + 8);
        assert_eq!(mail.html.matches(&said).count(), 1);
        assert_eq!(mail.text.replace('\n', " ").matches(&said).count(), 1);
        assert!(!page.contains("more than one mail holds"));
        let shown = |part: &str| {
            (100..100 + stories).filter(|entry| part.contains(&format!("number {entry}"))).collect::<Vec<_>>()
        };
        assert_eq!(shown(&mail.html), shown(&mail.text), "both parts name the same stories");
        assert_eq!(shown(&page).len(), usize::try_from(stories).expect("a count"));
        // What went away is never shortened before news.
        assert!(mail.html.contains("Baku sends observers"));
        shown(&mail.html).len()
    };
    assert_eq!(check(150, true), 150);
    assert!(check(600, false) < 600);
}

#[test]
fn a_catch_up_says_so_in_its_subject() {
    let mut material = monday();
    material.window.missed = 2;
    let mail = render(&digest(&material));
    assert!(mail.subject.ends_with("21–24 June 2024 (catches up 2 missed digests)"), "{}", mail.subject);
    assert!(mail.text.contains("2 digests were not sent in time; this one covers the whole span."));
    assert!(mail.html.contains("Catch-up digest"));
}

#[test]
fn an_alert_names_its_minute() {
    let mut material = empty();
    material.found = wire_story();
    let mail = render(&compose(DigestKind::Alert, &material).expect("there is a story"));
    assert_eq!(mail.subject, "Alert: CSTO and Azerbaijan: 1 new story, 24 June 2024 07:00");
}

#[test]
fn a_story_of_two_watchlists_is_told_once() {
    let mut material = monday();
    let second = topic("exercises", "Exercises", "");
    material.topics.push(Topic { threshold: 3.0, ..second });
    let mut other = material.found[0].matches[0].clone();
    other.watchlist = "exercises".into();
    material.found[0].matches.push(other.clone());
    // One that only the second watchlist matched, and one below its threshold.
    let mut alone = found(1.0, (90, "Kura Post", "en", "A drill begins", "2024-06-23T05:00"), &[], &[], &[]);
    alone.text = "Rain fell. ".repeat(60);
    alone.matches[0] = Match { score: 3.0, ..other.clone() };
    let mut low = found(1.0, (91, "Kura Post", "en", "A drill ends", "2024-06-23T05:00"), &[], &[], &[]);
    low.matches[0] = Match { score: 2.9, ..other };
    material.found.extend([alone, low]);
    let digest = digest(&material);
    let titles: Vec<&str> = digest.parts.iter().map(|part| part.topic.title.as_str()).collect();
    assert_eq!(titles, ["CSTO and Azerbaijan", "Exercises"]);
    assert_eq!((digest.parts[0].new.len(), digest.parts[1].new.len()), (5, 1));
    let mail = render(&digest);
    assert!(mail.subject.starts_with("CSTO and Azerbaijan, Exercises: 6 new stories"), "{}", mail.subject);
    assert!(mail.text.contains("Matches Exercises too."));
    assert!(!mail.text.contains("A drill ends"));
}

#[test]
fn a_copy_counts_once_a_family_and_the_earliest_is_the_head() {
    let mut material = empty();
    material.found = wire_story();
    material.found[2].article.family = material.found[1].article.family.clone();
    // Claims to be two years old: seen last, it stands last.
    material.found[1].article.published = Some(at("2022-01-01T00:00"));
    let digest = digest(&material);
    let story = &digest.parts[0].new[0];
    assert_eq!((story.head.entry, story.others.len(), story.entries.as_slice()), (1, 1, &[1, 2, 3][..]));
}

#[test]
fn an_edit_that_nobody_sees_is_not_told_and_one_that_brings_a_match_is_news() {
    let mut material = empty();
    let mut same = revised();
    same.before.title.clone_from(&same.article.title);
    same.before.text = same.text.replace(' ', "  ");
    material.edits = vec![same];
    assert_eq!(compose(DigestKind::Scheduled, &material), None);
    let mut appeared = revised();
    appeared.before.matches.clear();
    let mut vanished = revised();
    vanished.article.entry = 12;
    vanished.matches.clear();
    material.edits = vec![appeared, vanished];
    let digest = digest(&material);
    let part = &digest.parts[0];
    assert!(part.new[0].change.is_some());
    assert_eq!((part.new[0].head.entry, part.changed[0].article.entry), (10, 12));
    assert_eq!(part.changed[0].outcome, EditMeaning::MatchesNoMore);
}

#[test]
fn hostile_text_stays_text() {
    let evil = "</title><script>alert(1)</script><img src=https://evil.example/p.gif onerror=x>\r\nBcc: a@b.example\u{202e}\u{0}";
    let mut material = monday();
    material.topics[0].title = format!("A {evil}");
    let story = &mut material.found[0];
    story.article.title = evil.into();
    story.article.source = format!("\"><u>{evil}");
    story.article.lang = Some("en\" onload=\"x".into());
    story.article.link = Some("javascript:alert(1)".into());
    story.matches[0].terms = vec![evil.into()];
    story.matches[0].excerpts[0].text = evil.into();
    story.matches[0].excerpts[0].marks = vec![(0, 3), (2, 9), (5, 9999)];
    material.found[3].article.title = "https://bank.example/login".into();
    material.found[4].article.title = format!("{} ", "x".repeat(9000));
    material.edits[0].text = format!("{evil} CSTO");
    material.coverage.troubled[0].words = evil.into();
    let mail = render(&digest(&material));
    for part in [&mail.subject, &mail.text, &mail.html] {
        let bad = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!part.contains(bad));
    }
    assert!(!mail.subject.contains('\n'));
    for bad in ["<script", "<img", "javascript:", "<u>", "onload=\"", "http://"] {
        assert!(!mail.html.contains(bad), "{bad}");
    }
    assert!(!mail.text.contains("javascript:"));
    assert!(mail.html.contains("Its link is left out"));
    assert!(
        mail.html.contains("\">arazxbr.example</a>"),
        "the host stands for a title that poses as another"
    );
    assert!(!mail.html.contains("\">https://bank.example"));
    let longest = mail.text.lines().filter(|line| !line.contains("://")).map(|line| line.chars().count());
    assert!(longest.max().is_some_and(|most| most <= 1300));
}

#[test]
fn nothing_is_loaded_from_afar() {
    for name in ["monday", "heartbeat", "notice"] {
        let html = std::fs::read_to_string(snapshots().join(format!("{name}.html"))).expect("it exists");
        for loader in
            ["<img", "<link", "<script", "<iframe", "url(", "@import", "src=", "<form", "background=\""]
        {
            assert!(!html.contains(loader), "{name}: {loader}");
        }
    }
}

#[test]
fn right_to_left_text_keeps_its_direction_and_language() {
    let html = render(&digest(&monday())).html;
    assert!(html.contains("<h4 dir=\"auto\" lang=\"fa\">"));
    assert!(html.contains("<blockquote dir=\"auto\" lang=\"fa\">"));
    assert!(html.contains("<bdi>جمهوری آذربایجان</bdi>"));
}

#[test]
fn both_parts_name_the_same_stories_in_the_same_order() {
    let mail = render(&digest(&monday()));
    let places = |part: &str| {
        let links = part.match_indices("/news/");
        links.map(|(at, _)| part[at..].chars().take(8).collect::<String>()).collect::<Vec<_>>()
    };
    assert_eq!(places(&mail.text), places(&mail.html));
}

#[test]
fn colours_can_be_read_by_day_and_by_night() {
    let html = render(&digest(&monday())).html;
    let day = [
        ("#1a1a1a", "#ffffff"),
        ("#5c5a55", "#ffffff"),
        ("#12395b", "#ffffff"),
        ("#1a1a1a", "#fdeeb0"),
        ("#9b1c1c", "#ffffff"),
        ("#14532d", "#ffffff"),
    ];
    let night = [
        ("#e8e5de", "#16181b"),
        ("#a8a49b", "#16181b"),
        ("#9cc7ee", "#16181b"),
        ("#fff3c9", "#5a4a12"),
        ("#ffb0a8", "#16181b"),
        ("#a5e0b5", "#16181b"),
    ];
    for (ink, paper) in day.into_iter().chain(night) {
        assert!(html.contains(ink) && html.contains(paper), "{ink} or {paper} is not used any more");
        let (light, dark) = (luminance(ink).max(luminance(paper)), luminance(ink).min(luminance(paper)));
        let contrast = (light + 0.05) / (dark + 0.05);
        assert!(contrast >= 4.5, "{ink} on {paper}: {contrast:.2}");
    }
}

/// The relative luminance of `#rrggbb` (WCAG 2.2).
fn luminance(colour: &str) -> f64 {
    let channel = |at: usize| {
        let value = u8::from_str_radix(&colour[at..at + 2], 16).expect("a colour is six hexadecimal digits");
        let share = f64::from(value) / 255.0;
        if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

#[test]
fn the_operators_are_told_in_plain_words() {
    let feed = |title: &str, kind, message: &str| Concern::Feed {
        title: title.into(),
        url: format!("https://{}.example/rss", title.to_lowercase().replace(' ', "")),
        kind,
        message: message.into(),
    };
    let failed = "it has failed since 2024-06-23 22:10 UTC, 4 times in a row: the connection was refused";
    let mut concerns = vec![
        feed("Kura Post", EventKind::Failing, failed),
        feed("Old Gazette", EventKind::Gone, "it answered 410 Gone"),
        feed("Steppe Herald", EventKind::Moved, "it has moved for good to https://new.example/rss"),
        feed("Night Wire", EventKind::Recovered, "it is well again after 3 hours"),
        feed("Daily Drum", EventKind::Emptied, "it has no entries any more, it had 20; nothing was deleted"),
    ];
    concerns.push(Concern::MailRefused {
        recipient: "analyst@example.org".into(),
        subject: "CSTO and Azerbaijan: 5 new stories, 24 June 2024".into(),
        reply: "550 5.1.1 no such user\r\nhere".into(),
    });
    concerns.push(Concern::FilesRejected {
        report: "watchlists/a.toml:3:9: unknown entity `@alyev`\n  3 | query = \"@alyev\"\n    |          ^^^^^^ did you mean `@aliyev`?\n".into(),
        problems: 1,
    });
    let notice = Notice { now: at("2024-06-24T03:00"), zone: empty().reader.zone, concerns };
    check_snapshot("notice", &render_notice(&notice));
}
