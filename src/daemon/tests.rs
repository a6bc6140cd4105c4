//! What the daemon does beside polling, with the clock in the hands of the test.

use testkit::Reply;

use crate::daemon::test_installation::{TestInstallation, rss};
use crate::daemon::upkeep::tidy;
use crate::deliver::silence::silent_languages;
use crate::store::Connection;
use crate::store::ledger::told_lines;
use crate::store::parked::restore_subscriber;
use crate::store::readers::{SuppressionCause, suppress};
use crate::store::subscribers::subscriber;

/// Day `day` of a feed in a language that says these words each day, three items a day.
fn say(test: &TestInstallation, path: &str, day: i64, words: &str) {
    let pages: Vec<String> = (0..3).map(|n| format!("https://news.example.org{path}/{day}/{n}")).collect();
    let items: Vec<(&str, &str, &str)> = pages.iter().map(|page| (page.as_str(), words, words)).collect();
    test.feeds.answer(path, [Reply::feed(rss(&items))]);
}

/// The mails to the operators, as text with its soft line ends taken out.
fn told(test: &TestInstallation) -> Vec<String> {
    test.compose();
    test.deliver();
    let mut mails: Vec<_> = std::fs::read_dir(test.files.path("mail"))
        .map(|folder| folder.map(|file| file.expect("a file").path()).collect())
        .unwrap_or_default();
    mails.retain(|mail: &std::path::PathBuf| mail.to_string_lossy().contains("ops@"));
    let read = |mail: &std::path::PathBuf| std::fs::read_to_string(mail).expect("a mail is text");
    mails.iter().map(read).map(|text| text.replace("=\r\n", "")).collect()
}

#[test]
fn what_is_found_while_an_address_takes_nothing_is_told_when_it_is_restored() {
    const DAY: i64 = 24 * 60;
    const READER: &str = "a@example.org";
    const TEXTS: [&str; 2] = [
        "Ministers of the CSTO signed a treaty on borders.",
        "Observers of the CSTO left for the harbour of Larn.",
    ];
    for (cause, days, told) in [
        (SuppressionCause::Refused, 3, 2),
        (SuppressionCause::Gone, 3, 2),
        (SuppressionCause::Left, 3, 0),
        (SuppressionCause::Refused, 40, 0),
    ] {
        let mut test = TestInstallation::new();
        test.edit("watchlists/csto.toml", "title = \"CSTO\"\nquery = \"CSTO\"\n");
        let publish = |test: &TestInstallation, items: usize| {
            const LINKS: [&str; 2] = ["https://a.example/1", "https://a.example/2"];
            let items: Vec<(&str, &str, &str)> =
                LINKS.into_iter().zip(TEXTS).take(items).map(|(link, text)| (link, text, text)).collect();
            test.publish(&items);
            test.poll();
        };
        publish(&test, 0);
        test.pass(DAY);
        test.compose();
        let now = test.now();
        let store = || &test.workers.installation.store;
        let off = move |connection: &Connection| {
            let id = subscriber(connection, READER)?.expect("it is listed").id;
            suppress(connection, id, cause, now)
        };
        store().write_blocking(off).expect("it can be written");
        for more in [1, 2] {
            publish(&test, more);
            test.pass(days * DAY / 2);
            test.compose();
        }
        let now = test.now();
        let restore = move |connection: &Connection| restore_subscriber(connection, READER, now);
        assert!(store().write_blocking(restore).expect("it can be written"));
        test.pass(DAY);
        let before = store().read(told_lines).expect("it can be read").len();
        test.compose();
        let after = store().read(told_lines).expect("it can be read").len();
        assert_eq!(after - before, told, "{cause:?} {days}");
    }
}

#[test]
fn a_silent_language_is_told_once_then_weekly_and_its_end_too() {
    let mut test = TestInstallation::new();
    let feed = |path: &str, lang: &str| {
        format!(
            "[[feed]]\nurl = \"{}\"\nlang = \"{lang}\"\ntags = [\"x\"]\nfull_text = false\n",
            test.feeds.url(path)
        )
    };
    let files = [feed("/ru", "ru"), feed("/tr", "tr")].concat();
    test.edit("feeds.toml", &files);
    test.edit("subscribers.toml", "");
    let mut counts = Vec::new();
    for day in 0..40 {
        say(&test, "/ru", day, "Саммит ОДКБ");
        // Once the name is known in Turkish too.
        say(&test, "/tr", day, if day < 30 { "KGAÖ zirvesi" } else { "CSTO zirvesi" });
        test.poll();
        tidy(&test.workers.installation, test.now()).expect("the store is open");
        counts.push(told(&test).len());
        test.pass(24 * 60);
    }
    // The first fourteen days say nothing; then once, weekly, and the end: on the first day with a match.
    let mut expected = [0; 40];
    for day in [14, 21, 28, 30] {
        expected[day..].iter_mut().for_each(|count| *count += 1);
    }
    assert_eq!(counts, expected);
    let mails = told(&test);
    let all = mails.join("\n");
    assert!(all.contains("csto never matches in Turkish"), "{all}");
    assert!(all.contains("csto matches in Turkish again"), "{all}");
    assert!(all.contains("in other languages: Russian 4"), "{all}");
    let silent = |test: &TestInstallation| {
        let look = |connection: &_| silent_languages(connection, &test.loaded.watchlists, test.now());
        test.workers.installation.store.read(look).expect("the store is open")
    };
    assert_eq!(silent(&test), []);
}
