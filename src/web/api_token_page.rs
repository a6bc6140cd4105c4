//! `/me/token`: makes the token by which a program reads what the reader may see, and shows it once.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::face::WebState;
use super::form::SentForm;
use super::page::{Chrome, PlainPage, shown, unavailable};
use super::reader::SignedIn;
use super::sign_in::stale_form;
use crate::deliver::api_token::make_api_token;

/// Makes it; the one before ends.
pub(super) async fn make_token(State(face): State<WebState>, reader: SignedIn, form: SentForm) -> Response {
    if !reader.has_sent(&form) {
        return stale_form();
    }
    let (store, email, now) = (face.store(), reader.sight.email.clone(), face.now());
    let made = tokio::task::spawn_blocking(move || make_api_token(&store, &email, now)).await;
    let Ok(Ok(Some(token))) = made else { return unavailable() };
    let page = PlainPage {
        chrome: Chrome::inside("Your token", ""),
        sentences: vec![
            token,
            "Copy it now: it is shown once. Whoever has it reads what you may see; the one before has ended."
                .to_owned(),
            "A program sends it to /api/v1 as the header “Authorization: Bearer …”; /api/v1/openapi.json describes \
             what it may ask."
                .to_owned(),
        ],
        link: Some(("/me".to_owned(), "Back".to_owned())),
    };
    shown(StatusCode::OK, &page)
}
