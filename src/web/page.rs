//! What all pages have in common, and the plain ones: a sentence, a form.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

/// The frame of a page.
#[derive(Debug, Clone, Default)]
pub(super) struct Chrome {
    /// The heading, and what the window is called.
    pub title: String,
    /// Whether the ways to the other pages are shown.
    pub signed_in: bool,
    /// The address of the page among those.
    pub here: &'static str,
    /// What stands below everything.
    pub foot: Option<String>,
}

impl Chrome {
    /// For whoever is not signed in.
    pub(super) fn outside(title: &str) -> Self {
        Self { title: title.to_owned(), ..Self::default() }
    }

    /// For a reader.
    pub(super) fn inside(title: &str, here: &'static str) -> Self {
        Self { title: title.to_owned(), signed_in: true, here, foot: None }
    }
}

/// A page of sentences.
#[derive(Template)]
#[template(path = "web/plain.html")]
pub(super) struct PlainPage {
    pub chrome: Chrome,
    pub sentences: Vec<String>,
    /// Where to go, and what that is called.
    pub link: Option<(String, String)>,
}

/// A page that asks for one thing.
#[derive(Template)]
#[template(path = "web/form.html")]
pub(super) struct FormPage {
    pub chrome: Chrome,
    pub sentences: Vec<String>,
    /// What was wrong with what was sent.
    pub wrong: Option<String>,
    pub field: Option<FormField>,
    /// What the button says.
    pub button: &'static str,
    pub link: Option<(String, String)>,
}

/// A field of a form.
pub(super) struct FormField {
    pub name: &'static str,
    pub label: &'static str,
    /// `email` or `text`.
    pub kind: &'static str,
    pub value: String,
    pub autocomplete: &'static str,
}

/// The same for a wrong token, a wrong path and what is not this reader's: it tells nothing.
pub(super) fn not_found() -> Response {
    let page = PlainPage {
        chrome: Chrome::outside("Nothing is here"),
        sentences: vec![
            "There is no such page, or it is not yours to see. Links in old mails end when their texts do."
                .to_owned(),
        ],
        link: Some(("/".to_owned(), "To the front page".to_owned())),
    };
    shown(StatusCode::NOT_FOUND, &page)
}

/// The answer where the database gives none.
pub(super) fn unavailable() -> Response {
    let words = "The database does not answer. Try again in a minute.";
    plain(StatusCode::SERVICE_UNAVAILABLE, "Not now", &[words])
}

/// A page, or that it could not be made.
pub(super) fn shown(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(page) => (status, Html(page)).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page could not be written");
            (StatusCode::INTERNAL_SERVER_ERROR, "this page could not be written\n").into_response()
        }
    }
}

/// A page of sentences, for whoever is not signed in.
pub(super) fn plain(status: StatusCode, title: &str, sentences: &[&str]) -> Response {
    let sentences = sentences.iter().map(|&sentence| sentence.to_owned()).collect();
    shown(status, &PlainPage { chrome: Chrome::outside(title), sentences, link: None })
}
