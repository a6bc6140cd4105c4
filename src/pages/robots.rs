//! Whether a site wants a page to be fetched (RFC 9309), and how much room it wants between two requests.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use robotxt::Robots;
use url::Url;

use crate::feed::Fetched;
use crate::store::sites::StoredRobots;

/// How long a robots.txt is believed (RFC 9309, 2.4).
const BELIEVED: SignedDuration = SignedDuration::from_hours(24);

/// How long one that could not be read stands for a refusal before it is asked again.
pub(super) const ASKED_AGAIN: SignedDuration = SignedDuration::from_hours(1);

/// No delay is kept beyond this: it would amount to a refusal.
const LONGEST_DELAY: Duration = Duration::from_secs(30);

/// The name by which a robots.txt may address this program.
const AGENT: &str = "wirewatch";

/// What a site says of one page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Permission {
    Allowed {
        delay: Duration,
    },
    Forbidden,
    /// The site is in trouble: nobody knows what it wants (RFC 9309, 2.3.1.4).
    Unknown,
}

/// Whether what is remembered may still be gone by.
pub(super) fn is_current(robots: &StoredRobots, now: Timestamp) -> bool {
    let age = now.duration_since(robots.seen);
    let lasts = if is_trouble(robots.status) { ASKED_AGAIN } else { BELIEVED };
    age >= SignedDuration::ZERO && age < lasts
}

/// What a robots.txt says of a page: 4xx allows everything (RFC 9309, 2.3.1.3), 5xx and silence allow nothing.
pub(crate) fn permission(robots: &StoredRobots, page: &Url) -> Permission {
    if is_trouble(robots.status) {
        return Permission::Unknown;
    }
    let everything = Permission::Allowed { delay: Duration::ZERO };
    let Some(text) = &robots.text else { return everything };
    let rules = Robots::parse(text.as_bytes(), AGENT);
    if !rules.is_url_allowed(page) {
        return Permission::Forbidden;
    }
    Permission::Allowed { delay: rules.crawl_delay().unwrap_or_default().min(LONGEST_DELAY) }
}

/// What a site answered to the question for its robots.txt, to be remembered.
pub(crate) fn answered(fetched: Fetched, now: Timestamp) -> StoredRobots {
    let (text, status) = match fetched {
        Fetched::Body { bytes, .. } => (Some(String::from_utf8_lossy(&bytes).into_owned()), 200),
        Fetched::Gone => (None, 410),
        Fetched::Unchanged(_) => (None, 304),
        Fetched::Failed(failure) => (None, failure.status.unwrap_or(0)),
    };
    StoredRobots { text, status, seen: now }
}

fn is_trouble(status: u16) -> bool {
    status == 0 || status == 429 || status >= 500
}

