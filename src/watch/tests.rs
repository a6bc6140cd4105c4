//! The evaluator against a naive one that knows no lexicon, no tokens and no compiled query.

use std::collections::BTreeSet;

use super::compile::compile;
use super::compile::tests::sources;
use super::explain::explain;
use super::item::Item;

/// Some as short as what a full stop may belong to: a phrase must not go on behind it all the same.
const WORDS: [&str; 8] = ["kabolit", "lomedur", "zutirag", "pevunos", "harimek", "vum", "kix", "zeb"];

/// A small generator of numbers: the same run every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap_or(0) % sides
    }

    fn word(&mut self) -> &'static str {
        WORDS[self.roll(WORDS.len())]
    }
}

#[derive(Debug, Clone)]
enum Query {
    Word(Option<&'static str>, &'static str),
    Phrase(&'static str, &'static str),
    And(Vec<Query>),
    Or(Vec<Query>),
    Not(Box<Query>),
    /// Words, or in order, or sentence, or paragraph.
    Near(&'static str, usize, Box<Query>, Box<Query>),
    AtLeast(usize, Box<Query>),
}

impl Query {
    fn random(dice: &mut Dice, depth: usize) -> Self {
        let several =
            |dice: &mut Dice| (0..2 + dice.roll(2)).map(|_| Self::random(dice, depth - 1)).collect();
        match if depth == 0 { dice.roll(4) } else { dice.roll(14) } {
            0..=2 => Self::word(dice),
            3 => Self::Phrase(dice.word(), dice.word()),
            4..=6 => Self::And(several(dice)),
            7 | 8 => Self::Or(several(dice)),
            9 => Self::And(vec![Self::word(dice), Self::Not(Box::new(Self::random(dice, depth - 1)))]),
            10 => Self::AtLeast(1 + dice.roll(3), Box::new(Self::words(dice))),
            _ => {
                let sign = ["NEAR/", "ONEAR/", "w/", "pre/", "w/s", "w/p"][dice.roll(6)];
                let left = match dice.roll(5) {
                    0 | 1 => Self::near_pair(dice),
                    2 => Self::Near(
                        "w/",
                        1 + dice.roll(6),
                        Box::new(Self::near_pair(dice)),
                        Box::new(Self::word(dice)),
                    ),
                    _ => Self::words(dice),
                };
                let right = if dice.roll(4) == 0 {
                    Self::And(vec![Self::word(dice), Self::words(dice)])
                } else {
                    Self::words(dice)
                };
                Self::Near(sign, 1 + dice.roll(6), Box::new(left), Box::new(right))
            }
        }
    }

    fn word(dice: &mut Dice) -> Self {
        let field = [None, None, None, Some("title"), Some("text"), Some("lead")][dice.roll(6)];
        Self::Word(field, dice.word())
    }

    fn words(dice: &mut Dice) -> Self {
        match dice.roll(3) {
            0 => Self::Or(vec![Self::word(dice), Self::word(dice)]),
            1 => Self::Phrase(dice.word(), dice.word()),
            _ => Self::word(dice),
        }
    }

    fn near_pair(dice: &mut Dice) -> Self {
        Self::Near("w/", 1 + dice.roll(6), Box::new(Self::word(dice)), Box::new(Self::word(dice)))
    }

    fn written(&self) -> String {
        let all = |parts: &[Self], joint: &str| {
            format!("({})", parts.iter().map(Self::written).collect::<Vec<_>>().join(joint))
        };
        match self {
            Self::Word(field, word) => field.map_or((*word).to_owned(), |field| format!("{field}:{word}")),
            Self::Phrase(first, second) => format!("\"{first} {second}\""),
            Self::And(parts) => all(parts, " AND "),
            Self::Or(parts) => all(parts, " OR "),
            Self::Not(inner) => format!("(NOT {})", inner.written()),
            Self::Near(sign, most, left, right) => {
                let sign = if sign.ends_with('/') { format!("{sign}{most}") } else { (*sign).to_owned() };
                format!("({} {sign} {})", left.written(), right.written())
            }
            Self::AtLeast(count, inner) => format!("ATLEAST/{count}({})", inner.written()),
        }
    }
}

/// One word of a text with all that a query may ask about its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Token {
    title: bool,
    at: usize,
    sentence: usize,
    paragraph: usize,
    lead: bool,
    /// Whether nothing but a space stands before it: no comma, no end of a sentence.
    joined: bool,
    word: &'static str,
}

/// A text made of known words; where each stands is known from making it, not from reading it.
fn random_text(dice: &mut Dice, title: bool) -> (String, Vec<Token>) {
    let (mut text, mut tokens) = (String::new(), Vec::new());
    let (mut sentence, mut at, mut lead) = (0, 0, !title);
    for paragraph in 0..=if title { 0 } else { dice.roll(4) } {
        text.push_str(if paragraph == 0 { "" } else { "\n\n" });
        for number in 0..=dice.roll(3) {
            text.push_str(if number == 0 { "" } else { " " });
            for place in 0..=dice.roll(12) {
                let word = dice.word();
                let joined = place > 0 && dice.roll(2) == 0;
                text.push_str(if place == 0 {
                    ""
                } else if joined {
                    " "
                } else {
                    ", "
                });
                let start = if place == 0 { word[..1].to_uppercase() } else { word[..1].to_owned() };
                text.push_str(&start);
                text.push_str(&word[1..]);
                tokens.push(Token { title, at, sentence, paragraph, lead, joined, word });
                at += 1;
            }
            text.push('.');
            sentence += 1;
            lead &= text.len() < 300;
        }
    }
    (text, tokens)
}

