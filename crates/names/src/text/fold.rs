//! One word reduced to what all its spellings share: case, marks, apostrophes, look-alike letters.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::text::han::simplified;
use crate::text::script::Script;
use crate::text::token::{is_apostrophe, is_skipped};

/// A folded word, and what the folding took away that a match still asks about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folded {
    /// The letters that remain: lower case, no marks but those of й ї ў, no apostrophes.
    pub text: String,
    /// The alphabet of the first letter; `None` for numbers.
    pub script: Option<Script>,
    /// How many capitals stand in front, counted over letters.
    pub capitals: usize,
    /// Where in `text` the first apostrophe stood, as bytes.
    pub apostrophe: Option<usize>,
}

/// Latin letters and the Cyrillic ones that look the same; feeds and editors mix them inside one word.
const LOOK_ALIKE: [(char, char); 35] = [
    ('a', 'а'),
    ('c', 'с'),
    ('e', 'е'),
    ('i', 'і'),
    ('j', 'ј'),
    ('k', 'к'),
    ('o', 'о'),
    ('p', 'р'),
    ('s', 'ѕ'),
    ('x', 'х'),
    ('y', 'у'),
    ('h', 'һ'),
    ('ə', 'ә'),
    ('ë', 'ё'),
    ('ï', 'ї'),
    ('m', 'м'),
    ('t', 'т'),
    ('A', 'А'),
    ('B', 'В'),
    ('C', 'С'),
    ('E', 'Е'),
    ('H', 'Н'),
    ('I', 'І'),
    ('J', 'Ј'),
    ('K', 'К'),
    ('M', 'М'),
    ('O', 'О'),
    ('P', 'Р'),
    ('S', 'Ѕ'),
    ('T', 'Т'),
    ('X', 'Х'),
    ('Y', 'У'),
    ('Ə', 'Ә'),
    ('Ë', 'Ё'),
    ('Ï', 'Ї'),
];

fn to_cyrillic(c: char) -> Option<char> {
    LOOK_ALIKE.iter().find(|(latin, _)| *latin == c).map(|(_, cyrillic)| *cyrillic)
}

fn to_latin(c: char) -> Option<char> {
    // These three resemble Latin ones enough to be typed for them, not enough to be Latin.
    if matches!(c, 'к' | 'м' | 'т') {
        return None;
    }
    LOOK_ALIKE.iter().find(|(_, cyrillic)| *cyrillic == c).map(|(latin, _)| *latin)
}

/// Folds a word into `folded`, whose buffers are used again.
pub(crate) fn fold_into(word: &str, folded: &mut Folded) {
    folded.text.clear();
    folded.apostrophe = None;
    folded.capitals = 0;
    if word.bytes().all(|b| b.is_ascii_alphanumeric()) {
        folded.text.extend(word.bytes().map(|b| char::from(b.to_ascii_lowercase())));
        folded.capitals = word.bytes().take_while(u8::is_ascii_uppercase).count();
        folded.script = word.bytes().find(u8::is_ascii_alphabetic).map(|_| Script::Latin);
        return;
    }
    if fold_simple(word, folded).is_none() {
        folded.text.clear();
        fold_thoroughly(word, folded);
    }
}

fn fold_thoroughly(word: &str, folded: &mut Folded) {
    folded.capitals = leading_capitals(word);
    match mixture(word) {
        Mixture::None => decompose(word.chars(), folded),
        Mixture::Cyrillic => decompose(word.nfd().map(|c| to_cyrillic(c).unwrap_or(c)), folded),
        Mixture::Latin => decompose(word.nfd().map(|c| to_latin(c).unwrap_or(c)), folded),
    }
    folded.script = folded.text.chars().find_map(Script::of);
}

/// A letter that always folds to one other, whatever stands beside it.
#[derive(Debug, Clone, Copy)]
struct Simple {
    folded: char,
    script: Option<Script>,
    is_letter: bool,
    is_capital: bool,
}

/// Letters with numbers below this may be simple; all alphabets with tables of their own lie there.
const SIMPLE: u32 = 0x1100;

static SIMPLE_LETTERS: LazyLock<Vec<Option<Simple>>> =
    LazyLock::new(|| (0..SIMPLE).map(|code| char::from_u32(code).and_then(simple)).collect());

