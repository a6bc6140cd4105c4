//! What is written out of habit where other systems have more than a word: conditions, functions, distances with other signs.

use super::foreign::{field_meant, segment};
use super::letters::{digits, distance};
use super::token::QueryToken;
use super::tree::Reach;

/// One mistake that takes several words or signs.
pub(super) struct Habit {
    pub(super) reading: HabitReading,
    /// How many bytes of the query it takes.
    pub(super) bytes: usize,
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) help: String,
}

/// What a habit is read as, so that what stands beside it is not blamed.
pub(super) enum HabitReading {
    Token(QueryToken),
    /// Left out; what stands behind it is read.
    Nothing,
    /// Left out together with the operator that joins it to its neighbours.
    WithItsJoint,
}

/// Names of conditions that a query here cannot hold.
const CONDITIONS: [&str; 16] = [
    "date",
    "pubdate",
    "wc",
    "words",
    "length",
    "load-date",
    "pd",
    "year",
    "relevance",
    "before",
    "after",
    "since",
    "until",
    "filetype",
    "authorfollowers",
    "reach",
];
/// How Lexis compares a date in words.
const COMPARED: [&str; 8] = ["aft", "bef", "after", "before", "is", "geq", "leq", "between"];

/// What stands before the number of a distance, out of habit.
const APART: [char; 8] = [' ', '/', '-', ':', '=', ',', '_', '~'];

/// How far is looked for the end of such a thing, in bytes: none is longer, and what is pasted may be endless.
const LONGEST: usize = 300;

/// The habit that `rest` of a query begins with, `word` being its first word.
pub(super) fn habit(word: &str, rest: &str) -> Option<Habit> {
    if word.len() > LONGEST {
        return None;
    }
    let rest = &rest[..rest.floor_char_boundary(2 * LONGEST)];
    condition(word, rest)
        .or_else(|| function(word, rest))
        .or_else(|| apart(word, rest))
        .or_else(|| glued_equals(word, rest))
        .or_else(|| cut_off(word, rest))
}

/// What EBSCO, ProQuest and Factiva write before the words of one field, with a blank between: `TI gas`, `HD oil`.
const FIELD_CODES: [&str; 7] = ["TI", "AB", "SU", "TX", "HD", "HL", "LP"];

/// The code of a field that stands before the word `next`, as the mistake that it is.
pub(super) fn field_code(word: &str, next: &str) -> Option<Habit> {
    let field = field_meant(word).filter(|_| FIELD_CODES.contains(&word) && !next.is_empty())?;
    Some(Habit {
        reading: HabitReading::Nothing,
        bytes: word.len(),
        code: "foreign-field",
        message: format!("`{word} {next}` looks like a field of another system"),
        help: format!("write {}:{next}, or \"{word}\" in quotes if the word itself is meant", field.name()),
    })
}

/// `date>2020`, `date aft 2019`, `date(geq 2020)`, `wc > 500`.
fn condition(word: &str, rest: &str) -> Option<Habit> {
    let behind = &rest[word.len()..];
    let spaced = behind.trim_start();
    let lower = word.to_lowercase();
    let known = CONDITIONS.contains(&lower.as_str());
    let compares =
        |sign: char| matches!(sign, '<' | '>' | '=' | '≥' | '≤') || known && sign == ':' && behind == spaced;
    let sign = spaced.len() - spaced.trim_start_matches(compares).len();
    let value = |text: &str| {
        let trimmed = text.trim_start();
        let range = trimmed.strip_prefix('[').and_then(|range| range.find(']')).map(|at| at + 2);
        let word = || trimmed.find(|c: char| c.is_whitespace() || matches!(c, '(' | ')'));
        let length = range.or_else(word).unwrap_or(trimmed.len());
        text.len() - trimmed.len() + length
    };
    let bytes = if sign > 0 && (known || !spaced.starts_with('=')) {
        rest.len() - spaced.len() + sign + value(&spaced[sign..])
    } else if known && spaced.starts_with('(') {
        rest.len() - spaced.len() + closing(spaced)?
    } else {
        let compared =
            spaced.split_whitespace().next().filter(|word| COMPARED.contains(&word.to_lowercase().as_str()));
        let compared = compared.filter(|_| known && lower.ends_with("date"))?;
        rest.len() - spaced.len() + compared.len() + value(&spaced[compared.len()..])
    };
    let help = if lower.ends_with("date")
        || matches!(lower.as_str(), "pd" | "year" | "before" | "after" | "since" | "until")
    {
        "leave it out: what is new is looked at, and search has --since"
    } else {
        "leave it out: a query asks for words and names"
    };
    let message = format!("`{}` is a condition of another system", &rest[..bytes]);
    Some(Habit {
        reading: HabitReading::WithItsJoint,
        bytes,
        code: "foreign-field",
        message,
        help: help.to_owned(),
    })
}

