//! The words for months in the languages of the feeds, by the letters they begin with.

/// How each month may begin, lower case, January first: English, German, Dutch, French, Spanish, Portuguese,
/// Italian, Romanian, Polish, Hungarian, Turkish, Azerbaijani, Uzbek; Russian, Ukrainian, Belarusian, Kazakh;
/// Armenian, Georgian, Greek. Case forms ("октября") begin like their words.
const MONTHS: [&[&str]; 12] = [
    &[
        "jan",
        "jän",
        "ene",
        "gen",
        "ian",
        "sty",
        "oca",
        "yan",
        "янв",
        "січ",
        "сту",
        "қаң",
        "հունվ",
        "հնվ",
        "იან",
        "ιαν",
    ],
    &["feb", "fév", "fev", "lut", "şub", "sub", "фев", "лют", "ақп", "փետ", "փտվ", "თებ", "φεβ"],
    &["mar", "mär", "mrz", "mrt", "maa", "már", "мар", "бер", "сак", "нау", "մար", "მარ", "μαρ", "μάρ"],
    &["apr", "avr", "abr", "kwi", "ápr", "nis", "апр", "кві", "кра", "сәу", "ապր", "აპრ", "απρ"],
    &[
        "may",
        "mai",
        "maj",
        "mei",
        "mag",
        "máj",
        "май",
        "мая",
        "мае",
        "тра",
        "мам",
        "մայ",
        "მაი",
        "μαι",
        "μάι",
        "μαΐ",
        "μαϊ",
    ],
    &[
        "jun",
        "juin",
        "giu",
        "iun",
        "cze",
        "jún",
        "haz",
        "iyn",
        "iyun",
        "июн",
        "чер",
        "чэр",
        "мау",
        "հունի",
        "հնս",
        "ივნ",
        "ιουν",
        "ιούν",
    ],
    &[
        "jul",
        "juil",
        "lug",
        "iul",
        "lip",
        "júl",
        "tem",
        "iyl",
        "iyul",
        "июл",
        "лип",
        "ліп",
        "шіл",
        "հուլ",
        "հլս",
        "ივლ",
        "ιουλ",
        "ιούλ",
    ],
    &[
        "aug",
        "aoû",
        "aou",
        "ago",
        "sie",
        "ağu",
        "agu",
        "avq",
        "avg",
        "авг",
        "сер",
        "жні",
        "там",
        "օգս",
        "օգո",
        "აგვ",
        "αυγ",
        "αύγ",
    ],
    &["sep", "set", "wrz", "sze", "eyl", "sen", "сен", "вер", "қыр", "սեպ", "სექ", "σεπ"],
    &["oct", "okt", "ott", "out", "paź", "eki", "окт", "жов", "кас", "қаз", "հոկ", "ოქტ", "οκτ"],
    &["nov", "noi", "lis", "kas", "noy", "ноя", "лис", "ліс", "қар", "նոյ", "ნოე", "νοε", "νοέ"],
    &["dec", "dez", "dic", "déc", "dek", "gru", "ara", "дек", "гру", "сне", "жел", "դեկ", "დეკ", "δεκ"],
];

/// The month that a word names, from 1.
pub(super) fn month_of(word: &str) -> Option<i32> {
    let mut lower = String::with_capacity(24);
    for char in word.chars().take(12).flat_map(char::to_lowercase) {
        // "İyun" lower-cased has a dot of its own, and so has "ş" where it is written in two parts.
        if char != '\u{307}' {
            lower.push(char);
        }
    }
    let found = MONTHS.iter().position(|stems| stems.iter().any(|stem| lower.starts_with(stem)))?;
    i32::try_from(found + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_its_twelve_months() {
        for months in [
            "january february march april may june july august september october november december",
            "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
            "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
            "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
            "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
            "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
            "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
            "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
            "yanvar fevral mart aprel may iyun iyul avqust sentyabr oktyabr noyabr dekabr",
            "Yanvar Fevral Mart Aprel May İyun İyul Avqust Sentyabr Oktyabr Noyabr Dekabr",
            "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
            "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
            "студзеня лютага сакавіка красавіка мая чэрвеня ліпеня жніўня верасня кастрычніка лістапада снежня",
            "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан",
            "հունվարի փետրվարի մարտի ապրիլի մայիսի հունիսի հուլիսի օգոստոսի սեպտեմբերի հոկտեմբերի նոյեմբերի դեկտեմբերի",
            "იანვარი თებერვალი მარტი აპრილი მაისი ივნისი ივლისი აგვისტო სექტემბერი ოქტომბერი ნოემბერი დეკემბერი",
        ] {
            for (word, month) in months.split(' ').zip(1..) {
                assert_eq!(month_of(word), Some(month), "{word}");
            }
        }
        assert_eq!(month_of("de"), None);
        assert_eq!(month_of("ŞUB"), Some(2));
    }
}
