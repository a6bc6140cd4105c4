//! Where in a text the secret parts of addresses stand.

use std::ops::Range;

/// One part of a text that is not for everybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spot {
    /// Its bytes, at borders of characters.
    pub span: Range<usize>,
    /// What it is.
    pub secret: SecretPart,
}

/// The parts of addresses that are not for everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SecretPart {
    /// User name and password with their `@`.
    Login,
    /// A query or a fragment with the sign before it.
    Query,
    /// A mailbox before its `@`, but for its first letter.
    Mailbox,
}

impl SecretPart {
    /// What is written in its place.
    pub(super) fn stand_in(self, part: &str) -> &'static str {
        match self {
            Self::Login => "",
            Self::Query if part.len() <= 1 => "",
            Self::Query => "?…",
            Self::Mailbox => "…",
        }
    }
}

/// What ends an address that stands in a text.
fn ends_address(letter: char) -> bool {
    letter.is_whitespace() || letter.is_control() || "\"'<>`|\\^{}“”«»".contains(letter)
}

/// The secret parts, in their order.
pub(super) fn spots(text: &str) -> Vec<Spot> {
    let mut spots = Vec::new();
    let mut at = 0;
    while let Some(found) = text[at..].find("://").map(|found| at + found) {
        mailboxes(text, at..found, &mut spots);
        let rest = &text[found + 3..];
        let end = found + 3 + rest.find(ends_address).unwrap_or(rest.len());
        address(text, found + 3..end, &mut spots);
        at = end;
    }
    mailboxes(text, at..text.len(), &mut spots);
    spots
}

/// The secret parts of an address whose scheme lies before `span`.
fn address(text: &str, span: Range<usize>, spots: &mut Vec<Spot>) {
    // What closes the sentence around it is not its own.
    let whole = text[span.clone()].trim_end_matches([',', '.', ';', ':', '!', ')', ']']);
    let authority = whole.find(['/', '?', '#']).unwrap_or(whole.len());
    if let Some(login) = whole[..authority].rfind('@') {
        spots.push(Spot { span: span.start..span.start + login + 1, secret: SecretPart::Login });
    }
    if let Some(query) = whole.find(['?', '#']) {
        let shown = whole[query..].trim_end_matches('…');
        // `?…` is what this writes itself.
        if shown.len() > 1 || shown.len() == whole.len() - query {
            spots
                .push(Spot { span: span.start + query..span.start + whole.len(), secret: SecretPart::Query });
        }
    }
}

/// The mailboxes of a part without addresses of pages.
fn mailboxes(text: &str, span: Range<usize>, spots: &mut Vec<Spot>) {
    let part = &text[span.clone()];
    for (sign, _) in part.match_indices('@') {
        let local = &part[..sign];
        let start = local
            .rfind(|letter| !in_mailbox(letter))
            .map_or(0, |before| before + local[before..].chars().next().map_or(0, char::len_utf8));
        let Some(first) = local[start..].chars().next() else { continue };
        let is_host = part[sign + 1..].starts_with(|letter: char| letter.is_alphanumeric() || letter == '[');
        let hidden = start + first.len_utf8()..sign;
        if is_host && !hidden.is_empty() && !local.ends_with('…') {
            spots.push(Spot {
                span: span.start + hidden.start..span.start + hidden.end,
                secret: SecretPart::Mailbox,
            });
        } else if is_host && hidden.is_empty() && first != '…' {
            spots.push(Spot { span: span.start + sign..span.start + sign, secret: SecretPart::Mailbox });
        }
    }
}

/// What stands before the `@` of a mailbox. RFC 5322 allows `=` and quotes too, but in a text these stand around it.
fn in_mailbox(letter: char) -> bool {
    letter.is_alphanumeric() || ".!#$%&+-^_~…".contains(letter)
}