fn simple(letter: char) -> Option<Simple> {
    let mut alone = Folded::default();
    decompose(std::iter::once(letter), &mut alone);
    let mut letters = alone.text.chars();
    let (Some(folded), None, None) = (letters.next(), letters.next(), alone.apostrophe) else { return None };
    let is_letter = letter.is_alphabetic();
    Some(Simple { folded, script: Script::of(folded), is_letter, is_capital: letter.is_uppercase() })
}

/// Folds a word of simple letters that are not of two alphabets, letter by letter; `None` for any other.
fn fold_simple(word: &str, folded: &mut Folded) -> Option<()> {
    let table = &**SIMPLE_LETTERS;
    let (mut script, mut in_front) = (None, true);
    for letter in word.chars() {
        let simple = (*table.get(letter as usize)?)?;
        if simple.script.is_some() && simple.script != script {
            if script.is_some() {
                return None;
            }
            script = simple.script;
        }
        if simple.is_letter {
            in_front &= simple.is_capital;
            folded.capitals += usize::from(in_front);
        }
        push_joined(simple.folded, &mut folded.text);
    }
    folded.script = script;
    Some(())
}

/// Folds a word.
pub fn fold(word: &str) -> Folded {
    let mut folded = Folded::default();
    fold_into(word, &mut folded);
    folded
}

/// A word of Latin letters only, each of which looks like a Cyrillic one, in Cyrillic: `CCCP`.
pub(crate) fn as_cyrillic(word: &str) -> Option<String> {
    word.chars().map(to_cyrillic).collect()
}

fn leading_capitals(word: &str) -> usize {
    let letters = word.chars().filter(|&c| c.is_alphabetic() && !is_apostrophe(c));
    letters.take_while(|c| c.is_uppercase()).count()
}

/// Whether Latin and Cyrillic letters stand in one word, and which of them it meant.
enum Mixture {
    None,
    Cyrillic,
    Latin,
}

fn mixture(word: &str) -> Mixture {
    let (mut latin, mut cyrillic, mut foreign_latin, mut foreign_cyrillic) = (0, 0, 0, 0);
    for letter in word.nfd() {
        match Script::of(letter) {
            Some(Script::Latin) => {
                latin += 1;
                foreign_latin += usize::from(to_cyrillic(letter).is_none());
            }
            Some(Script::Cyrillic) => {
                cyrillic += 1;
                foreign_cyrillic += usize::from(to_latin(letter).is_none());
            }
            _ => {}
        }
    }
    if latin == 0 || cyrillic == 0 {
        return Mixture::None;
    }
    // Letters that look like no other tell what was meant. Where there are none, Latin letters among Cyrillic
    // ones are the commoner slip; where there are both, the majority decides.
    match (foreign_latin, foreign_cyrillic) {
        (0, _) => Mixture::Cyrillic,
        (_, 0) => Mixture::Latin,
        _ if cyrillic >= latin => Mixture::Cyrillic,
        _ => Mixture::Latin,
    }
}

fn decompose(letters: impl Iterator<Item = char>, folded: &mut Folded) {
    let text = &mut folded.text;
    for c in letters.nfkd() {
        if is_apostrophe(c) {
            match text.chars().next_back() {
                // A geresh makes another consonant of these: ג׳ is no ג.
                Some('ג' | 'ז' | 'צ' | 'ץ' | 'ת' | 'ד') => text.push('׳'),
                Some(letter) if Script::of(letter) == Some(Script::Hebrew) => {}
                _ => _ = folded.apostrophe.get_or_insert(text.len()),
            }
        } else if is_combining_mark(c) {
            let whole = match (text.chars().next_back(), c) {
                (Some('и'), '\u{306}') => 'й',
                (Some('у'), '\u{306}') => 'ў',
                (Some('і'), '\u{308}') => 'ї',
                _ => continue,
            };
            text.pop();
            text.push(whole);
        } else if !is_skipped(c) && !matches!(c, '"' | '״' | '-' | '\n' | '\r') {
            c.to_lowercase().for_each(|c| push_letter(c, text));
        }
    }
}

