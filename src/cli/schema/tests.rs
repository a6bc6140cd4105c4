//! Schemas and parsers say the same: compared key by key, and on files that are right and files that are wrong.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::load::test_files::TestFiles;

use super::Name;

const NAMES: [Name; 5] = [Name::Wirewatch, Name::Feeds, Name::Subscribers, Name::Watchlist, Name::Entities];

fn schema(name: Name) -> Value {
    serde_json::from_str(name.schema()).expect("a schema is JSON")
}

/// The name of a file of this kind.
fn file_name(name: Name) -> &'static str {
    match name {
        Name::Wirewatch => "wirewatch.toml",
        Name::Feeds => "feeds.toml",
        Name::Subscribers => "subscribers.toml",
        Name::Watchlist => "watchlists/list.toml",
        Name::Entities => "watchlists/entities.toml",
    }
}

/// What the parser finds wrong: line, code and help of each.
fn found(name: Name, text: &str) -> Vec<(usize, &'static str, String)> {
    let installation = TestFiles::good();
    installation.write(file_name(name), text);
    let now = "2026-11-23T12:00:00Z".parse().expect("a time");
    let findings = crate::load::check_alone(&installation.path(file_name(name)), now).findings;
    let errors = findings.iter().filter(|finding| finding.is_error());
    errors
        .map(|finding| {
            (finding.place().0, finding.problem.code, finding.problem.help.clone().unwrap_or_default())
        })
        .collect()
}

/// Every table of a schema: its header in a file, and its schema.
fn tables<'a>(root: &'a Value, table: &'a Value, path: &str, found: &mut Vec<(String, &'a Value)>) {
    let brackets = |path: &str| format!("[{path}]");
    if path.is_empty() {
        found.push((String::new(), table));
    }
    for (key, property) in table["properties"].as_object().into_iter().flatten() {
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        let inner = resolve(root, property);
        let items = resolve(root, &inner["items"]);
        if inner["properties"].is_object() {
            found.push((brackets(&path), inner));
            tables(root, inner, &path, found);
        } else if items["properties"].is_object() {
            found.push((brackets(&brackets(&path)), items));
            tables(root, items, &path, found);
        }
    }
}

fn resolve<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(reference) => {
            root.pointer(reference.trim_start_matches('#')).expect("a reference leads somewhere")
        }
        None => schema,
    }
}

/// What a draft-07 validator says against a value, as far as our schemas go.
fn violations(root: &Value, schema: &Value, value: &Value, path: &str, against: &mut Vec<String>) {
    let schema = resolve(root, schema);
    let kind = match value {
        Value::Object(_) => "object",
        Value::Array(_) => "array",
        Value::String(_) => "string",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_i64() || number.is_u64() => "integer",
        _ => "number",
    };
    if let Some(wanted) = schema["type"].as_str()
        && wanted != kind
        && (wanted, kind) != ("number", "integer")
    {
        against.push(format!("{path}: {kind} instead of {wanted}"));
    }
    if let Some(choices) = schema["enum"].as_array()
        && !choices.contains(value)
    {
        against.push(format!("{path}: none of the choices"));
    }
    let beyond = |bound: &str, outside: fn(f64, f64) -> bool| {
        value.as_f64().zip(schema[bound].as_f64()).is_some_and(|(number, bound)| outside(number, bound))
    };
    if beyond("minimum", |number, least| number < least) || beyond("maximum", |number, most| number > most) {
        against.push(format!("{path}: out of range"));
    }
    for word in ["anyOf", "oneOf"] {
        let Some(choices) = schema[word].as_array() else { continue };
        let fits = |choice: &&Value| {
            let mut wrong = Vec::new();
            violations(root, choice, value, path, &mut wrong);
            wrong.is_empty()
        };
        let fitting = choices.iter().filter(fits).count();
        if fitting == 0 || word == "oneOf" && fitting > 1 {
            against.push(format!("{path}: {word}"));
        }
    }
    for key in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if value.get(key).is_none() {
            against.push(format!("{path}.{key}: missing"));
        }
    }
    for (key, inner) in value.as_object().into_iter().flatten() {
        match (&schema["properties"][key], &schema["additionalProperties"]) {
            (Value::Null, Value::Bool(false)) => against.push(format!("{path}.{key}: unknown")),
            (Value::Null, additional) => {
                violations(root, additional, inner, &format!("{path}.{key}"), against);
            }
            (property, _) => violations(root, property, inner, &format!("{path}.{key}"), against),
        }
    }
    for (index, inner) in value.as_array().into_iter().flatten().enumerate() {
        violations(root, &schema["items"], inner, &format!("{path}[{index}]"), against);
    }
}

