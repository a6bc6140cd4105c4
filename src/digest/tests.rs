//! Whole digests composed from samples, compared byte for byte with the files in `snapshots/`.
//!
//! `WIREWATCH_REWRITE_SNAPSHOTS=1 cargo test digest` writes them anew; read the difference as a reader would.

mod events;
mod monday;
mod samples;

use std::path::{Path, PathBuf};

use crate::digest::compose::{compose, heartbeat};
use crate::digest::concern::Concern;
use crate::digest::input::{DigestInput, Topic};
use crate::digest::notice::{Notice, render_notice};
use crate::digest::payload::{PAYLOAD_LIMIT, payload};
use crate::digest::render::{HTML_LIMIT, PAGE_LIMIT, render, render_page};
use crate::digest::tests::monday::{azerbaijani, flood, monday, revised, russian, wire_story};
use crate::digest::tests::samples::{at, empty, found, topic, troubled};
use crate::digest::{Digest, DigestKind, DigestSection, EditMeaning, Part, Rendered};
use crate::entry::heading;
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
fn programs_get_the_same_monday_as_json() {
    let told =
        serde_json::to_string_pretty(&payload(&digest(&monday())).expect("plain data")).expect("plain data");
    let path = snapshots().join("monday.json");
    if std::env::var_os("WIREWATCH_REWRITE_SNAPSHOTS").is_some() {
        std::fs::write(&path, format!("{told}\n")).expect("the folder of snapshots is writable");
    }
    let kept = std::fs::read_to_string(&path).expect("the snapshot exists");
    assert!(kept.trim_end() == told, "{} differs; rewrite it and read the difference", path.display());
}

#[test]
fn a_flood_is_told_to_programs_as_far_as_it_fits_and_the_rest_is_counted() {
    let digest = digest(&flood(500));
    let told = payload(&digest).expect("plain data");
    let bytes = serde_json::to_vec(&told).expect("plain data").len();
    assert!((PAYLOAD_LIMIT - 2_000..=PAYLOAD_LIMIT).contains(&bytes), "{bytes}");
    let of = |part: &Part| part.new.len() + part.changed.len() + part.withdrawn.len() + part.again.len();
    let all: usize = digest.parts.iter().map(of).sum();
    assert_eq!(told.stories.len() + told.left_out, all);
    assert!(told.left_out > 0 && told.url.is_some());
    for excerpt in told.stories.iter().flat_map(|story| &story.excerpts) {
        for (start, end) in &excerpt.marks {
            assert!(excerpt.text.get(*start..*end).is_some_and(|marked| !marked.is_empty()), "{excerpt:?}");
        }
    }
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
        // What went away is never shortened before news, and the first stories never before the others are left out.
        assert!(mail.html.contains("Baku sends observers"));
        assert!(mail.html.contains("would send two observers") && mail.html.contains("expected in Astana"));
        shown(&mail.html).len()
    };
    assert_eq!(check(150, true), 150);
    assert!(check(600, false) < 600);
}

#[test]
fn a_page_has_a_limit_too_and_says_so() {
    let page = render_page(&digest(&flood(3_000)));
    assert!((PAGE_LIMIT - 20_000..=PAGE_LIMIT).contains(&page.len()), "{} bytes", page.len());
    assert!(page.contains("3008 stories are more than one page holds"), "it says so");
    assert!(!page.contains("All of them are on the web"));
}

/// `WIREWATCH_SHOW=FOLDER cargo test digest` puts mails of several lengths there, to be looked at.
#[test]
fn mails_of_every_length_are_rendered() {
    for stories in [0_u16, 1, 8, 40, 150, 1000] {
        let mut material = flood(stories.into());
        if stories < 8 {
            (material.edits, material.withdrawn) = (Vec::new(), Vec::new());
            material.found = material.found.split_off(material.found.len() - usize::from(stories));
        }
        for (at, found) in (0_u16..).zip(&mut material.found).skip(6) {
            found.matches[0].score = 25.0 / (1.0 + f64::from(at) / 9.0);
        }
        let made = compose(DigestKind::Scheduled, &material).unwrap_or_else(|| heartbeat(&material));
        let mail = render(&made);
        assert!(mail.html.len() <= HTML_LIMIT);
        if let Some(folder) = std::env::var_os("WIREWATCH_SHOW") {
            let path = Path::new(&folder).join(format!("{stories}.html"));
            std::fs::write(path, &mail.html).expect("the folder of shown mails is writable");
        }
    }
}

