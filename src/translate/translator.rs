//! One request for one text: within limits, never redirected, its answer never trusted.

use std::path::Path;

use reqwest::{Client, Response};

use super::asked::{body, translation};
use crate::reach::{Guard, ReachError, base, build};
use crate::settings::{FetchSettings, TranslateKind, TranslateSettings};

/// Bytes of an answer that are read: the translation of an excerpt is a few thousand.
const ANSWER: usize = 256 << 10;

/// Why there is no translation.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TranslateError {
    /// The server was not reached, or gave no answer in time.
    #[error("the server gave no answer")]
    NoAnswer(#[from] reqwest::Error),
    /// It answered that it does not translate.
    #[error("the server answered {0}")]
    Refused(u16),
    /// Its answer holds no translation.
    #[error("the server's answer holds no translation")]
    Unreadable,
    /// The key cannot be read.
    #[error("the key cannot be read: {0}")]
    Key(#[from] std::io::Error),
}

/// The one that asks. Its server is the operator's own and may stand in a private network.
#[derive(Debug)]
pub(crate) struct MachineTranslator<'a> {
    client: Client,
    settings: &'a TranslateSettings,
}

impl<'a> MachineTranslator<'a> {
    /// One with the certificates that hold for feeds.
    ///
    /// # Errors
    ///
    /// When the operator's certificates cannot be taken.
    pub(crate) fn new(settings: &'a TranslateSettings, fetch: &FetchSettings) -> Result<Self, ReachError> {
        let client = build(fetch, || base(fetch, Guard::PrivateToo).timeout(settings.timeout))?;
        Ok(Self { client, settings })
    }

    /// What the server makes of a text of a language.
    pub(crate) async fn translate(&self, text: &str, lang: &str) -> Result<String, TranslateError> {
        let key = self.settings.key_file.as_deref().map(read_key).transpose()?;
        let body = body(self.settings, key.as_deref(), text, lang);
        let mut asking =
            self.client.post(self.settings.url.clone()).header("content-type", "application/json");
        if let (Some(key), TranslateKind::OpenAi) = (&key, self.settings.kind) {
            asking = asking.header("authorization", format!("Bearer {key}"));
        }
        let response = asking.body(body.to_string()).send().await?;
        if !response.status().is_success() {
            return Err(TranslateError::Refused(response.status().as_u16()));
        }
        let answer =
            serde_json::from_slice(&read(response).await?).map_err(|_| TranslateError::Unreadable)?;
        let found = translation(self.settings.kind, &answer).ok_or(TranslateError::Unreadable)?;
        // Some servers answer in HTML whatever they were asked for.
        Ok(html_escape::decode_html_entities(found).into_owned())
    }
}

fn read_key(path: &Path) -> Result<String, std::io::Error> {
    Ok(std::fs::read_to_string(path)?.trim().to_owned())
}

/// The body, as far as it is read: what is longer is cut, and then no JSON.
async fn read(mut response: Response) -> Result<Vec<u8>, reqwest::Error> {
    let mut answer = Vec::new();
    while answer.len() < ANSWER {
        let Some(chunk) = response.chunk().await? else { break };
        answer.extend_from_slice(&chunk);
    }
    Ok(answer)
}