/// `NEAR((gas, oil), 5)`, `ATLEAST(5, gas)`: an operator written as a function with its number among the rest.
fn function(word: &str, rest: &str) -> Option<Habit> {
    let counts = matches!(word.to_lowercase().as_str(), "atleast" | "atl" | "count");
    let nears = matches!(
        word.to_lowercase().as_str(),
        "near" | "onear" | "within" | "adj" | "proximity" | "around" | "w" | "pre"
    );
    let behind = &rest[word.len()..];
    if !(counts || nears) || !behind.starts_with('(') {
        return None;
    }
    let bytes = word.len() + closing(behind)?;
    let inner = rest[word.len() + 1..bytes].trim_end_matches(')');
    let mut parts: Vec<&str> = inner.split(',').map(str::trim).collect();
    let number = parts.iter().position(|part| distance(part).is_some())?;
    let count = parts.remove(number);
    let names = parts.join(" ");
    let names: Vec<&str> = names.split(['(', ')', ' ']).filter(|name| !name.is_empty()).collect();
    let help = match names.as_slice() {
        [name] if counts => format!("write ATLEAST/{count}({name})"),
        _ if counts => format!("write ATLEAST/{count}(a OR b)"),
        [name] => format!("write NEAR/{count} {name}"),
        [one, other] => format!("write {one} NEAR/{count} {other}"),
        _ => format!("write a NEAR/{count} b"),
    };
    let token = names.first().map(|name| QueryToken::Word((*name).to_owned()));
    let reading = token.map_or(HabitReading::Nothing, HabitReading::Token);
    let message = format!("`{word}(…)` is how other systems write an operator");
    Some(Habit { reading, bytes, code: "foreign-operator", message, help })
}

/// `NEAR 5`, `NEAR-5`, `w/ 5`, `WITHIN 5`, `n/5`: a distance with a blank or another sign before its number.
fn apart(word: &str, rest: &str) -> Option<Habit> {
    let letters = word.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(word.len());
    let (name, behind) = rest.split_at(letters);
    let number = digits(behind.trim_start_matches(APART));
    let count = distance(number)?;
    let bytes = rest.len() - behind.trim_start_matches(APART).len() + number.len();
    let signs = behind[..bytes - name.len() - number.len()].trim();
    if rest[bytes..].chars().next().is_some_and(|next| next.is_alphanumeric() || next == '/') {
        return None;
    }
    let upper = name.to_ascii_uppercase();
    let ours = matches!(upper.as_str(), "NEAR" | "ONEAR" | "W" | "PRE" | "ATLEAST");
    let spaced = bytes > name.len() + signs.len() + number.len();
    // In small letters they are words, unless a slash says otherwise; as it is written here it is no mistake.
    if signs != "/" && name != upper || signs.is_empty() && !spaced || ours && signs == "/" && !spaced {
        return None;
    }
    let (help, token) = match upper.as_str() {
        "NEAR" | "WITHIN" | "AROUND" => (format!("NEAR/{number}"), QueryToken::Near(Reach::Words(count))),
        "W" | "N" if signs == "/" => (format!("w/{number}"), QueryToken::Near(Reach::Words(count))),
        "ONEAR" | "ADJ" | "NEXT" | "BEFORE" => {
            (format!("ONEAR/{number}"), QueryToken::Near(Reach::InOrder(count)))
        }
        "PRE" | "P" if signs == "/" => (format!("pre/{number}"), QueryToken::Near(Reach::InOrder(count))),
        "ATLEAST" => (format!("ATLEAST/{number}(…)"), QueryToken::AtLeast(count)),
        _ => return None,
    };
    let written = &rest[..bytes];
    let (code, message) = if ours {
        ("distance", "the number stands right behind the operator and its slash".to_owned())
    } else {
        ("foreign-operator", format!("`{written}` looks like an operator of another system or language"))
    };
    Some(Habit { reading: HabitReading::Token(token), bytes, code, message, help: format!("write {help}") })
}

