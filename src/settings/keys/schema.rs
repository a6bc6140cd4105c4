//! Tables of keys as JSON Schema (draft-07), for editors.

use serde_json::{Map, Value, json};

use crate::diagnostic::table::{KeyKind, KeyTable, TomlKey};

use super::described::described;

/// What editors check durations by.
const DURATION: &str = r"^\s*([0-9]+\s*(s|m|h|d|w)\s*)+$|^0$";
/// What they check sizes by.
const SIZE: &str = r"^\s*([0-9]+\s*(B|KiB|MiB|GiB|KB|MB|GB)\s*)+$";
/// The keys of names by language.
const LANGUAGE: &str = "^[a-z]{2,3}(-[A-Za-z0-9]{1,8})*$";

/// The schema of a kind of file, as it is printed.
pub(crate) fn schema(title: &str, file: &KeyTable) -> String {
    let mut schema = of_table(file);
    schema["$schema"] = json!("http://json-schema.org/draft-07/schema#");
    schema["title"] = json!(title);
    format!("{schema:#}\n")
}

fn of_table(table: &KeyTable) -> Value {
    let properties: Map<String, Value> =
        table.keys.iter().map(|key| (key.name.to_owned(), of_key(key))).collect();
    let required: Vec<&str> =
        table.keys.iter().filter(|key| key.required.is_some()).map(|key| key.name).collect();
    let mut schema = json!({
        "description": table.sentence,
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
    });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    if !table.one_of.is_empty() {
        let one = |key: &&str| json!({ "required": [key] });
        schema["oneOf"] = table.one_of.iter().map(one).collect();
    }
    schema
}

fn of_key(key: &TomlKey) -> Value {
    let mut schema = of_kind(key.kind);
    schema["description"] = json!(described(key));
    if let Some(default) = key.default {
        schema["default"] = default_value(key.kind, default);
    }
    schema
}

fn of_kind(kind: KeyKind) -> Value {
    let text = |pattern: Option<&str>| match pattern {
        Some(pattern) => json!({ "type": "string", "pattern": pattern }),
        None => json!({ "type": "string" }),
    };
    let list = |items: Value| json!({ "type": "array", "items": items });
    match kind {
        KeyKind::Text { pattern } => text(pattern),
        KeyKind::Texts { pattern } => list(text(pattern)),
        KeyKind::Duration { .. } => text(Some(DURATION)),
        KeyKind::Durations { .. } => list(text(Some(DURATION))),
        KeyKind::Size { .. } => text(Some(SIZE)),
        KeyKind::Choice(words) => json!({ "type": "string", "enum": words }),
        KeyKind::Flag => json!({ "type": "boolean" }),
        KeyKind::FlagOr(words) => {
            let flags = [Value::from(true), Value::from(false)];
            let all: Vec<Value> = flags.into_iter().chain(words.iter().map(|word| json!(word))).collect();
            json!({ "enum": all })
        }
        KeyKind::Whole { least, most } => json!({ "type": "integer", "minimum": least, "maximum": most }),
        KeyKind::Number { least, most } => json!({ "type": "number", "minimum": least, "maximum": most }),
        KeyKind::Table(table) => of_table(table),
        KeyKind::Tables(table) => list(of_table(table)),
        KeyKind::Names => {
            let name = || text(Some(super::forms::NAME));
            let by_language = json!({
                "type": "object",
                "propertyNames": { "pattern": LANGUAGE },
                "additionalProperties": { "anyOf": [name(), list(name())] },
            });
            json!({ "anyOf": [list(name()), by_language] })
        }
        KeyKind::Headers => {
            let file = json!({
                "type": "object",
                "additionalProperties": false,
                "properties": { "file": { "type": "string" } },
                "required": ["file"],
            });
            json!({ "type": "object", "additionalProperties": { "anyOf": [text(None), file] } })
        }
    }
}

/// A default as a value of its kind; in tables of keys all of them are text.
fn default_value(kind: KeyKind, default: &str) -> Value {
    match kind {
        KeyKind::Text { .. } | KeyKind::Duration { .. } | KeyKind::Size { .. } | KeyKind::Choice(_) => {
            json!(default)
        }
        KeyKind::FlagOr(words) if words.contains(&default) => json!(default),
        KeyKind::Texts { .. } | KeyKind::Durations { .. } => {
            default.split(", ").filter(|one| !one.is_empty()).collect()
        }
        _ => serde_json::from_str(default).unwrap_or_else(|_| json!(default)),
    }
}
