//! For whom a program asks: the reader whose token it brings.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::api_error::{told_error, told_unavailable};
use super::face::WebState;
use crate::ask::desk::{ReaderSight, sight};
use crate::deliver::secret::hash;
use crate::store::api_tokens::api_reader;

/// A program with a token that holds.
pub(super) struct TokenBearer {
    /// What its reader may see.
    pub sight: ReaderSight,
}

impl FromRequestParts<WebState> for TokenBearer {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, face: &WebState) -> Result<Self, Response> {
        let claimed = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = claimed.and_then(|value| value.split_once(' ')).and_then(|(scheme, token)| {
            scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
        });
        let Some(token) = token else { return Err(unknown()) };
        let found = face.read(move |_, connection| api_reader(connection, &hash(&token))).await;
        match found.map_err(|_| told_unavailable())? {
            Some((id, email)) => Ok(Self { sight: sight(&face.installation(), id, &email) }),
            None => Err(unknown()),
        }
    }
}

/// The same for no token, a wrong one and one that has ended.
fn unknown() -> Response {
    let words = "bring a token that holds, as the header Authorization: Bearer wirewatch_…; /me makes one, and so does \
                 wirewatch token ADDRESS";
    ([(header::WWW_AUTHENTICATE, "Bearer")], told_error(StatusCode::UNAUTHORIZED, words)).into_response()
}
