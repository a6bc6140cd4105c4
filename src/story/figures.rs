//! How many copies are folded, and how many others: printed, and held.

use super::groups::{GroupedArticle, StoryGroups};

/// Articles of each kind.
const ARTICLES: u64 = 100;

/// Words that follow from a number.
struct Prose(u64);

impl Prose {
    fn pick(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % below
    }

    fn word(&mut self) -> String {
        const SYLLABLES: [&str; 16] = [
            "ba", "cor", "del", "fen", "gar", "hol", "in", "kem", "lor", "min", "nor", "pal", "ro", "sten",
            "tur", "ven",
        ];
        // As in a language: a few words are in every sentence, most are rare.
        match self.pick(3) {
            0 => ["the", "of", "and", "in", "to", "was", "said", "that"][self.pick(8)].to_owned(),
            _ => (0..2 + self.pick(2)).map(|_| SYLLABLES[self.pick(16)]).collect(),
        }
    }

    fn words(&mut self, count: usize) -> Vec<String> {
        (0..count).map(|_| self.word()).collect()
    }

    /// A copy with so many words in a hundred changed.
    fn changed(&mut self, words: &[String], share: usize) -> Vec<String> {
        words.iter().map(|word| if self.pick(100) < share { self.word() } else { word.clone() }).collect()
    }
}

/// Puts a whole article of one publisher and what another makes of it into stories, for each of a hundred articles; answers
/// how many of them were folded.
fn folded(copy: impl Fn(&mut Prose, &[String]) -> Vec<String>) -> usize {
    let mut groups = StoryGroups::default();
    let mut count = 0;
    for number in 0..ARTICLES {
        let mut prose = Prose(number + 1);
        let length = 150 + prose.pick(600);
        let whole = prose.words(length);
        let copy = copy(&mut prose, &whole);
        let mut add = |words: &[String], publisher| {
            let (title, text) = (prose.words(6).join(" "), words.join(" "));
            groups.add(&GroupedArticle {
                title: &title,
                text: &text,
                publisher: Some(publisher),
                published: None,
            })
        };
        let (first, second) = (add(&whole, "one"), add(&copy, "two"));
        assert!(first == 2 * usize::try_from(number).expect("it is small"), "two articles are one story");
        count += usize::from(first == second);
    }
    count
}

#[test]
fn copies_and_teasers_are_folded() {
    let teaser = |prose: &mut Prose, whole: &[String], share| prose.changed(&whole[..40], share);
    for (name, count, least) in [
        ("copies with 5 % of their words changed", folded(|prose, whole| prose.changed(whole, 5)), 100),
        ("copies with 10 % of their words changed", folded(|prose, whole| prose.changed(whole, 10)), 100),
        ("teasers of 40 words", folded(|prose, whole| teaser(prose, whole, 0)), 90),
        ("teasers of 40 words, of which 5 % are changed", folded(|prose, whole| teaser(prose, whole, 5)), 70),
    ] {
        println!("{name}: {count} of {ARTICLES} folded");
        assert!(count >= least, "{name}: {count}");
    }
}

/// Pairs that are no copies, of one publisher and of two, and how many of a hundred are taken for one story.
#[test]
fn what_is_no_copy_is_not_folded() {
    let bulletin = |number: u64, figure: u64| {
        let mut prose = Prose(number + 1_000);
        let (before, after) = (prose.words(30).join(" "), prose.words(60).join(" "));
        format!("{before} {figure} people were hurt in the district by 18:00. {after}")
    };
    let quoting = |number: u64, other: u64| {
        let (mut shared, mut own) = (Prose(number + 2_000), Prose(number + 3_000 + 1_000 * other));
        [own.words(90), shared.words(25), own.words(90)].concat().join(" ")
    };
    let flash = |number: u64, figure: u64| {
        let words = Prose(number + 9_000).words(24).join(" ");
        format!("{figure} dead after the fire in {words}")
    };
    let pairs = |one: &str, two: &str, make: &dyn Fn(u64, u64) -> String| {
        let mut groups = StoryGroups::default();
        let mut add = |text: String, publisher: &str| {
            let article = GroupedArticle {
                title: "Evening report of the day",
                text: &text,
                publisher: Some(publisher),
                published: None,
            };
            groups.add(&article)
        };
        (0..ARTICLES).filter(|number| add(make(*number, 2), one) == add(make(*number, 15), two)).count()
    };
    for (name, wrong) in [
        ("bulletins of one publisher that differ in a figure", pairs("one", "one", &bulletin)),
        ("flashes of two publishers that differ in a figure", pairs("one", "two", &flash)),
        ("articles that quote the same sentences", pairs("one", "two", &quoting)),
    ] {
        println!("{name}: {wrong} of {ARTICLES} folded");
        assert_eq!(wrong, 0, "{name}");
    }
}
