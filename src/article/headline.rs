//! A headline without the name of its site, which titles of pages carry.

/// What stands between the two.
const DIVIDERS: [char; 9] = ['|', '-', '–', '—', ':', '•', '·', '»', '/'];

/// A title without the name of the site, where a heading of its page says which part the headline is, or the page what its
/// site is called. Nothing else may be cut: "Blast in Osh — dozens dead" is a headline too.
pub(super) fn without_site<'a>(title: &'a str, headings: &'a [String], site: Option<&str>) -> &'a str {
    let site = site.map(str::trim).filter(|site| !site.is_empty());
    let is_site = |heading: &str| site.is_some_and(|site| site.to_lowercase() == heading.to_lowercase());
    let parts = headings.iter().map(|heading| heading.trim());
    // Many sites set their own name as a heading, above that of the article.
    let parts = parts.filter(|heading| is_part(title, heading) && !is_site(heading));
    // What is shorter than the rest is rather a logo than a headline: the name of the site is what is cut.
    let longest = parts.max_by_key(|heading| heading.chars().count()).filter(|heading| {
        let rest = title.strip_prefix(heading).or_else(|| title.strip_suffix(heading)).unwrap_or_default();
        let rest = rest.trim_matches(|letter: char| letter.is_whitespace() || DIVIDERS.contains(&letter));
        rest.chars().count() <= heading.chars().count() || is_site(rest)
    });
    let by_name = || {
        let site = site?;
        let rest = title.strip_suffix(site).map(|rest| rest.trim_end().trim_end_matches(DIVIDERS).trim_end());
        let before = || {
            title.strip_prefix(site).map(|rest| rest.trim_start().trim_start_matches(DIVIDERS).trim_start())
        };
        rest.filter(|rest| is_part(title, rest)).or_else(|| before().filter(|rest| is_part(title, rest)))
    };
    longest.or_else(by_name).unwrap_or(title)
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
            ("The Crier: talks end", "talks end"),
            ("World: dozens of delegates leave", "World: dozens of delegates leave"),
        ] {
            assert_eq!(without_site(title, &headings, Some("The Crier")), expected);
        }
    }

    #[test]
    fn the_heading_that_is_the_name_of_the_site_is_no_headline() {
        for (headings, site) in [
            (&["The Crier", "Talks resume"][..], Some("The Crier")),
            (&["The Crier", "Talks resume"], None),
            (&["THE CRIER"], Some("The Crier")),
        ] {
            let headings: Vec<String> = headings.iter().map(|heading| (*heading).to_owned()).collect();
            for title in ["The Crier | Talks resume", "Talks resume — The Crier"] {
                assert_eq!(without_site(title, &headings, site), "Talks resume", "{headings:?} {site:?}");
            }
        }
        let logo = ["The Crier".to_owned()];
        assert_eq!(without_site("The Crier | Talks resume", &logo, None), "The Crier | Talks resume");
    }
}
