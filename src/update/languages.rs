//! The language of each entry: what is declared, its script, and a detector decide together.

use std::collections::HashMap;

use crate::entry::{
    Entry, LetterSample, contradicts, is_rather, is_same_language, primary, told_by_text, would_be_told,
};

/// Entries of a feed that are looked at for the language that it writes in.
const SAMPLED: usize = 12;

/// Letters that are looked at in all, where they are few.
const LETTERS: usize = 600;

/// Letters of each of them, at least.
const LETTERS_OF_EACH: usize = 80;

/// Gives each entry the language that it is matched, stored and shown by: the operator's word, else its own, else the
/// feed's, unless its letters or what the feed writes say otherwise.
///
/// Many systems declare `en-US` for whatever is written in them, and a watchlist that reads Russian feeds must not lose
/// theirs. One look at a feed is cheap, one at each entry is not, so those that write as declared are not looked at again.
pub(super) fn tell_languages(operators: Option<&str>, entries: &mut [Entry]) {
    let declared =
        operators.map(str::to_owned).or_else(|| entries.iter().find_map(|entry| entry.lang.clone()));
    let written = written_in(entries, declared.as_deref());
    for entry in entries {
        let sample = LetterSample::of([&*entry.title, &*entry.text]);
        let declared = [operators, entry.lang.as_deref()].into_iter().flatten();
        let declared = declared.into_iter().find(|lang| !contradicts(lang, &sample)).map(str::to_owned);
        entry.lang = match (declared, written) {
            (Some(declared), None) => Some(declared),
            (Some(declared), Some(written))
                if is_same_language(&declared, written) || !would_be_told(&declared, &sample) =>
            {
                Some(declared)
            }
            (None, Some(written)) if !contradicts(written, &sample) => Some(written.to_owned()),
            (declared, written) => own(declared, written, &sample),
        };
    }
}

/// The language of an entry that is not written as declared, or in another than the rest of its feed.
fn own(declared: Option<String>, written: Option<&str>, sample: &LetterSample) -> Option<String> {
    let told = told_by_text(sample);
    match (declared, told) {
        (Some(declared), Some(told)) if is_same_language(&declared, told.lang) => Some(declared),
        (_, Some(told)) if told.is_sure => Some(told.lang.to_owned()),
        (Some(declared), _) => {
            let written = written.filter(|written| !contradicts(written, sample));
            Some(written.map_or(declared, str::to_owned))
        }
        (None, told) => told.map(|told| told.lang.to_owned()),
    }
}

/// The language of at least two in three of some entries, once they have theirs.
pub(super) fn mostly(entries: &[Entry]) -> Option<String> {
    let mut count: HashMap<String, usize> = HashMap::new();
    for lang in entries.iter().filter_map(|entry| entry.lang.as_deref()) {
        *count.entry(primary(lang)).or_default() += 1;
    }
    let (lang, count) = count.into_iter().max_by_key(|(_, count)| *count)?;
    (count * 3 >= entries.len() * 2).then_some(lang)
}

