//! A table of a file: its keys are taken one by one by their kinds.

use std::ops::Range;
use std::str::FromStr;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Fault, Problem};

use super::document::TomlDocument;
use super::key::{KeyKind, KeyTable, TomlKey};
use super::text::TextValue;
use super::value;
use super::value::ReadValue;
use super::words::{
    MISSING_KEY, no_list_of_tables, no_text, not_a_choice, too_many, unknown_key, wrong_type,
};

/// More tables of one kind in a file than this are a mistake.
const TABLES_LIMIT: usize = 10_000;

/// A table whose keys the operator chooses.
static ANY_KEYS: KeyTable = KeyTable::new("", &[]);

/// One table of a file. Each key is taken by its kind, within the bounds that its [`KeyTable`] names; what that one
/// does not know is an unknown key.
///
/// A method that answers `None` has found nothing or noted why the value cannot be used, and knows no default.
pub(crate) struct Table<'a> {
    document: &'a TomlDocument<'a>,
    /// `None` for a table that is not written.
    entries: Option<&'a DeTable<'a>>,
    keys: &'static KeyTable,
    /// What is known at the top of the file.
    outer: &'static KeyTable,
    /// The header, or the braces of an inline table.
    pub span: Range<usize>,
    /// As the operator writes it, `[fetch]` or `[[feed]]`; empty at the top of the file.
    name: String,
    taken: Vec<&'static str>,
}

impl<'a> Table<'a> {
    /// The top of a file.
    pub(crate) fn root(document: &'a TomlDocument<'a>, keys: &'static KeyTable) -> Self {
        let entries = Some(document.entries());
        Self { document, entries, keys, outer: &ANY_KEYS, span: 0..0, name: String::new(), taken: Vec::new() }
    }

    /// Notes a problem of this file.
    pub(crate) fn note(&self, problem: Problem) {
        self.document.note(problem);
    }

    /// Where a key stands, for problems that speak of the key and not of its value.
    pub(crate) fn key_span(&self, key: &str) -> Option<Range<usize>> {
        self.entries?.get_key_value(key).map(|(key, _)| key.span())
    }

