//! What each address answers.

use std::sync::Arc;

use askama::Template;
use axum::body::Bytes;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Router, middleware};
use tokio::sync::watch;

use crate::clock;
use crate::deliver::leave::{ReaderPresence, WayOutWish};
use crate::deliver::{leave, letter};
use crate::installation::Installation;
use crate::store::digests::DigestLine;
use crate::store::{Store, StoreError, digests};
use crate::web::front_page::FrontPage;
use crate::web::loop_health::LoopHealth;
use crate::wording::utc_minute;

/// Digests on the demo's front page.
const LISTED: usize = 200;

/// On every answer. Pages are mails: they load nothing, run nothing, are framed by nobody, and the address of
/// one, which is its key, is told to no other site.
const HEADERS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, PAGE_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
];

const PAGE_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The same for a page with a button.
const FORM_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

#[derive(Clone)]
struct WebState {
    running: watch::Receiver<Arc<Installation>>,
    health: LoopHealth,
    front: FrontPage,
}

impl WebState {
    /// The database of what runs.
    fn store(&self) -> Arc<Store> {
        Arc::clone(&self.running.borrow().store)
    }
}

/// What stands in an address for a secret. What cannot be one is answered as a wrong one is.
struct AddressSecret(String);

impl<S: Send + Sync> FromRequestParts<S> for AddressSecret {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        match Path::<String>::from_request_parts(parts, state).await {
            Ok(Path(token)) => Ok(Self(token)),
            Err(_) => Err(not_found().await),
        }
    }
}

#[derive(Template)]
#[template(path = "web/index.html")]
struct IndexPage {
    digests: Vec<DigestLine>,
}

#[derive(Template)]
#[template(path = "web/leave.html")]
struct LeavePage {
    heading: &'static str,
    /// What holds, in a sentence.
    words: String,
    /// Whether leaving and pausing can be asked for.
    may_go: bool,
    /// Whether mail can be asked for again.
    may_return: bool,
}

/// The addresses and what answers them.
pub(super) fn router(
    running: watch::Receiver<Arc<Installation>>,
    health: LoopHealth,
    front: FrontPage,
) -> Router {
    Router::new()
        .route("/", get(index))
        .route("/d/{token}", get(digest))
        .route("/leave/{way}", get(way_out).post(follow))
        .route("/healthz", get(healthz))
        .fallback(not_found)
        .layer(middleware::map_response(add_headers))
        .with_state(WebState { running, health, front })
}

async fn index(State(face): State<WebState>) -> Response {
    if face.front == FrontPage::Closed {
        return not_found().await;
    }
    let listed =
        query(face.store(), |store| store.read(|connection| digests::last_digests(connection, LISTED)));
    match listed.await.map(|digests| IndexPage { digests }.render()) {
        Ok(Ok(page)) => Html(page).into_response(),
        _ => unavailable(),
    }
}

async fn digest(State(face): State<WebState>, AddressSecret(token): AddressSecret) -> Response {
    match query(face.store(), move |store| store.snapshot(|connection| letter::page(connection, &token)))
        .await
    {
        Ok(Some(page)) => Html(page).into_response(),
        Ok(None) => not_found().await,
        Err(_) => unavailable(),
    }
}

/// Shows buttons and changes nothing: scanners of mail follow every link (RFC 8058, 3.1).
async fn way_out(State(face): State<WebState>, AddressSecret(way): AddressSecret) -> Response {
    leave_page(leaver(face.store(), way).await).await
}

/// Whose way out this is, read beside the writer.
async fn leaver(store: Arc<Store>, way: String) -> Result<Option<(String, ReaderPresence)>, StoreError> {
    let now = clock::now();
    query(store, move |store| store.read(|connection| leave::leaver(connection, &way, now))).await
}

