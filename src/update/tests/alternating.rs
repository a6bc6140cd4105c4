//! Servers that show their texts whole and cut in turn, and bodies that break off: no change of either is one of the news.

use super::*;

const NOTHING: [&str; 0] = [];

/// What is told of a list that gets one entry an answer and whose texts `show` gives for each poll.
fn told_of(show: impl Fn(usize, &str) -> String, edit: impl Fn(usize, usize) -> bool) -> Vec<Vec<String>> {
    let story = |n: usize, poll: usize| {
        let what = ["ports", "roads", "mills", "tugs"][n % 4];
        let count = if (1..=poll).any(|poll| edit(n, poll)) { "Nine" } else { "Two" };
        let more = "Its members heard the owners, the crews and the neighbours before they voted. "
            .repeat(1 + n % 3);
        format!(
            "The council spoke of {what} in matter {n} at length on Monday. {more}{count} of them objected to it."
        )
    };
    let list = |poll: usize| -> Vec<Entry> {
        let one = |n: usize| Entry { text: show(poll, &story(n, poll)), ..entry(&format!("n{n}")) };
        (0..8 + poll).rev().map(one).collect()
    };
    let mut world = World::with(&list(0));
    (1..12).map(|poll| world.read(&list(poll))).collect()
}

fn cut_at(text: &str, bytes: usize, end: &str) -> String {
    if text.len() <= bytes { text.to_owned() } else { format!("{}{end}", &text[..bytes]) }
}

fn first_sentence(text: &str) -> String {
    text.split_inclusive(". ").next().unwrap_or_default().trim().to_owned()
}

fn aloud(said: &[Vec<String>]) -> Vec<Vec<String>> {
    let told = |word: &&String| !word.starts_with("quiet");
    said.iter().map(|words| words.iter().filter(told).cloned().collect()).collect()
}

#[test]
fn texts_that_are_cut_in_every_second_answer_are_no_changes() {
    let whole = |_: usize, _: usize| false;
    let new: Vec<Vec<String>> = (1..12).map(|poll| vec![format!("new n{}", 7 + poll)]).collect();
    for first in [0, 1] {
        for (what, cut) in [
            ("dots", &(|text: &str| cut_at(text, 90, "…")) as &dyn Fn(&str) -> String),
            ("dots in brackets", &|text| cut_at(text, 90, " [...]")),
            ("amid a word", &|text| cut_at(text, 101, "")),
            ("more below", &|text| cut_at(text, 90, "...\nRead the whole story at the Gazette")),
            ("the first sentence", &first_sentence),
        ] {
            let show = |poll: usize, text: &str| if poll % 2 == first { cut(text) } else { text.to_owned() };
            assert_eq!(aloud(&told_of(show, whole)), new, "{what}, {first}");
            let show = |poll: usize, text: &str| {
                if poll / 2 % 2 == first { cut(text) } else { text.to_owned() }
            };
            assert_eq!(aloud(&told_of(show, whole)), new, "{what}, {first}, twice each");
        }
    }
}

#[test]
fn ages_that_are_counted_anew_are_no_changes_wherever_they_stand() {
    for form in [
        "{} hours ago\n@",
        "Published {} hours ago by Anna Karlsson\n@",
        "Larn, {} hours ago – @",
        "@ ({} hours ago)",
        "The harbour of Larn said {} hours ago what follows. @",
        "Das teilte der Hafen vor {} Stunden mit. @",
    ] {
        let show = |poll: usize, text: &str| form.replace("{}", &poll.to_string()).replace('@', text);
        let said = told_of(show, |n, poll| (n, poll) == (5, 7));
        let edits: Vec<&String> = said.iter().flatten().filter(|word| !word.starts_with("new")).collect();
        assert_eq!(edits, ["edit n5"], "{form}: {said:?}");
    }
}

