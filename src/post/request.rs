//! What is sent to each kind of receiver: a method, an address, headers and a body, made of a payload and nothing else.

use std::fmt;

use jiff::Timestamp;
use serde_json::{Value, json};
use url::Url;

use super::chat::ChatKind;
use super::chat_message::written;
use super::secrets::{address, token};
use super::signature::SigningSecrets;
use crate::digest::payload::Payload;
use crate::reach::secret_file::read_secret;
use crate::subscriber::Destination;

/// A request, ready to be sent. Its address and its headers may be secrets.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct PostRequest {
    pub method: PostMethod,
    pub url: Url,
    /// Names and values.
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

/// How it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PostMethod {
    Post,
    /// To an address of its own: what arrives twice is there once.
    Put,
}

/// What one delivery brings.
#[derive(Debug, Clone, Copy)]
pub(super) struct Posted<'a> {
    /// The same at every attempt, and never another delivery's.
    pub id: &'a str,
    /// The payload as it is stored, and as a webhook gets it.
    pub bytes: &'a [u8],
    /// The same, read.
    pub payload: &'a Payload,
    /// When it is sent.
    pub now: Timestamp,
}

/// The request for a receiver; in words, without a secret in them, where it cannot be made. `None` for a program.
pub(super) fn request(to: &Destination, posted: &Posted<'_>) -> Result<Option<PostRequest>, String> {
    let chat = |kind: &ChatKind| written(kind, posted.payload);
    Ok(Some(match to {
        Destination::Webhook { address: hook, secret_file } => {
            let secrets = secret_file.as_deref().map(read_secret).transpose()?;
            let secrets = secrets.map(|text| SigningSecrets::parse(&text)).transpose()?;
            PostRequest {
                headers: signed(secrets.as_ref(), posted),
                ..post(address(hook)?, posted.bytes.to_vec())
            }
        }
        Destination::Ntfy { topic, token_file } => {
            let (server, name) = topic_of(topic)?;
            let message = chat(&ChatKind::NTFY);
            let mut body =
                json!({ "topic": name, "title": message.heading, "message": message.text, "markdown": true });
            if let Some(click) = &posted.payload.url {
                body["click"] = json!(click);
            }
            let headers = match token_file {
                Some(path) => vec![bearer(&token(Some(path))?)],
                None => Vec::new(),
            };
            with_headers(headers, json_post(server, &body))
        }
        Destination::Slack(hook)
        | Destination::Mattermost(hook)
        | Destination::Discord(hook)
        | Destination::Apprise(hook) => json_post(address(hook)?, &hook_body(to, posted.payload)),
        Destination::Telegram { chat: to, server, token_file } => {
            let body = json!({
                "chat_id": to,
                "text": chat(&ChatKind::TELEGRAM).whole(),
                "parse_mode": "HTML",
                "link_preview_options": { "is_disabled": true },
            });
            json_post(
                below(server, &[&format!("bot{}", token(token_file.as_deref())?), "sendMessage"])?,
                &body,
            )
        }
        Destination::Matrix { room, server, token_file } => {
            let path = ["_matrix", "client", "v3", "rooms", room, "send", "m.room.message", posted.id];
            let body = json!({
                "msgtype": "m.text",
                "body": chat(&ChatKind::MATRIX_PLAIN).whole(),
                "format": "org.matrix.custom.html",
                "formatted_body": chat(&ChatKind::MATRIX).whole().replace('\n', "<br>"),
                "m.mentions": {},
            });
            let request = json_post(below(server, &path)?, &body);
            let headers = vec![bearer(&token(token_file.as_deref())?)];
            PostRequest { method: PostMethod::Put, ..with_headers(headers, request) }
        }
        Destination::Command(_) => return Ok(None),
    }))
}

/// What is posted to a hook of a chat.
fn hook_body(to: &Destination, payload: &Payload) -> Value {
    match to {
        Destination::Slack(_) => {
            let text = written(&ChatKind::SLACK, payload).whole();
            json!({ "text": text, "unfurl_links": false, "unfurl_media": false })
        }
        Destination::Discord(_) => json!({
            "content": written(&ChatKind::DISCORD, payload).whole(),
            // Nobody is called by what a page says, and no pictures are fetched for links.
            "allowed_mentions": { "parse": [] },
            "flags": 4,
        }),
        Destination::Apprise(_) => {
            let message = written(&ChatKind::APPRISE, payload);
            json!({ "title": message.heading, "body": message.text, "type": "info", "format": "markdown" })
        }
        _ => json!({ "text": written(&ChatKind::MATTERMOST, payload).whole() }),
    }
}

/// The headers of Standard Webhooks.
fn signed(secrets: Option<&SigningSecrets>, posted: &Posted<'_>) -> Vec<(&'static str, String)> {
    let second = posted.now.as_second();
    let mut headers = vec![
        ("content-type", "application/json".to_owned()),
        ("webhook-id", posted.id.to_owned()),
        ("webhook-timestamp", second.to_string()),
    ];
    headers
        .extend(secrets.map(|secrets| ("webhook-signature", secrets.sign(posted.id, second, posted.bytes))));
    headers
}

fn post(url: Url, body: Vec<u8>) -> PostRequest {
    PostRequest { method: PostMethod::Post, url, headers: Vec::new(), body }
}

fn json_post(url: Url, body: &Value) -> PostRequest {
    let headers = vec![("content-type", "application/json".to_owned())];
    PostRequest { headers, ..post(url, body.to_string().into_bytes()) }
}

fn with_headers(headers: Vec<(&'static str, String)>, mut request: PostRequest) -> PostRequest {
    request.headers.extend(headers);
    request
}

fn bearer(token: &str) -> (&'static str, String) {
    ("authorization", format!("Bearer {token}"))
}

/// An address below that of a server, each part of its path as it is.
fn below(server: &Url, path: &[&str]) -> Result<Url, String> {
    let mut url = server.clone();
    url.path_segments_mut()
        .map_err(|()| "the server has no address with a path".to_owned())?
        .pop_if_empty()
        .extend(path);
    Ok(url)
}

/// The server of a topic, which takes JSON, and the topic's name.
fn topic_of(topic: &Url) -> Result<(Url, String), String> {
    let name = topic.path_segments().and_then(|mut path| path.rfind(|part| !part.is_empty()));
    let name = name.ok_or_else(|| "the address names no topic".to_owned())?.to_owned();
    let mut server = topic.clone();
    server
        .path_segments_mut()
        .map_err(|()| "the address names no topic".to_owned())?
        .pop_if_empty()
        .pop()
        .push("");
    Ok((server, name))
}

/// Nothing that prints a value may print a secret.
impl fmt::Debug for PostRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| *name).collect();
        f.debug_struct("PostRequest")
            .field("method", &self.method)
            .field("headers", &names)
            .finish_non_exhaustive()
    }
}
