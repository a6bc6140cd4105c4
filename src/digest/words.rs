//! The words of a digest that are not quoted: counts, moments and names of languages.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Times on the clock of one reader, said as briefly as the day of the digest allows.
#[derive(Debug, Clone)]
pub(crate) struct Clock {
    zone: TimeZone,
    today: Timestamp,
}

impl Clock {
    /// The clock of a reader who reads a digest of this day.
    pub(crate) fn new(zone: &TimeZone, today: Timestamp) -> Self {
        Self { zone: zone.clone(), today }
    }

    /// `Monday 24 June 2024`.
    pub(crate) fn day(&self, at: Timestamp) -> String {
        self.format(at, "%A %-d %B %Y")
    }

    /// `24 June 2024`, for a subject.
    pub(crate) fn date(&self, at: Timestamp) -> String {
        self.format(at, "%-d %B %Y")
    }

    /// `14:05`.
    pub(crate) fn time(&self, at: Timestamp) -> String {
        self.format(at, "%H:%M")
    }

    /// `14:05` today, else `Sun 23 June 14:05`, else `23 June 2023 14:05`.
    pub(crate) fn moment(&self, at: Timestamp) -> String {
        let hours = at.duration_since(self.today).as_hours().abs();
        if self.date(at) == self.date(self.today) {
            self.time(at)
        } else if hours < 6 * 24 {
            self.format(at, "%a %-d %B %H:%M")
        } else if self.format(at, "%Y") == self.format(self.today, "%Y") {
            self.format(at, "%-d %B %H:%M")
        } else {
            self.format(at, "%-d %B %Y %H:%M")
        }
    }

    /// [`Clock::moment`] as it stands in a sentence: `at 14:05`, `on Sun 23 June 14:05`.
    pub(crate) fn moment_said(&self, at: Timestamp) -> String {
        let before = if self.date(at) == self.date(self.today) { "at" } else { "on" };
        format!("{before} {}", self.moment(at))
    }

    /// [`Clock::moment`] without the day where the moment before named it.
    pub(crate) fn moment_after(&self, before: Timestamp, at: Timestamp) -> String {
        if self.date(before) == self.date(at) { self.time(at) } else { self.moment(at) }
    }

    /// The zone's short name at an instant: `CEST`, or `+04` where it has none.
    pub(crate) fn zone_of(&self, at: Timestamp) -> String {
        self.format(at, "%Z")
    }

    /// `Asia/Baku (UTC+04:00)`.
    pub(crate) fn zone(&self) -> String {
        let name = self.zone.iana_name().unwrap_or("UTC");
        format!("{name} (UTC{})", self.format(self.today, "%:z"))
    }

    fn format(&self, at: Timestamp, format: &str) -> String {
        at.to_zoned_datetime(self.zone.clone()).strftime(format).to_string()
    }
}

/// The English name of a language by its BCP 47 tag; the tag itself where it has no file.
pub(crate) fn language(tag: &str) -> String {
    let primary = tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    let known = languages::all().iter().find(|language| language.code == primary);
    known.map_or(primary, |language| language.name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(time: &str) -> Timestamp {
        time.parse().expect("a test's time is well-formed")
    }

    #[test]
    fn moments_are_as_brief_as_the_day_allows() {
        let zone = TimeZone::get("Asia/Baku").expect("the zone exists");
        let clock = Clock::new(&zone, at("2024-06-24T03:00:00Z"));
        for (time, said) in [
            ("2024-06-24T02:05:00Z", "06:05"),
            ("2024-06-23T20:30:00Z", "00:30"),
            ("2024-06-23T10:00:00Z", "Sun 23 June 14:00"),
            ("2024-05-01T10:00:00Z", "1 May 14:00"),
            ("2023-12-31T10:00:00Z", "31 December 2023 14:00"),
        ] {
            assert_eq!(clock.moment(at(time)), said);
        }
        assert_eq!(clock.zone(), "Asia/Baku (UTC+04:00)");
        assert_eq!(clock.zone_of(at("2024-06-24T02:05:00Z")), "+04");
    }

    #[test]
    fn languages_are_named_by_their_first_part() {
        assert_eq!(language("az-Latn-AZ"), "Azerbaijani");
        assert_eq!(language("RU"), "Russian");
        assert_eq!(language("tlh"), "tlh");
    }
}
