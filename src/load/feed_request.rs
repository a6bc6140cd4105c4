//! What a table of `feeds.toml` says of requests for its feed.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::diagnostic::finding::SECRET;
use crate::diagnostic::table::{Table, TextValue};
use crate::diagnostic::{Fault, Problem};
use crate::feed::{HeaderText, RequestRules};

/// What belongs to the exchange itself and is not for operators to say.
const OURS: [&str; 11] = [
    "host",
    "connection",
    "content-length",
    "transfer-encoding",
    "upgrade",
    "te",
    "accept-encoding",
    "if-none-match",
    "if-modified-since",
    "range",
    "a-im",
];

/// Words in the names of headers whose values nobody should read.
const SECRETS: [&str; 6] = ["auth", "cookie", "key", "secret", "token", "password"];

/// The rules for requests. Files with values stand in `folder` and are read when they are sent; here whether they are there.
pub(super) fn request(table: &mut Table<'_>, folder: &Path) -> RequestRules {
    let user_agent = table.text("user_agent");
    let user_agent = user_agent.and_then(|text| table.read_text(&text, "user-agent", header_value));
    RequestRules { user_agent, headers: headers(table, folder) }
}

/// Each header with its value, or with the file that holds it.
fn headers(table: &mut Table<'_>, folder: &Path) -> BTreeMap<String, HeaderText> {
    let mut headers = BTreeMap::new();
    let Some(value) = table.take("headers") else { return headers };
    let Some(written) = value.get_ref().as_table() else {
        table.wrong_type("headers", value, "a table");
        return headers;
    };
    for (name, value) in written {
        let (at, name) = (name.span(), name.get_ref());
        if let Err(fault) = header_name(name) {
            let problem = Problem::error(at, "header", fault.message);
            table.note(Problem { help: fault.help, ..problem });
            continue;
        }
        let file =
            value.get_ref().as_table().filter(|file| file.len() == 1).and_then(|file| file.get("file"));
        let text = if let Some(file) = file {
            table.as_text("file", file).map(|path| {
                let file = folder.join(path.value);
                note_unreadable(table, &path, &file);
                HeaderText::File(file)
            })
        } else if value.get_ref().is_str() {
            table.as_text(name, value).and_then(|text| {
                note_secret(table, name, &text);
                table.read_text(&text, "header", header_value).map(HeaderText::Text)
            })
        } else {
            table.wrong_type(name, value, "a text or { file = \"…\" }");
            None
        };
        headers.extend(text.map(|text| (name.to_string(), text)));
    }
    headers
}

fn header_name(text: &str) -> Result<(), Fault> {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if text.is_empty() || !text.bytes().all(is_token) {
        return Err(Fault::new(0..text.len(), "this is no name of a header"));
    }
    if text.eq_ignore_ascii_case("user-agent") {
        return Err(
            Fault::new(0..text.len(), "this header has a key of its own").help("write user_agent = \"…\"")
        );
    }
    if OURS.iter().any(|ours| text.eq_ignore_ascii_case(ours)) {
        return Err(Fault::new(0..text.len(), format!("`{text}` is set by each request itself")));
    }
    Ok(())
}

fn header_value(text: &str) -> Result<String, Fault> {
    match text.char_indices().find(|(_, c)| !matches!(c, ' '..='~')) {
        Some((at, found)) => {
            Err(Fault::new(at..at + found.len_utf8(), "a header holds printable ASCII characters only"))
        }
        None if text.trim().is_empty() => Err(Fault::new(0..text.len(), "a header says something")),
        None => Ok(text.to_owned()),
    }
}

fn note_unreadable(table: &Table<'_>, path: &TextValue<'_>, file: &Path) {
    if let Err(error) = fs::metadata(file) {
        let words = format!("cannot read {}: {error}", file.display());
        let problem = Problem::warning(path.span.clone(), "header-file", words);
        table.note(problem.help("the feed cannot be asked before it is there"));
    }
}

fn note_secret(table: &Table<'_>, name: &str, text: &TextValue<'_>) {
    let name = name.to_ascii_lowercase();
    if SECRETS.iter().any(|word| name.contains(word)) {
        let problem = Problem::warning(text.span.clone(), SECRET, "everybody who reads this file can use it");
        table.note(problem.help("put it into a file of its own and name that: { file = \"…\" }"));
    }
}
