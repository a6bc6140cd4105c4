//! `[translate]` of the settings.

use std::path::{Path, PathBuf};
use std::time::Duration;

use url::Url;

use crate::diagnostic::table::Table;

use super::typed::{duration, path};
use super::values;

/// `[translate]`: who translates titles and excerpts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TranslateSettings {
    /// What the server speaks.
    pub kind: TranslateKind,
    /// Where it is asked.
    pub url: Url,
    /// The model; a name for it in mails.
    pub model: String,
    /// The file that holds the key, read at each request and kept nowhere.
    pub key_file: Option<PathBuf>,
    /// The language that readers read, in BCP 47.
    pub to: String,
    /// The languages that are translated; all but `to` where none is named.
    pub from: Vec<String>,
    /// Characters that leave in a day of UTC.
    pub per_day: u64,
    /// How long one request may take.
    pub timeout: Duration,
}

/// What a server that translates speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TranslateKind {
    /// `POST {"q", "source", "target"}`.
    LibreTranslate,
    /// `POST {"model", "messages"}`, as many servers of models take it.
    OpenAi,
}

impl TranslateSettings {
    pub(super) fn read(mut table: Table<'_>, folder: &Path) -> Option<Self> {
        let kinds = [("libretranslate", TranslateKind::LibreTranslate), ("openai", TranslateKind::OpenAi)];
        let kind = table.choice("kind", &kinds).unwrap_or(TranslateKind::LibreTranslate);
        if kind == TranslateKind::OpenAi && !table.has("model") {
            table.missing("model", "write the model's name, as its server calls it");
        }
        let url = table.read("url", "address", values::web_address);
        let model = table.text("model").map(|text| text.value.to_owned());
        let key_file = path(&mut table, "key_file", folder);
        let to = table.text("to").map(|text| text.value.to_owned());
        let to = to.or_else(|| table.default_of("to").map(str::to_owned)).unwrap_or_default();
        let from = table.texts("from").unwrap_or_default().iter().map(|text| text.value.to_owned()).collect();
        let per_day = table.whole("per_day").or_else(|| table.default_of("per_day")?.parse().ok());
        let timeout = duration(&mut table, "timeout").unwrap_or_default();
        table.finish();
        let model = model.unwrap_or_else(|| "LibreTranslate".to_owned());
        Some(Self {
            kind,
            url: url?,
            model,
            key_file,
            to,
            from,
            per_day: per_day.unwrap_or_default(),
            timeout,
        })
    }

    /// Whether texts of this language, in BCP 47, are translated.
    pub(crate) fn takes(&self, lang: &str) -> bool {
        let primary = |tag: &str| tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        let lang = primary(lang);
        lang != primary(&self.to)
            && (self.from.is_empty() || self.from.iter().any(|from| primary(from) == lang))
    }
}
