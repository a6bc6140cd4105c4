//! The part of an address that names what is asked for.

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use axum::response::Response;

use super::page::not_found;

/// What stands in an address for an entry, a watchlist or a secret. What cannot be one is answered as a wrong one is.
pub(super) struct AddressPart(pub String);

impl<S: Send + Sync> FromRequestParts<S> for AddressPart {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        match Path::<String>::from_request_parts(parts, state).await {
            Ok(Path(part)) => Ok(Self(part)),
            Err(_) => Err(not_found()),
        }
    }
}
