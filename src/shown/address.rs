//! An address as mails, pages, logs, `status` and problems show it.

use std::borrow::Cow;
use std::fmt;

use serde::{Serialize, Serializer};

use super::spots::{Spot, spots};

/// An address, or a text that holds some, without what only its owner should know.
///
/// Of the address of a feed the user name, the password, the query and the fragment are left out: publishers put keys
/// of paying readers there. Of a mailbox one letter and the domain are left. There is no other way to one than through
/// the functions below, so what takes a `Shown` cannot print a secret.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Shown<'a>(Cow<'a, str>);

impl<'a> Shown<'a> {
    /// The address of a feed or a page: `https://example.org/rss?…`.
    pub(crate) fn address(address: &'a str) -> Self {
        if address.contains("://") {
            return Self::text(address);
        }
        match address.find(['?', '#']) {
            Some(end) => Self(Cow::Owned(format!("{}{}", &address[..end], left_out(&address[end..])))),
            None => Self(Cow::Borrowed(address)),
        }
    }

    /// The mailbox of a person: `a…@example.org`.
    pub(crate) fn mailbox(mailbox: &str) -> Self {
        match mailbox.rsplit_once('@') {
            Some((local, domain)) => {
                Self(Cow::Owned(format!("{}…@{domain}", local.chars().take(1).collect::<String>())))
            }
            None => Self(Cow::Borrowed("…")),
        }
    }

    /// A text of others, such as the words of a server or of the system, in which addresses of both kinds may stand.
    pub(crate) fn text(text: &'a str) -> Self {
        let mut shown = String::new();
        let mut last = 0;
        for Spot { span, secret } in spots(text) {
            shown.push_str(&text[last..span.start]);
            shown.push_str(secret.stand_in(&text[span.clone()]));
            last = span.end;
        }
        if last == 0 {
            return Self(Cow::Borrowed(text));
        }
        shown.push_str(&text[last..]);
        Self(Cow::Owned(shown))
    }
}

/// What stands for a query or a fragment: that there is one, as two feeds may differ in nothing else.
fn left_out(query: &str) -> &'static str {
    if query.len() > 1 { "?…" } else { "" }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_what_names_the_feed_and_nothing_else() {
        for (address, shown) in [
            ("https://example.org/rss", "https://example.org/rss"),
            ("https://example.org/rss?key=SECRET&user=me", "https://example.org/rss?…"),
            ("https://example.org/rss?", "https://example.org/rss"),
            ("https://example.org/rss#key=SECRET", "https://example.org/rss?…"),
            ("https://user:SECRET@example.org/rss", "https://example.org/rss"),
            ("http://user:SEC@RET@example.org:8080", "http://example.org:8080"),
            ("HTTP://SECRET@example.org?key=SECRET", "HTTP://example.org?…"),
            ("https://example.org/@someone/rss", "https://example.org/@someone/rss"),
            ("example.org/rss?key=SECRET", "example.org/rss?…"),
            ("", ""),
        ] {
            assert_eq!(Shown::address(address).to_string(), shown);
        }
    }

    #[test]
    fn a_mailbox_keeps_a_letter_and_its_domain() {
        for (mailbox, shown) in [
            ("analyst@example.org", "a…@example.org"),
            ("ł@example.org", "ł…@example.org"),
            ("a…@example.org", "a…@example.org"),
            ("@example.org", "…@example.org"),
            ("nobody", "…"),
        ] {
            assert_eq!(Shown::mailbox(mailbox).to_string(), shown);
        }
    }

    #[test]
    fn a_text_is_left_as_it_is_but_for_the_addresses_in_it() {
        for (text, shown) in [
            ("answered 500 Internal Server Error", "answered 500 Internal Server Error"),
            (
                "moved to https://u:SECRET@a.example/x?key=SECRET, and \"http://b.example/?k=SECRET\"",
                "moved to https://a.example/x?…, and \"http://b.example/?…\"",
            ),
            ("550 5.1.1 <bob.SECRET@a.example>: no such user", "550 5.1.1 <b…@a.example>: no such user"),
            ("written to ana@a.example-3f2b.eml", "written to a…@a.example-3f2b.eml"),
            ("(see https://a.example/help?id=SECRET)", "(see https://a.example/help?…)"),
            ("анна@a.example and b@б.рф", "а…@a.example and b…@б.рф"),
            ("@csto AND @azerbaijan", "@csto AND @azerbaijan"),
            ("a @ b, c@ d", "a @ b, c@ d"),
            ("https://a.example/@someone/1", "https://a.example/@someone/1"),
            ("a…@a.example", "a…@a.example"),
        ] {
            assert_eq!(Shown::text(text).to_string(), shown);
            assert_eq!(Shown::text(shown).to_string(), shown, "nothing is left out twice");
        }
    }
}