fn against(name: Name, text: &str) -> Vec<String> {
    let schema = schema(name);
    let value: Value = toml::from_str(text).expect("the example is TOML");
    let mut found = Vec::new();
    violations(&schema, &schema, &value, "", &mut found);
    found
}

#[test]
fn c14_schema_and_parser_know_the_same_keys() {
    for name in NAMES {
        let schema = schema(name);
        let mut all = Vec::new();
        tables(&schema, &schema, "", &mut all);
        for (header, table) in all {
            let keys: BTreeSet<&str> =
                table["properties"].as_object().expect("properties").keys().map(String::as_str).collect();
            assert_eq!(table["additionalProperties"], json!(false), "{name:?} {header}");
            let text = format!("{header}\nqqqqqqqqqqqq = 1\n");
            let (_, _, help) = found(name, &text)
                .into_iter()
                .find(|(line, code, _)| (*line, *code) == (2, "unknown-key"))
                .unwrap_or_else(|| panic!("{name:?} {header}: the planted key is unknown"));
            let known: BTreeSet<&str> = help.trim_start_matches("known here: ").split(", ").collect();
            assert_eq!(known, keys, "{name:?} {header}: left the parser, right the schema");
        }
    }
}

#[test]
fn c14_schema_and_parser_want_the_same_kinds() {
    for name in NAMES {
        let schema = schema(name);
        let mut all = Vec::new();
        tables(&schema, &schema, "", &mut all);
        for (header, table) in all {
            for (key, property) in table["properties"].as_object().expect("properties") {
                // A date is never right; a list of dates and a table of dates are not either.
                let text = format!("{header}\n{key} = 2026-01-01\n");
                let codes: Vec<_> = found(name, &text).into_iter().filter(|(line, ..)| *line == 2).collect();
                assert!(
                    codes.iter().any(|(_, code, _)| *code == "wrong-type"),
                    "{name:?} {header} {key}: {codes:?}"
                );
                let kind = resolve(&schema, property)["type"].as_str();
                let sample = match kind {
                    Some("string") => "\"x\"",
                    Some("boolean") => "true",
                    Some("integer" | "number") => "1",
                    Some("array") => "[]",
                    Some("object") | None => "{}",
                    Some(other) => panic!("{other} is no kind of ours"),
                };
                let text = format!("{header}\n{key} = {sample}\n");
                let wrong =
                    found(name, &text).into_iter().any(|(line, code, _)| (line, code) == (2, "wrong-type"));
                assert!(!wrong, "{name:?} {header}: `{key} = {sample}` has the right kind");
            }
        }
    }
}

#[test]
fn c14_schemas_accept_what_is_shipped() {
    for (name, text) in [
        (Name::Wirewatch, include_str!("../../../deploy/wirewatch.toml")),
        (Name::Wirewatch, include_str!("../../../docs/examples/wirewatch.toml")),
        (Name::Wirewatch, include_str!("../init/wirewatch.toml")),
        (Name::Feeds, include_str!("../../../deploy/feeds.toml")),
        (Name::Subscribers, include_str!("../../../deploy/subscribers.toml")),
        (Name::Subscribers, include_str!("../init/subscribers.toml")),
        (Name::Entities, include_str!("../../../watchlists/entities.toml")),
        (Name::Watchlist, include_str!("../../../watchlists/csto-azerbaijan.toml")),
        (Name::Watchlist, include_str!("../../../watchlists/border-and-corridors.toml")),
        (Name::Watchlist, include_str!("../../../watchlists/officials.toml")),
    ] {
        assert_eq!(against(name, text), [""; 0], "{name:?}");
    }
}

