//! What is refused before any page is asked: another site's forms, and names that are not ours.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

use super::api_error::{is_for_programs, told_error};
use super::face::WebState;
use super::host::is_ours;
use super::page::plain;
use crate::settings::WebSettings;

/// On every answer. Pages load nothing, run nothing, are framed by nobody, and the address of one, which may be its
/// key, is told to no other site.
const HEADERS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
];

const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Looks at a request before it is answered, and puts the headers on the answer.
pub(super) async fn guard(State(face): State<WebState>, request: Request, next: Next) -> Response {
    let refused = {
        let running = face.running.borrow();
        let web = running.files.settings.web.as_ref();
        refusal(&request, web)
    };
    let for_programs = is_for_programs(request.uri().path());
    let mut answer = match refused {
        Some((status, words)) if for_programs => told_error(status, words),
        Some((status, words)) => plain(status, "Not from there", &[words]),
        None => next.run(request).await,
    };
    for (name, value) in HEADERS {
        answer.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    answer
}

fn refusal(request: &Request, web: Option<&WebSettings>) -> Option<(StatusCode, &'static str)> {
    // Machines ask for it by whatever name they know.
    if request.uri().path() == "/healthz" {
        return None;
    }
    let host = request.uri().authority().map(|authority| authority.as_str().to_owned());
    let host = host.or_else(|| text(request.headers(), &header::HOST).map(str::to_owned));
    if !host.as_deref().is_some_and(|host| is_ours(host, web)) {
        return Some((StatusCode::MISDIRECTED_REQUEST, "This desk does not answer under this name."));
    }
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let host = host.unwrap_or_default();
    if !reads && is_of_another_site(request.headers(), &host) {
        return Some((StatusCode::FORBIDDEN, "This form was not sent by a page of this desk."));
    }
    None
}

/// Whether a browser says that somebody else's page sends this. Programs that are no browsers say nothing of it.
fn is_of_another_site(headers: &HeaderMap, host: &str) -> bool {
    let fetched = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok());
    if fetched.is_some_and(|site| !matches!(site, "same-origin" | "none")) {
        return true;
    }
    let Some(origin) = text(headers, &header::ORIGIN) else { return headers.contains_key(header::ORIGIN) };
    let named = origin.split_once("://").map(|(_, host)| host);
    named.is_none_or(|named| !named.eq_ignore_ascii_case(host))
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_of_another_site_is_known_by_what_the_browser_says() {
        for (name, value, other) in [
            ("sec-fetch-site", "same-origin", false),
            ("sec-fetch-site", "none", false),
            ("sec-fetch-site", "cross-site", true),
            ("sec-fetch-site", "same-site", true),
            ("origin", "https://watch.example.org", false),
            ("origin", "https://evil.example", true),
            ("origin", "null", true),
            ("accept", "*/*", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(name, value.parse().expect("a value"));
            assert_eq!(is_of_another_site(&headers, "watch.example.org"), other, "{name}: {value}");
        }
    }
}
