//! What is an edit, what is none, and in which order the places of an edit are told.

use crate::change::content::Passage;
use crate::change::{ComparedRevision, Extent, Fate, TextChange, Weight, compare};

fn written(passage: &Passage) -> String {
    let run = |run: &crate::change::Run| match run.fate {
        Fate::Kept => run.text.clone(),
        Fate::Removed => format!("[-{}-]", run.text),
        Fate::Added => format!("{{+{}+}}", run.text),
    };
    passage.runs.iter().map(run).collect()
}

fn of(before: &str, after: &str, watched: &[&str]) -> Option<TextChange> {
    let hits = |text: &str| {
        let mentions = watched.iter().flat_map(|name| text.match_indices(*name));
        mentions.map(|(at, name)| (at, at + name.len())).collect::<Vec<_>>()
    };
    let (old, new) = (hits(before), hits(after));
    compare(
        &ComparedRevision {
            title: "The same title",
            text: before,
            text_hits: &old,
            ..ComparedRevision::default()
        },
        &ComparedRevision {
            title: "The same title",
            text: after,
            text_hits: &new,
            ..ComparedRevision::default()
        },
    )
}

#[test]
fn what_a_reader_does_not_see_is_no_edit() {
    let check = |before: &str, after: &str| {
        assert_eq!(of(before, after, &[]), None, "{before:?} and {after:?}");
    };
    check("One  two\n\nthree.", "One two\nthree.");
    check("“One” – two’s", "«One» — two's");
    check("co\u{ad}operation\u{200b} now", "cooperation now");
    check("Wait…", "Wait...");
    check("News.\nUpdated at 14:05", "News.\nUpdated at 15:10");
    check("News.", "News.\n1 234 просмотра");
    check("News.\nRead also: one", "News.\nRead also: another\nRead also: a third");
    check("First.\nSecond.\nThird.", "Third.\nFirst.\nSecond.");
    check("", "");
}

#[test]
fn a_correction_is_told_in_its_publishers_words() {
    for (before, after, expected) in [
        ("One.", "Two.\nCorrection: it was two.", Some("Correction: it was two.")),
        ("One.", "CORRECTION (12:40): it was two.\nTwo.", Some("CORRECTION (12:40): it was two.")),
        (
            "One.",
            "Two.\nAn earlier version of this article said one.",
            Some("An earlier version of this article said one."),
        ),
        ("Один.", "Два.\nПоправка: было два.", Some("Поправка: было два.")),
        ("Bir.", "İki.\nDüzəliş: iki idi.", Some("Düzəliş: iki idi.")),
        ("One.\nCorrection: it was one.", "Two.\nCorrection: it was one.", None),
        ("One.", "One.\nCorrection officers met on Friday.", None),
        ("One.", "Two.", None),
    ] {
        let change = of(before, after, &[]).expect("there is a difference");
        assert_eq!(change.correction.as_deref(), expected, "{after}");
    }
}

#[test]
fn an_edit_is_shown_by_word() {
    let check = |before: &str, after: &str, expected: &[&str]| {
        let change = of(before, after, &[]).expect("there is a difference");
        let shown: Vec<String> = change.passages.iter().map(written).collect();
        assert_eq!(shown, expected, "{before:?} and {after:?}");
    };
    check(
        "We invited Baku to join the bloc, he said.",
        "We invited Baku to an exercise of the bloc, he said.",
        &["We invited Baku to [-join-]{+an exercise of+} the bloc, he said."],
    );
    check("Killed: 5 people.", "Killed: 7 people.", &["Killed: [-5-]{+7+} people."]);
    check("He said so now.", "He said so.", &["He said so [-now-]."]);
    check("He said so.", "He said so, again.", &["He said so{+, again+}."]);
    check("Курс 1.7000 маната.", "Курс 1.7100 маната.", &["Курс [-1.7000-]{+1.7100+} маната."]);
    check("One.", "One.\nTwo.\nThree.", &["{+Two.+}", "{+Three.+}"]);
    check("One.\nTwo.", "One.", &["[-Two.-]"]);
    // A scrap between two changes is no help; a sentence with other words stands beside the old one.
    check(
        "a b c d e f g h one two of three four i j k l m n",
        "a b c d e f g h five six of seven eight i j k l m n",
        &["a b c d e f g h [-one two of three four-]{+five six of seven eight+} i j k l m n"],
    );
    check("A whole sentence.", "Nothing like before!", &["[-A whole sentence.-]{+Nothing like before!+}"]);
}

