//! `/join` and `/confirm/…`: subscribing by oneself. Whoever enters an address may be anybody: only its owner confirms.

use axum::extract::State;
use axum::http::{Extensions, HeaderMap, StatusCode};
use axum::response::Response;
use jiff::Timestamp;

use super::address_part::AddressPart;
use super::face::WebState;
use super::form::SentForm;
use super::page::{Chrome, FormField, FormPage, PlainPage, not_found, plain, shown, unavailable};
use super::sign_in::{is_allowed, too_often};
use crate::deliver::account::{account_mail, post_account_mail};
use crate::deliver::error::DeliverError;
use crate::deliver::secret::{InstallationSecret, hash, random};
use crate::digest::account::AccountLetter;
use crate::installation::Installation;
use crate::settings::{Signup, values};
use crate::shown::Shown;
use crate::store::own_readers::{OwnWishes, own_reader, save_own_reader};
use crate::store::readers::take_back;
use crate::store::sessions::reader_at;
use crate::store::sign_ins::{begin_joining, confirm_joining, joining};
use crate::store::subscribers::known_reader;
use crate::store::{Connection, StoreError};
use crate::watch::file::Visibility;

/// When digests come to somebody who has not said anything else.
const USUAL_TIME: &str = "weekdays 07:00";

/// Who may join.
fn signup(face: &WebState) -> Signup {
    let installation = face.installation();
    installation.files.settings.web.as_ref().map_or(Signup::Closed, |web| web.signup.clone())
}

/// Shows the form.
pub(super) async fn ask_to_join(State(face): State<WebState>) -> Response {
    match signup(&face) {
        Signup::Closed => not_found(),
        signup => join_form(&signup, StatusCode::OK, String::new(), None),
    }
}

fn join_form(signup: &Signup, status: StatusCode, value: String, wrong: Option<&str>) -> Response {
    let mut sentences =
        vec!["A mail with a link is sent there; nothing else comes before you confirm.".to_owned()];
    if let Signup::Domains(domains) = signup {
        sentences.insert(0, format!("For addresses of {}.", domains.join(", ")));
    }
    let page = FormPage {
        chrome: Chrome::outside("Join"),
        sentences,
        wrong: wrong.map(str::to_owned),
        field: Some(FormField {
            name: "email",
            label: "Mail address",
            kind: "email",
            value,
            autocomplete: "email",
        }),
        button: "Mail me the link",
        link: Some(("/sign-in".to_owned(), "A reader already? Sign in".to_owned())),
    };
    shown(status, &page)
}

/// Takes the address. The answer is the same for everybody.
pub(super) async fn take_wish(
    State(face): State<WebState>,
    headers: HeaderMap,
    extensions: Extensions,
    form: SentForm,
) -> Response {
    let signup = signup(&face);
    if signup == Signup::Closed {
        return not_found();
    }
    let value: String = form.value("email").chars().take(254).collect();
    let wrong = |words| join_form(&signup, StatusCode::BAD_REQUEST, value.clone(), Some(words));
    let Ok(email) = values::address(form.value("email")) else { return wrong("This is not a mail address.") };
    if !signup.takes(&email) {
        return wrong("Addresses of this domain cannot join by themselves.");
    }
    let now = face.now();
    if !is_allowed(&face, &headers, &extensions, now) {
        return too_often();
    }
    let Ok(token) = random() else { return unavailable() };
    let Some(link) = face.public(&format!("confirm/{token}")).or_else(|| here(&headers, &token)) else {
        return unavailable();
    };
    let installation = face.installation();
    tokio::task::spawn_blocking(move || {
        if let Err(error) = mail_link(&installation, &token, &email.to_lowercase(), link, now) {
            tracing::error!(%error, "a link to join could not be mailed");
        }
    });
    let words = "If this address can join, a mail with a link is on its way there. Whoever has had three such mails gets no more.";
    plain(StatusCode::OK, "Look into your mail", &[words])
}

/// Without a public address people reach it by the name that they have used, which was checked before.
fn here(headers: &HeaderMap, token: &str) -> Option<String> {
    let host = headers.get("host")?.to_str().ok()?;
    Some(format!("http://{host}/confirm/{token}"))
}

