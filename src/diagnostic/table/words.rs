//! TOML's kinds and mistakes in words for people who do not write programs.

use std::ops::Range;

use toml::Spanned;
use toml::de::DeValue;

use crate::diagnostic::Problem;
use crate::diagnostic::finding::SECRET;
use crate::diagnostic::nearest::nearest;

use super::key::{KeyKind, KeyTable};

/// The code of a key that must be there.
pub(super) const MISSING_KEY: &str = "missing-key";

/// The code of a syntax error.
pub(super) const SYNTAX: &str = "syntax";

/// What a value is.
fn type_words(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with a fraction",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date or time without quotes",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// How to write the value that was meant, where that can be told.
fn fix_for(wanted: &str, value: &DeValue<'_>, written: &str) -> Option<String> {
    let single = !written.contains('\n') && written.len() < 80;
    match (wanted, value) {
        ("text in quotes", DeValue::Array(list)) if list.len() == 1 => {
            Some("write it without brackets".to_owned())
        }
        ("text in quotes", DeValue::Array(_) | DeValue::Table(_)) => None,
        ("text in quotes", DeValue::Boolean(_)) => {
            Some("write a text in quotes: the words themselves".to_owned())
        }
        ("text in quotes", _) if single => Some(format!("write \"{written}\"")),
        ("a list of texts", DeValue::String(_)) if single => Some(format!("write [{written}]")),
        ("a whole number" | "a number", DeValue::String(text)) => {
            text.trim().parse::<f64>().is_ok().then(|| format!("write {} without quotes", text.trim()))
        }
        ("true or false", DeValue::String(text)) => {
            flag_word(text.trim()).map(|flag| format!("write {flag} without quotes"))
        }
        ("true or false", DeValue::Integer(number)) => match number.as_str() {
            "0" => Some("write false".to_owned()),
            "1" => Some("write true".to_owned()),
            _ => None,
        },
        _ => None,
    }
}

/// A value of the wrong kind; `source` is the text of the file.
pub(super) fn wrong_type(key: &str, value: &Spanned<DeValue<'_>>, wanted: &str, source: &str) -> Problem {
    let found = type_words(value.get_ref());
    let problem =
        Problem::error(value.span(), "wrong-type", format!("`{key}` must be {wanted}, found {found}"));
    let written = source.get(value.span()).unwrap_or_default();
    match fix_for(wanted, value.get_ref(), written) {
        Some(fix) => problem.help(fix),
        None => problem,
    }
}

/// No text where a text with a unit is meant: a number lacks both the unit and the quotes.
pub(super) fn no_text(
    key: &str,
    kind: Option<KeyKind>,
    value: &Spanned<DeValue<'_>>,
    source: &str,
) -> Problem {
    let problem = wrong_type(key, value, "text in quotes", source);
    let unit = match kind {
        Some(KeyKind::Duration { .. } | KeyKind::Durations { .. }) => "m",
        Some(KeyKind::Size { .. }) => "MiB",
        _ => return problem,
    };
    match value.get_ref().as_integer() {
        Some(number) => {
            problem.help(format!("write it with its unit, such as \"{}{unit}\"", number.as_str()))
        }
        None => problem,
    }
}

/// Something else where `[[…]]` is meant.
pub(super) fn no_list_of_tables(key: &str, name: &str, value: &DeValue<'_>, span: Range<usize>) -> Problem {
    let message = format!("`{key}` must be a list of tables, found {}", type_words(value));
    Problem::error(span, "wrong-type", message).help(format!("write {name} above each one"))
}

/// More tables of one kind than are read.
pub(super) fn too_many(number: usize, name: &str, limit: usize, span: Range<usize>) -> Problem {
    let message = format!("{number} of {name} in one file, at most {limit} are read");
    Problem::error(span, "too-many", message).help("split the file")
}

/// A word that is none of those that are allowed.
pub(super) fn not_a_choice(key: &str, words: &[&str], found: &str, span: Range<usize>) -> Problem {
    let list = words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", ");
    let problem = Problem::error(span, "choice", format!("`{key}` is one of {list}, not \"{found}\""));
    match nearest(found, words.iter().copied()) {
        Some(word) => problem.help(format!("did you mean \"{word}\"?")),
        None => problem,
    }
}

