//! New, edited, seen, relinked and withdrawn entries.

use super::*;

fn dated(name: &str, published: &str) -> Entry {
    Entry { published: Some(published.parse().expect("a time")), ..entry(name) }
}

fn with_text(name: &str, text: &str) -> Entry {
    Entry { text: text.to_owned(), ..entry(name) }
}

const NOTHING: [&str; 0] = [];

#[test]
fn first_sight_is_a_baseline_of_which_only_the_young_is_news() {
    let mut world = World::new();
    let first = [
        dated("today", "2026-11-23T09:00:00Z"),
        dated("ahead", "2026-11-23T16:00:00Z"),
        dated("yesterday", "2026-11-22T09:00:00Z"),
        dated("impossible", "2036-01-01T00:00:00Z"),
        entry("undated"),
    ];
    assert_eq!(
        world.read(&first),
        ["new today", "new ahead", "old yesterday", "old impossible", "old undated"]
    );
    assert_eq!(world.read(&first), NOTHING);
    let mut second = first.to_vec();
    second.insert(0, entry("fresh"));
    second.insert(1, dated("backdated", "2020-01-01T00:00:00Z"));
    assert_eq!(world.read(&second), ["new fresh", "new backdated"]);
}

#[test]
fn an_old_entry_that_comes_up_from_the_end_of_the_list_is_no_news() {
    let mut world = World::with(&[entry("a"), entry("b")]);
    assert_eq!(world.read(&[entry("b"), dated("ancient", "2020-01-01T00:00:00Z")])[0], "old ancient");
    assert_eq!(world.read(&[entry("b"), entry("undated"), dated("c", "2026-11-23T11:00:00Z")]).len(), 2);
}

#[test]
fn an_edit_is_a_change_of_words_not_of_spaces() {
    let mut world = World::with(&[with_text("a", "One two.\n\nThree."), entry("b")]);
    assert_eq!(world.read(&[with_text("a", "One  two. Three."), entry("b")]), NOTHING);
    assert_eq!(world.read(&[with_text("a", "One. Three."), entry("b")]), ["edit a"]);
    assert_eq!(world.read(&[with_text("a", "One. Three."), entry("b")]), NOTHING);
}

#[test]
fn a_page_that_flaps_stops_alerting_until_it_really_changes() {
    let (a, b) = ([with_text("x", "A")], [with_text("x", "B")]);
    let mut world = World::with(&a);
    let said: Vec<Vec<String>> = [&b, &a, &b, &a, &b].into_iter().map(|body| world.read(body)).collect();
    assert_eq!(said.concat(), ["edit x", "edit x"]);
    assert_eq!(world.read(&[with_text("x", "C")]), ["edit x"]);
}

#[test]
fn an_entry_that_is_edited_without_end_is_heard_of_and_stored_for_a_while() {
    let mut world = World::with(&[with_text("x", "0 people came")]);
    let said: Vec<String> =
        (1..80).flat_map(|n| world.read(&[with_text("x", &format!("{n} people came"))])).collect();
    assert_eq!(said.iter().filter(|word| *word == "edit x").count(), 23);
    assert_eq!(said.len(), 49);
}

#[test]
fn entries_that_share_a_guid_are_set_apart_the_same_way_every_time() {
    let same = |link: &str, title: &str| with_ids(Some("1"), Some(link), title);
    let (a, b) = (same("https://a.example/a", "a"), same("https://a.example/b", "b"));
    let mut world = World::with(&[entry("other")]);
    assert_eq!(world.read(&[a.clone(), b.clone(), entry("other")]), ["new a", "new b"]);
    assert_eq!(world.read(&[b.clone(), a.clone(), entry("other")]), NOTHING);
    assert_eq!(world.read(&[b.clone(), entry("other")]), ["relink b"]);
    assert_eq!(world.read(&[a.clone(), b.clone(), entry("other")]), ["relink b"]);
    let twice = same("https://a.example/a", "a, again");
    assert_eq!(world.read(&[twice, b, a, entry("other")]), ["new a, again", "relink a"]);
}

