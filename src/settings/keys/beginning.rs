//! Tables of keys as a file to begin with: each key under its sentence, commented out where its default will do.

use std::fmt::Write;

use crate::diagnostic::table::{KeyKind, KeyTable, TomlKey};

use super::described::described;
use super::written::written;

/// The widest line of a comment.
const COLUMNS: usize = 100;

/// A file with every key of a table. Those in `live` stand as they are given there, by their paths such as
/// `mail.transport`, in the notation of the tables of keys; all others are comments that show their default or a
/// sample.
pub(crate) fn beginning(file: &KeyTable, live: &[(&str, &str)]) -> String {
    let mut text = String::new();
    add_table(&mut text, "", file, live, true);
    text
}

fn add_table(text: &mut String, path: &str, table: &KeyTable, live: &[(&str, &str)], stands: bool) {
    let path_of =
        |key: &TomlKey| if path.is_empty() { key.name.to_owned() } else { format!("{path}.{}", key.name) };
    let is_table = |key: &&TomlKey| matches!(key.kind, KeyKind::Table(_) | KeyKind::Tables(_));
    for key in table.keys.iter().filter(|key| !is_table(key)) {
        add_key(text, key, live.iter().find(|(path, _)| *path == path_of(key)).map(|(_, value)| *value));
    }
    for key in table.keys.iter().filter(is_table) {
        let path = path_of(key);
        let (header, table) = match key.kind {
            KeyKind::Table(table) => (format!("[{path}]"), table),
            KeyKind::Tables(table) => (format!("[[{path}]]"), table),
            _ => continue,
        };
        let named = live.iter().any(|(live, _)| live.starts_with(&format!("{path}.")));
        // A header that says nothing by standing there spares the one who writes a key below it a mistake.
        let silent = matches!(key.kind, KeyKind::Table(_)) && !has_required(table);
        let stands = stands && (named || silent);
        let mark = if stands { "" } else { "#" };
        text.push('\n');
        add_comment(text, key.sentence);
        // Written to a string, which cannot fail.
        let _ = writeln!(text, "{mark}{header}");
        add_table(text, &path, table, live, stands);
    }
}

fn add_key(text: &mut String, key: &TomlKey, live: Option<&str>) {
    let (mark, value) = match (live, key.default, key.sample) {
        (Some(live), ..) => ("", live),
        (None, Some(default), _) => ("#", default),
        (None, None, sample) => ("#", sample.unwrap_or_default()),
    };
    let choices = match key.kind {
        KeyKind::Choice(words) => format!("; one of {}", words.join(", ")),
        _ => String::new(),
    };
    text.push('\n');
    add_comment(text, &format!("{}{choices}", described(key)));
    // Written to a string, which cannot fail.
    let _ = writeln!(text, "{mark}{} = {}", key.name, written(key.kind, value));
}

fn has_required(table: &KeyTable) -> bool {
    table.keys.iter().any(|key| key.required.is_some())
}

/// A sentence as lines of comment.
fn add_comment(text: &mut String, sentence: &str) {
    let mut line = "#".to_owned();
    for word in format!("{sentence}.").split(' ') {
        if line.chars().count() + 1 + word.chars().count() > COLUMNS {
            text.push_str(&line);
            text.push('\n');
            line.truncate(1);
        }
        line.push(' ');
        line.push_str(word);
    }
    text.push_str(&line);
    text.push('\n');
}
