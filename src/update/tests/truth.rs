//! Stale answers, replaced entries, dates that cannot be: what is told once, and what is not believed.

use super::*;

const NOTHING: [&str; 0] = [];

fn with_text(name: &str, text: &str) -> Entry {
    Entry { text: text.to_owned(), ..entry(name) }
}

fn dated(name: &str, published: &str) -> Entry {
    Entry { published: Some(published.parse().expect("a time")), ..entry(name) }
}

#[test]
fn a_text_that_stands_is_told_although_it_was_there_before() {
    let (a, b) = ([with_text("x", "Nine ships were held.")], [with_text("x", "Two ships were held.")]);
    let mut world = World::with(&a);
    let said: Vec<Vec<String>> = [&b, &a, &b, &b, &b].into_iter().map(|body| world.read(body)).collect();
    assert_eq!(said, [vec!["edit x"], vec!["edit x"], vec![], vec![], vec!["edit x"]]);
    assert_eq!(world.read(&b), NOTHING);
}

#[test]
fn one_answer_without_an_entry_takes_nothing_back() {
    let mut world = World::with(&numbered(0, 8));
    let mut body = numbered(0, 8);
    body.insert(0, entry("fresh"));
    assert_eq!(world.read(&body), ["new fresh"]);
    assert_eq!(world.read(&numbered(0, 8)), NOTHING);
    assert!(world.state.validators == Validators::default(), "the next answer is asked for whole");
    assert_eq!(world.read(&body), NOTHING);
    assert_eq!(world.read(&body), NOTHING);
    // Under another id, at its address, it was not taken back.
    let mut renamed = body.clone();
    renamed[0] = with_ids(Some("other"), Some("https://a.example/fresh"), "Another notice of the port");
    renamed[0].text = "Words that nobody has read before stand in this one.".to_owned();
    assert_eq!(world.read(&renamed), ["new Another notice of the port"]);
    world.wait(Duration::from_hours(2));
    assert_eq!(world.read(&renamed), NOTHING);
}

#[test]
fn a_clock_that_is_set_back_takes_nothing_back() {
    for hours in [-24, -1, 24, -720] {
        let mut world = World::with(&numbered(0, 8));
        for poll in 1..60 {
            if poll == 20 {
                world.now += SignedDuration::from_hours(hours);
            }
            // A list that rolls: what comes at its head pushes out what stands at its end.
            let rolled: Vec<Entry> = numbered(poll, 8).into_iter().rev().collect();
            let said = world.read(&rolled);
            assert_eq!(said.len(), 1, "{hours} {poll}: {said:?}");
        }
    }
}

#[test]
fn another_notice_at_one_address_is_another_entry() {
    let notice = |n: u32, text: &str| Entry {
        text: text.to_owned(),
        ..with_ids(Some(&format!("alert-{n}")), Some("https://a.example/"), &format!("Notice {n}"))
    };
    let mut world = World::with(&[notice(0, "The pier is closed for repair.")]);
    assert_eq!(world.read(&[notice(1, "Marta Velling was elected chair.")]), ["new Notice 1"]);
    assert_eq!(world.read(&[notice(2, "Dredging begins in spring off Larn.")]), ["new Notice 2"]);
    // Of one form, but for the figures.
    assert_eq!(world.read(&[notice(3, "Berth 3 of the port closes today.")]), ["new Notice 3"]);
    assert_eq!(world.read(&[notice(4, "Berth 4 of the port closes today.")]), ["new Notice 4"]);
}

#[test]
fn other_notices_at_all_addresses_of_a_board_are_other_entries() {
    let board = |hour: u32, texts: [&str; 3]| {
        [0, 1, 2].map(|slot| Entry {
            text: texts[slot].to_owned(),
            ..with_ids(
                Some(&format!("{hour}-{slot}")),
                Some(&format!("https://a.example/slot{slot}")),
                &format!("Bulletin {hour}/{slot}"),
            )
        })
    };
    let first = ["The pier is closed for repair.", "Grain prices rose in Larn.", "The ferry sails again."];
    let second =
        ["Marta Velling was elected.", "Dredging begins in spring off Norr.", "Two tugs were sold abroad."];
    let mut world = World::with(&board(1, first));
    assert_eq!(world.read(&board(2, second)), ["new Bulletin 2/0", "new Bulletin 2/1", "new Bulletin 2/2"]);
}

