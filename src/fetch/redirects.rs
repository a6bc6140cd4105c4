//! The way of one request through redirects: how far, where to, and what of it is permanent.

use url::Url;

use super::cookies::HopCookies;
use crate::feed::{FailureKind, FetchFailure};
use crate::reach::Guard;

/// Hops that are followed.
const MOST_HOPS: usize = 5;

/// Where a request stands and how it came there.
#[derive(Debug)]
pub(super) struct Trail {
    at: Url,
    cookies: HopCookies,
    passed: Vec<Hop>,
}

#[derive(Debug)]
struct Hop {
    from: Url,
    /// The cookies that were sent.
    cookies: HopCookies,
    is_permanent: bool,
}

impl Trail {
    /// A trail that begins at `start`.
    pub(super) fn new(start: Url) -> Self {
        Self { at: start, cookies: HopCookies::default(), passed: Vec::new() }
    }

    /// The address to ask now.
    pub(super) fn at(&self) -> &Url {
        &self.at
    }

    /// The cookies to bring there, as a header.
    pub(super) fn cookies(&self) -> Option<String> {
        self.cookies.header(&self.at)
    }

    /// Where the leading permanent hops lead, if there are any: a temporary hop after them says nothing about them.
    pub(super) fn moved_to(&self) -> Option<&Url> {
        let permanent = self.passed.iter().take_while(|hop| hop.is_permanent).count();
        let target = self.passed.get(permanent).map_or(&self.at, |hop| &hop.from);
        (permanent > 0).then_some(target)
    }

    /// Goes where an answer with this status points, if that is allowed, with the cookies that it sets.
    pub(super) fn follow(
        &mut self,
        status: u16,
        location: &[u8],
        set_cookies: &[&str],
        guard: Guard,
    ) -> Result<(), FetchFailure> {
        let text = as_text(location);
        let refused = |why: String| FetchFailure::new(FailureKind::Refused, why);
        let mut next = self
            .at
            .join(text.trim())
            .map_err(|error| refused(format!("redirected to `{text}`, which is no address: {error}")))?;
        next.set_fragment(None);
        if self.at.scheme() == "https" && next.scheme() == "http" {
            return Err(refused(format!("redirected from https to {next}, which is not followed")));
        }
        guard.check(&next).map_err(|why| refused(format!("redirected to {next}: {why}")))?;
        let cookies = self.cookies.clone();
        self.cookies.set(&self.at, set_cookies);
        let from = std::mem::replace(&mut self.at, next);
        self.passed.push(Hop { from, cookies, is_permanent: matches!(status, 301 | 308) });
        // The same address is another question where a cookie was set in between.
        let is_asked = |hop: &Hop| hop.from == self.at && hop.cookies == self.cookies;
        let too_far = if self.passed.iter().any(is_asked) {
            format!("redirected in a circle at {}", self.at)
        } else if self.passed.len() > MOST_HOPS {
            format!("redirected more than {MOST_HOPS} times, last to {}", self.at)
        } else {
            return Ok(());
        };
        Err(FetchFailure::new(FailureKind::TooLarge, too_far))
    }
}

/// A Location as text: bytes that are no UTF-8 stand in the address as they are.
fn as_text(location: &[u8]) -> String {
    let escaped = |byte: &u8| match byte {
        0x80.. => format!("%{byte:02X}"),
        _ => char::from(*byte).to_string(),
    };
    str::from_utf8(location).map_or_else(|_| location.iter().map(escaped).collect(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Follows `hops` from an address and says where that leads, what of it is permanent, or why it fails.
    fn follow(start: &str, hops: &[(u16, &str)]) -> Result<(String, Option<String>), FailureKind> {
        let mut trail = Trail::new(Url::parse(start).expect("an address"));
        for (status, location) in hops {
            trail
                .follow(*status, location.as_bytes(), &[], Guard::PublicOnly)
                .map_err(|failure| failure.kind)?;
        }
        Ok((trail.at().to_string(), trail.moved_to().map(Url::to_string)))
    }

    #[test]
    fn only_leading_permanent_hops_move_a_feed() {
        for (hops, moved_to) in [
            (vec![(302, "/b")], None),
            (vec![(301, "/b")], Some("http://a.example/b")),
            (vec![(301, "/b"), (308, "/c")], Some("http://a.example/c")),
            (vec![(301, "/b"), (302, "/c"), (301, "/d")], Some("http://a.example/b")),
            (vec![(307, "/b"), (301, "/c")], None),
        ] {
            let (_, moved) = follow("http://a.example/a", &hops).expect("allowed hops");
            assert_eq!(moved.as_deref(), moved_to, "{hops:?}");
        }
    }

    #[test]
    fn no_key_of_an_address_stands_in_the_words_of_a_failure() {
        for hops in [
            vec!["http://a.example/loop?key=SEKRET", "http://a.example/a?key=SEKRET"],
            vec!["http://us3r:SEKRET@10.0.0.1/x?key=SEKRET"],
            vec!["ftp://us3r:SEKRET@b.example/x#SEKRET"],
        ] {
            let mut trail = Trail::new(Url::parse("http://a.example/a?key=SEKRET").expect("an address"));
            let mut follow = |to: &&str| trail.follow(302, to.as_bytes(), &[], Guard::PublicOnly).err();
            let failure = hops.iter().find_map(&mut follow).expect("it is refused");
            assert!(!failure.message.contains("SEKRET") && !failure.message.contains("us3r"), "{failure:?}");
        }
    }

    #[test]
    fn an_address_in_any_charset_is_asked_for_as_it_was_sent() {
        for (location, expected) in [
            (b"/\xfcber".as_slice(), "http://a.example/%FCber"),
            ("/über".as_bytes(), "http://a.example/%C3%BCber"),
            (b" /b c ", "http://a.example/b%20c"),
        ] {
            let mut trail = Trail::new(Url::parse("http://a.example/a").expect("an address"));
            trail.follow(302, location, &[], Guard::PublicOnly).expect("it is allowed");
            assert_eq!(trail.at().as_str(), expected);
        }
    }

    #[test]
    fn hops_that_must_not_be_taken_are_not() {
        let far: Vec<(u16, String)> = (0..6).map(|n| (302, format!("/{n}"))).collect();
        let far: Vec<(u16, &str)> = far.iter().map(|(status, to)| (*status, to.as_str())).collect();
        for (hops, kind) in [
            (vec![(301, "http://a.example/feed")], FailureKind::Refused),
            (vec![(301, "file:///etc/passwd")], FailureKind::Refused),
            (vec![(302, "https://[::ffff:169.254.169.254]/latest")], FailureKind::Refused),
            (vec![(302, "https://2130706433/")], FailureKind::Refused),
            (vec![(302, "//")], FailureKind::Refused),
            (vec![(302, "/b"), (302, "/feed#top")], FailureKind::TooLarge),
            (far.clone(), FailureKind::TooLarge),
        ] {
            assert_eq!(follow("https://a.example/feed", &hops), Err(kind), "{hops:?}");
        }
        assert!(follow("https://a.example/feed", &far[..5]).is_ok());
    }
}
