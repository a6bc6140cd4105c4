//! Stories of one event stand together, and nothing is left out for it.

use crate::digest::compose::compose;
use crate::digest::happenings::by_event;
use crate::digest::input::{DigestInput, FoundArticle};
use crate::digest::render::{render, render_page};
use crate::digest::view::EventPlace;
use crate::digest::{Digest, DigestKind};

use super::samples::{empty, found};

/// Five articles about one happening, of them two in Russian, and one about another.
fn articles(event: Option<i64>) -> Vec<FoundArticle> {
    let about = |entry, source, lang, title, seen, score| FoundArticle {
        event,
        ..found(score, (entry, source, lang, title, seen), &["*CSTO* and *Baku* agreed."], &["CSTO"], &[])
    };
    vec![
        about(1, "Ararat", "hy", "ՀԱՊԿ-ն Բաքվում", "2024-06-23T09:00", 4.0),
        about(2, "Minuta", "ru", "ОДКБ в Баку", "2024-06-23T07:00", 5.0),
        about(3, "Gün", "az-AZ", "KTMT Bakıda", "2024-06-23T08:00", 6.0),
        about(4, "Krai", "ru", "Баку и ОДКБ", "2024-06-23T10:00", 9.0),
        about(5, "Steppe", "ru", "ОДКБ: Баку", "2024-06-23T11:00", 2.0),
        found(
            7.0,
            (6, "Post", "en", "Another matter", "2024-06-23T12:00"),
            &["The *CSTO* voted."],
            &["CSTO"],
            &[],
        ),
    ]
}

fn digest(event: Option<i64>) -> Digest {
    let material = DigestInput { found: articles(event), ..empty() };
    compose(DigestKind::Scheduled, &material).expect("there is news")
}

#[test]
fn stories_of_one_event_stand_together_the_first_publisher_first() {
    let digest = digest(Some(2));
    let stories = &digest.parts[0].new;
    let placed: Vec<(i64, bool, bool)> = by_event(stories)
        .into_iter()
        .map(|placed| {
            (
                stories[placed.story].head.entry,
                placed.event != EventPlace::Alone,
                placed.event == EventPlace::InALine,
            )
        })
        .collect();
    let expected = [
        (2, true, false),
        (3, true, false),
        (1, true, false),
        (4, true, false),
        (5, true, true),
        (6, false, false),
    ];
    assert_eq!(placed, expected);
    let rendered = render(&digest);
    for part in [&rendered.text, &rendered.html] {
        assert_eq!(part.matches("One event: 5 publishers, 3 languages").count(), 1);
    }

    assert_set_in(&rendered.text);
}

#[test]
fn two_publishers_that_cite_others_count_as_one() {
    let mut cited = articles(Some(2));
    for found in &mut cited[2..5] {
        found.article.cites = Some("TASS".to_owned());
    }
    let digest = compose(DigestKind::Scheduled, &DigestInput { found: cited, ..empty() });
    let mail = render(&digest.expect("there is news"));
    for part in [&mail.text, &mail.html] {
        // Two of their own and three halves.
        assert!(part.contains("One event: 4 publishers, 3 languages"), "{part}");
        assert!(part.contains("Cites TASS as its source."), "{part}");
    }
}

/// What follows is set in, the next story is not.
fn assert_set_in(text: &str) {
    let begins =
        |words: &str| text.lines().find(|line| line.contains(words)).map(|line| line.starts_with("  "));
    assert_eq!(begins("Gün · Azerbaijani"), Some(true));
    assert_eq!(begins("Post · "), Some(false));
}

#[test]
fn every_entry_is_told_whatever_is_guessed_and_whether_anything_is() {
    let told = |digest: &Digest| {
        let mut told = digest.told();
        told.sort_by_key(|(entry, _)| *entry);
        told
    };
    let (grouped, alone) = (digest(Some(2)), digest(None));
    assert_eq!(told(&grouped), told(&alone));
    assert_eq!(told(&alone).len(), 6);
    for digest in [&grouped, &alone] {
        let mail = render(digest);
        for article in articles(None) {
            let title = &article.article.title;
            assert!(mail.text.contains(title) && mail.html.contains(title), "{title}");
            assert!(render_page(digest).contains(title), "{title}");
        }
    }
    assert!(!render(&alone).text.contains("One event"));
}
