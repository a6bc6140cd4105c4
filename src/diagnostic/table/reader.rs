//! A table of a file: its keys are taken one by one by their kinds.

use std::ops::{Range, RangeInclusive};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::nearest::nearest;
use crate::diagnostic::{Fault, Problem};

use super::document::TomlDocument;
use super::text::TextValue;
use super::words::{MISSING_KEY, fix_for, type_words, unknown_key};

/// More tables of one kind in a file than this are a mistake.
const TABLES_LIMIT: usize = 10_000;

/// One table of a file. Each key is taken by its kind; what [`Table::finish`] finds untaken is unknown.
///
/// A method that answers `None` has either found nothing or noted why the value cannot be used.
pub(crate) struct Table<'a> {
    document: &'a TomlDocument<'a>,
    entries: &'a DeTable<'a>,
    /// The header, or the braces of an inline table.
    pub span: Range<usize>,
    /// As the operator writes it, `[fetch]` or `[[feed]]`; empty at the top of the file.
    name: String,
    taken: Vec<&'static str>,
}

impl<'a> Table<'a> {
    /// The top of a file.
    pub(crate) fn root(document: &'a TomlDocument<'a>) -> Self {
        Self::new(document, document.entries(), 0..0, String::new())
    }

    fn new(
        document: &'a TomlDocument<'a>,
        entries: &'a DeTable<'a>,
        span: Range<usize>,
        name: String,
    ) -> Self {
        Self { document, entries, span, name, taken: Vec::new() }
    }

    /// Notes a problem of this file.
    pub(crate) fn note(&self, problem: Problem) {
        self.document.note(problem);
    }

    /// Where a key stands, for problems that speak of the key and not of its value.
    pub(crate) fn key_span(&self, key: &str) -> Option<Range<usize>> {
        self.entries.get_key_value(key).map(|(key, _)| key.span())
    }

    /// Whether the key is there, whatever its value.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    /// Notes that a key is missing, pointing to the header of the table.
    pub(crate) fn missing(&self, key: &str, help: &str) {
        let place = if self.name.is_empty() {
            "at the top of the file".to_owned()
        } else {
            format!("in {}", self.name)
        };
        let problem = Problem::error(self.span.clone(), MISSING_KEY, format!("`{key}` is missing {place}"));
        self.note(problem.help(help));
    }

    /// TextValue in quotes.
    pub(crate) fn text(&mut self, key: &'static str) -> Option<TextValue<'a>> {
        let value = self.take(key)?;
        self.as_text(key, value)
    }

    /// TextValue in quotes that must be there; `help` shows how to write it.
    pub(crate) fn required_text(&mut self, key: &'static str, help: &str) -> Option<TextValue<'a>> {
        if !self.has(key) {
            self.taken.push(key);
            self.missing(key, help);
            return None;
        }
        self.text(key)
    }

    /// TextValue that `read` turns into a value; a fault points into the text's own characters.
    pub(crate) fn read<T>(
        &mut self,
        key: &'static str,
        code: &'static str,
        read: impl FnOnce(&str) -> Result<T, Fault>,
    ) -> Option<T> {
        let text = self.text(key)?;
        self.read_text(&text, code, read)
    }

    /// As [`Table::read`] for a text already taken.
    pub(crate) fn read_text<T>(
        &self,
        text: &TextValue<'a>,
        code: &'static str,
        read: impl FnOnce(&str) -> Result<T, Fault>,
    ) -> Option<T> {
        read(text.value).map_err(|fault| self.note(text.problem(code, fault))).ok()
    }

    /// One of a few words.
    pub(crate) fn choice<T: Clone>(&mut self, key: &'static str, choices: &[(&str, T)]) -> Option<T> {
        let text = self.text(key)?;
        if let Some((_, value)) = choices.iter().find(|(word, _)| *word == text.value) {
            return Some(value.clone());
        }
        let words = || choices.iter().map(|(word, _)| *word);
        let list = words().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", ");
        let message = format!("`{key}` is one of {list}, not \"{}\"", text.value);
        let problem = Problem::error(text.span.clone(), "choice", message);
        self.note(match nearest(text.value, words()) {
            Some(word) => problem.help(format!("did you mean \"{word}\"?")),
            None => problem,
        });
        None
    }

    /// `true` or `false`.
    pub(crate) fn flag(&mut self, key: &'static str) -> Option<bool> {
        let value = self.take(key)?;
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            self.wrong_type(key, value, "true or false");
        }
        flag
    }

    /// A whole number within `range`.
    pub(crate) fn whole(&mut self, key: &'static str, range: RangeInclusive<i64>) -> Option<i64> {
        let value = self.take(key)?;
        let Some(number) = value.get_ref().as_integer() else {
            self.wrong_type(key, value, "a whole number");
            return None;
        };
        let number = i64::from_str_radix(number.as_str(), number.radix()).ok();
        if number.is_none_or(|number| !range.contains(&number)) {
            self.out_of_range(key, value.span(), &range.start().to_string(), &range.end().to_string());
            return None;
        }
        number
    }

