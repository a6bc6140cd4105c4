//! What only a whole feed can tell of its entries: which number of `02/12/2026` is the day.

use crate::dates;
use crate::dates::{DayOrder, SlashDate};
use crate::feed::ParsedFeed;

/// Reads dates between slashes again where the feed's other dates, else its language, put the day first.
pub(crate) fn settle_dates(feed: &mut ParsedFeed) {
    let raw = feed.entries.iter().flat_map(|entry| [&entry.published_raw, &entry.updated_raw]);
    let slashed = raw.flatten().filter(|raw| memchr::memchr(b'/', raw.as_bytes()).is_some());
    let mut found: Option<SlashDate> = None;
    for date in slashed.filter_map(|raw| dates::slash_date(raw)) {
        found = match (found, date) {
            (_, SlashDate::Certain(_)) | (None, SlashDate::Open) => Some(date),
            (known, SlashDate::Open) => known,
        };
        if matches!(found, Some(SlashDate::Certain(_))) {
            break;
        }
    }
    let day_first = match found {
        None => false,
        Some(SlashDate::Certain(order)) => order == DayOrder::DayFirst,
        Some(SlashDate::Open) => feed.lang.as_deref().is_some_and(|lang| !may_be_american(lang)),
    };
    if !day_first {
        return;
    }
    for entry in &mut feed.entries {
        for (raw, at) in
            [(&entry.published_raw, &mut entry.published), (&entry.updated_raw, &mut entry.updated)]
        {
            let open = raw.as_deref().filter(|raw| dates::slash_date(raw) == Some(SlashDate::Open));
            if let Some(again) = open.and_then(|raw| dates::read_in(raw, DayOrder::DayFirst)) {
                *at = Some(again);
            }
        }
    }
}

/// Whether the language may be that of the United States: English of nowhere or of there.
fn may_be_american(lang: &str) -> bool {
    let lang = lang.trim().to_ascii_lowercase();
    matches!(&*lang, "" | "en" | "english") || lang.starts_with("en") && lang.ends_with("us")
}

#[cfg(test)]
mod tests {
    use crate::read;

    fn check(lang: &str, dates: &[&str], expected: &[&str]) {
        let items: String =
            dates.iter().map(|date| format!("<item><pubDate>{date}</pubDate></item>")).collect();
        let text = format!("<rss><channel><language>{lang}</language>{items}</channel></rss>");
        let feed = read(text.as_bytes(), None, None).expect("it is a feed");
        let found: Vec<String> =
            feed.entries.iter().filter_map(|entry| entry.published).map(|at| at.to_string()).collect();
        let found: Vec<&str> = found.iter().map(|at| &at[..10]).collect();
        assert_eq!(found, expected, "{lang} {dates:?}");
    }

    #[test]
    fn the_day_stands_where_other_dates_of_the_feed_have_it() {
        check("en-us", &["28/11/2026", "02/12/2026"], &["2026-11-28", "2026-12-02"]);
        check("ru", &["11/28/2026", "02/12/2026"], &["2026-11-28", "2026-02-12"]);
        check("ru", &["02/12/2026"], &["2026-12-02"]);
        check("en-GB", &["02/12/2026 10:00"], &["2026-12-02"]);
        check("en-US", &["02/12/2026"], &["2026-02-12"]);
        check("", &["02/12/2026"], &["2026-02-12"]);
    }
}
