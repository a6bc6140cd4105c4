//! The words for months in the languages of the feeds, by the letters they begin with.

/// How each month may begin, lower case, January first: English, German, Dutch, French, Spanish, Portuguese,
/// Italian, Romanian, Polish, Hungarian, Turkish, Azerbaijani, Uzbek; Russian, Ukrainian, Belarusian, Kazakh;
/// Armenian, Georgian, Greek; Czech, Croatian, Finnish, Estonian, Albanian, Serbian; Arabic, Persian (both calendars),
/// Hebrew, Thai. Case forms ("октября") begin like their words. Of two beginnings the longer counts: `srpna` is August
/// in Czech, `srpnja` July in Croatian.
const MONTHS: [&str; 12] = [
    "jan jän ene gen ian sty oca yan янв січ сту қаң հունվ հնվ იან ιαν janar јан siječ leden ledn \
     tammi jaan ينا ژان فروردین ינו มกรา ม.ค",
    "feb fév fev lut şub sub фев лют ақп փետ փտվ თებ φεβ shk феб velja únor února helmi veeb فبر \
     شباط فور اردیبهشت פבר กุมภา ก.พ",
    "mar mär mrz mrt maa már мар бер сак нау մար მარ μαρ μάρ ožuj ozuj břez maalis märts مارس آذار \
     خرداد מרץ מרס מארס มีนา มี.ค",
    "apr avr abr kwi ápr nis апр кві кра сәу ապր აპრ απρ prill trav dubn duben huhti أبريل ابريل \
     إبريل نيسان آوریل تیر אפר เมษา เม.ย",
    "may mai maj mei mag máj май мая мае тра мам մայ მაი μαι μάι μαΐ μαϊ мај svib květ touko مايو \
     أيار مه می مرداد מאי พฤษภา พ.ค",
    "jun juin giu iun cze jún haz iyn iyun июн чер чэр мау հունի հնս ივნ ιουν ιούν qer јун lipanj \
     lipnja červen června červn kesä juun يونيو يونيه حزيران ژوئن شهریور יונ มิถุนา มิ.ย",
    "jul juil lug iul lip júl tem iyl iyul июл лип ліп шіл հուլ հլս ივლ ιουλ ιούλ korr јул srpanj \
     srpnj červenec červenc heinä juul يوليو يوليه تموز ژوئیه جولای مهر יול กรกฎา ก.ค",
    "aug aoû aou ago sie ağu agu avq avg авг сер жні там օգս օգո აგვ αυγ αύγ gusht kolov srpen srpn \
     elok أغسطس اغسطس آب اوت آگوست آبان אוג สิงหา ส.ค",
    "sep set wrz sze eyl sen сен вер қыр սեպ სექ σεπ shta септ ruj září zář syys سبتمبر أيلول \
     سپتامبر آذر ספט กันยา ก.ย",
    "oct okt ott out paź eki окт жов кас қаз հոկ ოქტ οκτ tet říj loka أكتوبر اكتوبر اکتبر دی אוק \
     ตุลา ต.ค",
    "nov noi lis kas noy ноя лис ліс қар նոյ ნოე νοε νοέ nën nen нов stud marras نوفمبر نوامبر بهمن \
     נוב พฤศจิกา พ.ย",
    "dec dez dic déc dek gru ara дек гру сне жел դեկ დეკ δεκ dhj дец prosin joulu det ديسمبر دسامبر \
     اسفند דצמ ธันวา ธ.ค",
];

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
    longest(&lower).or_else(|| longest(lower.strip_prefix('ב')?))
}

/// The month with the longest of the stems that the word begins with; of equal ones the first.
fn longest(word: &str) -> Option<i32> {
    let length = |month: usize| {
        let stems = MONTHS[month].split(' ').filter(|stem| word.starts_with(*stem));
        stems.map(str::len).max().unwrap_or(0)
    };
    let best =
        (0..MONTHS.len()).rev().max_by_key(|month| length(*month)).filter(|month| length(*month) > 0)?;
    i32::try_from(best + 1).ok()
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
