//! What a key of an operator's file may say: a line of the tables from which files are read, described and begun.

/// A table of a file as data: what is known in it, in the order in which people read it.
#[derive(Debug)]
pub(crate) struct KeyTable {
    /// What it is for: a sentence without its full stop.
    pub sentence: &'static str,
    /// Every key that is known.
    pub keys: &'static [TomlKey],
    /// Keys of which exactly one must stand; mostly none.
    pub one_of: &'static [&'static str],
}

/// One key.
#[derive(Debug)]
pub(crate) struct TomlKey {
    /// As it is written.
    pub name: &'static str,
    /// What its value is.
    pub kind: KeyKind,
    /// What holds where the key is not written, as it would be written; text without its quotes.
    pub default: Option<&'static str>,
    /// Where the key must be written: what to write, for the one who has not.
    pub required: Option<&'static str>,
    /// A value to begin with, as `default`, where that one is empty or teaches little.
    pub sample: Option<&'static str>,
    /// What it says: a sentence without its full stop.
    pub sentence: &'static str,
}

/// What a value is. Bounds include their ends.
#[derive(Debug, Clone, Copy)]
pub(crate) enum KeyKind {
    /// Text in quotes; the pattern is for editors that know regular expressions only.
    Text { pattern: Option<&'static str> },
    /// A list of such texts.
    Texts { pattern: Option<&'static str> },
    /// A duration such as `15m`, in seconds.
    Duration { least: u64, most: u64 },
    /// A list of durations.
    Durations { least: u64, most: u64 },
    /// A size such as `20MiB`, in bytes.
    Size { least: u64, most: u64 },
    /// One of these words. The first one holds where nothing is written and nothing is required.
    Choice(&'static [&'static str]),
    /// `true` or `false`.
    Flag,
    /// `true`, `false`, or one of these words.
    FlagOr(&'static [&'static str]),
    /// A whole number.
    Whole { least: i64, most: i64 },
    /// A number with or without a fraction.
    Number { least: f64, most: f64 },
    /// Texts under names that the operator chooses, each as it is or as `{ file = "…" }` that holds it.
    Headers,
    /// A table of its own.
    Table(&'static KeyTable),
    /// A list of tables.
    Tables(&'static KeyTable),
    /// Names, or names by language.
    Names,
}

impl KeyTable {
    /// A table without rules between its keys.
    pub(crate) const fn new(sentence: &'static str, keys: &'static [TomlKey]) -> Self {
        Self { sentence, keys, one_of: &[] }
    }

    /// The key of this name.
    pub(crate) fn key(&self, name: &str) -> Option<&'static TomlKey> {
        self.keys.iter().find(|key| key.name == name)
    }
}

impl TomlKey {
    /// A key that may be left out.
    pub(crate) const fn new(name: &'static str, kind: KeyKind, sentence: &'static str) -> Self {
        let default = match kind {
            KeyKind::Choice(words) => Some(words[0]),
            _ => None,
        };
        Self { name, kind, default, required: None, sample: None, sentence }
    }

    /// The same with what holds where it is not written.
    #[must_use]
    pub(crate) const fn or(self, default: &'static str) -> Self {
        Self { default: Some(default), ..self }
    }

    /// The same as one that must be written; `help` shows how.
    #[must_use]
    pub(crate) const fn required(self, help: &'static str) -> Self {
        Self { required: Some(help), default: None, ..self }
    }

    /// The same with a value to begin with.
    #[must_use]
    pub(crate) const fn such_as(self, sample: &'static str) -> Self {
        Self { sample: Some(sample), ..self }
    }
}

impl KeyKind {
    /// Text of any kind.
    pub(crate) const TEXT: Self = Self::Text { pattern: None };
    /// A list of texts of any kind.
    pub(crate) const TEXTS: Self = Self::Texts { pattern: None };

    /// Text of a form that a regular expression tells roughly.
    pub(crate) const fn like(pattern: &'static str) -> Self {
        Self::Text { pattern: Some(pattern) }
    }
}
