//! Operators of other systems that hang on a word, a bracket or a sign: `AFTER/3`, `5W`, `(3n)`, `<->`, `gas/5`, `<AND>`.

use super::habit::{Habit, HabitReading};
use super::letters::{digits, distance};
use super::operator::operator_word;
use super::token::QueryToken;
use super::tree::Reach;

/// The furthest distance that `5W` may be: a greater number is a power or a street.
const FURTHEST: u32 = 25;

/// The longest of these, in bytes.
const LONGEST: usize = 24;

/// A word with a slash and a number that stands where an operator would: `F/3`, `AFTER/3`, `РЯДОМ/5`; and `5W`.
pub(super) fn slashed(word: &str) -> Option<Habit> {
    if let Some(reach) = numbered(word) {
        return Some(operator(word.len(), word, reach, None));
    }
    let (name, number) = word.split_once('/')?;
    if let Some(reach) = within(name, number) {
        return Some(operator(word.len(), word, reach, None));
    }
    let count = distance(number)?;
    if !name.chars().all(char::is_alphabetic) {
        return None;
    }
    let instead = match name.to_uppercase().as_str() {
        "AFTER" | "PRECEDEDBY" => Some(format!("write the second before the first: b ONEAR/{count} a")),
        "NOTNEAR" | "NOT" => Some(format!("write a AND NOT (a NEAR/{count} b)")),
        upper if upper == name => None,
        "AROUND" | "CLOSE" => None,
        // What is looked for may be the word in front of the slash.
        _ => Some(format!("write {name} NEAR/{count}, or \"{word}\" in quotes if that is the word")),
    };
    let reach = match name {
        "F" | "FOLLOWEDBY" | "NEARO" | "NEXT" => Reach::InOrder(count),
        _ => Reach::Words(count),
    };
    Some(operator(word.len(), word, reach, instead))
}

/// One sentence or paragraph, and a distance whose order is told by a letter: `N/S`, `NEAR/P`, `NEAR/5f`.
fn within(name: &str, reach: &str) -> Option<Reach> {
    let known = ["n", "w", "near", "pre", "onear", "adj", "next", "within", "same"];
    if !known.contains(&name.to_ascii_lowercase().as_str()) {
        return None;
    }
    match reach.to_ascii_lowercase().as_str() {
        "s" | "sent" | "sentence" => Some(Reach::Sentence),
        "p" | "para" | "paragraph" => Some(Reach::Paragraph),
        ordered => distance(ordered.strip_suffix(['f', 'o'])?).map(Reach::InOrder),
    }
}

/// What stands in brackets or signs where an operator would: `(5W)`, `(3n)`, `(S)`, `<->`, `<3>`, `<<`, `/+3`, `/(1 3)`, `/N3/`.
pub(super) fn between_signs(rest: &str) -> Option<Habit> {
    // None is longer, and what is pasted may be endless.
    let rest = &rest[..rest.floor_char_boundary(LONGEST)];
    let first = rest.chars().next().filter(|first| matches!(first, '(' | '<' | '/'))?;
    let end = rest[1..].find([')', '>', '<', ' ']).map_or(rest.len(), |at| at + 1);
    match first {
        '(' if rest[end..].starts_with(')') => {
            let inner = rest[1..end].trim();
            let reach = match inner.to_ascii_lowercase().as_str() {
                "s" | "l" | "t" => Reach::Sentence,
                "p" | "f" => Reach::Paragraph,
                "w" => Reach::InOrder(1),
                "n" | "a" => Reach::Words(1),
                _ => numbered(inner)?,
            };
            Some(operator(end + 1, &rest[..=end], reach, None))
        }
        '<' if rest.starts_with("<->") => Some(operator(3, "<->", Reach::InOrder(1), None)),
        '<' if rest.starts_with("<<") && !rest.starts_with("<<<") => {
            Some(operator(2, "<<", Reach::InOrder(10), None))
        }
        '<' if rest[end..].starts_with('>')
            && let Some(word) = operator_word(&rest[1..end]) =>
        {
            let inner = &rest[1..end];
            let message = format!("`{}` is how other systems write an operator", &rest[..=end]);
            let help = word.mistake.map_or_else(|| format!("write {inner}"), |(_, _, help)| help);
            let reading = HabitReading::Token(word.token);
            Some(Habit { reading, bytes: end + 1, code: "foreign-operator", message, help })
        }
        '<' if rest[end..].starts_with('>') => {
            let count = distance(&rest[1..end])?;
            Some(operator(end + 1, &rest[..=end], Reach::InOrder(count), None))
        }
        '/' if rest.starts_with("/+") => {
            let number = digits(&rest[2..]);
            Some(operator(
                2 + number.len(),
                &rest[..2 + number.len()],
                Reach::InOrder(distance(number)?),
                None,
            ))
        }
        '/' if rest.starts_with("/(") => {
            let close = rest.find(')').filter(|close| *close < 16)?;
            let count = rest[2..close].split([' ', '-', '+']).filter_map(distance).max()?;
            Some(operator(close + 1, &rest[..=close], Reach::Words(count), None))
        }
        '/' => {
            let inner = &rest[1..end];
            let number = inner.strip_suffix('/')?.trim_start_matches(['n', 'N', 'f', 'F', 'w', 'W']);
            Some(operator(end, &rest[..end], Reach::Words(distance(number)?), None))
        }
        _ => None,
    }
}

