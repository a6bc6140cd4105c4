//! Mails to one reader about its own subscription go through the outbox like all others.

use jiff::Timestamp;

use crate::digest::account::{AccountLetter, render_account};
use crate::mail::address::Mailbox;
use crate::mail::message::{self, Letter};
use crate::settings::Settings;
use crate::shown::Shown;
use crate::store::delivery::{DeliveryWay, NewDelivery};
use crate::store::digests::{DigestCause, DigestContent, NewDigest, write_delivery, write_digest};
use crate::store::{Connection, StoreError};

use super::error::DeliverError;
use super::letter::sender;
use super::secret::{ContentMark, InstallationSecret, random};

/// A mail that is ready for the outbox.
#[derive(Debug, Clone)]
pub(crate) struct AccountMail {
    digest: NewDigest,
    delivery: NewDelivery,
}

/// Makes a mail to an address, which need not be a reader's.
///
/// # Errors
///
/// When the address is none, or the mail cannot be written.
pub(crate) fn account_mail(
    settings: &Settings,
    secret: &InstallationSecret,
    email: &str,
    letter: &AccountLetter,
    now: Timestamp,
) -> Result<AccountMail, DeliverError> {
    let from = sender(settings)?;
    let to: Mailbox = email
        .parse()
        .map_err(|reason| DeliverError::Address { address: Shown::mailbox(email).to_string(), reason })?;
    let rendered = render_account(letter);
    let key = format!("account {} {email}", random()?);
    let message_id = secret.message_id(&key, &ContentMark::of(&rendered.text), from.address.domain());
    let written = message::write(&Letter {
        rendered: &rendered,
        from: &from,
        to: &to,
        message_id: &message_id,
        date: now,
        list: None,
        earlier: &[],
    })?;
    // What the mail says is nobody else's: it is kept until it is sent, and in no archive.
    let digest = NewDigest {
        cause: DigestCause::Account,
        window: (now, now),
        subject: rendered.subject,
        stories: 0,
        content: DigestContent::Gone,
        entries: Vec::new(),
    };
    let delivery = NewDelivery {
        subscriber: None,
        key,
        token: None,
        way: DeliveryWay::Mail,
        message_id,
        sender: from.address.to_string(),
        address: to.address.to_string(),
        reader: None,
        payload: Some(written),
    };
    Ok(AccountMail { digest, delivery })
}

/// Puts it into the outbox.
///
/// # Errors
///
/// When the database cannot be written.
pub(crate) fn post_account_mail(
    connection: &Connection,
    mail: &AccountMail,
    now: Timestamp,
) -> Result<(), StoreError> {
    let digest = write_digest(connection, &mail.digest, now)?;
    write_delivery(connection, digest, &mail.delivery, None, now).map(drop)
}
