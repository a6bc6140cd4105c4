//! Sends one post and says what became of it.

use std::error::Error;
use std::time::Duration;

use jiff::Timestamp;
use reqwest::{Client, Response, StatusCode};
use url::Url;

use super::command;
use super::outcome::PostOutcome;
use super::request::{PostMethod, PostRequest, Posted, request};
use crate::digest::payload::Payload;
use crate::reach::{Guard, ReachError, Stopped, base, build, headers};
use crate::settings::FetchSettings;
use crate::subscriber::Destination;
use crate::wording::line_up_to;

/// How long one post may take, from the first byte to the last of the answer.
const LIMIT: Duration = Duration::from_secs(30);

/// Bytes of an answer that are read; nothing but its first words is ever used.
const ANSWER: usize = 4 << 10;

/// Characters of an answer that are kept.
const SHOWN: usize = 200;

/// The one that posts. One for a set of files: it holds the connections.
#[derive(Debug, Clone)]
pub(crate) struct Poster {
    client: Client,
    guard: Guard,
    limit: Duration,
}

impl Poster {
    /// One with the guard and the certificates that hold for feeds.
    ///
    /// # Errors
    ///
    /// When the operator's certificates cannot be taken.
    pub(crate) fn new(settings: &FetchSettings) -> Result<Self, ReachError> {
        let guard = if settings.allow_private_addresses { Guard::PrivateToo } else { Guard::PublicOnly };
        Self::within(LIMIT, settings, guard)
    }

    pub(super) fn within(
        limit: Duration,
        settings: &FetchSettings,
        guard: Guard,
    ) -> Result<Self, ReachError> {
        // A kept connection that the receiver has closed would make a doubt of the next post.
        let client = build(settings, || base(settings, guard).timeout(limit).pool_max_idle_per_host(0))?;
        Ok(Self { client, guard, limit })
    }

    /// Posts a payload once. `id` is the same at every attempt of one delivery, and
    /// `now` the moment of this one.
    pub(crate) async fn post(&self, to: &Destination, id: &str, bytes: &[u8], now: Timestamp) -> PostOutcome {
        let deferred = |reply| PostOutcome::Deferred { reply, retry_after: None };
        let payload: Payload = match serde_json::from_slice(bytes) {
            Ok(payload) => payload,
            Err(error) => return deferred(format!("what is stored cannot be read: {error}")),
        };
        let posted = Posted { id, bytes, payload: &payload, now };
        match (request(to, &posted), to) {
            (Err(words), _) => deferred(words),
            (Ok(Some(request)), _) => self.ask(request, now).await,
            (Ok(None), Destination::Command(words)) => command::run(words, id, bytes, self.limit).await,
            (Ok(None), _) => deferred("there is nothing to send".to_owned()),
        }
    }

    async fn ask(&self, request: PostRequest, now: Timestamp) -> PostOutcome {
        if let Err(why) = self.guard.check(&request.url) {
            return PostOutcome::Deferred { reply: why, retry_after: None };
        }
        let PostRequest { method, url, headers, body } = request;
        let (host, secrets) = (url.host_str().unwrap_or_default().to_owned(), secrets_of(&url, &headers));
        let mut asking = match method {
            PostMethod::Post => self.client.post(url),
            PostMethod::Put => self.client.put(url),
        };
        for (name, value) in headers {
            asking = asking.header(name, value);
        }
        match asking.body(body).send().await {
            Ok(response) => judge(response, &host, &secrets, now).await,
            Err(error) => failed(&error, &host, self.limit),
        }
    }
}

/// What a status means: only 2xx is taken, and nothing is followed (Standard Webhooks, "Deliverability").
async fn judge(response: Response, host: &str, secrets: &[String], now: Timestamp) -> PostOutcome {
    let (status, retry_after) = (response.status(), headers::retry_after(response.headers(), now));
    let said = secrets.iter().fold(words(response).await, |said, secret| said.replace(secret, "…"));
    let said = line_up_to(SHOWN, &said);
    let said = if said.is_empty() { String::new() } else { format!(": {said}") };
    let reply = format!("{host} answered {}{said}", status.as_u16());
    match status {
        status if status.is_success() => PostOutcome::Taken { reply },
        StatusCode::GONE => PostOutcome::Gone { reply },
        status if status.is_redirection() => PostOutcome::Deferred {
            reply: format!("{host} answered {}, and redirects are not followed", status.as_u16()),
            retry_after,
        },
        _ => PostOutcome::Deferred { reply, retry_after },
    }
}

/// What a receiver may repeat of the request and nobody should read, the longest first: many answer a wrong address with
/// its path.
fn secrets_of(url: &Url, headers: &[(&'static str, String)]) -> Vec<String> {
    let parts = url.path_segments().into_iter().flatten().chain(url.query()).filter(|part| part.len() > 3);
    let values = headers.iter().filter(|(name, _)| *name == "authorization");
    let values = values.filter_map(|(_, value)| value.split(' ').next_back());
    let mut secrets: Vec<String> =
        std::iter::once(url.path()).chain(parts).chain(values).map(str::to_owned).collect();
    secrets.retain(|secret| secret.len() > 3);
    secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    secrets
}

/// The first words of an answer. The status counts, whether or not its body arrives.
async fn words(mut response: Response) -> String {
    let mut answer = Vec::new();
    while let (true, Ok(Some(chunk))) = (answer.len() < ANSWER, response.chunk().await) {
        answer.extend_from_slice(&chunk);
    }
    answer.truncate(ANSWER);
    String::from_utf8_lossy(&answer).into_owned()
}

/// A post without an answer. No address stands in the words: it may be the secret.
fn failed(error: &reqwest::Error, host: &str, limit: Duration) -> PostOutcome {
    let mut reason: &dyn Error = error;
    while let Some(source) = reason.source() {
        if source.is::<Stopped>() {
            return PostOutcome::Deferred { reply: source.to_string(), retry_after: None };
        }
        reason = source;
    }
    if error.is_connect() {
        let late = if error.is_timeout() { "in time".to_owned() } else { format!("({reason})") };
        return PostOutcome::Deferred { reply: format!("no connection to {host} {late}"), retry_after: None };
    }
    let reply = if error.is_timeout() {
        format!("{host} gave no answer within {} s", limit.as_secs())
    } else {
        format!("{host} broke off before its answer ({reason})")
    };
    PostOutcome::InDoubt { reply }
}