/// `gas/5 oil`, `gas/s oil`, `gas.AND.oil`: an operator that is glued to the word before it; `next` is the word behind.
pub(super) fn glued_to_word(word: &str, next: &str) -> Option<Habit> {
    let plain = |name: &str| name.chars().nth(1).is_some() && name.chars().all(char::is_alphabetic);
    let dotted = ["AND", "OR", "NOT"].into_iter().find_map(|joint| {
        let (one, other) = word.split_once(&format!(".{joint}."))?;
        Some((one, format!("{one} {joint} {other}")))
    });
    let slashed = || {
        let (name, reach) = word.split_once('/').filter(|(name, _)| plain(name) && !next.is_empty())?;
        let number = reach.strip_prefix(['n', 'w', 'f', 'N', 'W', 'F']).unwrap_or(reach);
        let ours = match (reach, distance(number).filter(|count| *count <= FURTHEST)) {
            ("s" | "p", _) => format!("w/{reach}"),
            (_, Some(count)) => format!("NEAR/{count}"),
            _ => return None,
        };
        Some((name, format!("{name} {ours} {next}")))
    };
    let (name, instead) = dotted.or_else(slashed)?;
    Some(Habit {
        reading: HabitReading::Token(QueryToken::Word(name.to_owned())),
        bytes: word.len(),
        code: "foreign-operator",
        message: format!("`{word}` looks like a word and an operator of another system"),
        help: format!("write {instead}, or \"{word}\" in quotes if that is looked for"),
    })
}

/// `5W` and `3n`: a distance before its letter.
fn numbered(word: &str) -> Option<Reach> {
    let number = digits(word);
    let count = distance(number).filter(|count| *count <= FURTHEST)?;
    match &word[number.len()..] {
        "W" | "w" => Some(Reach::InOrder(count)),
        "N" | "n" | "A" | "a" => Some(Reach::Words(count)),
        _ => None,
    }
}

fn operator(bytes: usize, written: &str, reach: Reach, instead: Option<String>) -> Habit {
    let ours = match reach {
        Reach::Words(count) => format!("NEAR/{count}"),
        Reach::InOrder(count) => format!("ONEAR/{count}"),
        Reach::Sentence => "w/s".to_owned(),
        Reach::Paragraph => "w/p".to_owned(),
    };
    Habit {
        reading: HabitReading::Token(QueryToken::Near(reach)),
        bytes,
        code: "foreign-operator",
        message: format!("`{written}` looks like an operator of another system or language"),
        help: instead
            .unwrap_or_else(|| format!("write {ours}, or \"{written}\" in quotes if that is looked for")),
    }
}