#[test]
fn where_an_address_had_two_entries_the_last_is_found_again() {
    let front = |id: &str, title: &str, text: &str| Entry {
        text: text.to_owned(),
        ..with_ids(Some(id), Some("https://a.example/front"), title)
    };
    let others = |mark: &str| {
        ["a", "b", "c"].map(|name| {
            with_ids(Some(&format!("{name}{mark}")), Some(&format!("https://a.example/{name}")), name)
        })
    };
    let mut world = World::with(&[&[front("1", "Pier", "It is closed.")], &others("")[..]].concat());
    let second = front("2", "Chair", "Marta Velling was elected.");
    assert_eq!(world.read(&[&[second], &others("")[..]].concat()), ["new Chair"]);
    let renamed = front("2x", "A new chair", "Marta Velling was elected to it.");
    assert_eq!(
        world.read(&[&[renamed], &others("x")[..]].concat()),
        ["relink A new chair", "relink a", "relink b", "relink c"]
    );
}

#[test]
fn a_page_that_is_written_anew_each_time_is_heard_of_each_time() {
    let words = ["north", "south", "pier", "bridge", "grain", "coal", "berth", "crane", "tug", "rail"];
    let text = |n: usize| {
        let word = |k: usize| format!("{}{}", words[(n + k) % 10], n * 10 + k);
        (0..8).map(word).collect::<Vec<_>>().join(" ")
    };
    let mut world = World::with(&[with_text("x", &text(0))]);
    let said: Vec<String> = (1..70).flat_map(|n| world.read(&[with_text("x", &text(n))])).collect();
    assert_eq!(said.len(), 69);
    assert!(said.iter().all(|word| word == "edit x"));
}

#[test]
fn entries_that_differ_in_their_text_alone_are_no_repeats() {
    let notice = |text: &str| Entry {
        text: text.to_owned(),
        ..with_ids(Some("b1t2"), Some("https://a.example/board"), "Harbour notice")
    };
    let mut world = World::with(&[entry("a")]);
    let both = [notice("The pier is closed."), notice("Marta Velling was elected."), entry("a")];
    assert_eq!(world.read(&both).len(), 2);
    assert_eq!(world.read(&both), NOTHING);
    // One that was known alone keeps its history when the other one comes.
    let mut world = World::with(&[notice("The pier is closed."), entry("a")]);
    assert_eq!(world.read(&both), ["relink Harbour notice", "new Harbour notice"]);
}

#[test]
fn dates_that_cannot_be_believed_make_nothing_old() {
    let never = "1970-01-01T00:00:00Z";
    let list: Vec<Entry> = (0..4).map(|n| dated(&format!("n{n}"), never)).collect();
    let mut world = World::with(&list);
    let more: Vec<Entry> = list.iter().cloned().chain([dated("n4", never)]).collect();
    assert_eq!(world.read(&more), ["new n4"]);
    // Below one that is pinned, where nothing left.
    let mut world = World::with(&[dated("pinned", "2026-11-20T00:00:00Z"), entry("b")]);
    let body =
        [dated("pinned", "2026-11-20T00:00:00Z"), dated("swapped", "2026-02-12T00:00:00Z"), entry("b")];
    assert_eq!(world.read(&body), ["new swapped"]);
}

