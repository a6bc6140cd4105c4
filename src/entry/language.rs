//! The language of a text, as its letters and a detector tell it, and whether a declared one can be that of the text.

use std::sync::LazyLock;

use languages::Language;
use whatlang::{Detector, Lang, Script};

use super::script::{LetterSample, WritingSystem};
use super::unlike::UnlikeParts;

/// Letters from which on a text that has none of a language's own letters is not in it, and a detector is believed
/// against a declaration.
const PLENTY: usize = 100;

/// Letters from which on a text that has none of a language's frequent ones is not in it.
const SOME: usize = 25;

/// What the letters of one language are, and how a detector knows it.
struct KnownLanguage {
    /// Its code, and others that feeds use for it.
    codes: Vec<&'static str>,
    /// The code that feeds use for what is written so.
    said: &'static str,
    detector: Option<Lang>,
    /// The only scripts that it is written in; empty where nothing is said of that.
    written: Vec<WritingSystem>,
    /// Letters that tell it from all languages that the detector knows.
    own: &'static str,
    /// Letters that no word of it has.
    foreign: &'static str,
    /// Letters of which a text that is not very short has one.
    frequent: &'static str,
}

static KNOWN: LazyLock<Vec<KnownLanguage>> = LazyLock::new(|| {
    let known = languages::all().iter().map(|language| {
        let one = |key| language.of(key).next();
        KnownLanguage {
            said: one("said").unwrap_or(language.code),
            codes: [language.code].into_iter().chain(language.words("also")).collect(),
            detector: one("iso").and_then(Lang::from_code),
            written: language.words("written").filter_map(WritingSystem::of_name).collect(),
            own: one("letters").unwrap_or_default(),
            foreign: one("foreign").unwrap_or_default(),
            frequent: one("frequent").unwrap_or_default(),
        }
    });
    known.collect()
});

/// What of a text is unlike them, in the same order.
static UNLIKE: LazyLock<UnlikeParts> = LazyLock::new(|| {
    let parts = |language: &'static Language| language.words("never").chain(language.words("unlike"));
    UnlikeParts::of(languages::all().iter().map(parts))
});

/// What a text is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ToldLanguage {
    /// The code that feeds use.
    pub lang: &'static str,
    /// Whether that may stand against a declaration.
    pub is_sure: bool,
}

/// Whether two codes are of one language: `en` and `en-US`, `no` and `nb`.
pub(crate) fn is_same_language(one: &str, other: &str) -> bool {
    let (one, other) = (primary(one), primary(other));
    one == other || of_code(&one).is_some_and(|known| known.codes.contains(&&*other))
}

/// Whether a text cannot be in a language: nobody writes it in that script, or with these letters. Of languages with
/// several scripts, and of those that have no file, nothing is said.
pub(crate) fn contradicts(lang: &str, sample: &LetterSample) -> bool {
    let Some(script) = sample.script else { return false };
    let Some(known) = of_code(&primary(lang)) else { return false };
    if !known.written.is_empty() && !known.written.contains(&script) {
        return true;
    }
    let lacks_own = sample.letters >= PLENTY && is_of(known.own, script) && sample.count(known.own) == 0;
    let foreign = sample.count(known.foreign);
    // A name or a quotation may have a few letters of another language.
    lacks_own || (is_of(known.foreign, script) && foreign >= 3 && foreign * 50 >= sample.letters)
}

/// Whether a language of this text, were it that one, would be told: what a detector has never seen it cannot deny.
pub(crate) fn would_be_told(lang: &str, sample: &LetterSample) -> bool {
    let Some(known) = of_code(&primary(lang)) else { return false };
    let detected = || Script::Latin.langs().iter().any(|latin| Some(*latin) == known.detector);
    known.detector.is_some() && (sample.script != Some(WritingSystem::Latin) || detected())
}

