//! A headline without the name of its site, which titles of pages carry.

/// What stands between the two.
const DIVIDERS: [char; 9] = ['|', '-', '–', '—', ':', '•', '·', '»', '/'];

/// A title without the name of the site, where a heading of its page says which part the headline is, or the page what its
/// site is called. Nothing else may be cut: "Blast in Osh — dozens dead" is a headline too.
pub(super) fn without_site<'a>(title: &'a str, headings: &'a [String], site: Option<&str>) -> &'a str {
    let parts = |heading: &&'a String| is_part(title, heading.trim());
    let by_heading = headings.iter().find(parts).map(|heading| heading.trim());
    let by_name = || {
        let rest = title.strip_suffix(site?.trim())?;
        Some(rest.trim_end().trim_end_matches(DIVIDERS).trim_end()).filter(|rest| is_part(title, rest))
    };
    by_heading.or_else(by_name).unwrap_or(title)
}

/// Whether a title is a headline with something before or behind it that a divider sets apart.
fn is_part(title: &str, headline: &str) -> bool {
    let behind = title.strip_prefix(headline).and_then(|rest| rest.strip_prefix(' '));
    let before = title.strip_suffix(headline).and_then(|rest| rest.strip_suffix(' '));
    !headline.is_empty()
        && (behind.is_some_and(|rest| rest.starts_with(DIVIDERS))
            || before.is_some_and(|rest| rest.ends_with(DIVIDERS)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_site_is_no_part_of_a_headline() {
        let headings = ["World", "Talks resume", "Read also"].map(str::to_owned);
        for (title, expected) in [
            ("Talks resume | Example", "Talks resume"),
            ("Talks resume :: Example News", "Talks resume"),
            ("Example — Talks resume", "Talks resume"),
            ("Talks resume", "Talks resume"),
            ("Talks resume in Almaty", "Talks resume in Almaty"),
            ("Talks end | The Crier", "Talks end"),
            ("Talks end | Example", "Talks end | Example"),
            ("Talks end — dozens leave", "Talks end — dozens leave"),
            ("The Crier", "The Crier"),
        ] {
            assert_eq!(without_site(title, &headings, Some("The Crier")), expected);
        }
    }
}
