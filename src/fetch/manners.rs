//! What the operator says of requests for one feed: its name and its headers, and who is told them.

use std::fs;

use reqwest::header::{HeaderName, HeaderValue};
use reqwest::{RequestBuilder, header};
use url::Url;

use crate::feed::{FailureKind, FetchFailure, HeaderText, RequestManner, RequestRules, SourceKind, site};

/// Who is told the headers of a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ToldHeaders {
    /// The origin of the listed address: for the feed itself.
    Origin,
    /// Its site, as guarded as it: for the pages of its articles.
    Site,
}

/// The request with the name and the headers that are meant for whoever is asked: the name for the site of the listed
/// address, headers for its origin alone, and of its articles for its site, never less guarded than there. A redirect to
/// elsewhere is followed as every feed is.
pub(super) fn with_manner(
    mut request: RequestBuilder,
    told: ToldHeaders,
    manner: &RequestManner,
    at: &Url,
) -> RequestBuilder {
    if manner.user_agent.is_none() && manner.headers.is_empty() {
        return request;
    }
    let Ok(home) = Url::parse(&manner.home) else { return request };
    if let Some(name) = &manner.user_agent
        && let Ok(name) = HeaderValue::from_str(name)
        && site(at) == site(&home)
    {
        request = request.header(header::USER_AGENT, name);
    }
    let is_article = told == ToldHeaders::Site && at.scheme() == home.scheme() && site(at) == site(&home);
    if at.origin() == home.origin() || is_article {
        for (name, value) in &manner.headers {
            if let (Ok(name), Ok(mut value)) = (HeaderName::try_from(name), HeaderValue::from_str(value)) {
                value.set_sensitive(true);
                request = request.header(name, value);
            }
        }
    }
    request
}

/// How the feed that is listed at `url` is asked for.
///
/// # Errors
///
/// When a file with the value of a header cannot be read: the feed is not asked without it.
pub(crate) fn manner_of(
    url: &str,
    kind: SourceKind,
    rules: Option<&RequestRules>,
) -> Result<RequestManner, FetchFailure> {
    let headers = rules.map(headers).transpose()?.unwrap_or_default();
    let user_agent = rules.and_then(|rules| rules.user_agent.clone());
    Ok(RequestManner { kind, home: url.to_owned(), user_agent, headers })
}

/// The headers with their values, which are read anew each time and kept nowhere.
fn headers(rules: &RequestRules) -> Result<Vec<(String, String)>, FetchFailure> {
    let read = |(name, text): (&String, &HeaderText)| match text {
        HeaderText::Text(text) => Ok((name.clone(), text.clone())),
        HeaderText::File(path) => {
            let failed = |error: std::io::Error| {
                let words = format!("the header {name} cannot be read from {}: {error}", path.display());
                FetchFailure::new(FailureKind::Refused, words)
            };
            let text = fs::read_to_string(path).map_err(failed)?;
            Ok((name.clone(), text.trim_end_matches(['\r', '\n']).to_owned()))
        }
    };
    rules.headers.iter().map(read).collect()
}
