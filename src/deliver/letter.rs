//! A digest and one of its readers become a finished mail or a page.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::digest::Digest;
use crate::digest::input::{ReaderLinks, Recipient};
use crate::digest::render::{render, render_page};
use crate::digest::stored::decode;
use crate::mail::address::{Address, Mailbox};
use crate::mail::message::{self, Letter, ListHeaders};
use crate::settings::Settings;
use crate::shown::Shown;
use crate::store::delivery::{DeliveryWay, DueDelivery, NewDelivery};
use crate::store::digests::{DigestCause, DigestContent, NewDigest, digest_content, earlier_message_ids};
use crate::store::outbox::{delivery_by_id, delivery_by_token};
use crate::store::{Connection, Store, StoreError};
use crate::subscriber::{Output, Subscriber, Way};

use super::error::DeliverError;
use super::record::Share;
use super::secret::{ContentMark, InstallationSecret};

/// How many earlier mails a mail refers to.
const THREAD: u32 = 20;

/// Who writes, and what makes links and ids.
#[derive(Debug, Clone, Copy)]
pub(super) struct Letterhead<'a> {
    pub settings: &'a Settings,
    pub secret: &'a InstallationSecret,
}

/// How one reader is spoken to: what a stored digest does not hold.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Salutation {
    reader: Recipient,
    links: ReaderLinks,
}

/// A mail as it goes out, with its parts for whoever wants to look at them.
#[derive(Debug, Clone)]
pub(crate) struct PreparedMail {
    /// The address it goes to.
    pub email: String,
    /// Why it was composed.
    pub cause: DigestCause,
    /// The subject.
    pub subject: String,
    /// The text part.
    pub text: String,
    /// The HTML part.
    pub html: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl Letterhead<'_> {
    /// The delivery of a digest to one reader. Without `[web] public_url` leaving goes by mail.
    pub(super) fn address(
        self,
        reader: &Subscriber,
        subscriber: i64,
        key: String,
        content: &ContentMark,
    ) -> Result<NewDelivery, DeliverError> {
        let from = sender(self.settings)?;
        let message_id = match reader.way {
            Way::Mail => self.secret.message_id(&key, content, from.address.domain()),
            Way::Post => self.secret.post_id(&key, content),
        };
        let token = self.secret.token(&format!("page {message_id}"));
        let public = self.settings.web.as_ref().and_then(|web| web.public_url.as_ref());
        let page = |path: String| public.and_then(|url| url.join(&path).ok()).map(String::from);
        let salutation = Salutation {
            reader: Recipient {
                email: reader.email.clone(),
                name: reader.name.clone(),
                zone: reader.timezone.clone(),
                schedule: reader.schedule(),
            },
            links: ReaderLinks {
                archive: page(format!("d/{token}")),
                // An output is left in the files alone.
                leave: page(format!("leave/{}", self.secret.way_out(&reader.email)))
                    .filter(|_| reader.way == Way::Mail),
                leave_mail: Some(from.address.to_string()),
            },
        };
        let (way, sender, address) = match reader.way {
            Way::Mail => (DeliveryWay::Mail, from.address.to_string(), reader.email.as_str()),
            Way::Post => (DeliveryWay::Post, String::new(), Output::id_of(&reader.email).unwrap_or_default()),
        };
        Ok(NewDelivery {
            subscriber: Some(subscriber),
            way,
            key,
            token: Some(token),
            message_id,
            sender,
            address: address.to_owned(),
            reader: Some(serde_json::to_string(&salutation)?),
            payload: None,
        })
    }

    /// The mail as it would go out, of a digest that is not stored.
    pub(super) fn rehearse(
        self,
        digest: &Digest,
        new: &NewDigest,
        share: &Share,
    ) -> Result<PreparedMail, DeliverError> {
        let delivery = &share.delivery;
        let reader = delivery.reader.as_deref().ok_or(DeliverError::Gone)?;
        let digest = spoken_to(digest.clone(), reader)?;
        prepare(self.settings, &digest, new.cause, &delivery.address, &delivery.message_id, &[])
    }
}

