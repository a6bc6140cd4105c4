//! The codes of languages in two letters, and what people write in their place.

/// ISO 639-1, with the codes that were withdrawn and are still met: bh, iw, in, ji, jw, mo, sh.
const CODES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv \
    dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik in io is it iu \
    iw ja ji jv jw ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mo mr ms mt my \
    na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq \
    sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

/// Codes of countries that are no codes of languages, with the language that is meant.
const COUNTRIES: [(&str, &str); 18] = [
    ("al", "sq"),
    ("by", "be"),
    ("cn", "zh"),
    ("cz", "cs"),
    ("dk", "da"),
    ("ge", "ka"),
    ("gr", "el"),
    ("il", "he"),
    ("ir", "fa"),
    ("jp", "ja"),
    ("kz", "kk"),
    ("md", "ro"),
    ("rs", "sr"),
    ("tj", "tg"),
    ("tm", "tk"),
    ("ua", "uk"),
    ("us", "en"),
    ("vn", "vi"),
];

/// Whether two letters, in whatever case, are the code of a language.
pub(crate) fn is_language_code(two: &str) -> bool {
    two.len() == 2 && CODES.split(' ').any(|code| code.eq_ignore_ascii_case(two))
}

/// The language that is meant by the code of a country or by a language's English name.
pub(crate) fn meant_language(text: &str) -> Option<&'static str> {
    let country = COUNTRIES.iter().find(|(country, _)| country.eq_ignore_ascii_case(text));
    let by_name = || languages::all().iter().find(|language| language.name.eq_ignore_ascii_case(text));
    country.map(|(_, meant)| *meant).or_else(|| by_name().map(|language| language.code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_with_a_file_has_a_code_and_no_country_passes_for_one() {
        let two = languages::all().iter().filter(|language| language.code.len() == 2);
        assert!(two.clone().count() > 40 && two.clone().all(|language| is_language_code(language.code)));
        assert_eq!(CODES.split_whitespace().count(), CODES.split(' ').count());
        for (country, language) in COUNTRIES {
            assert!(!is_language_code(country) && is_language_code(language), "{country}");
        }
        for text in ["zz", "xx", "qq", "", "e", "eng", "uk "] {
            assert!(!is_language_code(text), "{text}");
        }
        assert_eq!([meant_language("UA"), meant_language("georgian")], [Some("uk"), Some("ka")]);
    }
}
