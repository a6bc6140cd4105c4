//! A composed digest becomes a page of the archive and a finished mail.

use crate::digest::input::ReaderLinks;
use crate::digest::render::{render, render_page};
use crate::digest::{Digest, DigestKind, DigestSection};
use crate::mail::address::Mailbox;
use crate::mail::message::{self, Letter, ListHeaders, message_id};
use crate::settings::Settings;
use crate::store::digests::NewDigest;
use crate::store::outbox::NewMail;
use crate::store::{Connection, StoreError};
use crate::subscriber::Subscriber;

use super::leave::way_out;

/// A composed digest, ready to be written or looked at.
#[derive(Debug, Clone)]
pub(crate) struct Composed {
    /// The address it goes to.
    pub email: String,
    /// The digest and the page of the archive.
    pub new: NewDigest,
    /// The mail that carries it.
    pub mail: NewMail,
    /// The text part, for previews.
    pub text: String,
    /// The HTML part, for previews.
    pub html: String,
}

/// Whom a digest goes to, and what makes it this one.
pub(super) struct Receiver<'a> {
    pub reader: &'a Subscriber,
    pub subscriber: i64,
    pub key: &'a str,
    pub token: &'a str,
    pub earlier: Vec<String>,
}

/// The links of one digest and one reader; without `[web] public_url` leaving goes by mail.
pub(super) fn links(
    connection: &Connection,
    settings: &Settings,
    reader: &Subscriber,
    token: &str,
) -> Result<ReaderLinks, StoreError> {
    let public = settings.web.as_ref().and_then(|web| web.public_url.as_ref());
    let leave = way_out(connection, &reader.email)?;
    let page = |path: String| public.and_then(|url| url.join(&path).ok()).map(String::from);
    Ok(ReaderLinks {
        archive: page(format!("d/{token}")),
        leave: page(format!("leave/{leave}")),
        leave_mail: Some(sender(settings)?.address.to_string()),
    })
}

/// Renders a digest into its page and its mail.
pub(super) fn finish(
    settings: &Settings,
    to: &Receiver<'_>,
    digest: &Digest,
) -> Result<Composed, StoreError> {
    let from = sender(settings)?;
    let rendered = render(digest);
    let message_id = message_id(to.key, &from.address);
    let watchlists: Vec<&str> = digest.topics.iter().map(|topic| topic.id.as_str()).collect();
    let address = to.reader.email.parse().map_err(|error| StoreError::damaged("address", &error))?;
    let bytes = message::write(&Letter {
        rendered: &rendered,
        from: &from,
        to: &Mailbox { name: to.reader.name.clone(), address },
        message_id: &message_id,
        date: digest.composed,
        list: Some(ListHeaders { watchlists: &watchlists, links: &digest.links }),
        earlier: &to.earlier,
    })
    .map_err(|error| StoreError::damaged("mail", &error))?;
    let new = NewDigest {
        subscriber: Some(to.subscriber),
        kind: word(digest.kind),
        window_key: to.key.to_owned(),
        window: (digest.window.from, digest.window.to),
        message_id: message_id.clone(),
        token: to.token.to_owned(),
        subject: rendered.subject.clone(),
        stories: digest.parts.iter().map(|part| part.new.len()).sum(),
        html: render_page(digest),
        entries: digest.told().into_iter().map(|(entry, shown)| (entry, section(shown))).collect(),
    };
    let email = to.reader.email.clone();
    let mail = NewMail { sender: from.address.to_string(), recipient: email.clone(), message_id, bytes };
    Ok(Composed { email, new, mail, text: rendered.text, html: rendered.html })
}

/// Who writes, as the settings say; `load` has checked it.
pub(super) fn sender(settings: &Settings) -> Result<Mailbox, StoreError> {
    settings.mail.from.parse().map_err(|error| StoreError::damaged("sender", &error))
}

/// A section as it is stored.
fn section(section: DigestSection) -> &'static str {
    match section {
        DigestSection::New => "new",
        DigestSection::Changed => "changed",
        DigestSection::Withdrawn => "withdrawn",
        DigestSection::CarriedFurther => "again",
    }
}

fn word(kind: DigestKind) -> &'static str {
    match kind {
        DigestKind::Scheduled => "digest",
        DigestKind::Alert => "alert",
        DigestKind::Heartbeat => "heartbeat",
    }
}