#[test]
fn a_catch_up_says_how_much_it_covers() {
    for (missed, said) in [
        (1, "1 digest was not sent in time; this one covers the whole span."),
        (2, "2 digests were not sent in time; this one covers the whole span."),
        (1000, "At least 1000 digests were not sent in time; this one covers the whole span."),
    ] {
        let mut material = monday();
        material.window.missed = missed;
        let mail = render(&digest(&material));
        assert!(mail.text.replace('\n', " ").contains(said), "{said}");
        assert!(mail.html.contains("Catch-up digest"));
    }
}

#[test]
fn a_subject_is_the_weightiest_headline() {
    let story = |entry, score, title: &str| {
        let head = (entry, "Kura Post", "en", title, "2024-06-23T05:00");
        found(score, head, &["So says *CSTO*."], &["CSTO"], &[])
    };
    let long = "The council of the alliance postpones its vote on new members until the autumn of next year";
    let check = |kind, titles: &[&str], subject: &str, preview: &str| {
        let mut material = empty();
        material.found =
            (1_i32..).zip(titles).map(|(n, title)| story(n.into(), 20.0 - f64::from(n), title)).collect();
        let mail = render(&compose(kind, &material).expect("there is a story"));
        assert_eq!(mail.subject, subject);
        assert!(mail.subject.chars().count() <= 78, "{subject}");
        let hidden = format!("mso-hide:all\" dir=\"auto\">{preview}</div>");
        assert!(mail.html.contains(&hidden), "{preview}: {}", mail.html);
    };
    let digest = DigestKind::Scheduled;
    check(digest, &["Talks resume"], "Talks resume · CSTO and Azerbaijan", "So says CSTO.");
    check(digest, &["A", "B", "C", "D"], "A (+3) · CSTO and Azerbaijan", "B · C");
    check(
        digest,
        &[long, "B"],
        "The council of the alliance postpones its vote on… (+1) · CSTO and Azerbaijan",
        "B",
    );
    check(DigestKind::Alert, &["Talks resume"], "Talks resume · Kura Post", "So says CSTO.");
    check(DigestKind::Alert, &["", "B"], "(no title) (+1) · Kura Post", "B");
}

#[test]
fn what_went_away_near_a_name_stands_before_what_is_new() {
    let mut material = empty();
    material.found = wire_story();
    material.edits = vec![revised()];
    material.withdrawn = monday().withdrawn;
    let mail = render(&digest(&material));
    let places: Vec<Option<usize>> =
        ["Withdrawn (1)", "near a watched name", "New (1)"].iter().map(|said| mail.text.find(said)).collect();
    assert!(places.is_sorted() && places[0].is_some(), "{}", mail.text);
    material.found.clear();
    material.withdrawn.clear();
    let mail = render(&digest(&material));
    assert_eq!(mail.subject, "Changed: Allies speak of an exercise in Almaty · CSTO and Azerbaijan");
}

#[test]
fn watchlists_come_by_the_weight_of_their_best_story() {
    let mut material = monday();
    material.topics.push(topic("drills", "Drills", ""));
    let mut weighty =
        found(99.0, (90, "Kura Post", "en", "A drill", "2024-06-23T05:00"), &["…"], &["drill"], &[]);
    weighty.matches[0].watchlist = "drills".into();
    material.found.push(weighty);
    let digest = digest(&material);
    let titles: Vec<&str> = digest.parts.iter().map(|part| part.topic.title.as_str()).collect();
    assert_eq!(titles, ["Drills", "CSTO and Azerbaijan"]);
    let mail = render(&digest);
    assert!(mail.subject.starts_with("A drill (+") && mail.subject.ends_with("· Drills"), "{}", mail.subject);
    let in_short = mail.text.find("1. A drill · Kura Post").zip(mail.text.find("\nDRILLS\n"));
    assert!(in_short.is_some_and(|(short, list)| short < list), "{}", mail.text);
    assert!(mail.html.contains("<a href=\"#e90\"") && mail.html.contains("<td id=\"e90\""));
}

#[test]
fn below_a_third_of_the_best_weight_a_story_is_one_line() {
    let mut material = empty();
    let story = |entry, score, seen: &str| {
        let title = format!("Story {entry}");
        found(score, (entry, "Kura Post", "en", title.as_str(), seen), &["An *excerpt*."], &["CSTO"], &[])
    };
    material.found = vec![
        story(1, 9.0, "2024-06-23T05:00"),
        story(2, 3.0, "2024-06-23T06:00"),
        story(3, 3.0, "2024-06-23T07:00"),
        story(4, 2.9, "2024-06-23T08:00"),
    ];
    let digest = digest(&material);
    let mail = render(&digest);
    let order: Vec<i64> = digest.parts[0].new.iter().map(|story| story.head.entry).collect();
    assert_eq!(order, [1, 3, 2, 4], "of one weight the newest first");
    assert_eq!(mail.text.matches("An *excerpt*.").count(), 3);
    let line = "a line each:\n\nStory 4 · Kura Post, Sun 23 June 12:00\nhttps://kurapost.example/news/4";
    assert!(mail.text.contains(line), "{}", mail.text);
    assert_eq!(mail.html.matches("a line each").count(), 1);
    let page = render_page(&digest);
    assert_eq!(page.matches("An <b").count(), 4, "the page has room for all");
    assert!(mail.text.contains("Matched in every new story: CSTO.") && !mail.text.contains("Matched: "));
}

