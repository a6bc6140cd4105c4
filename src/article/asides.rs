//! Lines of a text that are none of its article: who took a picture, and what the site does with cookies.

use std::sync::LazyLock;

use super::consent::is_consent_line;
use super::phrases::Phrases;
use super::words::count_words;
use crate::entry::noise;

/// What sites call the things that they ask consent for.
static COOKIES: LazyLock<Phrases> = LazyLock::new(|| Phrases::of("cookies"));

/// Words of the longest paragraph about them.
const LONGEST_NOTICE: usize = 60;

/// It stands among so many lines at the beginning or the end.
const AT_THE_EDGE: usize = 2;

/// Words of the longest line that says whose a picture is.
const LONGEST_CREDIT: usize = 12;

/// The text without them. Where more than one line tells of cookies, the article does.
pub(crate) fn without_asides(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let notice = notice(&lines);
    let kept = lines.iter().enumerate().filter(|(place, line)| Some(*place) != notice && !is_credit(line));
    let kept: Vec<&str> = kept.map(|(_, line)| *line).collect();
    if kept.is_empty() { text.to_owned() } else { kept.join("\n") }
}

fn notice(lines: &[&str]) -> Option<usize> {
    let tells = |line: &str| COOKIES.stand_in(&line.to_lowercase());
    let mut told = (0..lines.len()).filter(|place| tells(lines[*place]));
    let (Some(place), None) = (told.next(), told.next()) else { return None };
    let is_at_the_edge = place < AT_THE_EDGE || place + AT_THE_EDGE >= lines.len();
    let is_notice = is_at_the_edge && lines.len() > 2 && count_words(lines[place]) <= LONGEST_NOTICE;
    (is_notice && is_consent_line(&lines[place].to_lowercase())).then_some(place)
}

fn is_credit(line: &str) -> bool {
    count_words(line) <= LONGEST_CREDIT && !noise::ends_a_sentence(line) && noise::credits(line)
}

/// Whether two texts are the same but for ways to write one letter, which the editors of a site set.
pub(crate) fn are_spelled_alike(one: &str, other: &str) -> bool {
    let letters = |text: &str| {
        let one_way = text.replace('ё', "е").replace('Ё', "Е").replace('և', "եւ");
        one_way.split_whitespace().collect::<String>()
    };
    letters(one) == letters(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_beside_an_article_are_left_out() {
        let cookies =
            "Мы используем файлы cookie, чтобы сайт работал лучше. Продолжая, вы соглашаетесь с этим.";
        for (text, expected) in [
            (format!("One.\nTwo.\n{cookies}"), "One.\nTwo."),
            (
                "One.\nФото: пресс-служба / архив\nPhoto: A. Sailor saw them.\nTwo.".to_owned(),
                "One.\nPhoto: A. Sailor saw them.\nTwo.",
            ),
            (
                "One on cookies.\nTwo.\nThree on cookies.".to_owned(),
                "One on cookies.\nTwo.\nThree on cookies.",
            ),
            ("One.\nTwo.\nOn cookies.\nThree.\nFour.".to_owned(), "One.\nTwo.\nOn cookies.\nThree.\nFour."),
            ("We use cookies.".to_owned(), "We use cookies."),
            // News that tells of cookies once is none of it.
            (
                "France fined the firm for its cookies on Friday.\nTwo.\nThree.\nFour.".to_owned(),
                "France fined the firm for its cookies on Friday.\nTwo.\nThree.\nFour.",
            ),
        ] {
            assert_eq!(without_asides(&text), expected);
        }
    }

    #[test]
    fn a_letter_that_is_written_in_two_ways_is_one() {
        assert!(are_spelled_alike("Всё ещё идёт, и\u{a0}так", "Все еще идет, и так"));
        assert!(are_spelled_alike("Երևան", "Երեւան"));
        assert!(!are_spelled_alike("Двенадцать", "Двадцать"));
    }
}
