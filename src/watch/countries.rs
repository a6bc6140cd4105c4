//! The names of countries in the program's languages, so that nobody has to type them.

/// From Unicode CLDR: a line a country, `CODE<TAB>lang:name<TAB>…`; the head of the file names its licence.
const COUNTRIES: &str = include_str!("countries.tsv");

/// The ISO 3166 codes of all countries.
pub(super) fn codes() -> impl Iterator<Item = &'static str> + Clone {
    lines().map(|(code, _)| code)
}

/// Every name of a country with the language it is first known in; nothing for an unknown code.
pub(super) fn names(code: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let names = lines().find(|(known, _)| *known == code).map_or("", |(_, names)| names);
    names.split('\t').filter_map(|name| name.split_once(':'))
}

fn lines() -> impl Iterator<Item = (&'static str, &'static str)> + Clone {
    COUNTRIES.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_have_names_in_many_languages() {
        assert_eq!(codes().count(), 250);
        for (code, lang, name) in [
            ("AZ", "hy", "Ադրբեջան"),
            ("AM", "ka", "სომხეთი"),
            ("GE", "ru", "Грузия"),
            ("US", "en", "US"),
            ("IR", "fa", "ایران"),
        ] {
            assert!(names(code).any(|known| known == (lang, name)), "{code} {lang}");
        }
        assert_eq!(names("XX").count(), 0);
        for code in codes() {
            assert!(names(code).count() > 3, "{code}");
        }
    }
}