#[test]
fn a_change_beside_cut_texts_is_told_once() {
    for first in [0, 1] {
        for cut in [&(|text: &str| cut_at(text, 90, "…")) as &dyn Fn(&str) -> String, &first_sentence] {
            for (entry, at) in [(3, 4), (4, 5), (7, 6)] {
                let show =
                    |poll: usize, text: &str| if poll % 2 == first { cut(text) } else { text.to_owned() };
                let said = aloud(&told_of(show, |n, poll| (n, poll) == (entry, at)));
                let edits: Vec<&String> =
                    said.iter().flatten().filter(|word| !word.starts_with("new")).collect();
                assert_eq!(edits, [&format!("edit n{entry}")], "{first} {entry}: {said:?}");
            }
        }
    }
}

#[test]
fn what_single_articles_gain_or_lose_is_told() {
    let text = |n: usize, length: usize| {
        let sentences =
            ["Matter one was heard.", "The crews agreed.", "Nobody objected.", "It rained.", "All left."];
        let of = |sentence: &&str| format!("{sentence} {n}.");
        sentences[..length].iter().map(of).collect::<Vec<_>>().join("\n")
    };
    let list = |length: fn(usize) -> usize| -> Vec<Entry> {
        (0..12).map(|n| Entry { text: text(n, length(n)), ..entry(&format!("n{n}")) }).collect()
    };
    let usual = |n: usize| 3 + n % 2;
    for other in [|n: usize| if n < 3 { 5 } else { 3 + n % 2 }, |n: usize| if n < 3 { 2 } else { 3 + n % 2 }]
    {
        let mut world = World::with(&list(usual));
        assert_eq!(world.read(&list(other)), ["edit n0", "edit n1", "edit n2"]);
    }
    // One article alone, at a full stop.
    let mut world = World::with(&[Entry { text: text(1, 4), ..entry("x") }]);
    assert_eq!(world.read(&[Entry { text: text(1, 3), ..entry("x") }]), ["edit x"]);
    assert_eq!(world.read(&[Entry { text: String::new(), ..entry("x") }]), ["edit x"], "all of it");
}

#[test]
fn a_feed_that_gives_less_from_now_on_is_believed_and_edits_of_it_are_told() {
    let text = |n: usize| {
        format!("The council spoke of matter {n} on Monday. It heard the crews and voted at night.")
    };
    let list = |cut: bool, said: &str| -> Vec<Entry> {
        let text = |n| if n == 2 { text(n).replace("spoke", said) } else { text(n) };
        let shown = |n| if cut { cut_at(&text(n), 60, "…") } else { text(n) };
        (0..6).map(|n| Entry { text: shown(n), ..entry(&format!("n{n}")) }).collect()
    };
    let mut world = World::with(&list(false, "spoke"));
    let mut said = Vec::new();
    for _ in 0..4 {
        said.extend(world.read(&list(true, "spoke")));
        world.wait(Duration::from_hours(3));
    }
    assert_eq!(said.len(), 6);
    assert!(said.iter().all(|word| word.starts_with("quiet")), "{said:?}");
    assert_eq!(world.read(&list(true, "sang")), ["edit n2"]);
}

#[test]
fn half_an_entry_is_told_when_it_is_whole() {
    let broken = |entries: &[Entry]| {
        let reading =
            Reading { entries: entries.to_vec(), missing: Missing::HalfEntry, ..Reading::default() };
        PollAnswer::Read(AnswerHead::default(), reading)
    };
    let words = |update: Update| update.changes.iter().map(in_words).collect::<Vec<_>>();
    let half = |name: &str| Entry { text: "The te".to_owned(), ..entry(name) };
    let mut world = World::with(&[entry("a"), entry("b")]);
    let update = world.poll(broken(&[entry("d"), half("c")]));
    assert_eq!(words(update), ["new d"]);
    assert!(world.state.is_in_doubt(), "the next answer is asked for whole");
    assert_eq!(world.read(&[entry("d"), entry("c"), entry("a"), entry("b")]), ["new c"]);
    // A feed that always breaks off there.
    let update = world.poll(broken(&[entry("d"), entry("c"), entry("a"), entry("b"), half("e")]));
    assert_eq!(words(update), NOTHING);
    let update = world.poll(broken(&[entry("d"), entry("c"), entry("a"), entry("b"), half("e")]));
    assert_eq!(words(update), ["new e"]);
}
