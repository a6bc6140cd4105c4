//! Lines of an article that change without a change: times of update, counters, pointers to other articles.

/// Words that say when a page was changed.
const UPDATED: [&str; 22] = [
    "updated",
    "modified",
    "refreshed",
    "обновлено",
    "обновлён",
    "обновлен",
    "изменено",
    "оновлено",
    "yenilənib",
    "yeniləndi",
    "yenilənmə",
    "güncellendi",
    "güncelleme",
    "guncellendi",
    "թարմացվել",
    "թարմացված",
    "განახლდა",
    "განახლებულია",
    "aktualisiert",
    "actualizado",
    "zaktualizowano",
    "жаңартылды",
];

/// Words that name what a page counts.
const COUNTED: [&str; 34] = [
    "views",
    "view",
    "reads",
    "read",
    "comments",
    "comment",
    "shares",
    "likes",
    "просмотров",
    "просмотра",
    "просмотры",
    "просмотр",
    "комментариев",
    "комментарии",
    "комментария",
    "комментарий",
    "переглядів",
    "коментарів",
    "baxış",
    "oxunub",
    "oxunma",
    "oxunuş",
    "şərh",
    "görüntülenme",
    "okunma",
    "yorum",
    "դիտում",
    "դիտումներ",
    "մեկնաբանություն",
    "ნახვა",
    "ნახვები",
    "კომენტარი",
    "қаралды",
    "aufrufe",
];

/// How lines begin that lead to other articles.
const POINTERS: [&str; 20] = [
    "read also",
    "also read",
    "see also",
    "read more",
    "related:",
    "more on this",
    "читайте также",
    "читать также",
    "читайте ещё",
    "по теме:",
    "см. также",
    "читайте також",
    "həmçinin oxuyun",
    "oxuyun:",
    "ayrıca okuyun",
    "ilgili haber",
    "կարդացեք նաև",
    "նաև կարդացեք",
    "წაიკითხეთ აგრეთვე",
    "ასევე წაიკითხეთ",
];

/// Words of the longest line that can be noise; a sentence is longer.
const LONGEST: usize = 12;

/// Whether a line says nothing about the news.
pub(crate) fn is_noise(line: &str) -> bool {
    let lower = line.to_lowercase();
    if POINTERS.iter().any(|pointer| lower.starts_with(pointer)) {
        return true;
    }
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric() && !".:'’".contains(c))
        .filter(|word| has_letters(word))
        .collect();
    if words.len() > LONGEST {
        return false;
    }
    let words: Vec<&str> =
        words.iter().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric())).collect();
    let said = |list: &[&str]| words.iter().any(|word| list.contains(word));
    let wordy = words.iter().filter(|word| word.chars().any(char::is_alphabetic)).count();
    let dated = words.iter().any(|word| is_clock(word) || is_date(word));
    let counters = words.iter().filter(|word| COUNTED.contains(word)).count();
    let numbers = words.len() - wordy;
    (said(&UPDATED) && dated)
        || (counters > 0 && counters == wordy && numbers > 0)
        || (wordy == 0 && numbers > 0)
}

fn has_letters(word: &str) -> bool {
    word.chars().any(char::is_alphanumeric)
}

/// `14:05`, `14.05`.
fn is_clock(word: &str) -> bool {
    let Some((hours, minutes)) = word.split_once([':', '.']) else { return false };
    let minutes = minutes.get(..2).unwrap_or(minutes);
    let digits = |part: &str, most: usize| {
        (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    digits(hours, 2) && minutes.len() == 2 && digits(minutes, 2)
}

/// A year, or a date in numbers.
fn is_date(word: &str) -> bool {
    let mut parts = word.split(['.', ':']).map(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    let year = word.len() == 4 && (word.starts_with("19") || word.starts_with("20"));
    parts.all(|digits| digits) && (year || word.matches('.').count() == 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_is_told_from_news() {
        for (line, noise) in [
            ("Updated at 14:05", true),
            ("Обновлено: 24.06.2024, 14:05 (МСК)", true),
            ("Yenilənib: 24 iyun 2024", true),
            ("1 234 просмотра", true),
            ("Views: 1,234 Comments: 12", true),
            ("24.06.2024 14:05", true),
            ("👁 1234", true),
            ("Read also: Armenia freezes its part", true),
            ("Читайте также: другая новость", true),
            ("Updated: 3 dead in a blast in the port", false),
            ("The number of views on this differs.", false),
            ("Killed: 5", false),
            ("The talks ended at 14:05.", false),
            ("“We read 12 comments on the draft,” the deputy said.", false),
            ("***", false),
            ("", false),
        ] {
            assert_eq!(is_noise(line), noise, "{line}");
        }
    }
}
