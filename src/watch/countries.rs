//! The names of countries in the program's languages, so that nobody has to type them.

/// From Unicode CLDR and newsrooms: a line a country, `CODE<TAB>lang,lang:name<TAB>…`; the head of the file
/// names its licence.
const COUNTRIES: &str = include_str!("countries.tsv");

/// From Unicode CLDR and newsrooms, in the same form.
const CAPITALS: &str = include_str!("capitals.tsv");

/// Names of other places that hold a name of a country, or a form of one: `South Sudan`, `Nigeria`, `白俄罗斯`.
const CLASHES: &str = include_str!("country_clashes.tsv");

/// Common names in which a word looks like a form of a country: the finance ministry is not that of Mali.
const NO_PLACES: [(&str, &str); 4] = [
    ("ML", "Maliye Bakanı"),
    ("ML", "Maliye Bakanlığı"),
    ("ML", "Hazine ve Maliye"),
    ("ML", "Maliye Nazirliyi"),
];

/// The ISO 3166 codes of all countries.
pub(super) fn codes() -> impl Iterator<Item = &'static str> + Clone {
    lines(COUNTRIES).map(|(code, _)| code)
}

/// Every name of a country with all languages that have it, the first one first; nothing for an unknown code.
pub(super) fn names(code: &str) -> impl Iterator<Item = (impl Iterator<Item = &'static str>, &'static str)> {
    named(COUNTRIES, code)
}

/// Every name of the capital of a country that news call its government by, in the same form; nothing for most countries.
pub(super) fn capitals(
    code: &str,
) -> impl Iterator<Item = (impl Iterator<Item = &'static str>, &'static str)> {
    named(CAPITALS, code)
}

fn named(
    table: &'static str,
    code: &str,
) -> impl Iterator<Item = (impl Iterator<Item = &'static str>, &'static str)> {
    let names = lines(table).find(|(known, _)| *known == code).map_or("", |(_, names)| names);
    let names = names.split('\t').filter_map(|name| name.split_once(':'));
    names.map(|(langs, name)| (langs.split(','), name))
}

/// The names of other places and things inside which a name of this one does not count.
pub(super) fn others(code: &str) -> impl Iterator<Item = &'static str> + '_ {
    let names = lines(CLASHES).find(|(known, _)| *known == code).map_or("", |(_, names)| names);
    let common = NO_PLACES.iter().filter(move |(place, _)| *place == code).map(|(_, name)| *name);
    names.split('\t').filter(|name| !name.is_empty()).chain(common)
}

/// The code of the country that has this name in any language, in small letters.
pub(super) fn code_of(name: &str) -> Option<&'static str> {
    codes().find(|code| names(code).any(|(_, known)| known.to_lowercase() == name))
}

fn lines(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> + Clone {
    table.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'))
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