/// `hd=gas`, `title = gas`, `co=gazprom`: a field before an equals sign.
fn glued_equals(word: &str, rest: &str) -> Option<Habit> {
    let behind = &rest[word.len()..];
    let equals = behind.len() - behind.trim_start().len();
    let value = behind[equals..].strip_prefix('=')?;
    let glued = equals == 0 && value.starts_with(|next: char| !next.is_whitespace());
    let apart = value.starts_with(' ');
    let (bytes, code) = (word.len() + equals + 1, "foreign-field");
    let first = value.trim_start();
    let first = &first[..first.find(char::is_whitespace).unwrap_or(first.len())];
    if let Some(field) = field_meant(word).filter(|_| glued || apart) {
        let help = format!("write {}:{first}", field.name());
        let message = "a field stands before a colon here".to_owned();
        let reading = HabitReading::Token(QueryToken::Field(Some(field)));
        return Some(Habit { reading, bytes, code, message, help });
    }
    if !glued || !word.chars().all(char::is_alphanumeric) {
        return None;
    }
    let (message, help) = match segment(word) {
        Some(help) => (format!("`{word}=` is how other systems search one field"), help),
        None => (
            format!("there is no field `{word}`, and a field stands before a colon here"),
            format!("leave `{word}=` out; a word found as it is written has a blank before its ="),
        ),
    };
    Some(Habit { reading: HabitReading::Nothing, bytes, code, message, help })
}

/// `sanction!`, `gas$`, `gas$3`, `colo#r`, `gas~2`: a word cut off, left open or near in spelling elsewhere.
fn cut_off(word: &str, rest: &str) -> Option<Habit> {
    let behind = &rest[word.len()..];
    let sign = behind.chars().next()?;
    let number = digits(&behind[1.min(behind.len())..]).len();
    let mistake = |bytes: usize, message: &str, help: String| {
        let reading = HabitReading::Token(QueryToken::Word(word.to_owned()));
        let (code, message) = ("foreign-operator", message.to_owned());
        Some(Habit { reading, bytes: word.len() + bytes, code, message, help })
    };
    let cut = "cuts a word off elsewhere; here every case form is found anyway, and * cuts";
    match sign {
        '!' => mistake(
            1,
            "`!` cuts a word off in Lexis; here every case form is found anyway, and * cuts",
            format!("write {}*", truncated(word)),
        ),
        '$' => mistake(1 + number, &format!("`$` {cut}"), format!("write {}*", truncated(word))),
        '#' => {
            let tail: String = behind[1..].chars().take_while(|c| c.is_alphanumeric()).collect();
            mistake(1 + tail.len(), "`#` is one letter elsewhere, ? is here", format!("write {word}?{tail}"))
        }
        // PubMed and Ovid: `gas[ti]`, `gas.ti.`
        '[' => {
            let name = behind[1..].split_once(']')?.0;
            let field = field_meant(name.split('/').next()?)?;
            let help = format!("write {}:{word}", field.name());
            mistake(name.len() + 2, "a field stands before a colon here", help)
        }
        '.' => {
            let (front, name) = word.rsplit_once('.')?;
            let field = field_meant(name)?;
            let reading = HabitReading::Token(QueryToken::Word(front.to_owned()));
            let (message, help) =
                ("a field stands before a colon here".to_owned(), format!("write {}:{front}", field.name()));
            Some(Habit { reading, bytes: word.len() + 1, code: "foreign-operator", message, help })
        }
        '~' => mistake(
            1 + number,
            "`~` behind a word is another system's",
            format!("write {word}: every case form is found; \"two words\"~3 leaves room between words"),
        ),
        _ => None,
    }
}

/// What a word cut off by another system's sign is cut off to here: `ferry!` was meant to find ferries.
fn truncated(word: &str) -> &str {
    word.strip_suffix('y').filter(|stem| stem.chars().count() > 3).unwrap_or(word)
}

/// The bytes up to and with the bracket that closes the one with which the text begins.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, letter) in text.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' if depth == 1 => return Some(at + 1),
            ')' => depth -= 1,
            _ => {}
        }
    }
    None
}
