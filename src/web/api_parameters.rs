//! What programs may say in the query of an address: each parameter within its bounds, and nothing that is not known.

use std::num::NonZero;
use std::time::Duration;

use jiff::Timestamp;

use super::address_query::{AddressQuery, ParameterFault};
use crate::settings::units::parse_duration;

/// Lines of a page where nothing is said, and at most.
const LINES: NonZero<usize> = NonZero::new(100).expect("it is more than none");
const MOST_LINES: NonZero<usize> = NonZero::new(10_000).expect("it is more than none");

/// How long a question may wait for something new.
const LONGEST_WAIT: Duration = Duration::from_mins(1);

/// What `/api/v1/revisions` takes.
pub(super) const OF_REVISIONS: &[&str] = &["after", "limit", "wait"];

/// What `/api/v1/matches` takes.
pub(super) const OF_MATCHES: &[&str] = &["after", "limit", "wait", "watchlist", "q"];

/// What `/api/v1/search` takes.
pub(super) const OF_SEARCH: &[&str] = &["q", "since", "lang", "limit", "before"];

/// The parameters of any question; each question takes those that it knows.
#[derive(Debug)]
pub(super) struct ApiParameters {
    /// The cursor: only what came later.
    pub after: i64,
    /// The cursor of a search: only what is older.
    pub before: Option<i64>,
    /// So many lines at most.
    pub limit: NonZero<usize>,
    /// How long to wait where there is nothing.
    pub wait: Duration,
    pub watchlist: Option<String>,
    pub query: Option<String>,
    pub since: Option<Timestamp>,
    pub lang: Option<String>,
}

impl ApiParameters {
    /// The parameters of an address that takes `known`.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with them.
    pub(super) fn read(mut query: AddressQuery, known: &[&str]) -> Result<Self, Vec<ParameterFault>> {
        query.only(known);
        let limit = query.value("limit", "a whole number from 1 to 10000", lines);
        let wait = query.value("wait", "a time such as 30s, at most 1m", |text| parse_duration(text).ok());
        let asked = Self {
            after: query.cursor("after").unwrap_or(0),
            before: query.cursor("before"),
            limit: limit.unwrap_or(LINES).min(MOST_LINES),
            wait: wait.unwrap_or_default().min(LONGEST_WAIT),
            watchlist: query.text("watchlist"),
            query: query.text("q"),
            since: query.value("since", "a time such as 2026-11-30T00:00:00Z", |text| text.parse().ok()),
            lang: query.language(),
        };
        let faults = query.into_faults();
        if faults.is_empty() { Ok(asked) } else { Err(faults) }
    }
}

/// A number of lines, however large.
fn lines(text: &str) -> Option<NonZero<usize>> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { NonZero::new(text.parse().unwrap_or(usize::MAX)) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(query: &str, known: &[&str], faults: &[&str]) {
        let read = ApiParameters::read(AddressQuery::of(query), known);
        let said: Vec<String> = read.err().unwrap_or_default().iter().map(ToString::to_string).collect();
        assert_eq!(said, faults, "{query}");
    }

    #[test]
    fn each_address_takes_its_own_parameters_and_says_which() {
        for (query, known) in [
            ("", OF_MATCHES),
            ("after=7&limit=10&wait=30s&watchlist=a&q=gas", OF_MATCHES),
            ("limit=99999999999999999999999&wait=3h", OF_REVISIONS),
            ("q=gas&since=2026-11-30T00:00:00Z&lang=ru&before=9", OF_SEARCH),
            ("after=&limit=&wait=&q=", OF_MATCHES),
        ] {
            check(query, known, &[]);
        }
        check("limit=0", OF_MATCHES, &["limit: write a whole number from 1 to 10000, not “0”"]);
        check("limit=-1", OF_MATCHES, &["limit: write a whole number from 1 to 10000, not “-1”"]);
        check("wait=soon", OF_MATCHES, &["wait: write a time such as 30s, at most 1m, not “soon”"]);
        check(
            "since=yesterday&lang=russian",
            OF_SEARCH,
            &[
                "since: write a time such as 2026-11-30T00:00:00Z, not “yesterday”",
                "lang: write the code of a language, such as en, ru, az or sr-Latn, not “russian”",
            ],
        );
        check("q=gas", OF_REVISIONS, &["q: write only after, limit and wait, not “q”"]);
        check("x=1", &[], &["x: write no parameter at this address, not “x”"]);
    }
}
