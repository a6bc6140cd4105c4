//! Who is signed in, by a session or by a proxy that says so.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use jiff::Timestamp;

use super::cookies::{CookieKind, cookie};
use super::face::{WebState, see};
use super::form::SentForm;
use super::page::{plain, unavailable};
use super::peer::Peer;
use super::welcome::Welcome;
use crate::ask::desk::{ReaderSight, sight};
use crate::deliver::secret::hash;
use crate::store::sessions::{SessionReader, begin_session, reader_at, session, use_session};
use crate::store::{Connection, StoreError};

/// The reader who asks.
#[derive(Debug, Clone)]
pub(super) struct SignedIn {
    /// What it may see.
    pub sight: ReaderSight,
    /// When its visit before this one ended.
    pub visited: Timestamp,
    /// Whether it has never been here before.
    pub is_first_visit: bool,
    /// What forms of its pages hold.
    pub form: String,
    /// The hash of what its session is known by.
    pub session: Vec<u8>,
    /// Whether it asks by https.
    pub secure: bool,
}

impl SignedIn {
    /// Whether a form comes from a page of this reader.
    pub(super) fn has_sent(&self, form: &SentForm) -> bool {
        // By hashes: how long that takes tells nothing of how much of a guess was right.
        hash(form.value("form")) == hash(&self.form)
    }
}

/// By what a request says who asks.
enum Claim {
    /// A session's cookie.
    Cookie(String),
    /// A proxy, or the demo: the address of the reader.
    Named(String),
    /// Somebody who is no proxy of ours names one, or several are named.
    Untrusted,
}

impl FromRequestParts<WebState> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, face: &WebState) -> Result<Self, Response> {
        let Some(claim) = claim(parts, face) else { return Err(sign_in_first(parts)) };
        let now = face.now();
        let (token, name) = match &claim {
            Claim::Cookie(token) => (hash(token), None),
            Claim::Named(email) => (hash(&format!("named {}", email.to_lowercase())), Some(email.clone())),
            Claim::Untrusted => {
                let words = "Only the proxy of this desk may say who asks.";
                return Err(plain(StatusCode::UNAUTHORIZED, "Not signed in", &[words]));
            }
        };
        let asked = token.clone();
        let found = face.read(move |_, connection| session(connection, &asked, now)).await;
        let found = match (found.map_err(|_| unavailable())?, name) {
            (Some(reader), _) => reader,
            (None, None) => return Err(sign_in_first(parts)),
            (None, Some(email)) => begin_named(face, &token, email, now).await?,
        };
        if found.is_stale {
            let token = token.clone();
            face.write(move |connection| use_session(connection, &token, now))
                .await
                .map_err(|_| unavailable())?;
        }
        let secret = face.secret().await.map_err(|_| unavailable())?;
        let whose: String = token.iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Self {
            sight: sight(&face.installation(), found.id, &found.email),
            visited: found.visited,
            is_first_visit: found.is_first_visit,
            form: secret.form_token(&whose),
            session: token,
            secure: face.is_secure(&parts.headers),
        })
    }
}

fn claim(parts: &Parts, face: &WebState) -> Option<Claim> {
    let peer = parts.extensions.get::<Peer>().copied();
    if let (Welcome::As(email), Some(true)) = (&face.welcome, peer.map(Peer::is_here)) {
        return Some(Claim::Named(email.clone()));
    }
    let installation = face.installation();
    let auth = installation.files.settings.web.as_ref().and_then(|web| web.auth.as_ref());
    let mut said = auth.iter().flat_map(|auth| parts.headers.get_all(auth.header.as_str()));
    let (named, second) = (said.next(), said.next());
    if let (Some(auth), Some(named)) = (auth, named) {
        // A proxy that adds its line behind the reader's own lets anybody be anybody.
        let is_one = second.is_none() && !named.as_bytes().contains(&b',');
        if !is_one || !peer.is_some_and(|peer| auth.trusts(peer.0.ip())) {
            return Some(Claim::Untrusted);
        }
        if let Some(email) = named.to_str().ok().map(str::trim).filter(|email| !email.is_empty()) {
            return Some(Claim::Named(email.to_owned()));
        }
    }
    cookie(&parts.headers, CookieKind::Session, face.is_secure(&parts.headers)).map(Claim::Cookie)
}

/// The first visit of a reader whom a proxy names.
async fn begin_named(
    face: &WebState,
    token: &[u8],
    email: String,
    now: Timestamp,
) -> Result<SessionReader, Response> {
    let token = token.to_vec();
    let begin = move |connection: &Connection| -> Result<Option<SessionReader>, StoreError> {
        let Some((id, _)) = reader_at(connection, &email)? else { return Ok(None) };
        begin_session(connection, &token, id, now)?;
        session(connection, &token, now)
    };
    face.write(begin).await.map_err(|_| unavailable())?.ok_or_else(|| {
        let words = "Nothing is mailed to your address from here. Ask those who run this desk.";
        plain(StatusCode::FORBIDDEN, "Not a reader", &[words])
    })
}

/// Pages lead to the place where one signs in; what changes something is refused.
fn sign_in_first(parts: &Parts) -> Response {
    if parts.method == Method::GET || parts.method == Method::HEAD {
        return see("/sign-in");
    }
    plain(StatusCode::FORBIDDEN, "Not signed in", &["Sign in, then try again."])
}
