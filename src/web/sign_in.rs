//! `/sign-in`: a code that is mailed, entered in the browser that has asked for it. No link signs anybody in: programs
//! that scan mails follow them all.

use axum::extract::State;
use axum::http::{Extensions, HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;

use super::cookies::{CookieKind, cookie, end_cookie, set_cookie};
use super::face::{WebState, see};
use super::form::SentForm;
use super::page::{Chrome, FormField, FormPage, plain, shown, unavailable};
use super::peer::Peer;
use super::reader::SignedIn;
use crate::deliver::account::{account_mail, post_account_mail};
use crate::deliver::error::DeliverError;
use crate::deliver::secret::{InstallationSecret, hash, random, random_code};
use crate::digest::account::AccountLetter;
use crate::installation::Installation;
use crate::settings::{Signup, values};
use crate::store::sessions::{begin_session, end_session, reader_at};
use crate::store::sign_ins::{begin_sign_in, give_code, try_code};
use crate::store::{Connection, StoreError};

/// Shows the form that asks for an address.
pub(super) async fn ask_address(State(face): State<WebState>) -> Response {
    address_form(&face, StatusCode::OK, String::new(), None)
}

fn address_form(face: &WebState, status: StatusCode, value: String, wrong: Option<String>) -> Response {
    let installation = face.installation();
    let closed = installation.files.settings.web.as_ref().is_none_or(|web| web.signup == Signup::Closed);
    let page = FormPage {
        chrome: Chrome::outside("Sign in"),
        sentences: vec!["A code is mailed to the address at which you get digests.".to_owned()],
        wrong,
        field: Some(FormField {
            name: "email",
            label: "Mail address",
            kind: "email",
            value,
            autocomplete: "email",
        }),
        button: "Mail me a code",
        link: (!closed).then(|| ("/join".to_owned(), "Not a reader yet? Join".to_owned())),
    };
    shown(status, &page)
}

/// Takes the address. The answer is given before anything is looked up, so that it says nothing about who is a reader,
/// in words or in time.
pub(super) async fn take_address(
    State(face): State<WebState>,
    headers: HeaderMap,
    extensions: Extensions,
    form: SentForm,
) -> Response {
    let email = match values::address(form.value("email")) {
        Ok(email) if email.len() <= 254 => email.to_lowercase(),
        _ => {
            let (status, value) = (StatusCode::BAD_REQUEST, form.value("email").chars().take(254).collect());
            return address_form(&face, status, value, Some("This is not a mail address.".to_owned()));
        }
    };
    let now = face.now();
    if !is_allowed(&face, &headers, &extensions, now) {
        return too_often();
    }
    let Ok(browser) = random() else { return unavailable() };
    let (key, asked) = (hash(&browser), email.clone());
    let begun = face.write(move |connection| begin_sign_in(connection, &key, &asked, now)).await;
    if begun.is_err() {
        return unavailable();
    }
    let installation = face.installation();
    let (key, link) = (hash(&browser), face.public("sign-in/code"));
    tokio::task::spawn_blocking(move || {
        if let Err(error) = mail_code(&installation, &key, &email, link, now) {
            tracing::error!(%error, "a code could not be mailed");
        }
    });
    let cookie = set_cookie(CookieKind::Browser, &browser, face.is_secure(&headers));
    ([(header::SET_COOKIE, cookie)], see("/sign-in/code")).into_response()
}

/// Whether this client may have one more mail sent.
pub(super) fn is_allowed(
    face: &WebState,
    headers: &HeaderMap,
    extensions: &Extensions,
    now: Timestamp,
) -> bool {
    let installation = face.installation();
    let auth = installation.files.settings.web.as_ref().and_then(|web| web.auth.as_ref());
    let peer = extensions.get::<Peer>();
    peer.is_none_or(|peer| face.limits.allow(peer.client(headers, auth), now))
}

/// The answer to somebody who has had too many mails sent.
pub(super) fn too_often() -> Response {
    let words = "From your network many mails were asked for within an hour. Try again later.";
    plain(StatusCode::TOO_MANY_REQUESTS, "Too often", &[words])
}

/// Mails a code, where the address is a reader's and has not had too many.
fn mail_code(
    installation: &Installation,
    browser: &[u8],
    email: &str,
    link: Option<String>,
    now: Timestamp,
) -> Result<(), DeliverError> {
    let store = &installation.store;
    let Some((_, address)) = store.read(|connection| reader_at(connection, email))? else { return Ok(()) };
    let code = random_code()?;
    let letter = AccountLetter {
        subject: "Your code to sign in".to_owned(),
        code: Some(code.clone()),
        sentences: vec![
            "It holds for ten minutes, in the browser that has asked for it.".to_owned(),
            "If you have not asked for it, nothing happens: nobody is signed in without it.".to_owned(),
        ],
        link_words: "Where to enter it".to_owned(),
        link,
    };
    let secret = InstallationSecret::of(store)?;
    let mail = account_mail(&installation.files.settings, &secret, &address, &letter, now)?;
    let (browser, email) = (browser.to_vec(), email.to_owned());
    let written = store.write_blocking(move |connection| {
        if give_code(connection, &browser, &email, &hash(&code), now)? {
            post_account_mail(connection, &mail, now)?;
        }
        Ok(())
    });
    Ok(written?)
}

/// Shows the form that asks for the code.
pub(super) async fn ask_code() -> Response {
    code_form(StatusCode::OK, None)
}

fn code_form(status: StatusCode, wrong: Option<&str>) -> Response {
    let sentences = [
        "If the address is a reader's, a code of eight digits is on its way there. It holds for ten minutes.",
        "Enter it in this browser.",
    ];
    let page = FormPage {
        chrome: Chrome::outside("Enter the code"),
        sentences: sentences.map(str::to_owned).to_vec(),
        wrong: wrong.map(str::to_owned),
        field: Some(FormField {
            name: "code",
            label: "Code",
            kind: "text",
            value: String::new(),
            autocomplete: "one-time-code",
        }),
        button: "Sign in",
        link: Some(("/sign-in".to_owned(), "Ask for another code".to_owned())),
    };
    shown(status, &page)
}

/// Takes the code: the right one begins a session.
pub(super) async fn take_code(State(face): State<WebState>, headers: HeaderMap, form: SentForm) -> Response {
    let (secure, now) = (face.is_secure(&headers), face.now());
    let Some(browser) = cookie(&headers, CookieKind::Browser, secure) else {
        let words = "This browser has not asked for a code. Ask for one here.";
        return code_form(StatusCode::BAD_REQUEST, Some(words));
    };
    let code: String = form.value("code").chars().filter(char::is_ascii_digit).take(16).collect();
    let Ok(token) = random() else { return unavailable() };
    let (key, code, session) = (hash(&browser), hash(&code), hash(&token));
    let begin = move |connection: &Connection| -> Result<bool, StoreError> {
        let Some(email) = try_code(connection, &key, &code, now)? else { return Ok(false) };
        let Some((id, _)) = reader_at(connection, &email)? else { return Ok(false) };
        begin_session(connection, &session, id, now)?;
        Ok(true)
    };
    match face.write(begin).await {
        Ok(true) => {
            let session = set_cookie(CookieKind::Session, &token, secure);
            let browser = end_cookie(CookieKind::Browser, secure);
            let mut answer = see("/");
            answer.headers_mut().append(header::SET_COOKIE, session);
            answer.headers_mut().append(header::SET_COOKIE, browser);
            answer
        }
        Ok(false) => {
            let words =
                "This is not the code, or it does not hold any more. After five tries ask for another.";
            code_form(StatusCode::FORBIDDEN, Some(words))
        }
        Err(_) => unavailable(),
    }
}

/// Ends the session of this browser.
pub(super) async fn sign_out(State(face): State<WebState>, reader: SignedIn, form: SentForm) -> Response {
    if !reader.has_sent(&form) {
        return stale_form();
    }
    let session = reader.session.clone();
    if face.write(move |connection| end_session(connection, &session)).await.is_err() {
        return unavailable();
    }
    ([(header::SET_COOKIE, end_cookie(CookieKind::Session, reader.secure))], see("/sign-in")).into_response()
}

/// The answer to a form that no page of this session holds.
pub(super) fn stale_form() -> Response {
    let words = "This form is of another session. Go back, load the page again, and repeat it.";
    plain(StatusCode::FORBIDDEN, "Not done", &[words])
}