#[test]
fn boxes_that_many_entries_share_make_no_edits() {
    let page = |n: u32, text: &str| with_text(&format!("n{n}"), text);
    let body = |others: &str| -> Vec<Entry> {
        (0..8).map(|n| page(n, &format!("The news of {n}.\nMore news.\n{others}"))).collect()
    };
    let mut world = World::with(&body("Talks in Baku\nSubscribe to our channel"));
    assert_eq!(world.read(&body("A drill in Yerevan\nSubscribe to our channel")), NOTHING);
    assert_eq!(world.read(&body("A drill in Yerevan\nUSD 1.70")), NOTHING);
    // What many share is remembered when the others have gone; what one alone says is an edit.
    assert_eq!(world.read(&body("Talks in Baku\nUSD 1.70")[..1]), NOTHING);
    let edited = page(0, "The news of 0 is other news.\nMore news.\nTalks in Baku\nUSD 1.70");
    assert_eq!(world.read(&[edited]), ["edit n0"]);
}

#[test]
fn a_line_with_the_title_of_another_entry_is_no_edit() {
    let other = |title: &str| Entry { title: title.to_owned(), ..entry(title) };
    let page = |line: &str| with_text("x", &format!("The news.\n{line}"));
    let mut world = World::with(&[page("The talks in Baku"), other("The talks in Baku")]);
    assert_eq!(
        world.read(&[
            page("The drill in Yerevan"),
            other("The drill in Yerevan"),
            other("The talks in Baku")
        ]),
        ["new The drill in Yerevan"]
    );
    assert_eq!(world.read(&[page("The talks in Baku"), other("The drill in Yerevan")]), NOTHING);
    assert_eq!(world.read(&[page("Quite another thing"), other("The drill in Yerevan")]), ["edit x"]);
}

#[test]
fn a_figure_that_changes_in_several_reports_is_an_edit_of_each() {
    let body = |dead: u32| -> Vec<Entry> {
        let page = |n: u32| {
            with_text(&format!("n{n}"), &format!("Report {n}.\nAt least {dead} people died.\nDead: {dead}"))
        };
        let mut entries: Vec<Entry> = (0..4).map(page).collect();
        entries.extend(numbered(10, 6));
        entries
    };
    let mut world = World::with(&body(12));
    assert_eq!(world.read(&body(21)), ["edit n0", "edit n1", "edit n2", "edit n3"]);
}

#[test]
fn repeats_within_one_body_are_one_entry() {
    assert_eq!(World::new().read(&[entry("a"), entry("a"), entry("a")]), ["old a"]);
}

#[test]
fn a_changed_id_scheme_mails_nothing() {
    let old = numbered(0, 20);
    let by_link: Vec<Entry> = old
        .iter()
        .map(|e| with_ids(Some(&format!("post-{}", e.title)), e.link.as_deref(), &e.title))
        .collect();
    let by_title: Vec<Entry> = old
        .iter()
        .map(|e| {
            with_ids(
                Some(&format!("x{}", e.title)),
                Some(&format!("https://b.example/?p={}", e.title)),
                &e.title,
            )
        })
        .collect();
    for renamed in [by_link, by_title] {
        let mut world = World::with(&old);
        let mut body = renamed;
        body.pop();
        body.insert(0, entry("fresh"));
        let reading = Reading { entries: body.clone(), ..Reading::default() };
        let update = world.poll(PollAnswer::Read(AnswerHead::default(), reading));
        let said: Vec<String> = update.changes.iter().map(in_words).collect();
        assert_eq!(said[0], "new fresh");
        assert!(said[1..].iter().all(|word| word.starts_with("relink ")), "{said:?}");
        assert_eq!(told(&update), ["ids-changed"]);
        assert_eq!(world.read(&body), NOTHING);
    }
}

#[test]
fn a_recurring_title_is_no_changed_id() {
    let briefing = |day: &str| Entry {
        text: format!("The news of {day}."),
        ..with_ids(Some(day), Some(&format!("https://a.example/{day}")), "Daily briefing")
    };
    let mut body = numbered(0, 9);
    body.push(briefing("monday"));
    let mut world = World::with(&body);
    body.pop();
    body.insert(0, briefing("tuesday"));
    assert_eq!(world.read(&body), ["new Daily briefing"]);
}

