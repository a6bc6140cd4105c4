//! What a form sends: names and values, bounded, and the token that only a page of ours holds.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::response::Response;

use super::page::plain;

/// The fields of a form.
#[derive(Debug, Clone, Default)]
pub(super) struct SentForm(Vec<(String, String)>);

impl SentForm {
    /// The first value of this name, without white space at its ends.
    pub(super) fn value(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.trim())
    }

    /// Whether a box of this name is checked.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(field, _)| field == name)
    }
}

impl<S: Send + Sync> FromRequest<S> for SentForm {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        match Bytes::from_request(request, state).await {
            Ok(body) => Ok(Self(url::form_urlencoded::parse(&body).into_owned().collect())),
            Err(_) => Err(plain(StatusCode::PAYLOAD_TOO_LARGE, "Not done", &["This form is too long."])),
        }
    }
}
