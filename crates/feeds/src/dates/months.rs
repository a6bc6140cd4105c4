//! The words for months in the languages of the feeds, by the letters they begin with.

use std::sync::LazyLock;

use languages::Language;

/// How each month may begin, January first, in lower case: what the files of all languages say. Case forms ("октября")
/// begin like their words. Of two beginnings the longer counts: `srpna` is August in Czech, `srpnja` July in Croatian.
static MONTHS: LazyLock<MonthStems> = LazyLock::new(|| MonthStems::of(languages::all()));

/// The months as RFC 822 has them.
const ENGLISH: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The month that a word names, from 1.
pub(super) fn month_of(word: &str) -> Option<i32> {
    // Nearly all dates are those of RFC 822.
    if let Some(month) = ENGLISH.iter().position(|month| word == *month) {
        return i32::try_from(month + 1).ok();
    }
    let mut lower = String::with_capacity(24);
    for char in word.chars().take(12).flat_map(char::to_lowercase) {
        // "İyun" lower-cased has a dot of its own, and so has "ş" where it is written in two parts.
        if char != '\u{307}' {
            lower.push(char);
        }
    }
    MONTHS.longest(&lower).or_else(|| MONTHS.longest(lower.strip_prefix('ב')?))
}

struct MonthStems([Vec<&'static str>; 12]);

impl MonthStems {
    fn of(languages: &[Language]) -> Self {
        let mut months: [Vec<&'static str>; 12] = Default::default();
        for line in languages.iter().flat_map(|language| language.of("months")) {
            for (month, stems) in months.iter_mut().zip(line.split_whitespace()) {
                month.extend(stems.split('|').filter(|stem| *stem != "-"));
            }
        }
        for month in &mut months {
            month.sort_unstable();
            month.dedup();
        }
        Self(months)
    }

    /// The month with the longest of the stems that the word begins with; of equal ones the first.
    fn longest(&self, word: &str) -> Option<i32> {
        let length = |month: usize| {
            let stems = self.0[month].iter().filter(|stem| word.starts_with(**stem));
            stems.map(|stem| stem.len()).max().unwrap_or(0)
        };
        let best =
            (0..self.0.len()).rev().max_by_key(|month| length(*month)).filter(|month| length(*month) > 0)?;
        i32::try_from(best + 1).ok()
    }
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
    #[test]
    fn a_language_brings_its_months_in_its_file() {
        for language in languages::all() {
            for months in language.of("months") {
                assert_eq!(months.split_whitespace().count(), 12, "{}", language.code);
            }
        }
        let invented = Language::parse("language qq Invented\nmonths aaq|aq b c d e f g h i j k -\n");
        let months = MonthStems::of(&[invented]);
        let read = ["aqua", "aaqua", "bee", "koala", "-"].map(|word| months.longest(word));
        assert_eq!(read, [Some(1), Some(1), Some(2), Some(11), None]);
    }
}