    /// A number with or without a fraction, within `range`.
    pub(crate) fn number(&mut self, key: &'static str, range: RangeInclusive<f64>) -> Option<f64> {
        let value = self.take(key)?;
        let number = match value.get_ref() {
            DeValue::Float(number) => number.as_str().parse().ok(),
            DeValue::Integer(number) if number.radix() == 10 => number.as_str().parse().ok(),
            _ => {
                self.wrong_type(key, value, "a number");
                return None;
            }
        };
        if number.is_none_or(|number| !range.contains(&number)) {
            self.out_of_range(key, value.span(), &range.start().to_string(), &range.end().to_string());
            return None;
        }
        number
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
        Some(Table::new(self.document, entries, span, format!("[{}]", self.path(key))))
    }

    /// The tables of a list, `[[feed]]`; as many as a person writes.
    pub(crate) fn tables(&mut self, key: &'static str) -> Vec<Table<'a>> {
        self.tables_up_to(key, TABLES_LIMIT)
    }

    /// The tables of a list of at most `limit`; a longer one is refused.
    pub(crate) fn tables_up_to(&mut self, key: &'static str, limit: usize) -> Vec<Table<'a>> {
        let Some(value) = self.take(key) else {
            return Vec::new();
        };
        let name = format!("[[{}]]", self.path(key));
        let Some(list) = value.get_ref().as_array() else {
            let span = self.key_span(key).unwrap_or_else(|| value.span());
            let found = type_words(value.get_ref());
            let message = format!("`{key}` must be a list of tables, found {found}");
            self.note(
                Problem::error(span, "wrong-type", message).help(format!("write {name} above each one")),
            );
            return Vec::new();
        };
        if list.len() > limit {
            let message = format!("{} of {name} in one file, at most {limit} are read", list.len());
            let span = self.key_span(key).unwrap_or_else(|| value.span());
            self.note(Problem::error(span, "too-many", message).help("split the file"));
            return Vec::new();
        }
        let mut tables = Vec::new();
        for value in list {
            match value.get_ref().as_table() {
                Some(entries) => tables.push(Table::new(self.document, entries, value.span(), name.clone())),
                None => self.wrong_type(key, value, "a table"),
            }
        }
        tables
    }

    /// Every key with text or texts, for tables whose keys the operator chooses (`names.az = […]`).
    pub(crate) fn every_texts(&self) -> Vec<(TextValue<'a>, Vec<TextValue<'a>>)> {
        let mut found = Vec::new();
        for (key, value) in self.entries {
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

    /// The value of a key of any kind, for keys that may be written in two ways.
    pub(crate) fn take(&mut self, key: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.taken.push(key);
        self.entries.get(key)
    }

    /// Notes every key that nobody took.
    pub(crate) fn finish(self) {
        for key in self.entries.keys().filter(|key| !self.taken.contains(&key.get_ref().as_ref())) {
            let place = if self.name.is_empty() { String::new() } else { format!(" in {}", self.name) };
            let problem = unknown_key(key.get_ref(), key.span(), &place);
            if problem.help.is_some() {
                self.note(problem);
                continue;
            }
            self.note(match nearest(key.get_ref(), self.taken.iter().copied()) {
                Some(known) => problem.help(format!("did you mean `{known}`?")),
                None => problem.help(format!("known here: {}", self.taken.join(", "))),
            });
        }
    }

    /// Notes a value of the wrong kind in words for people.
    pub(crate) fn wrong_type(&self, key: &str, value: &Spanned<DeValue<'_>>, wanted: &str) {
        let found = type_words(value.get_ref());
        let problem =
            Problem::error(value.span(), "wrong-type", format!("`{key}` must be {wanted}, found {found}"));
        let written = self.document.source().get(value.span()).unwrap_or_default();
        self.note(match fix_for(wanted, value.get_ref(), written) {
            Some(fix) => problem.help(fix),
            None => problem,
        });
    }

    /// Notes a value outside its range.
    pub(crate) fn out_of_range(&self, key: &str, span: Range<usize>, least: &str, most: &str) {
        let message = format!("`{key}` must be between {least} and {most}");
        self.note(Problem::error(span, "out-of-range", message));
    }

    fn as_text(&self, key: &str, value: &'a Spanned<DeValue<'a>>) -> Option<TextValue<'a>> {
        let text = value.get_ref().as_str();
        if text.is_none() {
            self.wrong_type(key, value, "text in quotes");
        }
        text.map(|text| TextValue::new(self.document.source(), text, value.span()))
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

    /// Reads a small file with a key of every kind and lists what is wrong as `line:column code message | help`.
    fn problems_of(source: &str) -> Vec<String> {
        let document = TomlDocument::parse(source);
        let mut root = Table::root(&document);
        root.required_text("title", "title = \"Example\"");
        root.choice("empty", &[("skip", 0), ("heartbeat", 1)]);
        root.flag("alerts");
        root.whole("port", 1..=65535);
        root.number("threshold", 0.0..=10.0);
        root.texts("tags");
        for mut feed in root.tables("feed") {
            feed.required_text("url", "url = \"https://example.org/rss\"");
            feed.finish();
        }
        if let Some(mut mail) = root.table("mail") {
            if let Some(mut smtp) = mail.table("smtp") {
                smtp.required_text("host", "host = \"mail.example.org\"");
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