fn mail_link(
    installation: &Installation,
    token: &str,
    email: &str,
    link: String,
    now: Timestamp,
) -> Result<(), DeliverError> {
    let store = &installation.store;
    // Who is a reader signs in; another mail would only tell whoever plays with the form that it works.
    if store.read(|connection| reader_at(connection, email))?.is_some() {
        return Ok(());
    }
    let letter = AccountLetter {
        subject: "Confirm that you want to join".to_owned(),
        code: None,
        sentences: vec![
            "Somebody, hopefully you, has entered this address to get news digests from Wirewatch."
                .to_owned(),
            "Open the link and press the button there within a week. Otherwise nothing comes.".to_owned(),
        ],
        link: Some(link),
        link_words: "Confirm".to_owned(),
    };
    let secret = InstallationSecret::of(store)?;
    let mail = account_mail(&installation.files.settings, &secret, email, &letter, now)?;
    let (token, email) = (hash(token), email.to_owned());
    let written = store.write_blocking(move |connection| {
        if begin_joining(connection, &token, &email, now)? {
            post_account_mail(connection, &mail, now)?;
        }
        Ok(())
    });
    Ok(written?)
}

/// Shows the button that confirms, and changes nothing.
pub(super) async fn ask_to_confirm(
    State(face): State<WebState>,
    AddressPart(token): AddressPart,
) -> Response {
    let now = face.now();
    match face.read(move |_, connection| joining(connection, &hash(&token), now)).await {
        Ok(Some((email, false))) => {
            let reader = Shown::mailbox(&email);
            let page = FormPage {
                chrome: Chrome::outside("Join?"),
                sentences: vec![format!("{reader} will get digests from here.")],
                wrong: None,
                field: None,
                button: "Yes, join",
                link: None,
            };
            shown(StatusCode::OK, &page)
        }
        Ok(Some((_, true))) => joined(),
        Ok(None) => not_found(),
        Err(_) => unavailable(),
    }
}

fn joined() -> Response {
    let page = PlainPage {
        chrome: Chrome::outside("You have joined"),
        sentences: vec!["Sign in to choose what you get, and when.".to_owned()],
        link: Some(("/sign-in".to_owned(), "Sign in".to_owned())),
    };
    shown(StatusCode::OK, &page)
}

/// Confirms. Nobody is signed in by it: whoever holds the link may be a program that scans mails.
pub(super) async fn confirm(State(face): State<WebState>, AddressPart(token): AddressPart) -> Response {
    let (now, signup) = (face.now(), signup(&face));
    let wishes = first_wishes(&face.installation());
    let confirm = move |connection: &Connection| -> Result<Option<String>, StoreError> {
        let token = hash(&token);
        let Some((email, confirmed)) = joining(connection, &token, now)? else { return Ok(None) };
        if confirmed {
            return Ok(Some(email));
        }
        // The operators may have closed the door since.
        if !signup.takes(&email) {
            return Ok(None);
        }
        confirm_joining(connection, &token, now)?;
        if let Some(known) = known_reader(connection, &email)? {
            take_back(connection, known)?;
        }
        if own_reader(connection, &email)?.is_none() {
            save_own_reader(connection, &email, &wishes, now)?;
        }
        Ok(Some(email))
    };
    match face.write(confirm).await {
        Ok(Some(email)) => {
            face.changes.note();
            face.wait_until_listed(&email).await;
            joined()
        }
        Ok(None) => not_found(),
        Err(_) => unavailable(),
    }
}

/// What somebody gets who has only just joined: every watchlist that is open to all readers.
fn first_wishes(installation: &Installation) -> OwnWishes {
    let watchlists = &installation.files.watchlists;
    let open = watchlists.ids().filter_map(|id| watchlists.get(id));
    let open = open.filter(|watchlist| watchlist.visibility == Visibility::SignedIn);
    OwnWishes {
        watchlists: open.map(|watchlist| watchlist.id.clone()).collect(),
        digest: USUAL_TIME.to_owned(),
        timezone: "UTC".to_owned(),
        alerts: true,
        quiet: None,
        heartbeat: false,
        translate: false,
    }
}