#[test]
fn a_headline_inside_the_guid_is_an_edit_of_the_same_entry() {
    let link = Some("https://a.example/story");
    let mut world = World::with(&[with_ids(Some("Mayor resigns"), link, "Mayor resigns"), entry("b")]);
    let corrected = with_ids(Some("Mayor does not resign"), link, "Mayor does not resign");
    assert_eq!(world.read(&[corrected, entry("b")]), ["edit Mayor does not resign"]);
    // Two entries on one page are two entries.
    let live = |n: &str| with_ids(Some(n), link, n);
    assert_eq!(world.read(&[live("12:00"), live("12:05"), entry("b")]), ["new 12:00", "new 12:05"]);
}

#[test]
fn an_entry_that_comes_back_after_a_year_is_no_news() {
    let mut world = World::with(&[entry("a"), entry("b")]);
    world.read(&[entry("b"), entry("c")]);
    world.wait(Duration::from_hours(24 * 365));
    assert_eq!(world.read(&[entry("a"), entry("b"), entry("c")]), NOTHING);
}

#[test]
fn an_empty_or_smaller_feed_deletes_nothing_and_is_told_once() {
    for (few, kind) in [(0, "emptied"), (2, "shrunk")] {
        let full = numbered(0, 20);
        let mut world = World::with(&full);
        let reading = Reading { entries: full[..few].to_vec(), ..Reading::default() };
        let update = world.poll(PollAnswer::Read(AnswerHead::default(), reading));
        assert_eq!((told(&update), update.changes.len()), (vec![kind.to_owned()], 0));
        assert_eq!(world.read(&full), NOTHING);
        assert_eq!(world.read(&full[..few]), NOTHING);
    }
}

#[test]
fn what_a_publisher_takes_back_is_told_from_what_rolls_off() {
    let mut world = World::with(&numbered(0, 10));
    let mut body = numbered(0, 10);
    for n in 10..14 {
        body.insert(0, entry(&format!("n{n}")));
        body.pop();
        assert_eq!(world.read(&body), [format!("new n{n}")]);
    }
    let whole = body.clone();
    body.remove(1);
    assert_eq!(world.read(&body), NOTHING, "one answer may be an old one");
    assert_eq!(world.read(&body), ["withdrawn id:n12"]);
    assert_eq!(world.read(&body), NOTHING);
    assert_eq!(world.read(&whole), ["restored id:n12"]);
    assert_eq!(world.read(&whole[..5]), NOTHING, "a shrunk list says nothing");
}

#[test]
fn what_leaves_the_middle_of_a_first_answer_was_taken_back_where_dates_say_so() {
    let dated = |n: usize, hour: i8| Entry {
        published: Some(
            jiff::civil::date(2026, 11, 1).at(hour, 0, 0, 0).in_tz("UTC").expect("a time").timestamp(),
        ),
        ..entry(&format!("n{n}"))
    };
    let newest_first: Vec<Entry> = (0..10).map(|n| dated(n, 20 - i8::try_from(n).expect("small"))).collect();
    let chosen: Vec<Entry> = (0..10).map(|n| dated(n, i8::try_from(n * 7 % 10).expect("small"))).collect();
    for (list, withdrawn) in [(newest_first, true), (chosen, false), (numbered(0, 10), false)] {
        let mut world = World::with(&list);
        let mut body = list.clone();
        body.remove(4);
        assert_eq!(world.read(&body), NOTHING);
        // A feed of one entry an hour is asked for a second answer after an hour.
        let said: Vec<String> = (0..5).flat_map(|_| world.read(&body)).collect();
        assert_eq!(said, if withdrawn { vec!["withdrawn id:n4"] } else { Vec::new() });
        // The last of a list rolls off.
        body.pop();
        assert!((0..5).all(|_| world.read(&body).is_empty()));
    }
}

