//! Other ways to write a spelling, which everybody takes for the same: known to the letter, so they are looked for as the spelling is.

/// Latin letters with what is written where a keyboard has none of them.
const TRANSCRIBED: [(char, &str); 6] =
    [('ä', "ae"), ('ö', "oe"), ('ü', "ue"), ('ø', "oe"), ('å', "aa"), ('đ', "dj")];

/// A zero-width non-joiner: in Persian it stands where a word could be two.
const HALF_SPACE: char = '\u{200C}';

/// The servant in Arabic names, which is written as a word or in one with what follows.
const SERVANT: &str = "عبد";

/// The two letters that Arabic has for a foreign g: Egypt writes the first, others the second.
const FOREIGN_G: [char; 2] = ['ج', 'غ'];

/// So many letters a word has at least that is foreign for one of them; shorter words of both are Arabic.
const LONG_FOREIGN: usize = 6;

/// A word without the letters that keyboards lack: `Köln` is `Koeln`; a foreign name with the other Arabic g: هونج and هونغ,
/// غورباتشوف and جورباتشوف. `None` where there is nothing to write otherwise.
pub(crate) fn transcribed(word: &str) -> Option<String> {
    if word.contains(FOREIGN_G) {
        let foreign = word.ends_with("نج") || word.ends_with("نغ") || word.chars().count() >= LONG_FOREIGN;
        let [egyptian, other] = FOREIGN_G;
        let swapped = |letter| match letter {
            _ if letter == egyptian => other,
            _ if letter == other => egyptian,
            _ => letter,
        };
        return foreign.then(|| word.chars().map(swapped).collect());
    }
    let lower = word.to_lowercase();
    let other = |letter: char| TRANSCRIBED.iter().find(|(one, _)| *one == letter).map(|(_, more)| *more);
    lower.chars().any(|letter| other(letter).is_some()).then(|| {
        let mut written = String::new();
        for letter in lower.chars() {
            match other(letter) {
                Some(more) => written.push_str(more),
                None => written.push(letter),
            }
        }
        written
    })
}

/// A spelling cut otherwise: in two where it has a half-space, `عبد الله` in one and `عبدالله` in two; a short form with stops
/// without them. `None` where there is nothing to cut otherwise.
pub(crate) fn recut(text: &str) -> Option<String> {
    if text.contains(HALF_SPACE) {
        return Some(text.replace(HALF_SPACE, " "));
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.windows(2).any(|pair| pair[0] == SERVANT) {
        return Some(text.replace("عبد ", SERVANT));
    }
    let whole = |word: &&str| word.strip_prefix(SERVANT).is_some_and(|rest| rest.starts_with("ال"));
    words.iter().any(whole).then(|| text.replace("عبدال", "عبد ال"))
}

/// A short form without its stops: `C.S.T.O.` is `CSTO`. `None` for anything else.
pub(crate) fn without_stops(text: &str) -> Option<String> {
    let letters: Vec<&str> = text.strip_suffix('.').unwrap_or(text).split('.').collect();
    let one_capital = |part: &&str| {
        let mut letters = part.chars();
        letters.next().is_some_and(char::is_uppercase) && letters.next().is_none()
    };
    (letters.len() > 1 && letters.iter().all(one_capital)).then(|| letters.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_written_otherwise() {
        assert_eq!(transcribed("Köln").as_deref(), Some("koeln"));
        assert_eq!(transcribed("Đoković").as_deref(), Some("djoković"));
        assert_eq!(transcribed("Koln"), None);
        assert_eq!(transcribed("هونج").as_deref(), Some("هونغ"));
        assert_eq!(transcribed("غورباتشوف").as_deref(), Some("جورباتشوف"));
        assert_eq!(transcribed("جزيرة"), None);
        assert_eq!(recut("محمد حسین‌پور").as_deref(), Some("محمد حسین پور"));
        assert_eq!(recut("عبد الله الحمداني").as_deref(), Some("عبدالله الحمداني"));
        assert_eq!(recut("عبدالله").as_deref(), Some("عبد الله"));
        assert_eq!(recut("محمد"), None);
        assert_eq!(without_stops("C.S.T.O.").as_deref(), Some("CSTO"));
        assert_eq!(without_stops("U.N").as_deref(), Some("UN"));
        assert_eq!(without_stops("Mr."), None);
        assert_eq!(without_stops("А"), None);
    }
}