/// The words of a mention, or of all mentions that proximity joined, by place.
type Span = Vec<Token>;

fn spans(query: &Query, tokens: &[Token]) -> Vec<Span> {
    match query {
        Query::Word(field, word) => {
            let counts = |token: &&Token| match *field {
                Some("title") => token.title,
                Some("text") => !token.title,
                Some("lead") => token.lead,
                _ => true,
            };
            tokens.iter().filter(|token| token.word == *word).filter(counts).map(|t| vec![*t]).collect()
        }
        Query::Phrase(first, second) => tokens
            .windows(2)
            .filter(|pair| pair[0].word == *first && pair[1].word == *second && pair[1].joined)
            .map(<[Token]>::to_vec)
            .collect(),
        Query::Or(parts) => parts.iter().flat_map(|part| spans(part, tokens)).collect(),
        Query::Near(sign, most, left, right) => {
            let mut found = Vec::new();
            for one in spans(left, tokens) {
                found.extend(spans(right, tokens).iter().filter_map(|other| near(sign, *most, &one, other)));
            }
            found
        }
        Query::And(_) | Query::Not(_) | Query::AtLeast(..) => Vec::new(),
    }
}

/// The words of both, where they are close enough and have none in common. What stands in the gaps of the other is
/// next to it.
fn near(sign: &str, most: usize, one: &Span, other: &Span) -> Option<Span> {
    let (mut all, ends) =
        ([one.as_slice(), other].concat(), |span: &Span| (span[0].at, span[span.len() - 1].at));
    let ((first, last), (other_first, other_last)) = (ends(one), ends(other));
    let apart = other_first.saturating_sub(last).max(first.saturating_sub(other_last));
    let same = |value: fn(&Token) -> usize| all.iter().all(|token| value(token) == value(&all[0]));
    let close = match sign {
        "w/s" => same(|token| token.sentence),
        "w/p" => same(|token| token.paragraph),
        "ONEAR/" | "pre/" => last < other_first && apart <= most,
        _ => apart <= most,
    };
    let near = close
        && all.iter().all(|token| token.title == all[0].title)
        && !one.iter().any(|token| other.contains(token));
    all.sort_unstable_by_key(|token| token.at);
    near.then_some(all)
}

fn holds(query: &Query, tokens: &[Token]) -> bool {
    match query {
        Query::Word(..) | Query::Phrase(..) => !spans(query, tokens).is_empty(),
        Query::And(parts) => parts.iter().all(|part| holds(part, tokens)),
        Query::Or(parts) => parts.iter().any(|part| holds(part, tokens)),
        Query::Not(inner) => !holds(inner, tokens),
        Query::AtLeast(count, inner) => {
            let places = spans(inner, tokens).into_iter().map(|span| (span[0], span[span.len() - 1]));
            places.collect::<BTreeSet<_>>().len() >= *count
        }
        Query::Near(sign, most, left, right) => match &**right {
            Query::And(parts) => parts
                .iter()
                .all(|part| holds(&Query::Near(sign, *most, left.clone(), Box::new(part.clone())), tokens)),
            _ => !spans(query, tokens).is_empty(),
        },
    }
}

#[test]
fn the_evaluator_agrees_with_a_naive_one() {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let (mut queries, mut matched) = (0, 0);
    while queries < 1000 {
        let query = Query::random(&mut dice, 3);
        let text = format!("query = '{}'", query.written());
        // What can never or always match is refused, which tests of its own hold.
        let Some(watchlists) = compile(&sources(&[("a", &text)])).watchlists else { continue };
        queries += 1;
        let mut matcher = watchlists.matcher();
        for _ in 0..4 {
            let (title, mut tokens) = random_text(&mut dice, true);
            let (text, more) = random_text(&mut dice, false);
            tokens.extend(more);
            let item = Item { title: &title, text: &text, ..Item::default() };
            let found = matcher.matches(&item);
            matched += found.len();
            assert_eq!(!found.is_empty(), holds(&query, &tokens), "{}\n{title}\n\n{text}", query.written());
            let explained = explain(&mut matcher, "a", &item).expect("it is there");
            assert_eq!(explained.matches, !found.is_empty());
            assert_eq!(explained.missing.is_empty(), !found.is_empty(), "{}", query.written());
            for found in found {
                check_excerpts(&found, &item);
            }
        }
    }
    assert!((1000..3000).contains(&matched), "{matched} of 4000 matched: the texts test little");
}

/// Excerpts are words of the item, not too long, and mark whole words.
fn check_excerpts(found: &super::found::Match, item: &Item<'_>) {
    assert!((1..=3).contains(&found.excerpts.len()));
    for excerpt in &found.excerpts {
        let field = if excerpt.field == super::item::Field::Title { item.title } else { item.text };
        let flat = field.replace('\n', " ");
        let body = excerpt.text.trim_start_matches("… ").trim_end_matches(" …");
        assert!(flat.contains(body), "{body}\n{flat}");
        assert!(excerpt.text.chars().count() <= 400);
        let mut last = 0;
        for (start, end) in &excerpt.marks {
            assert!(last <= *start && start < end);
            let border = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
            assert!(
                border(excerpt.text[..*start].chars().next_back())
                    && border(excerpt.text[*end..].chars().next())
            );
            last = *end;
        }
    }
}