/// The mail of a delivery, made from its digest: the same bytes whenever it is made by the same program.
pub(super) fn prepare_delivery(
    connection: &Connection,
    settings: &Settings,
    delivery: &DueDelivery,
) -> Result<PreparedMail, DeliverError> {
    let (cause, digest) = digest_of(connection, delivery)?;
    let Some(subscriber) = delivery.subscriber else { return Err(DeliverError::Gone) };
    let earlier = match cause {
        DigestCause::Alert | DigestCause::Notice | DigestCause::Account => Vec::new(),
        DigestCause::Digest | DigestCause::Heartbeat => {
            let day = day_of(digest.window.to, &digest.reader.zone);
            earlier_message_ids(connection, subscriber, day, delivery.id, THREAD)?
        }
    };
    prepare(settings, &digest, cause, &delivery.address, &delivery.message_id, &earlier)
}

/// The digest of a delivery as its reader gets it, and why it was composed.
pub(super) fn digest_of(
    connection: &Connection,
    delivery: &DueDelivery,
) -> Result<(DigestCause, Digest), DeliverError> {
    match (digest_content(connection, delivery.digest)?, &delivery.reader) {
        (Some((cause, DigestContent::Json(json))), Some(reader)) => {
            Ok((cause, spoken_to(decode(&json)?, reader)?))
        }
        _ => Err(DeliverError::Gone),
    }
}

/// The mail of the delivery with this number, for whoever wants to look at it; `None` for a notice to operators and
/// for a post.
pub(crate) fn prepared_mail(
    store: &Store,
    settings: &Settings,
    id: i64,
) -> Result<Option<PreparedMail>, DeliverError> {
    let prepared = store.read(|connection| {
        let delivery = delivery_by_id(connection, id)?
            .filter(|delivery| delivery.subscriber.is_some() && delivery.way == DeliveryWay::Mail);
        Ok(delivery.map(|delivery| prepare_delivery(connection, settings, &delivery)))
    })?;
    prepared.transpose()
}

/// The page under a token: the whole digest as its reader got it.
pub(crate) fn page(connection: &Connection, token: &str) -> Result<Option<String>, StoreError> {
    let Some(delivery) = delivery_by_token(connection, token)? else { return Ok(None) };
    let page = match (digest_content(connection, delivery.digest)?, &delivery.reader) {
        (Some((_, DigestContent::Page(page))), _) => page,
        (Some((_, DigestContent::Json(json))), Some(reader)) => {
            let damaged = |error: DeliverError| StoreError::damaged("digest", &error);
            let digest = decode(&json).map_err(|error| damaged(error.into()))?;
            render_page(&spoken_to(digest, reader).map_err(damaged)?)
        }
        _ => return Ok(None),
    };
    Ok(Some(page))
}

/// Gives a stored digest back its reader.
fn spoken_to(digest: Digest, reader: &str) -> Result<Digest, DeliverError> {
    let Salutation { reader, links } = serde_json::from_str(reader)?;
    Ok(Digest { reader, links, ..digest })
}

fn prepare(
    settings: &Settings,
    digest: &Digest,
    cause: DigestCause,
    address: &str,
    message_id: &str,
    earlier: &[String],
) -> Result<PreparedMail, DeliverError> {
    let rendered = render(digest);
    let watchlists: Vec<&str> = digest.topics.iter().map(|topic| topic.id.as_str()).collect();
    let bytes = message::write(&Letter {
        rendered: &rendered,
        from: &sender(settings)?,
        to: &Mailbox { name: digest.reader.name.clone(), address: parse(address)? },
        message_id,
        date: digest.composed,
        list: Some(ListHeaders { watchlists: &watchlists, links: &digest.links }),
        earlier,
    })?;
    let (subject, text, html) = (rendered.subject, rendered.text, rendered.html);
    Ok(PreparedMail { email: address.to_owned(), cause, subject, text, html, bytes })
}

/// When the reader's day began: digests of one day are one thread, so that hourly ones stand together and no thread
/// grows for ever.
fn day_of(at: Timestamp, zone: &TimeZone) -> Timestamp {
    let midnight = at.to_zoned_datetime(zone.clone()).start_of_day();
    midnight.map_or(at, |midnight| midnight.timestamp())
}

/// Who writes, as the settings say; `load` has checked it.
pub(super) fn sender(settings: &Settings) -> Result<Mailbox, DeliverError> {
    let from = &settings.mail.from;
    from.parse().map_err(|reason| DeliverError::Address { address: Shown::mailbox(from).to_string(), reason })
}

/// An address of the files.
pub(super) fn parse(address: &str) -> Result<Address, DeliverError> {
    address
        .parse()
        .map_err(|reason| DeliverError::Address { address: Shown::mailbox(address).to_string(), reason })
}