    /// Whether the key is there, whatever its value.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.entries.is_some_and(|entries| entries.contains_key(key))
    }

    /// What is known of a key.
    pub(crate) fn key(&self, name: &str) -> Option<&'static TomlKey> {
        self.keys.key(name)
    }

    /// Notes that a key is missing, pointing to the header of the table.
    pub(crate) fn missing(&self, key: &str, help: &str) {
        let place = match self.name.as_str() {
            "" => "at the top of the file".to_owned(),
            name => format!("in {name}"),
        };
        let problem = Problem::error(self.span.clone(), MISSING_KEY, format!("`{key}` is missing {place}"));
        self.note(problem.help(help));
    }

    /// Text in quotes, as it is written.
    pub(crate) fn text(&mut self, key: &'static str) -> Option<TextValue<'a>> {
        let value = self.take(key)?;
        self.as_text(key, value)
    }

    /// Text that `read` turns into a value; a fault points into the text's own characters. Where nothing that is
    /// right is written, the default is read.
    pub(crate) fn read<T>(
        &mut self,
        key: &'static str,
        code: &'static str,
        read: impl Fn(&str) -> Result<T, Fault>,
    ) -> Option<T> {
        let written = self.text(key).and_then(|text| self.read_text(&text, code, &read));
        written.or_else(|| read(self.default_of(key)?).ok())
    }

    /// As [`Table::read`] for a text already taken, without a default.
    pub(crate) fn read_text<T>(
        &self,
        text: &TextValue<'a>,
        code: &'static str,
        read: impl Fn(&str) -> Result<T, Fault>,
    ) -> Option<T> {
        read(text.value).map_err(|fault| self.note(text.problem(code, fault))).ok()
    }

    /// One of a few words, the default's where none of them is written.
    pub(crate) fn choice<T: Clone>(&mut self, key: &'static str, choices: &[(&str, T)]) -> Option<T> {
        let meaning =
            |word: &str| choices.iter().find(|(one, _)| *one == word).map(|(_, value)| value.clone());
        let text = self.text(key);
        if let Some(text) = &text {
            if let Some(value) = meaning(text.value) {
                return Some(value);
            }
            let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
            self.note(not_a_choice(key, &words, text.value, text.span.clone()));
        }
        self.default_of(key).and_then(meaning)
    }

    /// `true` or `false`; `false` where neither is written and nothing else is said of the key.
    pub(crate) fn flag(&mut self, key: &'static str) -> bool {
        self.value(key, value::flag).unwrap_or_default()
    }

    /// A whole number within the bounds of its key.
    pub(crate) fn whole<T: TryFrom<i64>>(&mut self, key: &'static str) -> Option<T> {
        self.value(key, value::whole).and_then(|number| T::try_from(number).ok())
    }

    /// A number with or without a fraction, within the bounds of its key.
    pub(crate) fn number(&mut self, key: &'static str) -> Option<f64> {
        self.value(key, value::number)
    }

    /// A list of texts; those that are no texts are noted and left out.
    pub(crate) fn texts(&mut self, key: &'static str) -> Option<Vec<TextValue<'a>>> {
        let value = self.take(key)?;
        let Some(list) = value.get_ref().as_array() else {
            self.wrong_type(key, value, "a list of texts");
            return None;
        };
        Some(list.iter().filter_map(|value| self.as_text(key, value)).collect())
    }

    /// A table within this one.
    pub(crate) fn table(&mut self, key: &'static str) -> Option<Table<'a>> {
        let value = self.take(key)?;
        let Some(entries) = value.get_ref().as_table() else {
            self.wrong_type(key, value, "a table");
            return None;
        };
        let span = if value.span().is_empty() { self.key_span(key)? } else { value.span() };
        Some(self.inner(key, Some(entries), span, format!("[{}]", self.path(key))))
    }

    /// A table within this one; one that is not written has every default.
    pub(crate) fn table_or_empty(&mut self, key: &'static str) -> Table<'a> {
        let written = self.table(key);
        written.unwrap_or_else(|| self.inner(key, None, 0..0, format!("[{}]", self.path(key))))
    }

    /// The tables of a list, `[[feed]]`; as many as a person writes.
    pub(crate) fn tables(&mut self, key: &'static str) -> Vec<Table<'a>> {
        self.tables_up_to(key, TABLES_LIMIT)
    }

    /// The tables of a list of at most `limit`; a longer one is refused.
    pub(crate) fn tables_up_to(&mut self, key: &'static str, limit: usize) -> Vec<Table<'a>> {
        let Some(value) = self.take(key) else { return Vec::new() };
        let name = format!("[[{}]]", self.path(key));
        let span = || self.key_span(key).unwrap_or_else(|| value.span());
        let Some(list) = value.get_ref().as_array() else {
            self.note(no_list_of_tables(key, &name, value.get_ref(), span()));
            return Vec::new();
        };
        if list.len() > limit {
            self.note(too_many(list.len(), &name, limit, span()));
            return Vec::new();
        }
        let mut tables = Vec::new();
        for value in list {
            match value.get_ref().as_table() {
                Some(entries) => tables.push(self.inner(key, Some(entries), value.span(), name.clone())),
                None => self.wrong_type(key, value, "a table"),
            }
        }
        tables
    }

    /// Every key with text or texts, for tables whose keys the operator chooses (`names.az = […]`).
    pub(crate) fn every_texts(&self) -> Vec<(TextValue<'a>, Vec<TextValue<'a>>)> {
        let mut found = Vec::new();
        for (key, value) in self.entries.into_iter().flatten() {
            let name = TextValue::new(self.document.source(), key.get_ref(), key.span());
            let texts = match value.get_ref() {
                DeValue::Array(list) => {
                    list.iter().filter_map(|value| self.as_text(name.value, value)).collect()
                }
                _ => self.as_text(name.value, value).into_iter().collect(),
            };
            found.push((name, texts));
        }
        found
    }

    /// The value of a key of any kind; a key that must be there and is not is noted.
    pub(crate) fn take(&mut self, key: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        let value = self.entries.and_then(|entries| entries.get(key));
        let known = self.key(key);
        if !self.taken.contains(&key) {
            self.taken.push(key);
            if let (None, Some(help)) = (value, known.and_then(|known| known.required)) {
                self.missing(key, help);
            }
        }
        value
    }

    /// Notes every key that is not known.
    pub(crate) fn finish(self) {
        let known: Vec<&str> = self.keys.keys.iter().map(|key| key.name).collect();
        let left_out = |key: &&TomlKey| !self.taken.contains(&key.name);
        debug_assert!(
            !self.keys.keys.iter().any(|key| left_out(&key)),
            "{} leaves out one of {known:?}",
            self.name
        );
        debug_assert!(
            self.taken.iter().all(|key| known.contains(key)),
            "{} takes more than {known:?}",
            self.name
        );
        for key in self.entries.into_iter().flat_map(DeTable::keys) {
            if self.key(key.get_ref()).is_none() {
                let place = if self.name.is_empty() { String::new() } else { format!(" in {}", self.name) };
                self.note(unknown_key(key.get_ref(), key.span(), &place, &known, self.outer));
            }
        }
    }

    /// Notes a value of the wrong kind in words for people.
    pub(crate) fn wrong_type(&self, key: &str, value: &Spanned<DeValue<'_>>, wanted: &str) {
        self.note(wrong_type(key, value, wanted, self.document.source()));
    }

    /// What holds where a key is not written.
    pub(crate) fn default_of(&self, key: &str) -> Option<&'static str> {
        self.key(key)?.default
    }

    /// What is written, else the default.
    fn value<T: FromStr>(&mut self, key: &'static str, read: ReadValue<T>) -> Option<T> {
        let written = self.take(key);
        let known = self.key(key)?;
        let read = written.map(|value| read(known, value, self.document.source()));
        let right = read.and_then(|read| read.map_err(|problem| self.note(*problem)).ok());
        right.or_else(|| known.default?.parse().ok())
    }

    /// A value as text; one that is none is noted.
    pub(crate) fn as_text(&self, key: &str, value: &'a Spanned<DeValue<'a>>) -> Option<TextValue<'a>> {
        let text = value.get_ref().as_str();
        if text.is_none() {
            self.note(no_text(key, self.key(key).map(|key| key.kind), value, self.document.source()));
        }
        text.map(|text| TextValue::new(self.document.source(), text, value.span()))
    }

    fn inner(
        &self,
        key: &str,
        entries: Option<&'a DeTable<'a>>,
        span: Range<usize>,
        name: String,
    ) -> Table<'a> {
        let keys = match self.key(key).map(|key| key.kind) {
            Some(KeyKind::Table(keys) | KeyKind::Tables(keys)) => keys,
            _ => &ANY_KEYS,
        };
        let outer = if self.name.is_empty() { self.keys } else { self.outer };
        Table { document: self.document, entries, keys, outer, span, name, taken: Vec::new() }
    }

    /// `mail.smtp` for the key `smtp` within `[mail]`.
    fn path(&self, key: &str) -> String {
        let outer = self.name.trim_matches(['[', ']']);
        if outer.is_empty() { key.to_owned() } else { format!("{outer}.{key}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static FEED: KeyTable = KeyTable::new(
        "A feed",
        &[TomlKey::new("url", KeyKind::TEXT, "").required("url = \"https://example.org/rss\"")],
    );
    static SMTP: KeyTable = KeyTable::new(
        "A server",
        &[TomlKey::new("host", KeyKind::TEXT, "").required("host = \"mail.example.org\"")],
    );
    static MAIL: KeyTable = KeyTable::new("Mail", &[TomlKey::new("smtp", KeyKind::Table(&SMTP), "")]);
    static FILE: KeyTable = KeyTable::new(
        "A small file with a key of every kind",
        &[
            TomlKey::new("title", KeyKind::TEXT, "").required("title = \"Example\""),
            TomlKey::new("empty", KeyKind::Choice(&["skip", "heartbeat"]), ""),
            TomlKey::new("alerts", KeyKind::Flag, ""),
            TomlKey::new("port", KeyKind::Whole { least: 1, most: 65_535 }, ""),
            TomlKey::new("threshold", KeyKind::Number { least: 0.0, most: 10.0 }, ""),
            TomlKey::new("tags", KeyKind::TEXTS, ""),
            TomlKey::new("feed", KeyKind::Tables(&FEED), ""),
            TomlKey::new("mail", KeyKind::Table(&MAIL), ""),
        ],
    );

    /// Reads a small file with a key of every kind and lists what is wrong as `line:column code message | help`.
    fn problems_of(source: &str) -> Vec<String> {
        let document = TomlDocument::parse(source);
        let mut root = Table::root(&document, &FILE);
        root.text("title");
        root.choice("empty", &[("skip", 0), ("heartbeat", 1)]);
        root.flag("alerts");
        root.whole::<u16>("port");
        root.number("threshold");
        root.texts("tags");
        for mut feed in root.tables("feed") {
            feed.text("url");
            feed.finish();
        }
        if let Some(mut mail) = root.table("mail") {
            if let Some(mut smtp) = mail.table("smtp") {
                smtp.text("host");
                smtp.finish();
            }
            mail.finish();
        }
        root.finish();
        let show = |problem: Problem| {
            let (line, column) = crate::diagnostic::finding::place(source, problem.span.start);
            let help = problem.help.map(|help| format!(" | {help}")).unwrap_or_default();
            format!("{line}:{column} {} {}{help}", problem.code, problem.message)
        };
        document.into_problems().into_iter().map(show).collect()
    }

    #[track_caller]
    fn check(source: &str, expected: &[&str]) {
        assert_eq!(problems_of(source), expected, "{source}");
    }

    #[test]
    fn a_good_file_has_no_problems() {
        check(
            "title = 'x'\nport = 25\nthreshold = 2\ntags = []\n[[feed]]\nurl = 'u'\n[mail.smtp]\nhost = 'h'",
            &[],
        );
    }

    #[test]
    fn wrong_kinds_are_told_in_words_for_people() {
        check(
            "title = 900\nempty = 'heartbeet'\nalerts = \"yes\"\nport = \"587\"\nthreshold = 11\ntags = \"a\"\nfeed = 1\nmail = 2026-01-01",
            &[
                "1:9 wrong-type `title` must be text in quotes, found a whole number | write \"900\"",
                "2:9 choice `empty` is one of \"skip\", \"heartbeat\", not \"heartbeet\" | did you mean \"heartbeat\"?",
                "3:10 wrong-type `alerts` must be true or false, found text | write true without quotes",
                "4:8 wrong-type `port` must be a whole number, found text | write 587 without quotes",
                "5:13 out-of-range `threshold` must be between 0 and 10",
                "6:8 wrong-type `tags` must be a list of texts, found text | write [\"a\"]",
                "7:1 wrong-type `feed` must be a list of tables, found a whole number | write [[feed]] above each one",
                "8:8 wrong-type `mail` must be a table, found a date or time without quotes",
            ],
        );
    }

    #[test]
    fn unknown_and_missing_keys_name_the_nearest_and_the_table() {
        check(
            "titel = 'x'\n[[feed]]\nulr = 'u'\n[mail.smtp]\ncolour = 1\n",
            &[
                "1:1 missing-key `title` is missing at the top of the file | title = \"Example\"",
                "1:1 unknown-key unknown key `titel` | did you mean `title`?",
                "2:1 missing-key `url` is missing in [[feed]] | url = \"https://example.org/rss\"",
                "3:1 unknown-key unknown key `ulr` in [[feed]] | did you mean `url`?",
                "4:1 missing-key `host` is missing in [mail.smtp] | host = \"mail.example.org\"",
                "5:1 unknown-key unknown key `colour` in [mail.smtp] | known here: host",
            ],
        );
    }

    #[test]
    fn syntax_errors_are_told_beside_what_else_is_wrong() {
        check(
            "title = x y\nport = 70000\n\ntags = [\"a\", \"b\"\n",
            &[
                "1:9 syntax this is not TOML: string values must be quoted, expected literal string | text needs quotes: \"x y\"",
                "2:8 out-of-range `port` must be between 1 and 65535",
                "4:17 syntax this is not TOML: unclosed array, expected `]`",
            ],
        );
        check("title = \"x\"\ntitle = \"y\"\n", &["2:1 syntax this is not TOML: duplicate key"]);
    }
}