/// A value beyond its bounds.
pub(crate) fn out_of_range(key: &str, span: Range<usize>, (least, most): (&str, &str)) -> Problem {
    Problem::error(span, "out-of-range", format!("`{key}` must be between {least} and {most}"))
}

/// What people write for `true` and `false` elsewhere.
fn flag_word(word: &str) -> Option<&'static str> {
    match word.to_lowercase().as_str() {
        "true" | "yes" | "on" => Some("true"),
        "false" | "no" | "off" => Some("false"),
        _ => None,
    }
}

/// `"@a OR "B C""`: a text whose own quotes end it too early.
fn has_quotes_within(value: &str) -> bool {
    value.starts_with('"')
        && !value.starts_with("\"\"\"")
        && !value.contains('\'')
        && value.matches('"').count() > 2
}

/// What stands between the outermost quotes.
fn inner(value: &str) -> &str {
    let value = value.strip_prefix('"').unwrap_or(value);
    value.rfind('"').map_or(value, |end| &value[..end])
}

/// A key that is not known; one that holds a secret is told apart, with what to do instead.
pub(super) fn unknown_key(
    key: &str,
    span: Range<usize>,
    place: &str,
    known: &[&str],
    outer: &KeyTable,
) -> Problem {
    const SECRETS: [&str; 7] = ["password", "passwd", "passphrase", "secret", "token", "api_key", "apikey"];
    if SECRETS.contains(&key.to_lowercase().replace('-', "_").trim_start_matches("smtp_")) {
        let problem =
            Problem::error(span, SECRET, format!("`{key}`{place}: secrets do not stand in these files"));
        return problem
            .help("put it into a file of its own and name that: [mail.smtp] password_file = \"…\"");
    }
    let problem = Problem::error(span, "unknown-key", format!("unknown key `{key}`{place}"));
    if outer.key(key).is_some() {
        return problem
            .help("it belongs to the file itself: move it above the first line in square brackets");
    }
    match nearest(key, known.iter().copied()) {
        Some(known) => problem.help(format!("did you mean `{known}`?")),
        None => problem.help(format!("known here: {}", known.join(", "))),
    }
}

/// A syntax error, with the fix for the commonest ones.
pub(super) fn syntax_problem(source: &str, span: Range<usize>, message: &str) -> Problem {
    let start = source.floor_char_boundary(span.start);
    let line_start = source[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let line = source[line_start..].lines().next().unwrap_or_default();
    let value = line.split_once('=').map(|(_, value)| value.trim());
    let bare = value
        .filter(|value| value.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '/' | '*')));
    if message.contains("recurs") {
        return Problem::error(span, SYNTAX, "lists and tables stand too deep within one another");
    }
    let problem = Problem::error(span, SYNTAX, format!("this is not TOML: {}", lower_first(message)));
    if message.contains("duplicate") {
        return problem;
    }
    match (value, bare) {
        (_, Some(bare)) => {
            let bare = bare.split('#').next().unwrap_or_default().trim();
            problem.help(match flag_word(bare) {
                Some(flag) => format!("write {flag}, or \"{bare}\" where text is meant"),
                None => format!("text needs quotes: \"{bare}\""),
            })
        }
        (Some(value), None) if has_quotes_within(value) => problem.help(format!(
            "the text has quotes of its own: put it between single quotes, '{}'",
            inner(value)
        )),
        (Some(value), None) if value.starts_with('“') => problem.help("use straight quotes: \"…\""),
        (Some(value), None) if value.starts_with('"') && value.matches('"').count() == 1 => {
            problem.help("the closing quote is missing")
        }
        (None, _) if line.contains(':') && !line.trim_start().starts_with(['[', '"', '#']) => {
            problem.help("write `key = value`, with an equals sign")
        }
        _ => problem,
    }
}

fn lower_first(message: &str) -> String {
    let mut characters = message.chars();
    characters.next().map(|first| first.to_lowercase().chain(characters).collect()).unwrap_or_default()
}