#[test]
fn far_words_are_left_out_and_what_is_cut_is_counted() {
    let far = "so it went on and on for many words until the end of all days came near and then";
    let before = format!("He came. {far} {far} he left.");
    let after = format!("She came. {far} {far} she left.");
    let change = of(&before, &after, &[]).expect("there is a difference");
    let shown: Vec<String> = change.passages.iter().map(written).collect();
    assert_eq!(
        shown,
        [
            "[-He-]{+She+} came. so it went on and on for many words …",
            "… until the end of all days came near and then [-he-]{+she+} left."
        ]
    );
    let long = "word ".repeat(200);
    let change = of("One.", &format!("One.\n{long}"), &[]).expect("there is a difference");
    assert!(written(&change.passages[0]).ends_with("word … (110 more words)+}"));
    let many: String = (0..20).map(|n| format!("Line number {n}.\n")).collect();
    let change = of("One.", &format!("One.\n{many}"), &[]).expect("there is a difference");
    assert_eq!((change.passages.len(), change.more), (6, 14));
}

#[test]
fn what_went_away_near_a_name_is_told_first() {
    let before = "The drill begins in August.\nBaku was asked to join the CSTO and agreed. Tea was served.\n\
        The end is as it was.";
    let after =
        "Rain fell.\nThe drill begins in May.\nBaku was asked. Tea was served.\nThe end is as it was.";
    let change = of(before, after, &["CSTO"]).expect("there is a difference");
    let weights: Vec<Weight> = change.passages.iter().map(|passage| passage.weight).collect();
    assert_eq!(weights[0], Weight::RemovedNearName);
    assert!(weights.is_sorted());
    assert_eq!(change.weight(), Weight::RemovedNearName);
    assert!(written(&change.passages[0]).contains("[-to join the CSTO and agreed-]"), "{change:?}");
    let change = of("Tea was served.", "Tea was served.\nThe CSTO met.", &["CSTO"]).expect("a difference");
    assert_eq!(change.weight(), Weight::AddedNearName);
}

#[test]
fn a_rewritten_text_shows_what_went_with_the_name_and_how_it_begins_now() {
    let prose = |word: &str| format!("{} end.", word.repeat(60));
    let before = format!("{}\nThe CSTO invited Baku on Monday.\n{}", prose("old "), prose("Older "));
    let after = format!("{}\n{}", prose("new "), prose("Newer "));
    let change = of(&before, &after, &["CSTO"]).expect("there is a difference");
    assert_eq!(change.extent, Extent::Rewritten);
    assert_eq!(written(&change.passages[0]), "[-The CSTO invited Baku on Monday.-]");
    assert!(written(&change.passages[1]).starts_with("{+new new"));
    assert_eq!(change.passages.len(), 2);
}

#[test]
fn a_title_is_compared_whole() {
    let before =
        ComparedRevision { title: "CSTO invites Baku", title_hits: &[(0, 4)], ..ComparedRevision::default() };
    let after = ComparedRevision {
        title: "CSTO and Baku hold an exercise",
        title_hits: &[(0, 4)],
        ..ComparedRevision::default()
    };
    let change = compare(&before, &after).expect("the title changed");
    let title = change.title.as_ref().expect("the title changed");
    assert_eq!(written(title), "CSTO [-invites Baku-]{+and Baku hold an exercise+}");
    assert_eq!((title.weight, change.weight()), (Weight::RemovedNearName, Weight::RemovedNearName));
}

#[test]
fn long_texts_take_bounded_work() {
    let line = |n: usize, word: &str| format!("{word} {n} {}\n", "a b c d e f ".repeat(n % 7));
    let text = |word: &str| (0..9000).map(|n| line(n, word)).collect::<String>();
    let change = of(&text("one"), &text("two"), &[]).expect("there is a difference");
    assert_eq!((change.extent, change.passages.len()), (Extent::Rewritten, 1));
}
