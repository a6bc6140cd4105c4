//! Which machine asks which sites, where several share them.

use std::fmt;
use std::str::FromStr;

use url::Url;
use xxhash_rust::xxh3::xxh3_64;

use super::site::site;

/// One part of all sites, written as `2/4`: the second of four.
///
/// A site falls to part `XXH3-64(registrable domain, seed 0) mod of + 1`. That stays so for ever: another hash would have two
/// machines of two versions ask one site. Where the number of parts is doubled, each part falls into two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SiteShare {
    /// From 1 to `of`.
    pub part: u32,
    /// At most 1 000.
    pub of: u32,
}

/// The most parts.
const MOST: u32 = 1_000;

impl SiteShare {
    /// All sites.
    pub(crate) const WHOLE: Self = Self { part: 1, of: 1 };

    /// Whether a site, as [`site`] names it, is of this part.
    pub(crate) fn holds(self, site: &str) -> bool {
        xxh3_64(site.as_bytes()) % u64::from(self.of) == u64::from(self.part) - 1
    }

    /// Whether the site of an address is. What is no address is of the first part, whose machine says so.
    pub(crate) fn holds_address(self, address: &str) -> bool {
        Url::parse(address).map_or(self.part == 1, |url| self.holds(&site(&url)))
    }
}

impl FromStr for SiteShare {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (part, of) = text.split_once('/').ok_or("write a part of all sites, such as \"2/4\"")?;
        let number = |text: &str| text.parse().map_err(|_| "both are whole numbers, such as \"2/4\"");
        let (part, of) = (number(part)?, number(of)?);
        match (part, of) {
            (_, 0) => Err("there is at least one part: \"1/1\""),
            (0, _) => Err("parts are counted from 1"),
            (part, of) if part > of => Err("the part is at most the number of parts"),
            (_, of) if of > MOST => Err("there are at most 1000 parts"),
            (part, of) => Ok(Self { part, of }),
        }
    }
}

impl fmt::Display for SiteShare {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.part, self.of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_of_one_part_and_stays_so_for_ever() {
        let part = |of: u32, site: &str| {
            let parts = (1..=of).map(|part| SiteShare { part, of });
            let held: Vec<u32> = parts.filter(|share| share.holds(site)).map(|share| share.part).collect();
            assert_eq!(held.len(), 1, "{site} of {of}");
            held[0]
        };
        for (site, of_two, of_four) in
            [("bbc.co.uk", 1, 1), ("apa.az", 2, 4), ("azertag.az", 2, 4), ("127.0.0.1:1200", 2, 4)]
        {
            assert_eq!((part(2, site), part(4, site)), (of_two, of_four), "{site}");
            assert_eq!((part(4, site) - 1) % 2 + 1, part(2, site), "a part falls into two");
        }
    }

    #[test]
    fn sites_are_shared_about_evenly() {
        let share = SiteShare { part: 3, of: 4 };
        let own = (0..4_000).filter(|n| share.holds(&format!("site-{n}.example"))).count();
        assert!((900..1_100).contains(&own), "{own}");
    }

    #[test]
    fn a_part_is_one_of_those_there_are() {
        for (text, expected) in [
            ("1/1", Some(SiteShare::WHOLE)),
            ("4/4", Some(SiteShare { part: 4, of: 4 })),
            ("0/4", None),
            ("5/4", None),
            ("1/0", None),
            ("1/1001", None),
            ("4", None),
            ("a/b", None),
            ("99999999999/4", None),
        ] {
            assert_eq!(text.parse::<SiteShare>().ok(), expected, "{text}");
        }
    }

    #[test]
    fn all_addresses_of_a_site_are_of_its_part() {
        let share = SiteShare { part: 1, of: 7 };
        let first = share.holds_address("https://feeds.bbc.co.uk/rss");
        for other in ["http://www.bbc.co.uk/news/1", "https://bbc.co.uk:443/"] {
            assert_eq!(share.holds_address(other), first, "{other}");
        }
    }
}