#[test]
fn archives_and_lists_of_this_minute_are_no_news() {
    let mut world = World::with(&[dated("now", "2026-11-22T12:00:00Z"), entry("b")]);
    let archive: Vec<Entry> =
        (1..8).map(|n| dated(&format!("old{n}"), &format!("2013-05-0{n}T00:00:00Z"))).collect();
    let update = world
        .poll(PollAnswer::Read(AnswerHead::default(), Reading { entries: archive, ..Reading::default() }));
    assert!(update.changes.iter().all(|change| in_words(change).starts_with("old ")));
    assert!(update.events.iter().any(|event| event.message.contains("lists 7 old articles, from 2013")));
    let built: Vec<Entry> =
        (0..9).map(|n| dated(&format!("n{n}"), &format!("2026-11-23T11:59:0{n}Z"))).collect();
    assert!(World::new().read(&built).iter().all(|word| word.starts_with("old ")));
    // Twenty of two hours ago came out together; of many nobody knows more than when the list was made.
    let at_ten = |count: u32| -> Vec<Entry> {
        (0..count).map(|n| dated(&format!("n{n}"), "2026-11-23T10:00:00Z")).collect()
    };
    assert!(World::new().read(&at_ten(20)).iter().all(|word| word.starts_with("new ")));
    assert!(World::new().read(&at_ten(60)).iter().all(|word| word.starts_with("old ")));
}

#[test]
fn a_body_that_is_another_all_at_once_waits_for_a_second_answer() {
    let list = |word: &str| -> Vec<Entry> {
        let one = |n: u32| Entry {
            title: format!("{word} {n}"),
            ..with_text(&format!("n{n}"), &format!("{word} text {n}"))
        };
        (0..8).map(one).collect()
    };
    let (good, garbled) = (list("Веллинг"), list("ÐÐµÐ»Ð»"));
    let mut world = World::with(&good);
    assert_eq!(world.read(&garbled), NOTHING);
    assert_eq!(world.read(&good), NOTHING);
    assert_eq!(world.read(&garbled), NOTHING);
    assert_eq!(world.read(&garbled).len(), 8, "it says so twice");
}

#[test]
fn a_body_whose_texts_are_damaged_all_at_once_waits_too() {
    let list = |text: &str| -> Vec<Entry> {
        let of = |name: &&str| with_text(name, &format!("{name} видел {text} и сказал об этом."));
        ["Анна", "Борис", "Вера", "Глеб", "Дарья", "Егор"].iter().map(of).collect()
    };
    let (good, damaged, edited) =
        (list("гавань Нордбю"), list("гавань \u{fffd}ордбю"), list("гавань Веллинга"));
    let mut world = World::with(&good);
    assert_eq!(world.read(&damaged), NOTHING);
    assert_eq!(world.read(&good), NOTHING);
    assert_eq!(world.read(&edited).len(), 6, "texts that are whole may all be edited");
}

#[test]
fn a_channel_whose_name_is_somebody_elses_now_waits_for_a_second_answer() {
    let posts = |words: &[&str]| -> Vec<Entry> {
        let post = |n: usize| Entry {
            text: format!("{0} {0}a {0}b, {1} {1}a {1}b: {n}", words[n % 3], words[(n + 1) % 3]),
            ..with_ids(Some(&format!("p{n}")), None, "")
        };
        (0..8).map(post).collect()
    };
    let mut world = World::with(&posts(&["bridges", "mills", "harbours"]));
    let others = posts(&["kittens", "puppies", "parrots"]);
    assert_eq!(world.read(&others), NOTHING);
    assert_eq!(world.read(&others).len(), 8);
}

#[test]
fn title_and_text_make_one_entry_of_two_ids_whatever_the_number() {
    let session = |sid: u32, n: u32| {
        let address = format!("http://a.example/show;jsessionid={sid}?id={n}");
        Entry {
            text: format!("The news of {n}."),
            ..with_ids(Some(&address), Some(&address), &format!("n{n}"))
        }
    };
    let mut world = World::with(&[session(1, 1), session(1, 2)]);
    assert_eq!(world.read(&[session(2, 1), session(2, 2)]), ["relink n1", "relink n2"]);
    let edited = Entry { text: "The news of 2 is no news.".to_owned(), ..session(3, 2) };
    assert_eq!(world.read(&[session(3, 1), edited]), ["relink n1", "edit n2"]);
}

