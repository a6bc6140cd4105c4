//! How long a text is, in words; what scripts without spaces say in a word is counted as two letters.

/// Counts words: runs between blanks that hold a letter or a digit, and every two letters of Chinese, Japanese, Thai and
/// their kin, which put no blanks between words.
pub(crate) fn count_words(text: &str) -> usize {
    let mut letters_without_blanks = 0;
    let mut words = 0;
    for run in text.split_whitespace() {
        let unspaced = run.chars().filter(|letter| is_written_without_blanks(*letter)).count();
        letters_without_blanks += unspaced;
        if unspaced == 0 && run.chars().any(char::is_alphanumeric) {
            words += 1;
        }
    }
    words + letters_without_blanks.div_ceil(2)
}

/// Whether a letter is of a script that puts no blanks between words.
pub(super) fn is_written_without_blanks(letter: char) -> bool {
    matches!(letter, '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_in_every_script() {
        for (text, expected) in
            [("", 0), ("one two — three", 3), ("ОДКБ и Азербайджан", 3), ("習近平訪問", 3), ("NATO 北約", 2)]
        {
            assert_eq!(count_words(text), expected, "{text}");
        }
    }
}
