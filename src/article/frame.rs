//! The frame of a site: lines that its pages share, which are neither matched nor compared.

use std::collections::HashSet;

use xxhash_rust::xxh3::xxh3_64;

use crate::entry::noise;

/// The hash by which a line is known again. The numbers of a sentence count: two bulletins differ in nothing else. Those of other
/// lines do not, for counters stand in frames.
pub(crate) fn line_hash(line: &str) -> u64 {
    let mut plain = String::with_capacity(line.len());
    let mut in_number = false;
    let keeps_numbers = noise::ends_a_sentence(line);
    for letter in line.chars().flat_map(char::to_lowercase) {
        if letter.is_numeric() && !keeps_numbers {
            if !in_number {
                plain.push('0');
            }
            in_number = true;
        } else if !letter.is_whitespace() {
            in_number = false;
            plain.push(letter);
        }
    }
    xxh3_64(plain.as_bytes())
}

/// The text without the lines of its site's frame.
///
/// Where they are most of it, the page is a copy of others of its site under another address, and nothing is taken out.
pub(crate) fn without_frame(text: &str, frame: &HashSet<u64>) -> String {
    if frame.is_empty() {
        return text.to_owned();
    }
    let own: Vec<&str> = text.lines().filter(|line| !frame.contains(&line_hash(line))).collect();
    let kept: usize = own.iter().map(|line| line.len()).sum();
    if kept * 2 < text.len() { text.to_owned() } else { own.join("\n") }
}

/// Whether most of a text is the frame of its site.
pub(crate) fn is_mostly_frame(text: &str, frame: &HashSet<u64>) -> bool {
    let of_frame = text.lines().filter(|line| frame.contains(&line_hash(line)));
    of_frame.map(str::len).sum::<usize>() * 2 > text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_the_frame_are_left_out() {
        let frame = HashSet::from([
            line_hash("Subscribe to our letter"),
            line_hash("7 comments"),
            line_hash("An earthquake of 3.8 struck near Larn."),
        ]);
        for (text, expected) in [
            (
                "The talks resumed on Sunday and went on for hours.\nSubscribe to our  Letter\n12 comments",
                "The talks resumed on Sunday and went on for hours.",
            ),
            ("An earthquake of 4.5 struck near Larn.\n8 comments", "An earthquake of 4.5 struck near Larn."),
            ("The talks resumed on Sunday.", "The talks resumed on Sunday."),
            ("No.\nSubscribe to our letter", "No.\nSubscribe to our letter"),
        ] {
            assert_eq!(without_frame(text, &frame), expected);
        }
    }
}
