//! One mail through the configured way, to see whether it works.

use jiff::Timestamp;

use super::error::DeliverError;
use super::letter::sender;
use super::secret::{ContentMark, InstallationSecret};
use crate::digest::Rendered;
use crate::mail::address::Mailbox;
use crate::mail::message::{self, Letter};
use crate::mail::posting::{Posting, SendOutcome};
use crate::mail::transport::Transport;
use crate::settings::Settings;

/// Sends a mail that says what it is; nothing is stored, and nothing is tried again. It blocks.
///
/// # Errors
///
/// When the sender of the settings is no address, or the mail cannot be written.
pub(crate) fn send_test_mail(
    settings: &Settings,
    transport: &mut Transport,
    to: &Mailbox,
    now: Timestamp,
) -> Result<SendOutcome, DeliverError> {
    let from = sender(settings)?;
    let key = format!("test {} {now}", to.address);
    let message_id =
        InstallationSecret::passing()?.message_id(&key, &ContentMark::of(""), from.address.domain());
    let words = "This mail shows that Wirewatch can send mail to this address. Nobody has to do anything.";
    let rendered = Rendered {
        subject: "Wirewatch: a test mail".to_owned(),
        text: format!("{words}\n"),
        html: format!("<p>{words}</p>\n"),
    };
    let letter = Letter {
        rendered: &rendered,
        from: &from,
        to,
        message_id: &message_id,
        date: now,
        list: None,
        earlier: &[],
    };
    let bytes = message::write(&letter)?;
    let (sender, recipient) = (from.address.to_string(), to.address.to_string());
    let posting = Posting { sender: &sender, recipient: &recipient, message_id: &message_id, bytes: &bytes };
    let outcome = transport.send(&posting, || Ok::<(), std::convert::Infallible>(()));
    transport.rest();
    Ok(outcome)
}
