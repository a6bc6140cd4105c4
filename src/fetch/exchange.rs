//! One exchange: the request with its conditions, the redirects, and what the final answer means.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::{HeaderMap, HeaderName};
use reqwest::{Client, RequestBuilder, Response, StatusCode, header};
use tokio::time::Instant;
use url::Url;
use xxhash_rust::xxh3::xxh3_64;

use super::body::BodyLimit;
use super::client::Clients;
use super::hosts::{Hosts, Neighbours};
use super::manners::{ToldHeaders, with_manner};
use super::redirects::Trail;
use super::{body, bot_wall, coding, refresh};
use crate::feed::{AnswerHead, FailureKind, FetchFailure, Fetched, RequestManner, SourceKind, Validators};
use crate::reach::{Guard, headers};

const ACCEPT_FEED: &str = "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, \
    application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5";

const ACCEPT_PAGE: &str = "text/html, application/xhtml+xml, */*;q=0.5";

/// How long a host is left alone that says 429 or 503 and not for how long.
const BUSY_PAUSE: Duration = Duration::from_mins(10);

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Requested<'a> {
    /// A feed, if it is not the one of last time.
    Feed(&'a Validators),
    /// A web page, if it is not the one of last time.
    Page(&'a Validators),
}

impl<'a> Requested<'a> {
    /// The conditions for this address: validators are shown to nobody but the address that sent them.
    fn conditions(self, at: &Url) -> Option<&'a Validators> {
        match self {
            Self::Feed(sent) | Self::Page(sent) => {
                Some(sent).filter(|sent| sent.url.as_deref() == Some(at.as_str()))
            }
        }
    }
}

/// One request with all that it needs, from its turn at the host to its answer.
#[derive(Debug)]
pub(super) struct Exchange<'a> {
    pub clients: &'a Clients,
    pub guard: Guard,
    pub hosts: &'a Hosts,
    /// Who else asks this host.
    pub neighbours: Neighbours,
    /// Bytes of a body after decompression.
    pub max_body: u64,
    pub requested: Requested<'a>,
    /// What the operator says of requests for this feed.
    pub manner: &'a RequestManner,
    /// The time of the call: dates in the answer are read against it.
    pub now: Timestamp,
}