/// The language of a text: the one with letters of its own, else the one that the detector finds among those that such
/// letters may be of. None where there are too few letters to say.
pub(crate) fn told_by_text(sample: &LetterSample) -> Option<ToldLanguage> {
    let script = sample.script?;
    let is_long = sample.letters >= PLENTY;
    if let Some(lang) = with_own_letters(sample, script) {
        return Some(ToldLanguage { lang, is_sure: is_long });
    }
    let unlike = UNLIKE.count(&sample.text);
    let is_possible = |(known, unlike): &(&KnownLanguage, usize)| {
        let lacks =
            sample.letters >= SOME && is_of(known.frequent, script) && sample.count(known.frequent) == 0;
        let foreign = if is_of(known.foreign, script) { sample.count(known.foreign) } else { 0 };
        // A name or a quotation may have a few of another language.
        !lacks && (foreign + unlike) * 100 < sample.letters
    };
    let possible = KNOWN.iter().zip(unlike).filter(is_possible);
    let possible: Vec<Lang> = possible.filter_map(|(known, _)| known.detector).collect();
    let can_be_russian = possible.contains(&Lang::Rus);
    let found = Detector::with_allowlist(possible).detect(&sample.text)?;
    // What a detector says of a headline in Cyrillic is little more than a guess. Of texts in which nothing speaks against
    // Russian most are Russian.
    if script == WritingSystem::Cyrillic && can_be_russian && !is_long && !found.is_reliable() {
        return Some(ToldLanguage { lang: "ru", is_sure: false });
    }
    let known = KNOWN.iter().find(|known| known.detector == Some(found.lang()))?;
    // In a dozen words of Latin letters a detector sees what it likes.
    let is_said = found.is_reliable() || is_long || script != WritingSystem::Latin;
    is_said.then_some(ToldLanguage { lang: known.said, is_sure: found.is_reliable() && is_long })
}

/// Whether a text is rather in one language than in the declared one: of the two alone a detector is sure, where a third
/// that is like the first made it doubt.
pub(crate) fn is_rather(lang: &str, declared: &str, sample: &LetterSample) -> bool {
    let detector = |lang: &str| of_code(&primary(lang)).and_then(|known| known.detector);
    let (Some(lang), Some(declared)) = (detector(lang), detector(declared)) else { return false };
    let found = Detector::with_allowlist(vec![lang, declared]).detect(&sample.text);
    sample.letters >= PLENTY && found.is_some_and(|found| found.lang() == lang && found.is_reliable())
}

/// The language whose own letters a text has: of those that have nearly all of the telling ones in it the one that lacks
/// the fewest of its own.
fn with_own_letters(sample: &LetterSample, script: WritingSystem) -> Option<&'static str> {
    let telling: Vec<&KnownLanguage> = KNOWN.iter().filter(|known| is_of(known.own, script)).collect();
    let is_telling = |c: &char| telling.iter().any(|known| known.own.contains(*c));
    let seen: Vec<char> = sample.text.chars().filter(|c| !c.is_ascii()).filter(is_telling).collect();
    if seen.len() < 2 || seen.len() * 100 < sample.letters {
        return None;
    }
    let has_them =
        |known: &&&KnownLanguage| seen.iter().filter(|c| !known.own.contains(**c)).count() * 20 <= seen.len();
    let lacks = |known: &&&KnownLanguage| known.own.chars().filter(|c| !seen.contains(c)).count();
    telling.iter().filter(has_them).min_by_key(lacks).map(|known| known.said)
}

fn is_of(letters: &str, script: WritingSystem) -> bool {
    letters.chars().next().is_some_and(|first| WritingSystem::of(first) == Some(script))
}

fn of_code(code: &str) -> Option<&'static KnownLanguage> {
    KNOWN.iter().find(|known| known.codes.contains(&code))
}

/// A code without its country and script, in small letters: `en`.
pub(crate) fn primary(lang: &str) -> String {
    lang.split(['-', '_']).next().unwrap_or(lang).to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What short texts in Cyrillic are said to be in.
    #[test]
    fn a_headline_in_cyrillic_is_told_by_its_letters_and_words() {
        for (text, lang) in [
            ("Президент подписал указ о новом составе комитета", "ru"),
            ("Женщину обвинили в оскорблении пророка Мухаммеда", "ru"),
            ("Если ни один из кандидатов не наберет большинства", "ru"),
            ("А накануне промежуточных выборов в конгресс", "ru"),
            ("Матч завершился победой гостей, т. е. чемпионов", "ru"),
            ("Правителството обяви новите мерки за бизнеса", "bg"),
            ("Играчите на пазара не са агресивни и не купуват", "bg"),
            ("Лечението ще бъде безплатно за всички", "bg"),
            ("Президент України підписав закон про бюджет", "uk"),
            ("Вона була схвалена нашою санітарною владою", "uk"),
            ("Урад прыняў рашэнне аб новых правілах гандлю", "be"),
            ("Владата донесе одлука за новите мерки во трговијата", "mk"),
        ] {
            let told = told_by_text(&LetterSample::of([text]));
            assert_eq!(told.map(|told| told.lang), Some(lang), "{text}");
        }
    }
}