/// One click does it: no cookie, no redirect, and a second click is answered as the first. Whoever has no way out is told
/// so without the writer, which a flood of them would keep from its work.
async fn follow(State(face): State<WebState>, AddressSecret(way): AddressSecret, body: Bytes) -> Response {
    let (now, wish, store) = (clock::now(), wish(&body), face.store());
    match leaver(face.store(), way.clone()).await {
        Ok(Some(_)) => {}
        unknown => return leave_page(unknown).await,
    }
    leave_page(store.write(move |connection| leave::follow(connection, &way, wish, now)).await).await
}

/// What the button says that was pressed. Mail programs press none: their one click means to leave (RFC 8058, 3.2).
fn wish(body: &[u8]) -> WayOutWish {
    let act = url::form_urlencoded::parse(body).find(|(name, _)| name == "act");
    match act.as_ref().map(|(_, act)| &**act) {
        Some("pause-1") => WayOutWish::Pause(1),
        Some("pause-7") => WayOutWish::Pause(7),
        Some("pause-30") => WayOutWish::Pause(30),
        Some("return") => WayOutWish::Return,
        _ => WayOutWish::Leave,
    }
}

fn presence_page((reader, presence): (String, ReaderPresence)) -> LeavePage {
    let (heading, words) = match presence {
        ReaderPresence::Present => {
            ("Pause or leave?", format!("{reader} gets digests and alerts from here."))
        }
        ReaderPresence::PausedUntil(until) => {
            let until = utc_minute(until);
            ("Paused", format!("{reader} gets no mail before {until}; what matches meanwhile comes then."))
        }
        ReaderPresence::Left => ("You have left", format!("{reader} gets no more mail from here.")),
        ReaderPresence::Refused => {
            let why = "mail servers said that there is no such address";
            let words =
                format!("{reader} gets no mail: {why}. Whoever runs this Wirewatch can take it back.");
            ("No mail arrives", words)
        }
    };
    LeavePage {
        heading,
        words,
        may_go: matches!(presence, ReaderPresence::Present | ReaderPresence::PausedUntil(_)),
        may_return: matches!(presence, ReaderPresence::Left | ReaderPresence::PausedUntil(_)),
    }
}

async fn leave_page(reader: Result<Option<(String, ReaderPresence)>, StoreError>) -> Response {
    match reader.map(|reader| reader.map(|reader| presence_page(reader).render())) {
        Ok(Some(Ok(page))) => ([(header::CONTENT_SECURITY_POLICY, FORM_POLICY)], Html(page)).into_response(),
        Ok(None) => not_found().await,
        Ok(Some(Err(_))) | Err(_) => unavailable(),
    }
}

async fn healthz(State(face): State<WebState>) -> Response {
    let ailments = face.health.ailments();
    if !ailments.is_empty() {
        let words = format!("{}\n", ailments.join("\n"));
        return (StatusCode::SERVICE_UNAVAILABLE, words).into_response();
    }
    // The service does its work all the same, so whoever restarts by the status has no reason to.
    match face.health.refused() {
        0 => "well\n".into_response(),
        problems => format!("well; the files on disk are refused ({problems} problems), the old set runs\n")
            .into_response(),
    }
}

/// The same for a wrong token and a wrong path: it tells nothing.
async fn not_found() -> Response {
    (StatusCode::NOT_FOUND, "not found\n").into_response()
}

fn unavailable() -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer; try again later\n").into_response()
}

/// Asks the store on a thread that may wait.
async fn query<T, Q>(store: Arc<Store>, work: Q) -> Result<T, StoreError>
where
    T: Send + 'static,
    Q: FnOnce(&Store) -> Result<T, StoreError> + Send + 'static,
{
    let answer = tokio::task::spawn_blocking(move || work(&store)).await.unwrap_or(Err(StoreError::Closed));
    if let Err(error) = &answer {
        tracing::warn!(%error, "a page could not be read from the store");
    }
    answer
}

async fn add_headers(mut response: Response) -> Response {
    for (name, value) in HEADERS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}