#[test]
fn a_post_that_differs_in_a_figure_alone_is_a_post_of_its_own() {
    let posts = |numbers: std::ops::Range<u32>| {
        let post = |n| Entry {
            text: format!("Post {n}"),
            ..with_ids(Some(&format!("p{n}")), Some(&format!("https://a.example/{n}")), "Harbour")
        };
        numbers.rev().map(post).collect::<Vec<_>>()
    };
    let mut world = World::with(&posts(1..6));
    for next in [7, 8] {
        assert_eq!(world.read(&posts(next - 5..next)), ["new Harbour"]);
    }
}

#[test]
fn counters_are_learnt_in_any_words() {
    for form in [
        "(Visited {n} times, {m} visits today)",
        "Просмотрено: {n} раз, сегодня {m}",
        "Rating: 4.{m}/5 ({n} votes)",
    ] {
        let body = |k: u32| -> Vec<Entry> {
            let one = |n: u32| {
                let counter =
                    form.replace("{n}", &(200 + n + k * 7).to_string()).replace("{m}", &(k + 1).to_string());
                with_text(
                    &format!("n{n}"),
                    &format!("Marta Velling opened pier number {n} in Larn. {counter}"),
                )
            };
            (0..10).map(one).collect()
        };
        let mut world = World::with(&body(0));
        assert_eq!(world.read(&body(1)), NOTHING, "{form}");
        assert_eq!(world.read(&body(2)[..1]), NOTHING, "{form}: it is remembered");
    }
}

/// A list that gets one entry an answer, as `write` shows the entries of each; what is told of each answer but the first.
fn growing(write: impl Fn(usize, Vec<Entry>) -> Vec<Entry>) -> Vec<Vec<String>> {
    let list = |poll: usize| -> Vec<Entry> {
        let story = |n: usize| Entry {
            text: format!("The council spoke of matter {n} and of {}.", ["ports", "roads", "mills"][n % 3]),
            ..entry(&format!("n{n}"))
        };
        write(poll, (0..8 + poll).rev().map(story).collect())
    };
    let mut world = World::with(&list(0));
    (1..9).map(|poll| world.read(&list(poll))).collect()
}

fn one_new_each() -> Vec<Vec<String>> {
    (1..9).map(|poll| vec![format!("new n{}", 7 + poll)]).collect()
}

#[test]
fn ids_that_are_places_hide_nothing() {
    let by_place = |list: Vec<Entry>| -> Vec<Entry> {
        let place = |(place, entry): (usize, Entry)| Entry {
            key: EntryKey::derive(Some(&format!("pos{place}")), None, "", None, ""),
            ..entry
        };
        list.into_iter().enumerate().map(place).collect()
    };
    let mut said = growing(|_, list| by_place(list));
    for words in &mut said {
        words.retain(|word| !word.starts_with("relink"));
    }
    assert_eq!(said, one_new_each());
}

#[test]
fn headlines_that_count_comments_are_no_edits() {
    let said = growing(|poll, list| {
        let count = |(at, entry): (usize, Entry)| Entry {
            title: format!("{} ({})", entry.title, at * 7 + poll * 13),
            ..entry
        };
        list.into_iter().enumerate().map(count).collect()
    });
    for (said, new) in said.iter().zip(one_new_each()) {
        assert!(said.len() == 1 && said[0].starts_with(&new[0]), "{said:?}");
    }
}

#[test]
fn a_feed_that_writes_itself_anew_each_time_is_held_once() {
    let said = growing(|poll, list| {
        let anew = |entry: Entry| Entry { title: format!("{poll} o'clock: {}", entry.title), ..entry };
        list.into_iter().map(anew).collect()
    });
    let new = |words: &[String]| words.iter().filter(|word| word.starts_with("new")).count();
    assert_eq!(said.iter().map(|words| new(words)).collect::<Vec<_>>(), [0, 2, 1, 1, 1, 1, 1, 1]);
}

#[test]
fn what_is_at_the_border_of_most_texts_in_a_few_words_is_no_edit() {
    const COUNTS: [&str; 5] =
        ["one comment", "two comments", "no comments", "many comments", "nobody has said a thing"];
    for is_last in [false, true] {
        let said = growing(|poll, list| {
            let count = |(at, entry): (usize, Entry)| {
                let count = COUNTS[(at * 7 + poll * 3) % 4];
                let text = if is_last {
                    format!("{}\n{count}", entry.text)
                } else {
                    format!("{count}\n{}", entry.text)
                };
                Entry { text, ..entry }
            };
            list.into_iter().enumerate().map(count).collect()
        });
        assert_eq!(said, one_new_each(), "{is_last}");
    }
}

