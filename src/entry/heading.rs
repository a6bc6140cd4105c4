//! What an entry is called that has no title: posts of channels and of small networks have none.

use names::sentences;

use crate::wording;

/// Characters of such a heading, at most.
const LONGEST: usize = 100;

/// The title of an entry, or the first sentence of its text where it has none; empty where there is no word.
pub(crate) fn heading(title: &str, text: &str) -> String {
    if !title.trim().is_empty() {
        return title.to_owned();
    }
    let mut lines = text.lines().map(without_ornament).filter(|line| line.chars().any(char::is_alphanumeric));
    let Some(line) = lines.next() else { return String::new() };
    let first = sentences(line).into_iter().next().map_or(line, |sentence| &line[sentence]);
    // One that breaks off after a word or two says less than the line.
    let first = if first.split_whitespace().nth(1).is_some() { first } else { line };
    wording::line_up_to(LONGEST, first)
}

/// A line without the pictures and addresses before its first word.
fn without_ornament(line: &str) -> &str {
    let mut rest = line.trim();
    loop {
        let word = rest.split_whitespace().next().unwrap_or_default();
        let opens = |c: char| c.is_alphanumeric() || "«“„\"'(#@".contains(c);
        let is_ornament = word.contains("://") || !word.is_empty() && !word.chars().any(opens);
        if !is_ornament {
            return rest.trim_start_matches(|c: char| !opens(c));
        }
        rest = rest[word.len()..].trim_start();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_title_is_called_by_its_first_sentence() {
        let long = format!("The ministry {} said", "of foreign affairs ".repeat(10));
        for (title, text, expected) in [
            ("Talks", "Other words.", "Talks"),
            (" ", "Заявление ОДКБ\nСекретариат сообщил.", "Заявление ОДКБ"),
            (
                "",
                "🇦🇲 ❗️ The minister has arrived in Yerevan. He meets the president.",
                "The minister has arrived in Yerevan.",
            ),
            ("", "https://t.me/x/1\n\n«Саммит» открыт. Далее.", "«Саммит» открыт."),
            ("", "Да! Саммит состоится в мае", "Да! Саммит состоится в мае"),
            ("", "", ""),
            ("", "❗️❗️\n🇦🇿", ""),
        ] {
            assert_eq!(heading(title, text), expected, "{text}");
        }
        assert!(heading("", &long).ends_with('…') && heading("", &long).chars().count() <= LONGEST + 1);
    }
}
