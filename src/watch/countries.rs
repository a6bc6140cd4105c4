//! The names of countries in the program's languages, so that nobody has to type them.

/// From Unicode CLDR and newsrooms: a line a country, `CODE<TAB>lang,lang:name<TAB>…`; the head of the file
/// names its licence.
const COUNTRIES: &str = include_str!("countries.tsv");

/// The ISO 3166 codes of all countries.
pub(super) fn codes() -> impl Iterator<Item = &'static str> + Clone {
    lines().map(|(code, _)| code)
}

/// Every name of a country with all languages that have it, the first one first; nothing for an unknown code.
pub(super) fn names(code: &str) -> impl Iterator<Item = (impl Iterator<Item = &'static str>, &'static str)> {
    let names = lines().find(|(known, _)| *known == code).map_or("", |(_, names)| names);
    let names = names.split('\t').filter_map(|name| name.split_once(':'));
    names.map(|(langs, name)| (langs.split(','), name))
}

fn lines() -> impl Iterator<Item = (&'static str, &'static str)> + Clone {
    COUNTRIES.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn countries_have_names_in_many_languages() {
        assert_eq!(codes().count(), 250);
        for (code, lang, name) in [
            ("AZ", "hy", "Ադրբեջան"),
            ("AZ", "fa", "آذربایجان"),
            ("AM", "ka", "სომხეთი"),
            ("BY", "ru", "Белоруссия"),
            ("GE", "ru", "Грузия"),
            ("RU", "ru", "РФ"),
            ("UZ", "tg", "Ӯзбекистон"),
            ("US", "en", "US"),
            ("IR", "fa", "ایران"),
            ("IR", "ja", "イラン"),
        ] {
            assert!(
                names(code).any(|(mut langs, known)| known == name && langs.any(|known| known == lang)),
                "{code} {lang} {name}"
            );
        }
        assert_eq!(names("XX").count(), 0);
        for code in codes() {
            assert!(names(code).count() > 3, "{code}");
        }
    }

    #[test]
    fn no_name_is_that_of_two_countries_or_a_word_of_none() {
        let mut owners: BTreeMap<String, &str> = BTreeMap::new();
        for code in codes() {
            for (_, name) in names(code) {
                let other = owners.insert(name.to_lowercase(), code);
                assert!(other.is_none_or(|other| other == code), "{name} is {code} and {other:?}");
                assert!(!name.contains(['(', ')', '（', '）']), "{name}");
            }
        }
        for word in ["republic", "республика", "respublika", "china sar", "сар", "того", "йордан", "армени"]
        {
            assert!(!owners.contains_key(word), "{word}");
        }
        assert_eq!(owners.get("сша"), Some(&"US"));
        assert_eq!(owners.get("chiny"), Some(&"CN"));
    }
}