impl Exchange<'_> {
    /// Follows redirects to the answer that counts.
    pub(super) async fn ask(&self, url: Url) -> Fetched {
        let mut trail = Trail::new(url);
        let mut is_refreshed = false;
        if let Err(why) = self.guard.check(trail.at()) {
            return Fetched::Failed(FetchFailure::new(FailureKind::Refused, why));
        }
        loop {
            if let Some(left) = self.hosts.paused(trail.at(), Instant::now()) {
                return Fetched::Failed(body::asked_for_patience(trail.at(), left));
            }
            let response = match self.send(&trail).await {
                Ok(response) => response,
                Err(error) => return Fetched::Failed(body::failure(&error)),
            };
            let status = response.status().as_u16();
            let location = response.headers().get(header::LOCATION);
            let location = location.filter(|_| matches!(status, 300 | 301 | 302 | 303 | 307 | 308));
            let location = location.map(|location| location.as_bytes().to_vec());
            let set_cookies = response.headers().get_all(header::SET_COOKIE).iter();
            let set_cookies: Vec<String> =
                set_cookies.filter_map(|cookie| cookie.to_str().ok()).map(str::to_owned).collect();
            let (status, location) = match location {
                Some(location) => (status, location),
                None => match self.judge(response, &trail).await {
                    Judged::Answer(fetched) => return fetched,
                    // The page says where the feed is now, and not for how long.
                    Judged::Refresh(_) if is_refreshed => {
                        let words = format!("{} leads from page to page", trail.at());
                        return Fetched::Failed(FetchFailure::new(FailureKind::NotAFeed, words));
                    }
                    Judged::Refresh(target) => {
                        is_refreshed = true;
                        (302, target.into_bytes())
                    }
                },
            };
            let set_cookies: Vec<&str> = set_cookies.iter().map(String::as_str).collect();
            if let Err(failure) = trail.follow(status, &location, &set_cookies, self.guard) {
                return Fetched::Failed(failure);
            }
        }
    }

    /// Sends one request, and once again where it met a connection that the server had closed.
    async fn send(&self, trail: &Trail) -> Result<Response, reqwest::Error> {
        match self.request(&self.clients.usual, trail).send().await {
            Ok(response) if response.status() != StatusCode::MISDIRECTED_REQUEST => Ok(response),
            Err(error) if !body::wants_fresh_connection(&error) => Err(error),
            _ => self.request(&self.clients.fresh, trail).send().await,
        }
    }

    fn request(&self, client: &Client, trail: &Trail) -> RequestBuilder {
        let conditions = self.requested.conditions(trail.at());
        let accept = match self.requested {
            Requested::Feed(_) if !self.manner.kind.is_page() => ACCEPT_FEED,
            _ => ACCEPT_PAGE,
        };
        let request = client.get(trail.at().clone()).header(header::ACCEPT, accept);
        let told = match self.requested {
            Requested::Feed(_) => ToldHeaders::Origin,
            Requested::Page(_) => ToldHeaders::Site,
        };
        let request = with_headers(request, self.requested, conditions);
        let mut request = with_manner(request, told, self.manner, trail.at());
        if let Some(cookies) = trail.cookies() {
            request = request.header(header::COOKIE, cookies);
        }
        // Where this very address answered last time no redirect is likely, and no other feed waits: in a
        // fast pass over thousands of hosts the connections would be most of the memory.
        if conditions.is_some() && self.neighbours == Neighbours::None {
            request = request.header(header::CONNECTION, "close");
        }
        request
    }

    /// What the final answer of a trail means.
    async fn judge(&self, response: Response, trail: &Trail) -> Judged {
        let status = response.status();
        let conditions = self.requested.conditions(trail.at());
        let mut answer = AnswerHead {
            validators: Validators {
                etag: bytes(response.headers(), header::ETAG),
                last_modified: bytes(response.headers(), header::LAST_MODIFIED),
                body_hash: None,
                url: Some(trail.at().to_string()),
            },
            fresh_for: headers::fresh_for(response.headers(), self.now),
            final_url: trail.at().to_string(),
            moved_to: trail.moved_to().map(Url::to_string),
            partial: status == StatusCode::IM_USED,
            parts: Box::default(),
        };
        Judged::Answer(match (status.as_u16(), conditions) {
            (200 | 202 | 203 | 206 | 226, _) => return self.read(response, answer).await,
            (304, Some(sent)) => {
                let fresh = answer.validators;
                answer.validators = Validators {
                    etag: fresh.etag.or_else(|| sent.etag.clone()),
                    last_modified: fresh.last_modified.or_else(|| sent.last_modified.clone()),
                    ..sent.clone()
                };
                Fetched::Unchanged(answer)
            }
            (410, _) => Fetched::Gone,
            _ => Fetched::Failed(self.refusal(response, trail.at()).await),
        })
    }

    /// Reads a good answer's body; one that hashes to the last one is no news, whatever its headers say.
    async fn read(&self, response: Response, mut answer: AnswerHead) -> Judged {
        let refresh = headers::text(response.headers(), header::REFRESH).map(str::to_owned);
        let content_type = headers::text(response.headers(), header::CONTENT_TYPE).map(str::to_owned);
        let limit = match self.requested {
            Requested::Page(_) => BodyLimit::of_page(self.max_body),
            Requested::Feed(_) if self.manner.kind == SourceKind::Sitemap => {
                BodyLimit::of_sitemap(self.max_body)
            }
            Requested::Feed(_) => BodyLimit::of_feed(self.max_body),
        };
        let bytes = match body::read(response, limit).await {
            Ok(body) => {
                if body.is_damaged {
                    // Nobody knows what these name: the document, or what came of it.
                    (answer.validators.etag, answer.validators.last_modified) = (None, None);
                }
                body.bytes
            }
            Err(failure) => return Judged::Answer(Fetched::Failed(failure)),
        };
        if matches!(self.requested, Requested::Page(_))
            && let Some(target) = refresh::of_an_empty_page(&bytes, refresh.as_deref(), &answer.final_url)
        {
            return Judged::Refresh(target);
        }
        if let Requested::Feed(last) = self.requested {
            let hash = xxh3_64(&bytes);
            answer.validators.body_hash = Some(hash);
            if last.body_hash == Some(hash) {
                return Judged::Answer(Fetched::Unchanged(answer));
            }
            if bytes.trim_ascii().is_empty() {
                let failure = FetchFailure::new(FailureKind::NotAFeed, "the body is empty");
                return Judged::Answer(Fetched::Failed(failure));
            }
            if let Some(target) = refresh::target(&bytes, refresh.as_deref(), &answer.final_url) {
                return Judged::Refresh(target);
            }
            if !self.manner.kind.is_page()
                && let Some(failure) = bot_wall::page_in_place_of_feed(&bytes)
            {
                return Judged::Answer(Fetched::Failed(failure));
            }
        }
        Judged::Answer(Fetched::Body { answer, bytes, content_type })
    }

    /// Why an answer brings no body, and what it says about the next request.
    async fn refusal(&self, response: Response, at: &Url) -> FetchFailure {
        let status = response.status();
        let message = format!("{} answered {status}", at.host_str().unwrap_or_default());
        let asked = headers::retry_after(response.headers(), self.now);
        let fresh = headers::fresh_for(response.headers(), self.now);
        let retry_after = if status == StatusCode::TOO_MANY_REQUESTS { asked.max(fresh) } else { asked };
        let challenged = response.headers().contains_key("cf-mitigated");
        if challenged
            || (matches!(status.as_u16(), 403 | 503)
                && bot_wall::is_wall(&body::peek(response, 16 << 10).await))
        {
            let message = format!("{message} with a bot wall");
            let status = Some(status.as_u16());
            return FetchFailure { status, retry_after, ..FetchFailure::new(FailureKind::Blocked, message) };
        }
        let kind = match status.as_u16() {
            429 | 503 => {
                let now = Instant::now();
                self.hosts.pause(at, now + retry_after.unwrap_or(BUSY_PAUSE), now);
                FailureKind::Busy
            }
            401 | 402 | 403 | 407 | 451 => FailureKind::Denied,
            400..=499 => FailureKind::NotFound,
            500..=599 => FailureKind::Server,
            _ => FailureKind::NotAFeed,
        };
        FetchFailure { status: Some(status.as_u16()), retry_after, ..FetchFailure::new(kind, message) }
    }
}

/// What an answer comes to.
enum Judged {
    Answer(Fetched),
    /// A page that says nothing but where to go.
    Refresh(String),
}

fn with_headers(
    request: RequestBuilder,
    wanted: Requested<'_>,
    conditions: Option<&Validators>,
) -> RequestBuilder {
    let mut request = request.header(header::ACCEPT_ENCODING, coding::ACCEPTED);
    if let Some(etag) = conditions.and_then(|sent| sent.etag.as_deref()) {
        // RFC 3229 with the "feed" manipulation: only what is new since this ETag, where the server can.
        request = request.header(header::IF_NONE_MATCH, etag);
        if matches!(wanted, Requested::Feed(_)) {
            request = request.header("A-IM", "feed");
        }
    }
    if let Some(date) = conditions.and_then(|sent| sent.last_modified.as_deref()) {
        request = request.header(header::IF_MODIFIED_SINCE, date);
    }
    request
}

fn bytes(headers: &HeaderMap, name: HeaderName) -> Option<Vec<u8>> {
    headers.get(name).map(|value| value.as_bytes().to_vec())
}
