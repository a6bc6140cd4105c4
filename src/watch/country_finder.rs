//! Which countries a text names, by themselves or by their capitals, in any of the program's languages, whatever the watchlists
//! look for.

use std::sync::LazyLock;

use names::{Form, Lexicon, Memo, NameHit, Spelling, Term};

use crate::watch::countries;
use crate::watch::entity::in_own_forms;

static COUNTRIES: LazyLock<(Vec<&'static str>, Lexicon)> = LazyLock::new(|| {
    let term = |code| Term {
        form: Form::Name,
        spellings: spellings(code).collect(),
        not: countries::others(code).map(str::to_owned).collect(),
    };
    let codes: Vec<&str> = countries::codes().collect();
    let terms: Vec<Term> = codes.iter().copied().map(term).collect();
    (codes, Lexicon::build(&terms))
});

/// The country itself and its capital: where one language says that Baku is content, another says Azerbaijan.
fn spellings(code: &str) -> impl Iterator<Item = Spelling> {
    let names = countries::names(code).map(|(langs, name)| in_own_forms(langs, name));
    names.chain(countries::capitals(code).map(|(langs, name)| in_own_forms(langs, name)))
}

/// A place where a country is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CountryMention {
    /// Its ISO 3166 code.
    pub code: &'static str,
    /// Which of the texts, counted from 0.
    pub part: usize,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// Finds countries, remembering the words it has met: one for each thread.
#[derive(Debug, Default)]
pub(crate) struct CountryFinder(Memo);

impl CountryFinder {
    /// Every mention of a country in the texts of one item, by text and place.
    pub(crate) fn find(&mut self, texts: &[&str]) -> Vec<CountryMention> {
        let (codes, lexicon) = &*COUNTRIES;
        let mut hits = Vec::new();
        lexicon.scan(&mut self.0, texts, &mut hits);
        let mention = |hit: NameHit| CountryMention {
            code: codes[hit.term.0 as usize],
            part: hit.part,
            start: hit.start,
            end: hit.end,
        };
        hits.into_iter().map(mention).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_are_found_in_every_language() {
        let mut finder = CountryFinder::default();
        let found = finder.find(&["Самолёт из Армении", "Gürcüstandan uçub; სომხეთში"]);
        let codes: Vec<_> = found.iter().map(|mention| (mention.part, mention.code)).collect();
        assert_eq!(codes, [(0, "AM"), (1, "GE"), (1, "AM")]);
    }

    /// Each name of each place, with the other places that are found in it.
    fn clashes(lexicon: &Lexicon, codes: &[&'static str]) -> Vec<(&'static str, &'static str, &'static str)> {
        let mut memo = Memo::default();
        let mut clashes = Vec::new();
        for code in countries::codes() {
            let names = countries::names(code).map(|(_, name)| name);
            for name in names.chain(countries::capitals(code).map(|(_, name)| name)) {
                let mut hits = Vec::new();
                lexicon.scan(&mut memo, &[name], &mut hits);
                let others = hits.iter().map(|hit| codes[hit.term.0 as usize]).filter(|other| *other != code);
                clashes.extend(others.map(|other| (code, name, other)));
                assert!(
                    hits.iter().any(|hit| codes[hit.term.0 as usize] == code),
                    "{code} {name} is not found"
                );
            }
        }
        clashes
    }

    #[test]
    fn no_place_is_found_in_the_names_of_another() {
        let (codes, lexicon) = &*COUNTRIES;
        assert_eq!(codes.len(), 250);
        // The Mongolian Nigeria is a form of Niger, and Niger one of it.
        assert_eq!(clashes(lexicon, codes), [("NG", "Нигери", "NE")]);
        let known: Vec<(&str, &str)> =
            codes.iter().flat_map(|code| countries::names(code).map(|(_, name)| (*code, name))).collect();
        for code in codes {
            for other in countries::others(code) {
                let own = known.iter().any(|(owner, name)| *name == other && owner == code);
                assert!(!own, "{other} is a name of {code} itself");
            }
        }
    }

    #[test]
    fn running_text_is_of_one_place_at_a_time() {
        let mut finder = CountryFinder::default();
        for (text, expected) in [
            ("Die Wahl in Nigeria, in Papua-Neuguinea und im Südsudan.", &["NG", "PG", "SS"][..]),
            ("Президент Нигерии прибыл в Южный Судан и Экваториальную Гвинею.", &["GQ", "NG", "SS"]),
            ("Президент Нигера прилетел в Судан и Гвинею.", &["GN", "NE", "SD"]),
            ("Hong Kong SAR China and China; American Samoa and Samoa.", &["AS", "CN", "HK", "WS"]),
            ("白俄罗斯总统抵达北京。", &["BY", "CN"]),
            ("ソマリアとインドネシア。", &["ID", "SO"]),
            ("Heyet Irak'a ve İran'a gitti.", &["IQ", "IR"]),
            ("Milli Eğitim Bakanı geldi. İndi hava soyuqdur. Maliye Bakanı gitti.", &[]),
            ("Того же дня Йордан Петров и Георги пришли в кино.", &[]),
            ("Georgi Petrov geldi. Armen Sarkisyan sustu.", &[]),
            ("Fico chtěl mít cíl; siłą i giny. Das Kino in der Republik.", &[]),
            ("Turkiy davlatlar uchrashuvi. Respublika bayrami.", &[]),
            ("Venäjän ja Saksan johtajat tapaavat Irakissa.", &["DE", "IQ", "RU"]),
            ("Oroszországban és Törökországtól", &["RU", "TR"]),
            ("Rusijos ir Vokietijoje; Krievijas un Vācijā", &["DE", "RU"]),
            ("Armeenias ja Iraagi peaminister", &["AM", "IQ"]),
            ("Sastali su se u Turskoj i Njemačkoj.", &["DE", "TR"]),
            ("The Armenian and the Georgian minister", &[]),
            ("Bakıda danışıqlar; встреча в Пекине; Treffen in Moskau", &["AZ", "CN", "RU"]),
            ("Մոսկվայում, თბილისში ու Բաքվում; w Warszawie; في أنقرة", &["AZ", "GE", "PL", "RU", "TR"]),
        ] {
            let found = finder.find(&[text]);
            let mut codes: Vec<&str> = found.iter().map(|mention| mention.code).collect();
            codes.sort_unstable();
            codes.dedup();
            assert_eq!(codes, expected, "{text}");
        }
    }
}