#[test]
fn c14_schemas_and_parser_refuse_the_same_bad_examples() {
    for (name, text) in [
        (Name::Wirewatch, "evry = \"15m\""),
        (Name::Wirewatch, "[fetch]\nper_host = 900"),
        (Name::Wirewatch, "[mail]\ntransport = \"post\""),
        (Name::Wirewatch, "[mail.smtp]\nport = 25"),
        (Name::Wirewatch, "[web]\npublic_url = \"https://a.example\""),
        (Name::Feeds, "[[feed]]\ntitle = \"no address\""),
        (Name::Feeds, "[[feed]]\nurl = \"https://a.example\"\nfull_text = \"yes\""),
        (Name::Subscribers, "[[subscriber]]\nemail = \"a@example.org\""),
        (Name::Subscribers, "[[subscriber]]\nemail = \"a@example.org\"\nwatchlists = \"*\""),
        (Name::Subscribers, "[[subscriber]]\nemail = \"a@example.org\"\nwatchlists = []\nempty = \"always\""),
        (Name::Watchlist, "title = \"without a query\""),
        (Name::Watchlist, "query = \"x y\"\nalert = \"now\""),
        (Name::Watchlist, "query = \"x y\"\n[[test]]\ntitle = \"x\""),
        (Name::Watchlist, "query = \"x y\"\n[weights]\ntitle = \"3\""),
        (Name::Entities, "[[entity]]\nid = \"x\"\nkind = \"planet\"\nname = \"Mars\""),
        (Name::Entities, "[[entity]]\nid = \"x\"\nname = \"Mars\""),
        (Name::Entities, "[[entity]]\nid = \"x\"\nkind = \"term\"\nnames.ru = [1]"),
    ] {
        assert_ne!(against(name, text), [""; 0], "{name:?}: {text}");
        assert_ne!(found(name, text), [], "{name:?}: {text}");
    }
}

#[test]
fn the_reference_says_of_every_key_what_the_schemas_say() {
    let reference = include_str!("../../../docs/configuration.md");
    let mut expected = BTreeSet::new();
    for name in NAMES {
        let schema = schema(name);
        let mut all = Vec::new();
        tables(&schema, &schema, "", &mut all);
        for (_, table) in all {
            for (key, property) in table["properties"].as_object().expect("properties") {
                let property = resolve(&schema, property);
                let items = resolve(&schema, &property["items"]);
                if property["properties"].is_object() || items["properties"].is_object() {
                    continue;
                }
                let default = match &property["default"] {
                    Value::Null => "–".to_owned(),
                    value => format!("`{value}`"),
                };
                let words = property["description"].as_str().expect("every key is described");
                expected.insert(format!("| `{key}` | {default} | {words}."));
            }
        }
    }
    for row in &expected {
        assert!(reference.contains(row), "docs/configuration.md lacks: {row}");
    }
    let rows = reference.lines().filter(|line| line.starts_with("| `") && line.matches('|').count() == 4);
    let known = |line: &str| expected.iter().any(|row| line.starts_with(row));
    let strangers: Vec<_> = rows.filter(|line| !known(line)).collect();
    assert!(strangers.is_empty(), "docs/configuration.md knows more: {strangers:?}");
}

/// The codes that stand in the source: the first word in quotes after one of the ways to note a problem.
fn codes_in(source: &str) -> Vec<&str> {
    let code =
        |word: &&str| !word.is_empty() && word.bytes().all(|byte| byte == b'-' || byte.is_ascii_lowercase());
    let mut codes = Vec::new();
    for marker in ["Problem::error(", "Problem::warning(", "self.problem(", "read_text("] {
        for (at, _) in source.match_indices(marker) {
            let statement = source[at..].split(';').next().unwrap_or_default();
            codes.extend(statement.split('"').skip(1).step_by(2).find(code));
        }
    }
    codes
}

#[test]
fn c8_every_code_is_documented() {
    let reference = include_str!("../../../docs/configuration.md");
    let mut found = BTreeSet::new();
    let mut folders: Vec<std::path::PathBuf> =
        ["diagnostic", "load", "watch"].iter().map(|room| ["src", *room].iter().collect()).collect();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("the source is readable") {
            let path = entry.expect("the source is readable").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            match path.is_dir() {
                true => folders.push(path),
                false if name == "tests.rs" || !name.contains(".rs") => {}
                false => {
                    let source = std::fs::read_to_string(&path).expect("the source is text");
                    let source = source.split("#[cfg(test)]").next().unwrap_or_default();
                    found.extend(codes_in(source).into_iter().map(str::to_owned));
                }
            }
        }
    }
    assert!(found.len() > 30, "{found:?}");
    let missing: Vec<_> = found.iter().filter(|code| !reference.contains(&format!("`{code}`"))).collect();
    assert!(missing.is_empty(), "docs/configuration.md does not explain {missing:?}");
}
