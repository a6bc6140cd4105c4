//! Forty invented events in four languages each, among articles about the same people: how many pairs are put together rightly.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::event::{EventGroups, FingerprintReader};

/// An article of the set.
struct Invented {
    event: &'static str,
    lang: &'static str,
    at: Timestamp,
    title: &'static str,
    text: &'static str,
}

fn articles(half: &str) -> Vec<Invented> {
    let lines = include_str!("invented.tsv").lines().filter(|line| !line.starts_with('#'));
    let articles = lines.map(|line| {
        let fields: Vec<&str> = line.split('\t').collect();
        let [event, lang, _publisher, at, title, text] = fields[..] else { panic!("{line}") };
        let at = at.parse().expect("the times of the set are well-formed");
        Invented { event, lang, at, title, text }
    });
    articles.filter(|article| article.event.starts_with(half)).collect()
}

/// How an article of the set is told.
#[derive(Debug, Clone, Copy)]
enum Told {
    /// As it stands.
    Whole,
    /// Every second one in its first sentence, as flashes are.
    InShort,
    /// With a paragraph on something else, as newsrooms add what happened before.
    WithBackground,
}

impl Told {
    fn text(self, articles: &[Invented], at: usize) -> String {
        let article = &articles[at];
        match self {
            Self::InShort if at.is_multiple_of(2) => {
                let first = names::sentences(article.text).into_iter().next().unwrap_or_default();
                article.text[first].to_owned()
            }
            Self::WithBackground => {
                let earlier = articles[..at].iter().rev();
                let mut others =
                    earlier.filter(|other| other.lang == article.lang && other.event != article.event);
                let background = others.nth(1).map_or("", |other| other.text);
                format!("{}\n\n{background}", article.text)
            }
            Self::Whole | Self::InShort => article.text.to_owned(),
        }
    }
}

/// Pairs of articles.
#[derive(Debug, Default)]
struct Pairs {
    /// Of one event and put together.
    right: usize,
    /// Put together.
    together: usize,
    /// Of one event.
    all: usize,
}

/// Groups a half as it came, and compares every pair with what is so.
fn measure(half: &str, told: Told) -> Pairs {
    let (mut reader, mut groups) = (FingerprintReader::default(), EventGroups::default());
    let articles = articles(half);
    let grouped: Vec<i64> = (0..)
        .zip(&articles)
        .map(|(number, article)| {
            let text = told.text(&articles, usize::try_from(number).expect("it counts"));
            groups.add(number, &reader.read((article.title, &text), &[], ""), article.at)
        })
        .collect();
    let mut pairs = Pairs::default();
    for (at, one) in articles.iter().enumerate() {
        for (other_at, other) in articles.iter().enumerate().take(at) {
            let (same, together) = (one.event == other.event, grouped[at] == grouped[other_at]);
            pairs.all += usize::from(same);
            pairs.together += usize::from(together);
            pairs.right += usize::from(same && together);
        }
    }
    pairs
}

#[test]
#[expect(clippy::cast_precision_loss, reason = "there are some hundred pairs")]
fn pairs_of_one_event_are_put_together_and_no_others() {
    let halves = [("a", "tuned on"), ("b", "looked at only"), ("", "both")];
    let ways = [Told::Whole, Told::InShort, Told::WithBackground];
    for ((half, name), told) in halves.into_iter().flat_map(|half| ways.map(|told| (half, told))) {
        let Pairs { right, together, all } = measure(half, told);
        let (precision, recall) = (right as f64 / together as f64, right as f64 / all as f64);
        println!(
            "{name}, {told:?}: precision {precision:.3} recall {recall:.3} ({right} of {together}, {all})"
        );
        let (least, found) = if matches!(told, Told::Whole) { (0.97, 0.95) } else { (0.88, 0.75) };
        assert!(precision >= least && recall >= found, "{name}, {told:?}: {precision} {recall}");
    }
}

#[test]
fn every_event_of_the_set_is_told_in_four_languages() {
    let mut languages: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for article in articles("").into_iter().filter(|article| !article.event.contains('x')) {
        languages.entry(article.event).or_default().push(article.lang);
    }
    assert_eq!(languages.len(), 40);
    for (event, mut told) in languages {
        told.sort_unstable();
        told.dedup();
        assert_eq!(told.len(), 4, "{event}");
    }
}

#[test]
fn a_surname_in_the_headline_and_the_whole_name_below_are_one_name() {
    for pair in [
        [
            ("Жапаров открыл завод", "Садыр Жапаров открыл цементный завод."),
            ("Жапаров помиловал осуждённых", "Президент Садыр Жапаров подписал указ о помиловании."),
        ],
        [
            ("Shahbazov opens a plant", "Energy Minister Parviz Shahbazov has opened a plant."),
            ("Shahbazov receives envoys", "Energy Minister Parviz Shahbazov has received three envoys."),
        ],
        [
            (
                "Тасмагамбетов прибыл на учения",
                "Имангали Нургалиевич Тасмагамбетов прибыл на учения. Тасмагамбетов осмотрел технику.",
            ),
            (
                "Тасмагамбетов дал интервью",
                "Имангали Тасмагамбетов дал интервью. Тасмагамбетов ответил на вопросы.",
            ),
        ],
    ] {
        let (mut reader, mut groups) = (FingerprintReader::default(), EventGroups::default());
        let at: Timestamp = "2026-11-30T08:00:00Z".parse().expect("a time");
        let events = [0, 1].map(|number: i64| {
            let article = pair[usize::try_from(number).expect("it counts")];
            groups.add(number, &reader.read(article, &[], ""), at)
        });
        assert_ne!(events[0], events[1], "{pair:?}");
    }
}