#[test]
fn rule_18_what_is_missing_from_a_complete_feed_was_taken_back() {
    let complete = |world: &mut World, entries: &[Entry]| -> Vec<String> {
        let reading = Reading { entries: entries.to_vec(), complete: true, ..Reading::default() };
        world.poll(PollAnswer::Read(AnswerHead::default(), reading)).changes.iter().map(in_words).collect()
    };
    let mut world = World::with(&numbered(0, 10));
    world.wait(Duration::from_hours(24 * 30));
    let later = |world: &mut World, entries: &[Entry]| {
        let said = complete(world, entries);
        world.wait(Duration::from_hours(1));
        assert!(said.iter().all(|word| !word.starts_with("withdrawn")), "{said:?}");
        [said, complete(world, entries)].concat()
    };
    assert_eq!(later(&mut world, &numbered(0, 7)), ["withdrawn id:n7", "withdrawn id:n8", "withdrawn id:n9"]);
    assert_eq!(complete(&mut world, &numbered(0, 7)), NOTHING);
    assert_eq!(later(&mut world, &numbered(1, 7)), ["restored id:n7", "withdrawn id:n0"]);
    // It says so and rolls all the same.
    let mut rolled = vec![entry("fresh")];
    rolled.extend(numbered(1, 6));
    assert_eq!(later(&mut world, &rolled), ["new fresh"]);
}

#[test]
fn a_body_that_breaks_off_edits_and_withdraws_nothing() {
    let mut world = World::with(&numbered(0, 10));
    let mut entries = numbered(0, 8);
    entries[7] = with_text("n7", "The text of");
    let reading = Reading { entries, missing: Missing::HalfEntry, ..Reading::default() };
    let update = world.poll(PollAnswer::Read(AnswerHead::default(), reading));
    assert_eq!((update.changes.len(), told(&update)), (0, vec!["truncated".to_owned()]));
    assert_eq!(world.read(&numbered(0, 10)), NOTHING);
    // What was never seen is stored as far as it goes, where it does not come whole.
    for stored in [0, 1] {
        let reading =
            Reading { entries: vec![entry("fresh")], missing: Missing::HalfEntry, ..Reading::default() };
        let update = world.poll(PollAnswer::Read(AnswerHead::default(), reading));
        assert_eq!(update.changes.len(), stored);
    }
}

#[test]
fn an_editors_choice_withdraws_nothing() {
    let mut world = World::with(&numbered(0, 10));
    let withdrawn: usize = (1..20)
        .map(|n| {
            let mut body = numbered(0, 8);
            body.insert(3, entry(&format!("m{n}")));
            world.read(&body).iter().filter(|word| word.starts_with("withdrawn")).count()
        })
        .sum();
    assert!(withdrawn <= 2, "the first may be one; then the feed is known");
}

#[test]
fn a_partial_answer_is_merged() {
    let mut world = World::with(&numbered(0, 20));
    let reading = Reading { entries: vec![entry("fresh")], ..Reading::default() };
    let update = world.poll(PollAnswer::Read(AnswerHead { partial: true, ..AnswerHead::default() }, reading));
    assert_eq!(update.changes.iter().map(in_words).collect::<Vec<_>>(), ["new fresh"]);
    assert!(update.events.is_empty());
    assert_eq!(world.state.listed.len(), 21);
}

#[test]
fn a_body_without_anything_known_says_that_some_may_be_missed() {
    let mut world = World::with(&numbered(0, 10));
    let reading = Reading { entries: numbered(50, 10), missing: Missing::Some, ..Reading::default() };
    let update = world.poll(PollAnswer::Read(AnswerHead::default(), reading));
    assert_eq!(update.changes.len(), 10);
    assert_eq!(told(&update), ["truncated", "gap"]);
}

#[test]
fn a_text_that_was_cut_is_said_to_be() {
    let mut world = World::with(&numbered(0, 10));
    let cut = || {
        let reading = Reading { entries: numbered(0, 11), is_cut: true, ..Reading::default() };
        PollAnswer::Read(AnswerHead::default(), reading)
    };
    let update = world.poll(cut());
    assert_eq!(told(&update), ["truncated"]);
    assert!(update.events[0].message.contains("longer than is read"));
    assert!(told(&world.poll(cut())).is_empty(), "once a week is enough");
}
