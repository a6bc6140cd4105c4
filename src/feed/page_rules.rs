//! What holds for the pages behind a feed's entries.

use serde::{Deserialize, Deserializer, Serialize};

/// Whether the page behind an item is fetched and its text matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum FullText {
    /// Always.
    Fetched,
    /// Never: what the feed says is matched.
    AsGiven,
    /// Where the feed brings teasers only.
    Auto,
}

/// Whether a site's robots.txt is obeyed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Robots {
    /// It is.
    Obey,
    /// It is not; `status` shows who does so.
    Ignore,
}

impl FullText {
    const WORDS: [(FullText, &str); 3] =
        [(FullText::Fetched, "true"), (FullText::AsGiven, "false"), (FullText::Auto, "auto")];

    /// The word in files that have no types.
    pub(crate) fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(rule, _)| *rule == self).map_or("auto", |(_, word)| word)
    }

    /// The rule of a word.
    pub(crate) fn of_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, own)| *own == word).map(|(rule, _)| *rule)
    }
}

impl Robots {
    /// The word in files.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Robots::Obey => "obey",
            Robots::Ignore => "ignore",
        }
    }

    /// The rule of a word.
    pub(crate) fn of_word(word: &str) -> Option<Self> {
        [Robots::Obey, Robots::Ignore].into_iter().find(|rule| rule.word() == word)
    }
}

/// A rule as it is stored; what earlier versions wrote in its place (a flag without effect) says nothing.
pub(super) fn stored<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<FullText>, D::Error> {
    let value = serde_json::Value::deserialize(deserializer)?;
    Ok(serde_json::from_value(value).ok())
}