#[test]
fn one_edit_of_several_copies_is_one_change() {
    let mut material = empty();
    let copy = |entry, source: &str, story| {
        let mut copy = revised();
        (copy.article.entry, copy.article.source, copy.story) = (entry, source.into(), Some(story));
        copy
    };
    let mut other = copy(23, "Night Wire", 5);
    other.text = other.text.replace("an exercise of the CSTO", "a dinner of the CSTO");
    material.edits =
        vec![copy(20, "Caspian Wire", 5), copy(21, "Report Daily", 5), copy(22, "Kura Post", 5), other];
    let digest = digest(&material);
    assert_eq!(digest.parts[0].changed.len(), 2, "another change is told by itself");
    let told: Vec<i64> = digest.told().into_iter().map(|(entry, _)| entry).collect();
    assert_eq!(told, [20, 21, 22, 23]);
    let mail = render(&digest);
    assert!(mail.text.contains("The same change in Report Daily and Kura Post."), "{}", mail.text);
    // News whose copies were all edited alike.
    material.edits.clear();
    material.found = wire_story();
    let earlier = russian().first.expect("the sample was edited");
    for found in &mut material.found {
        found.text = russian().text;
        found.article.title = russian().article.title;
        found.first = Some(earlier.clone());
    }
    let digest = self::digest(&material);
    assert!(digest.parts[0].changed.is_empty());
    assert!(render(&digest).text.contains("The same change in Report Daily and Bosphorus Times."));
}

#[test]
fn an_alert_has_no_foot_but_why_it_came_and_the_way_out() {
    let mut material = empty();
    material.coverage = troubled();
    material.found = wire_story();
    let mail = render(&compose(DigestKind::Alert, &material).expect("there is a story"));
    for part in [&mail.text, &mail.html] {
        assert!(!part.contains("feeds read") && !part.contains("What was watched"));
    }
    let text = mail.text.replace('\n', " ");
    assert!(text.contains("You get this alert because a…@example.org is subscribed to alerts of CSTO"));
    assert!(text.contains("https://watch.example.org/s/91b2e0c4"));
}

#[test]
fn a_story_carried_further_is_never_an_alert() {
    let mut material = empty();
    material.found = wire_story();
    for found in &mut material.found {
        found.story_sent = Some(at("2024-06-21T03:00"));
    }
    assert_eq!(compose(DigestKind::Alert, &material), None);
    assert_eq!(digest(&material).parts[0].again.len(), 1);
    material.found.push(azerbaijani());
    let alert = compose(DigestKind::Alert, &material).expect("there is news");
    assert_eq!(alert.told(), [(4, DigestSection::New)]);
}

#[test]
fn the_foot_shows_no_address_and_no_answer_of_a_server() {
    let mut material = monday();
    material.coverage.troubled[0].title = "https://wire.example/rss?key=SECRET".into();
    material.coverage.troubled[1].words = "wire.example answered 500".into();
    material.coverage.cuts =
        vec!["https://wire.example/rss?key=SECRET: it breaks off after 5 entries".into()];
    let mail = render(&digest(&material));
    for part in [&mail.text, &mail.html] {
        assert!(!part.contains("SECRET") && !part.contains("answered 500"));
        assert!(part.contains("wire.example: it breaks off after 5 entries."));
    }
}

#[test]
fn links_lose_what_only_counts_readers_and_say_why_they_are_left_out() {
    let mut material = empty();
    material.found = wire_story();
    let check = |material: &mut DigestInput, link: &str, said: &str| {
        material.found[0].article.link = Some(link.into());
        let mail = render(&digest(material));
        assert!(mail.text.replace('\n', " ").contains(said), "{link}: {}", mail.text);
    };
    check(
        &mut material,
        "https://a.example/x?id=%41+7&utm_source=rss&fbclid=1#part",
        " https://a.example/x?id=%41+7#part ",
    );
    check(&mut material, "https://a.example/x?utm_source=rss", " https://a.example/x ");
    check(
        &mut material,
        &format!("https://a.example/{}", "x".repeat(3000)),
        "Its link is left out: it is longer than any browser needs.",
    );
    check(&mut material, "mailto:a@b.example", "Its link is left out: it is no plain web address.");
}