/// The language that all of a feed is written in, if one can be told beyond doubt, or rather than the declared one.
fn written_in(entries: &[Entry], declared: Option<&str>) -> Option<&'static str> {
    // Of a few entries more is looked at.
    let of_each = LETTERS_OF_EACH.max(LETTERS / (2 * entries.len().max(1)));
    let beginning = |text| -> String { str::chars(text).take(of_each).collect() };
    let beginnings = entries.iter().take(SAMPLED).flat_map(|entry| [&*entry.title, &*entry.text]);
    let beginnings: Vec<String> = beginnings.map(beginning).collect();
    let sample = LetterSample::of(beginnings.iter().map(String::as_str));
    let told = told_by_text(&sample)?;
    let is_rather = || declared.is_some_and(|declared| is_rather(told.lang, declared, &sample));
    (told.is_sure || is_rather()).then_some(told.lang)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::EntryKey;

    const RUSSIAN: &str = "За сутки в районе Курик открыли новую школу, сообщила администрация.";
    const GEORGIAN: &str = "დღეს კურიკის რაიონში ახალი სკოლა გაიხსნა, განაცხადა ადმინისტრაციამ.";
    const AZERBAIJANI: &str = "Bakıda yeni məktəb açıldı, Lənkəranda da.";
    const TURKISH: &str = "Ankara'da yağmur yağıyor, yolların çoğu kapalı ışıklar söndü.";
    const SPANISH: &str = "El presidente del consejo anunció el lunes que la nueva escuela del barrio abrirá sus puertas en septiembre, después de dos años de obras.";
    const CZECH: &str = "Předseda rady v pondělí oznámil, že nová škola ve čtvrti otevře své dveře v září, po dvou letech stavebních prací na náměstí.";
    const SLOVAK: &str = "Predseda rady v pondelok oznámil, že nová škola v štvrti otvorí svoje dvere v septembri, po dvoch rokoch stavebných prác na námestí.";
    const VIETNAMESE: &str = "Chủ tịch hội đồng thông báo hôm thứ Hai rằng ngôi trường mới của khu phố sẽ mở cửa vào tháng Chín, sau hai năm xây dựng và sửa chữa đường phố ở quảng trường chính.";
    const ENGLISH: &str =
        "The council met on Monday to talk about the new school and the road that leads there.";
    const KAZAKH: &str =
        "Бүгін ауданда жаңа мектеп ашылды, деп хабарлады әкімдіктің баспасөз қызметі өз сайтында.";
    const KYRGYZ: &str = "Бүгүн районо жаңы мектеп ачылды, деп билдирди өкмөттүн басма сөз кызматы.";

    fn entry(lang: &str, text: &str) -> Entry {
        let lang = Some(lang.to_owned()).filter(|lang| !lang.is_empty());
        let (key, none) = (EntryKey::derive(Some(text), None, "", None, ""), None);
        let (title, text) = (String::new(), text.to_owned());
        Entry {
            key,
            link: None,
            title,
            text,
            author: none,
            tags: Vec::new(),
            lang,
            published: None,
            updated: None,
        }
    }

    /// The languages of entries that are declared so.
    fn told(operators: &str, entries: &[(&str, &str)]) -> Vec<String> {
        let mut entries: Vec<Entry> = entries.iter().map(|(lang, text)| entry(lang, text)).collect();
        tell_languages(Some(operators).filter(|lang| !lang.is_empty()), &mut entries);
        entries.into_iter().map(|entry| entry.lang.unwrap_or_default()).collect()
    }

    #[test]
    fn a_declaration_stands_unless_the_letters_contradict_it() {
        for (operators, declared, text, expected) in [
            ("", "en-US", RUSSIAN, "ru"),
            ("", "en-US", GEORGIAN, "ka"),
            ("en", "ru", RUSSIAN, "ru"),
            ("az", "en", AZERBAIJANI, "az"),
            ("", "", AZERBAIJANI, "az"),
            ("", "", TURKISH, "tr"),
            ("", "en", SPANISH, "es"),
            ("en", "", CZECH, "cs"),
            ("", "en", VIETNAMESE, "vi"),
            ("", "", VIETNAMESE, "vi"),
            // A neighbour that is like it takes nothing from a language that is declared.
            ("", "sk", SLOVAK, "sk"),
            ("", "en", ENGLISH, "en"),
            ("az", "", "Бакыда јени мәктәб ачылды, дедиләр көһнә бинада.", "az"),
            ("", "", "Бакыда јени мәктәб ачылды, дедиләр көһнә бинада, ҝүнорта.", "az"),
            ("", "", "Сьогодні у Києві відкрили їдальню, її відвідали.", "uk"),
            ("", "ru", "Сьогодні у Києві відкрили їдальню, її відвідали.", "uk"),
            ("", "fa", "امروز در تهران پل تازه‌ای گشوده شد و گزارش داد.", "fa"),
            ("", "", "The council met.", ""),
            ("", "de", "Курик", "de"),
            ("", "", KAZAKH, "kk"),
            ("", "", KYRGYZ, "ky"),
            ("", "kk-KZ", &RUSSIAN.repeat(2), "ru"),
            ("", "ky", KYRGYZ, "ky"),
        ] {
            assert_eq!(told(operators, &[(declared, text)]), [expected], "{text}");
        }
    }

    #[test]
    fn a_feed_that_declares_another_language_of_its_script_is_believed_in_what_it_writes() {
        let az = [
            AZERBAIJANI,
            "Prezident qəbul etdi: nümayəndə heyəti ilə görüş oldu.",
            "Hava proqnozu: sabah yağış gözlənilir.",
        ];
        let says_english: Vec<(&str, &str)> = az.iter().map(|text| ("en-US", *text)).collect();
        assert_eq!(told("", &says_english), ["az", "az", "az"]);
        let undeclared: Vec<(&str, &str)> = az.iter().map(|text| ("", *text)).chain([("", "Bakı")]).collect();
        assert_eq!(told("", &undeclared), ["az", "az", "az", "az"]);
        // One article in English among them, rightly declared, stays what it is.
        let english = ENGLISH.repeat(2);
        let mixed = [says_english[0], says_english[1], says_english[2], ("en", &*english)];
        assert_eq!(told("", &mixed)[3], "en");
        // What the detector has never seen it cannot deny.
        assert_eq!(
            told("", &[("gl", &*"O concello reuniuse o luns para falar da nova escola. ".repeat(4))]),
            ["gl"]
        );
        assert_eq!(
            told(
                "",
                &[("nb", &*"Kommunestyret møttes på mandag for å snakke om den nye skolen. ".repeat(4))]
            ),
            ["nb"]
        );
    }
}
