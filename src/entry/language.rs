//! The language of an entry: what is declared, where the script does not contradict it, else what the letters say.

/// Letters of a text that are looked at.
const LOOKED_AT: usize = 600;

/// Letters from which on a script says something.
const ENOUGH: usize = 20;

/// A script that is known by its letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WritingSystem {
    Latin,
    Cyrillic,
    Greek,
    Armenian,
    Georgian,
    Hebrew,
    Arabic,
    Devanagari,
    Thai,
    Hangul,
    Kana,
    Han,
}

use WritingSystem::{
    Arabic, Armenian, Cyrillic, Devanagari, Georgian, Greek, Han, Hangul, Hebrew, Kana, Latin, Thai,
};

/// The first of these declared languages that the text's script does not contradict, else the one that its letters tell.
///
/// Many systems declare `en-US` for whatever is written in them, and a watchlist that reads Russian feeds must not lose theirs.
pub(crate) fn effective_language(declared: &[Option<&str>], title: &str, text: &str) -> Option<String> {
    let script = dominant(title, text);
    let declared = declared.iter().flatten().find(|lang| !contradicts(lang, script));
    declared
        .map(|lang| (*lang).to_owned())
        .or_else(|| told_by_letters(script?, title, text).map(str::to_owned))
}

/// The script of at least seven letters in ten.
fn dominant(title: &str, text: &str) -> Option<WritingSystem> {
    let mut count = [0_usize; Han as usize + 1];
    let mut all = 0;
    for script in title.chars().chain(text.chars()).filter_map(script_of).take(LOOKED_AT) {
        count[script as usize] += 1;
        all += 1;
    }
    // Japanese is written in its own letters and in Chinese ones.
    if count[Kana as usize] * 10 >= all && count[Kana as usize] > 0 {
        count[Kana as usize] += std::mem::take(&mut count[Han as usize]);
    }
    let every =
        [Latin, Cyrillic, Greek, Armenian, Georgian, Hebrew, Arabic, Devanagari, Thai, Hangul, Kana, Han];
    every.into_iter().find(|script| all >= ENOUGH && count[*script as usize] * 10 >= all * 7)
}

fn script_of(c: char) -> Option<WritingSystem> {
    Some(match c {
        'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => Latin,
        '\u{370}'..='\u{3ff}' => Greek,
        '\u{400}'..='\u{52f}' => Cyrillic,
        '\u{531}'..='\u{587}' => Armenian,
        '\u{5d0}'..='\u{5ea}' => Hebrew,
        '\u{620}'..='\u{64a}' | '\u{66e}'..='\u{6d3}' => Arabic,
        '\u{904}'..='\u{939}' => Devanagari,
        '\u{e01}'..='\u{e30}' => Thai,
        '\u{10a0}'..='\u{10ff}' | '\u{1c90}'..='\u{1cbf}' => Georgian,
        '\u{3041}'..='\u{30ff}' => Kana,
        '\u{3400}'..='\u{9fff}' => Han,
        '\u{ac00}'..='\u{d7a3}' => Hangul,
        _ => return None,
    })
}

/// Whether nobody writes this language in that script. Of languages with several scripts nothing is said.
fn contradicts(lang: &str, script: Option<WritingSystem>) -> bool {
    let base = lang.split(['-', '_']).next().unwrap_or(lang).to_ascii_lowercase();
    let own: &[WritingSystem] = match base.as_str() {
        "en" | "de" | "fr" | "es" | "it" | "pt" | "nl" | "pl" | "cs" | "sk" | "sl" | "hr" | "ro" | "hu"
        | "fi" | "sv" | "da" | "no" | "nb" | "nn" | "et" | "lv" | "lt" | "tr" | "sq" | "vi" | "id" | "ca"
        | "is" => &[Latin],
        "ru" | "uk" | "be" | "bg" | "mk" | "ky" | "tg" => &[Cyrillic],
        "el" => &[Greek],
        "hy" | "hyw" => &[Armenian],
        "ka" => &[Georgian],
        "he" | "yi" => &[Hebrew],
        "ar" | "fa" | "ps" | "ur" => &[Arabic],
        "hi" | "mr" | "ne" => &[Devanagari],
        "th" => &[Thai],
        "ko" => &[Hangul, Han],
        "ja" => &[Kana, Han],
        "zh" => &[Han],
        _ => return false,
    };
    script.is_some_and(|script| !own.contains(&script))
}

/// The language that the script, or letters of its own, tell; `None` where several share all of them.
fn told_by_letters(script: WritingSystem, title: &str, text: &str) -> Option<&'static str> {
    let holds = |letters: &str| {
        let all = title.chars().chain(text.chars()).take(4 * LOOKED_AT);
        all.filter(|c| letters.contains(*c)).take(2).count() == 2
    };
    Some(match script {
        Greek => "el",
        Armenian => "hy",
        Georgian => "ka",
        Hebrew => "he",
        Devanagari => "hi",
        Thai => "th",
        Hangul => "ko",
        Kana => "ja",
        Han => "zh",
        Arabic if holds("ٹڈڑےں") => "ur",
        Arabic if holds("پچژگ") => "fa",
        Arabic => "ar",
        Cyrillic if holds("їєґЇЄҐ") => "uk",
        Cyrillic if holds("ўЎ") => "be",
        Cyrillic if holds("әқғұһӘҚҒҰҺ") => "kk",
        Cyrillic if holds("ңөүҢӨҮ") => "ky",
        Cyrillic if holds("ѓќѕЃЌЅ") => "mk",
        Cyrillic if holds("ђћџљњЂЋЏЉЊ") => "sr",
        Cyrillic if holds("ыэёЫЭЁ") => "ru",
        Cyrillic if holds("ъщЪЩ") => "bg",
        Cyrillic => "ru",
        Latin if holds("əƏ") => "az",
        Latin if holds("ğĞ") && holds("ışİŞ") => "tr",
        Latin => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_declaration_stands_unless_the_script_contradicts_it() {
        let russian = "За сутки в районе Курик открыли новую школу, сообщила администрация.";
        let georgian = "დღეს კურიკის რაიონში ახალი სკოლა გაიხსნა, განაცხადა ადმინისტრაციამ.";
        for (declared, text, expected) in [
            (["", "en-US"], russian, Some("ru")),
            (["", "en-US"], georgian, Some("ka")),
            (["en", "ru"], russian, Some("ru")),
            (["az", "en"], "Bakıda yeni məktəb açıldı, Lənkəranda da.", Some("az")),
            (["", ""], "Bakıda yeni məktəb açıldı, Lənkəranda da.", Some("az")),
            (["", ""], "Ankara'da yağmur yağıyor, yolların çoğu kapalı ışıklar söndü.", Some("tr")),
            (["az", ""], "Бакыда јени мәктәб ачылды, дедиләр көһнә бинада.", Some("az")),
            (["", ""], "Сьогодні у Києві відкрили їдальню, її відвідали.", Some("uk")),
            (["", "fa"], "امروز در تهران پل تازه‌ای گشوده شد و گزارش داد.", Some("fa")),
            (["", ""], "The council met on Monday.", None),
            (["", "de"], "Курик", Some("de")),
        ] {
            let declared: Vec<Option<&str>> =
                declared.iter().map(|lang| Some(*lang).filter(|lang| !lang.is_empty())).collect();
            assert_eq!(effective_language(&declared, "", text).as_deref(), expected, "{text}");
        }
    }
}
