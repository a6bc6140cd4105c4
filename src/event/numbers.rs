//! The numbers of a text, in one form for all ways in which newsrooms group their digits.

use std::iter;

/// Numbers that are kept of a text.
const NUMBERS: usize = 40;

/// Every number of two digits or more, each once, in the order of the text: `1,500`, `1 500` and `1.500` are `1500`, `4,5` is `4.5`.
pub(super) fn numbers(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for number in figures(text).filter(|number| number.len() > 1) {
        if found.len() < NUMBERS && !found.contains(&number) {
            found.push(number);
        }
    }
    found
}

/// Every number of a text, those of one digit too, as often as it stands there.
pub(crate) fn figures(text: &str) -> impl Iterator<Item = String> + '_ {
    let mut rest = text;
    let chains = iter::from_fn(move || {
        let start = rest.find(is_digit)?;
        let (chain, length) = DigitGroups::read(&rest[start..]);
        rest = &rest[start + length..];
        Some(chain.numbers())
    });
    chains.flatten()
}

/// Groups of digits with single marks between them.
#[derive(Debug, Default)]
struct DigitGroups {
    groups: Vec<String>,
    marks: Vec<char>,
}

impl DigitGroups {
    /// The chain with which a text begins, and its length in bytes.
    fn read(text: &str) -> (Self, usize) {
        let (mut chain, mut at) = (Self::default(), 0);
        loop {
            let digits = text[at..].char_indices().find(|(_, c)| !is_digit(*c));
            let end = digits.map_or(text.len(), |(length, _)| at + length);
            chain.groups.push(text[at..end].chars().filter_map(digit).collect());
            let mut after = text[end..].chars();
            let (Some(mark), Some(next)) = (after.next(), after.next()) else { return (chain, end) };
            if !is_mark(mark) || !is_digit(next) {
                return (chain, end);
            }
            chain.marks.push(mark);
            at = end + mark.len_utf8();
        }
    }

    /// One number where its marks group or divide one, else each group by itself.
    fn numbers(self) -> Vec<String> {
        let (first, others) = self.groups.split_first().expect("a chain begins with digits");
        let one_mark = self.marks.windows(2).all(|pair| pair[0] == pair[1]);
        if !others.is_empty()
            && one_mark
            && !self.marks.contains(&':')
            && (1..=3).contains(&first.len())
            && others.iter().all(|group| group.len() == 3)
        {
            return vec![self.groups.concat()];
        }
        match (others, self.marks.as_slice()) {
            ([fraction], ['.' | ',']) if fraction.len() < 3 => vec![format!("{first}.{fraction}")],
            ([minutes], [':']) if minutes.len() == 2 => vec![format!("{first}:{minutes}")],
            _ => self.groups,
        }
    }
}

fn is_mark(c: char) -> bool {
    matches!(c, '.' | ',' | ':' | ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '’' | '٬' | '٫')
}

fn is_digit(c: char) -> bool {
    digit(c).is_some()
}

/// Western digits, and those of Arabic and Persian.
fn digit(c: char) -> Option<char> {
    let value = match c {
        '0'..='9' => u32::from(c) - u32::from('0'),
        '٠'..='٩' => u32::from(c) - u32::from('٠'),
        '۰'..='۹' => u32::from(c) - u32::from('۰'),
        _ => return None,
    };
    char::from_digit(value, 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_one_however_it_is_written() {
        for (text, expected) in [
            ("1,500 men, 1 500 and 1.500", &["1500"][..]),
            ("4,5 млн и 4.5", &["4.5"]),
            ("24.11.2026 в 14:05, 7 и 12", &["24", "11", "2026", "14:05", "12"]),
            ("3-4 of 17th, MH17", &["17"]),
            ("2 350 000 и 12 24", &["2350000", "12", "24"]),
            ("۱۵۰۰ and ٢٤", &["1500", "24"]),
            ("", &[]),
        ] {
            assert_eq!(numbers(text), expected, "{text}");
        }
        assert_eq!(figures("3 of 3, 1,5").collect::<Vec<_>>(), ["3", "3", "1.5"]);
    }
}