#[test]
fn nothing_that_outlook_and_yahoo_drop_carries_a_meaning() {
    let mails = [render(&digest(&monday())).html, render_notice(&notice()).html];
    for html in mails {
        let body = &html[html.find("<body").expect("there is a body")..];
        for element in ["<mark", "<article", "<header", "<main", "<footer", "<section", "<nav"] {
            assert!(!body.contains(element), "{element}");
        }
        assert!(body.contains("width=\"640\"") && body.contains("<td style=\"padding"));
    }
    let html = render(&digest(&monday())).html;
    assert!(html.contains("<b style=\"background:#fdeeb0;color:#1a1a1a\">ОДКБ</b>"));
}

#[test]
fn a_title_that_is_all_a_hit_is_not_marked() {
    let mut material = empty();
    material.found = vec![
        found(2.0, (1, "Kura Post", "en", "*Meridian Pact*", "2024-06-23T05:00"), &[], &["Pact"], &[]),
        found(1.0, (2, "Kura Post", "en", "*Pact* talks resume", "2024-06-23T05:00"), &[], &["Pact"], &[]),
    ];
    let text = render(&digest(&material)).text;
    assert!(text.contains("\nMeridian Pact\n") && text.contains("\n*Pact* talks resume\n"), "{text}");
}

#[test]
fn lines_of_text_have_72_columns() {
    for mail in [render(&digest(&monday())), render(&digest(&flood(40)))] {
        let long = mail.text.lines().find(|line| line.chars().count() > 72 && !line.contains("://"));
        assert_eq!(long, None);
    }
}

#[test]
fn no_level_of_headings_is_left_out() {
    let mut several = monday();
    several.topics.push(topic("exercises", "Exercises", ""));
    for material in [monday(), several, empty()] {
        let html = match compose(DigestKind::Scheduled, &material) {
            Some(digest) => render(&digest).html,
            None => render(&heartbeat(&material)).html,
        };
        let levels: Vec<u32> = html
            .match_indices("<h")
            .filter_map(|(at, _)| html[at + 2..].chars().next().and_then(|c| c.to_digit(10)))
            .collect();
        assert_eq!(levels.first(), Some(&1));
        assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");
    }
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
    assert!(mail.subject.ends_with(" (+8) · CSTO and Azerbaijan"), "{}", mail.subject);
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
    appeared.is_told = false;
    let mut vanished = revised();
    vanished.article.entry = 12;
    vanished.matches.clear();
    material.edits = vec![appeared, vanished];
    let digest = digest(&material);
    let part = &digest.parts[0];
    assert!(part.new[0].change.is_some());
    assert_eq!((part.new[0].head.entry, part.changed[0].article.entry), (10, 12));
    assert_eq!(part.changed[0].meaning, EditMeaning::MatchesNoMore);
}

#[test]
fn a_post_without_a_title_has_no_change_of_its_headline() {
    let mut material = empty();
    let mut post = revised();
    post.before.title.clear();
    post.article.title = heading("", &post.text);
    material.edits = vec![post.clone()];
    assert_eq!(digest(&material).parts[0].changed[0].edit.change.title, None);
    post.article.title = "A headline of its own".to_owned();
    material.edits = vec![post];
    assert!(digest(&material).parts[0].changed[0].edit.change.title.is_some());
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
    let links = mail.html.split("<a ").skip(1).filter_map(|link| link.split("</a>").next());
    assert!(links.into_iter().all(|link| !link.contains("bank.example")));
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
    assert!(html.contains("<td id=\"e7\" dir=\"auto\" lang=\"fa\""), "the whole article has one direction");
    assert!(html.contains("<p class=\"facts\" lang=\"en\" dir=\"ltr\" align=\"right\">"));
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
    check_snapshot("notice", &render_notice(&notice()));
}

fn notice() -> Notice {
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
    concerns.push(Concern::ReadersLeft { readers: vec!["a@x.example".into(), "bob@y.example".into()] });
    concerns.push(Concern::FilesRejected {
        report: "watchlists/a.toml:3:9: unknown entity `@alyev`\n  3 | query = \"@alyev\"\n    |          ^^^^^^ did you mean `@aliyev`?\n".into(),
        problems: 1,
    });
    Notice { now: at("2024-06-24T03:00"), zone: empty().reader.zone, concerns }
}
