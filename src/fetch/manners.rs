//! What the operator says of requests for one feed: its name and its headers, and who is told them.

use reqwest::header::{HeaderName, HeaderValue};
use reqwest::{RequestBuilder, header};
use url::Url;

use crate::feed::{RequestManner, site};

/// The request with the name and the headers that are meant for whoever is asked: the name for the site of the listed
/// address, headers for its origin alone. A redirect to elsewhere is followed as every feed is.
pub(super) fn with_manner(mut request: RequestBuilder, manner: &RequestManner, at: &Url) -> RequestBuilder {
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
    if at.origin() == home.origin() {
        for (name, value) in &manner.headers {
            if let (Ok(name), Ok(mut value)) = (HeaderName::try_from(name), HeaderValue::from_str(value)) {
                value.set_sensitive(true);
                request = request.header(name, value);
            }
        }
    }
    request
}
