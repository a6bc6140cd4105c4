//! Pages that ask for consent before they show anything, told by what they talk about.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::words::count_words;

/// The most words of a page that can be one of consent: the longest seen name their purposes in some 700 words.
const MOST_WORDS: usize = 900;

/// How many different words of consent make such a page, and how many words of text may stand for each mention.
const FEWEST: usize = 4;
const WORDS_A_MENTION: usize = 45;

/// How many do where nothing else speaks for an article.
const FEWEST_OF_STRANGERS: usize = 3;

/// What pages of consent speak of, in all languages.
static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(Vocabulary::read);

struct Vocabulary {
    finder: Option<AhoCorasick>,
    /// By pattern: the numbers of the languages that have it.
    languages: Vec<BTreeSet<usize>>,
}

impl Vocabulary {
    fn read() -> Self {
        let (mut patterns, mut languages): (Vec<&str>, Vec<BTreeSet<usize>>) = (Vec::new(), Vec::new());
        for (number, language) in languages::all().iter().enumerate() {
            for word in language.of("consent").flat_map(|line| line.split('|')) {
                // "Cookie" and its like stand in the pages of all.
                let spoken =
                    if language.code == "en" { 0..languages::all().len() } else { number..number + 1 };
                let at = patterns.iter().position(|known| *known == word).unwrap_or_else(|| {
                    patterns.push(word);
                    languages.push(BTreeSet::new());
                    patterns.len() - 1
                });
                languages[at].extend(spoken);
            }
        }
        Self { finder: AhoCorasick::new(&patterns).ok(), languages }
    }

    /// How many different ones a text has at most in one language, how many places there are of them, and which language it is.
    fn mentions(&self, text: &str) -> (usize, usize, usize) {
        let Some(finder) = &self.finder else { return (0, 0, 0) };
        let mut places = vec![0_usize; self.languages.len()];
        for found in finder.find_overlapping_iter(text) {
            places[found.pattern().as_usize()] += 1;
        }
        let of_language = |language: usize| {
            let own = places
                .iter()
                .zip(&self.languages)
                .filter(|(count, spoken)| **count > 0 && spoken.contains(&language));
            own.fold((0, 0, language), |(words, all, language), (count, _)| {
                (words + 1, all + count, language)
            })
        };
        (0..languages::all().len()).map(of_language).max().unwrap_or_default()
    }
}

/// How many do in a line that tells of cookies and stands beside an article: news of a fine for cookies has one.
const FEWEST_OF_A_LINE: usize = 2;

/// Whether a line says of a site what pages of consent say.
pub(super) fn is_consent_line(line: &str) -> bool {
    VOCABULARY.mentions(line).0 >= FEWEST_OF_A_LINE
}

/// Whether a text talks of little but consent. An article about data protection has sentences between.
pub(super) fn is_consent(text: &str) -> bool {
    speaks_of_consent(text, FEWEST)
}

/// Whether a text talks of consent as far as it can be told of one that is short or in a language with few such words: to be
/// asked only of a text that does not have the headline that it should stand below.
pub(crate) fn may_be_consent(text: &str) -> bool {
    speaks_of_consent(text, FEWEST_OF_STRANGERS)
}

fn speaks_of_consent(text: &str, fewest: usize) -> bool {
    let words = count_words(text);
    if words > MOST_WORDS {
        return false;
    }
    let lower = text.to_lowercase();
    let (different, all, language) = VOCABULARY.mentions(&lower);
    different >= fewest && all * WORDS_A_MENTION >= words && asks(&lower, language)
}

/// Whether a text in small letters speaks of whoever wrote it or to whoever reads it: news of a court that ruled on cookies
/// speaks of others. True where the language has no words for that.
fn asks(text: &str, language: usize) -> bool {
    let Some(language) = languages::all().get(language) else { return true };
    let mut said = language.of("asking").flat_map(|line| line.split('|')).peekable();
    said.peek().is_none()
        || said.any(|words| {
            text.match_indices(words)
                .any(|(at, _)| !text[..at].ends_with(|before: char| before.is_alphanumeric()))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_consent_are_told_in_any_language_and_news_is_not() {
        for text in [
            "Мы используем файлы cookie, чтобы сайт работал лучше. Продолжая, вы даёте согласие на обработку и принимаете \
             политику. Политика конфиденциальности. Принять все. Отклонить все.",
            "Saytımız kuki fayllarından istifadə edir. Razılığınız olmadan fərdi məlumatlar emal edilmir. Məxfilik siyasəti. \
             Hamısını qəbul et.",
            "ჩვენ ვიყენებთ ქუქი ფაილებს. საჭიროა თქვენი თანხმობა, რომ ჩვენი პარტნიორები დაამუშავებენ პერსონალურ მონაცემებს. \
             ყველას მიღება.",
            "Käytämme evästeitä. Antamalla suostumuksen hyväksyt, että kumppanimme käsittelevät henkilötietoja. Hyväksy kaikki.",
            "当社のパートナーはクッキーを使用します。個人情報の取り扱いに同意する場合は、すべて許可を押してください。プライバシー。",
        ] {
            assert!(is_consent(text), "{text}");
        }
        for text in [
            "Стороны дали согласие на переговоры, сообщили наши корреспонденты. Отклонить предложение партнёров никто не решился.",
            "Tərəflər razılıq əldə etdilər və tərəfdaşlar təklifi qəbul etdi; müxalifət onu rədd etdi.",
            "双方同意成为合作伙伴，并拒绝了第三方的建议。会谈将于五月恢复。",
            "The parliament gave its consent to the treaty, and the partners accept all of its articles but one.",
            "",
        ] {
            assert!(!may_be_consent(text), "{text}");
        }
    }

    #[test]
    fn news_of_consent_speak_of_others() {
        for text in [
            "Das Gericht hat entschieden, dass Cookie-Banner einen Knopf brauchen, der alle ablehnen lässt. Personenbezogene \
             Daten dürften nur mit einer freien Einwilligung verarbeitet werden, sagte die Richterin zum Datenschutz.",
            "Суд постановил, что баннеры с файлами cookie должны иметь кнопку «Отклонить все». Издатель предлагал принять все \
             файлы cookie. Согласие на обработку персональных данных должно быть свободным, сообщил адвокат.",
        ] {
            assert!(!is_consent(text), "{text}");
        }
        for text in [
            "Wir und unsere Partner speichern und/oder greifen auf Informationen auf einem Gerät zu, wie z. B. Cookies, und \
             verarbeiten personenbezogene Daten, um personalisierte Anzeigen zu zeigen.",
            "Nosotros y nuestros 800 socios almacenamos o accedemos a información en un dispositivo, como cookies, y procesamos \
             datos personales para anuncios personalizados.",
            "Biz ve 312 iş ortağımız çerezler gibi bilgileri cihazınızda saklıyor ve reklamlar için kişisel verilerinizi işliyoruz.",
            "Wij en onze partners slaan cookies op en verwerken persoonsgegevens om advertenties te tonen. Klik op akkoord.",
        ] {
            assert!(is_consent(text), "{text}");
        }
    }

    #[test]
    fn half_a_page_of_consent_is_told_where_nothing_speaks_for_an_article() {
        let text = "Unsere Seite verwendet Cookies. Zum Datenschutz. Bitte wählen Sie, ob Sie akzeptieren.";
        assert!(may_be_consent(text) && !is_consent(text));
        let about =
            "Der Minister sprach über Datenschutz, Cookies und vieles andere, was in dieser Woche geschah. "
                .repeat(12);
        assert!(!may_be_consent(&about));
    }
}