/// Appends a letter; Armenian եվ is և, as it is in capitals, and becomes what that is folded to.
#[inline]
fn push_joined(letter: char, text: &mut String) {
    text.push(if letter == 'վ' && text.ends_with('ե') { 'ւ' } else { letter });
}

/// Letters that a change of keyboard, orthography or taste exchanges.
fn push_letter(c: char, text: &mut String) {
    let letters = match c {
        'ı' => "i",
        'ə' => "e",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'և' => "եւ",
        'ي' | 'ى' | 'ئ' => "ی",
        'ك' => "ک",
        'أ' | 'إ' | 'آ' | 'ٱ' => "ا",
        'ة' | 'ۀ' | 'ە' => "ه",
        'ؤ' => "و",
        'ς' => "σ",
        'ـ' => "",
        '\u{3400}'..='\u{9FFF}' => return text.push(simplified(c)),
        _ if is_combining_mark(c) => "",
        _ => return push_joined(c, text),
    };
    text.push_str(letters);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_word_fold_to_one() {
        let check = |words: &[&str], expected: &str| {
            for word in words {
                assert_eq!(fold(word).text, expected, "{word:?}");
            }
        };
        check(&["Алиев", "АЛИЕВ", "Али\u{AD}ев", "Али\u{301}ев", "Aлиeв", "алиёв"], "алиев");
        check(&["Əliyev", "ƏLİYEV", "əli\u{200B}yev", "əliyev"], "eliyev");
        check(&["Київ", "Киі\u{308}в"], "київ");
        check(&["й", "и\u{306}", "Й"], "й");
        check(&["İstanbul", "I\u{307}stanbul", "ISTANBUL", "ıstanbul"], "istanbul");
        check(&["об’єкт", "об'єкт", "обʼєкт"], "обєкт");
        check(&["Straße", "STRASSE"], "strasse");
        check(&["Երևան", "ԵՐԵՒԱՆ", "ԵՐԵՎԱՆ"], "երեւան");
        check(&["ג'ון", "ג׳ון", "ג’ון"], "ג׳ון");
        check(&["צה״ל", "צה\"ל", "צה''ל"], "צהל");
        check(&["Азербай-\nджан"], "азербайджан");
        check(&["ｶﾞ", "ガ"], "カ");
        check(&["約", "约"], "约");
        check(&["إيران", "ایران"], "ایران");
        check(&["Ａｌｉｙｅｖ"], "aliyev");
        check(&["თბილისი", "ᲗᲑᲘᲚᲘᲡᲘ"], "თბილისი");
    }

    #[test]
    fn letter_by_letter_is_the_same_as_the_long_way() {
        for word in [
            "Алиев",
            "Київ",
            "Ўзбекистон",
            "İstanbul",
            "Əliyev",
            "Ալիեւ",
            "ՀԱՊԿ",
            "თბილისი",
            "Αθήνα",
            "إيران",
            "ירושלים",
            "КТМТ24",
            "2024",
            "Łódź",
            "Đoković",
            "ГРОЗНЫЙ",
            "Йорк",
            "Щербаков",
        ] {
            let (mut short, mut long) = (Folded::default(), Folded::default());
            assert!(fold_simple(word, &mut short).is_some(), "{word:?}");
            fold_thoroughly(word, &mut long);
            assert_eq!(short, long, "{word:?}");
        }
        for word in ["Кі\u{301}єв", "Али\u{AD}ев", "об’єкт", "Aлиeв", "Straße", "ﬁn"] {
            assert!(fold_simple(word, &mut Folded::default()).is_none(), "{word:?}");
        }
    }

    #[test]
    fn what_was_taken_away_is_kept() {
        let check = |word: &str, script, capitals, apostrophe| {
            let folded = fold(word);
            assert_eq!((folded.script, folded.capitals, folded.apostrophe), (script, capitals, apostrophe));
        };
        check("KTMT", Some(Script::Latin), 4, None);
        check("KGAÖ’ye", Some(Script::Latin), 4, Some(4));
        check("МИДом", Some(Script::Cyrillic), 3, None);
        check("иран", Some(Script::Cyrillic), 0, None);
        check("2024", None, 0, None);
        check("თბილისი", Some(Script::Georgian), 0, None);
    }
}