/// Where the robots.txt of a page's origin stands.
pub(crate) fn robots_address(page: &Url) -> Option<Url> {
    let mut address = page.join("/robots.txt").ok()?;
    address.set_query(None);
    address.set_fragment(None);
    Some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn permissions_are_those_of_the_rfc() {
        let page = |path: &str| Url::parse(&format!("https://a.example{path}")).expect("an address");
        let allowed = |seconds: u64| Permission::Allowed { delay: Duration::from_secs(seconds) };
        for (status, text, path, expected) in [
            (200, "User-agent: *\nDisallow: /private/", "/news/1", allowed(0)),
            (200, "User-agent: *\nDisallow: /private/", "/private/1", Permission::Forbidden),
            (200, "User-agent: *\nDisallow: /\n\nUser-agent: Wirewatch\nAllow: /", "/news/1", allowed(0)),
            (200, "User-agent: *\nDisallow: /news\nAllow: /news/free", "/news/free/1", allowed(0)),
            (200, "User-agent: *\nDisallow: /*?print=", "/news/1?print=1", Permission::Forbidden),
            (200, "User-agent: *\nCrawl-delay: 7", "/news/1", allowed(7)),
            (200, "User-agent: *\nCrawl-delay: 7000", "/news/1", allowed(30)),
            (200, "<html>not found</html>", "/news/1", allowed(0)),
            (404, "", "/news/1", allowed(0)),
            (403, "", "/news/1", allowed(0)),
            (503, "", "/news/1", Permission::Unknown),
            (0, "", "/news/1", Permission::Unknown),
        ] {
            let text = Some(text.to_owned()).filter(|_| status == 200);
            let robots = StoredRobots { text, status, seen: Timestamp::UNIX_EPOCH };
            assert_eq!(permission(&robots, &page(path)), expected, "{status} {path}");
        }
    }

    /// The file of RFC 9309, 5.1, in which one group has our name.
    fn simple(ours: &str) -> String {
        let file = "User-Agent: *\nDisallow: *.gif$\nDisallow: /example/\nAllow: /publications/\n\n\
                    User-Agent: foobot\nDisallow:/\nAllow:/example/page.html\nAllow:/example/allowed.gif\n\n\
                    User-Agent: barbot\nUser-Agent: bazbot\nDisallow: /example/page.html\n\n\
                    User-Agent: quxbot\n";
        file.replace(ours, "WireWatch")
    }

    fn is_allowed(text: String, path: &str) -> bool {
        let page = Url::parse(&format!("https://a.example{path}")).expect("an address");
        let robots = StoredRobots { text: Some(text), status: 200, seen: Timestamp::UNIX_EPOCH };
        permission(&robots, &page) != Permission::Forbidden
    }

    #[test]
    fn the_examples_of_the_rfc_hold() {
        for (ours, path, expected) in [
            ("nobot", "/picture.gif", false),
            ("nobot", "/example/1", false),
            ("nobot", "/publications/1", true),
            ("foobot", "/publications/1", false),
            ("foobot", "/example/page.html", true),
            ("foobot", "/example/allowed.gif", true),
            ("barbot", "/example/page.html", false),
            ("bazbot", "/example/page.html", false),
            ("bazbot", "/picture.gif", true),
            ("quxbot", "/example/1", true),
        ] {
            assert_eq!(is_allowed(simple(ours), path), expected, "{ours} {path}");
        }
        // 5.2, and 2.2.2: one spelling.
        for (pattern, path, expected) in [
            ("/example/page/\nDisallow: /example/page/disallowed.gif", "/example/page/disallowed.gif", false),
            ("/\nDisallow: /foo/bar?baz=quz", "/foo/bar?baz=quz", false),
            ("/\nDisallow: /foo/bar/ツ", "/foo/bar/%E3%83%84", false),
            ("/\nDisallow: /foo/bar/%E3%83%84", "/foo/bar/ツ", false),
            ("/\nDisallow: /foo/bar/%62%61%7A", "/foo/bar/baz", false),
            ("/\nDisallow: /a*c$", "/abcd", true),
            ("/\nDisallow:", "/anything", true),
        ] {
            assert_eq!(
                is_allowed(format!("User-agent: *\nAllow: {pattern}"), path),
                expected,
                "{pattern} {path}"
            );
        }
    }

    #[test]
    fn whatever_a_server_sends_is_read() {
        let mut seed = 7_u64;
        for _ in 0..2_000 {
            let mut bytes = simple("foobot").into_bytes();
            for _ in 0..8 {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let place = usize::try_from(seed >> 33).unwrap_or(0) % bytes.len();
                bytes[place] = u8::try_from(seed >> 24 & 0xFF).unwrap_or(0);
            }
            is_allowed(String::from_utf8_lossy(&bytes).into_owned(), "/example/%zz?%");
        }
        assert!(is_allowed(format!("User-agent: *\nDisallow: /{}", "*a".repeat(400_000)), "/b"));
        assert!(is_allowed("User-agent: *\nCrawl-delay: -1e300".to_owned(), "/b"));
    }

    #[test]
    fn robots_are_asked_once_a_day_and_sooner_in_trouble() {
        let robots = |status| StoredRobots { text: None, status, seen: Timestamp::UNIX_EPOCH };
        let after = |minutes| Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes);
        assert!(is_current(&robots(200), after(23 * 60)));
        assert!(!is_current(&robots(200), after(24 * 60)));
        assert!(is_current(&robots(503), after(59)));
        assert!(!is_current(&robots(503), after(60)));
    }
}
