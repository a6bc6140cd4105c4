//! The bytes of a mail: a function of what it says, to whom and when, and of nothing else.

use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox as Named, MessageBuilder, MultiPart, SinglePart};
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

use crate::digest::Rendered;
use crate::digest::input::ReaderLinks;

use super::address::{Address, AddressError, Mailbox};

/// How many earlier mails a mail refers to.
const LONGEST_CHAIN: usize = 20;

/// All that a mail is made of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Letter<'a> {
    /// Subject and bodies.
    pub rendered: &'a Rendered,
    /// Who writes; the envelope sender is the same address.
    pub from: &'a Mailbox,
    /// The one who gets it.
    pub to: &'a Mailbox,
    /// In angle brackets: the same at every attempt.
    pub message_id: &'a str,
    /// When it was composed.
    pub date: Timestamp,
    /// What it is a mail of; `None` for a notice to operators.
    pub list: Option<ListHeaders<'a>>,
    /// The Message-IDs of the mails before it in its thread, oldest first.
    pub earlier: &'a [String],
}

/// The watchlists a mail speaks for, and how its reader leaves them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ListHeaders<'a> {
    /// The ids of the watchlists, in the order of the subscription.
    pub watchlists: &'a [&'a str],
    /// Where to leave.
    pub links: &'a ReaderLinks,
}

/// Why a mail cannot be written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MessageError {
    /// An address that the mail library refuses.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// Anything else it refuses.
    #[error("cannot write the message: {0}")]
    Library(#[from] lettre::error::Error),
}

/// The finished message: 7-bit, CRLF, text first and HTML second.
pub(crate) fn write(letter: &Letter<'_>) -> Result<Vec<u8>, MessageError> {
    let rendered = letter.rendered;
    let mut builder = lettre::Message::builder()
        .from(named(letter.from)?)
        .to(named(letter.to)?)
        .subject(plain(&rendered.subject))
        .date(system_time(letter.date))
        .message_id(Some(letter.message_id.to_owned()));
    let earlier = &letter.earlier[letter.earlier.len().saturating_sub(LONGEST_CHAIN)..];
    if let Some(last) = earlier.last() {
        builder = builder.in_reply_to(last.clone()).references(earlier.join(" "));
    }
    builder = with(builder, "Auto-Submitted", "auto-generated");
    builder = with(builder, "Precedence", "bulk");
    builder = with(builder, "X-Auto-Response-Suppress", "All");
    if let Some(list) = &letter.list {
        builder = list_headers(builder, list, letter.from.address.domain());
    }
    let bodies = MultiPart::alternative()
        .boundary(boundary(rendered))
        .singlepart(text_part(body(&rendered.text)))
        .singlepart(SinglePart::html(body(&rendered.html)));
    Ok(builder.multipart(bodies)?.formatted())
}

/// The text part. The library takes base64 where that is shorter; a text of which half is ASCII stays readable where
/// nobody decodes it (archives, filters, `grep`) and is never twice as long.
fn text_part(text: String) -> SinglePart {
    let foreign = text.chars().filter(|c| !c.is_ascii()).count();
    if foreign == 0 || foreign * 2 > text.chars().count() {
        return SinglePart::plain(text);
    }
    let readable = SinglePart::builder().header(ContentType::TEXT_PLAIN);
    readable.header(ContentTransferEncoding::QuotedPrintable).body(text)
}

fn list_headers(mut builder: MessageBuilder, list: &ListHeaders<'_>, domain: &str) -> MessageBuilder {
    let id = list_id(list.watchlists);
    builder = with(builder, "List-Id", &format!("<{id}.{domain}>"));
    // A mail has one List-Id (RFC 2919); filters of those who get several watchlists in one mail look here.
    let labels: Vec<String> = list.watchlists.iter().map(|watchlist| label(watchlist)).collect();
    builder = with(builder, "X-Wirewatch-Watchlists", &labels.join(" "));
    let mut ways = Vec::new();
    let page = list.links.leave.as_deref().filter(|page| page.starts_with("https://"));
    ways.extend(page.map(|page| format!("<{}>", plain(page))));
    let address = list.links.leave_mail.as_deref().and_then(|address| address.parse::<Address>().ok());
    ways.extend(address.map(|address| format!("<mailto:{address}?subject=unsubscribe>")));
    if !ways.is_empty() {
        builder = with(builder, "List-Unsubscribe", &ways.join(", "));
    }
    match page {
        Some(_) => with(builder, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        None => builder,
    }
}

/// The watchlist's own name where there is one, `digest` for a mail that speaks for several.
fn list_id(watchlists: &[&str]) -> String {
    match watchlists {
        [only] => label(only),
        _ => "digest".to_owned(),
    }
}

/// A watchlist id as a part of a domain name; another script becomes a hash, which is as constant.
fn label(watchlist: &str) -> String {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if watchlist.chars().all(fits) && (1..=63).contains(&watchlist.len()) {
        watchlist.to_owned()
    } else {
        format!("w-{:016x}", xxh3_64(watchlist.as_bytes()))
    }
}

/// A hash of both bodies: the same for the same mail, and in neither of them.
fn boundary(rendered: &Rendered) -> String {
    let bodies = format!("{}\0{}", rendered.text, rendered.html);
    format!("wirewatch-{:032x}", xxh3_128(bodies.as_bytes()))
}

/// Whole seconds; before 1970 is 1970.
fn system_time(date: Timestamp) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(date.as_second()).unwrap_or(0))
}

fn named(mailbox: &Mailbox) -> Result<Named, AddressError> {
    Ok(Named::new(mailbox.name.as_deref().map(plain), mailbox.address.to_lettre()?))
}

/// One line: control characters, which could begin a header of their own, become spaces.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().trim().to_owned()
}

/// A body with line ends and tabs as its only control characters.
fn body(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

fn with(builder: MessageBuilder, name: &'static str, value: &str) -> MessageBuilder {
    builder.raw_header(HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned()))
}

#[cfg(test)]
mod tests;