#[test]
fn an_answer_in_which_all_texts_are_lost_edits_nothing() {
    for lost in ["", "Loading..."] {
        let said = growing(|poll, list| {
            let lose =
                |entry: Entry| if poll % 3 == 2 { Entry { text: lost.to_owned(), ..entry } } else { entry };
            list.into_iter().map(lose).collect()
        });
        let said: Vec<String> = said.into_iter().flatten().collect();
        // What came with it waits for the next answer; the last one had none.
        assert_eq!(said.iter().filter(|word| word.starts_with("new")).count(), 7, "{lost}: {said:?}");
        assert!(said.iter().all(|word| word.starts_with("new")), "{lost}: {said:?}");
    }
}

/// An entry under one id, at an address and with words of its own.
fn under(id: &str, address: &str, title: &str, text: &str) -> Entry {
    let link = format!("https://a.example/{address}");
    Entry { text: text.to_owned(), ..with_ids(Some(id), Some(&link), title) }
}

fn pier() -> Entry {
    under("slot", "pier", "Pier closed", "The harbour of Larn keeps its eastern pier shut until spring.")
}

fn chair() -> Entry {
    under("slot", "chair", "Velling elected", "Delegates chose Marta Velling as chair of their assembly.")
}

fn grain() -> Entry {
    under("slot", "grain", "Grain is dearer", "Wheat rose again, traders reported after weeks of drought.")
}

#[test]
fn another_article_under_a_known_id_is_another_entry() {
    let mut world = World::with(&[pier(), entry("a"), entry("b")]);
    let key = "displaced id:slot a.example/";
    let with = |slot: Entry| [slot, entry("a"), entry("b")];
    assert_eq!(world.read(&with(chair())), [format!("{key}pier"), "new Velling elected".to_owned()]);
    assert_eq!(world.read(&with(chair())), NOTHING);
    assert_eq!(world.read(&with(grain())), [format!("{key}chair"), "new Grain is dearer".to_owned()]);
    // An older list, and one that has both.
    assert_eq!(world.read(&with(chair())), NOTHING);
    assert_eq!(world.read(&[grain(), chair(), entry("a"), entry("b")]), ["relink Grain is dearer"]);
    assert_eq!(world.read(&with(grain())), ["relink Grain is dearer"]);
    // What is there is edited as any other.
    let mended = Entry { text: grain().text.replace("again", "twice"), ..grain() };
    assert_eq!(world.read(&with(mended))[0], "edit Grain is dearer");
    // Ids that change places.
    let short = || Entry { text: format!("{} So it is.", chair().text), ..chair() };
    let long = || Entry { text: format!("{} So it is.", pier().text), ..pier() };
    for (one, other) in [(pier(), chair()), (pier(), short()), (long(), chair())] {
        let b = |of: &Entry| Entry { key: entry("a").key, ..of.clone() };
        let mut world = World::with(&[one.clone(), b(&other), entry("b")]);
        let said = world.read(&[Entry { key: one.key.clone(), ..other.clone() }, b(&one), entry("b")]);
        assert!(!said.iter().any(|word| word.starts_with("new") || word.starts_with("edit")), "{said:?}");
    }
}

#[test]
fn an_article_that_keeps_its_words_its_address_or_its_headline_is_the_same() {
    let was = pier();
    for (words, now) in [
        ("the headline takes the address with it", under("slot", "pier-shut", "Pier shut", &was.text)),
        ("one address", Entry { link: was.link.clone(), ..chair() }),
        ("one headline", Entry { title: was.title.clone(), ..chair() }),
        ("too little to say", under("slot", "chair", "Live", "")),
        (
            "a longer text",
            under("slot", "x", "More", &format!("{} {}", was.text, "Other words follow it. ".repeat(9))),
        ),
    ] {
        let said = World::with(&[was.clone(), entry("a")]).read(&[now, entry("a")]);
        assert!(said.len() == 1 && said[0].starts_with("edit"), "{words}: {said:?}");
    }
    let numbered =
        |slug: &str, of: Entry| under("slot", &format!("2026/{slug}-10234.html"), &of.title, &of.text);
    let said = World::with(&[numbered("pier", pier())]).read(&[numbered("chair", chair())]);
    assert_eq!(said, ["edit Velling elected"], "the number of the article stands");
}

