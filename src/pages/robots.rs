//! Whether a site wants a page to be fetched (RFC 9309), and how much room it wants between two requests.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use texting_robots::Robot;
use url::Url;

use crate::store::sites::StoredRobots;

/// How long a robots.txt is believed (RFC 9309, 2.4).
const BELIEVED: SignedDuration = SignedDuration::from_hours(24);

/// How long one that could not be read stands for a refusal before it is asked again.
pub(super) const ASKED_AGAIN: SignedDuration = SignedDuration::from_hours(1);

/// No delay is kept beyond this: it would amount to a refusal.
const LONGEST_DELAY: f32 = 30.0;

/// The name by which a robots.txt may address this program.
const AGENT: &str = "wirewatch";

/// What a site says of one page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Permission {
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
pub(super) fn permission(robots: &StoredRobots, page: &Url) -> Permission {
    if is_trouble(robots.status) {
        return Permission::Unknown;
    }
    let everything = Permission::Allowed { delay: Duration::ZERO };
    let Some(text) = &robots.text else { return everything };
    // A file that cannot be read asks for nothing.
    let Ok(robot) = Robot::new(AGENT, text.as_bytes()) else { return everything };
    if !robot.allowed(page.as_str()) {
        return Permission::Forbidden;
    }
    let delay = robot.delay.unwrap_or(0.0).clamp(0.0, LONGEST_DELAY);
    Permission::Allowed { delay: Duration::from_secs_f32(delay) }
}

fn is_trouble(status: u16) -> bool {
    status == 0 || status == 429 || status >= 500
}

/// Where the robots.txt of a page's origin stands.
pub(super) fn robots_address(page: &Url) -> Option<Url> {
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