#[test]
fn other_articles_under_most_ids_wait_for_a_second_answer() {
    let words =
        ["wheat", "barley", "copper", "timber", "cotton", "silver", "sugar", "coffee", "cocoa", "nickel"];
    let list = |from: usize| -> Vec<Entry> {
        let one = |n: usize| {
            let word = |k: usize| format!("{}{}", words[(from + n + k) % 10], "s".repeat(from + n));
            let text = (0..8).map(word).collect::<Vec<_>>().join(" ");
            under(&format!("{n}"), &format!("{}", from + n), &word(0), &text)
        };
        (0..7).map(one).collect()
    };
    let mut world = World::with(&list(0));
    assert_eq!(world.read(&list(20)), NOTHING);
    assert_eq!(world.read(&list(0)), NOTHING);
    assert_eq!(world.read(&list(20)), NOTHING);
    let said = world.read(&list(20));
    assert_eq!(said.iter().filter(|word| word.starts_with("new")).count(), 7, "{said:?}");
}

/// Reports of one form, `figures` in each.
fn reports(form: &str, figures: &[u32]) -> Vec<Entry> {
    let report = |(n, figure): (usize, &u32)| {
        with_text(
            &format!("n{n}"),
            &form.replace("{n}", &figure.to_string()).replace("{own}", &"ab".repeat(n)),
        )
    };
    figures.iter().enumerate().map(report).collect()
}

#[test]
fn a_figure_that_is_corrected_in_one_of_many_bulletins_is_an_edit() {
    for form in [
        "Over the day {n} people were killed in the district, the administration said.",
        "Over the day {n} people were killed, the administration said. Of {own} it said no more.",
        "За сутки в районе погибли {n} человека, сообщили в администрации.",
        "EUR 1.{n}, RUB 2.1.",
        "Magnitude: 4.{n} | Depth: 10 km",
        "Killed: {n}\nThe district of {own} is quiet.",
    ] {
        let mut figures = [11, 12, 13, 14, 15, 16, 17, 18, 19, 20];
        let mut world = World::with(&reports(form, &figures));
        figures[3] = 41;
        assert_eq!(world.read(&reports(form, &figures)), ["edit n3"], "{form}");
        assert_eq!(world.read(&reports(form, &figures)), NOTHING, "{form}");
        world.wait(Duration::from_hours(48));
        figures[7] = 81;
        assert_eq!(world.read(&reports(form, &figures)), ["edit n7"], "{form}: days later too");
    }
}

#[test]
fn a_counter_that_moves_in_one_entry_at_a_time_is_learnt_within_a_day() {
    for (form, told) in
        [("This text was opened {n} times by somebody.", 2), ("Marta Velling opened a pier.\nopened: {n}", 1)]
    {
        let mut figures = [11, 12, 13, 14, 15, 16, 17, 18, 19, 20];
        let mut world = World::with(&reports(form, &figures));
        let mut edits = 0;
        for at in 0..9 {
            figures[at] += 40;
            edits += world.read(&reports(form, &figures)).len();
        }
        assert_eq!(edits, told, "{form}");
    }
}

#[test]
fn a_toll_that_many_reports_share_is_told_whenever_it_changes() {
    let form = "Report {own}.\nDead: {n}";
    let mut world = World::with(&[reports(form, &[12; 4]), numbered(10, 6)].concat());
    for toll in [21, 25, 31] {
        let body = [reports(form, &[toll; 4]), numbered(10, 6)].concat();
        assert_eq!(world.read(&body), ["edit n0", "edit n1", "edit n2", "edit n3"], "{toll}");
    }
}
